import type { ReactNode } from 'react';
import { useInside } from '../api';
import type { InsideThing } from '../api';
import { useText, useTranslation } from '../i18n';
import { Icon } from '../ui';
import css from './connections.module.css';
import { iconOf } from './things';

export interface ThingListProps {
  connection: string;
  path: string[];
  search: string;
  /** Which things are shown; all when absent. */
  shows?: (thing: InsideThing) => boolean;
  onOpen: (thing: InsideThing) => void;
  /** What stands before the name: a box to tick. */
  before?: (thing: InsideThing) => ReactNode;
}

/** The things at one place inside a connection; a long answer is waited for in plain words. */
export function ThingList({ connection, path, search, shows, onOpen, before }: ThingListProps) {
  const { t } = useTranslation();
  const text = useText();
  const inside = useInside(connection, path, search);
  const problem = inside.data?.problem ?? null;
  const things = (inside.data?.things ?? []).filter((thing) => shows?.(thing) ?? true);
  return (
    <div className={css.list} aria-label={t('connections.browserLabel')} aria-busy={inside.isPending} data-testid="things">
      {inside.isPending && <p className={css.note}>{t('connections.loading')}</p>}
      {problem !== null && (
        <p className={css.note} role="alert">
          {text(problem.text)} {text(problem.hint)}
        </p>
      )}
      {inside.isSuccess && problem === null && things.length === 0 && (
        <p className={css.note}>{t(search === '' ? 'connections.empty' : 'connections.nothing')}</p>
      )}
      {things.map((thing) => (
        <button key={thing.path.join('.')} type="button" className={css.thing} onClick={() => onOpen(thing)}>
          {before?.(thing)}
          <Icon name={iconOf(thing)} size={14} />
          <span title={thing.path.join('.')}>{search === '' ? thing.title : thing.path.join('.')}</span>
          {thing.type !== null && <small>{text(thing.type)}</small>}
          {thing.opens && <Icon name="chevronRight" size={12} />}
        </button>
      ))}
      {inside.data?.cut === true && <p className={css.note}>{t('connections.cut')}</p>}
    </div>
  );
}
