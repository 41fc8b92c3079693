/** What the search over the workflow finds a node by. */
import type { NodeAnalysis, NodeType } from '../api/types';
import type { Json, WorkflowNode } from '../document';

export type Where = { by: 'title' } | { by: 'column'; text: string } | { by: 'settings'; text: string };

export const plain = (text: string): string => text.toLowerCase().replaceAll('ё', 'е');

function* texts(value: Json): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'number') yield String(value);
  else if (Array.isArray(value)) for (const item of value) yield* texts(item);
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) yield* texts(item);
}

const AROUND = 24;

function excerpt(text: string, at: number, length: number): string {
  const from = Math.max(0, at - AROUND);
  const to = Math.min(text.length, at + length + AROUND);
  return `${from > 0 ? '…' : ''}${text.slice(from, to).replaceAll('\n', ' ')}${to < text.length ? '…' : ''}`;
}

export interface Searched {
  node: WorkflowNode;
  /** Title and caption as they are shown. */
  shown: string;
  analysis: NodeAnalysis | undefined;
  type: NodeType | undefined;
}

/** Where a node answers a search: by its name or type, by a column it has, by what its settings say.
 *
 * @param wanted the search in small letters, not empty
 * @returns null when it does not
 */
export function whereFound({ node, shown, analysis, type }: Searched, wanted: string): Where | null {
  const names = [shown, node.id, type?.title.ru ?? '', type?.title.en ?? '', node.type];
  if (plain(names.join('\n')).includes(wanted)) return { by: 'title' };
  for (const text of texts(node.settings)) {
    const at = plain(text).indexOf(wanted);
    if (at >= 0) return { by: 'settings', text: excerpt(text, at, wanted.length) };
  }
  for (const columns of [...Object.values(analysis?.schemas ?? {}), ...Object.values(analysis?.inputs ?? {})]) {
    const column = columns?.find(({ name }) => plain(name).includes(wanted));
    if (column !== undefined) return { by: 'column', text: column.name };
  }
  return null;
}
