import { useLanguage, useText, useTranslation } from '../../i18n';
import { Icon, IconButton, Segmented } from '../../ui';
import type { Json } from '../../document';
import { BindButton, BoundValue } from '../BindButton';
import css from '../forms.module.css';
import { Messages } from '../Messages';
import { TwinButton } from '../TwinButton';
import * as model from '../model/conditions';
import type { Condition, Group, ItemPath } from '../model/conditions';
import { problemsWithin } from '../model/problems';
import { isBound } from '../model/schema';
import type { Operator } from '../model/schema';
import { dotted, useScope } from '../scope';
import type { WidgetProps } from '../scope';
import { ColumnPicker } from './ColumnWidget';
import { ConditionValue, ManyValues } from './ConditionValue';
import { OfferedValues } from './OfferedValues';
import { Picker } from './Picker';

/** Groups of conditions with brackets: all of them, or any, must hold. */
export function ConditionsWidget({ path, field, value, label, inputId, describedBy, onChange }: WidgetProps) {
  const group = model.readGroup(value);
  const change = (next: Group): void => onChange(model.writeGroup(next));
  return (
    <div id={inputId} role="group" aria-label={label} aria-describedby={describedBy} className={css.conditions}>
      <GroupBox
        whole={group}
        group={group}
        at={[]}
        path={path}
        port={field.ui.port}
        operators={field.ui.operators ?? []}
        change={change}
      />
      <TwinButton field={field} value={value} />
    </div>
  );
}

interface GroupBoxProps {
  whole: Group;
  group: Group;
  at: ItemPath;
  path: WidgetProps['path'];
  port: string | undefined;
  operators: readonly Operator[];
  change: (next: Group) => void;
}

function GroupBox(props: GroupBoxProps) {
  const { whole, group, at, path, port, operators, change } = props;
  const { t } = useTranslation();
  const scope = useScope();
  const columns = scope.columns(port) ?? [];
  const nested = at.length > 0;
  const fresh = (): Condition => {
    const first = columns[0];
    return model.freshCondition('', first?.type ?? null, operators);
  };
  const body = (
    <>
      {(group.items.length > 1 || nested) && (
        <div className={css.bracketHead}>
          <Segmented
            dense
            label={t('forms.conditions.joiner')}
            value={group.joiner}
            options={[
              { value: 'all', title: t('forms.conditions.all') },
              { value: 'any', title: t('forms.conditions.any') },
            ]}
            onChange={(joiner) => change(model.setJoiner(whole, at, joiner))}
          />
          {nested && (
            <IconButton
              dense
              icon="cross"
              size={12}
              label={t('forms.conditions.remove_group')}
              onClick={() => change(model.removeItem(whole, at))}
            />
          )}
        </div>
      )}
      {group.items.length === 0 && <div className={css.quietNote}>{t('forms.conditions.empty')}</div>}
      {group.items.map((item, index) => (
        <div key={index}>
          {index > 0 && (
            <div className={css.joinWord}>{t(group.joiner === 'all' ? 'forms.conditions.and' : 'forms.conditions.or')}</div>
          )}
          {item.kind === 'group' ? (
            <GroupBox {...props} group={item.group} at={[...at, index]} />
          ) : (
            <ConditionLine
              condition={item.condition}
              number={[...at, index].map((part) => part + 1).join('.')}
              path={dottedToPath(model.dottedPath(dotted(path), whole, [...at, index]))}
              port={port}
              operators={operators}
              onChange={(next) => change(model.setCondition(whole, [...at, index], next))}
              onRemove={() => change(model.removeItem(whole, [...at, index]))}
            />
          )}
        </div>
      ))}
      <div className={css.listFoot}>
        <button
          type="button"
          className={css.add}
          onClick={() => change(model.addItem(whole, at, { kind: 'condition', condition: fresh() }))}
        >
          <Icon name="plus" size={12} />
          {t('forms.conditions.add')}
        </button>
        <button
          type="button"
          className={css.add}
          onClick={() =>
            change(
              model.addItem(whole, at, {
                kind: 'group',
                group: {
                  joiner: group.joiner === 'all' ? 'any' : 'all',
                  items: [{ kind: 'condition', condition: fresh() }],
                },
              }),
            )
          }
        >
          <Icon name="plus" size={12} />
          {t('forms.conditions.add_group')}
        </button>
      </div>
    </>
  );
  return nested ? (
    <div className={css.bracket} role="group" aria-label={t('forms.conditions.group')}>
      {body}
    </div>
  ) : (
    body
  );
}

const dottedToPath = (path: string): (string | number)[] =>
  path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));

interface ConditionLineProps {
  condition: Condition;
  number: string;
  path: (string | number)[];
  port: string | undefined;
  operators: readonly Operator[];
  onChange: (next: Condition) => void;
  onRemove: () => void;
}

function ConditionLine({ condition, number, path, port, operators, onChange, onRemove }: ConditionLineProps) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const scope = useScope();
  const columns = scope.columns(port);
  const kind = columns?.find((column) => column.name === condition.column)?.type ?? null;
  const fitting = model.operatorsFor(operators, kind);
  const operator = operators.find((other) => other.op === condition.op);
  const offered = operator !== undefined && !fitting.includes(operator) ? [...fitting, operator] : fitting;
  const problems = problemsWithin(scope.problems, dotted(path));
  const errors = (key: string): boolean =>
    problems.some((problem) => problem.severity === 'error' && problem.field === dotted([...path, key]));
  const values = { family: model.valueFamily(kind), language };
  const one = (key: 'value' | 'value2', label: string) => {
    const value: Json = condition[key] ?? null;
    const at = [...path, key];
    const widget = values.family === 'date' ? 'date' : values.family === 'number' ? 'number' : 'value';
    const title = condition.column === '' ? label : condition.column;
    return (
      <div className={css.bindHost} key={key}>
        {isBound(value) ? (
          <BoundValue
            path={at}
            widget={widget}
            schema={{}}
            value={value}
            title={title}
            inputId={dotted(at)}
            invalid={errors(key)}
          />
        ) : (
          <div className={css.offerHost}>
            <ConditionValue
              family={values.family}
              value={value}
              label={label}
              invalid={errors(key)}
              onChange={(next) => onChange({ ...condition, [key]: next })}
            />
            {kind !== null && values.family !== 'boolean' && (
              <OfferedValues
                column={condition.column ?? ''}
                type={kind}
                port={port}
                label={label}
                many={false}
                chosen={[]}
                onPick={(next) => onChange({ ...condition, [key]: next })}
              />
            )}
          </div>
        )}
        {!isBound(value) && <BindButton path={at} widget={widget} schema={{}} value={value} title={title} />}
      </div>
    );
  };
  return (
    <div className={css.condition} data-testid={`condition-${number}`}>
      <div className={css.conditionColumn}>
        <ColumnPicker
          path={[...path, 'column']}
          label={t('forms.conditions.column', { number })}
          value={condition.column ?? ''}
          port={port}
          invalid={errors('column')}
          onChange={(column) => {
            const next = columns?.find((other) => other.name === column)?.type ?? null;
            onChange(model.withColumn(condition, column, next, kind, operators));
          }}
        />
      </div>
      <IconButton dense icon="cross" size={12} label={t('forms.conditions.remove', { number })} onClick={onRemove} />
      <div className={css.conditionOp} data-alone={operator === undefined || operator.arity !== 1}>
        <Picker
          label={t('forms.conditions.operator', { number })}
          value={condition.op ?? ''}
          placeholder={t('forms.choice.choose')}
          missing={<span className={css.bad}>{condition.op}</span>}
          invalid={errors('op') || operator === undefined}
          options={offered.map((other) => ({ value: other.op, title: text(other.title) }))}
          onChange={(op) => {
            const next = operators.find((other) => other.op === op);
            if (next !== undefined) onChange(model.withOperator(condition, next));
          }}
        />
      </div>
      {operator !== undefined && operator.arity !== 0 && (
        <div className={css.conditionValue} data-whole={operator.arity !== 1}>
          {operator.arity === 'many' ? (
            <div className={css.offerHost}>
              <ManyValues
                family={values.family}
                value={condition.values ?? []}
                label={t('forms.conditions.values', { number })}
                invalid={errors('values')}
                onChange={(next) => onChange({ ...condition, values: next })}
              />
              {kind !== null && (
                <OfferedValues
                  column={condition.column ?? ''}
                  type={kind}
                  port={port}
                  label={t('forms.conditions.values', { number })}
                  many
                  chosen={Array.isArray(condition.values) ? condition.values : []}
                  onPick={(next) => {
                    const now = Array.isArray(condition.values) ? condition.values : [];
                    onChange({ ...condition, values: now.includes(next) ? now.filter((other) => other !== next) : [...now, next] });
                  }}
                />
              )}
            </div>
          ) : operator.arity === 2 ? (
            <div className={css.range}>
              <span>{t('forms.conditions.from_word')}</span>
              {one('value', t('forms.conditions.from', { number }))}
              <span>{t('forms.conditions.to_word')}</span>
              {one('value2', t('forms.conditions.to', { number }))}
            </div>
          ) : (
            one('value', t('forms.conditions.value', { number }))
          )}
        </div>
      )}
      {problems.length > 0 && (
        <div className={css.conditionMessages}>
          <Messages problems={problems} title={t('forms.conditions.column', { number })} />
        </div>
      )}
    </div>
  );
}
