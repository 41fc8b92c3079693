import { useId, useState } from 'react';
import { useLanguage, useText, useTranslation } from '../../i18n';
import { Button, Icon, IconButton, TypeGlyph } from '../../ui';
import type { Json } from '../../document';
import css from '../forms.module.css';
import { Messages } from '../Messages';
import { searchColumns } from '../model/columns';
import { moveRow, rowKept, rowValue, setOverride, tableRows, tableShape, unlistedKept } from '../model/columnsTable';
import type { TableRow, TableShape } from '../model/columnsTable';
import { problemsWithin } from '../model/problems';
import type { Field } from '../model/schema';
import { fieldsOf, getAt, resolve } from '../model/schema';
import { dotted, useScope } from '../scope';
import type { WidgetProps } from '../scope';
import { useDraft } from '../useDraft';
import { ChoiceWidget } from './ChoiceWidget';
import { DtypeWidget } from './ValueWidget';

const DRAGGED = 'application/x-kanva-column';

/** The incoming columns as a table: which go on, under what name, as what type. */
export function ColumnsTableWidget({ path, field, value, label, inputId, describedBy, onChange }: WidgetProps) {
  const { t } = useTranslation();
  const scope = useScope();
  const [query, setQuery] = useState('');
  const itemSchema = resolve(field.schema.items ?? {}, scope.root).schema;
  const shape = tableShape(itemSchema, scope.root);
  const overrides = Array.isArray(value) ? value : [];
  const columns = scope.columns(field.ui.port);
  if (shape === null) return <div className={css.message}>{t('forms.unknown_widget')}</div>;
  const rows = tableRows(columns ?? [], overrides, shape);
  const shown = searchColumns(
    rows.map((row) => ({ name: row.column, row })),
    query,
  ).map(({ row }) => row);
  const { keep } = shape;
  const parent = getAt(scope.values, path.slice(0, -1));
  const siblings = typeof parent === 'object' && parent !== null && !Array.isArray(parent) ? parent : scope.values;
  const unlisted = unlistedKept(siblings, path.length === 1 ? fieldsOf(scope.root, scope.root) : []);
  const keptRows = rows.filter((row) => rowKept(row, shape, scope.root, unlisted));
  const move = (column: string, step: -1 | 1): void => {
    const from = rows.findIndex((row) => row.column === column && !row.missing);
    const to = from + step;
    if (from === -1 || rows[to] === undefined || rows[to].missing) return;
    onChange(moveRow({ rows, from, to, shape, unlisted }));
  };
  const set = (row: TableRow, part: Field, next: Json): void =>
    onChange(setOverride({ columns: columns ?? [], overrides, row, field: part, value: next, shape }));
  const setAll = (kept: boolean): void => {
    if (keep === null) return;
    let next: Json[] = overrides;
    for (const { column } of shown) {
      const row = tableRows(columns ?? [], next, shape).find((other) => other.column === column);
      if (row !== undefined && rowKept(row, shape, scope.root, unlisted) !== kept) next = setOverride({ columns: columns ?? [], overrides: next, row, field: keep, value: kept, shape });
    }
    onChange(next);
  };
  return (
    <div id={inputId} role="group" aria-label={label} aria-describedby={describedBy}>
      {rows.length > 7 && (
        <div className={css.tableTools}>
          <div className={css.tableSearch}>
            <Icon name="search" size={14} />
            <input
              type="text"
              className={css.input}
              value={query}
              aria-label={t('forms.table.search')}
              placeholder={t('forms.table.search')}
              onChange={(event) => setQuery(event.currentTarget.value)}
            />
          </div>
        </div>
      )}
      {keep !== null && rows.length > 0 && (
        <div className={css.tableTools}>
          <Button dense look="quiet" onClick={() => setAll(true)}>
            {t('forms.table.keep_all')}
          </Button>
          <Button dense look="quiet" onClick={() => setAll(false)}>
            {t('forms.table.keep_none')}
          </Button>
          <span className={css.sectionFact}>{t('forms.table.kept', { kept: keptRows.length, total: rows.length })}</span>
        </div>
      )}
      {rows.length === 0 ? (
        <div className={css.quietNote}>
          {t(scope.connected(field.ui.port) ? 'forms.column.no_schema' : 'forms.column.no_input')}
        </div>
      ) : (
        <table className={css.columnsTable}>
          <colgroup>
            {keep !== null && <col style={{ width: 22 }} />}
            {shape.dtype !== null && <col style={{ width: 42 }} />}
            <col />
            {shape.rename !== null && <col style={{ width: '44%' }} />}
            {rows.some((row) => row.missing) && <col style={{ width: 26 }} />}
          </colgroup>
          <thead>
            <tr>
              {keep !== null && <th aria-label={t('forms.table.keep_all')} />}
              {shape.dtype !== null && <th scope="col">{t('forms.table.type_head')}</th>}
              <th scope="col">{t('forms.table.column')}</th>
              {shape.rename !== null && <th scope="col">{t('forms.table.name_head')}</th>}
              {rows.some((row) => row.missing) && <th />}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <TableLine
                key={`${row.column}.${row.missing}`}
                row={row}
                shape={shape}
                path={path}
                kept={rowKept(row, shape, scope.root, unlisted)}
                spare={rows.some((other) => other.missing)}
                onMove={(step) => move(row.column, step)}
                onDropped={(column) => {
                  const from = rows.findIndex((other) => other.column === column && !other.missing);
                  const to = rows.indexOf(row);
                  if (from !== -1 && from !== to && !row.missing) onChange(moveRow({ rows, from, to, shape, unlisted }));
                }}
                onSet={(part, next) => set(row, part, next)}
                onForget={() => onChange(overrides.filter((_, index) => index !== row.index))}
              />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

interface TableLineProps {
  row: TableRow;
  shape: TableShape;
  path: WidgetProps['path'];
  kept: boolean;
  spare: boolean;
  onMove: (step: -1 | 1) => void;
  onDropped: (column: string) => void;
  onSet: (part: Field, value: Json) => void;
  onForget: () => void;
}

function TableLine({ row, shape, path, kept, spare, onMove, onDropped, onSet, onForget }: TableLineProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const scope = useScope();
  const id = useId();
  const name = row.column;
  const problems = row.index === null ? [] : problemsWithin(scope.problems, dotted([...path, row.index]));
  const width = 1 + Number(shape.keep !== null) + Number(shape.rename !== null) + Number(shape.dtype !== null) + Number(spare);
  const dtypeProps = shape.dtype === null ? null : {
    path: [...path, row.index ?? 0, shape.dtype.key],
    field: shape.dtype,
    value: rowValue(row, shape.dtype, scope.root),
    label: t('forms.table.type', { name }),
    inputId: `${id}-type`,
    invalid: false,
    onChange: (next: Json) => shape.dtype !== null && onSet(shape.dtype, next),
  };
  return (
    <>
      <tr
        data-kept={kept}
        data-missing={row.missing}
        onDragOver={(event) => {
          if (event.dataTransfer.types.includes(DRAGGED)) event.preventDefault();
        }}
        onDrop={(event) => {
          const column = event.dataTransfer.getData(DRAGGED);
          if (column === '') return;
          event.preventDefault();
          onDropped(column);
        }}
        onKeyDown={(event) => {
          if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
          event.preventDefault();
          onMove(event.key === 'ArrowUp' ? -1 : 1);
        }}
      >
        {shape.keep !== null && (
          <td>
            <input
              type="checkbox"
              className={css.checkbox}
              checked={kept}
              aria-label={t('forms.table.keep', { name })}
              onChange={(event) => shape.keep !== null && onSet(shape.keep, event.currentTarget.checked)}
            />
          </td>
        )}
        {dtypeProps !== null && shape.dtype !== null && (
          <td data-changed={dtypeProps.value !== '' && dtypeProps.value !== null}>
            {shape.dtype.widget === 'dtype' ? <DtypeWidget {...dtypeProps} compactFor={row.type} /> : <ChoiceWidget {...dtypeProps} />}
          </td>
        )}
        <td>
          <span
            className={css.tableName}
            title={row.missing ? t('forms.column.missing', { name }) : t('forms.table.move', { name })}
            draggable={!row.missing}
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move';
              event.dataTransfer.setData(DRAGGED, name);
            }}
          >
            {row.type !== null && shape.dtype === null && <TypeGlyph type={row.type} language={language} word={scope.typeWord(row.type)} />}
            <span className={css.chipName}>{name}</span>
          </span>
        </td>
        {shape.rename !== null && (
          <td>
            <RenameInput
              value={String(rowValue(row, shape.rename, scope.root) ?? '')}
              label={t('forms.table.name', { name })}
              placeholder={name}
              disabled={!kept}
              onChange={(next) => shape.rename !== null && onSet(shape.rename, next)}
            />
          </td>
        )}
        {spare && (
          <td>
            {row.missing && (
              <IconButton dense icon="cross" size={12} label={t('forms.table.forget', { name })} onClick={onForget} />
            )}
          </td>
        )}
      </tr>
      {problems.length > 0 && (
        <tr>
          <td colSpan={width}>
            <Messages problems={problems} title={name} />
          </td>
        </tr>
      )}
    </>
  );
}

interface RenameInputProps {
  value: string;
  label: string;
  placeholder: string;
  disabled: boolean;
  onChange: (value: string) => void;
}

function RenameInput({ value, label, placeholder, disabled, onChange }: RenameInputProps) {
  const text = useText();
  const draft = useDraft(value, onChange);
  return (
    <input
      type="text"
      className={css.input}
      autoComplete="off"
      spellCheck={false}
      aria-label={label}
      placeholder={text(placeholder)}
      disabled={disabled}
      {...draft.inputProps}
    />
  );
}
