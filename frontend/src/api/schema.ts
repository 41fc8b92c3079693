// Written by `make docs` from the server's OpenAPI description; never edited by hand.

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What a node can be made from by dropping or pasting. */
export interface Accepts {
  files?: string[];
  clipboard?: string[];
  setting: string;
}

/** The document as the editor has it. */
export interface AnalyseRequest {
  /** Workspace path, with “/” */
  path: string;
  document: WorkflowDocument;
  language?: "ru" | "en" | null;
}

/** What is known of every node without running. */
export interface Analysis {
  nodes: Record<string, NodeAnalysis>;
  problems: Problem[];
}

/** Values between two edges; the last bin holds its upper edge. */
export interface Bin {
  low: Json;
  high: Json;
  count: number;
}

/** Everything the palette offers. */
export interface Catalogue {
  categories: Titled[];
  nodes: NodeType[];
  types: Titled[];
}

/** A connection changed; secrets left out stay, null forgets one. */
export interface ChangedConnection {
  name: string;
  fields: Record<string, Json>;
  secrets?: Record<string, string | null>;
}

/** The points of a chart. */
export interface Chart {
  points: ChartPoint[];
  x_type: string;
  step: string | null;
  binned: boolean;
  series: Json[];
  rest: number;
  shown: number | null;
  rows: number;
  full: boolean;
  sample_of: number | null;
  problem: Problem | null;
}

/** A bar, a point of a line, or a dot. */
export interface ChartPoint {
  place: number;
  x: Json;
  to: Json;
  series: Json;
  y: Json;
}

/** What to draw. */
export interface ChartRequest {
  /** Workspace path, with “/” */
  path: string;
  document: WorkflowDocument;
  language?: "ru" | "en" | null;
  node: string;
  port: string;
  filter?: FilterBy[] | null;
  search?: string | null;
  kind: "bar" | "line" | "scatter";
  x: string;
  y?: string | null;
  measure?: "count" | "sum" | "mean" | "median" | "min" | "max" | "distinct";
  series?: string | null;
}

/** A column that will come, or has come, out of a port. */
export interface Column {
  name: string;
  type: string;
  dtype: string;
}

/** What stands in a column. */
export interface ColumnProfile {
  name: string;
  type: string;
  dtype: string;
  rows: number;
  null: number;
  empty: number;
  error: number;
  filled: number;
  distinct: number | null;
  distinct_exact: boolean;
  min: Json;
  max: Json;
  mean: Json;
  median: Json;
  sum: Json;
  shortest: number | null;
  longest: number | null;
  bins: Bin[] | null;
  top: ValueCount[] | null;
}

/** A setting that names the column. */
export interface ColumnUse {
  node: string;
  field: string;
  title: Text | null;
}

/** What changed between `before` and this output. */
export interface CompareRequest {
  /** Workspace path, with “/” */
  path: string;
  document: WorkflowDocument;
  language?: "ru" | "en" | null;
  node: string;
  port: string;
  filter?: FilterBy[] | null;
  search?: string | null;
  before: Side;
  key?: string | null;
  keys?: string[];
  show?: ("added" | "gone" | "changed" | "same")[] | null;
  offset?: number;
  limit?: number;
}

/** A column with its values now and before. */
export interface ComparedColumn {
  name: string;
  type: string;
  dtype: string;
  values: Json[];
  old: Json[];
}

/** Rows added, gone and changed. */
export interface Comparison {
  counts: Record<string, number>;
  keys: string[];
  columns: ComparedColumn[];
  states: ("added" | "gone" | "changed" | "same")[];
  changed: number[][];
  only_before: string[];
  only_after: string[];
  retyped: string[];
  offset: number;
  rows: number;
  total: number;
  full: boolean;
  problem: Problem | null;
}

/** Conditions to be written as a formula, or a formula to be read as conditions. */
export interface ConditionsRequest {
  /** Workspace path, with “/” */
  path: string;
  document: WorkflowDocument;
  language?: "ru" | "en" | null;
  node: string;
  port: string;
  conditions?: Record<string, Json> | null;
  text?: string | null;
}

/** The same in the other form; null where it cannot be said so. */
export interface ConditionsText {
  formula: string | null;
  conditions: Record<string, Json> | null;
}

/** The file holds another text than the save is based on. */
export interface Conflict {
  problem: Problem;
  hash: string;
  document: WorkflowDocument;
}

/** A stored connection; secrets never leave the server. */
export interface Connection {
  name: string;
  kind: string;
  fields: Record<string, Json>;
  secrets: string[];
  address: string;
  changed_at: string;
  used_by: UsedBy[];
}

/** A kind of outside system and its form. */
export interface ConnectionKind {
  id: string;
  icon: string;
  title: Text;
  summary: Text;
  schema: Record<string, Json>;
  defaults: Record<string, Json>;
}

/** Every kind of this installation. */
export interface ConnectionKinds {
  kinds: ConnectionKind[];
}

/** All connections. */
export interface ConnectionList {
  connections: Connection[];
}

/** How a test has ended: one of text and problem is null. */
export interface ConnectionTest {
  text: Text | null;
  details: Text[];
  problem: Problem | null;
}

/** A new workflow: empty, of a document, or of an example. Nothing is overwritten. */
export interface CreateWorkflow {
  path?: string | null;
  title?: string | null;
  document?: WorkflowDocument | null;
  example?: string | null;
}

/** A page of rows. */
export interface DataWindow {
  columns: WindowColumn[];
  offset: number;
  rows: number;
  total: number | null;
  full: boolean;
  sample_of: number | null;
  first_column: number;
  heads: Column[] | null;
  problem: Problem | null;
}

/** What has been typed since the last save. */
export interface Draft {
  document: WorkflowDocument;
  base_hash: string;
  saved_at: string;
}

/** Another tab has typed something. */
export interface DraftEvent {
  type: "draft";
  path: string;
  saved_at: string;
  by: string;
}

/** A formula of the same node that stands above the one being typed. */
export interface EarlierFormula {
  name: string;
  text: string;
}

/** Nothing to say but that it is done. */
export type Empty = Record<string, Json>;

/** A ready workflow in the gallery. */
export interface Example {
  id: string;
  title: Text;
  description: Text;
  needs: Text;
  document: WorkflowDocument;
  credit: Text | null;
}

/** The gallery. */
export interface ExampleList {
  examples: Example[];
}

/** A file or a folder of the workspace. */
export interface FileEntry {
  name: string;
  path: string;
  kind: "file" | "folder";
  size_bytes: number | null;
  changed_at: string | null;
}

/** The workflow's file holds another text now. */
export interface FileEvent {
  type: "file";
  path: string;
  hash: string;
}

/** One condition on a column; all of them must hold. */
export interface FilterBy {
  column: string;
  op: string;
  value?: Json;
}

/** A mend one press away. */
export interface Fix {
  title: Text;
  replace: string;
}

/** What a folder holds: folders first, then files. */
export interface Folder {
  folder: string;
  entries: FileEntry[];
}

/** What a formula gives and what is wrong with it. */
export interface FormulaCheck {
  type: string | null;
  problems: Problem[];
  tokens: FormulaToken[];
}

/** A function of the formula language. */
export interface FormulaFunction {
  name: Text;
  aliases: string[];
  category: string;
  signature: Text;
  help: Text;
  example: FunctionExample;
  result: string | null;
}

/** A formula as it is being typed. */
export interface FormulaRequest {
  /** Workspace path, with “/” */
  path: string;
  document: WorkflowDocument;
  language?: "ru" | "en" | null;
  node: string;
  port: string;
  field?: string | null;
  text: string;
  earlier?: EarlierFormula[] | null;
}

/** A piece of a formula and what it is. */
export interface FormulaToken {
  start: number;
  end: number;
  kind: "function" | "column" | "parameter" | "number" | "text" | "operator" | "keyword" | "bracket";
}

/** What an automatic setting turned out to be. */
export interface Found {
  value: Json;
  text: Text;
}

/** All functions of the formula language. */
export interface FunctionCatalogue {
  functions: FormulaFunction[];
  categories: Titled[];
}

/** A formula and what it gives. */
export interface FunctionExample {
  formula: Text;
  result: Json;
  columns?: Record<string, Json[]>;
}

/** The server is up. */
export interface Health {
  status: "ok";
  version: string;
}

/** What is inside; `cut` when there is more than could be sent. */
export interface Inside {
  things: InsideThing[];
  cut: boolean;
  problem: Problem | null;
}

/** Where to look inside a connection. */
export interface InsideRequest {
  path?: string[];
  search?: string;
}

/** Something inside an outside system. */
export interface InsideThing {
  path: string[];
  title: string;
  kind: "folder" | "table" | "view" | "catalog" | "document" | "register" | "list" | "column";
  opens: boolean;
  type: Text | null;
  node: Record<string, Json> | null;
}

/** A group outside the matrix. */
export interface MatrixAside {
  title: Text;
  filter: MatrixFilter | null;
  measures: (number | null)[];
}

/** One group. */
export interface MatrixCell {
  number: number;
  filter: MatrixFilter;
  measures: (number | null)[];
}

/** A matrix of groups with its figures. */
export interface MatrixData {
  rows: MatrixHead[];
  columns: MatrixHead[];
  cells: MatrixCell[][];
  measures: MatrixMeasure[];
  aside: MatrixAside[];
  totals: (number | null)[];
  full: boolean;
  problem?: Problem | null;
}

/** The condition that leaves the rows of a cell. */
export interface MatrixFilter {
  column: string;
  op: string;
  value: Json;
}

/** The head of a row or a column. */
export interface MatrixHead {
  value: Json;
  title: Text;
  subtitle: Text;
}

/** A figure of every cell. */
export interface MatrixMeasure {
  id: string;
  title: Text;
  format: "integer" | "percent" | "money";
}

/** What a person calls a version; an empty text takes the name away. */
export interface NameVersion {
  title: string;
}

/** A connection to store. */
export interface NewConnection {
  name: string;
  kind: string;
  fields: Record<string, Json>;
  secrets?: Record<string, string>;
}

/** What is known of one node without running it. */
export interface NodeAnalysis {
  caption: Text;
  title: Text;
  ports: NodePorts;
  schemas: Record<string, Column[] | null>;
  inputs: Record<string, Column[] | null>;
  found: Record<string, Found>;
  state: "unconfigured" | "ready" | "stale" | "done" | "error" | "disabled";
  reason: Text | null;
  rows: Record<string, number> | null;
  seconds: number | null;
  key: string | null;
}

/** The ports a node has with its present settings. */
export interface NodePorts {
  inputs: Port[];
  outputs: Port[];
}

/** What one node did in a run. */
export interface NodeRun {
  state: "waiting" | "running" | "done" | "cached" | "error" | "skipped" | "cancelled";
  rows: Record<string, number>;
  seconds: number | null;
  progress: number | null;
  problem: Problem | null;
  key?: string | null;
}

/** A node type as the palette and the form know it. */
export interface NodeType {
  id: string;
  version: number;
  category: string;
  icon: string;
  title: Text;
  summary: Text;
  help: Text;
  also_called: string[];
  kind: "source" | "transform" | "sink";
  inputs: Port[];
  outputs: Port[];
  accepts: Accepts | null;
  takes: Record<string, string>;
  schema: Record<string, Json>;
  defaults: Record<string, Json>;
  examples: NodeTypeExample[];
  view: string | null;
}

/** Settings worth showing. */
export interface NodeTypeExample {
  title: Text;
  settings: Record<string, Json>;
  inputs?: Record<string, Json>;
}

/** Some nodes of a run have changed. */
export interface NodesEvent {
  type: "nodes";
  run_id: string;
  nodes: Record<string, NodeRun>;
}

/** A workflow as it is opened. */
export interface OpenedWorkflow {
  path: string;
  document: WorkflowDocument;
  hash: string;
  changed_at: string;
  draft: Draft | null;
  problems: Problem[];
}

/** The password. */
export interface PasswordSignIn {
  password: string;
}

/** A place where an edge may begin or end. */
export interface Port {
  id: string;
  title: Text;
  kind: string;
  optional: boolean;
  multiple: boolean;
  side: boolean;
}

/** How many browser tabs have this workflow open. */
export interface PresentEvent {
  type: "present";
  path: string;
  tabs: number;
}

/** A window of rows of one port. */
export interface PreviewRequest {
  /** Workspace path, with “/” */
  path: string;
  document: WorkflowDocument;
  language?: "ru" | "en" | null;
  node: string;
  port: string;
  filter?: FilterBy[] | null;
  search?: string | null;
  offset?: number;
  limit?: number;
  sort?: SortBy[] | null;
  first_column?: number | null;
  column_count?: number | null;
}

/** One error or warning, anywhere. */
export interface Problem {
  code: string;
  severity: "error" | "warning";
  node: string | null;
  field: string | null;
  column: string | null;
  range: [number, number] | null;
  text: Text;
  hint: Text | null;
  fix: Fix | null;
  near?: string[];
  rows: ProblemRows | null;
}

/** Up to five offending rows. */
export interface ProblemRows {
  columns: string[];
  rows: Json[][];
}

/** Columns described, and the rows it is computed on. */
export interface Profile {
  columns: ColumnProfile[];
  rows: number;
  full: boolean;
  sample_of: number | null;
  problem: Problem | null;
}

/** Which columns to describe. */
export interface ProfileRequest {
  /** Workspace path, with “/” */
  path: string;
  document: WorkflowDocument;
  language?: "ru" | "en" | null;
  node: string;
  port: string;
  filter?: FilterBy[] | null;
  search?: string | null;
  columns: string[];
}

/** The body of every answer that is not a success. */
export interface Refusal {
  problem: Problem;
}

/** The new path. */
export interface RenameWorkflow {
  /** Workspace path, with “/” */
  path: string;
}

/** The new path, as it is written on the disk. */
export interface RenamedWorkflow {
  path: string;
}

/** Which version to put back. */
export interface RestoreVersion {
  number: number;
}

/** One run. */
export interface Run {
  id: string;
  path: string;
  state: "queued" | "running" | "succeeded" | "failed" | "cancelled" | "interrupted";
  started_at: string;
  finished_at: string | null;
  seconds: number | null;
  version: number | null;
  rows: number | null;
  problem: Problem | null;
  outputs: RunOutput[];
}

/** A run, its nodes and everything that went wrong. */
export interface RunDetails {
  run: Run;
  nodes: Record<string, NodeRun>;
  problems: Problem[];
}

/** A run has come to another state. */
export interface RunEvent {
  type: "run";
  run: Run;
}

/** Runs of a workflow, the newest first. */
export interface RunList {
  runs: Run[];
}

/** A file a run has written. */
export interface RunOutput {
  node: string;
  path: string;
  rows: number | null;
  size_bytes: number | null;
}

/** Which thing to take the first rows of. */
export interface SampleRequest {
  path: string[];
  limit?: number;
}

/** What has been typed since the last save. */
export interface SaveDraft {
  document: WorkflowDocument;
  base_hash: string;
}

/** A document over the text it is based on. */
export interface SaveWorkflow {
  document: WorkflowDocument;
  base_hash: string;
  allow_empty?: boolean;
}

/** When a draft was kept. */
export interface SavedDraft {
  saved_at: string;
}

/** What a save made. */
export interface SavedWorkflow {
  hash: string;
  version: number;
  saved_at: string;
}

export type ServerEvent = RunEvent | NodesEvent | FileEvent | DraftEvent | PresentEvent;

/** Whether somebody is signed in, and how one does. */
export interface Session {
  signed_in: boolean;
  mode: "local" | "password";
  workspace: string | null;
}

/** Another output; with `key`, as a run left it. */
export interface Side {
  node: string;
  port: string;
  key?: string | null;
}

/** One key of a sort. */
export interface SortBy {
  column: string;
  descending?: boolean;
}

/** What to run: the document as the editor has it, saved or not. */
export interface StartRun {
  /** Workspace path, with “/” */
  path: string;
  document: WorkflowDocument;
  targets?: string[] | null;
  parameters?: Record<string, Json>;
  language?: "ru" | "en" | null;
}

/** A run that has been asked for. */
export interface StartedRun {
  run: Run;
}

/** A file waits to be fetched, once. */
export interface TableFile {
  file: string;
  rows: number;
  full: boolean;
  problem: Problem | null;
}

/** What is seen, as a file. */
export interface TableFileRequest {
  /** Workspace path, with “/” */
  path: string;
  document: WorkflowDocument;
  language?: "ru" | "en" | null;
  node: string;
  port: string;
  filter?: FilterBy[] | null;
  search?: string | null;
  kind: "csv" | "xlsx";
  sort?: SortBy[] | null;
  columns?: string[] | null;
}

/** Words in both languages. */
export interface Text {
  ru: string;
  en: string;
}

/** A category or a type of values. */
export interface Titled {
  id: string;
  title: Text;
}

/** Where a column comes from, goes to and is used. */
export interface Trace {
  columns: TracedColumn[];
  uses: ColumnUse[];
  problem: Problem | null;
}

/** A column of an output. */
export interface TraceRequest {
  /** Workspace path, with “/” */
  path: string;
  document: WorkflowDocument;
  language?: "ru" | "en" | null;
  node: string;
  port: string;
  column: string;
}

/** A column on the way. */
export interface TracedColumn {
  node: string;
  port: string;
  column: string;
  way: "here" | "up" | "down";
  formula: string | null;
}

/** A connection to try, stored or not: secrets left out are taken from the stored one. */
export interface TriedConnection {
  name?: string | null;
  kind: string;
  fields: Record<string, Json>;
  secrets?: Record<string, string | null>;
}

/** A workflow that names a connection. */
export interface UsedBy {
  path: string;
  title: string;
  nodes: number;
}

/** A value and the rows that hold it. */
export interface ValueCount {
  value: Json;
  count: number;
}

/** The most frequent values first. */
export interface Values {
  values: ValueCount[];
  more: boolean;
  full: boolean;
  sample_of: number | null;
  problem: Problem | null;
}

/** The different values of a column. */
export interface ValuesRequest {
  /** Workspace path, with “/” */
  path: string;
  document: WorkflowDocument;
  language?: "ru" | "en" | null;
  node: string;
  port: string;
  filter?: FilterBy[] | null;
  search?: string | null;
  column: string;
  sought?: string | null;
  limit?: number;
}

/** One kept state of a workflow. */
export interface Version {
  number: number;
  reason: "save" | "run" | "publish" | "quiet" | "outside" | "restore";
  title?: string | null;
  created_at: string;
  nodes: number;
}

/** The document of one version. */
export interface VersionDocument {
  document: WorkflowDocument;
}

/** Versions, the newest first. */
export interface VersionList {
  versions: Version[];
}

/** The picture one node offers of its result. */
export interface ViewRequest {
  /** Workspace path, with “/” */
  path: string;
  document: WorkflowDocument;
  language?: "ru" | "en" | null;
  node: string;
}

/** A column with its values. */
export interface WindowColumn {
  name: string;
  type: string;
  dtype: string;
  values: Json[];
}

/** A rectangle on the canvas, in pixels. */
export interface WorkflowBox {
  x: number;
  y: number;
  width: number;
  height: number;
  [key: string]: unknown;
}

/** One value offered by a parameter of type "choice". */
export interface WorkflowChoice {
  value: Json;
  title?: string | {
    ru?: string;
    en?: string;
    [key: string]: unknown;
  } | null;
  [key: string]: unknown;
}

/** A whole workflow document. */
export interface WorkflowDocument {
  kanva: number;
  title?: string | {
    ru?: string;
    en?: string;
    [key: string]: unknown;
  };
  description?: string | {
    ru?: string;
    en?: string;
    [key: string]: unknown;
  };
  parameters?: WorkflowParameter[];
  nodes?: WorkflowNode[];
  edges?: WorkflowEdge[];
  groups?: WorkflowGroup[];
  notes?: WorkflowNote[];
  layout?: WorkflowLayout;
  [key: string]: unknown;
}

/** A connection from an output port of one node to an input port of another. */
export interface WorkflowEdge {
  from: string;
  to: string;
  kind?: string | null;
  [key: string]: unknown;
}

/** A named frame around some nodes. */
export interface WorkflowGroup {
  id: string;
  title?: string | {
    ru?: string;
    en?: string;
    [key: string]: unknown;
  } | null;
  color?: string | null;
  nodes?: string[];
  collapsed?: boolean | null;
  [key: string]: unknown;
}

/** Positions, apart from settings so that moving a node never touches what it does. */
export interface WorkflowLayout {
  nodes?: Record<string, WorkflowPoint>;
  groups?: Record<string, WorkflowBox>;
  notes?: Record<string, WorkflowBox>;
  [key: string]: unknown;
}

/** All workflows of the workspace, the latest changed first. */
export interface WorkflowList {
  workflows: WorkflowSummary[];
}

/** One step of the workflow. */
export interface WorkflowNode {
  id: string;
  type: string;
  version?: number;
  title?: string | {
    ru?: string;
    en?: string;
    [key: string]: unknown;
  } | null;
  comment?: string | {
    ru?: string;
    en?: string;
    [key: string]: unknown;
  } | null;
  settings?: Record<string, Json>;
  disabled?: boolean | null;
  pinned?: boolean | null;
  [key: string]: unknown;
}

/** A text that lies on the canvas. */
export interface WorkflowNote {
  id: string;
  text?: string | {
    ru?: string;
    en?: string;
    [key: string]: unknown;
  };
  [key: string]: unknown;
}

/** A named value that settings and formulas may refer to. */
export interface WorkflowParameter {
  name: string;
  type: "date" | "number" | "text" | "choice" | "file" | "connection" | "switch";
  title?: string | {
    ru?: string;
    en?: string;
    [key: string]: unknown;
  } | null;
  help?: string | {
    ru?: string;
    en?: string;
    [key: string]: unknown;
  } | null;
  default?: Json;
  choices?: WorkflowChoice[] | null;
  minimum?: number | null;
  maximum?: number | null;
  [key: string]: unknown;
}

/** Where the upper left corner of a node stands on the canvas, in pixels. */
export interface WorkflowPoint {
  x: number;
  y: number;
  [key: string]: unknown;
}

/** A workflow in the list. */
export interface WorkflowSummary {
  path: string;
  title: string | Text;
  nodes: number;
  changed_at: string;
  has_draft: boolean;
  last_run: Run | null;
}
