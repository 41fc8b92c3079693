/** What travels between the editor and the server. */
import type { Json, LocalText, Settings, WorkflowDocument } from '../document/types';

export type { Json, LocalText, Settings, WorkflowDocument } from '../document/types';

/** Words of the server: always both languages. */
export interface Text {
  ru: string;
  en: string;
}

export interface Port {
  id: string;
  title: Text;
  kind: string;
  optional: boolean;
  multiple: boolean;
  /** Enters above the axis / leaves below it. */
  side: boolean;
}

export interface Accepts {
  files?: string[];
  clipboard?: string[];
  /** The settings key that takes the file's path. */
  setting?: string;
}

export interface JsonSchema {
  [key: string]: unknown;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  $defs?: Record<string, JsonSchema>;
}

export interface NodeType {
  id: string;
  version: number;
  category: string;
  icon: string;
  title: Text;
  summary: Text;
  help: Text;
  also_called: string[];
  kind: 'source' | 'transform' | 'sink';
  inputs: Port[];
  outputs: Port[];
  accepts: Accepts | null;
  schema: JsonSchema;
  defaults: Settings;
  examples: { title: Text; settings: Settings }[];
  view: string | null;
}

export interface Category {
  id: string;
  title: Text;
}

export interface Catalogue {
  categories: Category[];
  nodes: NodeType[];
  types: { id: string; title: Text }[];
}

export interface Problem {
  code: string;
  severity: 'error' | 'warning';
  node: string | null;
  field: string | null;
  column: string | null;
  range: [number, number] | null;
  text: Text;
  hint: Text | null;
  fix: { title: Text; replace: string } | null;
  rows: Json[][] | null;
  columns?: string[] | null;
}

export interface FormulaFunction {
  name: Text;
  aliases: string[];
  category: string;
  signature: Text;
  help: Text;
  example: { formula: Text; result: Json };
  result: string;
}

export interface FunctionCatalogue {
  functions: FormulaFunction[];
  categories: Category[];
}

export interface Session {
  signed_in: boolean;
  mode: 'local' | 'password';
  workspace: string | null;
}

export type RunState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'interrupted';

export interface RunOutput {
  node: string;
  path: string;
  rows: number | null;
  size_bytes: number | null;
}

export interface Run {
  id: string;
  path: string;
  state: RunState;
  started_at: string;
  finished_at: string | null;
  seconds: number | null;
  version: number | null;
  rows: number | null;
  problem: Problem | null;
  outputs: RunOutput[];
}

export type NodeRunState = 'waiting' | 'running' | 'done' | 'cached' | 'error' | 'skipped' | 'cancelled';

export interface NodeRun {
  state: NodeRunState;
  rows: Record<string, number>;
  seconds: number | null;
  progress: number | null;
  problem: Problem | null;
}

export interface RunDetails {
  run: Run;
  nodes: Record<string, NodeRun>;
  problems: Problem[];
}

export interface WorkflowSummary {
  path: string;
  title: LocalText;
  nodes: number;
  changed_at: string;
  has_draft: boolean;
  last_run: Run | null;
}

export interface Draft {
  document: WorkflowDocument;
  base_hash: string;
  saved_at: string;
}

export interface OpenedWorkflow {
  path: string;
  document: WorkflowDocument;
  hash: string;
  changed_at: string;
  draft: Draft | null;
  problems: Problem[];
}

export interface SavedWorkflow {
  hash: string;
  version: number;
  saved_at: string;
}

/** The body of a 409 answer to a save. */
export interface Conflict {
  problem: Problem;
  hash: string;
  document: WorkflowDocument;
}

export interface Version {
  number: number;
  reason: 'save' | 'run' | 'publish' | 'quiet' | 'outside' | 'restore';
  title?: string;
  created_at: string;
  nodes: number;
}

export interface FileEntry {
  name: string;
  path: string;
  kind: 'file' | 'folder';
  size_bytes: number | null;
  changed_at: string | null;
}

export interface Folder {
  folder: string;
  entries: FileEntry[];
}

export interface Example {
  id: string;
  title: Text;
  description: Text;
  needs: Text;
  document: WorkflowDocument;
  credit: Text | null;
}

export interface Column {
  name: string;
  type: string;
  dtype: string;
}

export type NodeState = 'unconfigured' | 'ready' | 'stale' | 'done' | 'error' | 'disabled';

export interface NodeAnalysis {
  caption: Text;
  title: Text;
  ports: { inputs: Port[]; outputs: Port[] };
  /** Columns of each output port; null when they are not known without a run. */
  schemas: Record<string, Column[] | null>;
  /** Columns that come in by each input port. */
  inputs: Record<string, Column[] | null>;
  /** What an automatic value resolved to, by field. */
  found: Record<string, { value: Json; text: Text }>;
  state: NodeState;
  reason: Text | null;
  rows: Record<string, number> | null;
  seconds: number | null;
  key: string | null;
}

export interface Analysis {
  nodes: Record<string, NodeAnalysis>;
  problems: Problem[];
}

export interface WindowColumn extends Column {
  values: Json[];
}

/** A page of rows. */
export interface DataWindow {
  columns: WindowColumn[];
  offset: number;
  rows: number;
  total: number | null;
  /** True: an exact page of the whole result; false: a sample. */
  full: boolean;
  sample_of: number | null;
  problem: Problem | null;
}

export interface SortBy {
  column: string;
  descending: boolean;
}

export interface FilterBy {
  column: string;
  op: string;
  value: Json;
}

export interface PreviewRequest {
  path: string;
  document: WorkflowDocument;
  node: string;
  port: string;
  offset: number;
  limit: number;
  sort?: SortBy[];
  filter?: FilterBy[];
}

export interface MatrixHead {
  value: Json;
  title: Text;
  subtitle: Text;
}

export interface MatrixCell {
  number: number;
  filter: FilterBy;
  measures: (number | null)[];
}

export interface MatrixData {
  rows: MatrixHead[];
  columns: MatrixHead[];
  cells: MatrixCell[][];
  measures: { id: string; title: Text; format: 'integer' | 'percent' | 'money' }[];
  aside: { title: Text; filter: FilterBy | null; measures: (number | null)[] }[];
  totals: (number | null)[];
  full: boolean;
}

export interface FormulaRequest {
  path: string;
  document: WorkflowDocument;
  node: string;
  port: string;
  field?: string;
  text: string;
  earlier?: { name: string; text: string }[];
}

export interface FormulaToken {
  start: number;
  end: number;
  kind: 'function' | 'column' | 'parameter' | 'number' | 'text' | 'operator' | 'keyword' | 'bracket';
}

export interface FormulaCheck {
  type: string | null;
  problems: Problem[];
  tokens: FormulaToken[];
}

export type ServerEvent =
  | { type: 'run'; run: Run }
  | { type: 'nodes'; run_id: string; nodes: Record<string, NodeRun> }
  | { type: 'file'; path: string; hash: string }
  | { type: 'draft'; path: string; saved_at: string; by: string };
