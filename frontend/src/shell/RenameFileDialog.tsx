import { Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api, problemOf, queries } from '../api';
import { useText, useTranslation } from '../i18n';
import { flushDraft } from '../state';
import { Button } from '../ui';
import { openEditor } from './route';
import css from './shell.module.css';

const ENDING = '.kanva.json';

export interface RenameFileDialogProps {
  path: string;
  onClose: () => void;
  /** Goes on with the renamed workflow in the editor. */
  openAfter?: boolean;
}

/** Gives the file of a workflow another name or folder. */
export function RenameFileDialog({ path, onClose, openAfter }: RenameFileDialogProps) {
  const { t } = useTranslation();
  const text = useText();
  const [name, setName] = useState(path.endsWith(ENDING) ? path.slice(0, -ENDING.length) : path);
  const [failure, setFailure] = useState<string | null>(null);
  const rename = async (): Promise<void> => {
    const to = `${name.trim().replace(/\.kanva\.json$/, '')}${ENDING}`;
    if (to === path) {
      onClose();
      return;
    }
    try {
      if (openAfter === true) await flushDraft();
      const renamed = await api.rename(path, to);
      await queries.invalidateQueries({ queryKey: ['workflows'] });
      onClose();
      if (openAfter === true) openEditor(renamed?.path ?? to);
    } catch (error) {
      setFailure(text(problemOf(error).text));
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('shell.renameFile.title')} size="sm" closeButtonProps={{ 'aria-label': t('shell.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void rename();
        }}
      >
        <TextInput
          data-autofocus
          label={t('shell.renameFile.label')}
          description={t('shell.renameFile.hint')}
          value={name}
          error={failure}
          rightSection={<span className={css.faint}>{ENDING}</span>}
          rightSectionWidth={88}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div className={css.dialogButtons}>
          <Button onClick={onClose}>{t('shell.cancel')}</Button>
          <Button look="primary" type="submit" disabled={name.trim() === ''}>
            {t('shell.renameFile.do')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
