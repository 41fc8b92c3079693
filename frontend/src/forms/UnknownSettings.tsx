import { useTranslation } from '../i18n';
import { IconButton } from '../ui';
import type { Settings } from '../document';
import css from './forms.module.css';
import { useScope } from './scope';
import type { Path } from './scope';

export interface UnknownSettingsProps {
  /** Path of the object the keys stand in; empty for the settings themselves. */
  path: Path;
  values: Settings;
  keys: string[];
}

/** Settings the node does not know: kept and red until the person removes them. */
export function UnknownSettings({ path, values, keys }: UnknownSettingsProps) {
  const { t } = useTranslation();
  const scope = useScope();
  return (
    <div role="group" aria-label={t('forms.unknown_settings')} data-testid="unknown-settings">
      {keys.map((key) => (
        <div key={key} className={css.unknown} title={t('forms.unknown_settings_hint')}>
          <strong>{key}</strong>
          <code>{JSON.stringify(values[key])}</code>
          <IconButton
            dense
            icon="trash"
            size={14}
            label={t('forms.remove_setting', { name: key })}
            onClick={() => scope.set([...path, key], undefined, key)}
          />
        </div>
      ))}
      <div className={css.help}>{t('forms.unknown_settings_hint')}</div>
    </div>
  );
}
