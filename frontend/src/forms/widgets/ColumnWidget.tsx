import { useLanguage, useTranslation } from '../../i18n';
import { Icon, TypeGlyph, classes } from '../../ui';
import css from '../forms.module.css';
import { fittingColumns, nearMatch } from '../model/columns';
import { dotted, useScope } from '../scope';
import type { Path, WidgetProps } from '../scope';
import { Picker } from './Picker';

export interface ColumnPickerProps {
  id?: string;
  path: Path;
  label: string;
  value: string;
  port: string | undefined;
  kinds?: readonly string[] | null | undefined;
  optional?: boolean;
  invalid?: boolean;
  describedBy?: string | undefined;
  onChange: (name: string) => void;
}

/** The columns that come in by a port; a chosen one that is not among them stays and is red. */
export function ColumnPicker(props: ColumnPickerProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const scope = useScope();
  const all = scope.columns(props.port);
  const fitting = fittingColumns(all ?? [], props.kinds);
  const present = all?.find((column) => column.name === props.value);
  const wrongType = present !== undefined && !fitting.includes(present);
  const missing = props.value !== '' && all !== null && present === undefined;
  const offered = wrongType ? [...fitting, present] : fitting;
  const empty = !scope.connected(props.port)
    ? t('forms.column.no_input')
    : all === null
      ? t('forms.column.no_schema')
      : t('forms.column.no_fitting');
  const options = offered.map((column) => ({
    value: column.name,
    title: column.name,
    mark: <TypeGlyph type={column.type} language={language} word={scope.typeWord(column.type)} />,
    end: wrongType && column === present ? t('forms.column.other_type') : scope.typeWord(column.type),
  }));
  const none =
    props.optional === true && props.value !== ''
      ? [{ value: '', title: t('forms.column.clear'), mark: undefined, end: undefined }]
      : [];
  const picker = (
    <Picker
      id={props.id}
      label={props.label}
      value={props.value}
      options={[...none, ...options]}
      searchPlaceholder={t('forms.column.search')}
      placeholder={props.optional === true ? t('forms.column.none') : t('forms.column.choose')}
      missing={
        <span className={classes(css.grow, all !== null && css.bad)} title={props.value}>
          {props.value}
        </span>
      }
      empty={empty}
      invalid={props.invalid === true || missing || wrongType}
      describedBy={props.describedBy}
      onChange={props.onChange}
    />
  );
  const told = scope.problems.some((problem) => problem.field === dotted(props.path));
  if (!missing || told) return picker;
  return (
    <div>
      {picker}
      <MissingColumn name={props.value} names={fitting.map((column) => column.name)} onFix={props.onChange} />
    </div>
  );
}

/** A column that is not there: the nearest name is offered in its place. */
function MissingColumn({ name, names, onFix }: { name: string; names: string[]; onFix: (name: string) => void }) {
  const { t } = useTranslation();
  const near = nearMatch(name, names);
  return (
    <div className={css.message} role="alert">
      <Icon name="bang" size={12} />
      <span className={css.messageText}>
        {near === null ? t('forms.column.missing', { name }) : t('forms.column.missing_near', { name, near })}
        {near !== null && (
          <button type="button" className={css.messageFix} title={t('forms.fix_column', { name: near })} onClick={() => onFix(near)}>
            {t('forms.fix')}
          </button>
        )}
      </span>
    </div>
  );
}

export function ColumnWidget({ path, field, value, label, inputId, invalid, describedBy, onChange }: WidgetProps) {
  return (
    <ColumnPicker
      id={inputId}
      path={path}
      label={label}
      value={typeof value === 'string' ? value : ''}
      port={field.ui.port}
      kinds={field.ui.kinds}
      optional={field.ui.optional === true || field.nullable}
      invalid={invalid}
      describedBy={describedBy}
      onChange={(name) => onChange(name === '' && field.nullable ? null : name)}
    />
  );
}
