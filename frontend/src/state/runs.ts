/** Starting, watching and cancelling a run. */
import { api, problemOf, queries } from '../api';
import type { ServerEvent } from '../api';
import type { Settings } from '../document';
import { analysisStore } from './analysis';
import { askRun, asksParameters } from './asking';
import { currentDocument } from './document';
import { isActive, runStore } from './run';
import { requestAnalysis } from './session';
import { currentPath, report } from './workspace';

function keysNow(): Record<string, string | null> {
  const nodes = analysisStore.getState().analysis?.nodes ?? {};
  return Object.fromEntries(Object.entries(nodes).map(([id, node]) => [id, node.key]));
}

/** Starts a run of the whole workflow or of what leads to the given nodes. */
export async function startRun(targets: string[] | null = null, parameters?: Settings): Promise<void> {
  const path = currentPath();
  if (path === '' || runStore.getState().active) return;
  if (parameters === undefined && asksParameters() && currentDocument().parameters.length > 0) {
    askRun(targets);
    return;
  }
  try {
    const run = await api.startRun({ path, document: currentDocument(), targets, parameters: parameters ?? {} });
    const now = runStore.getState();
    // Events can overtake the answer: what they have told of this run already stays.
    if (now.run?.id !== run.id) {
      runStore.setState({ run, nodes: {}, problems: [], active: isActive(run), keys: keysNow() });
    }
    report(null);
    if (!isActive(run)) await refreshRun();
  } catch (error) {
    report(problemOf(error));
  }
}

/** Stops the run that is going on. */
export async function cancelRun(): Promise<void> {
  const { run, active } = runStore.getState();
  if (run === null || !active) return;
  try {
    await api.cancelRun(run.id);
  } catch (error) {
    report(problemOf(error));
  }
}

/** Asks for the whole truth of the run on the screen: after a break of the line, or when it has ended. */
export async function refreshRun(): Promise<void> {
  const { run } = runStore.getState();
  if (run === null) return;
  const details = await api.run(run.id).catch(() => null);
  if (details === null || runStore.getState().run?.id !== run.id) return;
  runStore.setState({
    run: details.run,
    nodes: details.nodes,
    problems: details.problems,
    active: isActive(details.run),
  });
}

/** Shows what the last run of a workflow left, when it is opened. */
export async function attachLastRun(path: string): Promise<void> {
  const runs = await api.runs(path).catch(() => []);
  const last = runs[0];
  if (last === undefined || currentPath() !== path || runStore.getState().run !== null) return;
  runStore.setState({ run: last, nodes: {}, problems: [], active: isActive(last), keys: {} });
  if (isActive(last)) await refreshRun();
}

/** Node states come many a second: they are put together and shown once a frame. */
let gathered: Extract<ServerEvent, { type: 'nodes' }>[] = [];
let frame = 0;

function showGathered(): void {
  frame = 0;
  const events = gathered;
  gathered = [];
  runStore.setState((state) => {
    const nodes = { ...state.nodes };
    for (const event of events) {
      if (state.run === null || event.run_id === state.run.id) Object.assign(nodes, event.nodes);
    }
    return { nodes };
  });
}

export function onRunEvent(event: Extract<ServerEvent, { type: 'run' | 'nodes' }>): void {
  if (event.type === 'nodes') {
    gathered.push(event);
    if (frame === 0) frame = requestAnimationFrame(showGathered);
    return;
  }
  const { run } = event;
  if (run.path !== currentPath()) return;
  const now = runStore.getState();
  const fresh = now.run?.id !== run.id;
  if (fresh && !isActive(run) && now.active) return;
  runStore.setState({
    run,
    active: isActive(run),
    ...(fresh ? { nodes: {}, problems: [], keys: keysNow() } : {}),
  });
  if (!isActive(run)) {
    void refreshRun();
    requestAnalysis();
    void queries.invalidateQueries({ queryKey: ['runs', run.path] });
    void queries.invalidateQueries({ queryKey: ['run', run.id] });
  }
}
