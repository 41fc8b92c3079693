import { describe, expect, it } from 'vitest';
import { columnChanges, goneColumns } from './columnChanges';
import { editDistance, fittingColumns, moveItem, nearMatch, searchColumns } from './columns';
import { moveRow, rowKept, rowValue, setOverride, tableRows, tableShape, unlistedKept } from './columnsTable';
import { monthGrid, readDate, readDateTime, readTime, shiftDate } from './dates';
import { describeSettings } from './describe';
import { earlierFormulas } from './earlier';
import { applyFix } from './fixes';
import { blocksOf, headField, isWide } from './layout';
import { numberFault, readNumber, stepped } from './numbers';
import { problemsElsewhere, problemsWithin, withRunProblem } from './problems';
import { fieldsOf } from './schema';
import type { SchemaNode } from './schema';

const column = (name: string, type: string) => ({ name, type, dtype: '' });

describe('columns', () => {
  const all = [column('Сумма продажи', 'number'), column('Сумма', 'integer'), column('Счёт', 'text')];
  it('offers those of a fitting type and finds them by words', () => {
    expect(fittingColumns(all, ['number', 'integer']).map(({ name }) => name)).toEqual(['Сумма продажи', 'Сумма']);
    expect(fittingColumns(all, null)).toEqual(all);
    expect(searchColumns(all, 'прод сум').map(({ name }) => name)).toEqual(['Сумма продажи']);
    expect(searchColumns(all, 'СЧЕТ').map(({ name }) => name)).toEqual(['Счёт']);
  });
  it('finds the near match of a missing name', () => {
    expect(editDistance('Суммы', 'Сумма')).toBe(1);
    expect(editDistance('аб', 'ба')).toBe(1);
    expect(nearMatch('Сумма продажы', ['Дата', 'Сумма продажи'])).toBe('Сумма продажи');
    expect(nearMatch('Регион', ['Дата', 'Клиент'])).toBeNull();
  });
  it('moves an item and minds the ends', () => {
    expect(moveItem(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(moveItem(['a', 'b', 'c'], 0, 3)).toEqual(['a', 'b', 'c']);
  });
  it('tells what is new, changed and gone', () => {
    const inputs = [column('A', 'text'), column('B', 'integer')];
    const output = [column('B', 'text'), column('C', 'date')];
    expect(columnChanges(output, inputs).map(({ change, before }) => [change, before])).toEqual([['type', 'integer'], ['new', null]]);
    expect(goneColumns(inputs, output)).toEqual([column('A', 'text')]);
    expect(columnChanges(output, []).map(({ change }) => change)).toEqual(['same', 'same']);
  });
});

describe('table of columns', () => {
  const item: SchemaNode = {
    type: 'object',
    properties: {
      column: { type: 'string', ui: { widget: 'column' } },
      keep: { type: 'boolean', default: true, ui: { widget: 'switch' } },
      name: { type: 'string', default: '', ui: { widget: 'new_column' } },
      kind: { type: 'string', default: '', ui: { widget: 'dtype' } },
    },
  };
  const shape = tableShape(item, item);
  if (shape === null || shape.keep === null || shape.rename === null) throw new Error('no shape');
  const { keep, rename } = shape;
  const incoming = [column('A', 'text'), column('B', 'integer')];

  it('shows every incoming column and keeps what is missing', () => {
    const rows = tableRows(incoming, [{ column: 'Old', keep: false }, { column: 'B', name: 'b' }], shape);
    expect(rows.map(({ column: name, index, missing }) => [name, index, missing])).toEqual([['A', null, false], ['B', 1, false], ['Old', 0, true]]);
    expect(rows.map((row) => rowValue(row, keep, item))).toEqual([true, true, false]);
  });

  const rowOf = (overrides: Parameters<typeof tableRows>[1], name: string) => {
    const row = tableRows(incoming, overrides, shape).find((other) => other.column === name);
    if (row === undefined) throw new Error('no row');
    return row;
  };

  it('lists a changed column at its own place, so that a rename moves nothing', () => {
    const second = setOverride({ columns: incoming, overrides: [], row: rowOf([], 'B'), field: rename, value: 'b', shape });
    expect(second).toEqual([{ column: 'B', name: 'b' }]);
    const both = setOverride({ columns: incoming, overrides: second, row: rowOf(second, 'A'), field: keep, value: false, shape });
    expect(both).toEqual([{ column: 'A', keep: false }, { column: 'B', name: 'b' }]);
    const odd = [{ column: 'A', name: 'a', more: 1 }];
    expect(setOverride({ columns: incoming, overrides: odd, row: rowOf(odd, 'A'), field: rename, value: '', shape })).toEqual([{ column: 'A', name: '', more: 1 }]);
  });

  it('moves a column by listing all of them', () => {
    const rows = tableRows(incoming, [{ column: 'B', name: 'b' }], shape);
    expect(moveRow({ rows, from: 1, to: 0, shape, unlisted: true })).toEqual([{ column: 'B', name: 'b' }, { column: 'A' }]);
    expect(moveRow({ rows, from: 1, to: 0, shape, unlisted: false })).toEqual([{ column: 'B', name: 'b' }, { column: 'A', keep: false }]);
    const moved = tableRows(incoming, [{ column: 'B' }, { column: 'A' }], shape);
    expect(moved.map(({ column: name }) => name)).toEqual(['B', 'A']);
  });

  it('knows what becomes of columns that are not listed', () => {
    const fields = fieldsOf(
      { type: 'object', properties: { others: { type: 'string', default: 'keep', ui: { widget: 'choice', options: [{ value: 'keep', title: '' }, { value: 'drop', title: '' }] } } } },
      {},
    );
    expect([unlistedKept({}, fields), unlistedKept({ others: 'drop' }, fields), unlistedKept({ others: 'drop' }, [])]).toEqual([true, false, true]);
    expect([rowKept(rowOf([], 'A'), shape, item, false), rowKept(rowOf([{ column: 'A' }], 'A'), shape, item, false)]).toEqual([false, true]);
  });
});

describe('typed values', () => {
  it('reads numbers as both languages write them', () => {
    expect([' 1 000,5', '1\u202f000.5', '−3', '12 %', '', '1,2,3'].map(readNumber)).toEqual([
      { kind: 'number', value: 1000.5 },
      { kind: 'number', value: 1000.5 },
      { kind: 'number', value: -3 },
      { kind: 'bad' },
      { kind: 'empty' },
      { kind: 'bad' },
    ]);
    expect([numberFault(1.5, { integer: true }), numberFault(0, { integer: true, min: 1 }), numberFault(101, { integer: false, max: 100 }), numberFault(5, { integer: true, min: 1, max: 9 })]).toEqual(['integer_bad', 'min', 'max', null]);
    expect([stepped(0.1, 0.2, 1, {}), stepped(1, 1, -1, { min: 1 })]).toEqual([0.3, 1]);
  });

  it('reads dates as people type them', () => {
    expect(['31.12.2026', '1/2/26', '2026-12-31', '31122026', '30.02.2026', 'завтра', '05.06.70'].map(readDate)).toEqual([
      '2026-12-31', '2026-02-01', '2026-12-31', '2026-12-31', null, null, '1970-06-05',
    ]);
    expect(['31.12.2026 9:05', '2026-12-31T09:05:07', '31.12.2026', '31.12.2026 25:00'].map(readDateTime)).toEqual([
      '2026-12-31T09:05:00', '2026-12-31T09:05:07', '2026-12-31T00:00:00', null,
    ]);
    expect(['9:05', '24:00'].map(readTime)).toEqual(['09:05:00', null]);
  });

  it('walks a calendar', () => {
    expect([shiftDate('2024-02-28', { days: 2 }), shiftDate('2026-01-31', { months: 1 }), shiftDate('2026-01-15', { months: -1 })]).toEqual(['2024-03-01', '2026-02-28', '2025-12-15']);
    const weeks = monthGrid('2026-11-23');
    expect([weeks[0]?.[0], weeks[0]?.[6], weeks[5]?.[6]]).toEqual([
      { iso: '2026-10-26', day: 26, inMonth: false },
      { iso: '2026-11-01', day: 1, inMonth: true },
      { iso: '2026-12-06', day: 6, inMonth: false },
    ]);
  });
});

describe('problems and fixes', () => {
  const at = (field: string | null) => ({ node: 'n', field, severity: 'error' as const });
  it('puts a problem under the field that owns it, or at the head', () => {
    const problems = [at('rules.0.name'), at('rules2'), at(null), at('gone.a')];
    expect(problemsWithin(problems, 'rules')).toEqual([at('rules.0.name')]);
    expect(problemsElsewhere(problems, ['rules', 'rules2'])).toEqual([at(null), at('gone.a')]);
  });
  it('adds what a run failed with, once', () => {
    const told = { ...at('file'), code: 'missing_file' };
    const failed = { ...at('columns.0'), code: 'bad_value' };
    expect(withRunProblem([told], null)).toEqual([told]);
    expect(withRunProblem([told], failed)).toEqual([failed, told]);
    expect(withRunProblem([told], { ...told })).toEqual([told]);
  });
  it('replaces the range of a text, an item of a list, a number', () => {
    const settings = { formula: '[Сумма продажы] * 2', keys: ['A', 'B'], limit: 5, on: true, conditions: { all: [] } };
    expect(applyFix(settings, 'formula', '[Сумма продажи]', [0, 15])).toBe('[Сумма продажи] * 2');
    expect(applyFix(settings, 'keys.1', 'Б', null)).toBe('Б');
    expect(applyFix(settings, 'limit', '7', null)).toBe(7);
    expect(applyFix(settings, 'absent', 'x', null)).toBe('x');
    expect(applyFix(settings, 'conditions', 'x', null)).toBeUndefined();
  });
});

const words = (ru: string) => ({ ru, en: ru });

describe('layout', () => {
  const schema: SchemaNode = {
    type: 'object',
    properties: {
      limits: { type: 'string', ui: { widget: 'choice', style: 'segmented', title: words('Пороги'), options: [{ value: 'a', title: words('дни') }, { value: 'b', title: words('из данных') }] } },
      a: { type: 'integer', ui: { widget: 'integer' } },
      b: { type: 'integer', ui: { widget: 'integer' } },
      c: { type: 'number', ui: { widget: 'number' } },
      name: { type: 'string', ui: { widget: 'text' } },
      one: { type: 'integer', ui: { widget: 'integer' } },
      long: { type: 'string', ui: { widget: 'choice', style: 'segmented', options: [{ value: 'a', title: words('первое длинное слово') }, { value: 'b', title: words('второе длинное слово') }] } },
    },
  };
  const fields = fieldsOf(schema, schema);
  it('sets numbers side by side and leaves a lone one on its line', () => {
    expect(blocksOf(fields).map((block) => (block.kind === 'numbers' ? [block.columns, ...block.fields.map((field) => field.key)] : block.field.key))).toEqual([
      'limits', [3, 'a', 'b', 'c'], 'name', 'one', 'long',
    ]);
  });
  it('puts the switch of a section into its head', () => {
    expect(headField(words('Пороги'), fields, 'ru')?.key).toBe('limits');
    expect(headField(words('Другое'), fields, 'ru')).toBeNull();
  });
  it('gives long buttons a line of their own', () => {
    expect(fields.map((field) => isWide(field, 'ru'))).toEqual([false, false, false, false, false, false, true]);
  });
});

describe('words of settings', () => {
  const schema: SchemaNode = {
    $defs: { Item: { type: 'object', properties: { name: { type: 'string', ui: { widget: 'new_column' } }, formula: { type: 'string', ui: { widget: 'formula' } } } } },
    type: 'object',
    properties: {
      mode: { type: 'string', default: 'a', ui: { widget: 'choice', title: words('Режим'), options: [{ value: 'a', title: words('первый') }, { value: 'b', title: words('второй') }] } },
      day: { ui: { widget: 'date', title: words('День') } },
      where: { ui: { widget: 'conditions', title: words('Условия'), operators: [{ op: '>', title: words('больше'), kinds: [], arity: 1 }] } },
      items: { type: 'array', items: { $ref: '#/$defs/Item' }, ui: { widget: 'list', title: words('Столбцы') } },
    },
  };
  it('says an example as its form would, without what is at its default', () => {
    const settings = {
      mode: 'b',
      day: '2026-11-23',
      where: { any: [{ column: 'Сумма', op: '>', value: 1000 }, { column: 'Дата', op: '>', value: { $parameter: 'day' } }] },
      items: [{ name: 'НДС', formula: '[Сумма]*20%' }],
    };
    const lines = describeSettings(settings, schema, { mode: 'a' }, 'ru');
    expect(lines.slice(0, 2)).toEqual([{ title: 'Режим', text: 'второй' }, { title: 'День', text: '23.11.2026' }]);
    expect(lines[3]).toEqual({ title: 'Столбцы', text: 'НДС · [Сумма]*20%' });
    expect(lines[2]?.text).toBe('Сумма больше 1\u202f000 или Дата больше {day}');
    expect(describeSettings({ mode: 'a' }, schema, { mode: 'a' }, 'ru')).toEqual([]);
  });
  it('knows the formulas above one in a list', () => {
    const values = { items: [{ name: 'НДС', formula: '1' }, { name: '', formula: '2' }, { name: 'Итог', formula: '3' }] };
    expect(earlierFormulas(values, ['items', 2, 'formula'], schema)).toEqual({ name: 'Итог', formulas: [{ name: 'НДС', text: '1' }] });
    expect(earlierFormulas(values, ['mode'], schema)).toEqual({ name: '', formulas: [] });
  });
});
