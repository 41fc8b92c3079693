/** Acts that change the workflow on the canvas. */
import { removeSelected, openQuickAdd, toggleFlag } from '../../canvas/actions';
import { addFrame, addNoteHere, alignSelected, colorGroups, nudge, removeFrames, spreadSelected, toggleCollapsed } from '../../canvas/arranging';
import { askClipboard, copyToClipboard, duplicateSelected } from '../../canvas/clips';
import { detachSelected, joinSelected } from '../../canvas/rewiring';
import { setCanvas } from '../../canvas/store';
import { tidy } from '../../canvas/tidy';
import { redo, setPanes, undo } from '../../state';
import { documentStore } from '../../state/document';
import { selectionStore } from '../../state/selection';
import { key } from './command';
import type { Command } from './command';
import { allHave, focusPane, hasNode, hasNodes, selectedNode, selectedNodes, withNode } from './target';

const STEP = 8;
const LEAP = 32;

const selection = selectionStore.getState;
const anything = (): boolean => {
  const { nodes, groups, notes, edges } = selection();
  return nodes.length + groups.length + notes.length + edges.length > 0;
};
const several = (): boolean => selection().nodes.length + selection().notes.length > 1;
const hasGroups = (): boolean => selection().groups.length > 0;

function rename(): void {
  const { groups, notes } = selection();
  const node = selectedNode();
  if (node !== null) setCanvas({ renaming: node });
  else if (groups[0] !== undefined) setCanvas({ renaming: `frame:${groups[0]}` });
  else if (notes[0] !== undefined) setCanvas({ renaming: `note:${notes[0]}` });
}

/** The colours a group may have; each has its tokens. */
export const groupColors = ['teal', 'violet', 'olive', 'orange', 'blue', 'pink'] as const;

const arrows: [string, number, number][] = [
  ['ArrowLeft', -1, 0],
  ['ArrowRight', 1, 0],
  ['ArrowUp', 0, -1],
  ['ArrowDown', 0, 1],
];

export const editing: Command[] = [
  { id: 'undo', section: 'edit', icon: 'undo', keys: [key('KeyZ', 'mod')], enabled: () => documentStore.temporal.getState().pastStates.length > 0, run: undo },
  {
    id: 'redo',
    section: 'edit',
    icon: 'redo',
    keys: [key('KeyZ', 'mod', 'shift'), key('KeyY', 'mod')],
    enabled: () => documentStore.temporal.getState().futureStates.length > 0,
    run: redo,
  },
  { id: 'add', section: 'edit', icon: 'plus', keys: [key('KeyN')], run: openQuickAdd },
  {
    id: 'open',
    section: 'edit',
    icon: 'pencil',
    keys: [key(['Enter', 'NumpadEnter'])],
    enabled: hasNode,
    run: withNode(() => {
      setPanes({ formOpen: true, right: 'node' });
      requestAnimationFrame(focusPane('[data-pane="form"]'));
    }),
  },
  { id: 'rename', section: 'edit', icon: 'pencil', keys: [key('F2')], enabled: anything, run: rename },
  { id: 'connect', section: 'edit', icon: 'link', keys: [key('KeyC')], enabled: hasNode, run: withNode((node) => setCanvas({ connectFrom: node })) },
  { id: 'joinSelected', section: 'edit', icon: 'link', keys: [key('KeyC', 'shift')], enabled: () => selection().nodes.length > 1, run: joinSelected },
  {
    id: 'replace',
    section: 'edit',
    icon: 'swap',
    keys: [key('KeyR')],
    enabled: hasNode,
    run: withNode((node) => {
      const box = document.querySelector(`[data-node="${CSS.escape(node)}"]`)?.getBoundingClientRect();
      setCanvas({
        quickAdd: { screen: { x: box?.right ?? 200, y: box?.top ?? 200 }, at: { x: Number.NaN, y: Number.NaN }, replace: node },
      });
    }),
  },
  { id: 'detach', section: 'edit', icon: 'unlink', keys: [key('KeyX')], enabled: hasNodes, run: () => detachSelected(selectedNodes()) },
  {
    id: 'disable',
    section: 'edit',
    icon: 'off',
    keys: [key('KeyD')],
    enabled: hasNodes,
    word: () => (allHave('disabled') ? 'enable' : 'disable'),
    run: () => toggleFlag('disabled', selectedNodes()),
  },
  {
    id: 'pin',
    section: 'edit',
    icon: 'pin',
    keys: [key('KeyP')],
    enabled: hasNodes,
    word: () => (allHave('pinned') ? 'unpin' : 'pin'),
    run: () => toggleFlag('pinned', selectedNodes()),
  },
  { id: 'duplicate', section: 'edit', icon: 'copy', keys: [key('KeyD', 'mod')], enabled: anything, run: duplicateSelected },
  // The browser itself carries these three out of their keys; here they stand for the menu and the command window.
  { id: 'copy', section: 'edit', icon: 'copy', keys: [], enabled: anything, run: () => void copyToClipboard() },
  { id: 'cut', section: 'edit', icon: 'cut', keys: [], enabled: anything, run: () => void copyToClipboard().then(removeSelected) },
  { id: 'paste', section: 'edit', icon: 'paste', keys: [], run: () => void askClipboard() },
  { id: 'remove', section: 'edit', icon: 'trash', keys: [key(['Delete', 'Backspace'])], enabled: anything, run: removeSelected },
  { id: 'note', section: 'canvas', icon: 'note', keys: [key('KeyS', 'shift')], run: addNoteHere },
  { id: 'group', section: 'canvas', icon: 'frame', keys: [key('KeyG', 'mod')], run: addFrame },
  { id: 'ungroup', section: 'canvas', icon: 'frame', keys: [key('KeyG', 'mod', 'shift')], enabled: hasGroups, run: removeFrames },
  { id: 'collapse', section: 'canvas', icon: 'chevronRight', keys: [key('KeyG', 'alt')], enabled: hasGroups, run: () => toggleCollapsed() },
  ...groupColors.map(
    (color): Command => ({ id: `color_${color}`, section: 'canvas', icon: 'frame', keys: [], enabled: hasGroups, run: () => colorGroups(color) }),
  ),
  { id: 'color_none', section: 'canvas', icon: 'frame', keys: [], enabled: hasGroups, run: () => colorGroups(null) },
  { id: 'tidy', section: 'canvas', icon: 'tidy', keys: [key('KeyT', 'shift', 'alt')], run: () => void tidy() },
  { id: 'alignLeft', section: 'canvas', keys: [key('KeyA', 'alt')], enabled: several, run: () => alignSelected('left') },
  { id: 'alignRight', section: 'canvas', keys: [key('KeyD', 'alt')], enabled: several, run: () => alignSelected('right') },
  { id: 'alignTop', section: 'canvas', keys: [key('KeyW', 'alt')], enabled: several, run: () => alignSelected('top') },
  { id: 'alignBottom', section: 'canvas', keys: [key('KeyS', 'alt')], enabled: several, run: () => alignSelected('bottom') },
  { id: 'spreadAcross', section: 'canvas', keys: [key('KeyH', 'alt')], enabled: several, run: () => spreadSelected('across') },
  { id: 'spreadDown', section: 'canvas', keys: [key('KeyV', 'alt')], enabled: several, run: () => spreadSelected('down') },
  ...arrows.map(
    ([code, dx, dy]): Command => ({
      id: 'move',
      section: 'canvas',
      silent: true,
      keys: [key(code, 'mod'), key(code, 'mod', 'shift')],
      run: (event) => {
        const step = event?.shiftKey === true ? LEAP : STEP;
        nudge(dx * step, dy * step);
      },
    }),
  ),
];
