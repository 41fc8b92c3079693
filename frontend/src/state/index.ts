/** What the rooms of the editor read and do: hooks over the open workflow and the acts on it. */
export { currentDocument, edit, redo, undo, useDocument } from './document';
export { clearSelection, select, selectNode, selectPort, useSelectedNode, useSelection } from './selection';
export type { Selection } from './selection';
export { portsOf, useAnalysis, useNodeAnalysis } from './analysis';
export { useNodeRun, useRunState } from './run';
export type { LiveRun } from './run';
export { useCatalogue, useNodeType } from './catalogue';
export type { CatalogueState } from './catalogue';
export { currentPath, report, useWorkspace } from './workspace';
export type { SaveState, WorkspaceState } from './workspace';
export { setPanes, usePanes } from './panes';
export type { Panes, RightPane } from './panes';
export { cancelRun, startRun } from './runs';
export { askRun, asksParameters, dropAskedRun, setAsksParameters, useAskedRun } from './asking';
export { flushDraft, saveWorkflow, settleConflict } from './saving';
export { requestAnalysis } from './session';
