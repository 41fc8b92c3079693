import { describe, expect, it } from 'vitest';
import { lostColumns, remapColumn, remapFormula } from './remap';
import type { Settings } from '../../document/types';
import type { SchemaNode } from './schema';

const ui = (widget: string) => ({ ui: { widget, title: { ru: '', en: '' } } });
const root = {
  properties: {
    key: { type: 'string', ...ui('column') },
    list: { type: 'array', items: { type: 'string' }, ...ui('columns') },
    where: { type: 'object', ...ui('conditions') },
    made: {
      type: 'array',
      items: { type: 'object', properties: { name: { type: 'string', ...ui('new_column') }, formula: { type: 'string', ...ui('formula') } } },
      ...ui('list'),
    },
  },
} as unknown as SchemaNode;

describe('a lost column', () => {
  it('is put right wherever it stands, once in a list', () => {
    const settings: Settings = {
      key: 'Старый',
      list: ['А', 'Старый', 'Новый'],
      where: { all: [{ column: 'Старый', op: '=', value: 'Старый' }, { any: [{ column: 'Старый', op: 'empty' }] }] },
      made: [{ name: 'Старый', formula: '[Старый] & "[Старый]"' }],
    };
    expect(remapColumn(settings, root, root, 'Старый', 'Новый')).toEqual({
      key: 'Новый',
      list: ['А', 'Новый'],
      where: { all: [{ column: 'Новый', op: '=', value: 'Старый' }, { any: [{ column: 'Новый', op: 'empty' }] }] },
      made: [{ name: 'Старый', formula: '[Новый] & "[Старый]"' }],
    });
  });

  it('is named in a formula with its brackets escaped', () => {
    expect(remapFormula('[a]]b] + [c]', 'a]b', 'd]e')).toBe('[d]]e] + [c]');
  });

  it('is read out of the place of a mistake', () => {
    const problem = { code: 'unknown_column', column: null, severity: 'error', field: 'made.0.formula', range: [0, 8] };
    const other = { code: 'missing_column', column: 'Старый', severity: 'error', field: 'key', range: null };
    const values = { made: [{ formula: '[Старый] * 2' }] };
    expect(lostColumns([problem, other], values)).toEqual([{ name: 'Старый', places: 2 }]);
  });
});
