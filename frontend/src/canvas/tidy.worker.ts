import { Graph, layout } from '@dagrejs/dagre';

export interface TidyJob {
  nodes: string[];
  edges: { from: string; to: string; main: boolean }[];
  pitchX: number;
  pitchY: number;
  size: number;
}

export type TidyAnswer = Record<string, { x: number; y: number }>;

/** Columns and rows from dagre; the main chain weighs most, so that it comes out straight. */
function arrange(job: TidyJob): TidyAnswer {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: 'LR',
    nodesep: job.pitchY - job.size,
    ranksep: job.pitchX - job.size,
    edgesep: 16,
    marginx: 0,
    marginy: 0,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of job.nodes) graph.setNode(id, { width: job.size, height: job.size });
  job.edges.forEach((edge, index) => {
    graph.setEdge(edge.from, edge.to, { weight: edge.main ? 8 : 1, minlen: 1 }, String(index));
  });
  layout(graph);
  return Object.fromEntries(
    job.nodes.map((id) => {
      const { x, y } = graph.node(id) as { x: number; y: number };
      return [id, { x: x - job.size / 2, y: y - job.size / 2 }];
    }),
  );
}

self.addEventListener('message', (event: MessageEvent<TidyJob>) => {
  self.postMessage(arrange(event.data));
});
