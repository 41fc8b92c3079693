import { useState } from 'react';
import { useTranslation } from '../../i18n';
import css from '../forms.module.css';
import { useScope } from '../scope';
import type { WidgetProps } from '../scope';

/** A password: what is stored is never shown, what is typed only when asked for. */
export function SecretWidget({ field, value, label, inputId, invalid, describedBy, onChange }: WidgetProps) {
  const { t } = useTranslation();
  const { storedSecrets } = useScope();
  const [shown, setShown] = useState(false);
  const stored = storedSecrets?.includes(field.key) === true;
  return (
    <div className={css.fileBox}>
      <input
        id={inputId}
        type={shown ? 'text' : 'password'}
        autoComplete="new-password"
        spellCheck={false}
        className={css.input}
        aria-label={label}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        placeholder={stored ? t('connections.secretSet') : undefined}
        value={typeof value === 'string' ? value : ''}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <button
        type="button"
        className={css.secretShow}
        aria-pressed={shown}
        aria-label={`${t(shown ? 'connections.secretHide' : 'connections.secretShow')}: ${label}`}
        onClick={() => setShown(!shown)}
      >
        {t(shown ? 'connections.secretHide' : 'connections.secretShow')}
      </button>
    </div>
  );
}
