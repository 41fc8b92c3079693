/** Widths of columns by what stands in them. Pure; the measuring of a text is given. */

export const MIN_WIDTH_PX = 56;
export const MAX_WIDTH_PX = 300;
const CELL_PADDING_PX = 19;
/** Padding, glyph and the arrow of a sorted column. */
const HEAD_EXTRA_PX = 60;

export interface ColumnContent {
  name: string;
  /** Texts of the first cells. */
  cells: readonly string[];
}

/** Width of a column that shows its name and nearly all of its first cells. */
export function contentWidth(content: ColumnContent, measure: (text: string, bold: boolean) => number): number {
  const head = measure(content.name, true) + HEAD_EXTRA_PX;
  const sizes = content.cells.map((cell) => measure(cell, false) + CELL_PADDING_PX).sort((a, b) => a - b);
  const body = sizes[Math.max(0, Math.ceil(sizes.length * 0.95) - 1)] ?? 0;
  const roomForHead = Math.min(head, 216);
  return Math.round(Math.min(MAX_WIDTH_PX, Math.max(MIN_WIDTH_PX, roomForHead, body)));
}

/**
 * Widths that fill the pane when the columns are narrower than it; columns the person has sized keep their
 * width. No column grows by more than 60 %.
 */
export function spreadWidths(
  natural: readonly number[],
  fixed: readonly boolean[],
  available: number,
): number[] {
  const total = natural.reduce((sum, width) => sum + width, 0);
  const growing = natural.reduce((sum, width, index) => sum + (fixed[index] === true ? 0 : width), 0);
  const spare = available - total;
  if (spare <= 0 || growing === 0) return [...natural];
  const factor = Math.min(1.6, 1 + spare / growing);
  const spread = natural.map((width, index) => (fixed[index] === true ? width : Math.floor(width * factor)));
  const left = available - spread.reduce((sum, width) => sum + width, 0);
  const last = fixed.lastIndexOf(false);
  if (factor < 1.6 && left > 0 && last >= 0) spread[last] = (spread[last] ?? 0) + left;
  return spread;
}
