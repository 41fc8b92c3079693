import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { api, problemOf } from '../api';
import type { DataWindow, FilterBy, Problem, SortBy, WindowColumn } from '../api';
import { currentDocument, currentPath } from '../state';
import { PAGE_ROWS, knownRowCount } from './model/windowing';

export interface WindowSource {
  node: string;
  port: string;
  sort: SortBy[];
  filter: FilterBy[];
  /** Changes whenever the data may have changed. */
  version: string;
}

export interface Windows {
  /** Page 0, which also tells the columns and the total; null until it has come. */
  first: DataWindow | null;
  pages: ReadonlyMap<number, DataWindow>;
  rowCount: number;
  /** Older data is shown while newer data is on its way. */
  updating: boolean;
  problem: Problem | null;
  retry: () => void;
  /** Rows of a range with their columns, read from the server where they are not at hand. */
  read: (from: number, to: number) => Promise<Map<number, DataWindow>>;
}

interface Shown {
  place: string;
  first: DataWindow;
  pages: Map<number, DataWindow>;
}

const EMPTY: ReadonlyMap<number, DataWindow> = new Map();

const NO_SOURCE: WindowSource = { node: '', port: '', sort: [], filter: [], version: '' };

/** The question for one page of rows; it is not asked while there is no source. */
function pageQuery(source: WindowSource | null, page: number) {
  const { node, port, sort, filter, version } = source ?? NO_SOURCE;
  return {
    queryKey: ['preview', currentPath(), node, port, version, sort, filter, page],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      api.preview(
        {
          path: currentPath(),
          document: currentDocument(),
          node,
          port,
          offset: page * PAGE_ROWS,
          limit: PAGE_ROWS,
          ...(sort.length > 0 ? { sort } : {}),
          ...(filter.length > 0 ? { filter } : {}),
        },
        signal,
      ),
    enabled: source !== null,
    staleTime: Infinity,
    gcTime: 120_000,
  };
}

/** Pages of an output's rows; page 0 always, the others as they come into sight. */
export function useWindows(source: WindowSource | null, wanted: readonly number[]): Windows {
  const client = useQueryClient();
  const shown = useRef<Shown | null>(null);
  const pageNumbers = [...new Set([0, ...wanted])];
  const results = useQueries({ queries: pageNumbers.map((page) => pageQuery(source, page)) });

  const fresh = new Map<number, DataWindow>();
  results.forEach((result, index) => {
    const page = pageNumbers[index];
    if (result.data !== undefined && page !== undefined) fresh.set(page, result.data);
  });
  const head = results[0];
  const place = source === null ? '' : `${source.node}.${source.port}`;
  const arrived = fresh.get(0);
  if (arrived !== undefined && arrived.problem === null) {
    shown.current = { place, first: arrived, pages: fresh };
  }
  const read = useCallback(
    async (from: number, to: number): Promise<Map<number, DataWindow>> => {
      const found = new Map<number, DataWindow>();
      for (let page = Math.floor(from / PAGE_ROWS); page <= Math.floor(to / PAGE_ROWS); page += 1) {
        found.set(page, await client.fetchQuery(pageQuery(source, page)));
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
  if (arrived !== undefined && arrived.problem === null) {
    return {
      first: arrived,
      pages: fresh,
      rowCount: knownRowCount(arrived.total, [...fresh.values()]),
      updating: false,
      problem: null,
      retry,
      read,
    };
  }
  if (waiting && kept !== null) {
    return {
      first: kept.first,
      pages: kept.pages,
      rowCount: knownRowCount(kept.first.total, [...kept.pages.values()]),
      updating: true,
      problem: null,
      retry,
      read,
    };
  }
  return { first: null, pages: EMPTY, rowCount: 0, updating: waiting, problem, retry, read };
}

/** The value of a cell; undefined while its page is not here. */
export function valueAt(pages: ReadonlyMap<number, DataWindow>, row: number, column: number): WindowColumn['values'][number] | undefined {
  const page = pages.get(Math.floor(row / PAGE_ROWS));
  return page?.columns[column]?.values[row % PAGE_ROWS];
}
