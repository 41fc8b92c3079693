/** What differs between two states of a workflow, part by part. */
import { edgeId } from './ends';
import type { Json, LocalText, WorkflowDocument, WorkflowNode } from './types';

export type Mark = 'added' | 'removed' | 'changed';

export interface ValueChange {
  /** Dotted path: `settings.keys.0.column`, `title`. */
  path: string;
  old: Json | undefined;
  new: Json | undefined;
}

export interface PartChange {
  part: 'workflow' | 'parameter' | 'node' | 'edge' | 'group' | 'note';
  id: string;
  mark: Mark;
  title: LocalText;
  /** Of a changed part: its values that differ. */
  values: ValueChange[];
}

export interface Comparison {
  changes: PartChange[];
  /** How many things only stand elsewhere. */
  moved: number;
  nodes: ReadonlyMap<string, Mark>;
  edges: ReadonlyMap<string, Mark>;
}

const isRecord = (value: unknown): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function same(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => same(item, other[index]));
  }
  if (!isRecord(one) || !isRecord(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => key in other && same(one[key], other[key]));
}

function* differences(old: Json | undefined, fresh: Json | undefined, path: string): Generator<ValueChange> {
  if (same(old, fresh)) return;
  const join = (key: string): string => (path === '' ? key : `${path}.${key}`);
  if (isRecord(old) && isRecord(fresh)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(fresh)])) {
      yield* differences(old[key], fresh[key], join(key));
    }
  } else if (Array.isArray(old) && Array.isArray(fresh) && old.length === fresh.length) {
    for (const [index, item] of old.entries()) yield* differences(item, fresh[index], join(String(index)));
  } else yield { path, old, new: fresh };
}

interface Part {
  id: string;
  title: LocalText;
  body: Json;
}

function compareParts(part: PartChange['part'], old: readonly Part[], fresh: readonly Part[]): PartChange[] {
  const before = new Map(old.map((one) => [one.id, one]));
  const after = new Map(fresh.map((one) => [one.id, one]));
  const gone = old
    .filter(({ id }) => !after.has(id))
    .map(({ id, title }): PartChange => ({ part, id, mark: 'removed', title, values: [] }));
  const rest = fresh.flatMap(({ id, title, body }): PartChange[] => {
    const was = before.get(id);
    if (was === undefined) return [{ part, id, mark: 'added', title, values: [] }];
    const values = [...differences(was.body, body, '')];
    return values.length === 0 ? [] : [{ part, id, mark: 'changed', title, values }];
  });
  return [...gone, ...rest];
}

const json = (value: unknown): Json => value as Json;

function nodeParts(nodes: readonly WorkflowNode[]): Part[] {
  return nodes.map((node) => ({ id: node.id, title: node.title ?? '', body: json(node) }));
}

/** Compares an earlier state of a workflow with a later one. */
export function compareDocuments(old: WorkflowDocument, fresh: WorkflowDocument): Comparison {
  const head = (document: WorkflowDocument): Part => ({
    id: '',
    title: '',
    body: json({ title: document.title, description: document.description }),
  });
  const parameters = (document: WorkflowDocument): Part[] =>
    document.parameters.map((one) => ({ id: one.name, title: one.title, body: json(one) }));
  const edges = (document: WorkflowDocument): Part[] =>
    document.edges.map((one) => ({ id: edgeId(one), title: '', body: json(one) }));
  // A node that has come or gone is told of by itself: its frame need not say so too.
  const known = new Set(old.nodes.map(({ id }) => id));
  const both = new Set(fresh.nodes.map(({ id }) => id).filter((id) => known.has(id)));
  const groups = (document: WorkflowDocument): Part[] =>
    document.groups.map((one) => ({
      id: one.id,
      title: one.title,
      body: json(one.nodes === undefined ? one : { ...one, nodes: one.nodes.filter((id) => both.has(id)) }),
    }));
  const notes = (document: WorkflowDocument): Part[] =>
    document.notes.map((one) => ({ id: one.id, title: one.text, body: json(one) }));
  const changes = [
    ...compareParts('workflow', [head(old)], [head(fresh)]),
    ...compareParts('parameter', parameters(old), parameters(fresh)),
    ...compareParts('node', nodeParts(old.nodes), nodeParts(fresh.nodes)),
    ...compareParts('edge', edges(old), edges(fresh)),
    ...compareParts('group', groups(old), groups(fresh)),
    ...compareParts('note', notes(old), notes(fresh)),
  ];
  const marks = (part: PartChange['part']): Map<string, Mark> =>
    new Map(changes.filter((change) => change.part === part).map(({ id, mark }) => [id, mark]));
  let moved = 0;
  for (const kind of ['nodes', 'groups', 'notes'] as const) {
    for (const [id, place] of Object.entries(fresh.layout[kind])) {
      const was = old.layout[kind][id];
      if (was !== undefined && !same(json(was), json(place))) moved += 1;
    }
  }
  return { changes, moved, nodes: marks('node'), edges: marks('edge') };
}

/** Both states in one drawing: the later one, with what only the earlier one had put back where it stood. */
export function overlaid(old: WorkflowDocument, fresh: WorkflowDocument): WorkflowDocument {
  const has = new Set(fresh.nodes.map((node) => node.id));
  const lost = old.nodes.filter((node) => !has.has(node.id));
  const known = new Set([...has, ...lost.map((node) => node.id)]);
  const drawn = new Set(fresh.edges.map(edgeId));
  const ends = (text: string): boolean => known.has(text.slice(0, text.lastIndexOf('.')));
  const edges = old.edges.filter((edge) => !drawn.has(edgeId(edge)) && ends(edge.from) && ends(edge.to));
  return {
    ...fresh,
    nodes: [...fresh.nodes, ...lost],
    edges: [...fresh.edges, ...edges],
    layout: {
      ...fresh.layout,
      nodes: { ...Object.fromEntries(lost.flatMap(({ id }) => {
        const at = old.layout.nodes[id];
        return at === undefined ? [] : [[id, at] as const];
      })), ...fresh.layout.nodes },
    },
  };
}
