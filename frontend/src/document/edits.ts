/** Edits of a workflow: pure functions from a document to a document, one undo step each. */
import { edgeId, endText, parseEnd } from './ends';
import { freeName, newNodeId, nodeIds } from './ids';
import type {
  Box,
  Endpoint,
  Json,
  LocalText,
  NodePorts,
  Point,
  Settings,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowGroup,
  WorkflowNode,
  WorkflowNote,
} from './types';

const whole = (point: Point): Point => ({ x: Math.round(point.x), y: Math.round(point.y) });

function without<T>(record: Record<string, T>, ids: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([id]) => !ids.has(id)));
}

function changeNode(
  document: WorkflowDocument,
  id: string,
  change: (node: WorkflowNode) => WorkflowNode,
): WorkflowDocument {
  let changed = false;
  const nodes = document.nodes.map((node) => {
    if (node.id !== id) return node;
    const next = change(node);
    changed ||= next !== node;
    return next;
  });
  return changed ? { ...document, nodes } : document;
}

export interface NewNode {
  type: string;
  version: number;
  settings: Settings;
}

/** A new node at a place; returns its id too. */
export function addNode(
  document: WorkflowDocument,
  made: NewNode,
  at: Point,
): { document: WorkflowDocument; id: string } {
  const id = newNodeId(made.type, nodeIds(document));
  const node: WorkflowNode = { id, type: made.type, version: made.version, settings: made.settings };
  return {
    id,
    document: {
      ...document,
      nodes: [...document.nodes, node],
      layout: { ...document.layout, nodes: { ...document.layout.nodes, [id]: whole(at) } },
    },
  };
}

/** Joins an output to an input; an input for one edge gives up the edge it had. */
export function connect(
  document: WorkflowDocument,
  from: Endpoint,
  to: Endpoint,
  multiple: boolean,
): WorkflowDocument {
  const edge: WorkflowEdge = { from: endText(from), to: endText(to) };
  if (document.edges.some((other) => edgeId(other) === edgeId(edge))) return document;
  const kept = multiple ? document.edges : document.edges.filter((other) => other.to !== edge.to);
  return { ...document, edges: [...kept, edge] };
}

export function disconnect(document: WorkflowDocument, ids: Iterable<string>): WorkflowDocument {
  const gone = new Set(ids);
  const edges = document.edges.filter((edge) => !gone.has(edgeId(edge)));
  return edges.length === document.edges.length ? document : { ...document, edges };
}

/** Moves an end of an edge to another port; its place in the order of edges stays. */
export function reconnect(
  document: WorkflowDocument,
  id: string,
  from: Endpoint,
  to: Endpoint,
  multiple: boolean,
): WorkflowDocument {
  const next: WorkflowEdge = { from: endText(from), to: endText(to) };
  if (id === edgeId(next)) return document;
  const edges = document.edges
    .filter((edge) => edgeId(edge) === id || (edgeId(edge) !== edgeId(next) && (multiple || edge.to !== next.to)))
    .map((edge) => (edgeId(edge) === id ? { ...edge, ...next } : edge));
  return { ...document, edges };
}

/** Puts a node into the middle of an edge. */
export function insertOnEdge(
  document: WorkflowDocument,
  id: string,
  node: string,
  ports: { input: string; output: string },
): WorkflowDocument {
  const edge = document.edges.find((other) => edgeId(other) === id);
  if (edge === undefined) return document;
  const edges = document.edges.flatMap((other) =>
    other === edge
      ? [
          { from: edge.from, to: endText({ node, port: ports.input }) },
          { ...edge, from: endText({ node, port: ports.output }) },
        ]
      : [other],
  );
  return { ...document, edges };
}

/** The edges that close the gap a node leaves: what came into its first input goes where its first output went. */
export function healed(edges: WorkflowEdge[], id: string, ports: NodePorts): WorkflowEdge[] {
  const input = ports.inputs[0];
  const output = ports.outputs[0];
  const coming =
    input === undefined ? undefined : edges.find((edge) => edge.to === endText({ node: id, port: input.id }));
  return edges.flatMap((edge) => {
    if (parseEnd(edge.to).node === id) return [];
    if (parseEnd(edge.from).node !== id) return [edge];
    if (coming === undefined || output === undefined) return [];
    return edge.from === endText({ node: id, port: output.id }) ? [{ ...edge, from: coming.from }] : [];
  });
}

/** Removes nodes with their edges and places.
 *
 * @param portsOf when given, the neighbours of a removed node are joined with each other
 */
export function removeNodes(
  document: WorkflowDocument,
  ids: Iterable<string>,
  portsOf?: (node: string) => NodePorts,
): WorkflowDocument {
  const gone = new Set(ids);
  let { edges } = document;
  for (const id of gone) {
    edges =
      portsOf === undefined
        ? edges.filter((edge) => parseEnd(edge.from).node !== id && parseEnd(edge.to).node !== id)
        : healed(edges, id, portsOf(id));
  }
  const seen = new Set<string>();
  edges = edges.filter((edge) => !seen.has(edgeId(edge)) && seen.add(edgeId(edge)));
  return {
    ...document,
    nodes: document.nodes.filter((node) => !gone.has(node.id)),
    edges,
    groups: document.groups.map((group) =>
      group.nodes?.some((id) => gone.has(id)) === true
        ? { ...group, nodes: group.nodes.filter((id) => !gone.has(id)) }
        : group,
    ),
    layout: { ...document.layout, nodes: without(document.layout.nodes, gone) },
  };
}

/** Removes everything named: nodes (healing the line), frames, notes and edges, in one step. */
export function removeItems(
  document: WorkflowDocument,
  items: { nodes?: string[]; edges?: string[]; groups?: string[]; notes?: string[] },
  portsOf?: (node: string) => NodePorts,
): WorkflowDocument {
  const groups = new Set(items.groups ?? []);
  const notes = new Set(items.notes ?? []);
  const cut = disconnect(document, items.edges ?? []);
  const left = (items.nodes ?? []).length > 0 ? removeNodes(cut, items.nodes ?? [], portsOf) : cut;
  if (groups.size === 0 && notes.size === 0) return left;
  return {
    ...left,
    groups: left.groups.filter((group) => !groups.has(group.id)),
    notes: left.notes.filter((note) => !notes.has(note.id)),
    layout: {
      ...left.layout,
      groups: without(left.layout.groups, groups),
      notes: without(left.layout.notes, notes),
    },
  };
}

export interface Moves {
  nodes?: Record<string, Point>;
  groups?: Record<string, Point>;
  notes?: Record<string, Point>;
}

/** New places for nodes, frames and notes. */
export function move(document: WorkflowDocument, moves: Moves): WorkflowDocument {
  const boxes = (was: Record<string, Box>, to: Record<string, Point> | undefined): Record<string, Box> => {
    if (to === undefined) return was;
    const next = { ...was };
    for (const [id, point] of Object.entries(to)) {
      const box = next[id];
      if (box !== undefined) next[id] = { ...box, ...whole(point) };
    }
    return next;
  };
  const nodes = { ...document.layout.nodes };
  for (const [id, point] of Object.entries(moves.nodes ?? {})) nodes[id] = { ...nodes[id], ...whole(point) };
  return {
    ...document,
    layout: {
      ...document.layout,
      nodes,
      groups: boxes(document.layout.groups, moves.groups),
      notes: boxes(document.layout.notes, moves.notes),
    },
  };
}

/** A new size and place of a frame or a note. */
export function setBox(
  document: WorkflowDocument,
  kind: 'groups' | 'notes',
  id: string,
  box: Box,
): WorkflowDocument {
  const rounded = { ...whole(box), width: Math.round(box.width), height: Math.round(box.height) };
  return {
    ...document,
    layout: { ...document.layout, [kind]: { ...document.layout[kind], [id]: rounded } },
  };
}

export function setSettings(document: WorkflowDocument, id: string, settings: Settings): WorkflowDocument {
  return changeNode(document, id, (node) => (node.settings === settings ? node : { ...node, settings }));
}

function put(target: Json, path: readonly string[], value: Json): Json {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (Array.isArray(target)) {
    const next = [...target];
    next[Number(head)] = put(target[Number(head)] ?? null, rest, value);
    return next;
  }
  const record = typeof target === 'object' && target !== null ? target : {};
  return { ...record, [head]: put(record[head] ?? null, rest, value) };
}

/** One value inside the settings.
 *
 * @param field a dotted path: `conditions.all.0.column`
 */
export function setSetting(document: WorkflowDocument, id: string, field: string, value: Json): WorkflowDocument {
  return changeNode(document, id, (node) => ({
    ...node,
    settings: put(node.settings, field.split('.'), value) as Settings,
  }));
}

function withText<K extends 'title' | 'comment'>(node: WorkflowNode, key: K, text: LocalText | null): WorkflowNode {
  if (text !== null && text !== '') return { ...node, [key]: text };
  const { [key]: _, ...rest } = node;
  return rest as WorkflowNode;
}

/** The person's own title of a node; null or an empty text gives the node its caption back. */
export function setTitle(document: WorkflowDocument, id: string, title: LocalText | null): WorkflowDocument {
  return changeNode(document, id, (node) => withText(node, 'title', title));
}

export function setComment(document: WorkflowDocument, id: string, comment: LocalText | null): WorkflowDocument {
  return changeNode(document, id, (node) => withText(node, 'comment', comment));
}

export type Flag = 'disabled' | 'bypassed' | 'pinned';

/** Switches nodes off or on (`disabled`), lets rows through (`bypassed`), keeps their data (`pinned`);
 * the key is absent when false. */
export function setFlag(
  document: WorkflowDocument,
  ids: Iterable<string>,
  flag: Flag,
  value: boolean,
): WorkflowDocument {
  let next = document;
  for (const id of ids) {
    next = changeNode(next, id, (node) => {
      if ((node[flag] === true) === value) return node;
      if (value) return { ...node, [flag]: true };
      const { [flag]: _, ...rest } = node;
      return rest as WorkflowNode;
    });
  }
  return next;
}

/** The title or the description of the whole workflow. */
export function setWorkflowText(
  document: WorkflowDocument,
  key: 'title' | 'description',
  text: LocalText,
): WorkflowDocument {
  return document[key] === text ? document : { ...document, [key]: text };
}

export function addGroup(
  document: WorkflowDocument,
  title: LocalText,
  box: Box,
  nodes: string[],
): { document: WorkflowDocument; id: string } {
  const id = freeName('group', new Set(document.groups.map((group) => group.id)));
  const group: WorkflowGroup = nodes.length > 0 ? { id, title, nodes } : { id, title };
  return { id, document: setBox({ ...document, groups: [...document.groups, group] }, 'groups', id, box) };
}

export function changeGroup(
  document: WorkflowDocument,
  id: string,
  change: Partial<Omit<WorkflowGroup, 'id'>>,
): WorkflowDocument {
  return {
    ...document,
    groups: document.groups.map((group) => (group.id === id ? { ...group, ...change } : group)),
  };
}

export function addNote(
  document: WorkflowDocument,
  text: LocalText,
  box: Box,
): { document: WorkflowDocument; id: string } {
  const id = freeName('note', new Set(document.notes.map((note) => note.id)));
  const note: WorkflowNote = { id, text };
  return { id, document: setBox({ ...document, notes: [...document.notes, note] }, 'notes', id, box) };
}

export function setNoteText(document: WorkflowDocument, id: string, text: LocalText): WorkflowDocument {
  return { ...document, notes: document.notes.map((note) => (note.id === id ? { ...note, text } : note)) };
}
