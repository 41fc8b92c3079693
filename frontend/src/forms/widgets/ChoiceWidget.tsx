import { useRef } from 'react';
import { useText, useTranslation } from '../../i18n';
import { classes } from '../../ui';
import css from '../forms.module.css';
import { segmentedWidth } from '../model/layout';
import type { Option } from '../model/schema';
import type { WidgetProps } from '../scope';
import { Picker } from './Picker';

/** One of several values: a list, or buttons side by side. */
export function ChoiceWidget(props: WidgetProps) {
  const { t } = useTranslation();
  const text = useText();
  const { field, value, label, inputId, invalid, describedBy, onChange } = props;
  const options = field.ui.options ?? [];
  const titles = options.map((option) => text(option.title));
  const roomy = props.compact !== true || segmentedWidth(titles) <= 118;
  if (field.ui.style === 'segmented' && roomy) return <SegmentedChoice {...props} />;
  const key = (choice: unknown): string => JSON.stringify(choice) ?? 'null';
  const known = options.some((option) => key(option.value) === key(value));
  return (
    <Picker
      id={inputId}
      label={label}
      value={known ? key(value) : value === '' || value === null ? '' : key(value)}
      placeholder={t('forms.choice.choose')}
      options={options.map((option) => ({
        value: key(option.value),
        title: text(option.title),
        help: text(option.help),
      }))}
      missing={<span className={classes(css.grow, css.bad)}>{t('forms.choice.unknown', { value: String(value) })}</span>}
      invalid={invalid || (!known && value !== '' && value !== null)}
      describedBy={describedBy}
      onChange={(chosen) => {
        const option = options.find((other) => key(other.value) === chosen);
        if (option !== undefined) onChange(option.value);
      }}
    />
  );
}

/** Buttons side by side; arrows move between them as in any group of radio buttons. */
export function SegmentedChoice({
  field,
  value,
  label,
  inputId,
  invalid,
  onChange,
}: WidgetProps) {
  const text = useText();
  const box = useRef<HTMLDivElement>(null);
  const options = field.ui.options ?? [];
  const at = options.findIndex((option) => option.value === value);
  const choose = (option: Option | undefined, index: number): void => {
    if (option === undefined) return;
    if (option.value !== value) onChange(option.value);
    box.current?.querySelectorAll('button')[index]?.focus();
  };
  return (
    <div
      ref={box}
      id={inputId}
      role="radiogroup"
      aria-label={label}
      title={label}
      className={css.segmented}
      data-invalid={invalid || (at === -1 && value !== '' && value !== null)}
    >
      {options.map((option, index) => (
        <button
          key={String(option.value)}
          type="button"
          role="radio"
          aria-checked={index === at}
          tabIndex={index === at || (at === -1 && index === 0) ? 0 : -1}
          title={text(option.help) || undefined}
          onClick={() => choose(option, index)}
          onKeyDown={(event) => {
            const step =
              event.key === 'ArrowRight' || event.key === 'ArrowDown'
                ? 1
                : event.key === 'ArrowLeft' || event.key === 'ArrowUp'
                  ? -1
                  : 0;
            if (step === 0) return;
            event.preventDefault();
            const next = (index + step + options.length) % options.length;
            choose(options[next], next);
          }}
        >
          {text(option.title)}
        </button>
      ))}
    </div>
  );
}
