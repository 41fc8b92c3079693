/** How the person looks at the data of each output: sorted, filtered, with what widths. Never part of the document. */
import { create } from 'zustand';
import type { FilterBy, SortBy } from '../api';
import { currentPath } from '../state';

export interface PortLook {
  sort: SortBy[];
  filter: FilterBy[];
  /** Widths the person has set, in pixels, by column. */
  widths: Record<string, number>;
}

export const NO_LOOK: PortLook = { sort: [], filter: [], widths: {} };

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

export const sameFilter = (a: FilterBy, b: FilterBy): boolean => JSON.stringify(a) === JSON.stringify(b);
