/** A stored value in a few words: for a bound field, a menu, an example. Pure. */
import { formatDate, formatNumber } from '../../i18n/format';
import type { Language } from '../../i18n/format';
import type { Json } from '../../document/types';

/** The words of a value; dates and numbers as the language writes them, lists joined by commas. */
export function displayValue(value: Json, language: Language, type?: string): string {
  if (value === null) return '';
  if (typeof value === 'number') return formatNumber(value, language);
  if (typeof value === 'boolean') {
    return language === 'ru' ? (value ? 'да' : 'нет') : value ? 'yes' : 'no';
  }
  if (typeof value === 'string') {
    return type === 'date' || /^\d{4}-\d{2}-\d{2}$/.test(value) ? formatDate(value, language) : value;
  }
  if (Array.isArray(value)) return value.map((item) => displayValue(item, language)).join(', ');
  if (typeof value['$parameter'] === 'string') return `{${value['$parameter']}}`;
  return JSON.stringify(value);
}
