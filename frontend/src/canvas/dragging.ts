/** What a drag on the canvas moves, and how it becomes one edit. */
import { contentOf, move } from '../document';
import type { Moves, Point } from '../document';
import { t as words } from '../i18n';
import { currentDocument, edit } from '../state';
import { itemOf } from './flow';
import { CARD } from './geometry';
import { splicedInto } from './rewiring';

/** The places of everything a drag moves, frames' contents included. */
export function dragged(changes: Record<string, Point>): Record<string, Point> {
  const { layout } = currentDocument();
  const places = { ...changes };
  for (const [key, to] of Object.entries(changes)) {
    const { kind, id } = itemOf(key);
    const box = layout.groups[id];
    if (kind !== 'groups' || box === undefined) continue;
    const content = contentOf(currentDocument(), id, CARD);
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

/** Writes the new places into the document as one undo step; nothing when nothing moved.
 *
 * @param edge the edge a single dragged node was let go over: it is put into it
 */
export function commitDrag(places: Record<string, Point>, edge: string | null = null): void {
  const moves: Required<Moves> = { nodes: {}, groups: {}, notes: {} };
  const { layout } = currentDocument();
  let moved = false;
  for (const [key, point] of Object.entries(places)) {
    const { kind, id } = itemOf(key);
    const was = layout[kind][id];
    moved ||= was === undefined || Math.round(point.x) !== was.x || Math.round(point.y) !== was.y;
    moves[kind][id] = point;
  }
  const node = Object.keys(moves.nodes)[0];
  if (moved && edge !== null && node !== undefined) {
    edit((document) => splicedInto(move(document, moves), node, edge), words('canvas.edit.splice'));
  } else if (moved) edit((document) => move(document, moves), words('canvas.edit.move'));
}
