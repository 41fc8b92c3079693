import { useState } from 'react';
import { ThingDialog } from '../../connections/ThingDialog';
import { useText, useTranslation } from '../../i18n';
import { Icon } from '../../ui';
import css from '../forms.module.css';
import { useScope } from '../scope';
import type { WidgetProps } from '../scope';
import { useDraft } from '../useDraft';

/** Something inside a connection, by its dotted name: typed, or chosen by looking inside. */
export function ThingWidget({ field, value, label, inputId, invalid, describedBy, onChange }: WidgetProps) {
  const { t } = useTranslation();
  const text = useText();
  const { values } = useScope();
  const [open, setOpen] = useState(false);
  const given = values[field.ui.connection ?? 'connection'];
  const connection = typeof given === 'string' ? given : '';
  const name = typeof value === 'string' ? value : '';
  const draft = useDraft(name, (typed) => onChange(typed.trim()));
  return (
    <div className={css.fileBox}>
      <input
        id={inputId}
        type="text"
        autoComplete="off"
        spellCheck={false}
        className={css.input}
        title={name}
        aria-label={label}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        placeholder={text(field.ui.placeholder) || t('connections.thingPlaceholder')}
        {...draft.inputProps}
      />
      <button
        type="button"
        className={css.inInput}
        disabled={connection === ''}
        aria-label={`${t('connections.browseShort')}: ${label}`}
        title={connection === '' ? t('connections.noConnection') : t('connections.browseShort')}
        onClick={() => setOpen(true)}
      >
        <Icon name="search" size={14} />
      </button>
      {open && (
        <ThingDialog
          connection={connection}
          onClose={() => setOpen(false)}
          onChoose={(path) => {
            setOpen(false);
            onChange(path.join('.'));
          }}
        />
      )}
    </div>
  );
}
