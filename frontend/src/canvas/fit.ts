import type { Box, Point, WorkflowDocument } from '../document';
import { CARD, LABEL } from './geometry';
import { currentFlow, glide } from './store';

/** The strip at the bottom that the tools and the minimap stand in, pixels. */
export const STRIP = 56;
const MARGIN = 12;

/** The box round the given things, labels counted; null when there is nothing. */
export function boundsOf(document: WorkflowDocument, nodes?: readonly string[]): Box | null {
  const boxes: Box[] = [];
  const ids = nodes ?? document.nodes.map((node) => node.id);
  const card = (at: Point): Box => ({ x: at.x - 24, y: at.y - 6, width: CARD + 48, height: CARD + 6 + LABEL - 24 });
  for (const id of ids) {
    const at = document.layout.nodes[id];
    if (at !== undefined) boxes.push(card(at));
  }
  if (nodes === undefined) {
    for (const group of document.groups) boxes.push(...[document.layout.groups[group.id] ?? []].flat());
    for (const note of document.notes) boxes.push(...[document.layout.notes[note.id] ?? []].flat());
  }
  if (boxes.length === 0) return null;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}

/** Shows a box whole, not larger than life, and leaves the strip of tools free when it can. */
export function fitBox(box: Box | null, duration = glide()): void {
  const flow = currentFlow();
  const frame = document.querySelector('[data-canvas]')?.getBoundingClientRect();
  if (flow === null || frame === undefined || frame.width === 0) return;
  if (box === null) {
    void flow.setViewport({ x: MARGIN, y: MARGIN, zoom: 1 }, { duration });
    return;
  }
  const width = frame.width - 2 * MARGIN;
  const height = frame.height - 2 * MARGIN;
  const zoom = Math.max(0.1, Math.min(1, width / box.width, (height - STRIP) / box.height));
  const x = MARGIN + (width - box.width * zoom) / 2 - box.x * zoom;
  const spare = height - STRIP - box.height * zoom;
  const y = MARGIN + Math.max(0, spare / 2) - box.y * zoom;
  void flow.setViewport({ x: Math.round(x), y: Math.round(y), zoom }, { duration });
}
