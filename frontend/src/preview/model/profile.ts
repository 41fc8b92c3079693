/** What the head of a column says of its values: shares of the quality bar, heights of bars, a line of words. Pure. */
import type { ColumnProfile } from '../../api/types';
import { formatCount, formatDate, formatNumber, formatPercent } from '../../i18n/format';
import type { Language } from '../../i18n/format';
import { cellOf, plainCell } from './format';

/** Parts of the quality bar, 0..1; together they are 1 (or 0 in an empty table). */
export interface Quality {
  filled: number;
  empty: number;
  error: number;
  null: number;
}

export function qualityOf(profile: ColumnProfile): Quality {
  const all = Math.max(1, profile.rows);
  return {
    filled: profile.filled / all,
    empty: profile.empty / all,
    error: profile.error / all,
    null: profile.null / all,
  };
}

/** One bar of the small picture; `value` or the edges are what a click filters by. */
export interface Bar {
  /** Height, 0..1. */
  height: number;
  count: number;
  value?: unknown;
  low?: unknown;
  high?: unknown;
}

/** Most bars of frequent values that are still told apart. */
const MOST_VALUES = 20;

/** Bars of the histogram, or of the most frequent values; none where all values differ. */
export function barsOf(profile: ColumnProfile): Bar[] {
  const { bins, top } = profile;
  if (bins !== null) {
    const most = Math.max(1, ...bins.map((bin) => bin.count));
    // The square root keeps small bins in sight beside a large one.
    return bins.map((bin) => ({ height: Math.sqrt(bin.count / most), count: bin.count, low: bin.low, high: bin.high }));
  }
  if (top === null || top.length === 0 || (top[0]?.count === 1 && top.length > 1)) return [];
  const most = Math.max(1, top[0]?.count ?? 1);
  return top.slice(0, MOST_VALUES).map((one) => ({ height: one.count / most, count: one.count, value: one.value }));
}

/** A share that is never rounded to nothing or to all: `<0,1 %`, `99,9 %`. */
export function shareText(share: number, language: Language): string {
  if (share > 0 && share < 0.001) return `<\u00a0${formatPercent(0.001, language, 1)}`;
  if (share < 1 && share > 0.999) return formatPercent(0.999, language, 1);
  return formatPercent(share, language, share === 0 || share === 1 || share >= 0.1 ? 0 : 1);
}

const MOST_CHARS = 14;

/** A value in a few characters. */
export function shortValue(value: unknown, type: string, language: Language): string {
  // The day alone says enough in the width of a head.
  if (type === 'datetime' && typeof value === 'string') return formatDate(value, language);
  const text = plainCell(cellOf(value as Parameters<typeof cellOf>[0], type, language, typeof value === 'number' && !Number.isInteger(value) ? 2 : 0));
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS - 1)}…` : text;
}

export interface StatWords {
  /** `NULL {{share}}` */
  null: (share: string) => string;
  empty: (share: string) => string;
  error: (share: string) => string;
  /** `{{count}} разных` */
  distinct: (count: number, text: string) => string;
}

/** The line under a head: what is wrong with the column first, else its range or how many values differ. */
export function statLine(profile: ColumnProfile, language: Language, words: StatWords): string {
  const quality = qualityOf(profile);
  const parts: string[] = [];
  if (profile.error > 0) parts.push(words.error(shareText(quality.error, language)));
  if (profile.null > 0) parts.push(words.null(shareText(quality.null, language)));
  if (profile.empty > 0) parts.push(words.empty(shareText(quality.empty, language)));
  if (parts.length > 0) return parts.join(' · ');
  if (profile.min !== null && profile.min !== undefined && profile.bins !== null) {
    return `${shortValue(profile.min, profile.type, language)}\u2009…\u2009${shortValue(profile.max, profile.type, language)}`;
  }
  if (profile.distinct === null || profile.rows === 0) return '';
  const count = profile.distinct_exact ? formatNumber(profile.distinct, language, 0) : `≈\u00a0${formatCount(profile.distinct, language)}`;
  return words.distinct(profile.distinct, count);
}
