import { Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { api } from '../../api';
import { parseEnd } from '../../document';
import type { Json } from '../../document';
import { useFormat, useLanguage, useText, useTranslation } from '../../i18n';
import { CellText } from '../../preview/Cell';
import { cellOf } from '../../preview/model/format';
import { currentDocument, currentPath, useDocument, useNodeAnalysis } from '../../state';
import { Icon } from '../../ui';
import css from '../forms.module.css';
import { useScope } from '../scope';

export interface OfferedValuesProps {
  column: string;
  type: string;
  port: string | undefined;
  label: string;
  /** Several values are taken one after another; the list stays open. */
  many: boolean;
  chosen: readonly Json[];
  onPick: (value: Json) => void;
}

/** The values a column really has, with how many rows hold each: picked instead of typed. */
export function OfferedValues(props: OfferedValuesProps) {
  const { t } = useTranslation();
  const scope = useScope();
  const [open, setOpen] = useState(false);
  const from = useDocument((document) => document.edges.find((edge) => edge.to === `${scope.nodeId}.${props.port ?? 'rows'}`)?.from ?? null);
  if (from === null || props.column === '') return null;
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={css.offer}
          aria-label={t('forms.values.open', { column: props.column })}
          title={t('forms.values.open', { column: props.column })}
          aria-expanded={open}
          data-testid="offer-values"
          onClick={() => setOpen(!open)}
        >
          <Icon name="chevronDown" size={12} />
        </button>
      </Popover.Target>
      <Popover.Dropdown p={4} className={css.dropdown}>
        {open && (
          <ValueList
            {...props}
            from={from}
            onPick={(value) => {
              props.onPick(value);
              if (!props.many) setOpen(false);
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function ValueList({ column, type, from, many, chosen, onPick }: OfferedValuesProps & { from: string }) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const format = useFormat();
  const [typed, setTyped] = useState('');
  const sought = useDeferredValue(typed.trim());
  const end = parseEnd(from);
  const key = useNodeAnalysis(end.node)?.key ?? null;
  const query = useQuery({
    queryKey: ['values', currentPath(), end.node, end.port, key, column, sought],
    queryFn: ({ signal }) =>
      api.values(
        { path: currentPath(), document: currentDocument(), node: end.node, port: end.port, column, limit: 50, ...(sought === '' ? {} : { sought }) },
        signal,
      ),
    staleTime: 30_000,
    retry: false,
  });
  const found = query.data;
  const values = (found?.values ?? []).filter((one) => one.value !== null && typeof one.value !== 'object');
  return (
    <div data-testid="offered-values">
      <div className={css.tableSearch}>
        <Icon name="search" size={14} />
        <input type="text" className={css.input} data-autofocus value={typed} aria-label={t('forms.values.search')} placeholder={t('forms.values.search')} onChange={(event) => setTyped(event.currentTarget.value)} />
      </div>
      <div className={css.dropScroll} role="group" aria-label={t('forms.values.open', { column })} aria-busy={query.isFetching}>
        {values.map((one, index) => (
          <button key={index} type="button" className={css.offered} aria-pressed={many ? chosen.includes(one.value) : undefined} onClick={() => onPick(one.value)}>
            {many && <Icon name={chosen.includes(one.value) ? 'check' : 'plus'} size={12} />}
            <span className={css.grow}>
              <CellText cell={cellOf(one.value as Parameters<typeof cellOf>[0], type, language, typeof one.value === 'number' && !Number.isInteger(one.value) ? 2 : 0)} />
            </span>
            <span className={css.offeredCount}>{format.number(one.count, 0)}</span>
          </button>
        ))}
        {found?.problem != null && <div className={css.dropEmpty}>{text(found.problem.text)}</div>}
        {found !== undefined && found.problem === null && values.length === 0 && <div className={css.dropEmpty}>{t('forms.values.none')}</div>}
        {found?.more === true && <div className={css.dropEmpty}>{t('forms.values.more')}</div>}
        {found !== undefined && !found.full && found.problem === null && <div className={css.dropEmpty}>{t('forms.values.part')}</div>}
        {query.isLoading && <div className={css.dropEmpty}>{t('forms.values.loading')}</div>}
      </div>
    </div>
  );
}
