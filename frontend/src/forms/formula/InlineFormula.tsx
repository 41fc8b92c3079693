import { EditorState, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder as emptyText } from '@codemirror/view';
import { useEffect, useMemo, useRef } from 'react';
import type { Column, Problem } from '../../api';
import { useFunctions } from '../../api';
import { useLanguage } from '../../i18n';
import type { WorkflowParameter } from '../../document';
import type { Earlier } from '../model/earlier';
import { useScope } from '../scope';
import { columnChoices, functionChoices, parameterChoices } from './completion';
import { formulaExtensions, setMarks } from './setup';
import type { Choices } from './setup';

export interface InlineFormulaProps {
  id: string;
  label: string;
  value: string;
  placeholder: string;
  describedBy: string | undefined;
  columns: readonly Column[];
  parameters: readonly WorkflowParameter[];
  earlier: Earlier;
  problems: readonly Problem[];
  onCommit: (text: string) => void;
  onOpen: () => void;
}

/** A formula in the form: coloured, completed, its errors underlined; Enter or leaving stores it. */
export default function InlineFormula(props: InlineFormulaProps) {
  const { id, label, value, placeholder, columns, parameters, earlier, problems } = props;
  const language = useLanguage();
  const { typeOfMade, typeWord } = useScope();
  const functions = useFunctions();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const now = useRef({ props, choices: { columns: [], functions: [], parameters: [] } as Choices });
  const choices = useMemo<Choices>(
    () => ({
      columns: columnChoices([...columns, ...earlier.formulas.map(({ name }) => ({ name, type: typeOfMade(name), dtype: '' }))], typeWord),
      functions: functionChoices(functions.data?.functions ?? [], language),
      parameters: parameterChoices(parameters, language),
    }),
    [columns, earlier, functions.data, parameters, language, typeOfMade, typeWord],
  );
  now.current = { props, choices };

  useEffect(() => {
    if (host.current === null) return undefined;
    const give = (editor: EditorView): void => now.current.props.onCommit(editor.state.doc.toString());
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: now.current.props.value,
        extensions: [
          Prec.high(
            keymap.of([
              {
                key: 'Enter',
                run: (at) => {
                  give(at);
                  return true;
                },
              },
              {
                key: 'Mod-Enter',
                run: (at) => {
                  give(at);
                  now.current.props.onOpen();
                  return true;
                },
              },
              {
                key: 'Escape',
                run: (at) => {
                  const stored = now.current.props.value;
                  if (at.state.doc.toString() === stored) return false;
                  at.dispatch({ changes: { from: 0, to: at.state.doc.length, insert: stored } });
                  return true;
                },
              },
            ]),
          ),
          formulaExtensions(() => now.current.choices, label),
          emptyText(placeholder),
          EditorView.contentAttributes.of(() => {
            const { describedBy } = now.current.props;
            const attributes: Record<string, string> = { id };
            if (describedBy !== undefined) attributes['aria-describedby'] = describedBy;
            return attributes;
          }),
          EditorView.domEventHandlers({
            blur: (_event, at) => {
              give(at);
              return false;
            },
          }),
          EditorView.theme({ '.cm-scroller': { font: '12px/20px var(--mono)', maxHeight: '60px', overflow: 'auto' } }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      give(editor);
      editor.destroy();
      view.current = null;
    };
    // The editor lives as long as its field; what changes reaches it through `now`.
  }, [id, label, placeholder]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    view.current?.dispatch({
      effects: setMarks.of(
        problems.flatMap(({ range, severity }) => (range === null ? [] : [{ from: range[0], to: range[1], severity }])),
      ),
    });
  }, [problems]);

  return <div ref={host} />;
}
