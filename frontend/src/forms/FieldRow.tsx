import { useId, useState } from 'react';
import { useLanguage, useText, useTranslation } from '../i18n';
import type { Json, Settings } from '../document';
import { Icon, classes } from '../ui';
import { BindButton, BoundValue } from './BindButton';
import css from './forms.module.css';
import { Messages } from './Messages';
import { isWide, isWideInLine } from './model/layout';
import { problemsAt, problemsWithin } from './model/problems';
import { emptyValue, isBound } from './model/schema';
import type { Field } from './model/schema';
import { widgetFor } from './registry';
import { dotted, useScope } from './scope';
import type { Path } from './scope';

/** Widgets that show the problems of their inner places themselves. */
const OWN_PROBLEMS = new Set(['conditions', 'list', 'group', 'columns_table']);

/** Letters that still stand in one line of the column of titles. */
const LONG_SWITCH_TITLE = 14;

export interface FieldRowProps {
  field: Field;
  path: Path;
  /** The object the field stands in. */
  siblings: Settings;
  /** In a compact list line the title is only the accessible name. */
  compact?: boolean;
  /** Among numbers side by side the title stands above. */
  stacked?: boolean;
  /** In the head of a section there is no label at all. */
  bare?: boolean;
  /** The section's head says the same words already. */
  titled?: boolean;
}

/** One field: label, input, what was found, what is wrong. */
export function FieldRow({ field, path, siblings, compact = false, stacked = false, bare = false, titled = false }: FieldRowProps) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const scope = useScope();
  const id = useId();
  const [helpOpen, setHelpOpen] = useState(false);
  const place = dotted(path);
  const title = text(field.ui.title) || field.key;
  const value: Json = siblings[field.key] ?? emptyValue(field.schema, scope.root, field.widget);
  const within = problemsWithin(scope.problems, place);
  const own = OWN_PROBLEMS.has(field.widget) ? problemsAt(scope.problems, place) : within;
  const invalid = own.some((problem) => problem.severity === 'error');
  const found = value === 'auto' || value === '' || value === null ? scope.found[place] : undefined;
  const help = text(field.ui.help);
  const Widget = widgetFor(field.widget);
  const describedBy = own.length > 0 ? `${id}-problems` : help !== '' && !compact && !bare ? `${id}-help` : undefined;
  const onChange = (next: Json): void => scope.set(path, next, title);

  const control = isBound(value) ? (
    <BoundValue
      path={path}
      widget={field.widget}
      schema={field.schema}
      value={value}
      title={title}
      inputId={`${id}-input`}
      invalid={invalid}
      describedBy={describedBy}
      short={stacked}
    />
  ) : (
    <Widget
      path={path}
      field={field}
      value={value}
      label={title}
      inputId={`${id}-input`}
      invalid={invalid}
      describedBy={describedBy}
      compact={compact}
      onChange={onChange}
    />
  );
  const bind = !isBound(value) && (
    <BindButton path={path} widget={field.widget} schema={field.schema} value={value} title={title} />
  );
  const foundLine = found !== undefined && (
    <div className={css.found}>{t('forms.auto_found', { text: text(found.text) })}</div>
  );
  const helpButton = help !== '' && (
    <button
      type="button"
      className={css.helpButton}
      aria-label={t('forms.help_of', { title })}
      aria-expanded={helpOpen}
      aria-controls={`${id}-help`}
      title={help}
      onClick={() => setHelpOpen(!helpOpen)}
    >
      <Icon name="question" size={12} />
    </button>
  );
  // Read aloud always; on the screen when asked for, or while there is no label to ask at.
  const helpLine = help !== '' && (
    <div className={helpOpen || titled ? css.help : 'sr-only'} id={`${id}-help`}>
      {help}
    </div>
  );
  const below = (
    <>
      {(compact || stacked) && foundLine}
      <Messages problems={own} id={`${id}-problems`} title={title} />
    </>
  );
  if (bare) {
    return (
      <div data-testid={`field-${place}`} style={{ marginLeft: 'auto' }}>
        {control}
      </div>
    );
  }
  if (compact) {
    return (
      <div data-testid={`field-${place}`} data-wide={isWideInLine(field, language)} className={css.bindHost}>
        {control}
        {below}
      </div>
    );
  }
  if (stacked) {
    return (
      <div data-testid={`field-${place}`} className={css.cell}>
        <div className={css.cellLabel}>
          <label htmlFor={`${id}-input`}>{title}</label>
          {helpButton}
          {bind}
        </div>
        {control}
        {helpLine}
        {below}
      </div>
    );
  }
  // A long title would stand in a narrow column beside a small switch: it goes after the switch.
  if (field.widget === 'switch' && !isBound(value) && title.length > LONG_SWITCH_TITLE) {
    return (
      <div data-testid={`field-${place}`} className={classes(css.row, css.block)}>
        <div className={css.switchLine}>
          <Widget
            path={path}
            field={field}
            value={value}
            label={title}
            inputId={`${id}-input`}
            invalid={invalid}
            describedBy={describedBy}
            compact
            onChange={onChange}
          />
          {helpButton}
          {bind}
        </div>
        <div className={css.below}>
          {foundLine}
          {helpLine}
          {below}
        </div>
      </div>
    );
  }
  const wide = isWide(field, language);
  return (
    <div data-testid={`field-${place}`} className={classes(css.row, wide && css.block)}>
      {!(wide && titled) && (
        <div className={css.rowLabel}>
          <span className={css.labelText}>
            <label htmlFor={`${id}-input`}>{title}</label>
            {helpButton}
          </span>
          {bind}
        </div>
      )}
      <div className={css.below}>
        {control}
        {foundLine}
        {helpLine}
        {below}
      </div>
    </div>
  );
}
