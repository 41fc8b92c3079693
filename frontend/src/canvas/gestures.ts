/** What the mouse does on the canvas: drawing edges, dropping, menus. Handlers are constants, as the library wants. */
import type {
  Connection,
  EdgeChange,
  FinalConnectionState,
  IsValidConnection,
  OnConnectStart,
  ReactFlowInstance,
} from '@xyflow/react';
import type { MouseEvent as ReactMouseEvent } from 'react';
import { edgeId, fittingPorts, parseEnd } from '../document';
import type { Point, WorkflowDocument } from '../document';
import type { NodeType } from '../api/types';
import { currentDocument, portsOf, select, selectNode, setPanes } from '../state';
import { selectionStore } from '../state/selection';
import { cutEdges, joinPorts, moveEdge } from './actions';
import type { AddTarget } from './store';
import { itemOf } from './flow';
import type { FlowEdge, FlowNode } from './flow';
import { CARD } from './geometry';
import { splices } from './rewiring';
import { canvasStore, currentFlow, pointer, setCanvas } from './store';

type Flow = ReactFlowInstance<FlowNode, FlowEdge>;

const flow = (): Flow | null => currentFlow() as unknown as Flow | null;

export function endpointsOf(connection: Connection | FlowEdge): { from: string; to: string } {
  return {
    from: `${connection.source}.${connection.sourceHandle ?? ''}`,
    to: `${connection.target}.${connection.targetHandle ?? ''}`,
  };
}

/** Where a card stands whose middle lies under the pointer. */
export function placeUnder(event: { clientX: number; clientY: number }): Point | null {
  const at = flow()?.screenToFlowPosition({ x: event.clientX, y: event.clientY });
  return at === undefined ? null : { x: at.x - CARD / 2, y: at.y - CARD / 2 };
}

export const isValid: IsValidConnection<FlowEdge> = (connection) => {
  const { connecting } = canvasStore.getState();
  if (connecting === null) return true;
  const { from, to } = endpointsOf(connection as Connection);
  return connecting.fits.get(connecting.side === 'output' ? to : from) === null;
};

export const startConnecting: OnConnectStart = (_, { nodeId, handleId, handleType }) => {
  if (nodeId === null || handleId === null) return;
  const side = handleType === 'target' ? 'input' : 'output';
  const end = { node: nodeId, port: handleId };
  setCanvas({ connecting: { ...end, side, fits: fittingPorts(currentDocument(), end, side, portsOf) } });
};

export const connectPorts = (connection: Connection): void => {
  const { from, to } = endpointsOf(connection);
  joinPorts(parseEnd(from), parseEnd(to));
};

/** An edge dropped on empty canvas opens the search with the nodes that fit. */
function endConnecting(event: MouseEvent | TouchEvent, state: FinalConnectionState): void {
  const { connecting } = canvasStore.getState();
  setCanvas({ connecting: null });
  if (connecting === null || state.toHandle !== null || state.isValid === true) return;
  const at = 'changedTouches' in event ? event.changedTouches[0] : event;
  const now = flow();
  if (at === undefined || now === null) return;
  const screen = { x: at.clientX, y: at.clientY };
  const over = document.elementFromPoint(screen.x, screen.y);
  if (over?.closest('[data-canvas]') === null || over?.closest('.react-flow__node') !== null) return;
  const place = now.screenToFlowPosition(screen);
  setCanvas({
    quickAdd: {
      screen,
      at: { x: place.x - (connecting.side === 'output' ? 0 : CARD), y: place.y - CARD / 2 },
      port: { node: connecting.node, port: connecting.port, side: connecting.side },
    },
  });
}

export const reconnectEdge = (edge: FlowEdge, connection: Connection): void => {
  const { from, to } = endpointsOf(connection);
  moveEdge(edge.id, parseEnd(from), parseEnd(to));
};

let reconnecting = false;

export const startReconnect = (_: unknown, edge: FlowEdge, fixed: string): void => {
  reconnecting = true;
  const { from, to } = endpointsOf(edge);
  const without = {
    ...currentDocument(),
    edges: currentDocument().edges.filter((other) => edgeId(other) !== edge.id),
  };
  const side = fixed === 'source' ? 'input' : 'output';
  const end = parseEnd(side === 'output' ? from : to);
  setCanvas({ connecting: { ...end, side, fits: fittingPorts(without, end, side, portsOf) } });
};

export const endReconnect = (event: MouseEvent | TouchEvent, edge: FlowEdge, _: unknown, state: FinalConnectionState): void => {
  reconnecting = false;
  setCanvas({ connecting: null });
  const at = 'changedTouches' in event ? event.changedTouches[0] : event;
  const over = at === undefined ? null : document.elementFromPoint(at.clientX, at.clientY);
  // An end pulled off and dropped on empty canvas cuts the edge.
  if (state.toHandle === null && over?.classList.contains('react-flow__pane') === true) cutEdges([edge.id]);
};

export const endConnection = (event: MouseEvent | TouchEvent, state: FinalConnectionState): void => {
  if (!reconnecting) endConnecting(event, state);
};

type SelectChange = { type: string; id?: string; selected?: boolean };

/** Carries the library's changes of selection into the editor's own. */
export function applySelection(changes: readonly SelectChange[], edges: boolean): void {
  if (!changes.some(({ type }) => type === 'select')) return;
  const now = selectionStore.getState();
  const next = {
    nodes: new Set(now.nodes),
    groups: new Set(now.groups),
    notes: new Set(now.notes),
    edges: new Set(now.edges),
  };
  for (const change of changes) {
    if (change.type !== 'select' || change.id === undefined) continue;
    const { kind, id } = edges ? { kind: 'edges' as const, id: change.id } : itemOf(change.id);
    if (change.selected === true) next[kind].add(id);
    else next[kind].delete(id);
  }
  select({ nodes: [...next.nodes], groups: [...next.groups], notes: [...next.notes], edges: [...next.edges] });
}

export const changeEdges = (changes: EdgeChange<FlowEdge>[]): void => applySelection(changes, true);

/** A plain click on one of several selected things leaves that one selected. */
export const clickNode = (event: ReactMouseEvent, node: FlowNode): void => {
  if (event.shiftKey || event.ctrlKey || event.metaKey) return;
  const { kind, id } = itemOf(node.id);
  if (kind === 'nodes') selectNode(id);
  else select({ [kind]: [id] });
};

const screenOf = (event: { clientX: number; clientY: number }): Point => ({ x: event.clientX, y: event.clientY });

export const openNodeMenu = (event: ReactMouseEvent, node: FlowNode): void => {
  event.preventDefault();
  const { kind, id } = itemOf(node.id);
  const now = selectionStore.getState();
  if (kind === 'nodes') {
    if (!now.nodes.includes(id)) selectNode(id);
  } else if (!now[kind].includes(id)) select({ [kind]: [id] });
  const target = kind === 'nodes' ? 'node' : kind === 'groups' ? 'group' : 'note';
  setCanvas({ menu: { target: { kind: target, id }, screen: screenOf(event) } });
};

export const openEdgeMenu = (event: ReactMouseEvent, edge: FlowEdge): void => {
  event.preventDefault();
  select({ edges: [edge.id] });
  setCanvas({ menu: { target: { kind: 'edge', id: edge.id }, screen: screenOf(event) } });
};

export const openPaneMenu = (event: ReactMouseEvent | MouseEvent): void => {
  event.preventDefault();
  const at = placeUnder(event);
  if (at === null) return;
  pointer.x = event.clientX;
  pointer.y = event.clientY;
  pointer.inside = true;
  setCanvas({ menu: { target: { kind: 'pane', at }, screen: screenOf(event) } });
};

export const openSelectionMenu = (event: ReactMouseEvent): void => {
  event.preventDefault();
  const [node] = selectionStore.getState().nodes;
  if (node !== undefined) setCanvas({ menu: { target: { kind: 'node', id: node }, screen: screenOf(event) } });
};

export const openForm = (_: ReactMouseEvent, node: FlowNode): void => {
  if (node.type === 'card') setPanes({ formOpen: true, right: 'node' });
};

/** The edge under a point of the page; null when there is none. */
export function edgeAt(x: number, y: number): string | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const id = element.closest('.react-flow__edge')?.getAttribute('data-id');
    if (id !== null && id !== undefined) return id;
  }
  return null;
}

/** The node's card under a point of the page; null when there is none. */
export function nodeAt(x: number, y: number): string | null {
  return document.elementFromPoint(x, y)?.closest('[data-node]')?.getAttribute('data-node') ?? null;
}

let asked = 0;
let latest: FlowNode | null = null;

function lightEdge(): void {
  asked = 0;
  const node = latest;
  if (node === null) return;
  const screen = flow()?.flowToScreenPosition({ x: node.position.x + CARD / 2, y: node.position.y + CARD / 2 });
  const found = screen === undefined ? null : edgeAt(screen.x, screen.y);
  const edge = found !== null && splices(currentDocument(), node.id, found) ? found : null;
  if (canvasStore.getState().dropEdge !== edge) setCanvas({ dropEdge: edge });
}

/** While one node is dragged: the edge it would be put into lights up; looked for once a frame. */
export const overEdge = (_: unknown, node: FlowNode, all: FlowNode[]): void => {
  latest = all.length === 1 && node.type === 'card' ? node : null;
  if (latest !== null && asked === 0) asked = requestAnimationFrame(lightEdge);
};

/** Takes the edge that lights up, and puts the light out. */
export function takeDropEdge(): string | null {
  cancelAnimationFrame(asked);
  if (asked !== 0) lightEdge();
  latest = null;
  const { dropEdge } = canvasStore.getState();
  if (dropEdge !== null) setCanvas({ dropEdge: null });
  return dropEdge;
}

const NEAR_X = 88;
const NEAR_Y = 36;

/** What a node let go here is joined to by itself: the free output of a node close at its left. */
export function neighbourTarget(workflow: WorkflowDocument, type: NodeType, at: Point): AddTarget {
  const taken = new Set(workflow.edges.map((edge) => edge.from));
  let best: { target: AddTarget; far: number } | null = null;
  for (const node of workflow.nodes) {
    const place = workflow.layout.nodes[node.id];
    if (place === undefined) continue;
    const dx = at.x - place.x - CARD;
    const dy = Math.abs(at.y - place.y);
    if (dx < 0 || dx > NEAR_X || dy > NEAR_Y) continue;
    const output = portsOf(node.id, workflow).outputs.find((port) => !port.side);
    if (output === undefined || taken.has(`${node.id}.${output.id}`)) continue;
    if (!type.inputs.some((port) => port.kind === output.kind)) continue;
    const far = dx + 2 * dy;
    if (best === null || far < best.far) best = { far, target: { port: { node: node.id, port: output.id, side: 'output' } } };
  }
  return best?.target ?? {};
}
