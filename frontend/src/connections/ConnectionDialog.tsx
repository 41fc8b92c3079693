import { Modal, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { api, problemOf, queries } from '../api';
import type { Connection, ConnectionKind, ConnectionTest, Problem } from '../api';
import { emptyValue, fieldsOf, setAt } from '../forms/model/schema';
import type { SchemaNode } from '../forms/model/schema';
import { SettingsForm } from '../forms/SettingsForm';
import { ScopeContext } from '../forms/scope';
import type { FormScope } from '../forms/scope';
import type { Settings } from '../document';
import { useText, useTranslation } from '../i18n';
import { Button, Icon } from '../ui';
import css from './connections.module.css';

export interface ConnectionDialogProps {
  kinds: readonly ConnectionKind[];
  /** The connection to change; null makes a new one. */
  connection: Connection | null;
  onClose: () => void;
}

const nothing = (): void => undefined;

/** Makes or changes a connection: its kind, its fields, a test, its name. */
export function ConnectionDialog({ kinds, connection, onClose }: ConnectionDialogProps) {
  const { t } = useTranslation();
  const [kindId, setKindId] = useState(connection?.kind ?? null);
  const kind = kinds.find((one) => one.id === kindId);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={connection === null ? t('connections.new') : t('connections.editTitle', { name: connection.name })}
      closeButtonProps={{ 'aria-label': t('connections.close') }}
    >
      {kind === undefined ? (
        <Kinds kinds={kinds} onChoose={setKindId} />
      ) : (
        <ConnectionForm key={kind.id} kind={kind} connection={connection} onBack={() => setKindId(null)} onClose={onClose} />
      )}
    </Modal>
  );
}

function Kinds({ kinds, onChoose }: { kinds: readonly ConnectionKind[]; onChoose: (id: string) => void }) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <>
      <p className={css.hint}>{t('connections.choose')}</p>
      <div className={css.kinds}>
        {kinds.map((kind) => (
          <button key={kind.id} type="button" className={css.kind} data-testid={`kind-${kind.id}`} onClick={() => onChoose(kind.id)}>
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d={kind.icon} />
            </svg>
            <span>
              <b>{text(kind.title)}</b>
              <small>{text(kind.summary)}</small>
            </span>
          </button>
        ))}
      </div>
    </>
  );
}

interface ConnectionFormProps {
  kind: ConnectionKind;
  connection: Connection | null;
  onBack: () => void;
  onClose: () => void;
}

function ConnectionForm({ kind, connection, onBack, onClose }: ConnectionFormProps) {
  const { t } = useTranslation();
  const text = useText();
  // The schema is JSON of the server; `SchemaNode` names the part of it a form reads.
  const root = kind.schema as SchemaNode;
  const fields = useMemo(() => fieldsOf(root, root), [root]);
  const [values, setValues] = useState<Settings>(() => {
    const filled: Settings = {};
    for (const field of fields) {
      filled[field.key] =
        connection?.fields[field.key] ?? kind.defaults[field.key] ?? (field.nullable ? null : emptyValue(field.schema, root, field.widget));
    }
    return filled;
  });
  const [name, setName] = useState(connection?.name ?? text(kind.title));
  const [busy, setBusy] = useState<'test' | 'save' | null>(null);
  const [told, setTold] = useState<ConnectionTest | null>(null);
  const [failure, setFailure] = useState<Problem | null>(null);

  const secretKeys = fields.filter((field) => field.widget === 'secret').map((field) => field.key);
  const body = () => {
    const plain: Settings = {};
    const secrets: Record<string, string | null> = {};
    for (const [key, value] of Object.entries(values)) {
      if (!secretKeys.includes(key)) plain[key] = value;
      else if (typeof value === 'string' && value !== '') secrets[key] = value;
    }
    return { name: name.trim(), fields: plain, secrets };
  };
  const scope: FormScope = {
    nodeId: '',
    typeId: `connection:${kind.id}`,
    nodeTitle: text(kind.title),
    root,
    defaults: kind.defaults,
    values,
    columns: () => null,
    typeOfMade: () => 'other',
    connected: () => false,
    problems: [],
    parameters: [],
    found: {},
    types: [],
    typeWord: (type) => type,
    bindable: false,
    storedSecrets: connection?.secrets ?? [],
    set: (path, value) => {
      setTold(null);
      setValues((now) => setAt(now, path, value) as Settings);
    },
    bind: nothing,
    bindNew: nothing,
  };
  const test = async (): Promise<void> => {
    setBusy('test');
    setTold(null);
    setFailure(null);
    try {
      const { fields: plain, secrets } = body();
      setTold(await api.testConnection({ name: connection?.name ?? null, kind: kind.id, fields: plain, secrets }));
    } catch (error) {
      setFailure(problemOf(error));
    }
    setBusy(null);
  };
  const save = async (): Promise<void> => {
    setBusy('save');
    setFailure(null);
    try {
      if (connection === null) await api.addConnection({ ...body(), kind: kind.id });
      else await api.changeConnection(connection.name, body());
      await queries.invalidateQueries({ queryKey: ['connections'] });
      await queries.invalidateQueries({ queryKey: ['inside'] });
      onClose();
    } catch (error) {
      setFailure(problemOf(error));
      setBusy(null);
    }
  };
  const renamed = connection !== null && connection.used_by.length > 0 && name.trim() !== connection.name;
  const problem = failure ?? told?.problem ?? null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextInput
        data-autofocus
        label={t('connections.name')}
        description={t(renamed ? 'connections.renameUsed' : 'connections.nameHint')}
        value={name}
        data-testid="connection-name"
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <ScopeContext.Provider value={scope}>
        <SettingsForm />
      </ScopeContext.Provider>
      <div aria-live="polite">
        {problem !== null && (
          <div className={css.told} data-tone="err" data-testid="connection-problem">
            <Icon name="bang" size={12} />
            <div>
              {text(problem.text)}
              {problem.hint !== null && <p>{text(problem.hint)}</p>}
            </div>
          </div>
        )}
        {told !== null && told.text !== null && (
          <div className={css.told} data-tone="ok" data-testid="connection-works">
            <Icon name="check" size={12} />
            <div>
              {text(told.text)}
              {told.details.map((line) => (
                <p key={text(line)}>{text(line)}</p>
              ))}
            </div>
          </div>
        )}
      </div>
      <div className={css.buttons}>
        <Button icon="plug" disabled={busy !== null} data-testid="test-connection" onClick={() => void test()}>
          {t(busy === 'test' ? 'connections.testing' : 'connections.test')}
        </Button>
        {connection === null && <Button onClick={onBack}>{t('connections.back')}</Button>}
        <Button onClick={onClose}>{t('connections.cancel')}</Button>
        <Button look="primary" type="submit" disabled={busy !== null || name.trim() === ''} data-testid="save-connection">
          {t(busy === 'save' ? 'connections.saving' : 'connections.save')}
        </Button>
      </div>
    </form>
  );
}
