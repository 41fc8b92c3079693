import { Modal } from '@mantine/core';
import { useState } from 'react';
import { api, problemOf, queries, useConnectionKinds, useConnections } from '../api';
import type { Connection } from '../api';
import { useText, useTranslation } from '../i18n';
import { Button, Icon, IconButton } from '../ui';
import { ConnectionDialog } from './ConnectionDialog';
import css from './connections.module.css';
import { ThingDialog } from './ThingDialog';

/** The page of connections: what there is, who uses it, a wizard, a look inside. */
export function ConnectionsPage() {
  const { t } = useTranslation();
  const text = useText();
  const connections = useConnections();
  const kinds = useConnectionKinds();
  const [edited, setEdited] = useState<Connection | 'new' | null>(null);
  const [browsed, setBrowsed] = useState<string | null>(null);
  const [removed, setRemoved] = useState<Connection | null>(null);
  const list = connections.data ?? [];
  const titleOf = (id: string): string => text(kinds.data?.find((kind) => kind.id === id)?.title) || id;
  const create = (
    <Button icon="plus" disabled={!kinds.isSuccess} data-testid="new-connection" onClick={() => setEdited('new')}>
      {t('connections.new')}
    </Button>
  );
  return (
    <section aria-label={t('home.page.connections')} data-testid="connections-page">
      {connections.isError && <p role="alert">{text(problemOf(connections.error).text)}</p>}
      {connections.isSuccess && list.length === 0 && (
        <div className={css.empty}>
          <Icon name="plug" size={32} />
          <b>{t('connections.none')}</b>
          <p>{t('connections.noneHint')}</p>
          {create}
        </div>
      )}
      {list.length > 0 && (
        <>
          {create}
          <table className={css.table}>
            <thead>
              <tr>
                <th>{t('connections.name')}</th>
                <th>{t('connections.kind')}</th>
                <th>{t('connections.address')}</th>
                <th>{t('connections.usedBy')}</th>
                <th aria-label={t('home.column.acts')} />
              </tr>
            </thead>
            <tbody>
              {list.map((one) => (
                <tr key={one.name}>
                  <td>
                    <button type="button" className={css.name} title={t('connections.edit', { name: one.name })} onClick={() => setEdited(one)}>
                      <Icon name="plug" size={14} />
                      <span>{one.name}</span>
                    </button>
                  </td>
                  <td>{titleOf(one.kind)}</td>
                  <td title={one.address}>{one.address}</td>
                  <td title={one.used_by.map((use) => use.path).join('\n')}>
                    {one.used_by.length === 0
                      ? t('connections.unused')
                      : one.used_by.map((use) => `${use.title || use.path} (${t('connections.uses', { count: use.nodes })})`).join(', ')}
                  </td>
                  <td className={css.acts}>
                    <IconButton dense icon="search" label={t('connections.browse', { name: one.name })} onClick={() => setBrowsed(one.name)} />
                    <IconButton dense icon="trash" label={`${t('connections.remove')}: ${one.name}`} onClick={() => setRemoved(one)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      {edited !== null && kinds.data !== undefined && (
        <ConnectionDialog kinds={kinds.data} connection={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
      {browsed !== null && <ThingDialog connection={browsed} onClose={() => setBrowsed(null)} />}
      {removed !== null && <RemoveDialog connection={removed} onClose={() => setRemoved(null)} />}
    </section>
  );
}

function RemoveDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { t } = useTranslation();
  const text = useText();
  const [failure, setFailure] = useState<string | null>(null);
  const remove = async (): Promise<void> => {
    try {
      await api.removeConnection(connection.name);
      await queries.invalidateQueries({ queryKey: ['connections'] });
      onClose();
    } catch (error) {
      setFailure(text(problemOf(error).text));
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('connections.removeTitle')} size="sm" closeButtonProps={{ 'aria-label': t('connections.close') }}>
      <p>{t('connections.removeText', { name: connection.name })}</p>
      {connection.used_by.length > 0 && <p>{t('connections.removeUsed', { count: connection.used_by.length })}</p>}
      {failure !== null && <p role="alert">{failure}</p>}
      <div className={css.buttons}>
        <span />
        <Button data-autofocus onClick={onClose}>
          {t('connections.cancel')}
        </Button>
        <Button look="danger" icon="trash" data-testid="confirm-remove" onClick={() => void remove()}>
          {t('connections.remove')}
        </Button>
      </div>
    </Modal>
  );
}
