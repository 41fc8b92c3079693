import { useCallback, useMemo, useRef } from 'react';
import { addParameter, setSettings } from '../document';
import type { Json, Settings, WorkflowNode } from '../document';
import { pick, t, useLanguage } from '../i18n';
import { edit, useAnalysis, useCatalogue, useDocument, useNodeAnalysis, useNodeRun, useNodeType } from '../state';
import { runStore } from '../state/run';
import { problemsOfNode, withRunProblem } from './model/problems';
import { emptyValue, fieldsOf, setAt } from './model/schema';
import type { SchemaNode } from './model/schema';
import type { FormScope, Path } from './scope';

const NO_SETTINGS: Settings = {};
const EMPTY_SCHEMA: SchemaNode = {};

/** Joins the node, its type and its analysis into what the widgets of its form work with. */
export function useFormScope(node: WorkflowNode): FormScope {
  const language = useLanguage();
  const type = useNodeType(node.type);
  const catalogue = useCatalogue();
  const analysis = useAnalysis();
  const own = useNodeAnalysis(node.id);
  const run = useNodeRun(node.id);
  const failedKey = runStore((state) => state.keys[node.id]);
  // What a run failed with is true until the node changes.
  const stillTrue = (failedKey === undefined || own?.key === failedKey) && own?.state !== 'done';
  const failed = run?.state === 'error' && stillTrue ? run.problem : null;
  const parameters = useDocument((document) => document.parameters);
  const edges = useDocument((document) => document.edges);
  // The schema is JSON of the server; `SchemaNode` names the part of it a form reads.
  const root = (type?.schema ?? EMPTY_SCHEMA) as SchemaNode;
  const defaults = type?.defaults ?? NO_SETTINGS;

  const values = useMemo(() => {
    const filled: Settings = {};
    for (const field of fieldsOf(root, root)) {
      filled[field.key] = node.settings[field.key] ?? defaults[field.key] ?? (field.nullable ? null : emptyValue(field.schema, root, field.widget));
    }
    return { ...filled, ...node.settings };
  }, [root, defaults, node.settings]);

  const latest = useRef({ values, node });
  latest.current = { values, node };

  /** The settings with a value at a path; a part of the form never touched starts from its default. */
  const written = useCallback((settings: Settings, path: Path, value: Json | undefined): Settings => {
    const [head] = path;
    if (head === undefined) return settings;
    const base = settings[head] === undefined ? { ...settings, [head]: latest.current.values[head] ?? null } : settings;
    return setAt(base, path, value) as Settings;
  }, []);

  const change = useCallback(
    (path: Path, value: Json | undefined, label: string) =>
      edit((document) => {
        const current = document.nodes.find((other) => other.id === node.id);
        if (current === undefined) return document;
        const next = written(current.settings, path, value);
        return JSON.stringify(next) === JSON.stringify(current.settings)
          ? document
          : setSettings(document, node.id, next);
      }, label),
    [node.id, written],
  );

  return useMemo(() => {
    const typeWords = new Map(catalogue.types.map((one) => [one.id, one.title]));
    const title = pick(node.title ?? own?.title ?? type?.title, language);
    return {
      nodeId: node.id,
      typeId: node.type,
      nodeTitle: title,
      root,
      values,
      defaults,
      columns: (port) => own?.inputs[port ?? 'rows'] ?? (port === undefined ? (Object.values(own?.inputs ?? {})[0] ?? null) : null),
      typeOfMade: (name) =>
        Object.values(own?.schemas ?? {})
          .flatMap((columns) => columns ?? [])
          .find((column) => column.name === name)?.type ?? 'other',
      connected: (port) =>
        edges.some((edge) => (port === undefined ? edge.to.startsWith(`${node.id}.`) : edge.to === `${node.id}.${port}`)),
      problems: withRunProblem(problemsOfNode(analysis?.problems ?? [], node.id), failed),
      parameters,
      found: own?.found ?? {},
      types: catalogue.types,
      typeWord: (id) => pick(typeWords.get(id), language) || id,
      set: (path, value, what) =>
        change(path, value, t(value === undefined ? 'forms.edits.remove_unknown' : 'forms.edits.set', { title: what })),
      bind: (path, name, what) => change(path, { $parameter: name }, t('forms.edits.bind', { title: what })),
      bindNew: (path, parameter, what) =>
        edit(
          (document) => {
            const made = addParameter(document, parameter);
            const current = document.nodes.find((other) => other.id === node.id);
            if (current === undefined) return document;
            return setSettings(made.document, node.id, written(current.settings, path, { $parameter: made.name }));
          },
          t('forms.edits.new_parameter', { title: what }),
        ),
    };
  }, [catalogue.types, node.id, node.type, node.title, own, type, language, root, values, defaults, edges, analysis, failed, parameters, change, written]);
}
