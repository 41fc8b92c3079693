import { Popover } from '@mantine/core';
import { useId, useState } from 'react';
import { format as formats, useLanguage, useTranslation } from '../../i18n';
import { Icon } from '../../ui';
import css from '../forms.module.css';
import { readDate } from '../model/dates';
import type { WidgetProps } from '../scope';
import { useDraft } from '../useDraft';
import { Calendar } from './Calendar';

/** A day: typed as people write it, or chosen in a calendar. */
export function DateWidget(props: Pick<WidgetProps, 'value' | 'label' | 'inputId' | 'invalid' | 'describedBy' | 'onChange'>) {
  const { value, label, inputId, invalid, describedBy, onChange } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const messageId = useId();
  const [open, setOpen] = useState(false);
  const [bad, setBad] = useState(false);
  const iso = typeof value === 'string' ? value : '';
  const stored = formats.formatDate(iso, language);
  const draft = useDraft(stored, (typed) => {
    if (typed.trim() === '') {
      setBad(false);
      onChange(null);
      return true;
    }
    const read = readDate(typed);
    setBad(read === null);
    if (read === null) return false;
    if (read === iso) draft.setText(stored);
    else onChange(read);
    return true;
  });
  return (
    <div>
      <Popover opened={open} onChange={setOpen} position="bottom-end" withinPortal trapFocus returnFocus>
        <Popover.Target>
          <div className={css.dateBox}>
            <input
              id={inputId}
              type="text"
              autoComplete="off"
              className={css.input}
              aria-label={label}
              aria-invalid={invalid || bad}
              aria-describedby={bad ? messageId : describedBy}
              placeholder={t('forms.date.placeholder')}
              {...draft.inputProps}
            />
            <button
              type="button"
              className={css.inInput}
              aria-label={`${t('forms.date.open')}: ${label}`}
              title={t('forms.date.open')}
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              <Icon name="calendar" size={14} />
            </button>
          </div>
        </Popover.Target>
        <Popover.Dropdown p={0}>
          <Calendar
            value={iso === '' ? null : iso}
            onChoose={(chosen) => {
              setOpen(false);
              setBad(false);
              if (chosen !== iso) onChange(chosen);
            }}
          />
        </Popover.Dropdown>
      </Popover>
      {bad && (
        <div className={css.message} id={messageId} role="alert">
          <Icon name="bang" size={12} />
          <span>{t('forms.date.bad')}</span>
        </div>
      )}
    </div>
  );
}
