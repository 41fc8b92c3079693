/** The column whose way is lit: asked of the server, drawn on the canvas by a style sheet of its own. */
import { create } from 'zustand';
import { api, problemOf } from '../api';
import type { Problem, Trace } from '../api';
import { currentDocument, currentPath, setPanes } from '../state';
import { analysisStore } from '../state/analysis';
import { selectionStore } from '../state/selection';

export interface TracePlace {
  node: string;
  port: string;
  column: string;
}

interface TraceState {
  place: TracePlace | null;
  trace: Trace | null;
  problem: Problem | null;
}

const nothing: TraceState = { place: null, trace: null, problem: null };
export const traceStore = create<TraceState>()(() => nothing);

export const useTrace = (): TraceState => traceStore();

let sheet: CSSStyleSheet | null = null;

/** Dims what is not on the way and rings what is; the canvas itself knows nothing of it. */
function light(trace: Trace | null): void {
  if (sheet === null) {
    sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  if (trace === null) {
    sheet.replaceSync('');
    return;
  }
  const quote = (text: string): string => JSON.stringify(text);
  const nodes = new Map(trace.columns.map((one) => [one.node, one.way]));
  for (const use of trace.uses) if (!nodes.has(use.node)) nodes.set(use.node, 'down');
  const places = new Set(trace.columns.map((one) => `${one.node}.${one.port}`));
  const edges = currentDocument()
    .edges.filter((edge) => places.has(edge.from) && nodes.has(edge.to.slice(0, edge.to.lastIndexOf('.'))))
    .map((edge) => `${edge.from}->${edge.to}`);
  const node = (id: string): string => `.react-flow__node[data-id=${quote(id)}]`;
  const edge = (id: string): string => `.react-flow__edge[data-id=${quote(id)}]`;
  const rules = ['.react-flow__node-card, .react-flow__edge { opacity: 0.28; }'];
  for (const id of nodes.keys()) rules.push(`${node(id)} { opacity: 1; }`, `${node(id)} [data-node] { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 10px; }`);
  for (const id of edges) rules.push(`${edge(id)} { opacity: 1; }`, `${edge(id)} .react-flow__edge-path { stroke: var(--accent); stroke-width: 2.5; }`);
  sheet.replaceSync(rules.join('\n'));
}

let call: AbortController | null = null;

async function ask(place: TracePlace): Promise<void> {
  call?.abort();
  const mine = new AbortController();
  call = mine;
  try {
    const trace = await api.trace({ path: currentPath(), document: currentDocument(), ...place }, mine.signal);
    if (mine.signal.aborted) return;
    traceStore.setState({ place, trace: trace.problem === null ? trace : null, problem: trace.problem });
    light(trace.problem === null ? trace : null);
  } catch (error) {
    if (!mine.signal.aborted) traceStore.setState({ place, trace: null, problem: problemOf(error) });
  }
}

/** Lights the way of a column up and down, and opens the list of it beside the canvas. */
export function showTrace(place: TracePlace): void {
  traceStore.setState({ place, trace: null, problem: null });
  setPanes({ formOpen: true, right: 'node' });
  void ask(place);
}

export function clearTrace(): void {
  call?.abort();
  traceStore.setState(nothing);
  light(null);
}

// The way follows every edit; it ends with the node it begins at, or with the selection.
analysisStore.subscribe(({ analysis }, before) => {
  const { place } = traceStore.getState();
  if (place === null || analysis === before.analysis) return;
  if (analysis === null || analysis.nodes[place.node] === undefined) clearTrace();
  else void ask(place);
});
selectionStore.subscribe(({ nodes }) => {
  if (nodes.length === 0 && traceStore.getState().place !== null) clearTrace();
});
