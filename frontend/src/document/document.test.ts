import { describe, expect, it } from 'vitest';
import {
  addGroup,
  addNode,
  addNote,
  addParameter,
  changeGroup,
  changeParameter,
  clipFrom,
  clipText,
  closesCycle,
  connect,
  copyItems,
  cycleNodes,
  disconnect,
  downstream,
  edgeId,
  emptyDocument,
  fittingPorts,
  insertOnEdge,
  misfit,
  move,
  newNodeId,
  pasteItems,
  reconnect,
  removeItems,
  removeNodes,
  removeParameter,
  setBox,
  setFlag,
  setNoteText,
  setSetting,
  setTitle,
  topological,
  upstream,
  usersOf,
} from './index';
import type { NodePorts, WorkflowDocument } from './index';

const table = (id: string, multiple = false) => ({ id, kind: 'table', multiple });

/** sales -> filter -> group, and a look-up joined from the side. */
function chain(): WorkflowDocument {
  return {
    ...emptyDocument('Test'),
    nodes: [
      { id: 'sales', type: 'a.sales', version: 1, settings: {} },
      { id: 'filter', type: 'a.filter', version: 1, settings: { limit: 1 } },
      { id: 'group', type: 'a.group', version: 1, settings: {} },
    ],
    edges: [
      { from: 'sales.rows', to: 'filter.rows' },
      { from: 'filter.rows', to: 'group.rows' },
    ],
    layout: {
      nodes: { sales: { x: 0, y: 0 }, filter: { x: 104, y: 0 }, group: { x: 208, y: 0 } },
      groups: {},
      notes: {},
    },
  };
}

const ports: Record<string, NodePorts> = {
  sales: { inputs: [], outputs: [table('rows')] },
  filter: { inputs: [table('rows')], outputs: [table('rows'), table('rest')] },
  group: { inputs: [table('rows'), { id: 'model', kind: 'model', multiple: false }], outputs: [table('rows')] },
};
const portsOf = (id: string): NodePorts => ports[id] ?? { inputs: [], outputs: [] };

describe('ids', () => {
  it('takes the last part of the type and numbers it', () => {
    expect(newNodeId('rows.filter', new Set())).toBe('filter');
    expect(newNodeId('rows.filter', new Set(['filter']))).toBe('filter_2');
    expect(newNodeId('rows.filter', new Set(['filter', 'filter_2']))).toBe('filter_3');
    expect(newNodeId('odd.Имя', new Set())).toBe('_');
  });
});

describe('edits', () => {
  it('adds a node with its place, whole pixels', () => {
    const { document, id } = addNode(emptyDocument('T'), { type: 'x.join', version: 2, settings: { a: 1 } }, { x: 8.4, y: -3.6 });
    expect(id).toBe('join');
    expect(document).toEqual({
      ...emptyDocument('T'),
      nodes: [{ id: 'join', type: 'x.join', version: 2, settings: { a: 1 } }],
      layout: { nodes: { join: { x: 8, y: -4 } }, groups: {}, notes: {} },
    });
  });

  it('lets a new edge take the place of the old one, except into a port for several', () => {
    const start = addNode(chain(), { type: 'a.sales', version: 1, settings: {} }, { x: 0, y: 100 }).document;
    const from = { node: 'sales_2', port: 'rows' };
    const to = { node: 'filter', port: 'rows' };
    expect(connect(start, from, to, false).edges).toEqual([
      { from: 'filter.rows', to: 'group.rows' },
      { from: 'sales_2.rows', to: 'filter.rows' },
    ]);
    expect(connect(start, from, to, true).edges).toHaveLength(3);
    expect(connect(start, { node: 'sales', port: 'rows' }, to, false)).toBe(start);
  });

  it('joins the neighbours of a removed node', () => {
    const left = removeNodes(chain(), ['filter'], portsOf);
    expect(left.edges).toEqual([{ from: 'sales.rows', to: 'group.rows' }]);
    expect(left.layout.nodes).toEqual({ sales: { x: 0, y: 0 }, group: { x: 208, y: 0 } });
    expect(removeNodes(chain(), ['filter']).edges).toEqual([]);
    expect(removeNodes(chain(), ['filter', 'group'], portsOf).edges).toEqual([]);
  });

  it('puts a node into an edge and keeps the order of edges', () => {
    const made = addNode(chain(), { type: 'a.sort', version: 1, settings: {} }, { x: 50, y: 0 });
    const next = insertOnEdge(made.document, 'sales.rows->filter.rows', made.id, { input: 'in', output: 'out' });
    expect(next.edges.map(edgeId)).toEqual(['sales.rows->sort.in', 'sort.out->filter.rows', 'filter.rows->group.rows']);
  });

  it('moves an end of an edge in its place', () => {
    const next = reconnect(chain(), 'filter.rows->group.rows', { node: 'filter', port: 'rest' }, { node: 'group', port: 'rows' }, false);
    expect(next.edges.map(edgeId)).toEqual(['sales.rows->filter.rows', 'filter.rest->group.rows']);
  });

  it('sets one value deep inside the settings and leaves the rest alone', () => {
    const next = setSetting(chain(), 'filter', 'conditions.all.0.column', 'Сумма');
    expect(next.nodes[1]?.settings).toEqual({ limit: 1, conditions: { all: { '0': { column: 'Сумма' } } } });
    const listed = setSetting(setSetting(chain(), 'filter', 'keys', ['a', 'b']), 'filter', 'keys.1', 'c');
    expect(listed.nodes[1]?.settings).toEqual({ limit: 1, keys: ['a', 'c'] });
  });

  it('leaves optional keys absent instead of empty', () => {
    const titled = setTitle(chain(), 'filter', 'Крупные');
    expect(titled.nodes[1]?.title).toBe('Крупные');
    expect('title' in (setTitle(titled, 'filter', '').nodes[1] ?? {})).toBe(false);
    const off = setFlag(chain(), ['filter'], 'disabled', true);
    expect(off.nodes[1]?.disabled).toBe(true);
    expect('disabled' in (setFlag(off, ['filter'], 'disabled', false).nodes[1] ?? {})).toBe(false);
  });

  it('returns the same document when nothing changes, so that there is no step to undo', () => {
    const start = chain();
    expect(disconnect(start, ['no.edge->at.all'])).toBe(start);
    expect(setFlag(start, ['filter'], 'pinned', false)).toBe(start);
  });

  it('keeps keys it does not know', () => {
    const start = { ...chain(), extra: { a: 1 } } as WorkflowDocument;
    expect(move(start, { nodes: { sales: { x: 1, y: 1 } } })).toMatchObject({ extra: { a: 1 } });
  });
});

describe('graph', () => {
  it('finds what lies before and behind, and an order', () => {
    expect([...downstream(chain(), ['sales'])].sort()).toEqual(['filter', 'group']);
    expect([...upstream(chain(), ['group'])].sort()).toEqual(['filter', 'sales']);
    expect(topological(chain())).toEqual(['sales', 'filter', 'group']);
  });

  it('finds circles', () => {
    expect(closesCycle(chain(), 'group', 'sales')).toBe(true);
    expect(closesCycle(chain(), 'sales', 'group')).toBe(false);
    const round = connect(chain(), { node: 'group', port: 'rows' }, { node: 'filter', port: 'again' }, false);
    expect(cycleNodes(round)).toEqual(['filter', 'group']);
    expect(cycleNodes(chain())).toEqual([]);
  });

  it('says why two ports do not fit', () => {
    const say = (from: [string, string], to: [string, string]) =>
      misfit(chain(), { node: from[0], port: from[1] }, { node: to[0], port: to[1] }, portsOf);
    expect(say(['sales', 'rows'], ['group', 'rows'])).toBeNull();
    expect(say(['sales', 'rows'], ['group', 'model'])).toBe('kind');
    expect(say(['group', 'rows'], ['filter', 'rows'])).toBe('cycle');
    expect(say(['sales', 'rows'], ['filter', 'rows'])).toBe('already');
    expect(say(['filter', 'rows'], ['filter', 'rows'])).toBe('same_node');
    expect(say(['filter', 'none'], ['group', 'rows'])).toBe('no_port');
  });

  it('says it for all ports at once', () => {
    expect(Object.fromEntries(fittingPorts(chain(), { node: 'filter', port: 'rest' }, 'output', portsOf))).toEqual({
      'filter.rows': 'same_node',
      'group.rows': null,
      'group.model': 'kind',
    });
    expect(Object.fromEntries(fittingPorts(chain(), { node: 'filter', port: 'rows' }, 'input', portsOf))).toEqual({
      'sales.rows': 'already',
      'filter.rows': 'same_node',
      'filter.rest': 'same_node',
      'group.rows': 'cycle',
    });
  });
});

describe('clipboard', () => {
  it('pastes what it copied under new ids, edges inside included', () => {
    const clip = clipFrom(clipText(copyItems(chain(), { nodes: ['filter', 'group'] })));
    expect(clip).not.toBeNull();
    if (clip === null) return;
    const pasted = pasteItems(chain(), clip, { x: 0, y: 112 });
    expect(pasted.nodes).toEqual(['filter_2', 'group_2']);
    expect(pasted.document.edges.slice(2)).toEqual([{ from: 'filter_2.rows', to: 'group_2.rows' }]);
    expect(pasted.document.layout.nodes['filter_2']).toEqual({ x: 104, y: 112 });
    const withInputs = pasteItems(chain(), clip, { x: 0, y: 0 }, true);
    expect(withInputs.document.edges.slice(2)).toEqual([
      { from: 'sales.rows', to: 'filter_2.rows' },
      { from: 'filter_2.rows', to: 'group_2.rows' },
    ]);
  });

  it('is not fooled by other texts', () => {
    expect(clipFrom('Клиент\tСумма')).toBeNull();
    expect(clipFrom('{"kanva_clip": 2, "nodes": []}')).toBeNull();
    expect(clipFrom('{"kanva_clip": 1, "nodes": ')).toBeNull();
  });
});

describe('parameters', () => {
  it('renames a parameter in bindings and formulas', () => {
    const day = { name: 'day', type: 'date' as const, title: 'День', default: '2026-11-23' };
    const made = addParameter(chain(), day).document;
    const used = setSetting(setSetting(made, 'filter', 'until', { $parameter: 'day' }), 'group', 'formula', '[Дата] < {day}');
    expect(usersOf(used, 'day')).toEqual(['filter', 'group']);
    const renamed = changeParameter(used, 'day', { ...day, name: 'report_day' });
    expect(renamed.nodes.map((node) => node.settings)).toEqual([
      {},
      { limit: 1, until: { $parameter: 'report_day' } },
      { formula: '[Дата] < {report_day}' },
    ]);
    expect(addParameter(made, day).name).toBe('day_2');
    expect(removeParameter(renamed, 'report_day').nodes).toBe(renamed.nodes);
  });
});

/** A small generator of random numbers with a seed, so that a failure can be repeated. */
function randomness(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

const anyPorts = (): NodePorts => ({ inputs: [table('a'), table('b', true)], outputs: [table('x'), table('y')] });

function randomEdit(document: WorkflowDocument, random: () => number): WorkflowDocument {
  const one = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const node = one(document.nodes)?.id ?? 'none';
  const other = one(document.nodes)?.id ?? 'none';
  const edge = one(document.edges);
  const group = one(document.groups)?.id;
  const note = one(document.notes)?.id;
  const box = { x: random() * 900, y: random() * 500, width: 200, height: 100 };
  const acts: (() => WorkflowDocument)[] = [
    () => addNode(document, { type: one(['a.filter', 'a.join', 'b.sort']) ?? 'a.x', version: 1, settings: { k: random() } }, box).document,
    () => addNode(document, { type: 'a.filter', version: 1, settings: {} }, box).document,
    () =>
      misfit(document, { node, port: 'x' }, { node: other, port: 'b' }, anyPorts) === null
        ? connect(document, { node, port: 'x' }, { node: other, port: 'b' }, true)
        : document,
    () =>
      misfit(document, { node, port: 'y' }, { node: other, port: 'a' }, anyPorts) === null
        ? connect(document, { node, port: 'y' }, { node: other, port: 'a' }, false)
        : document,
    () => (edge === undefined ? document : disconnect(document, [edgeId(edge)])),
    () => (random() < 0.5 ? removeNodes(document, [node], anyPorts) : document),
    () => move(document, { nodes: { [node]: box } }),
    () => setSetting(document, node, 'a.b', random()),
    () => setTitle(document, node, random() < 0.5 ? 'Имя' : null),
    () => setFlag(document, [node], 'disabled', random() < 0.5),
    () => addGroup(document, 'Шаг', box, [node]).document,
    () => (group === undefined ? document : setBox(changeGroup(document, group, { title: 'Другой' }), 'groups', group, box)),
    () => addNote(document, 'Заметка', box).document,
    () => (note === undefined ? document : setNoteText(document, note, String(random()))),
    () => (group === undefined ? document : removeItems(document, { groups: [group] })),
    () => pasteItems(document, copyItems(document, { nodes: [node, other] }), { x: 24, y: 24 }, random() < 0.5).document,
    () => addParameter(document, { name: 'p', type: 'number', title: 'P', default: 1 }).document,
  ];
  return (one(acts) ?? (() => document))();
}

describe('any sequence of edits', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('never changes what was, and keeps the document sound (seed %i)', (seed) => {
    const random = randomness(seed);
    let document = frozen(emptyDocument('T'));
    const history: { document: WorkflowDocument; text: string }[] = [];
    for (let step = 0; step < 150; step += 1) {
      history.push({ document, text: JSON.stringify(document) });
      document = frozen(randomEdit(document, random));
      const ids = document.nodes.map((node) => node.id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(Object.keys(document.layout.nodes).filter((id) => !ids.includes(id) && id !== 'none')).toEqual([]);
      expect(new Set(document.edges.map(edgeId)).size).toBe(document.edges.length);
      expect(document.edges.filter(({ from, to }) => !ids.includes(from.split('.')[0] ?? '') || !ids.includes(to.split('.')[0] ?? ''))).toEqual([]);
      expect(cycleNodes(document)).toEqual([]);
      const single = document.edges.filter(({ to }) => to.endsWith('.a')).map(({ to }) => to);
      expect(new Set(single).size).toBe(single.length);
    }
    for (const { document: was, text } of history) expect(JSON.stringify(was)).toBe(text);
  });
});
