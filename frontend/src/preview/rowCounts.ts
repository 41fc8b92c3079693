/** How many rows a node dropped or multiplied in its last run, from the counts of the analysis. */
import { currentDocument } from '../state';
import { analysisStore } from '../state/analysis';
import { rowChange } from './model/rowChange';
import type { RowChange } from './model/rowChange';

/** The change between the rows that came into the main input of a node and those it gave; null when not known. */
export function rowChangeOf(id: string): RowChange | null {
  const nodes = analysisStore.getState().analysis?.nodes;
  const own = nodes?.[id];
  const output = own?.ports.outputs.find((port) => port.kind === 'table' && !port.side);
  const input = own?.ports.inputs.find((port) => port.kind === 'table' && !port.side) ?? own?.ports.inputs.find((port) => port.kind === 'table');
  if (nodes === undefined || own === undefined || output === undefined || input === undefined) return null;
  let before = 0;
  for (const edge of currentDocument().edges) {
    if (edge.to !== `${id}.${input.id}`) continue;
    const cut = edge.from.lastIndexOf('.');
    const rows = nodes[edge.from.slice(0, cut)]?.rows?.[edge.from.slice(cut + 1)];
    // One input not counted leaves the whole unknown.
    if (rows === undefined) return null;
    before += rows;
  }
  const names = (columns: readonly { name: string }[] | null | undefined): string[] => (columns ?? []).map((column) => column.name);
  return rowChange(before, own.rows?.[output.id] ?? null, names(own.inputs[input.id]), names(own.schemas[output.id]));
}

/** `−61` or `×1,8`: as short as it stands beside a count. */
export function rowChangeText(change: RowChange, number: (value: number, digits?: number) => string): string {
  if (change.kind === 'dropped') return `−${number(change.count, 0)}`;
  return change.factor < 1.05 ? `+${number(change.count, 0)}` : `×${number(change.factor, change.factor < 10 ? 1 : 0)}`;
}
