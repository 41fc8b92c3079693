"""The Sort: puts rows in order by one or several columns."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import polars as pl
from sqlglot import exp

from kanva.sdk import (
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
    Message,
    NodeError,
    NodeType,
    Option,
    Relation,
    Settings,
    Table,
    Taken,
    Text,
    fields,
    kind_of,
    shorten,
)
from kanva.sdk.relational import cast_sql, lowerable, need_columns, places, select
from kanva_nodes.rows._order import SORTABLE, ranks

_KEYS = Text(ru="Порядок", en="Order")


class SortKey(Settings):
    """One column the rows are ordered by."""

    column: str = fields.column(Text(ru="Столбец", en="Column"), kinds=SORTABLE)
    descending: bool = fields.switch(
        Text(ru="По убыванию", en="Descending"),
        help=Text(ru="От большего к меньшему, от Я до А.", en="From large to small, from Z to A."),
    )
    nulls: Literal["last", "first"] = fields.choice(
        Text(ru="Пустые", en="Empty cells"),
        [
            Option("last", Text(ru="В конце", en="Last")),
            Option("first", Text(ru="В начале", en="First")),
        ],
        "last",
        style="segmented",
    )


class SortSettings(Settings):
    """The order of rows."""

    keys: list[SortKey] = fields.items(
        _KEYS,
        item_title=Text(ru="Столбец", en="Column"),
        help=Text(
            ru="Сначала по первому столбцу, при равенстве — по следующему.",
            en="By the first column; rows that are equal in it, by the next one.",
        ),
    )
    text_order: Literal["alphabet", "codes"] = fields.choice(
        Text(ru="Порядок текста", en="Order of text"),
        [
            Option(
                "alphabet",
                Text(ru="По алфавиту", en="Alphabetical"),
                Text(
                    ru="Регистр не важен, «ё» стоит сразу после «е».",
                    en="Letters’ case does not count; Russian ё stands right after е.",
                ),
            ),
            Option(
                "codes",
                Text(ru="По кодам символов", en="By character codes"),
                Text(
                    ru="Как в базах данных: заглавные раньше строчных, «ё» после «я».",
                    en="As databases do: capitals before small letters, Russian ё after я.",
                ),
            ),
        ],
        "alphabet",
    )


class Sort(NodeType[SortSettings]):
    """Puts rows in order; equal rows keep the order they had."""

    abstract = False
    id = "rows.sort"
    category = "rows"
    icon = "M7 4v16M3.5 16.5L7 20l3.5-3.5M14 6h7M14 11h5M14 16h3"
    title = Text(ru="Сортировка", en="Sort")
    summary = Text(
        ru="Ставит строки по порядку: по числам, датам или алфавиту.",
        en="Puts rows in order: by numbers, dates or the alphabet.",
    )
    help = Text(
        ru="""Ставит строки по порядку одного или нескольких столбцов: сначала по первому, при равенстве — по второму и так далее. Строки, равные по всем столбцам, остаются в прежнем порядке.

- **По убыванию** — от большего к меньшему. Задаётся для каждого столбца отдельно.
- **Пустые** — где стоят строки с пустой ячейкой: в конце или в начале. От направления это не зависит.
- **Порядок текста**: «по алфавиту» не различает регистр и ставит «ё» рядом с «е», как в словаре; «по кодам символов» — как сортируют базы данных.

Числа, записанные текстом, сортируются как текст: `10` раньше `9`. Если нужен порядок по величине, сначала смените тип узлом «Столбцы».

Сортировка больших таблиц занимает память. Если порядок нужен только в итоговом файле, поставьте её последней.""",
        en="""Puts rows in order by one or several columns: by the first one; rows that are equal in it, by the second, and so on. Rows that are equal in all of them keep the order they had.

- **Descending**: from large to small, set for each column.
- **Empty cells**: whether rows with an empty cell stand last or first, whatever the direction.
- **Order of text**: “alphabetical” ignores case and puts Russian ё next to е, as a dictionary does; “by character codes” is what databases do.

Numbers kept as text are sorted as text: `10` before `9`. To sort them by size change the type first with a Columns node.

Sorting a large table takes memory. If only the final file needs an order, put this node last.""",
    )
    also_called = (
        "упорядочить", "ранжировать строки", "сортировка от А до Я", "sorter", "order by",
        "УПОРЯДОЧИТЬ ПО", "arrange", "настраиваемая сортировка",
    )  # fmt: skip
    settings = SortSettings
    takes: ClassVar[Mapping[Taken, str]] = {"sort": "keys"}
    messages: ClassVar[Mapping[str, Message]] = {}

    def caption(self, settings: SortSettings) -> Text:
        """Return the columns with arrows."""
        parts = [
            f"{key.column} {'↓' if key.descending else '↑'}" for key in settings.keys if key.column
        ]
        return Text.same(shorten(", ".join(parts), 60))

    def check(
        self, settings: SortSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """A sort without a column has nothing to do."""
        del inputs, context
        if settings.keys:
            return ()
        return (NodeError("not_set", field="keys", values={"title": _KEYS}),)

    def lazy(self, settings: SortSettings, frames: InputFrames, context: Context) -> Frames:
        """Sort by expressions made of the keys, stably."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        need_columns(schema, _named(settings))
        by: list[pl.Expr] = []
        descending: list[bool] = []
        nulls_last: list[bool] = []
        for key in settings.keys:
            for expression in ranks(key.column, schema[key.column], settings.text_order):
                by.append(expression)
                descending.append(key.descending)
                nulls_last.append(key.nulls == "last")
        if not by:
            return {"rows": frame}
        ordered = frame.sort(by, descending=descending, nulls_last=nulls_last, maintain_order=True)
        return {"rows": ordered}

    def sql(
        self, settings: SortSettings, relations: Mapping[str, Any], context: Context
    ) -> Mapping[str, Relation] | None:
        """Return ORDER BY; databases do not promise to keep equal rows in place."""
        del context
        table: Relation = relations["rows"]
        if not lowerable(table.schema):
            return None
        need_columns(table.schema, _named(settings))
        columns = places(table)
        ordered = select(table, list(columns.values()), table.schema)
        terms: list[exp.Expr] = []
        for key in settings.keys:
            column = columns[key.column].copy()
            if kind_of(table.schema[key.column]) in {"text", "category"}:
                column = cast_sql(column, pl.String())
                if settings.text_order == "alphabet":
                    lower = exp.Lower(this=column)
                    terms.append(_ordered(_without_yo(lower), key))
                    column = lower.copy()
            terms.append(_ordered(column, key))
        query = ordered.query.order_by(*terms) if terms else ordered.query
        return {"rows": Relation(query, table.schema)}

    examples = (
        Example(
            title=Text(ru="Сначала крупные суммы", en="Large amounts first"),
            settings={
                "keys": [
                    {"column": "Город"},
                    {"column": "Сумма", "descending": True},
                ]
            },
            inputs={
                "rows": Table(
                    {
                        "Город": ["Пермь", "Омск", "Пермь", None, "Омск"],
                        "Сумма": [10, 20, 30, 40, None],
                    }
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Город": ["Омск", "Омск", "Пермь", "Пермь", None],
                        "Сумма": [20, None, 30, 10, 40],
                    }
                )
            },
        ),
        Example(
            title=Text(
                ru="Фамилии по алфавиту, «ё» рядом с «е»", en="Names by the Russian alphabet"
            ),
            settings={"keys": [{"column": "Фамилия", "nulls": "first"}]},
            inputs={
                "rows": Table(
                    {"Фамилия": ["Яшин", "ёлкин", "Жуков", "Елкин", None, "Ельцов", "абрамов"]}
                )
            },
            outputs={
                "rows": Table(
                    {"Фамилия": [None, "абрамов", "Елкин", "ёлкин", "Ельцов", "Жуков", "Яшин"]}
                )
            },
        ),
        Example(
            title=Text(ru="Текст по кодам символов", en="Text by character codes"),
            settings={"keys": [{"column": "Код"}], "text_order": "codes"},
            inputs={
                "rows": Table(
                    {"Код": ["б", "А", "ё", "a", "B", "10", "9"], "№": [1, 2, 3, 4, 5, 6, 7]}
                )
            },
            outputs={
                "rows": Table(
                    {"Код": ["10", "9", "B", "a", "А", "б", "ё"], "№": [6, 7, 5, 4, 2, 1, 3]}
                )
            },
        ),
    )


def _named(settings: SortSettings) -> list[tuple[str, str]]:
    return [(f"keys.{index}.column", key.column) for index, key in enumerate(settings.keys)]


def _without_yo(words: exp.Expr) -> exp.Expr:
    return exp.Replace(
        this=words, expression=exp.Literal.string("ё"), replacement=exp.Literal.string("е")
    )


def _ordered(term: exp.Expr, key: SortKey) -> exp.Expr:
    return exp.Ordered(this=term, desc=key.descending, nulls_first=key.nulls == "first")
