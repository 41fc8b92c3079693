import { useEffect, useRef, useState } from 'react';
import type { ChangeEvent, KeyboardEvent } from 'react';

export interface Draft {
  text: string;
  setText: (text: string) => void;
  commit: () => void;
  inputProps: {
    value: string;
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
    onBlur: () => void;
    onKeyDown: (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
  };
}

/**
 * Text being typed: it is given out on Enter and on leaving the field, Esc brings the old one back. A
 * value changed from outside (undo, a fix) replaces what stands in the field.
 *
 * @param stored the text of the stored value
 * @param give called with the typed text when it differs; false keeps the typed text in the field
 * @param multiline Enter makes a new line; Ctrl+Enter gives the text out
 */
export function useDraft(
  stored: string,
  give: (text: string) => boolean | void,
  multiline = false,
): Draft {
  const [text, setText] = useState(stored);
  const shown = useRef(stored);
  const latest = useRef({ text, give });
  latest.current = { text, give };

  useEffect(() => {
    shown.current = stored;
    setText(stored);
  }, [stored]);

  // A node deselected by a click unmounts its form before the field loses the focus.
  useEffect(
    () => () => {
      if (latest.current.text !== shown.current) latest.current.give(latest.current.text);
    },
    [],
  );

  const commit = (): void => {
    if (text === shown.current) return;
    if (give(text) !== false) shown.current = text;
  };

  return {
    text,
    setText,
    commit,
    inputProps: {
      value: text,
      onChange: (event) => setText(event.currentTarget.value),
      onBlur: commit,
      onKeyDown: (event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter' && (!multiline || event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          commit();
        } else if (event.key === 'Escape' && text !== shown.current) {
          event.stopPropagation();
          setText(shown.current);
        }
      },
    },
  };
}
