import { useSelectedNode, useSelection } from '../state';
import { RunParameters } from '../forms/RunParameters';
import { useTranslation } from '../i18n';
import css from './preview.module.css';
import { NodeData } from './NodeData';
import { PaneFold } from './PaneFold';

/** The bottom pane: the data of the selected node. */
export function DataPane() {
  const { t } = useTranslation();
  const node = useSelectedNode();
  const { nodes } = useSelection();
  return (
    <section className={css.pane} aria-label={t('preview.pane')} data-testid="data-pane">
      <RunParameters />
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
