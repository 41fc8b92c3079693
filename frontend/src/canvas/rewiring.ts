/** Replacing, detaching, putting into an edge and joining what is selected: each one undo step. */
import type { NodeType, Port } from '../api/types';
import type { JsonSchema } from '../api/types';
import { connect, detachNodes, edgeId, misfit, parseEnd, replaceNode, spliceNode } from '../document';
import type { Json, NodePorts, Settings, WorkflowDocument } from '../document';
import { language, t } from '../i18n';
import { currentDocument, edit, portsOf, selectNode } from '../state';
import { catalogueStore } from '../state/catalogue';
import { selectionStore } from '../state/selection';

const wordy = new Set(['title', 'description', 'ui', 'default', 'examples']);

/** A schema without words and defaults: what kind of value it takes. */
function shape(schema: JsonSchema, definitions: Record<string, JsonSchema>, depth = 0): unknown {
  if (depth > 8) return null;
  const ui = schema['ui'] as { widget?: string; options?: { value: Json }[] } | undefined;
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    const found = definitions[reference.slice(reference.lastIndexOf('/') + 1)];
    return found === undefined ? null : shape(found, definitions, depth + 1);
  }
  const inner = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inner);
    if (typeof value !== 'object' || value === null) return value;
    return shape(value as JsonSchema, definitions, depth + 1);
  };
  return [
    ui?.widget ?? null,
    ui?.options?.map(({ value }) => value) ?? null,
    Object.entries(schema)
      .filter(([key]) => !wordy.has(key))
      .map(([key, value]) => [key, inner(value)]),
  ];
}

const definitionsOf = (schema: JsonSchema): Record<string, JsonSchema> => schema.$defs ?? {};

/** The settings of a node that mean the same to another type; the rest stand as that type has them. */
export function fittingSettings(from: NodeType | undefined, to: NodeType, settings: Settings): Settings {
  const fresh = structuredClone(to.defaults);
  if (from === undefined) return fresh;
  for (const [key, schema] of Object.entries(to.schema.properties ?? {})) {
    const old = from.schema.properties?.[key];
    const value = settings[key];
    if (old === undefined || value === undefined) continue;
    const one = JSON.stringify(shape(old, definitionsOf(from.schema)));
    if (one === JSON.stringify(shape(schema, definitionsOf(to.schema)))) fresh[key] = value;
  }
  return fresh;
}

/** Whether a type can stand where a node stands: something of what comes in and goes out fits. */
export function replaces(type: NodeType, node: string, document: WorkflowDocument): boolean {
  const old = document.nodes.find((other) => other.id === node);
  if (old === undefined || old.type === type.id) return false;
  const joinedIn = document.edges.some((edge) => parseEnd(edge.to).node === node);
  const joinedOut = document.edges.some((edge) => parseEnd(edge.from).node === node);
  return (!joinedIn || type.inputs.length > 0) && (!joinedOut || type.outputs.length > 0);
}

/** Puts another type in the place of a node; returns the id of the new one. */
export function replaceWith(node: string, type: NodeType): string {
  const old = currentDocument().nodes.find((other) => other.id === node);
  if (old === undefined) return node;
  const settings = fittingSettings(catalogueStore.getState().byId.get(old.type), type, old.settings);
  let id = node;
  edit(
    (document) => {
      const made = { type: type.id, version: type.version, settings, ports: type };
      const result = replaceNode(document, node, made, portsOf(node, document));
      id = result.id;
      return result.document;
    },
    t('canvas.edit.replace', { title: type.title[language()] }),
  );
  selectNode(id);
  return id;
}

/** Cuts the selected nodes out of their lines. */
export function detachSelected(ids: string[] = selectionStore.getState().nodes): void {
  if (ids.length > 0) edit((document) => detachNodes(document, ids, portsOf), t('canvas.edit.detach'));
}

const mainOf = (ports: readonly Port[]): Port | undefined => ports.find((port) => !port.side) ?? ports[0];

/** The ports by which a node can stand in an edge; null when it cannot. */
export function throughPorts(ports: NodePorts<Port>): { input: string; output: string } | null {
  const input = mainOf(ports.inputs);
  const output = ports.outputs.find((port) => port.kind === input?.kind && !port.side) ?? mainOf(ports.outputs);
  return input === undefined || output === undefined || input.kind !== output.kind
    ? null
    : { input: input.id, output: output.id };
}

/** Whether a standing node may be put into an edge: not next to itself, and without closing a circle. */
export function splices(document: WorkflowDocument, node: string, edge: string): boolean {
  const found = document.edges.find((other) => edgeId(other) === edge);
  const ports = throughPorts(portsOf(node, document));
  if (found === undefined || ports === null) return false;
  const from = parseEnd(found.from);
  const to = parseEnd(found.to);
  if (from.node === node || to.node === node) return false;
  const free = detachNodes(document, [node], portsOf);
  if (misfit(free, from, { node, port: ports.input }, portsOf) !== null) return false;
  return misfit(free, { node, port: ports.output }, to, portsOf) === null;
}

/** The document with a standing node put into an edge. */
export function splicedInto(document: WorkflowDocument, node: string, edge: string): WorkflowDocument {
  const ports = throughPorts(portsOf(node, document));
  return ports === null ? document : spliceNode(document, edge, node, ports, portsOf);
}

/** Joins the selected nodes one after the other, from left to right. */
export function joinSelected(): void {
  const { nodes } = selectionStore.getState();
  edit((document) => {
    const places = document.layout.nodes;
    const order = [...nodes].sort(
      (one, other) => (places[one]?.x ?? 0) - (places[other]?.x ?? 0) || (places[one]?.y ?? 0) - (places[other]?.y ?? 0),
    );
    return order.slice(1).reduce((now, id, index) => {
      const from = order[index];
      const output = from === undefined ? undefined : mainOf(portsOf(from, now).outputs);
      const input = mainOf(portsOf(id, now).inputs);
      if (from === undefined || output === undefined || input === undefined) return now;
      const ends = [{ node: from, port: output.id }, { node: id, port: input.id }] as const;
      return misfit(now, ends[0], ends[1], portsOf) === null ? connect(now, ends[0], ends[1], input.multiple) : now;
    }, document);
  }, t('canvas.edit.connect'));
}
