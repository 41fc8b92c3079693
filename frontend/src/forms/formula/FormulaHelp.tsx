import type { FormulaFunction } from '../../api';
import type { Json } from '../../document';
import { useLanguage, useText, useTranslation } from '../../i18n';
import css from './formula.module.css';
import { displayValue } from '../model/display';

/** What a function does: its signature, words, an example with its result, its other names. */
export function FormulaHelp({ fn }: { fn: FormulaFunction | undefined }) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  if (fn === undefined) {
    return (
      <div className={css.help}>
        <div className={css.helpQuiet}>{t('forms.formula.help_empty')}</div>
      </div>
    );
  }
  const own = fn.name[language];
  const columns = Object.entries(fn.example.columns ?? {});
  const results = Array.isArray(fn.example.result) ? fn.example.result : [];
  const byRows = columns.length > 0 && results.length > 0;
  const shown = (value: Json) => (value === null ? t('forms.formula.empty_value') : displayValue(value, language));
  const names = [...new Set([fn.name.ru, fn.name.en, ...fn.aliases])].filter((name) => name !== own);
  return (
    <div className={css.help} aria-live="polite">
      <b className={css.signature}>{text(fn.signature)}</b>
      <p>{text(fn.help)}</p>
      <h4>{t('forms.formula.example')}</h4>
      <div className={css.example}>
        {text(fn.example.formula)}
        {!byRows && <span className={css.equals}>= {shown(fn.example.result)}</span>}
      </div>
      {byRows && (
        <table className={css.exampleTable}>
          <thead>
            <tr>
              {columns.map(([name]) => (
                <th key={name} scope="col" title={name}>
                  {name}
                </th>
              ))}
              <th scope="col">{t('forms.formula.result')}</th>
            </tr>
          </thead>
          <tbody>
            {results.map((result, row) => (
              <tr key={row}>
                {columns.map(([name, values]) => (
                  <td key={name}>{shown(values[row] ?? null)}</td>
                ))}
                <td>{shown(result)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {names.length > 0 && (
        <>
          <h4>{t('forms.formula.also')}</h4>
          <p>{names.join(', ')}</p>
        </>
      )}
    </div>
  );
}
