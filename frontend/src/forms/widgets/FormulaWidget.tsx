import { Suspense, lazy, useState } from 'react';
import { useText, useTranslation } from '../../i18n';
import { Icon } from '../../ui';
import type { Json } from '../../document';
import css from '../forms.module.css';
import { earlierFormulas } from '../model/earlier';
import { problemsWithin } from '../model/problems';
import { TwinButton } from '../TwinButton';
import { dotted, useScope } from '../scope';
import type { WidgetProps } from '../scope';

const InlineFormula = lazy(() => import('../formula/InlineFormula'));
const FormulaEditor = lazy(() => import('../formula/FormulaEditor'));

/** A formula: one coloured line here, and a window with columns, functions and help. */
export function FormulaWidget({ path, field, value, label, inputId, invalid, describedBy, onChange }: WidgetProps) {
  const { t } = useTranslation();
  const text = useText();
  const scope = useScope();
  const [open, setOpen] = useState(false);
  const formula = typeof value === 'string' ? value : '';
  const placeholder = text(field.ui.placeholder) || t('forms.formula.placeholder');
  const place = dotted(path);
  const problems = problemsWithin(scope.problems, place);
  const earlier = earlierFormulas(scope.values, path, scope.root);
  const give = (next: Json): void => {
    if (next !== formula) onChange(next);
  };
  return (
    <>
      <div className={css.formulaBox} data-invalid={invalid}>
        <div className={css.formulaText}>
          <Suspense fallback={<div className={css.formulaWaiting}>{formula === '' ? placeholder : formula}</div>}>
            <InlineFormula
              id={inputId}
              label={label}
              value={formula}
              placeholder={placeholder}
              describedBy={describedBy}
              columns={scope.columns(field.ui.port) ?? []}
              parameters={scope.parameters}
              earlier={earlier}
              problems={problems}
              onCommit={give}
              onOpen={() => setOpen(true)}
            />
          </Suspense>
        </div>
        <button
          type="button"
          className={css.formulaOpen}
          aria-label={`${t('forms.formula.open')}: ${label}`}
          title={t('forms.formula.open')}
          onClick={() => setOpen(true)}
        >
          <Icon name="formula" size={14} />
        </button>
      </div>
      <TwinButton field={field} value={formula} />
      {open && (
        <Suspense fallback={null}>
          <FormulaEditor
            title={earlier.name || label}
            nodeId={scope.nodeId}
            port={field.ui.port ?? 'rows'}
            field={place}
            value={formula}
            columns={scope.columns(field.ui.port) ?? []}
            parameters={scope.parameters}
            earlier={earlier}
            typeOfMade={scope.typeOfMade}
            typeWord={scope.typeWord}
            onDone={(next) => {
              setOpen(false);
              give(next);
            }}
            onCancel={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
