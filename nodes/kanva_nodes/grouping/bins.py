"""The Bins: numbers and dates sorted into classes, by width, by equal counts or by given bounds."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
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
    TypedTable,
    fields,
    shorten,
)
from kanva.sdk.relational import col, need_columns, refuse_duplicates

_BOUNDS = Text(ru="Границы", en="Bounds")


class BinsSettings(Settings):
    """How values fall into classes, and how classes are called."""

    column: str = fields.column(Text(ru="Столбец", en="Column"), kinds=NUMERIC)
    by: Literal["bounds", "width", "quantile"] = fields.choice(
        Text(ru="Как делить", en="How to divide"),
        [
            Option("bounds", Text(ru="По границам", en="By bounds")),
            Option(
                "width",
                Text(ru="На равные промежутки", en="Into equal ranges"),
                Text(ru="От наименьшего до наибольшего.", en="From the smallest to the largest."),
            ),
            Option(
                "quantile",
                Text(ru="Поровну строк", en="Into equal counts"),
                Text(
                    ru="Одинаковые значения всегда в одном классе.",
                    en="Equal values are always in one class.",
                ),
            ),
        ],
        "bounds",
    )
    bounds: TypedTable = fields.table(
        _BOUNDS,
        TypedTable.of({"from": "number", "label": "text"}),
        fixed=True,
        heads={"from": Text(ru="От", en="From"), "label": Text(ru="Имя", en="Name")},
        help=Text(
            ru="Каждый класс начинается со своей границы и идёт до следующей. Пустая граница сверху — всё, что меньше. Имя можно не писать.",
            en="Each class begins at its bound and goes up to the next. An empty first bound takes all below. The name may be left out.",
        ),
        look=Look(when={"by": ["bounds"]}),
    )
    count: int = fields.integer(
        Text(ru="Сколько классов", en="How many classes"),
        5,
        minimum=2,
        maximum=1000,
        look=Look(when={"by": ["width", "quantile"]}),
    )
    group: list[str] = fields.columns(
        Text(ru="Отдельно внутри групп", en="Separately within groups"),
        optional=True,
        look=Look(when={"by": ["width", "quantile"]}),
    )
    label: Literal["range", "number"] = fields.choice(
        Text(ru="Что записать", en="What to write"),
        [
            Option("range", Text(ru="Промежуток", en="The range")),
            Option("number", Text(ru="Номер класса", en="The number")),
        ],
        "range",
        style="segmented",
    )
    name: str = fields.new_column(
        Text(ru="Имя столбца", en="Name of the column"),
        "Класс",
    )


class Bins(NodeType[BinsSettings]):
    """Sorts numbers into classes."""

    abstract = False
    id = "group.bins"
    category = "grouping"
    icon = "M4 20h16M6 20v-5h3v5M10.500 20v-9h3v9M15 20v-7h3v7M5 7h14M8 5v4M12 5v4M16 5v4"
    title = Text(ru="Разбить на классы", en="Bins")
    summary = Text(
        ru="Относит число к классу: по границам, равным промежуткам или поровну строк.",
        en="Puts a number into a class: by bounds, equal ranges or equal counts.",
    )
    help = Text(
        ru="""Добавляет столбец с классом, в который попало число: «от 1000 до 5000», «3-й из 5» или ваше имя — «крупный».

**Когда брать.** Возрастные группы, чеки по размеру, клиенты на пять равных частей. Потом по классу удобно группировать.

- **По границам** — впишите, откуда начинается каждый класс, и, если нужно, имена. Значение на границе относится к классу, который с неё начинается. Что меньше первой границы, остаётся без класса; пустая граница сверху собирает и это.
- **На равные промежутки** — от наименьшего до наибольшего.
- **Поровну строк** — в каждом классе примерно одинаковое число строк; равные значения не разделяются, поэтому классы могут быть не совсем равны. Первый класс — наименьшие.
- **Отдельно внутри групп**: свои пять частей в каждом регионе.

Пустое значение остаётся без класса.""",
        en="""Adds a column with the class a number falls into: “1000 to 5000”, “3rd of 5”, or a name of yours, “large”.

**When to take it.** Age groups, receipts by size, customers in five equal parts. The class is handy for a Group.

- **By bounds**: write where each class begins and, if you like, its name. A value at a bound belongs to the class that begins there. What lies below the first bound has no class; an empty first bound takes that in, too.
- **Into equal ranges**, from the smallest to the largest.
- **Into equal counts**: about the same number of rows in each class; equal values are never parted, so that classes may differ a little. The first class holds the smallest.
- **Separately within groups**: five parts of its own in each region.

An empty value has no class.""",
    )
    also_called = (
        "квантование", "биннинг", "Numeric Binner", "Auto-Binner", "Tile", "NTILE", "WIDTH_BUCKET",
        "интервалы", "диапазоны", "квантили", "ЧАСТОТА", "гистограмма", "cut", "qcut",
    )  # fmt: skip
    settings = BinsSettings
    messages: ClassVar[Mapping[str, Message]] = {
        "bounds_order": Message(
            Text(
                ru="Границы должны возрастать: {later} стоит после {earlier}",
                en="Bounds must rise: {later} stands after {earlier}",
            ),
            Text(ru="Поправьте порядок строк.", en="Put the lines in order."),
        ),
    }

    def caption(self, settings: BinsSettings) -> Text:
        """Return the column and the way."""
        if not settings.column:
            return Text(ru="", en="")
        name = shorten(settings.column, 40)
        count = len(settings.bounds.rows) if settings.by == "bounds" else settings.count
        return Text(ru=f"{name}: классов {count}", en=f"{name}: {count} classes")

    def check(
        self, settings: BinsSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find absent bounds, bounds out of order, and names that clash."""
        del context
        if settings.by == "bounds" and not settings.bounds.rows:
            return (NodeError("not_set", field="bounds", values={"title": _BOUNDS}),)
        try:
            _classes(settings)
            if "rows" in inputs:
                _verify(settings, inputs["rows"])
        except NodeError as error:
            return () if error.code == "missing_column" else (error,)
        return ()

    def lazy(self, settings: BinsSettings, frames: InputFrames, context: Context) -> Frames:
        """Put every value into its class."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        _verify(settings, frame.collect_schema())
        value = col(settings.column).cast(pl.Float64)
        value = pl.when(value.is_finite()).then(value)
        keys = [col(name) for name in settings.group]
        made = {
            "bounds": lambda: _by_bounds(settings, value),
            "width": lambda: _by_width(settings, value, keys),
            "quantile": lambda: _by_count(settings, value, keys),
        }[settings.by]()
        return {"rows": frame.with_columns(made.alias(settings.name))}

    def lineage(
        self, settings: BinsSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """The class comes from the column."""
        schema = inputs.get("rows") or {}
        return {
            "rows": {
                name: [("rows", name if name in schema else settings.column)]
                for name in outputs["rows"]
            }
        }

    examples = (
        Example(
            title=Text(ru="Чеки по размеру", en="Receipts by size"),
            settings={
                "column": "Чек",
                "name": "Размер",
                "bounds": {
                    "columns": [
                        {"name": "from", "kind": "number"},
                        {"name": "label", "kind": "text"},
                    ],
                    "rows": [[None, "мелкий"], [1000, "средний"], [5000, None]],
                },
            },
            inputs={"rows": Table({"Чек": [999.99, 1000.0, 7000.0, None]})},
            outputs={
                "rows": Table(
                    {
                        "Чек": [999.99, 1000.0, 7000.0, None],
                        "Размер": ["мелкий", "средний", "≥ 5000", None],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Поровну на две части", en="Two equal parts"),
            settings={"column": "Сумма", "by": "quantile", "count": 2, "label": "number"},
            inputs={"rows": Table({"Сумма": [10, 40, 20, 30, 20]})},
            outputs={"rows": Table({"Сумма": [10, 40, 20, 30, 20], "Класс": [1, 2, 1, 2, 1]})},
        ),
        Example(
            title=Text(ru="Равные промежутки", en="Equal ranges"),
            settings={"column": "Возраст", "by": "width", "count": 2},
            inputs={"rows": Table({"Возраст": [20, 30, 40, 60]})},
            outputs={
                "rows": Table(
                    {
                        "Возраст": [20, 30, 40, 60],
                        "Класс": ["20 … 40", "20 … 40", "40 … 60", "40 … 60"],
                    }
                )
            },
        ),
    )


def _classes(settings: BinsSettings) -> list[tuple[float | None, str | None]]:
    """Return where each class begins, and its name."""
    if settings.by != "bounds":
        return []
    frame = settings.bounds.frame("bounds")
    found = [(low, label) for low, label in frame.rows()] if frame.width else []
    for earlier, later in pairwise(found):
        low, high = earlier[0], later[0]
        if high is None or (low is not None and high <= low):
            values = {"earlier": _short(low), "later": _short(high)}
            raise NodeError("bounds_order", field="bounds", values=values)
    return found


def _verify(settings: BinsSettings, schema: Mapping[str, Any]) -> None:
    groups = [(f"group.{place}", name) for place, name in enumerate(settings.group)]
    need_columns(schema, [("column", settings.column), *groups])
    refuse_duplicates([*((name, None) for name in schema), (settings.name, "name")])


def _by_bounds(settings: BinsSettings, value: pl.Expr) -> pl.Expr:
    classes = _classes(settings)
    number = settings.label == "number"
    made: pl.Expr = pl.lit(None, dtype=pl.Int64 if number else pl.String)
    for place, (low, label) in enumerate(classes):
        high = classes[place + 1][0] if place + 1 < len(classes) else None
        words = pl.lit(place + 1, dtype=pl.Int64) if number else pl.lit(label or _range(low, high))
        inside = value.is_not_null() if low is None else value >= low
        made = pl.when(inside).then(words).otherwise(made)
    return made


def _by_width(settings: BinsSettings, value: pl.Expr, keys: list[pl.Expr]) -> pl.Expr:
    low = value.min().over(keys) if keys else value.min()
    high = value.max().over(keys) if keys else value.max()
    step = (high - low) / settings.count
    place = pl.when(step > 0).then(((value - low) / step).floor()).otherwise(0)
    place = place.clip(0, settings.count - 1)
    place = pl.when(value.is_not_null()).then(place)
    if settings.label == "number":
        return place.cast(pl.Int64) + 1
    start, end = low + place * step, low + (place + 1) * step
    return pl.concat_str(_words(start), pl.lit(" … "), _words(end))


def _by_count(settings: BinsSettings, value: pl.Expr, keys: list[pl.Expr]) -> pl.Expr:
    # By the first rank among equals: equal values stay together, and none is without a class.
    rank, filled = value.rank("min"), value.count()
    rank = rank.over(keys) if keys else rank
    filled = filled.over(keys) if keys else filled
    share = ((rank - 1) * settings.count / filled).floor().clip(0, settings.count - 1) + 1
    place = pl.when(value.is_not_null()).then(share).cast(pl.Int64)
    if settings.label == "number":
        return place
    parts = [*keys, place]
    return pl.when(value.is_not_null()).then(
        pl.concat_str(
            _words(value.min().over(parts)), pl.lit(" … "), _words(value.max().over(parts))
        )
    )


def _words(value: pl.Expr) -> pl.Expr:
    """Write a bound without a needless fraction."""
    rounded = value.round(6)
    whole = rounded == rounded.round(0)
    return (
        pl.when(whole)
        .then(rounded.cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(rounded.cast(pl.String))
    )


def _short(value: float | None) -> str:
    if value is None:
        return "—"
    return str(int(value)) if float(value).is_integer() else str(value)


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return f"< {_short(high)}"
    return f"≥ {_short(low)}" if high is None else f"{_short(low)} … {_short(high)}"
