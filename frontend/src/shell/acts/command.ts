/** What an act is: a line of the key list, of the command window and of the menus. */
import type { IconName } from '../../ui';

export interface Hotkey {
  /** Physical keys, so that any keyboard layout gives the same act. */
  codes: string[];
  /** Signs that mean the same wherever they stand on the keyboard: `?` is Shift+7 on a Russian one. */
  signs?: string[];
  mod?: boolean;
  shift?: boolean;
  alt?: boolean;
}

export type Section = 'run' | 'edit' | 'canvas' | 'select' | 'view' | 'file' | 'help';

export interface Command {
  id: string;
  section: Section;
  keys: Hotkey[];
  icon?: IconName;
  /** Works while a text field has the keyboard. */
  everywhere?: boolean;
  /** Not offered in the command window: it is a movement, not an act. */
  silent?: boolean;
  /** Another name for the words of the title, when the act goes both ways: `enable` for `disable`. */
  word?: () => string;
  /** Whether it would do anything now; always when absent. */
  enabled?: () => boolean;
  run: (event?: KeyboardEvent) => void;
}

/** A key without or with Shift, Alt, Mod: `key('KeyG', 'mod', 'shift')`. */
export function key(code: string | string[], ...held: ('mod' | 'shift' | 'alt')[]): Hotkey {
  return {
    codes: typeof code === 'string' ? [code] : code,
    mod: held.includes('mod'),
    shift: held.includes('shift'),
    alt: held.includes('alt'),
  };
}

/** Whether a key press is this hotkey. */
export function matches(event: KeyboardEvent, hotkey: Hotkey): boolean {
  const mod = event.ctrlKey || event.metaKey;
  if (hotkey.signs?.includes(event.key) === true && !mod && !event.altKey) return true;
  return (
    hotkey.codes.includes(event.code) &&
    mod === (hotkey.mod === true) &&
    event.shiftKey === (hotkey.shift === true) &&
    event.altKey === (hotkey.alt === true)
  );
}

const names: Record<string, string> = {
  Enter: 'Enter',
  Slash: '/',
  Delete: 'Del',
  Escape: 'Esc',
  Equal: '+',
  Minus: '−',
  ContextMenu: 'Menu',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

/** The name of a hotkey as it is written in tooltips: `Ctrl+Shift+Z`. */
export function hotkeyName(hotkey: Hotkey, mod: string): string {
  const code = hotkey.codes[0] ?? '';
  const name = names[code] ?? code.replace(/^(Key|Digit)/, '');
  if (code === 'Slash' && hotkey.shift === true) return '?';
  return [hotkey.mod === true ? mod : '', hotkey.alt === true ? 'Alt' : '', hotkey.shift === true ? 'Shift' : '', name]
    .filter((part) => part !== '')
    .join('+');
}
