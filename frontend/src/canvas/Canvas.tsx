import { Background, BackgroundVariant, ReactFlow, ReactFlowProvider, SelectionMode } from '@xyflow/react';
import type { EdgeTypes, NodeChange, NodeTypes, ReactFlowInstance, Viewport } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { DragEvent as ReactDragEvent, MouseEvent as ReactMouseEvent } from 'react';
import '@xyflow/react/dist/style.css';
import type { Point } from '../document';
import { useLanguage, useTranslation } from '../i18n';
import { currentDocument, select, useAnalysis, useCatalogue, useDocument, usePanes, useSelection, useWorkspace } from '../state';
import { ConnectDialog } from './ConnectDialog';
import { EmptyCanvas } from './EmptyCanvas';
import { DrawnLine, FlowLine } from './FlowLine';
import { FrameBox, NoteCard } from './FrameBox';
import { Minimap } from './Minimap';
import { NodeCard } from './NodeCard';
import { QuickAdd } from './QuickAdd';
import { ToolStrip } from './ToolStrip';
import { addNodeOf } from './actions';
import { copyDragged } from './clips';
import { commitDrag, dragged } from './dragging';
import { addFiles } from './files';
import { boundsOf, fitBox } from './fit';
import { FlowBuilder } from './flow';
import type { FlowEdge, FlowNode } from './flow';
import { CARD, GRID } from './geometry';
import {
  applySelection,
  changeEdges,
  clickNode,
  connectPorts,
  edgeAt,
  endConnection,
  endReconnect,
  isValid,
  neighbourTarget,
  nodeAt,
  openEdgeMenu,
  openForm,
  openNodeMenu,
  openPaneMenu,
  openSelectionMenu,
  overEdge,
  placeUnder,
  reconnectEdge,
  startConnecting,
  startReconnect,
  takeDropEdge,
} from './gestures';
import { titlesOf } from './look';
import { draggedType } from './paletteDrag';
import { replaceWith, replaces, throughPorts } from './rewiring';
import { canvasStore, pointer, setCanvas, setFlow } from './store';
import css from './canvas.module.css';

const nodeTypes: NodeTypes = { card: NodeCard, frame: FrameBox, note: NoteCard };
const edgeTypes: EdgeTypes = { flow: FlowLine };
const panButtons = [1, 2];
const snapGrid: [number, number] = [GRID, GRID];
const multiKeys = ['Meta', 'Control', 'Shift'];
const zoomKeys = ['Meta', 'Control'];
const CULL_ABOVE = 150;
/** Whether the drag under way leaves a copy: it began with Alt held. */
let copying = false;
let instance: ReactFlowInstance<FlowNode, FlowEdge> | null = null;

const onDragStart = (event: ReactMouseEvent | MouseEvent | TouchEvent): void => {
  copying = 'altKey' in event && event.altKey;
};
const noDrag: Readonly<Record<string, Point>> = {};

function detailAt(zoom: number): string {
  if (zoom >= 0.895) return 'full';
  if (zoom >= 0.5) return 'titles';
  return zoom >= 0.25 ? 'tiles' : 'squares';
}

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

  const comparison = useWorkspace((state) => state.comparison);
  const wheel = usePanes((panes) => panes.wheel);
  const titles = useMemo(
    () => titlesOf(document_.nodes, analysis, catalogue.byId, language),
    [document_.nodes, analysis, catalogue, language],
  );

  const { nodes, edges } = useMemo(() => {
    const edgeName = (from: string, to: string): string =>
      t('canvas.aria.edgeOf', { from: titles.get(from) ?? from, to: titles.get(to) ?? to });
    const scene = { document: document_, analysis, catalogue, selection, drag, comparison, edgeName };
    const built = builder.buildNodes(scene);
    return { nodes: built, edges: builder.buildEdges(scene) };
  }, [builder, document_, analysis, catalogue, selection, drag, comparison, titles, t]);

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
      const edge = takeDropEdge();
      if (copying) copyDragged(places);
      else commitDrag(places, Object.keys(places).length === 1 ? edge : null);
      copying = false;
      setDrag(noDrag);
    } else if (moving) {
      setDrag(dragged(dragPlaces.current));
    }
  }, []);

  const showDetail = useCallback((viewport: Viewport) => {
    const element = frame.current;
    if (element === null) return;
    // A pan changes neither: writing them again would have every card's style worked out anew.
    if (canvasStore.getState().zoom === viewport.zoom && element.dataset['zoomed'] === 'true') return;
    element.dataset['zoomed'] = 'true';
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
    const files = event.dataTransfer.types.includes('Files');
    const type = draggedType();
    if (type === null && !files) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    setOver(files);
    if (type === null) return;
    const under = nodeAt(event.clientX, event.clientY);
    const dropNode = under !== null && replaces(type, under, currentDocument()) ? under : null;
    const edge = dropNode === null && throughPorts(type) !== null ? edgeAt(event.clientX, event.clientY) : null;
    const now = canvasStore.getState();
    if (now.dropNode !== dropNode || now.dropEdge !== edge) setCanvas({ dropNode, dropEdge: edge });
  }, []);

  const forgetDrop = useCallback(() => {
    setOver(false);
    setCanvas({ dropNode: null, dropEdge: null });
  }, []);

  const drop = useCallback(
    (event: ReactDragEvent) => {
      const { dropNode, dropEdge } = canvasStore.getState();
      forgetDrop();
      const at = placeUnder(event);
      if (at === null) return;
      const type = draggedType();
      if (type !== null) {
        event.preventDefault();
        if (dropNode !== null) replaceWith(dropNode, type);
        else if (dropEdge !== null) addNodeOf(type, at, { edge: dropEdge });
        else addNodeOf(type, at, event.altKey ? {} : neighbourTarget(currentDocument(), type, at));
        frame.current?.focus();
      } else if (event.dataTransfer.files.length > 0) {
        event.preventDefault();
        void addFiles([...event.dataTransfer.files], at);
      }
    },
    [forgetDrop],
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
      data-analysed={analysis !== null}
      data-testid="canvas"
      tabIndex={-1}
      onDoubleClick={openSearch}
      onMouseMove={trackPointer}
      onMouseLeave={losePointer}
      onDragOver={allowDrop}
      onDragLeave={forgetDrop}
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
        onNodeContextMenu={openNodeMenu}
        onNodeClick={clickNode}
        onNodeDoubleClick={openForm}
        onNodeDragStart={onDragStart}
        onSelectionDragStart={onDragStart}
        onNodeDrag={overEdge}
        onEdgeContextMenu={openEdgeMenu}
        onSelectionContextMenu={openSelectionMenu}
        onPaneClick={clickPane}
        onPaneContextMenu={openPaneMenu}
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
        panOnScroll={wheel === 'pan'}
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
