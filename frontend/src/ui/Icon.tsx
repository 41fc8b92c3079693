import { icons } from './icons';
import type { IconName } from './icons';
import css from './ui.module.css';

export interface IconProps {
  name: IconName;
  /** Side in pixels: 16 by default, 12 and less are drawn with a thicker line. */
  size?: number;
  className?: string | undefined;
}

/** One of the editor's own icons; decorative, so the word stands beside it or in `aria-label`. */
export function Icon({ name, size = 16, className }: IconProps) {
  return (
    <svg
      className={className === undefined ? css.icon : `${css.icon} ${className}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      strokeWidth={name === 'dots' ? 2.4 : size <= 10 ? 2.25 : size <= 12 ? 2 : 1.5}
      aria-hidden="true"
    >
      {icons[name].split('|').map((part) =>
        part.startsWith('fill:') ? (
          <path key={part} d={part.slice(5)} fill="currentColor" />
        ) : (
          <path key={part} d={part} />
        ),
      )}
    </svg>
  );
}
