import { Suspense, lazy } from 'react';
import { useAskedRun, useSelectedNode, useSelection } from '../state';
import { useTranslation } from '../i18n';
import css from './preview.module.css';
import { NodeData } from './NodeData';
import { PaneFold } from './PaneFold';

const RunParameters = lazy(() => import('../forms/RunParameters').then((room) => ({ default: room.RunParameters })));

/** The bottom pane: the data of the selected node. */
export function DataPane() {
  const { t } = useTranslation();
  const asked = useAskedRun() !== null;
  const node = useSelectedNode();
  const { nodes } = useSelection();
  return (
    <section className={css.pane} aria-label={t('preview.pane')} data-testid="data-pane">
      {asked && (
        <Suspense fallback={null}>
          <RunParameters />
        </Suspense>
      )}
      {node === null ? (
        <>
          <div className={css.bar}>
            <PaneFold />
          </div>
          <div className={css.centre}>
            <p>{nodes.length > 1 ? t('preview.many_selected', { count: nodes.length }) : t('preview.no_selection')}</p>
          </div>
        </>
      ) : (
        <NodeData key={node} node={node} />
      )}
    </section>
  );
}
