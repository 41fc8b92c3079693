/** The node type that is being dragged from the palette: the browser hides its data until the drop. */
import type { NodeType } from '../api/types';

/** The kind of data a palette item carries while it is dragged. */
export const PALETTE_DATA = 'application/x-kanva-node-type';

let type: NodeType | null = null;

export const draggedType = (): NodeType | null => type;

export function setDraggedType(dragged: NodeType | null): void {
  type = dragged;
}
