import { useMemo } from 'react';
import type { Comparison, PartChange, WorkflowDocument } from '../document';
import { overlaid } from '../document';
import { useLanguage, useTranslation } from '../i18n';
import { selectNode, useCatalogue } from '../state';
import { focusNode } from '../canvas/walking';
import { partWords, placeWords, valueWords } from './changeWords';
import css from './shell.module.css';

const MOST = 200;
const signs = { added: '+', removed: '−', changed: '•' } as const;

export interface ChangeListProps {
  old: WorkflowDocument;
  fresh: WorkflowDocument;
  comparison: Comparison;
  /** A press on a node shows it on the canvas. */
  goTo?: boolean;
}

/** The differences of two states of a workflow, in words. */
export function ChangeList({ old, fresh, comparison, goTo = false }: ChangeListProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { byId } = useCatalogue();
  const named = useMemo(() => ({ document: overlaid(old, fresh), types: byId, language }), [old, fresh, byId, language]);
  const { changes, moved } = comparison;
  if (changes.length === 0 && moved === 0) return <p className={css.muted}>{t('shell.changes.none')}</p>;
  const head = (change: PartChange) => (
    <>
      <i data-mark={change.mark} aria-label={t(`canvas.mark.${change.mark}`)} role="img">
        {signs[change.mark]}
      </i>
      <span>{t(`shell.changes.part.${change.part}`)}</span> <b>{partWords(change, named, t)}</b>
    </>
  );
  return (
    <ul className={css.changes} data-testid="changes">
      {changes.slice(0, MOST).map((change) => (
        <li key={`${change.part}:${change.id}`} data-mark={change.mark}>
          {goTo && change.part === 'node' ? (
            <button
              type="button"
              onClick={() => {
                selectNode(change.id);
                focusNode(change.id, true);
              }}
            >
              {head(change)}
            </button>
          ) : (
            <div>{head(change)}</div>
          )}
          {change.values.map((value) => (
            <p key={value.path}>
              {placeWords(change, value, named, t)}: <s>{valueWords(value.old, language)}</s> → <ins>{valueWords(value.new, language)}</ins>
            </p>
          ))}
        </li>
      ))}
      {changes.length > MOST && <li>{t('shell.changes.more', { count: changes.length - MOST })}</li>}
      {moved > 0 && <li>{t('shell.changes.moved', { count: moved })}</li>}
    </ul>
  );
}
