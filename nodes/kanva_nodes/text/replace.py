"""The Replace values: a list of «what» and «by what», whole values or parts."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

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
    Schemas,
    Settings,
    Table,
    Text,
    TypedTable,
    fields,
    plural,
    shorten,
)
from kanva.sdk.relational import need_columns, words_of

_PAIRS = Text(ru="Замены", en="Replacements")


class ReplaceSettings(Settings):
    """Which values become which."""

    columns: list[str] = fields.columns(Text(ru="Столбцы", en="Columns"))
    mode: Literal["whole", "part", "pattern"] = fields.choice(
        Text(ru="Заменить", en="Replace"),
        [
            Option("whole", Text(ru="Значение целиком", en="Whole values")),
            Option("part", Text(ru="Часть текста", en="Parts of the text")),
            Option(
                "pattern",
                Text(ru="По образцу", en="By a pattern"),
                Text(
                    ru="Регулярное выражение; ${1} — то, что в первых скобках.",
                    en="A regular expression; ${1} is what the first brackets hold.",
                ),
            ),
        ],
        "whole",
        style="segmented",
    )
    pairs: TypedTable = fields.table(
        _PAIRS,
        TypedTable.of({"from": "text", "to": "text"}),
        fixed=True,
        heads={
            "from": Text(ru="Что", en="What"),
            "to": Text(ru="На что", en="By what"),
        },
        help=Text(
            ru="Два столбца можно вставить из Excel. Пусто слева — пустое значение, пусто справа — станет пустым.",
            en="Two columns may be pasted from Excel. Empty at the left is no value, empty at the right makes it so.",
        ),
    )
    ignore_case: bool = fields.switch(
        Text(ru="Не различать регистр", en="Letters’ case does not count"),
        False,
    )
    others: Literal["keep", "empty", "given"] = fields.choice(
        Text(ru="Остальные значения", en="All other values"),
        [
            Option("keep", Text(ru="Оставить", en="Keep")),
            Option("empty", Text(ru="Сделать пустыми", en="Make empty")),
            Option("given", Text(ru="Заменить на", en="Replace by")),
        ],
        "keep",
        look=Look(when={"mode": ["whole"]}),
    )
    given: str = fields.text(
        Text(ru="Значение для остальных", en="Value for the others"),
        look=Look(when={"mode": ["whole"], "others": ["given"]}),
    )


class Replace(NodeType[ReplaceSettings]):
    """Replaces values by a list."""

    abstract = False
    id = "text.replace"
    category = "text"
    icon = "M4 7h9l-3-3M20 17h-9l3 3M4 12h3M17 12h3"
    title = Text(ru="Заменить значения", en="Replace values")
    summary = Text(
        ru="Заменяет значения столбцов по списку: целиком, частями или по образцу.",
        en="Replaces values of columns by a list: whole values, parts, or by a pattern.",
    )
    help = Text(
        ru="""Заменяет значения по списку «что — на что», сразу в нескольких столбцах. Столбцы остаются на своих местах.

**Когда брать.** Привести к одному написанию: «СПб», «С-Петербург» → «Санкт-Петербург». Коды — словами. Убрать «ООО» из названий (часть текста, справа пусто). Длинный справочник лучше держать таблицей и брать узлом «Подставить».

- **Целиком**: значение должно совпасть полностью. Остальные значения остаются, становятся пустыми или одним словом.
- **Часть текста**: строки списка применяются по очереди, сверху вниз, все вхождения.
- **По образцу**: слева регулярное выражение, справа текст, где `${1}` — содержимое первых скобок.

Столбец становится текстом: числа сравниваются так, как написаны — `7`, а не `7.0`.""",
        en="""Replaces values by a list of “what” and “by what”, in several columns at once. The columns keep their places.

**When to take it.** To bring spellings together: “St.Petersburg” and “SPb” into one. Codes into words. To take “Ltd” off names (a part of the text, empty at the right). A long dictionary is better kept as a table, for Look up.

- **Whole values**: the value must be the same altogether. All others stay, become empty, or one word.
- **Parts of the text**: lines of the list are applied in turn, from the top, wherever they occur.
- **By a pattern**: a regular expression at the left; at the right a text in which `${1}` is what the first brackets hold.

The column becomes text: numbers compare as they are written, `7` and not `7.0`.""",
    )
    also_called = (
        "ЗАМЕНИТЬ", "ПОДСТАВИТЬ", "SUBSTITUTE", "REPLACE", "String Replacer", "Find Replace", "Замена",
        "Cell Replacer", "перекодировать", "СтрЗаменить", "recode", "mapping",
    )  # fmt: skip
    settings = ReplaceSettings
    messages: ClassVar[Mapping[str, Message]] = {
        "bad_pattern": Message(
            Text(
                ru="Строка {row}: образец не читается: {reason}",
                en="Line {row}: the pattern cannot be read: {reason}",
            ),
            Text(
                ru="Проверьте скобки; знаки . * + ? ( ) [ ] пишутся с обратной чертой.",
                en="Check the brackets; the signs . * + ? ( ) [ ] are written with a backslash.",
            ),
        ),
        "repeated": Message(
            Text(
                ru="«{value}» стоит слева дважды; действует первая строка",
                en="“{value}” stands at the left twice; the first line counts",
            ),
            None,
            "warning",
        ),
    }

    def caption(self, settings: ReplaceSettings) -> Text:
        """Return the columns and the number of replacements."""
        if not settings.columns:
            return Text(ru="", en="")
        names = shorten(", ".join(settings.columns), 40)
        count = plural(
            len(settings.pairs.rows),
            ("замена", "замены", "замен"),
            ("replacement", "replacements"),
        )
        return Text(ru=f"{names}: {count.ru}", en=f"{names}: {count.en}")

    def check(
        self, settings: ReplaceSettings, inputs: InputSchemas, context: Context
    ) -> Sequence[NodeError]:
        """Find an empty list, repeated values and patterns that cannot be read."""
        del inputs, context
        if not settings.pairs.rows:
            return (NodeError("not_set", field="pairs", values={"title": _PAIRS}),)
        try:
            pairs = _pairs(settings)
        except NodeError as error:
            return (error,)
        seen: set[str | None] = set()
        problems: list[NodeError] = []
        for row, (what, _) in enumerate(pairs, 1):
            if settings.mode == "whole" and what in seen:
                problems.append(NodeError("repeated", field="pairs", values={"value": what or ""}))
            seen.add(what)
            if settings.mode == "pattern":
                problems.extend(_unreadable(what or "", row))
        return problems

    def lazy(self, settings: ReplaceSettings, frames: InputFrames, context: Context) -> Frames:
        """Replace in every column by the same list."""
        del context
        frame: pl.LazyFrame = frames["rows"]
        schema = frame.collect_schema()
        need_columns(schema, [(f"columns.{n}", name) for n, name in enumerate(settings.columns)])
        pairs = _pairs(settings)
        for row, (what, _) in enumerate(pairs, 1):
            if settings.mode == "pattern":
                for problem in _unreadable(what or "", row):
                    raise problem
        made = [
            _replaced(settings, pairs, words_of(schema, name)).alias(name)
            for name in settings.columns
        ]
        return {"rows": frame.with_columns(made)}

    def lineage(
        self, settings: ReplaceSettings, inputs: InputSchemas, outputs: Schemas
    ) -> Origins | None:
        """Every column comes from itself."""
        del settings, inputs
        return {"rows": {name: [("rows", name)] for name in outputs["rows"]}}

    examples = (
        Example(
            title=Text(ru="Города к одному написанию", en="Towns in one spelling"),
            settings={
                "columns": ["Город"],
                "ignore_case": True,
                "pairs": {
                    "columns": [{"name": "from", "kind": "text"}, {"name": "to", "kind": "text"}],
                    "rows": [["спб", "Санкт-Петербург"], [None, "не указан"]],
                },
            },
            inputs={"rows": Table({"Город": ["СПб", "Пермь", None]})},
            outputs={"rows": Table({"Город": ["Санкт-Петербург", "Пермь", "не указан"]})},
        ),
        Example(
            title=Text(ru="Убрать форму собственности", en="Take the legal form off"),
            settings={
                "columns": ["Клиент"],
                "mode": "pattern",
                "pairs": {
                    "columns": [{"name": "from", "kind": "text"}, {"name": "to", "kind": "text"}],
                    "rows": [["^(ООО|АО|ИП)\\s+", None], ["«(.*)»", "${1}"]],
                },
            },
            inputs={"rows": Table({"Клиент": ["ООО «Север»", "ИП Громова"]})},
            outputs={"rows": Table({"Клиент": ["Север", "Громова"]})},
        ),
        Example(
            title=Text(ru="Коды словами", en="Codes into words"),
            settings={
                "columns": ["Пол"],
                "others": "given",
                "given": "?",
                "pairs": {
                    "columns": [{"name": "from", "kind": "text"}, {"name": "to", "kind": "text"}],
                    "rows": [["1", "м"], ["2", "ж"]],
                },
            },
            inputs={"rows": Table({"Пол": [1, 2, 9]})},
            outputs={"rows": Table({"Пол": ["м", "ж", "?"]})},
        ),
    )


def _pairs(settings: ReplaceSettings) -> list[tuple[str | None, str | None]]:
    frame = settings.pairs.frame("pairs")
    if frame.width < 2:
        return []
    return [(what, to) for what, to in frame.rows()]


def _unreadable(pattern: str, row: int) -> list[NodeError]:
    try:
        pl.select(pl.lit("").str.replace_all(pattern, ""))
    except pl.exceptions.PolarsError as error:
        reason = " ".join(str(error).split())[-160:]
        return [NodeError("bad_pattern", field="pairs", values={"row": row, "reason": reason})]
    return []


def _replaced(
    settings: ReplaceSettings, pairs: Sequence[tuple[str | None, str | None]], words: pl.Expr
) -> pl.Expr:
    if settings.mode == "whole":
        return _whole(settings, pairs, words)
    for what, to in pairs:
        if not what:
            continue
        if settings.mode == "part" and not settings.ignore_case:
            words = words.str.replace_all(what, to or "", literal=True)
            continue
        pattern, value = what, to or ""
        if settings.mode == "part":
            pattern, value = _escaped(what), value.replace("$", "$$")
        flag = "(?i)" if settings.ignore_case else ""
        words = words.str.replace_all(f"{flag}{pattern}", value)
    return words


def _whole(
    settings: ReplaceSettings, pairs: Sequence[tuple[str | None, str | None]], words: pl.Expr
) -> pl.Expr:
    known: dict[str, str | None] = {}
    nothing: list[str | None] = []
    for what, to in pairs:
        if what is None:
            nothing.append(to)
        else:
            known.setdefault(what.casefold() if settings.ignore_case else what, to)
    keys = words.str.to_lowercase() if settings.ignore_case else words
    rest: pl.Expr = {
        "keep": words,
        "empty": pl.lit(None, dtype=pl.String),
        "given": pl.when(words.is_not_null()).then(pl.lit(settings.given)),
    }[settings.others]
    result = rest
    if known:
        found = keys.replace_strict(
            list(known), list(known.values()), default=None, return_dtype=pl.String
        )
        result = pl.when(keys.is_in(list(known))).then(found).otherwise(rest)
    if nothing:
        result = (
            pl.when(words.is_null()).then(pl.lit(nothing[0], dtype=pl.String)).otherwise(result)
        )
    return result


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in r"\.+*?()|[]{}^$#&-~" else sign for sign in text)
