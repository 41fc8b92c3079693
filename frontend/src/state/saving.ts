/** Drafts and saves: edits reach the server by themselves, the file when the person says so; nothing is overwritten
 * without being asked. */
import { ApiError, api, problemOf, queries } from '../api';
import type { Conflict } from '../api';
import { complete } from '../document';
import type { WorkflowDocument } from '../document';
import { t } from '../i18n';
import { currentDocument, documentStore } from './document';
import { forget, note } from './journal';
import { workspaceStore } from './workspace';

const DRAFT_DELAY_MS = 800;
const JOURNAL_DELAY_MS = 250;
const RETRY_DELAY_MS = 2000;

/** The document as the file has it, and as the draft has it: compared by identity. */
let inFile: WorkflowDocument | null = null;
let inDraft: WorkflowDocument | null = null;
/** When the last known draft was saved, as the server wrote it. */
let draftAt: string | null = null;
let draftTimer: ReturnType<typeof setTimeout> | undefined;
let journalTimer: ReturnType<typeof setTimeout> | undefined;
let draftUnderWay = false;

const workspace = workspaceStore.getState;
const setWorkspace = workspaceStore.setState;

/** Says what the server has of the workflow that has just been opened. */
export function beginSaving(file: WorkflowDocument | null, draft: WorkflowDocument | null, at: string | null): void {
  clearTimeout(draftTimer);
  clearTimeout(journalTimer);
  draftTimer = undefined;
  journalTimer = undefined;
  inFile = file;
  inDraft = draft;
  draftAt = at;
}

/** Whether an edit has not reached the server. */
export function hasUnsentEdits(): boolean {
  const document = currentDocument();
  const { path, shownVersion } = workspace();
  return path !== '' && shownVersion === null && document !== inFile && document !== inDraft;
}

/** Whether the screen shows exactly what the file has. */
export const isAsInFile = (): boolean => currentDocument() === inFile;

function markState(): void {
  const document = currentDocument();
  const now = workspace().state;
  const state = document === inFile ? 'saved' : document === inDraft ? 'draft' : 'unsent';
  if (now === 'saving' && state !== 'saved') return;
  if (now === 'failed' && state === 'unsent') return;
  if (now !== state) setWorkspace({ state });
}

function later(delay: number): void {
  clearTimeout(draftTimer);
  draftTimer = setTimeout(() => void sendDraft(), delay);
}

/** Who sends: the editor at work, one that leaves the workflow, or a page on its way out. */
type Occasion = 'working' | 'leaving' | 'unloading';

async function sendDraft(occasion: Occasion = 'working'): Promise<void> {
  clearTimeout(draftTimer);
  draftTimer = undefined;
  const document = currentDocument();
  const { path, hash, shownVersion, conflict } = workspace();
  if (path === '' || document === inDraft || shownVersion !== null || conflict !== null) return;
  if (draftUnderWay && occasion === 'working') {
    later(DRAFT_DELAY_MS);
    return;
  }
  draftUnderWay = true;
  try {
    if (document === inFile) {
      await api.dropDraft(path);
      if (workspace().path === path) {
        inDraft = document;
        draftAt = null;
      }
    } else {
      const { saved_at } = await api.saveDraft(path, document, hash, occasion === 'unloading');
      if (workspace().path === path) {
        inDraft = document;
        draftAt = saved_at;
        setWorkspace({ savedAt: saved_at, problem: null, state: currentDocument() === document ? 'draft' : 'unsent' });
      }
    }
    if (currentDocument() === document) {
      clearTimeout(journalTimer);
      journalTimer = undefined;
      await forget(path);
    }
  } catch (error) {
    if (workspace().path === path) {
      setWorkspace({ state: 'failed', problem: problemOf(error) });
      later(RETRY_DELAY_MS);
    }
  } finally {
    draftUnderWay = false;
  }
}

/** Sends the edits that are still here, now: before leaving the page, or when the line is back. */
export async function flushDraft(occasion: Occasion = 'working'): Promise<void> {
  if (journalTimer !== undefined && occasion !== 'working') {
    clearTimeout(journalTimer);
    writeDown();
  }
  if (hasUnsentEdits() || (currentDocument() === inFile && inDraft !== null && inDraft !== inFile)) {
    await sendDraft(occasion);
  }
}

function writeDown(): void {
  journalTimer = undefined;
  const { path, hash } = workspace();
  if (hasUnsentEdits()) void note(path, currentDocument(), hash, draftAt);
}

documentStore.subscribe(({ document }, { document: before }) => {
  const { path, loading, shownVersion } = workspace();
  if (document === before || path === '' || loading || shownVersion !== null) return;
  markState();
  if (document === inDraft) return;
  if (draftTimer === undefined) later(DRAFT_DELAY_MS);
  journalTimer ??= setTimeout(writeDown, JOURNAL_DELAY_MS);
});

function isConflict(body: unknown): body is Conflict {
  return typeof body === 'object' && body !== null && 'hash' in body && 'document' in body;
}

/** Writes the workflow into its file as a new version. A stale base opens the choice: mine, theirs, side by side. */
export async function saveWorkflow(overHash?: string): Promise<boolean> {
  const { path, hash, shownVersion } = workspace();
  if (path === '' || shownVersion !== null) return false;
  const document = currentDocument();
  clearTimeout(draftTimer);
  draftTimer = undefined;
  setWorkspace({ state: 'saving' });
  try {
    const saved = await api.save(path, document, overHash ?? hash);
    if (workspace().path !== path) return true;
    inFile = document;
    inDraft = document;
    draftAt = null;
    setWorkspace({ hash: saved.hash, savedAt: saved.saved_at, conflict: null, notice: null, problem: null, state: 'saved' });
    markState();
    if (hasUnsentEdits()) later(DRAFT_DELAY_MS);
    else await forget(path);
    void queries.invalidateQueries({ queryKey: ['versions', path] });
    return true;
  } catch (error) {
    setWorkspace({ state: document === inDraft ? 'draft' : 'unsent' });
    if (error instanceof ApiError && error.status === 409 && isConflict(error.body)) {
      setWorkspace({ conflict: { of: 'file', hash: error.body.hash, document: error.body.document } });
    } else {
      setWorkspace({ problem: problemOf(error) });
    }
    if (hasUnsentEdits()) later(DRAFT_DELAY_MS);
    return false;
  }
}

/** Puts the file's document on the screen as one undo step, so that nothing of the person's is lost. */
export function showFile(given: WorkflowDocument, hash: string): void {
  const document = complete(given);
  inFile = document;
  inDraft = document;
  draftAt = null;
  documentStore.setState({ document, label: t('shell.edit.fromFile') });
  setWorkspace({ hash, state: 'saved', savedAt: new Date().toISOString() });
  void forget(workspace().path);
}

/** Puts a draft that came from another tab on the screen, as one undo step. */
export function showDraft(given: WorkflowDocument, at: string): void {
  const document = complete(given);
  inDraft = document;
  draftAt = at;
  documentStore.setState({ document, label: t('shell.edit.elsewhere') });
  setWorkspace({ state: 'draft', savedAt: at });
  void forget(workspace().path);
}

/** Settles a conflict: `mine` goes over the other, `theirs` takes the place of what is on the screen. */
export async function settleConflict(choice: 'mine' | 'theirs'): Promise<void> {
  const { conflict, path } = workspace();
  if (conflict === null) return;
  setWorkspace({ conflict: null });
  if (conflict.of === 'draft') {
    if (choice === 'theirs') showDraft(conflict.document, conflict.savedAt);
    // Sent in either case: what this tab had on its way may have reached the server last.
    inDraft = null;
    await sendDraft();
    return;
  }
  if (choice === 'mine') {
    await saveWorkflow(conflict.hash);
    return;
  }
  showFile(conflict.document, conflict.hash);
  await api.dropDraft(path).catch(() => undefined);
}
