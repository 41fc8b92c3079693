/**
 * The cells of a typed table as a spreadsheet: the grid itself holds the focus and names the active
 * cell, so that scrolling never loses the keyboard. Only the rows in sight are drawn.
 */
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { ClipboardEvent, KeyboardEvent } from 'react';
import { useLanguage, useText, useTranslation } from '../../i18n';
import type { LocalText } from '../../document';
import { TypeGlyph, classes } from '../../ui';
import {
  TYPED_KINDS,
  cellFits,
  clearRange,
  moveColumn,
  moveRow,
  parseTsv,
  rangeTsv,
  renameColumn,
  setCell,
  setKind,
  shownText,
} from '../model/typedTable';
import type { CellRange, TypedColumn, TypedKind, TypedTable } from '../model/typedTable';
import { useScope } from '../scope';
import { useDraft } from '../useDraft';
import { Picker } from './Picker';
import css from './typedGrid.module.css';

/** The active cell, and the far corner of what is selected with it. */
export interface Selection {
  row: number;
  column: number;
  toRow: number;
  toColumn: number;
}

export const rangeOf = (selection: Selection): CellRange => ({
  top: Math.min(selection.row, selection.toRow),
  left: Math.min(selection.column, selection.toColumn),
  bottom: Math.max(selection.row, selection.toRow),
  right: Math.max(selection.column, selection.toColumn),
});

export interface TypedGridProps {
  id: string;
  label: string;
  table: TypedTable;
  fixed: boolean;
  heads: Readonly<Record<string, LocalText>>;
  selection: Selection;
  /** In the large window the grid takes its height. */
  tall: boolean;
  onSelect: (selection: Selection) => void;
  onChange: (table: TypedTable) => void;
  onPaste: (cells: string[][]) => void;
}

const ROW_PX = 26;
const BLANK_COLUMNS = 3;
const BLANK_ROWS = 3;
const PAGE_ROWS = 8;
const DRAWN_BEYOND = 8;

interface Typing {
  row: number;
  column: number;
  text: string;
  /** Begun by typing over the cell: up and down leave it, as in a spreadsheet. */
  over: boolean;
}

export function TypedGrid({ id, label, table, fixed, heads, selection, tall, onSelect, onChange, onPaste }: TypedGridProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const own = useId();
  const host = useRef<HTMLDivElement>(null);
  const [typing, setTyping] = useState<Typing | null>(null);
  const [view, setView] = useState({ top: 0, rows: 24 });
  const dragging = useRef(false);
  /** Where a run of Tabs began: Enter goes back under it, as in a spreadsheet. */
  const runStart = useRef<number | null>(null);
  const word = t('forms.typed.column');

  // One column and one row more than there are stand ready to be typed into.
  const width = fixed ? table.columns.length : Math.max(BLANK_COLUMNS, table.columns.length + 1);
  const height = Math.max(table.rows.length + 1, BLANK_ROWS);
  const row = Math.min(selection.row, height - 1);
  const column = Math.min(selection.column, Math.max(0, width - 1));
  const range = rangeOf({ ...selection, row, column });
  const columns: (TypedColumn | null)[] = Array.from({ length: width }, (_, at) => table.columns[at] ?? null);

  const select = (toRow: number, toColumn: number, extend = false): void => {
    runStart.current = null;
    const r = Math.max(0, Math.min(height - 1, toRow));
    const c = Math.max(0, Math.min(width - 1, toColumn));
    onSelect(extend ? { row, column, toRow: r, toColumn: c } : { row: r, column: c, toRow: r, toColumn: c });
  };

  const latest = useRef({ typing, table, onChange, word });
  latest.current = { typing, table, onChange, word };
  // Taken out of the ref at once: the input's own farewell must not write a second time.
  const leave = (): Typing | null => {
    const left = latest.current.typing;
    latest.current.typing = null;
    setTyping(null);
    return left;
  };
  const commit = (): void => {
    if (latest.current.typing === null) return;
    const left = leave();
    if (left !== null && left.text !== shown(left.row, left.column)) onChange(setCell(table, left, left.text, word));
  };
  // A click on the canvas takes the form away before the cell loses the focus.
  useEffect(
    () => () => {
      const { typing: left, table: last, onChange: give, word: name } = latest.current;
      if (left !== null) give(setCell(last, left, left.text, name));
    },
    [],
  );
  const focusGrid = (): void => host.current?.focus({ preventScroll: true });
  const shown = (r: number, c: number): string => shownText(table.rows[r]?.[c] ?? null, table.columns[c]?.kind ?? 'text', language);

  // The active cell stays in sight when the keyboard moves it.
  useLayoutEffect(() => {
    const box = host.current;
    if (box === null) return;
    const head = box.querySelector<HTMLElement>('[data-head]')?.offsetHeight ?? 0;
    const y = row * ROW_PX;
    if (y < box.scrollTop) box.scrollTop = y;
    else if (y + ROW_PX + head > box.scrollTop + box.clientHeight) box.scrollTop = y + ROW_PX + head - box.clientHeight;
    const cell = box.querySelector<HTMLElement>('[data-active="true"]');
    if (cell === null) return;
    const corner = 30;
    if (cell.offsetLeft - corner < box.scrollLeft) box.scrollLeft = cell.offsetLeft - corner;
    else if (cell.offsetLeft + cell.offsetWidth > box.scrollLeft + box.clientWidth) box.scrollLeft = cell.offsetLeft + cell.offsetWidth - box.clientWidth;
  }, [row, column]);

  const onKey = (event: KeyboardEvent): void => {
    if (event.target !== host.current || event.nativeEvent.isComposing) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const { code, shiftKey, altKey } = event;
    const take = (): void => {
      event.preventDefault();
      event.stopPropagation();
    };
    const steps: Record<string, readonly [number, number]> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      PageUp: [-PAGE_ROWS, 0],
      PageDown: [PAGE_ROWS, 0],
    };
    const step = steps[code];
    if (step !== undefined && altKey) {
      take();
      const by = step[0] + step[1] < 0 ? -1 : 1;
      if (step[0] !== 0 && row < table.rows.length && row + by >= 0 && row + by < table.rows.length) {
        onChange(moveRow(table, row, by));
        select(row + by, column);
      } else if (step[1] !== 0 && !fixed && column + by >= 0 && column + by < table.columns.length) {
        onChange(moveColumn(table, column, by));
        select(row, column + by);
      }
    } else if (step !== undefined) {
      take();
      const far = ctrl ? Math.max(height, width) : 1;
      if (shiftKey) select(selection.toRow + step[0] * far, selection.toColumn + step[1] * far, true);
      else select(row + step[0] * far, column + step[1] * far);
    } else if (code === 'Home' || code === 'End') {
      take();
      const end = code === 'End';
      select(ctrl ? (end ? table.rows.length - 1 : 0) : row, end ? Math.max(0, table.columns.length - 1) : 0);
    } else if (code === 'Tab' && !ctrl && !altKey) {
      const next = row * width + column + (shiftKey ? -1 : 1);
      // At either end Tab goes on to the next thing on the page.
      if (next < 0 || next >= height * width) return;
      take();
      tab(next, shiftKey);
    } else if ((code === 'Enter' || code === 'NumpadEnter') && !ctrl) {
      take();
      select(row + (shiftKey ? -1 : 1), shiftKey ? column : (runStart.current ?? column));
    } else if (code === 'F2') {
      take();
      setTyping({ row, column, text: shown(row, column), over: false });
    } else if (code === 'Delete' || code === 'Backspace') {
      take();
      onChange(clearRange(table, range));
    } else if (ctrl && code === 'KeyA') {
      take();
      onSelect({ row: 0, column: 0, toRow: Math.max(0, table.rows.length - 1), toColumn: Math.max(0, table.columns.length - 1) });
    } else if (code === 'Space' && !ctrl && table.columns[column]?.kind === 'boolean') {
      take();
      const cell = table.rows[row]?.[column] ?? null;
      onChange(setCell(table, { row, column }, shownText(cell !== true, 'boolean', language), word));
    } else if (!ctrl && !altKey && event.key.length === 1) {
      take();
      setTyping({ row, column, text: event.key, over: true });
    }
  };

  const onInputKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    const { code, shiftKey } = event;
    if (code === 'Escape') {
      event.preventDefault();
      leave();
      focusGrid();
    } else if (code === 'Enter' || code === 'NumpadEnter' || (typing?.over === true && (code === 'ArrowUp' || code === 'ArrowDown'))) {
      event.preventDefault();
      commit();
      focusGrid();
      const up = code === 'ArrowUp' || (shiftKey && code !== 'ArrowDown');
      const under = up || code === 'ArrowDown' ? column : (runStart.current ?? column);
      runStart.current = null;
      goTo(Math.max(0, row + (up ? -1 : 1)), under);
    } else if (code === 'Tab') {
      event.preventDefault();
      commit();
      focusGrid();
      const next = row * width + column + (shiftKey ? -1 : 1);
      if (next >= 0) tab(next, shiftKey);
    }
  };
  // After a commit there may be one row more than this drawing knows: nothing is cut here.
  const goTo = (r: number, c: number): void => onSelect({ row: r, column: c, toRow: r, toColumn: c });
  const tab = (place: number, back: boolean): void => {
    if (back) runStart.current = null;
    else runStart.current ??= column;
    goTo(Math.floor(place / width), place % width);
  };

  const onCopy = (event: ClipboardEvent): void => {
    if (event.target !== host.current) return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', rangeTsv(table, range, language));
    if (event.type === 'cut') onChange(clearRange(table, range));
  };
  const onPasted = (event: ClipboardEvent): void => {
    if (event.target !== host.current) return;
    const cells = parseTsv(event.clipboardData.getData('text/plain'));
    if (cells.length === 0) return;
    event.preventDefault();
    onPaste(cells);
  };

  const first = Math.max(0, Math.floor(view.top / ROW_PX) - DRAWN_BEYOND);
  const last = Math.min(height, Math.ceil(view.top / ROW_PX) + view.rows + DRAWN_BEYOND);
  const template = `30px ${columns.map((one, at) => `${columnPx(table, at, one)}px`).join(' ')} minmax(0, 1fr)`;
  const dim = (r: number, c: number): boolean => r >= range.top && r <= range.bottom && c >= range.left && c <= range.right;
  return (
    <div
      ref={host}
      id={id}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={height}
      aria-colcount={width}
      aria-multiselectable
      aria-activedescendant={typing === null ? `${own}-${row}-${column}` : undefined}
      className={classes(css.grid, tall && css.tall)}
      data-testid="typed-grid"
      onKeyDown={onKey}
      onCopy={onCopy}
      onCut={onCopy}
      onPaste={onPasted}
      onScroll={(event) => setView({ top: event.currentTarget.scrollTop, rows: Math.ceil(event.currentTarget.clientHeight / ROW_PX) })}
      onPointerUp={() => {
        dragging.current = false;
      }}
    >
      <div role="row" className={css.head} data-head style={{ gridTemplateColumns: template }}>
        <span className={css.corner} role="columnheader" aria-label={t('forms.typed.number')} />
        {columns.map((one, at) => (
          <Head
            key={at}
            column={one}
            number={at + 1}
            fixed={fixed}
            head={one === null ? undefined : heads[one.name]}
            repeated={one !== null && table.columns.some((other, place) => place !== at && other.name === one.name)}
            onName={(name) => onChange(renameColumn(table, at, name))}
            onKind={(kind) => onChange(setKind(table, at, kind))}
          />
        ))}
        <span />
      </div>
      <div style={{ height: first * ROW_PX }} />
      {Array.from({ length: last - first }, (_, index) => {
        const r = first + index;
        return (
          <div key={r} role="row" aria-rowindex={r + 1} className={css.row} data-blank={r >= table.rows.length} style={{ gridTemplateColumns: template }}>
            <span
              role="rowheader"
              className={css.number}
              title={t('forms.typed.select_row', { number: r + 1 })}
              onPointerDown={() => {
                commit();
                onSelect({ row: r, column: 0, toRow: r, toColumn: width - 1 });
              }}
            >
              {r < table.rows.length ? r + 1 : ''}
            </span>
            {columns.map((one, c) => {
              const active = r === row && c === column;
              const edited = typing !== null && typing.row === r && typing.column === c;
              const fits = one === null || cellFits(table.rows[r]?.[c] ?? null, one.kind);
              return (
                <span
                  key={c}
                  id={`${own}-${r}-${c}`}
                  role="gridcell"
                  aria-colindex={c + 1}
                  aria-selected={dim(r, c)}
                  aria-invalid={!fits}
                  className={css.cell}
                  data-active={active}
                  data-selected={dim(r, c)}
                  data-invalid={!fits}
                  data-kind={one?.kind ?? 'text'}
                  title={fits ? undefined : t('forms.typed.unfit')}
                  tabIndex={-1}
                  onMouseDown={(event) => {
                    // The grid keeps the focus; a cell is only its active place.
                    if (edited) return;
                    event.preventDefault();
                    focusGrid();
                  }}
                  onPointerDown={(event) => {
                    if (edited || event.button !== 0) return;
                    commit();
                    dragging.current = true;
                    select(r, c, event.shiftKey);
                  }}
                  onPointerEnter={() => {
                    if (dragging.current) select(r, c, true);
                  }}
                  onDoubleClick={() => setTyping({ row: r, column: c, text: shown(r, c), over: false })}
                >
                  {edited ? (
                    <input
                      ref={(element) => {
                        if (element !== null && document.activeElement !== element) {
                          element.focus({ preventScroll: true });
                          element.setSelectionRange(element.value.length, element.value.length);
                        }
                      }}
                      type="text"
                      autoComplete="off"
                      spellCheck={false}
                      className={css.input}
                      aria-label={t('forms.typed.cell', { row: r + 1, column: one?.name ?? c + 1 })}
                      value={typing.text}
                      onChange={(event) => setTyping({ ...typing, text: event.currentTarget.value })}
                      onKeyDown={onInputKey}
                      onBlur={commit}
                    />
                  ) : (
                    shown(r, c)
                  )}
                </span>
              );
            })}
            <span />
          </div>
        );
      })}
      <div style={{ height: (height - last) * ROW_PX }} />
    </div>
  );
}

const LETTER_PX = 7;
/** The sign of the kind and the paddings of a head. */
const HEAD_PX = 78;

function columnPx(table: TypedTable, at: number, column: TypedColumn | null): number {
  let letters = 0;
  for (const row of table.rows.slice(0, 60)) letters = Math.max(letters, String(row[at] ?? '').length + 2);
  return Math.max(84, Math.min(240, Math.max(letters * LETTER_PX, (column?.name.length ?? 0) * LETTER_PX + HEAD_PX)));
}

interface HeadProps {
  column: TypedColumn | null;
  number: number;
  fixed: boolean;
  head: LocalText | undefined;
  repeated: boolean;
  onName: (name: string) => void;
  onKind: (kind: TypedKind) => void;
}

function Head({ column, number, fixed, head, repeated, onName, onKind }: HeadProps) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const scope = useScope();
  const name = column === null ? t('forms.typed.column_number', { number }) : (text(head) || column.name);
  const draft = useDraft(column?.name ?? '', (typed) => onName(typed.trim()));
  if (column === null || fixed) {
    return (
      <span role="columnheader" className={css.headCell} data-blank={column === null}>
        {column !== null && <TypeGlyph type={column.kind} language={language} word={scope.typeWord(column.kind)} />}
        <span className={css.headName} title={name}>
          {name}
        </span>
      </span>
    );
  }
  return (
    <span role="columnheader" className={css.headCell}>
      <span className={css.kind}>
        <Picker
          label={t('forms.typed.kind', { name })}
          value={column.kind}
          placeholder=""
          markOnly
          options={TYPED_KINDS.map((kind) => ({
            value: kind,
            title: scope.typeWord(kind),
            mark: <TypeGlyph type={kind} language={language} word={scope.typeWord(kind)} />,
          }))}
          onChange={(kind) => onKind(kind as TypedKind)}
        />
      </span>
      <input
        type="text"
        autoComplete="off"
        spellCheck={false}
        className={css.nameInput}
        aria-label={t('forms.typed.name', { number })}
        aria-invalid={repeated || column.name === ''}
        title={repeated ? t('forms.typed.repeated') : column.name}
        {...draft.inputProps}
      />
    </span>
  );
}
