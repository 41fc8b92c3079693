/** Acts that change what is seen, not the workflow. */
import { selectContent } from '../../canvas/arranging';
import { goToNeighbour, selectAll, selectAlong } from '../../canvas/walking';
import { canvasStore, setCanvas } from '../../canvas/store';
import { fitAll, fitSelection, zoomTo } from '../../canvas/ToolStrip';
import { clearSelection, portsOf, selectPort, setPanes } from '../../state';
import { panesStore } from '../../state/panes';
import { selectionStore } from '../../state/selection';
import { key } from './command';
import type { Command } from './command';
import { hasNodes, selectedNode, withNode } from './target';

const selection = selectionStore.getState;
const panes = panesStore.getState;

function focusSearch(): void {
  setPanes({ paletteFolded: false, left: 'palette' });
  requestAnimationFrame(() => document.querySelector<HTMLInputElement>('[data-palette-search]')?.focus());
}

function showOutline(): void {
  const shown = panes().left === 'outline' && panes().paletteFolded !== true;
  setPanes(shown ? { left: 'palette' } : { left: 'outline', paletteFolded: false });
  if (!shown) requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-outline] [tabindex="0"]')?.focus());
}

/** The menu of what is selected or has the keyboard, beside it. */
function openMenu(): void {
  const { groups, notes, edges } = selection();
  const node = selectedNode();
  const beside = (selector: string): { x: number; y: number } => {
    const box = document.querySelector(selector)?.getBoundingClientRect();
    return { x: box?.right ?? 200, y: box?.top ?? 200 };
  };
  if (node !== null) {
    if (!selection().nodes.includes(node)) selectionStore.setState({ nodes: [node], node });
    setCanvas({ menu: { target: { kind: 'node', id: node }, screen: beside(`[data-node="${CSS.escape(node)}"]`) } });
    return;
  }
  const [group] = groups;
  const [note] = notes;
  const [edge] = edges;
  if (group !== undefined) {
    setCanvas({ menu: { target: { kind: 'group', id: group }, screen: beside(`[data-testid="frame-${CSS.escape(group)}"]`) } });
  } else if (note !== undefined) {
    setCanvas({ menu: { target: { kind: 'note', id: note }, screen: beside(`[data-testid="note-${CSS.escape(note)}"]`) } });
  } else if (edge !== undefined) {
    setCanvas({ menu: { target: { kind: 'edge', id: edge }, screen: beside(`[data-testid="edge-${CSS.escape(edge)}"]`) } });
  }
}

const arrows: [string, number, number][] = [
  ['ArrowLeft', -1, 0],
  ['ArrowRight', 1, 0],
  ['ArrowUp', 0, -1],
  ['ArrowDown', 0, 1],
];

export const looking: Command[] = [
  { id: 'selectAll', section: 'select', keys: [key('KeyA', 'mod')], run: selectAll },
  {
    id: 'deselect',
    section: 'select',
    keys: [key('Escape'), key('KeyA', 'mod', 'shift')],
    silent: true,
    run: () => {
      if (canvasStore.getState().menu !== null) setCanvas({ menu: null });
      else clearSelection();
    },
  },
  { id: 'selectUp', section: 'select', icon: 'chevronLeft', keys: [key('ArrowLeft', 'shift')], enabled: hasNodes, run: () => selectAlong('up') },
  { id: 'selectDown', section: 'select', icon: 'chevronRight', keys: [key('ArrowRight', 'shift')], enabled: hasNodes, run: () => selectAlong('down') },
  {
    id: 'selectContent',
    section: 'select',
    icon: 'frame',
    keys: [],
    enabled: () => selection().groups.length > 0,
    run: () => {
      const [group] = selection().groups;
      if (group !== undefined) selectContent(group);
    },
  },
  ...arrows.map(
    ([code, dx, dy]): Command => ({
      id: 'walk',
      section: 'select',
      silent: true,
      keys: [key(code), key(code, 'alt')],
      run: () => goToNeighbour(dx, dy),
    }),
  ),
  { id: 'menu', section: 'select', keys: [key('ContextMenu'), key('F10', 'shift')], silent: true, run: openMenu },
  { id: 'find', section: 'view', icon: 'search', keys: [key('KeyF', 'mod')], run: () => setCanvas({ finder: 'nodes' }) },
  { id: 'search', section: 'view', icon: 'search', keys: [{ codes: ['Slash'], signs: ['/'] }], run: focusSearch },
  { id: 'outline', section: 'view', icon: 'outline', keys: [key('KeyO')], run: showOutline },
  { id: 'fitAll', section: 'view', icon: 'fit', keys: [key('Digit1', 'shift'), key('Digit1')], run: fitAll },
  { id: 'fitSelection', section: 'view', keys: [key('Digit2', 'shift')], run: fitSelection },
  { id: 'actualSize', section: 'view', keys: [key(['Digit0', 'Numpad0'], 'mod')], run: () => zoomTo(1) },
  {
    id: 'zoomIn',
    section: 'view',
    icon: 'plus',
    keys: [key(['Equal', 'NumpadAdd'], 'mod'), { codes: ['Equal', 'NumpadAdd'], signs: ['+'] }],
    run: () => zoomTo(canvasStore.getState().zoom * 1.2),
  },
  {
    id: 'zoomOut',
    section: 'view',
    icon: 'minus',
    keys: [key(['Minus', 'NumpadSubtract'], 'mod'), key(['Minus', 'NumpadSubtract'])],
    run: () => zoomTo(canvasStore.getState().zoom / 1.2),
  },
  { id: 'minimap', section: 'view', keys: [key('KeyM')], run: () => setPanes({ minimap: !panes().minimap }) },
  {
    id: 'wheel',
    section: 'view',
    keys: [],
    word: () => (panes().wheel === 'pan' ? 'wheelZooms' : 'wheelPans'),
    run: () => setPanes({ wheel: panes().wheel === 'pan' ? 'zoom' : 'pan' }),
  },
  { id: 'palette', section: 'view', icon: 'panel', keys: [], run: () => setPanes({ paletteFolded: panes().paletteFolded !== true, left: 'palette' }) },
  { id: 'dataPane', section: 'view', keys: [], run: () => setPanes({ dataOpen: !panes().dataOpen }) },
  { id: 'formPane', section: 'view', keys: [], run: () => setPanes({ formOpen: !panes().formOpen }) },
  { id: 'runs', section: 'view', icon: 'history', keys: [key('KeyH')], run: () => setPanes({ formOpen: true, right: 'runs' }) },
  { id: 'versions', section: 'view', icon: 'history', keys: [key('KeyV')], run: () => setPanes({ formOpen: true, right: 'versions' }) },
  ...Array.from({ length: 9 }, (_, index): Command => ({
    id: 'output',
    section: 'view',
    silent: true,
    keys: [key(`Digit${index + 1}`, 'alt')],
    run: withNode((node) => {
      const port = portsOf(node).outputs[index];
      if (port !== undefined) selectPort(port.id);
    }),
  })),
];
