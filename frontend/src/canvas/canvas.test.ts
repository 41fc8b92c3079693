import { describe, expect, it } from 'vitest';
import type { NodeAnalysis, NodeRun, NodeType, Port } from '../api/types';
import { edgeLine, inputPlaces, outputPlaces, rounded } from './geometry';
import { captionOf, firstRows, stateOf } from './look';
import { searchTypes } from './search';

const port = (id: string, more: Partial<Port> = {}): Port => ({
  id,
  title: { ru: id, en: id },
  kind: 'table',
  optional: false,
  multiple: false,
  side: false,
  ...more,
});
const ys = (places: { port: Port; y: number }[]) => places.map((place) => [place.port.id, place.y]);

describe('ports', () => {
  it('stand on the axis, side inputs above it, other outputs below', () => {
    expect(ys(inputPlaces([port('rows'), port('table', { side: true })]))).toEqual([['rows', 28], ['table', 12]]);
    expect(ys(inputPlaces([port('a'), port('b')]))).toEqual([['a', 28], ['b', 44]]);
    expect(ys(outputPlaces([port('rows'), port('rest', { side: true })]))).toEqual([['rows', 28], ['rest', 44]]);
    expect(ys(outputPlaces([]))).toEqual([]);
    expect(ys(outputPlaces(['a', 'b', 'c', 'd', 'e'].map((id) => port(id))))).toEqual([['a', 4], ['b', 16], ['c', 28], ['d', 40], ['e', 52]]);
  });
});

describe('edges', () => {
  it('are straight at one height, with the count in the middle of a short one', () => {
    expect(edgeLine({ x: 0, y: 10 }, { x: 40, y: 10 }, false)).toEqual({
      path: 'M0 10L40 10',
      label: { x: 20, y: 3 },
      middle: { x: 20, y: 10 },
      straight: true,
    });
    expect(edgeLine({ x: 0, y: 10 }, { x: 20, y: 10 }, false).label).toBeNull();
  });

  it('turn 8 px before the target, or right behind the source when a sister goes straight', () => {
    expect(edgeLine({ x: 0, y: 0 }, { x: 200, y: 100 }, false).path).toBe('M0 0L184 0Q192 0 192 8L192 96Q192 100 196 100L200 100');
    expect(edgeLine({ x: 0, y: 0 }, { x: 200, y: 100 }, true).path).toBe('M0 0L7 0Q14 0 14 7L14 92Q14 100 22 100L200 100');
  });

  it('go round when the target stands to the left', () => {
    const { path, label } = edgeLine({ x: 100, y: 0 }, { x: 0, y: 0 }, false);
    expect(label).toBeNull();
    expect(path.startsWith('M100 0L')).toBe(true);
    expect(path.endsWith('L0 0')).toBe(true);
    expect(path).toContain('120');
  });

  it('bend less when there is no room', () => {
    expect(rounded([{ x: 0, y: 0 }, { x: 4, y: 0 }, { x: 4, y: 40 }])).toBe('M0 0L2 0Q4 0 4 2L4 40');
  });
});

const node = { id: 'a', type: 'x.a', version: 1, settings: {} };
const analysis = (state: NodeAnalysis['state'], key: string | null = 'k'): NodeAnalysis => ({
  caption: { ru: '', en: '' },
  title: { ru: '', en: '' },
  ports: { inputs: [], outputs: [] },
  schemas: {},
  inputs: {},
  found: {},
  state,
  reason: null,
  rows: null,
  seconds: null,
  key,
});
const run = (state: NodeRun['state']): NodeRun => ({ state, rows: {}, seconds: null, progress: null, problem: null });

describe('the state of a node', () => {
  it('follows the run while it goes on', () => {
    expect(stateOf(node, analysis('stale'), run('waiting'), true, 'k')).toBe('queued');
    expect(stateOf(node, analysis('stale'), run('running'), true, 'k')).toBe('running');
    expect(stateOf(node, analysis('stale'), run('cached'), true, 'k')).toBe('done');
    expect(stateOf(node, analysis('ready'), run('error'), true, 'k')).toBe('error');
  });

  it('shows the error of a run until the node changes', () => {
    expect(stateOf(node, analysis('ready'), run('error'), false, 'k')).toBe('error');
    expect(stateOf(node, analysis('ready', 'other'), run('error'), false, 'k')).toBe('ready');
    expect(stateOf(node, analysis('done'), run('error'), false, 'k')).toBe('done');
  });

  it('follows the analysis otherwise', () => {
    expect(stateOf(node, undefined, undefined, false, undefined)).toBe('ready');
    expect(stateOf(node, analysis('unconfigured'), undefined, false, undefined)).toBe('unconfigured');
    expect(stateOf({ ...node, disabled: true }, analysis('disabled'), undefined, false, undefined)).toBe('disabled');
    expect(stateOf({ ...node, pinned: true }, analysis('done'), undefined, false, undefined)).toBe('pinned');
  });
});

describe('words of a card', () => {
  it('leave the title out of the caption', () => {
    const caption = { ru: 'Фильтр: Сумма > 1000', en: 'Filter: Sum > 1000' };
    expect(captionOf(caption, 'Фильтр', 'Фильтр', 'ru')).toBe('Сумма > 1000');
    expect(captionOf(caption, 'Крупные', 'Filter', 'en')).toBe('Sum > 1000');
    expect(captionOf({ ru: 'Фильтр', en: 'Filter' }, 'Крупные', 'Фильтр', 'ru')).toBe('');
  });

  it('count the rows of the first output', () => {
    expect(firstRows({ rest: 1, rows: 2 }, [{ id: 'rows' }, { id: 'rest' }])).toBe(2);
    expect(firstRows({ other: 5 }, [])).toBe(5);
    expect(firstRows(null, [])).toBeNull();
  });
});

const type = (id: string, ru: string, en: string, names: string[], summary = ''): NodeType => ({
  id,
  version: 1,
  category: 'rows',
  icon: '',
  title: { ru, en },
  summary: { ru: summary, en: '' },
  help: { ru: '', en: '' },
  also_called: names,
  kind: 'transform',
  inputs: [],
  outputs: [],
  accepts: null, takes: {},
  schema: {},
  defaults: {},
  examples: [],
  view: null,
});

describe('search', () => {
  const types = [
    type('a', 'Соединение', 'Join', ['ВПР', 'VLOOKUP'], 'По ключу'),
    type('b', 'Фильтр', 'Filter', ['WHERE'], 'Оставляет строки по условию'),
    type('c', 'Учёт строк', 'Row count', []),
  ];
  const found = (query: string) => searchTypes(types, query).map(({ id }) => id);
  it('knows both languages, other names and the summary', () => {
    expect(found('впр')).toEqual(['a']);
    expect(found('join')).toEqual(['a']);
    expect(found('строк')).toEqual(['c', 'b']);
    expect(found('учет')).toEqual(['c']);
    expect(found('строки условию')).toEqual(['b']);
    expect(found('')).toEqual(['a', 'b', 'c']);
    expect(found('xyz')).toEqual([]);
    expect(found('фильтры')).toEqual(['b']);
    expect(found('соединения')).toEqual(['a']);
  });
});
