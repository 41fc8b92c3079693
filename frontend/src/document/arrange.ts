/** Aligning and spreading of what is selected; pure arithmetic. */
import { move } from './edits';
import type { Box, Point, WorkflowDocument } from './types';

export type Alignment = 'left' | 'right' | 'top' | 'bottom' | 'centre' | 'middle';
export type Direction = 'across' | 'down';

export interface Arranged {
  nodes: readonly string[];
  notes?: readonly string[];
}

interface Item {
  kind: 'nodes' | 'notes';
  id: string;
  box: Box;
}

function itemsOf(document: WorkflowDocument, chosen: Arranged, card: number): Item[] {
  const nodes = chosen.nodes.flatMap((id): Item[] => {
    const at = document.layout.nodes[id];
    return at === undefined ? [] : [{ kind: 'nodes', id, box: { ...at, width: card, height: card } }];
  });
  const notes = (chosen.notes ?? []).flatMap((id): Item[] => {
    const box = document.layout.notes[id];
    return box === undefined ? [] : [{ kind: 'notes', id, box }];
  });
  return [...nodes, ...notes];
}

function placed(document: WorkflowDocument, items: readonly Item[], to: (item: Item) => Point): WorkflowDocument {
  const moves: { nodes: Record<string, Point>; notes: Record<string, Point> } = { nodes: {}, notes: {} };
  let moved = false;
  for (const item of items) {
    const point = to(item);
    moved ||= Math.round(point.x) !== item.box.x || Math.round(point.y) !== item.box.y;
    moves[item.kind][item.id] = point;
  }
  return moved ? move(document, moves) : document;
}

/** Puts things on one line.
 *
 * @param card width and height of a node's card, pixels
 */
export function align(document: WorkflowDocument, chosen: Arranged, how: Alignment, card: number): WorkflowDocument {
  const items = itemsOf(document, chosen, card);
  if (items.length < 2) return document;
  const left = Math.min(...items.map(({ box }) => box.x));
  const top = Math.min(...items.map(({ box }) => box.y));
  const right = Math.max(...items.map(({ box }) => box.x + box.width));
  const bottom = Math.max(...items.map(({ box }) => box.y + box.height));
  return placed(document, items, ({ box }) => {
    if (how === 'left') return { x: left, y: box.y };
    if (how === 'right') return { x: right - box.width, y: box.y };
    if (how === 'top') return { x: box.x, y: top };
    if (how === 'bottom') return { x: box.x, y: bottom - box.height };
    if (how === 'centre') return { x: (left + right - box.width) / 2, y: box.y };
    return { x: box.x, y: (top + bottom - box.height) / 2 };
  });
}

/** Leaves equal gaps between things; the outer two stay where they are. */
export function spread(document: WorkflowDocument, chosen: Arranged, direction: Direction, card: number): WorkflowDocument {
  const key = direction === 'across' ? 'x' : 'y';
  const size = direction === 'across' ? 'width' : 'height';
  const items = itemsOf(document, chosen, card).sort((one, other) => one.box[key] - other.box[key]);
  const first = items[0];
  const last = items.at(-1);
  if (items.length < 3 || first === undefined || last === undefined) return document;
  const filled = items.slice(0, -1).reduce((sum, { box }) => sum + box[size], 0);
  const gap = (last.box[key] - first.box[key] - filled) / (items.length - 1);
  let at = first.box[key];
  const starts = new Map<Item, number>();
  for (const item of items) {
    starts.set(item, at);
    at += item.box[size] + gap;
  }
  return placed(document, items, (item) => ({ x: item.box.x, y: item.box.y, [key]: starts.get(item) ?? item.box[key] }));
}
