/**
 * Which rows of a very long table stand on the screen. Rows have one height, so the whole follows from
 * one number, the offset in pixels. A browser caps the height of an element (Chromium at 33 554 428 px),
 * so past `MAX_HEIGHT_PX` the scroll bar's track is shorter than the table and offsets are scaled. Pure.
 */

export const ROW_HEIGHT_PX = 24;
/** Rows asked from the server at a time. */
export const PAGE_ROWS = 200;
/** Columns asked from the server at a time; a table of thousands of them comes in blocks. */
export const BLOCK_COLUMNS = 120;
/** Height of the scrolled element never exceeds this; 1.1 million rows of 24 px. */
export const MAX_HEIGHT_PX = 26_400_000;

export interface Track {
  rowCount: number;
  viewportPx: number;
}

/** Height the table would have without a cap. */
export const fullHeight = (track: Track): number => track.rowCount * ROW_HEIGHT_PX;

/** Height of the scrolled element. */
export const trackHeight = (track: Track): number => Math.min(fullHeight(track), MAX_HEIGHT_PX);

/** True when one pixel of the scroll bar stands for more than one pixel of the table. */
export const isScaled = (track: Track): boolean => fullHeight(track) > MAX_HEIGHT_PX;

const scrollable = (height: number, track: Track): number =>
  Math.max(0, height - track.viewportPx);

/** Largest offset into the table. */
export const maxOffset = (track: Track): number => scrollable(fullHeight(track), track);

const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), Math.max(low, high));

/** Offset into the table for a position of the scroll bar. */
export function offsetOfScroll(scrollTop: number, track: Track): number {
  if (!isScaled(track)) return clamp(scrollTop, 0, maxOffset(track));
  const physical = scrollable(trackHeight(track), track);
  return clamp((scrollTop / physical) * maxOffset(track), 0, maxOffset(track));
}

/** Position of the scroll bar for an offset into the table. */
export function scrollOfOffset(offset: number, track: Track): number {
  if (!isScaled(track)) return clamp(offset, 0, maxOffset(track));
  const physical = scrollable(trackHeight(track), track);
  return clamp((offset / maxOffset(track)) * physical, 0, physical);
}

/** First and last row (inclusive) to draw, `overscan` rows beyond the edges. Empty: last < first. */
export function visibleRows(
  offset: number,
  track: Track,
  overscan = 6,
): { first: number; last: number } {
  const first = Math.floor(offset / ROW_HEIGHT_PX) - overscan;
  const last = Math.ceil((offset + track.viewportPx) / ROW_HEIGHT_PX) - 1 + overscan;
  return { first: Math.max(0, first), last: Math.min(track.rowCount - 1, last) };
}

/** Numbers of the server pages that hold these rows. */
export function pagesOf(first: number, last: number): number[] {
  if (last < first) return [];
  const from = Math.floor(first / PAGE_ROWS);
  const to = Math.floor(last / PAGE_ROWS);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Numbers of the blocks that hold these columns. */
export const blocksOf = (columns: readonly number[]): number[] =>
  [...new Set(columns.map((column) => Math.floor(column / BLOCK_COLUMNS)))].sort((one, other) => one - other);

/** The offset that brings a row wholly into view with the least movement. */
export function offsetShowingRow(row: number, offset: number, track: Track): number {
  const top = row * ROW_HEIGHT_PX;
  const bottom = top + ROW_HEIGHT_PX;
  if (top < offset) return clamp(top, 0, maxOffset(track));
  if (bottom > offset + track.viewportPx) return clamp(bottom - track.viewportPx, 0, maxOffset(track));
  return offset;
}

/** Whole rows that fit on the screen: the step of PgUp and PgDn. */
export const pageStep = (track: Track): number =>
  Math.max(1, Math.floor(track.viewportPx / ROW_HEIGHT_PX) - 1);

/**
 * Rows the grid may scroll over. While the total is unknown it is what has been read, and one page more
 * as long as the last page came full.
 */
export function knownRowCount(
  total: number | null,
  pages: readonly { offset: number; rows: number }[],
): number {
  if (total !== null) return total;
  let end = 0;
  let lastFull = false;
  for (const page of pages) {
    if (page.offset + page.rows >= end) {
      end = page.offset + page.rows;
      lastFull = page.rows === PAGE_ROWS;
    }
  }
  return lastFull ? end + PAGE_ROWS : end;
}
