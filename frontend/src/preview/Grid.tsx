import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import type { FilterBy, Json, SortBy } from '../api';
import { useFormat, useLanguage, useTranslation } from '../i18n';
import { CellViewer } from './CellViewer';
import { ColumnCard } from './ColumnCard';
import { ColumnHead } from './ColumnHead';
import { ColumnMenu } from './ColumnMenu';
import { GridRow } from './GridRow';
import type { DrawnColumn, RowHands } from './GridRow';
import { measureText } from './measure';
import { cellOf, columnDecimals, plainCell, plainText } from './model/format';
import { moveBy, rangeOf, selectCell, toTsv } from './model/selection';
import type { Place, Selection } from './model/selection';
import { MIN_WIDTH_PX, contentWidth, spreadWidths } from './model/widths';
import { BLOCK_COLUMNS, blocksOf, pageStep, pagesOf } from './model/windowing';
import css from './preview.module.css';
import type { PortLook } from './store';
import { useProfiles } from './useProfiles';
import { useRowWindow } from './useRowWindow';
import { firstValues, valueAt } from './useWindows';
import type { Wanted, WindowSource, Windows } from './useWindows';

const HEAD_PX = 32;
const TALL_HEAD_PX = 72;
const MAX_COPIED_ROWS = 20_000;
const MAX_COPIED_CELLS = 2_000_000;
/** Columns that stay may take this much of the pane. */
const FROZEN_SHARE = 0.6;

export interface Copied {
  cells: number;
  /** Rows copied when the selection was longer than that; null when all were. */
  cutAt: number | null;
  failed: boolean;
}

export interface GridProps {
  title: string;
  source: WindowSource;
  windows: Windows;
  look: PortLook;
  /** Heads tell what the values of their columns are like. */
  tall: boolean;
  typeWord: (type: string) => string;
  /** What of the table is in sight. */
  onWanted: (wanted: Wanted) => void;
  onLook: (change: Partial<PortLook>) => void;
  onTrace: (column: string) => void;
  onSearch: () => void;
  onCopied: (copied: Copied) => void;
  /** Lets the bar above copy what is selected here. */
  copyRef: { current: ((withHeads: boolean) => void) | null };
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

/** Places in the table of the columns to show: those that stay first, then the others in their order. */
export function shownOrder(names: readonly string[], frozen: readonly string[], hidden: readonly string[]): number[] {
  const away = new Set(hidden);
  const at = new Map(names.map((name, index) => [name, index]));
  const first = frozen.flatMap((name) => (at.has(name) && !away.has(name) ? [at.get(name) as number] : []));
  const stay = new Set(first);
  return [...first, ...names.flatMap((name, index) => (away.has(name) || stay.has(index) ? [] : [index]))];
}

/** Rows and columns of an output. The server sorts, filters and pages; this draws what is in sight. */
export function Grid(props: GridProps) {
  const { title, source, windows, look, tall, typeWord, onWanted, onLook, onTrace, onSearch, onCopied, copyRef } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const format = useFormat();
  const scroll = useRef<HTMLDivElement>(null);
  const { columns, tiles, rowCount } = windows;
  const { sort, widths, frozen, hidden } = look;
  const headPx = tall ? TALL_HEAD_PX : HEAD_PX;
  const rows = useRowWindow(scroll, rowCount, headPx);
  const [selection, setSelection] = useState<Selection>(selectCell({ row: 0, col: 0 }));
  const [opened, setOpened] = useState<Place | null>(null);
  const [paneWidth, setPaneWidth] = useState(0);
  const [resizing, setResizing] = useState<{ column: string; width: number } | null>(null);
  const [asked, setAsked] = useState<{ what: 'menu' | 'card'; column: string; anchor: DOMRect } | null>(null);
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

  const order = useMemo(() => shownOrder(columns.map((column) => column.name), frozen, hidden), [columns, frozen, hidden]);
  const wide = columns.length > BLOCK_COLUMNS;
  const firstTile = windows.first;
  const decimals = useMemo(
    () => (index: number): number => (columns[index]?.type === 'number' ? columnDecimals(firstValues(tiles, index)) : 0),
    [columns, tiles],
  );
  const numberWidth = Math.max(36, format.number(Math.max(rowCount, 1), 0).length * 6.5 + 16);
  const natural = useMemo(
    () =>
      columns.map((column, index) => {
        // In a table of thousands of columns widths must not jump as their values come: names alone count.
        const values = wide ? [] : (firstTile?.columns[index]?.values.slice(0, 60) ?? []);
        const points = column.type === 'number' && !wide ? columnDecimals(firstTile?.columns[index]?.values ?? []) : 0;
        const width = contentWidth(
          {
            name: column.name,
            cells: values.map((value) =>
              value === null ? 'NULL' : value === '' ? t('preview.empty_text') : plainCell(cellOf(value, column.type, language, points)),
            ),
          },
          measureText,
        );
        return wide ? Math.max(96, width) : width;
      }),
    [columns, firstTile, wide, language, t],
  );
  const sizes = useMemo(() => {
    const names = order.map((index) => columns[index]?.name ?? '');
    const chosen = names.map((name, at) =>
      resizing?.column === name ? resizing.width : (widths[name] ?? natural[order[at] ?? 0] ?? MIN_WIDTH_PX),
    );
    const fixed = names.map((name) => name in widths || resizing?.column === name);
    return spreadWidths(chosen, fixed, paneWidth - numberWidth);
  }, [order, columns, widths, natural, paneWidth, numberWidth, resizing]);

  // Columns that stay never take the whole pane: past their share they move with the others.
  const frozenCount = useMemo(() => {
    let width = 0;
    let count = 0;
    for (const name of frozen) {
      if (!columns.some((column) => column.name === name) || hidden.includes(name)) continue;
      width += sizes[count] ?? 0;
      if (paneWidth > 0 && width > paneWidth * FROZEN_SHARE) break;
      count += 1;
    }
    return count;
  }, [frozen, hidden, columns, sizes, paneWidth]);
  const frozenWidth = sizes.slice(0, frozenCount).reduce((sum, width) => sum + width, 0);

  // The compiler must not memoise what the virtualizer returns, and this file does not ask it to.
  // oxlint-disable-next-line react/incompatible-library
  const across = useVirtualizer({
    horizontal: true,
    count: order.length,
    getScrollElement: () => scroll.current,
    estimateSize: (at) => sizes[at] ?? MIN_WIDTH_PX,
    paddingStart: numberWidth,
    scrollPaddingStart: numberWidth + frozenWidth,
    overscan: 3,
    rangeExtractor: (range) => [
      ...Array.from({ length: frozenCount }, (_, at) => at),
      ...defaultRangeExtractor(range).filter((at) => at >= frozenCount),
    ],
  });
  useEffect(() => across.measure(), [sizes, across]);
  const items = across.getVirtualItems();
  const totalWidth = across.getTotalSize();
  const drawKey = items.map((item) => `${item.index}:${item.start}:${item.size}`).join(',');
  const drawn = useMemo<DrawnColumn[]>(
    () =>
      items.flatMap((item) => {
        const index = order[item.index];
        const column = index === undefined ? undefined : columns[index];
        if (index === undefined || column === undefined) return [];
        return [
          {
            at: item.index,
            index,
            name: column.name,
            type: column.type,
            left: item.start,
            width: item.size,
            decimals: decimals(index),
            sorted: sort.some((by) => by.column === column.name),
            frozen: item.index < frozenCount,
          },
        ];
      }),
    // `items` is made anew by every call; `drawKey` says when it differs.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [drawKey, order, columns, decimals, sort, frozenCount],
  );

  const pageKey = pagesOf(rows.first, rows.last).join(',');
  const blockKey = blocksOf(drawn.map((column) => column.index)).join(',');
  useEffect(() => {
    const read = (key: string): number[] => (key === '' ? [] : key.split(',').map(Number));
    onWanted({ pages: read(pageKey), blocks: read(blockKey) });
  }, [pageKey, blockKey, onWanted]);

  const inSight = useMemo(() => drawn.map((column) => column.name), [drawn]);
  const profiles = useProfiles(tall || asked !== null ? source : null, inSight, windows.first !== null && !windows.updating);

  // A table that has become shorter takes the active cell along.
  const active: Place = {
    row: Math.min(selection.active.row, rowCount - 1),
    col: Math.min(selection.active.col, Math.max(0, order.length - 1)),
  };
  const activeDrawn =
    (active.row === -1 || (active.row >= rows.first && active.row <= rows.last)) &&
    drawn.some((column) => column.at === active.col);

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
    if (next.active.col >= frozenCount) across.scrollToIndex(next.active.col, { align: 'auto' });
  };

  const copy = async (withHeads: boolean): Promise<void> => {
    const range = rangeOf(selection);
    const top = Math.max(0, range.top);
    const chosen = order.slice(range.left, range.right + 1);
    const most = Math.min(MAX_COPIED_ROWS, Math.max(1, Math.floor(MAX_COPIED_CELLS / Math.max(1, chosen.length))));
    const bottom = Math.min(range.bottom, top + most - 1, rowCount - 1);
    try {
      const read = await windows.read(top, bottom, chosen);
      const table: string[][] = withHeads || range.top < 0 ? [chosen.map((index) => columns[index]?.name ?? '')] : [];
      for (let row = top; row <= bottom; row += 1) {
        table.push(chosen.map((index) => plainText(valueAt(read, row, index), language)));
      }
      await navigator.clipboard.writeText(toTsv(table));
      onCopied({ cells: (bottom - top + 1) * chosen.length, cutAt: bottom < range.bottom ? bottom - top + 1 : null, failed: false });
    } catch {
      onCopied({ cells: 0, cutAt: null, failed: true });
    }
  };
  copyRef.current = (withHeads) => void copy(withHeads);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target instanceof HTMLElement && event.target.closest('[data-viewer]') !== null) return;
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.code === 'KeyC') {
      event.preventDefault();
      event.stopPropagation();
      void copy(event.shiftKey);
      return;
    }
    if (ctrl && event.code === 'KeyF' && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation();
      onSearch();
      return;
    }
    if (ctrl && event.code === 'KeyA' && rowCount > 0) {
      event.preventDefault();
      event.stopPropagation();
      setSelection({ anchor: { row: 0, col: 0 }, active: { row: rowCount - 1, col: order.length - 1 } });
      return;
    }
    if (event.key === 'Enter' && active.row >= 0 && !ctrl) {
      event.preventDefault();
      setOpened(active);
      return;
    }
    const next = moveBy({ ...selection, active }, { key: event.key, shift: event.shiftKey, ctrl }, {
      rowCount,
      colCount: order.length,
      pageRows: pageStep(rows.track),
    });
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    go(next);
  };

  const setWidth = (column: string, width: number): void =>
    onLook({ widths: { ...widths, [column]: Math.max(MIN_WIDTH_PX, Math.round(width)) } });
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
      if (Math.abs(ended.clientX - start) > 1) setWidth(column, widthAt(ended.clientX));
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', end);
  };

  const anchorRef = useRef(selection.anchor);
  anchorRef.current = selection.anchor;
  const press = useCallback((event: PointerEvent, row: number, col: number): void => {
    if (event.button !== 0) return;
    selecting.current = true;
    focusing.current = true;
    setSelection(event.shiftKey ? { anchor: anchorRef.current, active: { row, col } } : selectCell({ row, col }));
    window.addEventListener('pointerup', () => (selecting.current = false), { once: true });
  }, []);
  const hands = useMemo<RowHands>(
    () => ({
      press,
      enter: (event, row, col) => {
        if (selecting.current && event.buttons === 1) setSelection((now) => ({ anchor: now.anchor, active: { row, col } }));
      },
      open: (row, col) => setOpened({ row, col }),
    }),
    [press],
  );

  const range = rangeOf({ ...selection, active });
  const many = range.top !== range.bottom || range.left !== range.right;
  const rowNumbers: number[] = [];
  for (let row = rows.first; row <= rows.last; row += 1) rowNumbers.push(row);
  const openedIndex = opened === null ? undefined : order[opened.col];
  const openedColumn = openedIndex === undefined ? undefined : columns[openedIndex];
  const askedProfile = asked === null ? undefined : profiles.of(asked.column);

  const head = (column: DrawnColumn) => (
    <ColumnHead
      key={column.name}
      column={column}
      by={sort.find((other) => other.column === column.name)}
      left={column.frozen ? column.left - numberWidth : column.left}
      tall={tall}
      profile={tall ? profiles.of(column.name) : undefined}
      focusable={active.row === -1 && active.col === column.at}
      typeWord={typeWord(column.type)}
      resizing={resizing?.column === column.name}
      onSort={(add) => onLook({ sort: nextSort(sort, column.name, add) })}
      onFocus={() => {
        if (selection.active.row !== -1 || selection.active.col !== column.at) setSelection(selectCell({ row: -1, col: column.at }));
      }}
      onMenu={(anchor) => setAsked({ what: 'menu', column: column.name, anchor: anchor.getBoundingClientRect() })}
      onCard={(anchor) => setAsked({ what: 'card', column: column.name, anchor: anchor.getBoundingClientRect() })}
      onWidth={(width) => setWidth(column.name, width)}
      onResizeStart={(event) => startResize(event, column.name, column.width)}
      onFit={() => setWidth(column.name, natural[column.index] ?? MIN_WIDTH_PX)}
    />
  );

  return (
    <div
      ref={scroll}
      className={css.scroll}
      role="grid"
      aria-label={t('preview.grid', { title })}
      aria-rowcount={rowCount + 1}
      aria-colcount={order.length + 1}
      aria-multiselectable="true"
      aria-busy={windows.updating}
      tabIndex={activeDrawn ? -1 : 0}
      data-testid="grid"
      onKeyDown={onKeyDown}
    >
      <div className={css.table} style={{ width: totalWidth, height: headPx + rows.heightPx }} role="presentation">
        <div className={css.headRow} role="row" aria-rowindex={1} style={{ width: totalWidth, height: headPx }} data-tall={tall}>
          <div className={css.corner} role="columnheader" aria-colindex={1} aria-label={t('preview.row')} style={{ width: numberWidth, height: headPx - 1 }} />
          {frozenCount > 0 && (
            <div className={css.frozen} role="presentation" style={{ left: numberWidth, width: frozenWidth, height: headPx - 1 }}>
              {drawn.filter((column) => column.frozen).map(head)}
            </div>
          )}
          {drawn.filter((column) => !column.frozen).map(head)}
        </div>
        <div className={css.rows} role="presentation" style={{ width: totalWidth, top: headPx }}>
          {rowNumbers.map((row) => {
            const within = row >= range.top && row <= range.bottom;
            return (
              <GridRow
                key={row}
                row={row}
                top={rows.topOf(row)}
                totalWidth={totalWidth}
                numberWidth={numberWidth}
                frozenWidth={frozenWidth}
                columns={drawn}
                tiles={tiles}
                activeCol={active.row === row ? active.col : -1}
                selectedFrom={within ? range.left : -1}
                selectedTo={within ? range.right : -1}
                many={many}
                hands={hands}
              />
            );
          })}
        </div>
      </div>
      {opened !== null && openedColumn !== undefined && (
        <CellViewer
          column={openedColumn.name}
          type={openedColumn.type}
          row={opened.row}
          value={valueAt(tiles, opened.row, openedIndex ?? 0) as Json | undefined}
          onClose={() => {
            setOpened(null);
            focusing.current = true;
          }}
        />
      )}
      {asked?.what === 'menu' && (
        <ColumnMenu
          column={asked.column}
          anchor={asked.anchor}
          by={sort.find((other) => other.column === asked.column)}
          frozen={frozen.includes(asked.column)}
          hideable={order.length > 1}
          onSort={(descending) =>
            onLook({
              sort:
                descending === null
                  ? sort.filter((by) => by.column !== asked.column)
                  : [{ column: asked.column, descending }],
            })
          }
          onCard={() => setTimeout(() => setAsked({ ...asked, what: 'card' }))}
          onFreeze={(on) => onLook({ frozen: on ? [...frozen, asked.column] : frozen.filter((name) => name !== asked.column) })}
          onHide={() => onLook({ hidden: [...hidden, asked.column] })}
          onTrace={() => onTrace(asked.column)}
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.what === 'card' && askedProfile !== undefined && (
        <ColumnCard
          profile={askedProfile}
          source={source}
          anchor={asked.anchor}
          typeWord={typeWord(askedProfile.type)}
          full={profiles.full}
          onFilter={(filters: FilterBy[]) => {
            setAsked(null);
            const others = look.filter.filter((one) => one.column !== asked.column);
            onLook({ filter: [...others, ...filters] });
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}
