import { useMemo, useState } from 'react';
import type { Column } from '../api';
import { parseEnd } from '../document';
import type { WorkflowNode } from '../document';
import { useFormat, useLanguage, useText, useTranslation } from '../i18n';
import { CellText } from '../preview/Cell';
import { cellOf, columnDecimals, isNumericType } from '../preview/model/format';
import { rowChange } from '../preview/model/rowChange';
import { firstValues, useWindows } from '../preview/useWindows';
import type { WindowSource, Windows } from '../preview/useWindows';
import { rowChangeText } from '../preview/rowCounts';
import { useVersion } from '../preview/useVersion';
import { useDocument, useNodeAnalysis } from '../state';
import { Icon, classes } from '../ui';
import css from './forms.module.css';
import { columnChanges, goneColumns } from './model/columnChanges';

const ROWS = 4;
const MOST_COLUMNS = 4;
const STORED = 'kanva.beforeAfter';
const NOTHING = { pages: [], blocks: [] };

/** The end that feeds the node's first table input; null while nothing does. */
function useMainInput(node: string): { node: string; port: string } | null {
  const ports = useNodeAnalysis(node)?.ports.inputs;
  const first = ports?.find((port) => port.kind === 'table' && !port.side) ?? ports?.find((port) => port.kind === 'table');
  const from = useDocument((document) => document.edges.find((edge) => edge.to === `${node}.${first?.id ?? ''}`)?.from ?? null);
  return useMemo(() => (from === null ? null : parseEnd(from)), [from]);
}

function useRows(end: { node: string; port: string } | null, ready: boolean): Windows {
  const version = useVersion(end);
  const source = useMemo<WindowSource | null>(
    () => (end === null || !ready ? null : { ...end, sort: [], filter: [], search: '', version }),
    [end, ready, version],
  );
  return useWindows(source, NOTHING);
}

/** What the settings do to the data: a few rows before and after, live while they are changed. */
export function BeforeAfter({ node }: { node: WorkflowNode }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(() => localStorage.getItem(STORED) !== 'closed');
  const before = useMainInput(node.id);
  const own = useNodeAnalysis(node.id);
  const output = own?.ports.outputs.find((port) => port.kind === 'table');
  if (before === null || output === undefined || own?.state === 'unconfigured' || own?.state === 'error') return null;
  return (
    <section className={css.section} aria-label={t('forms.before_after.title')} data-testid="before-after">
      <h3 className={classes(css.sectionHead, !open && css.closed)}>
        <button
          type="button"
          className={css.fold}
          aria-expanded={open}
          onClick={() => {
            localStorage.setItem(STORED, open ? 'closed' : 'open');
            setOpen(!open);
          }}
        >
          <Icon name={open ? 'chevronDown' : 'chevronRight'} size={12} />
          <span className={css.sectionTitle}>{t('forms.before_after.title')}</span>
        </button>
      </h3>
      {open && <Tables node={node.id} port={output.id} before={before} />}
    </section>
  );
}

function Tables({ node, port, before }: { node: string; port: string; before: { node: string; port: string } }) {
  const { t } = useTranslation();
  const text = useText();
  const format = useFormat();
  const after = useMemo(() => ({ node, port }), [node, port]);
  const joins = (useNodeAnalysis(node)?.ports.inputs.length ?? 0) > 1;
  const ready = useNodeAnalysis(before.node)?.state !== 'unconfigured';
  const was = useRows(before, ready);
  const now = useRows(after, true);
  const incoming = was.columns;
  const outgoing = now.columns;
  const changes = columnChanges([...outgoing], [...incoming]);
  const fresh = changes.filter((change) => change.change !== 'same').map((change) => change.column.name);
  const gone = goneColumns([...incoming], [...outgoing]).map((column) => column.name);
  const exact = (windows: Windows): number | null => (windows.first?.full === true ? windows.first.total : null);
  const rows = rowChange(exact(was), exact(now), incoming.map((column) => column.name), outgoing.map((column) => column.name));
  const count = (windows: Windows): string => {
    const total = exact(windows);
    return total === null ? t('forms.before_after.part') : t('forms.before_after.rows', { count: total, rows: format.number(total, 0) });
  };
  // What the node changes comes first; the rest fills the room.
  const pickColumns = (columns: readonly Column[], first: readonly string[]): Column[] => {
    const loud = columns.filter((column) => first.includes(column.name));
    return [...columns.filter((column) => !first.includes(column.name)).slice(0, Math.max(1, MOST_COLUMNS - loud.length)), ...loud].slice(-MOST_COLUMNS);
  };
  const settings = useDocument((document) => JSON.stringify(document.nodes.find((other) => other.id === node)?.settings ?? {}));
  const named = (columns: readonly Column[]): string[] =>
    columns.filter((column) => settings.includes(JSON.stringify(column.name).slice(1, -1))).map((column) => column.name);
  return (
    <div className={css.beforeAfter} aria-busy={now.updating}>
      <div className={css.mini}>
        <div className={css.miniHead}>
          <b>{t('forms.before_after.before')}</b> {was.first !== null && count(was)}
        </div>
        <Mini windows={was} columns={pickColumns(incoming, [...gone, ...named(incoming)])} lit={gone} tone="gone" />
      </div>
      {rows?.kind === 'multiplied' && joins && (
        <p className={css.multiplied} role="status">
          {t('forms.before_after.multiplied', { count: rows.count, rows: format.number(rows.count, 0) })}
        </p>
      )}
      <div className={css.mini} data-testid="after">
        <div className={css.miniHead}>
          <b>{t('forms.before_after.after')}</b> {now.first !== null && count(now)}
          {rows !== null && (
            <span className={css.rowChange} data-kind={rows.kind}>
              {rowChangeText(rows, format.number)}
            </span>
          )}
        </div>
        {now.problem !== null && now.first === null ? <p className={css.quietNote}>{text(now.problem.text)}</p> : <Mini windows={now} columns={pickColumns(outgoing, [...fresh, ...named(outgoing)])} lit={fresh} tone="new" />}
      </div>
    </div>
  );
}

function Mini({ windows, columns, lit, tone }: { windows: Windows; columns: readonly Column[]; lit: readonly string[]; tone: 'new' | 'gone' }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (windows.first === null) return <p className={css.quietNote}>{t('preview.loading')}</p>;
  const rows = Math.min(ROWS, windows.first.rows);
  return (
    <div className={css.miniScroll}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" title={column.name} data-lit={lit.includes(column.name) ? tone : undefined} data-right={isNumericType(column.type)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            <tr key={row}>
              {columns.map((column) => {
                const index = windows.columns.indexOf(column);
                const values = firstValues(windows.tiles, index);
                return (
                  <td key={column.name} data-lit={lit.includes(column.name) ? tone : undefined} data-right={isNumericType(column.type)}>
                    <CellText cell={cellOf(values[row], column.type, language, column.type === 'number' ? columnDecimals(values) : 0)} />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {rows === 0 && <p className={css.quietNote}>{t('preview.empty')}</p>}
    </div>
  );
}
