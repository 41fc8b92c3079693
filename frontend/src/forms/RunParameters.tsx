import { Modal } from '@mantine/core';
import { useState } from 'react';
import type { Json, WorkflowParameter } from '../document';
import { useText, useTranslation } from '../i18n';
import { asksParameters, dropAskedRun, setAsksParameters, startRun, useAskedRun, useDocument } from '../state';
import { Button } from '../ui';
import css from './forms.module.css';
import type { ValueFamily } from './model/conditions';
import { ConditionValue } from './widgets/ConditionValue';
import { Picker } from './widgets/Picker';

const FAMILIES: Partial<Record<WorkflowParameter['type'], ValueFamily>> = { date: 'date', number: 'number', switch: 'boolean' };

/** Asks for the parameters of the workflow when a run begins: the values hold for this run alone. */
export function RunParameters() {
  const asked = useAskedRun();
  return asked === null ? null : <Form key={asked.number} targets={asked.targets} />;
}

function Form({ targets }: { targets: string[] | null }) {
  const { t } = useTranslation();
  const text = useText();
  const parameters = useDocument((document) => document.parameters);
  const [values, setValues] = useState<Record<string, Json>>({});
  const [always, setAlways] = useState(asksParameters());
  const valueOf = (parameter: WorkflowParameter): Json => values[parameter.name] ?? parameter.default;
  const go = (): void => {
    setAsksParameters(always);
    dropAskedRun();
    const changed = parameters.filter((parameter) => JSON.stringify(valueOf(parameter)) !== JSON.stringify(parameter.default));
    void startRun(targets, Object.fromEntries(changed.map((parameter) => [parameter.name, valueOf(parameter)])));
  };
  return (
    <Modal opened onClose={dropAskedRun} title={t('forms.run.title')} centered size={420} transitionProps={{ duration: 120 }}>
      <form
        className={css.runForm}
        data-testid="run-parameters"
        onSubmit={(event) => {
          event.preventDefault();
          // What is typed in the last field is stored when it loses the focus.
          if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
          setTimeout(go);
        }}
      >
        {parameters.map((parameter) => {
          const title = text(parameter.title) || parameter.name;
          const set = (value: Json): void => setValues((now) => ({ ...now, [parameter.name]: value }));
          return (
            <div key={parameter.name} className={css.runLine} data-testid={`run-parameter-${parameter.name}`}>
              <span title={text(parameter.help)}>{title}</span>
              {parameter.type === 'choice' ? (
                <Picker
                  label={title}
                  value={JSON.stringify(valueOf(parameter))}
                  placeholder={t('forms.choice.choose')}
                  options={(parameter.choices ?? []).map((choice) => ({ value: JSON.stringify(choice.value), title: text(choice.title) || String(choice.value) }))}
                  onChange={(chosen) => set(JSON.parse(chosen) as Json)}
                />
              ) : (
                <ConditionValue family={FAMILIES[parameter.type] ?? 'text'} value={valueOf(parameter)} label={title} invalid={false} onChange={set} />
              )}
            </div>
          );
        })}
        <label className={css.runAlways}>
          <input type="checkbox" className={css.checkbox} checked={always} onChange={(event) => setAlways(event.currentTarget.checked)} />
          {t('forms.run.always')}
        </label>
        <p className={css.quietNote}>{t('forms.run.hint')}</p>
        <div className={css.runFoot}>
          <Button onClick={dropAskedRun}>{t('forms.run.cancel')}</Button>
          <Button look="primary" icon="play" type="submit" data-autofocus data-testid="run-with-parameters">
            {t('forms.run.go')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
