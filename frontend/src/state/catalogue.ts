import { create } from 'zustand';
import type { Catalogue, NodeType } from '../api/types';

export interface CatalogueState extends Catalogue {
  loaded: boolean;
  /** Node types by their id. */
  byId: ReadonlyMap<string, NodeType>;
}

const empty: CatalogueState = { loaded: false, categories: [], nodes: [], types: [], byId: new Map() };

export const catalogueStore = create<CatalogueState>()(() => empty);

export function setCatalogue(catalogue: Catalogue): void {
  const byId = new Map(catalogue.nodes.map((type) => [type.id, type]));
  catalogueStore.setState({ ...catalogue, byId, loaded: true });
}

/** Every node type the server knows, by category and by id. */
export function useCatalogue(): CatalogueState {
  return catalogueStore();
}

/** What is known of a node type; undefined for one the server does not have. */
export function useNodeType(id: string | undefined): NodeType | undefined {
  return catalogueStore((state) => (id === undefined ? undefined : state.byId.get(id)));
}
