import { endText, parseEnd } from './ends';
import { copyId, freeName, nodeIds } from './ids';
import { parametersIn } from './parameters';
import type {
  Box,
  Point,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowGroup,
  WorkflowNode,
  WorkflowNote,
  WorkflowParameter,
} from './types';

/** Nodes with the edges between them, frames and notes: a piece of a workflow as JSON. */
export interface Clip {
  kanva_clip: 1;
  nodes: WorkflowNode[];
  /** Edges inside the piece, and those that come into it from outside. */
  edges: WorkflowEdge[];
  groups: WorkflowGroup[];
  notes: WorkflowNote[];
  /** The parameters the nodes are bound to: a workflow without them gets them too. */
  parameters: WorkflowParameter[];
  layout: { nodes: Record<string, Point>; groups: Record<string, Box>; notes: Record<string, Box> };
}

export interface Chosen {
  nodes: readonly string[];
  groups?: readonly string[];
  notes?: readonly string[];
}

function kept<T>(record: Record<string, T>, ids: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([id]) => ids.has(id)));
}

/** The chosen piece of a workflow. */
export function copyItems(document: WorkflowDocument, chosen: Chosen): Clip {
  const nodes = new Set(chosen.nodes);
  const groups = new Set(chosen.groups ?? []);
  const notes = new Set(chosen.notes ?? []);
  const taken = document.nodes.filter((node) => nodes.has(node.id));
  const names = document.parameters.map(({ name }) => name);
  const bound = new Set(taken.flatMap((node) => parametersIn(node.settings, names)));
  return {
    kanva_clip: 1,
    nodes: taken,
    parameters: document.parameters.filter(({ name }) => bound.has(name)),
    edges: document.edges.filter((edge) => nodes.has(parseEnd(edge.to).node)),
    groups: document.groups.filter((group) => groups.has(group.id)),
    notes: document.notes.filter((note) => notes.has(note.id)),
    layout: {
      nodes: kept(document.layout.nodes, nodes),
      groups: kept(document.layout.groups, groups),
      notes: kept(document.layout.notes, notes),
    },
  };
}

export function clipText(clip: Clip): string {
  return JSON.stringify(clip, null, 2);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = <T>(value: unknown, fits: (item: Record<string, unknown>) => boolean): T[] =>
  (Array.isArray(value) ? value.filter((item) => isRecord(item) && fits(item)) : []) as T[];

const placesIn = <T extends Point>(value: unknown): Record<string, T> =>
  Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).filter(
      ([, at]) => isRecord(at) && Number.isFinite(at['x']) && Number.isFinite(at['y']),
    ),
  ) as Record<string, T>;

/** The JSON of a message: whole, or what stands between the fences of a code block. */
function jsonIn(text: string): unknown {
  const fenced = /```(?:json)?\s*\n([\s\S]*?)\n```/.exec(text);
  try {
    return JSON.parse(fenced?.[1] ?? text);
  } catch {
    return null;
  }
}

/** The piece inside a text from the clipboard: one that was copied here, or a whole workflow's JSON.
 *
 * @returns null when the text is something else
 */
export function clipFrom(text: string): Clip | null {
  if (!text.includes('"nodes"')) return null;
  const value = jsonIn(text);
  if (!isRecord(value)) return null;
  if (value['kanva_clip'] !== 1 && typeof value['kanva'] !== 'number') return null;
  const named = (key: string) => (item: Record<string, unknown>) => typeof item[key] === 'string';
  const nodes = listOf<WorkflowNode>(value['nodes'], (item) => named('id')(item) && named('type')(item)).map((node) => ({
    ...node,
    version: typeof node.version === 'number' ? node.version : 1,
    settings: isRecord(node.settings) ? node.settings : {},
  }));
  const layout = isRecord(value['layout']) ? value['layout'] : {};
  return {
    kanva_clip: 1,
    nodes,
    edges: listOf<WorkflowEdge>(value['edges'], (item) => named('from')(item) && named('to')(item)),
    groups: listOf<WorkflowGroup>(value['groups'], named('id')),
    notes: listOf<WorkflowNote>(value['notes'], named('id')),
    parameters: listOf<WorkflowParameter>(value['parameters'], named('name')),
    layout: {
      nodes: placesIn(layout['nodes']),
      groups: placesIn(layout['groups']),
      notes: placesIn(layout['notes']),
    },
  };
}

/** The upper left corner of a piece. */
export function clipCorner(clip: Clip): Point {
  const points: Point[] = [
    ...Object.values(clip.layout.nodes),
    ...Object.values(clip.layout.groups),
    ...Object.values(clip.layout.notes),
  ];
  if (points.length === 0) return { x: 0, y: 0 };
  return { x: Math.min(...points.map((point) => point.x)), y: Math.min(...points.map((point) => point.y)) };
}

export interface Pasted {
  document: WorkflowDocument;
  nodes: string[];
  groups: string[];
  notes: string[];
}

/** Puts a piece into a workflow with new ids.
 *
 * @param shift how far from where the piece was copied
 * @param keepInputs also join the copies to what fed the originals
 */
export function pasteItems(document: WorkflowDocument, clip: Clip, shift: Point, keepInputs = false): Pasted {
  const taken = nodeIds(document);
  const renamed = new Map<string, string>();
  for (const node of clip.nodes) {
    const id = copyId(node.id, taken);
    taken.add(id);
    renamed.set(node.id, id);
  }
  const here = nodeIds(document);
  const edges = clip.edges.flatMap((edge): WorkflowEdge[] => {
    const from = parseEnd(edge.from);
    const to = parseEnd(edge.to);
    const target = renamed.get(to.node);
    if (target === undefined) return [];
    const source = renamed.get(from.node) ?? (keepInputs && here.has(from.node) ? from.node : undefined);
    if (source === undefined) return [];
    return [{ ...edge, from: endText({ ...from, node: source }), to: endText({ ...to, node: target }) }];
  });
  const moved = <T extends Point>(box: T | undefined, fallback: T): T => {
    const at = box ?? fallback;
    return { ...at, x: Math.round(at.x + shift.x), y: Math.round(at.y + shift.y) };
  };
  const layout = {
    nodes: { ...document.layout.nodes },
    groups: { ...document.layout.groups },
    notes: { ...document.layout.notes },
  };
  const nodes = clip.nodes.map((node) => {
    const id = renamed.get(node.id) ?? node.id;
    layout.nodes[id] = moved(clip.layout.nodes[node.id], { x: 0, y: 0 });
    return { ...node, id };
  });
  const noteIds = new Map<string, string>();
  const noteNames = new Set(document.notes.map((note) => note.id));
  const notes = clip.notes.map((note) => {
    const id = freeName('note', noteNames);
    noteNames.add(id);
    noteIds.set(note.id, id);
    layout.notes[id] = moved(clip.layout.notes[note.id], { x: 0, y: 0, width: 208, height: 64 });
    return { ...note, id };
  });
  const groupNames = new Set(document.groups.map((group) => group.id));
  const groups = clip.groups.map((group) => {
    const id = freeName('group', groupNames);
    groupNames.add(id);
    layout.groups[id] = moved(clip.layout.groups[group.id], { x: 0, y: 0, width: 240, height: 160 });
    const members = group.nodes?.flatMap((node) => renamed.get(node) ?? []);
    const held = group.notes?.flatMap((note) => noteIds.get(note) ?? []);
    return {
      ...group,
      id,
      ...(members === undefined ? {} : { nodes: members }),
      ...(held === undefined ? {} : { notes: held }),
    };
  });
  const known = new Set(document.parameters.map(({ name }) => name));
  const parameters = clip.parameters.filter(({ name }) => !known.has(name));
  return {
    document: {
      ...document,
      nodes: [...document.nodes, ...nodes],
      edges: [...document.edges, ...edges],
      groups: [...document.groups, ...groups],
      notes: [...document.notes, ...notes],
      parameters: parameters.length === 0 ? document.parameters : [...document.parameters, ...parameters],
      layout: { ...document.layout, ...layout },
    },
    nodes: nodes.map((node) => node.id),
    groups: groups.map((group) => group.id),
    notes: notes.map((note) => note.id),
  };
}
