"""The Pivot: values of a column become columns, a total in each cell.

Long because its form, help and examples stand in two languages beside the work.
"""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Literal

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
    shorten,
)
from kanva.sdk.relational import col, need_columns, refuse_duplicates, words_of

COLUMNS_LIMIT = 500
_ACROSS = Text(ru="Столбцы из значений", en="Columns from the values of")
_MEASURES = Text(ru="Что в ячейках", en="What stands in the cells")
_VALUES = Text(ru="Значения-столбцы", en="Values that become columns")
_TITLES: Mapping[str, Text] = {
    "sum": Text(ru="Сумма", en="Sum"),
    "rows": Text(ru="Число строк", en="Number of rows"),
    "unique": Text(ru="Разных", en="Distinct"),
    "mean": Text(ru="Среднее", en="Mean"),
    "min": Text(ru="Наименьшее", en="Smallest"),
    "max": Text(ru="Наибольшее", en="Largest"),
    "first": Text(ru="Первое", en="First"),
}
_WORK: Mapping[str, Callable[[pl.Expr], pl.Expr]] = {
    "sum": lambda value: value.sum(),
    "rows": lambda value: value.len().cast(pl.Int64),
    "unique": lambda value: value.drop_nulls().n_unique().cast(pl.Int64),
    "mean": lambda value: value.mean(),
    "min": lambda value: value.min(),
    "max": lambda value: value.max(),
    "first": lambda value: value.drop_nulls().first(),
}
_OF_NUMBERS = ("sum", "mean")


class PivotMeasure(Settings):
    """One total of the cells."""

    function: Literal["sum", "rows", "unique", "mean", "min", "max", "first"] = fields.choice(
        Text(ru="Что посчитать", en="What to compute"),
        [Option(name, words) for name, words in _TITLES.items()],
        "sum",
    )
    column: str = fields.column(
        Text(ru="Столбец", en="Column"),
        optional=True,
        look=Look(when={"function": [name for name in _TITLES if name != "rows"]}),
    )


class PivotSettings(Settings):
    """Rows, columns and cells of the table."""

    rows: list[str] = fields.columns(
        Text(ru="Строки", en="Rows"),
        optional=True,
        help=Text(
            ru="Одна строка на каждое их сочетание.", en="One row for each combination of them."
        ),
    )
    across: str = fields.column(_ACROSS)
    measures: list[PivotMeasure] = fields.items(
        _MEASURES, lambda: [PivotMeasure()], item_title=Text(ru="Показатель", en="Total"), minimum=1
    )
    mode: Literal["listed", "data"] = fields.choice(
        Text(ru="Какие столбцы", en="Which columns"),
        [
            Option(
                "listed",
                Text(ru="По списку", en="Those listed"),
                Text(
                    ru="Столбцы одни и те же каждый месяц; узлам ниже они известны заранее.",
                    en="The same columns every month; nodes below know them beforehand.",
                ),
            ),
            Option(
                "data",
                Text(ru="Какие есть в данных", en="Whatever the data hold"),
                Text(
                    ru="Новое значение станет новым столбцом; узнаётся при запуске.",
                    en="A new value becomes a new column; known only when run.",
                ),
            ),
        ],
        "listed",
        style="segmented",
    )
    values: str = fields.text(
        _VALUES,
        multiline=True,
        help=Text(ru="По одному на строке.", en="One a line."),
        look=Look(when={"mode": ["listed"]}),
    )
    others: str = fields.new_column(
        Text(ru="Столбец для прочих", en="Column for all others"),
        "Прочие",
        help=Text(ru="Пусто — прочие не считаются.", en="Empty: others are left out."),
        look=Look(when={"mode": ["listed"]}),
    )
    missing: str = fields.new_column(
        Text(ru="Столбец для пустых", en="Column for empty values"),
        help=Text(ru="Пусто — пустые не считаются.", en="Empty: empty values are left out."),
    )
    total: str = fields.new_column(
        Text(ru="Столбец с итогом", en="Column with the total"),
        help=Text(ru="Пусто — не нужен.", en="Empty: none."),
    )
    language: Literal["ru", "en"] = fields.choice(
        Text(ru="Язык имён столбцов", en="Language of column names"),
        [
            Option("ru", Text(ru="русский", en="Russian")),
            Option("en", Text(ru="английский", en="English")),
        ],
        "ru",
        style="segmented",
        help=Text(
            ru="Когда показателей несколько: «Москва: Сумма».",
            en="Where there are several totals: “Moscow: Sum”.",
        ),
        look=Look(advanced=True),
    )


class Pivot(NodeType[PivotSettings]):
    """Turns values into columns."""

    abstract = False
    id = "group.pivot"
    category = "grouping"
    icon = "M4 4h16v16H4zM4 10h16M10 4v16M13 15h4M15 13v4"
    title = Text(ru="Кросс-таблица", en="Pivot")
    summary = Text(
        ru="Делает из значений столбца отдельные столбцы, в ячейках — итоги.",
        en="Makes columns out of the values of a column, with totals in the cells.",
    )
    help = Text(
        ru="""Сводная таблица: по одной строке на сочетание «строк», по столбцу на каждое значение, в ячейках — суммы, количества и другие итоги.

**Когда брать.** Выручка: магазины по строкам, месяцы по столбцам. Сколько клиентов каждого сегмента в каждом регионе.

- **По списку** — впишите значения. Всё, чего в списке нет, собирается в «Прочие», пустые — в свой столбец. Столбцы есть всегда, даже если за месяц таких строк не было: отчёт не меняет вид.
- **Какие есть в данных** — столбец на каждое значение, не больше 500, в порядке появления. Какие они, станет ясно при запуске, поэтому узлы ниже не смогут их выбрать: берите для выгрузки или показа.
- Показателей может быть несколько: тогда столбец называется «Москва: Сумма».
- Сумма и число строк там, где строк нет, равны нулю; среднее, наименьшее, наибольшее и первое — пусты.

Обратное действие — «Свернуть столбцы».""",
        en="""A pivot table: a row for each combination of “rows”, a column for each value, totals in the cells.

**When to take it.** Revenue with shops in rows and months in columns. How many customers of each segment there are in each region.

- **Those listed**: write the values. Whatever is not in the list is gathered in a column for all others, empty values in one of their own. The columns are always there, even in a month without such rows: the report keeps its look.
- **Whatever the data hold**: a column for each value, 500 at most, as they come. Which ones there are is known when run, so that nodes below cannot choose them: take it for an export or for a look.
- There may be several totals; a column is then called “Moscow: Sum”.
- Where there are no rows, sum and number of rows are zero; mean, smallest, largest and first are empty.

The reverse is Unpivot.""",
    )
    also_called = (
        "сводная таблица", "кросс-таблица", "Pivot", "Cross Tab", "PIVOT", "PivotTable", "развернуть",
        "строки в столбцы", "crosstab", "dcast", "spread",
    )  # fmt: skip
    settings = PivotSettings
    messages: ClassVar[Mapping[str, Message]] = {
        "too_many_columns": Message(
            Text(
                ru="В «{column}» больше {limit} разных значений: столько столбцов не нужно",
                en="“{column}” has over {limit} different values: so many columns are of no use",
            ),
            Text(
                ru="Выберите «По списку» или сначала сгруппируйте значения.",
                en="Choose “Those listed”, or group the values first.",
            ),
        ),
    }

    def collects(self, settings: PivotSettings) -> bool:
        """Columns of the data are known only when it has been looked at."""
        return settings.mode == "data"

    def caption(self, settings: PivotSettings) -> Text:
        """Return rows and columns."""
        if not settings.across:
            return Text(ru="", en="")
        rows = shorten(", ".join(settings.rows), 30)
        across = shorten(settings.across, 30)
        return Text.same(f"{rows} × {across}" if rows else across)

    def check(
        self, settings: PivotSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find an empty list, absent columns and names that clash."""
        del context
        if settings.mode == "listed" and not _listed(settings):
            return (NodeError("not_set", field="values", values={"title": _VALUES}),)
        for place, one in enumerate(settings.measures):
            if one.function != "rows" and not one.column:
                title = Text(ru="Столбец", en="Column")
                field = f"measures.{place}.column"
                return (NodeError("not_set", field=field, values={"title": title}),)
        if "rows" not in inputs:
            return ()
        try:
            _verify(settings, inputs["rows"])
            _names(settings, _listed(settings) if settings.mode == "listed" else [])
        except NodeError as error:
            return () if error.code == "missing_column" else (error,)
        return ()

    def lazy(self, settings: PivotSettings, frames: InputFrames, context: Context) -> Frames:
        """Compute every cell as a total of the rows that fall into it."""
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        _verify(settings, schema)
        words = words_of(schema, settings.across)
        if settings.mode == "listed":
            values = _listed(settings)
        else:
            context.stop_if_cancelled()
            found = frame.select(words.alias("value")).unique(maintain_order=True)
            values = found.drop_nulls().head(COLUMNS_LIMIT + 1).collect()["value"].to_list()
            if len(values) > COLUMNS_LIMIT:
                raise NodeError(
                    "too_many_columns",
                    field="across",
                    column=settings.across,
                    values={"limit": COLUMNS_LIMIT},
                )
        names = _names(settings, values)
        cells = [
            (_cell(one, mask), name)
            for (mask, one), name in zip(_cells(settings, values, words), names, strict=True)
        ]
        keys = [col(name).alias(f"k{place}") for place, name in enumerate(settings.rows)]
        totals = [value.alias(f"v{place}") for place, (value, _) in enumerate(cells)]
        grouped = (
            frame.group_by(keys, maintain_order=True).agg(totals) if keys else frame.select(totals)
        )
        return {
            "rows": grouped.select(
                *(pl.col(f"k{place}").alias(name) for place, name in enumerate(settings.rows)),
                *(pl.col(f"v{place}").alias(name) for place, (_, name) in enumerate(cells)),
            )
        }

    def schema(self, settings: PivotSettings, inputs: InputSchemas, context: Context) -> Schemas:
        """Return the listed columns; of columns from the data only what is known before."""
        if settings.mode == "listed":
            return super().schema(settings, inputs, context)
        _verify(settings, inputs["rows"])
        empty = pl.LazyFrame(schema=inputs["rows"])
        return {"rows": self.lazy(settings, {"rows": empty}, context)["rows"].collect_schema()}

    def lineage(
        self, settings: PivotSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Cells come from the measures and from the column of the values."""
        del inputs
        parts = [("rows", settings.across)]
        parts += [("rows", one.column) for one in settings.measures if one.column]
        return {
            "rows": {
                name: [("rows", name)] if name in settings.rows else parts
                for name in outputs["rows"]
            }
        }

    examples = (
        Example(
            title=Text(ru="Магазины по месяцам", en="Shops by months"),
            settings={
                "rows": ["Магазин"],
                "across": "Месяц",
                "measures": [{"function": "sum", "column": "Сумма"}],
                "values": "январь\nфевраль",
                "total": "Итого",
            },
            inputs={
                "rows": Table(
                    {
                        "Магазин": ["М1", "М2", "М1", "М1"],
                        "Месяц": ["январь", "январь", "февраль", "март"],
                        "Сумма": [10, 20, 30, 5],
                    }
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Магазин": ["М1", "М2"],
                        "январь": [10, 20],
                        "февраль": [30, 0],
                        "Прочие": [5, 0],
                        "Итого": [45, 20],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Какие есть сегменты", en="Whatever segments there are"),
            settings={
                "rows": ["Регион"],
                "across": "Сегмент",
                "measures": [
                    {"function": "rows"},
                    {"function": "mean", "column": "Чек"},
                ],
                "mode": "data",
            },
            inputs={
                "rows": Table(
                    {
                        "Регион": ["Пермь", "Пермь", "Москва"],
                        "Сегмент": ["новые", "постоянные", "новые"],
                        "Чек": [10.0, 20.0, 30.0],
                    }
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Регион": ["Пермь", "Москва"],
                        "новые: Число строк": [1, 1],
                        "новые: Среднее": [10.0, 30.0],
                        "постоянные: Число строк": [1, 0],
                        "постоянные: Среднее": [20.0, None],
                    }
                )
            },
        ),
    )


def _listed(settings: PivotSettings) -> list[str]:
    lines = (line.strip() for line in settings.values.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def _verify(settings: PivotSettings, schema: Mapping[str, pl.DataType]) -> None:
    need_columns(
        schema,
        [
            *((f"rows.{place}", name) for place, name in enumerate(settings.rows)),
            ("across", settings.across),
            *(
                (f"measures.{place}.column", one.column)
                for place, one in enumerate(settings.measures)
                if one.function != "rows"
            ),
        ],
    )
    for place, one in enumerate(settings.measures):
        if one.function not in _OF_NUMBERS:
            continue
        dtype = schema[one.column]
        if dtype != pl.Null and kind_of(dtype) not in NUMERIC:
            values = {"kind": KIND_TITLES[kind_of(dtype)], "expected": KIND_TITLES["number"]}
            field = f"measures.{place}.column"
            raise NodeError("wrong_kind", field=field, column=one.column, values=values)


def _names(settings: PivotSettings, values: Sequence[str]) -> list[str]:
    heads = [*values]
    if settings.mode == "listed" and settings.others:
        heads.append(settings.others)
    heads += [name for name in (settings.missing, settings.total) if name]
    several = len(settings.measures) > 1
    seen: dict[str, int] = {}
    names: list[str] = []
    for head in heads:
        for one in settings.measures:
            title = _TITLES[one.function].of(settings.language)
            name = f"{head}: {title}" if several else head
            if several and sum(other.function == one.function for other in settings.measures) > 1:
                name = f"{head}: {title} {one.column}".rstrip()
            # A value of the data may be the name of a key: it gets a number.
            if settings.mode == "data" and (name in settings.rows or name in seen):
                seen[name] = seen.get(name, 1) + 1
                name = f"{name}_{seen[name]}"
            seen.setdefault(name, 1)
            names.append(name)
    refuse_duplicates(
        [*((name, None) for name in settings.rows), *((name, "values") for name in names)]
    )
    return names


def _cells(
    settings: PivotSettings, values: Sequence[str], words: pl.Expr
) -> list[tuple[pl.Expr | None, PivotMeasure]]:
    masks: list[pl.Expr | None] = [words == pl.lit(value, dtype=pl.String) for value in values]
    if settings.mode == "listed" and settings.others:
        masks.append(words.is_not_null() & ~words.is_in(list(values)))
    if settings.missing:
        masks.append(words.is_null())
    if settings.total:
        masks.append(None)
    return [(mask, one) for mask in masks for one in settings.measures]


def _cell(one: PivotMeasure, mask: pl.Expr | None) -> pl.Expr:
    if one.function == "rows":
        if mask is None:
            return pl.len().cast(pl.Int64)
        return mask.fill_null(value=False).sum().cast(pl.Int64)
    value = col(one.column)
    return _WORK[one.function](value if mask is None else value.filter(mask))
