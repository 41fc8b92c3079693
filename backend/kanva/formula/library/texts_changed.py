"""Texts made of texts: a piece put in, several joined, padded, turned, written in Latin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds, operators
from kanva.formula import sqlwords as sql
from kanva.formula.library.limits import between
from kanva.formula.library.text import joinable
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply, Constant
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

_TEXT = Argument(Text("текст", "text"), "text")
_MOST_CHARACTERS = 1_000_000_000
_LONGEST_PAD = 10_000
_ICAO = dict(zip(
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    ("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r",
     "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "ie", "y", "", "e", "iu", "ia"),
    strict=True,
))  # fmt: skip
_LATIN = {**_ICAO, **{letter.upper(): latin.capitalize() for letter, latin in _ICAO.items()}}


def _replace(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    text, start, count, new = args
    good = (start >= 1) & (count >= 0)
    start, count = start.clip(1, _MOST_CHARACTERS), count.clip(0, _MOST_CHARACTERS)
    whole = pl.concat_str([text.str.slice(0, start - 1), new, text.str.slice(start - 1 + count)])
    return pl.when(good).then(whole)


def _replace_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    text, start, count, new = args
    good = sql.both(
        sql.compare(start, ">=", sql.number(1)), sql.compare(count, ">=", sql.number(0))
    )
    start, count = (
        sql.case(sql.compare(item, ">", sql.number(_MOST_CHARACTERS)),
                 sql.number(_MOST_CHARACTERS), default=item)
        for item in (start, count)
    )  # fmt: skip
    before = sql.call("LEFT", text, sql.binary("Sub", start, sql.number(1)))
    after = sql.node("Substring", this=text, start=sql.binary("Add", start, count))
    return sql.where(good, sql.chain("DPipe", [before, new, after]))


function(
    "ЗАМЕНИТЬ", "REPLACE", _TEXT,
    Argument(Text("начало", "start"), "integer"), Argument(Text("сколько", "count"), "integer"),
    Argument(Text("новый", "new"), "text"),
    category="text", result=kinds.TEXT,
    help_ru="Заменяет знаки, стоящие на указанном месте, другим текстом. Заменить кусок, где бы он "
    "ни стоял, — ПОДСТАВИТЬ.",
    help_en="Replaces the characters in a given place with another text. To replace a piece "
    "wherever it stands, use SUBSTITUTE.",
    sample=Sample(Text('ЗАМЕНИТЬ("2011-12"; 1; 4; "2012")', 'REPLACE("2011-12", 1, 4, "2012")'),
                  "2012-12"),
    polars=_replace, sql=_replace_sql,
)  # fmt: skip
function(
    "СОВПАД", "EXACT", _TEXT, Argument(Text("другой", "other"), "text"),
    category="text", result=kinds.BOOLEAN,
    help_ru="Да, если тексты одинаковы до последнего знака; большие и маленькие буквы различаются, "
    "как и у знака =.",
    help_en="True when two texts are the same to the last character; letters' case matters, as it "
    "does with the sign =.",
    sample=Sample(Text('СОВПАД("Москва"; "москва")', 'EXACT("Москва", "москва")'), False),
    polars=lambda _call, args: args[0] == args[1],
    sql=lambda _call, args: sql.compare(args[0], "=", args[1]),
)  # fmt: skip


def _texts(call: Apply, args: list[pl.Expr]) -> list[pl.Expr]:
    pieces = zip(call.arguments[2:], args[2:], strict=True)
    return [operators.text_of(piece.dtype, value) for piece, value in pieces]


def _join(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    mark, skip = call.constant(0), call.constant(1)
    if not isinstance(mark, str) or skip is None:
        return pl.lit(None, dtype=pl.String)
    texts = _texts(call, args)
    if skip:
        texts = [pl.when(item != "").then(item) for item in texts]
        return pl.concat_str(texts, separator=mark, ignore_nulls=True)
    return pl.concat_str([item.fill_null("") for item in texts], separator=mark)


def _join_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    mark, skip = call.constant(0), call.constant(1)
    if not isinstance(mark, str) or skip is None:
        return sql.null(kinds.TEXT)
    pieces: list[exp.Expr] = []
    for piece, value in zip(call.arguments[2:], args[2:], strict=True):
        text = operators.text_of_sql(piece.dtype, value)
        known = isinstance(piece, Constant) and bool(piece.value)
        empty = sql.text("")
        if not known:
            text = sql.call("NULLIF", text, empty) if skip else sql.call("COALESCE", text, empty)
        pieces.append(text)
    return sql.node("Anonymous", this="CONCAT_WS", expressions=[sql.text(mark), *pieces])


def _join_valid(call: Apply) -> tuple[int, Text, Text] | None:
    return joinable(call, 2)


function(
    "ОБЪЕДИНИТЬ", "TEXTJOIN",
    Argument(Text("разделитель", "mark"), "text", constant=True),
    Argument(Text("пропускать пустые", "skip empty"), "boolean", constant=True),
    Argument(Text("значение", "value"), repeated=True),
    category="text", result=kinds.TEXT, valid=_join_valid,
    help_ru="Соединяет тексты, числа и даты строки через разделитель. Второй аргумент ИСТИНА — "
    "пустые пропускаются, ЛОЖЬ — на их месте остаётся разделитель.",
    help_en="Joins the texts, numbers and dates of a row with a mark between them. With TRUE as "
    "the second argument empty ones are skipped, with FALSE their marks stay.",
    sample=Sample(Text('ОБЪЕДИНИТЬ(", "; ИСТИНА; "Москва"; ""; "Тверская")',
                       'TEXTJOIN(", ", TRUE, "Москва", "", "Тверская")'), "Москва, Тверская"),
    polars=_join, sql=_join_sql,
)  # fmt: skip


def _fill(call: Apply) -> str | None:
    fill = call.constant(2) if len(call.arguments) > 2 else " "
    return fill if isinstance(fill, str) and len(fill) == 1 else None


def _pad_valid(call: Apply) -> tuple[int, Text, Text] | None:
    wrong = between(1, 0, _LONGEST_PAD)(call)
    fill = call.constant(2)
    if wrong is None and isinstance(fill, str) and len(fill) != 1:
        return (
            2,
            Text("нужен один знак", "one character is needed"),
            Text('Например "0" или " "', 'For example "0" or " "'),
        )
    return wrong


def _pad(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    length, fill = call.constant(1), _fill(call)
    if not isinstance(length, int) or fill is None:
        return pl.lit(None, dtype=pl.String)
    text = operators.text_of(call.arguments[0].dtype, args[0])
    side = text.str.pad_start if call.operation.name == "LPAD" else text.str.pad_end
    return side(length, fill)


def _pad_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    length, fill = call.constant(1), _fill(call)
    if not isinstance(length, int) or fill is None:
        return sql.null(kinds.TEXT)
    text = operators.text_of_sql(call.arguments[0].dtype, args[0])
    padded = sql.node(
        "Pad", this=text, expression=sql.number(length), fill_pattern=sql.text(fill),
        is_left=call.operation.name == "LPAD",
    )  # fmt: skip
    # Databases cut what is longer.
    longer = sql.compare(sql.call("LENGTH", text), ">=", sql.number(length))
    return sql.case(longer, text, default=padded)


for _ru, _en, _words, _result in (
    ("ДОПОЛНИТЬСЛЕВА", "LPAD", ("слева", "on the left"), "00042"),
    ("ДОПОЛНИТЬСПРАВА", "RPAD", ("справа", "on the right"), "42000"),
):
    function(
        _ru, _en, Argument(Text("текст", "text"), "text_or_number"),
        Argument(Text("длина", "length"), "integer", constant=True),
        Argument(Text("чем", "fill"), "text", optional=True, constant=True),
        category="text", result=kinds.TEXT, valid=_pad_valid,
        help_ru=f"Дополняет текст {_words[0]} до указанной длины одним знаком; без третьего "
        "аргумента — пробелом. Что длиннее, остаётся как есть.",
        help_en=f"Fills a text up {_words[1]} to a length with one character; with spaces without "
        "the third argument. What is longer stays as it is.",
        sample=Sample(Text(f'{_ru}(42; 5; "0")', f'{_en}(42, 5, "0")'), _result),
        polars=_pad, sql=_pad_sql,
    )  # fmt: skip
function(
    "ПЕРЕВЕРНУТЬ", "REVERSE", _TEXT,
    category="text", result=kinds.TEXT,
    help_ru="Знаки текста в обратном порядке.",
    help_en="The characters of a text in reverse order.",
    sample=Sample(Text('ПЕРЕВЕРНУТЬ("Москва")', 'REVERSE("Москва")'), "авксоМ"),
    polars=lambda _call, args: args[0].str.reverse(),
    sql=lambda _call, args: sql.node("Reverse", this=args[0]),
)  # fmt: skip


def _sign(call: Apply) -> str | None:
    code = call.constant(0)
    good = isinstance(code, int) and 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if good and isinstance(code, int) else None


function(
    "СИМВОЛ", "CHAR", Argument(Text("код", "code"), "integer", constant=True),
    category="text", result=kinds.TEXT, aliases=("ЮНИСИМВ", "UNICHAR"),
    valid=between(0, 1, 0x10FFFF),
    help_ru="Знак по его коду в Юникоде: СИМВОЛ(10) — новая строка, СИМВОЛ(9) — табуляция.",
    help_en="A character by its Unicode code: CHAR(10) is a new line, CHAR(9) a tab.",
    sample=Sample(Text("СИМВОЛ(8470)", "CHAR(8470)"), "№"),
    polars=lambda call, _args: pl.lit(_sign(call), dtype=pl.String),
    sql=lambda call, _args: sql.constant(_sign(call), kinds.TEXT),
)  # fmt: skip
function(
    "ТРАНСЛИТ", "TRANSLIT", _TEXT,
    category="text", result=kinds.TEXT,
    help_ru="Пишет русские буквы латинскими, как в заграничном паспорте: Щербаков — Shcherbakov.",
    help_en="Writes Russian letters in Latin ones, as passports do (ICAO Doc 9303).",
    sample=Sample(Text('ТРАНСЛИТ("Юлия Щербакова")', 'TRANSLIT("Юлия Щербакова")'),
                  "Iuliia Shcherbakova"),
    polars=lambda _call, args: args[0].str.replace_many(list(_LATIN), list(_LATIN.values())),
    sql=None,
)  # fmt: skip


def _plural(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    size = args[0].abs()
    ones, tens = size % 10, size % 100
    teen = tens.is_between(11, 14)
    return (
        pl.when(~teen & (ones == 1)).then(args[1])
        .when(~teen & ones.is_between(2, 4)).then(args[2])
        .when(args[0].is_not_null()).then(args[3])
    )  # fmt: skip


def _plural_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    size = sql.call("ABS", args[0])
    ones, tens = (sql.binary("Mod", size, sql.number(by)) for by in (10, 100))

    def within(value: exp.Expr, low: int, high: int) -> exp.Expr:
        return sql.both(sql.compare(value, ">=", sql.number(low)),
                        sql.compare(value, "<=", sql.number(high)))  # fmt: skip

    other = sql.node("Not", this=sql.node("Paren", this=within(tens, 11, 14)))
    return sql.case(
        sql.both(other, sql.compare(ones, "=", sql.number(1))), args[1],
        sql.both(other, within(ones, 2, 4)), args[2],
        sql.node("Not", this=sql.is_null(args[0])), args[3],
    )  # fmt: skip


function(
    "ФОРМАСЛОВА", "PLURALFORM", Argument(Text("число", "number"), "integer"),
    Argument(Text("один", "one"), "text"), Argument(Text("два", "two"), "text"),
    Argument(Text("пять", "five"), "text"),
    category="text", result=kinds.TEXT,
    help_ru="Форма слова при числе по-русски: 1 заказ, 2 заказа, 5 заказов. Само число дописывают "
    "знаком &.",
    help_en="The Russian form of a word after a number: for one, for two and for five of a thing. "
    "The number itself is joined with the sign &.",
    sample=Sample(Text('ФОРМАСЛОВА(22; "заказ"; "заказа"; "заказов")',
                       'PLURALFORM(22, "заказ", "заказа", "заказов")'), "заказа"),
    polars=_plural, sql=_plural_sql,
)  # fmt: skip
