import { useEffect, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useText, useTranslation } from '../i18n';
import { useCatalogue, useDocument } from '../state';
import { Icon, Tile } from '../ui';
import { addNodeOf, typeFits } from './actions';
import { searchTypes } from './search';
import { setCanvas, useCanvas } from './store';
import type { QuickAdd as QuickAddState } from './store';
import css from './canvas.module.css';

const WIDTH = 288;
const HEIGHT = 360;

function SearchWindow({ asked }: { asked: QuickAddState }) {
  const catalogue = useCatalogue();
  const document_ = useDocument((document) => document);
  const text = useText();
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const before = useRef(document.activeElement);

  const found = useMemo(
    () => searchTypes(catalogue.nodes.filter((type) => typeFits(type, asked, document_)), query),
    [catalogue, asked, document_, query],
  );
  const chosen = Math.min(at, found.length - 1);

  const close = (): void => {
    setCanvas({ quickAdd: null });
    if (before.current instanceof HTMLElement) before.current.focus();
  };
  const add = (index: number): void => {
    const type = found[index];
    if (type === undefined) return;
    setCanvas({ quickAdd: null });
    addNodeOf(type, Number.isNaN(asked.at.x) ? null : asked.at, asked);
  };

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  useEffect(() => {
    const outside = (event: PointerEvent): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) === false) setCanvas({ quickAdd: null });
    };
    window.addEventListener('pointerdown', outside, true);
    return () => window.removeEventListener('pointerdown', outside, true);
  }, []);

  const left = Math.max(8, Math.min(asked.screen.x, window.innerWidth - WIDTH - 8));
  const top = Math.max(8, Math.min(asked.screen.y, window.innerHeight - HEIGHT - 8));
  const hint =
    asked.edge !== undefined
      ? t('canvas.quick.intoEdge')
      : asked.port === undefined
        ? null
        : asked.port.side === 'output'
          ? t('canvas.quick.after')
          : t('canvas.quick.before');
  return (
    <div
      ref={box}
      className={css.quick}
      style={{ left, top }}
      role="dialog"
      aria-label={t('canvas.quick.title')}
      data-testid="quick-add"
    >
      <div className={css.quickHead}>
        <div className={css.search}>
          <Icon name="search" />
          <input
            // The search opens for typing: that is its whole purpose.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            value={query}
            placeholder={t('canvas.quick.placeholder')}
            aria-label={t('canvas.quick.title')}
            role="combobox"
            aria-expanded="true"
            aria-controls="quick-add-list"
            aria-activedescendant={found[chosen] === undefined ? undefined : `quick-${found[chosen].id}`}
            onChange={(event) => {
              setQuery(event.target.value);
              setAt(0);
            }}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.code === 'ArrowDown') setAt(Math.min(chosen + 1, found.length - 1));
              else if (event.code === 'ArrowUp') setAt(Math.max(chosen - 1, 0));
              else if (event.code === 'Enter' || event.code === 'NumpadEnter') add(chosen);
              else if (event.code === 'Escape' || event.code === 'Tab') close();
              else return;
              event.preventDefault();
            }}
          />
        </div>
        {hint !== null && <p>{hint}</p>}
      </div>
      <div ref={list} className={css.results} id="quick-add-list" role="listbox" aria-label={t('canvas.quick.title')}>
        {found.map((type, index) => (
          <div
            key={type.id}
            id={`quick-${type.id}`}
            className={css.option}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            data-testid={`quick-add-${type.id}`}
            onPointerMove={() => setAt(index)}
            onClick={() => add(index)}
          >
            <Tile category={type.category} icon={type.icon} />
            <div>
              <b>{text(type.title)}</b>
              <small>{text(type.summary)}</small>
            </div>
          </div>
        ))}
        {found.length === 0 && <p className={css.nothing}>{t('canvas.quick.nothing')}</p>}
      </div>
    </div>
  );
}

/** The search for a node at the cursor. */
export function QuickAdd() {
  const asked = useCanvas((state) => state.quickAdd);
  return asked === null ? null : createPortal(<SearchWindow asked={asked} />, document.body);
}
