"""Pieces of texts: parts between marks, words, digits, the number in a text, initials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds
from kanva.formula import sqlwords as sql
from kanva.formula.library import numbers
from kanva.formula.library.limits import not_empty, not_zero
from kanva.formula.library.searching import spread
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

_TEXT = Argument(Text("текст", "text"), "text")
_PLACE = Argument(Text("номер", "number"), "integer", constant=True)
# Rust's \s and RE2's \s differ beyond ASCII, so the other spaces are listed.
_SPACE = r"\s\x{00A0}\x{2000}-\x{200B}\x{202F}\x{3000}"
_WORD = f"[^{_SPACE}]+"
_NUMBER = r"-?(?:\d{1,3}(?:[ \x{00A0}\x{202F}]\d{3})+|\d+)(?:[.,]\d+)?"


def _pick(parts: pl.Expr, place: int) -> pl.Expr:
    return parts.list.get(place - 1 if place > 0 else place, null_on_oob=True)


def _part(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    mark, place = call.constant(1), call.constant(2)
    if not isinstance(mark, str) or not isinstance(place, int):
        return pl.lit(None, dtype=pl.String)
    return _pick(args[0].str.split(mark), place)


def _part_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    mark, place = call.constant(1), call.constant(2)
    if not isinstance(mark, str) or not isinstance(place, int):
        return sql.null(kinds.TEXT)
    part = sql.node(
        "SplitPart", this=args[0], delimiter=sql.text(mark), part_index=sql.number(place)
    )
    marks = _count_text_sql(args[0], sql.text(mark))
    # Databases give an empty text where there is no such part.
    return sql.where(sql.compare(marks, ">=", sql.number(abs(place) - 1)), part)


def _part_valid(call: Apply) -> tuple[int, Text, Text] | None:
    return not_empty(1)(call) or not_zero(2)(call)


function(
    "ЧАСТЬТЕКСТА", "SPLITPART", _TEXT,
    Argument(Text("разделитель", "mark"), "text", constant=True), _PLACE,
    category="text", result=kinds.TEXT, valid=_part_valid, aliases=("SPLIT_PART",),
    help_ru="Кусок текста между разделителями по номеру: 1 — первый, -1 — последний. Нет такого — "
    "пусто.",
    help_en="The piece of a text between marks by its number: 1 is the first, -1 the last. NULL "
    "when there is no such piece.",
    sample=Sample(Text('ЧАСТЬТЕКСТА("Москва, Тверская, 5"; ", "; 2)',
                       'SPLITPART("Москва, Тверская, 5", ", ", 2)'), "Тверская"),
    polars=_part, sql=_part_sql,
)  # fmt: skip


def _word(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    place = call.constant(1)
    if not isinstance(place, int):
        return pl.lit(None, dtype=pl.String)
    return _pick(args[0].str.extract_all(_WORD), place)


def _word_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    place = call.constant(1)
    if not isinstance(place, int):
        return sql.null(kinds.TEXT)
    found = sql.node("RegexpExtractAll", this=args[0], expression=sql.text(_WORD))
    return sql.node("Bracket", this=found, expressions=[sql.number(place)], offset=1)


function(
    "СЛОВО", "WORD", _TEXT, _PLACE,
    category="text", result=kinds.TEXT, valid=not_zero(1),
    help_ru="Слово текста по номеру: 1 — первое, -1 — последнее. Слова разделены пробелами. Нет "
    "такого — пусто.",
    help_en="The word of a text by its number: 1 is the first, -1 the last. Words are divided by "
    "spaces. NULL when there is no such word.",
    sample=Sample(Text('СЛОВО("Иванов Пётр Ильич"; 2)', 'WORD("Иванов Пётр Ильич", 2)'), "Пётр"),
    polars=_word, sql=_word_sql,
)  # fmt: skip


def _erased_sql(text: exp.Expr, pattern: str, new: str = "") -> exp.Expr:
    return sql.node(
        "RegexpReplace", this=text, expression=sql.text(pattern), replacement=sql.text(new)
    )


function(
    "ЧИСЛОСЛОВ", "WORDCOUNT", _TEXT,
    category="text", result=kinds.INTEGER,
    help_ru="Сколько в тексте слов, разделённых пробелами.",
    help_en="How many words, divided by spaces, a text has.",
    sample=Sample(Text('ЧИСЛОСЛОВ(" Иванов  Пётр ")', 'WORDCOUNT(" Иванов  Пётр ")'), 2),
    polars=lambda _call, args: args[0].str.count_matches(_WORD).cast(pl.Int64),
    sql=lambda _call, args: sql.call(
        "LENGTH", _erased_sql(_erased_sql(args[0], _WORD, "x"), f"[{_SPACE}]+")
    ),
)  # fmt: skip


def _count_text(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    text, needle = spread(call, 0, 1, args), args[1]
    count = text.str.count_matches(needle, literal=True).cast(pl.Int64)
    return pl.when(needle != "").then(count)


def _count_text_sql(text: exp.Expr, needle: exp.Expr) -> exp.Expr:
    rest = sql.call("REPLACE", text, needle, sql.text(""))
    gone = sql.binary("Sub", sql.call("LENGTH", text), sql.call("LENGTH", rest))
    size = sql.call("NULLIF", sql.call("LENGTH", needle), sql.number(0))
    return sql.try_cast(sql.binary("IntDiv", gone, size), "bigint")


function(
    "СКОЛЬКОРАЗ", "COUNTTEXT", _TEXT, Argument(Text("что", "needle"), "text"),
    category="text", result=kinds.INTEGER, valid=not_empty(1),
    help_ru="Сколько раз один текст встречается в другом; большие и маленькие буквы различаются.",
    help_en="How many times one text occurs in another; letters' case matters.",
    sample=Sample(Text('СКОЛЬКОРАЗ("а-б-в"; "-")', 'COUNTTEXT("а-б-в", "-")'), 2),
    polars=_count_text, sql=lambda _call, args: _count_text_sql(args[0], args[1]),
)  # fmt: skip
for _ru, _en, _pattern, _words, _written, _result in (
    ("ТОЛЬКОЦИФРЫ", "DIGITS", r"[^0-9]",
     Text("Оставляет в тексте одни цифры.", "Leaves nothing but digits in a text."),
     Text.same('"8 (926) 123-45-67"'), "89261234567"),
    ("ТОЛЬКОБУКВЫ", "LETTERS", r"[^\p{L}]",
     Text("Оставляет в тексте одни буквы, русские и латинские.",
          "Leaves nothing but letters in a text, Russian and Latin."),
     Text.same('"АБ-12"'), "АБ"),
    ("ПЕЧСИМВ", "CLEAN", r"[\x00-\x1F\x7F]",
     Text("Убирает непечатные знаки: переносы строк, табуляции и служебные.",
          "Removes characters that do not print: line breaks, tabs and control codes."),
     Text('"Москва" & СИМВОЛ(9)', '"Москва" & CHAR(9)'), "Москва"),
):  # fmt: skip
    function(
        _ru, _en, _TEXT,
        category="text", result=kinds.TEXT, help_ru=_words.ru, help_en=_words.en,
        sample=Sample(Text(f"{_ru}({_written.ru})", f"{_en}({_written.en})"), _result),
        polars=lambda _call, args, pattern=_pattern: args[0].str.replace_all(pattern, ""),
        sql=lambda _call, args, pattern=_pattern: _erased_sql(args[0], pattern),
    )  # fmt: skip


def _number_in(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    return numbers.value(call, [args[0].str.extract(_NUMBER, 0)])


def _number_in_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    found = sql.node(
        "RegexpExtract", this=args[0], expression=sql.text(_NUMBER), group=sql.number(0)
    )
    return numbers.value_sql(call, [found])


function(
    "ЧИСЛОИЗТЕКСТА", "NUMBERIN", _TEXT,
    category="text", result=kinds.NUMBER,
    help_ru="Первое число, которое стоит в тексте: с пробелами между разрядами, запятой или точкой "
    "и минусом вплотную. Нет числа — пусто.",
    help_en="The first number that stands in a text: with spaces between thousands, a comma or a "
    "point, and a minus right before it. NULL when there is none.",
    sample=Sample(Text('ЧИСЛОИЗТЕКСТА("Цена 1 200,50 руб.")', 'NUMBERIN("Цена 1 200,50 руб.")'),
                  1200.5),
    polars=_number_in, sql=_number_in_sql,
)  # fmt: skip


def _initials_patterns() -> tuple[str, str, str]:
    word, space = f"[^{_SPACE}]", f"[{_SPACE}]"
    first = f"^{space}*({word}+)"
    second = f"^{space}*{word}+{space}+({word})"
    third = f"^{space}*{word}+{space}+{word}+{space}+({word})"
    return first, second, third


def _initials(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    surname, name, patronymic = (args[0].str.extract(item, 1) for item in _initials_patterns())
    pieces = [surname, *(pl.lit(" ") + item.str.to_uppercase() + "." for item in
                         (name, patronymic))]  # fmt: skip
    return pl.when(surname.is_not_null()).then(pl.concat_str(pieces, ignore_nulls=True))


def _initials_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    surname, name, patronymic = (
        sql.call("NULLIF", sql.node("RegexpExtract", this=args[0], expression=sql.text(item),
                                    group=sql.number(1)), sql.text(""))
        for item in _initials_patterns()
    )  # fmt: skip
    pieces = [
        sql.call(
            "COALESCE",
            sql.chain("DPipe", [sql.text(" "), sql.call("UPPER", item), sql.text(".")]),
            sql.text(""),
        )
        for item in (name, patronymic)
    ]
    return sql.chain("DPipe", [surname, *pieces])


function(
    "ФИОКРАТКО", "SHORTNAME", _TEXT,
    category="text", result=kinds.TEXT,
    help_ru="Фамилия с инициалами из фамилии, имени и отчества.",
    help_en="The surname with initials, from a surname, a name and a patronymic.",
    sample=Sample(Text('ФИОКРАТКО("Иванов Пётр Ильич")', 'SHORTNAME("Иванов Пётр Ильич")'),
                  "Иванов П. И."),
    polars=_initials, sql=_initials_sql,
)  # fmt: skip
