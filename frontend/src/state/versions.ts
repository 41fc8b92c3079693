/** Past versions on the canvas: looked at, compared, brought back, named. */
import { api, queries } from '../api';
import { compareDocuments, complete, overlaid } from '../document';
import type { WorkflowDocument } from '../document';
import { currentDocument, documentStore, setReadOnly } from './document';
import { flushDraft, showFile } from './saving';
import { clearSelection } from './selection';
import { requestAnalysis } from './session';
import { workspaceStore } from './workspace';

const workspace = workspaceStore.getState;
const setWorkspace = workspaceStore.setState;

/** The workflow as it is now, while a past version stands on the canvas. */
let present: WorkflowDocument | null = null;
/** The version itself; the canvas may show it laid over the present. */
let past: WorkflowDocument | null = null;

/** The version that is being compared with, as long as the given drawing is on the canvas. */
export const shownOld = (drawn: WorkflowDocument): WorkflowDocument | null => (drawn === currentDocument() ? past : null);

export const presentDocument = (): WorkflowDocument => present ?? currentDocument();

/** Puts a document on the canvas without an undo step. */
function put(document: WorkflowDocument): void {
  documentStore.temporal.getState().pause();
  documentStore.setState({ document });
  documentStore.temporal.getState().resume();
}

/** Leaves the version and comes back to the workflow. */
export function leaveVersion(): void {
  if (present === null) return;
  setReadOnly(false);
  const back = present;
  present = null;
  past = null;
  put(back);
  setWorkspace({ shownVersion: null, comparison: null });
  requestAnalysis();
}

/** Forgets the version when the workflow is closed. */
export function dropVersion(): void {
  present = null;
  past = null;
}

/** Shows a past version on the canvas, for reading only; null comes back to the workflow.
 *
 * @param compared marks what has been added, changed and removed since
 */
export async function showVersion(number: number | null, compared = false): Promise<void> {
  const { path } = workspace();
  if (number === null) {
    leaveVersion();
    return;
  }
  await flushDraft();
  const old = complete((await api.version(path, number)).document);
  if (workspace().path !== path) return;
  present ??= currentDocument();
  past = old;
  setReadOnly(true);
  clearSelection();
  setWorkspace({ shownVersion: number, comparison: compared ? compareDocuments(old, present) : null });
  put(compared ? overlaid(old, present) : old);
  requestAnalysis();
}

/** Makes a past version the file's content again; what there was stays among the versions. */
export async function restoreVersion(number: number): Promise<void> {
  leaveVersion();
  const { path } = workspace();
  await flushDraft();
  const restored = await api.restore(path, number);
  const opened =
    restored.document !== undefined && restored.hash !== undefined
      ? { document: restored.document, hash: restored.hash }
      : await api.open(path);
  if (workspace().path !== path) return;
  showFile(opened.document, opened.hash);
  await api.dropDraft(path).catch(() => undefined);
  void queries.invalidateQueries({ queryKey: ['versions', path] });
}

/** Gives a version a name; an empty text takes it away. */
export async function nameVersion(number: number, title: string): Promise<void> {
  const { path } = workspace();
  await api.nameVersion(path, number, title);
  await queries.invalidateQueries({ queryKey: ['versions', path] });
}
