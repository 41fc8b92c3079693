import { Menu, Popover } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { api, problemOf } from '../api';
import type { Column } from '../api';
import { searchColumns } from '../forms/model/columns';
import { useFormat, useLanguage, useText, useTranslation } from '../i18n';
import { currentDocument, currentPath } from '../state';
import { report } from '../state/workspace';
import { Button, Icon, IconButton, TypeGlyph } from '../ui';
import { shownOrder } from './Grid';
import css from './preview.module.css';
import type { PortLook } from './store';
import type { WindowSource } from './useWindows';

const TYPING_MS = 180;

/** The search across all columns: a lens, and a line to type in while it is used. */
export function SearchBox({ value, open, onOpen, onChange }: { value: string; open: boolean; onOpen: (open: boolean) => void; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  if (!open && value === '') {
    return <IconButton icon="search" label={t('preview.search')} hotkey="Ctrl+F" data-testid="preview-search-open" onClick={() => onOpen(true)} />;
  }
  const give = (next: string): void => {
    clearTimeout(timer.current);
    if (next !== value) onChange(next);
  };
  return (
    <span className={css.searchBox}>
      <Icon name="search" size={12} />
      <input
        type="text"
        // The person has just asked for it.
        autoFocus={open}
        value={typed}
        placeholder={t('preview.search_placeholder')}
        aria-label={t('preview.search')}
        data-testid="preview-search"
        onChange={(event) => {
          const next = event.currentTarget.value;
          setTyped(next);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => give(next), TYPING_MS);
        }}
        onBlur={() => typed === '' && onOpen(false)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') give(typed);
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          setTyped('');
          give('');
          onOpen(false);
        }}
      />
      <IconButton
        dense
        icon="cross"
        size={10}
        label={t('preview.search_clear')}
        onClick={() => {
          setTyped('');
          give('');
          onOpen(false);
        }}
      />
    </span>
  );
}

/** Which columns are shown: with a search, because there may be thousands. */
export function ColumnsButton({ columns, look, typeWord, onLook }: { columns: readonly Column[]; look: PortLook; typeWord: (type: string) => string; onLook: (change: Partial<PortLook>) => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const format = useFormat();
  const [query, setQuery] = useState('');
  const hidden = new Set(look.hidden);
  const found = searchColumns([...columns], query);
  const shown = found.slice(0, 200);
  const set = (names: Set<string>): void => {
    // One column at least stays in sight.
    if (columns.some((column) => !names.has(column.name))) onLook({ hidden: [...names] });
  };
  return (
    <Popover position="top-end" withinPortal trapFocus returnFocus onClose={() => setQuery('')}>
      <Popover.Target>
        <span>
          <PopButton count={columns.filter((column) => hidden.has(column.name)).length} />
        </span>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        <div className={css.columnList} data-testid="column-list">
          <div className={css.valueSearch}>
            <Icon name="search" size={12} />
            <input type="text" data-autofocus value={query} placeholder={t('forms.column.search')} aria-label={t('forms.column.search')} onChange={(event) => setQuery(event.currentTarget.value)} />
          </div>
          <div className={css.columnScroll} role="group" aria-label={t('preview.columns')}>
            {shown.map((column) => (
              <label key={column.name} className={css.columnLine}>
                <input
                  type="checkbox"
                  checked={!hidden.has(column.name)}
                  onChange={(event) => {
                    const next = new Set(hidden);
                    if (event.currentTarget.checked) next.delete(column.name);
                    else next.add(column.name);
                    set(next);
                  }}
                />
                <TypeGlyph type={column.type} language={language} word={typeWord(column.type)} />
                <span>{column.name}</span>
              </label>
            ))}
            {found.length > shown.length && <p className={css.basisLine}>{t('preview.columns_more', { rows: format.number(found.length - shown.length, 0), count: found.length - shown.length })}</p>}
          </div>
          <div className={css.columnTools}>
            <Button look="quiet" dense disabled={look.hidden.length === 0} onClick={() => onLook({ hidden: [] })}>
              {t('preview.columns_all')}
            </Button>
            <Button look="quiet" dense disabled={query === '' || found.length === 0} onClick={() => {
              const keep = new Set(found.map((column) => column.name));
              set(new Set(columns.map((column) => column.name).filter((name) => !keep.has(name))));
            }}>
              {t('preview.columns_only')}
            </Button>
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function PopButton({ count }: { count: number }) {
  const { t } = useTranslation();
  const label = count === 0 ? t('preview.columns') : t('preview.columns_hidden', { count });
  return (
    <Button look="quiet" dense aria-label={label} title={label} data-testid="preview-columns">
      <Icon name="columns" />
      {count > 0 && <span className={css.hiddenCount}>−{count}</span>}
    </Button>
  );
}

/** Saves what is seen: rows as sorted and filtered, columns as shown. */
export function SaveButton({ source, columns, look, name }: { source: WindowSource; columns: readonly Column[]; look: PortLook; name: string }) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const save = async (kind: 'csv' | 'xlsx'): Promise<void> => {
    setBusy(true);
    setSaid('');
    try {
      const names = columns.map((column) => column.name);
      const file = await api.makeTableFile({
        path: currentPath(),
        document: currentDocument(),
        language,
        node: source.node,
        port: source.port,
        kind,
        columns: shownOrder(names, look.frozen, look.hidden).map((index) => names[index] ?? ''),
        ...(look.sort.length > 0 ? { sort: look.sort } : {}),
        ...(look.filter.length > 0 ? { filter: look.filter } : {}),
        ...(look.search.trim() !== '' ? { search: look.search } : {}),
      });
      if (file.problem !== null) {
        report(file.problem);
        setSaid(text(file.problem.text));
        return;
      }
      const link = document.createElement('a');
      link.href = api.tableFileUrl(file.file);
      link.download = `${name.replace(/[\\/:*?"<>|]+/g, ' ').trim() || 'kanva'}.${kind}`;
      link.click();
      setSaid(t(file.full ? 'preview.saved' : 'preview.saved_part', { count: file.rows, rows: format.number(file.rows, 0) }));
    } catch (error) {
      report(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {said !== '' && (
        <span className={css.copied} role="status">
          {said}
        </span>
      )}
      <Menu position="top-end" withinPortal width={232} returnFocus>
        <Menu.Target>
          <IconButton icon="download" label={t(busy ? 'preview.saving' : 'preview.save')} disabled={busy} data-testid="preview-save" />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="sheet" />} onClick={() => void save('xlsx')} data-testid="save-xlsx">
            {t('preview.save_xlsx')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="file" />} onClick={() => void save('csv')} data-testid="save-csv">
            {t('preview.save_csv')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
