/** Making nodes from files dropped or chosen, and from tables in the clipboard. */
import { api, ownProblem, problemOf, queries } from '../api';
import type { NodeType } from '../api';
import type { Json, Point, Settings } from '../document';
import { looksLikeHeader, parseTsv, tableFrom } from '../forms/model/typedTable';
import { t } from '../i18n';
import { report } from '../state';
import { catalogueStore } from '../state/catalogue';
import { addNodeOf } from './actions';
import { PITCH_Y } from './geometry';
import { canvasStore, setCanvas } from './store';

/** The node type that reads files with this ending; the longest ending wins. */
export function typeForFile(name: string): NodeType | null {
  const lower = name.toLowerCase();
  let best: { type: NodeType; length: number } | null = null;
  for (const type of catalogueStore.getState().nodes) {
    for (const ending of type.accepts?.files ?? []) {
      if (lower.endsWith(ending.toLowerCase()) && (best === null || ending.length > best.length)) {
        best = { type, length: ending.length };
      }
    }
  }
  return best?.type ?? null;
}

/** Every file ending some node reads, for the file chooser. */
export function readableEndings(): string[] {
  return [...new Set(catalogueStore.getState().nodes.flatMap((type) => type.accepts?.files ?? []))];
}

/** Waits for the node types: a file can be dropped before they have come. */
function whenLoaded(): Promise<void> {
  if (catalogueStore.getState().loaded) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = catalogueStore.subscribe(({ loaded }) => {
      if (!loaded) return;
      stop();
      resolve();
    });
  });
}

/** Sends files to the workspace and puts a node for each on the canvas. */
export async function addFiles(files: readonly File[], at: Point): Promise<void> {
  let row = 0;
  await whenLoaded();
  for (const file of files) {
    const type = typeForFile(file.name);
    const key = type?.accepts?.setting;
    if (type === null || key === undefined) {
      report(
        ownProblem(
          'unknown_file',
          `Ни один узел не читает файл «${file.name}». Подходят: ${readableEndings().join(', ')}.`,
          `No node reads the file “${file.name}”. These do: ${readableEndings().join(', ')}.`,
        ),
      );
      continue;
    }
    setCanvas({ uploads: canvasStore.getState().uploads + 1 });
    try {
      const { path } = await api.upload(file.name, file);
      void queries.invalidateQueries({ queryKey: ['files'] });
      const settings: Settings = { ...structuredClone(type.defaults), [key]: path };
      addNodeOf(type, { x: at.x, y: at.y + row * PITCH_Y }, {}, settings);
      row += 1;
      report(null);
    } catch (error) {
      report(problemOf(error));
    } finally {
      setCanvas({ uploads: canvasStore.getState().uploads - 1 });
    }
  }
}

/** Whether a text from the clipboard is a table: at least two columns parted by tabs. */
export function isTable(text: string): boolean {
  // Excel puts a cell with line breaks into quotes: what is inside them parts no rows.
  const lines = text.trim().replace(/(^|\t|\n)"(?:[^"]|"")*"/g, '$1""').split(/\r?\n/);
  return lines.length > 0 && lines.every((line) => line.includes('\t'));
}

/** Rows of a pasted table that a workflow still holds well itself. */
const KEPT_ROWS = 1000;

/** Makes a node from a pasted table: a small one stands in the settings of a node that takes it, a
 * large one becomes a tab-separated file of the workspace.
 *
 * @returns false when no node reads such files
 */
export async function addTable(text: string, at: Point, name: string): Promise<boolean> {
  await whenLoaded();
  const cells = parseTsv(text);
  const type = catalogueStore.getState().nodes.find((node) => node.accepts?.clipboard?.includes('table') === true);
  if (type?.accepts?.setting !== undefined && cells.length <= KEPT_ROWS) {
    const { columns, rows } = tableFrom(cells, looksLikeHeader(cells), t('forms.typed.column'));
    const table: Json = { columns: columns.map((column) => ({ ...column })), rows };
    addNodeOf(type, at, {}, { ...structuredClone(type.defaults), [type.accepts.setting]: table });
    return true;
  }
  const endings = ['.tsv', '.txt', '.csv'];
  const ending = endings.find((candidate) => typeForFile(candidate) !== null);
  if (ending === undefined) return false;
  const body = text.replace(/\r\n/g, '\n').replace(/\n*$/, '\n');
  await addFiles([new File([body], `${name}${ending}`, { type: 'text/tab-separated-values' })], at);
  return true;
}

/** Opens the system's file chooser for files some node reads. */
export function chooseFiles(): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.accept = readableEndings().join(',');
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
