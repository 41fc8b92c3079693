import { Combobox, useCombobox } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from '../../i18n';
import { Icon, classes } from '../../ui';
import css from '../forms.module.css';
import { searchColumns } from '../model/columns';

export interface PickerOption {
  value: string;
  title: string;
  /** What stands before the title: the glyph of a type. */
  mark?: ReactNode;
  help?: string | undefined;
  /** A short word at the right end. */
  end?: string | undefined;
  disabled?: boolean;
}

export interface PickerProps {
  id?: string | undefined;
  label: string;
  value: string;
  options: PickerOption[];
  onChange: (value: string) => void;
  placeholder: string;
  searchPlaceholder?: string;
  /** What is shown for a value that is not among the options. */
  missing?: ReactNode;
  /** Said in the list when it has nothing to offer. */
  empty?: string;
  invalid?: boolean;
  describedBy?: string | undefined;
  /** Only the mark is shown on the closed list. */
  markOnly?: boolean;
  testId?: string;
}

/** A list of which one is chosen: closed it is one line, open it has a search when it is long. */
export function Picker(props: PickerProps) {
  const { id, label, value, options, onChange, placeholder, missing, invalid, describedBy } = props;
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const store = useCombobox({
    onDropdownClose: () => {
      store.resetSelectedOption();
      setQuery('');
      store.focusTarget();
    },
    onDropdownOpen: () => {
      if (searchable) store.focusSearchInput();
      store.selectActiveOption();
    },
  });
  // The list would take Ctrl+Enter for Enter: it is handed on to the page, where it means a run.
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const element = button.current;
    const handOn = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopPropagation();
      window.dispatchEvent(new KeyboardEvent('keydown', event));
    };
    element?.addEventListener('keydown', handOn);
    return () => element?.removeEventListener('keydown', handOn);
  }, []);
  const searchable = options.length > 7;
  const current = options.find((option) => option.value === value);
  const shown = searchColumns(
    options.map((option) => ({ ...option, name: option.title })),
    query,
  );
  const body =
    current !== undefined && !(props.markOnly === true && current.mark === undefined) ? (
      <>
        {current.mark}
        {props.markOnly !== true && <span className={css.grow}>{current.title}</span>}
      </>
    ) : value === '' || missing === undefined ? (
      <span className={classes(css.grow, css.placeholder)}>{placeholder}</span>
    ) : (
      missing
    );
  return (
    <Combobox
      store={store}
      withinPortal
      keepMounted={false}
      position="bottom-start"
      width={props.markOnly === true ? 200 : 'target'}
      onOptionSubmit={(next) => {
        store.closeDropdown();
        if (next !== value) onChange(next);
      }}
    >
      <Combobox.Target targetType="button">
        <button
          ref={button}
          type="button"
          id={id}
          role="combobox"
          aria-expanded={store.dropdownOpened}
          aria-controls={store.listId ?? undefined}
          aria-label={label}
          aria-invalid={invalid === true}
          aria-describedby={describedBy}
          data-invalid={invalid === true}
          data-testid={props.testId}
          title={current?.title}
          className={css.input}
          onClick={() => store.toggleDropdown()}
          onKeyDown={(event) => {
            // Esc closes the list; what else it would do on the page is not meant.
            if (event.key === 'Escape' && store.dropdownOpened) event.stopPropagation();
            if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
              event.preventDefault();
              store.openDropdown();
            }
          }}
        >
          {body}
          <Icon name="chevronDown" size={12} className={css.end} />
        </button>
      </Combobox.Target>
      <Combobox.Dropdown className={css.dropdown}>
        {searchable && (
          <Combobox.Search
            value={query}
            aria-label={props.searchPlaceholder ?? t('forms.search')}
            placeholder={props.searchPlaceholder ?? t('forms.search')}
            onChange={(event) => {
              setQuery(event.currentTarget.value);
              store.selectFirstOption();
            }}
          />
        )}
        <Combobox.Options className={css.dropScroll} aria-label={t('forms.options', { title: label })}>
          {shown.length === 0 ? (
            <div className={css.dropEmpty}>
              {options.length === 0 ? (props.empty ?? t('forms.column.nothing_found')) : t('forms.column.nothing_found')}
            </div>
          ) : (
            shown.map((option) => (
              <Combobox.Option
                key={option.value}
                value={option.value}
                disabled={option.disabled === true}
                active={option.value === value}
                data-checked={option.value === value}
                className={css.option}
              >
                {option.mark}
                <span className={css.optionText}>
                  <span className={css.optionTitle} title={option.title}>
                    {option.title}
                  </span>
                  {option.help !== undefined && option.help !== '' && (
                    <span className={css.optionHelp}>{option.help}</span>
                  )}
                </span>
                {option.end !== undefined && <span className={css.optionEnd}>{option.end}</span>}
              </Combobox.Option>
            ))
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
