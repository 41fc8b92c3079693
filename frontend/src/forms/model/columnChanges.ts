/** What a node did to the columns: which came in, which are new, which have another type. Pure. */
import type { Column } from '../../api/types';

export interface ColumnChange {
  column: Column;
  /** New in this output, or present before with another type. */
  change: 'same' | 'new' | 'type';
  /** The type it came in with, when it has changed. */
  before: string | null;
}

/** Columns of an output against everything that came in, in the order of the output. */
export function columnChanges(output: readonly Column[], inputs: readonly Column[]): ColumnChange[] {
  return output.map((column) => {
    const source = inputs.find((other) => other.name === column.name);
    if (source === undefined) return { column, change: inputs.length === 0 ? 'same' : 'new', before: null };
    if (source.type !== column.type) return { column, change: 'type', before: source.type };
    return { column, change: 'same', before: null };
  });
}

/** Columns that came in and are in no output. */
export function goneColumns(inputs: readonly Column[], outputs: readonly Column[]): Column[] {
  const seen = new Set(outputs.map((column) => column.name));
  return inputs.filter((column) => !seen.has(column.name) && seen.add(column.name));
}
