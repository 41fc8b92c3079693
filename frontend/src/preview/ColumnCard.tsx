import { Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { api } from '../api';
import type { ColumnProfile, FilterBy, Json } from '../api';
import { useFormat, useLanguage, useTranslation } from '../i18n';
import { currentDocument, currentPath } from '../state';
import { Icon, IconButton, TypeGlyph } from '../ui';
import { CellText } from './Cell';
import { useQualityWords } from './ColumnHead';
import { cellOf, plainCell } from './model/format';
import { barsOf, shareText } from './model/profile';
import css from './preview.module.css';
import { QualityBar } from './ProfilePicture';
import type { WindowSource } from './useWindows';

export interface ColumnCardProps {
  profile: ColumnProfile;
  source: WindowSource;
  anchor: DOMRect;
  typeWord: string;
  full: boolean;
  /** Shows only the rows a bar or a value stands for. */
  onFilter: (filters: FilterBy[]) => void;
  onClose: () => void;
}

const FIGURES = ['min', 'max', 'mean', 'median', 'sum'] as const;

/** Everything known of a column's values; a bar or a value is a filter one press away. */
export function ColumnCard({ profile, source, anchor, typeWord, full, onFilter, onClose }: ColumnCardProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const format = useFormat();
  const qualityWords = useQualityWords();
  // The mean of whole numbers is a number of its own.
  const say = (value: Json): string => {
    const broken = typeof value === 'number' && !Number.isInteger(value);
    return plainCell(cellOf(value as Parameters<typeof cellOf>[0], broken ? 'number' : profile.type, language, broken ? 2 : 0));
  };
  const lines: [string, string][] = [
    [t('preview.profile.rows'), format.number(profile.rows, 0)],
    [t('preview.profile.filled_title'), shareText(profile.filled / Math.max(1, profile.rows), language)],
  ];
  if (profile.null > 0) lines.push([t('preview.profile.null_title'), format.number(profile.null, 0)]);
  if (profile.empty > 0) lines.push([t('preview.profile.empty_title'), format.number(profile.empty, 0)]);
  if (profile.error > 0) lines.push([t('preview.profile.error_title'), format.number(profile.error, 0)]);
  if (profile.distinct !== null) {
    lines.push([t('preview.profile.distinct_title'), (profile.distinct_exact ? '' : '≈\u00a0') + format.number(profile.distinct, 0)]);
  }
  for (const figure of FIGURES) {
    const value = profile[figure];
    if (value !== null && value !== undefined) lines.push([t(`preview.profile.${figure}`), say(value)]);
  }
  if (profile.longest !== null && profile.shortest !== null) {
    lines.push([t('preview.profile.length'), profile.shortest === profile.longest ? format.number(profile.longest, 0) : `${format.number(profile.shortest, 0)}…${format.number(profile.longest, 0)}`]);
  }
  const bars = profile.bins === null ? [] : barsOf(profile);
  return (
    <Popover opened onChange={(open) => !open && onClose()} onClose={onClose} position="top" withinPortal trapFocus returnFocus shadow="md" width={336}>
      <Popover.Target>
        <div style={{ position: 'fixed', left: anchor.left, top: anchor.top, width: anchor.width, height: anchor.height, pointerEvents: 'none' }} />
      </Popover.Target>
      <Popover.Dropdown p={12} className={css.card} role="dialog" aria-label={t('preview.profile.open', { column: profile.name })} data-testid="column-card">
        <div className={css.cardHead}>
          <TypeGlyph type={profile.type} language={language} word={typeWord} />
          <b>{profile.name}</b>
          <IconButton dense icon="cross" size={12} label={t('preview.close')} data-autofocus onClick={onClose} />
        </div>
        <QualityBar profile={profile} label={qualityWords(profile)} />
        <dl className={css.figures}>
          {lines.map(([title, text]) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
        {bars.length > 0 && (
          <>
            <div className={css.bigBars} role="group" aria-label={t('preview.profile.histogram')}>
              {bars.map((bar, index) => {
                const words = t('preview.profile.bin', { low: say(bar.low as Json), high: say(bar.high as Json), rows: format.number(bar.count, 0), count: bar.count });
                return (
                  <button
                    key={index}
                    type="button"
                    aria-label={words}
                    title={words}
                    disabled={bar.count === 0}
                    onClick={() =>
                      onFilter([
                        { column: profile.name, op: '>=', value: bar.low as Json },
                        { column: profile.name, op: index === bars.length - 1 ? '<=' : '<', value: bar.high as Json },
                      ])
                    }
                  >
                    <i style={{ height: bar.count === 0 ? 0 : `${Math.max(3, bar.height * 100)}%` }} />
                  </button>
                );
              })}
            </div>
            <div className={css.axis}>
              <span>{say(profile.min)}</span>
              <span>{say(profile.max)}</span>
            </div>
          </>
        )}
        <ValueList profile={profile} source={source} onFilter={onFilter} />
        <div className={css.basisLine}>
          {t(full ? 'preview.profile.on_all' : 'preview.profile.on_part', { count: profile.rows, rows: format.number(profile.rows, 0) })}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/** The most frequent values with a search; a press on one shows its rows. */
function ValueList({ profile, source, onFilter }: Pick<ColumnCardProps, 'profile' | 'source' | 'onFilter'>) {
  const { t } = useTranslation();
  const language = useLanguage();
  const format = useFormat();
  const [typed, setTyped] = useState('');
  const sought = useDeferredValue(typed.trim());
  const nested = profile.distinct === null;
  const query = useQuery({
    queryKey: ['values', currentPath(), source.node, source.port, source.version, source.filter, source.search, profile.name, sought],
    queryFn: ({ signal }) =>
      api.values(
        {
          path: currentPath(),
          document: currentDocument(),
          node: source.node,
          port: source.port,
          column: profile.name,
          limit: 30,
          ...(sought === '' ? {} : { sought }),
          ...(source.filter.length > 0 ? { filter: source.filter } : {}),
          ...(source.search.trim() !== '' ? { search: source.search } : {}),
        },
        signal,
      ),
    enabled: !nested,
    staleTime: Infinity,
    gcTime: 60_000,
  });
  if (nested) return null;
  const values = query.data?.values ?? [];
  const most = Math.max(1, ...values.map((one) => one.count));
  return (
    <div className={css.values}>
      <div className={css.valueSearch}>
        <Icon name="search" size={12} />
        <input
          type="text"
          value={typed}
          placeholder={t('preview.profile.find_value')}
          aria-label={t('preview.profile.find_value')}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </div>
      <div className={css.valueScroll} role="group" aria-label={t('preview.profile.top')} aria-busy={query.isFetching}>
        {values.map((one, index) => (
          <button
            key={index}
            type="button"
            title={t('preview.profile.show_rows')}
            data-testid={`value-${index}`}
            onClick={() => onFilter([{ column: profile.name, op: '=', value: one.value }])}
          >
            <i style={{ width: `${(one.count / most) * 100}%` }} />
            <span className={css.valueName}>
              <CellText cell={cellOf(one.value as Parameters<typeof cellOf>[0], profile.type, language, typeof one.value === 'number' && !Number.isInteger(one.value) ? 2 : 0)} />
            </span>
            <span className={css.valueCount}>{format.number(one.count, 0)}</span>
          </button>
        ))}
        {query.data !== undefined && values.length === 0 && <p>{t('preview.profile.no_values')}</p>}
        {query.data?.more === true && <p>{t('preview.profile.more')}</p>}
      </div>
    </div>
  );
}
