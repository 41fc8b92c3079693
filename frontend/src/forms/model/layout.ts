/** How the fields of a form are laid out on the narrow panel. Pure. */
import type { LocalText } from '../../document/types';
import type { Field } from './schema';

/** Widgets that need the whole width, with the label above. */
const WIDE = new Set(['columns', 'conditions', 'list', 'group', 'columns_table', 'table', 'formula', 'unknown', 'value']);

const LETTER_PX = 6.4;
const CONTROL_PX = 190;

/** Width of a row of buttons with these words, in pixels, near enough. */
export const segmentedWidth = (titles: readonly string[]): number =>
  titles.reduce((sum, title) => sum + title.length * LETTER_PX + 16, 4);

/** Whether a field takes a line of its own under its label. */
export function isWide(field: Field, language: 'ru' | 'en'): boolean {
  if (WIDE.has(field.widget)) return true;
  if (field.widget === 'text') return field.ui.multiline === true;
  if (field.widget === 'choice' && field.ui.style === 'segmented') {
    return segmentedWidth((field.ui.options ?? []).map((option) => words(option.title, language))) > CONTROL_PX;
  }
  return false;
}

const words = (text: LocalText, language: 'ru' | 'en'): string =>
  typeof text === 'string' ? text : text[language];

export type Block = { kind: 'field'; field: Field } | { kind: 'numbers'; fields: Field[]; columns: number };

/** Two or more numbers in a row stand side by side, three to a line; every other field has its own line. */
export function blocksOf(fields: readonly Field[]): Block[] {
  const blocks: Block[] = [];
  let run: Field[] = [];
  const flush = (): void => {
    const [only] = run;
    if (run.length === 1 && only !== undefined) blocks.push({ kind: 'field', field: only });
    else if (run.length > 1) {
      blocks.push({ kind: 'numbers', fields: run, columns: run.length === 2 || run.length === 4 ? 2 : 3 });
    }
    run = [];
  };
  for (const field of fields) {
    if (field.widget === 'number' || field.widget === 'integer') run.push(field);
    else {
      flush();
      blocks.push({ kind: 'field', field });
    }
  }
  flush();
  return blocks;
}

/** The first field of a section when it is the section's own switch: buttons that bear the same title. */
export function headField(
  title: LocalText | null,
  fields: readonly Field[],
  language: 'ru' | 'en',
): Field | null {
  const first = fields[0];
  if (title === null || first === undefined || first.widget !== 'choice' || first.ui.style !== 'segmented') return null;
  if (first.ui.title === undefined || words(first.ui.title, language) !== words(title, language)) return null;
  const width = segmentedWidth((first.ui.options ?? []).map((option) => words(option.title, language)));
  return width + words(title, language).length * 7 <= 288 ? first : null;
}

/** Whether a field takes the whole line of a compact list item; long buttons become a list there. */
export const isWideInLine = (field: Field, language: 'ru' | 'en'): boolean =>
  field.widget !== 'choice' && isWide(field, language);

/** The grid of a compact list line: up to two fields side by side. */
export const lineColumns = (count: number): number => Math.min(2, Math.max(1, count));
