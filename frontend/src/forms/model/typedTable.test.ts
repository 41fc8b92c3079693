import { describe, expect, it } from 'vitest';
import {
  cellFits,
  clearRange,
  freeName,
  guessKind,
  headFromRow,
  headToRow,
  insertColumn,
  looksLikeHeader,
  moveColumn,
  moveRow,
  numberedName,
  parseCell,
  parseTsv,
  pasteAt,
  rangeTsv,
  readTable,
  removeColumns,
  removeRows,
  setCell,
  setKind,
  shownText,
  tableFrom,
} from './typedTable';
import type { Cell, TypedKind, TypedTable } from './typedTable';

const plan: TypedTable = {
  columns: [{ name: 'Город', kind: 'text' }, { name: 'План', kind: 'integer' }],
  rows: [['Пермь', 120], ['Омск', null]],
};

describe('cells of a typed table', () => {
  it('reads what a person types, and keeps what does not fit', () => {
    const read: [string, TypedKind, Cell][] = [
      ['  ', 'text', null],
      [' а ', 'text', ' а '],
      ['1 000', 'integer', 1000],
      ['1,5', 'integer', '1,5'],
      ['12345678901234567890', 'integer', '12345678901234567890'],
      ['−1,5', 'number', -1.5],
      ['1,234.50', 'number', 1234.5],
      ['7%', 'number', 0.07],
      ['1 200,50 ₽', 'number', 1200.5],
      ['много', 'number', 'много'],
      ['ДА', 'boolean', true],
      ['ложь', 'boolean', false],
      ['31.12.2026', 'date', '2026-12-31'],
      ['30.02.2026', 'date', '30.02.2026'],
      ['1.2.26 9:05', 'datetime', '2026-02-01T09:05:00'],
    ];
    for (const [text, kind, cell] of read) expect([text, parseCell(text, kind)]).toEqual([text, cell]);
  });
  it('tells cells that fit their kind from those that do not', () => {
    expect(cellFits('9223372036854775807', 'integer')).toBe(true);
    expect(cellFits('9223372036854775808', 'integer')).toBe(false);
    expect(cellFits('30.02.2026', 'date')).toBe(false);
    expect(cellFits('2026-02-30', 'date')).toBe(false);
    expect(cellFits(true, 'text')).toBe(false);
    expect(cellFits(null, 'date')).toBe(true);
  });
  it('shows a cell so that it reads back as the same', () => {
    const cells: [Cell, TypedKind][] = [[1.5, 'number'], [1e-7, 'number'], [true, 'boolean'], ['2026-12-31', 'date'], ['2026-12-31T09:05:07', 'datetime'], ['007', 'text']];
    for (const language of ['ru', 'en'] as const) {
      for (const [cell, kind] of cells) expect(parseCell(shownText(cell, kind, language), kind)).toBe(cell);
    }
    expect(shownText('2026-12-31T09:05:00', 'datetime', 'ru')).toBe('31.12.2026 09:05');
  });
});

describe('pasting', () => {
  it('reads what Excel puts into the clipboard', () => {
    expect(parseTsv('а\tб\r\n"в\nг"\t"д ""е"""\r\n\t5"\r\n')).toEqual([['а', 'б'], ['в\nг', 'д "е"'], ['', '5"']]);
    expect(parseTsv('')).toEqual([]);
    expect(parseTsv('а')).toEqual([['а']]);
  });
  it('guesses kinds; codes stay text', () => {
    const guessed: [string[], TypedKind][] = [
      [['1', '', '20'], 'integer'],
      [['1', '2,5'], 'number'],
      [['5%', '10%'], 'number'],
      [['007', '12'], 'text'],
      [['+79161234567'], 'text'],
      [['1234567890123456'], 'text'],
      [['Да', 'нет'], 'boolean'],
      [['да', 'может быть'], 'text'],
      [['01.02.2026', '3.4.26'], 'date'],
      [['01.02.2026 10:00'], 'datetime'],
      [['01.02.2026', '01.02.2026 10:00'], 'text'],
      [['', ' '], 'text'],
    ];
    for (const [texts, kind] of guessed) expect([texts, guessKind(texts)]).toEqual([texts, kind]);
  });
  it('offers the first row as names when it reads so', () => {
    expect(looksLikeHeader([['Город', 'План'], ['Пермь', '1']])).toBe(true);
    expect(looksLikeHeader([['Пермь', '1'], ['Омск', '2']])).toBe(false);
    expect(looksLikeHeader([['а', 'а'], ['1', '2']])).toBe(false);
    expect(looksLikeHeader([['Город', 'План']])).toBe(false);
  });
  it('makes a table, names without repeats', () => {
    expect(tableFrom([['Код', ' ', 'Код'], ['007', '1', 'да'], ['8']], true, 'Столбец')).toEqual({
      columns: [{ name: 'Код', kind: 'text' }, { name: 'Столбец 2', kind: 'integer' }, { name: 'Код 2', kind: 'boolean' }],
      rows: [['007', 1, true], ['8', null, null]],
    });
  });
  it('goes over a table from a cell on and makes rows and columns', () => {
    expect(pasteAt(plan, { row: 1, column: 1 }, [['5', '1,5'], ['много', '2']], 'Столбец')).toEqual({
      columns: [...plan.columns, { name: 'Столбец 3', kind: 'number' }],
      rows: [['Пермь', 120, null], ['Омск', 5, 1.5], [null, 'много', 2]],
    });
  });
  it('cuts what sticks out of fixed columns', () => {
    expect(pasteAt(plan, { row: 2, column: 1 }, [['7', 'x']], 'Столбец', true)).toEqual({ columns: plan.columns, rows: [...plan.rows, [null, 7]] });
  });
  it('gives a range back as Excel takes it', () => {
    expect(rangeTsv({ ...plan, rows: [['а\tб', 1.5]] }, { top: 0, left: 0, bottom: 3, right: 5 }, 'ru')).toBe('"а\tб"\t1,5');
  });
});

describe('changes of a typed table', () => {
  it('makes rows and columns where a person types', () => {
    expect(setCell({ columns: [], rows: [] }, { row: 1, column: 1 }, '5', 'Столбец')).toEqual({
      columns: [{ name: 'Столбец 1', kind: 'text' }, { name: 'Столбец 2', kind: 'integer' }],
      rows: [[null, null], [null, 5]],
    });
    expect(setCell(plan, { row: 2, column: 0 }, ' ', 'Столбец')).toBe(plan);
    expect(setCell(plan, { row: 0, column: 1 }, '', 'Столбец').rows[0]).toEqual(['Пермь', null]);
  });
  it('reads the cells of a column anew for another kind, and back without loss', () => {
    const texts = setKind(plan, 1, 'text');
    expect(texts.rows).toEqual([['Пермь', '120'], ['Омск', null]]);
    expect(setKind(texts, 1, 'integer')).toEqual(plan);
    expect(setKind(plan, 0, 'number').rows[0]).toEqual(['Пермь', 120]);
  });
  it('adds, removes and moves', () => {
    expect(insertColumn(plan, 1, 'Столбец')).toEqual({
      columns: [plan.columns[0], { name: 'Столбец 3', kind: 'text' }, plan.columns[1]],
      rows: [['Пермь', null, 120], ['Омск', null, null]],
    });
    expect(removeColumns(plan, 0, 0)).toEqual({ columns: [plan.columns[1]], rows: [[120], [null]] });
    expect(removeRows(plan, 0, 0).rows).toEqual([['Омск', null]]);
    expect(moveColumn(plan, 0, 1).rows).toEqual([[120, 'Пермь'], [null, 'Омск']]);
    expect(moveColumn(plan, 0, -1)).toEqual(plan);
    expect(moveRow(plan, 0, 1).rows).toEqual([['Омск', null], ['Пермь', 120]]);
    expect(clearRange(plan, { top: 0, left: 1, bottom: 5, right: 5 }).rows).toEqual([['Пермь', null], ['Омск', null]]);
  });
  it('takes names from the first row and gives them back', () => {
    const lowered = headToRow(plan, 'Столбец');
    expect(lowered.rows).toEqual([['Город', 'План'], ['Пермь', '120'], ['Омск', null]]);
    expect(headFromRow(lowered, 'Столбец')).toEqual(plan);
  });
  it('finds free names', () => {
    expect(numberedName('Столбец', ['Столбец 1', 'Столбец 2'], 1)).toBe('Столбец 3');
    expect(freeName('Город', ['Город'])).toBe('Город 2');
    expect(freeName('Город', [])).toBe('Город');
  });
  it('reads anything stored', () => {
    expect(readTable(null)).toEqual({ columns: [], rows: [] });
    expect(readTable({ columns: [{ name: 'а', kind: 'нет' }, 5], rows: [[1, { a: 1 }], 'x'] })).toEqual({
      columns: [{ name: 'а', kind: 'text' }],
      rows: [[1, '{"a":1}'], []],
    });
  });
});
