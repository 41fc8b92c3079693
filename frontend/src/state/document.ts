import { temporal } from 'zundo';
import { create } from 'zustand';
import { complete, emptyDocument } from '../document';
import type { WorkflowDocument } from '../document';

interface DocumentState {
  document: WorkflowDocument;
  /** What the last edit did, in the person's words. */
  label: string;
}

const UNDO_STEPS = 300;

export const documentStore = create<DocumentState>()(
  temporal((): DocumentState => ({ document: emptyDocument(''), label: '' }), {
    limit: UNDO_STEPS,
    equality: (one, other) => one.document === other.document,
  }),
);

/** A part of the open workflow; the component is drawn again only when that part changes. */
export function useDocument<T>(selector: (document: WorkflowDocument) => T): T {
  return documentStore((state) => selector(state.document));
}

/** The open workflow now. */
export function currentDocument(): WorkflowDocument {
  return documentStore.getState().document;
}

let readOnly = false;

/** While a past version is shown nothing can be edited. */
export function setReadOnly(value: boolean): void {
  readOnly = value;
}

/** Applies an edit as one undo step. An edit that returns the same document is no step.
 *
 * @param change a pure function from document to document
 * @param label what it does, for the undo button's tooltip
 */
export function edit(change: (document: WorkflowDocument) => WorkflowDocument, label: string): void {
  if (readOnly) return;
  const { document } = documentStore.getState();
  const next = change(document);
  if (next !== document) documentStore.setState({ document: next, label });
}

export function undo(): void {
  if (!readOnly) documentStore.temporal.getState().undo();
}

export function redo(): void {
  if (!readOnly) documentStore.temporal.getState().redo();
}

/** Shows another workflow: its history of edits starts anew. */
export function loadDocument(document: WorkflowDocument): void {
  documentStore.setState({ document: complete(document), label: '' });
  documentStore.temporal.getState().clear();
}
