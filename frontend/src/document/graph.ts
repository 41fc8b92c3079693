import { parseEnd } from './ends';
import type { Endpoint, NodePorts, WorkflowDocument, WorkflowEdge } from './types';

/** Who feeds whom: node id to the ids of the nodes behind it. */
export function successors(edges: readonly WorkflowEdge[]): Map<string, Set<string>> {
  const after = new Map<string, Set<string>>();
  for (const edge of edges) {
    const from = parseEnd(edge.from).node;
    const set = after.get(from) ?? new Set<string>();
    set.add(parseEnd(edge.to).node);
    after.set(from, set);
  }
  return after;
}

function reach(start: Iterable<string>, next: Map<string, Set<string>>): Set<string> {
  const seen = new Set<string>();
  const queue = [...start];
  while (queue.length > 0) {
    const id = queue.pop() as string;
    for (const other of next.get(id) ?? []) {
      if (!seen.has(other)) {
        seen.add(other);
        queue.push(other);
      }
    }
  }
  return seen;
}

/** Every node behind the given ones (themselves only when they lie on a cycle). */
export function downstream(document: WorkflowDocument, ids: Iterable<string>): Set<string> {
  return reach(ids, successors(document.edges));
}

/** Every node before the given ones. */
export function upstream(document: WorkflowDocument, ids: Iterable<string>): Set<string> {
  const reversed = document.edges.map((edge) => ({ from: edge.to, to: edge.from }));
  return reach(ids, successors(reversed));
}

/** The nodes that lie on a cycle, in the order of the document; empty for a sound workflow. */
export function cycleNodes(document: WorkflowDocument): string[] {
  const next = successors(document.edges);
  return document.nodes.map((node) => node.id).filter((id) => reach([id], next).has(id));
}

/** Whether an edge between these two nodes would close a circle. */
export function closesCycle(document: WorkflowDocument, from: string, to: string): boolean {
  return from === to || downstream(document, [to]).has(from);
}

export type Misfit = 'same_node' | 'same_direction' | 'kind' | 'cycle' | 'already' | 'no_port';

/** Why an output cannot be joined to an input; null when it can.
 *
 * An input that takes one edge and has it is no hindrance: the new edge takes its place.
 */
export function misfit(
  document: WorkflowDocument,
  from: Endpoint,
  to: Endpoint,
  portsOf: (node: string) => NodePorts,
): Misfit | null {
  if (from.node === to.node) return 'same_node';
  const output = portsOf(from.node).outputs.find((port) => port.id === from.port);
  const input = portsOf(to.node).inputs.find((port) => port.id === to.port);
  if (output === undefined || input === undefined) return 'no_port';
  if (output.kind !== input.kind) return 'kind';
  const fromText = `${from.node}.${from.port}`;
  const toText = `${to.node}.${to.port}`;
  if (document.edges.some((edge) => edge.from === fromText && edge.to === toText)) return 'already';
  return closesCycle(document, from.node, to.node) ? 'cycle' : null;
}

/** The nodes in an order in which each stands behind what feeds it; those on a cycle come last. */
export function topological(document: WorkflowDocument): string[] {
  const next = successors(document.edges);
  const waits = new Map(document.nodes.map((node) => [node.id, 0]));
  for (const set of next.values()) {
    for (const id of set) waits.set(id, (waits.get(id) ?? 0) + 1);
  }
  const order: string[] = [];
  const free = document.nodes.map((node) => node.id).filter((id) => waits.get(id) === 0);
  while (free.length > 0) {
    const id = free.shift() as string;
    order.push(id);
    for (const other of next.get(id) ?? []) {
      const left = (waits.get(other) ?? 0) - 1;
      waits.set(other, left);
      if (left === 0) free.push(other);
    }
  }
  const placed = new Set(order);
  return [...order, ...document.nodes.map((node) => node.id).filter((id) => !placed.has(id))];
}

/** Why each port opposite to the given one does or does not fit, by `node.port`. */
export function fittingPorts(
  document: WorkflowDocument,
  end: Endpoint,
  side: 'input' | 'output',
  portsOf: (node: string) => NodePorts,
): Map<string, Misfit | null> {
  const own = portsOf(end.node);
  const port = (side === 'output' ? own.outputs : own.inputs).find((other) => other.id === end.port);
  const circle = side === 'output' ? upstream(document, [end.node]) : downstream(document, [end.node]);
  const text = `${end.node}.${end.port}`;
  const joined = new Set(
    document.edges.flatMap((edge) => {
      if (side === 'output') return edge.from === text ? [edge.to] : [];
      return edge.to === text ? [edge.from] : [];
    }),
  );
  const fits = new Map<string, Misfit | null>();
  for (const node of document.nodes) {
    const ports = portsOf(node.id);
    for (const other of side === 'output' ? ports.inputs : ports.outputs) {
      const key = `${node.id}.${other.id}`;
      if (node.id === end.node) fits.set(key, 'same_node');
      else if (port === undefined || port.kind !== other.kind) fits.set(key, 'kind');
      else if (joined.has(key)) fits.set(key, 'already');
      else fits.set(key, circle.has(node.id) ? 'cycle' : null);
    }
  }
  return fits;
}
