/** Copies: the clipboard, duplicating, dragging a copy off. */
import { clipCorner, clipFrom, clipText, contentOf, copyItems, pasteItems } from '../document';
import type { Clip, Point } from '../document';
import { t } from '../i18n';
import { ownProblem } from '../api';
import type { Problem } from '../api';
import { currentDocument, edit, report, select } from '../state';
import { selectionStore } from '../state/selection';
import { inSight, placeInSight } from './actions';
import { addTable, isTable } from './files';
import { itemOf } from './flow';
import { CARD, PITCH_Y, snap } from './geometry';
import { pointer } from './store';

/** What is selected, with what selected frames hold. */
function chosen(): { nodes: string[]; groups: string[]; notes: string[] } | null {
  const { nodes, groups, notes } = selectionStore.getState();
  if (nodes.length + groups.length + notes.length === 0) return null;
  const held = groups.map((id) => contentOf(currentDocument(), id, CARD));
  return {
    nodes: [...new Set([...nodes, ...held.flatMap((content) => content.nodes)])],
    groups,
    notes: [...new Set([...notes, ...held.flatMap((content) => content.notes)])],
  };
}

/** The selected piece as text for the clipboard; null when nothing is selected. */
export function copiedText(): string | null {
  const items = chosen();
  return items === null ? null : clipText(copyItems(currentDocument(), items));
}

let pastes = 0;
let lastPasted = '';

function put(clip: Clip, shift: Point, keepInputs: boolean, label: string): void {
  let made: { nodes: string[]; groups: string[]; notes: string[] } | null = null;
  edit((document) => {
    const pasted = pasteItems(document, clip, shift, keepInputs);
    made = pasted;
    return pasted.document;
  }, label);
  if (made !== null) select(made);
}

/** Pastes a piece at the pointer, or beside where it came from.
 *
 * @returns false when the text is no piece of a workflow
 */
export function pasteText(text: string, keepInputs = false): boolean {
  const clip = clipFrom(text);
  if (clip === null) return false;
  pastes = text === lastPasted ? pastes + 1 : 1;
  lastPasted = text;
  const corner = clipCorner(clip);
  const beside = { x: 24 * pastes, y: PITCH_Y * pastes };
  const seen = inSight({ x: corner.x + beside.x, y: corner.y + beside.y });
  const at = placeInSight();
  const shift = pointer.inside || !seen ? { x: snap(at.x - corner.x), y: snap(at.y - corner.y) } : beside;
  put(clip, shift, keepInputs, t('canvas.edit.paste'));
  return true;
}

/** Copies of the selected things beside them. */
export function duplicateSelected(): void {
  const items = chosen();
  if (items === null) return;
  put(copyItems(currentDocument(), items), { x: 24, y: PITCH_Y }, false, t('canvas.edit.duplicate'));
}

/** Leaves copies where things were dragged to; the things themselves stay.
 *
 * @param places where each dragged thing was let go, by its id on the canvas
 */
export function copyDragged(places: Readonly<Record<string, Point>>): void {
  const document = currentDocument();
  const items = { nodes: [] as string[], groups: [] as string[], notes: [] as string[] };
  let shift: Point | null = null;
  for (const [key, to] of Object.entries(places)) {
    const { kind, id } = itemOf(key);
    const was = document.layout[kind][id];
    if (was === undefined) continue;
    items[kind].push(id);
    shift ??= { x: to.x - was.x, y: to.y - was.y };
  }
  if (shift === null || (shift.x === 0 && shift.y === 0)) return;
  put(copyItems(document, items), shift, false, t('canvas.edit.duplicate'));
}

/** Pastes whatever a text is: a piece of a workflow, a whole one, or a table.
 *
 * @returns false when it is none of these
 */
export function pasteAny(text: string, keepInputs = false): boolean {
  if (text === '') return false;
  if (pasteText(text, keepInputs)) return true;
  if (!isTable(text)) return false;
  void addTable(text, placeInSight(), t('canvas.pastedTable'));
  return true;
}

/** Copies the selection from a menu, where no key of the browser does it. */
export async function copyToClipboard(): Promise<void> {
  const text = copiedText();
  if (text !== null) await navigator.clipboard.writeText(text).catch(() => report(noClipboard()));
}

/** Pastes from a menu: the browser may ask whether the page may read the clipboard. */
export async function askClipboard(): Promise<void> {
  const text = await navigator.clipboard.readText().catch(() => null);
  if (text === null) report(noClipboard());
  else if (!pasteAny(text)) {
    report(
      ownProblem(
        'nothing_to_paste',
        'В буфере обмена нет ни узлов, ни таблицы. Скопируйте узлы в Kanva или ячейки в Excel.',
        'The clipboard holds neither nodes nor a table. Copy nodes in Kanva or cells in Excel.',
      ),
    );
  }
}

function noClipboard(): Problem {
  return ownProblem(
    'no_clipboard',
    'Браузер не дал доступа к буферу обмена. Нажмите Ctrl+C или Ctrl+V на холсте.',
    'The browser keeps the clipboard to itself. Press Ctrl+C or Ctrl+V on the canvas.',
  );
}
