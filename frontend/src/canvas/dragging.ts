/** What a drag on the canvas moves, and how it becomes one edit. */
import { move } from '../document';
import type { Moves, Point } from '../document';
import { t as words } from '../i18n';
import { currentDocument, edit } from '../state';
import { itemOf } from './flow';
import { CARD } from './geometry';

/** What a frame carries along: the nodes it names and those that lie in it, and the notes in it. */
function inFrame(id: string): { nodes: string[]; notes: string[] } {
  const { groups, layout, nodes, notes } = currentDocument();
  const box = layout.groups[id];
  if (box === undefined) return { nodes: [], notes: [] };
  const inside = (point: Point | undefined, half: number): boolean =>
    point !== undefined &&
    point.x + half >= box.x &&
    point.x + half <= box.x + box.width &&
    point.y + half >= box.y &&
    point.y + half <= box.y + box.height;
  const named = new Set(groups.find((group) => group.id === id)?.nodes ?? []);
  return {
    nodes: nodes.map((node) => node.id).filter((node) => named.has(node) || inside(layout.nodes[node], CARD / 2)),
    notes: notes.map((note) => note.id).filter((note) => inside(layout.notes[note], 8)),
  };
}

/** The places of everything a drag moves, frames' contents included. */
export function dragged(changes: Record<string, Point>): Record<string, Point> {
  const { layout } = currentDocument();
  const places = { ...changes };
  for (const [key, to] of Object.entries(changes)) {
    const { kind, id } = itemOf(key);
    const box = layout.groups[id];
    if (kind !== 'groups' || box === undefined) continue;
    const content = inFrame(id);
    for (const node of content.nodes) {
      const at = layout.nodes[node];
      if (at !== undefined && !(node in changes)) places[node] = { x: at.x + to.x - box.x, y: at.y + to.y - box.y };
    }
    for (const note of content.notes) {
      const at = layout.notes[note];
      const noteKey = `note:${note}`;
      if (at !== undefined && !(noteKey in changes)) {
        places[noteKey] = { x: at.x + to.x - box.x, y: at.y + to.y - box.y };
      }
    }
  }
  return places;
}

/** Writes the new places into the document as one undo step; nothing when nothing moved. */
export function commitDrag(places: Record<string, Point>): void {
  const moves: Required<Moves> = { nodes: {}, groups: {}, notes: {} };
  const { layout } = currentDocument();
  let moved = false;
  for (const [key, point] of Object.entries(places)) {
    const { kind, id } = itemOf(key);
    const was = layout[kind][id];
    moved ||= was === undefined || Math.round(point.x) !== was.x || Math.round(point.y) !== was.y;
    moves[kind][id] = point;
  }
  if (moved) edit((document) => move(document, moves), words('canvas.edit.move'));
}
