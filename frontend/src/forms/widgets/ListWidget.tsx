import { Menu } from '@mantine/core';
import { useText, useTranslation } from '../../i18n';
import { Icon, IconButton } from '../../ui';
import type { Json, Settings } from '../../document';
import { FieldRow } from '../FieldRow';
import css from '../forms.module.css';
import { moveItem } from '../model/columns';
import { isWideInLine, lineColumns } from '../model/layout';
import { problemsWithin } from '../model/problems';
import { fieldsOf, freshObject, isShown, resolve, unknownKeys } from '../model/schema';
import type { Field, SchemaNode } from '../model/schema';
import { dotted, useScope } from '../scope';
import type { Path, WidgetProps } from '../scope';
import { UnknownSettings } from '../UnknownSettings';

const asObject = (value: Json | undefined): Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};

/** A list of sub-forms: cards with labels, or compact lines. */
export function ListWidget({ path, field, value, label, inputId, describedBy, onChange }: WidgetProps) {
  const { t } = useTranslation();
  const text = useText();
  const scope = useScope();
  const items = Array.isArray(value) ? value : [];
  const item = text(field.ui.item_title) || t('forms.list.item_default');
  const schema = resolve(field.schema.items ?? {}, scope.root).schema;
  const cards = field.ui.layout === 'cards';
  const least = field.schema.minItems ?? 0;
  const most = field.schema.maxItems ?? Infinity;
  const move = (from: number, to: number): void => onChange(moveItem(items, from, to));
  const remove = (index: number): void => onChange(items.filter((_, other) => other !== index));
  return (
    <div id={inputId} role="group" aria-label={label} aria-describedby={describedBy} className={css.list}>
      {items.length === 0 && <div className={css.quietNote}>{t('forms.list.empty')}</div>}
      {items.map((one, index) => {
        const acts = {
          item,
          number: index + 1,
          first: index === 0,
          last: index === items.length - 1,
          fixed: items.length <= least,
          onUp: () => move(index, index - 1),
          onDown: () => move(index, index + 1),
          onRemove: () => remove(index),
        };
        return cards ? (
          <Card key={index} acts={acts} schema={schema} path={[...path, index]} value={asObject(one)} />
        ) : (
          <Line key={index} acts={acts} schema={schema} path={[...path, index]} value={asObject(one)} />
        );
      })}
      {items.length < most && (
        <div className={css.listFoot}>
          <button type="button" className={css.add} onClick={() => onChange([...items, freshObject(schema, scope.root)])}>
            <Icon name="plus" size={12} />
            <span className={css.grow}>{t('forms.list.add_item', { item: item.toLocaleLowerCase() })}</span>
          </button>
        </div>
      )}
    </div>
  );
}

interface Acts {
  item: string;
  number: number;
  first: boolean;
  last: boolean;
  fixed: boolean;
  onUp: () => void;
  onDown: () => void;
  onRemove: () => void;
}

interface ItemProps {
  acts: Acts;
  schema: SchemaNode;
  path: Path;
  value: Settings;
}

/** What an item calls itself: the column it makes, else a text, else the column it reads. */
function named(value: Settings, fields: readonly Field[]): string {
  for (const widget of ['new_column', 'text', 'column']) {
    for (const field of fields) {
      const own = value[field.key];
      if (field.widget === widget && typeof own === 'string' && own !== '') return own;
    }
  }
  return '';
}

function Card({ acts, schema, path, value }: ItemProps) {
  const { t } = useTranslation();
  const scope = useScope();
  const names = { item: acts.item, number: acts.number };
  const broken = problemsWithin(scope.problems, dotted(path)).some((problem) => problem.severity === 'error');
  return (
    <div className={css.card} role="group" aria-label={t('forms.list.item', names)} data-invalid={broken} data-testid={`item-${dotted(path)}`}>
      <div className={css.cardHead}>
        <span>{named(value, fieldsOf(schema, scope.root)) || t('forms.list.item', names)}</span>
        <IconButton dense icon="chevronUp" size={12} disabled={acts.first} label={t('forms.list.up', names)} onClick={acts.onUp} />
        <IconButton dense icon="chevronDown" size={12} disabled={acts.last} label={t('forms.list.down', names)} onClick={acts.onDown} />
        <IconButton dense icon="cross" size={12} disabled={acts.fixed} label={t('forms.list.remove', names)} onClick={acts.onRemove} />
      </div>
      <div className={css.cardBody}>
        <ItemFields schema={schema} path={path} value={value} />
      </div>
    </div>
  );
}

function Line({ acts, schema, path, value }: ItemProps) {
  const { t } = useTranslation();
  const names = { item: acts.item, number: acts.number };
  return (
    <div
      className={css.lineItem}
      role="group"
      aria-label={t('forms.list.item', names)}
      data-testid={`item-${dotted(path)}`}
      onKeyDown={(event) => {
        if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
        event.preventDefault();
        if (event.key === 'ArrowUp' && !acts.first) acts.onUp();
        if (event.key === 'ArrowDown' && !acts.last) acts.onDown();
      }}
    >
      <ItemFields schema={schema} path={path} value={value} compact />
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <IconButton dense icon="dots" label={t('forms.list.item', names)} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="arrowUp" size={14} />} disabled={acts.first} onClick={acts.onUp} aria-label={t('forms.list.up', names)}>
            {t('forms.list.move_up')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="arrowDown" size={14} />} disabled={acts.last} onClick={acts.onDown} aria-label={t('forms.list.down', names)}>
            {t('forms.list.move_down')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="trash" size={14} />} disabled={acts.fixed} onClick={acts.onRemove} aria-label={t('forms.list.remove', names)}>
            {t('forms.list.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function ItemFields({ schema, path, value, compact = false }: { schema: SchemaNode; path: Path; value: Settings; compact?: boolean }) {
  const scope = useScope();
  const fields = fieldsOf(schema, scope.root);
  const shown = fields.filter((field) => isShown(field, value, fields));
  const rows = shown.map((field) => (
    <FieldRow key={field.key} field={field} path={[...path, field.key]} siblings={value} compact={compact} />
  ));
  const unknown = unknownKeys(value, fields);
  const foot = unknown.length > 0 && <UnknownSettings path={path} values={value} keys={unknown} />;
  if (!compact) {
    return (
      <>
        {rows}
        {foot}
      </>
    );
  }
  const narrow = shown.filter((field) => !isWideInLine(field, 'ru'));
  return (
    <div className={css.lineFields} data-odd={narrow.length > 1 && narrow.length % 2 === 1} style={{ gridTemplateColumns: `repeat(${lineColumns(narrow.length)}, minmax(0, 1fr))` }}>
      {rows}
      {foot}
    </div>
  );
}

/** A nested part of the form. */
export function GroupWidget({ path, field, value, label, inputId, describedBy }: WidgetProps) {
  return (
    <div id={inputId} role="group" aria-label={label} aria-describedby={describedBy} className={css.group}>
      <ItemFields schema={field.schema} path={path} value={asObject(value)} />
    </div>
  );
}
