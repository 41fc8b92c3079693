import type { WorkflowDocument } from './types';

/** A workflow with nothing in it. */
export function emptyDocument(title: string): WorkflowDocument {
  return {
    kanva: 1,
    title,
    description: '',
    parameters: [],
    nodes: [],
    edges: [],
    groups: [],
    notes: [],
    layout: { nodes: {}, groups: {}, notes: {} },
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a piece of JSON looks like a workflow document. */
export function isDocument(value: unknown): value is WorkflowDocument {
  return isRecord(value) && typeof value['kanva'] === 'number' && Array.isArray(value['nodes']);
}

/** The same document with the parts it left out standing empty; unknown keys stay. */
export function complete(document: WorkflowDocument): WorkflowDocument {
  const { layout } = document;
  return {
    ...document,
    description: document.description ?? '',
    parameters: document.parameters ?? [],
    edges: document.edges ?? [],
    groups: document.groups ?? [],
    notes: document.notes ?? [],
    layout: {
      ...layout,
      nodes: layout?.nodes ?? {},
      groups: layout?.groups ?? {},
      notes: layout?.notes ?? {},
    },
  };
}
