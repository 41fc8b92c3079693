import type { KeyboardEvent, PointerEvent } from 'react';
import type { ColumnProfile, SortBy } from '../api';
import { useLanguage, useTranslation } from '../i18n';
import { Icon, TypeGlyph } from '../ui';
import type { DrawnColumn } from './GridRow';
import { isNumericType } from './model/format';
import { qualityOf, shareText, statLine } from './model/profile';
import css from './preview.module.css';
import { QualityBar, SmallBars } from './ProfilePicture';

export interface ColumnHeadProps {
  column: DrawnColumn;
  by: SortBy | undefined;
  /** Left edge inside its box. */
  left: number;
  /** Whether the picture of the values is shown. */
  tall: boolean;
  profile: ColumnProfile | undefined;
  focusable: boolean;
  typeWord: string;
  resizing: boolean;
  onSort: (add: boolean) => void;
  onFocus: () => void;
  onMenu: (anchor: HTMLElement) => void;
  onCard: (anchor: HTMLElement) => void;
  onWidth: (width: number) => void;
  onResizeStart: (event: PointerEvent<HTMLDivElement>) => void;
  onFit: () => void;
}

/** The words of a quality bar, for its tooltip and for reading aloud. */
export function useQualityWords(): (profile: ColumnProfile) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  return (profile) => {
    const quality = qualityOf(profile);
    const parts: string[] = [t('preview.profile.filled', { share: shareText(quality.filled, language) })];
    if (profile.null > 0) parts.push(t('preview.profile.null', { share: shareText(quality.null, language) }));
    if (profile.empty > 0) parts.push(t('preview.profile.empty', { share: shareText(quality.empty, language) }));
    if (profile.error > 0) parts.push(t('preview.profile.error', { share: shareText(quality.error, language) }));
    return parts.join(' · ');
  };
}

/** The head of a column: type, name, order; below, what its values are like. */
export function ColumnHead(props: ColumnHeadProps) {
  const { column, by, left, tall, profile, focusable, typeWord, onSort, onMenu, onCard, onWidth } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const qualityWords = useQualityWords();
  const right = isNumericType(column.type);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === 'ArrowLeft' ? -16 : event.key === 'ArrowRight' ? 16 : 0;
    if (event.altKey && step !== 0) {
      event.preventDefault();
      event.stopPropagation();
      onWidth(column.width + step);
    } else if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10') || (event.altKey && event.key === 'ArrowDown')) {
      event.preventDefault();
      event.stopPropagation();
      onMenu(event.currentTarget);
    }
  };
  return (
    <div
      className={css.headCell}
      role="columnheader"
      aria-colindex={column.at + 2}
      aria-sort={by === undefined ? 'none' : by.descending ? 'descending' : 'ascending'}
      data-sorted={by !== undefined}
      tabIndex={-1}
      data-testid={`head-${column.name}`}
      style={{ left, width: column.width }}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(event.currentTarget);
      }}
    >
      <button
        type="button"
        className={css.headButton}
        data-right={right}
        data-place={`-1.${column.at}`}
        tabIndex={focusable ? 0 : -1}
        title={`${column.name} · ${typeWord}`}
        onClick={(event) => onSort(event.shiftKey)}
        onKeyDown={onKeyDown}
        onFocus={props.onFocus}
      >
        <TypeGlyph type={column.type} language={language} word={typeWord} />
        <span className={css.headName}>{column.name}</span>
        {by !== undefined && <Icon name={by.descending ? 'arrowDown' : 'arrowUp'} size={12} />}
      </button>
      <button
        type="button"
        className={css.headMenu}
        tabIndex={-1}
        aria-label={t('preview.column.menu', { column: column.name })}
        title={t('preview.column.menu', { column: column.name })}
        onClick={(event) => onMenu(event.currentTarget)}
      >
        <Icon name="chevronDown" size={12} />
      </button>
      {tall && (
        <button
          type="button"
          className={css.picture}
          tabIndex={-1}
          data-testid={`profile-${column.name}`}
          aria-label={
            profile === undefined
              ? t('preview.profile.open', { column: column.name })
              : `${t('preview.profile.open', { column: column.name })}. ${qualityWords(profile)}`
          }
          title={profile === undefined ? undefined : qualityWords(profile)}
          onClick={(event) => onCard(event.currentTarget)}
        >
          {profile !== undefined && (
            <>
              <SmallBars profile={profile} />
              <QualityBar profile={profile} label={qualityWords(profile)} />
              <span className={css.stat} data-right={right}>
                {statLine(profile, language, {
                  null: (share) => t('preview.profile.null', { share }),
                  empty: (share) => t('preview.profile.empty', { share }),
                  error: (share) => t('preview.profile.error', { share }),
                  distinct: (count, text) => t('preview.profile.distinct', { count, text }),
                })}
              </span>
            </>
          )}
        </button>
      )}
      <div
        className={css.grip}
        role="separator"
        aria-orientation="vertical"
        aria-label={t('preview.resize', { column: column.name })}
        aria-valuenow={column.width}
        tabIndex={-1}
        data-active={props.resizing}
        onPointerDown={props.onResizeStart}
        onDoubleClick={props.onFit}
      />
    </div>
  );
}
