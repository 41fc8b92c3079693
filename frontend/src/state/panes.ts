import { create } from 'zustand';

/** What the right pane shows. */
export type RightPane = 'node' | 'runs' | 'versions';

export interface Panes {
  palette: number;
  form: number;
  data: number;
  /** Palette folded by the person; null leaves it to the window's width. */
  paletteFolded: boolean | null;
  formOpen: boolean;
  dataOpen: boolean;
  right: RightPane;
  /** What the left pane shows: the node types, or the workflow as a list. */
  left: 'palette' | 'outline';
  minimap: boolean;
  /** What a turn of the wheel does without a key. */
  wheel: 'pan' | 'zoom';
  /** Pictures of the values in the heads of the data pane; null leaves it to the pane's height. */
  profile: boolean | null;
}

const STORED = 'kanva.panes';

export const limits = {
  palette: { least: 160, most: 360 },
  form: { least: 280, most: 720 },
  data: { least: 120, most: 900 },
};

const first: Panes = {
  palette: 200,
  form: 0,
  data: 0,
  paletteFolded: null,
  formOpen: true,
  dataOpen: true,
  right: 'node',
  left: 'palette',
  minimap: true,
  wheel: 'pan',
  profile: null,
};

function stored(): Panes {
  try {
    const kept = JSON.parse(localStorage.getItem(STORED) ?? '{}') as Partial<Panes>;
    return { ...first, ...kept, right: 'node', formOpen: true };
  } catch {
    return first;
  }
}

/** Sizes of 0 mean: as the window's width asks for. */
export const panesStore = create<Panes>()(() => stored());

panesStore.subscribe(({ palette, form, data, paletteFolded, dataOpen, left, minimap, wheel, profile }) => {
  localStorage.setItem(STORED, JSON.stringify({ palette, form, data, paletteFolded, dataOpen, left, minimap, wheel, profile }));
});

export function setPanes(change: Partial<Panes>): void {
  panesStore.setState(change);
}

export function usePanes<T>(selector: (panes: Panes) => T): T {
  return panesStore(selector);
}
