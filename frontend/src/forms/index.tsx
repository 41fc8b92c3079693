import { useEffect, useId, useState } from 'react';
import type { WorkflowNode } from '../document';
import { useTranslation } from '../i18n';
import { useAnalysis, useDocument, useNodeAnalysis, useNodeType } from '../state';
import { Icon } from '../ui';
import { useTrace } from '../preview/lineage';
import { MatrixView } from '../views';
import { BeforeAfter } from './BeforeAfter';
import { ColumnsTab } from './ColumnsTab';
import css from './forms.module.css';
import { HelpTab } from './HelpTab';
import { PanelHead } from './PanelHead';
import { ScopeContext } from './scope';
import { SettingsForm } from './SettingsForm';
import { UnknownNode } from './UnknownNode';
import { useFormScope } from './useFormScope';

type Tab = 'settings' | 'columns' | 'help';
const TABS: readonly Tab[] = ['settings', 'columns', 'help'];

/** The right panel: everything there is to say and to set about one node. */
export function NodePanel({ nodeId }: { nodeId: string }) {
  const { t } = useTranslation();
  const node = useDocument((document) => document.nodes.find((other) => other.id === nodeId));
  if (node === undefined) {
    return (
      <div className={css.panel}>
        <p className={css.tabPad}>{t('forms.nothing')}</p>
      </div>
    );
  }
  return <Panel key={node.id} node={node} />;
}

function Panel({ node }: { node: WorkflowNode }) {
  const { t } = useTranslation();
  const id = useId();
  const traced = useTrace().place;
  const [tab, setTab] = useState<Tab>(traced === null ? 'settings' : 'columns');
  // The way of a column is told on the tab of columns.
  useEffect(() => {
    if (traced !== null) setTab('columns');
  }, [traced]);
  const type = useNodeType(node.type);
  const analysis = useNodeAnalysis(node.id);
  const errors = useAnalysis()?.problems.some((problem) => problem.node === node.id && problem.severity === 'error');
  const outputs = analysis?.ports.outputs ?? [];
  const firstOutput = outputs[0];
  const columns = firstOutput === undefined ? undefined : analysis?.schemas[firstOutput.id]?.length;
  return (
    <section className={css.panel} aria-label={t('forms.panel')} data-testid="node-panel">
      <PanelHead node={node} />
      <div className={css.tabs} role="tablist" aria-label={t('forms.tabs.label')}>
        {TABS.map((name, index) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            aria-selected={tab === name}
            aria-controls={`${id}-body`}
            tabIndex={tab === name ? 0 : -1}
            data-testid={`tab-${name}`}
            onClick={() => setTab(name)}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
              const next = TABS[(index + step + TABS.length) % TABS.length];
              if (step === 0 || next === undefined) return;
              setTab(next);
              document.getElementById(`${id}-${next}`)?.focus();
            }}
          >
            {t(`forms.tabs.${name}`)}
            {name === 'columns' && columns !== undefined && <span className={css.tabCount}>{columns}</span>}
            {name === 'settings' && tab !== 'settings' && errors === true && (
              <span className={css.tabBang}>
                <Icon name="bang" size={12} />
              </span>
            )}
          </button>
        ))}
      </div>
      <div className={css.body} id={`${id}-body`} role="tabpanel" aria-labelledby={`${id}-${tab}`}>
        {type === undefined ? (
          <UnknownNode node={node} />
        ) : tab === 'settings' ? (
          <SettingsTab node={node} />
        ) : tab === 'columns' ? (
          <ColumnsTab node={node} />
        ) : (
          <HelpTab node={node} type={type} onInserted={() => setTab('settings')} />
        )}
      </div>
    </section>
  );
}

function SettingsTab({ node }: { node: WorkflowNode }) {
  const scope = useFormScope(node);
  const type = useNodeType(node.type);
  return (
    <ScopeContext.Provider value={scope}>
      <SettingsForm />
      {type?.view === 'matrix' && <MatrixView nodeId={node.id} />}
      {type?.view == null && type?.kind === 'transform' && <BeforeAfter node={node} />}
    </ScopeContext.Provider>
  );
}
