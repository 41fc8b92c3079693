import { useState } from 'react';
import { api, useRun, useRuns } from '../api';
import type { Run, RunDetails } from '../api';
import { focusNode } from '../canvas/actions';
import { nodeTitle } from '../canvas/look';
import { topological } from '../document';
import { useFormat, useLanguage, useText, useTranslation } from '../i18n';
import { currentDocument, selectNode, setPanes, useRunState, useWorkspace } from '../state';
import { Icon, IconButton } from '../ui';
import { barsOf, runSign } from './runsText';
import css from '../shell/shell.module.css';

/** The files a run has made, to be taken away. */
export function Outputs({ run }: { run: Run }) {
  const format = useFormat();
  const { t } = useTranslation();
  if (run.outputs.length === 0) return null;
  return (
    <section className={css.section} data-testid="outputs">
      <h3>{t('runs.outputs')}</h3>
      <ul className={css.files}>
        {run.outputs.map((output) => (
          <li key={`${output.node}:${output.path}`}>
            <Icon name="download" />
            <a href={api.fileUrl(output.path)} download={output.path.slice(output.path.lastIndexOf('/') + 1)} title={output.path}>
              {output.path.slice(output.path.lastIndexOf('/') + 1)}
            </a>
            <small>
              {[
                output.rows === null ? '' : t('runs.rows', { count: output.rows, number: format.number(output.rows, 0) }),
                output.size_bytes === null ? '' : format.bytes(output.size_bytes),
              ]
                .filter((part) => part !== '')
                .join(' · ')}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Details({ details }: { details: RunDetails }) {
  const format = useFormat();
  const text = useText();
  const language = useLanguage();
  const { t } = useTranslation();
  const bars = barsOf(details.nodes, topological(currentDocument()));
  const { problem } = details.run;
  return (
    <>
      {(problem !== null || details.problems.length > 0) && (
        <section className={css.section}>
          <ul className={css.problems}>
            {(details.problems.length > 0 ? details.problems : problem === null ? [] : [problem]).map((other, index) => (
              <li key={index}>
                <button
                  type="button"
                  disabled={other.node === null}
                  onClick={() => {
                    if (other.node !== null) focusNode(other.node);
                  }}
                >
                  <Icon name="bang" size={12} className={css.errText} />
                  <span>
                    {other.node !== null && <b>{nodeTitle(other.node, language)}</b>}
                    {text(other.text)}
                    {other.hint !== null && <small>{text(other.hint)}</small>}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Outputs run={details.run} />
      {bars.length > 0 && (
        <section className={css.section}>
          <h3>{t('runs.byNode')}</h3>
          <div className={css.gantt}>
            {bars.map((bar) => (
              <Row key={bar.node} title={nodeTitle(bar.node, language)} node={bar.node} time={bar.state === 'cached' ? t('runs.cached') : bar.seconds === null ? t(`runs.node.${bar.state}`) : format.seconds(bar.seconds)}>
                <i data-state={bar.state} style={{ left: `${bar.from}%`, width: `${bar.width}%` }} />
              </Row>
            ))}
          </div>
        </section>
      )}
    </>
  );
}

function Row({ title, node, time, children }: { title: string; node: string; time: string; children: React.ReactNode }) {
  return (
    <>
      <button
        type="button"
        title={title}
        onClick={() => {
          selectNode(node);
          focusNode(node);
        }}
      >
        {title}
      </button>
      <span className={css.track}>{children}</span>
      <span className={css.ganttTime}>{time}</span>
    </>
  );
}

/** The runs of the open workflow; the chosen one with its nodes, problems and files. */
export function RunsPanel() {
  const path = useWorkspace((state) => state.path);
  const live = useRunState();
  const runs = useRuns(path);
  const [chosen, setChosen] = useState<string | null>(null);
  const format = useFormat();
  const text = useText();
  const { t } = useTranslation();
  const list = runs.data ?? [];
  const all = live.run !== null && !list.some((run) => run.id === live.run?.id) ? [live.run, ...list] : list;
  const shown = chosen ?? all[0]?.id ?? null;
  const isLive = shown !== null && live.run?.id === shown;
  const asked = useRun(isLive && live.active ? null : shown);
  const details: RunDetails | undefined =
    isLive && live.run !== null && (live.active || asked.data === undefined)
      ? { run: live.run, nodes: live.nodes, problems: live.problems }
      : asked.data;
  return (
    <div className={css.panel} data-testid="runs-panel">
      <div className={css.panelHead}>
        <h2>{t('runs.title')}</h2>
        <IconButton icon="cross" label={t('shell.closePanel')} onClick={() => setPanes({ right: 'node' })} />
      </div>
      <div className={css.panelBody}>
        {runs.isError && <p className={css.section}>{t('runs.notLoaded')}</p>}
        {runs.isSuccess && all.length === 0 && (
          <div className={css.section}>
            <p>{t('runs.none')}</p>
          </div>
        )}
        <ul className={css.rowList}>
          {all.map((one) => {
            const run = live.run?.id === one.id ? live.run : one;
            const sign = runSign(run.state);
            const facts = [
              t(`shell.run.state.${run.state}`),
              run.version === null ? '' : t('runs.version', { number: run.version }),
              run.rows === null ? '' : t('runs.rows', { count: run.rows, number: format.number(run.rows, 0) }),
              text(run.problem?.text),
            ];
            return (
              <li key={run.id}>
                <button type="button" className={css.rowButton} aria-pressed={run.id === shown} data-testid={`run-${run.id}`} onClick={() => setChosen(run.id)}>
                  <span style={{ color: sign.tone }}>
                    <Icon name={sign.icon} />
                  </span>
                  <span>
                    {format.moment(run.started_at)}
                    <small>{facts.filter((fact) => fact !== '').join(' · ')}</small>
                  </span>
                  <span>{run.seconds === null ? '' : format.seconds(run.seconds)}</span>
                </button>
                {run.id === shown && details !== undefined && <Details details={details} />}
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}
