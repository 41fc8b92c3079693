import { useState } from 'react';
import { useLanguage, useText, useTranslation } from '../i18n';
import { Icon, classes } from '../ui';
import { FieldRow } from './FieldRow';
import css from './forms.module.css';
import { LostColumns } from './LostColumns';
import { Messages } from './Messages';
import { blocksOf, headField } from './model/layout';
import { problemsElsewhere, problemsWithin } from './model/problems';
import { emptyValue, fieldsOf, isBound, isShown, sectionsOf, unknownKeys } from './model/schema';
import type { Field, Section } from './model/schema';
import { useNarrow } from '../shell/useNarrow';
import { useNodeAnalysis, useNodeType } from '../state';
import { useScope } from './scope';
import { UnknownSettings } from './UnknownSettings';

/** The form of a node, drawn from the schema of its settings. */
export function SettingsForm() {
  const { t } = useTranslation();
  const scope = useScope();
  const fields = fieldsOf(scope.root, scope.root);
  const shown = fields.filter((field) => isShown(field, scope.values, fields));
  const unknown = unknownKeys(scope.values, fields);
  const elsewhere = problemsElsewhere(scope.problems, shown.map((field) => field.key)).filter(
    (problem) => !unknown.some((key) => problem.field === key),
  );
  const analysis = useNodeAnalysis(scope.nodeId);
  const incoming = Object.values(analysis?.inputs ?? {})
    .flatMap((columns) => columns ?? [])
    .filter((column, at, all) => all.findIndex((other) => other.name === column.name) === at);
  return (
    <div className={css.container} data-testid="form">
      <LostColumns incoming={incoming} />
      {elsewhere.length > 0 && (
        <div
          className={css.banner}
          data-severity={elsewhere.some((problem) => problem.severity === 'error') ? 'error' : 'warning'}
        >
          <Messages problems={elsewhere} title={scope.nodeTitle} />
        </div>
      )}
      {unknown.length > 0 && (
        <section className={css.section}>
          <h3 className={css.sectionHead}>{t('forms.unknown_settings')}</h3>
          <UnknownSettings path={[]} values={scope.values} keys={unknown} />
        </section>
      )}
      {shown.length === 0 && unknown.length === 0 && (
        <div className={css.tabPad}>
          <p className={css.quietNote}>{t('forms.no_settings')}</p>
        </div>
      )}
      {sectionsOf(shown).map((section, index) => (
        <SectionBox key={index} section={section} />
      ))}
    </div>
  );
}

/** Sections the person has folded or unfolded since the page was opened. */
const folds = new Map<string, boolean>();

const COLUMN_WIDGETS = new Set(['column', 'columns']);

/** How many different columns a section's fields name, of how many the port brings. */
function useColumnFact(fields: readonly Field[]): { used: number; total: number } | null {
  const scope = useScope();
  const pickers = fields.filter((field) => COLUMN_WIDGETS.has(field.widget));
  if (pickers.length < 2) return null;
  const ports = new Set(pickers.map((field) => field.ui.port));
  const total = [...ports].reduce((sum, port) => sum + (scope.columns(port)?.length ?? 0), 0);
  if (total === 0) return null;
  const used = new Set(
    pickers.flatMap((field) => {
      const value = scope.values[field.key] ?? '';
      return (Array.isArray(value) ? value : [value]).filter((name) => typeof name === 'string' && name !== '');
    }),
  );
  return { used: used.size, total };
}

function SectionBox({ section }: { section: Section }) {
  const { t } = useTranslation();
  const text = useText();
  const language = useLanguage();
  const scope = useScope();
  const narrow = useNarrow();
  const type = useNodeType(scope.typeId);
  const usual = section.fields.filter((field) => field.ui.advanced !== true);
  const advanced = section.fields.filter((field) => field.ui.advanced === true);
  const head = headField(section.title, usual, language);
  const rest = usual.filter((field) => field !== head);
  const fact = useColumnFact(usual);
  const title = text(section.title);

  const pickers = usual.filter((field) => field.widget === 'column');
  const settled =
    pickers.length > 1 &&
    usual.every((field) => problemsWithin(scope.problems, field.key).length === 0) &&
    pickers.every((field) => field.ui.optional === true || (scope.values[field.key] ?? '') !== '');
  // The same section of another node of this type opens as the person left it.
  const place = `${scope.typeId}/${title}`;
  const [asked, setAsked] = useState<boolean | null>(folds.get(place) ?? null);
  const foldable = settled && title !== '';
  // A picture of the result below needs the room. A section being filled in never folds under the hand.
  const [opensFolded] = useState(settled && (narrow || type?.view != null));
  const open = !foldable || (asked ?? !opensFolded);

  return (
    <section className={css.section} aria-label={title || undefined}>
      {title !== '' && (
        <h3 className={classes(css.sectionHead, !open && css.closed)}>
          {foldable ? (
            <button type="button" className={css.fold} aria-expanded={open} onClick={() => {
              folds.set(place, !open);
              setAsked(!open);
            }}>
              <Icon name={open ? 'chevronDown' : 'chevronRight'} size={12} />
              <span className={css.sectionTitle}>{title}</span>
            </button>
          ) : (
            <span className={css.sectionTitle}>{title}</span>
          )}
          {fact !== null && <span className={css.sectionFact}>{t('forms.section_columns', fact)}</span>}
          {head !== null && <FieldRow field={head} path={[head.key]} siblings={scope.values} bare />}
        </h3>
      )}
      {open && <Blocks fields={rest} heading={title} />}
      {open && advanced.length > 0 && <Advanced fields={advanced} />}
    </section>
  );
}

function Blocks({ fields, heading }: { fields: readonly Field[]; heading: string }) {
  const scope = useScope();
  const text = useText();
  return blocksOf(fields).map((block) =>
    block.kind === 'field' ? (
      <FieldRow
        key={block.field.key}
        field={block.field}
        path={[block.field.key]}
        siblings={scope.values}
        titled={heading !== '' && text(block.field.ui.title) === heading}
      />
    ) : (
      <div
        key={block.fields.map((field) => field.key).join('.')}
        className={css.numbers}
        style={{ gridTemplateColumns: `repeat(${block.columns}, minmax(0, 1fr))` }}
      >
        {block.fields.map((field) => (
          <FieldRow key={field.key} field={field} path={[field.key]} siblings={scope.values} stacked />
        ))}
      </div>
    ),
  );
}

/** Rarely needed fields, folded; open by themselves when one of them is set or wrong. */
function Advanced({ fields }: { fields: readonly Field[] }) {
  const { t } = useTranslation();
  const scope = useScope();
  const touched = fields.some((field) => {
    const value = scope.values[field.key];
    if (value === undefined || (value === null && field.nullable)) return false;
    return (
      isBound(value) ||
      problemsWithin(scope.problems, field.key).length > 0 ||
      JSON.stringify(value) !== JSON.stringify(scope.defaults[field.key] ?? emptyValue(field.schema, scope.root, field.widget))
    );
  });
  const [asked, setAsked] = useState<boolean | null>(null);
  const open = asked ?? touched;
  return (
    <>
      <button type="button" className={css.advanced} aria-expanded={open} onClick={() => setAsked(!open)}>
        <Icon name={open ? 'chevronDown' : 'chevronRight'} size={12} />
        {t('forms.advanced')}
      </button>
      {open && <Blocks fields={fields} heading="" />}
    </>
  );
}
