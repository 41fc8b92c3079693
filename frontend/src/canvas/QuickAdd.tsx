import { useEffect, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useExamples } from '../api';
import { parseEnd } from '../document';
import type { WorkflowDocument } from '../document';
import { useText, useTranslation } from '../i18n';
import { useCatalogue, useDocument } from '../state';
import { Icon, Tile } from '../ui';
import { addNodeOf, typeFits } from './actions';
import { learn, likelyFirst } from './likely';
import { replaceWith } from './rewiring';
import { searchTypes } from './search';
import { setCanvas, useCanvas } from './store';
import type { AddTarget, QuickAdd as QuickAddState } from './store';
import { focusNode } from './walking';
import css from './canvas.module.css';

/** The type beside which the new node will stand, and the side of it that is continued. */
function neighbourOf(asked: AddTarget, document_: WorkflowDocument): { type: string; side: 'input' | 'output' } | null {
  const end = asked.port ?? (asked.edge === undefined ? undefined : { node: parseEnd(asked.edge.split('->')[0] ?? '').node, side: 'output' as const });
  const type = document_.nodes.find((node) => node.id === end?.node)?.type;
  return type === undefined || end === undefined ? null : { type, side: end.side };
}

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

  const examples = useExamples().data;
  const found = useMemo(() => {
    const fitting = catalogue.nodes.filter((type) => typeFits(type, asked, document_));
    if (query.trim() !== '') return searchTypes(fitting, query);
    const beside = neighbourOf(asked, document_);
    if (beside === null) return fitting;
    const known = (examples ?? []).map((example) => example.document);
    return likelyFirst(fitting, beside.type, beside.side, [document_, ...known]);
  }, [catalogue, asked, document_, query, examples]);
  const chosen = Math.min(at, found.length - 1);

  const close = (): void => {
    setCanvas({ quickAdd: null });
    if (before.current instanceof HTMLElement) before.current.focus();
  };
  const add = (index: number): void => {
    const type = found[index];
    if (type === undefined) return;
    setCanvas({ quickAdd: null });
    const beside = neighbourOf(asked, document_);
    if (beside !== null) learn(...(beside.side === 'output' ? ([beside.type, type.id] as const) : ([type.id, beside.type] as const)));
    const id =
      asked.replace === undefined
        ? addNodeOf(type, Number.isNaN(asked.at.x) ? null : asked.at, asked)
        : replaceWith(asked.replace, type);
    requestAnimationFrame(() => focusNode(id));
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
    asked.replace !== undefined
      ? t('canvas.quick.replace')
      : asked.edge !== undefined
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
