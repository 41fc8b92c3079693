import { Menu } from '@mantine/core';
import { useLanguage, useText, useTranslation } from '../i18n';
import { Icon } from '../ui';
import type { Json, WorkflowParameter } from '../document';
import css from './forms.module.css';
import { bindableTypes, fittingParameters, parameterFrom } from './model/binding';
import { emptyValue, isBound } from './model/schema';
import type { SchemaNode } from './model/schema';
import { displayValue } from './model/display';
import { useScope } from './scope';
import type { Path } from './scope';

export interface BindButtonProps {
  path: Path;
  widget: string;
  schema: SchemaNode;
  value: Json;
  title: string;
}

/** The link beside a field: takes its value from a workflow parameter. */
export function BindButton({ path, widget, schema, value, title }: BindButtonProps) {
  const { t } = useTranslation();
  const { bindable } = useScope();
  if (bindable === false || bindableTypes(widget).length === 0) return null;
  return (
    <Menu position="bottom-end" withinPortal width={260}>
      <Menu.Target>
        <button
          type="button"
          className={css.bind}
          aria-label={t('forms.parameter.bind', { title })}
          title={t('forms.parameter.bind', { title })}
        >
          <Icon name="link" size={12} />
        </button>
      </Menu.Target>
      <BindMenu path={path} widget={widget} schema={schema} value={value} title={title} />
    </Menu>
  );
}

function BindMenu({ path, widget, schema, value, title }: BindButtonProps) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const scope = useScope();
  const fitting = fittingParameters(scope.parameters, widget);
  const bound = isBound(value) ? scope.parameters.find((parameter) => parameter.name === value.$parameter) : undefined;
  return (
    <Menu.Dropdown>
      <Menu.Label>{t('forms.parameter.choose')}</Menu.Label>
      {fitting.length === 0 && <Menu.Item disabled>{t('forms.parameter.none')}</Menu.Item>}
      {fitting.map((parameter) => (
        <Menu.Item
          key={parameter.name}
          leftSection={<Icon name={parameter === bound ? 'check' : 'parameter'} size={14} />}
          rightSection={<span className={css.optionEnd}>{displayValue(parameter.default, language, parameter.type)}</span>}
          onClick={() => scope.bind(path, parameter.name, title)}
        >
          {text(parameter.title) || parameter.name}
        </Menu.Item>
      ))}
      <Menu.Divider />
      {isBound(value) ? (
        <Menu.Item
          leftSection={<Icon name="cross" size={14} />}
          onClick={() => scope.set(path, bound?.default ?? emptyValue(schema, scope.root, widget), title)}
        >
          {t('forms.parameter.unbind')}
        </Menu.Item>
      ) : (
        <Menu.Item
          leftSection={<Icon name="plus" size={14} />}
          onClick={() =>
            scope.bindNew(
              path,
              parameterFrom({
                title,
                widget,
                schema,
                value,
                taken: scope.parameters.map((parameter) => parameter.name),
              }),
              title,
            )
          }
        >
          {t('forms.parameter.new')}
        </Menu.Item>
      )}
    </Menu.Dropdown>
  );
}

export interface BoundValueProps extends Omit<BindButtonProps, 'value'> {
  value: { $parameter: string };
  inputId: string;
  invalid: boolean;
  /** Little room: the parameter's name is only in the tooltip. */
  short?: boolean;
  describedBy?: string | undefined;
}

/** A field whose value comes from a parameter: the value, and under it the parameter's name. */
export function BoundValue({ path, widget, schema, value, title, inputId, invalid, short, describedBy }: BoundValueProps) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const scope = useScope();
  const parameter: WorkflowParameter | undefined = scope.parameters.find((other) => other.name === value.$parameter);
  const name = parameter === undefined ? value.$parameter : text(parameter.title) || parameter.name;
  const shown = parameter === undefined ? '' : displayValue(parameter.default, language, parameter.type);
  return (
    <div>
      <Menu position="bottom-end" withinPortal width={260}>
        <Menu.Target>
          <button
            type="button"
            id={inputId}
            className={`${css.input} ${css.bound}`}
            aria-label={t('forms.parameter.change', { title })}
            aria-describedby={describedBy}
            data-invalid={invalid || parameter === undefined}
            title={t('forms.parameter.from', { title: name })}
          >
            <Icon name="parameter" size={16} />
            <span className={css.grow}>{shown === '' ? t('forms.parameter.no_value') : shown}</span>
            <Icon name="link" size={12} />
          </button>
        </Menu.Target>
        <BindMenu path={path} widget={widget} schema={schema} value={value} title={title} />
      </Menu>
      {parameter === undefined ? (
        <div className={css.message} role="alert">
          <Icon name="bang" size={12} />
          <span>{t('forms.parameter.missing', { name })}</span>
        </div>
      ) : short === true ? null : (
        <div className={css.boundName} title={name}>
          {t('forms.parameter.from', { title: name })}
        </div>
      )}
    </div>
  );
}
