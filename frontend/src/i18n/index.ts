import i18next from 'i18next';
import { useCallback, useMemo } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { LocalText } from '../api/types';
import * as format from './format';
import type { Language } from './format';

export type { Language } from './format';
export * as format from './format';

const STORED = 'kanva.language';

type Words = { [key: string]: string | Words };

/** Every `<language>/<room>.json` becomes a branch named after the room: `t('canvas.edit.add')`. */
function branches(files: Record<string, { default: Words }>): Words {
  const merged: Words = {};
  for (const [path, file] of Object.entries(files)) {
    const room = /([^/]+)\.json$/.exec(path)?.[1];
    if (room !== undefined) merged[room] = file.default;
  }
  return merged;
}

export const words: Record<Language, Words> = {
  ru: branches(import.meta.glob<{ default: Words }>('./ru/*.json', { eager: true })),
  en: branches(import.meta.glob<{ default: Words }>('./en/*.json', { eager: true })),
};

function firstLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === 'ru' || stored === 'en') return stored;
  return navigator.language.toLowerCase().startsWith('ru') ? 'ru' : 'en';
}

/** Starts the texts; called once before the first render. */
export async function startTexts(): Promise<void> {
  const language = firstLanguage();
  document.documentElement.lang = language;
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { ru: { translation: words.ru }, en: { translation: words.en } },
    interpolation: { escapeValue: false },
  });
}

/** Changes the language of everything on the screen and remembers it. */
export function setLanguage(language: Language): void {
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

/** The language now. */
export function language(): Language {
  return i18next.language === 'en' ? 'en' : 'ru';
}

/** The language now, and again after each change. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'en' ? 'en' : 'ru';
}

/** The text in a language: a plain string is one in every language. */
export function pick(text: LocalText | null | undefined, language: Language): string {
  if (text === null || text === undefined) return '';
  if (typeof text === 'string') return text;
  return text[language] ?? text.ru ?? text.en ?? '';
}

/** A function that picks the words of a `Text` (or leaves a plain string) in the current language. */
export function useText(): (text: LocalText | null | undefined) => string {
  const language = useLanguage();
  return useCallback((text: LocalText | null | undefined) => pick(text, language), [language]);
}

/** Numbers and dates in the current language. */
export function useFormat() {
  const language = useLanguage();
  return useMemo(
    () => ({
      number: (value: number, digits?: number) => format.formatNumber(value, language, digits),
      count: (value: number) => format.formatCount(value, language),
      percent: (share: number, digits?: number) => format.formatPercent(share, language, digits),
      seconds: (value: number) => format.formatSeconds(value, language),
      bytes: (value: number) => format.formatBytes(value, language),
      date: (iso: string) => format.formatDate(iso, language),
      time: format.formatTime,
      moment: (iso: string) => format.formatMoment(iso, language),
    }),
    [language],
  );
}

export { useTranslation } from 'react-i18next';
/** The translation outside React. */
export const t = (key: string, options?: Record<string, unknown>): string => i18next.t(key, options ?? {});
