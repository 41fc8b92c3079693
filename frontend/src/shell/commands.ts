/** Every act that has a key: one table for the keyboard, the list of keys and the command window. */
import {
  addFrame,
  addNoteHere,
  duplicateSelected,
  goToNeighbour,
  nudge,
  openQuickAdd,
  removeFrames,
  removeSelected,
  selectAll,
  toggleFlag,
} from '../canvas/actions';
import { canvasStore, setCanvas } from '../canvas/store';
import { fitAll, fitSelection, zoomTo } from '../canvas/ToolStrip';
import { tidy } from '../canvas/tidy';
import {
  cancelRun,
  clearSelection,
  redo,
  saveWorkflow,
  selectPort,
  setPanes,
  startRun,
  undo,
  portsOf,
} from '../state';
import { panesStore } from '../state/panes';
import { selectionStore } from '../state/selection';

export interface Hotkey {
  /** Physical keys, so that any keyboard layout gives the same act. */
  codes: string[];
  mod?: boolean;
  shift?: boolean;
  alt?: boolean;
}

export interface Command {
  id: string;
  keys: Hotkey[];
  /** Works while a text field has the keyboard. */
  everywhere?: boolean;
  /** Not offered in the command window: it is a movement, not an act. */
  silent?: boolean;
  run: (event?: KeyboardEvent) => void;
}

const STEP = 8;
const LEAP = 32;

function focusSearch(): void {
  setPanes({ paletteFolded: false });
  requestAnimationFrame(() => document.querySelector<HTMLInputElement>('[data-palette-search]')?.focus());
}

function selectedNode(): string | null {
  const focused = document.activeElement?.closest('.react-flow__node')?.getAttribute('data-id') ?? null;
  if (focused !== null && !focused.includes(':')) return focused;
  return selectionStore.getState().node;
}

function withNode(act: (node: string) => void): () => void {
  return () => {
    const node = selectedNode();
    if (node !== null) act(node);
  };
}

function arrow(dx: number, dy: number): (event?: KeyboardEvent) => void {
  return (event) => {
    const step = event?.shiftKey === true ? LEAP : STEP;
    nudge(dx * step, dy * step);
  };
}

const arrows: [string, number, number][] = [
  ['ArrowLeft', -1, 0],
  ['ArrowRight', 1, 0],
  ['ArrowUp', 0, -1],
  ['ArrowDown', 0, 1],
];

function focusPane(selector: string): () => void {
  return () => {
    const pane = document.querySelector<HTMLElement>(selector);
    const inside = pane?.querySelector<HTMLElement>(
      'input, select, textarea, button, [tabindex]:not([tabindex="-1"])',
    );
    (inside ?? pane)?.focus();
  };
}

export const commands: Command[] = [
  { id: 'runAll', keys: [{ codes: ['Enter', 'NumpadEnter'], mod: true }], everywhere: true, run: () => void startRun() },
  {
    id: 'runToHere',
    keys: [{ codes: ['F7'] }, { codes: ['Enter'], shift: true }],
    run: withNode((node) => void startRun([node])),
  },
  { id: 'stop', keys: [{ codes: ['F9'] }], everywhere: true, run: () => void cancelRun() },
  { id: 'save', keys: [{ codes: ['KeyS'], mod: true }], everywhere: true, run: () => void saveWorkflow() },
  { id: 'undo', keys: [{ codes: ['KeyZ'], mod: true }], run: undo },
  { id: 'redo', keys: [{ codes: ['KeyZ'], mod: true, shift: true }, { codes: ['KeyY'], mod: true }], run: redo },
  { id: 'add', keys: [{ codes: ['KeyN'] }], run: openQuickAdd },
  { id: 'search', keys: [{ codes: ['Slash'] }], run: focusSearch },
  { id: 'find', keys: [{ codes: ['KeyF'], mod: true }], run: () => setCanvas({ finder: 'nodes' }) },
  { id: 'commands', keys: [{ codes: ['KeyK'], mod: true }], everywhere: true, run: () => setCanvas({ finder: 'commands' }) },
  {
    id: 'open',
    keys: [{ codes: ['Enter', 'NumpadEnter'] }],
    run: withNode(() => {
      setPanes({ formOpen: true, right: 'node' });
      requestAnimationFrame(focusPane('[data-pane="form"]'));
    }),
  },
  {
    id: 'rename',
    keys: [{ codes: ['F2'] }],
    run: () => {
      const { groups, notes } = selectionStore.getState();
      const node = selectedNode();
      if (node !== null) setCanvas({ renaming: node });
      else if (groups[0] !== undefined) setCanvas({ renaming: `frame:${groups[0]}` });
      else if (notes[0] !== undefined) setCanvas({ renaming: `note:${notes[0]}` });
    },
  },
  { id: 'connect', keys: [{ codes: ['KeyC'] }], run: withNode((node) => setCanvas({ connectFrom: node })) },
  { id: 'disable', keys: [{ codes: ['KeyD'] }], run: () => toggleFlag('disabled') },
  { id: 'pin', keys: [{ codes: ['KeyP'] }], run: () => toggleFlag('pinned') },
  { id: 'duplicate', keys: [{ codes: ['KeyD'], mod: true }], run: duplicateSelected },
  { id: 'remove', keys: [{ codes: ['Delete', 'Backspace'] }], run: removeSelected },
  { id: 'selectAll', keys: [{ codes: ['KeyA'], mod: true }], run: selectAll },
  {
    id: 'deselect',
    keys: [{ codes: ['Escape'] }],
    silent: true,
    run: () => {
      if (canvasStore.getState().menu !== null) setCanvas({ menu: null });
      else clearSelection();
    },
  },
  {
    id: 'menu',
    keys: [{ codes: ['ContextMenu'] }, { codes: ['F10'], shift: true }],
    silent: true,
    run: withNode((node) => {
      const box = document.querySelector(`[data-node="${CSS.escape(node)}"]`)?.getBoundingClientRect();
      if (selectionStore.getState().node !== node) selectionStore.setState({ nodes: [node], node });
      setCanvas({ menu: { node, screen: { x: box?.right ?? 200, y: box?.top ?? 200 } } });
    }),
  },
  { id: 'group', keys: [{ codes: ['KeyG'], mod: true }], run: addFrame },
  { id: 'ungroup', keys: [{ codes: ['KeyG'], mod: true, shift: true }], run: removeFrames },
  { id: 'note', keys: [{ codes: ['KeyS'], shift: true }], run: addNoteHere },
  { id: 'tidy', keys: [{ codes: ['KeyT'], shift: true, alt: true }], run: () => void tidy() },
  { id: 'fitAll', keys: [{ codes: ['Digit1'], shift: true }, { codes: ['Digit1'] }], run: fitAll },
  { id: 'fitSelection', keys: [{ codes: ['Digit2'], shift: true }], run: fitSelection },
  { id: 'actualSize', keys: [{ codes: ['Digit0', 'Numpad0'], mod: true }], run: () => zoomTo(1) },
  {
    id: 'zoomIn',
    keys: [{ codes: ['Equal', 'NumpadAdd'], mod: true }, { codes: ['Equal', 'NumpadAdd'] }],
    run: () => zoomTo(canvasStore.getState().zoom * 1.2),
  },
  {
    id: 'zoomOut',
    keys: [{ codes: ['Minus', 'NumpadSubtract'], mod: true }, { codes: ['Minus', 'NumpadSubtract'] }],
    run: () => zoomTo(canvasStore.getState().zoom / 1.2),
  },
  { id: 'minimap', keys: [{ codes: ['KeyM'] }], run: () => setPanes({ minimap: !panesStore.getState().minimap }) },
  { id: 'runs', keys: [{ codes: ['KeyH'] }], run: () => setPanes({ formOpen: true, right: 'runs' }) },
  { id: 'keys', keys: [{ codes: ['Slash'], shift: true }, { codes: ['F1'] }], run: () => setCanvas({ keysShown: true }) },
  ...arrows.map(
    ([code, dx, dy]): Command => ({
      id: 'move',
      silent: true,
      keys: [{ codes: [code] }, { codes: [code], shift: true }],
      run: arrow(dx, dy),
    }),
  ),
  ...arrows.map(
    ([code, dx, dy]): Command => ({
      id: 'walk',
      silent: true,
      keys: [{ codes: [code], alt: true }],
      run: () => goToNeighbour(dx, dy),
    }),
  ),
  ...Array.from({ length: 9 }, (_, index): Command => ({
    id: 'output',
    silent: true,
    keys: [{ codes: [`Digit${index + 1}`], alt: true }],
    run: withNode((node) => {
      const port = portsOf(node).outputs[index];
      if (port !== undefined) selectPort(port.id);
    }),
  })),
];

/** Whether a key press is this hotkey. */
export function matches(event: KeyboardEvent, key: Hotkey): boolean {
  return (
    key.codes.includes(event.code) &&
    (event.ctrlKey || event.metaKey) === (key.mod === true) &&
    event.shiftKey === (key.shift === true) &&
    event.altKey === (key.alt === true)
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
export function hotkeyName(key: Hotkey, mod: string): string {
  const code = key.codes[0] ?? '';
  const name = names[code] ?? code.replace(/^(Key|Digit)/, '');
  if (code === 'Slash' && key.shift === true) return '?';
  return [key.mod === true ? mod : '', key.alt === true ? 'Alt' : '', key.shift === true ? 'Shift' : '', name]
    .filter((part) => part !== '')
    .join('+');
}
