import { useTranslation } from '../../i18n';
import css from '../forms.module.css';
import type { WidgetProps } from '../scope';

/** On or off. In a compact list line its title stands beside it in place of «yes» and «no». */
export function SwitchWidget({ value, label, inputId, describedBy, onChange, compact }: WidgetProps) {
  const { t } = useTranslation();
  const on = value === true;
  return (
    <label className={css.switch}>
      <input
        id={inputId}
        type="checkbox"
        role="switch"
        aria-checked={on}
        aria-label={label}
        aria-describedby={describedBy}
        checked={on}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span className={css.track} aria-hidden="true" />
      <span className={css.switchWord}>{compact === true ? label : t(on ? 'forms.switch.on' : 'forms.switch.off')}</span>
    </label>
  );
}
