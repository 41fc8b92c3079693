/** Going over the canvas by keys, and selecting along the lines. */
import { downstream, hiddenItems, setCollapsed, upstream } from '../document';
import { t } from '../i18n';
import { currentDocument, edit, select, selectNode } from '../state';
import { selectionStore } from '../state/selection';
import { CARD } from './geometry';
import { currentFlow, glide } from './store';

export function selectAll(): void {
  const document = currentDocument();
  select({
    nodes: document.nodes.map((node) => node.id),
    groups: document.groups.map((group) => group.id),
    notes: document.notes.map((note) => note.id),
  });
}

/** Adds to the selection everything that feeds it, or that it feeds. */
export function selectAlong(direction: 'up' | 'down'): void {
  const { nodes } = selectionStore.getState();
  if (nodes.length === 0) return;
  const document = currentDocument();
  const found = direction === 'up' ? upstream(document, nodes) : downstream(document, nodes);
  select({ nodes: [...new Set([...nodes, ...found])] });
}

/** Selects the nearest node in a direction: a walk over the canvas by keys. */
export function goToNeighbour(dx: number, dy: number): void {
  const { node } = selectionStore.getState();
  const { layout, nodes: all } = currentDocument();
  const hidden = hiddenItems(currentDocument()).nodes;
  const nodes = all.filter(({ id }) => !hidden.has(id));
  const from = node === null ? undefined : layout.nodes[node];
  if (from === undefined) {
    if (nodes[0] !== undefined) selectNode(nodes[0].id);
    return;
  }
  let best: { id: string; distance: number } | null = null;
  for (const { id } of nodes) {
    const at = layout.nodes[id];
    if (id === node || at === undefined) continue;
    const along = (at.x - from.x) * dx + (at.y - from.y) * dy;
    const across = Math.abs((at.x - from.x) * dy) + Math.abs((at.y - from.y) * dx);
    if (along <= 0) continue;
    const distance = along + across * 2;
    if (best === null || distance < best.distance) best = { id, distance };
  }
  if (best !== null) {
    selectNode(best.id);
    focusNode(best.id);
  }
}

/** Brings a node into sight when it is out of it, and gives it the keyboard; a folded group opens. */
export function focusNode(id: string, centre = false): void {
  const folded = hiddenItems(currentDocument()).nodes.get(id);
  if (folded !== undefined) {
    edit((document) => setCollapsed(document, folded, false, CARD), t('canvas.edit.expand'));
    selectNode(id);
  }
  const flow = currentFlow();
  const at = currentDocument().layout.nodes[id];
  if (flow === null || at === undefined) return;
  const box = document.querySelector('[data-canvas]')?.getBoundingClientRect();
  const screen = flow.flowToScreenPosition({ x: at.x + CARD / 2, y: at.y + CARD / 2 });
  const out =
    box === undefined ||
    screen.x < box.left + 32 ||
    screen.x > box.right - 32 ||
    screen.y < box.top + 32 ||
    screen.y > box.bottom - 72;
  if (centre || out) {
    void flow.setCenter(at.x + CARD / 2, at.y + CARD, { zoom: Math.max(flow.getZoom(), 0.9), duration: glide() });
  }
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.focus();
  });
}
