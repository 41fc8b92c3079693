import { Fragment } from 'react';
import type { ReactNode } from 'react';
import { blocksOf } from './markdown';
import type { Block } from './markdown';
import css from './ui.module.css';

const inlineToken =
  /(`[^`\n]+`|\*\*[^*\n]+\*\*|~~[^~\n]+~~|\*[^*\s][^*\n]*\*|\[[^\]\n]+\]\((?:https?:\/\/|mailto:)[^\s)]+\))/g;
const link = /^\[([^\]]+)\]\(([^)]+)\)$/;

function inline(text: string): ReactNode[] {
  return text.split(inlineToken).map((part, index) => {
    if (index % 2 === 0) return <Fragment key={index}>{part}</Fragment>;
    if (part.startsWith('`')) return <code key={index}>{part.slice(1, -1)}</code>;
    if (part.startsWith('**')) return <strong key={index}>{part.slice(2, -2)}</strong>;
    if (part.startsWith('~~')) return <s key={index}>{part.slice(2, -2)}</s>;
    if (part.startsWith('*')) return <em key={index}>{part.slice(1, -1)}</em>;
    const [, words = part, address = ''] = link.exec(part) ?? [];
    return (
      <a key={index} href={address} target="_blank" rel="noopener noreferrer" className="nodrag">
        {words}
      </a>
    );
  });
}

function lines(text: readonly string[], breaks: boolean): ReactNode {
  return text.map((line, at) => (
    <Fragment key={at}>
      {at > 0 && (breaks ? <br /> : ' ')}
      {inline(line)}
    </Fragment>
  ));
}

function drawn(block: Block, breaks: boolean): ReactNode {
  switch (block.kind) {
    case 'head':
      return block.level === 1 ? <h3>{inline(block.text)}</h3> : <h4>{inline(block.text)}</h4>;
    case 'bullets':
      return <ul>{block.items.map((item, at) => <li key={at}>{inline(item)}</li>)}</ul>;
    case 'numbers':
      return <ol start={block.start}>{block.items.map((item, at) => <li key={at}>{inline(item)}</li>)}</ol>;
    case 'code':
      return <pre>{block.text}</pre>;
    case 'rule':
      return <hr />;
    default:
      return <p>{lines(block.lines, breaks)}</p>;
  }
}

export interface MarkdownProps {
  text: string;
  /** Keeps the line breaks of a paragraph, as in a note. */
  breaks?: boolean;
}

/** Headings, paragraphs, lists, `code`, **bold**, *italics*, links; anything else stays as text, so nothing can be
 * injected. */
export function Markdown({ text, breaks = false }: MarkdownProps) {
  return (
    <div className={css.markdown}>
      {blocksOf(text).map((block, index) => (
        <Fragment key={index}>{drawn(block, breaks)}</Fragment>
      ))}
    </div>
  );
}
