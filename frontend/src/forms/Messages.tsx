import { useText, useTranslation } from '../i18n';
import { Icon } from '../ui';
import type { Problem } from '../api';
import css from './forms.module.css';
import { applyFix } from './model/fixes';
import { pathParts } from './model/problems';
import { useScope } from './scope';

export interface MessagesProps {
  problems: readonly Problem[];
  id?: string;
  /** Title of the field, for the undo step of a fix. */
  title: string;
}

/** What is wrong with a field, where and what to do; the fix is a button. */
export function Messages({ problems, id, title }: MessagesProps) {
  const { t } = useTranslation();
  const text = useText();
  const scope = useScope();
  if (problems.length === 0) return null;
  return (
    <div id={id} role="alert">
      {problems.map((problem, index) => {
        const { fix, field } = problem;
        const fixed = fix === null || field === null ? undefined : applyFix(scope.values, field, fix.replace, problem.range);
        return (
          <div key={`${problem.code}.${index}`} className={css.message} data-severity={problem.severity}>
            <Icon name="bang" size={12} />
            <span className={css.messageText}>
              {text(problem.text)}
              {problem.hint !== null && <span className={css.messageHint}>{text(problem.hint)}</span>}
              {fixed !== undefined && field !== null && fix !== null && (
                <button
                  type="button"
                  className={css.messageFix}
                  title={text(fix.title)}
                  onClick={() => scope.set(pathParts(field), fixed, title)}
                >
                  {text(fix.title) || t('forms.fix')}
                </button>
              )}
            </span>
          </div>
        );
      })}
    </div>
  );
}
