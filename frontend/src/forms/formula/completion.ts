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

/** Functions by the name of the language and then by the other one; a name is offered once. */
export function functionChoices(functions: readonly FormulaFunction[], language: Language): Choice[] {
  const other: Language = language === 'ru' ? 'en' : 'ru';
  const seen = new Set<string>();
  const of = (name: string, fn: FormulaFunction): Choice[] => {
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
      },
    ];
  };
  return [
    ...functions.flatMap((fn) => of(fn.name[language], fn)),
    ...functions.flatMap((fn) => of(fn.name[other], fn)),
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

/** Functions whose name, alias, signature or help has every word of the query; by name first. */
export function searchFunctions(
  functions: readonly FormulaFunction[],
  query: string,
  language: Language,
): FormulaFunction[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...functions];
  const named: FormulaFunction[] = [];
  const told: FormulaFunction[] = [];
  for (const fn of functions) {
    const names = fold([fn.name.ru, fn.name.en, ...fn.aliases].join(' '));
    const all = `${names} ${fold(fn.help[language])}`;
    if (words.every((word) => names.includes(word))) named.push(fn);
    else if (words.every((word) => all.includes(word))) told.push(fn);
  }
  return [...named, ...told];
}
