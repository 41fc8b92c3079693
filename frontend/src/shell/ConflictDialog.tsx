import { Modal } from '@mantine/core';
import { useMemo, useState } from 'react';
import { compareDocuments, complete } from '../document';
import { useFormat, useTranslation } from '../i18n';
import { settleConflict, useDocument, useWorkspace } from '../state';
import { Button } from '../ui';
import { ChangeList } from './ChangeList';
import { Thumbnail } from './Thumbnail';
import css from './shell.module.css';

/** The file, or another tab, has changed what is edited here: the person chooses, after a look at both. */
export function ConflictDialog() {
  const conflict = useWorkspace((state) => state.conflict);
  const mine = useDocument((document) => document);
  const format = useFormat();
  const { t } = useTranslation();
  const [beside, setBeside] = useState(false);
  const theirs = useMemo(() => (conflict === null ? null : complete(conflict.document)), [conflict]);
  const comparison = useMemo(
    () => (theirs === null || !beside ? null : compareDocuments(theirs, mine)),
    [theirs, mine, beside],
  );
  const from = conflict?.of ?? 'file';
  const settle = (choice: 'mine' | 'theirs'): void => {
    setBeside(false);
    void settleConflict(choice);
  };
  return (
    <Modal
      opened={conflict !== null}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t(`shell.conflict.title_${from}`)}
      size={beside ? 920 : 'md'}
    >
      <p>{t(`shell.conflict.text_${from}`)}</p>
      {theirs !== null && comparison !== null && (
        <div className={css.sideBySide} data-testid="side-by-side">
          <figure>
            <figcaption>
              <b>{t('shell.conflict.mineHead')}</b> {t('shell.status.nodes', { count: mine.nodes.length })}
            </figcaption>
            <Thumbnail document={mine} height={160} marks={comparison.nodes} />
          </figure>
          <figure>
            <figcaption>
              <b>{t(`shell.conflict.theirsHead_${from}`)}</b> {t('shell.status.nodes', { count: theirs.nodes.length })}
              {conflict?.of === 'draft' && `, ${format.time(conflict.savedAt)}`}
            </figcaption>
            <Thumbnail document={theirs} height={160} marks={comparison.nodes} />
          </figure>
          <section>
            <h3>{t('shell.conflict.differences')}</h3>
            <ChangeList old={theirs} fresh={mine} comparison={comparison} />
          </section>
        </div>
      )}
      <div className={css.choice}>
        <button type="button" data-testid="conflict-mine" onClick={() => settle('mine')}>
          <b>{t('shell.conflict.mine')}</b>
          <span>{t(`shell.conflict.mineText_${from}`, { count: mine.nodes.length })}</span>
        </button>
        <button type="button" data-testid="conflict-theirs" onClick={() => settle('theirs')}>
          <b>{t(`shell.conflict.theirs_${from}`)}</b>
          <span>{t(`shell.conflict.theirsText_${from}`, { count: theirs?.nodes.length ?? 0 })}</span>
        </button>
      </div>
      {!beside && (
        <Button look="quiet" icon="columns" data-testid="conflict-beside" onClick={() => setBeside(true)}>
          {t('shell.conflict.beside')}
        </Button>
      )}
    </Modal>
  );
}
