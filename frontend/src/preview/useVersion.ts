import { useMemo, useRef } from 'react';
import { upstream } from '../document';
import type { WorkflowDocument } from '../document';
import { useDocument, useNodeAnalysis } from '../state';
import { runStore } from '../state/run';

/** Everything of the document that the rows of a node follow from. */
export function contentAbove(document: Pick<WorkflowDocument, 'nodes' | 'edges' | 'parameters'>, node: string): string {
  const above = upstream(document as WorkflowDocument, [node]);
  above.add(node);
  const nodes = document.nodes
    .filter((other) => above.has(other.id))
    .map(({ id, type, version, settings, disabled }) => [id, type, version, settings, disabled === true]);
  const edges = document.edges.filter((edge) => above.has(edge.to.slice(0, edge.to.lastIndexOf('.'))));
  return JSON.stringify([nodes, edges, document.parameters.map(({ name, type, default: value }) => [name, type, value])]);
}

/**
 * Changes whenever the rows of an output may have changed: settings above it, a run, a source file. It does not wait
 * for the analysis, so that rows are asked for in the moment of an edit.
 */
export function useVersion(source: { node: string } | null): string {
  const node = source?.node ?? '';
  const key = useNodeAnalysis(node)?.key ?? null;
  const nodes = useDocument((whole) => whole.nodes);
  const edges = useDocument((whole) => whole.edges);
  const parameters = useDocument((whole) => whole.parameters);
  const run = runStore((state) => (state.active || state.run === null ? '' : state.run.id));
  const content = useMemo(() => (node === '' ? '' : contentAbove({ nodes, edges, parameters }, node)), [node, nodes, edges, parameters]);
  // A key that changes after an edit says what is known already; one that changes by itself tells of a changed source.
  const seen = useRef({ key, content, turn: 0 });
  if (seen.current.key !== key) {
    const expected = seen.current.content !== content || seen.current.key === null || key === null;
    seen.current = { key, content, turn: expected ? seen.current.turn : seen.current.turn + 1 };
  }
  return `${content}/${run}/${seen.current.turn}`;
}
