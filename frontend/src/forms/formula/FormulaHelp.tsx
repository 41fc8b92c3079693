import type { FormulaFunction } from '../../api';
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
  const names = [...new Set([fn.name.ru, fn.name.en, ...fn.aliases])].filter((name) => name !== own);
  return (
    <div className={css.help} aria-live="polite">
      <b className={css.signature}>{text(fn.signature)}</b>
      <p>{text(fn.help)}</p>
      <h4>{t('forms.formula.example')}</h4>
      <div className={css.example}>
        {text(fn.example.formula)}
        {fn.example.result !== null && (
          <span className={css.equals}>= {displayValue(fn.example.result, language)}</span>
        )}
      </div>
      {names.length > 0 && (
        <>
          <h4>{t('forms.formula.also')}</h4>
          <p>{names.join(', ')}</p>
        </>
      )}
    </div>
  );
}
