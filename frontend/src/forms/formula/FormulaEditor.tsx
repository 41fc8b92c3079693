import { Modal } from '@mantine/core';
import { EditorState, Prec } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Column, FormulaFunction, Problem } from '../../api';
import { useFunctions } from '../../api';
import { useLanguage, useText, useTranslation } from '../../i18n';
import { Button, Chip, Icon, IconButton, Kbd } from '../../ui';
import { currentDocument, currentPath } from '../../state';
import type { WorkflowParameter } from '../../document';
import type { Earlier } from '../model/earlier';
import { columnChoices, functionChoices, functionNamed, parameterChoices } from './completion';
import type { Choice } from './completion';
import css from './formula.module.css';
import { FirstRows, useFirstRows } from './FirstRows';
import { FormulaHelp } from './FormulaHelp';
import { FormulaLists } from './FormulaLists';
import { formulaExtensions, insertChoice, setMarks, setTokens } from './setup';
import type { Choices } from './setup';
import { functionAt, lastFunction } from './tokens';
import { useFormulaCheck } from './useFormulaCheck';

export interface FormulaEditorProps {
  title: string;
  nodeId: string;
  port: string;
  /** Dotted path of the setting. */
  field: string;
  value: string;
  columns: readonly Column[];
  parameters: readonly WorkflowParameter[];
  earlier: Earlier;
  typeOfMade: (name: string) => string;
  typeWord: (type: string) => string;
  onDone: (text: string) => void;
  onCancel: () => void;
}

const NO_FUNCTIONS: FormulaFunction[] = [];
const NO_PROBLEMS: readonly Problem[] = [];

/** The window of a formula: columns and functions, the text with its errors, first rows, help. */
export default function FormulaEditor(props: FormulaEditorProps) {
  const { title, nodeId, port, field, value, columns, parameters, earlier, typeOfMade, typeWord, onDone, onCancel } = props;
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const catalogue = useFunctions();
  const functions = catalogue.data?.functions ?? NO_FUNCTIONS;
  const [typed, setTyped] = useState(value);
  const [cursor, setCursor] = useState(value.length);
  const [chosen, setChosen] = useState<string | null>(null);
  const [host, setHost] = useState<HTMLDivElement | null>(null);
  const view = useRef<EditorView | null>(null);

  const check = useFormulaCheck({
    path: currentPath(),
    document: currentDocument(),
    node: nodeId,
    port,
    field,
    text: typed,
    earlier: earlier.formulas,
  });
  const checking = check.text !== typed;
  const problems = checking || typed.trim() === '' ? NO_PROBLEMS : (check.answer?.problems ?? NO_PROBLEMS);
  const errors = problems.filter((problem) => problem.severity === 'error');
  const shownProblem =
    problems.find((problem) => problem.range !== null && problem.range[0] <= cursor && cursor <= problem.range[1]) ??
    errors[0] ??
    problems[0];
  const type = check.answer?.type ?? null;

  const allColumns = useMemo<Column[]>(() => {
    const made = earlier.formulas.map(({ name }) => ({ name, type: typeOfMade(name), dtype: '' }));
    return [...columns.filter((column) => !made.some((other) => other.name === column.name)), ...made];
  }, [columns, earlier, typeOfMade]);
  const rows = useFirstRows({
    nodeId,
    field,
    text: typed,
    sound: !checking && check.answer !== null && errors.length === 0 && typed.trim() !== '',
    made: earlier.name,
  });

  const choices = useMemo<Choices>(
    () => ({
      columns: columnChoices(allColumns, typeWord),
      functions: functionChoices(functions, language),
      parameters: parameterChoices(parameters, language),
    }),
    [allColumns, functions, parameters, language, typeWord],
  );

  const fix = (problem: Problem | undefined): boolean => {
    const editor = view.current;
    if (editor === null || problem?.fix == null) return false;
    const [from, to] = problem.range ?? [0, editor.state.doc.length];
    const { replace } = problem.fix;
    editor.dispatch({ changes: { from, to, insert: replace }, selection: { anchor: from + replace.length } });
    editor.focus();
    return true;
  };
  const start = useRef({ value, label: t('forms.formula.editor') });
  const now = useRef({ choices, shownProblem, fix, onDone });
  now.current = { choices, shownProblem, fix, onDone };

  useEffect(() => {
    if (host === null) return undefined;
    const editor = new EditorView({
      parent: host,
      state: EditorState.create({
        doc: start.current.value,
        selection: { anchor: start.current.value.length },
        extensions: [
          Prec.highest(
            keymap.of([
              {
                key: 'Mod-Enter',
                run: (at) => {
                  now.current.onDone(at.state.doc.toString());
                  return true;
                },
              },
              { key: 'Alt-Enter', run: () => now.current.fix(now.current.shownProblem) },
            ]),
          ),
          lineNumbers(),
          EditorView.contentAttributes.of({ 'data-autofocus': '' }),
          formulaExtensions(() => now.current.choices, start.current.label),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) setTyped(update.state.doc.toString());
            if (update.docChanged || update.selectionSet) {
              setCursor(update.state.selection.main.head);
              setChosen(null);
            }
          }),
        ],
      }),
    });
    view.current = editor;
    editor.focus();
    return () => {
      editor.destroy();
      view.current = null;
    };
    // One editor for as long as the window is open; it starts from the stored text.
  }, [host]);

  useEffect(() => {
    view.current?.dispatch({
      effects: [
        ...(check.answer !== null && check.text !== null && check.answer.tokens.length > 0
          ? [setTokens.of({ text: check.text, tokens: check.answer.tokens })]
          : []),
        setMarks.of(
          problems.flatMap(({ range, severity }) =>
            range === null ? [] : [{ from: range[0], to: Math.max(range[1], range[0] + 1), severity }],
          ),
        ),
      ],
    });
  }, [check, problems]);

  const insert = (choice: Choice): void => {
    const editor = view.current;
    if (editor === null) return;
    const { from, to } = editor.state.selection.main;
    insertChoice(editor, choice, from, to);
    editor.focus();
  };
  const done = (): void => onDone(view.current?.state.doc.toString() ?? typed);
  const helpName = chosen ?? functionAt(typed, cursor) ?? lastFunction(typed);
  const helped = helpName === null ? undefined : functionNamed(functions, helpName);
  const verdict = check.failed && !checking
    ? { tone: 'err', words: t('forms.formula.failed') }
    : checking
      ? { tone: 'wait', words: t('forms.formula.checking') }
      : errors.length > 0
        ? { tone: 'err', words: t('forms.formula.errors', { count: errors.length }) }
        : problems.length > 0
          ? { tone: 'warn', words: t('forms.formula.warnings', { count: problems.length }) }
          : typed.trim() === ''
            ? { tone: 'wait', words: '' }
            : { tone: 'ok', words: t('forms.formula.no_errors') };

  return (
    <Modal
      opened
      onClose={onCancel}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      centered
      size="min(1120px, calc(100vw - 48px))"
      styles={{ body: { padding: 0 } }}
      aria-label={t('forms.formula.title', { title })}
      transitionProps={{ duration: 120 }}
    >
      <div
        className={css.window}
        role="presentation"
        data-testid="formula-editor"
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape' && !event.defaultPrevented) onCancel();
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.defaultPrevented) done();
        }}
      >
        <div className={css.head}>
          <span className={css.headTile}>
            <Icon name="formula" size={14} />
          </span>
          <h2>{t('forms.formula.title', { title })}</h2>
          {type !== null && errors.length === 0 && <Chip title={t('forms.formula.result')}>{typeWord(type)}</Chip>}
          <IconButton className={css.push} icon="cross" label={t('forms.formula.cancel')} onClick={onCancel} />
        </div>
        <div className={css.body}>
          <FormulaLists
            columns={allColumns}
            functions={functions}
            categories={catalogue.data?.categories ?? []}
            parameters={parameters}
            typeWord={typeWord}
            sampleOf={rows.sampleOf}
            current={helped}
            onInsert={insert}
            onHelp={setChosen}
          />
          <div className={css.middle}>
            <div className={css.code} ref={setHost} />
            {shownProblem !== undefined && (
              <div className={css.errorBar} role="alert" data-severity={shownProblem.severity}>
                <Icon name="bang" />
                <div className={css.errorText}>
                  {text(shownProblem.text)}
                  {shownProblem.hint !== null && <span>{text(shownProblem.hint)}</span>}
                </div>
                {shownProblem.fix !== null && (
                  <Button dense title={text(shownProblem.fix.title)} onClick={() => fix(shownProblem)}>
                    {t('forms.formula.fix')} <Kbd>Alt+Enter</Kbd>
                  </Button>
                )}
              </div>
            )}
            <FirstRows rows={rows} made={earlier.name} />
          </div>
          <FormulaHelp fn={helped} />
        </div>
        <div className={css.foot}>
          <span className={css.verdict} data-tone={verdict.tone} role="status">
            {verdict.tone === 'err' && <Icon name="bang" size={12} />}
            {verdict.tone === 'warn' && <Icon name="bang" size={12} />}
            {verdict.tone === 'ok' && <Icon name="check" size={12} />}
            {verdict.words}
          </span>
          <span className={css.keys}>{t('forms.formula.keys')}</span>
          <Button className={css.push} onClick={onCancel}>
            {t('forms.formula.cancel')}
          </Button>
          <Button look="primary" data-testid="formula-done" onClick={done}>
            {t('forms.formula.done')} <span className={css.keyName}>Ctrl+Enter</span>
          </Button>
        </div>
      </div>
    </Modal>
  );
}
