import { create } from 'zustand';
import type { Problem, WorkflowDocument } from '../api/types';
import type { Comparison } from '../document';

/** How the open workflow stands against its file. */
export type SaveState =
  /** As in the file. */
  | 'saved'
  /** Differs from the file; the draft on the server has every edit. */
  | 'draft'
  /** Some edits have not reached the server yet. */
  | 'unsent'
  | 'saving'
  /** The last attempt failed; it is repeated. */
  | 'failed';

/** The other document: what the file has now, or what another tab has typed at the same time. */
export type OpenConflict =
  | { of: 'file'; hash: string; document: WorkflowDocument }
  | { of: 'draft'; savedAt: string; document: WorkflowDocument };

export interface WorkspaceState {
  path: string;
  hash: string;
  state: SaveState;
  /** When the file or the draft was last written. */
  savedAt: string | null;
  /** The other document, while the person has to choose. */
  conflict: OpenConflict | null;
  /** What happened elsewhere, told in the status bar. */
  notice: 'file_changed' | 'edited_elsewhere' | 'recovered' | null;
  /** A failed save, upload or run, told in the status bar until the next success. */
  problem: Problem | null;
  online: boolean;
  /** How many browser tabs have this workflow open, this one among them. */
  tabs: number;
  loading: boolean;
  openFailed: Problem | null;
  /** The number of the past version on the canvas; null for the workflow itself. */
  shownVersion: number | null;
  /** What differs between the version on the canvas and the workflow as it is now, while that is looked at. */
  comparison: Comparison | null;
}

export const closed: WorkspaceState = {
  path: '',
  hash: '',
  state: 'saved',
  savedAt: null,
  conflict: null,
  notice: null,
  problem: null,
  online: true,
  tabs: 1,
  loading: false,
  openFailed: null,
  shownVersion: null,
  comparison: null,
};

export const workspaceStore = create<WorkspaceState>()(() => closed);

/** How the open workflow stands against its file. */
export function useWorkspace<T>(selector: (state: WorkspaceState) => T): T {
  return workspaceStore(selector);
}

/** The workspace path of the open workflow: `rfm.kanva.json`; empty when none is open. */
export function currentPath(): string {
  return workspaceStore.getState().path;
}

/** Tells a failure in the status bar; null takes it away. */
export function report(problem: Problem | null): void {
  workspaceStore.setState({ problem });
}
