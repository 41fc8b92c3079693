import { ownProblem } from '../api';
import { hiddenItems, move, nodeOf, parseEnd } from '../document';
import type { Box, Point, WorkflowDocument } from '../document';
import { t } from '../i18n';
import { currentDocument, edit, portsOf, report } from '../state';
import { selectionStore } from '../state/selection';
import { boundsOf, fitBox } from './fit';
import { CARD, LABEL, PITCH_X, PITCH_Y, snap } from './geometry';
import type { TidyAnswer, TidyJob } from './tidy.worker';

function jobOf(document: WorkflowDocument, ids: readonly string[]): TidyJob {
  const chosen = new Set(ids);
  const edges = document.edges.flatMap((edge) => {
    const from = parseEnd(edge.from);
    const to = parseEnd(edge.to);
    if (!chosen.has(from.node) || !chosen.has(to.node) || from.node === to.node) return [];
    const input = portsOf(to.node, document).inputs.find((port) => !port.side);
    const output = portsOf(from.node, document).outputs.find((port) => !port.side);
    return [{ from: from.node, to: to.node, main: input?.id === to.port && output?.id === from.port }];
  });
  return { nodes: [...ids], edges, pitchX: PITCH_X, pitchY: PITCH_Y + 24, size: CARD };
}

function arranged(job: TidyJob): Promise<TidyAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./tidy.worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', (event: MessageEvent<TidyAnswer>) => {
      worker.terminate();
      resolve(event.data);
    });
    worker.addEventListener('error', (event) => {
      worker.terminate();
      reject(new Error(event.message));
    });
    worker.postMessage(job);
  });
}

/** Frames follow their nodes: the box round the members, a title's height above them. */
function framesAround(document: WorkflowDocument, moved: ReadonlySet<string>): Record<string, Box> {
  const boxes: Record<string, Box> = {};
  for (const group of document.groups) {
    if (group.collapsed === true) continue;
    const members = group.nodes?.filter((id) => document.layout.nodes[id] !== undefined) ?? [];
    if (members.length === 0 || !members.some((id) => moved.has(id))) continue;
    const points = members.flatMap((id) => document.layout.nodes[id] ?? []);
    const x = Math.min(...points.map((point) => point.x)) - 32;
    const y = Math.min(...points.map((point) => point.y)) - 32;
    boxes[group.id] = {
      x,
      y,
      width: Math.max(...points.map((point) => point.x)) + CARD + 32 - x,
      height: Math.max(...points.map((point) => point.y)) + CARD + LABEL - y,
    };
  }
  return boxes;
}

/** Lays the workflow, or what is selected of it, from left to right; one undo step.
 *
 * Nodes in folded groups stay where they are. What was edited while the worker was busy keeps its edit: only places of
 * nodes that still exist are written.
 */
export async function tidy(): Promise<void> {
  const before = currentDocument();
  const { nodes: selected } = selectionStore.getState();
  const hidden = hiddenItems(before).nodes;
  const ids = (selected.length > 1 ? selected : before.nodes.map((node) => node.id)).filter((id) => !hidden.has(id));
  if (ids.length < 2) return;
  const answer = await arranged(jobOf(before, ids)).catch(() => null);
  if (answer === null) {
    report(
      ownProblem(
        'not_tidied',
        'Разложить не получилось. Повторите или разложите часть: выделите несколько узлов.',
        'The layout failed. Try again, or lay out a part: select several nodes.',
      ),
    );
    return;
  }
  const corner = (points: Point[]): Point =>
    points.length === 0
      ? { x: 0, y: 0 }
      : { x: Math.min(...points.map((point) => point.x)), y: Math.min(...points.map((point) => point.y)) };
  const old = corner(ids.flatMap((id) => before.layout.nodes[id] ?? []));
  const made = corner(Object.values(answer));
  edit((document) => {
    const places = Object.fromEntries(
      Object.entries(answer)
        .filter(([id]) => nodeOf(document, id) !== undefined)
        .map(([id, point]) => [id, { x: snap(point.x - made.x + old.x), y: snap(point.y - made.y + old.y) }]),
    );
    const moved = Object.entries(places).some(([id, point]) => {
      const was = document.layout.nodes[id];
      return was?.x !== point.x || was.y !== point.y;
    });
    if (!moved) return document;
    const next = move(document, { nodes: places });
    const frames = framesAround(next, new Set(ids));
    return {
      ...next,
      layout: { ...next.layout, groups: { ...next.layout.groups, ...frames } },
    };
  }, t('canvas.edit.tidy'));
  fitBox(boundsOf(currentDocument()));
}
