/** Reading of typed numbers. Pure. */

export type NumberReading =
  | { kind: 'empty' }
  | { kind: 'number'; value: number }
  | { kind: 'bad' };

/** Reads a typed number; blanks between digits are dropped, a comma is a decimal point. */
export function readNumber(text: string): NumberReading {
  const plain = text.replace(/[\s\u00a0\u202f']/g, '').replace('−', '-').replace(',', '.');
  if (plain === '') return { kind: 'empty' };
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) return { kind: 'bad' };
  const value = Number(plain);
  return Number.isFinite(value) ? { kind: 'number', value } : { kind: 'bad' };
}

/** A number as it is edited: no grouping, the decimal sign of the language, no exponent for small ones. */
export function writeNumber(value: number, language: 'ru' | 'en'): string {
  const text = String(value);
  return language === 'ru' ? text.replace('.', ',') : text;
}

export type NumberFault = 'bad' | 'integer_bad' | 'min' | 'max';

/** Why a number does not fit its field; null when it does. */
export function numberFault(
  value: number,
  rules: { integer: boolean; min?: number; max?: number },
): NumberFault | null {
  if (rules.integer && !Number.isInteger(value)) return 'integer_bad';
  if (rules.min !== undefined && value < rules.min) return 'min';
  if (rules.max !== undefined && value > rules.max) return 'max';
  return null;
}

/** The value one step up or down, without binary noise, kept inside the limits. */
export function stepped(
  value: number,
  step: number,
  direction: 1 | -1,
  limits: { min?: number; max?: number },
): number {
  const decimals = Math.max(0, (String(step).split('.')[1] ?? '').length, (String(value).split('.')[1] ?? '').length);
  const next = Number((value + step * direction).toFixed(Math.min(decimals, 12)));
  return Math.min(limits.max ?? Infinity, Math.max(limits.min ?? -Infinity, next));
}
