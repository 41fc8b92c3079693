import { useFormat, useTranslation } from '../i18n';
import { currentDocument } from '../state';
import { selectionStore } from '../state/selection';
import { Button, IconButton, Kbd, classes } from '../ui';
import { openQuickAdd } from './actions';
import { addFrame, addNoteHere } from './arranging';
import { boundsOf, fitBox } from './fit';
import { currentFlow, glide, pointer, setCanvas, useCanvas } from './store';
import { tidy } from './tidy';
import css from './canvas.module.css';

export const fitAll = (): void => fitBox(boundsOf(currentDocument()));

export const fitSelection = (): void => {
  const { nodes } = selectionStore.getState();
  fitBox(boundsOf(currentDocument(), nodes.length > 0 ? nodes : undefined));
};

export const zoomTo = (zoom: number): void => void currentFlow()?.zoomTo(zoom, { duration: glide() });

/** Zoom, adding, tidying and finding: the strip at the bottom left of the canvas. */
export function ToolStrip() {
  const zoom = useCanvas((state) => state.zoom);
  const format = useFormat();
  const { t } = useTranslation();
  return (
    <div className={css.strip}>
      <div className={css.group} role="group" aria-label={t('canvas.strip.zoom')}>
        <IconButton icon="minus" label={t('canvas.strip.zoomOut')} hotkey="−" data-testid="zoom-out" onClick={() => zoomTo(zoom / 1.2)} />
        <button
          type="button"
          className={css.zoomValue}
          aria-label={`${format.percent(zoom)}. ${t('canvas.strip.actualSize')}`}
          title={t('canvas.strip.actualSize')}
          data-testid="zoom-value"
          onClick={() => zoomTo(1)}
        >
          {format.percent(zoom)}
        </button>
        <IconButton icon="plus" label={t('canvas.strip.zoomIn')} hotkey="+" data-testid="zoom-in" onClick={() => zoomTo(zoom * 1.2)} />
        <IconButton icon="fit" label={t('canvas.strip.fit')} hotkey="Shift+1" data-testid="fit" onClick={fitAll} />
      </div>
      <div className={classes(css.group, css.wideOnly)} role="group" aria-label={t('canvas.strip.tools')}>
        <Button
          icon="plus"
          data-testid="add-node"
          onClick={() => {
            pointer.inside = false;
            openQuickAdd();
          }}
        >
          {t('canvas.strip.node')} <Kbd>N</Kbd>
        </Button>
        <IconButton icon="note" label={t('canvas.strip.note')} hotkey="Shift+S" data-testid="add-note" onClick={addNoteHere} />
        <IconButton icon="frame" label={t('canvas.strip.frame')} hotkey="Ctrl+G" data-testid="add-frame" onClick={addFrame} />
        <IconButton icon="tidy" label={t('canvas.strip.tidy')} hotkey="Shift+Alt+T" data-testid="tidy" onClick={() => void tidy()} />
        <IconButton
          icon="search"
          label={t('canvas.strip.find')}
          hotkey="Ctrl+F"
          data-testid="find-node"
          onClick={() => setCanvas({ finder: 'nodes' })}
        />
      </div>
    </div>
  );
}
