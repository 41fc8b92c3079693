import { useId, useState } from 'react';
import { format as formats, useLanguage, useTranslation } from '../../i18n';
import type { Json } from '../../document';
import { Icon } from '../../ui';
import css from '../forms.module.css';
import type { ValueFamily } from '../model/conditions';
import { readDate, readDateTime, readTime } from '../model/dates';
import { displayValue } from '../model/display';
import { readNumber, writeNumber } from '../model/numbers';
import { useDraft } from '../useDraft';
import { DateWidget } from './DateWidget';

export interface ConditionValueProps {
  family: ValueFamily;
  value: Json;
  label: string;
  invalid: boolean;
  onChange: (value: Json) => void;
}

/** The typed text as a value of the column's type; undefined when it is none. */
function readValue(text: string, family: ValueFamily): Json | undefined {
  if (family === 'text') return text;
  if (text.trim() === '') return null;
  if (family === 'number') {
    const read = readNumber(text);
    return read.kind === 'number' ? read.value : undefined;
  }
  if (family === 'date') return readDate(text) ?? undefined;
  if (family === 'datetime') return readDateTime(text) ?? undefined;
  if (family === 'time') return readTime(text) ?? undefined;
  return /^(да|yes|true|1)$/i.test(text.trim()) ? true : /^(нет|no|false|0)$/i.test(text.trim()) ? false : undefined;
}

function writeValue(value: Json, family: ValueFamily, language: 'ru' | 'en'): string {
  if (value === null) return '';
  if (typeof value === 'number') return writeNumber(value, language);
  if (typeof value === 'boolean') return displayValue(value, language);
  if (typeof value !== 'string') return JSON.stringify(value);
  if (family === 'date') return formats.formatDate(value, language);
  if (family === 'datetime') {
    const [date = '', time = ''] = value.split('T');
    const clock = time.replace(/:00$/, '');
    return formats.formatDate(date, language) + (clock === '' || clock === '00:00' ? '' : ` ${clock}`);
  }
  return value;
}

/** One value of a condition, its input made for the column's type. */
export function ConditionValue({ family, value, label, invalid, onChange }: ConditionValueProps) {
  const id = useId();
  if (family === 'date') {
    return <DateWidget inputId={id} value={value} label={label} invalid={invalid} onChange={onChange} />;
  }
  if (family === 'boolean') return <YesNo value={value} label={label} onChange={onChange} />;
  return <TypedValue family={family} value={value} label={label} invalid={invalid} onChange={onChange} />;
}

function YesNo({ value, label, onChange }: Pick<ConditionValueProps, 'value' | 'label' | 'onChange'>) {
  const { t } = useTranslation();
  return (
    <div className={css.segmented} role="radiogroup" aria-label={label}>
      {[true, false].map((choice) => (
        <button key={String(choice)} type="button" role="radio" aria-checked={value === choice} onClick={() => onChange(choice)}>
          {t(choice ? 'forms.switch.on' : 'forms.switch.off')}
        </button>
      ))}
    </div>
  );
}

function TypedValue({ family, value, label, invalid, onChange }: ConditionValueProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const messageId = useId();
  const [bad, setBad] = useState(false);
  const stored = writeValue(value, family, language);
  const draft = useDraft(stored, (typed) => {
    const read = readValue(typed, family);
    setBad(read === undefined);
    if (read === undefined) return false;
    if (read === value) draft.setText(stored);
    else onChange(read);
    return true;
  });
  return (
    <div>
      <input
        type="text"
        className={css.input}
        style={family === 'number' ? { textAlign: 'right' } : undefined}
        inputMode={family === 'number' ? 'decimal' : 'text'}
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        aria-invalid={invalid || bad}
        aria-describedby={bad ? messageId : undefined}
        placeholder={t('forms.conditions.value_placeholder')}
        {...draft.inputProps}
      />
      {bad && (
        <div className={css.message} id={messageId} role="alert">
          <Icon name="bang" size={12} />
          <span>{t(family === 'number' ? 'forms.number.bad' : 'forms.date.bad')}</span>
        </div>
      )}
    </div>
  );
}

/** A list of values: Enter adds one, a column pasted from a spreadsheet adds all of its cells. */
export function ManyValues({ family, value, label, invalid, onChange }: ConditionValueProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [text, setText] = useState('');
  const [bad, setBad] = useState(false);
  const values = Array.isArray(value) ? value : [];
  const add = (typed: string): boolean => {
    const parts = typed.split(/[\n\r\t]+|;\s*/).map((part) => part.trim()).filter((part) => part !== '');
    const read = parts.map((part) => readValue(part, family));
    if (read.some((one) => one === undefined)) {
      setBad(true);
      return false;
    }
    setBad(false);
    const fresh = read.filter((one): one is Json => one !== undefined && !values.includes(one));
    if (fresh.length > 0) onChange([...values, ...new Set(fresh)]);
    return true;
  };
  const commit = (): void => {
    if (text.trim() !== '' && add(text)) setText('');
  };
  return (
    <div>
      <div className={css.chips} data-invalid={invalid || bad}>
        {values.map((one, index) => {
          const shown = writeValue(one, family, language);
          return (
            <span key={`${shown}.${index}`} className={css.columnChip} style={{ cursor: 'default', paddingLeft: 6 }}>
              <span className={css.chipName}>{shown === '' ? '∅' : shown}</span>
              <button
                type="button"
                className={css.chipButton}
                aria-label={t('forms.conditions.remove_value', { value: shown })}
                onClick={() => onChange(values.filter((_, other) => other !== index))}
              >
                <Icon name="cross" size={10} />
              </button>
            </span>
          );
        })}
        <input
          type="text"
          className={css.chipInput}
          value={text}
          aria-label={label}
          aria-invalid={bad}
          title={t('forms.conditions.values_hint')}
          placeholder={t('forms.conditions.values_placeholder')}
          onChange={(event) => setText(event.currentTarget.value)}
          onBlur={commit}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData('text/plain');
            if (!/[\n\t;]/.test(pasted)) return;
            event.preventDefault();
            if (!add(pasted)) setText(pasted.replace(/[\n\r\t]+/g, '; '));
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'Enter') {
              event.preventDefault();
              commit();
            } else if (event.key === 'Backspace' && text === '' && values.length > 0) {
              onChange(values.slice(0, -1));
            }
          }}
        />
      </div>
      {bad && (
        <div className={css.message} role="alert">
          <Icon name="bang" size={12} />
          <span>{t(family === 'number' ? 'forms.number.bad' : 'forms.date.bad')}</span>
        </div>
      )}
    </div>
  );
}
