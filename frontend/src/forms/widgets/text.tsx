/** Free text, a name of a new column. */
import { useText } from '../../i18n';
import css from '../forms.module.css';
import type { WidgetProps } from '../scope';
import { useDraft } from '../useDraft';

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === null || value === undefined ? '' : String(value);

export function TextWidget({ field, value, label, inputId, invalid, describedBy, onChange }: WidgetProps) {
  const text = useText();
  const multiline = field.ui.multiline === true;
  const draft = useDraft(textOf(value), (typed) => onChange(typed === '' && field.nullable ? null : typed), multiline);
  const shared = {
    id: inputId,
    className: css.input,
    'aria-label': label,
    'aria-invalid': invalid,
    'aria-describedby': describedBy,
    placeholder: text(field.ui.placeholder),
    ...draft.inputProps,
  };
  return multiline ? (
    <textarea rows={Math.min(8, Math.max(2, draft.text.split('\n').length))} {...shared} />
  ) : (
    <input type="text" autoComplete="off" spellCheck={false} {...shared} />
  );
}

export function NewColumnWidget(props: WidgetProps) {
  return <TextWidget {...props} />;
}
