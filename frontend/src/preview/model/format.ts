/**
 * How a cell of the data grid is written: numbers and dates of the language, and the marks that tell
 * NULL, empty text and outer spaces apart. Pure.
 */

import { formatDate } from '../../i18n/format';
import type { Language } from '../../i18n/format';

/** A value as the preview window carries it. */
export type CellValue =
  | null
  | boolean
  | number
  | string
  | readonly CellValue[]
  | { readonly [key: string]: CellValue };

/** What a cell shows. */
export type Cell =
  | { kind: 'null' }
  | { kind: 'empty' }
  | { kind: 'special'; text: string }
  | { kind: 'text'; leading: number; text: string; trailing: number; cut: boolean }
  | { kind: 'value'; text: string };

/** Longest text a cell shows; the whole stands in the cell view. */
export const CELL_LIMIT = 500;

const NARROW_SPACE = '\u202f';
const NUMERIC = new Set(['integer', 'number', 'decimal']);

/** True for types whose cells and heads stand to the right. */
export const isNumericType = (type: string): boolean => NUMERIC.has(type) || type === 'duration';

/** Groups the digits of a number written with a dot: `-12345.60` → `-12 345,60`. */
export function groupDigits(plain: string, language: Language): string {
  const match = /^([-+]?)(\d+)(?:\.(\d+))?$/.exec(plain);
  if (match === null) return plain;
  const [, sign = '', whole = '', fraction] = match;
  const grouped = whole.replace(
    /\B(?=(\d{3})+$)/g,
    language === 'ru' ? NARROW_SPACE : ',',
  );
  const minus = sign === '-' ? '\u2212' : sign;
  return minus + grouped + (fraction === undefined ? '' : (language === 'ru' ? ',' : '.') + fraction);
}

/** Digits after the point that this number needs, at most `most`, binary noise aside. */
function decimalsOf(value: number, most: number): number {
  const text = value.toFixed(most).replace(/0+$/, '');
  const point = text.indexOf('.');
  return point === -1 ? 0 : text.length - point - 1;
}

/**
 * Digits after the point for a whole column, so that the points stand under each other: as many as its
 * values have, if that is four or fewer; otherwise (thirds, shares) two from 1 up and four below.
 */
export function columnDecimals(values: readonly CellValue[]): number {
  const numbers = values.filter((value): value is number => typeof value === 'number');
  let needed = 0;
  let largest = 0;
  for (const value of numbers) {
    if (!Number.isFinite(value)) continue;
    largest = Math.max(largest, Math.abs(value));
    needed = Math.max(needed, decimalsOf(value, 6));
  }
  if (needed <= 4) return needed;
  return largest >= 1 ? 2 : 4;
}

/** A float with a fixed count of decimals; one too small for them keeps three significant digits. */
export function formatNumber(value: number, decimals: number, language: Language): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 1e15) {
    const [mantissa = '', exponent = '0'] = value.toExponential(4).split('e');
    return `${groupDigits(mantissa, language)}·10^${Number(exponent)}`;
  }
  if (value !== 0 && magnitude < 0.5 * 10 ** -decimals) {
    if (magnitude < 1e-9) {
      const [mantissa = '', exponent = '0'] = value.toExponential(2).split('e');
      return `${groupDigits(mantissa, language)}·10^${Number(exponent)}`;
    }
    const digits = Math.min(12, 2 - Math.floor(Math.log10(magnitude)));
    return groupDigits(value.toFixed(digits), language);
  }
  const text = value.toFixed(decimals);
  return groupDigits(/^-0(\.0*)?$/.test(text) ? text.slice(1) : text, language);
}

/** Date and time; seconds and their parts are written only when they are not zero. */
export function formatDateTime(iso: string, language: Language): string {
  const match =
    /^(-?\d{4,}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(iso);
  if (match === null) return formatDate(iso, language);
  const [, date = '', minutes = '', seconds, fraction, zone] = match;
  return [formatDate(date, language), formatTime(minutes, seconds, fraction, language), zone]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
}

function formatTime(
  minutes: string,
  seconds: string | undefined,
  fraction: string | undefined,
  language: Language,
): string {
  const rest = (fraction ?? '').replace(/0+$/, '');
  if ((seconds === undefined || seconds === '00') && (rest === '' || rest === '.')) return minutes;
  const tail = rest === '.' || rest === '' ? '' : language === 'ru' ? rest.replace('.', ',') : rest;
  return `${minutes}:${seconds ?? '00'}${tail}`;
}

/** An ISO duration or a count of microseconds as `2 д 03:04:05`; other texts as they are. */
export function formatDuration(value: string | number, language: Language): string {
  let seconds: number;
  if (typeof value === 'number') seconds = value / 1e6;
  else {
    const match =
      /^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(value);
    if (match === null) return value;
    const [, sign, d = '0', h = '0', m = '0', s = '0'] = match;
    seconds =
      (Number(d) * 86_400 + Number(h) * 3600 + Number(m) * 60 + Number(s)) * (sign ? -1 : 1);
  }
  const minus = seconds < 0 ? '\u2212' : '';
  const whole = Math.floor(Math.abs(seconds));
  const days = Math.floor(whole / 86_400);
  const two = (part: number): string => String(part).padStart(2, '0');
  const clock = `${two(Math.floor((whole % 86_400) / 3600))}:${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
  if (days === 0) return minus + clock;
  return `${minus}${groupDigits(String(days), language)} ${language === 'ru' ? 'д' : 'd'} ${clock}`;
}

const isRecord = (value: CellValue): value is { readonly [key: string]: CellValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const SPECIAL: Readonly<Record<string, string>> = {
  nan: 'NaN',
  inf: '∞',
  '-inf': '\u2212∞',
};

/** The form a value takes in a cell of a column of this type. */
export function cellOf(
  value: CellValue | undefined,
  type: string,
  language: Language,
  decimals = 0,
): Cell {
  if (value === null || value === undefined) return { kind: 'null' };
  if (isRecord(value) && typeof value['special'] === 'string') {
    return { kind: 'special', text: SPECIAL[value['special']] ?? value['special'] };
  }
  if (typeof value === 'boolean') {
    const words = language === 'ru' ? ['нет', 'да'] : ['no', 'yes'];
    return { kind: 'value', text: words[Number(value)] ?? '' };
  }
  if (typeof value === 'number') {
    if (type === 'duration') return { kind: 'value', text: formatDuration(value, language) };
    return {
      kind: 'value',
      text:
        type === 'integer'
          ? groupDigits(String(value), language)
          : formatNumber(value, decimals, language),
    };
  }
  if (typeof value === 'object') return cutText(JSON.stringify(value));
  switch (type) {
    case 'integer':
    case 'decimal':
    case 'number':
      return { kind: 'value', text: groupDigits(value, language) };
    case 'date':
      return { kind: 'value', text: formatDate(value, language) };
    case 'datetime':
      return { kind: 'value', text: formatDateTime(value, language) };
    case 'time': {
      const match = /^(\d{2}:\d{2})(?::(\d{2})(\.\d+)?)?$/.exec(value);
      if (match === null) return cutText(value);
      return { kind: 'value', text: formatTime(match[1] ?? '', match[2], match[3], language) };
    }
    case 'duration':
      return { kind: 'value', text: formatDuration(value, language) };
    default:
      return value === '' ? { kind: 'empty' } : cutText(value);
  }
}

function cutText(whole: string): Cell {
  const leading = /^\s*/.exec(whole)?.[0].length ?? 0;
  const blank = leading === whole.length;
  const trailing = blank ? 0 : (/\s*$/.exec(whole)?.[0].length ?? 0);
  const inner = whole.slice(leading, blank ? undefined : whole.length - trailing);
  const cut = inner.length > CELL_LIMIT;
  return {
    kind: 'text',
    leading: Math.min(leading, 20),
    text: cut ? `${inner.slice(0, CELL_LIMIT)}…` : inner,
    trailing: cut ? 0 : Math.min(trailing, 20),
    cut,
  };
}

/** The whole value as text: for copying and for the cell view. NULL is an empty text. */
export function plainText(value: CellValue | undefined, language: Language): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') {
    const text = String(value);
    return language === 'ru' ? text.replace('.', ',') : text;
  }
  if (typeof value === 'boolean') {
    return language === 'ru' ? (value ? 'да' : 'нет') : value ? 'yes' : 'no';
  }
  if (isRecord(value) && typeof value['special'] === 'string') return value['special'];
  return JSON.stringify(value);
}

/** The words of a cell without its marks; NULL and empty text are nothing. */
export function plainCell(cell: Cell): string {
  return cell.kind === 'null' || cell.kind === 'empty' ? '' : cell.text;
}
