/** The workflow document as it stands in `<name>.kanva.json`. Keys not named here are kept. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A text the person typed (plain), or one in both languages (shipped examples). */
export type LocalText = string | { ru: string; en: string };

export type Settings = Record<string, Json>;

export interface WorkflowNode {
  id: string;
  type: string;
  version: number;
  title?: LocalText;
  comment?: LocalText;
  settings: Settings;
  /** Switched off: nothing of it is computed. */
  disabled?: boolean;
  /** Its rows go through unchanged. */
  bypassed?: boolean;
  pinned?: boolean;
}

export interface WorkflowEdge {
  /** `<node id>.<port id>` */
  from: string;
  /** `<node id>.<port id>` */
  to: string;
  kind?: string;
}

export interface WorkflowGroup {
  id: string;
  title: LocalText;
  color?: string;
  nodes?: string[];
  /** Notes hidden together with the nodes while the group is collapsed. */
  notes?: string[];
  collapsed?: boolean;
}

export interface WorkflowNote {
  id: string;
  text: LocalText;
}

export type ParameterType = 'date' | 'number' | 'text' | 'choice' | 'file' | 'connection' | 'switch';

export interface WorkflowParameter {
  name: string;
  type: ParameterType;
  title: LocalText;
  help?: LocalText;
  default: Json;
  choices?: { value: Json; title: LocalText }[];
  minimum?: number;
  maximum?: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  width: number;
  height: number;
}

export interface WorkflowLayout {
  nodes: Record<string, Point>;
  groups: Record<string, Box>;
  notes: Record<string, Box>;
}

export interface WorkflowDocument {
  kanva: number;
  title: LocalText;
  description: LocalText;
  parameters: WorkflowParameter[];
  nodes: WorkflowNode[];
  edges: WorkflowEdge[];
  groups: WorkflowGroup[];
  notes: WorkflowNote[];
  layout: WorkflowLayout;
}

/** An end of an edge. */
export interface Endpoint {
  node: string;
  port: string;
}

/** What the canvas must know of a port to connect it. */
export interface PortShape {
  id: string;
  kind: string;
  multiple: boolean;
}

export interface NodePorts<P extends PortShape = PortShape> {
  inputs: P[];
  outputs: P[];
}
