import { Background, BackgroundVariant, ReactFlow, ReactFlowProvider, SelectionMode } from '@xyflow/react';
import type {
  Connection,
  EdgeChange,
  EdgeTypes,
  FinalConnectionState,
  IsValidConnection,
  NodeChange,
  NodeTypes,
  OnConnectStart,
  ReactFlowInstance,
  Viewport,
} from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { DragEvent as ReactDragEvent, MouseEvent as ReactMouseEvent } from 'react';
import '@xyflow/react/dist/style.css';
import { edgeId, fittingPorts, parseEnd } from '../document';
import type { Point } from '../document';
import { useLanguage, useTranslation } from '../i18n';
import {
  currentDocument,
  portsOf,
  select,
  selectNode,
  setPanes,
  useAnalysis,
  useCatalogue,
  useDocument,
  usePanes,
  useSelection,
  useWorkspace,
} from '../state';
import { selectionStore } from '../state/selection';
import { ConnectDialog } from './ConnectDialog';
import { EmptyCanvas } from './EmptyCanvas';
import { FrameBox, NoteCard } from './FrameBox';
import { Minimap } from './Minimap';
import { NodeCard } from './NodeCard';
import { NodeMenu } from './NodeMenu';
import { QuickAdd } from './QuickAdd';
import { DrawnLine, FlowLine } from './FlowLine';
import { ToolStrip } from './ToolStrip';
import { addNodeOf, cutEdges, joinPorts, moveEdge } from './actions';
import { commitDrag, dragged } from './dragging';
import { addFiles } from './files';
import { boundsOf, fitBox } from './fit';
import { FlowBuilder, itemOf } from './flow';
import type { FlowEdge, FlowNode } from './flow';
import { CARD, GRID } from './geometry';
import { nodeTitle } from './look';
import { canvasStore, pointer, setCanvas, setFlow } from './store';
import css from './canvas.module.css';

const nodeTypes: NodeTypes = { card: NodeCard, frame: FrameBox, note: NoteCard };
const edgeTypes: EdgeTypes = { flow: FlowLine };
const panButtons = [1, 2];
const snapGrid: [number, number] = [GRID, GRID];
const multiKeys = ['Meta', 'Control', 'Shift'];
const zoomKeys = ['Meta', 'Control'];
const CULL_ABOVE = 150;
const noDrag: Readonly<Record<string, Point>> = {};

/** The kind of data a palette item carries while it is dragged. */
export const PALETTE_DATA = 'application/x-kanva-node-type';

function detailAt(zoom: number): string {
  if (zoom >= 0.895) return 'full';
  if (zoom >= 0.5) return 'titles';
  return zoom >= 0.25 ? 'tiles' : 'squares';
}

function endpointsOf(connection: Connection | FlowEdge): { from: string; to: string } {
  return {
    from: `${connection.source}.${connection.sourceHandle ?? ''}`,
    to: `${connection.target}.${connection.targetHandle ?? ''}`,
  };
}

const isValid: IsValidConnection<FlowEdge> = (connection) => {
  const { connecting } = canvasStore.getState();
  if (connecting === null) return true;
  const { from, to } = endpointsOf(connection as Connection);
  return connecting.fits.get(connecting.side === 'output' ? to : from) === null;
};

const startConnecting: OnConnectStart = (_, { nodeId, handleId, handleType }) => {
  if (nodeId === null || handleId === null) return;
  const side = handleType === 'target' ? 'input' : 'output';
  const end = { node: nodeId, port: handleId };
  setCanvas({ connecting: { ...end, side, fits: fittingPorts(currentDocument(), end, side, portsOf) } });
};

const connectPorts = (connection: Connection): void => {
  const { from, to } = endpointsOf(connection);
  joinPorts(parseEnd(from), parseEnd(to));
};

/** An edge dropped on empty canvas opens the search with the nodes that fit. */
function endConnecting(event: MouseEvent | TouchEvent, state: FinalConnectionState): void {
  const { connecting } = canvasStore.getState();
  setCanvas({ connecting: null });
  if (connecting === null || state.toHandle !== null || state.isValid === true) return;
  const at = 'changedTouches' in event ? event.changedTouches[0] : event;
  const flow = instance;
  if (at === undefined || flow === null) return;
  const screen = { x: at.clientX, y: at.clientY };
  const over = document.elementFromPoint(screen.x, screen.y);
  if (over?.closest('[data-canvas]') === null || over?.closest('.react-flow__node') !== null) return;
  const place = flow.screenToFlowPosition(screen);
  setCanvas({
    quickAdd: {
      screen,
      at: { x: place.x - (connecting.side === 'output' ? 0 : CARD), y: place.y - CARD / 2 },
      port: { node: connecting.node, port: connecting.port, side: connecting.side },
    },
  });
}

let instance: ReactFlowInstance<FlowNode, FlowEdge> | null = null;

function applySelection(changes: readonly { type: string; id?: string; selected?: boolean }[], edges: boolean): void {
  const now = selectionStore.getState();
  const next = {
    nodes: new Set(now.nodes),
    groups: new Set(now.groups),
    notes: new Set(now.notes),
    edges: new Set(now.edges),
  };
  let changed = false;
  for (const change of changes) {
    if (change.type !== 'select' || change.id === undefined) continue;
    changed = true;
    const { kind, id } = edges ? { kind: 'edges' as const, id: change.id } : itemOf(change.id);
    if (change.selected === true) next[kind].add(id);
    else next[kind].delete(id);
  }
  if (changed) {
    select({
      nodes: [...next.nodes],
      groups: [...next.groups],
      notes: [...next.notes],
      edges: [...next.edges],
    });
  }
}

const changeEdges = (changes: EdgeChange<FlowEdge>[]): void => applySelection(changes, true);

const openMenu = (event: ReactMouseEvent, node: FlowNode): void => {
  event.preventDefault();
  if (node.type !== 'card') return;
  if (!selectionStore.getState().nodes.includes(node.id)) selectNode(node.id);
  setCanvas({ menu: { node: node.id, screen: { x: event.clientX, y: event.clientY } } });
};

const openForm = (_: ReactMouseEvent, node: FlowNode): void => {
  if (node.type === 'card') setPanes({ formOpen: true, right: 'node' });
};

const noContextMenu = (event: ReactMouseEvent | MouseEvent): void => event.preventDefault();

const reconnectEdge = (edge: FlowEdge, connection: Connection): void => {
  const { from, to } = endpointsOf(connection);
  moveEdge(edge.id, parseEnd(from), parseEnd(to));
};

let reconnecting = false;
const startReconnect = (_: unknown, edge: FlowEdge, fixed: string): void => {
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
const endReconnect = (event: MouseEvent | TouchEvent, edge: FlowEdge, _: unknown, state: FinalConnectionState): void => {
  reconnecting = false;
  setCanvas({ connecting: null });
  const at = 'changedTouches' in event ? event.changedTouches[0] : event;
  const over = at === undefined ? null : document.elementFromPoint(at.clientX, at.clientY);
  // An end pulled off and dropped on empty canvas cuts the edge.
  if (state.toHandle === null && over?.classList.contains('react-flow__pane') === true) cutEdges([edge.id]);
};

const endConnection = (event: MouseEvent | TouchEvent, state: FinalConnectionState): void => {
  if (!reconnecting) endConnecting(event, state);
};

const trackPointer = (event: ReactMouseEvent): void => {
  pointer.x = event.clientX;
  pointer.y = event.clientY;
  pointer.inside = true;
};
const losePointer = (): void => {
  pointer.inside = false;
};

function CanvasInside() {
  const { t } = useTranslation();
  const language = useLanguage();
  const document_ = useDocument((document) => document);
  const analysis = useAnalysis();
  const catalogue = useCatalogue();
  const selection = useSelection();
  const minimap = usePanes((panes) => panes.minimap);
  const path = useWorkspace((state) => state.path);
  const ready = useWorkspace((state) => !state.loading);
  const shownVersion = useWorkspace((state) => state.shownVersion);
  const [builder] = useState(() => new FlowBuilder());
  const [drag, setDrag] = useState<Readonly<Record<string, Point>>>(noDrag);
  const [alt, setAlt] = useState(false);
  const [over, setOver] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const dragPlaces = useRef<Record<string, Point>>({});

  const { nodes, edges } = useMemo(() => {
    const edgeName = (from: string, to: string): string =>
      t('canvas.aria.edgeOf', { from: nodeTitle(from, language), to: nodeTitle(to, language) });
    const scene = { document: document_, analysis, catalogue, selection, drag, edgeName };
    const built = builder.buildNodes(scene);
    return { nodes: built, edges: builder.buildEdges(scene) };
  }, [builder, document_, analysis, catalogue, selection, drag, t, language]);

  const changeNodes = useCallback((changes: NodeChange<FlowNode>[]) => {
    applySelection(changes, false);
    let moving = false;
    let dropped = false;
    for (const change of changes) {
      if (change.type !== 'position' || change.position === undefined) {
        if (change.type === 'position' && change.dragging === false) dropped = true;
        continue;
      }
      dragPlaces.current[change.id] = change.position;
      if (change.dragging === true) moving = true;
      else dropped = true;
    }
    if (dropped) {
      const places = dragged(dragPlaces.current);
      dragPlaces.current = {};
      commitDrag(places);
      setDrag(noDrag);
    } else if (moving) {
      setDrag(dragged(dragPlaces.current));
    }
  }, []);

  const showDetail = useCallback((viewport: Viewport) => {
    const element = frame.current;
    if (element === null) return;
    element.style.setProperty('--under', String(Math.min(1, Math.max(0.25, viewport.zoom))));
    element.dataset['detail'] = detailAt(viewport.zoom);
    if (canvasStore.getState().zoom !== viewport.zoom) setCanvas({ zoom: viewport.zoom });
  }, []);

  const start = useCallback(
    (flow: ReactFlowInstance<FlowNode, FlowEdge>) => {
      instance = flow;
      setFlow(flow as unknown as ReactFlowInstance);
      showDetail(flow.getViewport());
      requestAnimationFrame(() => fitBox(boundsOf(currentDocument()), 0));
    },
    [showDetail],
  );

  useEffect(() => () => {
    instance = null;
    setFlow(null);
  }, []);

  // A workflow that has just been opened is shown whole.
  useEffect(() => {
    if (!ready || path === '') return undefined;
    const wait = requestAnimationFrame(() => fitBox(boundsOf(currentDocument()), 0));
    return () => cancelAnimationFrame(wait);
  }, [ready, path]);

  useEffect(() => {
    const track = (event: KeyboardEvent): void => setAlt(event.altKey);
    window.addEventListener('keydown', track);
    window.addEventListener('keyup', track);
    return () => {
      window.removeEventListener('keydown', track);
      window.removeEventListener('keyup', track);
    };
  }, []);

  const openSearch = useCallback((event: ReactMouseEvent) => {
    if (!(event.target instanceof Element) || !event.target.classList.contains('react-flow__pane')) return;
    const place = instance?.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    if (place === undefined) return;
    setCanvas({
      quickAdd: {
        screen: { x: event.clientX, y: event.clientY },
        at: { x: place.x - CARD / 2, y: place.y - CARD / 2 },
      },
    });
  }, []);

  const allowDrop = useCallback((event: ReactDragEvent) => {
    const { types } = event.dataTransfer;
    if (!types.includes(PALETTE_DATA) && !types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    setOver(types.includes('Files'));
  }, []);

  const drop = useCallback(
    (event: ReactDragEvent) => {
      setOver(false);
      const place = instance?.screenToFlowPosition({ x: event.clientX, y: event.clientY });
      if (place === undefined) return;
      const at = { x: place.x - CARD / 2, y: place.y - CARD / 2 };
      const typeId = event.dataTransfer.getData(PALETTE_DATA);
      if (typeId !== '') {
        event.preventDefault();
        const type = catalogue.byId.get(typeId);
        if (type === undefined) return;
        const edge = document
          .elementsFromPoint(event.clientX, event.clientY)
          .map((element) => element.closest('.react-flow__edge')?.getAttribute('data-id'))
          .find((id) => id !== null && id !== undefined);
        const intoEdge = edge !== undefined && edge !== null && type.inputs.length > 0 && type.outputs.length > 0;
        addNodeOf(type, at, intoEdge ? { edge } : {});
        frame.current?.focus();
      } else if (event.dataTransfer.files.length > 0) {
        event.preventDefault();
        void addFiles([...event.dataTransfer.files], at);
      }
    },
    [catalogue],
  );

  const clickPane = useCallback(() => select({}), []);
  const labels = useMemo(
    () => ({
      'node.a11yDescription.default': t('canvas.aria.node'),
      'node.a11yDescription.keyboardDisabled': t('canvas.aria.node'),
      'edge.a11yDescription.default': t('canvas.aria.edge'),
      'handle.ariaLabel': t('canvas.aria.port'),
      'minimap.ariaLabel': t('canvas.minimap'),
    }),
    [t],
  );
  const editable = shownVersion === null;

  return (
    // The canvas as a whole takes drops and double clicks; every act on it has a key and a command too.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      ref={frame}
      className={css.canvas}
      data-canvas
      data-detail="full"
      data-drop={over}
      data-testid="canvas"
      tabIndex={-1}
      onDoubleClick={openSearch}
      onMouseMove={trackPointer}
      onMouseLeave={losePointer}
      onDragOver={allowDrop}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <ReactFlow<FlowNode, FlowEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onInit={start}
        onNodesChange={changeNodes}
        onEdgesChange={changeEdges}
        onNodeContextMenu={openMenu}
        onNodeDoubleClick={openForm}
        onPaneClick={clickPane}
        onPaneContextMenu={noContextMenu}
        onConnect={connectPorts}
        onConnectStart={startConnecting}
        onConnectEnd={endConnection}
        onReconnect={reconnectEdge}
        onReconnectStart={startReconnect}
        onReconnectEnd={endReconnect}
        isValidConnection={isValid}
        onViewportChange={showDetail}
        connectionLineComponent={DrawnLine}
        connectionRadius={24}
        connectOnClick={false}
        nodesDraggable={editable}
        nodesConnectable={editable}
        edgesReconnectable={editable}
        selectionOnDrag
        selectionMode={SelectionMode.Partial}
        selectionKeyCode={null}
        multiSelectionKeyCode={multiKeys}
        deleteKeyCode={null}
        zoomActivationKeyCode={zoomKeys}
        panOnDrag={panButtons}
        panOnScroll
        zoomOnDoubleClick={false}
        disableKeyboardA11y
        snapToGrid={!alt}
        snapGrid={snapGrid}
        minZoom={0.1}
        maxZoom={2}
        nodeDragThreshold={2}
        elevateNodesOnSelect={false}
        onlyRenderVisibleElements={document_.nodes.length > CULL_ABOVE}
        ariaLabelConfig={labels}
        attributionPosition="bottom-center"
      >
        <Background variant={BackgroundVariant.Dots} gap={16} size={1.6} color="var(--dot)" />
      </ReactFlow>
      {ready && document_.nodes.length === 0 && document_.notes.length === 0 && editable && <EmptyCanvas />}
      <ToolStrip />
      {minimap && <Minimap />}
      <QuickAdd />
      <NodeMenu />
      <ConnectDialog />
    </div>
  );
}

/** The canvas of the open workflow. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <CanvasInside />
    </ReactFlowProvider>
  );
}
