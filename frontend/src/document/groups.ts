/** Groups: what belongs to a frame, folding it into one box. */
import { changeGroup } from './edits';
import type { Point, WorkflowDocument, WorkflowGroup } from './types';

/** What a frame carries: the nodes it names and, while it is open, those that lie in it; the notes in it.
 *
 * @param card width and height of a node's card, pixels
 */
export function contentOf(document: WorkflowDocument, id: string, card: number): { nodes: string[]; notes: string[] } {
  const { groups, layout, nodes, notes } = document;
  const box = layout.groups[id];
  const group = groups.find((other) => other.id === id);
  if (box === undefined || group === undefined) return { nodes: [], notes: [] };
  const named = new Set(group.nodes ?? []);
  if (group.collapsed === true) {
    const kept = new Set(group.notes ?? []);
    return {
      nodes: nodes.map((node) => node.id).filter((node) => named.has(node)),
      notes: notes.map((note) => note.id).filter((note) => kept.has(note)),
    };
  }
  const hidden = hiddenItems(document);
  const inside = (point: Point | undefined, half: number): boolean =>
    point !== undefined &&
    point.x + half >= box.x &&
    point.x + half <= box.x + box.width &&
    point.y + half >= box.y &&
    point.y + half <= box.y + box.height;
  return {
    nodes: nodes
      .map((node) => node.id)
      .filter((node) => named.has(node) || (!hidden.nodes.has(node) && inside(layout.nodes[node], card / 2))),
    notes: notes.map((note) => note.id).filter((note) => !hidden.notes.has(note) && inside(layout.notes[note], 8)),
  };
}

/** Folds a group into one box, or unfolds it; what it holds is written down while it is folded. */
export function setCollapsed(document: WorkflowDocument, id: string, collapsed: boolean, card: number): WorkflowDocument {
  const group = document.groups.find((other) => other.id === id);
  if (group === undefined || (group.collapsed === true) === collapsed) return document;
  if (collapsed) {
    const { nodes, notes } = contentOf(document, id, card);
    return changeGroup(document, id, { nodes, ...(notes.length > 0 ? { notes } : {}), collapsed: true });
  }
  const { collapsed: _, notes: _notes, ...rest } = group;
  return {
    ...document,
    groups: document.groups.map((other) => (other === group ? (rest as WorkflowGroup) : other)),
  };
}

/** A colour for a group; null takes it away. */
export function setGroupColor(document: WorkflowDocument, id: string, color: string | null): WorkflowDocument {
  const group = document.groups.find((other) => other.id === id);
  if (group === undefined || (group.color ?? null) === color) return document;
  if (color !== null) return changeGroup(document, id, { color });
  const { color: _, ...rest } = group;
  return { ...document, groups: document.groups.map((other) => (other === group ? rest : other)) };
}

export interface Hidden {
  /** Node id to the folded group that stands for it. */
  nodes: ReadonlyMap<string, string>;
  notes: ReadonlySet<string>;
}

const nothing: Hidden = { nodes: new Map(), notes: new Set() };

/** What folded groups hide. */
export function hiddenItems({ groups, layout }: WorkflowDocument): Hidden {
  const folded = groups.filter((group) => group.collapsed === true && layout.groups[group.id] !== undefined);
  if (folded.length === 0) return nothing;
  const nodes = new Map<string, string>();
  const notes = new Set<string>();
  for (const group of folded) {
    for (const id of group.nodes ?? []) if (!nodes.has(id)) nodes.set(id, group.id);
    for (const id of group.notes ?? []) notes.add(id);
  }
  return { nodes, notes };
}
