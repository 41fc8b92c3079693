import { expect, it } from 'vitest';
import type { NodeRun } from '../api/types';
import { barsOf } from './runsText';

const run = (state: NodeRun['state'], seconds: number | null): NodeRun => ({ state, rows: {}, seconds, progress: null, problem: null });

it('lays the times of nodes one after another', () => {
  expect(barsOf({ b: run('done', 1), a: run('done', 3), c: run('cached', null) }, ['a', 'b', 'c'])).toEqual([
    { node: 'a', state: 'done', from: 0, width: 75, seconds: 3 },
    { node: 'b', state: 'done', from: 75, width: 25, seconds: 1 },
    { node: 'c', state: 'cached', from: 100, width: 0, seconds: null },
  ]);
  expect(barsOf({ x: run('skipped', null) }, [])).toEqual([{ node: 'x', state: 'skipped', from: 0, width: 0, seconds: null }]);
});
