/** Every act of the editor: one table for the keyboard, the list of keys, the menus and the command window. */
import { downstream } from '../document';
import { setLanguage, language } from '../i18n';
import { setCanvas } from '../canvas/store';
import { cancelRun, currentDocument, currentPath, saveWorkflow, startRun } from '../state';
import { runStore } from '../state/run';
import { key } from './acts/command';
import type { Command } from './acts/command';
import { editing } from './acts/editing';
import { looking } from './acts/looking';
import { hasNode, withNode } from './acts/target';
import { downloadJson } from './download';
import { openExamples, openHome } from './route';
import { toggleTheme } from './theme';

export { hotkeyName, matches } from './acts/command';
export type { Command, Hotkey, Section } from './acts/command';

const idle = (): boolean => !runStore.getState().active;

/** Runs a node and everything behind it; what leads to it is taken as it was computed. */
export function runFromHere(node: string): void {
  void startRun([node, ...downstream(currentDocument(), [node])]);
}

const running: Command[] = [
  {
    id: 'runAll',
    section: 'run',
    icon: 'play',
    keys: [key(['Enter', 'NumpadEnter'], 'mod')],
    everywhere: true,
    enabled: idle,
    run: () => void startRun(),
  },
  {
    id: 'runToHere',
    section: 'run',
    icon: 'play',
    keys: [key('F7'), key(['Enter', 'NumpadEnter'], 'shift')],
    enabled: () => idle() && hasNode(),
    run: withNode((node) => void startRun([node])),
  },
  {
    id: 'runFromHere',
    section: 'run',
    icon: 'play',
    keys: [key('F7', 'shift')],
    enabled: () => idle() && hasNode(),
    run: withNode(runFromHere),
  },
  { id: 'stop', section: 'run', icon: 'stop', keys: [key('F9')], everywhere: true, enabled: () => !idle(), run: () => void cancelRun() },
];

const filing: Command[] = [
  { id: 'save', section: 'file', icon: 'check', keys: [key('KeyS', 'mod')], everywhere: true, run: () => void saveWorkflow() },
  { id: 'download', section: 'file', icon: 'download', keys: [], run: () => downloadJson(currentPath(), currentDocument()) },
  { id: 'home', section: 'file', icon: 'home', keys: [], run: openHome },
  { id: 'examples', section: 'file', icon: 'book', keys: [], run: openExamples },
  { id: 'theme', section: 'file', icon: 'theme', keys: [], run: toggleTheme },
  { id: 'language', section: 'file', keys: [], run: () => setLanguage(language() === 'ru' ? 'en' : 'ru') },
];

const helping: Command[] = [
  {
    id: 'commands',
    section: 'help',
    icon: 'search',
    keys: [key('KeyK', 'mod')],
    everywhere: true,
    silent: true,
    run: () => setCanvas({ finder: 'commands' }),
  },
  {
    id: 'keys',
    section: 'help',
    icon: 'keyboard',
    keys: [{ codes: ['Slash'], signs: ['?'], shift: true }, key('F1')],
    run: () => setCanvas({ keysShown: true }),
  },
  { id: 'tour', section: 'help', icon: 'book', keys: [], run: () => setCanvas({ tour: true }) },
];

export const commands: Command[] = [...running, ...editing, ...looking, ...filing, ...helping];

/** The act with this id. */
export function commandOf(id: string): Command | undefined {
  return commands.find((command) => command.id === id);
}
