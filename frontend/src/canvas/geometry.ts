/** Places of ports and the lines of edges; pure arithmetic, in canvas pixels. */
import type { Port } from '../api/types';
import type { Point } from '../document';

export const CARD = 56;
export const PORT = 8;
export const PITCH_X = 104;
export const PITCH_Y = 112;
export const GRID = 8;
/** The height a label takes below a card: title, three lines, result. */
export const LABEL = 92;

/** The box of a folded group. */
export const FOLDED = { width: 160, height: CARD };

const AXIS = 28;
const FAR = 24;

export interface PortPlace {
  port: Port;
  /** Centre of the port below the top of the card. */
  y: number;
}

function spread(ports: readonly Port[], towards: 1 | -1): PortPlace[] {
  const step = Math.min(16, FAR / Math.max(1, ports.length));
  return ports.map((port, index) => ({ port, y: AXIS + towards * step * (index + 1) }));
}

/** Inputs: the first one on the axis, side inputs above it, any others below. */
export function inputPlaces(ports: readonly Port[]): PortPlace[] {
  const main = ports.find((port) => !port.side) ?? ports[0];
  if (main === undefined) return [];
  const others = ports.filter((port) => port !== main);
  return [
    { port: main, y: AXIS },
    ...spread(others.filter((port) => port.side), -1),
    ...spread(others.filter((port) => !port.side), 1),
  ];
}

/** Outputs: the first one on the axis, others below it; more than four stand evenly down the card. */
export function outputPlaces(ports: readonly Port[]): PortPlace[] {
  if (ports.length > 4) {
    const step = (CARD - PORT) / (ports.length - 1);
    return ports.map((port, index) => ({ port, y: PORT / 2 + step * index }));
  }
  const main = ports.find((port) => !port.side) ?? ports[0];
  if (main === undefined) return [];
  return [{ port: main, y: AXIS }, ...spread(ports.filter((port) => port !== main), 1)];
}

const RADIUS = 8;
const TURN = 8;
const BACK = 16;

/** A polyline with its corners rounded. */
export function rounded(points: readonly Point[], radius = RADIUS): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let path = `M${first.x} ${first.y}`;
  rest.forEach((point, index) => {
    const before = points[index];
    const after = rest[index + 1];
    if (before === undefined || after === undefined) {
      path += `L${point.x} ${point.y}`;
      return;
    }
    const inLength = Math.hypot(point.x - before.x, point.y - before.y);
    const outLength = Math.hypot(after.x - point.x, after.y - point.y);
    const bend = Math.min(radius, inLength / 2, outLength / 2);
    if (bend < 0.5) {
      path += `L${point.x} ${point.y}`;
      return;
    }
    const start = {
      x: point.x - ((point.x - before.x) / inLength) * bend,
      y: point.y - ((point.y - before.y) / inLength) * bend,
    };
    const end = {
      x: point.x + ((after.x - point.x) / outLength) * bend,
      y: point.y + ((after.y - point.y) / outLength) * bend,
    };
    path += `L${start.x} ${start.y}Q${point.x} ${point.y} ${end.x} ${end.y}`;
  });
  return path;
}

export interface EdgeLine {
  path: string;
  /** Where the count stands, its middle; null when there is no room for it. */
  label: Point | null;
  middle: Point;
  straight: boolean;
}

/** The right-angled line from an output to an input.
 *
 * @param early turns right behind the source, so that it does not run along a straight sister
 */
export function edgeLine(from: Point, to: Point, early: boolean): EdgeLine {
  const gap = to.x - from.x;
  if (Math.abs(to.y - from.y) < 0.5 && gap > 0) {
    const middle = { x: (from.x + to.x) / 2, y: from.y };
    return {
      path: `M${from.x} ${from.y}L${to.x} ${to.y}`,
      label: gap < 36 ? null : { x: gap <= 96 ? middle.x : from.x + 34, y: from.y - 7 },
      middle,
      straight: true,
    };
  }
  if (gap >= 2 * TURN) {
    const turn = early && gap > 40 ? from.x + 14 : to.x - TURN;
    return {
      path: rounded([from, { x: turn, y: from.y }, { x: turn, y: to.y }, to]),
      label: turn - from.x < 36 ? null : { x: from.x + Math.min(34, (turn - from.x) / 2), y: from.y - 7 },
      middle: { x: turn, y: (from.y + to.y) / 2 },
      straight: false,
    };
  }
  // The target stands to the left: round it, between the rows when there is room for that.
  const between =
    Math.abs(to.y - from.y) > PITCH_Y ? (from.y + to.y) / 2 : Math.max(from.y, to.y) + CARD / 2 + LABEL;
  const right = from.x + BACK;
  const left = to.x - BACK;
  return {
    path: rounded([
      from,
      { x: right, y: from.y },
      { x: right, y: between },
      { x: left, y: between },
      { x: left, y: to.y },
      to,
    ]),
    label: null,
    middle: { x: (right + left) / 2, y: between },
    straight: false,
  };
}

/** How wide a count is when written over an edge. */
export function countWidth(text: string): number {
  return text.length * 5.6;
}

export const snap = (value: number): number => Math.round(value / GRID) * GRID;
