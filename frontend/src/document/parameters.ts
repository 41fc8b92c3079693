import { freeName } from './ids';
import type { Json, Settings, WorkflowDocument, WorkflowNode, WorkflowParameter } from './types';

/** A new parameter at the end of the list; its name is made free. */
export function addParameter(
  document: WorkflowDocument,
  parameter: WorkflowParameter,
): { document: WorkflowDocument; name: string } {
  const name = freeName(parameter.name, new Set(document.parameters.map((other) => other.name)));
  return { name, document: { ...document, parameters: [...document.parameters, { ...parameter, name }] } };
}

function replaced(value: Json, from: string, to: string): Json {
  if (typeof value === 'string') return value.replaceAll(`{${from}}`, `{${to}}`);
  if (Array.isArray(value)) return value.map((item) => replaced(item, from, to));
  if (typeof value !== 'object' || value === null) return value;
  if (value['$parameter'] === from) return { ...value, $parameter: to };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, from, to)]));
}

/** A changed parameter; when its name changes, settings and formulas that use it follow. */
export function changeParameter(
  document: WorkflowDocument,
  name: string,
  change: WorkflowParameter,
): WorkflowDocument {
  const others = new Set(document.parameters.map((other) => other.name).filter((other) => other !== name));
  const next = { ...change, name: freeName(change.name, others) };
  const parameters = document.parameters.map((parameter) => (parameter.name === name ? next : parameter));
  if (next.name === name) return { ...document, parameters };
  const nodes = document.nodes.map((node): WorkflowNode => {
    const settings = replaced(node.settings, name, next.name) as Settings;
    return JSON.stringify(settings) === JSON.stringify(node.settings) ? node : { ...node, settings };
  });
  return { ...document, parameters, nodes };
}

/** Removes a parameter; settings bound to it keep the reference and are shown as broken. */
export function removeParameter(document: WorkflowDocument, name: string): WorkflowDocument {
  return { ...document, parameters: document.parameters.filter((parameter) => parameter.name !== name) };
}

/** The names of the parameters a value of the settings is bound to or names in a formula. */
export function parametersIn(value: Json, names: readonly string[]): string[] {
  const text = JSON.stringify(value) ?? '';
  return names.filter(
    (name) => text.includes(`"$parameter":${JSON.stringify(name)}`) || text.includes(`{${name}}`),
  );
}

/** The nodes that use a parameter. */
export function usersOf(document: WorkflowDocument, name: string): string[] {
  return document.nodes
    .filter((node) => parametersIn(node.settings, [name]).length > 0)
    .map((node) => node.id);
}
