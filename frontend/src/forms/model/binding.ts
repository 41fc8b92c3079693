/** Binding of a setting to a workflow parameter. Pure. */
import type { Json, ParameterType, WorkflowParameter } from '../../document/types';
import { isBound, type SchemaNode } from './schema';

interface ParameterLike {
  name: string;
  type: string;
  default?: Json;
}

const TYPES_BY_WIDGET: Readonly<Record<string, readonly ParameterType[]>> = {
  text: ['text', 'choice', 'date', 'number'],
  new_column: ['text', 'choice'],
  number: ['number'],
  integer: ['number'],
  switch: ['switch'],
  choice: ['choice', 'text'],
  date: ['date'],
  column: ['text', 'choice'],
  file: ['file', 'text'],
  connection: ['connection', 'text'],
  value: ['text', 'number', 'date', 'choice', 'switch'],
  formula: ['text', 'choice'],
};

/**
 * Types of parameter a field may be bound to; the first one is what «new parameter» makes. An empty
 * list means the field cannot be bound as a whole (its parts may be).
 */
export function bindableTypes(widget: string): readonly ParameterType[] {
  return TYPES_BY_WIDGET[widget] ?? [];
}

/** Parameters that fit a field, in the order the workflow declares them. */
export function fittingParameters<T extends ParameterLike>(
  parameters: readonly T[],
  widget: string,
): T[] {
  const types: readonly string[] = bindableTypes(widget);
  return parameters.filter((parameter) => types.includes(parameter.type));
}

const LETTERS: Readonly<Record<string, string>> = {
  а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'y',
  к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f',
  х: 'h', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'sch', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya',
};

/**
 * A parameter name made from a title: Latin letters, digits and `_`, unique among the taken ones.
 *
 * «Отчётная дата» becomes `otchetnaya_data`.
 */
export function parameterName(title: string, taken: readonly string[]): string {
  const latin = [...title.toLocaleLowerCase('ru')]
    .map((letter) => LETTERS[letter] ?? letter)
    .join('')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .replace(/^(\d)/, 'p_$1');
  const base = latin === '' ? 'parameter' : latin;
  let name = base;
  for (let number = 2; taken.includes(name); number += 1) name = `${base}_${number}`;
  return name;
}

/** A new parameter that carries the present value of a field. */
export function parameterFrom(options: {
  title: string;
  widget: string;
  schema: SchemaNode;
  value: Json | undefined;
  taken: readonly string[];
}): WorkflowParameter {
  const { title, widget, schema, value, taken } = options;
  const type = typeForValue(widget, value);
  const parameter: WorkflowParameter = {
    name: parameterName(title, taken),
    type,
    title,
    default: value ?? null,
  };
  if (type === 'number') {
    if (schema.minimum !== undefined) parameter.minimum = schema.minimum;
    if (schema.maximum !== undefined) parameter.maximum = schema.maximum;
  }
  if (type === 'choice' && schema.ui?.options !== undefined) {
    parameter.choices = schema.ui.options.map(({ value: choice, title: words }) => ({
      value: choice,
      title: words,
    }));
  }
  return parameter;
}

function typeForValue(widget: string, value: Json | undefined): ParameterType {
  if (widget === 'value') {
    if (typeof value === 'number') return 'number';
    if (typeof value === 'boolean') return 'switch';
    if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return 'date';
    return 'text';
  }
  return bindableTypes(widget)[0] ?? 'text';
}

/** What stands in the field after unbinding: the parameter's default, or the field's empty value. */
export function literalAfterUnbinding(
  value: Json,
  parameters: readonly ParameterLike[],
  empty: Json,
): Json {
  if (!isBound(value)) return value;
  const parameter = parameters.find((other) => other.name === value.$parameter);
  return parameter?.default ?? empty;
}
