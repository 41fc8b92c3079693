import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Fragment, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { api, problemOf } from '../api';
import type { FilterBy, MatrixData, Problem } from '../api';
import { useLanguage, useText, useTranslation } from '../i18n';
import { sameFilter, setLook, useLook } from '../preview/store';
import { currentDocument, currentPath, selectPort, startRun, useNodeAnalysis, useRunState } from '../state';
import { Button, classes } from '../ui';
import { heatStep } from './heat';
import { formatMeasure, formatWhole, shareOf } from './measures';
import css from './views.module.css';

/** A title that goes on a line: `Доля` is `доля` there. */
const inLine = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);

/** The answer may carry the reason why there is nothing to draw. */
type Picture = MatrixData & { problem?: Problem | null };

const HEAT = [css.h1, css.h2, css.h3, css.h4, css.h5];

/** The segments of a node as a grid of numbers; a click shows a segment's rows in the pane below. */
export function MatrixView({ nodeId }: { nodeId: string }) {
  const { t } = useTranslation();
  const text = useText();
  const analysis = useNodeAnalysis(nodeId);
  const { active } = useRunState();
  const ready = analysis !== undefined && analysis.state !== 'unconfigured' && analysis.state !== 'error';
  const version = `${analysis?.key ?? ''}/${analysis?.state ?? ''}/${JSON.stringify(analysis?.rows ?? null)}`;
  const query = useQuery({
    queryKey: ['view', currentPath(), nodeId, version],
    queryFn: ({ signal }) => api.view(currentPath(), currentDocument(), nodeId, signal) as Promise<Picture>,
    enabled: ready,
    staleTime: Infinity,
    gcTime: 120_000,
    placeholderData: (before, beforeQuery) =>
      beforeQuery?.queryKey[1] === currentPath() && beforeQuery.queryKey[2] === nodeId ? keepPreviousData(before) : undefined,
    retry: false,
  });

  const failure = query.isError ? problemOf(query.error) : (query.data?.problem ?? null);
  if (query.data !== undefined && ready && failure === null) {
    return <Matrix nodeId={nodeId} data={query.data} old={query.isPlaceholderData} />;
  }
  return (
    <section className={css.section} aria-label={t('views.matrix')} data-testid="matrix">
      <div className={css.state} role="status">
        {ready && failure !== null ? (
          <>
            <span className={failure.severity === 'error' ? css.bad : undefined}>{text(failure.text)}</span>
            {failure.hint !== null && <span>{text(failure.hint)}</span>}
            <Button dense icon="play" disabled={active} onClick={() => void startRun([nodeId])}>
              {t('views.run_here')}
            </Button>
          </>
        ) : (
          <span>{t(ready ? 'views.loading' : 'views.needs_settings')}</span>
        )}
      </div>
    </section>
  );
}

function Matrix({ nodeId, data, old }: { nodeId: string; data: MatrixData; old: boolean }) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const analysis = useNodeAnalysis(nodeId);
  const box = useRef<HTMLDivElement>(null);
  const filterOf = data.cells.flat()[0]?.filter;
  const outputs = analysis?.ports.outputs ?? [];
  const port =
    outputs.find((output) => (analysis?.schemas[output.id] ?? []).some((column) => column.name === filterOf?.column))?.id ??
    outputs[0]?.id ??
    '';
  const look = useLook(nodeId, 'out', port);
  const isOn = (filter: FilterBy | null): boolean => filter !== null && look.filter.some((one) => sameFilter(one, filter));
  const press = (filter: FilterBy): void => {
    const others = look.filter.filter((one) => one.column !== filter.column || one.op !== filter.op);
    setLook(nodeId, 'out', port, { filter: isOn(filter) ? others : [...others, filter] });
    selectPort(port);
  };
  const columns = data.columns.length;
  const onKeyDown = (event: KeyboardEvent, at: number): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    box.current?.querySelectorAll<HTMLButtonElement>('[data-segment]')[at + step]?.focus();
  };
  const [loud, ...others] = data.measures;
  return (
    <section className={classes(css.section, old && css.old)} aria-label={t('views.matrix')} data-testid="matrix" aria-busy={old}>
      <h3 className={css.head}>
        <span>{data.measures.map((measure, index) => (index === 0 ? text(measure.title) : inLine(text(measure.title)))).join(', ')}</span>
        {!data.full && <span className={css.fact}>{t('views.sample')}</span>}
      </h3>
      <div ref={box} className={css.grid} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }} role="group" aria-label={t('views.matrix')}>
        {data.columns.map((head, index) => (
          <div key={index} className={css.columnHead} title={`${text(head.title)} · ${text(head.subtitle)}`}>
            {text(head.title)}
            <span>{text(head.subtitle)}</span>
          </div>
        ))}
        {data.rows.map((rowHead, row) => (
          <Fragment key={row}>
            <div className={css.rowHead}>
              {[text(rowHead.title), text(rowHead.subtitle)].filter((part) => part !== '').join(' · ')}
            </div>
            {(data.cells[row] ?? []).map((cell, column) => {
              const at = row * columns + column;
              const on = isOn(cell.filter);
              const words = data.measures
                .map((measure, index) => `${text(measure.title)}: ${formatWhole(cell.measures[index], measure.format, language)}`)
                .join(', ');
              const name = t('views.cell', {
                number: cell.number,
                row: text(rowHead.title),
                column: text(data.columns[column]?.title),
                measures: words,
              });
              return (
                <button
                  key={cell.number}
                  type="button"
                  data-segment
                  data-testid={`matrix-cell-${cell.number}`}
                  className={classes(css.cell, HEAT[heatStep(shareOf(cell.measures, data.measures, data.totals)) - 1])}
                  aria-pressed={on}
                  aria-label={name}
                  title={`${words}\n${t(on ? 'views.shown' : 'views.show')}`}
                  tabIndex={at === 0 ? 0 : -1}
                  onClick={() => press(cell.filter)}
                  onKeyDown={(event) => onKeyDown(event, at)}
                >
                  <span className={css.count}>{formatMeasure(cell.measures[0], loud?.format ?? 'integer', language)}</span>
                  <span className={css.number}>{cell.number}</span>
                  {others.map((measure, index) => (
                    <span key={measure.id} className={css.small}>
                      {formatMeasure(cell.measures[index + 1], measure.format, language)}
                    </span>
                  ))}
                </button>
              );
            })}
          </Fragment>
        ))}
      </div>
      <div className={css.totals}>
        <span>
          {t('views.total')} <b>{formatWhole(data.totals[0], loud?.format ?? 'integer', language)}</b>
        </span>
        {data.aside.map((one, index) => {
          const words = `${inLine(text(one.title))} ${formatMeasure(one.measures[0], loud?.format ?? 'integer', language)}`;
          const { filter } = one;
          return filter === null ? (
            <span key={index}>{words}</span>
          ) : (
            <button key={index} type="button" aria-pressed={isOn(filter)} onClick={() => press(filter)}>
              {words}
            </button>
          );
        })}
        {others.map((measure, index) =>
          measure.format === 'money' ? (
            <span key={measure.id}>
              {inLine(text(measure.title))} <b>{formatWhole(data.totals[index + 1], measure.format, language)}</b>
            </span>
          ) : null,
        )}
      </div>
    </section>
  );
}
