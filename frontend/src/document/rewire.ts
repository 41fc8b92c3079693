/** Edits that keep the wires: detach, replace, put a standing node into an edge. */
import { healed, insertOnEdge } from './edits';
import { edgeId, endText, parseEnd } from './ends';
import { newNodeId, nodeIds } from './ids';
import type { NodePorts, PortShape, Settings, WorkflowDocument, WorkflowEdge, WorkflowNode } from './types';

export interface SidedPort extends PortShape {
  side: boolean;
}

/** Cuts nodes out of their lines without removing them: their neighbours are joined with each other,
 * edges among the nodes themselves stay. */
export function detachNodes(
  document: WorkflowDocument,
  ids: Iterable<string>,
  portsOf: (node: string) => NodePorts,
): WorkflowDocument {
  const chosen = new Set(ids);
  const inside = (edge: WorkflowEdge): boolean =>
    chosen.has(parseEnd(edge.from).node) && chosen.has(parseEnd(edge.to).node);
  const touched = document.edges.some(
    (edge) => !inside(edge) && (chosen.has(parseEnd(edge.from).node) || chosen.has(parseEnd(edge.to).node)),
  );
  if (!touched) return document;
  let { edges } = document;
  for (const id of chosen) edges = healed(edges, id, portsOf(id));
  const seen = new Set<string>();
  edges = [...edges, ...document.edges.filter(inside)].filter(
    (edge) => !seen.has(edgeId(edge)) && seen.add(edgeId(edge)),
  );
  return { ...document, edges };
}

/** Puts a node that stands on the canvas into an edge; the lines it had are closed behind it. */
export function spliceNode(
  document: WorkflowDocument,
  edge: string,
  node: string,
  ports: { input: string; output: string },
  portsOf: (node: string) => NodePorts,
): WorkflowDocument {
  const found = document.edges.find((other) => edgeId(other) === edge);
  if (found === undefined) return document;
  if (parseEnd(found.from).node === node || parseEnd(found.to).node === node) return document;
  return insertOnEdge(detachNodes(document, [node], portsOf), edge, node, ports);
}

/** Which port of the new node takes over from each port of the old one: by id, then by place and kind. */
function successorsOf(old: readonly SidedPort[], fresh: readonly SidedPort[]): Map<string, string> {
  const taken = new Map<string, string>();
  const free = new Set(fresh.map((port) => port.id));
  const give = (from: SidedPort, to: SidedPort | undefined): void => {
    if (to === undefined || taken.has(from.id)) return;
    taken.set(from.id, to.id);
    if (!to.multiple) free.delete(to.id);
  };
  for (const port of old) give(port, fresh.find((other) => other.id === port.id && other.kind === port.kind && other.side === port.side));
  const mainOf = (ports: readonly SidedPort[]): SidedPort | undefined => ports.find((port) => !port.side) ?? ports[0];
  const main = mainOf(old);
  const freshMain = mainOf(fresh);
  if (main !== undefined && freshMain !== undefined && main.kind === freshMain.kind && free.has(freshMain.id)) give(main, freshMain);
  for (const port of old) give(port, fresh.find((other) => free.has(other.id) && other.kind === port.kind));
  return taken;
}

export interface Replacement {
  type: string;
  version: number;
  settings: Settings;
  ports: NodePorts<SidedPort>;
}

/** Another type in the place of a node: title, comment, frame and place stay, and so does every wire.
 *
 * A wire for which the new node has no port is kept at the old port's name and shown as broken.
 */
export function replaceNode(
  document: WorkflowDocument,
  id: string,
  made: Replacement,
  ports: NodePorts<SidedPort>,
): { document: WorkflowDocument; id: string } {
  const old = document.nodes.find((node) => node.id === id);
  if (old === undefined) return { document, id };
  const taken = nodeIds(document);
  taken.delete(id);
  const fresh = newNodeId(made.type, taken);
  const inputs = successorsOf(ports.inputs, made.ports.inputs);
  const outputs = successorsOf(ports.outputs, made.ports.outputs);
  const { type: _type, version: _version, settings: _settings, id: _id, ...rest } = old;
  const node: WorkflowNode = { id: fresh, type: made.type, version: made.version, ...rest, settings: made.settings };
  const seen = new Set<string>();
  const edges = document.edges
    .map((edge) => {
      const from = parseEnd(edge.from);
      const to = parseEnd(edge.to);
      if (from.node !== id && to.node !== id) return edge;
      return {
        ...edge,
        ...(from.node === id ? { from: endText({ node: fresh, port: outputs.get(from.port) ?? from.port }) } : {}),
        ...(to.node === id ? { to: endText({ node: fresh, port: inputs.get(to.port) ?? to.port }) } : {}),
      };
    })
    .filter((edge) => !seen.has(edgeId(edge)) && seen.add(edgeId(edge)));
  const places = Object.fromEntries(
    Object.entries(document.layout.nodes).map(([key, point]) => [key === id ? fresh : key, point]),
  );
  return {
    id: fresh,
    document: {
      ...document,
      nodes: document.nodes.map((other) => (other === old ? node : other)),
      edges,
      groups: document.groups.map((group) =>
        group.nodes?.includes(id) === true
          ? { ...group, nodes: group.nodes.map((other) => (other === id ? fresh : other)) }
          : group,
      ),
      layout: { ...document.layout, nodes: places },
    },
  };
}
