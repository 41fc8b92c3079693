/**
 * The `columns_table` widget: the incoming columns joined with the overrides the settings hold. An
 * override that names no incoming column stays in the table and is marked missing. Pure.
 */
import type { Json, Settings as JsonObject } from '../../document/types';
import { moveItem } from './columns';
import type { ColumnInfo } from './columns';
import { emptyValue, fieldsOf, isBound, type Field, type SchemaNode } from './schema';

/** Which field of an override plays which part. */
export interface TableShape {
  column: Field;
  keep: Field | null;
  rename: Field | null;
  dtype: Field | null;
  others: Field[];
}

export interface TableRow {
  column: string;
  type: string | null;
  /** Position of the override in the settings; null when the column has none. */
  index: number | null;
  override: JsonObject;
  missing: boolean;
}

/** Finds the parts of an override by the widgets its fields declare. Null when none names a column. */
export function tableShape(itemSchema: SchemaNode, root: SchemaNode): TableShape | null {
  const fields = fieldsOf(itemSchema, root);
  const column =
    fields.find((field) => field.widget === 'column') ??
    fields.find((field) => field.key === 'column' || field.key === 'name');
  if (column === undefined) return null;
  const rest = fields.filter((field) => field !== column);
  const keep = rest.find((field) => field.widget === 'switch') ?? null;
  const rename =
    rest.find((field) => field.widget === 'new_column' || field.widget === 'text') ?? null;
  const dtype = rest.find((field) => field.widget === 'dtype' || field.widget === 'choice') ?? null;
  const others = rest.filter((field) => ![keep, rename, dtype].includes(field));
  return { column, keep, rename, dtype, others };
}

const asObject = (value: Json): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};

const nameOf = (override: JsonObject, shape: TableShape): string => {
  const name = override[shape.column.key];
  return typeof name === 'string' ? name : '';
};

/**
 * Whether columns without an override go on. They do, unless a sibling choice between `keep` and `drop`
 * says `drop`: then only the listed ones do.
 */
export function unlistedKept(siblings: JsonObject, fields: readonly Field[]): boolean {
  const choice = fields.find((field) => {
    const values = field.ui.options?.map((option) => option.value) ?? [];
    return values.length === 2 && values.includes('keep') && values.includes('drop');
  });
  if (choice === undefined) return true;
  return (siblings[choice.key] ?? choice.schema.default ?? 'keep') !== 'drop';
}

/**
 * One row per incoming column in the order they go on: listed columns take the places of listed columns, in
 * the order of the list. Then come the overrides whose column is missing.
 */
export function tableRows(
  columns: readonly ColumnInfo[],
  overrides: readonly Json[],
  shape: TableShape,
): TableRow[] {
  const objects = overrides.map(asObject);
  const place = new Map<string, number>();
  objects.forEach((override, index) => {
    const name = nameOf(override, shape);
    if (!place.has(name)) place.set(name, index);
  });
  const rowOf = (column: ColumnInfo): TableRow => {
    const index = place.get(column.name) ?? null;
    return {
      column: column.name,
      type: column.type,
      index,
      override: (index === null ? undefined : objects[index]) ?? { [shape.column.key]: column.name },
      missing: false,
    };
  };
  const rows = columns.map(rowOf);
  const listed = rows.filter((row) => row.index !== null).sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
  const ordered = rows.map((row) => (row.index === null ? row : (listed.shift() ?? row)));
  const present = new Set(columns.map((column) => column.name));
  objects.forEach((override, index) => {
    if (isBound(override[shape.column.key]) || present.has(nameOf(override, shape))) return;
    ordered.push({ column: nameOf(override, shape), type: null, index, override, missing: true });
  });
  return ordered;
}

/** The value a row shows in a field: the override's, else the field's default. */
export function rowValue(row: TableRow, field: Field, root: SchemaNode): Json {
  return row.override[field.key] ?? defaultOf(field, root);
}

/** Whether the column of a row goes on. */
export function rowKept(row: TableRow, shape: TableShape, root: SchemaNode, unlisted: boolean): boolean {
  if (row.index === null) return unlisted;
  return shape.keep === null || rowValue(row, shape.keep, root) === true;
}

const defaultOf = (field: Field, root: SchemaNode): Json =>
  field.nullable && field.schema.default === undefined
    ? null
    : emptyValue(field.schema, root, field.widget);

/**
 * Overrides after one field of one row was set. A row listed for the first time gets the place its column has
 * among the listed ones, so that a rename never moves a column.
 */
export function setOverride(options: {
  columns: readonly ColumnInfo[];
  overrides: readonly Json[];
  row: TableRow;
  field: Field;
  value: Json;
  shape: TableShape;
}): Json[] {
  const { columns, overrides, row, field, value, shape } = options;
  const next: JsonObject = { ...row.override, [field.key]: value };
  if (row.index !== null) {
    return overrides.map((override, index) => (index === row.index ? next : override));
  }
  const incoming = (name: string): number => {
    const at = columns.findIndex((column) => column.name === name);
    return at === -1 ? columns.length : at;
  };
  const own = incoming(row.column);
  const after = overrides.findIndex((override) => incoming(nameOf(asObject(override), shape)) > own);
  const at = after === -1 ? overrides.length : after;
  return [...overrides.slice(0, at), next, ...overrides.slice(at)];
}

/** Overrides after a row was moved: every column is listed then, for only listed ones have an order. */
export function moveRow(options: {
  rows: readonly TableRow[];
  from: number;
  to: number;
  shape: TableShape;
  unlisted: boolean;
}): Json[] {
  const { rows, from, to, shape, unlisted } = options;
  return moveItem(rows, from, to).map((row) =>
    row.index === null && !unlisted && shape.keep !== null
      ? { ...row.override, [shape.keep.key]: false }
      : row.override,
  );
}
