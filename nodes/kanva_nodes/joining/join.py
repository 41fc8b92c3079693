"""The Join: puts two tables side by side by equal keys.

The file is long because its form, help and examples are declared in one file.
"""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import polars as pl
from sqlglot import exp

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
    cast_sql,
    col,
    common_dtype,
    lowerable,
    need_columns,
    places,
    positional,
    refuse_duplicates,
)

_KEYS = Text(ru="Ключи", en="Keys")
_JOINABLE: tuple[Kind, ...] = (
    "text", "integer", "number", "decimal", "boolean", "date", "datetime", "time", "duration",
    "category",
)  # fmt: skip
_SIDE_BY_SIDE = {"inner", "left", "right", "full"}


class KeyPair(Settings):
    """A column of the left table and the column of the right one it must equal."""

    left: str = fields.column(Text(ru="Слева", en="Left"), port="left", kinds=_JOINABLE)
    right: str = fields.column(Text(ru="Справа", en="Right"), port="right", kinds=_JOINABLE)


class JoinSettings(Settings):
    """How the tables are joined."""

    kind: Literal["left", "inner", "right", "full", "semi", "anti"] = fields.choice(
        Text(ru="Какие строки оставить", en="Which rows to keep"),
        [
            Option(
                "left",
                Text(ru="Все слева", en="All of the left"),
                Text(
                    ru="Каждая строка слева; где пары нет, столбцы справа пусты.",
                    en="Every row of the left; without a match the right columns are empty.",
                ),
            ),
            Option(
                "inner",
                Text(ru="Только с парой", en="Only with a match"),
                Text(
                    ru="Строки, для которых пара нашлась с обеих сторон.",
                    en="Rows that have a match on both sides.",
                ),
            ),
            Option(
                "right",
                Text(ru="Все справа", en="All of the right"),
                Text(
                    ru="Каждая строка справа; где пары нет, столбцы слева пусты.",
                    en="Every row of the right; without a match the left columns are empty.",
                ),
            ),
            Option(
                "full",
                Text(ru="Все с обеих сторон", en="All of both"),
                Text(
                    ru="Ни одна строка не теряется ни слева, ни справа.",
                    en="No row is lost, neither left nor right.",
                ),
            ),
            Option(
                "semi",
                Text(ru="Слева, у кого есть пара", en="Left rows that have a match"),
                Text(
                    ru="Как фильтр по списку: столбцы справа не добавляются, строки не множатся.",
                    en="A filter by a list: no right columns, and rows do not multiply.",
                ),
            ),
            Option(
                "anti",
                Text(ru="Слева, у кого нет пары", en="Left rows without a match"),
                Text(
                    ru="Кого нет во второй таблице: стоп-лист, «кто не купил».",
                    en="Who is not in the second table: a stop list, “who did not buy”.",
                ),
            ),
        ],
        "left",
    )
    keys: list[KeyPair] = fields.items(
        _KEYS,
        item_title=Text(ru="Пара столбцов", en="Pair of columns"),
        help=Text(
            ru="Строки соединяются, когда равны все пары.",
            en="Rows are joined when all the pairs are equal.",
        ),
    )
    trim: bool = fields.switch(
        Text(ru="Не учитывать пробелы по краям", en="Ignore blanks at the ends"),
        help=Text(ru="«К-17 » и «К-17» — одно и то же.", en="“C-17 ” and “C-17” are the same."),
    )
    ignore_case: bool = fields.switch(
        Text(ru="Не различать регистр", en="Ignore case"),
        help=Text(ru="«Омск» и «ОМСК» — одно и то же.", en="“Omsk” and “OMSK” are the same."),
    )
    nulls_match: bool = fields.switch(
        Text(ru="Пустой ключ равен пустому", en="An empty key equals an empty one"),
        help=Text(
            ru="Обычно пустые ключи не находят пары.", en="Usually empty keys find no match."
        ),
        look=Look(advanced=True),
    )
    clash: Literal["suffix", "prefix"] = fields.choice(
        Text(ru="Одинаковые имена столбцов", en="Columns of the same name"),
        [
            Option("suffix", Text(ru="Добавить в конец", en="Add at the end")),
            Option("prefix", Text(ru="Добавить в начало", en="Add at the start")),
        ],
        "suffix",
        style="segmented",
        help=Text(
            ru="Столбец справа, имя которого уже есть слева, получает добавку.",
            en="A right column whose name exists on the left gets the addition.",
        ),
        look=Look(when={"kind": ["left", "inner", "right", "full"]}, advanced=True),
    )
    clash_text: str = fields.text(
        Text(ru="Добавка к имени", en="Addition to the name"),
        "_2",
        look=Look(when={"kind": ["left", "inner", "right", "full"]}, advanced=True),
    )


@dataclass(frozen=True, slots=True)
class _Key:
    left: str
    right: str
    dtype: pl.DataType
    textual: bool


@dataclass(frozen=True, slots=True)
class _Output:
    """One output column: of a key pair, of the left table or of the right one."""

    name: str
    side: Literal["key", "left", "right"]
    source: str
    dtype: pl.DataType


class Join(NodeType[JoinSettings]):
    """Joins two tables by equal keys."""

    abstract = False
    id = "join.join"
    category = "joining"
    icon = "M14.5 12a5.5 5.5 0 1 1-11 0a5.5 5.5 0 0 1 11 0zM20.5 12a5.5 5.5 0 1 1-11 0a5.5 5.5 0 0 1 11 0z"
    title = Text(ru="Соединение", en="Join")
    summary = Text(
        ru="Добавляет к таблице столбцы другой таблицы по общему ключу, как ВПР.",
        en="Adds the columns of another table by a common key, as VLOOKUP does.",
    )
    help = Text(
        ru="""Ставит две таблицы рядом: к строке слева добавляются столбцы той строки справа, у которой такой же ключ. Ключ — один столбец или несколько пар.

Какие строки остаются:

- **Все слева** — как ВПР: каждая строка слева, даже без пары.
- **Только с парой**, **все справа**, **все с обеих сторон**.
- **Слева, у кого есть пара** и **слева, у кого нет пары** — отбор по второй таблице без её столбцов. Второе удобно для стоп-листов.

На что обратить внимание:

- Если ключ справа **повторяется**, строка слева повторится столько же раз. Чтобы этого не было, сначала сгруппируйте правую таблицу по ключу.
- Столбец ключа в результате один, под именем из левой таблицы.
- Столбец справа, имя которого уже занято слева, получает добавку `_2`; её можно изменить или поставить в начало.
- Пустой ключ пары не находит, если не включить «Пустой ключ равен пустому».
- Ключи должны быть одного рода: текст с текстом, число с числом, дата с датой. Иначе узел скажет, какой столбец исправить.

Порядок строк: как слева (для «все справа» — как справа; для «все с обеих сторон» — сначала левые, затем строки справа без пары).""",
        en="""Puts two tables side by side: a left row gets the columns of the right row that has the same key. A key is one column or several pairs.

Which rows stay:

- **All of the left**, as VLOOKUP: every left row, even without a match.
- **Only with a match**, **all of the right**, **all of both**.
- **Left rows that have a match** and **left rows without a match**: a choice by the second table without its columns. The latter serves stop lists.

Mind that:

- When a key **repeats** on the right, the left row repeats as many times. To avoid that, first group the right table by the key.
- The result has one key column, under its left name.
- A right column whose name is taken on the left gets the addition `_2`; you may change it or put it at the start.
- An empty key finds no match unless “An empty key equals an empty one” is on.
- Keys must be of one sort: text with text, number with number, date with date. Otherwise the node says which column to correct.

The order of rows is that of the left (of the right for “All of the right”; for “All of both” left rows come first, then the right rows without a match).""",
    )
    also_called = (
        "слияние", "ВПР", "VLOOKUP", "XLOOKUP", "ПРОСМОТРX", "joiner", "join", "merge", "left join",
        "ЛЕВОЕ СОЕДИНЕНИЕ", "ВНУТРЕННЕЕ СОЕДИНЕНИЕ", "дополнение данных", "стоп-лист", "reference row filter",
    )  # fmt: skip
    settings = JoinSettings
    inputs = (
        Port("left", Text(ru="Левая таблица", en="Left table")),
        Port("right", Text(ru="Правая таблица", en="Right table"), side=True),
    )
    messages: ClassVar[Mapping[str, Message]] = {
        "key_kinds": Message(
            Text(
                ru="Ключи не сравнить: слева «{left}» — {left_kind}, справа «{right}» — {right_kind}",
                en="The keys cannot be compared: “{left}” on the left holds {left_kind}, “{right}” "
                "on the right {right_kind}",
            ),
            Text(
                ru="Приведите один из них к типу другого узлом «Столбцы».",
                en="Bring one of them to the type of the other with a Columns node.",
            ),
        ),
        "key_repeated": Message(
            Text(
                ru="Столбец «{column}» стоит в двух парах", en="Column “{column}” is in two pairs"
            ),
            Text(ru="Оставьте его в одной паре.", en="Leave it in one pair."),
        ),
    }

    def caption(self, settings: JoinSettings) -> Text:
        """Return the kind of join and the keys."""
        pairs = [
            key.left if key.left == key.right else f"{key.left} = {key.right}"
            for key in settings.keys
            if key.left and key.right
        ]
        if not pairs:
            return Text(ru="", en="")
        words = shorten(", ".join(pairs), 40)
        kind = _SHORT[settings.kind]
        return Text(ru=f"{kind.ru}: {words}", en=f"{kind.en}: {words}")

    def check(
        self, settings: JoinSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find missing keys, keys that cannot be compared, names that clash."""
        del context
        if not settings.keys:
            return (NodeError("not_set", field="keys", values={"title": _KEYS}),)
        if any(not key.left or not key.right for key in settings.keys) or len(inputs) < 2:
            return ()
        try:
            _outputs(settings, inputs["left"], inputs["right"])
        except NodeError as error:
            return (error,)
        return ()

    def lazy(self, settings: JoinSettings, frames: InputFrames, context: Context) -> Frames:
        """Join over positional names, so that no name of either table can be in the way."""
        del context
        left: pl.LazyFrame = frames["left"]
        right: pl.LazyFrame = frames["right"]
        left_schema, right_schema = left.collect_schema(), right.collect_schema()
        keys = _keys(settings, left_schema, right_schema)
        outputs = _outputs(settings, left_schema, right_schema)
        left_names = {name: f"l{index}" for index, name in enumerate(left_schema)}
        right_names = {name: f"r{index}" for index, name in enumerate(right_schema)}
        left = left.select(
            *(col(name).alias(short) for name, short in left_names.items()),
            *(_key(col(key.left), key, settings).alias(f"a{i}") for i, key in enumerate(keys)),
        )
        right = right.select(
            *(col(name).alias(short) for name, short in right_names.items()),
            *(_key(col(key.right), key, settings).alias(f"b{i}") for i, key in enumerate(keys)),
        )
        joined = left.join(
            right,
            left_on=[f"a{index}" for index in range(len(keys))],
            right_on=[f"b{index}" for index in range(len(keys))],
            how=settings.kind,
            nulls_equal=settings.nulls_match,
            # A join that keeps both keys lets a full join tell which side a row comes from.
            coalesce=False if settings.kind in _SIDE_BY_SIDE else None,
            maintain_order=_ORDER[settings.kind],
        )
        partner = {key.left: key.right for key in keys}
        columns: list[pl.Expr] = []
        for output in outputs:
            if output.side == "key":
                mine = col(left_names[output.source])
                theirs = col(right_names[partner[output.source]])
                column = theirs if settings.kind == "right" else mine
                if settings.kind in {"right", "full"}:
                    column = column.cast(output.dtype)
                if settings.kind == "full":
                    column = pl.coalesce(column, theirs.cast(output.dtype))
            else:
                names = left_names if output.side == "left" else right_names
                column = col(names[output.source])
            columns.append(column.alias(output.name))
        return {"rows": joined.select(columns)}

    def lineage(
        self, settings: JoinSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Key columns come from both sides where both give them values."""
        del outputs
        if "left" not in inputs or "right" not in inputs:
            return None
        partner = {key.left: key.right for key in settings.keys}
        origins: dict[str, list[tuple[str, str]]] = {}
        for item in _outputs(settings, inputs["left"], inputs["right"]):
            if item.side != "key":
                origins[item.name] = [(item.side, item.source)]
                continue
            both = [("left", item.source), ("right", partner[item.source])]
            kept = {"left": both[:1], "semi": both[:1], "anti": both[:1], "right": both[1:]}
            origins[item.name] = kept.get(settings.kind, both)
        return {"rows": origins}

    def sql(
        self, settings: JoinSettings, relations: Mapping[str, Any], context: Context
    ) -> Mapping[str, Relation] | None:
        """Return a JOIN, or EXISTS for the two kinds that add no columns."""
        del context
        left: Relation = relations["left"]
        right: Relation = relations["right"]
        outputs = _outputs(settings, left.schema, right.schema)
        made = pl.Schema({output.name: output.dtype for output in outputs})
        if not lowerable(left.schema, right.schema, made):
            return None
        keys = _keys(settings, left.schema, right.schema)
        of_left, of_right = places(left, "l"), places(right, "r")
        equal = exp.NullSafeEQ if settings.nulls_match else exp.EQ
        matches = exp.and_(
            *(
                equal(
                    this=_key_sql(of_left[key.left], key, settings),
                    expression=_key_sql(of_right[key.right], key, settings),
                )
                for key in keys
            )
        )
        partner = {key.left: key.right for key in keys}
        columns: list[exp.Expr] = []
        for output in outputs:
            mine = of_left.get(output.source)
            theirs = of_right.get(partner.get(output.source, output.source))
            if output.side == "left" or (output.side == "key" and settings.kind != "right"):
                column = mine
            else:
                column = theirs
            if output.side == "key" and settings.kind == "full":
                both = [cast_sql(item.copy(), output.dtype) for item in (mine, theirs) if item]
                column = exp.Coalesce(this=both[0], expressions=both[1:])
            elif output.side == "key" and settings.kind == "right" and theirs is not None:
                column = cast_sql(theirs, output.dtype)
            if column is not None:
                columns.append(column)
        query = exp.select(*positional(columns)).from_(left.query.subquery("l"))
        if settings.kind in _SIDE_BY_SIDE:
            query = query.join(right.query.subquery("r"), on=matches, join_type=settings.kind)
        else:
            inside = exp.select("1").from_(right.query.subquery("r")).where(matches)
            found = exp.Exists(this=inside)
            query = query.where(found if settings.kind == "semi" else exp.Not(this=found))
        return {"rows": Relation(query, made)}

    examples = (
        Example(
            title=Text(ru="Имена клиентов к продажам", en="Customers’ names for sales"),
            settings={"kind": "left", "keys": [{"left": "Клиент", "right": "Код"}]},
            inputs={
                "left": Table({"Клиент": ["К2", "К9", None, "К1"], "Сумма": [20, 90, 5, 10]}),
                "right": Table({"Код": ["К1", "К2", None], "Имя": ["Анна", "Борис", "?"]}),
            },
            outputs={
                "rows": Table(
                    {
                        "Клиент": ["К2", "К9", None, "К1"],
                        "Сумма": [20, 90, 5, 10],
                        "Имя": ["Борис", None, None, "Анна"],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Всё с обеих сторон: план и факт", en="All of both: plan and fact"),
            settings={
                "kind": "full",
                "keys": [{"left": "Город", "right": "Город"}],
                "clash": "prefix",
                "clash_text": "Факт: ",
            },
            inputs={
                "left": Table({"Город": ["Омск", "Пермь"], "Сумма": [100, 200]}),
                "right": Table({"Город": ["Пермь", "Тула"], "Сумма": [210, 30]}),
            },
            outputs={
                "rows": Table(
                    {
                        "Город": ["Омск", "Пермь", "Тула"],
                        "Сумма": [100, 200, None],
                        "Факт: Сумма": [None, 210, 30],
                    }
                )
            },
        ),
        Example(
            title=Text(ru="Вычесть стоп-лист", en="Take a stop list away"),
            settings={
                "kind": "anti",
                "trim": True,
                "ignore_case": True,
                "keys": [{"left": "Почта", "right": "E-mail"}],
            },
            inputs={
                "left": Table({"Почта": ["anna@x.ru", "Boris@x.ru ", None], "№": [1, 2, 3]}),
                "right": Table({"E-mail": ["boris@X.ru"]}),
            },
            outputs={"rows": Table({"Почта": ["anna@x.ru", None], "№": [1, 3]})},
        ),
        Example(
            title=Text(
                ru="Две пары ключей; ключ справа повторяется", en="Two pairs; a right key repeats"
            ),
            settings={
                "kind": "inner",
                "keys": [
                    {"left": "Код", "right": "Код"},
                    {"left": "Год", "right": "Год"},
                ],
            },
            inputs={
                "left": Table(
                    {"Код": ["A", "B", "A"], "Год": [2025, 2025, 2026], "Сумма": [1, 2, 3]}
                ),
                "right": Table(
                    {"Код": ["A", "A", "B"], "Год": [2025.0, 2025.0, 2026.0], "Сумма": [7, 8, 9]}
                ),
            },
            outputs={
                "rows": Table(
                    {"Код": ["A", "A"], "Год": [2025, 2025], "Сумма": [1, 1], "Сумма_2": [7, 8]}
                )
            },
        ),
        Example(
            title=Text(ru="Все справа", en="All of the right"),
            settings={"kind": "right", "keys": [{"left": "Код", "right": "Ключ"}]},
            inputs={
                "left": Table({"Имя": ["Анна", "Борис"], "Код": [1, 2]}),
                "right": Table({"Ключ": [3, 2], "Сумма": [30, 20]}),
            },
            outputs={"rows": Table({"Имя": [None, "Борис"], "Код": [3, 2], "Сумма": [30, 20]})},
        ),
        Example(
            title=Text(ru="Только те, кто в списке", en="Only those on the list"),
            settings={"kind": "semi", "keys": [{"left": "Код", "right": "Код"}]},
            inputs={
                "left": Table({"Код": [1, 2, 3], "Имя": ["А", "Б", "В"]}),
                "right": Table({"Код": [3, 1, 1]}),
            },
            outputs={"rows": Table({"Код": [1, 3], "Имя": ["А", "В"]})},
        ),
    )


_ORDER: dict[str, Literal["left", "left_right", "right_left"]] = {
    "inner": "left_right",
    "left": "left_right",
    "right": "right_left",
    "full": "left_right",
    "semi": "left",
    "anti": "left",
}
_SHORT: dict[str, Text] = {
    "left": Text(ru="Все слева", en="Left"),
    "inner": Text(ru="С парой", en="Inner"),
    "right": Text(ru="Все справа", en="Right"),
    "full": Text(ru="Все с обеих сторон", en="Full"),
    "semi": Text(ru="Есть пара", en="Has a match"),
    "anti": Text(ru="Нет пары", en="No match"),
}


def _keys(settings: JoinSettings, left: Mapping[str, Any], right: Mapping[str, Any]) -> list[_Key]:
    numbered = list(enumerate(settings.keys))
    need_columns(left, [(f"keys.{index}.left", key.left) for index, key in numbered])
    need_columns(right, [(f"keys.{index}.right", key.right) for index, key in numbered])
    keys: list[_Key] = []
    for index, pair in numbered:
        for side in ("left", "right"):
            name = getattr(pair, side)
            if any(getattr(earlier, side) == name for earlier in keys):
                raise NodeError("key_repeated", field=f"keys.{index}.{side}", column=name)
        dtype = common_dtype([left[pair.left], right[pair.right]])
        if dtype is None:
            raise NodeError(
                "key_kinds",
                field=f"keys.{index}.right",
                column=pair.right,
                values={
                    "left": pair.left,
                    "right": pair.right,
                    "left_kind": KIND_TITLES[kind_of(left[pair.left])],
                    "right_kind": KIND_TITLES[kind_of(right[pair.right])],
                },
            )
        # A column of nulls alone has no type of its own; as text it can be trimmed like any other.
        dtype = pl.String() if dtype == pl.Null else dtype
        keys.append(_Key(pair.left, pair.right, dtype, kind_of(dtype) in {"text", "category"}))
    return keys


def _outputs(
    settings: JoinSettings, left: Mapping[str, Any], right: Mapping[str, Any]
) -> list[_Output]:
    keys = {key.left: key for key in _keys(settings, left, right)}
    wide = settings.kind in {"right", "full"}
    outputs = [
        _Output(
            name,
            "key" if name in keys else "left",
            name,
            keys[name].dtype if wide and name in keys else dtype,
        )
        for name, dtype in left.items()
    ]
    if settings.kind not in _SIDE_BY_SIDE:
        return outputs
    taken = {key.right for key in keys.values()}
    for name, dtype in right.items():
        if name in taken:
            continue
        new = name
        if name in left:
            extra = settings.clash_text
            new = f"{name}{extra}" if settings.clash == "suffix" else f"{extra}{name}"
        outputs.append(_Output(new, "right", name, dtype))
    refuse_duplicates((item.name, "clash_text") for item in outputs)
    return outputs


def _key(column: pl.Expr, key: _Key, settings: JoinSettings) -> pl.Expr:
    column = column.cast(pl.String() if key.textual else key.dtype)
    if key.textual and settings.trim:
        column = column.str.strip_chars(BLANKS)
    if key.textual and settings.ignore_case:
        column = column.str.to_lowercase()
    return column


def _key_sql(column: exp.Expr, key: _Key, settings: JoinSettings) -> exp.Expr:
    column = cast_sql(column.copy(), key.dtype)
    if key.textual and settings.trim:
        column = exp.Trim(this=column, expression=exp.Literal.string(BLANKS))
    if key.textual and settings.ignore_case:
        column = exp.Lower(this=column)
    return column
