/** How a node looks: its title, the lines below it, its badge. */
import { useMemo } from 'react';
import type { Analysis, LocalText, NodeAnalysis, NodeRun, NodeType, Text } from '../api/types';
import { nodeOf, parseEnd } from '../document';
import type { WorkflowNode } from '../document';
import { pick, useFormat, useLanguage, useTranslation } from '../i18n';
import type { Language } from '../i18n';
import { useDocument, useNodeAnalysis, useNodeRun, useNodeType } from '../state';
import { rowChangeOf, rowChangeText } from '../preview/rowCounts';
import { catalogueStore } from '../state/catalogue';
import { analysisStore } from '../state/analysis';
import { currentDocument } from '../state/document';
import { runStore } from '../state/run';

export type NodeStateName =
  | 'error'
  | 'unconfigured'
  | 'running'
  | 'queued'
  | 'stale'
  | 'disabled'
  | 'bypassed'
  | 'pinned'
  | 'done'
  | 'ready';

export interface NodeLook {
  title: string;
  caption: string;
  state: NodeStateName;
  stateWord: string;
  /** The third line: rows and time, or what is the matter. */
  result: string;
  /** The rows alone, for the zoomed-out view. */
  rows: string;
  /** Share of the work done, 0..1, while running. */
  progress: number | null;
}

/** A node's title: the person's, else what the analysis gives, else its type's. */
export function titleOf(
  node: WorkflowNode,
  analysis: NodeAnalysis | undefined,
  type: NodeType | undefined,
  language: Language,
): string {
  const text: LocalText | undefined = node.title ?? analysis?.title ?? type?.title;
  const title = pick(text, language);
  return title === '' ? node.type : title;
}

/** The title of a node of the open workflow, for lists and messages. */
export function nodeTitle(id: string, language: Language): string {
  const node = nodeOf(currentDocument(), id);
  if (node === undefined) return id;
  const analysis = analysisStore.getState().analysis?.nodes[id];
  return titleOf(node, analysis, catalogueStore.getState().byId.get(node.type), language);
}

/** The titles of all nodes, by their ids. */
export function titlesOf(
  nodes: readonly WorkflowNode[],
  analysis: Analysis | null,
  types: ReadonlyMap<string, NodeType>,
  language: Language,
): ReadonlyMap<string, string> {
  return new Map(nodes.map((node) => [node.id, titleOf(node, analysis?.nodes[node.id], types.get(node.type), language)]));
}

/** The caption without the title it begins with: «Фильтр: Сумма > 1000» under «Фильтр» says «Сумма > 1000». */
export function captionOf(caption: Text | undefined, title: string, typeTitle: string, language: Language): string {
  let text = pick(caption, language);
  for (const head of [title, typeTitle]) {
    if (head !== '' && text.toLowerCase().startsWith(`${head.toLowerCase()}:`)) {
      text = text.slice(head.length + 1).trim();
    }
  }
  return text === title || text === typeTitle ? '' : text;
}

/** The state that is shown: what the run says comes first, then what the analysis says. */
export function stateOf(
  node: WorkflowNode,
  analysis: NodeAnalysis | undefined,
  run: NodeRun | undefined,
  active: boolean,
  failedKey: string | null | undefined,
): NodeStateName {
  if (active && run !== undefined) {
    if (run.state === 'error') return 'error';
    if (run.state === 'running') return 'running';
    if (run.state === 'waiting') return 'queued';
    if (run.state === 'done' || run.state === 'cached') return node.pinned === true ? 'pinned' : 'done';
  }
  if (analysis?.state === 'error') return 'error';
  const sameAsInRun = failedKey === undefined || analysis?.key === failedKey;
  if (run?.state === 'error' && sameAsInRun && analysis?.state !== 'done') return 'error';
  if (analysis?.state === 'unconfigured') return 'unconfigured';
  if (node.disabled === true || analysis?.state === 'disabled') return 'disabled';
  if (node.bypassed === true) return 'bypassed';
  if (analysis?.state === 'stale') return 'stale';
  if (analysis?.state === 'done') return node.pinned === true ? 'pinned' : 'done';
  return 'ready';
}

/** The rows a node gave: of its first output, of any other when it has none. */
export function firstRows(rows: Record<string, number> | null | undefined, outputs: readonly { id: string }[]): number | null {
  if (rows === null || rows === undefined) return null;
  const first = outputs[0];
  return (first === undefined ? undefined : rows[first.id]) ?? Object.values(rows)[0] ?? null;
}

function waitsFor(id: string, language: Language): string | null {
  const { nodes } = runStore.getState();
  for (const edge of currentDocument().edges) {
    if (parseEnd(edge.to).node !== id) continue;
    const source = parseEnd(edge.from).node;
    const state = nodes[source]?.state;
    if (state === 'running' || state === 'waiting') return nodeTitle(source, language);
  }
  return null;
}

/** Everything the card and its label say. */
export function useNodeLook(node: WorkflowNode): NodeLook {
  const analysis = useNodeAnalysis(node.id);
  const run = useNodeRun(node.id);
  const active = runStore((state) => state.active);
  const failedKey = runStore((state) => state.keys[node.id]);
  const type = useNodeType(node.type);
  const known = catalogueStore((state) => state.loaded);
  const language = useLanguage();
  const format = useFormat();
  const { t } = useTranslation();
  const problem = analysisStore((state) =>
    state.analysis?.problems.find((other) => other.node === node.id && other.severity === 'error'),
  );

  return useMemo(() => {
    const unknown = known && type === undefined;
    const title = titleOf(node, analysis, type, language);
    const state = unknown ? 'error' : stateOf(node, analysis, run, active, failedKey);
    const outputs = analysis?.ports.outputs ?? type?.outputs ?? [];
    const live = active && run !== undefined && (run.state === 'done' || run.state === 'cached');
    const count = firstRows(live ? run.rows : (analysis?.rows ?? run?.rows), outputs);
    const seconds = live ? run.seconds : (analysis?.seconds ?? null);
    const rows = count === null ? '' : format.number(count, 0);
    const change = active || rows === '' ? null : rowChangeOf(node.id);
    const changed = change === null ? '' : rowChangeText(change, format.number);
    let result = [rows, changed, seconds === null ? '' : format.seconds(seconds)].filter((part) => part !== '').join(' · ');
    const reason = pick(analysis?.reason, language);
    let shown = rows;
    if (state === 'running') {
      const moved = firstRows(run?.rows, outputs);
      const share = run?.progress ?? null;
      result = [share === null ? t('canvas.state.running') : format.percent(share), moved === null ? '' : format.number(moved, 0)]
        .filter((part) => part !== '')
        .join(' · ');
      shown = share === null ? t('canvas.state.running') : format.percent(share);
    } else if (state === 'queued') {
      const before = waitsFor(node.id, language);
      result = before === null ? t('canvas.state.queued') : t('canvas.waitsFor', { title: before });
      shown = t('canvas.state.queued');
    } else if (state === 'error') {
      const text = pick(run?.state === 'error' ? run.problem?.text : problem?.text, language);
      result = unknown ? t('canvas.unknownType', { type: node.type }) : text || reason || t('canvas.state.error');
      shown = t('canvas.state.error');
    } else if (state === 'unconfigured') {
      result = reason || pick(problem?.text, language) || t('canvas.state.unconfigured');
      shown = t('canvas.state.unconfigured');
    } else if (state === 'stale') {
      result = reason || t('canvas.state.stale');
      shown = t('canvas.state.stale');
    } else if (state === 'disabled') {
      result = t('canvas.passesThrough');
      shown = '';
    } else if (state === 'ready') {
      result = t('canvas.notComputed');
      shown = '';
    } else if (result === '') {
      result = t(`canvas.state.${state}`);
    }
    return {
      title,
      caption: captionOf(analysis?.caption, title, pick(type?.title, language), language),
      state,
      stateWord: t(`canvas.state.${state}`),
      result,
      rows: shown,
      progress: state === 'running' ? (run?.progress ?? null) : null,
    };
  }, [node, analysis, run, active, failedKey, type, known, language, format, t, problem]);
}

/** The titles of the parameters a node's settings are bound to. */
export function useBoundParameters(node: WorkflowNode): LocalText[] {
  const parameters = useDocument((document) => document.parameters);
  return useMemo(() => {
    if (parameters.length === 0) return [];
    const text = JSON.stringify(node.settings);
    return parameters
      .filter(({ name }) => text.includes(`"$parameter":${JSON.stringify(name)}`))
      .map(({ title, name }) => (title === '' ? name : title));
  }, [node.settings, parameters]);
}
