import { useEffect, useRef, useState } from 'react';
import { api } from '../api';
import type { ColumnProfile } from '../api';
import { currentDocument, currentPath } from '../state';
import type { WindowSource } from './useWindows';

export interface Profiles {
  of: (column: string) => ColumnProfile | undefined;
  /** Rows everything is computed on; null until the first answer. */
  rows: number | null;
  full: boolean;
}

/** Columns asked at a time: few, so that those in sight come soon. */
const BATCH = 12;
const PAUSE_MS = 80;
const KEPT = 24;

interface Known {
  columns: Map<string, ColumnProfile>;
  rows: number | null;
  full: boolean;
  failed: Set<string>;
}

/** Profiles of what was looked at lately, by output, state and filter. */
const known = new Map<string, Known>();

function knownOf(key: string): Known {
  const found = known.get(key) ?? { columns: new Map(), rows: null, full: false, failed: new Set() };
  known.delete(key);
  known.set(key, found);
  for (const old of known.keys()) {
    if (known.size <= KEPT) break;
    known.delete(old);
  }
  return found;
}

/**
 * What stands in the columns in sight, computed by the server over the rows that are shown. Columns are asked for
 * as they come into sight, a few at a time, and never twice.
 */
export function useProfiles(source: WindowSource | null, names: readonly string[], ready: boolean): Profiles {
  const [, setArrived] = useState(0);
  const key =
    source === null ? '' : JSON.stringify([currentPath(), source.node, source.port, source.version, source.filter, source.search.trim()]);
  const shown = useRef<{ place: string; found: Known } | null>(null);
  const place = source === null ? '' : `${source.node}.${source.port}`;
  const wanted = names.join('\u0000');

  useEffect(() => {
    if (source === null || !ready) return undefined;
    const found = knownOf(key);
    const call = new AbortController();
    const ask = async (): Promise<void> => {
      for (;;) {
        const missing = wanted
          .split('\u0000')
          .filter((name) => name !== '' && !found.columns.has(name) && !found.failed.has(name))
          .slice(0, BATCH);
        if (missing.length === 0 || call.signal.aborted) return;
        const answer = await api
          .profile(
            {
              path: currentPath(),
              document: currentDocument(),
              node: source.node,
              port: source.port,
              columns: missing,
              ...(source.filter.length > 0 ? { filter: source.filter } : {}),
              ...(source.search.trim() !== '' ? { search: source.search } : {}),
            },
            call.signal,
          )
          .catch(() => null);
        if (call.signal.aborted) return;
        if (answer === null || answer.problem !== null) for (const name of missing) found.failed.add(name);
        else {
          for (const column of answer.columns) found.columns.set(column.name, column);
          found.rows = answer.rows;
          found.full = answer.full;
        }
        setArrived((count) => count + 1);
      }
    };
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      call.abort();
    };
  }, [source, key, wanted, ready]);

  const now = known.get(key);
  if (now !== undefined && now.columns.size > 0) shown.current = { place, found: now };
  // While a filter is being computed the older figures stand, as the older rows do.
  const kept = now !== undefined && now.columns.size > 0 ? now : shown.current?.place === place ? shown.current.found : undefined;
  return {
    of: (column) => kept?.columns.get(column),
    rows: kept?.rows ?? null,
    full: kept?.full ?? false,
  };
}
