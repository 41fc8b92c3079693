/** The differences of two states of a workflow in a person's words. */
import type { JsonSchema, NodeType, Text } from '../api/types';
import type { Json, LocalText, PartChange, ValueChange, WorkflowDocument } from '../document';
import { parseEnd } from '../document';
import { pick } from '../i18n';
import type { Language } from '../i18n';

const LONGEST = 60;

function resolved(schema: JsonSchema | undefined, root: JsonSchema): JsonSchema | undefined {
  const reference = schema?.['$ref'];
  if (typeof reference === 'string') return root.$defs?.[reference.slice(reference.lastIndexOf('/') + 1)];
  const choices = schema?.['anyOf'];
  if (Array.isArray(choices) && schema?.properties === undefined) {
    const found = (choices as JsonSchema[]).map((one) => resolved(one, root)).find((one) => one?.properties !== undefined || one?.items !== undefined);
    if (found !== undefined) return { ...found, ui: schema?.['ui'] };
  }
  return schema;
}

/** The place of a setting in the words of its form: `keys.0.column` is «Ключи, 1, Столбец». */
export function settingWords(type: NodeType | undefined, path: readonly string[], language: Language): string {
  const words: string[] = [];
  let schema: JsonSchema | undefined = type?.schema;
  for (const step of path) {
    const inner: JsonSchema | undefined = resolved(schema, type?.schema ?? {});
    if (/^\d+$/.test(step)) {
      words.push(String(Number(step) + 1));
      schema = inner?.items;
      continue;
    }
    schema = inner?.properties?.[step];
    const ui = schema?.['ui'] as { title?: Text } | undefined;
    words.push(ui?.title === undefined ? step : pick(ui.title, language));
  }
  return words.join(', ');
}

/** A value as it is written in a list of changes. */
export function valueWords(value: Json | undefined, language: Language): string {
  if (value === undefined || value === null || value === '') return '—';
  if (typeof value === 'object' && !Array.isArray(value) && 'ru' in value && 'en' in value) return pick(value as unknown as Text, language);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

type Words = (key: string, values?: Record<string, unknown>) => string;

export interface NamedNodes {
  document: WorkflowDocument;
  types: ReadonlyMap<string, NodeType>;
  language: Language;
}

/** The title of a changed part. */
export function partWords(change: PartChange, { document, types, language }: NamedNodes, t: Words): string {
  const nodeName = (id: string): string => {
    const node = document.nodes.find((other) => other.id === id);
    const own = pick(node?.title, language);
    return own !== '' ? own : pick(types.get(node?.type ?? '')?.title, language) || id;
  };
  if (change.part === 'workflow') return t('shell.status.workflow');
  if (change.part === 'edge') {
    const [from = '', to = ''] = change.id.split('->');
    return `${nodeName(parseEnd(from).node)} → ${nodeName(parseEnd(to).node)}`;
  }
  if (change.part === 'node') return nodeName(change.id);
  const title = pick(change.title as LocalText, language);
  const words = title === '' ? change.id : title;
  return words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words;
}

/** Where inside a part a value has changed. */
export function placeWords(change: PartChange, { path }: ValueChange, { document, types, language }: NamedNodes, t: Words): string {
  const [head = '', ...rest] = path.split('.');
  if (change.part === 'node' && head === 'settings') {
    const type = types.get(document.nodes.find(({ id }) => id === change.id)?.type ?? '');
    return settingWords(type, rest, language);
  }
  const known = ['title', 'description', 'comment', 'text', 'disabled', 'bypassed', 'pinned', 'type', 'version', 'color', 'nodes', 'collapsed', 'default', 'kind', 'choices', 'help', 'name', 'minimum', 'maximum'];
  return known.includes(head) ? t(`shell.changes.field.${head}`) : path;
}
