"""Working days: by the days of the week, or by the Russian production calendar.

Days are counted from Monday 0001-01-01. A number of working days up to a day, and the day of a
number, give everything else. Over a week both are arithmetic, the same in SQL; over the production
calendar they are tables, and databases have none.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds
from kanva.formula import sqlwords as sql
from kanva.formula.library import dates
from kanva.formula.library.russian_calendar import FIRST_YEAR, LAST_YEAR, working_days
from kanva.formula.operators import FIRST_DAY, LAST_DAY
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply, NotInSqlError
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

from datetime import date

_MOST = 1_000_000
_WEEKS = {"5/2": "0000011", "6/1": "0000001", "7/0": "0000000"}
_RUSSIAN = frozenset({"РФ", "RU", "РОССИЯ", "RUSSIA"})
_LISTED = Text(
    '"5/2" или "6/1" — неделя, "РФ" — производственный календарь России, или семь знаков от '
    'понедельника, где 1 — выходной: "0000011"',
    '"5/2" or "6/1" a week, "RU" the Russian production calendar, or seven signs from Monday where '
    '1 is a day off: "0000011"',
)


def _calendar(call: Apply, index: int) -> str | None:
    """Return "RU", or the seven signs of a week; None for NULL and what is no calendar."""
    written = call.constant(index) if index < len(call.arguments) else "5/2"
    if not isinstance(written, str):
        return None
    word = written.strip().upper()
    if word in _RUSSIAN:
        return "RU"
    week = _WEEKS.get(word, word)
    return week if len(week) == 7 and set(week) <= {"0", "1"} and "0" in week else None


def _valid(call: Apply) -> tuple[int, Text, Text] | None:
    index = len(call.arguments) - 1
    written = call.constant(index)
    if not isinstance(written, str) or _calendar(call, index) is not None:
        return None
    return (
        index,
        Text(f"нет календаря «{written}»", f"there is no calendar “{written}”"),
        _LISTED,
    )


@lru_cache(maxsize=1)
def _tables() -> tuple[pl.Series, pl.Series, pl.Series, pl.Series]:
    """Every day with how many working days are up to it; every number with its day."""
    worked = [(day - date(1970, 1, 1)).days for day in working_days()]
    first = (date(FIRST_YEAR, 1, 1) - date(1970, 1, 1)).days
    last = (date(LAST_YEAR, 12, 31) - date(1970, 1, 1)).days
    days = pl.Series(range(first - 1, last + 1), dtype=pl.Int32)
    counts = days.is_in(worked).cast(pl.Int64).cum_sum()
    return days, counts, pl.Series(range(1, len(worked) + 1), dtype=pl.Int64), pl.Series(
        worked, dtype=pl.Int32
    )  # fmt: skip


def _count(day: pl.Expr, calendar: str) -> pl.Expr:
    """Count the working days from the beginning up to a day, given as a number of days."""
    if calendar == "RU":
        days, counts, _, _ = _tables()
        return day.cast(pl.Int32).replace_strict(days, counts, default=None, return_dtype=pl.Int64)
    since = day.cast(pl.Int64) - FIRST_DAY
    place = since % 7
    worked = [sign == "0" for sign in calendar]
    upto = pl.sum_horizontal(
        [(place >= index).cast(pl.Int64) for index in range(7) if worked[index]]
    )
    return since // 7 * sum(worked) + upto


def _day(number: pl.Expr, calendar: str) -> pl.Expr:
    """Find the working day of a number, as a number of days."""
    if calendar == "RU":
        _, _, numbers, days = _tables()
        return number.replace_strict(numbers, days, default=None, return_dtype=pl.Int32)
    places = [index for index in range(7) if calendar[index] == "0"]
    week, rest = (number - 1) // len(places), (number - 1) % len(places)
    place = pl.lit(places[0], dtype=pl.Int64)
    for index in range(1, len(places)):
        place = place + (rest >= index).cast(pl.Int64) * (places[index] - places[index - 1])
    return FIRST_DAY + week * 7 + place


def _number(call: Apply, index: int, args: list[pl.Expr]) -> pl.Expr:
    return dates.as_date(call, index, args[index]).cast(pl.Int32).cast(pl.Int64)


def _between(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    calendar = _calendar(call, 2)
    if calendar is None:
        return pl.lit(None, dtype=pl.Int64)
    start, end = _number(call, 0, args), _number(call, 1, args)
    ahead = _count(end, calendar) - _count(start - 1, calendar)
    back = _count(end - 1, calendar) - _count(start, calendar)
    return pl.when(end >= start).then(ahead).otherwise(back)


def _shifted(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    calendar = _calendar(call, 2)
    if calendar is None:
        return pl.lit(None, dtype=pl.Date)
    start = _number(call, 0, args)
    steps = pl.when(args[1].is_between(-_MOST, _MOST)).then(args[1])
    target = (
        pl.when(steps > 0).then(_count(start, calendar) + steps)
        .when(steps < 0).then(_count(start - 1, calendar) + steps + 1)
    )  # fmt: skip
    day = pl.when(steps == 0).then(start).otherwise(_day(target, calendar).cast(pl.Int64))
    return pl.when(day.is_between(FIRST_DAY, LAST_DAY)).then(day.cast(pl.Int32).cast(pl.Date))


def _is_worked(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    calendar = _calendar(call, 1)
    if calendar is None:
        return pl.lit(None, dtype=pl.Boolean)
    day = _number(call, 0, args)
    return _count(day, calendar) > _count(day - 1, calendar)


def _count_sql(since: exp.Expr, calendar: str) -> exp.Expr:
    """Count the working days up to a day, given as a number of days since 0001-01-01."""
    place = sql.binary("Mod", since, sql.number(7))
    weeks = sql.binary("IntDiv", sql.binary("Sub", since, place), sql.number(7))
    pieces: list[exp.Expr] = []
    for index in range(6, -1, -1):
        upto = sum(sign == "0" for sign in calendar[: index + 1])
        pieces += [sql.compare(place, "=", sql.number(index)), sql.number(upto)]
    return sql.binary(
        "Add", sql.binary("Mul", weeks, sql.number(calendar.count("0"))), sql.case(*pieces)
    )


def _since_sql(call: Apply, index: int, args: list[exp.Expr]) -> exp.Expr:
    start = sql.constant(date(1, 1, 1), kinds.DATE)
    day = dates.as_date_sql(call, index, args[index])
    unit = sql.node("Var", this="DAY")
    return sql.cast(sql.node("DateDiff", this=day, expression=start, unit=unit), kinds.INTEGER)


def _week_of(call: Apply, index: int) -> str | None:
    calendar = _calendar(call, index)
    if calendar == "RU":
        raise NotInSqlError
    return calendar


def _less_one(piece: exp.Expr) -> exp.Expr:
    return sql.binary("Sub", piece, sql.number(1))


def _between_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    calendar = _week_of(call, 2)
    if calendar is None:
        return sql.null(kinds.INTEGER)
    # A week is added so that the day before the first one is no day below zero.
    start, end = (
        sql.binary("Add", _since_sql(call, index, args), sql.number(7)) for index in (0, 1)
    )
    ahead = sql.binary("Sub", _count_sql(end, calendar), _count_sql(_less_one(start), calendar))
    back = sql.binary("Sub", _count_sql(_less_one(end), calendar), _count_sql(start, calendar))
    chosen = sql.case(sql.compare(end, ">=", start), ahead,
                      sql.compare(end, "<", start), back)  # fmt: skip
    return sql.try_cast(chosen, "bigint")


def _shifted_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    calendar = _week_of(call, 2)
    if calendar is None:
        return sql.null(kinds.DATE)
    zero, one = sql.number(0), sql.number(1)
    week = calendar.count("0")
    # Steps back may lead below the first day, and division of negative numbers differs among
    # databases: everything is counted from a thousand million days earlier.
    earlier = 1_000_000_000 // 7 * 7
    start = sql.binary("Add", _since_sql(call, 0, args), sql.number(earlier))
    steps = sql.within(args[1], -_MOST, _MOST)
    target = sql.case(
        sql.compare(steps, ">", zero),
        sql.binary("Add", _count_sql(start, calendar), steps),
        default=sql.binary(
            "Add", _count_sql(_less_one(start), calendar), sql.binary("Add", steps, one)
        ),
    )
    before = _less_one(target)
    rest = sql.binary("Mod", before, sql.number(week))
    weeks = sql.binary("IntDiv", sql.binary("Sub", before, rest), sql.number(week))
    places = [index for index in range(7) if calendar[index] == "0"]
    pieces: list[exp.Expr] = []
    for index, place in enumerate(places):
        pieces += [sql.compare(rest, "=", sql.number(index)), sql.number(place)]
    day = sql.binary("Add", sql.binary("Mul", weeks, sql.number(7)), sql.case(*pieces))
    since = sql.case(sql.compare(steps, "=", zero), start, default=day)
    inside = sql.binary("Sub", since, sql.number(earlier))
    known = sql.where(
        sql.node("Between", this=sql.wrap(inside), low=zero,
                 high=sql.number(LAST_DAY - FIRST_DAY)),
        inside,
    )  # fmt: skip
    first = sql.constant(date(1, 1, 1), kinds.DATE)
    moved = sql.node("DateAdd", this=first, expression=sql.try_cast(known, "int"),
                     unit=sql.node("Var", this="DAY"))  # fmt: skip
    return sql.cast(moved, kinds.DATE)


def _is_worked_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    calendar = _week_of(call, 1)
    if calendar is None:
        return sql.null(kinds.BOOLEAN)
    place = sql.binary("Mod", _since_sql(call, 0, args), sql.number(7))
    worked = [sql.number(index) for index in range(7) if calendar[index] == "0"]
    return sql.node("In", this=sql.wrap(place), expressions=worked)


_DATE = Argument(Text("дата", "date"), "date")
_CALENDAR = Argument(Text("календарь", "calendar"), "text", optional=True, constant=True)
_WORDS = Text(
    f' Календарь: "5/2" (если не указан), "6/1", "РФ" — производственный календарь России с '
    f"праздниками и переносами, {FIRST_YEAR}–{LAST_YEAR} годы; вне этих лет — пусто.",
    f' The calendar is "5/2" (when not given), "6/1", or "RU", the Russian production '
    f"calendar with holidays and transferred days, years {FIRST_YEAR} to {LAST_YEAR}; outside them "
    "NULL.",
)  # fmt: skip
function(
    "ЧИСТРАБДНИ", "NETWORKDAYS", Argument(Text("начало", "start"), "date"),
    Argument(Text("конец", "end"), "date"), _CALENDAR,
    category="dates", result=kinds.INTEGER, valid=_valid, aliases=("НЕТТОРАБДНИ",),
    help_ru="Сколько рабочих дней от начала до конца, считая оба; минус, если конец раньше."
    + _WORDS.ru,
    help_en="How many working days there are from the start to the end, both counted; below 0 when "
    "the end is earlier." + _WORDS.en,
    sample=Sample(Text('ЧИСТРАБДНИ(#2012-05-01#; #2012-05-31#; "РФ")',
                       'NETWORKDAYS(#2012-05-01#, #2012-05-31#, "RU")'), 21),
    polars=_between, sql=_between_sql,
)  # fmt: skip
function(
    "РАБДЕНЬ", "WORKDAY", _DATE, Argument(Text("дней", "days"), "integer"), _CALENDAR,
    category="dates", result=kinds.DATE, valid=_valid,
    help_ru="Дата через столько рабочих дней; минус — назад, 0 — сама дата." + _WORDS.ru,
    help_en="The date so many working days later; earlier with a minus, the date itself for 0."
    + _WORDS.en,
    sample=Sample(Text('РАБДЕНЬ(#2012-04-27#; 2; "РФ")', 'WORKDAY(#2012-04-27#, 2, "RU")'),
                  date(2012, 5, 2)),
    polars=_shifted, sql=_shifted_sql,
)  # fmt: skip
function(
    "ЭТОРАБДЕНЬ", "ISWORKDAY", _DATE, _CALENDAR,
    category="dates", result=kinds.BOOLEAN, valid=_valid,
    help_ru="Да, если день рабочий." + _WORDS.ru,
    help_en="True when the day is worked." + _WORDS.en,
    sample=Sample(Text('ЭТОРАБДЕНЬ(#2012-04-28#; "РФ")', 'ISWORKDAY(#2012-04-28#, "RU")'), True),
    polars=_is_worked, sql=_is_worked_sql,
)  # fmt: skip
