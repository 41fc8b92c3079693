import { useSyncExternalStore } from 'react';

/** Where the person is: the part of the address after `#`. */
export type Route =
  | { page: 'home' | 'workflows' | 'examples' | 'files' | 'connections' }
  | { page: 'editor'; path: string };

function parsed(hash: string): Route {
  const text = decodeURIComponent(hash.replace(/^#\/?/, ''));
  if (text.startsWith('w/')) return { page: 'editor', path: text.slice(2) };
  if (text === 'workflows' || text === 'examples' || text === 'files' || text === 'connections') return { page: text };
  return { page: 'home' };
}

let shown = { hash: '', route: parsed('') };

function current(): Route {
  const { hash } = window.location;
  if (shown.hash !== hash) shown = { hash, route: parsed(hash) };
  return shown.route;
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, current);
}

export const editorHash = (path: string): string => `#/w/${path.split('/').map(encodeURIComponent).join('/')}`;

export function goTo(hash: string): void {
  window.location.hash = hash;
}

export const openEditor = (path: string): void => goTo(editorHash(path));
export const openExamples = (): void => goTo('#/examples');
export const openHome = (): void => goTo('#/');
