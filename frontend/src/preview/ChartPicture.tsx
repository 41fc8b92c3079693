import type { KeyboardEvent } from 'react';
import type { Chart, ChartPoint, FilterBy, Json } from '../api';
import { useFormat, useLanguage, useTranslation } from '../i18n';
import { cellOf, isNumericType, plainCell } from './model/format';
import { axisOf, everyLabel, placeOn } from './model/scale';
import css from './preview.module.css';
import type { ChartLook } from './store';

export interface ChartPictureProps {
  chart: Chart;
  look: ChartLook;
  width: number;
  height: number;
  onFilter: (filters: FilterBy[]) => void;
}

const LEFT = 64;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 36;
const LABEL_PX = 76;
/** Colours of several series, in the order of their size; one alone has the accent. */
const HUES = ['--c-src', '--c-agg', '--c-rows', '--c-cols', '--c-mkt', '--c-join'];

const numberOf = (value: Json): number => {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') return Number.NaN;
  const plain = Number(value);
  return Number.isNaN(plain) ? Date.parse(value.length === 10 ? `${value}T00:00:00Z` : `${value}Z`) : plain;
};

/** The conditions that leave the rows of a bar. */
export function filtersOf(point: ChartPoint, chart: Chart, column: string): FilterBy[] {
  if (point.x === null) return [{ column, op: 'empty', value: null }];
  if (point.to !== null) {
    const last = chart.points.every((other) => numberOf(other.x) <= numberOf(point.x));
    return [
      { column, op: '>=', value: point.x },
      { column, op: last ? '<=' : '<', value: last ? numberOf(point.to) + Math.abs(numberOf(point.to)) * 1e-9 : point.to },
    ];
  }
  if (chart.step !== null && typeof point.x === 'string') {
    return [
      { column, op: '>=', value: point.x },
      { column, op: '<', value: nextStart(point.x, chart.step) },
    ];
  }
  return [{ column, op: '=', value: point.x }];
}

/** The first day after a period that begins on this day. */
export function nextStart(day: string, step: string): string {
  const date = new Date(`${day.slice(0, 10)}T00:00:00Z`);
  if (step === '1d') date.setUTCDate(date.getUTCDate() + 1);
  else if (step === '1w') date.setUTCDate(date.getUTCDate() + 7);
  else date.setUTCMonth(date.getUTCMonth() + (step === '1mo' ? 1 : step === '1q' ? 3 : 12));
  return date.toISOString().slice(0, 10);
}

/** The picture itself: an SVG of axes, bars, lines or dots. A bar is a button that shows its rows. */
export function ChartPicture({ chart, look, width, height, onFilter }: ChartPictureProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const format = useFormat();
  const inner = { left: LEFT, right: Math.max(LEFT + 40, width - RIGHT), top: TOP, bottom: Math.max(TOP + 40, height - BOTTOM) };
  const several = chart.series.length > 0;
  const seriesKey = (value: Json): string => JSON.stringify(value);
  const order = new Map(chart.series.map((value, index) => [seriesKey(value), index]));
  const colour = (value: Json): string => (several ? `var(${HUES[(order.get(seriesKey(value)) ?? 0) % HUES.length]})` : 'var(--accent)');
  const type = chart.step !== null ? 'date' : chart.x_type;
  const words = (value: Json): string => {
    if (value === null) return 'NULL';
    if (value === '') return t('preview.empty_text');
    const broken = typeof value === 'number' && !Number.isInteger(value);
    return plainCell(cellOf(value as Parameters<typeof cellOf>[0], broken ? 'number' : type, language, broken ? 2 : 0));
  };
  const xWords = (point: ChartPoint): string => (point.to === null ? words(point.x) : `${words(point.x)} … ${words(point.to)}`);
  const figure = (value: Json): string => (typeof value === 'number' ? format.number(value) : String(value ?? '—'));
  const said = (point: ChartPoint): string =>
    [xWords(point), ...(several ? [words(point.series)] : []), figure(point.y)].join(' · ');

  const ys = chart.points.map((point) => numberOf(point.y)).filter(Number.isFinite);
  const dated = look.kind === 'scatter' && ys.length > 0 && chart.points.some((point) => typeof point.y === 'string' && /^\d{4}-/.test(point.y));
  const yAxis = axisOf(Math.min(...ys), Math.max(...ys), Math.max(2, Math.floor((inner.bottom - inner.top) / 36)), look.kind === 'bar');
  const y = (value: Json): number => placeOn(yAxis, numberOf(value), inner.bottom, inner.top);
  const dayOf = (value: number): string => words(new Date(value).toISOString().slice(0, 10));
  const along = look.kind === 'scatter' || (look.kind === 'line' && (type === 'date' || type === 'datetime' || isNumericType(type)));

  const places = [...new Set(chart.points.map((point) => point.place))].sort((one, other) => one - other);
  const xs = chart.points.map((point) => numberOf(point.x)).filter(Number.isFinite);
  const xAxis = axisOf(Math.min(...xs), Math.max(...xs), Math.max(2, Math.floor((inner.right - inner.left) / 110)), false);
  const dates = type === 'date' || type === 'datetime';
  const span = dates ? { ...xAxis, low: Math.min(...xs), high: Math.max(...xs, Math.min(...xs) + 1) } : xAxis;
  const slot = (inner.right - inner.left) / Math.max(1, places.length);
  const at = new Map(places.map((place, index) => [place, index]));
  const x = (point: ChartPoint): number =>
    along && point.x !== null
      ? placeOn(span, numberOf(point.x), inner.left + 4, inner.right - 4)
      : inner.left + slot * ((at.get(point.place) ?? 0) + 0.5);

  const dayCount = Math.max(2, Math.min(8, Math.floor((inner.right - inner.left) / 110)));
  const dayTicks = Array.from({ length: dayCount }, (_, index) => span.low + ((span.high - span.low) * index) / (dayCount - 1));
  const tickTexts = yAxis.ticks.map((tick) => (dated ? dayOf(tick) : format.number(tick, yAxis.decimals)));
  const label = (px: number, text: string, key: string) => (
    <text
      key={key}
      className={css.chartLabel}
      x={Math.min(px, width - 4)}
      y={inner.bottom + 16}
      textAnchor={px + LABEL_PX / 2 > width ? 'end' : 'middle'}
    >
      {text.length > 14 ? `${text.slice(0, 13)}…` : text}
    </text>
  );
  const firstOf = new Map(chart.points.map((point) => [point.place, point]));
  const labels = along
    ? (dates ? dayTicks : span.ticks
      ).map((tick) => label(placeOn(span, tick, inner.left + 4, inner.right - 4), dates ? dayOf(tick) : format.number(tick, span.decimals), String(tick)))
    : places
        .filter((_, index) => index % everyLabel(places.length, LABEL_PX, inner.right - inner.left) === 0)
        .map((place) => {
          const point = firstOf.get(place);
          return point === undefined ? null : label(inner.left + slot * ((at.get(place) ?? 0) + 0.5), words(point.x), String(place));
        });

  const press = (point: ChartPoint): void => onFilter(filtersOf(point, chart, look.x));
  const onKey = (event: KeyboardEvent, point: ChartPoint): void => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      press(point);
    }
  };
  const shares = Math.max(1, chart.series.length);
  const barWidth = Math.max(1, Math.min(56, (slot * 0.78) / shares));
  const zero = y(0);
  const bySeries = new Map<string, ChartPoint[]>();
  for (const point of chart.points) {
    const key = seriesKey(point.series);
    bySeries.set(key, [...(bySeries.get(key) ?? []), point]);
  }
  const title = t(`preview.chart.title_${look.kind}`, { x: look.x, y: look.y ?? t('preview.chart.count') });
  return (
    <>
      {several && (
        <div className={css.legend}>
          {chart.series.map((value) => (
            <span key={seriesKey(value)}>
              <i style={{ background: colour(value) }} />
              {words(value)}
            </span>
          ))}
        </div>
      )}
      <svg className={css.chartSvg} width={width} height={height} role="group" aria-label={title} data-testid="chart-picture">
        {yAxis.ticks.map((tick, index) => (
          <g key={tick}>
            <line className={css.chartLine} x1={inner.left} x2={inner.right} y1={y(tick)} y2={y(tick)} />
            <text className={css.chartLabel} x={inner.left - 8} y={y(tick) + 4} textAnchor="end">
              {tickTexts[index]}
            </text>
          </g>
        ))}
        {labels}
        {look.kind === 'bar' &&
          chart.points.map((point) => {
            const value = y(point.y);
            const offset = several ? ((order.get(seriesKey(point.series)) ?? 0) - (shares - 1) / 2) * barWidth : 0;
            const words_ = said(point);
            return Number.isFinite(value) ? (
              <g
                key={`${point.place}.${seriesKey(point.series)}`}
                className={css.chartBarMark}
                role="button"
                tabIndex={0}
                aria-label={words_}
                data-testid="chart-mark"
                onClick={() => press(point)}
                onKeyDown={(event) => onKey(event, point)}
              >
                <title>{words_}</title>
                <rect className={css.chartTouch} x={x(point) + offset - barWidth / 2} y={inner.top} width={barWidth} height={inner.bottom - inner.top} />
                <rect x={x(point) + offset - barWidth / 2} y={Math.min(value, zero)} width={Math.max(1, barWidth - 1)} height={Math.max(1, Math.abs(value - zero))} fill={colour(point.series)} />
              </g>
            ) : null;
          })}
        {look.kind === 'line' &&
          [...bySeries].map(([key, points]) => {
            const drawn = points.filter((point) => Number.isFinite(y(point.y)));
            return (
              <g key={key} className={css.chartSeries}>
                <path d={drawn.map((point, index) => `${index === 0 ? 'M' : 'L'}${x(point).toFixed(1)} ${y(point.y).toFixed(1)}`).join('')} stroke={colour(points[0]?.series ?? null)} />
                {drawn.length <= 120 &&
                  drawn.map((point) => (
                    <circle key={point.place} cx={x(point)} cy={y(point.y)} r={2.5} fill={colour(point.series)} data-testid="chart-mark">
                      <title>{said(point)}</title>
                    </circle>
                  ))}
              </g>
            );
          })}
        {look.kind === 'scatter' &&
          chart.points.map((point) => (
            <circle key={point.place} className={css.chartDot} cx={x(point)} cy={y(point.y)} r={3} fill={colour(point.series)} data-testid="chart-mark">
              <title>{said(point)}</title>
            </circle>
          ))}
      </svg>
    </>
  );
}
