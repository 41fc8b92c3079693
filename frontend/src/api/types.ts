/**
 * What travels between the editor and the server: the generated types, with the workflow document as the
 * `document` room knows it.
 */
import type { Settings, WorkflowDocument } from '../document/types';
import type * as wire from './schema';

export type { Json, LocalText, Settings, WorkflowDocument } from '../document/types';
export type {
  Accepts,
  Analysis,
  Chart,
  ChartPoint,
  Column,
  ColumnProfile,
  ColumnUse,
  ComparedColumn,
  Comparison,
  ConditionsText,
  DataWindow,
  FileEntry,
  FilterBy,
  Folder,
  FormulaCheck,
  FormulaFunction,
  FormulaToken,
  FunctionCatalogue,
  MatrixCell,
  MatrixData,
  MatrixHead,
  NodeAnalysis,
  NodeRun,
  Port,
  Problem,
  Profile,
  Run,
  RunDetails,
  RunOutput,
  SavedWorkflow,
  Session,
  SortBy,
  TableFile,
  Text,
  Trace,
  TracedColumn,
  ValueCount,
  Values,
  Version,
  WindowColumn,
  WorkflowSummary,
  ConnectionTest,
  Inside,
  InsideThing,
} from './schema';

/** The same, with the document read as the editor reads it. */
type Read<T> = Omit<T, 'document'> & { document: WorkflowDocument };

export type Category = wire.Titled;
export type NodeState = wire.NodeAnalysis['state'];
export type NodeRunState = wire.NodeRun['state'];
export type RunState = wire.Run['state'];

export interface JsonSchema {
  [key: string]: unknown;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  $defs?: Record<string, JsonSchema>;
}

/** A node type; its form is read out of the JSON schema of its settings. */
export type NodeType = Omit<wire.NodeType, 'schema' | 'defaults' | 'examples'> & {
  schema: JsonSchema;
  defaults: Settings;
  /** `inputs` holds the example's tables by port, in the shape a node of typed tables keeps them. */
  examples: { title: wire.Text; settings: Settings; inputs?: Settings }[];
};

export type Catalogue = Omit<wire.Catalogue, 'nodes'> & { nodes: NodeType[] };

export type Draft = Read<wire.Draft>;
export type OpenedWorkflow = Omit<Read<wire.OpenedWorkflow>, 'draft'> & { draft: Draft | null };
/** The body of a 409 answer to a save. */
export type Conflict = Read<wire.Conflict>;
export type Example = Read<wire.Example>;
export type PreviewRequest = Read<wire.PreviewRequest>;
export type ProfileRequest = Read<wire.ProfileRequest>;
export type ValuesRequest = Read<wire.ValuesRequest>;
export type ChartRequest = Read<wire.ChartRequest>;
export type CompareRequest = Read<wire.CompareRequest>;
export type TableFileRequest = Read<wire.TableFileRequest>;
export type ConditionsRequest = Read<wire.ConditionsRequest>;
export type TraceRequest = Read<wire.TraceRequest>;
export type FormulaRequest = Read<wire.FormulaRequest>;

export type ConnectionKind = Omit<wire.ConnectionKind, 'schema' | 'defaults'> & { schema: JsonSchema; defaults: Settings };
export type Connection = Omit<wire.Connection, 'fields'> & { fields: Settings };
export interface ConnectionBody {
  name: string;
  fields: Settings;
  secrets: Record<string, string | null>;
}
export type ServerEvent = wire.RunEvent | wire.NodesEvent | wire.FileEvent | wire.DraftEvent | wire.PresentEvent;
