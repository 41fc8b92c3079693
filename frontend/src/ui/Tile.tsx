import { Icon } from './Icon';
import type { IconName } from './icons';
import css from './ui.module.css';

interface Hue {
  hue: string;
  icon: IconName;
}

const hues: Record<string, Hue> = {
  sources: { hue: 'src', icon: 'database' },
  rows: { hue: 'rows', icon: 'filter' },
  columns: { hue: 'cols', icon: 'formula' },
  grouping: { hue: 'agg', icon: 'sigma' },
  joining: { hue: 'join', icon: 'rings' },
  text: { hue: 'text', icon: 'letter' },
  marketing: { hue: 'mkt', icon: 'grid' },
  charts: { hue: 'viz', icon: 'bars' },
  export: { hue: 'out', icon: 'out' },
};

const unknown: Hue = { hue: 'out', icon: 'question' };

/** The colour token of a category: `src`, `rows`, … (`out` for one that is not known). */
export function hueOf(category: string | undefined): string {
  return (hues[category ?? ''] ?? unknown).hue;
}

export interface TileProps {
  category: string | undefined;
  /** SVG path data on a 24x24 grid; the category's own icon when absent. */
  icon?: string | undefined;
  size?: 20 | 24 | 32;
}

/** A square of the category's hue with the node type's icon. */
export function Tile({ category, icon, size = 24 }: TileProps) {
  const drawn = size === 32 ? 18 : size === 24 ? 14 : 12;
  const { hue, icon: own } = hues[category ?? ''] ?? unknown;
  return (
    <span className={css.tile} data-hue={hue} data-size={size} style={{ width: size, height: size }}>
      {icon === undefined ? (
        <Icon name={own} size={drawn} />
      ) : (
        <svg
          className={css.icon}
          width={drawn}
          height={drawn}
          viewBox="0 0 24 24"
          strokeWidth={size === 20 ? 2.25 : size === 24 ? 2.1 : 1.9}
          aria-hidden="true"
        >
          <path d={icon} />
        </svg>
      )}
    </span>
  );
}
