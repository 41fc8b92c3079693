import { useTranslation } from '../../i18n';
import css from '../forms.module.css';
import type { WidgetProps } from '../scope';

/** A field of a kind this editor does not know: its value is shown and kept. */
export function UnknownWidget({ value, label }: WidgetProps) {
  const { t } = useTranslation();
  return (
    <div role="group" aria-label={label}>
      <pre className={css.json}>{JSON.stringify(value, null, 2)}</pre>
      <div className={css.help}>{t('forms.unknown_widget')}</div>
    </div>
  );
}
