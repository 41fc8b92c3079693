/** Settings in the words of their form: for examples and summaries. Pure. */
import type { Language } from '../../i18n/format';
import type { Json, LocalText, Settings } from '../../document/types';
import { readGroup } from './conditions';
import type { Group } from './conditions';
import { displayValue } from './display';
import { emptyValue, fieldsOf, isBound, isShown } from './schema';
import { readTable, shownText } from './typedTable';
import type { TypedTable } from './typedTable';
import type { Field, Operator, SchemaNode } from './schema';

export interface SettingLine {
  title: string;
  text: string;
}

const words = (text: LocalText | null | undefined, language: Language): string =>
  text === null || text === undefined ? '' : typeof text === 'string' ? text : text[language];

function describeGroup(group: Group, operators: readonly Operator[], language: Language): string {
  const joiner = group.joiner === 'all' ? (language === 'ru' ? ' и ' : ' and ') : language === 'ru' ? ' или ' : ' or ';
  return group.items
    .map((item) => {
      if (item.kind === 'group') return `(${describeGroup(item.group, operators, language)})`;
      const { column, op, value, value2, values } = item.condition;
      const operator = operators.find((other) => other.op === op);
      const title = words(operator?.title, language) || op;
      const given =
        operator?.arity === 0
          ? ''
          : operator?.arity === 'many'
            ? displayValue(values ?? [], language)
            : operator?.arity === 2
              ? `${displayValue(value ?? null, language)} … ${displayValue(value2 ?? null, language)}`
              : displayValue(value ?? null, language);
      return [column, title, given].filter((part) => part !== '').join(' ');
    })
    .join(joiner);
}

function describeValue(value: Json, field: Field, root: SchemaNode, language: Language): string {
  if (isBound(value)) return `{${value.$parameter}}`;
  const option = field.ui.options?.find((other) => other.value === value);
  if (option !== undefined) return words(option.title, language);
  if (field.widget === 'conditions') return describeGroup(readGroup(value), field.ui.operators ?? [], language);
  if (Array.isArray(value) && field.schema.items !== undefined && (field.widget === 'list' || field.widget === 'columns_table')) {
    const items = fieldsOf(field.schema.items, root);
    return value.map((item) => describeItem(item, items, root, language)).join('\n');
  }
  if (field.widget === 'table') return describeTable(readTable(value), language);
  if (field.widget === 'group') return describeItem(value, fieldsOf(field.schema, root), root, language);
  const unit = words(field.ui.unit, language);
  const text = displayValue(value, language, field.widget === 'date' ? 'date' : undefined);
  return unit === '' || text === '' ? text : `${text} ${unit}`;
}

const SHOWN_ROWS = 3;

function describeTable(table: TypedTable, language: Language): string {
  const lines = table.rows
    .slice(0, SHOWN_ROWS)
    .map((row) => table.columns.map((column, at) => shownText(row[at] ?? null, column.kind, language)).join(' · '));
  const rest = table.rows.length > SHOWN_ROWS ? ['…'] : [];
  return [table.columns.map((column) => column.name).join(' · '), ...lines, ...rest].join('\n');
}

function describeItem(item: Json, fields: readonly Field[], root: SchemaNode, language: Language): string {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return displayValue(item, language);
  return fields
    .filter((field) => isShown(field, item, fields))
    .map((field) => describeValue(item[field.key] ?? null, field, root, language))
    .filter((part) => part !== '')
    .join(' · ');
}

/**
 * One line a setting that differs from its default, as its field shows it.
 *
 * @param defaults settings of a fresh node
 */
export function describeSettings(
  settings: Settings,
  root: SchemaNode,
  defaults: Settings,
  language: Language,
): SettingLine[] {
  const fields = fieldsOf(root, root);
  const filled = { ...defaults, ...settings };
  return fields
    .filter((field) => field.key in settings && isShown(field, filled, fields))
    .filter((field) => {
      const fresh = defaults[field.key] ?? emptyValue(field.schema, root, field.widget);
      return JSON.stringify(settings[field.key]) !== JSON.stringify(fresh);
    })
    .map((field) => ({
      title: words(field.ui.title, language) || field.key,
      text: describeValue(settings[field.key] ?? null, field, root, language),
    }))
    .filter((line) => line.text !== '');
}
