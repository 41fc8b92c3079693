import { create } from 'zustand';
import type { NodeRun, Problem, Run } from '../api/types';

export interface LiveRun {
  /** The run going on, or the last one of this workflow; null before the first. */
  run: Run | null;
  nodes: Record<string, NodeRun>;
  problems: Problem[];
  /** True while the run waits or works. */
  active: boolean;
  /** Keys of the nodes when the run ended: an error is shown until the node changes. */
  keys: Record<string, string | null>;
}

const none: LiveRun = { run: null, nodes: {}, problems: [], active: false, keys: {} };

export const runStore = create<LiveRun>()(() => none);

export function isActive(run: Run | null): boolean {
  return run !== null && (run.state === 'queued' || run.state === 'running');
}

/** The run going on, or the last one. */
export function useRunState(): LiveRun {
  return runStore();
}

/** What the last run says of one node. */
export function useNodeRun(id: string | null): NodeRun | undefined {
  return runStore((state) => (id === null ? undefined : state.nodes[id]));
}

export function clearRun(): void {
  runStore.setState(none, true);
}
