/** The blocks of a Markdown text; what is inside a line is left to whoever draws it. */
export type Block =
  | { kind: 'head'; level: number; text: string }
  | { kind: 'bullets'; items: string[] }
  | { kind: 'numbers'; start: number; items: string[] }
  | { kind: 'code'; text: string }
  | { kind: 'rule' }
  | { kind: 'lines'; lines: string[] };

const head = /^(#{1,6})\s+(.*)$/;
const bullet = /^\s*[-*+]\s+(.*)$/;
const number = /^\s*(\d{1,9})[.)]\s+(.*)$/;
const fence = /^\s*```/;
const rule = /^\s*(?:-{3,}|\*{3,})\s*$/;

/** Reads a text line by line; a blank line ends a paragraph or a list. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  const rows = text.split(/\r?\n/);
  let open: Block | null = null;
  const put = (block: Block): void => {
    blocks.push(block);
    open = block;
  };
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? '';
    const now = open as Block | null;
    if (fence.test(row)) {
      const code: string[] = [];
      for (at += 1; at < rows.length && !fence.test(rows[at] ?? ''); at += 1) code.push(rows[at] ?? '');
      blocks.push({ kind: 'code', text: code.join('\n') });
      open = null;
      continue;
    }
    if (row.trim() === '') {
      open = null;
      continue;
    }
    const title = head.exec(row);
    const dash = bullet.exec(row);
    const digit = number.exec(row);
    if (title !== null) {
      blocks.push({ kind: 'head', level: title[1]?.length ?? 1, text: title[2] ?? '' });
      open = null;
    } else if (rule.test(row)) {
      blocks.push({ kind: 'rule' });
      open = null;
    } else if (dash !== null) {
      if (now?.kind === 'bullets') now.items.push(dash[1] ?? '');
      else put({ kind: 'bullets', items: [dash[1] ?? ''] });
    } else if (digit !== null) {
      if (now?.kind === 'numbers') now.items.push(digit[2] ?? '');
      else put({ kind: 'numbers', start: Number(digit[1]), items: [digit[2] ?? ''] });
    } else if ((now?.kind === 'bullets' || now?.kind === 'numbers') && /^\s+\S/.test(row)) {
      now.items[now.items.length - 1] += ` ${row.trim()}`;
    } else if (now?.kind === 'lines') now.lines.push(row);
    else put({ kind: 'lines', lines: [row] });
  }
  return blocks;
}
