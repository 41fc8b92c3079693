"""The Unique rows: one row for each value, the repeats aside."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import polars as pl
from sqlglot import exp

from kanva.sdk import (
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
    NodeError,
    NodeType,
    Option,
    Origins,
    Port,
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
    BLANKS,
    TABLE,
    cast_sql,
    col,
    lowerable,
    need_columns,
    places,
    refuse_duplicates,
    select,
)
from kanva_nodes.rows._order import OrderKey, hidden, in_order, order_field


class UniqueSettings(Settings):
    """What makes rows repeats, and which of them stays."""

    columns: list[str] = fields.columns(
        Text(ru="Повтор — это одинаковые", en="A repeat is equal in"),
        optional=True,
        help=Text(
            ru="Пусто — строки совпадают целиком.", en="Empty: the rows are equal in all columns."
        ),
    )
    loose: bool = fields.switch(
        Text(ru="Не различать регистр и крайние пробелы", en="Ignore case and outer blanks"),
        help=Text(
            ru="«Пермь», « пермь» и «ПЕРМЬ» — одно и то же; «ё» и «е» различаются.",
            en="“Perm”, “ perm” and “PERM” are the same.",
        ),
    )
    keep: Literal["first", "last", "alone"] = fields.choice(
        Text(ru="Оставить", en="Keep"),
        [
            Option("first", Text(ru="Первую", en="The first")),
            Option("last", Text(ru="Последнюю", en="The last")),
            Option(
                "alone",
                Text(ru="Только без повторов", en="Only those without repeats"),
                Text(
                    ru="Строки, у которых повторов нет вовсе.",
                    en="Rows that have no repeat at all.",
                ),
            ),
        ],
        "first",
    )
    order: list[OrderKey] = order_field(when={"keep": ["first", "last"]})
    counted: str = fields.new_column(
        Text(ru="Столбец «сколько раз»", en="Column “how many times”"),
        help=Text(
            ru="Сколько было одинаковых строк. Пусто — не нужен.",
            en="How many equal rows there were. Empty: none is made.",
        ),
    )


class Unique(NodeType[UniqueSettings]):
    """One row for each value; repeats leave by a side port."""

    abstract = False
    id = "rows.unique"
    category = "rows"
    icon = "M4 4h11v5H4zM4 15h11v5H4zM18 6.500h2M18 12h2M4 12h11M18 17.500h2"
    title = Text(ru="Уникальные строки", en="Unique rows")
    summary = Text(
        ru="Оставляет по одной строке на каждое значение; повторы выходят сбоку.",
        en="Keeps one row for each value; the repeats leave by the side.",
    )
    help = Text(
        ru="""Из одинаковых строк оставляет одну. Она идёт через выход **Строки**, повторы — через боковой выход **Повторы**: их можно посчитать, выгрузить и показать тому, кто завёл их в базе.

**Когда брать.** Один адрес — одно письмо; последняя карточка каждого клиента; проверка, что коды не повторяются (повторов должно быть 0); список без дублей перед соединением, чтобы оно не размножило строки.

- **Повтор — это одинаковые**: строки, у которых совпадают эти столбцы, остальные могут различаться. Без столбцов строки должны совпасть целиком.
- **Первая или последняя** — по порядку строк, а если указан **порядок** — по нему: «последняя по дате изменения». Взятые строки остаются в таблице на своих местах.
- **Только без повторов** оставляет строки, которые встретились ровно один раз.
- **Сколько раз** — новый столбец с числом одинаковых строк.

На что обратить внимание: пустые ячейки равны друг другу, пустой текст и «нет значения» различаются. «Не различать регистр» сравнивает иначе, но сами значения не меняет. Суммы и количества по одинаковым ключам считает узел «Группировка».""",
        en="""Of equal rows it keeps one. That one leaves through **Rows**, the repeats through the side output **Repeats**: count them, export them, show them to whoever made them.

**When to take it.** One address, one letter; the last card of every customer; a check that codes do not repeat (there should be 0 repeats); a list without doubles before a join, so that it does not multiply rows.

- **A repeat is equal in**: rows with the same values of these columns; the others may differ. Without columns the rows must be equal altogether.
- **The first or the last**: in the order of rows or, when an **order** is given, by it: “the last by the date of change”. The rows kept stay in their places.
- **Only those without repeats** keeps rows that occur exactly once.
- **How many times** is a new column with the number of equal rows.

Mind that empty cells equal each other, while an empty text and “no value” differ. “Ignore case” compares differently but changes no value. For sums and counts by equal keys take Group.""",
    )
    also_called = (
        "дубликаты", "дедупликация", "удалить дубликаты", "повторы", "distinct", "РАЗЛИЧНЫЕ",
        "УНИК", "UNIQUE", "Duplicate Row Filter", "drop_duplicates", "Remove Duplicates",
        "Дубликаты и противоречия", "DISTINCT ON", "последняя карточка",
    )  # fmt: skip
    settings = UniqueSettings
    outputs = (
        Port("rows", Text(ru="Строки", en="Rows")),
        Port("repeats", Text(ru="Повторы", en="Repeats"), side=True),
    )

    def caption(self, settings: UniqueSettings) -> Text:
        """Return the columns, and which row stays when it is not the first."""
        whole = Text(ru="строки целиком", en="whole rows")
        words = Text.same(shorten(", ".join(settings.columns), 40)) if settings.columns else whole
        tail = {
            "first": Text(ru="", en=""),
            "last": Text(ru=" · последняя", en=" · the last"),
            "alone": Text(ru=" · без повторов", en=" · without repeats"),
        }[settings.keep]
        return Text(ru=words.ru + tail.ru, en=words.en + tail.en)

    def check(
        self, settings: UniqueSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find a column of counts that is there already."""
        del context
        try:
            _verify(settings, inputs.get("rows", {}))
        except NodeError as error:
            return (error,)
        return ()

    def lazy(self, settings: UniqueSettings, frames: InputFrames, context: Context) -> Frames:
        """Tell the kept rows by their places; the plain case is left to polars' own unique."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        need_columns(schema, _named(settings))
        _verify(settings, schema)
        names = settings.columns or list(schema)
        if not names:
            return {"rows": frame, "repeats": frame.clear()}
        keys = [_key(name, schema[name], loose=settings.loose) for name in names]
        (mark, taken, size) = hidden([*schema, settings.counted], 3)
        order = settings.order if settings.keep != "alone" else []
        marked = frame
        if order:
            marked = in_order(frame.with_row_index(mark), order, schema)
        place = pl.int_range(pl.len(), dtype=pl.Int64).over(keys)
        total = pl.len().over(keys).cast(pl.Int64)
        kept = {"first": place == 0, "last": place == total - 1, "alone": total == 1}
        marked = marked.with_columns(kept[settings.keep].alias(taken), total.alias(size))
        if order:
            marked = marked.sort(mark)
        columns = [col(name) for name in schema]
        counted = [pl.col(size).alias(settings.counted)] if settings.counted else []
        rows = marked.filter(pl.col(taken)).select([*columns, *counted])
        plain = not order and not counted and not settings.loose
        if plain and settings.keep == "first":
            rows = frame.unique(keys, keep="first", maintain_order=True)
        elif plain and settings.keep == "last":
            rows = frame.reverse().unique(keys, keep="first", maintain_order=True).reverse()
        return {"rows": rows, "repeats": marked.filter(~pl.col(taken)).select(columns)}

    def lineage(
        self, settings: UniqueSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Columns come from themselves, the count from those compared."""
        names = settings.columns or list(inputs.get("rows", {}))
        used = [("rows", name) for name in names]
        return {
            port: {
                name: used if name == settings.counted and port == "rows" else [("rows", name)]
                for name in schema
            }
            for port, schema in outputs.items()
        }

    def sql(
        self, settings: UniqueSettings, relations: Mapping[str, Any], context: Context
    ) -> Mapping[str, Relation] | None:
        """Number equal rows. Where rows differ beside the keys, which is first is not told in SQL."""
        del context
        table: Relation = relations["rows"]
        if not lowerable(table.schema) or settings.loose:
            return None
        need_columns(table.schema, _named(settings))
        names = settings.columns or list(table.schema)
        if settings.keep != "alone" and set(names) != set(table.schema):
            return None
        columns = places(table)
        keys = [columns[name] for name in names]
        number = exp.Window(this=exp.RowNumber(), partition_by=[key.copy() for key in keys])
        total = exp.Window(
            this=exp.Count(this=exp.Star()), partition_by=[key.copy() for key in keys]
        )
        values = [*columns.values(), number, cast_sql(total, pl.Int64())]
        inner = select(table, values, table.schema)
        first = exp.column(f"c{len(columns)}", table=TABLE)
        size = exp.column(f"c{len(columns) + 1}", table=TABLE)
        one = exp.Literal.number(1)
        test = exp.EQ(this=size if settings.keep == "alone" else first, expression=one)
        kept = list(columns.values())
        schema = dict(table.schema)
        if settings.counted:
            _verify(settings, schema)
            schema[settings.counted] = pl.Int64()
        rows = select(inner, [*kept, size] if settings.counted else kept, pl.Schema(schema))
        rest = select(inner, kept, table.schema)
        return {
            "rows": Relation(rows.query.where(test.copy()), pl.Schema(schema)),
            "repeats": Relation(rest.query.where(exp.Not(this=test.copy())), table.schema),
        }

    examples = (
        Example(
            title=Text(ru="Последняя карточка клиента", en="The last card of a customer"),
            settings={
                "columns": ["Почта"],
                "keep": "last",
                "order": [{"column": "Изменён"}],
                "loose": True,
                "counted": "Карточек",
            },
            inputs={
                "rows": Table(
                    {
                        "Почта": ["a@b.ru", "c@d.ru", "A@b.ru ", None],
                        "Изменён": [3, 1, 2, 5],
                    }
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Почта": ["a@b.ru", "c@d.ru", None],
                        "Изменён": [3, 1, 5],
                        "Карточек": [2, 1, 1],
                    }
                ),
                "repeats": Table({"Почта": ["A@b.ru "], "Изменён": [2]}),
            },
        ),
        Example(
            title=Text(ru="Строки целиком", en="Whole rows"),
            settings={},
            inputs={"rows": Table({"Код": ["а", "б", "а", "а"], "№": [1, 2, 1, 3]})},
            outputs={
                "rows": Table({"Код": ["а", "б", "а"], "№": [1, 2, 3]}),
                "repeats": Table({"Код": ["а"], "№": [1]}),
            },
        ),
        Example(
            title=Text(ru="Те, что встретились один раз", en="Those that occur once"),
            settings={"columns": ["Код"], "keep": "alone"},
            inputs={"rows": Table({"Код": ["а", "б", "а"], "№": [1, 2, 3]})},
            outputs={
                "rows": Table({"Код": ["б"], "№": [2]}),
                "repeats": Table({"Код": ["а", "а"], "№": [1, 3]}),
            },
        ),
    )


def _named(settings: UniqueSettings) -> list[tuple[str, str]]:
    return [(f"columns.{at}", name) for at, name in enumerate(settings.columns)]


def _verify(settings: UniqueSettings, schema: Mapping[str, Any]) -> None:
    if settings.counted:
        refuse_duplicates([*((name, None) for name in schema), (settings.counted, "counted")])


def _key(name: str, dtype: Any, *, loose: bool) -> pl.Expr:
    if not loose or kind_of(dtype) not in {"text", "category"}:
        return col(name)
    return col(name).cast(pl.String).str.strip_chars(BLANKS).str.to_lowercase()
