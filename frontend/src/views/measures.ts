/** Figures of a matrix cell: how they are written, and which share colours the cell. Pure. */
import type { MatrixData } from '../api/types';
import { formatNumber, formatPercent } from '../i18n/format';
import type { Language } from '../i18n/format';

type Measure = MatrixData['measures'][number];

/** A sum of money in a cell: whole below a thousand, then `953 тыс.`, `6,59 млн`. */
export function shortMoney(value: number, language: Language): string {
  const size = Math.abs(value);
  const units: [number, string, string][] = [
    [1e9, '\u00a0млрд', 'B'],
    [1e6, '\u00a0млн', 'M'],
    [1e3, '\u00a0тыс.', 'k'],
  ];
  for (const [unit, ru, en] of units) {
    // 999 600 is written as a million, never as «1 000 тыс.».
    if (Math.round(size / (unit / 1000)) >= 1000) {
      const scaled = value / unit;
      const digits = unit === 1e3 ? 0 : Math.abs(scaled) >= 100 ? 0 : Math.abs(scaled) >= 10 ? 1 : 2;
      return formatNumber(scaled, language, digits) + (language === 'ru' ? ru : en);
    }
  }
  return formatNumber(Math.round(value), language, 0);
}

/** A figure of a cell; a dash when there is none. */
export function formatMeasure(
  value: number | null | undefined,
  format: Measure['format'],
  language: Language,
): string {
  if (value === null || value === undefined) return '–';
  if (format === 'percent') return formatPercent(value, language, 1);
  if (format === 'money') return shortMoney(value, language);
  return formatNumber(Math.round(value), language, 0);
}

/** The same in full, for totals and names read aloud: money to the kopeck. */
export function formatWhole(
  value: number | null | undefined,
  format: Measure['format'],
  language: Language,
): string {
  return format === 'money' && value !== null && value !== undefined
    ? formatNumber(value, language, 2)
    : formatMeasure(value, format, language);
}

/**
 * The share that colours a cell, 0 to 1: its percent measure, else its first measure against the total.
 */
export function shareOf(
  measures: readonly (number | null)[],
  declared: readonly Measure[],
  totals: readonly (number | null)[],
): number {
  const percent = declared.findIndex((measure) => measure.format === 'percent');
  const given = percent === -1 ? undefined : measures[percent];
  if (given !== null && given !== undefined) return given;
  const count = measures[0] ?? 0;
  const total = totals[0] ?? 0;
  return total > 0 ? count / total : 0;
}
