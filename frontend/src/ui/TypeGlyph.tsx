import { Icon } from './Icon';
import css from './ui.module.css';

const glyphs: Record<string, { ru: string; en: string }> = {
  text: { ru: 'Аб', en: 'Ab' },
  integer: { ru: '123', en: '123' },
  number: { ru: '1,2', en: '1.2' },
  decimal: { ru: '1,2', en: '1.2' },
  boolean: { ru: 'да', en: 'y/n' },
  duration: { ru: 'дл', en: 'dur' },
  category: { ru: 'кат', en: 'cat' },
  list: { ru: '[ ]', en: '[ ]' },
  other: { ru: '··', en: '··' },
};

export interface TypeGlyphProps {
  type: string;
  language: 'ru' | 'en';
  /** The word of the type in the person's language, shown in the tooltip and read aloud. */
  word: string;
}

/** The short sign of a column's type; its word is always in the tooltip. */
export function TypeGlyph({ type, language, word }: TypeGlyphProps) {
  const sign =
    type === 'date' || type === 'datetime' ? (
      <Icon name="calendar" size={12} />
    ) : type === 'time' ? (
      <Icon name="clock" size={12} />
    ) : (
      (glyphs[type] ?? { ru: '··', en: '··' })[language]
    );
  return (
    <span className={css.glyph} role="img" title={word} aria-label={word}>
      {sign}
    </span>
  );
}
