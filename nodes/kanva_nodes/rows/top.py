"""The Top N: the largest or smallest rows, in the table or in each group."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping
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
    shorten,
)
from kanva.sdk.relational import (
    TABLE,
    col,
    lowerable,
    need_columns,
    places,
    refuse_duplicates,
    select,
)
from kanva_nodes.rows._order import SORTABLE, OrderKey, group_columns, group_field, hidden, within
from kanva_nodes.rows._places import placed, placed_sql


class TopSettings(Settings):
    """How many rows, by what, in which groups."""

    count: int = fields.integer(Text(ru="Сколько", en="How many"), 10, minimum=1)
    column: str = fields.column(Text(ru="По столбцу", en="By column"), kinds=SORTABLE)
    direction: Literal["largest", "smallest"] = fields.choice(
        Text(ru="Какие", en="Which"),
        [
            Option("largest", Text(ru="Наибольшие", en="Largest")),
            Option("smallest", Text(ru="Наименьшие", en="Smallest")),
        ],
        "largest",
        help=Text(
            ru="Для дат: наибольшие — самые поздние. Для текста — ближе к Я.",
            en="Of dates the largest are the latest; of texts, those next to Z.",
        ),
    )
    group: list[str] = group_field()
    ties: Literal["exact", "all", "values"] = fields.choice(
        Text(ru="Если значения равны", en="When values are equal"),
        [
            Option(
                "exact",
                Text(ru="Ровно столько строк", en="Exactly so many rows"),
                Text(
                    ru="Из равных берутся те, что выше в таблице.",
                    en="Of equal rows those that stand higher in the table are taken.",
                ),
            ),
            Option(
                "all",
                Text(ru="Все равные последнему", en="All equal to the last"),
                Text(
                    ru="Строк может быть больше: никто с тем же значением не отброшен.",
                    en="There may be more rows: none with the same value is left out.",
                ),
            ),
            Option(
                "values",
                Text(ru="Столько разных значений", en="So many different values"),
                Text(
                    ru="Все строки с первыми N значениями.",
                    en="All rows that hold one of the first N values.",
                ),
            ),
        ],
        "exact",
    )
    arrange: Literal["table", "place"] = fields.choice(
        Text(ru="Порядок строк", en="Order of rows"),
        [
            Option("table", Text(ru="Как в таблице", en="As they came")),
            Option("place", Text(ru="По местам", en="By place")),
        ],
        "table",
        help=Text(
            ru="«По местам»: группы по очереди, в каждой — от первого места к последнему.",
            en="“By place”: group after group, each from the first place to the last.",
        ),
    )
    place: str = fields.new_column(
        Text(ru="Столбец с местом", en="Column of places"),
        help=Text(ru="Пусто — не нужен.", en="Empty: none is made."),
    )


class TopInGroup(NodeType[TopSettings]):
    """Keeps the first rows by a column; the others leave by a side port."""

    abstract = False
    id = "rows.top"
    category = "rows"
    icon = "M4 20V11h5v9M9.500 20V5h5v15M15 20v-6h5v6M4 20h16"
    title = Text(ru="Первые N в группе", en="Top N in group")
    summary = Text(
        ru="Оставляет строки с наибольшими или наименьшими значениями, в каждой группе.",
        en="Keeps the rows with the largest or smallest values, in each group.",
    )
    help = Text(
        ru="""Оставляет в каждой группе строки с наибольшими или наименьшими значениями столбца. Прочие уходят в боковой выход **Остальные**.

**Когда брать.** Три лучших товара каждого города, последняя покупка каждого клиента (по дате, наибольшие, 1), самая ранняя цена каждого артикула, десять крупнейших долгов.

**Если значения равны:**

- **Ровно столько строк** — из равных берутся те, что выше в таблице. Нужен другой выбор — поставьте перед узлом сортировку.
- **Все равные последнему** — строк может выйти больше: 10, 8, 8 при N = 2 дают три строки.
- **Столько разных значений** — все строки с N первыми значениями.

На что обратить внимание:

- Строка с пустой ячейкой места не занимает и всегда уходит в **Остальные**.
- Пустые значения столбцов группы образуют свою группу.
- Текст сравнивается по алфавиту, без учёта регистра.
- **Столбец с местом** хранит место в группе: 1, 2, 3; у равных при двух последних способах место общее.""",
        en="""Keeps in each group the rows with the largest or smallest values of a column. The others leave through the side output **Rest**.

**When to take it.** The three best goods of every town, the last purchase of every customer (by date, largest, 1), the earliest price of every article, the ten largest debts.

**When values are equal:**

- **Exactly so many rows**: of equal rows those that stand higher in the table are taken. For another choice put a Sort before the node.
- **All equal to the last**: there may be more rows: 10, 8, 8 with N = 2 give three rows.
- **So many different values**: all rows with the N first values.

Mind that:

- A row with an empty cell takes no place and always goes to **Rest**.
- Empty values of the group’s columns make a group of their own.
- Text is compared by the alphabet, letters’ case does not count.
- The **column of places** holds the place in the group: 1, 2, 3; with the last two ways equal rows share a place.""",
    )
    also_called = (
        "топ N", "лучшие", "последняя запись", "первая запись", "НАИБОЛЬШИЙ", "НАИМЕНЬШИЙ",
        "LARGE", "SMALL", "ПЕРВЫЕ", "Срез последних", "СрезПоследних", "Top k Row Filter",
        "QUALIFY", "row_number = 1", "Condition filter top", "рейтинг",
    )  # fmt: skip
    settings = TopSettings
    outputs = (
        Port("rows", Text(ru="Строки", en="Rows")),
        Port("rest", Text(ru="Остальные", en="Rest"), side=True),
    )

    def caption(self, settings: TopSettings) -> Text:
        """Return how many, by what and in which groups."""
        if not settings.column:
            return Text(ru="", en="")
        largest = settings.direction == "largest"
        arrow = "↓" if largest else "↑"
        group = f" · {shorten(', '.join(settings.group), 30)}" if settings.group else ""
        name = shorten(settings.column, 30)
        count = settings.count
        return Text(
            ru=f"первые {count}: {name} {arrow}{group}", en=f"top {count}: {name} {arrow}{group}"
        )

    def check(
        self, settings: TopSettings, inputs: InputSchemas, context: Context
    ) -> tuple[NodeError, ...]:
        """Find a column of places that is there already."""
        del context
        try:
            _verify(settings, inputs.get("rows", {}))
        except NodeError as error:
            return (error,)
        return ()

    def lazy(self, settings: TopSettings, frames: InputFrames, context: Context) -> Frames:
        """Number the rows of each group along the column and keep the first places."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        need_columns(schema, [("column", settings.column), *group_columns(settings.group)])
        _verify(settings, schema)
        (mark, first) = hidden([*schema, settings.place], 2)
        way = {"exact": "number", "all": "rank", "values": "dense"}[settings.ties]
        key = OrderKey(column=settings.column, descending=settings.direction == "largest")
        marked = placed(frame, [key], settings.group, schema, {mark: way})
        taken = pl.col(mark) <= settings.count
        passes = taken & col(settings.column).is_not_null()
        rows, rest = marked.filter(passes), marked.filter(~passes)
        if settings.arrange == "place":
            rows = rows.with_row_index(first)
            rows = rows.with_columns(within(pl.col(first).min(), settings.group))
            rows = rows.sort([first, mark], maintain_order=True)
        columns = [col(name) for name in schema]
        if settings.place:
            columns.append(pl.col(mark).alias(settings.place))
        return {"rows": rows.select(columns), "rest": rest.select([col(name) for name in schema])}

    def sql(
        self, settings: TopSettings, relations: Mapping[str, Any], context: Context
    ) -> Mapping[str, Relation] | None:
        """Rank in a SELECT below and filter by it; which of equal rows is first has no SQL."""
        del context
        table: Relation = relations["rows"]
        if settings.ties == "exact" or not lowerable(table.schema):
            return None
        need_columns(table.schema, [("column", settings.column), *group_columns(settings.group)])
        _verify(settings, table.schema)
        key = OrderKey(column=settings.column, descending=settings.direction == "largest")
        way = "rank" if settings.ties == "all" else "dense"
        columns = list(places(table).values())
        ranked = select(
            table, [*columns, placed_sql(table, [key], settings.group, way)], table.schema
        )
        place = exp.column(f"c{len(columns)}", table=TABLE)
        passes = exp.and_(
            exp.LTE(this=place.copy(), expression=exp.Literal.number(settings.count)),
            exp.Not(this=exp.Is(this=places(table)[settings.column], expression=exp.null())),
        )
        schema = dict(table.schema)
        if settings.place:
            schema[settings.place] = pl.Int64()
        kept = [*columns, place] if settings.place else columns
        rows = select(ranked, kept, pl.Schema(schema))
        rest = select(ranked, columns, table.schema)
        return {
            "rows": Relation(rows.query.where(passes), pl.Schema(schema)),
            "rest": Relation(
                rest.query.where(exp.Not(this=exp.paren(passes.copy()))), table.schema
            ),
        }

    def lineage(
        self, settings: TopSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Columns come from themselves, the place from the column and the groups."""
        del inputs
        used = [("rows", name) for name in [settings.column, *settings.group]]
        return {
            port: {
                name: used if name == settings.place and port == "rows" else [("rows", name)]
                for name in schema
            }
            for port, schema in outputs.items()
        }

    examples = (
        Example(
            title=Text(ru="Два лучших товара каждого города", en="The two best goods of each town"),
            settings={"count": 2, "column": "Сумма", "group": ["Город"], "place": "Место"},
            inputs={
                "rows": Table(
                    {
                        "Город": ["Пермь", "Омск", "Пермь", "Пермь", "Омск"],
                        "Товар": ["чай", "чай", "кофе", "мёд", "кофе"],
                        "Сумма": [10, 5, 30, 20, None],
                    }
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Город": ["Омск", "Пермь", "Пермь"],
                        "Товар": ["чай", "кофе", "мёд"],
                        "Сумма": [5, 30, 20],
                        "Место": [1, 1, 2],
                    }
                ),
                "rest": Table(
                    {"Город": ["Пермь", "Омск"], "Товар": ["чай", "кофе"], "Сумма": [10, None]}
                ),
            },
        ),
        Example(
            title=Text(ru="Две наименьшие цены, с равными", en="The two smallest prices, ties included"),
            settings={
                "count": 2, "column": "Цена", "direction": "smallest", "ties": "all",
                "arrange": "place",
            },
            inputs={"rows": Table({"Код": ["а", "б", "в", "г"], "Цена": [8, 10, 8, 5]})},
            outputs={
                "rows": Table({"Код": ["г", "а", "в"], "Цена": [5, 8, 8]}),
                "rest": Table({"Код": ["б"], "Цена": [10]}),
            },
        ),
    )  # fmt: skip


def _verify(settings: TopSettings, schema: Any) -> None:
    if settings.place:
        refuse_duplicates([*((name, None) for name in schema), (settings.place, "place")])
