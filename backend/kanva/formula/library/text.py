"""Texts: cutting, cleaning, searching, and numbers and dates written as texts.

Long because each function stands with its words, its example and its two writers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds, operators
from kanva.formula import sqlwords as sql
from kanva.formula.library import formats
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply, Constant
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


def _text(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    dtype = call.arguments[0].dtype
    if len(args) < 2:
        return operators.text_of(dtype, args[0])
    written = call.constant(1)
    if not isinstance(written, str):
        return pl.lit(None, dtype=pl.String)
    if kind_of(dtype) in NUMERIC:
        number = formats.read_number_format(written)
        if number is not None:
            return formats.number_text(args[0].cast(pl.Float64), number)
    date = formats.read_date_format(written)
    return formats.date_text(args[0], dtype, date) if date else pl.lit(None, dtype=pl.String)


def _text_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    dtype = call.arguments[0].dtype
    if len(args) < 2:
        return operators.text_of_sql(dtype, args[0])
    written = call.constant(1)
    if not isinstance(written, str):
        return sql.null(kinds.TEXT)
    if kind_of(dtype) in NUMERIC:
        number = formats.read_number_format(written)
        if number is not None:
            return formats.number_text_sql(sql.cast(args[0], kinds.NUMBER), number)
    date = formats.read_date_format(written)
    return formats.date_text_sql(args[0], date) if date else sql.null(kinds.TEXT)


def _text_valid(call: Apply) -> tuple[int, Text, Text] | None:
    dtype = call.arguments[0].dtype
    kind = kind_of(dtype)
    written = call.constant(1)
    if len(call.arguments) < 2:
        if kind in {"text", "time", *NUMERIC, *TEMPORAL}:
            return None
        title = kinds.title_of(dtype)
        return (
            0,
            Text(f"«{title.ru}» не пишется текстом", f"“{title.en}” is not written as text"),
            (Text('Выберите слова: ЕСЛИ(…; "да"; "нет")', 'Choose words: IF(…, "yes", "no")')),
        )
    if kind not in {*NUMERIC, *TEMPORAL}:
        return (
            0,
            Text("формат бывает у числа и у даты", "only numbers and dates have a format"),
            Text("Уберите второй аргумент", "Remove the second argument"),
        )
    if not isinstance(written, str):
        return None
    if kind in NUMERIC and formats.read_number_format(written) is None:
        return (
            1,
            Text(f"«{written}» — не формат числа", f"“{written}” is not a number format"),
            Text("Например: 0,00 или # ##0 или 0%", "For example: 0.00 or #,##0 or 0%"),
        )
    if kind in TEMPORAL and formats.read_date_format(written) is None:
        return (
            1,
            Text(f"«{written}» — не формат даты", f"“{written}” is not a date format"),
            Text("Например: дд.ММ.гггг", "For example: yyyy-mm-dd"),
        )
    return None


function(
    "ТЕКСТ", "TEXT", Argument(Text("значение", "value")),
    Argument(Text("формат", "format"), "text", optional=True, constant=True),
    category="text", result=kinds.TEXT, valid=_text_valid,
    help_ru="Пишет число или дату текстом. Форматы числа: 0,00; # ##0; 0%; 00000. Форматы даты: "
    "дд.ММ.гггг; д ММММ гггг; чч:мм. Без формата — просто: 5 и 2011-12-09.",
    help_en="Writes a number or a date as a text. Number formats: 0.00, #,##0, 0%, 00000. Date "
    "formats: yyyy-mm-dd, d mmmm yyyy, hh:mm. Without a format, plainly: 5 and 2011-12-09.",
    sample=Sample(Text('ТЕКСТ(#2011-12-09#; "дд.ММ.гггг")', 'TEXT(#2011-12-09#, "dd.mm.yyyy")'),
                  "09.12.2011"),
    polars=_text, sql=_text_sql,
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


def _mark_valid(call: Apply) -> tuple[int, Text, Text] | None:
    if call.constant(1) == "":
        return (
            1,
            Text("разделитель пуст", "the mark is empty"),
            Text("Впишите хотя бы один знак", "Write at least one character"),
        )
    return None


function(
    "ТЕКСТДО", "TEXTBEFORE", _TEXT, _MARK,
    category="text", result=kinds.TEXT, valid=_mark_valid,
    help_ru="Кусок текста до первого разделителя. Разделителя нет — пусто.",
    help_en="The piece of a text before the first mark. NULL when there is no mark.",
    sample=Sample(Text('ТЕКСТДО("a@b.ru"; "@")', 'TEXTBEFORE("a@b.ru", "@")'), "a"),
    polars=_before, sql=_before_sql,
)  # fmt: skip
function(
    "ТЕКСТПОСЛЕ", "TEXTAFTER", _TEXT, _MARK,
    category="text", result=kinds.TEXT, valid=_mark_valid,
    help_ru="Кусок текста после первого разделителя. Разделителя нет — пусто.",
    help_en="The piece of a text after the first mark. NULL when there is no mark.",
    sample=Sample(Text('ТЕКСТПОСЛЕ("a@b.ru"; "@")', 'TEXTAFTER("a@b.ru", "@")'), "b.ru"),
    polars=_after, sql=_after_sql,
)  # fmt: skip
