import { Popover } from '@mantine/core';
import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useLanguage, useTranslation } from '../../i18n';
import { Button, Icon, TypeGlyph } from '../../ui';
import css from '../forms.module.css';
import { fittingColumns, moveItem, searchColumns } from '../model/columns';
import type { WidgetProps } from '../scope';
import { useScope } from '../scope';

/** Several columns in the person's order: chips to move and remove, a list with a search to choose from. */
export function ColumnsWidget({ field, value, label, inputId, invalid, describedBy, onChange }: WidgetProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const scope = useScope();
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const [only, setOnly] = useState<string[]>([]);
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const chosen = (Array.isArray(value) ? value : []).map(String);
  const all = scope.columns(field.ui.port);
  const fitting = fittingColumns(all ?? [], field.ui.kinds);
  const kinds = [...new Set(fitting.map((column) => column.type))];
  const shown = searchColumns(fitting, query).filter((column) => only.length === 0 || only.includes(column.type));
  const narrowed = query.trim() !== '' || only.length > 0;

  const move = (from: number, to: number): void => {
    if (to < 0 || to >= chosen.length || from === to) return;
    onChange(moveItem(chosen, from, to));
    requestAnimationFrame(() => {
      box.current?.querySelectorAll<HTMLElement>('[data-chip]')[to]?.focus();
    });
  };
  const remove = (index: number): void => onChange(chosen.filter((_, other) => other !== index));
  const onChipKey = (event: KeyboardEvent, index: number): void => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (step !== 0 && event.altKey) {
      event.preventDefault();
      move(index, index + step);
    } else if (step !== 0) {
      event.preventDefault();
      box.current?.querySelectorAll<HTMLElement>('[data-chip]')[index + step]?.focus();
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      event.stopPropagation();
      remove(index);
    }
  };
  const toggle = (name: string): void =>
    onChange(chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name]);

  return (
    <div ref={box} id={inputId} role="group" aria-label={label} aria-describedby={describedBy} className={css.chips} data-invalid={invalid}>
      {chosen.map((name, index) => {
        const column = all?.find((other) => other.name === name);
        const missing = all !== null && column === undefined;
        return (
          <span
            key={name}
            data-chip
            role="button"
            tabIndex={index === 0 ? 0 : -1}
            className={css.columnChip}
            data-missing={missing}
            data-over={over === index && dragged !== null && dragged !== index}
            title={missing ? t('forms.column.missing', { name }) : t('forms.columns.move', { name })}
            aria-label={missing ? t('forms.column.missing', { name }) : t('forms.columns.move', { name })}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move';
              event.dataTransfer.setData('text/plain', name);
              setDragged(index);
            }}
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              setOver(index);
            }}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged !== null) onChange(moveItem(chosen, dragged, index));
              setDragged(null);
              setOver(null);
            }}
            onDragEnd={() => {
              setDragged(null);
              setOver(null);
            }}
            onKeyDown={(event) => onChipKey(event, index)}
          >
            {column !== undefined && (
              <TypeGlyph type={column.type} language={language} word={scope.typeWord(column.type)} />
            )}
            <span className={css.chipName}>{name}</span>
            <button
              type="button"
              className={css.chipButton}
              aria-label={t('forms.columns.remove', { name })}
              onClick={() => remove(index)}
              onKeyDown={(event) => event.stopPropagation()}
            >
              <Icon name="cross" size={10} />
            </button>
          </span>
        );
      })}
      <Popover opened={open} onChange={setOpen} position="bottom-start" withinPortal trapFocus returnFocus onClose={() => setQuery('')}>
        <Popover.Target>
          <button
            type="button"
            className={css.addChip}
            aria-expanded={open}
            aria-label={`${t('forms.columns.add')}: ${label}`}
            onClick={() => setOpen(!open)}
          >
            <Icon name="plus" size={12} />
            {chosen.length === 0 && t('forms.columns.add')}
          </button>
        </Popover.Target>
        <Popover.Dropdown p={4} className={css.dropdown}>
          <div className={css.tableSearch}>
            <Icon name="search" size={14} />
            <input
              type="text"
              className={css.input}
              data-autofocus
              value={query}
              aria-label={t('forms.column.search')}
              placeholder={t('forms.columns.search')}
              onChange={(event) => setQuery(event.currentTarget.value)}
            />
          </div>
          {kinds.length > 1 && (
            <div className={css.kinds} role="group" aria-label={t('forms.columns.kinds')}>
              {kinds.map((kind) => (
                <button
                  key={kind}
                  type="button"
                  aria-pressed={only.includes(kind)}
                  onClick={() => setOnly(only.includes(kind) ? only.filter((one) => one !== kind) : [...only, kind])}
                >
                  {scope.typeWord(kind)}
                </button>
              ))}
            </div>
          )}
          <div className={css.dropScroll} role="group" aria-label={label}>
            {shown.length === 0 && (
              <div className={css.dropEmpty}>
                {!scope.connected(field.ui.port)
                  ? t('forms.column.no_input')
                  : all === null
                    ? t('forms.column.no_schema')
                    : t(fitting.length === 0 ? 'forms.column.no_fitting' : 'forms.column.nothing_found')}
              </div>
            )}
            {shown.map((column) => (
              <label key={column.name} className={css.checkOption}>
                <input
                  type="checkbox"
                  className={css.checkbox}
                  checked={chosen.includes(column.name)}
                  onChange={() => toggle(column.name)}
                />
                <TypeGlyph type={column.type} language={language} word={scope.typeWord(column.type)} />
                <span className={css.grow}>{column.name}</span>
              </label>
            ))}
          </div>
          <div className={css.dropTools}>
            <Button
              look="quiet"
              dense
              disabled={shown.every((column) => chosen.includes(column.name))}
              onClick={() =>
                onChange([...chosen, ...shown.map((column) => column.name).filter((name) => !chosen.includes(name))])
              }
            >
              {t(narrowed ? 'forms.columns.all_found' : 'forms.columns.all')}
            </Button>
            <Button
              look="quiet"
              dense
              disabled={!chosen.some((name) => !narrowed || shown.some((column) => column.name === name))}
              onClick={() => onChange(narrowed ? chosen.filter((name) => !shown.some((column) => column.name === name)) : [])}
            >
              {t(narrowed ? 'forms.columns.none_found' : 'forms.columns.none')}
            </Button>
          </div>
        </Popover.Dropdown>
      </Popover>
    </div>
  );
}
