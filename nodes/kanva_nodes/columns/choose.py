"""Columns: which of them go on, in what order, under what names and types.

The file is long because its form, help and examples are declared in one file.
"""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, cast

import polars as pl

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
    Option,
    Origins,
    Relation,
    Schemas,
    Settings,
    Table,
    Text,
    dtype_of,
    fields,
    kind_of,
    plural,
    shorten,
)
from kanva.sdk.conversions import Conversion
from kanva.sdk.relational import (
    CONVERSION_MESSAGES,
    can_convert,
    can_fail,
    cast_sql,
    col,
    conversion,
    lowerable,
    need_columns,
    places,
    refuse_duplicates,
    select,
    watch_conversions,
)


class ColumnChoice(Settings):
    """What happens to one incoming column."""

    column: str = fields.column(Text(ru="Столбец", en="Column"))
    keep: bool = fields.switch(Text(ru="Оставить", en="Keep"), default=True)
    name: str = fields.new_column(
        Text(ru="Новое имя", en="New name"),
        help=Text(ru="Пусто — имя остаётся.", en="Empty: the name stays."),
    )
    kind: str = fields.dtype(
        Text(ru="Тип", en="Type"),
        kinds=(
            "text", "integer", "number", "decimal", "boolean", "date", "datetime", "time",
            "category",
        ),
        help=Text(ru="Пусто — тип остаётся.", en="Empty: the type stays."),
    )  # fmt: skip


class ChooseSettings(Settings):
    """What happens to the columns."""

    columns: list[ColumnChoice] = fields.columns_table(
        Text(ru="Столбцы", en="Columns"),
        help=Text(
            ru="Снимите лишние, переименуйте, смените тип или переставьте.",
            en="Leave out what is not needed, rename, change types, reorder.",
        ),
    )
    others: Literal["keep", "drop"] = fields.choice(
        Text(ru="Столбцы не из списка", en="Columns not listed"),
        [
            Option(
                "keep",
                Text(ru="Оставлять", en="Keep"),
                Text(
                    ru="Новый столбец из узлов выше пройдёт дальше сам.",
                    en="A new column from the nodes above goes on by itself.",
                ),
            ),
            Option(
                "drop",
                Text(ru="Убирать", en="Leave out"),
                Text(
                    ru="Дальше идут только столбцы из списка.",
                    en="Only the columns listed go on.",
                ),
            ),
        ],
        "keep",
        style="segmented",
        help=Text(
            ru="В том числе те, которые появятся на входе позже.",
            en="Those included that appear at the input later.",
        ),
    )
    bad_values: Literal["null", "stop"] = fields.choice(
        Text(ru="Если значение не подходит под новый тип", en="If a value does not fit a new type"),
        [
            Option("null", Text(ru="Оставить пустым", en="Leave empty")),
            Option("stop", Text(ru="Остановиться", en="Stop")),
        ],
        "null",
        style="segmented",
        help=Text(
            ru="Об оставленных пустыми будет предупреждение с примерами.",
            en="Values left empty are reported in a warning, with examples.",
        ),
        look=Look(advanced=True),
    )


@dataclass(frozen=True, slots=True)
class _Output:
    source: str
    name: str
    kind: Kind | None
    path: str | None


class Choose(NodeType[ChooseSettings]):
    """Chooses, renames, reorders and retypes columns."""

    abstract = False
    id = "columns.choose"
    category = "columns"
    icon = "M4 5h4v14H4zM10 5h4v14h-4zM17 8v8M20.5 12h-7M18 9.5l2.5 2.5-2.5 2.5"
    title = Text(ru="Столбцы", en="Columns")
    summary = Text(
        ru="Оставляет нужные столбцы, переименовывает, переставляет, меняет тип.",
        en="Keeps the columns you need, renames, reorders and changes types.",
    )
    help = Text(
        ru="""Определяет, какие столбцы идут дальше, под какими именами, в каком порядке и какого типа. Строки не меняются.

- **Оставить** — снятые столбцы дальше не идут.
- **Новое имя** — пусто, если имя не меняется. Два столбца с одним именем получиться не могут: узел скажет, какое имя занято.
- **Порядок**: столбцы из списка стоят между собой так, как в списке; остальные остаются на своих местах.
- **Столбцы не из списка** — оставлять или убирать. От этого зависит и то, что будет со столбцами, которые появятся на входе потом.
- **Тип** — во что превратить значения.

Текст читается так, как его пишет человек: `1 000,50` — число, `05.03.2026` и `2026-03-05` — дата, `да` и `нет` — логическое значение. Дробное число целым не станет: сначала округлите его в калькуляторе. Даты превращаются в текст вида `2026-03-05`.

Значения, которые не подходят под новый тип, узел либо оставляет пустыми и предупреждает об этом с примерами, либо останавливается и показывает эти строки.""",
        en="""Says which columns go on, under what names, in what order and of what type. Rows stay as they are.

- **Keep**: columns that are switched off do not go on.
- **New name**: empty when the name stays. Two columns cannot end under one name; the node says which name is taken.
- **Order**: listed columns stand among themselves as in the list; the others keep their places.
- **Columns not listed**: keep them or leave them out. This also decides about columns that appear at the input later.
- **Type**: what the values become.

Text is read as people write it: `1 000,50` is a number, `05.03.2026` and `2026-03-05` are dates, `yes` and `no` are truth values. A fraction does not become a whole number: round it in a calculator first. Dates become text like `2026-03-05`.

Values that do not fit the new type are either left empty, with a warning that gives examples, or the node stops and shows those rows.""",
    )
    also_called = (
        "выбор полей", "параметры полей", "переименовать", "порядок столбцов", "тип данных",
        "column filter", "column rename", "column resorter", "select", "cast", "ВЫБРАТЬ КАК",
        "удалить столбцы", "преобразовать в число",
    )  # fmt: skip
    settings = ChooseSettings
    messages: ClassVar[Mapping[str, Message]] = {
        **CONVERSION_MESSAGES,
        "listed_twice": Message(
            Text(
                ru="Столбец «{column}» стоит в списке дважды",
                en="Column “{column}” is listed twice",
            ),
            Text(ru="Уберите одну из строк.", en="Remove one of the rows."),
        ),
        "no_columns": Message(
            Text(ru="Не осталось ни одного столбца", en="No column is left"),
            Text(ru="Оставьте хотя бы один.", en="Keep at least one."),
        ),
    }

    def caption(self, settings: ChooseSettings) -> Text:
        """Return what is done: dropped, renamed, retyped."""
        kept = [item for item in settings.columns if item.keep]
        if settings.others == "drop":
            words = shorten(", ".join(item.name or item.column for item in kept), 48)
            return Text(ru=f"Только: {words}", en=f"Only: {words}") if kept else Text(ru="", en="")
        parts: list[Text] = []
        gone = [item.column for item in settings.columns if not item.keep]
        if gone:
            words = shorten(", ".join(gone), 30)
            parts.append(Text(ru=f"без: {words}", en=f"without: {words}"))
        renamed = [item for item in kept if item.name and item.name != item.column]
        if len(renamed) == 1:
            parts.append(Text.same(f"{renamed[0].column} → {renamed[0].name}"))
        elif renamed:
            parts.append(plural(len(renamed), ("имя", "имени", "имён"), ("name", "names")))
        retyped = [item for item in kept if item.kind]
        if retyped:
            parts.append(plural(len(retyped), ("тип", "типа", "типов"), ("type", "types")))
        return Text(
            ru=shorten(", ".join(part.ru for part in parts), 60),
            en=shorten(", ".join(part.en for part in parts), 60),
        )

    def check(
        self, settings: ChooseSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find names that clash and types there is no way to."""
        del context
        schema = inputs.get("rows")
        if schema is None:
            return ()
        try:
            _plan(settings, schema)
        except NodeError as error:
            return (error,)
        return ()

    def lazy(self, settings: ChooseSettings, frames: InputFrames, context: Context) -> Frames:
        """Select the columns; doubtful conversions are watched as the rows flow by."""
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        plan = _plan(settings, schema)
        doubtful = [
            (position, item)
            for position, item in enumerate(plan)
            if item.kind is not None and can_fail(kind_of(schema[item.source]), item.kind)
        ]
        columns = [
            (
                col(item.source)
                if item.kind is None
                else conversion(col(item.source), schema[item.source], item.kind)
            ).alias(f"c{position}")
            for position, item in enumerate(plan)
        ]
        before = [col(item.source).alias(f"s{position}") for position, item in doubtful]
        chosen = frame.select(*columns, *before)
        if doubtful:
            watched = [
                Conversion(
                    item.name, f"s{position}", f"c{position}", cast("Kind", item.kind),
                    f"{item.path}.kind",
                )
                for position, item in doubtful
            ]  # fmt: skip
            changed = {position for position, _ in doubtful}
            visible = {
                f"s{position}" if position in changed else f"c{position}": item.name
                for position, item in enumerate(plan)
            }
            chosen = watch_conversions(chosen, watched, visible, settings.bad_values, context)
        named = [pl.col(f"c{position}").alias(item.name) for position, item in enumerate(plan)]
        return {"rows": chosen.select(named)}

    def lineage(
        self, settings: ChooseSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Each column comes from the one it was."""
        del outputs
        schema = inputs.get("rows")
        if schema is None:
            return None
        return {"rows": {item.name: [("rows", item.source)] for item in _plan(settings, schema)}}

    def sql(
        self, settings: ChooseSettings, relations: Mapping[str, Any], context: Context
    ) -> Mapping[str, Relation] | None:
        """Return a SELECT where every change of type means the same in SQL."""
        del context
        table: Relation = relations["rows"]
        plan = _plan(settings, table.schema)
        made: dict[str, Any] = {}
        columns: list[Any] = []
        for item in plan:
            dtype = table.schema[item.source]
            column = places(table)[item.source]
            kind = kind_of(dtype)
            if item.kind is None or item.kind == kind:
                made[item.name] = pl.String() if dtype == pl.Null and item.kind else dtype
            elif (kind, item.kind) in _SAME_IN_SQL:
                made[item.name] = dtype_of(item.kind)
                column = cast_sql(column, made[item.name])
            else:
                return None
            columns.append(column)
        if not lowerable(table.schema, made):
            return None
        return {"rows": select(table, columns, pl.Schema(made))}

    examples = (
        Example(
            title=Text(ru="Выбрать и переименовать", en="Choose and rename"),
            settings={
                "others": "drop",
                "columns": [
                    {"column": "Сумма", "name": "Выручка"},
                    {"column": "Клиент"},
                ],
            },
            inputs={
                "rows": Table({"Клиент": ["К1", "К2"], "Сумма": [10.5, None], "Служебный": [1, 2]})
            },
            outputs={"rows": Table({"Выручка": [10.5, None], "Клиент": ["К1", "К2"]})},
        ),
        Example(
            title=Text(ru="Текст в числа и даты", en="Text into numbers and dates"),
            settings={
                "columns": [
                    {"column": "Дата", "kind": "date"},
                    {"column": "Сумма", "kind": "number"},
                    {"column": "Оплачен", "kind": "boolean"},
                ]
            },
            inputs={
                "rows": Table(
                    {
                        "Дата": ["05.03.2026", "2026-03-06", "7.3.26", ""],
                        "Сумма": ["1 000,50", "1.234.567,89", "-20", None],
                        "Оплачен": ["да", "Нет", "ИСТИНА", " "],
                    }
                )
            },
            outputs={
                "rows": Table(
                    {
                        "Дата": [
                            dt.date(2026, 3, 5),
                            dt.date(2026, 3, 6),
                            dt.date(2026, 3, 7),
                            None,
                        ],
                        "Сумма": [1000.5, 1234567.89, -20.0, None],
                        "Оплачен": [True, False, True, None],
                    }
                )
            },
        ),
        Example(
            title=Text(
                ru="Убрать один столбец, переставить два", en="Leave one column out, swap two"
            ),
            settings={
                "columns": [
                    {"column": "Город"},
                    {"column": "Код"},
                    {"column": "Черновик", "keep": False},
                ]
            },
            inputs={
                "rows": Table({"Код": [1], "Имя": ["Чай"], "Город": ["Омск"], "Черновик": [None]})
            },
            outputs={"rows": Table({"Город": ["Омск"], "Имя": ["Чай"], "Код": [1]})},
        ),
        Example(
            title=Text(ru="Число в текст", en="A number into text"),
            settings={"columns": [{"column": "Индекс", "kind": "text"}]},
            inputs={"rows": Table({"Индекс": [614000.0, 1.5, None]})},
            outputs={"rows": Table({"Индекс": ["614000", "1.5", None]})},
        ),
    )


_SAME_IN_SQL: frozenset[tuple[Kind, Kind]] = frozenset(
    {
        ("text", "category"),
        ("category", "text"),
        ("integer", "text"),
        ("integer", "category"),
        ("integer", "number"),
        ("integer", "boolean"),
        ("number", "boolean"),
        ("boolean", "integer"),
        ("boolean", "number"),
        ("date", "datetime"),
        ("datetime", "date"),
    }
)
"""Changes of type that a plain CAST makes as polars does, nulls and NaN included."""


def _plan(settings: ChooseSettings, schema: Mapping[str, Any]) -> list[_Output]:
    """Return the output columns in order.

    Listed columns fill, in the order of the list, the places that listed columns have at the input:
    so renaming moves nothing, a full list gives its own order, and new columns keep their places.
    """
    listed: dict[str, tuple[int, ColumnChoice]] = {}
    for index, item in enumerate(settings.columns):
        if item.column in listed:
            raise NodeError("listed_twice", field=f"columns.{index}.column", column=item.column)
        listed[item.column] = (index, item)
    need_columns(schema, [(f"columns.{index}.column", name) for name, (index, _) in listed.items()])
    in_order = iter(listed)
    order = [next(in_order) if name in listed else name for name in schema]
    if settings.others == "drop":
        order = list(listed)
    plan: list[_Output] = []
    for name in order:
        if name not in listed:
            plan.append(_Output(name, name, None, None))
            continue
        index, item = listed[name]
        if not item.keep:
            continue
        kind = cast("Kind", item.kind) if item.kind else None
        path = f"columns.{index}"
        source = kind_of(schema[name])
        if kind is not None and not can_convert(source, kind):
            values = {"kind": KIND_TITLES[source], "target": KIND_TITLES[kind]}
            raise NodeError("cannot_convert", field=f"{path}.kind", column=name, values=values)
        plan.append(_Output(name, item.name or name, kind, path))
    refuse_duplicates(
        (item.name, None if item.path is None else f"{item.path}.name") for item in plan
    )
    if schema and not plan:
        raise NodeError("no_columns", field="columns")
    return plan
