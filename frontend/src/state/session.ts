/** The life of an open workflow: opening, events from the server, analysis. */
import { ApiError, api, clientId, listen, problemOf, queries } from '../api';
import type { ServerEvent } from '../api';
import { complete } from '../document';
import { analysisStore } from './analysis';
import { currentDocument, documentStore, loadDocument, setReadOnly } from './document';
import { isNewer, note, take } from './journal';
import { attachLastRun, onRunEvent, refreshRun } from './runs';
import { clearRun } from './run';
import { beginSaving, flushDraft, hasUnsentEdits, isAsInFile, showDraft, showFile } from './saving';
import { clearSelection } from './selection';
import { dropVersion } from './versions';
import { closed, workspaceStore } from './workspace';

const RETRY_DELAY_MS = 2000;
const ANALYSIS_DELAY_MS = 80;
const CALM_MS = 250;

let analysisTimer: ReturnType<typeof setTimeout> | undefined;
let analysisCall: AbortController | null = null;
let analysisAsked = 0;
let stopListening: () => void = () => undefined;

const workspace = workspaceStore.getState;
const setWorkspace = workspaceStore.setState;

/** Looks whether the file is still the one this tab knows: it may have changed while nobody told. */
async function lookAtFile(): Promise<void> {
  const { path } = workspace();
  if (workspace().state === 'saving' || workspace().shownVersion !== null) return;
  const opened = await api.open(path).catch(() => null);
  if (opened === null || workspace().path !== path || opened.hash === workspace().hash) return;
  if (isAsInFile()) {
    showFile(opened.document, opened.hash);
    setWorkspace({ notice: 'file_changed' });
  } else {
    setWorkspace({ conflict: { of: 'file', hash: opened.hash, document: opened.document } });
  }
}

/** Another tab has typed something: this one follows, or asks when both have. */
async function onDraft(by: string): Promise<void> {
  const { path } = workspace();
  if (by === clientId || by === '') return;
  setWorkspace({ notice: 'edited_elsewhere' });
  if (workspace().shownVersion !== null || workspace().conflict !== null) return;
  const opened = await api.open(path).catch(() => null);
  const draft = opened?.draft ?? null;
  if (opened === null || draft === null || workspace().path !== path || opened.hash !== workspace().hash) return;
  if (hasUnsentEdits()) {
    setWorkspace({ conflict: { of: 'draft', document: draft.document, savedAt: draft.saved_at } });
  } else showDraft(draft.document, draft.saved_at);
}

function onEvent(event: ServerEvent): void {
  const { path, hash } = workspace();
  if (event.type === 'file') {
    if (event.path === path && event.hash !== hash) void lookAtFile();
  } else if (event.type === 'draft') {
    if (event.path === path) void onDraft(event.by);
  } else if (event.type === 'present') {
    if (event.path === path) setWorkspace({ tabs: event.tabs });
  } else onRunEvent(event);
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
  const meaning = document.nodes !== before.nodes || document.edges !== before.edges;
  if (meaning || document.parameters !== before.parameters) requestAnalysis();
});

/** Opens a workflow of the workspace: what this computer kept, else its draft when that is newer than the file. */
export async function openWorkflow(path: string): Promise<void> {
  closeWorkflow();
  setWorkspace({ ...closed, path, loading: true });
  try {
    const [opened, kept] = await Promise.all([api.open(path), take(path)]);
    if (workspace().path !== path) return;
    const file = complete(opened.document);
    const { draft } = opened;
    const own = kept !== null && isNewer(kept, draft?.saved_at ?? null) ? kept : null;
    const base = own?.baseHash ?? draft?.base_hash ?? opened.hash;
    loadDocument(own?.document ?? draft?.document ?? file);
    const shown = currentDocument();
    // What is on the screen is the file's, the draft's, or only this computer's: then it is sent anew.
    beginSaving(own === null && draft === null ? shown : file, own === null ? shown : null, draft?.saved_at ?? null);
    clearSelection();
    setWorkspace({
      loading: false,
      hash: opened.hash,
      state: own !== null ? 'unsent' : draft !== null ? 'draft' : 'saved',
      savedAt: draft?.saved_at ?? opened.changed_at,
      notice: own === null ? null : 'recovered',
      // Edits made on an older file: the person chooses between them and the file as it is now.
      ...(base === opened.hash ? {} : { conflict: { of: 'file', hash: opened.hash, document: opened.document } }),
    });
    if (own !== null) {
      // Until the server has it, it stays on this computer: the choice of a conflict may wait for days.
      await note(path, shown, base, draft?.saved_at ?? null);
      void flushDraft();
    }
    analysisStore.setState({ analysis: null, pending: true, failed: null });
    void analyse();
    stopListening = listen(path, {
      onEvent,
      onOpen: (again) => {
        setWorkspace({ online: true });
        if (!again) return;
        // The server is back: that it was away is no longer news.
        if (workspace().problem?.code === 'no_server') setWorkspace({ problem: null });
        void flushDraft();
        void lookAtFile();
        void refreshRun();
        requestAnalysis();
        // Whatever asked in vain meanwhile asks again: previews, pictures, lists.
        void queries.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
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
  void flushDraft('leaving');
  beginSaving(null, null, null);
  clearTimeout(analysisTimer);
  analysisCall?.abort();
  analysisCall = null;
  stopListening();
  stopListening = () => undefined;
  setReadOnly(false);
  dropVersion();
  clearRun();
  clearSelection();
  setWorkspace(closed);
}
