/** The life of an open workflow: opening, drafts, saving, conflicts, events, analysis. */
import { ApiError, api, clientId, listen, problemOf, queries } from '../api';
import type { Conflict, ServerEvent } from '../api';
import { complete } from '../document';
import type { WorkflowDocument } from '../document';
import { analysisStore } from './analysis';
import { currentDocument, documentStore, loadDocument, setReadOnly } from './document';
import { attachLastRun, onRunEvent, refreshRun } from './runs';
import { clearRun } from './run';
import { clearSelection } from './selection';
import { closed, workspaceStore } from './workspace';

const DRAFT_DELAY_MS = 800;
const RETRY_DELAY_MS = 4000;
const ANALYSIS_DELAY_MS = 80;
const CALM_MS = 250;

/** The document as the file has it, and as the draft has it: compared by identity. */
let inFile: WorkflowDocument | null = null;
let inDraft: WorkflowDocument | null = null;
let draftTimer: ReturnType<typeof setTimeout> | undefined;
let draftUnderWay = false;
let analysisTimer: ReturnType<typeof setTimeout> | undefined;
let analysisCall: AbortController | null = null;
let analysisAsked = 0;
let stopListening: () => void = () => undefined;

const workspace = workspaceStore.getState;
const setWorkspace = workspaceStore.setState;

/** Whether an edit has not reached the server. */
export function hasUnsentEdits(): boolean {
  const document = currentDocument();
  const { path, shownVersion } = workspace();
  return path !== '' && shownVersion === null && document !== inFile && document !== inDraft;
}

function markState(): void {
  const document = currentDocument();
  const now = workspace().state;
  const state = document === inFile ? 'saved' : document === inDraft ? 'draft' : 'unsent';
  if (now === 'saving' && state !== 'saved') return;
  if (now === 'failed' && state === 'unsent') return;
  if (now !== state) setWorkspace({ state });
}

async function sendDraft(keepalive = false): Promise<void> {
  clearTimeout(draftTimer);
  draftTimer = undefined;
  const document = currentDocument();
  const { path, hash } = workspace();
  if (path === '' || document === inDraft || workspace().shownVersion !== null) return;
  if (draftUnderWay && !keepalive) {
    draftTimer = setTimeout(() => void sendDraft(), DRAFT_DELAY_MS);
    return;
  }
  draftUnderWay = true;
  try {
    if (document === inFile) {
      await api.dropDraft(path);
      if (workspace().path === path) inDraft = document;
    } else {
      const { saved_at } = await api.saveDraft(path, document, hash, keepalive);
      if (workspace().path === path) {
        inDraft = document;
        setWorkspace({ savedAt: saved_at, problem: null, state: currentDocument() === document ? 'draft' : 'unsent' });
      }
    }
  } catch (error) {
    if (workspace().path === path) {
      setWorkspace({ state: 'failed', problem: problemOf(error) });
      draftTimer = setTimeout(() => void sendDraft(), RETRY_DELAY_MS);
    }
  } finally {
    draftUnderWay = false;
  }
}

/** Sends the edits that are still here, now: before leaving the page or the workflow. */
export async function flushDraft(keepalive = false): Promise<void> {
  if (hasUnsentEdits() || (currentDocument() === inFile && inDraft !== null && inDraft !== inFile)) {
    await sendDraft(keepalive);
  }
}

/** Writes the workflow into its file as a new version. A stale base opens the choice mine / theirs. */
export async function saveWorkflow(overHash?: string): Promise<boolean> {
  const { path, hash, shownVersion } = workspace();
  if (path === '' || shownVersion !== null) return false;
  const document = currentDocument();
  clearTimeout(draftTimer);
  draftTimer = undefined;
  setWorkspace({ state: 'saving' });
  try {
    const saved = await api.save(path, document, overHash ?? hash);
    inFile = document;
    inDraft = document;
    setWorkspace({ hash: saved.hash, savedAt: saved.saved_at, conflict: null, notice: null, problem: null, state: 'saved' });
    markState();
    if (hasUnsentEdits()) draftTimer = setTimeout(() => void sendDraft(), DRAFT_DELAY_MS);
    void queries.invalidateQueries({ queryKey: ['versions', path] });
    return true;
  } catch (error) {
    setWorkspace({ state: document === inDraft ? 'draft' : 'unsent' });
    if (error instanceof ApiError && error.status === 409 && isConflict(error.body)) {
      setWorkspace({ conflict: { hash: error.body.hash, document: error.body.document } });
    } else {
      setWorkspace({ problem: problemOf(error) });
    }
    if (hasUnsentEdits()) draftTimer = setTimeout(() => void sendDraft(), DRAFT_DELAY_MS);
    return false;
  }
}

function isConflict(body: unknown): body is Conflict {
  return typeof body === 'object' && body !== null && 'hash' in body && 'document' in body;
}

/** Settles a conflict: `mine` is written over the file, `theirs` takes the place of what is on the screen. */
export async function settleConflict(choice: 'mine' | 'theirs'): Promise<void> {
  const { conflict } = workspace();
  if (conflict === null) return;
  setWorkspace({ conflict: null });
  if (choice === 'mine') {
    await saveWorkflow(conflict.hash);
    return;
  }
  showFile(conflict.document, conflict.hash);
  await api.dropDraft(workspace().path).catch(() => undefined);
}

/** Puts the file's document on the screen as one undo step, so that nothing of the person's is lost. */
function showFile(given: WorkflowDocument, hash: string): void {
  const document = complete(given);
  inFile = document;
  inDraft = document;
  documentStore.setState({ document, label: '' });
  setWorkspace({ hash, state: 'saved', savedAt: new Date().toISOString() });
}

async function onFileChanged(hash: string): Promise<void> {
  const { path } = workspace();
  if (hash === workspace().hash || workspace().state === 'saving') return;
  const opened = await api.open(path).catch(() => null);
  if (opened === null || workspace().path !== path || opened.hash === workspace().hash) return;
  if (currentDocument() === inFile) {
    showFile(opened.document, opened.hash);
    setWorkspace({ notice: 'file_changed' });
  } else {
    setWorkspace({ conflict: { hash: opened.hash, document: opened.document } });
  }
}

function onEvent(event: ServerEvent): void {
  if (event.type === 'file') {
    if (event.path === workspace().path) void onFileChanged(event.hash);
  } else if (event.type === 'draft') {
    if (event.by !== clientId && event.path === workspace().path && event.by !== '') {
      setWorkspace({ notice: 'edited_elsewhere' });
    }
  } else {
    onRunEvent(event);
  }
}

async function analyse(): Promise<void> {
  analysisCall?.abort();
  const call = new AbortController();
  analysisCall = call;
  const { path } = workspace();
  if (path === '') return;
  try {
    const analysis = await api.analyse(path, currentDocument(), call.signal);
    if (analysisCall === call) analysisStore.setState({ analysis, pending: false, failed: null });
  } catch (error) {
    if (call.signal.aborted || analysisCall !== call) return;
    analysisStore.setState({ pending: false, failed: problemOf(error) });
    if (error instanceof ApiError && error.status === 0) {
      analysisTimer = setTimeout(() => void analyse(), RETRY_DELAY_MS);
    }
  }
}

/** Asks the server about the workflow as it stands, after a short pause; the latest call wins. */
export function requestAnalysis(): void {
  clearTimeout(analysisTimer);
  analysisStore.setState({ pending: true });
  // A single edit is analysed at once; only edits that come thick and fast wait for a pause.
  const pause = Date.now() - analysisAsked;
  analysisAsked = Date.now();
  analysisTimer = setTimeout(() => void analyse(), pause > CALM_MS ? 0 : ANALYSIS_DELAY_MS);
}

documentStore.subscribe(({ document }, { document: before }) => {
  if (document === before || workspace().path === '' || workspace().loading) return;
  markState();
  if (document !== inDraft && draftTimer === undefined) {
    draftTimer = setTimeout(() => void sendDraft(), DRAFT_DELAY_MS);
  }
  const meaning = document.nodes !== before.nodes || document.edges !== before.edges;
  if (meaning || document.parameters !== before.parameters) requestAnalysis();
});

/** Opens a workflow of the workspace: its draft when that is newer than the file. */
export async function openWorkflow(path: string): Promise<void> {
  closeWorkflow();
  setWorkspace({ ...closed, path, loading: true });
  try {
    const opened = await api.open(path);
    if (workspace().path !== path) return;
    const file = complete(opened.document);
    const draft = opened.draft;
    const useDraft = draft !== null && draft.base_hash === opened.hash;
    loadDocument(useDraft ? draft.document : file);
    inFile = useDraft ? file : currentDocument();
    inDraft = currentDocument();
    clearSelection();
    setWorkspace({
      loading: false,
      hash: opened.hash,
      state: useDraft ? 'draft' : 'saved',
      savedAt: useDraft ? draft.saved_at : opened.changed_at,
    });
    if (draft !== null && !useDraft) {
      // Edits made on an older file: the person chooses between them and the file as it is now.
      loadDocument(draft.document);
      inDraft = currentDocument();
      inFile = file;
      setWorkspace({ state: 'draft', conflict: { hash: opened.hash, document: opened.document } });
    }
    analysisStore.setState({ analysis: null, pending: true, failed: null });
    void analyse();
    stopListening = listen(path, {
      onEvent,
      onOpen: (again) => {
        setWorkspace({ online: true });
        if (again) {
          void refreshRun();
          requestAnalysis();
        }
      },
      onClosed: () => setWorkspace({ online: false }),
    });
    void attachLastRun(path);
  } catch (error) {
    if (workspace().path === path) setWorkspace({ loading: false, openFailed: problemOf(error) });
  }
}

/** Leaves the open workflow; edits that are still here are sent first. */
export function closeWorkflow(): void {
  if (workspace().path === '') return;
  if (hasUnsentEdits()) void sendDraft(true);
  clearTimeout(draftTimer);
  draftTimer = undefined;
  clearTimeout(analysisTimer);
  analysisCall?.abort();
  analysisCall = null;
  stopListening();
  stopListening = () => undefined;
  setReadOnly(false);
  clearRun();
  clearSelection();
  inFile = null;
  inDraft = null;
  setWorkspace(closed);
}

let beforeVersion: WorkflowDocument | null = null;

/** Shows a past version on the canvas, for reading only; null comes back to the workflow. */
export async function showVersion(number: number | null): Promise<void> {
  const { path, shownVersion } = workspace();
  if (number === null) {
    if (shownVersion === null || beforeVersion === null) return;
    documentStore.temporal.getState().pause();
    setReadOnly(false);
    documentStore.setState({ document: beforeVersion });
    documentStore.temporal.getState().resume();
    beforeVersion = null;
    setWorkspace({ shownVersion: null });
    requestAnalysis();
    return;
  }
  await flushDraft();
  const { document } = await api.version(path, number);
  if (workspace().path !== path) return;
  beforeVersion ??= currentDocument();
  setWorkspace({ shownVersion: number });
  setReadOnly(true);
  clearSelection();
  documentStore.temporal.getState().pause();
  documentStore.setState({ document: complete(document) });
  documentStore.temporal.getState().resume();
  requestAnalysis();
}

/** Makes a past version the file's content again. */
export async function restoreVersion(number: number): Promise<void> {
  await showVersion(null);
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
