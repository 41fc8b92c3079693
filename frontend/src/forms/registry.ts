/** Which component draws which widget. A widget is added here and nowhere else. */
import type { ComponentType } from 'react';
import type { WidgetProps } from './scope';
import { ChoiceWidget } from './widgets/ChoiceWidget';
import { ColumnsTableWidget } from './widgets/ColumnsTableWidget';
import { ColumnsWidget } from './widgets/ColumnsWidget';
import { ColumnWidget } from './widgets/ColumnWidget';
import { ConditionsWidget } from './widgets/ConditionsWidget';
import { DateWidget } from './widgets/DateWidget';
import { FileWidget } from './widgets/FileWidget';
import { FormulaWidget } from './widgets/FormulaWidget';
import { GroupWidget, ListWidget } from './widgets/ListWidget';
import { NumberWidget } from './widgets/NumberWidget';
import { SwitchWidget } from './widgets/SwitchWidget';
import { TypedTableWidget } from './widgets/TypedTableWidget';
import { ConnectionWidget } from './widgets/ConnectionWidget';
import { SecretWidget } from './widgets/SecretWidget';
import { NewColumnWidget, TextWidget } from './widgets/text';
import { ThingFieldsWidget } from './widgets/ThingFieldsWidget';
import { ThingWidget } from './widgets/ThingWidget';
import { UnknownWidget } from './widgets/UnknownWidget';
import { DtypeWidget, ValueWidget } from './widgets/ValueWidget';

const widgets = new Map<string, ComponentType<WidgetProps>>([
  ['text', TextWidget],
  ['number', NumberWidget],
  ['integer', NumberWidget],
  ['switch', SwitchWidget],
  ['choice', ChoiceWidget],
  ['date', DateWidget],
  ['column', ColumnWidget],
  ['columns', ColumnsWidget],
  ['new_column', NewColumnWidget],
  ['formula', FormulaWidget],
  ['conditions', ConditionsWidget],
  ['file', FileWidget],
  ['connection', ConnectionWidget],
  ['secret', SecretWidget],
  ['thing', ThingWidget],
  ['thing_fields', ThingFieldsWidget],
  ['value', ValueWidget],
  ['dtype', DtypeWidget],
  ['list', ListWidget],
  ['group', GroupWidget],
  ['columns_table', ColumnsTableWidget],
  ['table', TypedTableWidget],
]);

/** The component of a widget; one that says so when the editor does not know the widget. */
export const widgetFor = (name: string): ComponentType<WidgetProps> => widgets.get(name) ?? UnknownWidget;
