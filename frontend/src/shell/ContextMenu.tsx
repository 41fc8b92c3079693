import { Menu } from '@mantine/core';
import { Fragment, useEffect, useRef } from 'react';
import { setCanvas, useCanvas } from '../canvas/store';
import type { MenuTarget } from '../canvas/store';
import { MOD } from '../canvas/keyNames';
import { useTranslation } from '../i18n';
import { Icon, Kbd } from '../ui';
import { groupColors } from './acts/editing';
import { commandOf, hotkeyName } from './commands';
import css from './shell.module.css';

const colors = [...groupColors.map((color) => `color_${color}`), 'color_none'];

/** The acts a thing offers, in groups parted by lines. */
const offered: Record<MenuTarget['kind'], string[][]> = {
  node: [
    ['open', 'runToHere', 'runFromHere', 'connect'],
    ['rename', 'replace', 'detach', 'disable', 'pin'],
    ['copy', 'cut', 'duplicate', 'group'],
    ['selectUp', 'selectDown'],
    ['remove'],
  ],
  group: [['rename', 'collapse', 'selectContent'], colors, ['copy', 'duplicate'], ['ungroup']],
  note: [['rename', 'copy', 'duplicate'], ['remove']],
  edge: [['add'], ['remove']],
  pane: [['add', 'paste', 'note', 'group'], ['selectAll', 'tidy', 'fitAll', 'find'], ['runAll']],
};

function Colors() {
  const { t } = useTranslation();
  return (
    <div className={css.swatches} role="group" aria-label={t('shell.menu.color')}>
      {[...groupColors, 'none'].map((color) => (
        <Menu.Item
          key={color}
          className={css.swatch ?? ''}
          data-color={color}
          aria-label={t(`shell.command.color_${color}`)}
          title={t(`shell.command.color_${color}`)}
          data-testid={`menu-color-${color}`}
          onClick={() => commandOf(`color_${color}`)?.run()}
        >
          <i />
        </Menu.Item>
      ))}
    </div>
  );
}

function MenuAt({ target, x, y }: { target: MenuTarget; x: number; y: number }) {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[role="menuitem"]:not(:disabled)')?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  const close = (): void => setCanvas({ menu: null });
  return (
    <Menu opened onClose={close} position="bottom-start" offset={0} width={264} withinPortal returnFocus>
      <Menu.Target>
        <button type="button" tabIndex={-1} aria-hidden="true" style={{ position: 'fixed', left: x, top: y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown ref={list} w={264} aria-label={t(`shell.menu.${target.kind}`)} data-testid={`${target.kind}-menu`}>
        {offered[target.kind].map((ids, index) => (
          <Fragment key={ids[0]}>
            {index > 0 && <Menu.Divider />}
            {ids === colors ? (
              <Colors />
            ) : (
              ids.map((id) => {
                const command = commandOf(id);
                if (command === undefined) return null;
                const [hotkey] = command.keys;
                return (
                  <Menu.Item
                    key={id}
                    leftSection={<Icon name={command.icon ?? 'dots'} />}
                    rightSection={hotkey === undefined ? undefined : <Kbd>{hotkeyName(hotkey, MOD)}</Kbd>}
                    disabled={command.enabled?.() === false}
                    data-danger={id === 'remove' ? true : undefined}
                    data-testid={`menu-${id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`}
                    onClick={() => command.run()}
                  >
                    {t(`shell.command.${command.word?.() ?? id}`)}
                  </Menu.Item>
                );
              })
            )}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What can be done with a thing of the canvas: by right button, the menu key or Shift+F10. */
export function ContextMenu() {
  const menu = useCanvas((state) => state.menu);
  if (menu === null) return null;
  const { target, screen } = menu;
  return <MenuAt key={`${target.kind}${screen.x}${screen.y}`} target={target} x={screen.x} y={screen.y} />;
}
