/** How the person looks at the data of each output: sorted, filtered, with what widths. Never part of the document. */
import { create } from 'zustand';
import type { FilterBy, SortBy } from '../api';
import { currentPath } from '../state';

export interface PortLook {
  sort: SortBy[];
  filter: FilterBy[];
  /** Words some cell of a row must hold. */
  search: string;
  /** Widths the person has set, in pixels, by column. */
  widths: Record<string, number>;
  /** Columns that stay in sight at the left, in this order. */
  frozen: string[];
  hidden: string[];
  /** The table, a chart of it, what changed against another one, or another one beside it. */
  view: 'table' | 'chart' | 'compare' | 'beside';
  /** What the chart draws; null as long as the person has not chosen. */
  chart: ChartLook | null;
  compare: CompareLook | null;
  /** The output beside, as JSON of its node and port. */
  beside: string | null;
}

export interface ChartLook {
  kind: 'bar' | 'line' | 'scatter';
  x: string;
  measure: 'count' | 'sum' | 'mean' | 'median' | 'min' | 'max' | 'distinct';
  y: string | null;
  series: string | null;
}

export interface CompareLook {
  /** JSON of another output (`node`, `port`) or of a run (`run`). */
  side: string | null;
  /** Columns that name a row; null leaves it to what is found in the data. */
  keys: string[] | null;
  show: string[];
}

export const NO_LOOK: PortLook = { sort: [], filter: [], search: '', widths: {}, frozen: [], hidden: [], view: 'table', chart: null, compare: null, beside: null };

const looks = create<Record<string, PortLook>>()(() => ({}));

const keyOf = (node: string, side: 'in' | 'out', port: string): string => 
  `${currentPath()}|${node}|${side}|${port}`;

/** How one output or input is looked at. */
export function useLook(node: string, side: 'in' | 'out', port: string): PortLook {
  return looks((state) => state[keyOf(node, side, port)] ?? NO_LOOK);
}

export function setLook(node: string, side: 'in' | 'out', port: string, change: Partial<PortLook>): void {
  const key = keyOf(node, side, port);
  looks.setState((state) => ({ [key]: { ...(state[key] ?? NO_LOOK), ...change } }));
}

/** Whether rows are left out of what is shown. */
export const narrows = (look: PortLook): boolean => look.filter.length > 0 || look.search.trim() !== '';

export const sameFilter = (a: FilterBy, b: FilterBy): boolean => JSON.stringify(a) === JSON.stringify(b);
