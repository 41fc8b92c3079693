import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { createPortal } from 'react-dom';
import { setCanvas, useCanvas } from '../canvas/store';
import { useTranslation } from '../i18n';
import { currentDocument, select, selectNode, setPanes } from '../state';
import { catalogueStore } from '../state/catalogue';
import { Button, IconButton } from '../ui';
import css from './shell.module.css';

/** The node the tour opens: one that shows a picture of its result, else one in the middle. */
function tellingNode(): string | null {
  const { nodes } = currentDocument();
  const { byId } = catalogueStore.getState();
  const telling = nodes.find(({ type }) => byId.get(type)?.view !== null && byId.get(type)?.view !== undefined);
  return telling?.id ?? nodes[Math.floor(nodes.length / 2)]?.id ?? null;
}

function showNode(): void {
  const node = tellingNode();
  setPanes({ formOpen: true, dataOpen: true, right: 'node' });
  if (node !== null) selectNode(node);
}

interface Step {
  id: string;
  /** What the step speaks of. */
  anchor: string;
  /** Brings the editor into the state the step speaks of. */
  prepare: () => void;
}

const steps: Step[] = [
  { id: 'flow', anchor: '[data-canvas]', prepare: () => select({}) },
  { id: 'form', anchor: '[data-pane="form"]', prepare: showNode },
  { id: 'data', anchor: '[data-pane="data"]', prepare: showNode },
  { id: 'run', anchor: '[data-testid="run"]', prepare: showNode },
  { id: 'safe', anchor: '[data-testid="save"]', prepare: showNode },
];

const WIDTH = 320;
const GAP = 12;

interface Place {
  ring: { left: number; top: number; width: number; height: number };
  left: number;
  top: number;
}

/** Beside the thing when there is room, else inside it: never over what the step speaks of a small thing. */
function placeAt(box: DOMRect, height: number): Place {
  const ring = { left: box.left + 2, top: box.top + 2, width: box.width - 4, height: box.height - 4 };
  const inside = (left: number, top: number): { left: number; top: number } => ({
    left: Math.max(8, Math.min(left, window.innerWidth - WIDTH - 8)),
    top: Math.max(8, Math.min(top, window.innerHeight - height - 8)),
  });
  if (box.height < 80) return { ring, ...inside(box.left, box.bottom + GAP) };
  if (box.left > WIDTH + 2 * GAP) return { ring, ...inside(box.left - WIDTH - GAP, box.top + 48) };
  if (box.top > height + 2 * GAP) return { ring, ...inside(box.left + 48, box.top - height - GAP) };
  return { ring, ...inside(box.left + GAP, box.bottom - height - GAP) };
}

function Window() {
  const { t } = useTranslation();
  const [at, setAt] = useState(0);
  const [place, setPlace] = useState<Place | null>(null);
  const card = useRef<HTMLDivElement>(null);
  const step = steps[at];
  const close = useCallback(() => setCanvas({ tour: false }), []);
  useLayoutEffect(() => {
    step?.prepare();
    const put = (): void => {
      const box = document.querySelector(step?.anchor ?? '')?.getBoundingClientRect();
      if (box !== undefined) setPlace(placeAt(box, card.current?.offsetHeight ?? 200));
    };
    put();
    const frame = requestAnimationFrame(put);
    window.addEventListener('resize', put);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('resize', put);
    };
  }, [step]);
  const placed = place !== null;
  useEffect(() => {
    if (placed) card.current?.querySelector<HTMLElement>('[data-next]')?.focus();
  }, [at, placed]);
  if (step === undefined) return null;
  const last = at === steps.length - 1;
  const next = (): void => (last ? close() : setAt(at + 1));
  const keys = (event: KeyboardEvent): void => {
    if (event.code !== 'Tab') event.stopPropagation();
    if (event.code === 'Escape') close();
    else if (event.code === 'ArrowRight') next();
    else if (event.code === 'ArrowLeft') setAt(Math.max(0, at - 1));
  };
  return (
    <>
      {place !== null && <div className={css.tourRing} style={place.ring} />}
      <div
        ref={card}
        className={css.tour}
        style={place === null ? { visibility: 'hidden' } : { left: place.left, top: place.top, width: WIDTH }}
        role="dialog"
        tabIndex={-1}
        aria-label={t('shell.tour.title')}
        aria-describedby="tour-text"
        data-testid="tour"
        data-step={step.id}
        onKeyDown={keys}
      >
        <div className={css.tourHead}>
          <small>{t('shell.tour.step', { at: at + 1, all: steps.length })}</small>
          <IconButton dense icon="cross" label={t('shell.tour.close')} onClick={close} />
        </div>
        <h2>{t(`shell.tour.${step.id}.title`)}</h2>
        <p id="tour-text">{t(`shell.tour.${step.id}.text`)}</p>
        <div className={css.tourFoot}>
          {at > 0 && (
            <Button look="quiet" onClick={() => setAt(at - 1)}>
              {t('shell.tour.back')}
            </Button>
          )}
          <Button look="primary" data-next onClick={next}>
            {t(last ? 'shell.tour.done' : 'shell.tour.next')}
          </Button>
        </div>
      </div>
    </>
  );
}

/** Five steps over the open workflow: how it is read, set, looked at, run, and why nothing is lost. */
export function Tour() {
  const shown = useCanvas((state) => state.tour);
  return shown ? createPortal(<Window />, document.body) : null;
}
