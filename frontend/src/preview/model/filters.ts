/** The simple filter of the preview: operators by type, and a condition in a few words. Pure. */
import type { FilterBy } from '../../api/types';
import { formatDate, formatNumber } from '../../i18n/format';
import type { Language } from '../../i18n/format';

const TEXT_OPS = ['contains', '=', '!=', 'starts', 'ends', 'empty', 'not_empty'] as const;
const ORDERED_OPS = ['=', '!=', '>', '>=', '<', '<=', 'empty', 'not_empty'] as const;
const YES_NO_OPS = ['=', 'empty', 'not_empty'] as const;
const EMPTY_OPS = ['empty', 'not_empty'] as const;

export type FilterOp = (typeof TEXT_OPS)[number] | (typeof ORDERED_OPS)[number];

/** Comparisons that make sense for a column type, the most usual first. */
export function filterOps(type: string): readonly FilterOp[] {
  switch (type) {
    case 'text':
    case 'category':
      return TEXT_OPS;
    case 'boolean':
      return YES_NO_OPS;
    case 'integer':
    case 'number':
    case 'decimal':
    case 'date':
    case 'datetime':
    case 'time':
    case 'duration':
      return ORDERED_OPS;
    default:
      return EMPTY_OPS;
  }
}

/** Whether a comparison needs a value. */
export const opTakesValue = (op: string): boolean => op !== 'empty' && op !== 'not_empty';

const SIGNS: Readonly<Record<string, string>> = { '=': '=', '!=': '≠', '>': '>', '>=': '≥', '<': '<', '<=': '≤' };

/** A condition as its chip says it: `Сумма ≥ 1 000`. */
export function filterWords(filter: FilterBy, language: Language, opWord: (op: string) => string): string {
  const sign = SIGNS[filter.op] ?? opWord(filter.op);
  if (!opTakesValue(filter.op)) return `${filter.column} ${sign}`;
  const { value } = filter;
  const yesNo = language === 'ru' ? ['нет', 'да'] : ['no', 'yes'];
  const words =
    value === null
      ? 'NULL'
      : typeof value === 'number'
        ? formatNumber(value, language)
        : typeof value === 'boolean'
          ? yesNo[Number(value)]
          : typeof value === 'string'
            ? /^\d{4}-\d{2}-\d{2}$/.test(value)
              ? formatDate(value, language)
              : value
            : Array.isArray(value)
              ? value.join(', ')
              : JSON.stringify(value);
  return `${filter.column} ${sign} ${words}`;
}
