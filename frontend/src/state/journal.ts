/** Edits on this very computer, in case neither the server nor the tab lives to send them. */
import { clientId } from '../api';
import type { WorkflowDocument } from '../document';

export interface Entry {
  /** `path|client`: each tab writes its own. */
  key: string;
  path: string;
  document: WorkflowDocument;
  /** Hash of the file the edits are based on. */
  baseHash: string;
  /** When the last draft the tab knew of was saved, as the server wrote it; null without one. */
  after: string | null;
  /** When it was written, milliseconds since 1970 by this computer's clock. */
  at: number;
}

const NAME = 'kanva';
const STORE = 'edits';
const KEPT_MS = 30 * 24 * 3600 * 1000;

let opening: Promise<IDBDatabase | null> | null = null;

/** The browser's own database; null where it is switched off: then the server's draft is all there is. */
function database(): Promise<IDBDatabase | null> {
  opening ??= new Promise((resolve) => {
    if (typeof indexedDB === 'undefined') {
      resolve(null);
      return;
    }
    const request = indexedDB.open(NAME, 1);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE, { keyPath: 'key' }));
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => resolve(null));
    request.addEventListener('blocked', () => resolve(null));
  });
  return opening;
}

async function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
  const base = await database();
  if (base === null) return null;
  return new Promise((resolve) => {
    const request = work(base.transaction(STORE, mode).objectStore(STORE));
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => resolve(null));
  });
}

const keyOf = (path: string): string => `${path}|${clientId}`;

/** Writes down the edits of a workflow that have not reached the server. */
export async function note(path: string, document: WorkflowDocument, baseHash: string, after: string | null): Promise<void> {
  const entry: Entry = { key: keyOf(path), path, document, baseHash, after, at: Date.now() };
  await within('readwrite', (store) => store.put(entry));
}

/** Forgets what this tab has written: the server has it now. */
export async function forget(path: string): Promise<void> {
  await within('readwrite', (store) => store.delete(keyOf(path)));
}

/** Takes the newest edits of a workflow that some tab on this computer could not send. */
export async function take(path: string): Promise<Entry | null> {
  const all = ((await within('readonly', (store) => store.getAll())) ?? []) as Entry[];
  let newest: Entry | null = null;
  for (const entry of all) {
    if (Date.now() - entry.at > KEPT_MS) await within('readwrite', (store) => store.delete(entry.key));
    else if (entry.path === path && (newest === null || entry.at > newest.at)) newest = entry;
  }
  if (newest !== null) {
    const { key } = newest;
    await within('readwrite', (store) => store.delete(key));
  }
  return newest;
}

/** Whether written-down edits are newer than what the server has.
 *
 * @param draft when the server's draft was saved; null without one
 */
export function isNewer(entry: Entry, draft: string | null): boolean {
  if (entry.after === draft) return true;
  return draft !== null && entry.at > Date.parse(draft);
}
