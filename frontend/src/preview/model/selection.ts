/** The active cell and the selected range of the grid, moved by keys. Pure. */

export interface Place {
  row: number;
  col: number;
}

/** `active` is the cell with the focus; `anchor` is where a Shift selection began. */
export interface Selection {
  active: Place;
  anchor: Place;
}

export interface Bounds {
  rowCount: number;
  colCount: number;
  pageRows: number;
}

export interface Key {
  key: string;
  shift: boolean;
  ctrl: boolean;
}

export const selectCell = (place: Place): Selection => ({ active: place, anchor: place });

const clampTo = (value: number, count: number): number =>
  Math.max(0, Math.min(value, count - 1));

/** The selection after a key, or null when the key does not move it. Row −1 is the header. */
export function moveBy(selection: Selection, key: Key, bounds: Bounds): Selection | null {
  const { row, col } = selection.active;
  let next: Place;
  switch (key.key) {
    case 'ArrowUp':
      next = { row: key.ctrl ? 0 : row - 1, col };
      break;
    case 'ArrowDown':
      next = { row: key.ctrl ? bounds.rowCount - 1 : row + 1, col };
      break;
    case 'ArrowLeft':
      next = { row, col: key.ctrl ? 0 : col - 1 };
      break;
    case 'ArrowRight':
      next = { row, col: key.ctrl ? bounds.colCount - 1 : col + 1 };
      break;
    case 'PageUp':
      next = { row: Math.max(0, row - bounds.pageRows), col };
      break;
    case 'PageDown':
      next = { row: row + bounds.pageRows, col };
      break;
    case 'Home':
      next = key.ctrl ? { row: 0, col: 0 } : { row, col: 0 };
      break;
    case 'End':
      next = key.ctrl
        ? { row: bounds.rowCount - 1, col: bounds.colCount - 1 }
        : { row, col: bounds.colCount - 1 };
      break;
    default:
      return null;
  }
  const lowest = key.shift ? 0 : -1;
  const active = {
    row: Math.max(lowest, Math.min(next.row, bounds.rowCount - 1)),
    col: clampTo(next.col, bounds.colCount),
  };
  return { active, anchor: key.shift ? selection.anchor : active };
}

/** Corners of the selected range, inclusive. */
export function rangeOf(selection: Selection): {
  top: number;
  bottom: number;
  left: number;
  right: number;
} {
  const { active, anchor } = selection;
  return {
    top: Math.min(active.row, anchor.row),
    bottom: Math.max(active.row, anchor.row),
    left: Math.min(active.col, anchor.col),
    right: Math.max(active.col, anchor.col),
  };
}

export const isSelected = (selection: Selection, place: Place): boolean => {
  const range = rangeOf(selection);
  return (
    place.row >= range.top &&
    place.row <= range.bottom &&
    place.col >= range.left &&
    place.col <= range.right
  );
};

/** A table as tab-separated text that Excel pastes cell by cell; texts with tabs or breaks are quoted. */
export function toTsv(rows: readonly (readonly string[])[]): string {
  return rows
    .map((row) =>
      row
        .map((cell) => (/[\t\n\r"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
        .join("\t"),
    )
    .join("\n");
}
