import { useId, useState } from 'react';
import { useFormat, useLanguage, useText, useTranslation } from '../../i18n';
import { Icon } from '../../ui';
import css from '../forms.module.css';
import { numberFault, readNumber, stepped, writeNumber } from '../model/numbers';
import type { NumberFault } from '../model/numbers';
import { limitsOf } from '../model/schema';
import type { WidgetProps } from '../scope';
import { useDraft } from '../useDraft';

/** A number with its unit; a text that is no number, or outside the limits, is told of and not stored. */
export function NumberWidget({ field, value, label, inputId, invalid, describedBy, onChange }: WidgetProps) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const format = useFormat();
  const messageId = useId();
  const [fault, setFault] = useState<NumberFault | null>(null);
  const integer = field.widget === 'integer';
  const limits = limitsOf(field.schema);
  const stored = typeof value === 'number' ? writeNumber(value, language) : typeof value === 'string' ? value : '';

  const draft = useDraft(stored, (typed) => {
    const reading = readNumber(typed);
    if (reading.kind === 'empty') {
      if (field.nullable || field.ui.optional === true) {
        setFault(null);
        onChange(null);
        return true;
      }
      setFault(null);
      draft.setText(stored);
      return true;
    }
    if (reading.kind === 'bad') {
      setFault('bad');
      return false;
    }
    const wrong = numberFault(reading.value, { integer, ...limits });
    setFault(wrong);
    if (wrong !== null) return false;
    if (reading.value === value) draft.setText(stored);
    else onChange(reading.value);
    return true;
  });

  const step = field.ui.step ?? 1;
  const unit = text(field.ui.unit);
  return (
    <div>
      <label className={css.numberBox} data-invalid={invalid || fault !== null}>
        <input
          id={inputId}
          type="text"
          inputMode={integer ? 'numeric' : 'decimal'}
          autoComplete="off"
          aria-label={label}
          aria-invalid={invalid || fault !== null}
          aria-describedby={fault === null ? describedBy : messageId}
          placeholder={text(field.ui.placeholder)}
          {...draft.inputProps}
          onKeyDown={(event) => {
            if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
              const reading = readNumber(draft.text);
              if (reading.kind === 'number') {
                event.preventDefault();
                const next = stepped(reading.value, step, event.key === 'ArrowUp' ? 1 : -1, limits);
                draft.setText(writeNumber(next, language));
              }
              return;
            }
            draft.inputProps.onKeyDown(event);
          }}
        />
        {unit !== '' && <span className={css.unit}>{unit}</span>}
      </label>
      {fault !== null && (
        <div className={css.message} id={messageId} role="alert">
          <Icon name="bang" size={12} />
          <span>
            {t(`forms.number.${fault}`, {
              value: format.number((fault === 'min' ? limits.min : limits.max) ?? 0),
            })}
          </span>
        </div>
      )}
    </div>
  );
}
