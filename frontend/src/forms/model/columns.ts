/** Columns of a port as the pickers need them: fitting types, search, near matches. Pure. */

/** A column as the analysis names it. */
export interface ColumnInfo {
  name: string;
  type: string;
  dtype?: string;
}

/** Columns whose type a field accepts; `kinds` null or empty accepts all. */
export function fittingColumns<T extends ColumnInfo>(
  columns: readonly T[],
  kinds: readonly string[] | null | undefined,
): T[] {
  if (kinds === null || kinds === undefined || kinds.length === 0) return [...columns];
  return columns.filter((column) => kinds.includes(column.type));
}

const fold = (text: string): string => text.toLocaleLowerCase('ru').replaceAll('ё', 'е');

/**
 * Columns whose name contains every word of the query, letters' case and ё/е aside. Names that begin
 * with the query come first. With `*` or `?` the query is a pattern of the whole name.
 */
export function searchColumns<T extends { name: string }>(
  columns: readonly T[],
  query: string,
): T[] {
  if (/[*?]/.test(query)) {
    // A pattern, as in names of files: `Сумма *`, `дата ?`.
    const letters = fold(query.trim()).replace(/[.+^${}()|[\]\\]/g, '\\$&');
    const pattern = new RegExp(`^${letters.replaceAll('*', '.*').replaceAll('?', '.')}$`);
    return columns.filter((column) => pattern.test(fold(column.name)));
  }
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...columns];
  const whole = words.join(' ');
  return columns
    .filter((column) => words.every((word) => fold(column.name).includes(word)))
    .map((column, index) => ({
      column,
      rank: (fold(column.name).startsWith(whole) ? 0 : 1) * columns.length + index,
    }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ column }) => column);
}

/** Edit distance of two texts, a swap of neighbours counting as one edit. */
export function editDistance(a: string, b: string): number {
  const rows = a.length + 1;
  const cols = b.length + 1;
  const table: number[][] = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: cols }, (_unused, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number): number => table[i]?.[j] ?? 0;
  for (let i = 1; i < rows; i += 1) {
    for (let j = 1; j < cols; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, at(i - 2, j - 2) + 1);
      }
      const row = table[i];
      if (row !== undefined) row[j] = best;
    }
  }
  return at(rows - 1, cols - 1);
}

/**
 * The existing name nearest to one that is missing, or null when nothing is near enough: at most one
 * edit in short names, and up to a third of the letters in longer ones.
 */
export function nearMatch(missing: string, names: readonly string[]): string | null {
  const wanted = fold(missing);
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(wanted, fold(name));
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** Moves an item of a list; positions outside the list change nothing. */
export function moveItem<T>(list: readonly T[], from: number, to: number): T[] {
  const copy = [...list];
  if (from < 0 || from >= copy.length || to < 0 || to >= copy.length) return copy;
  const [item] = copy.splice(from, 1);
  if (item !== undefined) copy.splice(to, 0, item);
  return copy;
}
