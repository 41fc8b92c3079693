"""The Calculator: new columns by formulas, each of which sees those made before it."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast

import polars as pl

from kanva import formula as language
from kanva.formula import FormulaError
from kanva.sdk import (
    KIND_TITLES,
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
    Origins,
    Relation,
    Schemas,
    Settings,
    Table,
    Text,
    fields,
    kind_of,
    plural,
    shorten,
)
from kanva.sdk.relational import (
    CONVERSION_MESSAGES,
    can_convert,
    cast_sql,
    col,
    conversion,
    lowerable,
    places,
    select,
)

_NAME = Text(ru="Имя столбца", en="Column name")


class NewColumn(Settings):
    """One formula and the column it makes."""

    name: str = fields.new_column(
        _NAME,
        help=Text(
            ru="Имя столбца, который уже есть, заменит его значения.",
            en="The name of a column that exists replaces its values.",
        ),
    )
    formula: str = fields.formula(
        Text(ru="Формула", en="Formula"),
        look=Look(placeholder=Text(ru="[Цена] * [Количество]", en="[Price] * [Quantity]")),
    )
    kind: str = fields.dtype(
        Text(ru="Тип", en="Type"),
        kinds=("text", "integer", "number", "decimal", "boolean", "date", "datetime", "category"),
        help=Text(
            ru="Пусто — тип, который даёт формула. Что не превращается в выбранный тип, станет пустым.",
            en="Empty: the type the formula gives. What does not become the chosen type is left empty.",
        ),
        look=Look(advanced=True),
    )


class CalculateSettings(Settings):
    """The formulas, in order."""

    formulas: list[NewColumn] = fields.items(
        Text(ru="Формулы", en="Formulas"),
        item_title=Text(ru="Формула", en="Formula"),
        layout="cards",
        help=Text(
            ru="Считаются сверху вниз: следующая видит столбцы, созданные выше.",
            en="Computed from top to bottom: each one sees the columns made above it.",
        ),
    )


class Calculate(NodeType[CalculateSettings]):
    """Adds columns computed by formulas, or replaces the values of existing ones."""

    abstract = False
    id = "columns.calculate"
    category = "columns"
    icon = "M6 3h12v18H6zM9 7h6M9 11.5h1M14 11.5h1M9 14.5h1M14 14.5h1M9 17.5h1M14 17.5h1"
    title = Text(ru="Калькулятор", en="Calculator")
    summary = Text(
        ru="Считает новые столбцы по формулам, как в Excel.",
        en="Computes new columns by formulas, as Excel does.",
    )
    help = Text(
        ru="""Добавляет столбцы, посчитанные по формулам. Столбец пишется в квадратных скобках, параметр сценария — в фигурных:

- `[Цена] * [Количество]`
- `ЕСЛИ([Сумма] >= 10000; "крупный"; "обычный")`
- `[Дата] <= {report_date}`

Как это работает:

- Формулы считаются **сверху вниз**, и каждая видит столбцы, созданные выше.
- Новый столбец встаёт **в конец**. Если такое имя уже есть, столбец остаётся на своём месте, а значения заменяются.
- Строки не добавляются и не пропадают, порядок сохраняется.
- Пустая ячейка в арифметике даёт пустой результат; деление на ноль — тоже пусто.
- **Тип** нужен, когда результат должен стать другим: например, целым числом вместо дробного. Значение, которое не подходит под тип, станет пустым; дробное число целым само не становится — сначала округлите его формулой.""",
        en="""Adds columns computed by formulas. A column is written in square brackets, a parameter of the workflow in braces:

- `[Price] * [Quantity]`
- `IF([Amount] >= 10000, "large", "usual")`
- `[Date] <= {report_date}`

How it works:

- Formulas are computed **from top to bottom**, and each sees the columns made above it.
- A new column goes **to the end**. If the name exists already, the column keeps its place and its values are replaced.
- Rows are neither added nor lost, and their order is kept.
- An empty cell in arithmetic gives an empty result; so does division by zero.
- **Type** serves when the result has to become another kind of value. What does not fit is left empty; a fraction does not become a whole number by itself: round it in the formula first.""",
    )
    also_called = (
        "вычисляемый столбец", "вычисляемое поле", "формула", "добавить столбец", "math formula",
        "column expressions", "rule engine", "calculated column", "select as", "ВЫРАЗИТЬ", "mutate",
    )  # fmt: skip
    settings = CalculateSettings
    messages: ClassVar[Mapping[str, Message]] = {
        "cannot_convert": CONVERSION_MESSAGES["cannot_convert"]
    }

    def caption(self, settings: CalculateSettings) -> Text:
        """Return the formula when it is alone, else the names of the columns."""
        named = [item for item in settings.formulas if item.name]
        if len(named) == 1:
            return Text.same(shorten(f"{named[0].name} = {named[0].formula}", 60))
        if len(named) > 3:
            return plural(len(named), ("столбец", "столбца", "столбцов"), ("column", "columns"))
        return Text.same(shorten(", ".join(item.name for item in named), 60))

    def check(
        self, settings: CalculateSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find formulas without a name and names given twice."""
        del inputs, context
        problems: list[NodeError] = []
        seen: set[str] = set()
        for index, item in enumerate(settings.formulas):
            field = f"formulas.{index}.name"
            if not item.name:
                problems.append(NodeError("not_set", field=field, values={"title": _NAME}))
            elif item.name in seen:
                problems.append(NodeError("duplicate_column", field=field, column=item.name))
            seen.add(item.name)
        return problems

    def lazy(self, settings: CalculateSettings, frames: InputFrames, context: Context) -> Frames:
        """Add the columns one after another; the plan's optimizer joins those it can."""
        frame: pl.LazyFrame = frames["rows"]
        for index, item in enumerate(settings.formulas):
            schema = frame.collect_schema()
            try:
                value = language.compile_expression(item.formula, schema, context.parameters)
            except FormulaError as error:
                raise NodeError(
                    "formula",
                    field=f"formulas.{index}.formula",
                    values={"words": error.problems[0].text},
                ) from error
            frame = frame.with_columns(value.alias(item.name))
            if item.kind:
                made = frame.collect_schema()[item.name]
                kind = _convertible(made, item, index)
                frame = frame.with_columns(conversion(col(item.name), made, kind))
        return {"rows": frame}

    def sql(
        self, settings: CalculateSettings, relations: Mapping[str, Any], context: Context
    ) -> Mapping[str, Relation] | None:
        """Nest a SELECT for each formula, so that later ones see earlier columns."""
        table: Relation = relations["rows"]
        if not lowerable(table.schema) or any(item.kind for item in settings.formulas):
            return None
        for item in settings.formulas:
            columns = places(table)
            try:
                value = language.compile_sql(
                    item.formula, table.schema, columns, context.parameters
                )
                checked = language.check(item.formula, table.schema, _kinds_of(context.parameters))
            except (FormulaError, NotImplementedError):
                return None
            if checked.dtype is None or not lowerable({item.name: checked.dtype}):
                return None
            columns[item.name] = cast_sql(value, checked.dtype)
            schema = pl.Schema({**table.schema, item.name: checked.dtype})
            table = select(table, list(columns.values()), schema)
        return {"rows": table}

    def lineage(
        self, settings: CalculateSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Follow the columns each formula names, through columns made above it."""
        schema = inputs.get("rows")
        if schema is None:
            return None
        origins: dict[str, list[tuple[str, str]]] = {name: [("rows", name)] for name in schema}
        known: dict[str, pl.DataType] = dict(schema)
        made = outputs.get("rows", {})
        for item in settings.formulas:
            used = language.check(item.formula, known).columns
            pairs = [pair for name in used for pair in origins.get(name, ())]
            origins[item.name] = list(dict.fromkeys(pairs))
            if item.name in made:
                known[item.name] = made[item.name]
        return {"rows": origins}

    examples = (
        Example(
            title=Text(ru="Сумма и скидка", en="Amount and discount"),
            settings={
                "formulas": [
                    {"name": "Сумма", "formula": "[Цена] * [Количество]"},
                    {"name": "Со скидкой", "formula": "[Сумма] * 0,9"},
                ]
            },
            inputs={"rows": Table({"Цена": [100.0, 250.0, None], "Количество": [2, 3, 1]})},
            outputs={
                "rows": Table(
                    {
                        "Цена": [100.0, 250.0, None],
                        "Количество": [2, 3, 1],
                        "Сумма": [200.0, 750.0, None],
                        "Со скидкой": [180.0, 675.0, None],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Замена значений столбца", en="Replacing a column’s values"),
            settings={"formulas": [{"name": "Город", "formula": "ПРОПИСН([Город])"}]},
            inputs={"rows": Table({"Город": ["Пермь", None], "Индекс": ["614000", "644000"]})},
            outputs={"rows": Table({"Город": ["ПЕРМЬ", None], "Индекс": ["614000", "644000"]})},
        ),
        Example(
            title=Text(ru="Условие и смена типа", en="A condition, and another type"),
            settings={
                "formulas": [
                    {"name": "Класс", "formula": 'ЕСЛИ([Сумма] >= 1000; "A"; "B")'},
                    {"name": "Сумма, текст", "formula": "[Сумма]", "kind": "text"},
                ]
            },
            inputs={"rows": Table({"Сумма": [1500.0, 999.5]})},
            outputs={
                "rows": Table(
                    {
                        "Сумма": [1500.0, 999.5],
                        "Класс": ["A", "B"],
                        "Сумма, текст": ["1500", "999.5"],
                    }
                )
            },
        ),
    )


def _convertible(made: Any, item: NewColumn, index: int) -> Kind:
    kind = cast("Kind", item.kind)
    if not can_convert(kind_of(made), kind):
        raise NodeError(
            "cannot_convert",
            field=f"formulas.{index}.kind",
            column=item.name,
            values={"kind": KIND_TITLES[kind_of(made)], "target": KIND_TITLES[kind]},
        )
    return kind


def _kinds_of(parameters: Mapping[str, Any]) -> dict[str, Kind]:
    return dict(_pairs(parameters))


def _pairs(parameters: Mapping[str, Any]) -> Iterator[tuple[str, Kind]]:
    for name, value in parameters.items():
        yield name, kind_of(pl.Series([value]).dtype)
