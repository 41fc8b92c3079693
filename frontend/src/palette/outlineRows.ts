/** The workflow as a list: frames with their nodes, in the order in which the rows go. Pure. */
import { contentOf, hiddenItems, topological } from '../document';
import type { WorkflowDocument, WorkflowGroup, WorkflowNode } from '../document';

export type OutlineRow =
  | { kind: 'group'; group: WorkflowGroup; count: number }
  /** Head of the nodes in no frame; only when there are frames. */
  | { kind: 'rest'; count: number }
  | { kind: 'node'; node: WorkflowNode; depth: 0 | 1 };

/** The rows of the outline.
 *
 * @param closed ids of the frames whose nodes are not listed; `` for the nodes outside frames
 * @param card width and height of a node's card, pixels
 */
export function outlineRows(document: WorkflowDocument, closed: ReadonlySet<string>, card: number): OutlineRow[] {
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const order = topological(document).flatMap((id) => nodes.get(id) ?? []);
  const owner = new Map<string, string>(hiddenItems(document).nodes);
  for (const group of document.groups) {
    for (const id of contentOf(document, group.id, card).nodes) if (!owner.has(id)) owner.set(id, group.id);
  }
  const inGroups = new Map<string, WorkflowNode[]>();
  for (const node of order) {
    const key = owner.get(node.id) ?? '';
    const list = inGroups.get(key);
    if (list === undefined) inGroups.set(key, [node]);
    else list.push(node);
  }
  const place = (group: WorkflowGroup): number => document.layout.groups[group.id]?.x ?? 0;
  const rows: OutlineRow[] = [];
  const list = (key: string, depth: 0 | 1): void => {
    if (closed.has(key)) return;
    for (const node of inGroups.get(key) ?? []) rows.push({ kind: 'node', node, depth });
  };
  const grouped = document.groups.length > 0;
  for (const group of [...document.groups].sort((one, other) => place(one) - place(other))) {
    rows.push({ kind: 'group', group, count: inGroups.get(group.id)?.length ?? 0 });
    list(group.id, 1);
  }
  const rest = inGroups.get('') ?? [];
  if (grouped && rest.length > 0) rows.push({ kind: 'rest', count: rest.length });
  list('', grouped ? 1 : 0);
  return rows;
}
