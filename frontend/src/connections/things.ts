/** What the browser of a connection shows, and how its things look. */
import type { InsideThing } from '../api';
import type { IconName } from '../ui';

const icons: Record<InsideThing['kind'], IconName> = {
  folder: 'folder',
  table: 'sheet',
  view: 'sigma',
  catalog: 'book',
  document: 'file',
  register: 'database',
  list: 'grid',
  column: 'columns',
};

export const iconOf = (thing: InsideThing): IconName => icons[thing.kind];

/** Columns go by themselves; everything else can be opened or chosen. */
export const isColumn = (thing: InsideThing): boolean => thing.kind === 'column';
