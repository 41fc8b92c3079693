import { Graph, layout } from '@dagrejs/dagre';
import { columnsOf, rowsOf } from './lanes';
import type { TidyEdge } from './lanes';

export interface TidyJob {
  nodes: string[];
  edges: TidyEdge[];
  pitchX: number;
  pitchY: number;
  size: number;
}

export type TidyAnswer = Record<string, { x: number; y: number }>;

/** dagre needs many seconds beyond this. */
const MOST_FOR_DAGRE = 400;

/** Columns as dagre finds them: edges short, nothing pushed to the left without need. */
function dagreColumns(job: TidyJob): Map<string, number> {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 8, ranksep: job.pitchX - job.size, edgesep: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of job.nodes) graph.setNode(id, { width: job.size, height: job.size });
  job.edges.forEach((edge, index) => {
    graph.setEdge(edge.from, edge.to, { weight: edge.main ? 8 : 1, minlen: 1 }, String(index));
  });
  layout(graph);
  const places = new Map(job.nodes.map((id) => [id, Math.round((graph.node(id) as { x: number }).x)]));
  const order = [...new Set(places.values())].sort((one, other) => one - other);
  const ranks = new Map(order.map((x, index) => [x, index]));
  return new Map([...places].map(([id, x]) => [id, ranks.get(x) ?? 0]));
}

/** Columns from dagre, rows so that every chain is a straight line. */
function arrange(job: TidyJob): TidyAnswer {
  const column = job.nodes.length > MOST_FOR_DAGRE ? columnsOf(job.nodes, job.edges) : dagreColumns(job);
  const row = rowsOf(job.nodes, job.edges, column);
  return Object.fromEntries(
    job.nodes.map((id) => [id, { x: (column.get(id) ?? 0) * job.pitchX, y: (row.get(id) ?? 0) * job.pitchY }]),
  );
}

self.addEventListener('message', (event: MessageEvent<TidyJob>) => {
  self.postMessage(arrange(event.data));
});
