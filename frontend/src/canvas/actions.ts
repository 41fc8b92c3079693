/** What a person does on the canvas, each as one undo step. */
import type { NodeType, Port } from '../api/types';
import {
  addNode,
  connect,
  disconnect,
  fittingPorts,
  insertOnEdge,
  misfit,
  move,
  parseEnd,
  reconnect,
  removeItems,
  setFlag,
  setTitle,
} from '../document';
import type { Endpoint, Flag, Point, WorkflowDocument } from '../document';
import { language, t } from '../i18n';
import { currentDocument, edit, portsOf, selectNode } from '../state';
import { selectionStore } from '../state/selection';
import { CARD, PITCH_X, PITCH_Y, snap } from './geometry';
import { nodeTitle } from './look';
import { replaces, throughPorts } from './rewiring';
import { currentFlow, pointer, setCanvas } from './store';
import type { AddTarget } from './store';

/** The port of a fresh node of this type that an edge from the given port can be joined to. */
export function portFor(type: NodeType, target: AddTarget, document: WorkflowDocument): Port | null {
  if (target.port === undefined) return null;
  const { port: end } = target;
  const ports = portsOf(end.node, document);
  const own = (end.side === 'output' ? ports.outputs : ports.inputs).find((port) => port.id === end.port);
  const others = end.side === 'output' ? type.inputs : type.outputs;
  const fitting = others.filter((port) => port.kind === own?.kind);
  return fitting.find((port) => !port.side) ?? fitting[0] ?? null;
}

/** Whether a node of this type can be put where the search was opened. */
export function typeFits(type: NodeType, target: AddTarget, document: WorkflowDocument): boolean {
  if (target.replace !== undefined) return replaces(type, target.replace, document);
  if (target.edge !== undefined) return throughPorts(type) !== null;
  return target.port === undefined || portFor(type, target, document) !== null;
}

const ALIGN = 16;

/** The place put on the line of a node that stands at nearly the same height, so that edges come out straight. */
export function aligned(document: WorkflowDocument, wanted: Point): Point {
  let best: { y: number; off: number } | null = null;
  for (const { id } of document.nodes) {
    const at = document.layout.nodes[id];
    if (at === undefined) continue;
    const off = Math.abs(at.y - wanted.y);
    if (off <= ALIGN && (best === null || off < best.off)) best = { y: at.y, off };
  }
  return best === null ? wanted : { x: wanted.x, y: best.y };
}

/** A place for a node near the wanted one where it covers no other card. */
export function freePlace(document: WorkflowDocument, wanted: Point): Point {
  const taken = Object.entries(document.layout.nodes)
    .filter(([id]) => document.nodes.some((node) => node.id === id))
    .map(([, point]) => point);
  const place = { x: snap(wanted.x), y: Math.round(wanted.y) };
  const covers = (): boolean =>
    taken.some((point) => Math.abs(point.x - place.x) < CARD + 16 && Math.abs(point.y - place.y) < CARD + 40);
  for (let tries = 0; tries < 40 && covers(); tries += 1) place.y += PITCH_Y;
  return place;
}

function besidePort(document: WorkflowDocument, end: Endpoint & { side: 'input' | 'output' }): Point {
  const at = document.layout.nodes[end.node] ?? { x: 0, y: 0 };
  const ports = portsOf(end.node, document);
  const order = (end.side === 'output' ? ports.outputs : ports.inputs).findIndex((port) => port.id === end.port);
  return freePlace(document, {
    x: at.x + (end.side === 'output' ? PITCH_X : -PITCH_X),
    y: at.y + (end.side === 'output' ? 1 : -1) * Math.max(0, order) * PITCH_Y,
  });
}

function joined(
  document: WorkflowDocument,
  id: string,
  type: NodeType,
  target: AddTarget,
): WorkflowDocument {
  if (target.edge !== undefined) {
    const through = throughPorts(type);
    return through === null ? document : insertOnEdge(document, target.edge, id, through);
  }
  const port = portFor(type, target, document);
  if (port === null || target.port === undefined) return document;
  const end: Endpoint = { node: target.port.node, port: target.port.port };
  const made: Endpoint = { node: id, port: port.id };
  if (target.port.side === 'output') return connect(document, end, made, port.multiple);
  const own = portsOf(end.node, document).inputs.find((other) => other.id === end.port);
  return connect(document, made, end, own?.multiple === true);
}

/** Moves what stands behind an edge to the right when the new node would not fit into the gap. */
function widened(document: WorkflowDocument, edge: string): { document: WorkflowDocument; at: Point | null } {
  const [from = '', to = ''] = edge.split('->');
  const source = document.layout.nodes[parseEnd(from).node];
  const target = document.layout.nodes[parseEnd(to).node];
  if (source === undefined || target === undefined) return { document, at: null };
  const at = { x: source.x + PITCH_X, y: source.y };
  const lacking = source.x + 2 * PITCH_X - target.x;
  if (lacking <= 0 || target.x <= source.x) {
    return { document, at: target.x <= source.x ? at : { x: snap((source.x + target.x) / 2), y: source.y } };
  }
  const nodes = Object.fromEntries(
    Object.entries(document.layout.nodes)
      .filter(([, point]) => point.x >= target.x)
      .map(([id, point]) => [id, { x: point.x + lacking, y: point.y }]),
  );
  return { document: move(document, { nodes }), at };
}

/** Puts a new node on the canvas, joined to what it was asked for from, and selects it.
 *
 * @param at its upper left corner in canvas pixels; null for a place beside what it is joined to
 */
export function addNodeOf(type: NodeType, at: Point | null, target: AddTarget = {}, settings?: NodeType['defaults']): string {
  let id = '';
  edit(
    (document) => {
      let base = document;
      let place = at;
      if (target.edge !== undefined) {
        const made = widened(document, target.edge);
        base = made.document;
        place = made.at ?? at;
      } else if (place === null && target.port !== undefined) place = besidePort(document, target.port);
      const free = target.edge === undefined ? freePlace(base, aligned(base, place ?? { x: 0, y: 0 })) : (place ?? { x: 0, y: 0 });
      const made = addNode(
        base,
        { type: type.id, version: type.version, settings: settings ?? structuredClone(type.defaults) },
        free,
      );
      id = made.id;
      return joined(made.document, made.id, type, target);
    },
    t('canvas.edit.add', { title: type.title[language()] }),
  );
  selectNode(id);
  return id;
}

/** The middle of what is seen of the canvas, or the pointer when it is over it: in canvas pixels. */
export function placeInSight(): Point {
  const flow = currentFlow();
  if (flow === null) return { x: 0, y: 0 };
  if (pointer.inside) {
    const at = flow.screenToFlowPosition({ x: pointer.x, y: pointer.y });
    return { x: at.x - CARD / 2, y: at.y - CARD / 2 };
  }
  const box = document.querySelector('[data-canvas]')?.getBoundingClientRect();
  if (box === undefined) return { x: 0, y: 0 };
  const at = flow.screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2 });
  return { x: at.x - CARD / 2, y: at.y - CARD / 2 };
}

/** Whether a place of the canvas is on the screen. */
export function inSight(place: Point): boolean {
  const box = document.querySelector('[data-canvas]')?.getBoundingClientRect();
  const flow = currentFlow();
  if (flow === null || box === undefined) return false;
  const at = flow.flowToScreenPosition(place);
  return at.x >= box.left && at.x <= box.right - CARD && at.y >= box.top && at.y <= box.bottom - CARD;
}

/** Opens the search for a node: at the pointer, or in the middle of the canvas.
 *
 * A selected edge takes the node into itself, a node with the keyboard gets it joined to its output.
 */
export function openQuickAdd(): void {
  const box = document.querySelector('[data-canvas]')?.getBoundingClientRect();
  const screen = pointer.inside
    ? { x: pointer.x, y: pointer.y }
    : { x: (box?.left ?? 0) + (box?.width ?? 600) / 2 - 144, y: (box?.top ?? 0) + 48 };
  const { node, nodes, edges } = selectionStore.getState();
  if (edges.length === 1 && nodes.length === 0) {
    setCanvas({ quickAdd: { screen, at: { x: Number.NaN, y: Number.NaN }, edge: edges[0] ?? '' } });
    return;
  }
  const output = node === null || pointer.inside ? undefined : portsOf(node).outputs[0];
  setCanvas({
    quickAdd:
      node !== null && output !== undefined && document.activeElement?.closest('.react-flow__node') !== null
        ? { screen, at: { x: Number.NaN, y: Number.NaN }, port: { node, port: output.id, side: 'output' } }
        : { screen, at: placeInSight() },
  });
}

/** Joins two ports when they fit. */
export function joinPorts(from: Endpoint, to: Endpoint): void {
  const document = currentDocument();
  if (misfit(document, from, to, portsOf) !== null) return;
  const input = portsOf(to.node).inputs.find((port) => port.id === to.port);
  edit((now) => connect(now, from, to, input?.multiple === true), t('canvas.edit.connect'));
}

/** Moves an end of an edge to another port when it fits there. */
export function moveEdge(id: string, from: Endpoint, to: Endpoint): void {
  const without = disconnect(currentDocument(), [id]);
  if (misfit(without, from, to, portsOf) !== null) return;
  const input = portsOf(to.node).inputs.find((port) => port.id === to.port);
  edit((now) => reconnect(now, id, from, to, input?.multiple === true), t('canvas.edit.connect'));
}

export function cutEdges(ids: string[]): void {
  edit((document) => disconnect(document, ids), t('canvas.edit.disconnect'));
}

/** Ports that an output could be joined to, with the titles of their nodes: for joining by keyboard. */
export function joinable(from: Endpoint): { end: Endpoint; port: Port; title: string }[] {
  const document = currentDocument();
  const fits = fittingPorts(document, from, 'output', portsOf);
  return [...fits]
    .filter(([, why]) => why === null)
    .flatMap(([key]) => {
      const end = parseEnd(key);
      const port = portsOf(end.node).inputs.find((other) => other.id === end.port);
      return port === undefined ? [] : [{ end, port, title: nodeTitle(end.node, language()) }];
    });
}

/** Removes what is selected; the neighbours of a removed node are joined. */
export function removeSelected(): void {
  const { nodes, edges, groups, notes } = selectionStore.getState();
  if (nodes.length + edges.length + groups.length + notes.length === 0) return;
  edit((document) => removeItems(document, { nodes, edges, groups, notes }, portsOf), t('canvas.edit.remove'));
}

export function removeNode(id: string): void {
  edit((document) => removeItems(document, { nodes: [id] }, portsOf), t('canvas.edit.remove'));
}

/** Gives a node a title; the same text, or none, leaves or brings back its own. */
export function renameNode(id: string, title: string, shown: string): void {
  if (title === shown) return;
  edit((document) => setTitle(document, id, title === '' ? null : title), t('canvas.edit.rename'));
}

/** Switches a mark of nodes on, or off when all have it. */
export function toggleFlag(flag: Flag, ids: string[] = selectionStore.getState().nodes): void {
  const document = currentDocument();
  const on = ids.some((id) => document.nodes.find((node) => node.id === id)?.[flag] !== true);
  edit((now) => setFlag(now, ids, flag, on), t(`canvas.edit.${flag}`));
}


export { duplicateSelected } from './clips';
export { focusNode } from './walking';
