/** What every widget of a node's form may ask for and do. Made by the panel, read by the widgets. */
import { createContext, useContext } from 'react';
import type { Column, Problem, Text } from '../api/types';
import type { Json, Settings, WorkflowParameter } from '../document/types';
import type { Field, SchemaNode } from './model/schema';

export type Path = readonly (string | number)[];

export interface FormScope {
  nodeId: string;
  typeId: string;
  /** The node's title, for windows opened from the form. */
  nodeTitle: string;
  root: SchemaNode;
  /** Settings of a fresh node of this type. */
  defaults: Settings;
  /** Settings with the defaults filled in. */
  values: Settings;
  /** Columns that come in by a port; null while they are not known. */
  columns: (port: string | undefined) => Column[] | null;
  /** The type of a column this node gives, by its name; `other` while it is not known. */
  typeOfMade: (name: string) => string;
  /** Whether anything is joined to the port. */
  connected: (port: string | undefined) => boolean;
  problems: readonly Problem[];
  parameters: readonly WorkflowParameter[];
  found: Readonly<Record<string, { value: Json; text: Text }>>;
  /** The word of a column type in the person's language. */
  typeWord: (type: string) => string;
  types: readonly { id: string; title: Text }[];
  /** False in a form that belongs to no workflow: its fields have no parameters to take values from. */
  bindable?: boolean;
  /** Names of secrets that are stored and not shown. */
  storedSecrets?: readonly string[];
  /** Writes one value as one undo step; `undefined` removes the key. */
  set: (path: Path, value: Json | undefined, title: string) => void;
  /** Binds a field to a parameter that exists. */
  bind: (path: Path, name: string, title: string) => void;
  /** Makes a parameter and binds the field to it, as one step. */
  bindNew: (path: Path, parameter: WorkflowParameter, title: string) => void;
}

export const ScopeContext = createContext<FormScope | null>(null);

/** The form this widget stands in. */
export function useScope(): FormScope {
  const scope = useContext(ScopeContext);
  if (scope === null) throw new Error('A form widget stands outside a form');
  return scope;
}

export interface WidgetProps {
  path: Path;
  field: Field;
  value: Json;
  /** Accessible name of the input. */
  label: string;
  /** Id of the input; the visible label points at it. */
  inputId: string;
  invalid: boolean;
  describedBy?: string | undefined;
  /** The widget stands in a compact list line, without a visible label. */
  compact?: boolean;
  onChange: (value: Json) => void;
}

/** The dotted form of a path, as problems name fields. */
export const dotted = (path: Path): string => path.join('.');
