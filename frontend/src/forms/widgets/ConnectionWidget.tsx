import { useConnections } from '../../api';
import { useTranslation } from '../../i18n';
import { goTo } from '../../shell/route';
import { Icon, classes } from '../../ui';
import css from '../forms.module.css';
import type { WidgetProps } from '../scope';
import { Picker } from './Picker';

/** A stored connection by its name, of the kinds a node can use. */
export function ConnectionWidget({ field, value, label, inputId, invalid, describedBy, onChange }: WidgetProps) {
  const { t } = useTranslation();
  const connections = useConnections();
  const name = typeof value === 'string' ? value : '';
  const kinds = field.ui.kinds ?? [];
  const fitting = (connections.data ?? []).filter((one) => kinds.length === 0 || kinds.includes(one.kind));
  return (
    <div className={css.fileBox}>
      <Picker
        id={inputId}
        label={label}
        value={name}
        options={fitting.map((one) => ({ value: one.name, title: one.name, end: one.address }))}
        placeholder={t('connections.choosePlaceholder')}
        empty={t('connections.none')}
        missing={
          <span className={classes(css.grow, connections.isSuccess && css.bad)} title={name}>
            {name}
          </span>
        }
        invalid={invalid}
        describedBy={describedBy}
        onChange={onChange}
      />
      <button
        type="button"
        className={css.besideInput}
        aria-label={t('connections.manage')}
        title={t('connections.manage')}
        onClick={() => goTo('#/connections')}
      >
        <Icon name="plug" size={14} />
      </button>
    </div>
  );
}
