/** A column name in the settings of a node put in the place of another, wherever it stands. Pure. */
import type { Json, Settings } from '../../document/types';
import { fieldsOf } from './schema';
import type { SchemaNode } from './schema';

const escaped = (name: string): string => name.replaceAll(']', ']]');

/** `[Old]` in a formula as `[New]`; texts in quotes stay. */
export function remapFormula(formula: string, from: string, to: string): string {
  const old = `[${escaped(from)}]`;
  return formula
    .split(/("(?:[^"]|"")*"|'(?:[^']|'')*')/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(old, `[${escaped(to)}]`)))
    .join('');
}

function inConditions(value: Json, from: string, to: string): Json {
  if (Array.isArray(value)) return value.map((item) => inConditions(item, from, to));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === 'column' && item === from ? to : inConditions(item, from, to)]),
  );
}

/** The settings with one column in the place of another: in pickers, lists, conditions and formulas.
 *
 * @param columns which widgets hold what is told by the schema of the node's settings
 */
export function remapColumn(settings: Settings, node: SchemaNode, root: SchemaNode, from: string, to: string): Settings {
  const out: Settings = { ...settings };
  for (const field of fieldsOf(node, root)) {
    const value = out[field.key];
    if (value === undefined || value === null) continue;
    if (field.widget === 'column' && value === from) out[field.key] = to;
    else if (field.widget === 'columns' && Array.isArray(value)) {
      const named = value.map((name) => (name === from ? to : name));
      out[field.key] = named.filter((name, at) => named.indexOf(name) === at);
    } else if (field.widget === 'formula' && typeof value === 'string') out[field.key] = remapFormula(value, from, to);
    else if (field.widget === 'conditions') out[field.key] = inConditions(value, from, to);
    else if (Array.isArray(value) && field.schema.items !== undefined) {
      const items = field.schema.items as SchemaNode;
      out[field.key] = value.map((item) =>
        item !== null && typeof item === 'object' && !Array.isArray(item) ? remapColumn(item, items, root, from, to) : item,
      );
    } else if (typeof value === 'object' && !Array.isArray(value)) out[field.key] = remapColumn(value, field.schema, root, from, to);
  }
  return out;
}

interface LostProblem {
  code: string;
  column: string | null;
  severity: string;
  field: string | null;
  range: readonly number[] | null;
}

/** The name a formula's mistake stands at: its problem gives the place, not the column. */
function nameInFormula(problem: LostProblem, values: Settings): string | null {
  if (problem.field === null || problem.range === null) return null;
  let place: Json | undefined = values;
  for (const part of problem.field.split('.')) {
    if (place === null || typeof place !== 'object') return null;
    place = Array.isArray(place) ? place[Number(part)] : place[part];
  }
  const [start = 0, end = 0] = problem.range;
  if (typeof place !== 'string') return null;
  const word = place.slice(start, end);
  return word.startsWith('[') && word.endsWith(']') ? word.slice(1, -1).replaceAll(']]', ']') : word;
}

/** Names of columns that problems say are lost, with how many places name each. */
export function lostColumns(problems: readonly LostProblem[], values: Settings): { name: string; places: number }[] {
  const counts = new Map<string, number>();
  for (const problem of problems) {
    if (problem.severity !== 'error') continue;
    if (problem.code !== 'missing_column' && problem.code !== 'unknown_column') continue;
    const name = problem.column ?? nameInFormula(problem, values);
    if (name !== null && name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, places]) => ({ name, places }));
}
