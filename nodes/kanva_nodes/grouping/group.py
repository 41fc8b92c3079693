"""The Grouping: one row for each combination of keys, with totals.

The file is long because its form, help and examples are declared in one file.
"""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import polars as pl
from sqlglot import exp

from kanva.sdk import (
    KIND_TITLES,
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
    Language,
    Look,
    NodeError,
    NodeType,
    Option,
    Origins,
    Relation,
    Schemas,
    Settings,
    Table,
    Text,
    fields,
    kind_of,
    shorten,
)
from kanva.sdk.relational import (
    cast_sql,
    col,
    lowerable,
    need_columns,
    places,
    refuse_duplicates,
    select,
)
from kanva_nodes.grouping._aggregates import AGGREGATES, Column, Function

_AGGREGATES = Text(ru="Показатели", en="Totals")
_COLUMNLESS = [name for name, item in AGGREGATES.items() if not item.takes_column]


class Aggregate(Settings):
    """One total: what is computed, of which column, under what name."""

    function: Function = fields.choice(
        Text(ru="Что посчитать", en="What to compute"),
        [Option(name, item.title, item.help) for name, item in AGGREGATES.items()],
        "sum",
    )
    column: str = fields.column(
        Text(ru="Столбец", en="Column"),
        look=Look(when={"function": [name for name in AGGREGATES if name not in _COLUMNLESS]}),
    )
    name: str = fields.new_column(
        Text(ru="Имя", en="Name"),
        help=Text(ru="Пусто — имя составит узел.", en="Empty: the node makes up a name."),
    )
    percent: float = fields.number(
        Text(ru="Процент", en="Percent"),
        90.0,
        minimum=0,
        maximum=100,
        help=Text(
            ru="Столько процентов значений не больше найденного.",
            en="So many percent of the values are at most the one found.",
        ),
        look=Look(when={"function": ["percentile"]}, unit=Text.same("%")),
    )
    separator: str = fields.text(
        Text(ru="Разделитель", en="Separator"), ", ", look=Look(when={"function": ["text"]})
    )
    distinct: bool = fields.switch(
        Text(ru="Без повторов", en="Without repeats"),
        default=True,
        look=Look(when={"function": ["text"]}),
    )
    ordered: bool = fields.switch(
        Text(ru="По порядку", en="In order"),
        help=Text(ru="Иначе — как в строках.", en="Otherwise as the rows come."),
        look=Look(when={"function": ["text"]}),
    )


class GroupSettings(Settings):
    """Keys and totals."""

    keys: list[str] = fields.columns(
        Text(ru="Группировать по", en="Group by"),
        optional=True,
        help=Text(
            ru="Без столбцов получится одна строка: итог по всей таблице.",
            en="Without columns there is one row: the total of the whole table.",
        ),
    )
    aggregates: list[Aggregate] = fields.items(
        _AGGREGATES,
        item_title=Text(ru="Показатель", en="Total"),
        layout="cards",
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
            ru="Имён, которые составляет узел: «Сумма: Выручка» или “Sum: Выручка”.",
            en="Of names the node makes up: “Sum: Revenue” or «Сумма: Revenue».",
        ),
        look=Look(advanced=True),
    )


class Group(NodeType[GroupSettings]):
    """Sums a table up: one row for each combination of keys."""

    abstract = False
    id = "group.group"
    category = "grouping"
    icon = "M4 5h7M4 9h7M4 15h7M4 19h7M13.5 5c3 0 1 2 4 2c-3 0-1 2-4 2M13.5 15c3 0 1 2 4 2c-3 0-1 2-4 2M20 7h.5M20 17h.5"
    title = Text(ru="Группировка", en="Group")
    summary = Text(
        ru="Собирает строки в группы и считает итоги: суммы, количества, средние.",
        en="Gathers rows into groups and computes totals: sums, counts, means.",
    )
    help = Text(
        ru="""Собирает строки с одинаковыми значениями ключей в одну и считает по каждой группе показатели: сумму, количество, среднее, медиану, перцентиль, список значений через запятую и другие.

- Без ключей получится **одна строка** — итог по всей таблице, даже если строк нет: количество и сумма равны нулю, остальное пусто.
- Без показателей — список разных сочетаний ключей.
- Группы идут в том порядке, в каком впервые встретились. Строки с пустым ключом образуют свою группу.
- **Пустые ячейки в расчётах не участвуют**: среднее по трём ячейкам, из которых одна пустая, — среднее двух. Для «заполнено», «разных значений», «первое», «последнее», «мода» и списков пустой текст — тоже пусто.
- Сумма, в которой нечего складывать, — ноль; среднее, минимум и прочее — пусто.
- Стандартное отклонение и дисперсия — выборочные, как `СТАНДОТКЛОН.В`; для одного значения их нет. Перцентиль — как `ПРОЦЕНТИЛЬ.ВКЛ`.
- «Доля» — часть от итога по всей таблице, от 0 до 1.
- Если мод несколько, берётся наименьшая.

Имя показателя можно вписать своё; иначе узел составит его сам: «Сумма: Выручка».""",
        en="""Gathers rows with equal keys into one and computes totals for each group: sum, count, mean, median, percentile, a list of values and more.

- Without keys there is **one row**, the total of the whole table, even of an empty one: counts and sums are zero, the rest is empty.
- Without totals: the different combinations of keys.
- Groups come in the order in which they first appear. Rows with an empty key make a group of their own.
- **Empty cells take no part**: the mean of three cells, one of them empty, is the mean of two. For “filled”, “unique values”, “first”, “last”, “mode” and lists an empty text is empty too.
- A sum of nothing is zero; a mean, a minimum and the like are empty.
- Standard deviation and variance are those of a sample, as `STDEV.S`; one value has none. The percentile is that of `PERCENTILE.INC`.
- A “share” is the part of the whole table’s total, from 0 to 1.
- Of several modes the smallest is taken.

You may name a total yourself; otherwise the node makes up a name: “Sum: Revenue”.""",
    )
    also_called = (
        "group by", "СГРУППИРОВАТЬ ПО", "ИТОГИ", "агрегирование", "сводная", "промежуточные итоги",
        "СУММЕСЛИ", "СЧЁТЕСЛИ", "GroupBy", "aggregate", "summarize", "distinct", "РАЗЛИЧНЫЕ", "subtotal",
    )  # fmt: skip
    settings = GroupSettings

    def caption(self, settings: GroupSettings) -> Text:
        """Return keys and totals."""
        keys = shorten(", ".join(settings.keys), 30)
        names = {
            language: shorten(
                ", ".join(
                    item.name or _made_up(item, language)
                    for item in settings.aggregates
                    if item.column or item.function in _COLUMNLESS
                ),
                40,
            )
            for language in ("ru", "en")
        }
        if not keys:
            return Text(ru=names["ru"], en=names["en"])
        ru, en = (f"{keys}: {words}" if words else keys for words in (names["ru"], names["en"]))
        return Text(ru=ru, en=en)

    def check(
        self, settings: GroupSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find totals that do not fit their columns, names that clash, an empty form."""
        del context
        if not settings.keys and not settings.aggregates:
            return (NodeError("not_set", field="aggregates", values={"title": _AGGREGATES}),)
        schema = inputs.get("rows")
        if schema is None or any(
            not item.column and item.function not in _COLUMNLESS for item in settings.aggregates
        ):
            return ()
        try:
            _verify(settings, schema)
        except NodeError as error:
            return (error,)
        return ()

    def lazy(self, settings: GroupSettings, frames: InputFrames, context: Context) -> Frames:
        """Group over positional names, then turn shares into parts of their total."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        _verify(settings, schema)
        keys = [col(name).alias(f"k{index}") for index, name in enumerate(settings.keys)]
        totals = [
            AGGREGATES[item.function].polars(_column(item, schema), item).alias(f"v{index}")
            for index, item in enumerate(settings.aggregates)
        ]
        if keys:
            grouped = frame.group_by(keys, maintain_order=True).agg(totals)
        else:
            grouped = frame.select(totals)
        outputs: list[pl.Expr] = [
            pl.col(f"k{index}").alias(name) for index, name in enumerate(settings.keys)
        ]
        for index, item in enumerate(settings.aggregates):
            value = pl.col(f"v{index}")
            if AGGREGATES[item.function].share:
                whole = value.sum()
                value = pl.when(whole != 0).then(value / whole)
            outputs.append(value.alias(_name(item, settings.language)))
        return {"rows": grouped.select(outputs)}

    def lineage(
        self, settings: GroupSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Keys come from themselves, totals from their columns; a count of rows from the keys."""
        del inputs, outputs
        origins: dict[str, list[tuple[str, str]]] = {
            name: [("rows", name)] for name in settings.keys
        }
        for item in settings.aggregates:
            used = settings.keys if item.function in _COLUMNLESS else [item.column]
            origins[_name(item, settings.language)] = [("rows", name) for name in used]
        return {"rows": origins}

    def sql(
        self, settings: GroupSettings, relations: Mapping[str, Any], context: Context
    ) -> Mapping[str, Relation] | None:
        """Return GROUP BY; totals that depend on the order of rows have no SQL."""
        table: Relation = relations["rows"]
        made = self.schema(settings, {"rows": table.schema}, context)["rows"]
        if not lowerable(table.schema, made):
            return None
        columns = places(table)
        keys = [columns[name] for name in settings.keys]
        values: list[exp.Expr] = []
        for item in settings.aggregates:
            function = AGGREGATES[item.function]
            column = replace(
                _column(item, table.schema),
                sql=columns[item.column].copy() if item.column else None,
            )
            value = None if function.sql is None else function.sql(column, item)
            if value is None:
                return None
            values.append(cast_sql(value, made[_name(item, settings.language)]))
        grouped = select(table, [*keys, *values], made)
        query = grouped.query.group_by(*(key.copy() for key in keys)) if keys else grouped.query
        return {"rows": Relation(query, made)}

    examples = (
        Example(
            title=Text(ru="Выручка по городам", en="Revenue by town"),
            settings={
                "keys": ["Город"],
                "aggregates": [
                    {"function": "sum", "column": "Сумма"},
                    {"function": "rows", "name": "Строк"},
                    {"function": "unique", "column": "Клиент", "name": "Клиентов"},
                    {"function": "mean", "column": "Сумма", "name": "Средняя"},
                ],
            },
            inputs={
                "rows": Table(
                    {
                        "Город": ["Пермь", "Омск", "Пермь", None, "Омск"],
                        "Клиент": ["К1", "К2", "К1", "К3", None],
                        "Сумма": [10.0, 20.0, 30.0, None, 5.0],
                    }
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Город": ["Пермь", "Омск", None],
                        "Сумма: Сумма": [40.0, 25.0, 0.0],
                        "Строк": [2, 2, 1],
                        "Клиентов": [1, 1, 1],
                        "Средняя": [20.0, 12.5, None],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Итог по всей таблице", en="The total of the whole table"),
            settings={
                "language": "en",
                "aggregates": [
                    {"function": "rows"},
                    {"function": "min", "column": "Amount"},
                    {"function": "max", "column": "Amount"},
                    {"function": "range", "column": "Amount"},
                    {"function": "median", "column": "Amount"},
                    {"function": "percentile", "column": "Amount", "percent": 75},
                    {"function": "std", "column": "Amount"},
                    {"function": "variance", "column": "Amount"},
                    {"function": "filled", "column": "Amount"},
                    {"function": "empty", "column": "Amount"},
                ],
            },
            inputs={"rows": Table({"Amount": [1, 2, 3, 4, None]})},
            outputs={
                "rows": Table(
                    {
                        "Row count": [5],
                        "Minimum: Amount": [1],
                        "Maximum: Amount": [4],
                        "Range: Amount": [3],
                        "Median: Amount": [2.5],
                        "Percentile 75: Amount": [3.25],
                        "Standard deviation: Amount": [1.2909944487358056],
                        "Variance: Amount": [1.6666666666666667],
                        "Filled: Amount": [4],
                        "Empty: Amount": [1],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Списки, доли и да/нет", en="Lists, shares and yes/no"),
            settings={
                "keys": ["Клиент"],
                "aggregates": [
                    {"function": "text", "column": "Товар", "name": "Товары", "separator": "; ",
                     "ordered": True},
                    {"function": "share_sum", "column": "Сумма"},
                    {"function": "share_rows"},
                    {"function": "any", "column": "Возврат"},
                    {"function": "all", "column": "Возврат"},
                ],
            },
            inputs={
                "rows": Table(
                    {
                        "Клиент": ["К1", "К1", "К2", "К1"],
                        "Товар": ["чай", "кофе", None, "чай"],
                        "Сумма": [10, 20, 10, 0],
                        "Возврат": [False, True, None, None],
                    }
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Клиент": ["К1", "К2"],
                        "Товары": ["кофе; чай", None],
                        "Доля в сумме: Сумма": [0.75, 0.25],
                        "Доля строк": [0.75, 0.25],
                        "Хотя бы одно «да»: Возврат": [True, None],
                        "Все «да»: Возврат": [False, None],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Первое, последнее, мода", en="First, last, mode"),
            settings={
                "keys": ["Клиент"],
                "aggregates": [
                    {"function": "first", "column": "Город"},
                    {"function": "last", "column": "Город"},
                    {"function": "mode", "column": "Город"},
                ],
            },
            inputs={
                "rows": Table(
                    {
                        "Клиент": ["К2", "К1", "К2", "К2", "К2"],
                        "Город": ["", None, "Омск", "Пермь", "Омск"],
                    }
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Клиент": ["К2", "К1"],
                        "Первое: Город": ["Омск", None],
                        "Последнее: Город": ["Омск", None],
                        "Мода: Город": ["Омск", None],
                    }
                )
            },
        ),
    )  # fmt: skip


def _verify(settings: GroupSettings, schema: Mapping[str, Any]) -> None:
    need_columns(schema, [(f"keys.{index}", name) for index, name in enumerate(settings.keys)])
    for index, item in enumerate(settings.aggregates):
        function = AGGREGATES[item.function]
        if not function.takes_column:
            continue
        field = f"aggregates.{index}.column"
        need_columns(schema, [(field, item.column)])
        dtype = schema[item.column]
        if dtype != pl.Null and kind_of(dtype) not in function.kinds:
            expected = [KIND_TITLES[kind] for kind in function.kinds]
            words = Text(
                ru=" / ".join(title.ru for title in expected),
                en=" / ".join(title.en for title in expected),
            )
            values = {"kind": KIND_TITLES[kind_of(dtype)], "expected": words}
            raise NodeError("wrong_kind", field=field, column=item.column, values=values)
    named: list[tuple[str, str | None]] = [
        (name, f"keys.{index}") for index, name in enumerate(settings.keys)
    ]
    named += [
        (_name(item, settings.language), f"aggregates.{index}.name")
        for index, item in enumerate(settings.aggregates)
    ]
    refuse_duplicates(named)


def _column(item: Aggregate, schema: Mapping[str, Any]) -> Column:
    if not AGGREGATES[item.function].takes_column:
        return Column(pl.lit(None), pl.Null())
    return Column(col(item.column), schema[item.column])


def _name(item: Aggregate, language: Language) -> str:
    return item.name or _made_up(item, language)


def _made_up(item: Aggregate, language: Language) -> str:
    words = AGGREGATES[item.function].title.of(language)
    if item.function == "percentile":
        percent = int(item.percent) if float(item.percent).is_integer() else item.percent
        words = f"{words} {percent}"
    return words if item.function in _COLUMNLESS else f"{words}: {item.column}"
