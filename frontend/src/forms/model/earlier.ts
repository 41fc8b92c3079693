/** Formulas of a list that stand above one another: each may use the columns the earlier ones make. Pure. */
import type { Json, Settings } from '../../document/types';
import { fieldsOf, getAt, resolve } from './schema';
import type { Field, SchemaNode } from './schema';

export interface Earlier {
  /** The column this formula makes; empty when there is none or it has no name yet. */
  name: string;
  /** Named formulas above this one, in order. */
  formulas: { name: string; text: string }[];
}

const NOTHING: Earlier = { name: '', formulas: [] };

/**
 * What stands before the formula at `path`. In a list whose items hold a new column's name and a formula, the
 * earlier items' columns exist already; anywhere else only the name beside the formula counts.
 */
export function earlierFormulas(values: Settings, path: readonly (string | number)[], root: SchemaNode): Earlier {
  const parentPath = path.slice(0, -1);
  const key = String(path.at(-1) ?? '');
  const index = parentPath.at(-1);
  const fields = fieldsAt(root, parentPath);
  const nameField = fields.find((field) => field.widget === 'new_column');
  if (nameField === undefined) return NOTHING;
  const read = (item: Json | undefined, name: string): string => {
    const value = getAt(item, [name]);
    return typeof value === 'string' ? value : '';
  };
  const name = read(getAt(values, parentPath), nameField.key);
  const list = typeof index === 'number' ? getAt(values, parentPath.slice(0, -1)) : undefined;
  if (!Array.isArray(list) || typeof index !== 'number') return { name, formulas: [] };
  const formulas = list
    .slice(0, index)
    .map((item) => ({ name: read(item, nameField.key), text: read(item, key) }))
    .filter((formula) => formula.name !== '');
  return { name, formulas };
}

/** Fields of the object schema that describes the value at a path. */
function fieldsAt(root: SchemaNode, path: readonly (string | number)[]): Field[] {
  let schema = root;
  for (const part of path) {
    const resolved = resolve(schema, root).schema;
    const next = typeof part === 'number' ? resolved.items : resolved.properties?.[part];
    if (next === undefined) return [];
    schema = next;
  }
  return fieldsOf(schema, root);
}
