/**
 * A small table typed or pasted by hand: how cells are read and written, and every change the grid can
 * make. Pure; a table is never changed in place.
 */
import type { Json } from '../../document/types';
import { readDate, readDateTime } from './dates';
import { readNumber, writeNumber } from './numbers';

export const TYPED_KINDS = ['text', 'integer', 'number', 'boolean', 'date', 'datetime'] as const;
export type TypedKind = (typeof TYPED_KINDS)[number];
export type Cell = string | number | boolean | null;

export interface TypedColumn {
  name: string;
  kind: TypedKind;
}

export interface TypedTable {
  columns: TypedColumn[];
  rows: Cell[][];
}

/** A rectangle of cells, both corners included. */
export interface CellRange {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** Rows a table takes by hand or by pasting; what is longer belongs in a file. */
export const MOST_ROWS = 5000;

const isKind = (value: unknown): value is TypedKind => TYPED_KINDS.some((kind) => kind === value);

const isRecord = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The stored value as a table; what is no table is an empty one. */
export function readTable(value: Json | undefined): TypedTable {
  if (!isRecord(value)) return { columns: [], rows: [] };
  const columns = (Array.isArray(value['columns']) ? value['columns'] : []).filter((column) => isRecord(column)).map(
    (column): TypedColumn => ({
      name: typeof column['name'] === 'string' ? column['name'] : '',
      kind: isKind(column['kind']) ? column['kind'] : 'text',
    }),
  );
  const rows = (Array.isArray(value['rows']) ? value['rows'] : []).map((row): Cell[] =>
    (Array.isArray(row) ? row : []).map((cell: unknown) => (isCell(cell) ? cell : JSON.stringify(cell))),
  );
  return { columns, rows };
}

const isCell = (cell: unknown): cell is Cell =>
  cell === null || typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean';

const YES = new Set(['да', 'yes', 'true', 'истина', '1', 'y', 'д', '+']);
const NO = new Set(['нет', 'no', 'false', 'ложь', '0', 'n', 'н', '-']);

/** A typed number; percent, the sign of a currency and English thousands are understood. */
function numberOf(text: string): number | null {
  let plain = text.trim().replace(/\s*(₽|руб\.?|р\.|\$|€)$/i, '').replace(/^[$€₽]\s*/, '');
  const percent = plain.endsWith('%');
  if (percent) plain = plain.slice(0, -1);
  if (/^[-−]?\d{1,3}(,\d{3})+\.\d+$/.test(plain)) plain = plain.replaceAll(',', '');
  const read = readNumber(plain);
  if (read.kind !== 'number') return null;
  return percent ? Number((read.value / 100).toPrecision(15)) : read.value;
}

/** Reads typed text by the kind of its column; what does not fit stays as it was typed. */
export function parseCell(text: string, kind: TypedKind): Cell {
  const typed = text.trim();
  if (typed === '') return null;
  switch (kind) {
    case 'text':
      return text;
    case 'integer': {
      const digits = typed.replace(/[\s\u00a0\u202f']/g, '').replace('−', '-');
      if (/^-?\d{16,}$/.test(digits)) return digits;
      const value = numberOf(typed);
      return value !== null && Number.isSafeInteger(value) ? value : text;
    }
    case 'number':
      return numberOf(typed) ?? text;
    case 'boolean': {
      const word = typed.toLowerCase();
      return YES.has(word) ? true : NO.has(word) ? false : text;
    }
    case 'date':
      return readDate(typed) ?? text;
    case 'datetime':
      return readDateTime(typed) ?? text;
  }
}

/** Whether a stored cell is a value of its column's kind. */
export function cellFits(cell: Cell, kind: TypedKind): boolean {
  if (cell === null) return true;
  switch (kind) {
    case 'text':
      return typeof cell !== 'boolean';
    case 'integer':
      return typeof cell === 'number' ? Number.isInteger(cell) : typeof cell === 'string' && isLong(cell);
    case 'number':
      return typeof cell === 'number';
    case 'boolean':
      return typeof cell === 'boolean';
    case 'date':
      return typeof cell === 'string' && /^\d{4}-\d\d-\d\d$/.test(cell) && readDate(cell) === cell;
    case 'datetime':
      return typeof cell === 'string' && /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?$/.test(cell);
  }
}

const LONGEST = 2n ** 63n;

function isLong(text: string): boolean {
  if (!/^-?\d{1,19}$/.test(text)) return false;
  const value = BigInt(text);
  return value >= -LONGEST && value < LONGEST;
}

/** A cell as it is shown and edited; reading it back gives the same cell. */
export function cellText(cell: Cell, language: 'ru' | 'en'): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return writeNumber(cell, language);
  if (typeof cell === 'boolean') return language === 'ru' ? (cell ? 'да' : 'нет') : cell ? 'yes' : 'no';
  return cell;
}

/** As `cellText`; days are written as the language writes them. */
export function shownText(cell: Cell, kind: TypedKind, language: 'ru' | 'en'): string {
  const text = cellText(cell, language);
  if ((kind !== 'date' && kind !== 'datetime') || !cellFits(cell, kind)) return text;
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?)?/.exec(text);
  if (match === null) return text;
  const [, year, month, day, time, seconds] = match;
  const date = language === 'ru' ? `${day}.${month}.${year}` : `${year}-${month}-${day}`;
  return time === undefined ? date : `${date} ${time}${seconds === undefined || seconds === ':00' ? '' : seconds}`;
}

/** Cells of a text as Excel puts it into the clipboard: tabs part cells, quotes hold line breaks. */
export function parseTsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  const body = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '');
  if (body === '') return [];
  for (;;) {
    let cell = '';
    const quoted = body[at] === '"' ? /^"((?:[^"]|"")*)"(?=[\t\n]|$)/.exec(body.slice(at)) : null;
    if (quoted === null) {
      const end = body.slice(at).search(/[\t\n]/);
      cell = end === -1 ? body.slice(at) : body.slice(at, at + end);
      at += cell.length;
    } else {
      cell = (quoted[1] ?? '').replaceAll('""', '"');
      at += quoted[0].length;
    }
    row.push(cell);
    const mark = body[at];
    at += 1;
    if (mark === '\t') continue;
    rows.push(row);
    row = [];
    if (mark === undefined) break;
  }
  return rows;
}

const CODE_LIKE = /^(\+|[-−]?0\d)|^[-−]?\d{16,}$/;

/** The kind all filled texts of a column fit; text when there are none. */
export function guessKind(texts: readonly string[]): TypedKind {
  const filled = texts.map((text) => text.trim()).filter((text) => text !== '');
  if (filled.length === 0) return 'text';
  const words = new Set(filled.map((text) => text.toLowerCase()));
  for (const pair of [['да', 'нет'], ['yes', 'no'], ['true', 'false'], ['истина', 'ложь']]) {
    if ([...words].every((word) => pair.includes(word))) return 'boolean';
  }
  if (!filled.some((text) => CODE_LIKE.test(text))) {
    const numbers = filled.map(numberOf);
    if (numbers.every((value) => value !== null)) {
      return numbers.every((value) => Number.isSafeInteger(value)) && !filled.some((text) => text.includes('%')) ? 'integer' : 'number';
    }
  }
  if (filled.every((text) => /^\d+[./-]\d+[./-]\d+$/.test(text) && readDate(text) !== null)) return 'date';
  if (filled.every((text) => /^\d+[./-]\d+[./-]\d+[T ]/.test(text) && readDateTime(text) !== null)) return 'datetime';
  return 'text';
}

/** Whether the first row of pasted cells reads as names: different words over something else. */
export function looksLikeHeader(grid: readonly (readonly string[])[]): boolean {
  const [first = [], ...rest] = grid;
  if (rest.length === 0 || first.length === 0) return false;
  const names = first.map((text) => text.trim());
  if (names.some((name) => name === '' || guessKind([name]) !== 'text' || CODE_LIKE.test(name))) return false;
  return new Set(names).size === names.length;
}

const wide = (grid: readonly (readonly string[])[]): number => grid.reduce((most, row) => Math.max(most, row.length), 0);

/** A name no other column has: «Город», then «Город 2». */
export const freeName = (base: string, taken: readonly string[]): string => (taken.includes(base) ? numberedName(base, taken, 2) : base);

/** The first of «Столбец 3», «Столбец 4»… that no other column has. */
export function numberedName(word: string, taken: readonly string[], from: number): string {
  let number = from;
  while (taken.includes(`${word} ${number}`)) number += 1;
  return `${word} ${number}`;
}

/**
 * A new table of pasted cells; kinds are guessed.
 *
 * @param header the first row holds the names
 * @param word what a column without a name is called
 */
export function tableFrom(grid: readonly (readonly string[])[], header: boolean, word: string): TypedTable {
  const body = header ? grid.slice(1) : grid;
  const columns: TypedColumn[] = [];
  for (let at = 0; at < wide(grid); at += 1) {
    const names = columns.map((column) => column.name);
    const given = header ? (grid[0]?.[at] ?? '').trim() : '';
    const name = given === '' ? numberedName(word, names, at + 1) : freeName(given, names);
    columns.push({ name, kind: guessKind(body.map((row) => row[at] ?? '')) });
  }
  const rows = body.map((row) => columns.map((column, at) => parseCell(row[at] ?? '', column.kind)));
  return { columns, rows };
}

const widened = (table: TypedTable, width: number, height: number, word: string): TypedTable => {
  const columns = [...table.columns];
  while (columns.length < width) {
    columns.push({ name: numberedName(word, columns.map((column) => column.name), columns.length + 1), kind: 'text' });
  }
  const rows = Array.from({ length: Math.max(table.rows.length, height) }, (_, at) =>
    columns.map((_column, place) => table.rows[at]?.[place] ?? null),
  );
  return { columns, rows };
};

/** Writes typed text into one cell; rows and columns that are not there yet are made. */
export function setCell(table: TypedTable, at: { row: number; column: number }, text: string, word: string): TypedTable {
  const fresh = at.column >= table.columns.length;
  if (text.trim() === '' && (fresh || at.row >= table.rows.length)) return table;
  const next = widened(table, at.column + 1, at.row + 1, word);
  if (fresh) for (let place = table.columns.length; place < next.columns.length; place += 1) next.columns[place] = { ...(next.columns[place] as TypedColumn), kind: place === at.column ? guessKind([text]) : 'text' };
  const row = next.rows[at.row];
  const column = next.columns[at.column];
  if (row !== undefined && column !== undefined) row[at.column] = parseCell(text, column.kind);
  return next;
}

/**
 * Puts pasted cells over a table from a cell on; what sticks out makes new rows, and new columns
 * unless they are fixed. A column that holds nothing yet takes the kind of what comes in.
 */
export function pasteAt(table: TypedTable, at: { row: number; column: number }, grid: readonly (readonly string[])[], word: string, fixed = false): TypedTable {
  const width = fixed ? table.columns.length : Math.max(table.columns.length, at.column + wide(grid));
  const next = widened(table, width, at.row + grid.length, word);
  for (let place = at.column; place < Math.min(width, at.column + wide(grid)); place += 1) {
    const column = next.columns[place];
    if (column === undefined) continue;
    const texts = grid.map((row) => row[place - at.column] ?? '');
    const empty = table.rows.every((row) => (row[place] ?? null) === null);
    const kind = empty && !fixed && column.kind === 'text' ? guessKind(texts) : column.kind;
    next.columns[place] = { ...column, kind };
    grid.forEach((row, index) => {
      const text = row[place - at.column];
      const target = next.rows[at.row + index];
      if (text !== undefined && target !== undefined) target[place] = parseCell(text, kind);
    });
  }
  return next;
}

/** Empties the cells of a range. */
export const clearRange = (table: TypedTable, range: CellRange): TypedTable => ({
  columns: table.columns,
  rows: table.rows.map((row, at) =>
    at < range.top || at > range.bottom
      ? row
      : table.columns.map((_, place) => (place >= range.left && place <= range.right ? null : (row[place] ?? null))),
  ),
});

/** The cells of a range as text for the clipboard, as Excel writes it. */
export function rangeTsv(table: TypedTable, range: CellRange, language: 'ru' | 'en'): string {
  const lines: string[] = [];
  for (let at = range.top; at <= Math.min(range.bottom, table.rows.length - 1); at += 1) {
    const cells: string[] = [];
    for (let place = range.left; place <= Math.min(range.right, table.columns.length - 1); place += 1) {
      const text = shownText(table.rows[at]?.[place] ?? null, table.columns[place]?.kind ?? 'text', language);
      cells.push(/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    }
    lines.push(cells.join('\t'));
  }
  return lines.join('\n');
}

/** Another kind for a column: its cells are read anew from what they show. */
export const setKind = (table: TypedTable, place: number, kind: TypedKind): TypedTable => ({
  columns: table.columns.map((column, at) => (at === place ? { ...column, kind } : column)),
  rows: table.rows.map((row) =>
    row.map((cell, at) => (at === place ? parseCell(shownText(cell, table.columns[place]?.kind ?? 'text', 'ru'), kind) : cell)),
  ),
});

export const renameColumn = (table: TypedTable, place: number, name: string): TypedTable => ({
  columns: table.columns.map((column, at) => (at === place ? { ...column, name } : column)),
  rows: table.rows,
});

export function insertColumn(table: TypedTable, place: number, word: string): TypedTable {
  const name = numberedName(word, table.columns.map((column) => column.name), table.columns.length + 1);
  return {
    columns: table.columns.toSpliced(place, 0, { name, kind: 'text' }),
    rows: table.rows.map((row) => table.columns.map((_, at) => row[at] ?? null).toSpliced(place, 0, null)),
  };
}

export const removeColumns = (table: TypedTable, from: number, to: number): TypedTable => ({
  columns: table.columns.filter((_, at) => at < from || at > to),
  rows: table.rows.map((row) => row.filter((_, at) => at < from || at > to)),
});

export const insertRow = (table: TypedTable, at: number): TypedTable => ({
  columns: table.columns,
  rows: table.rows.toSpliced(at, 0, table.columns.map(() => null)),
});

export const removeRows = (table: TypedTable, from: number, to: number): TypedTable => ({
  columns: table.columns,
  rows: table.rows.filter((_, at) => at < from || at > to),
});

function swapped<T>(items: readonly T[], a: number, b: number): T[] {
  const copy = [...items];
  const [first, second] = [copy[a], copy[b]];
  if (first === undefined || second === undefined) return copy;
  copy[a] = second;
  copy[b] = first;
  return copy;
}

export const moveColumn = (table: TypedTable, place: number, step: -1 | 1): TypedTable => ({
  columns: swapped(table.columns, place, place + step),
  rows: table.rows.map((row) => swapped(table.columns.map((_, at) => row[at] ?? null), place, place + step)),
});

export const moveRow = (table: TypedTable, at: number, step: -1 | 1): TypedTable => ({
  columns: table.columns,
  rows: swapped(table.rows, at, at + step),
});

/** The first row becomes the names; kinds are guessed anew from the rest. */
export const headFromRow = (table: TypedTable, word: string): TypedTable => tableFrom(texts(table), true, word);

/** The names become the first row; columns are called by numbers. */
export const headToRow = (table: TypedTable, word: string): TypedTable =>
  tableFrom([table.columns.map((column) => column.name), ...texts(table)], false, word);

const texts = (table: TypedTable): string[][] =>
  table.rows.map((row) => table.columns.map((column, at) => shownText(row[at] ?? null, column.kind, 'ru')));

/** Whether a table holds nothing a person would miss. */
export const isBlank = (table: TypedTable): boolean => table.rows.every((row) => row.every((cell) => cell === null));
