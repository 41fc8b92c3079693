import { describe, expect, it } from 'vitest';
import { chainsOf, columnsOf, rowsOf } from './lanes';
import type { TidyEdge } from './lanes';

const main = (from: string, to: string): TidyEdge => ({ from, to, main: true });
const side = (from: string, to: string): TidyEdge => ({ from, to, main: false });
const letters = (text: string): string[] => [...text];

/** The rows as a drawing: one line a row, letters in their columns. */
function drawing(nodes: string[], edges: TidyEdge[]): string[] {
  const column = columnsOf(nodes, edges);
  const row = rowsOf(nodes, edges, column);
  const lines: string[][] = Array.from({ length: Math.max(...row.values()) + 1 }, () => []);
  for (const id of nodes) {
    const line = lines[row.get(id) ?? 0] as string[];
    const at = column.get(id) ?? 0;
    while (line.length <= at) line.push('.');
    expect(line[at]).toBe('.');
    line[at] = id;
  }
  return lines.map((line) => line.join(''));
}

describe('a tidy layout', () => {
  it('keeps a chain on one line, what feeds it above, what it gives off below', () => {
    const edges = [main('a', 'b'), main('b', 'c'), main('c', 'd'), main('d', 'e'), side('x', 'c'), side('y', 'd'), main('z', 'y')];
    expect(drawing(letters('abcdexyz'), edges)).toEqual(['.zy', '.x', 'abcde']);
    const branch = [main('a', 'b'), main('b', 'c'), main('c', 'd'), side('b', 'r'), main('r', 's')];
    expect(drawing(letters('abcdrs'), branch)).toEqual(['abcd', '..rs']);
  });

  it('puts parts that are not joined under each other', () => {
    expect(drawing(letters('abxyq'), [main('a', 'b'), main('x', 'y')])).toEqual(['ab', 'xy', 'q']);
  });

  it('takes a circle and a crowd without an end', () => {
    const circle = [main('a', 'b'), main('b', 'a')];
    expect(chainsOf(['a', 'b'], circle, columnsOf(['a', 'b'], circle)).flat().sort()).toEqual(['a', 'b']);
    const nodes = Array.from({ length: 2000 }, (_, index) => `n${index}`);
    const edges = nodes.slice(1).map((id, index) => (index % 7 === 0 ? side(`n${Math.floor(index / 2)}`, id) : main(`n${index}`, id)));
    const row = rowsOf(nodes, edges, columnsOf(nodes, edges));
    expect(row.size).toBe(2000);
  });
});
