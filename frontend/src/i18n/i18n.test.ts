import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDate, formatMoment, formatNumber, formatPercent, formatSeconds } from './format';

const here = fileURLToPath(new URL('.', import.meta.url));
const source = fileURLToPath(new URL('..', import.meta.url));

type Words = { [key: string]: string | Words };

function flat(words: Words, before = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string' ? [[before + key, value]] : Object.entries(flat(value, `${before}${key}.`)),
    ),
  );
}

function all(language: 'ru' | 'en'): Record<string, string> {
  const rooms = readdirSync(`${here}${language}`).filter((name) => name.endsWith('.json'));
  return Object.assign(
    {},
    ...rooms.map((name) => flat(JSON.parse(readFileSync(`${here}${language}/${name}`, 'utf8')) as Words, `${name.slice(0, -5)}.`)),
  ) as Record<string, string>;
}

const ru = all('ru');
const en = all('en');
const whole = (key: string): string => key.replace(/_(one|few|many|other|zero|two)$/, '');
const keys = (words: Record<string, string>): string[] => [...new Set(Object.keys(words).map(whole))].sort();

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return files(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.test.ts') ? [path] : [];
  });
}

describe('texts', () => {
  it('are complete in both languages', () => {
    expect(keys(ru)).toEqual(keys(en));
  });

  it('name the same values', () => {
    const names = (text: string): string[] => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();
    const wrong = Object.keys(en).filter((key) => {
      const other = ru[key] ?? ru[`${whole(key)}_other`] ?? '';
      return names(en[key] ?? '').join() !== names(other).join();
    });
    expect(wrong).toEqual([]);
  });

  it('have every form of a number', () => {
    const bases = (words: Record<string, string>): string[] => Object.keys(words).filter((key) => key.endsWith('_other')).map(whole);
    expect(bases(ru).filter((key) => !['one', 'few', 'many'].every((form) => `${key}_${form}` in ru))).toEqual([]);
    expect(bases(en).filter((key) => !(`${key}_one` in en))).toEqual([]);
  });

  it('hold no English in the Russian text and no exclamation marks', () => {
    const allowed = /Kanva|Excel|CSV|JSON|SQL|NULL|1C|Ctrl|Enter|Shift|Alt|Delete|Tab|Esc|Cmd|C\b|open|kanva|true|false|TSV|NaN|UTF|xlsx|csv|\{\{\w+\}\}|e-mail|E-mail/g;
    expect(Object.entries(ru).filter(([, text]) => /[A-Za-z]{2,}/.test(text.replace(allowed, '')))).toEqual([]);
    expect(Object.entries({ ...ru }).filter(([, text]) => text.includes('!'))).toEqual([]);
  });

  it('stand for every key the source asks for', () => {
    const known = new Set(keys(ru));
    const missing = files(source).flatMap((path) => {
      const text = readFileSync(path, 'utf8');
      return [...text.matchAll(/(?:\bt|\bwords)\(\s*'([a-z]+\.[A-Za-z0-9_.]+)'/g)]
        .map(([, key]) => key ?? '')
        .filter((key) => !known.has(key))
        .map((key) => `${path.slice(source.length)}: ${key}`);
    });
    expect(missing).toEqual([]);
  });
});

describe('numbers and dates', () => {
  it('follow the language', () => {
    expect(formatNumber(1234567.891, 'ru', 2)).toBe('1\u202f234\u202f567,89');
    expect(formatNumber(1234567.891, 'en', 2)).toBe('1,234,567.89');
    expect(formatNumber(-0.5, 'ru')).toBe('−0,5');
    expect(formatNumber(-0.001, 'en', 1)).toBe('0.0');
    expect(formatNumber(12, 'ru')).toBe('12');
  });

  it('shorten a count from a million on', () => {
    expect(formatCount(541909, 'ru')).toBe('541\u202f909');
    expect(formatCount(1290000, 'ru')).toBe('1,2\u00a0млн');
    expect(formatCount(12_000_000, 'en')).toBe('12.0M');
  });

  it('say times, sizes and shares', () => {
    expect(formatSeconds(0.31, 'ru')).toBe('0,3\u00a0с');
    expect(formatSeconds(0.004, 'en')).toBe('<\u202f0.1\u00a0s');
    expect(formatSeconds(0, 'ru')).toBe('<\u202f0,1\u00a0с');
    expect(formatSeconds(125, 'en')).toBe('2\u00a0min 5\u00a0s');
    expect(formatSeconds(4000, 'ru')).toBe('1\u00a0ч 6\u00a0мин');
    expect(formatBytes(214 * 1024 * 1024, 'ru')).toBe('214\u00a0МБ');
    expect(formatPercent(0.052, 'ru', 1)).toBe('5,2\u00a0%');
    expect(formatPercent(0.052, 'en', 1)).toBe('5.2%');
  });

  it('say moments as people do', () => {
    const now = new Date(2026, 10, 23, 12, 0);
    expect(formatDate('2026-11-23', 'ru')).toBe('23.11.2026');
    expect(formatDate('2026-11-23', 'en')).toBe('2026-11-23');
    expect(formatMoment('2026-11-23T09:41:00', 'ru', now)).toBe('сегодня 09:41');
    expect(formatMoment('2026-11-22T18:20:00', 'en', now)).toBe('yesterday 18:20');
    expect(formatMoment('2026-11-19T18:20:00', 'ru', now)).toBe('19.11.2026');
  });
});
