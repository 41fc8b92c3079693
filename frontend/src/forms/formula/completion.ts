/** What a formula may be completed with. Pure: from the catalogue to the lists the editor shows. */
import type { Column, FormulaFunction } from '../../api/types';
import type { Language } from '../../i18n/format';
import type { WorkflowParameter } from '../../document/types';
import { quoteColumn } from './tokens';

export interface Choice {
  /** What is matched with the typed text. */
  label: string;
  /** What is written into the formula. */
  insert: string;
  /** Where the cursor goes, counted back from the end of what was written. */
  back: number;
  detail: string;
  kind: 'column' | 'function' | 'parameter';
  type?: string;
  /** Of two functions that match alike, the one with the greater rank is offered first. */
  rank?: number;
}

/** The columns of the place, those that earlier formulas make among them. */
export function columnChoices(columns: readonly Column[], typeWord: (type: string) => string): Choice[] {
  return columns.map((column) => ({
    label: column.name,
    insert: quoteColumn(column.name),
    back: 0,
    detail: typeWord(column.type),
    kind: 'column' as const,
    type: column.type,
  }));
}

/** Functions by the name of the language, then by the other one, then by other names; each name once. */
export function functionChoices(functions: readonly FormulaFunction[], language: Language): Choice[] {
  const other: Language = language === 'ru' ? 'en' : 'ru';
  const seen = new Set<string>();
  const of = (name: string, fn: FormulaFunction, rank: number): Choice[] => {
    if (name === '' || seen.has(name)) return [];
    seen.add(name);
    const bare = /\(\s*\)/.test(fn.signature[language]);
    return [
      {
        label: name,
        insert: `${name}()`,
        back: bare ? 0 : 1,
        detail: fn.signature[language],
        kind: 'function',
        rank,
      },
    ];
  };
  return [
    ...functions.flatMap((fn) => of(fn.name[language], fn, 1)),
    ...functions.flatMap((fn) => of(fn.name[other], fn, 0)),
    ...functions.flatMap((fn) => fn.aliases.flatMap((alias) => of(alias, fn, -1))),
  ];
}

/** Parameters of the workflow, as a formula names them. */
export function parameterChoices(parameters: readonly WorkflowParameter[], language: Language): Choice[] {
  return parameters.map((parameter) => ({
    label: parameter.name,
    insert: `{${parameter.name}}`,
    back: 0,
    detail: typeof parameter.title === 'string' ? parameter.title : parameter.title[language],
    kind: 'parameter' as const,
  }));
}

const fold = (name: string): string => name.toLocaleUpperCase('ru').replaceAll('Ё', 'Е');

/** The function a name in a formula means, by either language's name or an alias. */
export function functionNamed(functions: readonly FormulaFunction[], name: string): FormulaFunction | undefined {
  const wanted = fold(name);
  return functions.find(
    (fn) =>
      fold(fn.name.ru) === wanted || fold(fn.name.en) === wanted || fn.aliases.some((alias) => fold(alias) === wanted),
  );
}

/** The other name by which a function is known: the one that was searched for, or that of the other language. */
export function otherName(fn: FormulaFunction, query: string, language: Language): string {
  const own = fn.name[language];
  const wanted = fold(query.trim());
  const foreign = fn.name[language === 'ru' ? 'en' : 'ru'];
  const found =
    wanted === '' || fold(own).includes(wanted)
      ? undefined
      : [foreign, ...fn.aliases].find((name) => fold(name).includes(wanted));
  const shown = found ?? foreign;
  return shown === own ? '' : shown;
}

/** Functions whose name, alias or help, in either language, has every word of the query; by name first. */
export function searchFunctions(functions: readonly FormulaFunction[], query: string): FormulaFunction[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...functions];
  const named: FormulaFunction[] = [];
  const told: FormulaFunction[] = [];
  for (const fn of functions) {
    const names = fold([fn.name.ru, fn.name.en, ...fn.aliases].join(' '));
    const all = `${names} ${fold(fn.help.ru)} ${fold(fn.help.en)}`;
    if (words.every((word) => names.includes(word))) named.push(fn);
    else if (words.every((word) => all.includes(word))) told.push(fn);
  }
  return [...named, ...told];
}
