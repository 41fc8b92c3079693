"""The Group values on rows: totals of a group beside each of its rows, shares of them."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import polars as pl

from kanva.sdk import (
    KIND_TITLES,
    NUMERIC,
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
    Kind,
    Look,
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
    shorten,
)
from kanva.sdk.relational import col, need_columns, refuse_duplicates

_MADE = Text(ru="Что посчитать", en="What to compute")
_TITLES: Mapping[str, Text] = {
    "share": Text(ru="Доля", en="Share"),
    "sum": Text(ru="Сумма", en="Sum"),
    "rows": Text(ru="Число строк", en="Number of rows"),
    "unique": Text(ru="Разных", en="Distinct"),
    "mean": Text(ru="Среднее", en="Mean"),
    "median": Text(ru="Медиана", en="Median"),
    "min": Text(ru="Наименьшее", en="Smallest"),
    "max": Text(ru="Наибольшее", en="Largest"),
    "std": Text(ru="Стандартное отклонение", en="Standard deviation"),
    "difference": Text(ru="Отличие от среднего", en="Difference from the mean"),
    "ratio": Text(ru="К среднему", en="To the mean"),
    "z": Text(ru="Отклонений от среднего", en="Deviations from the mean"),
}
_NUMBERS = ("share", "sum", "mean", "median", "std", "difference", "ratio", "z")


class GroupValue(Settings):
    """One total brought back onto the rows."""

    what: Literal[
        "share", "sum", "rows", "unique", "mean", "median", "min", "max", "std", "difference",
        "ratio", "z",
    ] = fields.choice(
        Text(ru="Что", en="What"), [Option(name, words) for name, words in _TITLES.items()], "share"
    )  # fmt: skip
    column: str = fields.column(
        Text(ru="Столбец", en="Column"),
        optional=True,
        look=Look(when={"what": [name for name in _TITLES if name != "rows"]}),
    )
    name: str = fields.new_column(
        Text(ru="Имя", en="Name"),
        help=Text(ru="Пусто — имя составит узел.", en="Empty: the node makes up a name."),
    )


class WindowSettings(Settings):
    """Groups and totals."""

    group: list[str] = fields.columns(
        Text(ru="Внутри групп", en="Within groups"),
        optional=True,
        help=Text(ru="Без столбцов — по всей таблице.", en="Without columns: of the whole table."),
    )
    made: list[GroupValue] = fields.items(
        _MADE, lambda: [GroupValue()], item_title=Text(ru="Показатель", en="Total"), minimum=1
    )
    language: Literal["ru", "en"] = fields.choice(
        Text(ru="Язык имён столбцов", en="Language of column names"),
        [
            Option("ru", Text(ru="русский", en="Russian")),
            Option("en", Text(ru="английский", en="English")),
        ],
        "ru",
        style="segmented",
        look=Look(advanced=True),
    )


class GroupValues(NodeType[WindowSettings]):
    """Brings totals of a group onto its rows."""

    abstract = False
    id = "group.values"
    category = "grouping"
    icon = "M4 5h10M4 10h10M4 15h10M4 20h10M18 5v15M16 5h4M16 20h4"
    title = Text(ru="Доли и значения группы", en="Shares and group values")
    summary = Text(
        ru="Ставит рядом с каждой строкой итог её группы и долю в нём.",
        en="Puts the total of its group beside each row, and the row’s share in it.",
    )
    help = Text(
        ru="""Считает итог по группе и ставит его в каждую строку; строки не сворачиваются и остаются на местах.

**Когда брать.** Доля товара в выручке магазина. Средний чек клиента рядом с каждым его чеком, чтобы отобрать необычные. Сколько строк у клиента.

- **Доля** — значение, делённое на сумму группы: 0,25 — четверть. Если сумма ноль, пусто.
- **Отличие от среднего** и **К среднему** (1 — как среднее) показывают, кто выделяется; **Отклонений от среднего** — то же в стандартных отклонениях: больше 3 — уже необычно.
- Пустые значения в сумме и среднем не участвуют.

Чем отличается от «Группировки»: там на выходе строка на группу, здесь все исходные строки.""",
        en="""Computes a total of a group and puts it into each row; rows are not folded and keep their places.

**When to take it.** The share of a product in a shop’s revenue. A customer’s mean receipt beside each receipt, to find unusual ones. How many rows a customer has.

- **Share** is the value divided by the sum of the group: 0.25 is a quarter. Empty where the sum is zero.
- **Difference from the mean** and **To the mean** (1 is the mean) show who stands out; **Deviations from the mean** is the same in standard deviations: over 3 is unusual.
- Empty values have no part in sum and mean.

How it differs from a Group: there one row a group comes out, here all rows.""",
    )
    also_called = (
        "доля", "процент от итога", "оконная функция", "OVER", "PARTITION BY", "FIXED LOD", "window",
        "доля в группе", "СУММЕСЛИ по строкам", "transform", "z-score", "отклонение от среднего",
    )  # fmt: skip
    settings = WindowSettings

    def caption(self, settings: WindowSettings) -> Text:
        """Return the totals and the groups."""
        group = f" · {shorten(', '.join(settings.group), 30)}" if settings.group else ""

        def words(language: Literal["ru", "en"]) -> str:
            named = [
                _name(one, language) for one in settings.made if one.column or one.what == "rows"
            ]
            return shorten(", ".join(named), 50) + group if named else ""

        return Text(ru=words("ru"), en=words("en"))

    def check(
        self, settings: WindowSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find absent columns, columns that are no numbers, and names that clash."""
        del context
        for place, one in enumerate(settings.made):
            if one.what != "rows" and not one.column:
                title = Text(ru="Столбец", en="Column")
                field = f"made.{place}.column"
                return (NodeError("not_set", field=field, values={"title": title}),)
        if "rows" not in inputs:
            return ()
        try:
            _verify(settings, inputs["rows"])
        except NodeError as error:
            return () if error.code == "missing_column" else (error,)
        return ()

    def lazy(self, settings: WindowSettings, frames: InputFrames, context: Context) -> Frames:
        """Compute over the groups; rows keep their places."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        _verify(settings, schema)
        keys = [col(name) for name in settings.group]
        made = [
            _value(one, keys, schema).alias(_name(one, settings.language)) for one in settings.made
        ]
        return {"rows": frame.with_columns(made)}

    def lineage(
        self, settings: WindowSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """A total comes from its column and the groups."""
        schema = inputs.get("rows") or {}
        made = {_name(one, settings.language): one for one in settings.made}
        groups = [("rows", name) for name in settings.group]
        out: dict[str, list[tuple[str, str]]] = {}
        for name in outputs["rows"]:
            if name in schema:
                out[name] = [("rows", name)]
            else:
                column = made[name].column
                out[name] = [*([("rows", column)] if column else []), *groups]
        return {"rows": out}

    examples = (
        Example(
            title=Text(ru="Доля товара в магазине", en="Share of a product in its shop"),
            settings={
                "group": ["Магазин"],
                "made": [
                    {"what": "share", "column": "Сумма", "name": "Доля"},
                    {"what": "rows", "name": "Товаров"},
                ],
            },
            inputs={
                "rows": Table(
                    {"Магазин": ["М1", "М2", "М1", "М3"], "Сумма": [30.0, 5.0, 10.0, 0.0]}
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Магазин": ["М1", "М2", "М1", "М3"],
                        "Сумма": [30.0, 5.0, 10.0, 0.0],
                        "Доля": [0.75, 1.0, 0.25, None],
                        "Товаров": [2, 1, 2, 1],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Чек к среднему чеку", en="A receipt to the mean one"),
            settings={
                "made": [{"what": "ratio", "column": "Чек"}, {"what": "max", "column": "День"}]
            },
            inputs={"rows": Table({"Чек": [100, 300, None], "День": ["а", "в", "б"]})},
            outputs={
                "rows": Table(
                    {
                        "Чек": [100, 300, None],
                        "День": ["а", "в", "б"],
                        "К среднему: Чек": [0.5, 1.5, None],
                        "Наибольшее: День": ["в", "в", "в"],
                    }
                )
            },
        ),
    )


def _name(one: GroupValue, language: Literal["ru", "en"]) -> str:
    if one.name:
        return one.name
    words = _TITLES[one.what].of(language)
    return words if one.what == "rows" else f"{words}: {one.column}"


def _verify(settings: WindowSettings, schema: Mapping[str, Any]) -> None:
    need_columns(
        schema,
        [
            *((f"group.{place}", name) for place, name in enumerate(settings.group)),
            *(
                (f"made.{place}.column", one.column)
                for place, one in enumerate(settings.made)
                if one.what != "rows"
            ),
        ],
    )
    for place, one in enumerate(settings.made):
        if one.what not in _NUMBERS:
            continue
        dtype = schema[one.column]
        kind: Kind = kind_of(dtype)
        if dtype != pl.Null and kind not in NUMERIC:
            values = {"kind": KIND_TITLES[kind], "expected": KIND_TITLES["number"]}
            field = f"made.{place}.column"
            raise NodeError("wrong_kind", field=field, column=one.column, values=values)
    made = [
        (_name(one, settings.language), f"made.{n}.name") for n, one in enumerate(settings.made)
    ]
    refuse_duplicates([*((name, None) for name in schema), *made])


def _value(one: GroupValue, keys: list[pl.Expr], schema: Mapping[str, Any]) -> pl.Expr:
    def over(total: pl.Expr) -> pl.Expr:
        return total.over(keys) if keys else total

    if one.what == "rows":
        return over(pl.len().cast(pl.Int64))
    value = col(one.column)
    if one.what in _NUMBERS and schema[one.column] == pl.Null:
        value = value.cast(pl.Float64)
    number = value.cast(pl.Float64) if one.what in _NUMBERS else value
    mean, deviation = over(number.mean()), over(number.std())
    whole = over(number.sum())
    work: Mapping[str, Callable[[], pl.Expr]] = {
        "share": lambda: pl.when(whole != 0).then(number / whole),
        "sum": lambda: over(value.sum()),
        "unique": lambda: over(value.drop_nulls().n_unique().cast(pl.Int64)),
        "mean": lambda: mean,
        "median": lambda: over(number.median()),
        "min": lambda: over(value.min()),
        "max": lambda: over(value.max()),
        "std": lambda: deviation,
        "difference": lambda: number - mean,
        "ratio": lambda: pl.when(mean != 0).then(number / mean),
        "z": lambda: pl.when(deviation != 0).then((number - mean) / deviation),
    }
    return work[one.what]()
