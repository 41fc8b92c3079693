import { Popover } from '@mantine/core';
import { useState } from 'react';
import { addParameter, changeParameter, removeParameter, usersOf } from '../document';
import type { Json, ParameterType, WorkflowParameter } from '../document';
import { readDate } from '../forms/model/dates';
import { numberFault, readNumber, writeNumber } from '../forms/model/numbers';
import { t as words, useFormat, useLanguage, useText, useTranslation } from '../i18n';
import { edit, useDocument } from '../state';
import { Button, Icon, IconButton, classes } from '../ui';
import { MOD } from '../canvas/keyNames';
import css from './shell.module.css';

const types: ParameterType[] = ['date', 'number', 'text', 'choice', 'switch', 'file', 'connection'];

function freshValue(type: ParameterType): Json {
  if (type === 'number') return 0;
  if (type === 'switch') return false;
  if (type === 'date') return new Date().toISOString().slice(0, 10);
  return '';
}

function change(parameter: WorkflowParameter, next: Partial<WorkflowParameter>): void {
  edit((document) => changeParameter(document, parameter.name, { ...parameter, ...next }), words('shell.edit.parameter'));
}

interface CommittedProps {
  value: string;
  label: string;
  onCommit: (value: string) => void;
  type?: 'text' | 'number';
  placeholder?: string;
  inputMode?: 'decimal';
  min?: number | undefined;
  max?: number | undefined;
  /** Whether a text can be a value; one that cannot stays in the field, marked. */
  accepts?: (value: string) => boolean;
  refusal?: string;
  testId?: string;
}

/** A text that commits on Enter or on leaving, so that one act is one undo step. */
function Committed({ value, label, onCommit, type = 'text', accepts, refusal, testId, ...rest }: CommittedProps) {
  const [refused, setRefused] = useState(false);
  return (
    <span className={css.committed}>
      <input
        key={value}
        className={css.field}
        type={type}
        step={type === 'number' ? 'any' : undefined}
        defaultValue={value}
        aria-label={label}
        aria-invalid={refused}
        data-testid={testId}
        {...rest}
        onBlur={(event) => {
          const next = event.currentTarget.value;
          const fits = accepts?.(next) ?? true;
          setRefused(!fits);
          if (fits && next !== value) onCommit(next);
        }}
        onKeyDown={(event) => {
          if (event.code === 'Enter' || event.code === 'NumpadEnter') event.currentTarget.blur();
        }}
      />
      {refused && <small role="alert">{refusal}</small>}
    </span>
  );
}

function ValueInput({ parameter }: { parameter: WorkflowParameter }) {
  const { t } = useTranslation();
  const text = useText();
  const format = useFormat();
  const language = useLanguage();
  const title = text(parameter.title) || parameter.name;
  const testId = `parameter-${parameter.name}`;
  const { type } = parameter;
  const value = parameter.default;
  if (type === 'switch') {
    return (
      <input
        type="checkbox"
        role="switch"
        aria-checked={value === true}
        aria-label={title}
        data-testid={testId}
        checked={value === true}
        onChange={(event) => change(parameter, { default: event.currentTarget.checked })}
      />
    );
  }
  if (type === 'choice') {
    return (
      <select
        className={css.field}
        aria-label={title}
        data-testid={testId}
        value={JSON.stringify(value)}
        onChange={(event) => change(parameter, { default: JSON.parse(event.currentTarget.value) as Json })}
      >
        {!(parameter.choices ?? []).some((choice) => JSON.stringify(choice.value) === JSON.stringify(value)) && (
          <option value={JSON.stringify(value)}>{value === '' || value === null ? t('shell.parameters.notChosen') : String(value)}</option>
        )}
        {(parameter.choices ?? []).map((choice) => (
          <option key={JSON.stringify(choice.value)} value={JSON.stringify(choice.value)}>
            {text(choice.title) || String(choice.value)}
          </option>
        ))}
      </select>
    );
  }
  if (type === 'number') {
    const limits = {
      ...(parameter.minimum === undefined ? {} : { min: parameter.minimum }),
      ...(parameter.maximum === undefined ? {} : { max: parameter.maximum }),
    };
    const fits = (typed: string): boolean => {
      const read = readNumber(typed);
      if (read.kind === 'empty') return true;
      return read.kind === 'number' && numberFault(read.value, { integer: false, ...limits }) === null;
    };
    return (
      <Committed
        label={title}
        testId={testId}
        inputMode="decimal"
        value={typeof value === 'number' ? writeNumber(value, language) : ''}
        accepts={fits}
        refusal={[
          t('forms.number.bad'),
          ...(limits.min === undefined ? [] : [t('forms.number.min', { value: writeNumber(limits.min, language) })]),
          ...(limits.max === undefined ? [] : [t('forms.number.max', { value: writeNumber(limits.max, language) })]),
        ].join('. ')}
        onCommit={(typed) => {
          const read = readNumber(typed);
          change(parameter, { default: read.kind === 'number' ? read.value : null });
        }}
      />
    );
  }
  if (type === 'date') {
    return (
      <Committed
        label={title}
        testId={testId}
        placeholder={t('shell.parameters.datePattern')}
        value={value === null ? '' : format.date(String(value))}
        accepts={(next) => next.trim() === '' || readDate(next) !== null}
        refusal={t('shell.parameters.badDate')}
        onCommit={(next) => change(parameter, { default: next.trim() === '' ? null : readDate(next) })}
      />
    );
  }
  return (
    <Committed
      label={title}
      testId={testId}
      value={value === null ? '' : String(value)}
      onCommit={(next) => change(parameter, { default: next })}
    />
  );
}

function choicesFrom(value: string): WorkflowParameter['choices'] {
  return value
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => ({ value: part, title: part }));
}

function Definition({ parameter }: { parameter: WorkflowParameter }) {
  const { t } = useTranslation();
  const text = useText();
  const users = useDocument((document) => usersOf(document, parameter.name).length);
  return (
    <div className={css.definition}>
      <label>
        <span>{t('shell.parameters.title')}</span>
        <Committed
          label={t('shell.parameters.title')}
          value={text(parameter.title)}
          onCommit={(title) => change(parameter, { title })}
        />
      </label>
      <label>
        <span>{t('shell.parameters.name')}</span>
        <Committed
          label={t('shell.parameters.name')}
          value={parameter.name}
          onCommit={(next) => {
            const name = next.trim().toLowerCase().replace(/[^a-z0-9_]+/g, '_').replace(/^_+|_+$/g, '');
            if (name !== '') change(parameter, { name });
          }}
        />
      </label>
      <label>
        <span>{t('shell.parameters.type')}</span>
        <select
          className={css.field}
          value={parameter.type}
          onChange={(event) => {
            const type = event.currentTarget.value as ParameterType;
            change(parameter, { type, default: freshValue(type) });
          }}
        >
          {types.map((type) => (
            <option key={type} value={type}>
              {t(`shell.parameters.types.${type}`)}
            </option>
          ))}
        </select>
      </label>
      {parameter.type === 'choice' && (
        <label>
          <span>{t('shell.parameters.choices')}</span>
          <Committed
            label={t('shell.parameters.choices')}
            value={(parameter.choices ?? []).map((choice) => text(choice.title) || String(choice.value)).join('; ')}
            onCommit={(next) => change(parameter, { choices: choicesFrom(next) })}
          />
        </label>
      )}
      <div className={css.definitionFoot}>
        <span>{t('shell.parameters.used', { count: users })}</span>
        <Button
          look="quiet"
          dense
          icon="trash"
          className={css.errText}
          onClick={() => edit((document) => removeParameter(document, parameter.name), words('shell.edit.removeParameter'))}
        >
          {t('shell.parameters.remove')}
        </Button>
      </div>
    </div>
  );
}

function Form() {
  const { t } = useTranslation();
  const text = useText();
  const parameters = useDocument((document) => document.parameters);
  const [open, setOpen] = useState<string | null>(null);
  const add = (): void => {
    let name = '';
    edit((document) => {
      const made = addParameter(document, {
        name: 'parameter',
        type: 'text',
        title: words('shell.parameters.fresh'),
        default: '',
      });
      name = made.name;
      return made.document;
    }, words('shell.edit.addParameter'));
    setOpen(name);
  };
  return (
    <div className={css.parameters} data-testid="parameters-form">
      <h2>{t('shell.parameters.head')}</h2>
      {parameters.length === 0 && <p className={css.muted}>{t('shell.parameters.none')}</p>}
      {parameters.map((parameter, index) => (
        <div key={index} className={css.parameter}>
          <div className={css.parameterRow}>
            <span title={text(parameter.help)}>{text(parameter.title) || parameter.name}</span>
            <ValueInput parameter={parameter} />
            <IconButton
              icon={open === parameter.name ? 'chevronUp' : 'dots'}
              dense
              label={t('shell.parameters.change', { title: text(parameter.title) || parameter.name })}
              aria-expanded={open === parameter.name}
              onClick={() => setOpen(open === parameter.name ? null : parameter.name)}
            />
          </div>
          {open === parameter.name && <Definition parameter={parameter} />}
        </div>
      ))}
      <Button look="quiet" icon="plus" data-testid="add-parameter" onClick={add}>
        {t('shell.parameters.add')}
      </Button>
      <p className={css.hint}>{t('shell.parameters.hint', { mod: MOD })}</p>
    </div>
  );
}

/** The values a workflow is run with, and what they are. */
export function ParametersButton({ narrow }: { narrow: boolean }) {
  const { t } = useTranslation();
  const count = useDocument((document) => document.parameters.length);
  return (
    <Popover width={360} position="bottom-end" offset={6} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={classes(css.plainButton)}
          data-testid="parameters"
          aria-label={`${t('shell.parameters.head')}: ${count}`}
        >
          <Icon name="parameter" />
          {!narrow && <span>{t('shell.parameters.head')}</span>}
          <span className={css.faint}>{count}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <Form />
      </Popover.Dropdown>
    </Popover>
  );
}
