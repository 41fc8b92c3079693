/** What a field holds after the fix a problem offers. Pure. */
import type { Json, Settings } from '../../document/types';
import { pathParts } from './problems';
import { getAt } from './schema';

/**
 * The value of a field after a fix: the range of its text replaced, or the whole value. The replacement is
 * read as a number where a number stands, and as a list of one where a list stands. Undefined when the
 * field holds something a text cannot replace.
 */
export function applyFix(
  settings: Settings,
  field: string,
  replace: string,
  range: readonly [number, number] | null,
): Json | undefined {
  const current = getAt(settings, pathParts(field));
  if (range !== null && typeof current === 'string') {
    return current.slice(0, range[0]) + replace + current.slice(range[1]);
  }
  if (current === undefined || current === null || typeof current === 'string') return replace;
  if (typeof current === 'number') {
    const value = Number(replace.replace(',', '.'));
    return Number.isFinite(value) ? value : replace;
  }
  if (typeof current === 'boolean') return replace === 'true';
  if (Array.isArray(current)) return [replace];
  return undefined;
}
