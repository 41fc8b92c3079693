/** Which node usually comes next: learnt from the examples, the open workflow and this person's own habit. */
import { parseEnd } from '../document';
import type { WorkflowDocument } from '../document';
import type { NodeType } from '../api/types';

const STORED = 'kanva.follows';
const MOST = 400;
/** The open workflow tells more of what its author wants than any example. */
const OPEN_WEIGHT = 5;

type Counts = Record<string, number>;

function own(): Counts {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(STORED) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Counts) : {};
  } catch {
    return {};
  }
}

const pair = (from: string, to: string): string => `${from}>${to}`;

/** Remembers that a person let one type follow another. */
export function learn(from: string, to: string): void {
  const counts = own();
  counts[pair(from, to)] = (counts[pair(from, to)] ?? 0) + 1;
  const kept = Object.entries(counts)
    .sort(([, one], [, other]) => other - one)
    .slice(0, MOST);
  localStorage.setItem(STORED, JSON.stringify(Object.fromEntries(kept)));
}

function countIn(document: WorkflowDocument, counts: Map<string, number>, weight: number): void {
  const types = new Map(document.nodes.map((node) => [node.id, node.type]));
  for (const edge of document.edges) {
    const from = types.get(parseEnd(edge.from).node);
    const to = types.get(parseEnd(edge.to).node);
    if (from !== undefined && to !== undefined) counts.set(pair(from, to), (counts.get(pair(from, to)) ?? 0) + weight);
  }
}

/** The types in the order in which they are likely beside a node of the given type; ties keep their order.
 *
 * @param side the side of the node that is to be continued
 * @param documents the open workflow, then the examples
 */
export function likelyFirst(
  types: readonly NodeType[],
  beside: string,
  side: 'input' | 'output',
  documents: readonly WorkflowDocument[],
): NodeType[] {
  const counts = new Map<string, number>();
  documents.forEach((document, index) => countIn(document, counts, index === 0 ? OPEN_WEIGHT : 1));
  for (const [key, count] of Object.entries(own())) counts.set(key, (counts.get(key) ?? 0) + 2 * count);
  const points = (type: NodeType): number =>
    counts.get(side === 'output' ? pair(beside, type.id) : pair(type.id, beside)) ?? 0;
  return types
    .map((type, index) => ({ type, index, found: points(type) }))
    .sort((one, other) => other.found - one.found || one.index - other.index)
    .map(({ type }) => type);
}
