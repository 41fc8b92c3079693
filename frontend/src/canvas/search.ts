import type { NodeType } from '../api/types';

const plain = (text: string): string => text.toLowerCase().replaceAll('ё', 'е');

function points(text: string, query: string, best: number): number {
  const at = plain(text).indexOf(query);
  if (at < 0) return 0;
  if (plain(text) === query) return best;
  if (at === 0) return best - 2;
  return /[\s(«"/-]/.test(text[at - 1] ?? '') ? best - 4 : best - 10;
}

/** How well a node type answers a search; 0 when not at all.
 *
 * Titles in both languages count most, then what the thing is called elsewhere, then the summary.
 */
export function searchPoints(type: NodeType, query: string): number {
  const wanted = plain(query.trim());
  if (wanted === '') return 1;
  const found = wordPoints(type, wanted);
  if (found > 0) return found;
  // Another ending of a Russian word: «формулы» finds «Формула».
  const stem = wanted.replace(ending, '');
  return stem === wanted ? 0 : Math.max(0, wordPoints(type, stem) - 12);
}

const ending = /(?<=[а-я]{4})(?:[аеиоуыьюя]|[аеиоу][йхюям]|[аи]ми|ого|ему)$/;

function wordPoints(type: NodeType, wanted: string): number {
  const titles = Math.max(points(type.title.ru, wanted, 100), points(type.title.en, wanted, 100));
  const names = Math.max(0, ...type.also_called.map((name) => points(name, wanted, 80)));
  const summaries = Math.max(points(type.summary.ru, wanted, 40), points(type.summary.en, wanted, 40));
  const whole = Math.max(titles, names, summaries);
  if (whole > 0 || !wanted.includes(' ')) return whole;
  const text = plain([type.title.ru, type.title.en, ...type.also_called, type.summary.ru, type.summary.en].join(' '));
  return wanted.split(/\s+/).every((word) => text.includes(word)) ? 20 : 0;
}

/** The node types that answer a search, the best first. */
export function searchTypes(types: readonly NodeType[], query: string): NodeType[] {
  return types
    .map((type, index) => ({ type, index, found: searchPoints(type, query) }))
    .filter(({ found }) => found > 0)
    .sort((one, other) => other.found - one.found || one.index - other.index)
    .map(({ type }) => type);
}
