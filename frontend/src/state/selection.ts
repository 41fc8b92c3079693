import { create } from 'zustand';
import { documentStore } from './document';

export interface Selection {
  nodes: string[];
  edges: string[];
  groups: string[];
  notes: string[];
  /** The one node whose form and data are shown; null when none or several are selected. */
  node: string | null;
  /** The output port whose data was asked for; null for the first one. */
  port: string | null;
}

const nothing: Selection = { nodes: [], edges: [], groups: [], notes: [], node: null, port: null };

export const selectionStore = create<Selection>()(() => nothing);

const same = (one: string[], other: string[]): boolean =>
  one.length === other.length && one.every((id, index) => id === other[index]);

/** What is selected on the canvas. */
export function useSelection(): Selection {
  return selectionStore();
}

/** The node whose form and data are shown. */
export function useSelectedNode(): string | null {
  return selectionStore((state) => state.node);
}

/** Selects exactly these things. */
export function select(items: Partial<Pick<Selection, 'nodes' | 'edges' | 'groups' | 'notes' | 'port'>>): void {
  const now = selectionStore.getState();
  const next: Selection = { ...nothing, ...items };
  next.node = next.nodes.length === 1 ? (next.nodes[0] ?? null) : null;
  if (next.node !== now.node && items.port === undefined) next.port = null;
  else if (items.port === undefined) next.port = now.port;
  if (
    same(now.nodes, next.nodes) &&
    same(now.edges, next.edges) &&
    same(now.groups, next.groups) &&
    same(now.notes, next.notes) &&
    now.port === next.port
  ) {
    return;
  }
  selectionStore.setState(next, true);
}

export function selectNode(id: string, port: string | null = null): void {
  select({ nodes: [id], port });
}

/** Chooses the output whose data the data pane shows. */
export function selectPort(port: string | null): void {
  selectionStore.setState({ port });
}

export function clearSelection(): void {
  select({});
}

// What an undo or another edit has taken away cannot stay selected.
documentStore.subscribe((state, before) => {
  const { document } = state;
  if (document.nodes === before.document.nodes && document.edges === before.document.edges) {
    if (document.groups === before.document.groups && document.notes === before.document.notes) return;
  }
  const now = selectionStore.getState();
  const nodes = new Set(document.nodes.map((node) => node.id));
  const edges = new Set(document.edges.map((edge) => `${edge.from}->${edge.to}`));
  const groups = new Set(document.groups.map((group) => group.id));
  const notes = new Set(document.notes.map((note) => note.id));
  select({
    nodes: now.nodes.filter((id) => nodes.has(id)),
    edges: now.edges.filter((id) => edges.has(id)),
    groups: now.groups.filter((id) => groups.has(id)),
    notes: now.notes.filter((id) => notes.has(id)),
    ...(now.node !== null && nodes.has(now.node) ? { port: now.port } : {}),
  });
});
