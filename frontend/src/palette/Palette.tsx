import { useEffect, useMemo, useState } from 'react';
import type { DragEvent as ReactDragEvent } from 'react';
import type { NodeType } from '../api/types';
import { PALETTE_DATA, setDraggedType } from '../canvas/paletteDrag';
import { addNodeOf, placeInSight } from '../canvas/actions';
import { addFiles, chooseFiles } from '../canvas/files';
import { searchTypes } from '../canvas/search';
import { pointer, useCanvas } from '../canvas/store';
import { useText, useTranslation } from '../i18n';
import { portsOf, setPanes, useCatalogue, useDocument, useSelectedNode } from '../state';
import { selectionStore } from '../state/selection';
import { Icon, Kbd, Tile, classes } from '../ui';
import css from './palette.module.css';

/** A node chosen without dragging stands behind the selected one when it fits there, else in sight. */
function addByClick(type: NodeType): void {
  const { node } = selectionStore.getState();
  const output = node === null ? undefined : portsOf(node).outputs[0];
  if (node !== null && output !== undefined && type.inputs.some((port) => port.kind === output.kind)) {
    addNodeOf(type, null, { port: { node, port: output.id, side: 'output' } });
    return;
  }
  pointer.inside = false;
  addNodeOf(type, placeInSight());
}

function startDrag(event: ReactDragEvent, type: NodeType): void {
  event.dataTransfer.setData(PALETTE_DATA, type.id);
  event.dataTransfer.effectAllowed = 'copy';
  setDraggedType(type);
}

function Item({ type, current, withTile }: { type: NodeType; current: boolean; withTile: boolean }) {
  const text = useText();
  return (
    <li>
      <button
        type="button"
        draggable
        className={classes(css.item, withTile && css.found, current && css.current)}
        title={text(type.summary)}
        data-testid={`palette-item-${type.id}`}
        onDragStart={(event) => startDrag(event, type)}
        onDragEnd={() => setDraggedType(null)}
        onClick={() => addByClick(type)}
      >
        {withTile && <Tile size={20} category={type.category} icon={type.icon} />}
        <span>{text(type.title)}</span>
      </button>
    </li>
  );
}

function moveFocus(event: React.KeyboardEvent<HTMLElement>): void {
  if (event.code !== 'ArrowDown' && event.code !== 'ArrowUp') return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, li button')];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const next = stops[at + (event.code === 'ArrowDown' ? 1 : -1)];
  if (next !== undefined) {
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  }
}

/** The node types by category: search them, drag one onto the canvas or press it. */
export function Palette({ folded }: { folded: boolean }) {
  const catalogue = useCatalogue();
  const text = useText();
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const uploads = useCanvas((state) => state.uploads);
  const selected = useSelectedNode();
  const selectedType = useDocument((document) => document.nodes.find((node) => node.id === selected)?.type);
  const selectedCategory = catalogue.byId.get(selectedType ?? '')?.category;
  const found = useMemo(
    () => (query.trim() === '' ? null : searchTypes(catalogue.nodes, query)),
    [catalogue.nodes, query],
  );

  // The category of the selected node opens by itself; what the person opened stays open.
  useEffect(() => {
    if (selectedCategory !== undefined) setOpen((now) => new Set([...now, selectedCategory]));
  }, [selectedCategory]);

  const unfold = (category?: string): void => {
    setPanes({ paletteFolded: false, left: 'palette' });
    if (category !== undefined) setOpen((now) => new Set([...now, category]));
    if (category === undefined) {
      requestAnimationFrame(() => document.querySelector<HTMLInputElement>('[data-palette-search]')?.focus());
    }
  };
  const toggle = (category: string): void =>
    setOpen((now) => {
      const next = new Set(now);
      if (!next.delete(category)) next.add(category);
      return next;
    });
  const chooseFile = (): void => {
    pointer.inside = false;
    void chooseFiles().then((files) => addFiles(files, placeInSight()));
  };

  if (folded) {
    return (
      <aside className={classes(css.palette, css.folded)} aria-label={t('palette.title')} data-testid="palette">
        <div className={css.find}>
          <button type="button" className={css.foldedSearch} aria-label={t('palette.search')} title={t('palette.search')} onClick={() => unfold()}>
            <Icon name="search" />
          </button>
          <button
            type="button"
            className={css.foldedSearch}
            aria-label={t('palette.outline')}
            title={t('palette.outline')}
            data-testid="left-outline"
            onClick={() => setPanes({ paletteFolded: false, left: 'outline' })}
          >
            <Icon name="outline" />
          </button>
        </div>
        <ul className={css.list}>
          {catalogue.categories.map((category) => (
            <li key={category.id}>
              <button
                type="button"
                className={classes(css.category, category.id === selectedCategory && css.marked)}
                aria-label={text(category.title)}
                title={text(category.title)}
                data-testid={`palette-category-${category.id}`}
                onClick={() => unfold(category.id)}
              >
                <Tile category={category.id} />
              </button>
            </li>
          ))}
        </ul>
        <button type="button" className={css.foot} title={t('palette.dropFile')} aria-label={t('palette.dropFile')} onClick={chooseFile}>
          <Icon name="file" />
        </button>
      </aside>
    );
  }
  return (
    // Arrow keys walk the list; each stop in it is a real button.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div className={css.body} role="group" aria-label={t('palette.title')} onKeyDown={moveFocus}>
      <div className={css.find}>
        <label className={css.search}>
          <Icon name="search" />
          <input
            data-palette-search
            data-testid="palette-search"
            value={query}
            placeholder={t('palette.search')}
            aria-label={t('palette.search')}
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={(event) => {
              const first = found?.[0];
              if (event.code === 'Escape') {
                setQuery('');
                event.currentTarget.blur();
              } else if (event.code === 'Enter' && first !== undefined) {
                addByClick(first);
                setQuery('');
              }
            }}
          />
          {query === '' ? <Kbd>/</Kbd> : (
            <button type="button" aria-label={t('palette.clear')} onClick={() => setQuery('')}>
              <Icon name="cross" size={12} />
            </button>
          )}
        </label>
      </div>
      <ul className={css.list}>
        {found === null
          ? catalogue.categories.map((category) => {
              const types = catalogue.nodes.filter((type) => type.category === category.id);
              const isOpen = open.has(category.id);
              return (
                <li key={category.id}>
                  <button
                    type="button"
                    className={classes(css.category, isOpen && css.open)}
                    aria-expanded={isOpen}
                    data-testid={`palette-category-${category.id}`}
                    onClick={() => toggle(category.id)}
                  >
                    <Tile size={20} category={category.id} />
                    <span>{text(category.title)}</span>
                    <small>{types.length}</small>
                  </button>
                  {isOpen && (
                    <ul className={css.items}>
                      {types.map((type) => (
                        <Item key={type.id} type={type} current={type.id === selectedType} withTile={false} />
                      ))}
                    </ul>
                  )}
                </li>
              );
            })
          : found.map((type) => <Item key={type.id} type={type} current={false} withTile />)}
        {found !== null && found.length === 0 && <li className={css.nothing}>{t('palette.nothing')}</li>}
      </ul>
      <button type="button" className={css.foot} onClick={chooseFile}>
        <Icon name="file" />
        <span>{uploads > 0 ? t('palette.uploading', { count: uploads }) : t('palette.dropFile')}</span>
      </button>
    </div>
  );
}
