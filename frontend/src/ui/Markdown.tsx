import { Fragment } from 'react';
import type { ReactNode } from 'react';
import css from './ui.module.css';

const inlineToken = /(`[^`]+`|\*\*[^*]+\*\*)/g;

function inline(text: string): ReactNode[] {
  return text.split(inlineToken).map((part, index) => {
    if (part.startsWith('`') && part.endsWith('`') && part.length > 2) {
      return <code key={index}>{part.slice(1, -1)}</code>;
    }
    if (part.startsWith('**') && part.endsWith('**') && part.length > 4) {
      return <strong key={index}>{part.slice(2, -2)}</strong>;
    }
    return <Fragment key={index}>{part}</Fragment>;
  });
}

/** Paragraphs, lists, `code` and **bold**; anything else stays as text, so nothing can be injected. */
export function Markdown({ text }: { text: string }) {
  const blocks = text.trim().split(/\n\s*\n/);
  return (
    <div className={css.markdown}>
      {blocks.map((block, index) => {
        const lines = block.split('\n');
        const items = lines.filter((line) => /^\s*[-*]\s+/.test(line));
        const numbered = lines.filter((line) => /^\s*\d+[.)]\s+/.test(line));
        if (items.length === lines.length) {
          return (
            <ul key={index}>
              {items.map((line, at) => <li key={at}>{inline(line.replace(/^\s*[-*]\s+/, ''))}</li>)}
            </ul>
          );
        }
        if (numbered.length === lines.length) {
          return (
            <ol key={index}>
              {numbered.map((line, at) => <li key={at}>{inline(line.replace(/^\s*\d+[.)]\s+/, ''))}</li>)}
            </ol>
          );
        }
        const head = /^#{1,4}\s+(.*)$/.exec(block);
        if (head !== null) return <h4 key={index}>{inline(head[1] ?? '')}</h4>;
        return (
          <p key={index}>
            {lines.map((line, at) => (
              <Fragment key={at}>
                {at > 0 && ' '}
                {inline(line)}
              </Fragment>
            ))}
          </p>
        );
      })}
    </div>
  );
}
