import { Modal } from '@mantine/core';
import { setCanvas, useCanvas } from '../canvas/store';
import { MOD } from '../canvas/keyNames';
import { useTranslation } from '../i18n';
import { Kbd } from '../ui';
import { commands, hotkeyName } from './commands';
import css from '../canvas/canvas.module.css';

interface Row {
  id: string;
  names: string[];
}

function rows(): Row[] {
  const byId = new Map<string, string[]>();
  for (const { id, keys } of commands) {
    const names = byId.get(id) ?? [];
    names.push(...keys.map((key) => hotkeyName(key, MOD)));
    byId.set(id, names);
  }
  const special: Record<string, string[]> = {
    move: ['← → ↑ ↓', 'Shift'],
    walk: ['Alt + ← → ↑ ↓'],
    output: ['Alt + 1…9'],
  };
  return [
    ...[...byId].map(([id, names]) => ({ id, names: special[id] ?? names })),
    { id: 'copy', names: [`${MOD}+C`, `${MOD}+X`, `${MOD}+V`] },
    { id: 'pasteWithInputs', names: [`${MOD}+Shift+V`] },
  ];
}

/** The list of keys. */
export function KeysDialog() {
  const shown = useCanvas((state) => state.keysShown);
  const { t } = useTranslation();
  return (
    <Modal
      opened={shown}
      onClose={() => setCanvas({ keysShown: false })}
      title={t('shell.keys.title')}
      size="xl"
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      <div className={css.keys} data-testid="keys">
        {rows().map(({ id, names }) => (
          <div key={id}>
            <span>{t(`shell.command.${id}`)}</span>
            <span>
              {names.map((name) => (
                <Kbd key={name}>{name}</Kbd>
              ))}
            </span>
          </div>
        ))}
      </div>
    </Modal>
  );
}
