import { describe, expect, it } from 'vitest';
import { filterOps, filterWords } from './filters';
import { CELL_LIMIT, cellOf, columnDecimals, formatDateTime, formatDuration, formatNumber, groupDigits, plainText } from './format';
import { isSelected, moveBy, rangeOf, selectCell, toTsv } from './selection';
import { contentWidth, spreadWidths } from './widths';
import * as windowing from './windowing';

describe('cells', () => {
  it('tells NULL, empty text and outer spaces apart', () => {
    expect(cellOf(null, 'text', 'ru')).toEqual({ kind: 'null' });
    expect(cellOf(undefined, 'integer', 'ru')).toEqual({ kind: 'null' });
    expect(cellOf('', 'text', 'ru')).toEqual({ kind: 'empty' });
    expect(cellOf('  Омск ', 'text', 'ru')).toEqual({ kind: 'text', leading: 2, text: 'Омск', trailing: 1, cut: false });
    expect(cellOf('   ', 'text', 'ru')).toEqual({ kind: 'text', leading: 3, text: '', trailing: 0, cut: false });
    expect(cellOf({ special: '-inf' }, 'number', 'ru')).toEqual({ kind: 'special', text: '−∞' });
  });

  it('cuts long texts', () => {
    expect(cellOf('x'.repeat(CELL_LIMIT + 1), 'text', 'ru')).toEqual({ kind: 'text', leading: 0, text: `${'x'.repeat(CELL_LIMIT)}…`, trailing: 0, cut: true });
  });

  it('writes numbers of each language, exact ones digit by digit', () => {
    expect([groupDigits('-1234567.50', 'ru'), groupDigits('1234567.50', 'en'), groupDigits('999', 'ru')]).toEqual(['−1\u202f234\u202f567,50', '1,234,567.50', '999']);
    expect(cellOf('12345678901234567890', 'integer', 'en')).toEqual({ kind: 'value', text: '12,345,678,901,234,567,890' });
    expect(cellOf('0.10', 'decimal', 'ru')).toEqual({ kind: 'value', text: '0,10' });
    expect(cellOf(280206.02, 'number', 'ru', 2)).toEqual({ kind: 'value', text: '280\u202f206,02' });
    expect([formatNumber(-0.001, 2, 'ru'), formatNumber(0, 2, 'ru'), formatNumber(-0, 2, 'en'), formatNumber(1.23e20, 2, 'en')]).toEqual(['−0,00100', '0,00', '0.00', '1.2300·10^20']);
    expect(cellOf(true, 'boolean', 'ru')).toEqual({ kind: 'value', text: 'да' });
    expect(cellOf(['a', 1], 'list', 'ru')).toEqual({ kind: 'text', leading: 0, text: '["a",1]', trailing: 0, cut: false });
  });

  it('chooses the decimals of a column by its values', () => {
    expect(columnDecimals([1, 2, null])).toBe(0);
    expect(columnDecimals([280206.02, 3.75, 0.1 + 0.2])).toBe(2);
    expect(columnDecimals([1 / 3, 100])).toBe(2);
    expect(columnDecimals([1 / 3, 0.5])).toBe(4);
  });

  it('writes dates and times', () => {
    expect(cellOf('2011-12-09', 'date', 'ru')).toEqual({ kind: 'value', text: '09.12.2011' });
    expect([formatDateTime('2011-12-09T14:30:00', 'ru'), formatDateTime('2011-12-09T14:30:05.250000', 'ru'), formatDateTime('2011-12-09 14:30:05Z', 'en')]).toEqual(['09.12.2011 14:30', '09.12.2011 14:30:05,25', '2011-12-09 14:30:05 Z']);
    expect([formatDuration('P2DT3H4M5S', 'ru'), formatDuration(-90_000_000, 'en'), formatDuration('soon', 'en')]).toEqual(['2 д 03:04:05', '−00:01:30', 'soon']);
  });

  it('gives whole values to the clipboard', () => {
    expect([plainText(1.5, 'ru'), plainText(1.5, 'en'), plainText(null, 'ru'), plainText(' a ', 'ru')]).toEqual(['1,5', '1.5', '', ' a ']);
  });
});

describe('windows of a long table', () => {
  const short = { rowCount: 1000, viewportPx: 240 };
  const huge = { rowCount: 100_000_000, viewportPx: 240 };

  it('draws what is in sight and a little more', () => {
    expect(windowing.visibleRows(0, short, 2)).toEqual({ first: 0, last: 11 });
    expect(windowing.visibleRows(2400, short, 2)).toEqual({ first: 98, last: 111 });
    expect(windowing.visibleRows(0, { rowCount: 0, viewportPx: 240 })).toEqual({ first: 0, last: -1 });
    expect(windowing.pagesOf(190, 410)).toEqual([0, 1, 2]);
    expect(windowing.pagesOf(0, -1)).toEqual([]);
  });

  it('keeps the track under the limit of browsers and reaches both ends', () => {
    expect(windowing.isScaled(short)).toBe(false);
    expect(windowing.isScaled(huge)).toBe(true);
    expect(windowing.trackHeight(huge)).toBe(windowing.MAX_HEIGHT_PX);
    expect(windowing.offsetOfScroll(0, huge)).toBe(0);
    expect(windowing.offsetOfScroll(windowing.MAX_HEIGHT_PX - 240, huge)).toBe(windowing.maxOffset(huge));
    expect(windowing.visibleRows(windowing.maxOffset(huge), huge, 0).last).toBe(99_999_999);
    const offset = 123_456_789;
    expect(Math.round(windowing.offsetOfScroll(windowing.scrollOfOffset(offset, huge), huge))).toBe(offset);
  });

  it('moves just enough to show a row', () => {
    expect(windowing.offsetShowingRow(5, 0, short)).toBe(0);
    expect(windowing.offsetShowingRow(10, 0, short)).toBe(24);
    expect(windowing.offsetShowingRow(3, 240, short)).toBe(72);
    expect(windowing.pageStep(short)).toBe(9);
  });

  it('counts on while the total is not known', () => {
    expect(windowing.knownRowCount(4277, [])).toBe(4277);
    expect(windowing.knownRowCount(null, [{ offset: 0, rows: 200 }])).toBe(400);
    expect(windowing.knownRowCount(null, [{ offset: 0, rows: 200 }, { offset: 200, rows: 31 }])).toBe(231);
  });
});

describe('keys of the grid', () => {
  const bounds = { rowCount: 100, colCount: 5, pageRows: 10 };
  const start = selectCell({ row: 50, col: 2 });
  const after = (key: string, shift = false, ctrl = false) => moveBy(start, { key, shift, ctrl }, bounds)?.active;

  it('moves the active cell', () => {
    expect([after('ArrowUp'), after('ArrowRight'), after('PageDown'), after('Home'), after('End', false, true), after('Home', false, true), after('ArrowDown', false, true)]).toEqual([
      { row: 49, col: 2 }, { row: 50, col: 3 }, { row: 60, col: 2 }, { row: 50, col: 0 }, { row: 99, col: 4 }, { row: 0, col: 0 }, { row: 99, col: 2 },
    ]);
    expect(moveBy(start, { key: 'a', shift: false, ctrl: false }, bounds)).toBeNull();
  });

  it('reaches the header by the arrow alone', () => {
    const top = selectCell({ row: 0, col: 1 });
    expect(moveBy(top, { key: 'ArrowUp', shift: false, ctrl: false }, bounds)?.active).toEqual({ row: -1, col: 1 });
    expect(moveBy(top, { key: 'ArrowUp', shift: true, ctrl: false }, bounds)?.active).toEqual({ row: 0, col: 1 });
  });

  it('selects a range with Shift', () => {
    const wide = moveBy(moveBy(start, { key: 'ArrowUp', shift: true, ctrl: false }, bounds) ?? start, { key: 'ArrowRight', shift: true, ctrl: false }, bounds);
    if (wide === null) throw new Error('no selection');
    expect(rangeOf(wide)).toEqual({ top: 49, bottom: 50, left: 2, right: 3 });
    expect([isSelected(wide, { row: 50, col: 3 }), isSelected(wide, { row: 51, col: 3 })]).toEqual([true, false]);
  });

  it('copies as cells of a spreadsheet', () => {
    expect(toTsv([['a', 'b\tc'], ['say "x"', 'line\nbreak']])).toBe('a\t"b\tc"\n"say ""x"""\t"line\nbreak"');
  });
});

describe('widths and filters', () => {
  const measure = (text: string): number => text.length * 7;
  it('follows the content within limits', () => {
    expect(contentWidth({ name: 'A', cells: ['1'] }, measure)).toBe(67);
    expect(contentWidth({ name: 'A', cells: ['x'.repeat(20)] }, measure)).toBe(159);
    expect(contentWidth({ name: 'A', cells: ['x'.repeat(900)] }, measure)).toBe(300);
  });
  it('fills a wide pane and leaves set widths alone', () => {
    expect(spreadWidths([100, 100], [false, false], 250)).toEqual([125, 125]);
    expect(spreadWidths([100, 100], [true, false], 250)).toEqual([100, 150]);
    expect(spreadWidths([100, 100], [false, false], 1000)).toEqual([160, 160]);
    expect(spreadWidths([100, 100], [false, false], 150)).toEqual([100, 100]);
  });
  it('says a condition in a few words', () => {
    expect(filterWords({ column: 'Сумма', op: '>=', value: 1000 }, 'ru', (op) => op)).toBe('Сумма ≥ 1\u202f000');
    expect(filterWords({ column: 'Дата', op: '=', value: '2011-12-09' }, 'ru', (op) => op)).toBe('Дата = 09.12.2011');
    expect(filterWords({ column: 'Имя', op: 'empty', value: null }, 'ru', () => 'пусто')).toBe('Имя пусто');
    expect(filterOps('number')).not.toContain('contains');
  });
});
