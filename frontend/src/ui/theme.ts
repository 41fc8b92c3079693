import { createTheme } from '@mantine/core';
import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core';

/** Ten steps round `--accent-fill`: shade 6 is its light value, shade 7 its dark one. */
const accent: MantineColorsTuple = [
  '#eef3fd', '#e7eefc', '#cad7f4', '#9db7f0', '#82a9ff', '#5582e6', '#2457d0', '#3566db', '#2c59c4', '#1c47ae',
];

const sans =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", Inter, Roboto, "Noto Sans", "Liberation Sans", sans-serif';

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 7 },
  colors: { accent },
  defaultRadius: 6,
  fontFamily: sans,
  fontFamilyMonospace:
    'ui-monospace, "JetBrains Mono", "Cascadia Mono", Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '16px', md: '20px', lg: '20px', xl: '28px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '12px' },
  focusRing: 'auto',
  respectReducedMotion: true,
  cursorType: 'pointer',
  // The canvas keeps presses on nodes to itself: only on the way down does a popover hear of them.
  components: { Popover: { defaultProps: { clickOutsideCapture: true } } },
});

/** Mantine's own variables, pointed at the tokens so that one table of colours serves both. */
export const variables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-dimmed': 'var(--text2)',
    '--mantine-color-placeholder': 'var(--text3)',
    '--mantine-color-error': 'var(--err)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--text)',
    '--mantine-color-default-border': 'var(--control)',
    '--mantine-color-disabled': 'var(--sunken)',
    '--mantine-color-disabled-color': 'var(--text3)',
    '--mantine-primary-color-filled': 'var(--accent-fill)',
    '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
    '--mantine-shadow-md': 'var(--shadow)',
    '--mantine-shadow-sm': 'var(--shadow)',
    '--mantine-shadow-xl': 'var(--shadow)',
  };
  return {
    variables: { '--input-height-sm': '28px' },
    light: shared,
    dark: shared,
  };
};
