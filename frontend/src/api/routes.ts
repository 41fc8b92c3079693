import { call, pathInUrl } from './client';
import type {
  Analysis,
  Catalogue,
  Connection,
  ConnectionBody,
  ConnectionKind,
  ConnectionTest,
  Chart,
  ChartRequest,
  CompareRequest,
  Comparison,
  ConditionsRequest,
  ConditionsText,
  DataWindow,
  Draft,
  Example,
  Folder,
  FormulaCheck,
  FormulaRequest,
  FunctionCatalogue,
  Inside,
  MatrixData,
  OpenedWorkflow,
  PreviewRequest,
  Profile,
  ProfileRequest,
  Run,
  RunDetails,
  SavedWorkflow,
  Session,
  Settings,
  TableFile,
  TableFileRequest,
  Trace,
  TraceRequest,
  Values,
  ValuesRequest,
  Version,
  WorkflowDocument,
  WorkflowSummary,
} from './types';

/** Every route of the server, one function each. */
export const api = {
  session: () => call<Session>('/api/session'),
  signIn: (password: string) => call<Session>('/api/session', { method: 'POST', body: { password } }),
  signOut: () => call<null>('/api/session', { method: 'DELETE' }),

  catalogue: () => call<Catalogue>('/api/nodes'),
  functions: () => call<FunctionCatalogue>('/api/functions'),
  examples: () => call<{ examples: Example[] }>('/api/examples').then((body) => body.examples),

  workflows: () => call<{ workflows: WorkflowSummary[] }>('/api/workflows').then((body) => body.workflows),
  create: (body: { path?: string; title?: string; document?: WorkflowDocument; example?: string }) =>
    call<OpenedWorkflow>('/api/workflows', { method: 'POST', body }),
  open: (path: string) => call<OpenedWorkflow>(`/api/workflows/${pathInUrl(path)}`),
  save: (path: string, document: WorkflowDocument, base_hash: string) =>
    call<SavedWorkflow>(`/api/workflows/${pathInUrl(path)}`, { method: 'PUT', body: { document, base_hash } }),
  rename: (path: string, to: string) =>
    call<{ path: string }>(`/api/workflows/${pathInUrl(path)}/rename`, { method: 'POST', body: { path: to } }),
  remove: (path: string) => call<null>(`/api/workflows/${pathInUrl(path)}`, { method: 'DELETE' }),

  saveDraft: (path: string, document: WorkflowDocument, base_hash: string, keepalive = false) =>
    call<Pick<Draft, 'saved_at'>>(`/api/drafts/${pathInUrl(path)}`, {
      method: 'PUT',
      body: { document, base_hash },
      keepalive,
    }),
  dropDraft: (path: string) => call<null>(`/api/drafts/${pathInUrl(path)}`, { method: 'DELETE' }),

  versions: (path: string) =>
    call<{ versions: Version[] }>(`/api/versions/${pathInUrl(path)}`).then((body) => body.versions),
  version: (path: string, number: number) =>
    call<{ document: WorkflowDocument }>(`/api/versions/${pathInUrl(path)}/at/${number}`),
  nameVersion: (path: string, number: number, title: string) =>
    call<null>(`/api/versions/${pathInUrl(path)}/at/${number}`, { method: 'PUT', body: { title } }),
  restore: (path: string, number: number) =>
    call<Partial<OpenedWorkflow>>(`/api/versions/${pathInUrl(path)}/restore`, { method: 'POST', body: { number } }),

  files: (folder: string) => call<Folder>(`/api/files?folder=${encodeURIComponent(folder)}`),
  upload: (path: string, bytes: Blob, unique = true) =>
    call<{ path: string }>(`/api/files/${pathInUrl(path)}${unique ? '?unique=1' : ''}`, { method: 'PUT', bytes }),
  fileUrl: (path: string) => `/api/files/${pathInUrl(path)}`,

  connectionKinds: () => call<{ kinds: ConnectionKind[] }>('/api/connections/kinds').then((body) => body.kinds),
  connections: () => call<{ connections: Connection[] }>('/api/connections').then((body) => body.connections),
  addConnection: (body: ConnectionBody & { kind: string }) => call<Connection>('/api/connections', { method: 'POST', body }),
  changeConnection: (name: string, body: ConnectionBody) =>
    call<Connection>(`/api/connections/${encodeURIComponent(name)}`, { method: 'PUT', body }),
  removeConnection: (name: string) => call<null>(`/api/connections/${encodeURIComponent(name)}`, { method: 'DELETE' }),
  testConnection: (body: Omit<ConnectionBody, 'name'> & { name: string | null; kind: string }) =>
    call<ConnectionTest>('/api/connections/test', { method: 'POST', body }),
  inside: (name: string, path: string[], search: string, signal?: AbortSignal) =>
    call<Inside>(`/api/connections/${encodeURIComponent(name)}/inside`, { method: 'POST', body: { path, search }, signal }),
  sample: (name: string, path: string[], signal?: AbortSignal) =>
    call<DataWindow>(`/api/connections/${encodeURIComponent(name)}/sample`, { method: 'POST', body: { path, limit: 20 }, signal }),

  analyse: (path: string, document: WorkflowDocument, signal?: AbortSignal) =>
    call<Analysis>('/api/analyse', { method: 'POST', body: { path, document }, signal }),
  preview: (request: PreviewRequest, signal?: AbortSignal) =>
    call<DataWindow>('/api/preview', { method: 'POST', body: request, signal }),
  view: (path: string, document: WorkflowDocument, node: string, signal?: AbortSignal) =>
    call<MatrixData>('/api/view', { method: 'POST', body: { path, document, node }, signal }),
  profile: (request: ProfileRequest, signal?: AbortSignal) =>
    call<Profile>('/api/profile', { method: 'POST', body: request, signal }),
  values: (request: ValuesRequest, signal?: AbortSignal) =>
    call<Values>('/api/values', { method: 'POST', body: request, signal }),
  chart: (request: ChartRequest, signal?: AbortSignal) => call<Chart>('/api/chart', { method: 'POST', body: request, signal }),
  compare: (request: CompareRequest, signal?: AbortSignal) =>
    call<Comparison>('/api/compare', { method: 'POST', body: request, signal }),
  conditions: (request: ConditionsRequest, signal?: AbortSignal) =>
    call<ConditionsText>('/api/conditions', { method: 'POST', body: request, signal }),
  trace: (request: TraceRequest, signal?: AbortSignal) => call<Trace>('/api/trace', { method: 'POST', body: request, signal }),
  makeTableFile: (request: TableFileRequest, signal?: AbortSignal) =>
    call<TableFile>('/api/table-files', { method: 'POST', body: request, signal }),
  tableFileUrl: (name: string) => `/api/table-files/${encodeURIComponent(name)}`,
  formula: (request: FormulaRequest, signal?: AbortSignal) =>
    call<FormulaCheck>('/api/formula', { method: 'POST', body: request, signal }),

  startRun: (body: { path: string; document: WorkflowDocument; targets: string[] | null; parameters: Settings }) =>
    call<{ run: Run }>('/api/runs', { method: 'POST', body }).then((answer) => answer.run),
  runs: (path: string) =>
    call<{ runs: Run[] }>(`/api/runs?path=${encodeURIComponent(path)}`).then((body) => body.runs),
  run: (id: string) => call<RunDetails>(`/api/runs/${encodeURIComponent(id)}`),
  cancelRun: (id: string) => call<null>(`/api/runs/${encodeURIComponent(id)}/cancel`, { method: 'POST', body: {} }),
};
