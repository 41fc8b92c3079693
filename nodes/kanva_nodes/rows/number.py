"""The Number and rank: places of rows along an order, in the table or in each group."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import polars as pl

from kanva.sdk import (
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
    Relation,
    Schemas,
    Settings,
    Table,
    Text,
    fields,
    shorten,
)
from kanva.sdk.relational import (
    col,
    lowerable,
    need_columns,
    places,
    refuse_duplicates,
    select,
)
from kanva_nodes.rows._order import (
    OrderKey,
    Sequenced,
    group_columns,
    group_field,
    hidden,
    order_field,
    order_problems,
    sequence_field,
)
from kanva_nodes.rows._places import placed, placed_sql

_NAME = Text(ru="Имя столбца", en="Name of the column")


class NumberSettings(Settings):
    """What is counted, along which order, in which groups."""

    way: Literal["number", "rank", "dense", "average", "percent"] = fields.choice(
        Text(ru="Что посчитать", en="What to compute"),
        [
            Option(
                "number",
                Text(ru="Номер строки", en="Row number"),
                Text(ru="1, 2, 3, 4: у каждой строки свой.", en="1, 2, 3, 4: each row its own."),
            ),
            Option(
                "rank",
                Text(ru="Место, как в спорте", en="Rank, as in sports"),
                Text(
                    ru="1, 2, 2, 4: у равных общее место, следующее пропускается.",
                    en="1, 2, 2, 4: equal rows share a place, the next one is skipped.",
                ),
            ),
            Option(
                "dense",
                Text(ru="Место без пропусков", en="Rank without gaps"),
                Text(ru="1, 2, 2, 3: номер значения.", en="1, 2, 2, 3: the number of the value."),
            ),
            Option(
                "average",
                Text(ru="Среднее место", en="Mean rank"),
                Text(
                    ru="1; 2,5; 2,5; 4: как РАНГ.СР, для статистики.",
                    en="1, 2.5, 2.5, 4: as RANK.AVG, for statistics.",
                ),
            ),
            Option(
                "percent",
                Text(ru="Место в долях", en="Rank as a share"),
                Text(
                    ru="От 0 у первого до 1 у последнего: как ПРОЦЕНТРАНГ.",
                    en="From 0 for the first to 1 for the last: as PERCENTRANK.",
                ),
            ),
        ],
        "number",
    )
    sequence: Sequenced = sequence_field()
    order: list[OrderKey] = order_field(when={"sequence": ["columns"]})
    group: list[str] = group_field()
    name: str = fields.new_column(_NAME, "№")
    start: int = fields.integer(
        Text(ru="Начать с", en="Start at"), 1, look=Look(when={"way": ["number"]})
    )


class NumberRows(NodeType[NumberSettings]):
    """Adds the place of each row."""

    abstract = False
    id = "rows.number"
    category = "rows"
    icon = "M5 5l1.500-1v5M4 15h3l-3 4h3M11 6h9M11 12h9M11 18h9"
    title = Text(ru="Номер и ранг", en="Number and rank")
    summary = Text(
        ru="Добавляет номер строки или место по значению, во всей таблице или в группе.",
        en="Adds the number of a row or its rank by a value, in the table or in each group.",
    )
    help = Text(
        ru="""Добавляет столбец с местом каждой строки. Сами строки остаются на своих местах: порядок нужен только для счёта.

**Когда брать.** Номер покупки клиента (внутри групп «Клиент», по дате): строки с номером 1 — первые покупки. Место магазина по выручке. Сквозная нумерация строк ведомости.

- **Номер строки** — у каждой свой; из равных раньше та, что выше в таблице.
- **Место, как в спорте** — `РАНГ`: у двух вторых третьего места нет. **Без пропусков** — третье есть.
- **Среднее место** — `РАНГ.СР`; **в долях** — 0 у первого, 1 у последнего, у единственной строки 0.

На что обратить внимание:

- Для места наибольшего первым включите «По убыванию».
- Пустые ячейки стоят последними и делят одно место.
- Текст — по алфавиту, без учёта регистра: «Пермь» и «пермь» делят место.
- «Как в таблице» годится только для номера: без столбцов у строк нет места.""",
        en="""Adds a column with the place of each row. The rows themselves stay where they are: the order serves the counting alone.

**When to take it.** The number of a customer’s purchase (within “Customer”, by date): rows with number 1 are first purchases. The rank of a shop by revenue. Running numbers of a list.

- **Row number**: each row its own; of equal rows the one that stands higher comes first.
- **Rank, as in sports** is `RANK`: after two seconds there is no third. **Without gaps** there is.
- **Mean rank** is `RANK.AVG`; **as a share** gives 0 to the first, 1 to the last, 0 to a row alone.

Mind that:

- To give the largest the first place turn on “Descending”.
- Empty cells come last and share one place.
- Text goes by the alphabet, case does not count: “Perm” and “perm” share a place.
- “As they come” serves the number alone: without columns rows have no rank.""",
    )
    also_called = (
        "нумерация", "порядковый номер", "РАНГ", "РАНГ.РВ", "РАНГ.СР", "ПРОЦЕНТРАНГ", "RANK",
        "row_number", "dense_rank", "percent_rank", "Rank", "Counter Generation", "НомерСтроки",
        "номер покупки", "рейтинг мест", "with_row_index",
    )  # fmt: skip
    settings = NumberSettings
    messages: ClassVar[Mapping[str, Message]] = {
        "rank_needs_order": Message(
            Text(
                ru="Место считается по столбцам, а порядок выбран «Как в таблице»",
                en="A rank goes by columns, but the order is “As they come”",
            ),
            Text(
                ru="Выберите «По столбцам» и назовите столбец или считайте «Номер строки».",
                en="Choose “By columns” and name one, or compute the row number.",
            ),
        ),
    }

    def caption(self, settings: NumberSettings) -> Text:
        """Return the name, the order and the groups."""
        keys = ", ".join(
            f"{key.column} {'↓' if key.descending else '↑'}" for key in settings.order if key.column
        )
        by = f": {shorten(keys, 30)}" if keys and settings.sequence == "columns" else ""
        group = f" · {shorten(', '.join(settings.group), 30)}" if settings.group else ""
        return Text.same(f"{shorten(settings.name, 24)}{by}{group}")

    def check(
        self, settings: NumberSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find a missing order or name, and a name that is taken."""
        del context
        problems = list(order_problems(settings.sequence, settings.order))
        if settings.way != "number" and settings.sequence == "table":
            problems.append(NodeError("rank_needs_order", field="sequence"))
        if not settings.name:
            problems.append(NodeError("not_set", field="name", values={"title": _NAME}))
        try:
            _verify(settings, inputs.get("rows", {}))
        except NodeError as error:
            problems.append(error)
        return problems

    def lazy(self, settings: NumberSettings, frames: InputFrames, context: Context) -> Frames:
        """Compute the places along the order."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        need_columns(schema, group_columns(settings.group))
        _verify(settings, schema)
        (made,) = hidden([*schema, settings.name])
        result = placed(frame, _order(settings), settings.group, schema, {made: settings.way})
        value = pl.col(made)
        if settings.way == "number":
            value = value + (settings.start - 1)
        columns = [col(name) for name in schema]
        return {"rows": result.select([*columns, value.alias(settings.name)])}

    def sql(
        self, settings: NumberSettings, relations: Mapping[str, Any], context: Context
    ) -> Mapping[str, Relation] | None:
        """Return a window function; which of equal rows is first has no SQL."""
        del context
        table: Relation = relations["rows"]
        ranked = settings.way in {"rank", "dense", "percent"} and settings.sequence == "columns"
        if not ranked or not lowerable(table.schema):
            return None
        named = [(f"order.{at}.column", key.column) for at, key in enumerate(settings.order)]
        need_columns(table.schema, [*named, *group_columns(settings.group)])
        _verify(settings, table.schema)
        place = placed_sql(table, settings.order, settings.group, settings.way)
        dtype = pl.Float64() if settings.way == "percent" else pl.Int64()
        schema = pl.Schema({**table.schema, settings.name: dtype})
        return {"rows": select(table, [*places(table).values(), place], schema)}

    def lineage(
        self, settings: NumberSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """The place comes from the order and the groups."""
        del inputs
        used = [key.column for key in _order(settings)] + settings.group
        return {
            "rows": {
                name: [("rows", one) for one in used] if name == settings.name else [("rows", name)]
                for name in outputs["rows"]
            }
        }

    examples = (
        Example(
            title=Text(ru="Номер покупки клиента", en="The number of a customer’s purchase"),
            settings={"order": [{"column": "День"}], "group": ["Клиент"], "name": "Покупка №"},
            inputs={"rows": Table({"Клиент": ["К1", "К2", "К1", "К1"], "День": [20, 5, 10, 20]})},
            outputs={
                "rows": Table(
                    {
                        "Клиент": ["К1", "К2", "К1", "К1"],
                        "День": [20, 5, 10, 20],
                        "Покупка №": [2, 1, 1, 3],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Место по выручке", en="Rank by revenue"),
            settings={
                "way": "rank",
                "order": [{"column": "Выручка", "descending": True}],
                "name": "Место",
            },
            inputs={"rows": Table({"Магазин": ["А", "Б", "В", "Г"], "Выручка": [5, 9, 9, None]})},
            outputs={
                "rows": Table(
                    {
                        "Магазин": ["А", "Б", "В", "Г"],
                        "Выручка": [5, 9, 9, None],
                        "Место": [3, 1, 1, 4],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Сквозная нумерация с 100", en="Running numbers from 100"),
            settings={"sequence": "table", "start": 100},
            inputs={"rows": Table({"Код": ["б", "а"]})},
            outputs={"rows": Table({"Код": ["б", "а"], "№": [100, 101]})},
        ),
    )


def _order(settings: NumberSettings) -> list[OrderKey]:
    return settings.order if settings.sequence == "columns" else []


def _verify(settings: NumberSettings, schema: Mapping[str, Any]) -> None:
    refuse_duplicates([*((name, None) for name in schema), (settings.name, "name")])
