"""The Union: puts tables one under another."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import polars as pl
from sqlglot import exp

from kanva.sdk import (
    KIND_TITLES,
    ROWS_OUT,
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
    can_convert,
    cast_sql,
    col,
    common_dtype,
    conversion,
    literal_sql,
    lowerable,
    places,
    select,
)

_COLUMN = Text(ru="Имя столбца", en="Column name")


class TableName(Settings):
    """What one incoming table is called."""

    name: str = fields.text(Text(ru="Имя таблицы", en="Name of the table"))


class UnionSettings(Settings):
    """How the tables are stacked."""

    match: Literal["name", "position"] = fields.choice(
        Text(ru="Столбцы сопоставить", en="Match columns"),
        [
            Option(
                "name",
                Text(ru="По именам", en="By name"),
                Text(
                    ru="Порядок столбцов может быть разным; чего нет, то пусто.",
                    en="Their order may differ; what is missing is left empty.",
                ),
            ),
            Option(
                "position",
                Text(ru="По порядку", en="By position"),
                Text(
                    ru="Первый под первым; имена — как в первой таблице.",
                    en="The first under the first; names as in the first table.",
                ),
            ),
        ],
        "name",
        style="segmented",
    )
    mixed: Literal["stop", "text"] = fields.choice(
        Text(ru="Если типы не сходятся", en="If types do not agree"),
        [
            Option("stop", Text(ru="Остановиться", en="Stop")),
            Option("text", Text(ru="Сделать текстом", en="Make it text")),
        ],
        "stop",
        style="segmented",
        help=Text(
            ru="Целое с дробным становится дробным, дата с датой и временем — датой и временем.",
            en="Whole numbers with fractions become fractions, dates with times become date and time.",
        ),
    )
    source: Literal["none", "number", "name"] = fields.choice(
        Text(ru="Столбец «откуда строка»", en="Column “where the row is from”"),
        [
            Option("none", Text(ru="Не нужен", en="None")),
            Option("number", Text(ru="Номер таблицы", en="Table number")),
            Option("name", Text(ru="Имя таблицы", en="Table name")),
        ],
        "none",
        style="segmented",
    )
    source_column: str = fields.new_column(
        _COLUMN, "Источник", look=Look(when={"source": ["number", "name"]})
    )
    names: list[TableName] = fields.items(
        Text(ru="Имена таблиц", en="Names of the tables"),
        item_title=Text(ru="Имя", en="Name"),
        help=Text(
            ru="По порядку связей; таблица без имени обозначается номером.",
            en="In the order of the edges; a table without a name goes by its number.",
        ),
        look=Look(when={"source": ["name"]}),
    )


@dataclass(frozen=True, slots=True)
class _Output:
    """One output column: its name and type, and the column of each table it takes, or None."""

    name: str
    dtype: pl.DataType
    sources: tuple[str | None, ...]


class Union(NodeType[UnionSettings]):
    """Stacks tables one under another, in the order of their edges."""

    abstract = False
    id = "join.union"
    category = "joining"
    icon = "M5 4h14v6H5zM5 14h14v6H5zM9 7h6M9 17h6M12 10v4"
    title = Text(ru="Объединение", en="Union")
    summary = Text(
        ru="Складывает таблицы одну под другой, например файлы за разные месяцы.",
        en="Stacks tables one under another, for instance files of several months.",
    )
    help = Text(
        ru="""Складывает строки нескольких таблиц в одну: сначала все строки первой, под ними строки второй и так далее, в порядке связей. Повторы не убираются.

- **По именам** — столбцы с одинаковыми именами встают друг под друга. Если в какой-то таблице столбца нет, там пусто. Регистр в именах различается: «Сумма» и «сумма» — разные столбцы.
- **По порядку** — первый столбец под первым, второй под вторым. Имена берутся из первой таблицы, где такой по счёту столбец есть.

Типы: целое число с дробным становится дробным, дата с датой и временем — датой и временем, категория с текстом — текстом. Если типы не сходятся, например текст и число, узел останавливается и называет столбец; можно разрешить ему сделать такой столбец текстом.

**Столбец «откуда строка»** хранит номер таблицы по порядку связей или имя, которое вы ей дали.""",
        en="""Stacks the rows of several tables: all rows of the first, below them those of the second and so on, in the order of the edges. Repeated rows stay.

- **By name**: columns of the same name go under each other. A column a table does not have is empty there. Letters’ case counts: “Amount” and “amount” are two columns.
- **By position**: the first column under the first, the second under the second. Names come from the first table that has so many columns.

Types: whole numbers with fractions become fractions, dates with times become date and time, categories with text become text. When types do not agree, say text and number, the node stops and names the column; you may let it turn such a column into text.

**Column “where the row is from”** holds the number of the table in the order of the edges, or the name you gave it.""",
    )
    also_called = (
        "union all", "ОБЪЕДИНИТЬ ВСЕ", "concatenate", "append", "сложить таблицы", "добавить строки",
        "склеить файлы", "дописать снизу", "stack", "bind rows", "консолидация",
    )  # fmt: skip
    settings = UnionSettings
    inputs = (Port("rows", Text(ru="Таблицы", en="Tables"), multiple=True),)
    outputs = ROWS_OUT
    messages: ClassVar[Mapping[str, Message]] = {
        "kinds_disagree": Message(
            Text(
                ru="Столбец «{column}» в разных таблицах разного типа: {kinds}",
                en="Column “{column}” differs in type between the tables: {kinds}",
            ),
            Text(
                ru="Сделайте типы одинаковыми узлом «Столбцы» или выберите «Сделать текстом».",
                en="Make the types the same with a Columns node, or choose “Make it text”.",
            ),
        ),
    }

    def caption(self, settings: UnionSettings) -> Text:
        """Return how columns are matched, and the column of sources."""
        words = (
            Text(ru="по именам", en="by name")
            if settings.match == "name"
            else Text(ru="по порядку", en="by position")
        )
        if settings.source == "none":
            return words
        name = shorten(settings.source_column, 30)
        return Text(ru=f"{words.ru}, + «{name}»", en=f"{words.en}, + “{name}”")

    def check(
        self, settings: UnionSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find types that do not agree and names that clash."""
        del context
        if settings.source != "none" and not settings.source_column:
            return (NodeError("not_set", field="source_column", values={"title": _COLUMN}),)
        if "rows" not in inputs:
            return ()
        try:
            _outputs(settings, inputs["rows"])
        except NodeError as error:
            return (error,)
        return ()

    def lazy(self, settings: UnionSettings, frames: InputFrames, context: Context) -> Frames:
        """Bring every table to the same columns and stack them."""
        del context
        tables: list[pl.LazyFrame] = list(frames["rows"])
        schemas = [table.collect_schema() for table in tables]
        outputs = _outputs(settings, schemas)
        parts: list[pl.LazyFrame] = []
        for index, (table, schema) in enumerate(zip(tables, schemas, strict=True)):
            columns = [_taken(output, index, schema) for output in outputs]
            names = [output.name for output in outputs]
            if settings.source != "none":
                dtype = pl.Int64 if settings.source == "number" else pl.String
                label = pl.lit(_label(settings, index), dtype=dtype)
                columns.append(label.alias(settings.source_column))
                names.append(settings.source_column)
            # Without columns of its own a table still has its rows: they come with nulls.
            parts.append(table.with_columns(columns).select(map(col, names)))
        return {"rows": pl.concat(parts, how="vertical")}

    def lineage(
        self, settings: UnionSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Each column comes from those that were put under each other."""
        del outputs
        if "rows" not in inputs:
            return None
        origins: dict[str, list[tuple[str, str]]] = {
            item.name: [("rows", name) for name in dict.fromkeys(item.sources) if name is not None]
            for item in _outputs(settings, inputs["rows"])
        }
        if settings.source != "none":
            origins[settings.source_column] = []
        return {"rows": origins}

    def sql(
        self, settings: UnionSettings, relations: Mapping[str, Any], context: Context
    ) -> Mapping[str, Relation] | None:
        """Return UNION ALL of SELECTs with the same columns."""
        del context
        tables: list[Relation] = list(relations["rows"])
        outputs = _outputs(settings, [table.schema for table in tables])
        made: dict[str, Any] = {output.name: output.dtype for output in outputs}
        if not lowerable(made, *(table.schema for table in tables)):
            return None
        if settings.source != "none":
            made[settings.source_column] = (
                pl.Int64() if settings.source == "number" else pl.String()
            )
        schema = pl.Schema(made)
        queries: list[exp.Query] = []
        for index, table in enumerate(tables):
            columns: list[exp.Expr] = []
            for output in outputs:
                source = output.sources[index]
                if source is None:
                    columns.append(cast_sql(exp.null(), output.dtype))
                    continue
                kind, target = kind_of(table.schema[source]), kind_of(output.dtype)
                if target == "text" and kind not in {"text", "category", "integer"}:
                    return None
                columns.append(cast_sql(places(table)[source], output.dtype))
            if settings.source != "none":
                label = literal_sql(_label(settings, index))
                columns.append(cast_sql(label, made[settings.source_column]))
            queries.append(select(table, columns, schema).query)
        query: Any = queries[0] if len(queries) == 1 else exp.union(*queries, distinct=False)
        return {"rows": Relation(query, schema)}

    examples = (
        Example(
            title=Text(ru="Два месяца по именам", en="Two months by name"),
            settings={},
            inputs={
                "rows": [
                    Table({"Город": ["Омск"], "Сумма": [100]}),
                    Table({"Сумма": [20.5, None], "Город": ["Пермь", "Тула"], "Скидка": [5, None]}),
                ]
            },
            outputs={
                "rows": Table(
                    {
                        "Город": ["Омск", "Пермь", "Тула"],
                        "Сумма": [100.0, 20.5, None],
                        "Скидка": [None, 5, None],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="По порядку, с именами таблиц", en="By position, with table names"),
            settings={
                "match": "position",
                "source": "name",
                "source_column": "Месяц",
                "names": [{"name": "январь"}],
            },
            inputs={
                "rows": [
                    Table({"Код": ["1"], "Итого": [10]}),
                    Table({"Артикул": ["2", "3"], "Сумма": [20, 30]}),
                ]
            },
            outputs={
                "rows": Table(
                    {
                        "Код": ["1", "2", "3"],
                        "Итого": [10, 20, 30],
                        "Месяц": ["январь", "2", "2"],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Разные типы — текстом", en="Different types become text"),
            settings={"mixed": "text", "source": "number", "source_column": "№"},
            inputs={
                "rows": [
                    Table({"Индекс": [614000, 644000]}),
                    Table({"Индекс": ["06114", None]}),
                ]
            },
            outputs={
                "rows": Table({"Индекс": ["614000", "644000", "06114", None], "№": [1, 1, 2, 2]})
            },
        ),
    )


def _outputs(settings: UnionSettings, schemas: Sequence[Mapping[str, Any]]) -> list[_Output]:
    """Return the output columns, the column of sources left out."""
    rows: list[tuple[str, tuple[str | None, ...]]]
    if settings.match == "name":
        names = dict.fromkeys(name for schema in schemas for name in schema)
        rows = [
            (name, tuple(name if name in schema else None for schema in schemas)) for name in names
        ]
    else:
        listed = [list(schema) for schema in schemas]
        rows = []
        for place in range(max(map(len, listed), default=0)):
            taken = tuple(names[place] if place < len(names) else None for names in listed)
            rows.append((next(name for name in taken if name is not None), taken))
    outputs: list[_Output] = []
    seen: set[str] = set()
    if settings.source != "none":
        seen.add(settings.source_column)
    for name, taken in rows:
        if name in seen:
            field = "source_column" if settings.source != "none" else "match"
            raise NodeError("duplicate_column", field=field, column=name)
        seen.add(name)
        found = [
            schema[source]
            for schema, source in zip(schemas, taken, strict=True)
            if source is not None
        ]
        outputs.append(_Output(name, _agreed(settings, name, found), taken))
    return outputs


def _agreed(settings: UnionSettings, name: str, found: Sequence[Any]) -> pl.DataType:
    dtype = common_dtype(found)
    if dtype is not None:
        return dtype
    kinds: list[Kind] = list(dict.fromkeys(kind_of(item) for item in found))
    if settings.mixed == "text" and all(can_convert(kind, "text") for kind in kinds):
        return pl.String()
    titles = [KIND_TITLES[kind] for kind in kinds]
    words = Text(
        ru=", ".join(title.ru for title in titles), en=", ".join(title.en for title in titles)
    )
    raise NodeError("kinds_disagree", field="mixed", column=name, values={"kinds": words})


def _taken(output: _Output, index: int, schema: Mapping[str, Any]) -> pl.Expr:
    source = output.sources[index]
    if source is None:
        return pl.lit(None, dtype=output.dtype).alias(output.name)
    column = col(source)
    if kind_of(output.dtype) == "text" and output.dtype != schema[source]:
        column = conversion(column, schema[source], "text")
    return column.cast(output.dtype).alias(output.name)


def _label(settings: UnionSettings, index: int) -> int | str:
    if settings.source == "number":
        return index + 1
    named = settings.names[index].name if index < len(settings.names) else ""
    return named or str(index + 1)
