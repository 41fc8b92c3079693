/**
 * Walks the settings schema of a node type (JSON schema made by pydantic, with `ui` hints)
 * and answers what a form needs: which fields stand where, which of them are shown now, what a
 * fresh list item looks like. Pure: no React, no network.
 */
import type { Json, LocalText, Settings as JsonObject } from '../../document/types';

/** One operator a condition may use. */
export interface Operator {
  op: string;
  title: LocalText;
  kinds: readonly string[];
  arity: 0 | 1 | 2 | 'many';
}

/** One option of a `choice` field. */
export interface Option {
  value: Json;
  title: LocalText;
  help?: LocalText | null;
}

/** The `ui` object of a property. Keys a widget does not know are ignored. */
export interface UiHints {
  widget?: string;
  title?: LocalText;
  help?: LocalText | null;
  placeholder?: LocalText | null;
  section?: LocalText | null;
  unit?: LocalText | null;
  when?: Record<string, Json[]> | null;
  advanced?: boolean;
  multiline?: boolean;
  step?: number;
  options?: Option[];
  style?: 'select' | 'segmented';
  port?: string;
  kinds?: readonly string[] | null;
  optional?: boolean;
  result?: string | null;
  operators?: Operator[];
  /** Of conditions: a sibling formula that says the same, and what siblings are set to with each of the two. */
  twin?: { field: string; formula: JsonObject; conditions: JsonObject } | null;
  endings?: string[];
  mode?: 'open' | 'save';
  item_title?: LocalText | null;
  layout?: 'rows' | 'cards';
  fixed?: boolean;
  heads?: Record<string, LocalText>;
  /** Sibling settings that name a connection, and a thing inside it. */
  connection?: string;
  thing?: string;
}

/** A JSON schema as far as the form reads it. */
export interface SchemaNode {
  $ref?: string;
  $defs?: Record<string, SchemaNode>;
  type?: string | string[];
  title?: string;
  properties?: Record<string, SchemaNode>;
  required?: string[];
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
  allOf?: SchemaNode[];
  enum?: Json[];
  const?: Json;
  default?: Json;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  maxItems?: number;
  ui?: UiHints;
}

/** One field of a form. */
export interface Field {
  key: string;
  widget: string;
  ui: UiHints;
  schema: SchemaNode;
  nullable: boolean;
  required: boolean;
}

/** Fields under one heading; `title` is null for fields above the first heading. */
export interface Section {
  title: LocalText | null;
  fields: Field[];
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mentionsParameter = (node: SchemaNode): boolean =>
  node.properties !== undefined && '$parameter' in node.properties;

/**
 * Replaces `$ref`, a single `allOf` and "T or null or a parameter" by T itself.
 * Hints written beside a reference win over the hints of what it points at.
 */
export function resolve(
  node: SchemaNode,
  root: SchemaNode,
): { schema: SchemaNode; nullable: boolean } {
  let current = node;
  let nullable = false;
  for (let depth = 0; depth < 16; depth += 1) {
    const { $ref, allOf, anyOf, oneOf, ...own } = current;
    if ($ref !== undefined) {
      const name = $ref.replace(/^#\/\$defs\//, '');
      const target = root.$defs?.[name];
      if (target === undefined) return { schema: own, nullable };
      current = { ...target, ...own };
      continue;
    }
    if (allOf !== undefined && allOf.length === 1) {
      current = { ...allOf[0], ...own };
      continue;
    }
    const variants = anyOf ?? oneOf;
    if (variants !== undefined) {
      const kept = variants.filter((variant) => {
        if (variant.type === 'null') {
          nullable = true;
          return false;
        }
        return !mentionsParameter(resolve(variant, root).schema);
      });
      if (kept.length === 1) {
        current = { ...kept[0], ...own };
        continue;
      }
      return { schema: { ...own, anyOf: kept }, nullable };
    }
    return { schema: current, nullable };
  }
  return { schema: current, nullable };
}

function guessWidget(schema: SchemaNode, root: SchemaNode): string {
  if (schema.enum !== undefined) return 'choice';
  const type = Array.isArray(schema.type) ? schema.type.find((t) => t !== 'null') : schema.type;
  if (type === 'boolean') return 'switch';
  if (type === 'integer') return 'integer';
  if (type === 'number') return 'number';
  if (type === 'string') return 'text';
  if (type === 'array' && schema.items !== undefined) {
    const { schema: items } = resolve(schema.items, root);
    if (items.properties !== undefined) return 'list';
  }
  if (type === 'object' && schema.properties !== undefined) return 'group';
  return 'unknown';
}

/** The fields of an object schema, in the order the node declares them. */
export function fieldsOf(objectSchema: SchemaNode, root: SchemaNode): Field[] {
  const { schema: resolved } = resolve(objectSchema, root);
  return Object.entries(resolved.properties ?? {}).map(([key, property]) => {
    const { schema, nullable } = resolve(property, root);
    const ui: UiHints = { ...schema.ui };
    if (ui.options === undefined && schema.enum !== undefined) {
      ui.options = schema.enum.map((value) => ({
        value,
        title: { ru: String(value), en: String(value) },
      }));
    }
    return {
      key,
      widget: ui.widget ?? guessWidget(schema, root),
      ui,
      schema,
      nullable,
      required: resolved.required?.includes(key) ?? false,
    };
  });
}

/** True when the value is `{"$parameter": name}`. */
export function isBound(value: unknown): value is { $parameter: string } {
  return isPlainObject(value) && typeof value['$parameter'] === 'string';
}

/**
 * Whether a field is shown, given its siblings' values. Every condition of `when` must hold; a
 * sibling bound to a parameter may take any value, so it hides nothing.
 */
export function isShown(field: Field, siblings: JsonObject, fields: readonly Field[]): boolean {
  const when = field.ui.when;
  if (when === undefined || when === null) return true;
  return Object.entries(when).every(([name, allowed]) => {
    const sibling = fields.find((other) => other.key === name);
    const value = siblings[name] ?? sibling?.schema.default ?? null;
    if (isBound(value)) return true;
    return allowed.some((candidate) => candidate === value);
  });
}

const sameText = (a: LocalText | null, b: LocalText | null): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** Groups fields into sections. A field without a section stays with the one before it. */
export function sectionsOf(fields: readonly Field[]): Section[] {
  const sections: Section[] = [];
  for (const field of fields) {
    const title = field.ui.section ?? null;
    const last = sections.at(-1);
    if (last === undefined || (title !== null && !sameText(title, last.title))) {
      sections.push({ title, fields: [field] });
    } else {
      last.fields.push(field);
    }
  }
  return sections;
}

/** Keys of a settings object that the schema does not name; they are shown, never dropped. */
export function unknownKeys(values: JsonObject, fields: readonly Field[]): string[] {
  const known = new Set(fields.map((field) => field.key));
  return Object.keys(values).filter((key) => !known.has(key));
}

/** The value a field has when nothing was ever written into it. */
export function emptyValue(schema: SchemaNode, root: SchemaNode, widget?: string): Json {
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  const kind = widget ?? schema.ui?.widget ?? guessWidget(schema, root);
  const firstOption = schema.ui?.options?.[0];
  switch (kind) {
    case 'switch':
      return false;
    case 'columns':
    case 'list':
    case 'columns_table':
      return [];
    case 'conditions':
      return { all: [] };
    case 'table':
      return { columns: [], rows: [] };
    case 'group':
      return freshObject(schema, root);
    case 'choice':
      return firstOption?.value ?? schema.enum?.[0] ?? '';
    case 'number':
    case 'integer':
    case 'date':
    case 'value':
      return null;
    default:
      return '';
  }
}

/** A new object of this schema with every field at its empty value: a fresh list item. */
export function freshObject(objectSchema: SchemaNode, root: SchemaNode): JsonObject {
  const result: JsonObject = {};
  for (const field of fieldsOf(objectSchema, root)) {
    const { schema } = resolve(field.schema, root);
    result[field.key] =
      field.nullable && schema.default === undefined
        ? null
        : emptyValue(schema, root, field.widget);
  }
  return result;
}

/** Limits of a number as HTML wants them. */
export function limitsOf(schema: SchemaNode): { min?: number; max?: number } {
  const limits: { min?: number; max?: number } = {};
  const min = schema.minimum ?? schema.exclusiveMinimum;
  const max = schema.maximum ?? schema.exclusiveMaximum;
  if (min !== undefined) limits.min = min;
  if (max !== undefined) limits.max = max;
  return limits;
}

/** Reads a value at a path; undefined when the path leads nowhere. */
export function getAt(root: Json | undefined, path: readonly (string | number)[]): Json | undefined {
  let current: Json | undefined = root;
  for (const part of path) {
    if (Array.isArray(current)) current = current[Number(part)];
    else if (typeof current === 'object' && current !== null) current = current[String(part)];
    else return undefined;
  }
  return current;
}

/** A copy of `root` with `value` at `path`; objects on the way are made, `undefined` removes a key. */
export function setAt(
  root: Json | undefined,
  path: readonly (string | number)[],
  value: Json | undefined,
): Json {
  const [head, ...rest] = path;
  if (head === undefined) return value ?? null;
  if (Array.isArray(root)) {
    const index = Number(head);
    if (value === undefined && rest.length === 0) return root.filter((_, i) => i !== index);
    const copy = [...root];
    copy[index] = setAt(copy[index], rest, value);
    return copy;
  }
  const base: JsonObject = typeof root === 'object' && root !== null ? { ...root } : {};
  const key = String(head);
  if (value === undefined && rest.length === 0) {
    delete base[key];
    return base;
  }
  base[key] = setAt(base[key], rest, value);
  return base;
}
