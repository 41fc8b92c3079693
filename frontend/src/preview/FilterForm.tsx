import { Popover } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Column, FilterBy, Json } from '../api';
import { useLanguage, useTranslation } from '../i18n';
import { valueFamily } from '../forms/model/conditions';
import { ConditionValue } from '../forms/widgets/ConditionValue';
import { Picker } from '../forms/widgets/Picker';
import { Button, Icon, TypeGlyph } from '../ui';
import { filterOps, opTakesValue } from './model/filters';
import css from './preview.module.css';

export interface FilterFormProps {
  columns: readonly Column[];
  typeWord: (type: string) => string;
  onAdd: (filter: FilterBy) => void;
}

/** «Filter»: a column, a comparison, a value. It only changes what is shown, never the flow. */
export function FilterButton(props: FilterFormProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  // The lists of the form hang in portals of their own: a click in one of them is no click outside.
  useEffect(() => {
    if (!open) return undefined;
    const outside = (event: MouseEvent): void => {
      if (event.target instanceof Element && event.target.closest('[data-portal], [data-testid="preview-filter"]') === null) {
        setOpen(false);
      }
    };
    document.addEventListener('mousedown', outside, true);
    return () => document.removeEventListener('mousedown', outside, true);
  }, [open]);
  return (
    <Popover opened={open} onChange={setOpen} position="top-start" withinPortal trapFocus returnFocus closeOnClickOutside={false}>
      <Popover.Target>
        <Button
          dense
          look="quiet"
          icon="filter"
          className={css.filterButton}
          aria-expanded={open}
          aria-label={t('preview.filter')}
          disabled={props.columns.length === 0}
          data-testid="preview-filter"
          onClick={() => setOpen(!open)}
        >
          <span className={css.filterWord}>{t('preview.filter')}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        {open && (
          <FilterForm
            {...props}
            onAdd={(filter) => {
              setOpen(false);
              props.onAdd(filter);
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function FilterForm({ columns, typeWord, onAdd }: FilterFormProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [name, setName] = useState('');
  const [op, setOp] = useState<string>('');
  const [value, setValue] = useState<Json>(null);
  const column = columns.find((other) => other.name === name);
  const ops = filterOps(column?.type ?? 'text');
  const current = (ops as readonly string[]).includes(op) ? op : (ops[0] ?? '=');
  const takes = opTakesValue(current);
  const ready = column !== undefined && (!takes || (value !== null && value !== ''));
  const submit = (typed: Json = value): void => {
    if (column === undefined || (takes && (typed === null || typed === ''))) return;
    onAdd({ column: column.name, op: current, value: takes ? typed : null });
  };
  return (
    <div
      className={css.filterForm}
      role="presentation"
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement) || event.target.type !== 'text') return;
        // The value is stored by this same key a moment earlier.
        requestAnimationFrame(() => document.querySelector<HTMLButtonElement>('[data-testid="filter-apply"]')?.click());
      }}
    >
      <div data-autofocus tabIndex={-1} style={{ outline: 'none' }}>
        <label>{t('preview.filter_column')}</label>
        <Picker
          label={t('preview.filter_column')}
          value={name}
          placeholder={t('forms.column.choose')}
          searchPlaceholder={t('preview.filter_search_column')}
          options={columns.map((other) => ({
            value: other.name,
            title: other.name,
            mark: <TypeGlyph type={other.type} language={language} word={typeWord(other.type)} />,
          }))}
          onChange={(next) => {
            setName(next);
            setValue(null);
          }}
        />
      </div>
      <div>
        <label>{t('preview.filter_op')}</label>
        <Picker
          label={t('preview.filter_op')}
          value={current}
          placeholder=""
          options={ops.map((other) => ({ value: other, title: t(`preview.ops.${other}`) }))}
          onChange={setOp}
        />
      </div>
      {takes && (
        <div>
          <label>{t('preview.filter_value')}</label>
          <ConditionValue
            key={name}
            family={valueFamily(column?.type ?? 'text')}
            value={value}
            label={t('preview.filter_value')}
            invalid={false}
            onChange={setValue}
          />
        </div>
      )}
      <Button data-testid="filter-apply" aria-disabled={!ready} onClick={() => submit()}>
        <Icon name="filter" />
        {t('preview.filter_apply')}
      </Button>
    </div>
  );
}
