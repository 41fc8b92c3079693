import { create } from 'zustand';
import type { Analysis, NodeAnalysis, Port, Problem } from '../api/types';
import { nodeOf, parseEnd } from '../document';
import type { NodePorts, WorkflowDocument } from '../document';
import { catalogueStore } from './catalogue';
import { currentDocument } from './document';

interface AnalysisState {
  analysis: Analysis | null;
  /** True between an edit and its analysis. */
  pending: boolean;
  failed: Problem | null;
}

export const analysisStore = create<AnalysisState>()(() => ({ analysis: null, pending: false, failed: null }));

/** What the server found in the workflow as it stands: captions, ports, columns, states, problems. */
export function useAnalysis(): Analysis | null {
  return analysisStore((state) => state.analysis);
}

/** The same for one node. */
export function useNodeAnalysis(id: string | null): NodeAnalysis | undefined {
  return analysisStore((state) => (id === null ? undefined : state.analysis?.nodes[id]));
}

const noPorts: NodePorts<Port> = { inputs: [], outputs: [] };

function guessed(id: string): Port {
  return { id, title: { ru: id, en: id }, kind: 'table', optional: false, multiple: false, side: false };
}

/** The ports the edges of a node speak of: all that is known of a node of an unknown type. */
function portsFromEdges(document: WorkflowDocument, node: string): NodePorts<Port> {
  const inputs = new Set<string>();
  const outputs = new Set<string>();
  for (const edge of document.edges) {
    const from = parseEnd(edge.from);
    const to = parseEnd(edge.to);
    if (from.node === node) outputs.add(from.port);
    if (to.node === node) inputs.add(to.port);
  }
  if (inputs.size === 0 && outputs.size === 0) return noPorts;
  return { inputs: [...inputs].map(guessed), outputs: [...outputs].map(guessed) };
}

/** The ports of a node: as analysed, else as its type has them by default, else as the edges say. */
export function portsOf(
  id: string,
  document: WorkflowDocument = currentDocument(),
  analysis: Analysis | null = analysisStore.getState().analysis,
): NodePorts<Port> {
  const node = nodeOf(document, id);
  if (node === undefined) return noPorts;
  const type = catalogueStore.getState().byId.get(node.type);
  if (type === undefined) return portsFromEdges(document, id);
  return analysis?.nodes[id]?.ports ?? type;
}
