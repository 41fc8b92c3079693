import { useState } from 'react';
import { FieldsDialog } from '../../connections/FieldsDialog';
import { useTranslation } from '../../i18n';
import { Button, IconButton } from '../../ui';
import css from '../forms.module.css';
import { useScope } from '../scope';
import type { WidgetProps } from '../scope';

/** Fields of something inside a connection, in the person's order; references are followed with dots. */
export function ThingFieldsWidget({ field, value, label, inputId, describedBy, onChange }: WidgetProps) {
  const { t } = useTranslation();
  const { values } = useScope();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const names = Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
  const textOf = (key: string): string => {
    const given = values[key];
    return typeof given === 'string' ? given : '';
  };
  const connection = textOf(field.ui.connection ?? 'connection');
  const thing = textOf(field.ui.thing ?? 'object');
  const move = (from: number, to: number): void => {
    const next = [...names];
    const [one] = next.splice(from, 1);
    if (one === undefined) return;
    next.splice(to, 0, one);
    onChange(next);
  };
  const add = (): void => {
    const name = typed.trim();
    if (name === '' || names.includes(name)) return;
    setTyped('');
    onChange([...names, name]);
  };
  return (
    <div className={css.thingFields} aria-label={label} role="group" aria-describedby={describedBy}>
      {names.length === 0 && <p className={css.quietNote}>{t('connections.fieldsAll')}</p>}
      {names.map((name, index) => (
        <div key={name} className={css.thingField}>
          <span className={css.grow} title={name}>
            {name}
          </span>
          <IconButton dense icon="arrowUp" size={12} disabled={index === 0} label={t('connections.fieldUp', { name })} onClick={() => move(index, index - 1)} />
          <IconButton dense icon="arrowDown" size={12} disabled={index === names.length - 1} label={t('connections.fieldDown', { name })} onClick={() => move(index, index + 1)} />
          <IconButton dense icon="cross" size={12} label={t('connections.fieldRemove', { name })} onClick={() => onChange(names.filter((one) => one !== name))} />
        </div>
      ))}
      <div className={css.thingAdd}>
        <input
          id={inputId}
          type="text"
          autoComplete="off"
          spellCheck={false}
          className={css.input}
          aria-label={t('connections.fieldPlaceholder')}
          placeholder={t('connections.fieldPlaceholder')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
            event.preventDefault();
            add();
          }}
        />
        <Button dense icon="plus" disabled={connection === '' || thing === ''} onClick={() => setOpen(true)}>
          {t('connections.fieldsAdd')}
        </Button>
      </div>
      {open && (
        <FieldsDialog
          connection={connection}
          thing={thing}
          chosen={names}
          onClose={() => setOpen(false)}
          onChoose={(next) => {
            setOpen(false);
            onChange(next);
          }}
        />
      )}
    </div>
  );
}
