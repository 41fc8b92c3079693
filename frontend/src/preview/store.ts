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
  /** The table, a chart of it, or what changed against another one. */
  view: 'table' | 'chart' | 'compare';
}

export const NO_LOOK: PortLook = { sort: [], filter: [], search: '', widths: {}, frozen: [], hidden: [], view: 'table' };

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
