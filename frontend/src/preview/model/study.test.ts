import { describe, expect, it } from 'vitest';
import type { ColumnProfile } from '../../api/types';
import { conditionOf } from '../toNode';
import { barsOf, shareText, statLine } from './profile';
import { rowChange } from './rowChange';
import { axisOf, everyLabel, placeOn } from './scale';

const profile: ColumnProfile = {
  name: 'a', type: 'integer', dtype: 'Int64', rows: 100, null: 0, empty: 0, error: 0, filled: 100, distinct: 40, distinct_exact: true,
  min: 1, max: 9, mean: 5, median: 5, sum: 500, shortest: null, longest: null, bins: [{ low: 1, high: 5, count: 64 }, { low: 5, high: 9, count: 16 }], top: null,
};
const words = {
  null: (share: string) => `NULL ${share}`,
  empty: (share: string) => `пустых ${share}`,
  error: (share: string) => `ошибок ${share}`,
  distinct: (_: number, text: string) => `${text} разных`,
};

describe('the head of a column', () => {
  it('tells what is wrong before what is usual', () => {
    expect(statLine(profile, 'ru', words)).toBe('1\u2009…\u20099');
    expect(statLine({ ...profile, null: 5, empty: 1, filled: 94 }, 'ru', words)).toBe('NULL 5,0\u00a0% · пустых 1,0\u00a0%');
    const text = { ...profile, type: 'text', bins: null, min: null, max: null, top: [{ value: 'x', count: 1 }, { value: 'y', count: 1 }] };
    expect(statLine(text, 'ru', words)).toBe('40 разных');
    expect(barsOf(text)).toEqual([]);
  });

  it('keeps small bars in sight', () => {
    expect(barsOf(profile).map((bar) => bar.height)).toEqual([1, 0.5]);
  });

  it('never rounds a share to nothing or to all', () => {
    expect([shareText(0, 'ru'), shareText(0.00001, 'ru'), shareText(0.05, 'en'), shareText(0.99999, 'en'), shareText(1, 'en')]).toEqual([
      '0\u00a0%', '<\u00a00,1\u00a0%', '5.0%', '99.9%', '100%',
    ]);
  });
});

describe('an axis', () => {
  it('has round ticks and begins at zero under bars', () => {
    expect(axisOf(3, 97, 5, true)).toEqual({ low: 0, high: 100, ticks: [0, 20, 40, 60, 80, 100], decimals: 0 });
    expect(axisOf(0.1, 0.34, 3, false).ticks).toEqual([0.1, 0.2, 0.3, 0.4]);
    expect(axisOf(5, 5, 4, false).low).toBeLessThan(5);
    expect(placeOn({ low: 0, high: 10, ticks: [], decimals: 0 }, 5, 100, 0)).toBe(50);
    expect(everyLabel(30, 76, 760)).toBe(3);
  });
});

describe('rows in and out', () => {
  it('are compared only where the rows go on', () => {
    expect(rowChange(191, 188, ['a', 'b'], ['a', 'b'])).toEqual({ kind: 'dropped', count: 3 });
    expect(rowChange(4, 6, ['a', 'b'], ['a', 'b', 'c'])).toEqual({ kind: 'multiplied', factor: 1.5, count: 2 });
    expect(rowChange(18754, 191, ['a', 'b', 'c'], ['x', 'c'])).toBeNull();
    expect([rowChange(null, 1, ['a'], ['a']), rowChange(3, 3, ['a'], ['a'])]).toEqual([null, null]);
  });
});

describe('a filter as a condition', () => {
  it('says the same, or nothing', () => {
    expect([
      conditionOf({ column: 'a', op: '>=', value: 5 }),
      conditionOf({ column: 'a', op: '=', value: null }),
      conditionOf({ column: 'a', op: 'in', value: ['x'] }),
      conditionOf({ column: 'a', op: '=', value: { special: 'nan' } }),
    ]).toEqual([{ column: 'a', op: '>=', value: 5 }, { column: 'a', op: 'empty' }, { column: 'a', op: 'in', values: ['x'] }, null]);
  });
});
