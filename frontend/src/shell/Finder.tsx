import { useEffect, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { titleOf } from '../canvas/look';
import { focusNode } from '../canvas/walking';
import { MOD } from '../canvas/keyNames';
import { setCanvas, useCanvas } from '../canvas/store';
import { pick, useLanguage, useTranslation } from '../i18n';
import { selectNode, useAnalysis, useCatalogue, useDocument } from '../state';
import { Icon, Kbd, Tile, classes } from '../ui';
import type { IconName } from '../ui';
import { commands, hotkeyName } from './commands';
import { plain, whereFound } from './found';
import css from '../canvas/canvas.module.css';

interface Found {
  key: string;
  title: string;
  detail: string;
  category?: string | undefined;
  icon?: string | undefined;
  /** Icon of an act. */
  glyph?: IconName;
  hotkey?: string;
  open: () => void;
}

const MOST = 200;

/** Every node with all that can be searched in it, and every act. */
function useFound(kind: 'nodes' | 'commands', query: string): Found[] {
  const document_ = useDocument((document) => document);
  const analysis = useAnalysis();
  const catalogue = useCatalogue();
  const language = useLanguage();
  const { t } = useTranslation();
  return useMemo(() => {
    const wanted = plain(query.trim());
    const acts: Found[] =
      kind === 'commands'
        ? commands
            .filter(({ silent, enabled }) => silent !== true && enabled?.() !== false)
            .map((command): Found => ({
              key: `command:${command.id}`,
              title: t(`shell.command.${command.word?.() ?? command.id}`),
              detail: '',
              ...(command.icon === undefined ? {} : { glyph: command.icon }),
              ...(command.keys[0] === undefined ? {} : { hotkey: hotkeyName(command.keys[0], MOD) }),
              open: () => command.run(),
            }))
            .filter(({ title }) => wanted.split(/\s+/).every((word) => plain(title).includes(word)))
        : [];
    const nodes: Found[] = [];
    for (const node of document_.nodes) {
      const type = catalogue.byId.get(node.type);
      const own = analysis?.nodes[node.id];
      const title = titleOf(node, own, type, language);
      const caption = pick(own?.caption, language);
      const where = wanted === '' ? { by: 'title' as const } : whereFound({ node, shown: `${title}\n${caption}`, analysis: own, type }, wanted);
      if (where === null) continue;
      const detail =
        where.by === 'column'
          ? t('shell.finder.inColumns', { name: where.text })
          : where.by === 'settings'
            ? t('shell.finder.inSettings', { text: where.text })
            : caption;
      nodes.push({
        key: `node:${node.id}`,
        title,
        detail: detail === title ? '' : detail,
        category: type?.category,
        icon: type?.icon,
        open: () => {
          selectNode(node.id);
          focusNode(node.id, true);
        },
      });
      if (nodes.length >= MOST) break;
    }
    return [...acts, ...nodes];
  }, [kind, query, document_, analysis, catalogue, language, t]);
}

function Window({ kind }: { kind: 'nodes' | 'commands' }) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const found = useFound(kind, query);
  const chosen = Math.min(at, found.length - 1);
  const list = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const close = (): void => setCanvas({ finder: null });
  const open = (index: number): void => {
    const item = found[index];
    if (item === undefined) return;
    close();
    item.open();
  };
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  useEffect(() => {
    const outside = (event: PointerEvent): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) === false) setCanvas({ finder: null });
    };
    window.addEventListener('pointerdown', outside, true);
    return () => window.removeEventListener('pointerdown', outside, true);
  }, []);
  const label = t(kind === 'nodes' ? 'shell.finder.nodes' : 'shell.finder.commands');
  return (
    <div ref={box} className={classes(css.quick, css.palette)} role="dialog" aria-label={label} data-testid="finder">
      <div className={css.quickHead}>
        <div className={css.search}>
          <Icon name="search" />
          <input
            // The window opens for typing: that is its whole purpose.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            value={query}
            placeholder={label}
            aria-label={label}
            role="combobox"
            aria-expanded="true"
            aria-controls="finder-list"
            aria-activedescendant={chosen < 0 ? undefined : `finder-${chosen}`}
            onChange={(event) => {
              setQuery(event.target.value);
              setAt(0);
            }}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.code === 'ArrowDown') setAt(Math.min(chosen + 1, found.length - 1));
              else if (event.code === 'ArrowUp') setAt(Math.max(chosen - 1, 0));
              else if (event.code === 'Enter' || event.code === 'NumpadEnter') open(chosen);
              else if (event.code === 'Escape' || event.code === 'Tab') close();
              else return;
              event.preventDefault();
            }}
          />
        </div>
      </div>
      <div ref={list} className={css.results} id="finder-list" role="listbox" aria-label={label}>
        {found.map((item, index) => (
          <div
            key={item.key}
            id={`finder-${index}`}
            className={css.option}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            data-testid={`found-${item.key}`}
            onPointerMove={() => setAt(index)}
            onClick={() => open(index)}
          >
            {item.key.startsWith('node:') ? (
              <Tile category={item.category} icon={item.icon} />
            ) : (
              <span className={css.actIcon}>{item.glyph !== undefined && <Icon name={item.glyph} />}</span>
            )}
            <div>
              <b>{item.title}</b>
              {item.detail !== '' && <small>{item.detail}</small>}
            </div>
            {item.hotkey !== undefined && <Kbd>{item.hotkey}</Kbd>}
          </div>
        ))}
        {found.length === 0 && <p className={css.nothing}>{t('shell.finder.nothing')}</p>}
      </div>
    </div>
  );
}

/** Finding a node of the workflow, or a command. */
export function Finder() {
  const kind = useCanvas((state) => state.finder);
  return kind === null ? null : createPortal(<Window kind={kind} />, document.body);
}
