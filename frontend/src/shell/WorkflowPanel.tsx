import { useRef } from 'react';
import { setWorkflowText } from '../document';
import { t as words, useFormat, useText, useTranslation } from '../i18n';
import { Outputs } from '../runs/RunsPanel';
import { edit, setPanes, useDocument, useRunState, useWorkspace } from '../state';
import { Button, IconButton, Kbd } from '../ui';
import { MOD } from '../canvas/keyNames';
import { setCanvas } from '../canvas/store';
import css from './shell.module.css';

/** What the right pane shows while no single node is selected: the workflow itself. */
export function WorkflowPanel() {
  const { t } = useTranslation();
  const text = useText();
  const format = useFormat();
  const title = useDocument((document) => document.title);
  const description = useDocument((document) => document.description);
  const readOnly = useWorkspace((state) => state.shownVersion !== null);
  const nodes = useDocument((document) => document.nodes.length);
  const { run } = useRunState();
  const area = useRef<HTMLTextAreaElement>(null);
  const shown = text(description);
  return (
    <div className={css.panel} data-testid="workflow-panel">
      <div className={css.panelHead}>
        <h2>{text(title)}</h2>
        <IconButton icon="cross" label={t('shell.closePanel')} onClick={() => setPanes({ formOpen: false })} />
      </div>
      <div className={css.panelBody}>
        <section className={css.section}>
          <h3>{t('shell.workflow.description')}</h3>
          <textarea
            ref={area}
            key={shown}
            defaultValue={shown}
            readOnly={readOnly}
            placeholder={t('shell.workflow.descriptionHint')}
            aria-label={t('shell.workflow.description')}
            onBlur={(event) => {
              const { value } = event.currentTarget;
              if (value !== shown) {
                edit((document) => setWorkflowText(document, 'description', value), words('shell.edit.description'));
              }
            }}
          />
        </section>
        {run !== null && (
          <section className={css.section}>
            <h3>{t('shell.workflow.lastRun')}</h3>
            <p>
              {t(`shell.run.state.${run.state}`)}, {format.moment(run.finished_at ?? run.started_at)}
              {run.seconds !== null && `, ${format.seconds(run.seconds)}`}
            </p>
            {run.problem !== null && <p className={css.errText}>{text(run.problem.text)}</p>}
            <Button dense look="quiet" icon="history" style={{ marginLeft: -8, marginTop: 4 }} onClick={() => setPanes({ right: 'runs' })}>
              {t('shell.history')}
            </Button>
          </section>
        )}
        {run !== null && <Outputs run={run} />}
        <section className={css.section}>
          <p>
            {t('shell.workflow.hint')} <Kbd>N</Kbd> {t('shell.workflow.hintAdd')}, <Kbd>{MOD}+Enter</Kbd> {t('shell.workflow.hintRun')}
          </p>
          {nodes > 0 && (
            <Button dense look="quiet" icon="book" style={{ marginLeft: -8, marginTop: 4 }} data-testid="start-tour" onClick={() => setCanvas({ tour: true })}>
              {t('shell.tour.title')}
            </Button>
          )}
        </section>
      </div>
    </div>
  );
}
