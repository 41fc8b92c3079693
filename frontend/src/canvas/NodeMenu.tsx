import { Menu } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from '../i18n';
import { setPanes, startRun, useDocument, useRunState } from '../state';
import { Icon, Kbd } from '../ui';
import { duplicateSelected, removeNode, toggleFlag } from './actions';
import { MOD } from './keyNames';
import { setCanvas, useCanvas } from './store';

function NodeMenuAt({ node, x, y }: { node: string; x: number; y: number }) {
  const { t } = useTranslation();
  const found = useDocument((document) => document.nodes.find((other) => other.id === node));
  const { active } = useRunState();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() => first.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  const close = (): void => setCanvas({ menu: null });
  return (
    <Menu opened onClose={close} position="bottom-start" offset={0} width={232} withinPortal returnFocus>
      <Menu.Target>
        <span style={{ position: 'fixed', left: x, top: y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown w={256} aria-label={t('canvas.menu.title')} data-testid="node-menu">
        <Menu.Item
          ref={first}
          leftSection={<Icon name="pencil" />}
          rightSection={<Kbd>Enter</Kbd>}
          onClick={() => setPanes({ formOpen: true, right: 'node' })}
        >
          {t('canvas.menu.open')}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="play" />}
          rightSection={<Kbd>F7</Kbd>}
          disabled={active}
          data-testid="menu-run-to-here"
          onClick={() => void startRun([node])}
        >
          {t('canvas.menu.runToHere')}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="link" />}
          rightSection={<Kbd>C</Kbd>}
          data-testid="menu-connect"
          onClick={() => setCanvas({ connectFrom: node })}
        >
          {t('canvas.menu.connect')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<Icon name="pencil" />}
          rightSection={<Kbd>F2</Kbd>}
          data-testid="menu-rename"
          onClick={() => setCanvas({ renaming: node })}
        >
          {t('canvas.menu.rename')}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="copy" />}
          rightSection={<Kbd>{MOD}+D</Kbd>}
          data-testid="menu-duplicate"
          onClick={duplicateSelected}
        >
          {t('canvas.menu.duplicate')}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="off" />}
          rightSection={<Kbd>D</Kbd>}
          data-testid="menu-disable"
          onClick={() => toggleFlag('disabled', [node])}
        >
          {found?.disabled === true ? t('canvas.menu.enable') : t('canvas.menu.disable')}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="pin" />}
          rightSection={<Kbd>P</Kbd>}
          data-testid="menu-pin"
          onClick={() => toggleFlag('pinned', [node])}
        >
          {found?.pinned === true ? t('canvas.menu.unpin') : t('canvas.menu.pin')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<Icon name="trash" />}
          rightSection={<Kbd>Del</Kbd>}
          data-danger
          data-testid="menu-delete"
          onClick={() => removeNode(node)}
        >
          {t('canvas.menu.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The menu of a node: by right button, the menu key or Shift+F10. */
export function NodeMenu() {
  const menu = useCanvas((state) => state.menu);
  return menu === null ? null : (
    <NodeMenuAt key={menu.node} node={menu.node} x={menu.screen.x} y={menu.screen.y} />
  );
}
