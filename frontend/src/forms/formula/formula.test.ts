import { describe, expect, it } from 'vitest';
import type { FormulaFunction } from '../../api/types';
import { functionChoices, functionNamed, otherName, searchFunctions } from './completion';
import { functionAt, lastFunction, quoteColumn, tokenize, typingAt } from './tokens';

const parts = (text: string) => tokenize(text).map(({ start, end, kind }) => [text.slice(start, end), kind]);

describe('formula tokens', () => {
  it('colours columns, functions, texts, numbers and words', () => {
    expect(parts('ЕСЛИ([Сумма ]] x] >= 1,5; "да ""так"""; {day}) И не_пусто')).toEqual([
      ['ЕСЛИ', 'function'], ['(', 'bracket'], ['[Сумма ]] x]', 'column'], ['>=', 'operator'], ['1,5', 'number'], [';', 'operator'],
      ['"да ""так"""', 'text'], [';', 'operator'], ['{day}', 'parameter'], [')', 'bracket'], ['И', 'keyword'], ['не_пусто', 'column'],
    ]);
  });
  it('bears what is not finished, and comments', () => {
    expect(parts('[Сум')).toEqual([['[Сум', 'column']]);
    expect(parts('1 // два\n+ 3')).toEqual([['1', 'number'], ['+', 'operator'], ['3', 'number']]);
  });
  it('knows what is being typed', () => {
    expect(typingAt('1 + [Сум', 8)).toEqual({ kind: 'column', from: 4, text: 'Сум' });
    expect(typingAt('1 + су', 6)).toEqual({ kind: 'word', from: 4, text: 'су' });
    expect(typingAt('{da', 3)).toEqual({ kind: 'parameter', from: 0, text: 'da' });
    expect(typingAt('"су', 3)).toBeNull();
    expect(typingAt('[Сумма]', 7)).toBeNull();
  });
  it('knows the function the cursor stands in', () => {
    const text = 'ЕСЛИ(СУММ([A]) > 1; ';
    expect([functionAt(text, 2), functionAt(text, 12), functionAt(text, text.length), functionAt('[A] + 1', 4)]).toEqual(['ЕСЛИ', 'СУММ', 'ЕСЛИ', null]);
    expect(lastFunction('СУММ([A]) + 1')).toBe('СУММ');
  });
  it('doubles a closing bracket in a name', () => {
    expect(quoteColumn('a]b')).toBe('[a]]b]');
  });
});

describe('functions', () => {
  const fn = (ru: string, en: string, signature: string) => ({
    name: { ru, en }, aliases: ['ALIAS'], category: 'c', signature: { ru: signature, en: signature }, help: { ru: 'Помощь', en: 'Help' }, example: { formula: { ru: '', en: '' }, result: null }, result: 'text',
  });
  const functions = [fn('ЕСЛИ', 'IF', 'ЕСЛИ(условие)'), fn('СЕГОДНЯ', 'TODAY', 'СЕГОДНЯ()'), fn('ABS', 'ABS', 'ABS(x)')];
  it('offers both names, the language first, each once', () => {
    expect(functionChoices(functions, 'ru').map(({ label, insert, back }) => [label, insert, back])).toEqual([
      ['ЕСЛИ', 'ЕСЛИ()', 1], ['СЕГОДНЯ', 'СЕГОДНЯ()', 0], ['ABS', 'ABS()', 1], ['IF', 'IF()', 1], ['TODAY', 'TODAY()', 0],
      ['ALIAS', 'ALIAS()', 1],
    ]);
  });
  it('finds a function by any of its names and by its words', () => {
    expect([functionNamed(functions, 'если'), functionNamed(functions, 'today'), functionNamed(functions, 'нет')]).toEqual([functions[0], functions[1], undefined]);
    expect(searchFunctions(functions, 'today')).toEqual([functions[1]]);
    expect(searchFunctions(functions, 'помощь')).toEqual(functions);
    expect(searchFunctions(functions, 'help')).toEqual(functions);
  });
  it('tells the other name: the one searched for, or that of the other language', () => {
    const [first, , same] = functions as [FormulaFunction, FormulaFunction, FormulaFunction];
    expect([otherName(first, '', 'ru'), otherName(first, 'ali', 'ru'), otherName(first, 'есл', 'ru'), otherName(first, '', 'en'), otherName(same, '', 'ru')]).toEqual(['IF', 'ALIAS', 'IF', 'ЕСЛИ', '']);
  });
});
