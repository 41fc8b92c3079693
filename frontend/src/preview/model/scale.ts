/** Round steps of an axis and places on it. Pure. */

export interface Axis {
  low: number;
  high: number;
  ticks: number[];
  /** Decimals its ticks need. */
  decimals: number;
}

const STEPS = [1, 2, 2.5, 5, 10];

/** An axis over these values with about so many round ticks; bars begin at zero. */
export function axisOf(low: number, high: number, count: number, fromZero: boolean): Axis {
  let from = fromZero ? Math.min(0, low) : low;
  let to = fromZero ? Math.max(0, high) : high;
  if (!Number.isFinite(from) || !Number.isFinite(to)) return { low: 0, high: 1, ticks: [0, 1], decimals: 0 };
  if (from === to) {
    const room = from === 0 ? 1 : Math.abs(from) * 0.1;
    if (fromZero) to = from + (to >= 0 ? room : 0);
    else {
      from -= room;
      to += room;
    }
    if (from === to) to = from + 1;
  }
  const rough = (to - from) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((one) => one * power >= rough * 0.999) ?? 10) * power;
  const first = Math.floor(from / step + 1e-9);
  const last = Math.ceil(to / step - 1e-9);
  const decimals = Math.max(0, Math.min(8, Math.ceil(-Math.log10(step) - 1e-9) + (step / power === 2.5 ? 1 : 0)));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toFixed(10)));
  return { low: first * step, high: last * step, ticks, decimals };
}

/** Where a value stands between two edges of the picture. */
export const placeOn = (axis: Axis, value: number, from: number, to: number): number =>
  from + ((value - axis.low) / (axis.high - axis.low)) * (to - from);

/** Every n-th of so many labels, so that those of this width fit. */
export const everyLabel = (count: number, labelPx: number, roomPx: number): number =>
  Math.max(1, Math.ceil((count * labelPx) / Math.max(1, roomPx)));
