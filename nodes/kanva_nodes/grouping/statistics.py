"""The Statistics: one row about each column of a table."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    Look,
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
from kanva.sdk.relational import can_convert, col, conversion, need_columns, words_of

_HEADS: Mapping[str, Text] = {
    "column": Text(ru="Столбец", en="Column"),
    "kind": Text(ru="Тип", en="Type"),
    "rows": Text(ru="Строк", en="Rows"),
    "filled": Text(ru="Заполнено", en="Filled"),
    "empty": Text(ru="Пусто", en="Empty"),
    "share": Text(ru="Доля заполненных", en="Share filled"),
    "distinct": Text(ru="Разных", en="Distinct"),
    "min": Text(ru="Наименьшее", en="Smallest"),
    "max": Text(ru="Наибольшее", en="Largest"),
    "mode": Text(ru="Самое частое", en="Most frequent"),
    "times": Text(ru="Сколько раз", en="How many times"),
    "mean": Text(ru="Среднее", en="Mean"),
    "deviation": Text(ru="Стандартное отклонение", en="Standard deviation"),
    "quarter": Text(ru="Нижний квартиль", en="Lower quartile"),
    "median": Text(ru="Медиана", en="Median"),
    "three": Text(ru="Верхний квартиль", en="Upper quartile"),
    "sum": Text(ru="Сумма", en="Sum"),
}


class StatisticsSettings(Settings):
    """Which columns are described."""

    columns: list[str] = fields.columns(
        Text(ru="Столбцы", en="Columns"),
        optional=True,
        help=Text(ru="Без выбора — все.", en="None chosen: all."),
    )
    language: Literal["ru", "en"] = fields.choice(
        Text(ru="Язык", en="Language"),
        [
            Option("ru", Text(ru="русский", en="Russian")),
            Option("en", Text(ru="английский", en="English")),
        ],
        "ru",
        style="segmented",
        help=Text(ru="Заголовков и названий типов.", en="Of the heads and the names of types."),
        look=Look(advanced=True),
    )


class Statistics(NodeType[StatisticsSettings]):
    """Describes every column in one row."""

    abstract = False
    id = "group.statistics"
    category = "grouping"
    icon = "M4 20V4M4 20h16M8 16v-5M12 16V8M16 16v-3M7 6h2M11 4h2"
    title = Text(ru="Статистика столбцов", en="Statistics")
    summary = Text(
        ru="По строке на столбец: заполненность, разные, границы, среднее, квартили.",
        en="A row for each column: filled, distinct, extremes, mean, quartiles.",
    )
    help = Text(
        ru="""Описывает таблицу: по одной строке на каждый столбец.

**Когда брать.** Чтобы проверить присланные данные и приложить проверку к отчёту: сколько пустых, сколько разных, в каких пределах числа и даты. Для быстрого взгляда хватит просмотра внизу экрана: там то же видно в заголовках.

- **Пусто** считает и отсутствующие значения, и пустой текст.
- **Наименьшее** и **Наибольшее** записаны текстом: столбцы бывают разных типов. У текста они по алфавиту.
- **Самое частое** — если таких несколько, то первое по порядку.
- Среднее, отклонение, квартили и сумма есть только у чисел.""",
        en="""Describes a table: one row for each column.

**When to take it.** To check data that were sent and to put the check beside the report: how many are empty, how many distinct, within which limits numbers and dates lie. For a quick look the preview below is enough: its heads show the same.

- **Empty** counts absent values and empty text alike.
- **Smallest** and **Largest** are written as text, since columns are of different types. Of text they go by the alphabet.
- **Most frequent**: of several the first in order.
- Mean, deviation, quartiles and sum exist for numbers only.""",
    )
    also_called = (
        "профиль данных", "описательная статистика", "Statistics", "Field Summary", "describe",
        "качество данных", "data profiling", "Generate statistics", "summary",
    )  # fmt: skip
    settings = StatisticsSettings

    def caption(self, settings: StatisticsSettings) -> Text:
        """Return the columns."""
        if not settings.columns:
            return Text(ru="все столбцы", en="all columns")
        return Text.same(shorten(", ".join(settings.columns), 60))

    def lazy(self, settings: StatisticsSettings, frames: InputFrames, context: Context) -> Frames:
        """Sum every column up to a row and stack the rows."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        need_columns(schema, [(f"columns.{n}", name) for n, name in enumerate(settings.columns)])
        names = settings.columns or list(schema)
        if not names:
            return {"rows": pl.LazyFrame(schema=_schema(settings))}
        # Everything in one pass over the rows; the wide row of totals is then cut into rows.
        totals = frame.select(
            total.alias(f"{place} {key}")
            for place, name in enumerate(names)
            for key, total in _totals(schema, name).items()
        )
        parts = [
            totals.select(
                pl.lit(name).alias(_HEADS["column"].of(settings.language)),
                pl.lit(KIND_TITLES[kind_of(schema[name])].of(settings.language)).alias(
                    _HEADS["kind"].of(settings.language)
                ),
                *(
                    pl.col(f"{place} {key}").alias(_HEADS[key].of(settings.language))
                    for key in _totals(schema, name)
                ),
            )
            for place, name in enumerate(names)
        ]
        return {"rows": pl.concat(parts)}

    def lineage(
        self, settings: StatisticsSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Every figure comes from the columns described."""
        names: Sequence[str] = settings.columns or list(inputs.get("rows") or {})
        return {"rows": {name: [("rows", one) for one in names] for name in outputs["rows"]}}

    examples = (
        Example(
            title=Text(ru="Что прислали", en="What was sent"),
            settings={"columns": ["Город", "Сумма"]},
            names_in=("Столбец",),
            inputs={
                "rows": Table({"Город": ["Пермь", "", "Омск", "Омск"], "Сумма": [1.0, 2.0, None, 6.0]})
            },
            outputs={
                "rows": Table(
                    {
                        "Столбец": ["Город", "Сумма"],
                        "Тип": ["текст", "число"],
                        "Строк": [4, 4],
                        "Заполнено": [3, 3],
                        "Пусто": [1, 1],
                        "Доля заполненных": [0.75, 0.75],
                        "Разных": [2, 3],
                        "Наименьшее": ["Омск", "1"],
                        "Наибольшее": ["Пермь", "6"],
                        "Самое частое": ["Омск", "1"],
                        "Сколько раз": [2, 1],
                        "Среднее": [None, 3.0],
                        "Стандартное отклонение": [None, 2.6457513110645907],
                        "Нижний квартиль": [None, 1.5],
                        "Медиана": [None, 2.0],
                        "Верхний квартиль": [None, 4.0],
                        "Сумма": [None, 9.0],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Пустая таблица", en="An empty table"),
            settings={"language": "en"},
            names_in=("Column",),
            inputs={"rows": Table({"a": []}, dtypes={"a": pl.Int64})},
            outputs={
                "rows": Table(
                    {
                        "Column": ["a"], "Type": ["whole number"], "Rows": [0], "Filled": [0],
                        "Empty": [0], "Share filled": [None], "Distinct": [0], "Smallest": [None],
                        "Largest": [None], "Most frequent": [None], "How many times": [0],
                        "Mean": [None], "Standard deviation": [None], "Lower quartile": [None],
                        "Median": [None], "Upper quartile": [None], "Sum": [0.0],
                    },
                    dtypes={
                        "Share filled": pl.Float64, "Smallest": pl.String, "Largest": pl.String,
                        "Most frequent": pl.String, "Mean": pl.Float64,
                        "Standard deviation": pl.Float64, "Lower quartile": pl.Float64,
                        "Median": pl.Float64, "Upper quartile": pl.Float64,
                    },
                )
            },
        ),
    )  # fmt: skip


def _totals(schema: Mapping[str, Any], name: str) -> dict[str, pl.Expr]:
    dtype = schema[name]
    kind = kind_of(dtype)
    words = words_of(schema, name)
    there = col(name).is_not_null()
    if kind in {"text", "category"}:
        there = there & (words != "")
    kept = words.filter(there)
    rows, filled = pl.len().cast(pl.Int64), there.sum().cast(pl.Int64)
    ordered = kind not in {"list", "other"}
    value = col(name).filter(there) if kind not in {"text", "category"} else kept
    counts = kept.value_counts(sort=False, name="kanva count").struct
    often = counts.field("kanva count").max()
    number = col(name).cast(pl.Float64) if kind in NUMERIC else None
    nothing = pl.lit(None, dtype=pl.Float64)
    return {
        "rows": rows,
        "filled": filled,
        "empty": rows - filled,
        "share": pl.when(rows > 0).then(filled / rows),
        "distinct": kept.n_unique().cast(pl.Int64),
        "min": _written(value.min(), dtype) if ordered else pl.lit(None, dtype=pl.String),
        "max": _written(value.max(), dtype) if ordered else pl.lit(None, dtype=pl.String),
        "mode": kept.mode().sort().first(),
        "times": often.fill_null(0).cast(pl.Int64),
        "mean": nothing if number is None else number.mean(),
        "deviation": nothing if number is None else number.std(),
        "quarter": nothing if number is None else number.quantile(0.25, "linear"),
        "median": nothing if number is None else number.median(),
        "three": nothing if number is None else number.quantile(0.75, "linear"),
        "sum": nothing if number is None else number.sum(),
    }


def _written(value: pl.Expr, dtype: Any) -> pl.Expr:
    """Write a value as `words_of` writes a column."""
    kind = kind_of(dtype)
    if kind in {"text", "category"} or not can_convert(kind, "text"):
        return value.cast(pl.String, strict=False)
    return conversion(value, dtype, "text")


def _schema(settings: StatisticsSettings) -> dict[str, Any]:
    texts = {"column", "kind", "min", "max", "mode"}
    whole = {"rows", "filled", "empty", "distinct", "times"}
    return {
        words.of(settings.language): pl.String()
        if key in texts
        else (pl.Int64() if key in whole else pl.Float64())
        for key, words in _HEADS.items()
    }
