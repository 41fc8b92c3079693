import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { api, problemOf } from '../api';
import type { Column, DataWindow, FilterBy, Problem, SortBy, WindowColumn } from '../api';
import { currentDocument, currentPath } from '../state';
import { BLOCK_COLUMNS, PAGE_ROWS, knownRowCount } from './model/windowing';

export interface WindowSource {
  node: string;
  port: string;
  sort: SortBy[];
  filter: FilterBy[];
  search: string;
  /** Changes whenever the data may have changed. */
  version: string;
}

/** Pages of rows and blocks of columns in sight. */
export interface Wanted {
  pages: readonly number[];
  blocks: readonly number[];
}

/** Windows by page and block. */
export type Tiles = ReadonlyMap<string, DataWindow>;

export interface Windows {
  /** Page 0, which also tells the total; null until it has come. */
  first: DataWindow | null;
  /** All columns. */
  columns: readonly Column[];
  tiles: Tiles;
  rowCount: number;
  /** Older data is shown while newer data is on its way. */
  updating: boolean;
  problem: Problem | null;
  retry: () => void;
  /** Rows of a range with these columns, read from the server where they are not at hand. */
  read: (from: number, to: number, columns: readonly number[]) => Promise<Tiles>;
}

interface Shown {
  place: string;
  first: DataWindow;
  tiles: Map<string, DataWindow>;
}

const EMPTY: Tiles = new Map();
const NO_COLUMNS: readonly Column[] = [];
const NO_SOURCE: WindowSource = { node: '', port: '', sort: [], filter: [], search: '', version: '' };

const tileKey = (page: number, block: number): string => `${page}.${block}`;

/** The question for one page of rows and block of columns; it is not asked while there is no source. */
function tileQuery(source: WindowSource | null, page: number, block: number) {
  const { node, port, sort, filter, search, version } = source ?? NO_SOURCE;
  return {
    queryKey: ['preview', currentPath(), node, port, version, sort, filter, search, page, block],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      api.preview(
        {
          path: currentPath(),
          document: currentDocument(),
          node,
          port,
          offset: page * PAGE_ROWS,
          limit: PAGE_ROWS,
          first_column: block * BLOCK_COLUMNS,
          column_count: BLOCK_COLUMNS,
          ...(sort.length > 0 ? { sort } : {}),
          ...(filter.length > 0 ? { filter } : {}),
          ...(search.trim() !== '' ? { search } : {}),
        },
        signal,
      ),
    enabled: source !== null,
    staleTime: Infinity,
    gcTime: 120_000,
  };
}

const columnsOf = (first: DataWindow | null): readonly Column[] => first?.heads ?? first?.columns ?? NO_COLUMNS;

/** Tiles of an output's rows; the first one always, the others as they come into sight. */
export function useWindows(source: WindowSource | null, wanted: Wanted): Windows {
  const client = useQueryClient();
  const shown = useRef<Shown | null>(null);
  const places = new Map([[tileKey(0, 0), { page: 0, block: 0 }]]);
  for (const page of wanted.pages) for (const block of wanted.blocks) places.set(tileKey(page, block), { page, block });
  const keys = [...places.keys()];
  const results = useQueries({ queries: [...places.values()].map(({ page, block }) => tileQuery(source, page, block)) });

  const fresh = new Map<string, DataWindow>();
  results.forEach((result, index) => {
    const key = keys[index];
    if (result.data !== undefined && key !== undefined) fresh.set(key, result.data);
  });
  const head = results[0];
  const place = source === null ? '' : `${source.node}.${source.port}`;
  const arrived = fresh.get(tileKey(0, 0));
  if (arrived !== undefined && arrived.problem === null) {
    shown.current = { place, first: arrived, tiles: fresh };
  }
  const read = useCallback(
    async (from: number, to: number, columns: readonly number[]): Promise<Tiles> => {
      const found = new Map<string, DataWindow>();
      const blocks = new Set(columns.map((column) => Math.floor(column / BLOCK_COLUMNS)));
      for (let page = Math.floor(from / PAGE_ROWS); page <= Math.floor(to / PAGE_ROWS); page += 1) {
        for (const block of blocks) found.set(tileKey(page, block), await client.fetchQuery(tileQuery(source, page, block)));
      }
      return found;
    },
    [client, source],
  );
  const failure = results.find((result) => result.isError)?.error;
  const problem = arrived?.problem ?? (failure === undefined || failure === null ? null : problemOf(failure));
  const retry = (): void => {
    for (const result of results) if (result.isError || result.data?.problem != null) void result.refetch();
  };

  const kept = shown.current !== null && shown.current.place === place ? shown.current : null;
  const waiting = source !== null && arrived === undefined && head?.isError !== true;
  const rowsOf = (tiles: Tiles): { offset: number; rows: number }[] => [...tiles.values()];
  if (arrived !== undefined && arrived.problem === null) {
    return {
      first: arrived,
      columns: columnsOf(arrived),
      tiles: fresh,
      rowCount: knownRowCount(arrived.total, rowsOf(fresh)),
      updating: false,
      problem: null,
      retry,
      read,
    };
  }
  if (waiting && kept !== null) {
    return {
      first: kept.first,
      columns: columnsOf(kept.first),
      tiles: kept.tiles,
      rowCount: knownRowCount(kept.first.total, rowsOf(kept.tiles)),
      updating: true,
      problem: null,
      retry,
      read,
    };
  }
  return { first: null, columns: NO_COLUMNS, tiles: EMPTY, rowCount: 0, updating: waiting, problem, retry, read };
}

/** Whether the value of a cell is here. */
export const hasTile = (tiles: Tiles, row: number, column: number): boolean =>
  tiles.has(tileKey(Math.floor(row / PAGE_ROWS), Math.floor(column / BLOCK_COLUMNS)));

/** The value of a cell; undefined while its tile is not here. */
export function valueAt(tiles: Tiles, row: number, column: number): WindowColumn['values'][number] | undefined {
  const tile = tiles.get(tileKey(Math.floor(row / PAGE_ROWS), Math.floor(column / BLOCK_COLUMNS)));
  return tile?.columns[column % BLOCK_COLUMNS]?.values[row % PAGE_ROWS];
}

/** The first values of a column: what its width and decimals follow. */
export function firstValues(tiles: Tiles, column: number): readonly WindowColumn['values'][number][] {
  return tiles.get(tileKey(0, Math.floor(column / BLOCK_COLUMNS)))?.columns[column % BLOCK_COLUMNS]?.values ?? [];
}
