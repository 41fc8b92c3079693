/** What a node did to the number of rows; only where its rows are those that came in. Pure. */

export type RowChange = { kind: 'dropped'; count: number } | { kind: 'multiplied'; factor: number; count: number };

/**
 * Compares rows in and out. A node that gives other columns than it got (a total, a report) has neither dropped nor
 * multiplied anything: its rows are new ones.
 */
export function rowChange(before: number | null, after: number | null, incoming: readonly string[], outgoing: readonly string[]): RowChange | null {
  if (before === null || after === null || before === after || before === 0) return null;
  const kept = new Set(outgoing);
  if (incoming.length === 0 || incoming.filter((name) => kept.has(name)).length * 2 < incoming.length) return null;
  return after < before ? { kind: 'dropped', count: before - after } : { kind: 'multiplied', factor: after / before, count: after - before };
}
