"""Dates: parts, months forward and back, whole years between, dates read from texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds
from kanva.formula import sqlwords as sql
from kanva.formula.operators import FIRST_DAY, LAST_DAY
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply
from kanva.sdk.columns import kind_of
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

_DATE = Argument(Text("дата", "date"), "date")
_MOMENT = Argument(Text("дата", "date"), "moment")
_MOST_MONTHS = 120_000
_MOST_DAYS = 4_000_000
_MOST_YEARS = 20_000


def _part(name: str) -> Callable[[Apply, list[pl.Expr]], pl.Expr]:
    def write(call: Apply, args: list[pl.Expr]) -> pl.Expr:
        value = args[0]
        if kind_of(call.arguments[0].dtype) == "date" and name in {"hour", "minute", "second"}:
            value = value.cast(pl.Datetime("us"))
        return getattr(value.dt, name)().cast(pl.Int64)

    return write


def _part_sql(name: str) -> Callable[[Apply, list[exp.Expr]], exp.Expr]:
    def write(call: Apply, args: list[exp.Expr]) -> exp.Expr:
        value = args[0]
        if kind_of(call.arguments[0].dtype) == "date":
            value = sql.cast(value, kinds.DATETIME)
        part = sql.node("Extract", this=sql.node("Var", this=name.upper()), expression=value)
        return sql.try_cast(sql.call("FLOOR", part), "bigint")

    return write


for _ru, _en, _name, _kind, _ru_words, _en_words, _result in (
    ("ГОД", "YEAR", "year", _DATE, "Год даты.", "The year of a date.", 2011),
    ("МЕСЯЦ", "MONTH", "month", _DATE, "Номер месяца, от 1 до 12.", "The month, 1 to 12.", 12),
    ("ДЕНЬ", "DAY", "day", _DATE, "День месяца.", "The day of the month.", 9),
    ("КВАРТАЛ", "QUARTER", "quarter", _DATE, "Номер квартала, от 1 до 4.",
     "The quarter, 1 to 4.", 4),
    ("ЧАС", "HOUR", "hour", _MOMENT, "Час, от 0 до 23.", "The hour, 0 to 23.", 14),
    ("МИНУТЫ", "MINUTE", "minute", _MOMENT, "Минуты часа.", "The minutes of the hour.", 30),
    ("СЕКУНДЫ", "SECOND", "second", _MOMENT, "Секунды минуты.", "The seconds of the minute.", 5),
):  # fmt: skip
    _written = "#2011-12-09 14:30:05#" if _kind is _MOMENT else "#2011-12-09#"
    function(
        _ru, _en, _kind,
        category="dates", result=kinds.INTEGER, help_ru=_ru_words, help_en=_en_words,
        sample=Sample(Text(f"{_ru}({_written})", f"{_en}({_written})"), _result),
        polars=_part(_name), sql=_part_sql(_name),
    )  # fmt: skip


def _weekday_shift(call: Apply) -> int:
    """How the day of the week, Monday 1, is turned for the types of Excel."""
    kind = call.constant(1) if len(call.arguments) > 1 else 1
    return {1: 1, 2: 0, 3: 0}.get(kind if isinstance(kind, int) else 0, 0)


def _weekday(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    day = args[0].dt.weekday().cast(pl.Int64)
    if len(args) > 1 and call.constant(1) == 3:
        return day - 1
    return day % 7 + 1 if _weekday_shift(call) else day


def _weekday_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    day = sql.node("DayOfWeekIso", this=args[0])
    if len(args) > 1 and call.constant(1) == 3:
        return sql.binary("Sub", day, sql.number(1))
    if not _weekday_shift(call):
        return day
    return sql.binary("Add", sql.binary("Mod", day, sql.number(7)), sql.number(1))


def _weekday_valid(call: Apply) -> tuple[int, Text, Text] | None:
    if len(call.arguments) > 1 and call.constant(1) not in {1, 2, 3, None}:
        return (
            1,
            Text("бывают типы 1, 2 и 3", "the types are 1, 2 and 3"),
            Text("2 — понедельник первый", "2 means that Monday is the first"),
        )
    return None


function(
    "ДЕНЬНЕД", "WEEKDAY", _DATE,
    Argument(Text("тип", "type"), "integer", optional=True, constant=True),
    category="dates", result=kinds.INTEGER, valid=_weekday_valid,
    help_ru="День недели. Тип 2: понедельник — 1; тип 3: понедельник — 0; без типа, как в Excel, "
    "воскресенье — 1.",
    help_en="The day of the week. Type 2: Monday is 1; type 3: Monday is 0; without a type, as in "
    "Excel, Sunday is 1.",
    sample=Sample(Text("ДЕНЬНЕД(#2011-12-09#; 2)", "WEEKDAY(#2011-12-09#, 2)"), 5),
    polars=_weekday, sql=_weekday_sql,
)  # fmt: skip
function(
    "НОМНЕДЕЛИ.ISO", "ISOWEEKNUM", _DATE,
    category="dates", result=kinds.INTEGER, aliases=("НЕДЕЛЯ",),
    help_ru="Номер недели года: неделя начинается с понедельника, первая — та, где 4 января.",
    help_en="The number of the week: a week starts on Monday, the first one holds January 4.",
    sample=Sample(Text("НОМНЕДЕЛИ.ISO(#2011-12-09#)", "ISOWEEKNUM(#2011-12-09#)"), 49),
    polars=lambda _call, args: args[0].dt.week().cast(pl.Int64),
    sql=lambda _call, args: sql.try_cast(sql.node("WeekOfYear", this=args[0]), "bigint"),
)  # fmt: skip


def _date(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    year, month, day = (part.cast(pl.Int64) for part in args)
    near = (
        year.is_between(-_MOST_YEARS, _MOST_YEARS)
        & month.is_between(-_MOST_MONTHS, _MOST_MONTHS)
        & day.is_between(-_MOST_DAYS, _MOST_DAYS)
    )
    months = year * 12 + month - 1
    # pl.date fails on what is no date, so it must not see any.
    months = pl.when(near & months.is_between(12, 9999 * 12 + 11)).then(months)
    first = pl.date(months // 12, months % 12 + 1, 1)
    total = first.cast(pl.Int32).cast(pl.Int64) + day - 1
    inside = total.is_between(FIRST_DAY, LAST_DAY)
    return pl.when(inside).then(total.cast(pl.Int32, strict=False).cast(pl.Date))


def _date_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    limits = (_MOST_YEARS, _MOST_MONTHS, _MOST_DAYS)
    year, month, day = (
        sql.within(part, -most, most) for part, most in zip(args, limits, strict=True)
    )
    months = sql.binary(
        "Sub", sql.binary("Add", sql.binary("Mul", year, sql.number(12)), month), sql.number(1)
    )
    rest = sql.binary("Mod", months, sql.number(12))
    whole = sql.try_cast(
        sql.binary(
            "Div", sql.cast(sql.binary("Sub", months, rest), kinds.NUMBER), sql.number(12.0)
        ),
        "int",
    )
    inside = sql.node("Between", this=sql.wrap(months), low=sql.number(12),
                      high=sql.number(9999 * 12 + 11))  # fmt: skip
    first = sql.node(
        "DateFromParts",
        year=sql.where(inside, whole),
        month=sql.where(inside, sql.try_cast(sql.binary("Add", rest, sql.number(1)), "int")),
        day=sql.number(1),
    )
    days = sql.try_cast(sql.binary("Sub", day, sql.number(1)), "int")
    moved = sql.node("DateAdd", this=first, expression=days, unit=sql.node("Var", this="DAY"))
    return sql.in_calendar(sql.cast(moved, kinds.DATE))


def _date_valid(call: Apply) -> tuple[int, Text, Text] | None:
    year = call.constant(0)
    if isinstance(year, int) and not 1 <= year <= 9999:
        return (
            0,
            Text("год бывает от 1 до 9999", "a year is 1 to 9999"),
            Text("Порядок: год; месяц; день", "The order is year, month, day"),
        )
    return None


function(
    "ДАТА", "DATE",
    Argument(Text("год", "year"), "integer"), Argument(Text("месяц", "month"), "integer"),
    Argument(Text("день", "day"), "integer"),
    category="dates", result=kinds.DATE, valid=_date_valid,
    help_ru="Дата из года, месяца и дня. Лишние месяцы и дни переносятся дальше, как в Excel: "
    "13-й месяц — январь следующего года.",
    help_en="A date of a year, a month and a day. Months and days that do not fit are carried "
    "over, as in Excel: month 13 is January of the next year.",
    sample=Sample(Text("ДАТА(2011; 13; 0)", "DATE(2011, 13, 0)"), date(2011, 12, 31)),
    polars=_date, sql=_date_sql,
)  # fmt: skip


def as_date(call: Apply, index: int, value: pl.Expr) -> pl.Expr:
    """Drop the time of an argument that has one."""
    return value if call.arguments[index].dtype == pl.Date else value.dt.date()


def as_date_sql(call: Apply, index: int, value: exp.Expr) -> exp.Expr:
    """Drop the time of an argument that has one, in SQL."""
    if call.arguments[index].dtype == pl.Date:
        return value
    return sql.cast(value, kinds.DATE)


def _month_away(call: Apply, args: list[pl.Expr]) -> tuple[pl.Expr, pl.Expr]:
    """Find the first and the last day of the month some months away."""
    day, months = as_date(call, 0, args[0]), args[1]
    total = day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64) - 1
    total = total + months.clip(-_MOST_MONTHS, _MOST_MONTHS)
    total = pl.when(total.is_between(12, 9999 * 12 + 11)).then(total)
    first = pl.date(total // 12, total % 12 + 1, 1)
    return first, first.dt.month_end()


def month_later(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    """Find the same day some months later, or the last one of a shorter month."""
    first, last = _month_away(call, args)
    day = as_date(call, 0, args[0])
    days = pl.min_horizontal(day.dt.day(), last.dt.day()).cast(pl.Int32)
    return (first.cast(pl.Int32) + days - 1).cast(pl.Date)


def _eomonth(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    return _month_away(call, args)[1]


def month_later_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    """Find what `month_later` finds, in SQL."""
    day = as_date_sql(call, 0, args[0])
    months = sql.try_cast(sql.within(args[1], -_MOST_MONTHS, _MOST_MONTHS), "int")
    moved = sql.node("DateAdd", this=day, expression=months, unit=sql.node("Var", this="MONTH"))
    return sql.in_calendar(sql.cast(moved, kinds.DATE))


_MONTHS = Argument(Text("месяцев", "months"), "integer")
function(
    "ДАТАМЕС", "EDATE", _DATE, _MONTHS,
    category="dates", result=kinds.DATE,
    help_ru="Та же дата через несколько месяцев; минус — назад. 31 января через месяц — конец "
    "февраля.",
    help_en="The same date some months later; earlier with a minus. January 31 in a month is the "
    "end of February.",
    sample=Sample(Text("ДАТАМЕС(#2011-01-31#; 1)", "EDATE(#2011-01-31#, 1)"), date(2011, 2, 28)),
    polars=month_later, sql=month_later_sql,
)  # fmt: skip
function(
    "КОНМЕСЯЦА", "EOMONTH", _DATE, _MONTHS,
    category="dates", result=kinds.DATE,
    help_ru="Последний день месяца через несколько месяцев; 0 — этого же месяца.",
    help_en="The last day of the month some months later; 0 means the same month.",
    sample=Sample(Text("КОНМЕСЯЦА(#2012-02-10#; 0)", "EOMONTH(#2012-02-10#, 0)"),
                  date(2012, 2, 29)),
    polars=_eomonth,
    sql=lambda call, args: sql.cast(
        sql.node("LastDay", this=month_later_sql(call, args)), kinds.DATE
    ),
)  # fmt: skip

_UNITS = {"D": "D", "Д": "D", "M": "M", "М": "M", "Y": "Y", "Г": "Y", "YM": "YM", "ГМ": "YM"}


def _unit(call: Apply) -> str | None:
    unit = call.constant(2)
    return _UNITS.get(unit.strip().upper()) if isinstance(unit, str) else None


def between(call: Apply, args: list[pl.Expr], unit: str | None) -> pl.Expr:
    """Count days ("D"), full months ("M"), years ("Y") or months beyond years ("YM")."""
    start, end = as_date(call, 0, args[0]), as_date(call, 1, args[1])
    if unit is None:
        return pl.lit(None, dtype=pl.Int64)
    if unit == "D":
        value = (end - start).dt.total_days()
    else:
        years = end.dt.year().cast(pl.Int64) - start.dt.year().cast(pl.Int64)
        months = years * 12 + end.dt.month().cast(pl.Int64) - start.dt.month().cast(pl.Int64)
        months = months - (end.dt.day() < start.dt.day()).cast(pl.Int64)
        value = {"M": months, "Y": months // 12, "YM": months % 12}[unit]
    return pl.when(end >= start).then(value)


def between_sql(call: Apply, args: list[exp.Expr], unit: str | None) -> exp.Expr:
    """Count what `between` counts, in SQL."""
    start, end = as_date_sql(call, 0, args[0]), as_date_sql(call, 1, args[1])
    if unit is None:
        return sql.null(kinds.INTEGER)
    if unit == "D":
        value = sql.node("DateDiff", this=end, expression=start, unit=sql.node("Var", this="DAY"))
    else:

        def part(name: str, value: exp.Expr) -> exp.Expr:
            piece = sql.node("Extract", this=sql.node("Var", this=name), expression=value)
            return sql.cast(piece, kinds.INTEGER)

        years = sql.binary("Sub", part("YEAR", end), part("YEAR", start))
        months = sql.binary("Sub", part("MONTH", end), part("MONTH", start))
        early = sql.compare(part("DAY", end), "<", part("DAY", start))
        short = sql.case(early, sql.number(1), default=sql.number(0))
        whole = sql.binary("Add", sql.binary("Mul", years, sql.number(12)), months)
        whole = sql.binary("Sub", whole, short)
        rest = sql.binary("Mod", whole, sql.number(12))
        value = whole if unit == "M" else rest
        if unit == "Y":
            twelfth = sql.binary(
                "Div", sql.cast(sql.binary("Sub", whole, rest), kinds.NUMBER), sql.number(12.0)
            )
            value = sql.try_cast(twelfth, "bigint")
    return sql.where(sql.compare(end, ">=", start), value)


def _datedif_valid(call: Apply) -> tuple[int, Text, Text] | None:
    written = call.constant(2)
    if isinstance(written, str) and _unit(call) is None:
        return (
            2,
            Text(f"нет такой единицы: «{written}»", f"there is no such unit: “{written}”"),
            Text(
                '"Д" — дни, "М" — полные месяцы, "Г" — полные годы, "ГМ" — месяцы сверх лет',
                '"D" days, "M" full months, "Y" full years, "YM" months beyond the years',
            ),
        )
    return None


function(
    "РАЗНДАТ", "DATEDIF",
    Argument(Text("начало", "start"), "date"), Argument(Text("конец", "end"), "date"),
    Argument(Text("единица", "unit"), "text", constant=True),
    category="dates", result=kinds.INTEGER, valid=_datedif_valid,
    help_ru='Сколько между датами дней ("Д"), полных месяцев ("М"), лет ("Г") или месяцев сверх '
    'лет ("ГМ"). Если начало позже конца, пусто.',
    help_en='How many days ("D"), full months ("M"), years ("Y") or months beyond the years ("YM") '
    "lie between two dates. NULL when the start is after the end.",
    sample=Sample(Text('РАЗНДАТ(#2010-12-10#; #2011-12-09#; "М")',
                       'DATEDIF(#2010-12-10#, #2011-12-09#, "M")'), 11),
    polars=lambda call, args: between(call, args, _unit(call)),
    sql=lambda call, args: between_sql(call, args, _unit(call)),
)  # fmt: skip

_DAY_FIRST = r"^(\d{1,2})[./](\d{1,2})[./](\d{4})$"
_YEAR_FIRST = r"^\d{4}-\d{1,2}-\d{1,2}$"
_TIME = r"[ T]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$"


def date_value(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    """Read dates from texts."""
    day = args[0].str.strip_chars().str.replace(_TIME, "")
    iso = day.str.replace(_DAY_FIRST, "${3}-${2}-${1}")
    good = iso.str.contains(_YEAR_FIRST)
    return pl.when(good).then(iso.str.to_date("%Y-%m-%d", strict=False))


def date_value_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    """Read dates from texts in SQL."""
    iso = sql.call("TRIM", args[0])
    for pattern, new in ((_TIME, ""), (_DAY_FIRST, r"\3-\2-\1")):
        iso = sql.node(
            "RegexpReplace", this=iso, expression=sql.text(pattern), replacement=sql.text(new)
        )
    good = sql.node("RegexpLike", this=iso, expression=sql.text(_YEAR_FIRST))
    return sql.where(good, sql.try_cast(iso, "date"))


function(
    "ДАТАЗНАЧ", "DATEVALUE", Argument(Text("текст", "text"), "text"),
    category="dates", result=kinds.DATE,
    help_ru="Делает из текста дату: 09.12.2011, 09/12/2011 или 2011-12-09, время отбрасывается. "
    "Что не дата, то пусто.",
    help_en="Makes a date of a text: 09.12.2011, 09/12/2011 or 2011-12-09, a time is dropped. What "
    "is not a date gives NULL.",
    sample=Sample(Text('ДАТАЗНАЧ("09.12.2011")', 'DATEVALUE("09.12.2011")'), date(2011, 12, 9)),
    polars=date_value, sql=date_value_sql,
)  # fmt: skip
