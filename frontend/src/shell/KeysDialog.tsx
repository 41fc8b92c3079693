import { Modal } from '@mantine/core';
import { setCanvas, useCanvas } from '../canvas/store';
import { MOD } from '../canvas/keyNames';
import { useTranslation } from '../i18n';
import { Kbd } from '../ui';
import { commands, hotkeyName } from './commands';
import type { Section } from './commands';
import css from '../canvas/canvas.module.css';

interface Row {
  id: string;
  names: string[];
}

const arrows: Record<string, string[]> = {
  move: [`${MOD} + ← → ↑ ↓`, 'Shift'],
  walk: ['← → ↑ ↓'],
  output: ['Alt + 1…9'],
};

/** The acts that have a key, by section. */
function rowsOf(section: Section): Row[] {
  const byId = new Map<string, string[]>();
  for (const { id, keys, section: own } of commands) {
    if (own !== section || keys.length === 0) continue;
    const names = byId.get(id) ?? [];
    names.push(...keys.map((hotkey) => hotkeyName(hotkey, MOD)));
    byId.set(id, names);
  }
  return [...byId].map(([id, names]) => ({ id, names: arrows[id] ?? names }));
}

const sections: Section[] = ['run', 'edit', 'select', 'canvas', 'view', 'file', 'help'];

/** The list of keys, and of what the mouse does. */
export function KeysDialog() {
  const shown = useCanvas((state) => state.keysShown);
  const { t } = useTranslation();
  const press = (name: string): string => t(`shell.keys.press.${name}`);
  const mouse: Row[] = [
    { id: 'clipboard', names: [`${MOD}+C`, `${MOD}+X`, `${MOD}+V`] },
    { id: 'pasteWithInputs', names: [`${MOD}+Shift+V`] },
    { id: 'marquee', names: [press('drag')] },
    { id: 'drag', names: [`Alt + ${press('drag')}`] },
    { id: 'snap', names: ['Alt'] },
    { id: 'pan', names: [press('wheel'), press('middle'), press('space')] },
    { id: 'zoom', names: [`${MOD} + ${press('wheel')}`] },
  ];
  return (
    <Modal
      opened={shown}
      onClose={() => setCanvas({ keysShown: false })}
      title={t('shell.keys.title')}
      size={920}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      <div className={css.keys} data-testid="keys">
        {[...sections.map((section) => [section, rowsOf(section)] as const), ['mouse', mouse] as const].map(([section, rows]) => (
          <section key={section}>
            <h3>{t(`shell.keys.section.${section}`)}</h3>
            {rows.map(({ id, names }) => (
              <div key={id}>
                <span>{t(`shell.command.${id}`)}</span>
                <span>
                  {names.map((name) => (
                    <Kbd key={name}>{name}</Kbd>
                  ))}
                </span>
              </div>
            ))}
          </section>
        ))}
      </div>
    </Modal>
  );
}
