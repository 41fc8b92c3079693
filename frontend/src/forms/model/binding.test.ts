import { describe, expect, it } from 'vitest';
import { bindableTypes, fittingParameters, parameterFrom, parameterName } from './binding';
import { isBound } from './schema';

describe('binding to parameters', () => {
  it('tells a bound value from any other', () => {
    expect([{ $parameter: 'day' }, { parameter: 'day' }, 'day', null, ['day']].map(isBound)).toEqual([true, false, false, false, false]);
  });

  it('offers parameters of a fitting type in their order', () => {
    const parameters = [
      { name: 'day', type: 'date' },
      { name: 'share', type: 'number' },
      { name: 'city', type: 'choice' },
    ];
    expect(fittingParameters(parameters, 'date').map(({ name }) => name)).toEqual(['day']);
    expect(fittingParameters(parameters, 'choice').map(({ name }) => name)).toEqual(['city']);
    expect(fittingParameters(parameters, 'conditions')).toEqual([]);
    expect(bindableTypes('list')).toEqual([]);
  });

  it('makes a free Latin name of a Russian title', () => {
    expect(parameterName('Отчётная дата', [])).toBe('otchetnaya_data');
    expect(parameterName('Отчётная дата', ['otchetnaya_data'])).toBe('otchetnaya_data_2');
    expect(parameterName('2-й порог', [])).toBe('p_2_y_porog');
    expect(parameterName('№', [])).toBe('parameter');
  });

  it('makes a parameter that carries the value of the field', () => {
    expect(
      parameterFrom({ title: 'Активен до', widget: 'integer', schema: { minimum: 1 }, value: 90, taken: [] }),
    ).toEqual({ name: 'aktiven_do', type: 'number', title: 'Активен до', default: 90, minimum: 1 });
    expect(
      parameterFrom({
        title: 'Режим',
        widget: 'choice',
        schema: { ui: { options: [{ value: 'a', title: { ru: 'А', en: 'A' }, help: null }] } },
        value: 'a',
        taken: [],
      }),
    ).toEqual({ name: 'rezhim', type: 'choice', title: 'Режим', default: 'a', choices: [{ value: 'a', title: { ru: 'А', en: 'A' } }] });
    expect(parameterFrom({ title: 'Значение', widget: 'value', schema: {}, value: '2026-11-23', taken: [] }).type).toBe('date');
  });
});
