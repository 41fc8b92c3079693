import { useEffect, useRef, useState } from 'react';
import { api } from '../../api';
import type { FormulaCheck, FormulaRequest } from '../../api';

export interface CheckState {
  /** The text the answer is about; null before the first answer. */
  text: string | null;
  answer: FormulaCheck | null;
  failed: boolean;
}

const PAUSE_MS = 180;

/** Asks the server about a formula a moment after each change; an overtaken question is dropped. */
export function useFormulaCheck(request: FormulaRequest): CheckState {
  const [state, setState] = useState<CheckState>({ text: null, answer: null, failed: false });
  const { text } = request;
  const key = JSON.stringify([request.node, request.port, request.field, request.earlier]);
  const latest = useRef(request);
  latest.current = request;
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      api.formula(latest.current, abort.signal).then(
        (answer) => setState({ text, answer, failed: false }),
        () => {
          if (!abort.signal.aborted) setState({ text, answer: null, failed: true });
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text, key]);
  return state;
}
