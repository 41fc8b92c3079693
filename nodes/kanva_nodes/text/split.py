"""The Split text: a column cut into parts, side by side or one under another."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl

from kanva.sdk import (
    Context,
    Example,
    Frames,
    InputFrames,
    InputSchemas,
    Look,
    NodeError,
    NodeType,
    Option,
    Origins,
    Schemas,
    Settings,
    Table,
    Text,
    fields,
    shorten,
)
from kanva.sdk.relational import col, words_of
from kanva_nodes.text._words import check_made

_COLUMN = Text(ru="Столбец", en="Column")
_SIGN = Text(ru="Разделитель", en="Delimiter")


class SplitSettings(Settings):
    """What is cut, where, and what becomes of the parts."""

    column: str = fields.column(_COLUMN)
    by: Literal["sign", "blanks", "lines", "length"] = fields.choice(
        Text(ru="Где резать", en="Where to cut"),
        [
            Option("sign", Text(ru="По разделителю", en="At a delimiter")),
            Option("blanks", Text(ru="По пробелам", en="At blanks")),
            Option("lines", Text(ru="По строкам", en="At line ends")),
            Option("length", Text(ru="По длине", en="By length")),
        ],
        "sign",
    )
    sign: str = fields.text(
        _SIGN,
        ",",
        help=Text(
            ru="Один знак или несколько: «, », « - ».", en="One sign or several: “, ”, “ - ”."
        ),
        look=Look(when={"by": ["sign"]}),
    )
    length: int = fields.integer(
        Text(ru="Знаков в части", en="Characters in a part"),
        2,
        minimum=1,
        look=Look(when={"by": ["length"]}),
    )
    into: Literal["columns", "rows"] = fields.choice(
        Text(ru="Части положить", en="Put the parts"),
        [
            Option("columns", Text(ru="В столбцы", en="Into columns")),
            Option("rows", Text(ru="В строки", en="Into rows")),
        ],
        "columns",
        style="segmented",
    )
    count: int = fields.integer(
        Text(ru="Сколько столбцов", en="How many columns"),
        2,
        minimum=2,
        maximum=50,
        look=Look(when={"into": ["columns"]}),
    )
    rest: Literal["last", "drop"] = fields.choice(
        Text(ru="Лишние части", en="Parts beyond these"),
        [
            Option("last", Text(ru="В последний столбец", en="Into the last column")),
            Option("drop", Text(ru="Отбросить", en="Leave out")),
        ],
        "last",
        style="segmented",
        look=Look(when={"into": ["columns"]}),
    )
    name: str = fields.new_column(
        Text(ru="Имя", en="Name"),
        help=Text(
            ru="Столбцы получат номера: «Имя 1», «Имя 2». Пусто — имя исходного столбца.",
            en="Columns get numbers: “Name 1”, “Name 2”. Empty: the name of the column that is cut.",
        ),
    )
    number: str = fields.new_column(
        Text(ru="Столбец с номером части", en="Column with the part’s number"),
        help=Text(ru="Пусто — не нужен.", en="Empty: none."),
        look=Look(when={"into": ["rows"]}, advanced=True),
    )
    trim: bool = fields.switch(
        Text(ru="Убрать пробелы по краям частей", en="Trim the parts"),
        True,
        look=Look(advanced=True),
    )
    keep: bool = fields.switch(
        Text(ru="Оставить исходный столбец", en="Keep the column that is cut"),
        True,
        look=Look(advanced=True),
    )


class SplitText(NodeType[SplitSettings]):
    """Cuts text into parts."""

    abstract = False
    id = "text.split"
    category = "text"
    icon = "M4 6h16M4 12h6M14 12h6M12 9v6M4 18h6M14 18h6"
    title = Text(ru="Разделить текст", en="Split text")
    summary = Text(
        ru="Режет текст столбца на части: в соседние столбцы или в отдельные строки.",
        en="Cuts the text of a column into parts: into columns beside, or into rows of their own.",
    )
    help = Text(
        ru="""Режет текст на части: по разделителю, по пробелам, по строкам ячейки или по длине.

**Когда брать.** ФИО в трёх столбцах. «Город, улица, дом» из адреса. Несколько телефонов в одной ячейке — по строке на каждый (**В строки**).

- **В столбцы**: задайте, сколько их. Если частей больше, лишние остаются в последнем столбце целиком или отбрасываются; если меньше — пусто.
- **В строки**: строка повторяется на каждую часть; остальные столбцы повторяются вместе с ней. Пустая ячейка даёт одну строку с пустой частью.
- **По пробелам** несколько пробелов подряд считаются одним.

На что обратить внимание: числа и даты режутся как текст; чтобы вытащить часть по образцу, а не по разделителю, возьмите узел «Извлечь по образцу».""",
        en="""Cuts text into parts: at a delimiter, at blanks, at the line ends of a cell, or by length.

**When to take it.** A full name in three columns. Town, street and house out of an address. Several phones in one cell, a row for each (**Into rows**).

- **Into columns**: say how many. Parts beyond these stay in the last column whole, or are left out; where there are fewer, cells are empty.
- **Into rows**: the row is repeated for each part, its other columns with it. An empty cell gives one row with an empty part.
- **At blanks** several blanks in a row count as one.

Mind that numbers and dates are cut as text; to take a part by its look and not at a delimiter, use Extract.""",
    )
    also_called = (
        "текст по столбцам", "разделить столбец", "Text to Columns", "Cell Splitter", "split",
        "ТЕКСТРАЗД", "TEXTSPLIT", "разбить ФИО", "explode", "СтрРазделить", "разбить на строки",
    )  # fmt: skip
    settings = SplitSettings

    def caption(self, settings: SplitSettings) -> Text:
        """Return the column and what becomes of the parts."""
        name = shorten(settings.column, 30)
        if settings.into == "rows":
            return Text(ru=f"{name} → строки", en=f"{name} → rows")
        return Text(
            ru=f"{name} → столбцов: {settings.count}", en=f"{name} → {settings.count} columns"
        )

    def check(
        self, settings: SplitSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find an empty delimiter and names that clash."""
        del context
        if settings.by == "sign" and not settings.sign:
            return (NodeError("not_set", field="sign", values={"title": _SIGN}),)
        if "rows" not in inputs or settings.column not in inputs["rows"]:
            return ()
        try:
            _verify(settings, inputs["rows"])
        except NodeError as error:
            return (error,)
        return ()

    def lazy(self, settings: SplitSettings, frames: InputFrames, context: Context) -> Frames:
        """Cut, then lay the parts out."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        _verify(settings, schema)
        words = words_of(schema, settings.column)
        parts = _parts(settings, words)
        if settings.trim:
            parts = parts.list.eval(pl.element().str.strip_chars())
        stay = [name for name in schema if settings.keep or name != settings.column]
        if settings.into == "columns":
            made = [
                _part(settings, parts, place).alias(name)
                for place, name in enumerate(_names(settings))
            ]
            return {"rows": frame.with_columns(made).select(map(col, [*stay, *_names(settings)]))}
        name = _base(settings)
        held = "kanva parts"
        numbers = [settings.number] if settings.number else []
        # An empty list would take its row along.
        some = pl.when(parts.list.len() > 0).then(parts)
        out = frame.select(*map(col, stay), some.alias(held))
        if numbers:
            out = out.with_columns(
                pl.int_ranges(1, pl.col(held).list.len().clip(lower_bound=1) + 1).alias(numbers[0])
            )
            out = out.with_columns(
                pl.when(pl.col(held).is_not_null()).then(col(numbers[0])).alias(numbers[0])
            )
        exploded = out.explode(held, *numbers)
        return {"rows": exploded.rename({held: name}).select(map(col, [*stay, name, *numbers]))}

    def lineage(
        self, settings: SplitSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Parts come from the column that is cut."""
        schema = inputs.get("rows") or {}
        made = {*_names(settings), _base(settings)}
        own = {name for name in schema if settings.keep or name != settings.column}
        out: dict[str, list[tuple[str, str]]] = {}
        for name in outputs["rows"]:
            if name in own:
                out[name] = [("rows", name)]
            elif name in made:
                out[name] = [("rows", settings.column)]
            else:
                out[name] = []
        return {"rows": out}

    examples = (
        Example(
            title=Text(ru="ФИО в три столбца", en="A full name in three columns"),
            settings={"column": "ФИО", "by": "blanks", "count": 3, "name": "Часть"},
            inputs={"rows": Table({"ФИО": ["Громова Анна  Ильинична", "Ли", None]})},
            outputs={
                "rows": Table(
                    {
                        "ФИО": ["Громова Анна  Ильинична", "Ли", None],
                        "Часть 1": ["Громова", "Ли", None],
                        "Часть 2": ["Анна", None, None],
                        "Часть 3": ["Ильинична", None, None],
                    },
                    dtypes={"ФИО": pl.String},
                )
            },
        ),
        Example(
            title=Text(ru="По строке на телефон", en="A row for each phone"),
            settings={
                "column": "Телефоны",
                "sign": ";",
                "into": "rows",
                "name": "Телефон",
                "number": "№",
                "keep": False,
            },
            inputs={
                "rows": Table({"Клиент": ["К1", "К2"], "Телефоны": ["8 926 000; 8 495 111", None]})
            },
            outputs={
                "rows": Table(
                    {
                        "Клиент": ["К1", "К1", "К2"],
                        "Телефон": ["8 926 000", "8 495 111", None],
                        "№": [1, 2, None],
                    }
                )
            },
        ),
    )


def _base(settings: SplitSettings) -> str:
    return settings.name or settings.column


def _names(settings: SplitSettings) -> list[str]:
    return [f"{_base(settings)} {number}" for number in range(1, settings.count + 1)]


def _verify(settings: SplitSettings, schema: pl.Schema) -> None:
    gone = () if settings.keep else (settings.column,)
    if settings.into == "columns":
        made = [("name", name) for name in _names(settings)]
    else:
        made = [("name", _base(settings))]
        if settings.keep and not settings.name:
            raise NodeError("duplicate_column", field="name", column=settings.column)
        if settings.number:
            made.append(("number", settings.number))
    check_made(schema, [("column", settings.column)], made, gone)


def _parts(settings: SplitSettings, words: pl.Expr) -> pl.Expr:
    if settings.by == "blanks":
        return words.str.extract_all(r"\S+")
    if settings.by == "lines":
        return words.str.replace_all("\r\n", "\n", literal=True).str.split("\n")
    if settings.by == "length":
        return words.str.extract_all(rf"(?s).{{1,{settings.length}}}")
    return words.str.split(settings.sign)


def _part(settings: SplitSettings, parts: pl.Expr, place: int) -> pl.Expr:
    last = place == settings.count - 1
    if not last or settings.rest == "drop":
        return parts.list.get(place, null_on_oob=True)
    joint = {"sign": settings.sign, "lines": "\n", "length": ""}.get(settings.by, " ")
    tail = parts.list.slice(place)
    return pl.when(parts.list.len() > place).then(tail.list.join(joint))
