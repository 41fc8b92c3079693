import { beforeEach, describe, expect, it } from 'vitest';
import { addNode, connect, emptyDocument, move, removeNodes, setSetting } from '../document';
import type { WorkflowDocument } from '../document';
import { currentDocument, documentStore, edit, loadDocument, redo, setReadOnly, undo } from './document';

const added = (type: string) => (document: WorkflowDocument) =>
  addNode(document, { type, version: 1, settings: {} }, { x: 0, y: 0 }).document;

const acts: ((document: WorkflowDocument) => WorkflowDocument)[] = [
  added('a.sales'),
  added('a.filter'),
  (document) => connect(document, { node: 'sales', port: 'rows' }, { node: 'filter', port: 'rows' }, false),
  (document) => setSetting(document, 'filter', 'limit', 10),
  (document) => move(document, { nodes: { filter: { x: 104, y: 0 } } }),
  (document) => removeNodes(document, ['sales']),
];

beforeEach(() => {
  setReadOnly(false);
  loadDocument(emptyDocument('T'));
});

describe('undo', () => {
  it('takes every edit back one by one and does it again', () => {
    const states = [currentDocument()];
    for (const act of acts) {
      edit(act, 'act');
      states.push(currentDocument());
    }
    for (const state of states.slice(0, -1).reverse()) {
      undo();
      expect(currentDocument()).toBe(state);
    }
    for (const state of states.slice(1)) {
      redo();
      expect(currentDocument()).toBe(state);
    }
  });

  it('is no step when nothing changed', () => {
    edit(added('a.sales'), 'add');
    edit((document) => document, 'nothing');
    expect(documentStore.temporal.getState().pastStates).toHaveLength(1);
  });

  it('forgets what was undone once another edit is made', () => {
    edit(added('a.sales'), 'add');
    undo();
    edit(added('a.filter'), 'add');
    redo();
    expect(currentDocument().nodes.map((node) => node.id)).toEqual(['filter']);
  });

  it('begins anew with another workflow and rests while a version is shown', () => {
    edit(added('a.sales'), 'add');
    loadDocument(emptyDocument('U'));
    undo();
    expect(currentDocument().title).toBe('U');
    setReadOnly(true);
    edit(added('a.sales'), 'add');
    expect(currentDocument().nodes).toEqual([]);
  });
});
