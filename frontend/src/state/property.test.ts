/** Random acts on random workflows: no edit touches what it was given, undo gives it back, the result is sound. */
import { describe, expect, it } from 'vitest';
import {
  addGroup,
  addNode,
  addNote,
  addParameter,
  align,
  changeParameter,
  clipFrom,
  clipText,
  compareDocuments,
  connect,
  copyItems,
  detachNodes,
  disconnect,
  edgeId,
  emptyDocument,
  hiddenItems,
  insertOnEdge,
  misfit,
  move,
  overlaid,
  parseEnd,
  pasteItems,
  removeItems,
  replaceNode,
  setCollapsed,
  setComment,
  setFlag,
  setGroupColor,
  setNoteText,
  setSetting,
  setTitle,
  setWorkflowText,
  spliceNode,
  spread,
} from '../document';
import type { NodePorts, WorkflowDocument } from '../document';
import { currentDocument, edit, loadDocument, redo, undo } from './document';

/** Numbers that look random and are the same each time (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const port = (id: string, side = false, multiple = false) => ({ id, kind: 'table', multiple, side });
const types = {
  'x.source': { inputs: [], outputs: [port('rows')] },
  'x.filter': { inputs: [port('rows')], outputs: [port('rows'), port('rest', true)] },
  'x.join': { inputs: [port('left'), port('right', true)], outputs: [port('rows')] },
  'x.union': { inputs: [port('rows', false, true)], outputs: [port('rows')] },
  'x.sink': { inputs: [port('rows')], outputs: [] },
};
const names = Object.keys(types) as (keyof typeof types)[];

const portsIn =
  (document: WorkflowDocument) =>
  (id: string): NodePorts<ReturnType<typeof port>> =>
    types[(document.nodes.find((node) => node.id === id)?.type ?? 'x.sink') as keyof typeof types] ?? types['x.sink'];

type Act = (document: WorkflowDocument, roll: () => number) => WorkflowDocument;

const pickOne = <T>(items: readonly T[], roll: () => number): T | undefined => items[Math.floor(roll() * items.length)];
const some = <T>(items: readonly T[], roll: () => number): T[] => items.filter(() => roll() < 0.4);
const ids = (document: WorkflowDocument): string[] => document.nodes.map((node) => node.id);
const spot = (roll: () => number) => ({ x: Math.floor(roll() * 1200), y: Math.floor(roll() * 700) });

const acts: Record<string, Act> = {
  add: (document, roll) =>
    addNode(document, { type: pickOne(names, roll) ?? 'x.sink', version: 1, settings: { keys: [{ column: 'Сумма' }] } }, spot(roll)).document,
  connect: (document, roll) => {
    const from = pickOne(ids(document), roll) ?? '';
    const to = pickOne(ids(document), roll) ?? '';
    const ports = portsIn(document);
    const output = pickOne(ports(from).outputs, roll);
    const input = pickOne(ports(to).inputs, roll);
    if (output === undefined || input === undefined) return document;
    const ends = [{ node: from, port: output.id }, { node: to, port: input.id }] as const;
    return misfit(document, ends[0], ends[1], ports) === null ? connect(document, ends[0], ends[1], input.multiple) : document;
  },
  disconnect: (document, roll) => disconnect(document, some(document.edges.map(edgeId), roll)),
  insert: (document, roll) => {
    const edge = pickOne(document.edges.map(edgeId), roll);
    if (edge === undefined) return document;
    const made = addNode(document, { type: 'x.filter', version: 1, settings: {} }, spot(roll));
    return insertOnEdge(made.document, edge, made.id, { input: 'rows', output: 'rows' });
  },
  splice: (document, roll) => {
    const node = pickOne(document.nodes.filter(({ type }) => type === 'x.filter').map(({ id }) => id), roll);
    const edge = pickOne(document.edges.map(edgeId), roll);
    if (node === undefined || edge === undefined) return document;
    const [from = '', to = ''] = edge.split('->');
    const free = detachNodes(document, [node], portsIn(document));
    const fits =
      misfit(free, parseEnd(from), { node, port: 'rows' }, portsIn(document)) === null &&
      misfit(free, { node, port: 'rows' }, parseEnd(to), portsIn(document)) === null;
    return fits ? spliceNode(document, edge, node, { input: 'rows', output: 'rows' }, portsIn(document)) : document;
  },
  detach: (document, roll) => detachNodes(document, some(ids(document), roll), portsIn(document)),
  replace: (document, roll) => {
    const node = pickOne(ids(document), roll) ?? '';
    const type = pickOne(names, roll) ?? 'x.sink';
    const made = { type, version: 2, settings: { fresh: true }, ports: types[type] };
    return replaceNode(document, node, made, portsIn(document)(node)).document;
  },
  remove: (document, roll) =>
    removeItems(
      document,
      {
        nodes: some(ids(document), roll).slice(0, 2),
        edges: some(document.edges.map(edgeId), roll).slice(0, 1),
        groups: some(document.groups.map(({ id }) => id), roll),
        notes: some(document.notes.map(({ id }) => id), roll),
      },
      roll() < 0.7 ? portsIn(document) : undefined,
    ),
  move: (document, roll) => move(document, { nodes: Object.fromEntries(some(ids(document), roll).map((id) => [id, spot(roll)])) }),
  align: (document, roll) => align(document, { nodes: some(ids(document), roll) }, pickOne(['left', 'right', 'top', 'bottom', 'centre', 'middle'] as const, roll) ?? 'left', 56),
  spread: (document, roll) => spread(document, { nodes: some(ids(document), roll) }, roll() < 0.5 ? 'across' : 'down', 56),
  group: (document, roll) => addGroup(document, 'Шаг', { ...spot(roll), width: 300, height: 200 }, some(ids(document), roll)).document,
  fold: (document, roll) => {
    const group = pickOne(document.groups, roll);
    return group === undefined ? document : setCollapsed(document, group.id, group.collapsed !== true, 56);
  },
  color: (document, roll) => {
    const group = pickOne(document.groups, roll);
    return group === undefined ? document : setGroupColor(document, group.id, roll() < 0.5 ? 'teal' : null);
  },
  note: (document, roll) => addNote(document, 'Заметка', { ...spot(roll), width: 200, height: 60 }).document,
  noteText: (document, roll) => {
    const note = pickOne(document.notes, roll);
    return note === undefined ? document : setNoteText(document, note.id, String(roll()));
  },
  setting: (document, roll) => setSetting(document, pickOne(ids(document), roll) ?? '', 'keys.0.column', String(roll())),
  title: (document, roll) => setTitle(document, pickOne(ids(document), roll) ?? '', roll() < 0.3 ? null : 'Имя'),
  comment: (document, roll) => setComment(document, pickOne(ids(document), roll) ?? '', 'Зачем'),
  flag: (document, roll) => setFlag(document, some(ids(document), roll), pickOne(['disabled', 'bypassed', 'pinned'] as const, roll) ?? 'pinned', roll() < 0.6),
  workflow: (document, roll) => setWorkflowText(document, roll() < 0.5 ? 'title' : 'description', String(roll())),
  parameter: (document) => addParameter(document, { name: 'дата', type: 'date', title: 'Дата', default: null }).document,
  changeParameter: (document, roll) => {
    const parameter = pickOne(document.parameters, roll);
    return parameter === undefined ? document : changeParameter(document, parameter.name, { ...parameter, name: 'день' });
  },
  paste: (document, roll) => {
    const clip = copyItems(document, { nodes: some(ids(document), roll).slice(0, 3), groups: document.groups.map(({ id }) => id).slice(0, 1), notes: [] });
    return pasteItems(document, clipFrom(clipText(clip)) ?? clip, { x: 40, y: 40 }, roll() < 0.5).document;
  },
};
const actNames = Object.keys(acts);

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}

/** What must hold of every workflow, however it came about. */
function faults(document: WorkflowDocument): string[] {
  const nodes = ids(document);
  const known = new Set(nodes);
  const found: string[] = [];
  const once = (kind: string, all: string[]): void => {
    if (new Set(all).size !== all.length) found.push(`${kind} twice: ${all.join()}`);
  };
  once('node', nodes);
  once('edge', document.edges.map(edgeId));
  once('group', document.groups.map(({ id }) => id));
  once('note', document.notes.map(({ id }) => id));
  once('parameter', document.parameters.map(({ name }) => name));
  for (const edge of document.edges) {
    if (!known.has(parseEnd(edge.from).node) || !known.has(parseEnd(edge.to).node)) found.push(`loose edge ${edgeId(edge)}`);
  }
  for (const id of nodes) if (document.layout.nodes[id] === undefined) found.push(`no place for ${id}`);
  for (const id of Object.keys(document.layout.nodes)) if (!known.has(id)) found.push(`place of nothing: ${id}`);
  for (const { id, nodes: members } of document.groups) {
    if (document.layout.groups[id] === undefined) found.push(`no box for ${id}`);
    for (const member of members ?? []) if (!known.has(member)) found.push(`group of nothing: ${member}`);
  }
  for (const id of hiddenItems(document).nodes.keys()) if (!known.has(id)) found.push(`hides nothing: ${id}`);
  return found;
}

describe('acts on a workflow', () => {
  it.each(Array.from({ length: 60 }, (_, index) => index + 1))('undo is the way back, story %i', (seed) => {
    const roll = dice(seed);
    loadDocument(emptyDocument('Проба'));
    const states = [frozen(currentDocument())];
    const texts = [JSON.stringify(currentDocument())];
    for (let step = 0; step < 60; step += 1) {
      const name = step < 6 ? 'add' : (pickOne(actNames, roll) ?? 'add');
      const before = currentDocument();
      edit((document) => (acts[name] as Act)(document, roll), name);
      const after = frozen(currentDocument());
      expect(faults(after), `${name} after ${step} steps`).toEqual([]);
      if (after === before) continue;
      states.push(after);
      texts.push(JSON.stringify(after));
    }
    for (let at = states.length - 2; at >= 0; at -= 1) {
      undo();
      expect(currentDocument()).toBe(states[at]);
      expect(JSON.stringify(currentDocument())).toBe(texts[at]);
    }
    for (let at = 1; at < states.length; at += 1) {
      redo();
      expect(currentDocument()).toBe(states[at]);
      expect(JSON.stringify(currentDocument())).toBe(texts[at]);
    }
  });

  it('a comparison is empty only for equal workflows, and says the same backwards', () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const roll = dice(1000 + seed);
      let old = emptyDocument('Проба');
      for (let step = 0; step < 12; step += 1) old = (acts[step < 5 ? 'add' : (pickOne(actNames, roll) ?? 'add')] as Act)(old, roll);
      let fresh = old;
      expect(compareDocuments(old, fresh)).toMatchObject({ changes: [], moved: 0 });
      for (let step = 0; step < 4; step += 1) fresh = (acts[pickOne(actNames, roll) ?? 'add'] as Act)(fresh, roll);
      const there = compareDocuments(old, fresh);
      const back = compareDocuments(fresh, old);
      const mirrored = { added: 'removed', removed: 'added', changed: 'changed' } as const;
      const key = (part: string, id: string, mark: string): string => `${part} ${id} ${mark}`;
      expect(back.changes.map(({ part, id, mark }) => key(part, id, mirrored[mark])).sort()).toEqual(
        there.changes.map(({ part, id, mark }) => key(part, id, mark)).sort(),
      );
      const both = new Set(overlaid(old, fresh).nodes.map(({ id }) => id));
      expect(both).toEqual(new Set([...ids(old), ...ids(fresh)]));
    }
  });
});
