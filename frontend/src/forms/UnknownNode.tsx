import type { WorkflowNode } from '../document';
import { useTranslation } from '../i18n';
import { Icon } from '../ui';
import css from './forms.module.css';

/** A node of a type the server does not have: its settings are shown and kept. */
export function UnknownNode({ node }: { node: WorkflowNode }) {
  const { t } = useTranslation();
  return (
    <>
      <div className={css.banner} data-severity="error">
        <div className={css.message} role="alert">
          <Icon name="bang" size={12} />
          <span className={css.messageText}>
            {t('forms.unknown_type')}: {node.type}
            <span className={css.messageHint}>{t('forms.unknown_type_hint')}</span>
          </span>
        </div>
      </div>
      <div className={css.tabPad}>
        <pre className={css.json}>{JSON.stringify(node.settings, null, 2)}</pre>
      </div>
    </>
  );
}
