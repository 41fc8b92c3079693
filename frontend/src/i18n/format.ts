/** Numbers, dates and sizes in Russian and English; the digits are the same, only the signs differ. */
export type Language = 'ru' | 'en';

const NARROW_SPACE = '\u202f';

/** A number with grouped thousands.
 *
 * @param value the number
 * @param language 'ru' writes `12 345,67`, 'en' `12,345.67`
 * @param digits exact number of digits after the point; as many as needed (up to 6) when absent
 */
export function formatNumber(value: number, language: Language, digits?: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  const fixed = digits === undefined ? trimmed(value) : Math.abs(value).toFixed(digits);
  const [whole = '0', part] = fixed.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, language === 'ru' ? NARROW_SPACE : ',');
  const sign = value < 0 && /[1-9]/.test(fixed) ? '−' : '';
  return sign + grouped + (part === undefined ? '' : (language === 'ru' ? ',' : '.') + part);
}

function trimmed(value: number): string {
  const text = Math.abs(value).toFixed(6);
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
}

/** A count: whole up to a million, `1,2 млн` above it. */
export function formatCount(value: number, language: Language): string {
  const units: [number, string, string][] = [
    [1e9, 'млрд', 'B'],
    [1e6, 'млн', 'M'],
  ];
  for (const [size, ru, en] of units) {
    if (Math.abs(value) >= size) {
      const scaled = Math.floor((value / size) * 10) / 10;
      const text = formatNumber(scaled, language, 1);
      return language === 'ru' ? `${text}\u00a0${ru}` : `${text}${en}`;
    }
  }
  return formatNumber(Math.round(value), language, 0);
}

/** A share between 0 and 1 as a percentage. */
export function formatPercent(share: number, language: Language, digits = 0): string {
  const text = formatNumber(share * 100, language, digits);
  return language === 'ru' ? `${text}\u00a0%` : `${text}%`;
}

/** A duration in seconds: `0,3 с`, `2 мин 5 с`. */
export function formatSeconds(seconds: number, language: Language): string {
  const [s, m, h] = language === 'ru' ? ['с', 'мин', 'ч'] : ['s', 'min', 'h'];
  if (seconds < 0.05) return `<\u202f${formatNumber(0.1, language, 1)}\u00a0${s}`;
  if (seconds < 9.95) return `${formatNumber(seconds, language, 1)}\u00a0${s}`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}\u00a0${s}`;
  if (whole < 3600) return `${Math.floor(whole / 60)}\u00a0${m} ${whole % 60}\u00a0${s}`;
  return `${Math.floor(whole / 3600)}\u00a0${h} ${Math.floor((whole % 3600) / 60)}\u00a0${m}`;
}

/** A size in bytes: `214 МБ`. */
export function formatBytes(bytes: number, language: Language): string {
  const names = language === 'ru' ? ['байт', 'КБ', 'МБ', 'ГБ', 'ТБ'] : ['B', 'KB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let at = 0;
  while (size >= 1024 && at < names.length - 1) {
    size /= 1024;
    at += 1;
  }
  const digits = at === 0 || size >= 10 ? 0 : 1;
  return `${formatNumber(size, language, digits)}\u00a0${names[at] ?? ''}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A calendar date: `23.11.2026` in Russian, `2026-11-23` in English. */
export function formatDate(iso: string, language: Language): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso);
  if (found === null) return iso;
  const [, year, month, day] = found;
  return language === 'ru' ? `${day}.${month}.${year}` : `${year}-${month}-${day}`;
}

/** The local clock time of a moment: `09:41`. */
export function formatTime(iso: string): string {
  const moment = new Date(iso);
  return Number.isNaN(moment.getTime()) ? iso : `${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

/** A moment as people say it: `сегодня 09:41`, `вчера 18:20`, `19.11.2026`. */
export function formatMoment(iso: string, language: Language, now: Date = new Date()): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const startOf = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const days = Math.round((startOf(now) - startOf(moment)) / 86_400_000);
  if (days === 0) return `${language === 'ru' ? 'сегодня' : 'today'} ${formatTime(iso)}`;
  if (days === 1) return `${language === 'ru' ? 'вчера' : 'yesterday'} ${formatTime(iso)}`;
  const date = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return formatDate(date, language);
}
