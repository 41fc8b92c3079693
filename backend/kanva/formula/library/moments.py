"""Times and moments: made of numbers, read from texts, cut apart, counted from 1970 or 1899."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds, operators
from kanva.formula import sqlwords as sql
from kanva.formula.library import dates
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply
from kanva.sdk.columns import kind_of
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

TIME = pl.Time()
_DAY_SECONDS = 86_400
_MOST_PART = 1_000_000_000
_FIRST_SECOND = operators.FIRST_DAY * _DAY_SECONDS
_LAST_SECOND = (operators.LAST_DAY + 1) * _DAY_SECONDS - 1
_TEXT = Argument(Text("текст", "text"), "text")
_MOMENT = Argument(Text("дата", "date"), "date")


def _time(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    hours, minutes, seconds = (item.clip(-_MOST_PART, _MOST_PART) for item in args)
    total = hours * 3600 + minutes * 60 + seconds
    inside = pl.when(total >= 0).then(total % _DAY_SECONDS)
    return (inside * 1_000_000_000).cast(pl.Time)


def _time_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    hours, minutes, seconds = (
        sql.case(
            sql.compare(item, ">", sql.number(_MOST_PART)), sql.number(_MOST_PART),
            sql.compare(item, "<", sql.number(-_MOST_PART)), sql.number(-_MOST_PART),
            default=item,
        )
        for item in args
    )  # fmt: skip
    total = sql.chain(
        "Add",
        [sql.binary("Mul", hours, sql.number(3600)), sql.binary("Mul", minutes, sql.number(60)),
         seconds],
    )  # fmt: skip
    inside = sql.binary("Mod", total, sql.number(_DAY_SECONDS))
    parts = [
        sql.where(sql.compare(total, ">=", sql.number(0)), part)
        for part in (
            sql.binary("IntDiv", inside, sql.number(3600)),
            sql.binary("Mod", sql.binary("IntDiv", inside, sql.number(60)), sql.number(60)),
            sql.binary("Mod", inside, sql.number(60)),
        )
    ]
    return sql.node("TimeFromParts", hour=parts[0], min=parts[1], sec=parts[2])


function(
    "ВРЕМЯ", "TIME", Argument(Text("часы", "hours"), "integer"),
    Argument(Text("минуты", "minutes"), "integer"),
    Argument(Text("секунды", "seconds"), "integer"),
    category="dates", result=TIME,
    help_ru="Время из часов, минут и секунд. Лишние минуты и часы переносятся дальше, как в Excel: "
    "25 часов — час ночи. Меньше нуля — пусто.",
    help_en="A time of hours, minutes and seconds. What does not fit is carried over, as in Excel: "
    "25 hours is one at night. NULL below zero.",
    sample=Sample(Text("ВРЕМЯ(9; 75; 0)", "TIME(9, 75, 0)"), time(10, 15)),
    polars=_time, sql=_time_sql,
)  # fmt: skip
_CLOCK = r"^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"


def _clock(text: pl.Expr) -> pl.Expr:
    bare = text.str.strip_chars()
    full = pl.when(bare.str.count_matches(":", literal=True) == 1).then(bare + ":00").otherwise(
        bare
    )  # fmt: skip
    good = pl.when(bare.str.contains(_CLOCK)).then(full.str.pad_start(8, "0"))
    return good.str.to_time("%H:%M:%S", strict=False)


def _clock_sql(text: exp.Expr) -> exp.Expr:
    bare = sql.node(
        "RegexpReplace", this=text, expression=sql.text(r"^\s+|\s+$"), replacement=sql.text("")
    )
    padded = sql.case(
        sql.node("RegexpLike", this=bare, expression=sql.text(r"^\d:")),
        sql.chain("DPipe", [sql.text("0"), bare]), default=bare,
    )  # fmt: skip
    short = sql.node("RegexpLike", this=bare, expression=sql.text(r"^\d+:\d+$"))
    full = sql.case(short, sql.chain("DPipe", [padded, sql.text(":00")]), default=padded)
    good = sql.node("RegexpLike", this=bare, expression=sql.text(_CLOCK))
    return sql.where(good, sql.try_cast(full, "time"))


function(
    "ВРЕМЗНАЧ", "TIMEVALUE", _TEXT,
    category="dates", result=TIME,
    help_ru="Делает из текста время: 9:05 или 09:05:30. Что не время, то пусто.",
    help_en="Makes a time of a text: 9:05 or 09:05:30. What is not a time gives NULL.",
    sample=Sample(Text('ВРЕМЗНАЧ("9:05")', 'TIMEVALUE("9:05")'), time(9, 5)),
    polars=lambda _call, args: _clock(args[0]), sql=lambda _call, args: _clock_sql(args[0]),
)  # fmt: skip
_AFTER_DATE = r"[ T]+(\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*$"


def _moment(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    day = dates.date_value(call, args)
    clock = _clock(args[0].str.extract(_AFTER_DATE, 1))
    timed = args[0].str.contains(_AFTER_DATE)
    clock = pl.when(timed).then(clock).otherwise(pl.lit(time(0)))
    return day.dt.combine(clock, time_unit="us")


def _moment_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    day = dates.date_value_sql(call, args)
    pattern = sql.text(_AFTER_DATE)
    found = sql.node("RegexpExtract", this=args[0], expression=pattern, group=sql.number(1))
    timed = sql.node("RegexpLike", this=args[0], expression=pattern)
    midnight = sql.cast(sql.text("00:00:00"), TIME)
    clock = sql.case(timed, _clock_sql(found), default=midnight)
    joined = sql.chain("DPipe", [
        sql.try_cast(day, "text"), sql.text(" "), sql.try_cast(clock, "text"),
    ])  # fmt: skip
    return sql.try_cast(joined, "timestamp")


function(
    "ДАТАВРЕМЯ", "DATETIMEVALUE", _TEXT,
    category="dates", result=kinds.DATETIME,
    help_ru="Делает из текста дату со временем: 09.12.2011 14:30 или 2011-12-09T14:30:05; без "
    "времени — полночь. Что не дата, то пусто.",
    help_en="Makes a date with a time of a text: 09.12.2011 14:30 or 2011-12-09T14:30:05; midnight "
    "without a time. What is not a date gives NULL.",
    sample=Sample(Text('ДАТАВРЕМЯ("09.12.2011 14:30")', 'DATETIMEVALUE("09.12.2011 14:30")'),
                  datetime.fromisoformat("2011-12-09T14:30:00")),
    polars=_moment, sql=_moment_sql,
)  # fmt: skip
function(
    "ТОЛЬКОДАТА", "DATEONLY", _MOMENT,
    category="dates", result=kinds.DATE,
    help_ru="Дата без времени.",
    help_en="The date without its time.",
    sample=Sample(Text("ТОЛЬКОДАТА(#2011-12-09 14:30#)", "DATEONLY(#2011-12-09 14:30#)"),
                  date(2011, 12, 9)),
    polars=lambda call, args: dates.as_date(call, 0, args[0]),
    sql=lambda call, args: dates.as_date_sql(call, 0, args[0]),
)  # fmt: skip


def _time_only(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    value = args[0]
    if kind_of(call.arguments[0].dtype) == "date":
        value = value.cast(pl.Datetime("us"))
    return value.dt.time()


function(
    "ТОЛЬКОВРЕМЯ", "TIMEONLY", _MOMENT,
    category="dates", result=TIME,
    help_ru="Время без даты; у даты без времени — полночь.",
    help_en="The time without its date; midnight for a date without a time.",
    sample=Sample(Text("ТОЛЬКОВРЕМЯ(#2011-12-09 14:30#)", "TIMEONLY(#2011-12-09 14:30#)"),
                  time(14, 30)),
    polars=_time_only,
    sql=lambda _call, args: sql.cast(sql.cast(args[0], kinds.DATETIME), TIME),
)  # fmt: skip


def _from_unix(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    seconds = args[0].cast(pl.Float64)
    inside = pl.when(seconds.is_between(_FIRST_SECOND, _LAST_SECOND)).then(seconds)
    return (
        (inside * 1_000_000)
        .round(mode="half_away_from_zero")
        .cast(pl.Int64)
        .cast(pl.Datetime("us"))
    )


def _from_unix_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    seconds = sql.cast(args[0], kinds.NUMBER)
    inside = sql.where(
        sql.node("Between", this=seconds, low=sql.number(float(_FIRST_SECOND)),
                 high=sql.number(float(_LAST_SECOND))), seconds,
    )  # fmt: skip
    micros = sql.call("ROUND", sql.binary("Mul", inside, sql.number(1e6)), sql.number(0))
    start = sql.constant(datetime.fromisoformat("1970-01-01T00:00:00"), kinds.DATETIME)
    return sql.node("DateAdd", this=start, expression=sql.try_cast(micros, "bigint"),
                    unit=sql.node("Var", this="MICROSECOND"))  # fmt: skip


function(
    "ИЗUNIX", "FROMUNIX", Argument(Text("секунды", "seconds"), "number"),
    category="dates", result=kinds.DATETIME,
    help_ru="Дата и время (по Гринвичу) из числа секунд с 1 января 1970 года, как их пишут сайты и "
    "CRM; миллисекунды сначала делят на 1000.",
    help_en="The date and time (UTC) of a number of seconds since January 1, 1970, as sites and "
    "CRMs write it; divide milliseconds by 1000 first.",
    sample=Sample(Text("ИЗUNIX(1323441000)", "FROMUNIX(1323441000)"),
                  datetime.fromisoformat("2011-12-09T14:30:00")),
    polars=_from_unix, sql=_from_unix_sql,
)  # fmt: skip
function(
    "ВUNIX", "TOUNIX", _MOMENT,
    category="dates", result=kinds.INTEGER,
    help_ru="Сколько секунд прошло с 1 января 1970 года.",
    help_en="How many seconds have passed since January 1, 1970.",
    sample=Sample(Text("ВUNIX(#2011-12-09 14:30#)", "TOUNIX(#2011-12-09 14:30#)"), 1323441000),
    polars=lambda _call, args: args[0].cast(pl.Datetime("us")).dt.timestamp("us") // 1_000_000,
    sql=lambda _call, args: sql.cast(
        sql.node(
            "DateDiff", this=sql.node("DateTrunc", this=sql.cast(args[0], kinds.DATETIME),
                                      unit=sql.text("SECOND")),
            expression=sql.constant(datetime.fromisoformat("1970-01-01T00:00:00"), kinds.DATETIME),
            unit=sql.node("Var", this="SECOND"),
        ), kinds.INTEGER,
    ),
)  # fmt: skip
_EXCEL_START = date(1899, 12, 30)
function(
    "ДАТАИЗЧИСЛА", "DATEFROMSERIAL", Argument(Text("число", "number"), "integer"),
    category="dates", result=kinds.DATE,
    help_ru="Дата из числа дней, каким её хранит Excel: 40886 — 9 декабря 2011 года.",
    help_en="The date of a number of days as Excel keeps it: 40886 is December 9, 2011.",
    sample=Sample(Text("ДАТАИЗЧИСЛА(40886)", "DATEFROMSERIAL(40886)"), date(2011, 12, 9)),
    polars=lambda call, args: operators.DATE_PLUS.polars(call, [pl.lit(_EXCEL_START), args[0]]),
    sql=lambda _call, args: sql.in_calendar(sql.cast(sql.node(
        "DateAdd", this=sql.constant(_EXCEL_START, kinds.DATE),
        expression=sql.try_cast(sql.within(args[0], -10_000_000, 10_000_000), "int"),
        unit=sql.node("Var", this="DAY"),
    ), kinds.DATE)),
)  # fmt: skip
