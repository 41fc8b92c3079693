"""The Running and moving totals: sums, means, extremes and counts along an order.

Long because its form, help and examples stand in two languages beside the work.
"""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import polars as pl

from kanva.sdk import (
    NUMERIC,
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
    kind_of,
    plural,
    shorten,
)
from kanva.sdk.columns import KIND_TITLES
from kanva.sdk.relational import col, need_columns, refuse_duplicates
from kanva_nodes.rows._order import (
    Line,
    OrderKey,
    Sequenced,
    group_columns,
    group_field,
    order_field,
    order_problems,
    sequence_field,
)

_TOTALS = Text(ru="Показатели", en="Totals")
_DAY = Text(ru="Столбец даты", en="Column of dates")
_UNITS = {"day": "d", "week": "w", "month": "mo", "year": "y"}


class RunningTotal(Settings):
    """One total: what is computed, of which column, under what name."""

    function: Literal["sum", "mean", "min", "max", "count"] = fields.choice(
        Text(ru="Что посчитать", en="What to compute"),
        [
            Option("sum", Text(ru="Сумма", en="Sum")),
            Option("mean", Text(ru="Среднее", en="Mean")),
            Option("min", Text(ru="Минимум", en="Minimum")),
            Option("max", Text(ru="Максимум", en="Maximum")),
            Option(
                "count",
                Text(ru="Количество", en="Count"),
                Text(ru="Сколько заполненных ячеек.", en="How many filled cells."),
            ),
        ],
        "sum",
    )
    column: str = fields.column(Text(ru="Столбец", en="Column"))
    name: str = fields.new_column(
        Text(ru="Имя", en="Name"),
        help=Text(ru="Пусто — имя составит узел.", en="Empty: the node makes up a name."),
    )


class RunningSettings(Settings):
    """Totals, the window they are taken over, the order and the groups."""

    totals: list[RunningTotal] = fields.items(
        _TOTALS, item_title=Text(ru="Показатель", en="Total"), layout="cards"
    )
    window: Literal["all", "rows", "period"] = fields.choice(
        Text(ru="За что", en="Over what"),
        [
            Option(
                "all",
                Text(ru="С начала", en="From the start"),
                Text(ru="Нарастающий итог.", en="A running total."),
            ),
            Option(
                "rows",
                Text(ru="За последние строки", en="The last rows"),
                Text(ru="Строка и сколько-то перед ней.", en="The row and some before it."),
            ),
            Option(
                "period",
                Text(ru="За последний период", en="The last period"),
                Text(
                    ru="Все строки за столько-то дней, недель, месяцев до этой даты.",
                    en="All rows of so many days, weeks or months up to this date.",
                ),
            ),
        ],
        "all",
    )
    size: int = fields.integer(
        Text(ru="Сколько", en="How many"),
        7,
        minimum=1,
        help=Text(
            ru="Вместе с самой строкой или её днём.", en="The row itself, or its day, included."
        ),
        look=Look(when={"window": ["rows", "period"]}),
    )
    unit: Literal["day", "week", "month", "year"] = fields.choice(
        Text(ru="Чего", en="Of what"),
        [
            Option("day", Text(ru="дней", en="days")),
            Option("week", Text(ru="недель", en="weeks")),
            Option("month", Text(ru="месяцев", en="months")),
            Option("year", Text(ru="лет", en="years")),
        ],
        "day",
        style="segmented",
        look=Look(when={"window": ["period"]}),
    )
    day: str = fields.column(
        _DAY, kinds=("date", "datetime"), look=Look(when={"window": ["period"]})
    )
    full: bool = fields.switch(
        Text(ru="Только полные окна", en="Full windows only"),
        help=Text(
            ru="Пока строк перед этой не хватает, пусто.",
            en="Empty while there are too few rows before.",
        ),
        look=Look(when={"window": ["rows"]}),
    )
    sequence: Sequenced = sequence_field(when={"window": ["all", "rows"]})
    order: list[OrderKey] = order_field(when={"sequence": ["columns"], "window": ["all", "rows"]})
    group: list[str] = group_field()
    language: Literal["ru", "en"] = fields.choice(
        Text(ru="Язык имён столбцов", en="Language of column names"),
        [
            Option("ru", Text(ru="русский", en="Russian")),
            Option("en", Text(ru="английский", en="English")),
        ],
        "ru",
        style="segmented",
        help=Text(
            ru="Имён, которые составляет узел: «Сумма с начала: Выручка».",
            en="Of names the node makes up: “Running sum: Revenue”.",
        ),
        look=Look(advanced=True),
    )


class Running(NodeType[RunningSettings]):
    """Adds totals over the rows before each row."""

    abstract = False
    id = "rows.running"
    category = "rows"
    icon = "M4 20h16M5 17v-3M9 17v-5M13 17V9M17 17V6M5 10.500l4-2 4-3 4-2.500"
    title = Text(ru="Нарастающий и скользящий итог", en="Running and moving totals")
    summary = Text(
        ru="Считает сумму, среднее и другое с начала, за последние строки или период.",
        en="Computes sums, means and more from the start, over the last rows or a period.",
    )
    help = Text(
        ru="""Добавляет к каждой строке итог по строкам до неё включительно. Сами строки остаются на своих местах.

**Когда брать.** Остаток по движению товара (сумма с начала внутри групп «Товар»), выручка с начала года, скользящее среднее за 7 дней, число покупок клиента за последние 90 дней, наибольшая цена к этому дню.

- **С начала** — от первой строки группы до этой.
- **За последние строки** — сама строка и предыдущие, всего столько, сколько указано. «Только полные окна» оставляет пустыми первые строки, у которых предыдущих не хватает.
- **За последний период** — все строки, чья дата не раньше, чем за столько дней, недель, месяцев до даты этой строки: 7 дней для 10 января — с 4 по 10 включительно. Строки с одной датой входят все. Порядок здесь задаёт сама дата; у строки без даты итога нет.

На что обратить внимание:

- Пустые ячейки не складываются и не считаются: сумма без единого значения — ноль, среднее и крайние — пусто.
- При равенстве в порядке раньше та строка, что выше; чтобы это не решал случай, добавьте второй столбец.
- Строк за пропущенный день нет, поэтому «за последние 7 строк» и «за 7 дней» — разное.
- Итог сразу по группе, без порядка, считает узел «Группировка».""",
        en="""Adds to each row a total of the rows up to and including it. The rows themselves stay in their places.

**When to take it.** Stock from movements of goods (running sum within “Article”), revenue since the start of the year, a moving mean of 7 days, a customer’s purchases of the last 90 days, the highest price so far.

- **From the start**: from the first row of the group to this one.
- **The last rows**: the row itself and those before it, as many as you say. “Full windows only” leaves the first rows, which have too few before them, empty.
- **The last period**: all rows whose date is not earlier than so many days, weeks or months before this one: 7 days for 10 January are the 4th to the 10th. Rows of the same date all count. The date itself gives the order; a row without a date has no total.

Mind that:

- Empty cells are neither added nor counted: a sum without a value is zero, a mean and extremes are empty.
- Of rows equal in the order the one that stands higher comes first; add a second column to leave nothing to chance.
- A missing day has no row, so “the last 7 rows” and “7 days” differ.
- For one total a group, without an order, take Group.""",
    )
    also_called = (
        "нарастающий итог", "накопительный итог", "кумулятивная сумма", "скользящее среднее",
        "Moving Aggregation", "Скользящее окно", "running total", "cumulative sum", "moving average",
        "SUM OVER", "остаток", "rolling", "cum_sum", "window function",
    )  # fmt: skip
    settings = RunningSettings
    messages: ClassVar[Mapping[str, Message]] = {
        "not_a_number": Message(
            Text(
                ru="Для столбца «{column}» это не посчитать: {kind}",
                en="This cannot be computed for column “{column}”, which holds {kind}",
            ),
            Text(
                ru="Выберите столбец с числами или посчитайте количество.",
                en="Choose a column of numbers, or take the count.",
            ),
        ),
    }

    def caption(self, settings: RunningSettings) -> Text:
        """Return the totals and their window."""
        names = ", ".join(item.column for item in settings.totals if item.column)
        if not names:
            return Text(ru="", en="")
        window = _window_words(settings)
        names = shorten(names, 34)
        return Text(ru=f"{names} {window.ru}", en=f"{names} {window.en}")

    def check(
        self, settings: RunningSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find an empty form, a missing order, columns that cannot be added."""
        del context
        problems: list[NodeError] = []
        if settings.window != "period":
            problems += order_problems(settings.sequence, settings.order)
        if not settings.totals:
            problems.append(NodeError("not_set", field="totals", values={"title": _TOTALS}))
        schema = inputs.get("rows")
        if schema is not None and all(item.column for item in settings.totals):
            try:
                _verify(settings, schema)
            except NodeError as error:
                problems.append(error)
        return problems

    def lazy(self, settings: RunningSettings, frames: InputFrames, context: Context) -> Frames:
        """Compute the totals along the order, or by the dates themselves."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        need_columns(schema, group_columns(settings.group))
        _verify(settings, schema)
        by_period = settings.window == "period"
        if by_period:
            need_columns(schema, [("day", settings.day)])
        order = settings.order if settings.sequence == "columns" and not by_period else []
        line = Line(order, settings.group, schema)
        made = [
            line.window(_total(settings, item, schema)).alias(_name(settings, item))
            for item in settings.totals
        ]
        return {"rows": line.run(frame, [made])}

    def lineage(
        self, settings: RunningSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """A total comes from its column; the order and the groups only say which rows."""
        del inputs
        made = {_name(settings, item): item.column for item in settings.totals}
        return {"rows": {name: [("rows", made.get(name, name))] for name in outputs["rows"]}}

    examples = (
        Example(
            title=Text(ru="Остаток товара по движению", en="Stock from movements of goods"),
            settings={
                "totals": [
                    {"column": "Движение", "name": "Остаток"},
                    {"function": "max", "column": "Движение"},
                ],
                "order": [{"column": "День"}],
                "group": ["Товар"],
            },
            inputs={
                "rows": Table(
                    {
                        "Товар": ["чай", "мёд", "чай", "чай"],
                        "День": [3, 1, 1, 2],
                        "Движение": [-4, 7, 10, None],
                    }
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Товар": ["чай", "мёд", "чай", "чай"],
                        "День": [3, 1, 1, 2],
                        "Движение": [-4, 7, 10, None],
                        "Остаток": [6, 7, 10, 10],
                        "Максимум с начала: Движение": [10, 7, 10, 10],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Скользящее среднее трёх строк", en="A moving mean of three rows"),
            settings={
                "totals": [{"function": "mean", "column": "Цена", "name": "Средняя"}],
                "window": "rows",
                "size": 3,
                "full": True,
                "sequence": "table",
            },
            inputs={"rows": Table({"Цена": [1.0, 2.0, 6.0, 4.0]})},
            outputs={
                "rows": Table({"Цена": [1.0, 2.0, 6.0, 4.0], "Средняя": [None, None, 3.0, 4.0]})
            },
        ),
    )


def _window_words(settings: RunningSettings) -> Text:
    if settings.window == "all":
        return Text(ru="с начала", en="from the start")
    if settings.window == "rows":
        return _counted(settings.size, ("строку", "строки", "строк"), ("row", "rows"))
    return {
        "day": _counted(settings.size, ("день", "дня", "дней"), ("day", "days")),
        "week": _counted(settings.size, ("неделю", "недели", "недель"), ("week", "weeks")),
        "month": _counted(settings.size, ("месяц", "месяца", "месяцев"), ("month", "months")),
        "year": _counted(settings.size, ("год", "года", "лет"), ("year", "years")),
    }[settings.unit]


def _counted(number: int, ru: tuple[str, str, str], en: tuple[str, str]) -> Text:
    words = plural(number, ru, en)
    return Text(ru=f"за {words.ru}", en=f"over {words.en}")


_FUNCTIONS = {
    "sum": ("Сумма", "Sum"),
    "mean": ("Среднее", "Mean"),
    "min": ("Минимум", "Minimum"),
    "max": ("Максимум", "Maximum"),
    "count": ("Количество", "Count"),
}


def _name(settings: RunningSettings, item: RunningTotal) -> str:
    if item.name:
        return item.name
    word = _FUNCTIONS[item.function][settings.language == "en"]
    return f"{word} {_window_words(settings).of(settings.language)}: {item.column}"


def _verify(settings: RunningSettings, schema: Mapping[str, Any]) -> None:
    need_columns(
        schema, [(f"totals.{at}.column", item.column) for at, item in enumerate(settings.totals)]
    )
    names: list[tuple[str, str | None]] = [(name, None) for name in schema]
    for at, item in enumerate(settings.totals):
        names.append((_name(settings, item), f"totals.{at}.name"))
        dtype = schema[item.column]
        kind = kind_of(dtype)
        allowed = item.function == "count" or kind in NUMERIC or dtype == pl.Null
        # A running extreme needs no arithmetic: dates and text have one too.
        if item.function in {"min", "max"} and settings.window == "all":
            allowed = allowed or kind in {"date", "datetime", "time", "duration"}
        if not allowed:
            raise NodeError(
                "not_a_number",
                field=f"totals.{at}.column",
                column=item.column,
                values={"kind": KIND_TITLES[kind]},
            )
    refuse_duplicates(names)


def _total(settings: RunningSettings, item: RunningTotal, schema: Mapping[str, Any]) -> pl.Expr:
    dtype = schema[item.column]
    own = col(item.column)
    if item.function == "count":
        filled = own.is_not_null()
        if kind_of(dtype) in {"text", "category"} and dtype != pl.Null:
            filled &= own.cast(pl.String) != ""
        values = filled.fill_null(value=False).cast(pl.Int64)
    elif dtype == pl.Null:
        values = own.cast(pl.Float64 if item.function == "mean" else pl.Int64)
    elif kind_of(dtype) == "integer" and item.function == "sum":
        values = own.cast(pl.Int64 if dtype != pl.UInt64 else pl.Int128)
    elif item.function == "mean":
        values = own.cast(pl.Float64)
    else:
        values = own
    if settings.window == "all":
        return _cumulative(item.function, values)
    if settings.window == "rows":
        least = settings.size if settings.full else 1
        place = pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
        total = _rolling(item.function, values, settings.size)
        return pl.when(place >= least).then(total)
    period = f"{settings.size}{_UNITS[settings.unit]}"
    total = _rolling_by(item.function, values, col(settings.day), period)
    return pl.when(col(settings.day).is_not_null()).then(total)


def _cumulative(function: str, values: pl.Expr) -> pl.Expr:
    if function in {"sum", "count"}:
        return values.fill_null(0).cum_sum()
    if function == "mean":
        count = values.cum_count()
        return pl.when(count > 0).then(values.fill_null(0).cum_sum() / count)
    extreme = values.cum_min() if function == "min" else values.cum_max()
    return extreme.forward_fill()


def _rolling(function: str, values: pl.Expr, size: int) -> pl.Expr:
    if function in {"sum", "count"}:
        return values.fill_null(0).rolling_sum(size, min_samples=1)
    if function == "mean":
        return values.rolling_mean(size, min_samples=1)
    if function == "min":
        return values.rolling_min(size, min_samples=1)
    return values.rolling_max(size, min_samples=1)


def _rolling_by(function: str, values: pl.Expr, day: pl.Expr, period: str) -> pl.Expr:
    if function in {"sum", "count"}:
        return values.fill_null(0).rolling_sum_by(day, period, min_samples=1)
    if function == "mean":
        return values.rolling_mean_by(day, period, min_samples=1)
    if function == "min":
        return values.rolling_min_by(day, period, min_samples=1)
    return values.rolling_max_by(day, period, min_samples=1)
