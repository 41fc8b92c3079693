import { useRef } from 'react';
import type { PointerEvent as ReactPointerEvent } from 'react';
import css from './shell.module.css';

export interface SplitterProps {
  label: string;
  /** `column` moves left and right, `row` up and down. */
  direction: 'column' | 'row';
  size: number;
  least: number;
  most: number;
  /** +1 when moving right (down) makes the pane larger, -1 when smaller. */
  grows: 1 | -1;
  area: 'palette' | 'form' | 'data';
  onSize: (size: number) => void;
}

const STEP = 16;

/** The border between two panes: drag it, or move it with the arrow keys. */
export function Splitter({ label, direction, size, least, most, grows, area, onSize }: SplitterProps) {
  const from = useRef<{ at: number; size: number } | null>(null);
  const limited = (value: number): number => Math.round(Math.max(least, Math.min(most, value)));
  const at = (event: ReactPointerEvent): number => (direction === 'column' ? event.clientX : event.clientY);
  return (
    // A focusable separator is a window splitter: the role takes the arrow keys.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className={css.splitter}
      data-direction={direction}
      data-area={area}
      role="separator"
      aria-label={label}
      aria-orientation={direction === 'column' ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={least}
      aria-valuemax={most}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { at: at(event), size };
      }}
      onPointerMove={(event) => {
        if (from.current !== null) onSize(limited(from.current.size + grows * (at(event) - from.current.at)));
      }}
      onPointerUp={() => {
        from.current = null;
      }}
      onKeyDown={(event) => {
        const back = direction === 'column' ? 'ArrowLeft' : 'ArrowUp';
        const on = direction === 'column' ? 'ArrowRight' : 'ArrowDown';
        if (event.code !== back && event.code !== on) return;
        event.preventDefault();
        event.stopPropagation();
        onSize(limited(size + grows * (event.code === on ? STEP : -STEP)));
      }}
    />
  );
}
