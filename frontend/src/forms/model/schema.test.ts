import { describe, expect, it } from 'vitest';
import { emptyValue, fieldsOf, freshObject, getAt, isShown, resolve, sectionsOf, setAt, unknownKeys } from './schema';
import type { SchemaNode } from './schema';

const text = (ru: string) => ({ ru, en: ru });
const root: SchemaNode = {
  $defs: {
    Rule: {
      type: 'object',
      properties: {
        name: { type: 'string', default: '', ui: { widget: 'new_column', title: text('Имя') } },
        how: { type: 'string', enum: ['sum', 'mean'], default: 'sum', ui: { widget: 'choice', title: text('Как') } },
        limit: { anyOf: [{ type: 'integer' }, { type: 'null' }], ui: { widget: 'integer' } },
      },
    },
  },
  type: 'object',
  required: ['file'],
  properties: {
    file: { type: 'string', ui: { widget: 'file', section: text('Источник') } },
    mode: { type: 'string', default: 'auto', ui: { widget: 'choice' } },
    limit: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }], default: null, ui: { widget: 'integer', when: { mode: ['limit', 'auto'] } } },
    rules: { type: 'array', items: { $ref: '#/$defs/Rule' }, ui: { widget: 'list', section: text('Правила') } },
    plain: { type: 'boolean' },
    odd: { type: 'array', items: { type: 'number' } },
  },
};

describe('schema walking', () => {
  it('reads fields in order with their widgets, guessed where nothing is said', () => {
    const fields = fieldsOf(root, root).map(({ key, widget, nullable, required }) => ({ key, widget, nullable, required }));
    expect(fields).toEqual([
      { key: 'file', widget: 'file', nullable: false, required: true },
      { key: 'mode', widget: 'choice', nullable: false, required: false },
      { key: 'limit', widget: 'integer', nullable: true, required: false },
      { key: 'rules', widget: 'list', nullable: false, required: false },
      { key: 'plain', widget: 'switch', nullable: false, required: false },
      { key: 'odd', widget: 'unknown', nullable: false, required: false },
    ]);
  });

  it('looks through references and keeps the hints written beside them', () => {
    const { schema } = resolve({ $ref: '#/$defs/Rule', ui: { widget: 'group', title: text('Правило') } }, root);
    expect(Object.keys(schema.properties ?? {})).toEqual(['name', 'how', 'limit']);
    expect(schema.ui).toEqual({ widget: 'group', title: text('Правило') });
  });

  it('forgets the parameter variant of a union', () => {
    const bound: SchemaNode = { type: 'object', properties: { $parameter: { type: 'string' } } };
    expect(resolve({ anyOf: [{ type: 'string' }, { type: 'null' }, bound] }, root)).toEqual({
      schema: { type: 'string' },
      nullable: true,
    });
  });

  it('puts fields under the heading that stands above them', () => {
    const sections = sectionsOf(fieldsOf(root, root)).map(({ title, fields }) => [title, fields.map((field) => field.key)]);
    expect(sections).toEqual([
      [text('Источник'), ['file', 'mode', 'limit']],
      [text('Правила'), ['rules', 'plain', 'odd']],
    ]);
  });

  it('shows a field only when its siblings allow it; a bound sibling allows all', () => {
    const fields = fieldsOf(root, root);
    const limit = fields[2];
    if (limit === undefined) throw new Error('no field');
    expect(isShown(limit, { mode: 'limit' }, fields)).toBe(true);
    expect(isShown(limit, {}, fields)).toBe(true);
    expect(isShown(limit, { mode: 'all' }, fields)).toBe(false);
    expect(isShown(limit, { mode: { $parameter: 'mode' } }, fields)).toBe(true);
  });

  it('names the keys it does not know', () => {
    expect(unknownKeys({ file: 'a.csv', colour: 1, old: null }, fieldsOf(root, root))).toEqual(['colour', 'old']);
  });

  it('makes a fresh list item', () => {
    expect(freshObject(root.$defs?.['Rule'] ?? {}, root)).toEqual({ name: '', how: 'sum', limit: null });
    expect(emptyValue({ ui: { widget: 'conditions' } }, root)).toEqual({ all: [] });
  });

  it('reads and writes at a path without touching the original', () => {
    const before = { rules: [{ name: 'a' }, { name: 'b' }], other: 1 };
    const after = setAt(before, ['rules', 1, 'name'], 'c');
    expect(after).toEqual({ rules: [{ name: 'a' }, { name: 'c' }], other: 1 });
    expect(before).toEqual({ rules: [{ name: 'a' }, { name: 'b' }], other: 1 });
    expect(getAt(after, ['rules', 1, 'name'])).toBe('c');
    expect(getAt(after, ['rules', 7, 'name'])).toBeUndefined();
    expect(setAt(before, ['other'], undefined)).toEqual({ rules: [{ name: 'a' }, { name: 'b' }] });
    expect(setAt(before, ['rules', 0], undefined)).toEqual({ rules: [{ name: 'b' }], other: 1 });
    expect(setAt(undefined, ['a', 'b'], { $parameter: 'p' })).toEqual({ a: { b: { $parameter: 'p' } } });
  });
});
