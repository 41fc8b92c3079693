import { useEffect, useRef, useState } from 'react';
import { useLanguage, useTranslation } from '../../i18n';
import { Button, IconButton } from '../../ui';
import css from '../forms.module.css';
import { monthGrid, shiftDate, today } from '../model/dates';

export interface CalendarProps {
  value: string | null;
  onChoose: (iso: string) => void;
}

const weekdays = (language: 'ru' | 'en'): string[] =>
  Array.from({ length: 7 }, (_, index) =>
    new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + index)),
  );

/** A month of days; arrows move by days, PgUp and PgDn by months. */
export function Calendar({ value, onChoose }: CalendarProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [day, setDay] = useState(value ?? today());
  const body = useRef<HTMLTableSectionElement>(null);
  const moved = useRef(true);

  useEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    body.current?.querySelector<HTMLButtonElement>(`[data-day="${day}"]`)?.focus();
  }, [day]);

  const go = (next: string): void => {
    moved.current = true;
    setDay(next);
  };
  const title = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(`${day}T00:00:00Z`),
  );
  const moves: Record<string, { days?: number; months?: number }> = {
    ArrowLeft: { days: -1 },
    ArrowRight: { days: 1 },
    ArrowUp: { days: -7 },
    ArrowDown: { days: 7 },
    PageUp: { months: -1 },
    PageDown: { months: 1 },
  };
  return (
    <div className={css.calendar}>
      <div className={css.calendarHead}>
        <IconButton icon="chevronLeft" dense label={t('forms.date.previous')} onClick={() => setDay(shiftDate(day, { months: -1 }))} />
        <span aria-live="polite">{title.replace(/ г\.$/, '')}</span>
        <IconButton icon="chevronRight" dense label={t('forms.date.next')} onClick={() => setDay(shiftDate(day, { months: 1 }))} />
      </div>
      <table>
        <thead>
          <tr>
            {weekdays(language).map((word) => (
              <th key={word} scope="col">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody
          ref={body}
          onKeyDown={(event) => {
            const step = moves[event.key];
            if (step === undefined) return;
            event.preventDefault();
            event.stopPropagation();
            go(shiftDate(day, step));
          }}
        >
          {monthGrid(day).map((week) => (
            <tr key={week[0]?.iso}>
              {week.map((cell) => (
                <td key={cell.iso}>
                  <button
                    type="button"
                    className={css.day}
                    data-day={cell.iso}
                    data-autofocus={cell.iso === day ? true : undefined}
                    data-other={!cell.inMonth}
                    data-today={cell.iso === today()}
                    aria-pressed={cell.iso === value}
                    tabIndex={cell.iso === day ? 0 : -1}
                    onClick={() => onChoose(cell.iso)}
                  >
                    {cell.day}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Button look="quiet" dense onClick={() => onChoose(today())}>
        {t('forms.date.today')}
      </Button>
    </div>
  );
}
