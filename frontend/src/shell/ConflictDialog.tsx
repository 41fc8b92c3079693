import { Modal } from '@mantine/core';
import { useTranslation } from '../i18n';
import { settleConflict, useDocument, useWorkspace } from '../state';
import css from './shell.module.css';

/** The file has changed while it was edited here: the person chooses which of the two stays. */
export function ConflictDialog() {
  const conflict = useWorkspace((state) => state.conflict);
  const mine = useDocument((document) => document.nodes.length);
  const { t } = useTranslation();
  return (
    <Modal
      opened={conflict !== null}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t('shell.conflict.title')}
      size="md"
    >
      <p>{t('shell.conflict.text')}</p>
      <div className={css.choice}>
        <button type="button" data-testid="conflict-mine" onClick={() => void settleConflict('mine')}>
          <b>{t('shell.conflict.mine')}</b>
          <span>{t('shell.conflict.mineText', { count: mine })}</span>
        </button>
        <button type="button" data-testid="conflict-theirs" onClick={() => void settleConflict('theirs')}>
          <b>{t('shell.conflict.theirs')}</b>
          <span>{t('shell.conflict.theirsText', { count: conflict?.document.nodes.length ?? 0 })}</span>
        </button>
      </div>
    </Modal>
  );
}
