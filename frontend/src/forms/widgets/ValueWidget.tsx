/** Any single value, and the target type of a column. */
import { useLanguage, useTranslation } from '../../i18n';
import { TypeGlyph } from '../../ui';
import type { Json } from '../../document';
import css from '../forms.module.css';
import { readNumber } from '../model/numbers';
import type { WidgetProps } from '../scope';
import { useScope } from '../scope';
import { NumberWidget } from './NumberWidget';
import { Picker } from './Picker';
import { SwitchWidget } from './SwitchWidget';
import { TextWidget } from './text';

const KINDS = ['text', 'number', 'boolean', 'null'] as const;
type ValueKind = (typeof KINDS)[number];

const kindOf = (value: Json): ValueKind =>
  typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : value === null ? 'null' : 'text';

function converted(value: Json, kind: ValueKind): Json {
  if (kind === 'null') return null;
  if (kind === 'boolean') return value === true || value === 'true' || value === 'да' || value === 1;
  if (kind === 'text') return value === null ? '' : String(value);
  const read = readNumber(String(value ?? ''));
  return read.kind === 'number' ? read.value : Number(value === true);
}

/** A value of any kind: its kind is chosen beside it, so the text «5» and the number 5 are told apart. */
export function ValueWidget(props: WidgetProps) {
  const { t } = useTranslation();
  const { value, label, onChange } = props;
  const kind = kindOf(value);
  return (
    <div className={css.valueHost}>
      {kind === 'number' ? (
        <NumberWidget {...props} />
      ) : kind === 'boolean' ? (
        <SwitchWidget {...props} />
      ) : kind === 'text' ? (
        <TextWidget {...props} />
      ) : (
        <input id={props.inputId} className={css.input} aria-label={label} disabled value={t('forms.value.null')} readOnly />
      )}
      <div style={{ width: 56, flex: 'none' }}>
        <Picker
          label={`${t('forms.value.kind')}: ${label}`}
          value={kind}
          markOnly
          placeholder=""
          options={KINDS.map((one) => ({
            value: one,
            title: t(`forms.value.${one}`),
            mark: <KindMark kind={one} word={t(`forms.value.${one}`)} />,
          }))}
          onChange={(next) => onChange(converted(value, next as ValueKind))}
        />
      </div>
    </div>
  );
}

function KindMark({ kind, word }: { kind: ValueKind; word: string }) {
  const language = useLanguage();
  if (kind === 'null') return <span title={word}>∅</span>;
  return <TypeGlyph type={kind} language={language} word={word} />;
}

const USUAL_TYPES = ['text', 'integer', 'number', 'decimal', 'boolean', 'date', 'datetime', 'time', 'category'];

/** The type a column becomes; an empty value leaves it as it is. */
export function DtypeWidget({ field, value, label, inputId, invalid, describedBy, onChange, compactFor }: WidgetProps & { compactFor?: string | null }) {
  const compact = compactFor !== undefined;
  const { t } = useTranslation();
  const language = useLanguage();
  const scope = useScope();
  const kinds = field.ui.kinds ?? USUAL_TYPES;
  const listed = (field.ui.options ?? []).map((option) => String(option.value)).filter((kind) => kind !== '');
  const offered = listed.length > 0 ? listed : kinds;
  const keeps = field.nullable || field.schema.default === '' || value === '' || compact;
  return (
    <Picker
      id={inputId}
      label={label}
      value={typeof value === 'string' ? value : ''}
      placeholder={compact ? '' : t('forms.dtype.keep')}
      markOnly={compact}
      invalid={invalid}
      describedBy={describedBy}
      options={[
        ...(keeps ? [
              {
                value: '',
                title: t('forms.dtype.keep'),
                mark:
                  compactFor === undefined || compactFor === null ? undefined : (
                    <TypeGlyph type={compactFor} language={language} word={scope.typeWord(compactFor)} />
                  ),
              },
            ] : []),
        ...offered.map((kind) => ({
          value: kind,
          title: scope.typeWord(kind),
          mark: <TypeGlyph type={kind} language={language} word={scope.typeWord(kind)} />,
        })),
      ]}
      onChange={(next) => onChange(next === '' && field.nullable ? null : next)}
    />
  );
}
