import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { Icon } from './Icon';
import type { IconName } from './icons';
import css from './ui.module.css';

/** Class names joined, without the absent ones. */
export function classes(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon?: IconName | undefined;
  /** `plain` has an edge, `quiet` none, `primary` is the one bright button of a view, `danger` deletes. */
  look?: 'plain' | 'quiet' | 'primary' | 'danger';
  dense?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/** A button with a word (and an icon before it). */
export function Button({ icon, look = 'plain', dense, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={classes(css.button, css[look], dense === true && css.dense, className)}
      {...rest}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: IconName;
  /** What the button does; read aloud and shown in the tooltip. */
  label: string;
  /** The key that does the same, written in the tooltip. */
  hotkey?: string | undefined;
  size?: number;
  dense?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/** A button that is only an icon: its name lives in `aria-label` and the tooltip. */
export function IconButton({ icon, label, hotkey, size, dense, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className={classes(css.button, css.quiet, css.square, dense === true && css.dense, className)}
      aria-label={label}
      title={hotkey === undefined ? label : `${label} (${hotkey})`}
      {...rest}
    >
      <Icon name={icon} size={size ?? 16} />
    </button>
  );
}

export interface ChipProps {
  tone?: 'neutral' | 'ok' | 'warn' | 'err' | 'accent';
  children: ReactNode;
  className?: string;
  title?: string;
}

/** A small label on a soft ground. */
export function Chip({ tone = 'neutral', children, className, title }: ChipProps) {
  return (
    <span className={classes(css.chip, css[tone], className)} title={title}>
      {children}
    </span>
  );
}

/** The name of a key. */
export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className={css.kbd}>{children}</kbd>;
}

export interface SegmentedProps<T extends string> {
  label: string;
  value: T;
  options: { value: T; title: string; testId?: string }[];
  onChange: (value: T) => void;
  dense?: boolean;
}

/** A row of buttons of which one is pressed. */
export function Segmented<T extends string>({ label, value, options, onChange, dense }: SegmentedProps<T>) {
  return (
    <div className={classes(css.segmented, dense === true && css.dense)} role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          data-testid={option.testId}
          onClick={() => onChange(option.value)}
        >
          {option.title}
        </button>
      ))}
    </div>
  );
}
