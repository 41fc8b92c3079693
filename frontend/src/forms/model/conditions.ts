/**
 * The nested condition group `{"all": […]}` / `{"any": […]}` and its edits. Paths inside a group are
 * lists of positions: `[0, 2]` is the third item of the first item. Pure.
 */
import type { Json, Settings as JsonObject } from '../../document/types';
import { isBound, type Operator } from './schema';

export type Joiner = 'all' | 'any';

export interface Condition {
  column: string;
  op: string;
  value?: Json;
  value2?: Json;
  values?: Json;
}

export interface Group {
  joiner: Joiner;
  items: Item[];
}

export type Item = { kind: 'group'; group: Group } | { kind: 'condition'; condition: Condition };

export type ItemPath = readonly number[];

const asObject = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};

/** Reads a group from settings; anything that is not a group reads as an empty «all». */
export function readGroup(value: Json | undefined): Group {
  const object = asObject(value);
  const joiner: Joiner = Array.isArray(object['any']) ? 'any' : 'all';
  const raw = object[joiner];
  const items = Array.isArray(raw) ? raw.map(readItem) : [];
  return { joiner, items };
}

function readItem(value: Json): Item {
  const object = asObject(value);
  if ('all' in object || 'any' in object) return { kind: 'group', group: readGroup(object) };
  return { kind: 'condition', condition: object as unknown as Condition };
}

/** The JSON of a group, as it stands in the document. */
export function writeGroup(group: Group): JsonObject {
  return { [group.joiner]: group.items.map(writeItem) };
}

function writeItem(item: Item): Json {
  return item.kind === 'group'
    ? writeGroup(item.group)
    : (item.condition as unknown as JsonObject);
}

function editGroup(group: Group, path: ItemPath, change: (group: Group) => Group): Group {
  const [head, ...rest] = path;
  if (head === undefined) return change(group);
  return {
    ...group,
    items: group.items.map((item, index) =>
      index === head && item.kind === 'group'
        ? { kind: 'group', group: editGroup(item.group, rest, change) }
        : item,
    ),
  };
}

/** The group at `path` with another joiner. */
export const setJoiner = (group: Group, path: ItemPath, joiner: Joiner): Group =>
  editGroup(group, path, (inner) => ({ ...inner, joiner }));

/** Adds an item at the end of the group at `path`. */
export const addItem = (group: Group, path: ItemPath, item: Item): Group =>
  editGroup(group, path, (inner) => ({ ...inner, items: [...inner.items, item] }));

/** Removes the item at `path`; a nested group left without items goes with it. */
export function removeItem(group: Group, path: ItemPath): Group {
  const index = path.at(-1);
  if (index === undefined) return { ...group, items: [] };
  const parent = path.slice(0, -1);
  const next = editGroup(group, parent, (inner) => ({
    ...inner,
    items: inner.items.filter((_, i) => i !== index),
  }));
  return dropEmptyGroups(next);
}

function dropEmptyGroups(group: Group): Group {
  const items: Item[] = [];
  for (const item of group.items) {
    if (item.kind === 'condition') {
      items.push(item);
      continue;
    }
    const inner = dropEmptyGroups(item.group);
    if (inner.items.length > 0) items.push({ kind: 'group', group: inner });
  }
  return { ...group, items };
}

/** Replaces the condition at `path`. */
export function setCondition(group: Group, path: ItemPath, condition: Condition): Group {
  const index = path.at(-1);
  if (index === undefined) return group;
  return editGroup(group, path.slice(0, -1), (inner) => ({
    ...inner,
    items: inner.items.map((item, i) =>
      i === index ? { kind: 'condition', condition } : item,
    ),
  }));
}

/** Operators that make sense for a column of this type; all of them while the type is unknown. */
export function operatorsFor(operators: readonly Operator[], kind: string | null): Operator[] {
  if (kind === null) return [...operators];
  return operators.filter((operator) => operator.kinds.includes(kind));
}

/**
 * The condition after another operator was chosen: values are carried over where the new operator
 * has room for them, and no value the operator does not take is left behind.
 */
export function withOperator(condition: Condition, operator: Operator): Condition {
  const { value, value2, values, ...rest } = condition;
  const listed = Array.isArray(values) ? values : [];
  const first = value ?? listed[0];
  const next: Condition = { ...rest, op: operator.op };
  if (operator.arity === 0) return next;
  if (operator.arity === 'many') {
    if (isBound(values)) return { ...next, values };
    const kept = listed.length > 0 ? listed : first === undefined || first === null ? [] : [first];
    return { ...next, values: kept };
  }
  next.value = first ?? null;
  if (operator.arity === 2) next.value2 = value2 ?? listed[1] ?? null;
  return next;
}

/**
 * The condition after another column was chosen. The operator stays while the column's type knows it;
 * otherwise it becomes the first fitting one. Values of another type are emptied.
 */
export function withColumn(
  condition: Condition,
  column: string,
  kind: string | null,
  previousKind: string | null,
  operators: readonly Operator[],
): Condition {
  const fitting = operatorsFor(operators, kind);
  const current = fitting.find((operator) => operator.op === condition.op) ?? fitting[0];
  let next: Condition = { ...condition, column };
  if (valueFamily(kind) !== valueFamily(previousKind)) {
    if (next.value !== undefined && !isBound(next.value)) next.value = null;
    if (next.value2 !== undefined && !isBound(next.value2)) next.value2 = null;
    if (next.values !== undefined && !isBound(next.values)) next.values = [];
  }
  if (current !== undefined) next = withOperator(next, current);
  return next;
}

export type ValueFamily = 'text' | 'number' | 'boolean' | 'date' | 'datetime' | 'time';

/** What kind of input a column type needs for its value. */
export function valueFamily(kind: string | null): ValueFamily {
  switch (kind) {
    case 'integer':
    case 'number':
    case 'decimal':
      return 'number';
    case 'boolean':
    case 'date':
    case 'datetime':
    case 'time':
      return kind;
    default:
      return 'text';
  }
}

/** A fresh condition on a column. */
export function freshCondition(
  column: string,
  kind: string | null,
  operators: readonly Operator[],
): Condition {
  const operator = operatorsFor(operators, kind)[0] ?? operators[0];
  const base: Condition = { column, op: operator?.op ?? '=' };
  return operator === undefined ? { ...base, value: null } : withOperator(base, operator);
}

/** How many single conditions a group holds, at every depth. */
export function countConditions(group: Group): number {
  return group.items.reduce(
    (sum, item) => sum + (item.kind === 'group' ? countConditions(item.group) : 1),
    0,
  );
}

/** The dotted path of an item inside the setting, as problems name it: `conditions.all.0`. */
export function dottedPath(field: string, group: Group, path: ItemPath): string {
  let current: Group | undefined = group;
  let result = field;
  for (const index of path) {
    if (current === undefined) break;
    result += `.${current.joiner}.${index}`;
    const item: Item | undefined = current.items[index];
    current = item?.kind === 'group' ? item.group : undefined;
  }
  return result;
}
