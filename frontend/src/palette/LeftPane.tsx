import { useTranslation } from '../i18n';
import { setPanes, usePanes } from '../state';
import { IconButton } from '../ui';
import { Outline } from './Outline';
import { Palette } from './Palette';
import css from './palette.module.css';

/** What stands at the left of the canvas: the node types, or the workflow as a list. */
export function LeftPane({ folded }: { folded: boolean }) {
  const { t } = useTranslation();
  const left = usePanes((panes) => panes.left);
  if (folded) return <Palette folded />;
  const tab = (name: 'palette' | 'outline', words: string) => (
    <button
      type="button"
      role="tab"
      aria-selected={left === name}
      data-testid={`left-${name}`}
      onClick={() => setPanes({ left: name })}
    >
      {words}
    </button>
  );
  return (
    <aside className={css.palette} aria-label={t('palette.tabs')} data-testid="palette">
      <div className={css.tabs}>
        <div role="tablist" aria-label={t('palette.tabs')}>
          {tab('palette', t('palette.nodes'))}
          {tab('outline', t('palette.outline'))}
        </div>
        <IconButton icon="panel" label={t('palette.fold')} data-testid="palette-fold" onClick={() => setPanes({ paletteFolded: true })} />
      </div>
      {left === 'palette' ? <Palette folded={false} /> : <Outline />}
    </aside>
  );
}
