import type { TracedColumn } from '../api';
import { nodeTitle } from '../canvas/look';
import { focusNode } from '../canvas/actions';
import { useLanguage, useText, useTranslation } from '../i18n';
import { useDocument } from '../state';
import { IconButton } from '../ui';
import { clearTrace, useTrace } from './lineage';
import css from './preview.module.css';

/** The way of a column as a list: what it is made of, by which formulas, what is made of it, who would miss it. */
export function TracePanel() {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  // Titles follow edits.
  useDocument((document) => document.nodes);
  const { place, trace, problem } = useTrace();
  if (place === null) return null;
  const line = (one: TracedColumn) => (
    <li key={`${one.node}.${one.port}.${one.column}`}>
      <button type="button" title={t('preview.trace.go', { title: nodeTitle(one.node, language) })} onClick={() => focusNode(one.node, true)}>
        <span className={css.traceNode}>{nodeTitle(one.node, language)}</span>
        <span className={css.traceColumn}>{one.column}</span>
      </button>
      {one.formula !== null && <code className={css.traceFormula}>{one.formula}</code>}
    </li>
  );
  const here = trace?.columns.find((one) => one.way === 'here');
  // A node that gives the column by two outputs is told once.
  const way = (which: string): TracedColumn[] => {
    const found = (trace?.columns ?? []).filter((one) => one.way === which);
    return found.filter((one, at) => found.findIndex((other) => other.node === one.node && other.column === one.column) === at);
  };
  const up = way('up');
  const down = way('down');
  const uses = trace?.uses ?? [];
  return (
    <section className={css.trace} aria-label={t('preview.trace.title')} data-testid="trace">
      <div className={css.traceHead}>
        <b>{place.column}</b>
        <IconButton dense icon="cross" size={12} label={t('preview.trace.close')} onClick={clearTrace} />
      </div>
      {trace === null ? (
        <p role="status">{problem === null ? t('preview.trace.loading') : text(problem.text)}</p>
      ) : (
        <>
          {here?.formula != null && <code className={css.traceFormula}>{here.formula}</code>}
          <h4>{t('preview.trace.up')}</h4>
          {up.length === 0 ? <p>{t('preview.trace.source')}</p> : <ol data-testid="trace-up">{up.map(line)}</ol>}
          <h4>{t('preview.trace.down')}</h4>
          {down.length === 0 ? <p>{t('preview.trace.end')}</p> : <ol data-testid="trace-down">{down.map(line)}</ol>}
          <h4>{t('preview.trace.uses')}</h4>
          {uses.length === 0 ? (
            <p>{t('preview.trace.no_uses')}</p>
          ) : (
            <>
              <p className={css.traceWarn}>{t('preview.trace.breaks', { count: uses.length })}</p>
              <ul data-testid="trace-uses">
                {uses.map((use) => (
                  <li key={`${use.node}.${use.field}`}>
                    <button type="button" title={t('preview.trace.go', { title: nodeTitle(use.node, language) })} onClick={() => focusNode(use.node, true)}>
                      <span className={css.traceNode}>{nodeTitle(use.node, language)}</span>
                      <span className={css.traceColumn}>{text(use.title)}</span>
                    </button>
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </section>
  );
}
