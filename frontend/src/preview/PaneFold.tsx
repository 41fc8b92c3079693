import { useTranslation } from '../i18n';
import { setPanes, usePanes } from '../state';
import { IconButton } from '../ui';
import css from './preview.module.css';

/** Folds the pane to its bar and back. */
export function PaneFold() {
  const { t } = useTranslation();
  const open = usePanes((panes) => panes.dataOpen);
  return (
    <IconButton
      className={css.push}
      icon={open ? 'chevronDown' : 'chevronUp'}
      label={t(open ? 'preview.collapse' : 'preview.expand')}
      aria-expanded={open}
      onClick={() => setPanes({ dataOpen: !open })}
    />
  );
}
