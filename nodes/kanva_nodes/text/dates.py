"""The Dates: parts of a date, ends of its period, differences, shifts.

Long because its form, help and examples stand in two languages beside the work.
"""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

import polars as pl

from kanva.sdk import (
    TEMPORAL,
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
    Look,
    Message,
    NodeError,
    NodeType,
    Option,
    Origins,
    Schemas,
    Settings,
    Table,
    Text,
    fields,
    shorten,
)
from kanva.sdk.relational import col
from kanva_nodes.text._words import check_made

_MADE = Text(ru="Что получить", en="What to get")
_MONTHS = {
    "ru": ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь",
           "октябрь", "ноябрь", "декабрь"],
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"],
}  # fmt: skip
_DAYS = {
    "ru": ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
_PARTS: Mapping[str, Text] = {
    "year": Text(ru="Год", en="Year"),
    "half": Text(ru="Полугодие", en="Half of the year"),
    "quarter": Text(ru="Квартал", en="Quarter"),
    "month": Text(ru="Месяц", en="Month"),
    "month_name": Text(ru="Название месяца", en="Name of the month"),
    "year_month": Text(ru="Год и месяц", en="Year and month"),
    "week": Text(ru="Неделя", en="Week"),
    "day": Text(ru="День месяца", en="Day of the month"),
    "day_of_year": Text(ru="День года", en="Day of the year"),
    "weekday": Text(ru="День недели", en="Day of the week"),
    "weekday_name": Text(ru="Название дня недели", en="Name of the weekday"),
    "hour": Text(ru="Час", en="Hour"),
    "minute": Text(ru="Минута", en="Minute"),
    "date": Text(ru="Дата без времени", en="Date without time"),
    "start": Text(ru="Начало периода", en="Start of the period"),
    "end": Text(ru="Конец периода", en="End of the period"),
    "difference": Text(ru="Сколько прошло", en="Time between"),
    "shift": Text(ru="Сдвинуть", en="Shift"),
}
_PERIODS = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
_UNITS: Mapping[str, Text] = {
    "days": Text(ru="дней", en="days"),
    "weeks": Text(ru="недель", en="weeks"),
    "months": Text(ru="полных месяцев", en="whole months"),
    "years": Text(ru="полных лет", en="whole years"),
    "hours": Text(ru="часов", en="hours"),
    "minutes": Text(ru="минут", en="minutes"),
}


class DatePart(Settings):
    """One column made of a date."""

    what: Literal[
        "year", "half", "quarter", "month", "month_name", "year_month", "week", "day",
        "day_of_year", "weekday", "weekday_name", "hour", "minute", "date", "start", "end",
        "difference", "shift",
    ] = fields.choice(
        Text(ru="Что", en="What"),
        [
            *(Option(name, words) for name, words in _PARTS.items()),
        ],
        "year_month",
    )  # fmt: skip
    period: Literal["day", "week", "month", "quarter", "year"] = fields.choice(
        Text(ru="Период", en="Period"),
        [
            Option("day", Text(ru="День", en="Day")),
            Option("week", Text(ru="Неделя", en="Week")),
            Option("month", Text(ru="Месяц", en="Month")),
            Option("quarter", Text(ru="Квартал", en="Quarter")),
            Option("year", Text(ru="Год", en="Year")),
        ],
        "month",
        look=Look(when={"what": ["start", "end"]}),
    )
    until: Literal["column", "day"] = fields.choice(
        Text(ru="До", en="Until"),
        [
            Option("day", Text(ru="Дня", en="A day")),
            Option("column", Text(ru="Даты в столбце", en="A date in a column")),
        ],
        "day",
        style="segmented",
        look=Look(when={"what": ["difference"]}),
    )
    other: str = fields.column(
        Text(ru="Столбец", en="Column"),
        kinds=TEMPORAL,
        optional=True,
        look=Look(when={"what": ["difference"], "until": ["column"]}),
    )
    day: dt.date | None = fields.date(
        Text(ru="День", en="Day"),
        look=Look(when={"what": ["difference"], "until": ["day"]}),
    )
    unit: Literal["days", "weeks", "months", "years", "hours", "minutes"] = fields.choice(
        Text(ru="В чём", en="In"),
        [Option(name, words) for name, words in _UNITS.items()],
        "days",
        look=Look(when={"what": ["difference", "shift"]}),
    )
    amount: int = fields.integer(
        Text(ru="На сколько", en="By"),
        1,
        help=Text(ru="Отрицательное — назад.", en="Negative: backwards."),
        look=Look(when={"what": ["shift"]}),
    )
    name: str = fields.new_column(
        Text(ru="Имя", en="Name"),
        help=Text(ru="Пусто — имя составит узел.", en="Empty: the node makes up a name."),
    )


class DatesSettings(Settings):
    """Which date, and what is made of it."""

    column: str = fields.column(Text(ru="Дата", en="Date"), kinds=TEMPORAL)
    made: list[DatePart] = fields.items(
        _MADE, item_title=Text(ru="Столбец", en="Column"), layout="cards"
    )
    language: Literal["ru", "en"] = fields.choice(
        Text(ru="Язык имён", en="Language of names"),
        [
            Option("ru", Text(ru="русский", en="Russian")),
            Option("en", Text(ru="английский", en="English")),
        ],
        "ru",
        style="segmented",
        help=Text(
            ru="Имён столбцов, месяцев и дней недели.", en="Of columns, months and weekdays."
        ),
        look=Look(advanced=True),
    )


class Dates(NodeType[DatesSettings]):
    """Makes columns of a date."""

    abstract = False
    id = "text.dates"
    category = "text"
    icon = "M5 5h14v15H5zM5 10h14M9 3v4M15 3v4M9 14h2M13 14h2M9 17h2"
    title = Text(ru="Дата и время", en="Dates")
    summary = Text(
        ru="Получает из даты год, месяц, неделю, начало периода, разницу и сдвиг.",
        en="Takes year, month, week, start of a period, difference or a shift out of a date.",
    )
    help = Text(
        ru="""Добавляет столбцы, полученные из даты, — сколько нужно сразу.

**Когда брать.** Выручка по месяцам и кварталам (год и месяц, начало месяца — и дальше «Группировка»). Дней с последней покупки до отчётной даты. Срок договора плюс 12 месяцев.

- **Год и месяц** — текст `2026-03`: сортируется правильно и годится в заголовки.
- **Неделя** — номер по ISO 8601: неделя с понедельника, первая — та, где 4 января. **День недели** — 1 понедельник … 7 воскресенье.
- **Конец периода** — последний день: для месяца 31.03.2026.
- **Сколько прошло** — от даты строки до дня или до даты в столбце; раньше — отрицательное. Полные месяцы и годы считаются как возраст: с 31.01 до 28.02 — 0 месяцев.
- **Сдвинуть** на месяц: 31 января + 1 месяц = последний день февраля.

Рабочие дни с учётом праздников считает «Калькулятор»: функция `ЧИСТРАБДНИ`.""",
        en="""Adds columns made of a date, as many as you need.

**When to take it.** Revenue by months and quarters (year and month, start of the month, then a Group). Days from the last purchase to the day of the report. The end of a contract 12 months on.

- **Year and month** is the text `2026-03`: it sorts well and suits headings.
- **Week** is the number by ISO 8601: weeks begin on Monday, the first is the one with 4 January. **Day of the week**: 1 Monday … 7 Sunday.
- **End of the period** is its last day: of a month 31.03.2026.
- **Time between** runs from the row’s date to a day or to a date in a column; earlier is negative. Whole months and years count as an age does: from 31.01 to 28.02 it is 0 months.
- **Shift** by a month: 31 January plus 1 month is the last day of February.

Working days with holidays are the Calculator’s: function `NETWORKDAYS`.""",
    )
    also_called = (
        "Дата и время", "ГОД", "МЕСЯЦ", "DATEPART", "EXTRACT", "DATETRUNC", "РАЗНДАТ", "DATEDIF",
        "Date&Time Part Extractor", "НачалоПериода", "КОНМЕСЯЦА", "квартал", "номер недели", "возраст",
    )  # fmt: skip
    settings = DatesSettings
    messages: ClassVar[Mapping[str, Message]] = {
        "no_time": Message(
            Text(ru="В столбце «{column}» нет времени", en="Column “{column}” has no time"),
            Text(
                ru="Часы и минуты есть только у «даты и времени».",
                en="Only a date with time has hours and minutes.",
            ),
        ),
    }

    def caption(self, settings: DatesSettings) -> Text:
        """Return the date and what is made of it."""
        if not settings.column:
            return Text(ru="", en="")
        column = shorten(settings.column, 24)
        ru = shorten(", ".join(_PARTS[one.what].ru.lower() for one in settings.made), 50)
        en = shorten(", ".join(_PARTS[one.what].en.lower() for one in settings.made), 50)
        return (
            Text(ru=f"{column}: {ru}", en=f"{column}: {en}") if settings.made else Text.same(column)
        )

    def check(
        self, settings: DatesSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find an empty list, absent days and names that clash."""
        del context
        if not settings.made:
            return (NodeError("not_set", field="made", values={"title": _MADE}),)
        for place, one in enumerate(settings.made):
            if one.what != "difference":
                continue
            if one.until == "column" and not one.other:
                title = Text(ru="Столбец", en="Column")
                return (NodeError("not_set", field=f"made.{place}.other", values={"title": title}),)
            if one.until == "day" and one.day is None:
                title = Text(ru="День", en="Day")
                return (NodeError("not_set", field=f"made.{place}.day", values={"title": title}),)
        schema = inputs.get("rows")
        if schema is None or settings.column not in schema:
            return ()
        if any(one.other and one.other not in schema for one in settings.made):
            return ()
        try:
            _verify(settings, schema)
        except NodeError as error:
            return (error,)
        return ()

    def lazy(self, settings: DatesSettings, frames: InputFrames, context: Context) -> Frames:
        """Add the columns."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        _verify(settings, schema)
        made = [_part(one, settings, schema).alias(_name(one, settings)) for one in settings.made]
        return {"rows": frame.with_columns(made)}

    def lineage(
        self, settings: DatesSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Made columns come from the date, and from the other date."""
        schema = inputs.get("rows") or {}
        made = {_name(one, settings): one for one in settings.made}
        out: dict[str, list[tuple[str, str]]] = {}
        for name in outputs["rows"]:
            if name in schema:
                out[name] = [("rows", name)]
                continue
            out[name] = [("rows", settings.column)]
            one = made.get(name)
            if one is not None and one.what == "difference" and one.until == "column":
                out[name].append(("rows", one.other))
        return {"rows": out}

    examples = (
        Example(
            title=Text(ru="Месяц, квартал и день недели", en="Month, quarter and weekday"),
            settings={
                "column": "Дата",
                "made": [{"what": "year_month"}, {"what": "quarter"}, {"what": "weekday_name"}],
            },
            inputs={
                "rows": Table(
                    {"Дата": ["2011-12-09", "2012-01-01", None]}, dtypes={"Дата": pl.Date}
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Дата": ["2011-12-09", "2012-01-01", None],
                        "Дата: год и месяц": ["2011-12", "2012-01", None],
                        "Дата: квартал": [4, 1, None],
                        "Дата: название дня недели": ["пятница", "воскресенье", None],
                    },
                    dtypes={"Дата": pl.Date},
                )
            },
        ),
        Example(
            title=Text(ru="До отчётной даты", en="Until the day of the report"),
            settings={
                "column": "Покупка",
                "made": [
                    {"what": "difference", "day": "2011-12-09", "name": "Дней"},
                    {
                        "what": "difference",
                        "day": "2011-12-09",
                        "unit": "months",
                        "name": "Месяцев",
                    },
                    {"what": "end", "period": "month", "name": "Конец месяца"},
                    {"what": "shift", "amount": 1, "unit": "months", "name": "Через месяц"},
                ],
            },
            inputs={
                "rows": Table(
                    {"Покупка": ["2011-11-30", "2010-12-10"]}, dtypes={"Покупка": pl.Date}
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Покупка": ["2011-11-30", "2010-12-10"],
                        "Дней": [9, 364],
                        "Месяцев": [0, 11],
                        "Конец месяца": ["2011-11-30", "2010-12-31"],
                        "Через месяц": ["2011-12-30", "2011-01-10"],
                    },
                    dtypes={
                        "Покупка": pl.Date,
                        "Конец месяца": pl.Date,
                        "Через месяц": pl.Date,
                    },
                )
            },
        ),
    )


def _name(one: DatePart, settings: DatesSettings) -> str:
    if one.name:
        return one.name
    words = _PARTS[one.what].of(settings.language).lower()
    return f"{settings.column}: {words}"


def _verify(settings: DatesSettings, schema: pl.Schema) -> None:
    needed = [("column", settings.column)]
    made: list[tuple[str, str]] = []
    for place, one in enumerate(settings.made):
        if one.what == "difference" and one.until == "column":
            needed.append((f"made.{place}.other", one.other))
        made.append((f"made.{place}.name", _name(one, settings)))
        timed = one.what in {"hour", "minute"} or (
            one.what == "shift" and one.unit in {"hours", "minutes"}
        )
        if timed and schema.get(settings.column) == pl.Date:
            raise NodeError("no_time", field=f"made.{place}.what", column=settings.column)
    check_made(schema, needed, made)


def _part(one: DatePart, settings: DatesSettings, schema: pl.Schema) -> pl.Expr:
    moment = _moment(settings.column, schema)
    parts = moment.dt
    number = pl.Int64
    if one.what == "difference":
        return _difference(one, moment, schema)
    if one.what == "shift":
        return _shift(one, moment)
    if one.what == "start":
        return moment.dt.truncate(_PERIODS[one.period]).cast(pl.Date)
    if one.what == "end":
        length = _PERIODS[one.period]
        return moment.dt.truncate(length).dt.offset_by(length).cast(pl.Date).dt.offset_by("-1d")
    if one.what == "month_name":
        return _named(parts.month(), _MONTHS[settings.language])
    if one.what == "weekday_name":
        return _named(parts.weekday(), _DAYS[settings.language])
    if one.what == "date":
        return moment.cast(pl.Date)
    if one.what == "year_month":
        return parts.strftime("%Y-%m")
    if one.what == "half":
        return (parts.quarter().cast(number) + 1) // 2
    simple = {
        "year": parts.year(), "quarter": parts.quarter(), "month": parts.month(),
        "week": parts.week(), "day": parts.day(), "day_of_year": parts.ordinal_day(),
        "weekday": parts.weekday(), "hour": parts.hour() if one.what == "hour" else parts.year(),
        "minute": parts.minute() if one.what == "minute" else parts.year(),
    }  # fmt: skip
    return simple[one.what].cast(number)


def _moment(name: str, schema: pl.Schema) -> pl.Expr:
    """Return a date column; one of nulls alone counts as dates."""
    column = col(name)
    return column.cast(pl.Date) if schema[name].base_type() == pl.Null else column


def _named(number: pl.Expr, words: Sequence[str]) -> pl.Expr:
    return number.replace_strict(
        list(range(1, len(words) + 1)), list(words), default=None, return_dtype=pl.String
    )


def _difference(one: DatePart, moment: pl.Expr, schema: pl.Schema) -> pl.Expr:
    until = pl.lit(one.day) if one.until == "day" else _moment(one.other, schema)
    if one.unit in {"hours", "minutes"}:
        gap = until.cast(pl.Datetime("us")) - moment.cast(pl.Datetime("us"))
        return gap.dt.total_minutes() if one.unit == "minutes" else gap.dt.total_minutes() / 60
    start, end = moment.cast(pl.Date), until.cast(pl.Date)
    if one.unit in {"days", "weeks"}:
        days = (end - start).dt.total_days()
        return days if one.unit == "days" else days // 7
    months = _whole_months(start, end)
    if one.unit == "months":
        return months
    # Towards zero, as an age is counted in both directions.
    return pl.when(months < 0).then(-((-months) // 12)).otherwise(months // 12)


def _whole_months(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Count whole months as an age is counted; backwards the same with a minus."""

    def forward(early: pl.Expr, late: pl.Expr) -> pl.Expr:
        years = (late.dt.year() - early.dt.year()).cast(pl.Int64)
        months = late.dt.month().cast(pl.Int64) - early.dt.month().cast(pl.Int64)
        short = (late.dt.day() < early.dt.day()).cast(pl.Int64)
        return years * 12 + months - short

    return pl.when(end >= start).then(forward(start, end)).otherwise(-forward(end, start))


def _shift(one: DatePart, moment: pl.Expr) -> pl.Expr:
    unit = {"days": "d", "weeks": "w", "months": "mo", "years": "y", "hours": "h", "minutes": "m"}
    return moment.dt.offset_by(f"{one.amount}{unit[one.unit]}")
