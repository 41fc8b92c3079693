/** What an act is about: the selection, or the node that has the keyboard. */
import { currentDocument } from '../../state';
import { selectionStore } from '../../state/selection';

/** The node an act on one node is meant for; null when there is none. */
export function selectedNode(): string | null {
  const focused = document.activeElement?.closest('.react-flow__node')?.getAttribute('data-id') ?? null;
  if (focused !== null && !focused.includes(':')) return focused;
  return selectionStore.getState().node;
}

/** The nodes an act on several is meant for. */
export function selectedNodes(): string[] {
  const { nodes } = selectionStore.getState();
  if (nodes.length > 0) return nodes;
  const node = selectedNode();
  return node === null ? [] : [node];
}

export const hasNode = (): boolean => selectedNode() !== null;
export const hasNodes = (): boolean => selectedNodes().length > 0;

/** Whether all of the chosen nodes carry a mark. */
export function allHave(flag: 'disabled' | 'bypassed' | 'pinned'): boolean {
  const ids = new Set(selectedNodes());
  const nodes = currentDocument().nodes.filter(({ id }) => ids.has(id));
  return nodes.length > 0 && nodes.every((node) => node[flag] === true);
}

/** An act on one node; nothing without one. */
export function withNode(act: (node: string) => void): () => void {
  return () => {
    const node = selectedNode();
    if (node !== null) act(node);
  };
}

/** Gives the keyboard to the first control of a pane. */
export function focusPane(selector: string): () => void {
  return () => {
    const pane = document.querySelector<HTMLElement>(selector);
    const inside = pane?.querySelector<HTMLElement>('input, select, textarea, button, [tabindex]:not([tabindex="-1"])');
    (inside ?? pane)?.focus();
  };
}
