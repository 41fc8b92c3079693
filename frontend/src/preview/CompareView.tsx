import { Popover } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { api, problemOf, useRuns } from '../api';
import type { Column, ComparedColumn, Comparison } from '../api';
import { nodeTitle } from '../canvas/look';
import { searchColumns } from '../forms/model/columns';
import { Picker } from '../forms/widgets/Picker';
import { useFormat, useLanguage, useText, useTranslation } from '../i18n';
import { currentDocument, currentPath, portsOf, useAnalysis, useDocument } from '../state';
import { Button, Icon, IconButton, TypeGlyph } from '../ui';
import { CellText } from './Cell';
import { cellOf, columnDecimals, isNumericType } from './model/format';
import css from './preview.module.css';
import type { CompareLook } from './store';
import type { WindowSource } from './useWindows';

const STATES = ['added', 'gone', 'changed', 'same'] as const;
type RowState = (typeof STATES)[number];
const SIGNS: Record<RowState, string> = { added: '+', gone: '−', changed: '≠', same: '=' };
const PAGE = 100;
const MOST_COLUMNS = 60;

export interface CompareViewProps {
  source: WindowSource;
  columns: readonly Column[];
  look: CompareLook | null;
  /** What enters the node this output belongs to: compared with first. */
  before: { node: string; port: string } | null;
  typeWord: (type: string) => string;
  onLook: (compare: CompareLook) => void;
}

/** Outputs with rows, and whether their node has several of them. */
export function tables<P extends { kind: string }>(outputs: readonly P[]): { port: P; several: boolean }[] {
  const found = outputs.filter((port) => port.kind === 'table');
  return found.map((port) => ({ port, several: found.length > 1 }));
}

/** Outputs of other nodes and results of earlier runs this output can be compared with. */
function useSides(source: WindowSource): { value: string; title: string; end?: string }[] {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const format = useFormat();
  const document = useDocument((whole) => whole);
  const analysis = useAnalysis();
  const runs = useRuns(currentPath());
  return useMemo(() => {
    const nodes = document.nodes.flatMap((node) =>
      tables(portsOf(node.id, document, analysis).outputs)
        .filter(({ port }) => !(node.id === source.node && port.id === source.port))
        .map(({ port, several }) => ({
          value: JSON.stringify({ node: node.id, port: port.id }),
          title: several ? `${nodeTitle(node.id, language)}: ${text(port.title)}` : nodeTitle(node.id, language),
          end: t('preview.compare.node'),
        })),
    );
    const past = (runs.data ?? [])
      .filter((run) => run.state === 'succeeded')
      .slice(0, 20)
      .map((run) => ({
        value: JSON.stringify({ run: run.id }),
        title: format.moment(run.started_at),
        end: t('preview.compare.run'),
      }));
    return [...past.slice(0, 5), ...nodes, ...past.slice(5)];
  }, [document, analysis, runs.data, source.node, source.port, language, text, format, t]);
}

/** The key of the result a node had in a run; null while it is not known, '' when the run had none. */
function useRunKey(run: string | null, node: string): string | null {
  const query = useQuery({
    queryKey: ['run', run],
    queryFn: () => api.run(run ?? ''),
    enabled: run !== null,
  });
  if (run === null || query.data === undefined) return null;
  return query.data.nodes[node]?.key ?? '';
}

/** A column whose values name the rows: filled and different in every row. */
function useKeyGuess(source: WindowSource, columns: readonly Column[], wanted: boolean): string[] | null {
  const names = columns.slice(0, 12).map((column) => column.name);
  const query = useQuery({
    queryKey: ['key-guess', currentPath(), source.node, source.port, source.version],
    queryFn: ({ signal }) =>
      api.profile({ path: currentPath(), document: currentDocument(), node: source.node, port: source.port, columns: names }, signal),
    enabled: wanted && names.length > 0,
    staleTime: Infinity,
  });
  if (query.data === undefined) return query.isError ? [] : null;
  const found = query.data.columns.find(
    (column) => column.rows > 0 && column.distinct === column.rows && column.type !== 'number' && column.type !== 'datetime',
  );
  return found === undefined ? [] : [found.name];
}

/** What changed between two outputs, or between two runs: rows added, gone and changed, the changed cells lit. */
export function CompareView({ source, columns, look, before, typeWord, onLook }: CompareViewProps) {
  const { t } = useTranslation();
  const text = useText();
  const format = useFormat();
  const sides = useSides(source);
  const [page, setPage] = useState(0);
  const side = look?.side ?? (before === null ? null : JSON.stringify(before));
  const parsed = useMemo(
    () => (side === null ? null : (JSON.parse(side) as { node?: string; port?: string; run?: string })),
    [side],
  );
  const runKey = useRunKey(parsed?.run ?? null, source.node);
  const guess = useKeyGuess(source, columns, look?.keys == null);
  const keys = look?.keys ?? guess;
  const show = look?.show ?? ['added', 'gone', 'changed'];
  const asked = JSON.stringify([source.version, side, keys, show]);
  useEffect(() => setPage(0), [asked]);
  const old =
    parsed === null
      ? null
      : parsed.run === undefined
        ? { node: parsed.node ?? '', port: parsed.port ?? '' }
        : runKey === null || runKey === ''
          ? null
          : { node: source.node, port: source.port, key: runKey };
  const query = useQuery({
    queryKey: ['compare', currentPath(), source.node, source.port, asked, old, page],
    queryFn: ({ signal }) =>
      api.compare(
        {
          path: currentPath(),
          document: currentDocument(),
          node: source.node,
          port: source.port,
          before: old ?? { node: '', port: '' },
          keys: keys ?? [],
          show: show as RowState[],
          offset: page * PAGE,
          limit: PAGE,
        },
        signal,
      ),
    enabled: old !== null && keys !== null && show.length > 0,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 120_000,
    retry: false,
  });
  const found = query.data;
  const failure = query.isError ? problemOf(query.error) : (found?.problem ?? null);
  const change = (next: Partial<CompareLook>): void => onLook({ side, keys: look?.keys ?? null, show, ...next });
  const pages = found === undefined ? 0 : Math.ceil(found.total / PAGE);
  return (
    <div className={css.chart} data-testid="compare">
      <div className={css.chartBar}>
        <label>
          <span>{t('preview.compare.with')}</span>
          <Picker label={t('preview.compare.with')} value={side ?? ''} placeholder={t('preview.compare.choose')} searchPlaceholder={t('preview.compare.search')} options={sides} testId="compare-with" onChange={(next) => change({ side: next })} />
        </label>
        <KeysButton columns={columns} keys={keys ?? []} typeWord={typeWord} onKeys={(next) => change({ keys: next })} />
        {found !== undefined && failure === null && (
          <span className={css.changeCounts} role="group" aria-label={t('preview.compare.states')}>
            {STATES.map((state) => (
              <button
                key={state}
                type="button"
                data-state={state}
                data-testid={`compare-${state}`}
                aria-pressed={show.includes(state)}
                disabled={show.length === 1 && show.includes(state)}
                onClick={() => change({ show: show.includes(state) ? show.filter((one) => one !== state) : [...show, state] })}
              >
                <b>{SIGNS[state]}</b> {t(`preview.compare.${state}`, { count: found.counts[state] ?? 0, rows: format.number(found.counts[state] ?? 0, 0) })}
              </button>
            ))}
          </span>
        )}
        {pages > 1 && (
          <span className={css.pages}>
            <IconButton dense icon="chevronLeft" size={12} label={t('preview.compare.previous')} disabled={page === 0} onClick={() => setPage(page - 1)} />
            {t('preview.compare.page', { page: format.number(page + 1, 0), pages: format.number(pages, 0) })}
            <IconButton dense icon="chevronRight" size={12} label={t('preview.compare.next')} disabled={page + 1 >= pages} onClick={() => setPage(page + 1)} />
          </span>
        )}
      </div>
      {parsed === null ? (
        <p className={css.chartNote}>{t('preview.compare.choose_hint')}</p>
      ) : parsed.run !== undefined && runKey === '' ? (
        <p className={css.chartNote}>{t('preview.compare.not_in_run')}</p>
      ) : failure !== null ? (
        <p className={css.chartNote} role="alert">
          {text(failure.text)} {failure.hint === null ? '' : text(failure.hint)}
        </p>
      ) : found === undefined ? (
        <p className={css.chartNote} role="status">
          {t('preview.loading')}
        </p>
      ) : (
        <Changes found={found} busy={query.isPlaceholderData} />
      )}
    </div>
  );
}

/** Which columns name a row. */
function KeysButton({ columns, keys, typeWord, onKeys }: { columns: readonly Column[]; keys: readonly string[]; typeWord: (type: string) => string; onKeys: (keys: string[]) => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [query, setQuery] = useState('');
  const words = keys.length === 0 ? t('preview.compare.no_key') : keys.join(', ');
  return (
    <Popover position="top-start" withinPortal trapFocus returnFocus onClose={() => setQuery('')}>
      <Popover.Target>
        <Button dense data-testid="compare-keys" title={t('preview.compare.key_hint')} className={css.keysButton}>
          <span>
            {t('preview.compare.key')}: {words}
          </span>
          <Icon name="chevronDown" size={12} />
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        <div className={css.columnList}>
          <div className={css.valueSearch}>
            <Icon name="search" size={12} />
            <input type="text" data-autofocus value={query} placeholder={t('forms.column.search')} aria-label={t('forms.column.search')} onChange={(event) => setQuery(event.currentTarget.value)} />
          </div>
          <div className={css.columnScroll} role="group" aria-label={t('preview.compare.key')}>
            {searchColumns([...columns], query)
              .slice(0, 200)
              .map((column) => (
                <label key={column.name} className={css.columnLine}>
                  <input type="checkbox" checked={keys.includes(column.name)} onChange={() => onKeys(keys.includes(column.name) ? keys.filter((name) => name !== column.name) : [...keys, column.name])} />
                  <TypeGlyph type={column.type} language={language} word={typeWord(column.type)} />
                  <span>{column.name}</span>
                </label>
              ))}
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/** The keys first, then columns with changes, then the others. */
function ordered(found: Comparison): { column: ComparedColumn; at: number }[] {
  const changed = new Set(found.changed.flat());
  const all = found.columns.map((column, at) => ({ column, at }));
  const rank = ({ at }: { at: number }): number => (at < found.keys.length ? 0 : changed.has(at) ? 1 : 2);
  return all.sort((one, other) => rank(one) - rank(other) || one.at - other.at).slice(0, MOST_COLUMNS);
}

function Changes({ found, busy }: { found: Comparison; busy: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const shown = ordered(found);
  const notes = [
    found.only_before.length > 0 ? t('preview.compare.only_before', { columns: found.only_before.join(', ') }) : '',
    found.only_after.length > 0 ? t('preview.compare.only_after', { columns: found.only_after.join(', ') }) : '',
    found.retyped.length > 0 ? t('preview.compare.retyped', { columns: found.retyped.join(', ') }) : '',
    found.full ? '' : t('preview.compare.part'),
  ].filter((note) => note !== '');
  const cell = (column: ComparedColumn, value: ComparedColumn['values'][number] | undefined) => (
    <CellText cell={cellOf(value as Parameters<typeof cellOf>[0], column.type, language, column.type === 'number' ? columnDecimals(column.values) : 0)} />
  );
  return (
    <>
      {notes.length > 0 && <p className={css.compareNotes}>{notes.join(' · ')}</p>}
      <div className={css.changes} aria-busy={busy}>
        {found.rows === 0 ? (
          <p className={css.chartNote}>{t('preview.compare.nothing')}</p>
        ) : (
          <table data-testid="changes">
            <thead>
              <tr>
                <th scope="col" aria-label={t('preview.compare.states')} />
                {shown.map(({ column, at }) => (
                  <th key={column.name} scope="col" data-right={isNumericType(column.type)} data-key={at < found.keys.length}>
                    {column.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {found.states.map((state, row) => (
                <tr key={row} data-state={state}>
                  <th scope="row" title={t(`preview.compare.row_${state}`)} aria-label={t(`preview.compare.row_${state}`)}>
                    {SIGNS[state]}
                  </th>
                  {shown.map(({ column, at }) => {
                    const lit = found.changed[row]?.includes(at) === true;
                    return (
                      <td key={column.name} data-right={isNumericType(column.type)} data-changed={lit}>
                        {lit && <del>{cell(column, column.old[row])}</del>}
                        {lit && ' '}
                        {cell(column, state === 'gone' ? column.old[row] : column.values[row])}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </>
  );
}
