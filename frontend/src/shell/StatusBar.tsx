import { Popover } from '@mantine/core';
import { focusNode } from '../canvas/actions';
import { nodeTitle } from '../canvas/look';
import { setCanvas } from '../canvas/store';
import type { Problem } from '../api';
import { useFormat, useLanguage, useText, useTranslation } from '../i18n';
import {
  report,
  selectNode,
  setPanes,
  useAnalysis,
  useDocument,
  useRunState,
  useWorkspace,
} from '../state';
import { analysisStore } from '../state/analysis';
import { workspaceStore } from '../state/workspace';
import { Icon, IconButton, classes } from '../ui';
import css from './shell.module.css';

function goToNode(node: string): void {
  selectNode(node);
  setPanes({ formOpen: true, right: 'node' });
  focusNode(node);
}

/** Every problem once: of the run that failed and of the analysis. */
function useProblems(): Problem[] {
  const analysis = useAnalysis();
  const { problems, nodes, run } = useRunState();
  const found = new Map<string, Problem>();
  const put = (problem: Problem | null | undefined): void => {
    if (problem !== null && problem !== undefined) {
      found.set(`${problem.node ?? ''}|${problem.code}|${problem.field ?? ''}|${problem.text.en}`, problem);
    }
  };
  analysis?.problems.forEach(put);
  const failed = new Set(
    Object.entries(nodes)
      .filter(([id, node]) => node.state === 'error' && analysis?.nodes[id]?.state !== 'done')
      .map(([id]) => id),
  );
  for (const id of failed) put(nodes[id]?.problem);
  if (run?.state === 'failed') problems.filter(({ node }) => node === null || failed.has(node)).forEach(put);
  return [...found.values()];
}

function ProblemList({ problems }: { problems: Problem[] }) {
  const text = useText();
  const language = useLanguage();
  const { t } = useTranslation();
  return (
    <ul className={css.problems} aria-label={t('shell.status.problems')}>
      {problems.map((problem, index) => (
        <li key={index}>
          <button
            type="button"
            disabled={problem.node === null}
            data-testid={`problem-${problem.node ?? 'workflow'}`}
            onClick={() => {
              if (problem.node !== null) goToNode(problem.node);
            }}
          >
            <Icon name="bang" size={12} className={problem.severity === 'error' ? css.errText : css.warnText} />
            <span>
              <b>{problem.node === null ? t('shell.status.workflow') : nodeTitle(problem.node, language)}</b>
              {text(problem.text)}
              {problem.hint !== null && <small>{text(problem.hint)}</small>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function RunLine() {
  const { run, nodes, active } = useRunState();
  const format = useFormat();
  const text = useText();
  const language = useLanguage();
  const { t } = useTranslation();
  if (run === null) return <span>{t('shell.status.neverRun')}</span>;
  if (active) {
    const [id, now] = Object.entries(nodes).find(([, { state }]) => state === 'running') ?? [];
    const what =
      id === undefined
        ? t(run.state === 'queued' ? 'shell.status.queued' : 'shell.status.running')
        : `${t('shell.status.running')}: ${nodeTitle(id, language)}`;
    const share = now?.progress === null || now?.progress === undefined ? '' : `, ${format.percent(now.progress)}`;
    return (
      <span className={css.statusItem}>
        <span className={css.dot} />
        {what}
        {share}
      </span>
    );
  }
  const tone = run.state === 'succeeded' ? css.okText : run.state === 'failed' ? css.errText : '';
  return (
    <button
      type="button"
      className={css.statusItem}
      data-testid="last-run"
      data-state={run.state}
      title={text(run.problem?.text)}
      onClick={() => setPanes({ formOpen: true, right: 'runs' })}
    >
      <Icon name={run.state === 'succeeded' ? 'check' : run.state === 'failed' ? 'bang' : 'off'} size={12} className={tone} />
      {t(`shell.run.state.${run.state}`)}
      {`, ${format.moment(run.finished_at ?? run.started_at)}`}
      {run.seconds !== null && `, ${format.seconds(run.seconds)}`}
    </button>
  );
}

/** The line at the foot: the last run, what is wrong, how much there is. */
export function StatusBar() {
  const { t } = useTranslation();
  const text = useText();
  const problems = useProblems();
  const nodes = useDocument((document) => document.nodes.length);
  const edges = useDocument((document) => document.edges.length);
  const stale = analysisStore(
    (state) => Object.values(state.analysis?.nodes ?? {}).filter((node) => node.state === 'stale').length,
  );
  const failed = analysisStore((state) => state.failed);
  const online = useWorkspace((state) => state.online);
  const notice = useWorkspace((state) => state.notice);
  const problem = useWorkspace((state) => state.problem);
  const tabs = useWorkspace((state) => state.tabs);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const told = problem ?? failed;
  return (
    <footer className={css.status} aria-label={t('shell.status.title')}>
      <RunLine />
      {tabs > 1 && (
        <span className={classes(css.statusItem, css.accentText)} role="status" data-testid="present" title={t('shell.status.presentHint')}>
          <Icon name="people" size={14} />
          {t('shell.status.present', { count: tabs - 1 })}
        </span>
      )}
      {!online && <span className={classes(css.statusItem, css.warnText)} role="status" data-testid="offline">{t('shell.status.offline')}</span>}
      {notice !== null && (
        <span className={classes(css.statusItem, css.accentText)} role="status" data-testid="notice">
          {t(`shell.notice.${notice}`)}
          <IconButton icon="cross" size={10} label={t('shell.close')} className={css.tiny} onClick={() => workspaceStore.setState({ notice: null })} />
        </span>
      )}
      {told !== null && (
        <span className={classes(css.statusItem, css.errText, css.told)} role="alert" title={text(told.hint)} data-testid="status-problem">
          <Icon name="bang" size={12} />
          <span>{text(told.text)}</span>
          {problem !== null && (
            <IconButton icon="cross" size={10} label={t('shell.close')} className={css.tiny} onClick={() => report(null)} />
          )}
        </span>
      )}
      <span className={css.space} />
      {problems.length > 0 && (
        <Popover width={420} position="top-end" offset={8} trapFocus returnFocus>
          <Popover.Target>
            <button type="button" className={classes(css.statusItem, errors > 0 ? css.errText : css.warnText)} data-testid="problems">
              <Icon name="bang" size={12} />
              {errors > 0 ? t('shell.status.errors', { count: errors }) : t('shell.status.warnings', { count: warnings })}
            </button>
          </Popover.Target>
          <Popover.Dropdown p={4}>
            <ProblemList problems={problems} />
          </Popover.Dropdown>
        </Popover>
      )}
      {stale > 0 && (
        <span className={classes(css.statusItem, css.warnText)}>
          <Icon name="clock" size={12} />
          {t('shell.status.stale', { count: stale })}
        </span>
      )}
      <span className={css.wide}>
        {t('shell.status.nodes', { count: nodes })}, {t('shell.status.edges', { count: edges })}
      </span>
      <button type="button" className={css.statusItem} title={t('shell.keys.title')} onClick={() => setCanvas({ keysShown: true })}>
        <Icon name="keyboard" size={14} />
        <span className="sr-only">{t('shell.keys.title')}</span>
      </button>
    </footer>
  );
}
