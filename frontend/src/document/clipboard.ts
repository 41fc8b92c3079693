import { endText, parseEnd } from './ends';
import { copyId, freeName, nodeIds } from './ids';
import type { Box, Point, WorkflowDocument, WorkflowEdge, WorkflowGroup, WorkflowNode, WorkflowNote } from './types';

/** Nodes with the edges between them, frames and notes: a piece of a workflow as JSON. */
export interface Clip {
  kanva_clip: 1;
  nodes: WorkflowNode[];
  /** Edges inside the piece, and those that come into it from outside. */
  edges: WorkflowEdge[];
  groups: WorkflowGroup[];
  notes: WorkflowNote[];
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
  return {
    kanva_clip: 1,
    nodes: document.nodes.filter((node) => nodes.has(node.id)),
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

/** The piece inside a text from the clipboard; null when it is something else. */
export function clipFrom(text: string): Clip | null {
  if (!text.includes('kanva_clip')) return null;
  try {
    const value = JSON.parse(text) as Partial<Clip> | null;
    if (value?.kanva_clip !== 1 || !Array.isArray(value.nodes)) return null;
    return {
      kanva_clip: 1,
      nodes: value.nodes,
      edges: value.edges ?? [],
      groups: value.groups ?? [],
      notes: value.notes ?? [],
      layout: {
        nodes: value.layout?.nodes ?? {},
        groups: value.layout?.groups ?? {},
        notes: value.layout?.notes ?? {},
      },
    };
  } catch {
    return null;
  }
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
  const groupNames = new Set(document.groups.map((group) => group.id));
  const groups = clip.groups.map((group) => {
    const id = freeName('group', groupNames);
    groupNames.add(id);
    layout.groups[id] = moved(clip.layout.groups[group.id], { x: 0, y: 0, width: 240, height: 160 });
    const members = group.nodes?.flatMap((node) => renamed.get(node) ?? []);
    return members === undefined ? { ...group, id } : { ...group, id, nodes: members };
  });
  const noteNames = new Set(document.notes.map((note) => note.id));
  const notes = clip.notes.map((note) => {
    const id = freeName('note', noteNames);
    noteNames.add(id);
    layout.notes[id] = moved(clip.layout.notes[note.id], { x: 0, y: 0, width: 208, height: 64 });
    return { ...note, id };
  });
  return {
    document: {
      ...document,
      nodes: [...document.nodes, ...nodes],
      edges: [...document.edges, ...edges],
      groups: [...document.groups, ...groups],
      notes: [...document.notes, ...notes],
      layout: { ...document.layout, ...layout },
    },
    nodes: nodes.map((node) => node.id),
    groups: groups.map((group) => group.id),
    notes: notes.map((note) => note.id),
  };
}
