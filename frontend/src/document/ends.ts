import type { Endpoint, WorkflowEdge } from './types';

/** An end of an edge as it stands in the file: `sales.rows`. */
export function endText(end: Endpoint): string {
  return `${end.node}.${end.port}`;
}

/** The node and the port of `sales.rows`; a port's id never holds a dot, so the last one parts them. */
export function parseEnd(text: string): Endpoint {
  const dot = text.lastIndexOf('.');
  return dot < 0 ? { node: text, port: '' } : { node: text.slice(0, dot), port: text.slice(dot + 1) };
}

/** The name of an edge, unique in a document. */
export function edgeId(edge: Pick<WorkflowEdge, 'from' | 'to'>): string {
  return `${edge.from}->${edge.to}`;
}
