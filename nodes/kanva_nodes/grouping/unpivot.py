"""The Unpivot: columns become rows of names and values."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import polars as pl

from kanva.sdk import (
    KIND_TITLES,
    NUMERIC,
    TEMPORAL,
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
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
    fields,
    kind_of,
    shorten,
)
from kanva.sdk.relational import col, common_dtype, need_columns, refuse_duplicates, words_of

_COLUMNS = Text(ru="Столбцы", en="Columns")
_NAME = Text(ru="Столбец для имён", en="Column for names")
_VALUE = Text(ru="Столбец для значений", en="Column for values")


class UnpivotSettings(Settings):
    """Which columns become rows."""

    which: Literal["listed", "but", "numbers", "dates"] = fields.choice(
        Text(ru="Свернуть", en="Turn into rows"),
        [
            Option("listed", Text(ru="Выбранные", en="Those chosen")),
            Option(
                "but",
                Text(ru="Все, кроме выбранных", en="All but those chosen"),
                Text(
                    ru="Новый столбец, например следующий месяц, свернётся сам.",
                    en="A new column, say the next month, is turned by itself.",
                ),
            ),
            Option("numbers", Text(ru="Все числовые", en="All of numbers")),
            Option("dates", Text(ru="Все с датами", en="All of dates")),
        ],
        "but",
    )
    columns: list[str] = fields.columns(
        _COLUMNS, optional=True, look=Look(when={"which": ["listed", "but"]})
    )
    name: str = fields.new_column(_NAME, "Показатель")
    value: str = fields.new_column(_VALUE, "Значение")
    skip_empty: bool = fields.switch(
        Text(ru="Без пустых значений", en="Without empty values"), False
    )
    mixed: Literal["stop", "text"] = fields.choice(
        Text(ru="Если типы не сходятся", en="If types do not agree"),
        [
            Option("stop", Text(ru="Остановиться", en="Stop")),
            Option("text", Text(ru="Сделать текстом", en="Make it text")),
        ],
        "stop",
        style="segmented",
    )


class Unpivot(NodeType[UnpivotSettings]):
    """Turns columns into rows."""

    abstract = False
    id = "group.unpivot"
    category = "grouping"
    icon = "M4 4h16v6H4zM4 14h7v6H4zM14 17h6M17.500 14.500L20 17l-2.500 2.500M10 4v6M15 4v6"
    title = Text(ru="Свернуть столбцы", en="Unpivot")
    summary = Text(
        ru="Превращает столбцы в строки: имя столбца и его значение.",
        en="Turns columns into rows: the name of a column and its value.",
    )
    help = Text(
        ru="""Из широкой таблицы делает длинную: каждая строка повторяется столько раз, сколько столбцов сворачивается, и получает два столбца — имя и значение.

**Когда брать.** Таблица, где месяцы стоят столбцами, — чтобы посчитать итоги, отобрать период или построить график. Анкета, где каждый вопрос — столбец.

- **Все, кроме выбранных**: выберите то, что остаётся (клиент, магазин). Столбец нового месяца свернётся сам.
- Значения складываются в один столбец, поэтому типы должны сойтись: целое с дробным станет дробным; текст с числом — остановка или всё текстом.
- Строки идут в порядке исходных, внутри — в порядке столбцов.

Обратное действие — «Кросс-таблица».""",
        en="""Makes a long table of a wide one: each row is repeated as many times as there are columns to turn, and gets two columns, the name and the value.

**When to take it.** A table in which months stand as columns, to sum up, to choose a period or to draw. A questionnaire with a column for each question.

- **All but those chosen**: choose what stays (customer, shop). The column of a new month is turned by itself.
- Values go into one column, so types must agree: whole numbers with fractions become fractions; text with numbers is a stop, or all text.
- Rows come in the order they had, within each in the order of the columns.

The reverse is Pivot.""",
    )
    also_called = (
        "Свёртка столбцов", "Unpivot", "melt", "Transpose", "Fold", "столбцы в строки", "UNPIVOT",
        "из широкой в длинную", "gather", "отменить свёртывание",
    )  # fmt: skip
    settings = UnpivotSettings
    messages: ClassVar[Mapping[str, Message]] = {
        "nothing_to_turn": Message(
            Text(
                ru="Нет столбцов, которые сворачивать", en="There are no columns to turn into rows"
            ),
            Text(ru="Выберите их или смените правило.", en="Choose them, or change the rule."),
        ),
        "kinds_disagree": Message(
            Text(
                ru="Столбцы разного типа: {kinds}", en="The columns are of different types: {kinds}"
            ),
            Text(
                ru="Сведите типы узлом «Столбцы» или выберите «Сделать текстом».",
                en="Bring the types together with a Columns node, or choose “Make it text”.",
            ),
        ),
    }

    def caption(self, settings: UnpivotSettings) -> Text:
        """Return what is turned."""
        names = shorten(", ".join(settings.columns), 40)
        if settings.which == "listed":
            return Text.same(names)
        if settings.which == "but":
            return (
                Text(ru=f"все, кроме: {names}", en=f"all but: {names}")
                if names
                else Text(ru="все", en="all")
            )
        if settings.which == "numbers":
            return Text(ru="числа", en="numbers")
        return Text(ru="даты", en="dates")

    def check(
        self, settings: UnpivotSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find absent names, nothing to turn, and types that do not agree."""
        del context
        for field, title in (("name", _NAME), ("value", _VALUE)):
            if not getattr(settings, field):
                return (NodeError("not_set", field=field, values={"title": title}),)
        if settings.which == "listed" and not settings.columns:
            return (NodeError("not_set", field="columns", values={"title": _COLUMNS}),)
        if "rows" not in inputs:
            return ()
        try:
            _plan(settings, inputs["rows"])
        except NodeError as error:
            return () if error.code == "missing_column" else (error,)
        return ()

    def lazy(self, settings: UnpivotSettings, frames: InputFrames, context: Context) -> Frames:
        """Gather names and values of each row in lists, then lay them out."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        stay, turned, dtype = _plan(settings, schema)
        as_text = dtype == pl.String
        values = [words_of(schema, name) if as_text else col(name).cast(dtype) for name in turned]
        held_names, held_values = "kanva names", "kanva values"
        listed = frame.select(
            *map(col, stay),
            pl.lit(pl.Series([turned], dtype=pl.List(pl.String))).first().alias(held_names),
            pl.concat_list(values).alias(held_values),
        )
        long = listed.explode(held_names, held_values)
        if settings.skip_empty:
            value = pl.col(held_values)
            long = long.filter(
                value.is_not_null() & (value != "") if as_text else value.is_not_null()
            )
        return {
            "rows": long.select(
                *map(col, stay),
                pl.col(held_names).alias(settings.name),
                pl.col(held_values).alias(settings.value),
            )
        }

    def lineage(
        self, settings: UnpivotSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Values come from the columns that were turned."""
        del outputs
        if "rows" not in inputs:
            return None
        stay, turned, _ = _plan(settings, inputs["rows"])
        parts = [("rows", name) for name in turned]
        out: dict[str, list[tuple[str, str]]] = {name: [("rows", name)] for name in stay}
        return {"rows": {**out, settings.name: [], settings.value: parts}}

    examples = (
        Example(
            title=Text(ru="Месяцы в строки", en="Months into rows"),
            names_in=("Месяц",),
            settings={"columns": ["Магазин"], "name": "Месяц", "value": "Выручка"},
            inputs={
                "rows": Table({"Магазин": ["М1", "М2"], "январь": [10, 20], "февраль": [1.5, None]})
            },
            outputs={
                "rows": Table(
                    {
                        "Магазин": ["М1", "М1", "М2", "М2"],
                        "Месяц": ["январь", "февраль", "январь", "февраль"],
                        "Выручка": [10.0, 1.5, 20.0, None],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Ответы анкеты", en="Answers of a questionnaire"),
            names_in=("Вопрос",),
            settings={
                "which": "listed",
                "columns": ["Возраст", "Город"],
                "name": "Вопрос",
                "value": "Ответ",
                "skip_empty": True,
                "mixed": "text",
            },
            inputs={
                "rows": Table({"Клиент": [7, 8], "Возраст": [33, None], "Город": ["Пермь", "Омск"]})
            },
            outputs={
                "rows": Table(
                    {
                        "Клиент": [7, 7, 8],
                        "Вопрос": ["Возраст", "Город", "Город"],
                        "Ответ": ["33", "Пермь", "Омск"],
                    }
                )
            },
        ),
    )


def _plan(
    settings: UnpivotSettings, schema: Mapping[str, Any]
) -> tuple[list[str], list[str], pl.DataType]:
    """Return the columns that stay, those that are turned, and the type of the values."""
    if settings.which in {"listed", "but"}:
        need_columns(schema, [(f"columns.{n}", name) for n, name in enumerate(settings.columns)])
    chosen = set(settings.columns)
    turned = {
        "listed": list(settings.columns),
        "but": [name for name in schema if name not in chosen],
        "numbers": [name for name in schema if kind_of(schema[name]) in NUMERIC],
        "dates": [name for name in schema if kind_of(schema[name]) in TEMPORAL],
    }[settings.which]
    if not turned:
        raise NodeError("nothing_to_turn", field="columns")
    stay = [name for name in schema if name not in set(turned)]
    refuse_duplicates(
        [*((name, None) for name in stay), (settings.name, "name"), (settings.value, "value")]
    )
    dtype = common_dtype([schema[name] for name in turned])
    if dtype is None:
        if settings.mixed == "text":
            return stay, turned, pl.String()
        met: dict[Kind, None] = dict.fromkeys(kind_of(schema[name]) for name in turned)
        kinds = [KIND_TITLES[kind] for kind in met]
        words = Text(ru=", ".join(one.ru for one in kinds), en=", ".join(one.en for one in kinds))
        raise NodeError("kinds_disagree", field="mixed", values={"kinds": words})
    return stay, turned, dtype
