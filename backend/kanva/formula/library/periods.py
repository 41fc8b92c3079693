"""Days, periods and numbers of days: starts and ends, days in a month, ages, serial numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds, operators
from kanva.formula import sqlwords as sql
from kanva.formula.library import dates
from kanva.formula.library.limits import one_of, word_of
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

_DATE = Argument(Text("дата", "date"), "date")
_UNITS = {
    "Н": "W", "W": "W", "М": "M", "M": "M", "К": "Q", "Q": "Q", "Г": "Y", "Y": "Y",
    "НЕДЕЛЯ": "W", "МЕСЯЦ": "M", "КВАРТАЛ": "Q", "ГОД": "Y",
    "WEEK": "W", "MONTH": "M", "QUARTER": "Q", "YEAR": "Y",
}  # fmt: skip
_STEPS = {**_UNITS, "Д": "D", "D": "D", "ДЕНЬ": "D", "DAY": "D"}
_LISTED = Text('"Н" — неделя, "М" — месяц, "К" — квартал, "Г" — год',
               '"W" week, "M" month, "Q" quarter, "Y" year')  # fmt: skip
_TIMES = {"D": 1, "W": 7, "M": 1, "Q": 3, "Y": 12}
_MOST = 1_000_000
_EVERY = {"W": "1w", "M": "1mo", "Q": "1q", "Y": "1y"}
_SQL_UNITS = {"W": "WEEK", "M": "MONTH", "Q": "QUARTER", "Y": "YEAR"}


def _start(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    unit = word_of(call, 1, _UNITS)
    if unit is None:
        return pl.lit(None, dtype=pl.Date)
    return dates.as_date(call, 0, args[0]).dt.truncate(_EVERY[unit])


def _end(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    unit = word_of(call, 1, _UNITS)
    if unit is None:
        return pl.lit(None, dtype=pl.Date)
    if unit == "W":
        last = _start(call, args).cast(pl.Int32) + 6
        return pl.when(last <= operators.LAST_DAY).then(last.cast(pl.Date))
    start = _start(call, args)
    return (start if unit == "M" else start.dt.offset_by("2mo" if unit == "Q" else "11mo")
            ).dt.month_end()  # fmt: skip


def _start_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    unit = word_of(call, 1, _UNITS)
    if unit is None:
        return sql.null(kinds.DATE)
    day = dates.as_date_sql(call, 0, args[0])
    cut = sql.node("DateTrunc", this=day, unit=sql.text(_SQL_UNITS[unit]))
    return sql.cast(cut, kinds.DATE)


def _end_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    unit = word_of(call, 1, _UNITS)
    if unit is None:
        return sql.null(kinds.DATE)
    start = _start_sql(call, args)
    if unit == "W":
        moved = sql.node("DateAdd", this=start, expression=sql.number(6), unit=_var("DAY"))
        return sql.in_calendar(sql.cast(moved, kinds.DATE))
    months = sql.number({"M": 0, "Q": 2, "Y": 11}[unit])
    moved = sql.node("DateAdd", this=start, expression=months, unit=_var("MONTH"))
    return sql.cast(sql.node("LastDay", this=sql.cast(moved, kinds.DATE)), kinds.DATE)


def _var(name: str) -> exp.Expr:
    return sql.node("Var", this=name)


for _ru, _en, _writer, _sql_writer, _words, _result in (
    ("НАЧПЕРИОДА", "STARTOF", _start, _start_sql, ("Первый", "first"), date(2011, 10, 1)),
    ("КОНПЕРИОДА", "ENDOF", _end, _end_sql, ("Последний", "last"), date(2011, 12, 31)),
):
    function(
        _ru, _en, _DATE, Argument(Text("период", "period"), "text", constant=True),
        category="dates", result=kinds.DATE, valid=one_of(1, _UNITS, _LISTED),
        help_ru=f'{_words[0]} день недели ("Н"), месяца ("М"), квартала ("К") или года '
        '("Г"), в котором лежит дата. Неделя начинается с понедельника.',
        help_en=f'The {_words[1]} day of the week ("W"), month ("M"), quarter ("Q") or year '
        '("Y") that holds the date. A week starts on Monday.',
        sample=Sample(Text(f'{_ru}(#2011-12-09#; "К")', f'{_en}(#2011-12-09#, "Q")'), _result),
        polars=_writer, sql=_sql_writer,
    )  # fmt: skip


def _add(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    unit = word_of(call, 2, _STEPS)
    if unit is None:
        return pl.lit(None, dtype=pl.Date)
    steps = args[1].clip(-_MOST, _MOST) * _TIMES[unit]
    if unit in {"D", "W"}:
        return operators.DATE_PLUS.polars(call, [dates.as_date(call, 0, args[0]), steps])
    return dates.month_later(call, [args[0], steps])


def _add_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    unit = word_of(call, 2, _STEPS)
    if unit is None:
        return sql.null(kinds.DATE)
    steps = sql.within(args[1], -_MOST, _MOST)
    if _TIMES[unit] > 1:
        steps = sql.binary("Mul", steps, sql.number(_TIMES[unit]))
    if unit in {"D", "W"}:
        days = sql.try_cast(steps, "int")
        day = dates.as_date_sql(call, 0, args[0])
        moved = sql.node("DateAdd", this=sql.wrap(day), expression=days, unit=_var("DAY"))
        return sql.in_calendar(sql.cast(moved, kinds.DATE))
    return dates.month_later_sql(call, [args[0], steps])


function(
    "ДАТАПЛЮС", "DATEADD", _DATE, Argument(Text("сколько", "count"), "integer"),
    Argument(Text("единица", "unit"), "text", constant=True),
    category="dates", result=kinds.DATE,
    valid=one_of(2, _STEPS, Text(f'"Д" — день, {_LISTED.ru}', f'"D" day, {_LISTED.en}')),
    help_ru='Дата через несколько дней ("Д"), недель ("Н"), месяцев ("М"), кварталов ("К") или лет '
    '("Г"); минус — назад. Время отбрасывается.',
    help_en='The date some days ("D"), weeks ("W"), months ("M"), quarters ("Q") or years ("Y") '
    "later; earlier with a minus. A time is dropped.",
    sample=Sample(Text('ДАТАПЛЮС(#2011-12-09#; -2; "Н")', 'DATEADD(#2011-12-09#, -2, "W")'),
                  date(2011, 11, 25)),
    polars=_add, sql=_add_sql,
)  # fmt: skip


def _day_part(work: Callable[[pl.Expr], pl.Expr]) -> Callable[[Apply, list[pl.Expr]], pl.Expr]:
    return lambda call, args: work(dates.as_date(call, 0, args[0]))


def _extract_sql(name: str, day: exp.Expr) -> exp.Expr:
    return sql.cast(sql.node("Extract", this=_var(name), expression=day), kinds.INTEGER)


def _leap_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    year = _extract_sql("YEAR", dates.as_date_sql(call, 0, args[0]))

    def divides(by: int) -> exp.Expr:
        return sql.compare(sql.binary("Mod", year, sql.number(by)), "=", sql.number(0))

    ordinary = sql.both(divides(4), sql.node("Not", this=sql.node("Paren", this=divides(100))))
    return sql.chain("Or", [ordinary, divides(400)])


function(
    "ДНЕЙВМЕСЯЦЕ", "DAYSINMONTH", _DATE,
    category="dates", result=kinds.INTEGER,
    help_ru="Сколько дней в месяце даты.",
    help_en="How many days the month of a date has.",
    sample=Sample(Text("ДНЕЙВМЕСЯЦЕ(#2012-02-10#)", "DAYSINMONTH(#2012-02-10#)"), 29),
    polars=_day_part(lambda day: day.dt.days_in_month().cast(pl.Int64)),
    sql=lambda call, args: _extract_sql(
        "DAY", sql.node("LastDay", this=dates.as_date_sql(call, 0, args[0]))
    ),
)  # fmt: skip
function(
    "ДЕНЬГОДА", "DAYOFYEAR", _DATE,
    category="dates", result=kinds.INTEGER,
    help_ru="Номер дня в году: 1 января — 1.",
    help_en="The number of the day in its year: January 1 is 1.",
    sample=Sample(Text("ДЕНЬГОДА(#2011-12-31#)", "DAYOFYEAR(#2011-12-31#)"), 365),
    polars=_day_part(lambda day: day.dt.ordinal_day().cast(pl.Int64)),
    sql=lambda call, args: sql.cast(
        sql.node("DayOfYear", this=dates.as_date_sql(call, 0, args[0])), kinds.INTEGER
    ),
)  # fmt: skip
function(
    "ВИСОКОСНЫЙ", "ISLEAPYEAR", _DATE,
    category="dates", result=kinds.BOOLEAN,
    help_ru="Да, если год даты високосный.",
    help_en="True when the year of a date is a leap year.",
    sample=Sample(Text("ВИСОКОСНЫЙ(#2012-01-01#)", "ISLEAPYEAR(#2012-01-01#)"), True),
    polars=_day_part(lambda day: day.dt.is_leap_year()), sql=_leap_sql,
)  # fmt: skip
function(
    "ДНИ", "DAYS",
    Argument(Text("конец", "end"), "date"), Argument(Text("начало", "start"), "date"),
    category="dates", result=kinds.INTEGER,
    help_ru="Сколько дней от начала до конца; минус, если конец раньше. Время отбрасывается.",
    help_en="How many days lie from the start to the end; below 0 when the end is earlier. Times "
    "are dropped.",
    sample=Sample(Text("ДНИ(#2012-01-01#; #2011-12-09#)", "DAYS(#2012-01-01#, #2011-12-09#)"), 23),
    polars=lambda call, args: (
        dates.as_date(call, 0, args[0]) - dates.as_date(call, 1, args[1])
    ).dt.total_days(),
    sql=lambda call, args: sql.node(
        "DateDiff", this=dates.as_date_sql(call, 0, args[0]),
        expression=dates.as_date_sql(call, 1, args[1]), unit=_var("DAY"),
    ),
)  # fmt: skip
function(
    "ВОЗРАСТ", "AGE", Argument(Text("рождение", "birth"), "date"),
    Argument(Text("на дату", "on"), "date"),
    category="dates", result=kinds.INTEGER,
    help_ru="Сколько полных лет исполнилось к дате; до рождения — пусто.",
    help_en="How many full years have passed by a date; NULL before the birth.",
    sample=Sample(Text("ВОЗРАСТ(#1990-12-10#; #2011-12-09#)", "AGE(#1990-12-10#, #2011-12-09#)"),
                  20),
    polars=lambda call, args: dates.between(call, args, "Y"),
    sql=lambda call, args: dates.between_sql(call, args, "Y"),
)  # fmt: skip


def _monday_first(call: Apply) -> bool:
    return call.constant(1) in {2, 11}


def _week(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    day = dates.as_date(call, 0, args[0])
    # Where the week of a day stands, from 0 on its first day.
    weekday = day.dt.weekday().cast(pl.Int64)
    place = weekday - 1 if _monday_first(call) else weekday % 7
    return (day.dt.ordinal_day().cast(pl.Int64) - 1 - place + 6) // 7 + 1


def _week_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    day = dates.as_date_sql(call, 0, args[0])
    weekday = sql.node("DayOfWeekIso", this=day)
    one, seven = sql.number(1), sql.number(7)
    place = sql.binary("Sub", weekday, one) if _monday_first(call) else sql.binary(
        "Mod", weekday, seven
    )  # fmt: skip
    days = sql.cast(sql.node("DayOfYear", this=day), kinds.INTEGER)
    shifted = sql.binary("Add", sql.binary("Sub", days, place), sql.number(5))
    return sql.try_cast(sql.binary("Add", sql.binary("IntDiv", shifted, seven), one), "bigint")


def _week_valid(call: Apply) -> tuple[int, Text, Text] | None:
    if len(call.arguments) < 2 or call.constant(1) in {1, 2, 11, 17, None}:
        return None
    return (
        1,
        Text("бывают типы 1 и 2", "the types are 1 and 2"),
        Text("2 — неделя начинается с понедельника; по ISO считает НОМНЕДЕЛИ.ISO",
             "2 means that a week starts on Monday; ISOWEEKNUM counts as ISO does"),
    )  # fmt: skip


function(
    "НОМНЕДЕЛИ", "WEEKNUM", _DATE,
    Argument(Text("тип", "type"), "integer", optional=True, constant=True),
    category="dates", result=kinds.INTEGER, valid=_week_valid,
    help_ru="Номер недели, где первая — та, в которой 1 января. Тип 2: неделя начинается с "
    "понедельника; без типа, как в Excel, с воскресенья.",
    help_en="The number of the week, the first being the one with January 1. Type 2: a week starts "
    "on Monday; without a type, as in Excel, on Sunday.",
    sample=Sample(Text("НОМНЕДЕЛИ(#2012-03-09#; 2)", "WEEKNUM(#2012-03-09#, 2)"), 11),
    polars=_week, sql=_week_sql,
)  # fmt: skip


def _quarter(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    day = dates.as_date(call, 0, args[0])
    return day.dt.strftime("%Y") + "-Q" + day.dt.quarter().cast(pl.String)


def _year_sql(call: Apply, args: list[exp.Expr], pattern: str) -> exp.Expr:
    day = dates.as_date_sql(call, 0, args[0])
    return sql.node("TimeToStr", this=sql.cast(day, kinds.DATETIME), format=sql.text(pattern))


function(
    "ГОДМЕСЯЦ", "YEARMONTH", _DATE,
    category="dates", result=kinds.TEXT,
    help_ru="Год и месяц текстом, который сортируется по времени: 2011-12.",
    help_en="The year and the month as a text that sorts by time: 2011-12.",
    sample=Sample(Text("ГОДМЕСЯЦ(#2011-12-09#)", "YEARMONTH(#2011-12-09#)"), "2011-12"),
    polars=_day_part(lambda day: day.dt.strftime("%Y-%m")),
    sql=lambda call, args: _year_sql(call, args, "%Y-%m"),
)  # fmt: skip
function(
    "ГОДКВАРТАЛ", "YEARQUARTER", _DATE,
    category="dates", result=kinds.TEXT,
    help_ru="Год и квартал текстом, который сортируется по времени: 2011-Q4.",
    help_en="The year and the quarter as a text that sorts by time: 2011-Q4.",
    sample=Sample(Text("ГОДКВАРТАЛ(#2011-12-09#)", "YEARQUARTER(#2011-12-09#)"), "2011-Q4"),
    polars=_quarter,
    sql=lambda call, args: sql.chain("DPipe", [
        _year_sql(call, args, "%Y"), sql.text("-Q"),
        sql.try_cast(_extract_sql("QUARTER", dates.as_date_sql(call, 0, args[0])), "text"),
    ]),
)  # fmt: skip
