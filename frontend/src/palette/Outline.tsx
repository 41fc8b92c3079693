import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { CARD } from '../canvas/geometry';
import { titleOf, useNodeLook } from '../canvas/look';
import { focusNode } from '../canvas/walking';
import { setCanvas } from '../canvas/store';
import { useLanguage, useText, useTranslation } from '../i18n';
import { select, selectNode, setPanes, useAnalysis, useCatalogue, useDocument, useNodeType, useSelection } from '../state';
import type { WorkflowNode } from '../document';
import { Icon, Tile, classes } from '../ui';
import { outlineRows } from './outlineRows';
import css from './palette.module.css';

const ROW = 26;

const plain = (text: string): string => text.toLowerCase().replaceAll('ё', 'е');

function NodeRow({ node, depth, selected }: { node: WorkflowNode; depth: number; selected: boolean }) {
  const look = useNodeLook(node);
  const type = useNodeType(node.type);
  const bad = look.state === 'error' || look.state === 'unconfigured';
  return (
    <span
      className={classes(css.outlineRow, selected && css.current, depth === 1 && css.deep)}
      title={[look.title, look.caption, look.result].filter((part) => part !== '').join('\n')}
      data-state={look.state}
    >
      <Tile size={20} category={type?.category} icon={type?.icon} />
      <span>{look.title}</span>
      <small>
        {bad ? <Icon name="bang" size={12} className={css.bad} /> : look.state === 'stale' ? <Icon name="clock" size={12} className={css.old} /> : look.rows}
      </small>
    </span>
  );
}

/** The workflow as a list beside the canvas: the same nodes without the picture, for the keyboard and for readers. */
export function Outline() {
  const document_ = useDocument((document) => document);
  const analysis = useAnalysis();
  const catalogue = useCatalogue();
  const selection = useSelection();
  const language = useLanguage();
  const text = useText();
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [at, setAt] = useState(0);
  const frame = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => {
    const wanted = plain(query.trim());
    if (wanted === '') return outlineRows(document_, closed, CARD);
    return outlineRows(document_, new Set(), CARD).filter(
      (row) =>
        row.kind === 'node' &&
        plain(titleOf(row.node, analysis?.nodes[row.node.id], catalogue.byId.get(row.node.type), language)).includes(wanted),
    );
  }, [document_, closed, query, analysis, catalogue, language]);
  // The list is drawn anew on every scroll: the compiler need not remember anything of it.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const active = Math.min(at, rows.length - 1);
  const selected = new Set(selection.nodes);

  const go = (index: number): void => {
    if (index < 0 || index >= rows.length) return;
    setAt(index);
    virtual.scrollToIndex(index);
  };
  const open = (index: number, keep: boolean): void => {
    const row = rows[index];
    setAt(index);
    if (row === undefined) return;
    if (row.kind === 'node') {
      selectNode(row.node.id);
      focusNode(row.node.id, !keep);
      if (keep) requestAnimationFrame(() => frame.current?.focus());
      else setPanes({ formOpen: true, right: 'node' });
    } else if (row.kind === 'group') select({ groups: [row.group.id] });
  };
  const toggle = (key: string, close: boolean): void =>
    setClosed((now) => {
      const next = new Set(now);
      if (close) next.add(key);
      else next.delete(key);
      return next;
    });
  const keys = (event: KeyboardEvent): void => {
    const row = rows[active];
    if (event.ctrlKey || event.metaKey || event.altKey || row === undefined) return;
    const key = row.kind === 'group' ? row.group.id : row.kind === 'rest' ? '' : null;
    if (event.code === 'ArrowDown') go(active + 1);
    else if (event.code === 'ArrowUp') go(active - 1);
    else if (event.code === 'Home') go(0);
    else if (event.code === 'End') go(rows.length - 1);
    else if (event.code === 'ArrowLeft' && key !== null) toggle(key, true);
    else if (event.code === 'ArrowRight' && key !== null) toggle(key, false);
    else if (event.code === 'Enter' || event.code === 'NumpadEnter') open(active, false);
    else if (event.code === 'Space') open(active, true);
    else if (event.code === 'F2' && row.kind === 'node') setCanvas({ renaming: row.node.id });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const nameOf = (index: number): string => `outline-${index}`;
  return (
    <>
      <div className={css.find}>
        <label className={css.search}>
          <Icon name="search" />
          <input
            value={query}
            data-testid="outline-search"
            placeholder={t('palette.outlineSearch')}
            aria-label={t('palette.outlineSearch')}
            onChange={(event) => {
              setQuery(event.target.value);
              setAt(0);
            }}
            onKeyDown={(event) => {
              if (event.code === 'Escape') setQuery('');
              else if (event.code === 'ArrowDown') frame.current?.focus();
              else if (event.code === 'Enter') open(0, false);
            }}
          />
        </label>
      </div>
      <div
        ref={frame}
        className={css.outline}
        role="tree"
        tabIndex={0}
        aria-label={t('palette.outline')}
        aria-activedescendant={active < 0 ? undefined : nameOf(active)}
        data-testid="outline"
        data-outline
        onKeyDown={keys}
      >
        {rows.length === 0 && <p className={css.nothing}>{t(query === '' ? 'palette.outlineEmpty' : 'palette.nothing')}</p>}
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const key = row.kind === 'group' ? row.group.id : row.kind === 'rest' ? '' : null;
            return (
              // The tree has the keyboard as a whole; each row names itself through aria-activedescendant.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={row.kind === 'node' ? row.node.id : `group:${key}`}
                id={nameOf(index)}
                className={classes(css.outlineLine, index === active && css.active)}
                style={{ transform: `translateY(${start}px)` }}
                role="treeitem"
                tabIndex={-1}
                aria-level={row.kind === 'node' ? row.depth + 1 : 1}
                aria-selected={row.kind === 'node' ? selected.has(row.node.id) : selection.groups.includes(key ?? '')}
                aria-expanded={key === null ? undefined : !closed.has(key)}
                data-testid={row.kind === 'node' ? `outline-node-${row.node.id}` : `outline-group-${key}`}
                onClick={() => {
                  if (row.kind === 'rest') toggle('', !closed.has(''));
                  else open(index, true);
                }}
              >
                {row.kind === 'node' ? (
                  <NodeRow node={row.node} depth={row.depth} selected={selected.has(row.node.id)} />
                ) : (
                  <span className={css.outlineHead}>
                    <button
                      type="button"
                      tabIndex={-1}
                      aria-label={t(closed.has(key ?? '') ? 'canvas.expand' : 'canvas.collapse', {
                        title: row.kind === 'group' ? text(row.group.title) : t('palette.ungrouped'),
                      })}
                      onClick={(event) => {
                        event.stopPropagation();
                        toggle(key ?? '', !closed.has(key ?? ''));
                      }}
                    >
                      <Icon name={closed.has(key ?? '') ? 'chevronRight' : 'chevronDown'} size={12} />
                    </button>
                    <b>{row.kind === 'group' ? text(row.group.title) : t('palette.ungrouped')}</b>
                    <small>{row.count}</small>
                  </span>
                )}
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}
