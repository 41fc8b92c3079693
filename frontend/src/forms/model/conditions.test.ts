import { describe, expect, it } from 'vitest';
import type { Json } from '../../document/types';
import * as model from './conditions';
import type { Operator } from './schema';

const operators: Operator[] = [
  { op: '=', title: 'равно', kinds: ['text', 'number', 'date'], arity: 1 },
  { op: 'between', title: 'между', kinds: ['number', 'date'], arity: 2 },
  { op: 'in', title: 'один из', kinds: ['text', 'number'], arity: 'many' },
  { op: 'contains', title: 'содержит', kinds: ['text'], arity: 1 },
  { op: 'empty', title: 'пусто', kinds: ['text', 'number', 'date'], arity: 0 },
];
const [equals, between, many, , empty] = operators as [Operator, Operator, Operator, Operator, Operator];

const stored: Json = {
  all: [
    { column: 'Сумма', op: '>', value: 1000 },
    { any: [{ column: 'Город', op: '=', value: 'Омск' }, { column: 'Город', op: 'empty' }] },
  ],
};

describe('groups of conditions', () => {
  it('is written back as it was read', () => {
    expect(model.writeGroup(model.readGroup(stored))).toEqual(stored);
    expect(model.writeGroup(model.readGroup(null))).toEqual({ all: [] });
    expect(model.countConditions(model.readGroup(stored))).toBe(3);
  });

  it('keeps unknown keys of a condition', () => {
    const odd = { all: [{ column: 'A', op: '=', value: 1, note: 'x' }] };
    expect(model.writeGroup(model.readGroup(odd))).toEqual(odd);
  });

  it('adds, changes, joins and removes at any depth', () => {
    let group = model.readGroup(stored);
    group = model.addItem(group, [1], { kind: 'condition', condition: { column: 'Дата', op: 'empty' } });
    group = model.setJoiner(group, [1], 'all');
    group = model.setCondition(group, [0], { column: 'Сумма', op: '=', value: 5 });
    expect(model.writeGroup(group)).toEqual({
      all: [
        { column: 'Сумма', op: '=', value: 5 },
        { all: [{ column: 'Город', op: '=', value: 'Омск' }, { column: 'Город', op: 'empty' }, { column: 'Дата', op: 'empty' }] },
      ],
    });
    expect(model.writeGroup(model.removeItem(group, [0]))).toEqual({
      all: [{ all: [{ column: 'Город', op: '=', value: 'Омск' }, { column: 'Город', op: 'empty' }, { column: 'Дата', op: 'empty' }] }],
    });
  });

  it('takes a group away with its last condition', () => {
    let group = model.readGroup(stored);
    group = model.removeItem(group, [1, 0]);
    group = model.removeItem(group, [1, 0]);
    expect(model.writeGroup(group)).toEqual({ all: [{ column: 'Сумма', op: '>', value: 1000 }] });
  });

  it('names a place as problems do', () => {
    expect(model.dottedPath('conditions', model.readGroup(stored), [1, 0])).toBe('conditions.all.1.any.0');
  });

  it('carries values over to another operator and leaves none behind', () => {
    const one = { column: 'Сумма', op: '=', value: 5 };
    expect(model.withOperator(one, between)).toEqual({ column: 'Сумма', op: 'between', value: 5, value2: null });
    expect(model.withOperator(one, many)).toEqual({ column: 'Сумма', op: 'in', values: [5] });
    expect(model.withOperator(one, empty)).toEqual({ column: 'Сумма', op: 'empty' });
    expect(model.withOperator({ column: 'Сумма', op: 'in', values: [1, 2] }, between)).toEqual({
      column: 'Сумма', op: 'between', value: 1, value2: 2,
    });
    expect(model.withOperator({ column: 'Д', op: '=', value: { $parameter: 'day' } }, between)).toEqual({
      column: 'Д', op: 'between', value: { $parameter: 'day' }, value2: null,
    });
    expect(model.withOperator({ column: 'Город', op: 'in', values: [] }, equals)).toEqual({ column: 'Город', op: '=', value: null });
  });

  it('chooses an operator that fits the new column and empties values of another type', () => {
    const condition = { column: 'Город', op: 'contains', value: 'Омск' };
    expect(model.withColumn(condition, 'Сумма', 'number', 'text', operators)).toEqual({ column: 'Сумма', op: '=', value: null });
    expect(model.withColumn(condition, 'Имя', 'text', 'text', operators)).toEqual({ column: 'Имя', op: 'contains', value: 'Омск' });
    expect(model.operatorsFor(operators, 'date').map(({ op }) => op)).toEqual(['=', 'between', 'empty']);
  });
});
