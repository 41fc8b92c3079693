import { memo } from 'react';
import type { PointerEvent, ReactNode } from 'react';
import { useFormat, useLanguage } from '../i18n';
import { CellText } from './Cell';
import { cellOf, isNumericType } from './model/format';
import css from './preview.module.css';
import { hasTile, valueAt } from './useWindows';
import type { Tiles } from './useWindows';

/** A column that is drawn now. */
export interface DrawnColumn {
  /** Its place among the shown columns. */
  at: number;
  /** Its place in the table. */
  index: number;
  name: string;
  type: string;
  left: number;
  width: number;
  decimals: number;
  sorted: boolean;
  frozen: boolean;
}

export interface RowHands {
  press: (event: PointerEvent, row: number, col: number) => void;
  enter: (event: PointerEvent, row: number, col: number) => void;
  open: (row: number, col: number) => void;
}

export interface GridRowProps {
  row: number;
  top: number;
  totalWidth: number;
  numberWidth: number;
  frozenWidth: number;
  columns: readonly DrawnColumn[];
  tiles: Tiles;
  /** The active cell when it is in this row, else −1. */
  activeCol: number;
  /** First and last selected place in this row; −1 when none. */
  selectedFrom: number;
  selectedTo: number;
  /** More than the one active cell is selected. */
  many: boolean;
  hands: RowHands;
}

/** One row of the grid; drawn again only when something of it has changed. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { row, top, totalWidth, numberWidth, frozenWidth, columns, tiles, activeCol, selectedFrom, selectedTo, many, hands } = props;
  const language = useLanguage();
  const format = useFormat();
  const cell = (column: DrawnColumn): ReactNode => {
    const selected = column.at >= selectedFrom && column.at <= selectedTo;
    return (
      <div
        key={column.index}
        className={css.cell}
        role="gridcell"
        aria-colindex={column.at + 2}
        aria-selected={selected}
        data-selected={selected && many}
        data-sorted={column.sorted}
        data-right={isNumericType(column.type)}
        data-place={`${row}.${column.at}`}
        data-testid={`grid-cell-${row}-${column.at}`}
        tabIndex={activeCol === column.at ? 0 : -1}
        style={{ left: column.frozen ? column.left - numberWidth : column.left, width: column.width }}
        onPointerDown={(event) => hands.press(event, row, column.at)}
        onPointerEnter={(event) => hands.enter(event, row, column.at)}
        onDoubleClick={() => hands.open(row, column.at)}
      >
        {hasTile(tiles, row, column.index) ? (
          <CellText cell={cellOf(valueAt(tiles, row, column.index), column.type, language, column.decimals)} />
        ) : (
          <span className={css.waiting} />
        )}
      </div>
    );
  };
  return (
    <div className={css.row} role="row" aria-rowindex={row + 2} style={{ top, width: totalWidth }}>
      <div className={css.rowNumber} role="rowheader" aria-colindex={1} style={{ width: numberWidth }}>
        {format.number(row + 1, 0)}
      </div>
      {frozenWidth > 0 && (
        <div className={css.frozen} role="presentation" style={{ left: numberWidth, width: frozenWidth }}>
          {columns.filter((column) => column.frozen).map(cell)}
        </div>
      )}
      {columns.filter((column) => !column.frozen).map(cell)}
    </div>
  );
});
