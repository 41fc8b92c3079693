"""The Previous and next: values of neighbour rows along an order, and differences from them.

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
    JsonScalar,
    Kind,
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
    dtype_of,
    fields,
    kind_of,
    plural,
    shorten,
)
from kanva.sdk.columns import KIND_TITLES
from kanva.sdk.relational import can_convert, col, conversion, need_columns, refuse_duplicates
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

_VALUES = Text(ru="Что взять", en="What to take")
_DIFFERING: tuple[Kind, ...] = (*NUMERIC, "date", "datetime")


class Shifted(Settings):
    """One value of a neighbour row."""

    column: str = fields.column(Text(ru="Столбец", en="Column"))
    side: Literal["previous", "next"] = fields.choice(
        Text(ru="Откуда", en="From"),
        [
            Option("previous", Text(ru="Предыдущая", en="Previous")),
            Option("next", Text(ru="Следующая", en="Next")),
        ],
        "previous",
        style="segmented",
    )
    steps: int = fields.integer(Text(ru="На сколько строк", en="How many rows away"), 1, minimum=1)
    result: Literal["value", "difference", "growth"] = fields.choice(
        Text(ru="Что получить", en="What to get"),
        [
            Option("value", Text(ru="Значение соседа", en="The neighbour’s value")),
            Option(
                "difference",
                Text(ru="Разница с соседом", en="Difference from it"),
                Text(
                    ru="Своё минус соседа; у дат — в днях.",
                    en="Own minus the neighbour’s; of dates in days.",
                ),
            ),
            Option(
                "growth",
                Text(ru="Прирост к соседу", en="Growth over it"),
                Text(ru="0,1 — на 10 % больше.", en="0.1 is 10% more."),
            ),
        ],
        "value",
    )
    absent: Literal["empty", "own", "given"] = fields.choice(
        Text(ru="Если соседа нет", en="Without a neighbour"),
        [
            Option("empty", Text(ru="Пусто", en="Empty")),
            Option("own", Text(ru="Своё значение", en="Own value")),
            Option("given", Text(ru="Вписать", en="Fill in")),
        ],
        "empty",
        look=Look(when={"result": ["value"]}),
    )
    given: JsonScalar = fields.value(
        Text(ru="Вписать значение", en="Value to fill in"),
        look=Look(when={"result": ["value"], "absent": ["given"]}),
    )
    name: str = fields.new_column(
        Text(ru="Имя", en="Name"),
        help=Text(ru="Пусто — имя составит узел.", en="Empty: the node makes up a name."),
    )


class ShiftSettings(Settings):
    """Values of neighbours, along which order, in which groups."""

    values: list[Shifted] = fields.items(
        _VALUES,
        item_title=Text(ru="Значение", en="Value"),
        layout="cards",
    )
    sequence: Sequenced = sequence_field()
    order: list[OrderKey] = order_field(when={"sequence": ["columns"]})
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
            ru="Имён, которые составляет узел: «Сумма: предыдущее».",
            en="Of names the node makes up: “Amount: previous”.",
        ),
        look=Look(advanced=True),
    )


class Shift(NodeType[ShiftSettings]):
    """Brings values of neighbour rows onto a row."""

    abstract = False
    id = "rows.shift"
    category = "rows"
    icon = "M4 5h9v4H4zM4 15h9v4H4zM16 7h4v10h-4M18.500 14.500L16 17l2.500 2.500"
    title = Text(ru="Предыдущее и следующее", en="Previous and next")
    summary = Text(
        ru="Ставит рядом значение соседней строки или разницу с ним.",
        en="Puts the value of a neighbour row, or the difference from it, beside each row.",
    )
    help = Text(
        ru="""Добавляет к строке значение соседней — предыдущей или следующей по порядку, через сколько угодно строк, — или разницу с ним. Сами строки остаются на своих местах.

**Когда брать.** Сколько дней прошло с прошлой покупки клиента (внутри групп «Клиент», порядок по дате, разница дат). Выручка к прошлому месяцу. Что купили следующим.

- **Значение соседа** — как есть. Если соседа нет (первая строка группы), можно оставить пусто, взять своё или вписать.
- **Разница** — своё минус соседа: рост положительный. У дат — целые дни, у даты со временем — дни с дробью.
- **Прирост** — своё, делённое на соседа, минус один: 0,1 — на 10 % больше. Если у соседа ноль — пусто.

На что обратить внимание:

- Порядок задают столбцы; при равенстве раньше та строка, что выше. «Как в таблице» берите, только если порядок строк точно известен, например сразу после сортировки.
- Сосед — это строка, а не календарный день: если месяц пропущен, предыдущим будет тот, что есть.
- Пустое значение соседа остаётся пустым: «Если соседа нет» о нём не говорит.""",
        en="""Adds to a row the value of a neighbour, the previous or the next one along an order and any number of rows away, or the difference from it. The rows themselves stay in their places.

**When to take it.** How many days have passed since a customer’s last purchase (within “Customer”, by date, difference of dates). Revenue against last month. What was bought next.

- **The neighbour’s value** as it is. Where there is none (the first row of a group) it may stay empty, be the row’s own, or be filled in.
- **Difference**: own minus the neighbour’s, growth is positive. Of dates whole days, of dates with time days with a fraction.
- **Growth**: own divided by the neighbour’s, less one: 0.1 is 10% more. Empty where the neighbour has zero.

Mind that:

- Columns give the order; of equal rows the one that stands higher comes first. Take “As they come” only when the order of rows is known for sure, say right after a Sort.
- A neighbour is a row, not a day of the calendar: when a month is missing, the previous one is the one there is.
- An empty value of a neighbour stays empty: “Without a neighbour” does not speak of it.""",
    )
    also_called = (
        "сдвиг", "лаг", "предыдущее значение", "следующее значение", "разница с предыдущим",
        "прирост", "LAG", "LEAD", "Lag Column", "СМЕЩ", "OFFSET", "shift", "diff", "pct_change",
        "интервал между покупками", "Скользящее окно",
    )  # fmt: skip
    settings = ShiftSettings
    messages: ClassVar[Mapping[str, Message]] = {
        "no_difference": Message(
            Text(
                ru="Для столбца «{column}» разницу не посчитать: {kind}",
                en="Column “{column}” has no difference: it holds {kind}",
            ),
            Text(
                ru="Выберите столбец с числами или датами или «Значение соседа».",
                en="Choose a column of numbers or dates, or “The neighbour’s value”.",
            ),
        ),
        "wrong_fill": Message(
            Text(
                ru="Значение «{value}» не подходит к столбцу «{column}»: {kind}",
                en="The value “{value}” does not fit column “{column}”, which holds {kind}",
            ),
            Text(ru="Впишите другое значение.", en="Fill in another value."),
        ),
    }

    def caption(self, settings: ShiftSettings) -> Text:
        """Return the made columns and the groups."""
        named = [item for item in settings.values if item.column]
        group = f" · {shorten(', '.join(settings.group), 30)}" if settings.group else ""
        return Text(
            ru=shorten(", ".join(_name(item, "ru") for item in named), 50) + group if named else "",
            en=shorten(", ".join(_name(item, "en") for item in named), 50) + group if named else "",
        )

    def check(
        self, settings: ShiftSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find an empty form, a missing order, and values that do not fit."""
        del context
        problems = list(order_problems(settings.sequence, settings.order))
        if not settings.values:
            problems.append(NodeError("not_set", field="values", values={"title": _VALUES}))
        schema = inputs.get("rows")
        if schema is not None and all(item.column for item in settings.values):
            try:
                _verify(settings, schema)
            except NodeError as error:
                problems.append(error)
        return problems

    def lazy(self, settings: ShiftSettings, frames: InputFrames, context: Context) -> Frames:
        """Shift the columns along the order."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        need_columns(schema, group_columns(settings.group))
        _verify(settings, schema)
        order = settings.order if settings.sequence == "columns" else []
        line = Line(order, settings.group, schema)
        made = [
            line.window(_made(item, schema)).alias(_name(item, settings.language))
            for item in settings.values
        ]
        return {"rows": line.run(frame, [made])}

    def lineage(
        self, settings: ShiftSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """A made column comes from its column; the order and the groups only say which row."""
        del inputs
        made = {_name(item, settings.language): item.column for item in settings.values}
        return {"rows": {name: [("rows", made.get(name, name))] for name in outputs["rows"]}}

    examples = (
        Example(
            title=Text(ru="Дней с прошлой покупки", en="Days since the last purchase"),
            settings={
                "values": [
                    {"column": "День", "result": "difference", "name": "Дней с прошлой"},
                    {"column": "Товар", "side": "next", "absent": "given", "given": "—"},
                ],
                "order": [{"column": "День"}],
                "group": ["Клиент"],
            },
            inputs={
                "rows": Table(
                    {
                        "Клиент": ["К1", "К2", "К1"],
                        "День": [20, 5, 8],
                        "Товар": ["чай", "мёд", "кофе"],
                    }
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Клиент": ["К1", "К2", "К1"],
                        "День": [20, 5, 8],
                        "Товар": ["чай", "мёд", "кофе"],
                        "Дней с прошлой": [12, None, None],
                        "Товар: следующее": ["—", "—", "чай"],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="К позапрошлому месяцу", en="Against the month before last"),
            settings={
                "values": [
                    {"column": "Выручка", "steps": 2, "absent": "own"},
                    {"column": "Выручка", "steps": 2, "result": "growth"},
                ],
                "sequence": "table",
            },
            inputs={"rows": Table({"Выручка": [100.0, 0.0, 110.0, 5.0]})},
            outputs={
                "rows": Table(
                    {
                        "Выручка": [100.0, 0.0, 110.0, 5.0],
                        "Выручка: 2 строки назад": [100.0, 0.0, 100.0, 0.0],
                        "Выручка: прирост, 2 строки назад": [None, None, 0.1, None],
                    }
                )
            },
        ),
    )


_ONE: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "ru": {
        "previous": {
            "value": "предыдущее",
            "difference": "разница с предыдущим",
            "growth": "прирост к предыдущему",
        },
        "next": {
            "value": "следующее",
            "difference": "разница со следующим",
            "growth": "прирост к следующему",
        },
    },
    "en": {
        "previous": {
            "value": "previous",
            "difference": "difference from previous",
            "growth": "growth over previous",
        },
        "next": {
            "value": "next",
            "difference": "difference from next",
            "growth": "growth over next",
        },
    },
}
_MANY = {
    "ru": {"value": "", "difference": "разница, ", "growth": "прирост, "},
    "en": {"value": "", "difference": "difference, ", "growth": "growth, "},
}


def _name(item: Shifted, language: Literal["ru", "en"]) -> str:
    if item.name:
        return item.name
    if item.steps == 1:
        return f"{item.column}: {_ONE[language][item.side][item.result]}"
    rows = plural(item.steps, ("строка", "строки", "строк"), ("row", "rows")).of(language)
    way = {"previous": ("назад", "back"), "next": ("вперёд", "ahead")}[item.side]
    return f"{item.column}: {_MANY[language][item.result]}{rows} {way[language == 'en']}"


def _verify(settings: ShiftSettings, schema: Mapping[str, Any]) -> None:
    need_columns(
        schema, [(f"values.{at}.column", item.column) for at, item in enumerate(settings.values)]
    )
    names: list[tuple[str, str | None]] = [(name, None) for name in schema]
    for at, item in enumerate(settings.values):
        names.append((_name(item, settings.language), f"values.{at}.name"))
        dtype = schema[item.column]
        kind = kind_of(dtype)
        if item.result != "value" and dtype != pl.Null:
            allowed = NUMERIC if item.result == "growth" else _DIFFERING
            if kind not in allowed:
                raise NodeError(
                    "no_difference",
                    field=f"values.{at}.result",
                    column=item.column,
                    values={"kind": KIND_TITLES[kind]},
                )
        if item.result == "value" and item.absent == "given":
            _fill(item, dtype, f"values.{at}.given")
    refuse_duplicates(names)


def _fill(item: Shifted, dtype: Any, field: str) -> pl.Expr:
    """Return the given value in the type of the column."""
    if item.given is None:
        return pl.lit(None, dtype=dtype)
    kind = kind_of(dtype)
    given = item.given
    words = given if isinstance(given, str) else str(given).lower()
    value: Any = None
    if can_convert("text", kind) or kind == "text":
        literal = pl.select(conversion(pl.lit(words, dtype=pl.String), pl.String(), kind))
        value = literal.item()
    if value is None:
        raise NodeError(
            "wrong_fill",
            field=field,
            column=item.column,
            values={"value": item.given, "kind": KIND_TITLES[kind]},
        )
    return pl.lit(value, dtype=dtype_of(kind)).cast(pl.String if dtype == pl.Null else dtype)


def _made(item: Shifted, schema: Mapping[str, Any]) -> pl.Expr:
    dtype = schema[item.column]
    steps = item.steps if item.side == "previous" else -item.steps
    own = col(item.column)
    neighbour = own.shift(steps)
    if item.result == "value":
        if item.absent == "empty":
            return neighbour
        place = pl.int_range(pl.len(), dtype=pl.Int64)
        there = (
            place >= item.steps
            if item.side == "previous"
            else place < pl.len().cast(pl.Int64) - item.steps
        )
        instead = own if item.absent == "own" else _fill(item, dtype, "given")
        return pl.when(there).then(neighbour).otherwise(instead)
    if dtype == pl.Null:
        return own.cast(pl.Float64)
    kind = kind_of(dtype)
    if item.result == "growth":
        before = neighbour.cast(pl.Float64)
        return pl.when(before != 0).then(own.cast(pl.Float64) / before - 1)
    if kind == "date":
        return (own - neighbour).dt.total_days()
    if kind == "datetime":
        micros = (own - neighbour).dt.total_microseconds()
        return micros / 86_400_000_000
    if kind == "integer":
        # Unsigned numbers would run over below zero.
        wide = pl.Int128 if dtype in {pl.UInt64, pl.Int128, pl.UInt128} else pl.Int64
        return own.cast(wide) - neighbour.cast(wide)
    return own - neighbour
