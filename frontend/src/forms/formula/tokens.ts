/**
 * Splits a formula into coloured parts, at once and without the server. The server's tokens replace
 * these when they arrive; both have the same shape. Pure.
 */

export type TokenKind =
  | 'function'
  | 'column'
  | 'parameter'
  | 'number'
  | 'text'
  | 'operator'
  | 'keyword'
  | 'bracket';

export interface Token {
  start: number;
  end: number;
  kind: TokenKind;
}

const KEYWORDS = new Set([
  'AND', 'OR', 'NOT', 'IN', 'BETWEEN', 'LIKE', 'IS', 'NULL', 'TRUE', 'FALSE', 'CASE', 'WHEN', 'THEN',
  'ELSE', 'END', 'И', 'ИЛИ', 'НЕ', 'В', 'МЕЖДУ', 'ПОДОБНО', 'ЕСТЬ', 'ПУСТО', 'ИСТИНА', 'ЛОЖЬ', 'ВЫБОР',
  'КОГДА', 'ТОГДА', 'ИНАЧЕ', 'КОНЕЦ', 'BY', 'ПО', 'OVER',
]);

const WORD_START = /^[\p{L}_]/u;
const WORD = /^[\p{L}_][\p{L}\p{N}_.]*/u;
const NUMBER = /^\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?/;
const OPERATOR = /^(?:<>|<=|>=|==|!=|=<|=>|\|\||[-+*/^%&=<>≠≤≥×÷−–;,])/;

/** Length of a part that starts with an opening mark; an unclosed part runs to the end of the text. */
function closedLength(rest: string, close: string): number {
  let at = 1;
  while (at < rest.length) {
    if (rest[at] === close) {
      if (rest[at + 1] === close) at += 2;
      else return at + 1;
    } else at += 1;
  }
  return rest.length;
}

/** Coloured parts of a formula in order; blanks and unknown signs belong to no part. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const push = (length: number, kind: TokenKind): void => {
    tokens.push({ start: at, end: at + length, kind });
    at += length;
  };
  while (at < text.length) {
    const rest = text.slice(at);
    const sign = rest[0] ?? '';
    if (/\s/.test(sign)) at += 1;
    else if (rest.startsWith('//')) at += rest.indexOf('\n') === -1 ? rest.length : rest.indexOf('\n');
    else if (sign === '#') push(closedLength(rest, '#'), 'text');
    else if (sign === '[') push(closedLength(rest, ']'), 'column');
    else if (sign === '{') push(closedLength(rest, '}'), 'parameter');
    else if (sign === '"' || sign === "'") push(closedLength(rest, sign), "text");
    else if (sign === '(' || sign === ')') push(1, 'bracket');
    else if (/\d/.test(sign)) push(NUMBER.exec(rest)?.[0].length ?? 1, 'number');
    else if (WORD_START.test(sign)) {
      const word = WORD.exec(rest)?.[0] ?? sign;
      const called = /^\s*\(/.test(rest.slice(word.length));
      if (KEYWORDS.has(word.toLocaleUpperCase('ru')) && !called) push(word.length, 'keyword');
      else if (called) push(word.length, 'function');
      else push(word.length, 'column');
    } else {
      const operator = OPERATOR.exec(rest)?.[0];
      if (operator === undefined) at += 1;
      else push(operator.length, 'operator');
    }
  }
  return tokens;
}

/** What is being typed just before the cursor. */
export interface Typing {
  kind: 'column' | 'parameter' | 'word';
  /** Where the typed part begins, its opening mark included. */
  from: number;
  /** The typed part without its opening mark. */
  text: string;
}

/** What a completion list should offer at `position`; null inside texts and numbers. */
export function typingAt(text: string, position: number): Typing | null {
  const before = text.slice(0, position);
  const token = tokenize(before).find((part) => part.end === position && part.start < position);
  if (token === undefined) return null;
  const typed = before.slice(token.start, position);
  if (typed.startsWith('[')) {
    return typed.length > 1 && typed.endsWith(']')
      ? null
      : { kind: 'column', from: token.start, text: typed.slice(1) };
  }
  if (typed.startsWith('{')) {
    return typed.length > 1 && typed.endsWith('}')
      ? null
      : { kind: 'parameter', from: token.start, text: typed.slice(1) };
  }
  if (WORD_START.test(typed)) return { kind: 'word', from: token.start, text: typed };
  return null;
}

/** The function whose arguments the cursor stands in, or the one whose name it touches. */
export function functionAt(text: string, position: number): string | null {
  const tokens = tokenize(text);
  const touching = tokens.find(
    (token) => token.kind === 'function' && token.start <= position && position <= token.end,
  );
  if (touching !== undefined) return text.slice(touching.start, touching.end);
  const open: (string | null)[] = [];
  tokens.forEach((token, index) => {
    if (token.end > position) return;
    const sign = text.slice(token.start, token.end);
    if (sign === '(') {
      const before = tokens[index - 1];
      open.push(before?.kind === 'function' ? text.slice(before.start, before.end) : null);
    } else if (sign === ')') open.pop();
  });
  return open.findLast((name) => name !== null) ?? null;
}

/** The last function named in a formula: what its help shows when the cursor stands in none. */
export function lastFunction(text: string): string | null {
  const token = tokenize(text).findLast((part) => part.kind === 'function');
  return token === undefined ? null : text.slice(token.start, token.end);
}

/** The name of a column as a formula writes it: in brackets, a closing bracket inside doubled. */
export const quoteColumn = (name: string): string => `[${name.replaceAll(']', ']]')}]`;
