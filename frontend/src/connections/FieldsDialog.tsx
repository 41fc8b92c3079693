import { Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '../i18n';
import { Button } from '../ui';
import css from './connections.module.css';
import { ThingList } from './ThingList';
import { isColumn } from './things';

export interface FieldsDialogProps {
  connection: string;
  /** The dotted name of the thing whose fields are offered. */
  thing: string;
  chosen: readonly string[];
  onClose: () => void;
  onChoose: (fields: string[]) => void;
}

/** Ticks fields of a thing. A field behind a reference is typed with dots in the form. */
export function FieldsDialog({ connection, thing, chosen, onClose, onChoose }: FieldsDialogProps) {
  const { t } = useTranslation();
  const [ticked, setTicked] = useState<string[]>([...chosen]);
  const toggle = (name: string): void =>
    setTicked(ticked.includes(name) ? ticked.filter((one) => one !== name) : [...ticked, name]);
  return (
    <Modal
      opened
      onClose={onClose}
      size="md"
      title={t('connections.inside', { name: thing })}
      closeButtonProps={{ 'aria-label': t('connections.close') }}
    >
      <ThingList
        connection={connection}
        path={thing.split('.')}
        search=""
        shows={isColumn}
        onOpen={(one) => toggle(one.title)}
        before={(one) => <input type="checkbox" tabIndex={-1} readOnly checked={ticked.includes(one.title)} aria-label={one.title} />}
      />
      <div className={css.buttons}>
        <span />
        <Button onClick={onClose}>{t('connections.cancel')}</Button>
        <Button look="primary" data-testid="choose-fields" onClick={() => onChoose(ticked)}>
          {t('connections.pick')}
        </Button>
      </div>
    </Modal>
  );
}
