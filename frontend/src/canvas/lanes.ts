/** Rows of a tidy layout: each chain of main edges lies on one straight line. Pure. */

export interface TidyEdge {
  from: string;
  to: string;
  /** Joins a first output with a first input: such edges make a chain. */
  main: boolean;
}

/** Columns by the longest way from a start; each then as far to the right as what it feeds allows. */
export function columnsOf(nodes: readonly string[], edges: readonly TidyEdge[]): Map<string, number> {
  const waits = new Map(nodes.map((id) => [id, 0]));
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) {
    waits.set(to, (waits.get(to) ?? 0) + 1);
    next.set(from, [...(next.get(from) ?? []), to]);
  }
  const column = new Map<string, number>();
  const free = nodes.filter((id) => waits.get(id) === 0);
  for (const id of free) column.set(id, 0);
  for (let at = 0; at < free.length; at += 1) {
    const id = free[at] ?? '';
    for (const other of next.get(id) ?? []) {
      column.set(other, Math.max(column.get(other) ?? 0, (column.get(id) ?? 0) + 1));
      const left = (waits.get(other) ?? 0) - 1;
      waits.set(other, left);
      if (left === 0) free.push(other);
    }
  }
  // On a circle nothing is ever free: such nodes stand in the first column.
  for (const id of nodes) if (!column.has(id)) column.set(id, 0);
  for (const id of free.toReversed()) {
    const after = next.get(id) ?? [];
    if (after.length === 0) continue;
    column.set(id, Math.max(0, Math.min(...after.map((other) => column.get(other) ?? 0)) - 1));
  }
  return column;
}

/** The nodes parted into chains, the longest first; a chain follows main edges from left to right. */
export function chainsOf(nodes: readonly string[], edges: readonly TidyEdge[], column: ReadonlyMap<string, number>): string[][] {
  const place = (id: string): number => column.get(id) ?? 0;
  const next = new Map<string, string[]>();
  for (const { from, to, main } of edges) {
    if (main && place(from) < place(to)) next.set(from, [...(next.get(from) ?? []), to]);
  }
  const order = [...nodes].sort((one, other) => place(other) - place(one));
  const used = new Set<string>();
  const chains: string[][] = [];
  let left = order;
  while (left.length > 0) {
    const longest = new Map<string, { length: number; next: string | null }>();
    let start = left[0] ?? '';
    for (const id of left) {
      let best: { length: number; next: string | null } = { length: 1, next: null };
      for (const other of next.get(id) ?? []) {
        const rest = longest.get(other);
        if (!used.has(other) && rest !== undefined && rest.length + 1 > best.length) best = { length: rest.length + 1, next: other };
      }
      longest.set(id, best);
      const record = longest.get(start);
      if (record === undefined || best.length > record.length || (best.length === record.length && place(id) < place(start))) start = id;
    }
    const taken: string[][] = [];
    // One pass gives every chain whose nodes are still free, so that a thousand lone nodes take one pass.
    for (const id of [...left].sort((one, other) => (longest.get(other)?.length ?? 0) - (longest.get(one)?.length ?? 0))) {
      if (used.has(id) || (taken.length > 0 && (longest.get(id)?.length ?? 0) > 2)) continue;
      const chain: string[] = [];
      for (let at: string | null = id; at !== null && !used.has(at); at = longest.get(at)?.next ?? null) {
        used.add(at);
        chain.push(at);
      }
      taken.push(chain);
    }
    chains.push(...taken);
    left = left.filter((id) => !used.has(id));
  }
  return chains.sort((one, other) => other.length - one.length);
}

interface Span {
  from: number;
  to: number;
}

/** The row of each node: a chain keeps one row; what feeds a chain lies above it, what it gives off below. */
export function rowsOf(nodes: readonly string[], edges: readonly TidyEdge[], column: ReadonlyMap<string, number>): Map<string, number> {
  const chains = chainsOf(nodes, edges, column);
  const chainOf = new Map(chains.flatMap((chain, index) => chain.map((id) => [id, index] as const)));
  const place = (id: string | undefined): number => (id === undefined ? 0 : (column.get(id) ?? 0));
  const taken = new Map<number, Span[]>();
  const rowOf = new Map<number, number>();
  const links = new Map<number, { chain: number; feeds: boolean; at: number }[]>();
  for (const { from, to } of edges) {
    const one = chainOf.get(from) ?? 0;
    const other = chainOf.get(to) ?? 0;
    if (one === other) continue;
    links.set(one, [...(links.get(one) ?? []), { chain: other, feeds: true, at: place(to) }]);
    links.set(other, [...(links.get(other) ?? []), { chain: one, feeds: false, at: place(from) }]);
  }
  const isFree = (row: number, span: Span): boolean =>
    (taken.get(row) ?? []).every((other) => span.to < other.from || other.to < span.from);
  const put = (chain: number, row: number, span: Span): void => {
    rowOf.set(chain, row);
    taken.set(row, [...(taken.get(row) ?? []), span]);
  };
  const own = (index: number): Span => {
    const chain = chains[index] ?? [];
    return { from: place(chain[0]), to: place(chain.at(-1)) };
  };
  for (let index = 0; index < chains.length; index += 1) {
    if (rowOf.has(index)) continue;
    const lowest = taken.size === 0 ? -1 : Math.max(...taken.keys());
    put(index, lowest + 1, own(index));
    const queue = [index];
    for (let at = 0; at < queue.length; at += 1) {
      const near = (links.get(queue[at] ?? 0) ?? []).toSorted((one, other) => one.at - other.at);
      for (const { chain } of near) {
        if (rowOf.has(chain)) continue;
        // Where this chain goes to, or comes from, among those that already lie somewhere.
        const known = (links.get(chain) ?? []).filter((link) => rowOf.has(link.chain));
        const target = known[0];
        if (target === undefined) continue;
        const span = own(chain);
        for (const link of known) if (link.feeds) span.to = Math.max(span.to, link.at - 1);
        const beside = rowOf.get(target.chain) ?? 0;
        const towards = target.feeds ? -1 : 1;
        let row = beside;
        for (let step = 1; ; step += 1) {
          row = beside + towards * step;
          if (isFree(row, span)) break;
          row = beside - towards * step;
          if (step > 2 && isFree(row, span)) break;
        }
        put(chain, row, span);
        queue.push(chain);
      }
    }
  }
  const used = [...new Set(rowOf.values())].sort((one, other) => one - other);
  const compact = new Map(used.map((row, index) => [row, index]));
  return new Map(nodes.map((id) => [id, compact.get(rowOf.get(chainOf.get(id) ?? 0) ?? 0) ?? 0]));
}
