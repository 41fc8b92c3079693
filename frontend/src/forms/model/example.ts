/** An example of a node with its data: tables it is shown on become nodes before it, where its inputs are free. */
import type { NodeType } from '../../api/types';
import { addNode, connect } from '../../document';
import type { Settings, WorkflowDocument } from '../../document';

const STEP_X = 104;
const STEP_Y = 112;

/** The type of node a pasted table becomes; it holds the example's tables, too. */
export function tableTaker(types: readonly NodeType[]): NodeType | undefined {
  return types.find((type) => type.accepts?.clipboard?.includes('table') === true);
}

/** The document with the example's tables joined to the free inputs of a node; with an input taken, as it was. */
export function withTables(document: WorkflowDocument, node: string, type: NodeType, inputs: Settings, taker: NodeType | undefined): WorkflowDocument {
  const setting = taker?.accepts?.setting;
  const output = taker?.outputs[0];
  const taken = document.edges.some((edge) => edge.to.startsWith(`${node}.`));
  if (taker === undefined || setting === undefined || output === undefined || taken) return document;
  const at = document.layout.nodes[node] ?? { x: 0, y: 0 };
  let next = document;
  let row = 0;
  for (const port of type.inputs) {
    const table = inputs[port.id];
    if (table === undefined) continue;
    const settings: Settings = { ...structuredClone(taker.defaults), [setting]: structuredClone(table) };
    const made = addNode(next, { type: taker.id, version: taker.version, settings }, { x: at.x - STEP_X, y: at.y - row * STEP_Y });
    next = connect(made.document, { node: made.id, port: output.id }, { node, port: port.id }, port.multiple);
    row += 1;
  }
  return next;
}
