/** A small table typed or pasted by hand: its tools, its grid, and the large window for it. */
import { Menu, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '../../i18n';
import type { Json } from '../../document';
import { Button, Icon, IconButton } from '../../ui';
import {
  MOST_ROWS,
  headFromRow,
  headToRow,
  insertColumn,
  insertRow,
  isBlank,
  looksLikeHeader,
  pasteAt,
  readTable,
  removeColumns,
  removeRows,
  tableFrom,
} from '../model/typedTable';
import type { TypedTable } from '../model/typedTable';
import { useScope } from '../scope';
import type { WidgetProps } from '../scope';
import { TypedGrid, rangeOf } from './TypedGrid';
import type { Selection } from './TypedGrid';
import grid from './typedGrid.module.css';

const stored = (table: TypedTable): Json => ({ columns: table.columns.map((column) => ({ ...column })), rows: table.rows });

export function TypedTableWidget(props: WidgetProps) {
  const { t } = useTranslation();
  const { nodeTitle } = useScope();
  const [large, setLarge] = useState(false);
  return (
    <>
      {!large && <Editor {...props} onLarge={() => setLarge(true)} />}
      {large && (
        <Modal opened onClose={() => setLarge(false)} title={`${nodeTitle}: ${props.label}`} size="92%" closeButtonProps={{ 'aria-label': t('shell.close') }}>
          <Editor {...props} />
        </Modal>
      )}
    </>
  );
}

function Editor({ field, value, label, inputId, describedBy, onChange, onLarge }: WidgetProps & { onLarge?: () => void }) {
  const { t } = useTranslation();
  const [selection, setSelection] = useState<Selection>({ row: 0, column: 0, toRow: 0, toColumn: 0 });
  const [pasted, setPasted] = useState<{ cells: string[][]; header: boolean; made: string } | null>(null);
  const [refused, setRefused] = useState(false);
  const table = readTable(value);
  const fixed = field.ui.fixed === true;
  const word = t('forms.typed.column');
  const give = (next: TypedTable): void => {
    setRefused(false);
    if (next !== table) onChange(stored(next));
  };
  const range = rangeOf(selection);
  const takePasted = (cells: string[][], header: boolean): void => {
    const next = tableFrom(cells, header, word);
    setPasted({ cells, header, made: JSON.stringify(stored(next)) });
    give(next);
  };
  const paste = (cells: string[][]): void => {
    if (selection.row + cells.length > MOST_ROWS) {
      setRefused(true);
      return;
    }
    const whole = !fixed && isBlank(table) && selection.row === 0 && selection.column === 0;
    if (whole && cells.length * (cells[0]?.length ?? 0) > 1) takePasted(cells, looksLikeHeader(cells));
    else give(pasteAt(table, selection, cells, word, fixed));
  };
  const offered = pasted !== null && pasted.cells.length > 1 && pasted.made === JSON.stringify(stored(table));
  return (
    <div role="group" aria-label={label} aria-describedby={describedBy} data-testid="typed-table">
      <div className={grid.tools}>
        <Button dense look="quiet" icon="plus" onClick={() => give(insertRow(table, Math.min(range.bottom + 1, table.rows.length)))} disabled={table.columns.length === 0}>
          {t('forms.typed.row')}
        </Button>
        <IconButton
          dense
          icon="minus"
          label={t('forms.typed.remove_rows')}
          disabled={range.top >= table.rows.length}
          onClick={() => give(removeRows(table, range.top, range.bottom))}
        />
        {!fixed && (
          <>
            <Button dense look="quiet" icon="plus" onClick={() => give(insertColumn(table, table.columns.length === 0 ? 0 : Math.min(range.right + 1, table.columns.length), word))}>
              {t('forms.typed.column')}
            </Button>
            <IconButton
              dense
              icon="minus"
              label={t('forms.typed.remove_columns')}
              disabled={range.left >= table.columns.length}
              onClick={() => give(removeColumns(table, range.left, range.right))}
            />
          </>
        )}
        <span className={grid.push} />
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <IconButton dense icon="dots" label={t('forms.typed.more')} />
          </Menu.Target>
          <Menu.Dropdown>
            {!fixed && (
              <>
                <Menu.Item leftSection={<Icon name="arrowUp" size={14} />} disabled={table.rows.length === 0} onClick={() => give(headFromRow(table, word))}>
                  {t('forms.typed.names_from_row')}
                </Menu.Item>
                <Menu.Item leftSection={<Icon name="arrowDown" size={14} />} disabled={table.columns.length === 0} onClick={() => give(headToRow(table, word))}>
                  {t('forms.typed.names_to_row')}
                </Menu.Item>
              </>
            )}
            <Menu.Item
              leftSection={<Icon name="trash" size={14} />}
              disabled={table.rows.length === 0 && (fixed || table.columns.length === 0)}
              onClick={() => give({ columns: fixed ? table.columns : [], rows: [] })}
            >
              {t('forms.typed.clear')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        {onLarge !== undefined && <IconButton dense icon="fit" label={t('forms.typed.large')} onClick={onLarge} />}
      </div>
      {offered && (
        <div className={grid.offer} role="status">
          <span>{t(pasted.header ? 'forms.typed.header_taken' : 'forms.typed.header_not_taken')}</span>
          <Button dense look="quiet" onClick={() => takePasted(pasted.cells, !pasted.header)}>
            {t(pasted.header ? 'forms.typed.header_undo' : 'forms.typed.header_take')}
          </Button>
        </div>
      )}
      {refused && (
        <div className={grid.refused} role="alert">
          {t('forms.typed.too_long', { most: MOST_ROWS })}
        </div>
      )}
      <TypedGrid
        id={inputId}
        label={label}
        table={table}
        fixed={fixed}
        heads={field.ui.heads ?? {}}
        selection={selection}
        tall={onLarge === undefined}
        onSelect={setSelection}
        onChange={give}
        onPaste={paste}
      />
      <div className={grid.foot}>{t(table.columns.length === 0 ? 'forms.typed.hint_empty' : 'forms.typed.hint')}</div>
    </div>
  );
}
