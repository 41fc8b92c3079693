/** Dates as a person types them, and the days of a month. Pure; ISO dates in and out. */

const two = (value: number): string => String(value).padStart(2, '0');

/** The ISO date of a day, or null when there is no such day. */
export function isoDate(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/**
 * Reads a typed date: `31.12.2026`, `31/12/26`, `2026-12-31`, `31122026`. Two digits of a year mean 2000
 * and on below 70, 1900 and on from 70. Null when it is no date.
 */
export function readDate(text: string): string | null {
  const typed = text.trim();
  const iso = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/.exec(typed);
  if (iso !== null) return isoDate(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const local =
    /^(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4}|\d{2})$/.exec(typed) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(typed);
  if (local === null) return null;
  const [, day, month, year = ''] = local;
  const full = year.length === 2 ? Number(year) + (Number(year) < 70 ? 2000 : 1900) : Number(year);
  return isoDate(full, Number(month), Number(day));
}

/** Reads a typed date and time: a date, then `14:30` or `14:30:05`; without a time it is midnight. */
export function readDateTime(text: string): string | null {
  const match = /^(\S+?)(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(text.trim());
  if (match === null) return null;
  const [, datePart = '', hours = '0', minutes = '00', seconds = '00'] = match;
  const date = readDate(datePart);
  if (date === null || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  return `${date}T${two(Number(hours))}:${minutes}:${seconds}`;
}

/** Reads a typed time of the day: `9:05`, `14:30:05`. */
export function readTime(text: string): string | null {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text.trim());
  if (match === null) return null;
  const [, hours, minutes, seconds = '00'] = match;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  return `${two(Number(hours))}:${minutes}:${seconds}`;
}

/** A day some days, or months, away. The day of the month is kept where the other month has it. */
export function shiftDate(iso: string, by: { days?: number; months?: number }): string {
  const [year = 1970, month = 1, day = 1] = iso.split('-').map(Number);
  if (by.months !== undefined) {
    const total = year * 12 + (month - 1) + by.months;
    const nextYear = Math.floor(total / 12);
    const nextMonth = (total % 12) + 1;
    const last = new Date(Date.UTC(nextYear, nextMonth, 0)).getUTCDate();
    return `${String(nextYear).padStart(4, '0')}-${two(nextMonth)}-${two(Math.min(day, last))}`;
  }
  const date = new Date(Date.UTC(year, month - 1, day + (by.days ?? 0)));
  return date.toISOString().slice(0, 10);
}

/** Six weeks from Monday on that show the month of a date. */
export function monthGrid(iso: string): { iso: string; day: number; inMonth: boolean }[][] {
  const [year = 1970, month = 1] = iso.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1, 1));
  const lead = (first.getUTCDay() + 6) % 7;
  return Array.from({ length: 6 }, (_, week) =>
    Array.from({ length: 7 }, (_unused, weekday) => {
      const date = new Date(Date.UTC(year, month - 1, 1 - lead + week * 7 + weekday));
      return {
        iso: date.toISOString().slice(0, 10),
        day: date.getUTCDate(),
        inMonth: date.getUTCMonth() === month - 1,
      };
    }),
  );
}

/** Today on this computer's calendar. */
export function today(now: Date = new Date()): string {
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
