export { Icon } from './Icon';
export type { IconProps } from './Icon';
export type { IconName } from './icons';
export { Tile, hueOf } from './Tile';
export { TypeGlyph } from './TypeGlyph';
export { Markdown } from './Markdown';
export { Button, Chip, IconButton, Kbd, Segmented, classes } from './controls';
