/** Moving, lining up, frames and notes. */
import {
  addGroup,
  addNote,
  align,
  contentOf,
  move,
  removeItems,
  setCollapsed,
  setGroupColor,
  spread,
} from '../document';
import type { Alignment, Direction, Point } from '../document';
import { t } from '../i18n';
import { currentDocument, edit, select } from '../state';
import { selectionStore } from '../state/selection';
import { placeInSight } from './actions';
import { CARD, LABEL, snap } from './geometry';
import { setCanvas } from './store';

/** Moves the selected things by keys. */
export function nudge(dx: number, dy: number): void {
  const { nodes, groups, notes } = selectionStore.getState();
  if (nodes.length + groups.length + notes.length === 0) return;
  const { layout } = currentDocument();
  const shifted = (ids: string[], places: Record<string, Point>): Record<string, Point> =>
    Object.fromEntries(
      ids.map((id) => [id, { x: (places[id]?.x ?? 0) + dx, y: (places[id]?.y ?? 0) + dy }]),
    );
  edit(
    (document) =>
      move(document, {
        nodes: shifted(nodes, layout.nodes),
        groups: shifted(groups, layout.groups),
        notes: shifted(notes, layout.notes),
      }),
    t('canvas.edit.move'),
  );
}

/** Puts a note on the canvas and opens it for writing. */
export function addNoteHere(): void {
  const at = placeInSight();
  let id = '';
  edit((document) => {
    const made = addNote(document, '', { x: snap(at.x), y: snap(at.y), width: 208, height: 64 });
    id = made.id;
    return made.document;
  }, t('canvas.edit.note'));
  select({ notes: [id] });
  setCanvas({ renaming: `note:${id}` });
}

/** A frame round the selected nodes, or an empty one in sight; opened for its title. */
export function addFrame(): void {
  const { nodes } = selectionStore.getState();
  let id = '';
  edit((document) => {
    const points = nodes.flatMap((node) => document.layout.nodes[node] ?? []);
    const at = placeInSight();
    const left = points.length > 0 ? Math.min(...points.map((point) => point.x)) - 32 : at.x - 80;
    const top = points.length > 0 ? Math.min(...points.map((point) => point.y)) - 32 : at.y - 40;
    const right = points.length > 0 ? Math.max(...points.map((point) => point.x)) + CARD + 32 : at.x + 160;
    const bottom = points.length > 0 ? Math.max(...points.map((point) => point.y)) + CARD + LABEL : at.y + 120;
    const box = { x: left, y: top, width: right - left, height: bottom - top };
    const made = addGroup(document, t('canvas.newFrame'), box, nodes);
    id = made.id;
    return made.document;
  }, t('canvas.edit.frame'));
  select({ groups: [id] });
  setCanvas({ renaming: `frame:${id}` });
}

/** Takes the selected frames away and leaves their nodes. */
export function removeFrames(): void {
  const { groups } = selectionStore.getState();
  if (groups.length > 0) edit((document) => removeItems(document, { groups }), t('canvas.edit.ungroup'));
}

/** Puts the selected things on one line. */
export function alignSelected(how: Alignment): void {
  const { nodes, notes } = selectionStore.getState();
  edit((document) => align(document, { nodes, notes }, how, CARD), t('canvas.edit.align'));
}

/** Leaves equal gaps between the selected things. */
export function spreadSelected(direction: Direction): void {
  const { nodes, notes } = selectionStore.getState();
  edit((document) => spread(document, { nodes, notes }, direction, CARD), t('canvas.edit.align'));
}

/** Folds the selected groups, or unfolds them when all are folded. */
export function toggleCollapsed(ids: string[] = selectionStore.getState().groups): void {
  const { groups } = currentDocument();
  const chosen = groups.filter(({ id }) => ids.includes(id));
  if (chosen.length === 0) return;
  const fold = chosen.some(({ collapsed }) => collapsed !== true);
  edit(
    (document) => chosen.reduce((now, { id }) => setCollapsed(now, id, fold, CARD), document),
    t(fold ? 'canvas.edit.collapse' : 'canvas.edit.expand'),
  );
}

/** Gives groups a colour of the palette; null takes it away. */
export function colorGroups(color: string | null, ids: string[] = selectionStore.getState().groups): void {
  edit((document) => ids.reduce((now, id) => setGroupColor(now, id, color), document), t('canvas.edit.color'));
}

/** Selects a frame's nodes and notes. */
export function selectContent(id: string): void {
  select(contentOf(currentDocument(), id, CARD));
}
