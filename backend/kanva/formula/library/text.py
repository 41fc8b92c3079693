"""Texts: cut by places, cleaned, in capitals, joined, repeated."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds, operators
from kanva.formula import sqlwords as sql
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply
from kanva.sdk.columns import NUMERIC, TEMPORAL, kind_of
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

_TEXT = Argument(Text("текст", "text"), "text")
_COUNT = Argument(Text("сколько", "count"), "integer", optional=True)
# Rust's \s and RE2's \s differ beyond ASCII, so the other spaces are listed.
_MOST_CHARACTERS = 1_000_000_000
_SPACES = r"[\s\x{00A0}\x{2000}-\x{200B}\x{202F}\x{3000}]+"


def _one(args: list[pl.Expr]) -> pl.Expr:
    return args[1] if len(args) > 1 else pl.lit(1, dtype=pl.Int64)


def _one_sql(args: list[exp.Expr]) -> exp.Expr:
    return args[1] if len(args) > 1 else sql.number(1)


def _fits(call: Apply, index: int, least: int) -> bool:
    """Tell whether a constant argument is known to be large enough."""
    value = call.constant(index)
    return len(call.arguments) <= index or (isinstance(value, int) and value >= least)


def _left(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    count = _one(args)
    cut = args[0].str.head(count)
    return cut if _fits(call, 1, 0) else pl.when(count >= 0).then(cut)


def _right(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    count = _one(args)
    cut = args[0].str.tail(count)
    return cut if _fits(call, 1, 0) else pl.when(count >= 0).then(cut)


def _bounded_sql(count: exp.Expr) -> exp.Expr:
    """Keep a number of characters within what databases take."""
    if sql.is_literal(count):
        return count
    most = sql.number(_MOST_CHARACTERS)
    return sql.case(sql.compare(count, ">", most), most, default=count)


def _side_sql(name: str) -> Callable[[Apply, list[exp.Expr]], exp.Expr]:
    def write(call: Apply, args: list[exp.Expr]) -> exp.Expr:
        count = _bounded_sql(_one_sql(args))
        cut = sql.call(name, args[0], count)
        return cut if _fits(call, 1, 0) else sql.where(sql.compare(count, ">=", sql.number(0)), cut)

    return write


def _mid(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    text, start, count = args
    if _fits(call, 1, 1) and _fits(call, 2, 0):
        return text.str.slice(start - 1, count)
    good = (start >= 1) & (count >= 0)
    # A negative offset would count from the end, a negative length would not compute.
    cut = text.str.slice(start.clip(1) - 1, count.clip(0))
    return pl.when(good).then(cut)


def _mid_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    text, start, count = args
    start, count = _bounded_sql(start), _bounded_sql(count)
    cut = sql.node("Substring", this=text, start=start, length=count)
    if _fits(call, 1, 1) and _fits(call, 2, 0):
        return cut
    good = sql.both(
        sql.compare(start, ">=", sql.number(1)), sql.compare(count, ">=", sql.number(0))
    )
    return sql.where(good, cut)


def _positive(first: int) -> Callable[[Apply], tuple[int, Text, Text] | None]:
    def look(call: Apply) -> tuple[int, Text, Text] | None:
        for index in range(1, len(call.arguments)):
            value, least = call.constant(index), first if index == 1 else 0
            if isinstance(value, int) and value < least:
                return (
                    index,
                    Text(
                        f"число не может быть меньше {least}", f"the number cannot be below {least}"
                    ),
                    Text("Знаки считаются с 1", "Characters are counted from 1"),
                )
        return None

    return look


function(
    "ЛЕВСИМВ", "LEFT", _TEXT, _COUNT,
    category="text", result=kinds.TEXT, valid=_positive(0),
    help_ru="Первые знаки текста; без второго аргумента — один.",
    help_en="The first characters of a text; one without the second argument.",
    sample=Sample(Text('ЛЕВСИМВ("Москва"; 3)', 'LEFT("Москва", 3)'), "Мос"),
    polars=_left, sql=_side_sql("LEFT"),
)  # fmt: skip
function(
    "ПРАВСИМВ", "RIGHT", _TEXT, _COUNT,
    category="text", result=kinds.TEXT, valid=_positive(0),
    help_ru="Последние знаки текста; без второго аргумента — один.",
    help_en="The last characters of a text; one without the second argument.",
    sample=Sample(Text('ПРАВСИМВ("Москва"; 2)', 'RIGHT("Москва", 2)'), "ва"),
    polars=_right, sql=_side_sql("RIGHT"),
)  # fmt: skip
function(
    "ПСТР", "MID", _TEXT,
    Argument(Text("начало", "start"), "integer"), Argument(Text("сколько", "count"), "integer"),
    category="text", result=kinds.TEXT, valid=_positive(1), aliases=("SUBSTRING", "SUBSTR"),
    help_ru="Знаки из середины текста, с указанного места, считая с 1.",
    help_en="Characters from the middle of a text, from a place counted from 1.",
    sample=Sample(Text('ПСТР("Москва"; 3; 2)', 'MID("Москва", 3, 2)'), "ск"),
    polars=_mid, sql=_mid_sql,
)  # fmt: skip
function(
    "ДЛСТР", "LEN", _TEXT,
    category="text", result=kinds.INTEGER, aliases=("LENGTH",),
    help_ru="Сколько знаков в тексте, вместе с пробелами.",
    help_en="How many characters a text has, spaces included.",
    sample=Sample(Text('ДЛСТР("Москва")', 'LEN("Москва")'), 6),
    polars=lambda _call, args: args[0].str.len_chars().cast(pl.Int64),
    sql=lambda _call, args: sql.call("LENGTH", args[0]),
)  # fmt: skip


def _trim_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    single = sql.node(
        "RegexpReplace", this=args[0], expression=sql.text(_SPACES), replacement=sql.text(" ")
    )
    return sql.call("TRIM", single)


function(
    "СЖПРОБЕЛЫ", "TRIM", _TEXT,
    category="text", result=kinds.TEXT,
    help_ru="Убирает пробелы по краям и лишние внутри; неразрывные, переносы и табуляции — тоже.",
    help_en="Removes spaces around a text and repeated ones inside; non-breaking spaces, line "
    "breaks and tabs too.",
    sample=Sample(Text('СЖПРОБЕЛЫ("  а   б ")', 'TRIM("  а   б ")'), "а б"),
    polars=lambda _call, args: args[0].str.replace_all(_SPACES, " ").str.strip_chars(" "),
    sql=_trim_sql,
)  # fmt: skip
function(
    "ПРОПИСН", "UPPER", _TEXT,
    category="text", result=kinds.TEXT,
    help_ru="Все буквы большие.",
    help_en="All letters in capitals.",
    sample=Sample(Text('ПРОПИСН("Москва")', 'UPPER("Москва")'), "МОСКВА"),
    polars=lambda _call, args: args[0].str.to_uppercase(),
    sql=lambda _call, args: sql.call("UPPER", args[0]),
)  # fmt: skip
function(
    "СТРОЧН", "LOWER", _TEXT,
    category="text", result=kinds.TEXT,
    help_ru="Все буквы маленькие.",
    help_en="All letters in lower case.",
    sample=Sample(Text('СТРОЧН("Москва")', 'LOWER("Москва")'), "москва"),
    polars=lambda _call, args: args[0].str.to_lowercase(),
    sql=lambda _call, args: sql.call("LOWER", args[0]),
)  # fmt: skip
function(
    "ПРОПНАЧ", "PROPER", _TEXT,
    category="text", result=kinds.TEXT,
    help_ru="Каждое слово с большой буквы, остальные буквы маленькие.",
    help_en="Every word begins with a capital, the other letters are in lower case.",
    sample=Sample(Text('ПРОПНАЧ("иванов-петров ИВАН")', 'PROPER("иванов-петров ИВАН")'),
                  "Иванов-Петров Иван"),
    polars=lambda _call, args: args[0].str.to_titlecase(), sql=None,
)  # fmt: skip


def joinable(call: Apply, first: int = 0) -> tuple[int, Text, Text] | None:
    """Find an argument that cannot be written as a text.

    Args:
        call: The call.
        first: The argument to begin with, from 0.

    Returns:
        Its number, what is wrong and what to do, or None.
    """
    for index, argument in enumerate(call.arguments[first:], first):
        kind = kind_of(argument.dtype)
        if kind not in {"text", "time", *NUMERIC, *TEMPORAL} and argument.dtype != pl.Null:
            title = kinds.title_of(argument.dtype)
            return (
                index,
                Text(
                    f"«{title.ru}» не соединяется с текстом",
                    f"“{title.en}” cannot be joined to text",
                ),
                Text('Выберите слова: ЕСЛИ(…; "да"; "нет")', 'Choose words: IF(…, "yes", "no")'),
            )
    return None


function(
    "СЦЕП", "CONCAT", Argument(Text("значение", "value"), repeated=True),
    category="text", result=kinds.TEXT, valid=joinable, aliases=("СЦЕПИТЬ", "CONCATENATE"),
    help_ru="Соединяет тексты, числа и даты в один текст, как знак &. Пустые значения ничего не "
    "добавляют.",
    help_en="Joins texts, numbers and dates into one text, like the sign &. NULLs add nothing.",
    sample=Sample(Text('СЦЕП("Счёт "; 5; ПУСТО)', 'CONCAT("Счёт ", 5, NULL)'), "Счёт 5"),
    polars=operators.JOIN.polars, sql=operators.JOIN.sql,
)  # fmt: skip


def _repeat(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    times = args[1].clip(0, _MOST_REPEATS)
    known = args[0].is_not_null() & (args[1] >= 0)
    return pl.when(known).then(args[0].repeat_by(times).list.join(""))


_MOST_REPEATS = 1000
function(
    "ПОВТОР", "REPT", _TEXT, Argument(Text("сколько", "count"), "integer"),
    category="text", result=kinds.TEXT, valid=_positive(0),
    help_ru=f"Повторяет текст, не больше {_MOST_REPEATS} раз.",
    help_en=f"Repeats a text, {_MOST_REPEATS} times at the most.",
    sample=Sample(Text('ПОВТОР("*"; 3)', 'REPT("*", 3)'), "***"),
    polars=_repeat,
    sql=lambda _call, args: sql.where(
        sql.compare(args[1], ">=", sql.number(0)),
        sql.call("REPEAT", args[0], sql.node(
            "Least", this=args[1], expressions=[sql.number(_MOST_REPEATS)], ignore_nulls=True)),
    ),
)  # fmt: skip
