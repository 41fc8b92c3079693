/** What is going on on the canvas just now; nothing of it belongs to the document. */
import type { ReactFlowInstance } from '@xyflow/react';
import { create } from 'zustand';
import type { Endpoint, Misfit, Point } from '../document';

/** What a node chosen in the search is joined to. */
export interface AddTarget {
  /** A new node is joined to this port. */
  port?: Endpoint & { side: 'input' | 'output' };
  /** A new node is put into the middle of this edge. */
  edge?: string;
  /** A new node takes the place of this one. */
  replace?: string;
}

export type MenuTarget =
  | { kind: 'node' | 'group' | 'note' | 'edge'; id: string }
  /** Empty canvas: where a node would stand, in canvas pixels. */
  | { kind: 'pane'; at: Point };

export interface QuickAdd extends AddTarget {
  /** Where the window of the search stands, in pixels of the page. */
  screen: Point;
  /** Where the node will stand, in canvas pixels. */
  at: Point;
}

export interface Connecting extends Endpoint {
  side: 'input' | 'output';
  /** Why each port on the other side does not fit; null for one that does. By `node.port`. */
  fits: ReadonlyMap<string, Misfit | null>;
}

export interface CanvasState {
  quickAdd: QuickAdd | null;
  menu: { target: MenuTarget; screen: Point } | null;
  renaming: string | null;
  connecting: Connecting | null;
  /** The node whose «connect to…» list is open. */
  connectFrom: string | null;
  finder: 'nodes' | 'commands' | null;
  keysShown: boolean;
  tour: boolean;
  /** The edge a dragged node would be put into. */
  dropEdge: string | null;
  /** The node a dragged type would replace. */
  dropNode: string | null;
  /** Files being sent now. */
  uploads: number;
  zoom: number;
}

export const canvasStore = create<CanvasState>()(() => ({
  quickAdd: null,
  menu: null,
  renaming: null,
  connecting: null,
  connectFrom: null,
  finder: null,
  keysShown: false,
  tour: false,
  dropEdge: null,
  dropNode: null,
  uploads: 0,
  zoom: 1,
}));

export const useCanvas = <T>(selector: (state: CanvasState) => T): T => canvasStore(selector);
export const setCanvas = canvasStore.setState;

let flow: ReactFlowInstance | null = null;

/** The canvas's own instance, for commands from outside it; null while no canvas is on the screen. */
export const currentFlow = (): ReactFlowInstance | null => flow;

export function setFlow(instance: ReactFlowInstance | null): void {
  flow = instance;
}

/** How long the view glides to a new place, milliseconds; it jumps for who asked for less motion. */
export function glide(): number {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 120;
}

/** Where the pointer was last seen over the canvas, in pixels of the page. */
export const pointer: Point & { inside: boolean } = { x: 0, y: 0, inside: false };
