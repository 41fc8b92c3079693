import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { api, problemOf } from '../api';
import type { Chart, Column, FilterBy } from '../api';
import { Picker } from '../forms/widgets/Picker';
import { useFormat, useLanguage, useText, useTranslation } from '../i18n';
import { currentDocument, currentPath } from '../state';
import { Segmented, TypeGlyph } from '../ui';
import { ChartPicture } from './ChartPicture';
import { isNumericType } from './model/format';
import css from './preview.module.css';
import type { ChartLook } from './store';
import type { WindowSource } from './useWindows';

export interface ChartViewProps {
  source: WindowSource;
  columns: readonly Column[];
  look: ChartLook | null;
  typeWord: (type: string) => string;
  onLook: (chart: ChartLook) => void;
  onFilter: (filters: FilterBy[]) => void;
}

const MEASURES = ['sum', 'mean', 'median', 'min', 'max', 'distinct'] as const;
const isTime = (type: string): boolean => type === 'date' || type === 'datetime';

/** What is drawn of a table before the person has chosen: a date makes a line, a category bars. */
export function firstChart(columns: readonly Column[]): ChartLook {
  const date = columns.find((column) => isTime(column.type));
  const category = columns.find((column) => column.type === 'category' || column.type === 'text' || column.type === 'boolean');
  const x = (date ?? category ?? columns[0])?.name ?? '';
  return { kind: date === undefined ? 'bar' : 'line', x, measure: 'count', y: null, series: null };
}

/** Bars, a line or points of any output; the rows are put together by the server. */
export function ChartView({ source, columns, look, typeWord, onLook, onFilter }: ChartViewProps) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const format = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const chosen = useMemo(() => {
    const known = (name: string | null): boolean => name === null || columns.some((column) => column.name === name);
    return look !== null && known(look.x) && known(look.y) && known(look.series) ? look : firstChart(columns);
  }, [look, columns]);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const ready = chosen.x !== '' && (chosen.kind !== 'scatter' || chosen.y !== null) && (chosen.measure === 'count' || chosen.y !== null);
  const query = useQuery({
    queryKey: ['chart', currentPath(), source.node, source.port, source.version, source.filter, source.search, chosen],
    queryFn: ({ signal }) =>
      api.chart(
        {
          path: currentPath(),
          document: currentDocument(),
          node: source.node,
          port: source.port,
          kind: chosen.kind,
          x: chosen.x,
          measure: chosen.measure,
          ...(chosen.y === null ? {} : { y: chosen.y }),
          ...(chosen.series === null ? {} : { series: chosen.series }),
          ...(source.filter.length > 0 ? { filter: source.filter } : {}),
          ...(source.search.trim() !== '' ? { search: source.search } : {}),
        },
        signal,
      ),
    enabled: ready,
    staleTime: Infinity,
    gcTime: 120_000,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const chart = query.data;
  const failure = query.isError ? problemOf(query.error) : (chart?.problem ?? null);
  const options = (fits: (column: Column) => boolean) =>
    columns.filter(fits).map((column) => ({
      value: column.name,
      title: column.name,
      mark: <TypeGlyph type={column.type} language={language} word={typeWord(column.type)} />,
    }));
  const measured = (column: Column): boolean => isNumericType(column.type) || column.type === 'boolean';
  const drawable = (column: Column): boolean => isNumericType(column.type) || isTime(column.type);
  const change = (next: Partial<ChartLook>): void => onLook({ ...chosen, ...next });
  const setKind = (kind: ChartLook['kind']): void => {
    if (kind !== 'scatter') {
      const fits = chosen.y === null || columns.some((column) => column.name === chosen.y && (measured(column) || chosen.measure === 'distinct'));
      change({ kind, ...(fits ? {} : { y: null, measure: 'count' }) });
      return;
    }
    const numbers = columns.filter(drawable);
    const x = numbers.find((column) => column.name === chosen.x) ?? numbers[0];
    const y = numbers.find((column) => column.name === chosen.y && column !== x) ?? numbers.find((column) => column !== x);
    change({ kind, x: x?.name ?? chosen.x, y: y?.name ?? null, series: chosen.series });
  };
  const setMeasure = (measure: string): void => {
    if (measure === 'count') {
      change({ measure: 'count', y: null });
      return;
    }
    const of = measure as ChartLook['measure'];
    const fitting = columns.filter((column) => (of === 'distinct' ? true : measured(column)));
    change({ measure: of, y: fitting.find((column) => column.name === chosen.y)?.name ?? fitting[0]?.name ?? null });
  };
  return (
    <div className={css.chart} data-testid="chart">
      <div className={css.chartBar}>
        <Segmented
          dense
          label={t('preview.chart.kind')}
          value={chosen.kind}
          options={(['bar', 'line', 'scatter'] as const).map((kind) => ({ value: kind, title: t(`preview.chart.${kind}`), testId: `chart-${kind}` }))}
          onChange={setKind}
        />
        <label>
          <span>{t(chosen.kind === 'bar' ? 'preview.chart.by' : 'preview.chart.x')}</span>
          <Picker label={t('preview.chart.x')} value={chosen.x} placeholder={t('forms.column.choose')} searchPlaceholder={t('forms.column.search')} options={options(chosen.kind === 'scatter' ? drawable : () => true)} testId="chart-x" onChange={(x) => change({ x })} />
        </label>
        {chosen.kind !== 'scatter' && (
          <label>
            <span>{t('preview.chart.measure')}</span>
            <Picker
              label={t('preview.chart.measure')}
              value={chosen.measure}
              placeholder=""
              options={[{ value: 'count', title: t('preview.chart.count') }, ...MEASURES.map((one) => ({ value: one, title: t(`preview.chart.${one}`) }))]}
              testId="chart-measure"
              onChange={setMeasure}
            />
          </label>
        )}
        {(chosen.kind === 'scatter' || chosen.measure !== 'count') && (
          <label>
            <span>{t(chosen.kind === 'scatter' ? 'preview.chart.y' : 'preview.chart.of')}</span>
            <Picker label={t('preview.chart.y')} value={chosen.y ?? ''} placeholder={t('forms.column.choose')} searchPlaceholder={t('forms.column.search')} options={options(chosen.kind === 'scatter' ? drawable : chosen.measure === 'distinct' ? () => true : measured)} testId="chart-y" onChange={(y) => change({ y })} />
          </label>
        )}
        <label>
          <span>{t('preview.chart.series')}</span>
          <Picker label={t('preview.chart.series')} value={chosen.series ?? ''} placeholder={t('preview.chart.no_series')} searchPlaceholder={t('forms.column.search')} options={[{ value: '', title: t('preview.chart.no_series') }, ...options((column) => column.type !== 'list')]} testId="chart-series" onChange={(series) => change({ series: series === '' ? null : series })} />
        </label>
      </div>
      <div className={css.chartBox} ref={box} aria-busy={query.isFetching}>
        {!ready ? (
          <p className={css.chartNote}>{t('preview.chart.choose')}</p>
        ) : failure !== null ? (
          <p className={css.chartNote} role="alert">
            {text(failure.text)} {failure.hint === null ? '' : text(failure.hint)}
          </p>
        ) : chart === undefined ? (
          <p className={css.chartNote} role="status">
            {t('preview.loading')}
          </p>
        ) : chart.points.length === 0 ? (
          <p className={css.chartNote}>{t('preview.chart.nothing')}</p>
        ) : (
          size.width > 0 && <ChartPicture chart={chart} look={chosen} width={size.width} height={size.height} onFilter={onFilter} />
        )}
      </div>
      {chart !== undefined && failure === null && <div className={css.chartFoot}>{footWords(chart, chosen, t, format.number)}</div>}
    </div>
  );
}

/** What the picture is made of, and what it leaves out. */
function footWords(chart: Chart, look: ChartLook, t: (key: string, values?: Record<string, unknown>) => string, number: (value: number, digits?: number) => string): string {
  const parts = [
    chart.full
      ? t('preview.chart.on_all', { count: chart.rows, rows: number(chart.rows, 0) })
      : t('preview.chart.on_part', { count: chart.rows, rows: number(chart.rows, 0) }),
  ];
  if (chart.step !== null) parts.push(t(`preview.chart.step_${chart.step}`));
  if (chart.binned) parts.push(t('preview.chart.binned'));
  if (chart.rest > 0) parts.push(t('preview.chart.rest', { count: chart.rest, rows: number(chart.rest, 0) }));
  if (look.kind === 'scatter' && chart.shown !== null && chart.points.length < chart.shown) {
    parts.push(t('preview.chart.dots', { some: number(chart.points.length, 0), count: chart.shown, rows: number(chart.shown, 0) }));
  }
  return parts.join(' · ');
}

