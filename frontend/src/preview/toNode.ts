/** What a person filters and sorts by here, made into nodes: the types that take it say so themselves. */
import type { FilterBy, Json, NodeType, SortBy } from '../api';
import { freePlace } from '../canvas/actions';
import { PITCH_X } from '../canvas/geometry';
import { addNode, connect } from '../document';
import type { Endpoint, Settings } from '../document';
import { t } from '../i18n';
import { edit, selectNode } from '../state';
import { catalogueStore } from '../state/catalogue';

/** A filter as a condition of a node; null when no condition says the same. */
export function conditionOf(filter: FilterBy): Record<string, Json> | null {
  const { column, op, value = null } = filter;
  if (op === 'empty' || op === 'not_empty') return { column, op };
  if (value === null || value === '') {
    if (op === '=') return { column, op: 'empty' };
    return op === '!=' ? { column, op: 'not_empty' } : null;
  }
  if (Array.isArray(value)) return op === 'in' || op === 'not_in' ? { column, op, values: value } : null;
  return typeof value === 'object' ? null : { column, op, value };
}

const takerOf = (what: 'conditions' | 'sort'): NodeType | undefined =>
  catalogueStore.getState().nodes.find((type) => type.takes[what] !== undefined);

/** Whether nodes can be made of this filter and order. */
export function canBeNodes(filter: readonly FilterBy[], sort: readonly SortBy[]): boolean {
  if (filter.length + sort.length === 0) return false;
  if (filter.length > 0 && (takerOf('conditions') === undefined || filter.some((one) => conditionOf(one) === null))) return false;
  return sort.length === 0 || takerOf('sort') !== undefined;
}

/** Puts nodes that filter and sort as shown behind an output, as one undo step, and selects the last.
 *
 * @returns whether anything was made
 */
export function makeNodes(from: Endpoint, filter: readonly FilterBy[], sort: readonly SortBy[]): boolean {
  if (!canBeNodes(filter, sort)) return false;
  const made: [NodeType, Settings][] = [];
  const filtering = takerOf('conditions');
  const sorting = takerOf('sort');
  if (filter.length > 0 && filtering !== undefined) {
    const key = filtering.takes['conditions'] as string;
    const conditions = filter.map(conditionOf) as Json[];
    made.push([filtering, { ...structuredClone(filtering.defaults), [key]: { all: conditions } }]);
  }
  if (sort.length > 0 && sorting !== undefined) {
    const key = sorting.takes['sort'] as string;
    const keys = sort.map((by) => ({ column: by.column, descending: by.descending ?? false }));
    made.push([sorting, { ...structuredClone(sorting.defaults), [key]: keys }]);
  }
  let last = from;
  edit((document) => {
    let next = document;
    for (const [type, settings] of made) {
      const at = next.layout.nodes[last.node] ?? { x: 0, y: 0 };
      const placed = addNode(next, { type: type.id, version: type.version, settings }, freePlace(next, { x: at.x + PITCH_X, y: at.y }));
      const input = type.inputs[0];
      next = input === undefined ? placed.document : connect(placed.document, last, { node: placed.id, port: input.id }, input.multiple);
      last = { node: placed.id, port: type.outputs[0]?.id ?? '' };
    }
    return next;
  }, t('preview.to_node_edit'));
  if (last === from) return false;
  selectNode(last.node);
  return true;
}
