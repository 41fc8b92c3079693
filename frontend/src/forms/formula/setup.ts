/** CodeMirror as formulas need it: colours, underlined errors, completion. Shared by both editors. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { EditorState, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import type { Extension, Text } from '@codemirror/state';
import { Decoration, EditorView, keymap } from '@codemirror/view';
import type { DecorationSet } from '@codemirror/view';
import type { FormulaToken } from '../../api';
import type { Choice } from './completion';
import { tokenize, typingAt } from './tokens';

/** Tokens the server gave for exactly this text. */
export const setTokens = StateEffect.define<{ text: string; tokens: readonly FormulaToken[] }>();

export interface Mark {
  from: number;
  to: number;
  severity: 'error' | 'warning';
}

/** The underlined places. */
export const setMarks = StateEffect.define<readonly Mark[]>();

function colours(tokens: readonly FormulaToken[], length: number): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const token of [...tokens].sort((a, b) => a.start - b.start)) {
    if (token.start < token.end && token.end <= length) {
      builder.add(token.start, token.end, Decoration.mark({ class: `kf-${token.kind}` }));
    }
  }
  return builder.finish();
}

const local = (doc: Text): DecorationSet => colours(tokenize(doc.toString()), doc.length);

const colourField = StateField.define<DecorationSet>({
  create: (state) => local(state.doc),
  update(value, transaction) {
    let next = transaction.docChanged ? local(transaction.state.doc) : value;
    for (const effect of transaction.effects) {
      if (effect.is(setTokens) && effect.value.text === transaction.state.doc.toString()) {
        next = colours(effect.value.tokens, transaction.state.doc.length);
      }
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const markField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    let next = value.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setMarks)) continue;
      const length = transaction.state.doc.length;
      next = Decoration.set(
        effect.value
          .map((mark) => ({ ...mark, from: Math.min(mark.from, length), to: Math.min(mark.to, length) }))
          .filter((mark) => mark.from < mark.to)
          .map((mark) => Decoration.mark({ class: `kf-bad kf-${mark.severity}` }).range(mark.from, mark.to)),
        true,
      );
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const look = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': { caretColor: 'var(--accent)', padding: '0' },
  '.cm-cursor': { borderLeft: '2px solid var(--accent)' },
  '.cm-line': { padding: '0 4px 0 0' },
  '.cm-placeholder': { color: 'var(--text3)' },
  '.cm-gutters': { backgroundColor: 'transparent', border: '0', color: 'var(--text3)', fontSize: '11px' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '36px', padding: '0 12px 0 0' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--accent-soft)' },
  '.cm-content ::selection': { backgroundColor: 'var(--accent-soft)' },
  '.kf-function, .kf-keyword': { color: 'var(--c-rows)' },
  '.kf-column': { color: 'var(--c-src)' },
  '.kf-number': { color: 'var(--c-agg)' },
  '.kf-text': { color: 'var(--c-viz)' },
  '.kf-parameter': { color: 'var(--accent)' },
  '.kf-bad': {
    textDecoration: 'underline wavy var(--err) 1.5px',
    textUnderlineOffset: '4px',
    textDecorationSkipInk: 'none',
  },
  '.kf-bad.kf-warning': { textDecorationColor: 'var(--warn)' },
  '.cm-tooltip': {
    border: '1px solid var(--line)',
    borderRadius: '8px',
    background: 'var(--raised)',
    boxShadow: 'var(--shadow)',
    overflow: 'hidden',
    zIndex: '400',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { font: '12px/16px var(--mono)', maxHeight: '232px', minWidth: '280px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    alignItems: 'center',
    height: '28px',
    padding: '0 10px',
    gap: '12px',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--accent-soft)', color: 'var(--text)' },
  '.cm-completionLabel': { flex: 'none' },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--accent)', fontWeight: '600' },
  '.cm-completionDetail': {
    marginLeft: 'auto',
    fontStyle: 'normal',
    color: 'var(--text2)',
    font: '11px/16px var(--sans)',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    maxWidth: '240px',
    whiteSpace: 'nowrap',
  },
  '.cm-completionIcon': { width: '16px', padding: '0', opacity: '1', color: 'var(--text3)', flex: 'none', font: '600 11px/16px var(--mono)' },
  '.cm-completionIcon-function::after': { content: '"ƒ"', color: 'var(--c-rows)' },
  '.cm-completionIcon-column::after': { content: '"[ ]"', color: 'var(--c-src)', fontSize: '10px' },
  '.cm-completionIcon-parameter::after': { content: '"{ }"', color: 'var(--accent)', fontSize: '10px' },
});

export interface Choices {
  columns: readonly Choice[];
  functions: readonly Choice[];
  parameters: readonly Choice[];
}

/** Writes a choice over a range, the cursor where typing goes on; a bracket already there is not doubled. */
export function insertChoice(view: EditorView, choice: Choice, from: number, to: number): void {
  const { state } = view;
  const next = state.sliceDoc(to, to + 1);
  const last = choice.insert.at(-1) ?? '';
  const doubled = (choice.kind !== 'function' && next === last) || (choice.kind === 'function' && next === '(');
  const insert = choice.kind === 'function' && next === '(' ? choice.label : choice.insert;
  const end = doubled && choice.kind !== 'function' ? to + 1 : to;
  const cursor =
    choice.kind === 'function' && next === '(' ? from + insert.length + 1 : from + insert.length - choice.back;
  view.dispatch({
    changes: { from, to: end, insert },
    selection: { anchor: cursor },
    scrollIntoView: true,
    userEvent: 'input.complete',
  });
}

function completions(choices: () => Choices) {
  return (context: CompletionContext): CompletionResult | null => {
    const typing = typingAt(context.state.doc.toString(), context.pos);
    const { columns, functions, parameters } = choices();
    const option = (choice: Choice, boost: number): Completion => ({
      label: choice.label,
      detail: choice.detail,
      type: choice.kind,
      boost,
      apply: (view, _completion, from, to) => {
        const start = typing === null || typing.kind === 'word' ? from : from - 1;
        insertChoice(view, choice, start, to);
      },
    });
    if (typing === null) {
      if (!context.explicit) return null;
      return {
        from: context.pos,
        options: [
          ...columns.map((choice) => option(choice, 2)),
          ...parameters.map((choice) => option(choice, 1)),
          ...functions.map((choice) => option(choice, 0)),
        ],
      };
    }
    if (typing.kind === 'column') {
      return { from: typing.from + 1, options: columns.map((choice) => option(choice, 0)), validFor: /^[^\]]*$/ };
    }
    if (typing.kind === 'parameter') {
      return { from: typing.from + 1, options: parameters.map((choice) => option(choice, 0)), validFor: /^[^}]*$/ };
    }
    return {
      from: typing.from,
      options: [
        ...functions.map((choice) => option(choice, choice.rank ?? 0)),
        ...columns.map((choice) => option(choice, 2)),
        ...parameters.map((choice) => option(choice, 0)),
      ],
      validFor: /^[\p{L}\p{N}_.]*$/u,
    };
  };
}

/** Everything both editors share. `choices` is asked at the moment of completing. */
export function formulaExtensions(choices: () => Choices, label: string): Extension[] {
  return [
    history(),
    colourField,
    markField,
    look,
    closeBrackets(),
    EditorState.languageData.of(() => [{ closeBrackets: { brackets: ['(', '[', '{', '"'] } }]),
    autocompletion({ override: [completions(choices)], activateOnTyping: true, icons: true, closeOnBlur: true, interactionDelay: 0 }),
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', autocapitalize: 'off', autocorrect: 'off' }),
    EditorView.lineWrapping,
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
  ];
}
