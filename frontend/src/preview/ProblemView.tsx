import type { Problem } from '../api';
import { useLanguage, useText, useTranslation } from '../i18n';
import { Button } from '../ui';
import { CellText } from './Cell';
import { cellOf } from './model/format';
import css from './preview.module.css';

export interface ProblemViewProps {
  problem: Problem;
  /** The person sorts or filters here: it may be that which does not work. */
  filtered: boolean;
  running: boolean;
  /** A run could give the rows: the settings are sound. */
  runnable: boolean;
  onRun: () => void;
  onRetry: () => void;
  onReset: () => void;
}

/** Why there are no rows, what to do, and the rows it happened in when they are known. */
export function ProblemView({ problem, filtered, running, runnable, onRun, onRetry, onReset }: ProblemViewProps) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const unreachable = problem.code === 'no_server' || problem.code.startsWith('http_');
  return (
    <div className={css.centre} role={problem.severity === 'error' ? 'alert' : 'status'} data-testid="preview-problem">
      <p className={problem.severity === 'error' ? css.err : css.what}>{text(problem.text)}</p>
      {problem.hint !== null && <p>{text(problem.hint)}</p>}
      {problem.rows !== null && problem.rows.rows.length > 0 && (
        <table className={css.offending}>
          {problem.rows.columns.length > 0 && (
            <thead>
              <tr>
                {problem.rows.columns.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
          )}
          <tbody>
            {problem.rows.rows.map((row, index) => (
              <tr key={index}>
                {row.map((value, column) => (
                  <td key={column}>
                    <CellText cell={cellOf(value, typeof value === 'number' ? 'number' : 'text', language, 4)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className={css.buttons}>
        {unreachable ? (
          <Button onClick={onRetry}>{t('preview.retry')}</Button>
        ) : runnable ? (
          <Button icon="play" disabled={running} onClick={onRun} data-testid="preview-run">
            {t('preview.run_here')}
          </Button>
        ) : null}
        {filtered && <Button onClick={onReset}>{t('preview.clear_filter')}</Button>}
      </div>
    </div>
  );
}
