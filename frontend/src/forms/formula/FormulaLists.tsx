import { useState } from 'react';
import type { Category, Column, FormulaFunction } from '../../api';
import { useLanguage, useText, useTranslation } from '../../i18n';
import { Icon, TypeGlyph } from '../../ui';
import type { WorkflowParameter } from '../../document';
import { searchColumns } from '../model/columns';
import { columnChoices, functionChoices, otherName, parameterChoices, searchFunctions } from './completion';
import type { Choice } from './completion';
import css from './formula.module.css';

export interface FormulaListsProps {
  columns: readonly Column[];
  functions: readonly FormulaFunction[];
  categories: readonly Category[];
  parameters: readonly WorkflowParameter[];
  typeWord: (type: string) => string;
  /** The first value of a column, when it is known. */
  sampleOf: (column: string) => string;
  /** The function whose help is shown. */
  current: FormulaFunction | undefined;
  onInsert: (choice: Choice) => void;
  onHelp: (name: string) => void;
}

const toggled = (open: ReadonlySet<string>, id: string): ReadonlySet<string> => {
  const next = new Set(open);
  if (!next.delete(id)) next.add(id);
  return next;
};

/** Columns, parameters and functions to put into the formula; one search over all of them. */
export function FormulaLists(props: FormulaListsProps) {
  const { columns, functions, categories, parameters, typeWord, sampleOf, current, onInsert, onHelp } = props;
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const shownColumns = searchColumns(columns, query);
  const shownParameters = searchColumns(
    parameters.map((parameter) => ({ ...parameter, id: parameter.name, name: `${text(parameter.title)} ${parameter.name}` })),
    query,
  );
  const shownFunctions = searchFunctions(functions, query);
  const grouped = categories
    .map((category) => ({ category, functions: shownFunctions.filter((fn) => fn.category === category.id) }))
    .filter((group) => group.functions.length > 0);
  const known = new Set(categories.map((category) => category.id));
  const rest = shownFunctions.filter((fn) => !known.has(fn.category));
  const line = (fn: FormulaFunction) => {
    const name = fn.name[language];
    return (
      <li key={fn.name.en}>
        <button
          type="button"
          className={css.item}
          aria-current={fn === current}
          title={fn.signature[language]}
          onFocus={() => onHelp(name)}
          onMouseEnter={() => onHelp(name)}
          onClick={() => {
            const choice = functionChoices([fn], language)[0];
            if (choice !== undefined) onInsert(choice);
          }}
        >
          <span className={css.fnMark} aria-hidden="true">
            ƒ
          </span>
          <span className={`${css.itemName} ${css.fnName}`}>{name}</span>
          <span className={css.otherName}>{otherName(fn, query, language)}</span>
        </button>
      </li>
    );
  };
  const nothing = shownColumns.length + shownParameters.length + shownFunctions.length === 0;
  return (
    <div className={css.side}>
      <div className={css.search}>
        <Icon name="search" />
        <input
          type="text"
          value={query}
          aria-label={t('forms.formula.search')}
          placeholder={t('forms.formula.search')}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      </div>
      <div className={css.lists}>
        {nothing && <div className={css.none}>{t('forms.formula.nothing_found')}</div>}
        {shownColumns.length > 0 && (
          <>
            <div className={css.label}>{t('forms.formula.columns')}</div>
            <ul>
              {shownColumns.map((column) => (
                <li key={column.name}>
                  <button
                    type="button"
                    className={css.item}
                    title={column.name}
                    onClick={() => {
                      const choice = columnChoices([column], typeWord)[0];
                      if (choice !== undefined) onInsert(choice);
                    }}
                  >
                    <TypeGlyph type={column.type} language={language} word={typeWord(column.type)} />
                    <span className={css.itemName}>{column.name}</span>
                    <span className={css.sample}>{sampleOf(column.name)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
        {shownParameters.length > 0 && (
          <>
            <div className={css.label}>{t('forms.formula.parameters')}</div>
            <ul>
              {shownParameters.map((parameter) => (
                <li key={parameter.id}>
                  <button
                    type="button"
                    className={css.item}
                    title={`{${parameter.id}}`}
                    onClick={() => {
                      const source = parameters.find((other) => other.name === parameter.id);
                      const choice = source === undefined ? undefined : parameterChoices([source], language)[0];
                      if (choice !== undefined) onInsert(choice);
                    }}
                  >
                    <span className={css.fnMark}>
                      <Icon name="parameter" size={14} />
                    </span>
                    <span className={css.itemName}>{text(parameter.title) || parameter.id}</span>
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
        {shownFunctions.length > 0 && <div className={css.label}>{t('forms.formula.functions')}</div>}
        {grouped.map(({ category, functions: members }) => {
          // What was searched for is shown; all functions at once are too many to look through.
          const shown = query.trim() !== '' || open.has(category.id);
          return (
            <div key={category.id}>
              <button
                type="button"
                className={css.category}
                aria-expanded={shown}
                disabled={query.trim() !== ''}
                onClick={() => setOpen(toggled(open, category.id))}
              >
                <Icon name={shown ? 'chevronDown' : 'chevronRight'} size={12} />
                <span className={css.itemName}>{text(category.title)}</span>
                <span className={css.count}>{members.length}</span>
              </button>
              {shown && <ul>{members.map(line)}</ul>}
            </div>
          );
        })}
        {rest.length > 0 && <ul>{rest.map(line)}</ul>}
      </div>
    </div>
  );
}
