import type { NodeRun, Run } from '../api/types';
import type { IconName } from '../ui';

/** The icon and the colour of a run's state. */
export function runSign(state: Run['state']): { icon: IconName; tone: string } {
  if (state === 'succeeded') return { icon: 'check', tone: 'var(--ok)' };
  if (state === 'failed') return { icon: 'bang', tone: 'var(--err)' };
  if (state === 'queued' || state === 'running') return { icon: 'ring', tone: 'var(--accent)' };
  return { icon: 'off', tone: 'var(--text3)' };
}

export interface Bar {
  node: string;
  state: NodeRun['state'];
  /** Share of the whole length before the bar and in it, percent. */
  from: number;
  width: number;
  seconds: number | null;
}

/** The times of a run's nodes one after another, as bars of a common length.
 *
 * @param order ids of the nodes in the order they are computed
 */
export function barsOf(nodes: Readonly<Record<string, NodeRun>>, order: readonly string[]): Bar[] {
  const ids = [...order.filter((id) => id in nodes), ...Object.keys(nodes).filter((id) => !order.includes(id))];
  const total = ids.reduce((sum, id) => sum + (nodes[id]?.seconds ?? 0), 0);
  let before = 0;
  return ids.flatMap((node) => {
    const run = nodes[node];
    if (run === undefined) return [];
    const seconds = run.seconds ?? 0;
    const bar: Bar = {
      node,
      state: run.state,
      from: total === 0 ? 0 : (before / total) * 100,
      width: total === 0 ? 0 : (seconds / total) * 100,
      seconds: run.seconds,
    };
    before += seconds;
    return [bar];
  });
}
