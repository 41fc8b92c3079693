"""Texts looked for in texts: their place, what stands around them, another in their stead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds
from kanva.formula import sqlwords as sql
from kanva.formula.library.limits import not_empty
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply, Constant
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

_TEXT = Argument(Text("текст", "text"), "text")


def _position(text: pl.Expr, needle: pl.Expr) -> pl.Expr:
    # str.find counts bytes; a Russian letter takes two.
    before = text.str.splitn(needle, 2).struct[0].str.len_chars().cast(pl.Int64)
    place = pl.when(needle == "").then(pl.lit(1, dtype=pl.Int64)).otherwise(before + 1)
    return pl.when(text.str.contains(needle, literal=True)).then(place)


def spread(call: Apply, text: int, by: int, args: list[pl.Expr]) -> pl.Expr:
    """Repeat a single text for every row of a column: polars does not where it splits texts.

    Args:
        call: The call.
        text: The number of the argument with the text.
        by: The number of the argument with what it is split by.
        args: The arguments.

    Returns:
        The text, NULL where the column is.
    """
    single = isinstance(call.arguments[text], Constant)
    if not single or isinstance(call.arguments[by], Constant):
        return args[text]
    return pl.concat_str([args[text], args[by].str.head(0)])


def _find(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    needle, text = args[0], spread(call, 1, 0, args)
    if len(args) < 3:
        return _position(text, needle)
    skipped = args[2].clip(1) - 1
    found = _position(text.str.slice(skipped), needle) + skipped
    return pl.when((args[2] >= 1) & (skipped <= text.str.len_chars())).then(found)


def _find_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    needle, text = args[0], args[1]
    if len(args) < 3:
        place = sql.node("StrPosition", this=text, substr=needle)
        return sql.call("NULLIF", sql.try_cast(place, "bigint"), sql.number(0))
    start = args[2]
    rest = sql.node("Substring", this=text, start=start)
    place = sql.call(
        "NULLIF",
        sql.try_cast(sql.node("StrPosition", this=rest, substr=needle), "bigint"),
        sql.number(0),
    )
    found = sql.binary("Sub", sql.binary("Add", place, start), sql.number(1))
    last = sql.binary("Add", sql.call("LENGTH", text), sql.number(1))
    good = sql.both(sql.compare(start, ">=", sql.number(1)), sql.compare(start, "<=", last))
    return sql.where(good, found)


def _lower(args: list[pl.Expr]) -> list[pl.Expr]:
    return [item.str.to_lowercase() for item in args[:2]] + args[2:]


def _lower_sql(args: list[exp.Expr]) -> list[exp.Expr]:
    return [sql.call("LOWER", item) for item in args[:2]] + args[2:]


_NEEDLE = Argument(Text("что", "needle"), "text")
_FROM = Argument(Text("с места", "from"), "integer", optional=True)
function(
    "НАЙТИ", "FIND", _NEEDLE, _TEXT, _FROM,
    category="text", result=kinds.INTEGER,
    help_ru="На каком месте в тексте стоит другой текст, считая с 1; большие и маленькие буквы "
    "различаются. Не найден — пусто.",
    help_en="At which place one text stands in another, counted from 1; letters' case matters. "
    "NULL when it is not found.",
    sample=Sample(Text('НАЙТИ("ск"; "Москва")', 'FIND("ск", "Москва")'), 3),
    polars=_find, sql=_find_sql,
)  # fmt: skip
function(
    "ПОИСК", "SEARCH", _NEEDLE, _TEXT, _FROM,
    category="text", result=kinds.INTEGER,
    help_ru="То же, что НАЙТИ, но большие и маленькие буквы не различаются.",
    help_en="The same as FIND, but letters' case does not matter.",
    sample=Sample(Text('ПОИСК("МОС"; "Москва")', 'SEARCH("МОС", "Москва")'), 1),
    polars=lambda call, args: _find(call, _lower(args)),
    sql=lambda call, args: _find_sql(call, _lower_sql(args)),
)  # fmt: skip


def _substitute(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    _, old, new = args
    text = spread(call, 0, 1, args)
    if isinstance(call.arguments[0], Constant):
        # Nor does it for a column of replacements.
        text = pl.concat_str([text, new.str.head(0)])
    constant = call.constant(1)
    if isinstance(constant, str):
        if not constant:
            return pl.when(new.is_not_null()).then(text)
        replaced = text.str.replace_all(constant, new, literal=True)
        return (
            replaced if call.constant(2) is not None else pl.when(new.is_not_null()).then(replaced)
        )
    # polars replaces by a column of patterns no other way.
    return pl.when(old == "").then(text).otherwise(text.str.split(old).list.join(new))


function(
    "ПОДСТАВИТЬ", "SUBSTITUTE", _TEXT,
    Argument(Text("старый", "old"), "text"), Argument(Text("новый", "new"), "text"),
    category="text", result=kinds.TEXT,
    help_ru="Заменяет в тексте один кусок другим, везде, где он есть.",
    help_en="Replaces one piece of a text with another, wherever it stands.",
    sample=Sample(Text('ПОДСТАВИТЬ("1-2-3"; "-"; "+")', 'SUBSTITUTE("1-2-3", "-", "+")'), "1+2+3"),
    polars=_substitute, sql=lambda _call, args: sql.call("REPLACE", *args),
)  # fmt: skip


for _ru, _en, _method, _class, _help, _sample in (
    ("СОДЕРЖИТ", "CONTAINS", "contains", "Contains",
     ("Да, если текст содержит другой текст; большие и маленькие буквы различаются.",
      "True when a text contains another; letters' case matters."), "оск"),
    ("НАЧИНАЕТСЯ", "STARTSWITH", "starts_with", "StartsWith",
     ("Да, если текст начинается с другого.", "True when a text starts with another."), "Мос"),
    ("ЗАКАНЧИВАЕТСЯ", "ENDSWITH", "ends_with", "EndsWith",
     ("Да, если текст заканчивается другим.", "True when a text ends with another."), "ква"),
):  # fmt: skip
    function(
        _ru, _en, _TEXT, Argument(Text("что", "needle"), "text"),
        category="text", result=kinds.BOOLEAN, help_ru=_help[0], help_en=_help[1],
        sample=Sample(
            Text(f'{_ru}("Москва"; "{_sample}")', f'{_en}("Москва", "{_sample}")'), True
        ),
        polars=lambda _call, args, method=_method: (
            args[0].str.contains(args[1], literal=True)
            if method == "contains"
            else getattr(args[0].str, method)(args[1])
        ),
        sql=lambda _call, args, kind=_class: sql.node(kind, this=args[0], expression=args[1]),
    )  # fmt: skip


def _before(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    text = spread(call, 0, 1, args)
    found = text.str.contains(args[1], literal=True)
    before = text.str.splitn(args[1], 2).struct[0]
    # splitn by an empty text cuts off the first character.
    before = pl.when(args[1] == "").then(pl.lit("")).otherwise(before)
    return pl.when(found).then(before)


def _after(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    text = spread(call, 0, 1, args)
    place = _position(text, args[1])
    return text.str.slice(place - 1 + args[1].str.len_chars().cast(pl.Int64))


def _before_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    place = sql.node("StrPosition", this=args[0], substr=args[1])
    found = sql.compare(place, ">", sql.number(0))
    return sql.where(found, sql.call("LEFT", args[0], sql.binary("Sub", place, sql.number(1))))


def _after_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    place = sql.node("StrPosition", this=args[0], substr=args[1])
    found = sql.compare(place, ">", sql.number(0))
    start = sql.binary("Add", place, sql.call("LENGTH", args[1]))
    return sql.where(found, sql.node("Substring", this=args[0], start=start))


_MARK = Argument(Text("разделитель", "mark"), "text")


function(
    "ТЕКСТДО", "TEXTBEFORE", _TEXT, _MARK,
    category="text", result=kinds.TEXT, valid=not_empty(1),
    help_ru="Кусок текста до первого разделителя. Разделителя нет — пусто.",
    help_en="The piece of a text before the first mark. NULL when there is no mark.",
    sample=Sample(Text('ТЕКСТДО("a@b.ru"; "@")', 'TEXTBEFORE("a@b.ru", "@")'), "a"),
    polars=_before, sql=_before_sql,
)  # fmt: skip
function(
    "ТЕКСТПОСЛЕ", "TEXTAFTER", _TEXT, _MARK,
    category="text", result=kinds.TEXT, valid=not_empty(1),
    help_ru="Кусок текста после первого разделителя. Разделителя нет — пусто.",
    help_en="The piece of a text after the first mark. NULL when there is no mark.",
    sample=Sample(Text('ТЕКСТПОСЛЕ("a@b.ru"; "@")', 'TEXTAFTER("a@b.ru", "@")'), "b.ru"),
    polars=_after, sql=_after_sql,
)  # fmt: skip
