import { Modal } from '@mantine/core';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from '../i18n';
import { Button, Icon } from '../ui';
import css from './connections.module.css';
import { SampleTable } from './SampleTable';
import { ThingList } from './ThingList';
import { isColumn } from './things';
import { Trail } from './Trail';

export interface ThingDialogProps {
  connection: string;
  onClose: () => void;
  /** Absent: one only looks. */
  onChoose?: (path: string[]) => void;
}

/** Looks inside a connection: folders, objects, their fields and first rows. */
export function ThingDialog({ connection, onClose, onChoose }: ThingDialogProps) {
  const { t } = useTranslation();
  const [path, setPath] = useState<string[]>([]);
  const [typed, setTyped] = useState('');
  const [sampled, setSampled] = useState(false);
  const search = useDeferredValue(typed.trim());
  const go = (to: string[]): void => {
    setPath(to);
    setTyped('');
    setSampled(false);
  };
  const inObject = path.length > 1 || (path.length === 1 && onChoose !== undefined);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('connections.browse', { name: connection })}
      closeButtonProps={{ 'aria-label': t('connections.close') }}
    >
      <div className={css.browser}>
        <div className={css.search}>
          <Icon name="search" size={14} />
          <input
            data-autofocus
            type="search"
            aria-label={t('connections.search')}
            placeholder={t('connections.search')}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setSampled(false);
            }}
          />
        </div>
        <Trail path={path} onGo={go} />
        {sampled ? (
          <SampleTable connection={connection} path={path} />
        ) : (
          <ThingList
            connection={connection}
            path={search === '' ? path : []}
            search={search}
            onOpen={(thing) => {
              if (!isColumn(thing)) go(thing.path);
            }}
          />
        )}
      </div>
      <div className={css.buttons}>
        <Button icon="sheet" disabled={!inObject} aria-pressed={sampled} onClick={() => setSampled(!sampled)}>
          {t('connections.sample')}
        </Button>
        <Button onClick={onClose}>{t('connections.close')}</Button>
        {onChoose !== undefined && (
          <Button look="primary" disabled={!inObject} data-testid="choose-thing" onClick={() => onChoose(path)}>
            {t('connections.pick')}
          </Button>
        )}
      </div>
    </Modal>
  );
}
