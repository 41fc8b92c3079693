import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import type { Json, SortBy, WindowColumn } from '../api';
import { useFormat, useLanguage, useTranslation } from '../i18n';
import { Icon, TypeGlyph } from '../ui';
import { CellText } from './Cell';
import { CellViewer } from './CellViewer';
import { measureText } from './measure';
import { cellOf, columnDecimals, isNumericType, plainCell, plainText } from './model/format';
import { isSelected, moveBy, rangeOf, selectCell, toTsv } from './model/selection';
import type { Place, Selection } from './model/selection';
import { MIN_WIDTH_PX, contentWidth, spreadWidths } from './model/widths';
import { PAGE_ROWS, pageStep, pagesOf } from './model/windowing';
import css from './preview.module.css';
import { useRowWindow } from './useRowWindow';
import { valueAt } from './useWindows';
import type { Windows } from './useWindows';

const NO_COLUMNS: readonly WindowColumn[] = [];
const HEAD_PX = 32;
const MAX_COPIED_ROWS = 20_000;

export interface Copied {
  cells: number;
  /** Rows copied when the selection was longer than that; null when all were. */
  cutAt: number | null;
  failed: boolean;
}

export interface GridProps {
  title: string;
  windows: Windows;
  sort: readonly SortBy[];
  widths: Readonly<Record<string, number>>;
  typeWord: (type: string) => string;
  /** Server pages whose rows are in sight. */
  onPages: (pages: number[]) => void;
  onSort: (sort: SortBy[]) => void;
  onWidth: (column: string, width: number) => void;
  onCopied: (copied: Copied) => void;
  /** Lets the bar above copy what is selected here. */
  copyRef: { current: (() => void) | null };
}

/** The sort after a click on a head: up, down, none; with Shift the others stay. */
export function nextSort(sort: readonly SortBy[], column: string, add: boolean): SortBy[] {
  const current = sort.find((by) => by.column === column);
  const others = add ? sort.filter((by) => by.column !== column) : [];
  if (current === undefined) return [...others, { column, descending: false }];
  if (!current.descending) {
    return add
      ? sort.map((by) => (by === current ? { column, descending: true } : by))
      : [{ column, descending: true }];
  }
  return [...others];
}

/** Rows and columns of an output. The server sorts, filters and pages; this draws what is in sight. */
export function Grid(props: GridProps) {
  const { title, windows, sort, widths, typeWord, onPages, onSort, onWidth, onCopied, copyRef } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const format = useFormat();
  const scroll = useRef<HTMLDivElement>(null);
  const columns = windows.first?.columns ?? NO_COLUMNS;
  const { rowCount } = windows;
  const rows = useRowWindow(scroll, rowCount, HEAD_PX);
  const [selection, setSelection] = useState<Selection>(selectCell({ row: 0, col: 0 }));
  const [opened, setOpened] = useState<Place | null>(null);
  const [paneWidth, setPaneWidth] = useState(0);
  const [resizing, setResizing] = useState<{ column: string; width: number } | null>(null);
  const focusing = useRef(false);
  const selecting = useRef(false);

  useEffect(() => {
    const element = scroll.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setPaneWidth(element.clientWidth));
    observer.observe(element);
    setPaneWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);

  const pageKey = pagesOf(rows.first, rows.last).join(',');
  useEffect(() => onPages(pageKey === '' ? [] : pageKey.split(',').map(Number)), [pageKey, onPages]);

  const decimals = useMemo(
    () => columns.map((column) => (column.type === 'number' ? columnDecimals(column.values) : 0)),
    [columns],
  );
  const numberWidth = Math.max(36, format.number(Math.max(rowCount, 1), 0).length * 6.5 + 16);
  const natural = useMemo(
    () =>
      columns.map((column, index) =>
        contentWidth(
          {
            name: column.name,
            cells: column.values
              .slice(0, 60)
              .map((value) =>
                value === null ? 'NULL' : value === '' ? t('preview.empty_text') : plainCell(cellOf(value, column.type, language, decimals[index])),
              ),
          },
          measureText,
        ),
      ),
    [columns, decimals, language, t],
  );
  const sizes = useMemo(() => {
    const chosen = columns.map((column, index) =>
      resizing?.column === column.name ? resizing.width : (widths[column.name] ?? natural[index] ?? MIN_WIDTH_PX),
    );
    const fixed = columns.map((column) => column.name in widths || resizing?.column === column.name);
    return spreadWidths(chosen, fixed, paneWidth - numberWidth);
  }, [columns, widths, natural, paneWidth, numberWidth, resizing]);

  // The compiler must not memoise what the virtualizer returns, and this file does not ask it to.
  // oxlint-disable-next-line react/incompatible-library
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => sizes[index] ?? MIN_WIDTH_PX,
    paddingStart: numberWidth,
    scrollPaddingStart: numberWidth,
    overscan: 4,
  });
  useEffect(() => across.measure(), [sizes, across]);
  const shownColumns = across.getVirtualItems();
  const totalWidth = across.getTotalSize();

  // A table that has become shorter takes the active cell along.
  const active: Place = {
    row: Math.min(selection.active.row, rowCount - 1),
    col: Math.min(selection.active.col, Math.max(0, columns.length - 1)),
  };
  const activeDrawn =
    (active.row === -1 || (active.row >= rows.first && active.row <= rows.last)) &&
    shownColumns.some((item) => item.index === active.col);

  useEffect(() => {
    if (!focusing.current) return;
    const place = scroll.current?.querySelector<HTMLElement>(`[data-place="${active.row}.${active.col}"]`);
    if (place !== null && place !== undefined) {
      focusing.current = false;
      place.focus({ preventScroll: true });
    }
  });
  // A focused cell scrolled away gives the keyboard to the grid, which keeps the place.
  const hadFocus = useRef(false);
  useEffect(() => {
    if (hadFocus.current && !activeDrawn && document.activeElement === document.body) scroll.current?.focus({ preventScroll: true });
    hadFocus.current = scroll.current?.contains(document.activeElement) === true;
  });

  const go = (next: Selection): void => {
    setSelection(next);
    focusing.current = true;
    if (next.active.row >= 0) rows.showRow(next.active.row);
    across.scrollToIndex(next.active.col, { align: 'auto' });
  };

  const copy = async (withHeads: boolean): Promise<void> => {
    const range = rangeOf(selection);
    const top = Math.max(0, range.top);
    const bottom = Math.min(range.bottom, top + MAX_COPIED_ROWS - 1, rowCount - 1);
    const chosen = columns.slice(range.left, range.right + 1);
    try {
      const pages = await windows.read(top, bottom);
      const table: string[][] = withHeads || range.top < 0 ? [chosen.map((column) => column.name)] : [];
      for (let row = top; row <= bottom; row += 1) {
        table.push(chosen.map((_, index) => plainText(valueAt(pages, row, range.left + index), language)));
      }
      await navigator.clipboard.writeText(toTsv(table));
      onCopied({ cells: (bottom - top + 1) * chosen.length, cutAt: bottom < range.bottom ? bottom - top + 1 : null, failed: false });
    } catch {
      onCopied({ cells: 0, cutAt: null, failed: true });
    }
  };
  copyRef.current = () => void copy(false);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target instanceof HTMLElement && event.target.closest('[data-viewer]') !== null) return;
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.code === 'KeyC') {
      event.preventDefault();
      event.stopPropagation();
      void copy(event.shiftKey);
      return;
    }
    if (ctrl && event.code === 'KeyA' && rowCount > 0) {
      event.preventDefault();
      event.stopPropagation();
      setSelection({ anchor: { row: 0, col: 0 }, active: { row: rowCount - 1, col: columns.length - 1 } });
      return;
    }
    if (event.key === 'Enter' && active.row >= 0 && !ctrl) {
      event.preventDefault();
      setOpened(active);
      return;
    }
    const next = moveBy({ ...selection, active }, { key: event.key, shift: event.shiftKey, ctrl }, {
      rowCount,
      colCount: columns.length,
      pageRows: pageStep(rows.track),
    });
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    go(next);
  };

  const startResize = (event: PointerEvent<HTMLDivElement>, column: string, from: number): void => {
    event.preventDefault();
    event.stopPropagation();
    const handle = event.currentTarget;
    const start = event.clientX;
    handle.setPointerCapture(event.pointerId);
    const widthAt = (x: number): number => Math.max(MIN_WIDTH_PX, Math.round(from + x - start));
    const move = (moved: globalThis.PointerEvent): void => setResizing({ column, width: widthAt(moved.clientX) });
    const end = (ended: globalThis.PointerEvent): void => {
      handle.removeEventListener('pointermove', move);
      handle.removeEventListener('pointerup', end);
      setResizing(null);
      if (Math.abs(ended.clientX - start) > 1) onWidth(column, widthAt(ended.clientX));
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', end);
  };

  const drawn: number[] = [];
  for (let row = rows.first; row <= rows.last; row += 1) drawn.push(row);
  const openedColumn = opened === null ? undefined : columns[opened.col];

  return (
    <div
      ref={scroll}
      className={css.scroll}
      role="grid"
      aria-label={t('preview.grid', { title })}
      aria-rowcount={rowCount + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable="true"
      aria-busy={windows.updating}
      tabIndex={activeDrawn ? -1 : 0}
      data-testid="grid"
      onKeyDown={onKeyDown}
    >
      <div className={css.table} style={{ width: totalWidth, height: HEAD_PX + rows.heightPx }} role="presentation">
        <div className={css.headRow} role="row" aria-rowindex={1} style={{ width: totalWidth }}>
          <div className={css.corner} role="columnheader" aria-colindex={1} aria-label={t('preview.row')} style={{ width: numberWidth }} />
          {shownColumns.map((item) => {
            const column = columns[item.index];
            if (column === undefined) return null;
            const by = sort.find((other) => other.column === column.name);
            const right = isNumericType(column.type);
            return (
              <div
                key={column.name}
                className={css.headCell}
                role="columnheader"
                aria-colindex={item.index + 2}
                aria-sort={by === undefined ? 'none' : by.descending ? 'descending' : 'ascending'}
                data-sorted={by !== undefined}
                style={{ left: item.start, width: item.size }}
              >
                <button
                  type="button"
                  className={css.headButton}
                  data-right={right}
                  data-place={`-1.${item.index}`}
                  tabIndex={active.row === -1 && active.col === item.index ? 0 : -1}
                  title={`${column.name} · ${typeWord(column.type)}`}
                  onClick={(event) => onSort(nextSort(sort, column.name, event.shiftKey))}
                  onKeyDown={(event) => {
                    const step = event.key === 'ArrowLeft' ? -16 : event.key === 'ArrowRight' ? 16 : 0;
                    if (!event.altKey || step === 0) return;
                    event.preventDefault();
                    event.stopPropagation();
                    onWidth(column.name, Math.max(MIN_WIDTH_PX, item.size + step));
                  }}
                  onFocus={() => {
                    if (selection.active.row !== -1 || selection.active.col !== item.index) {
                      setSelection(selectCell({ row: -1, col: item.index }));
                    }
                  }}
                >
                  <TypeGlyph type={column.type} language={language} word={typeWord(column.type)} />
                  <span className={css.headName}>{column.name}</span>
                  {by !== undefined && <Icon name={by.descending ? 'arrowDown' : 'arrowUp'} size={12} />}
                </button>
                <div
                  className={css.grip}
                  role="separator"
                  aria-orientation="vertical"
                  aria-label={t('preview.resize', { column: column.name })}
                  aria-valuenow={item.size}
                  tabIndex={-1}
                  data-active={resizing?.column === column.name}
                  onPointerDown={(event) => startResize(event, column.name, item.size)}
                  onDoubleClick={() => onWidth(column.name, natural[item.index] ?? MIN_WIDTH_PX)}
                />
              </div>
            );
          })}
        </div>
        <div className={css.rows} role="presentation" style={{ width: totalWidth }}>
          {drawn.map((row) => (
            <div key={row} className={css.row} role="row" aria-rowindex={row + 2} style={{ top: rows.topOf(row), width: totalWidth }}>
              <div className={css.rowNumber} role="rowheader" aria-colindex={1} style={{ width: numberWidth }}>
                {format.number(row + 1, 0)}
              </div>
              {shownColumns.map((item) => {
                const column = columns[item.index];
                if (column === undefined) return null;
                const here = windows.pages.has(Math.floor(row / PAGE_ROWS));
                const value = valueAt(windows.pages, row, item.index);
                const place = { row, col: item.index };
                const isActive = active.row === row && active.col === item.index;
                const selected = isSelected({ ...selection, active }, place);
                return (
                  <div
                    key={column.name}
                    className={css.cell}
                    role="gridcell"
                    aria-colindex={item.index + 2}
                    aria-selected={selected}
                    data-selected={selected && (selection.anchor.row !== active.row || selection.anchor.col !== active.col)}
                    data-sorted={sort.some((by) => by.column === column.name)}
                    data-right={isNumericType(column.type)}
                    data-place={`${row}.${item.index}`}
                    data-testid={`grid-cell-${row}-${item.index}`}
                    tabIndex={isActive ? 0 : -1}
                    style={{ left: item.start, width: item.size }}
                    onPointerDown={(event) => {
                      if (event.button !== 0) return;
                      selecting.current = true;
                      focusing.current = true;
                      setSelection(event.shiftKey ? { anchor: selection.anchor, active: place } : selectCell(place));
                      window.addEventListener('pointerup', () => (selecting.current = false), { once: true });
                    }}
                    onPointerEnter={(event) => {
                      if (selecting.current && event.buttons === 1) setSelection((now) => ({ anchor: now.anchor, active: place }));
                    }}
                    onDoubleClick={() => setOpened(place)}
                  >
                    {here ? <CellText cell={cellOf(value, column.type, language, decimals[item.index])} /> : <span className={css.waiting} />}
                  </div>
                );
              })}
            </div>
          ))}
        </div>
      </div>
      {opened !== null && openedColumn !== undefined && (
        <CellViewer
          column={openedColumn.name}
          type={openedColumn.type}
          row={opened.row}
          value={valueAt(windows.pages, opened.row, opened.col) as Json | undefined}
          onClose={() => {
            setOpened(null);
            focusing.current = true;
          }}
        />
      )}
    </div>
  );
}
