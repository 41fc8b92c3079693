/** The document as the canvas library wants it: nodes and edges, with objects reused where nothing changed. */
import { Position } from '@xyflow/react';
import type { Edge, Node, NodeHandle } from '@xyflow/react';
import type { Analysis, Port } from '../api/types';
import { edgeId, hiddenItems, parseEnd } from '../document';
import type {
  Comparison,
  Mark,
  NodePorts,
  Point,
  WorkflowDocument,
  WorkflowGroup,
  WorkflowNode,
  WorkflowNote,
} from '../document';
import type { CatalogueState, Selection } from '../state';
import { portsOf } from '../state';
import { CARD, FOLDED, PORT, inputPlaces, outputPlaces } from './geometry';
import type { PortPlace } from './geometry';

export interface CardData extends Record<string, unknown> {
  node: WorkflowNode;
  inputs: PortPlace[];
  outputs: PortPlace[];
  /** Ids of joined ports, `in:` and `out:` before them. */
  joined: ReadonlySet<string>;
  /** Ports that edges still speak of and the node no longer has. */
  gone: ReadonlySet<string>;
  /** What a comparison of versions says of the node. */
  mark: Mark | null;
}

export type CardNode = Node<CardData, 'card'>;
export type FrameNode = Node<{ group: WorkflowGroup; /** Nodes a folded group stands for. */ folded: readonly string[] | null }, 'frame'>;
export type NoteNode = Node<{ note: WorkflowNote }, 'note'>;
export type FlowNode = CardNode | FrameNode | NoteNode;

export interface EdgeData extends Record<string, unknown> {
  /** Turns right behind its source. */
  early: boolean;
  /** Writes the count: one edge of each output does. */
  counted: boolean;
  /** A port at one of its ends has gone. */
  broken: boolean;
  /** Shift of the end inside a capsule of several inputs, pixels. */
  shift: number;
  mark: Mark | null;
  /** The nodes it joins in the document: a folded group may stand for one of them. */
  ends: { from: string; to: string; port: string };
}

export type FlowEdge = Edge<EdgeData, 'flow'>;

export interface Scene {
  document: WorkflowDocument;
  analysis: Analysis | null;
  catalogue: CatalogueState;
  selection: Selection;
  /** Places of what is being dragged now. */
  drag: Readonly<Record<string, Point>>;
  /** The comparison that is being shown. */
  comparison: Comparison | null;
  /** The name of an edge for screen readers, from the nodes it joins. */
  edgeName: (from: string, to: string) => string;
}

const frameId = (id: string): string => `frame:${id}`;
const noteId = (id: string): string => `note:${id}`;

/** What an id of the canvas stands for. */
export function itemOf(id: string): { kind: 'nodes' | 'groups' | 'notes'; id: string } {
  if (id.startsWith('frame:')) return { kind: 'groups', id: id.slice(6) };
  if (id.startsWith('note:')) return { kind: 'notes', id: id.slice(5) };
  return { kind: 'nodes', id };
}

function ghost(id: string): Port {
  return { id, title: { ru: id, en: id }, kind: 'table', optional: false, multiple: false, side: false };
}

interface EdgeEnds {
  in: Map<string, Set<string>>;
  out: Map<string, Set<string>>;
}

function endsOf(document: WorkflowDocument): EdgeEnds {
  const ends: EdgeEnds = { in: new Map(), out: new Map() };
  const put = (map: Map<string, Set<string>>, end: string): void => {
    const { node, port } = parseEnd(end);
    const set = map.get(node) ?? new Set<string>();
    set.add(port);
    map.set(node, set);
  };
  for (const edge of document.edges) {
    put(ends.out, edge.from);
    put(ends.in, edge.to);
  }
  return ends;
}

function handle(place: PortPlace, type: 'source' | 'target'): NodeHandle {
  const height = place.port.multiple && type === 'target' ? 20 : PORT;
  return {
    id: place.port.id,
    type,
    position: type === 'source' ? Position.Right : Position.Left,
    x: type === 'source' ? CARD - PORT / 2 : -PORT / 2,
    y: place.y - height / 2,
    width: PORT,
    height,
  };
}

function foldedHandle(type: 'source' | 'target'): NodeHandle {
  return {
    id: type,
    type,
    position: type === 'source' ? Position.Right : Position.Left,
    x: type === 'source' ? FOLDED.width - PORT / 2 : -PORT / 2,
    y: FOLDED.height / 2 - PORT / 2,
    width: PORT,
    height: PORT,
  };
}

const texts = new WeakMap<object, string>();

/** Ports as text, to tell whether they have changed: each analysis brings new objects. */
function portsText(ports: NodePorts<Port>): string {
  let text = texts.get(ports);
  if (text === undefined) {
    text = JSON.stringify([ports.inputs, ports.outputs]);
    texts.set(ports, text);
  }
  return text;
}

const nowhere: Point = { x: 0, y: 0 };
const blocked = { pointerEvents: 'none' } as const;

/** Keeps what was built, so that an unchanged thing stays the same object and is not drawn again. */
export class FlowBuilder {
  private readonly nodes = new Map<string, { key: unknown[]; item: FlowNode }>();
  private readonly edges = new Map<string, { key: string; item: FlowEdge }>();
  private readonly places = new Map<string, Point>();
  private readonly ports = new Map<string, NodePorts<Port>>();
  /** Node to the folded group that stands for it. */
  private folded: ReadonlyMap<string, string> = new Map();

  private reuse<N extends FlowNode>(id: string, key: unknown[], make: () => N): FlowNode {
    const old = this.nodes.get(id);
    if (old !== undefined && old.key.every((part, index) => part === key[index])) return old.item;
    const item = make();
    this.nodes.set(id, { key, item });
    return item;
  }

  buildNodes({ document, analysis, catalogue, selection, drag, comparison }: Scene): FlowNode[] {
    const selected = new Set(selection.nodes);
    const selectedGroups = new Set(selection.groups);
    const selectedNotes = new Set(selection.notes);
    const ends = endsOf(document);
    const built: FlowNode[] = [];
    this.places.clear();
    this.ports.clear();

    const hidden = hiddenItems(document);
    this.folded = hidden.nodes;
    for (const group of document.groups) {
      const box = document.layout.groups[group.id];
      if (box === undefined) continue;
      const id = frameId(group.id);
      const at = drag[id] ?? box;
      const folded = group.collapsed === true;
      const { width, height } = folded ? FOLDED : box;
      if (folded) this.places.set(id, at);
      const isSelected = selectedGroups.has(group.id);
      const key = [group, at.x, at.y, width, height, isSelected];
      built.push(
        this.reuse(id, key, (): FrameNode => ({
          id,
          type: 'frame',
          position: { x: at.x, y: at.y },
          width,
          height,
          measured: { width, height },
          data: { group, folded: folded ? (group.nodes ?? []).filter((node) => hidden.nodes.get(node) === group.id) : null },
          selected: isSelected,
          connectable: false,
          ...(folded
            ? { handles: [foldedHandle('target'), foldedHandle('source')] }
            : { dragHandle: '[data-drag]', style: blocked, zIndex: -1 }),
        })),
      );
    }

    for (const note of document.notes) {
      const box = document.layout.notes[note.id];
      if (box === undefined || hidden.notes.has(note.id)) continue;
      const id = noteId(note.id);
      const at = drag[id] ?? box;
      const key = [note, at.x, at.y, box.width, box.height, selectedNotes.has(note.id)];
      built.push(
        this.reuse(id, key, (): NoteNode => ({
          id,
          type: 'note',
          position: { x: at.x, y: at.y },
          width: box.width,
          height: box.height,
          measured: { width: box.width, height: box.height },
          data: { note },
          selected: selectedNotes.has(note.id),
          connectable: false,
        })),
      );
    }

    document.nodes.forEach((node, index) => {
      const at = drag[node.id] ?? document.layout.nodes[node.id] ?? { x: (index % 8) * 104, y: 400 };
      if (!hidden.nodes.has(node.id)) this.places.set(node.id, at);
      const declared = catalogue.loaded ? portsOf(node.id, document, analysis) : { inputs: [], outputs: [] };
      this.ports.set(node.id, declared);
      if (hidden.nodes.has(node.id)) return;
      const joinedIn = ends.in.get(node.id);
      const joinedOut = ends.out.get(node.id);
      const lostIn = [...(joinedIn ?? [])].filter((id) => !declared.inputs.some((port) => port.id === id));
      const lostOut = [...(joinedOut ?? [])].filter((id) => !declared.outputs.some((port) => port.id === id));
      const joinedKey = `${[...(joinedIn ?? [])].join(',')}|${[...(joinedOut ?? [])].join(',')}`;
      const portsKey = portsText(declared);
      const isSelected = selected.has(node.id);
      const mark = comparison?.nodes.get(node.id) ?? null;
      const key = [node, at.x, at.y, portsKey, joinedKey, isSelected, catalogue.loaded, mark];
      built.push(
        this.reuse(node.id, key, (): CardNode => {
          const inputs = inputPlaces([...declared.inputs, ...lostIn.map(ghost)]);
          const outputs = outputPlaces([...declared.outputs, ...lostOut.map(ghost)]);
          return {
            id: node.id,
            type: 'card',
            position: { x: at.x, y: at.y },
            width: CARD,
            height: CARD,
            measured: { width: CARD, height: CARD },
            handles: [
              ...inputs.map((place) => handle(place, 'target')),
              ...outputs.map((place) => handle(place, 'source')),
            ],
            data: {
              node,
              mark,
              inputs,
              outputs,
              joined: new Set([
                ...[...(joinedIn ?? [])].map((id) => `in:${id}`),
                ...[...(joinedOut ?? [])].map((id) => `out:${id}`),
              ]),
              gone: catalogue.loaded
                ? new Set([...lostIn.map((id) => `in:${id}`), ...lostOut.map((id) => `out:${id}`)])
                : new Set<string>(),
            },
            selected: isSelected,
            domAttributes: { 'aria-labelledby': `name-${node.id}` },
          };
        }),
      );
    });
    return built;
  }

  private yOf(end: string, side: 'inputs' | 'outputs'): number {
    const { node, port } = parseEnd(end);
    const folded = this.folded.get(node);
    if (folded !== undefined) return (this.places.get(frameId(folded)) ?? nowhere).y + FOLDED.height / 2;
    const ports = this.ports.get(node);
    const places = side === 'inputs' ? inputPlaces(ports?.inputs ?? []) : outputPlaces(ports?.outputs ?? []);
    const y = places.find((place) => place.port.id === port)?.y ?? CARD / 2;
    return (this.places.get(node) ?? nowhere).y + y;
  }

  /** Where an end of an edge is drawn: at its node, or at the folded group that stands for it. */
  private drawnAt(node: string, port: string, type: 'source' | 'target'): { id: string; handle: string } {
    const folded = this.folded.get(node);
    return folded === undefined ? { id: node, handle: port } : { id: frameId(folded), handle: type };
  }

  /** To be called after `buildNodes` of the same scene. */
  buildEdges({ document, selection, catalogue, comparison, edgeName }: Scene): FlowEdge[] {
    const selected = new Set(selection.edges);
    const bySource = new Map<string, { id: string; straight: boolean }[]>();
    const order = new Map<string, string[]>();
    const push = <T>(map: Map<string, T[]>, key: string, item: T): void => {
      const list = map.get(key);
      if (list === undefined) map.set(key, [item]);
      else list.push(item);
    };
    for (const edge of document.edges) {
      const id = edgeId(edge);
      const straight = Math.abs(this.yOf(edge.from, 'outputs') - this.yOf(edge.to, 'inputs')) < 0.5;
      push(bySource, edge.from, { id, straight });
      push(order, edge.to, id);
    }
    return document.edges.flatMap((edge) => {
      const from = parseEnd(edge.from);
      const to = parseEnd(edge.to);
      const source = this.drawnAt(from.node, from.port, 'source');
      const target = this.drawnAt(to.node, to.port, 'target');
      if (!this.places.has(source.id) || !this.places.has(target.id)) return [];
      if (source.id === target.id && this.folded.has(from.node)) return [];
      const id = edgeId(edge);
      const sisters = bySource.get(edge.from) ?? [];
      const straight = sisters.find((sister) => sister.straight);
      const counted = (straight ?? sisters[0])?.id === id;
      const early = straight !== undefined && straight.id !== id;
      const output = this.ports.get(from.node)?.outputs.find((port) => port.id === from.port);
      const input = this.ports.get(to.node)?.inputs.find((port) => port.id === to.port);
      const broken = catalogue.loaded && (output === undefined || input === undefined);
      const queue = input?.multiple === true && !this.folded.has(to.node) ? (order.get(edge.to) ?? []) : [id];
      const shift =
        queue.length < 2 ? 0 : (queue.indexOf(id) - (queue.length - 1) / 2) * Math.min(6, 14 / (queue.length - 1));
      const mark = comparison?.edges.get(id) ?? null;
      const ariaLabel = edgeName(from.node, to.node);
      const key = [source.id, target.id, counted, early, broken, shift, selected.has(id), mark, ariaLabel].join('|');
      const old = this.edges.get(id);
      if (old !== undefined && old.key === key) return [old.item];
      const item: FlowEdge = {
        id,
        type: 'flow',
        ariaLabel,
        source: source.id,
        sourceHandle: source.handle,
        target: target.id,
        targetHandle: target.handle,
        selected: selected.has(id),
        reconnectable: source.id === from.node && target.id === to.node,
        data: { early, counted, broken, shift, mark, ends: { from: from.node, to: to.node, port: from.port } },
      };
      this.edges.set(id, { key, item });
      return [item];
    });
  }
}
