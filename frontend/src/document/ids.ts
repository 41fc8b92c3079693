import type { WorkflowDocument, WorkflowNode } from './types';

const indexes = new WeakMap<readonly WorkflowNode[], Map<string, WorkflowNode>>();

/** A node by its id; the index is made once for each list of nodes. */
export function nodeOf({ nodes }: WorkflowDocument, id: string): WorkflowNode | undefined {
  let index = indexes.get(nodes);
  if (index === undefined) {
    index = new Map(nodes.toReversed().map((node) => [node.id, node]));
    indexes.set(nodes, index);
  }
  return index.get(id);
}

/** The first free name in `base`, `base_2`, `base_3`, … */
export function freeName(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}_${number}`)) number += 1;
  return `${base}_${number}`;
}

/** The id of a new node: the last part of its type and a number when it is taken. */
export function newNodeId(type: string, taken: ReadonlySet<string>): string {
  const last = type.slice(type.lastIndexOf('.') + 1).toLowerCase().replace(/[^a-z0-9_]+/g, '_');
  return freeName(last === '' ? 'node' : last, taken);
}

export function nodeIds(document: WorkflowDocument): Set<string> {
  return new Set(document.nodes.map((node) => node.id));
}

/** The id of a copy: `filter_2` copied gives `filter_3`, not `filter_2_2`. */
export function copyId(id: string, taken: ReadonlySet<string>): string {
  return freeName(id.replace(/_\d+$/, ''), taken);
}
