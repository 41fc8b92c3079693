"""What a value is and how it becomes another: numbers, dates and yes or no in texts."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds, operators
from kanva.formula import sqlwords as sql
from kanva.formula.kinds import meet, title_of
from kanva.formula.library import dates, numbers
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply, Constant
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

_TEXT = Argument(Text("текст", "text"), "text")
_VALUE = Argument(Text("значение", "value"))
_SPACES = r"^[\s\x{00A0}\x{2000}-\x{200B}\x{202F}\x{3000}]*$"
_YES = ("ДА", "ИСТИНА", "Д", "TRUE", "YES", "Y", "T", "1", "+")
_NO = ("НЕТ", "ЛОЖЬ", "Н", "FALSE", "NO", "N", "F", "0", "-")


def _xor(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    return functools.reduce(lambda left, right: left.xor(right), args)


def _xor_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    return functools.reduce(lambda left, right: sql.compare(left, "<>", right), args)


function(
    "ИСКЛИЛИ", "XOR", Argument(Text("условие", "condition"), "boolean", repeated=True),
    category="logic", result=kinds.BOOLEAN,
    help_ru="Да, если выполнено нечётное число условий; из двух — ровно одно.",
    help_en="True when an odd number of the conditions hold; of two, exactly one.",
    sample=Sample(Text("ИСКЛИЛИ(2 > 1; 3 > 2)", "XOR(2 > 1, 3 > 2)"), False),
    polars=_xor, sql=_xor_sql,
)  # fmt: skip
function(
    "ЕСЛИОШИБКА", "IFERROR", _VALUE, Argument(Text("замена", "substitute")),
    category="logic", result=lambda call: call.arguments[0].dtype, same=lambda _count: [0, 1],
    aliases=("ЕСЛИНД", "ЕСНД", "IFNA"),
    help_ru="Берёт замену там, где посчитать не удалось. Ошибок в ячейках здесь нет: деление на "
    "ноль и то, что не читается, дают пусто, поэтому и пустое значение заменяется.",
    help_en="Takes the substitute where a value cannot be computed. There are no errors in cells "
    "here: a division by zero and what cannot be read give NULL, so a NULL is substituted too.",
    sample=Sample(Text("ЕСЛИОШИБКА(1 / 0; 0)", "IFERROR(1 / 0, 0)"), 0.0),
    polars=lambda _call, args: pl.coalesce(args),
    sql=lambda _call, args: sql.call("COALESCE", *args),
)  # fmt: skip


def _null_if(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    equal = args[0] == args[1]
    constant = all(isinstance(piece, Constant) for piece in call.arguments)
    return operators.conditional([(constant, equal, pl.lit(None, dtype=call.dtype))], args[0])


function(
    "ПУСТОЕСЛИ", "NULLIF", _VALUE, Argument(Text("чему равно", "equal to")),
    category="logic", result=lambda call: call.arguments[0].dtype, same=lambda _count: [0, 1],
    help_ru='Пусто, если значение равно второму аргументу, иначе само значение: ПУСТОЕСЛИ([Имя]; '
    '"-") убирает прочерки.',
    help_en='NULL when the value equals the second argument, otherwise the value itself: '
    'NULLIF([Name], "-") removes the dashes.',
    sample=Sample(Text('ПУСТОЕСЛИ("-"; "-")', 'NULLIF("-", "-")'), None),
    polars=_null_if,
    sql=lambda _call, args: sql.call("NULLIF", *args),
)  # fmt: skip


def _look_up(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    constant = isinstance(call.arguments[0], Constant)
    branches = [
        (constant, args[0] >= args[index], args[index + 1]) for index in range(len(args) - 2, 0, -2)
    ]
    return operators.conditional(branches, pl.lit(None, dtype=call.dtype))


def _look_up_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    pieces: list[exp.Expr] = []
    for index in range(len(args) - 2, 0, -2):
        pieces += [sql.compare(args[0], ">=", args[index]), args[index + 1]]
    return sql.case(*pieces)


def _look_up_valid(call: Apply) -> tuple[int, Text, Text] | None:
    before: Constant | None = None
    for index in range(1, len(call.arguments), 2):
        tried, limit = call.arguments[0], call.arguments[index]
        if meet([tried.dtype, limit.dtype]) is None:
            given, wanted = title_of(limit.dtype), title_of(tried.dtype)
            return (
                index,
                Text(f"граница другого вида, чем значение: {given.ru} и {wanted.ru}",
                     f"the limit is of another kind than the value: {given.en} and {wanted.en}"),
                Text("Приведите их к одному виду", "Bring them to one kind"),
            )  # fmt: skip
        if not isinstance(limit, Constant) or limit.value is None:
            continue
        if before is not None and before.value >= limit.value:  # pyright: ignore[reportOperatorIssue]
            return (
                index,
                Text("границы идут не по возрастанию", "the limits do not rise"),
                Text("Начните с наименьшей", "Begin with the least"),
            )
        before = limit
    return None


function(
    "ПРОСМОТР", "LOOKUP", _VALUE,
    Argument(Text("граница", "limit"), constant=True, repeated=True),
    Argument(Text("результат", "result"), repeated=True),
    category="logic", result=lambda call: call.arguments[2].dtype,
    same=lambda count: list(range(2, count, 2)), valid=_look_up_valid, pairs=True,
    help_ru="Берёт результат последней границы, которую значение достигло. Меньше первой границы — "
    "пусто. Данные из другой таблицы подставляет узел соединения.",
    help_en="Takes the result of the last limit that the value has reached. NULL below the first "
    "limit. Data of another table are brought in by a join node.",
    sample=Sample(Text('ПРОСМОТР(20; 0; "дети"; 18; "взрослые"; 65; "старшие")',
                       'LOOKUP(20, 0, "дети", 18, "взрослые", 65, "старшие")'), "взрослые"),
    polars=_look_up, sql=_look_up_sql,
)  # fmt: skip


function(
    "НЕЗАПОЛНЕНО", "ISEMPTY", _TEXT,
    category="types", result=kinds.BOOLEAN,
    help_ru="Да, если текста нет, в нём ни одного знака или одни пробелы.",
    help_en="True when there is no text, or it has no characters, or nothing but spaces.",
    sample=Sample(Text('НЕЗАПОЛНЕНО("  ")', 'ISEMPTY("  ")'), True),
    polars=lambda _call, args: args[0].fill_null("").str.contains(_SPACES),
    sql=lambda _call, args: sql.node(
        "RegexpLike", this=sql.call("COALESCE", args[0], sql.text("")), expression=sql.text(_SPACES)
    ),
)  # fmt: skip
function(
    "ЕЧИСЛО", "ISNUMBER", _TEXT,
    category="types", result=kinds.BOOLEAN,
    help_ru="Да, если текст читается как число; так же, как его читает ЗНАЧЕН. Пустое — нет.",
    help_en="True when the text reads as a number, the way VALUE reads it. False for NULL.",
    sample=Sample(Text('ЕЧИСЛО("1 234,5")', 'ISNUMBER("1 234,5")'), True),
    polars=lambda call, args: numbers.value(call, args).is_not_null(),
    sql=lambda call, args: sql.node("Not", this=sql.is_null(numbers.value_sql(call, args))),
)  # fmt: skip
function(
    "ЕДАТА", "ISDATE", _TEXT,
    category="types", result=kinds.BOOLEAN,
    help_ru="Да, если текст читается как дата; так же, как её читает ДАТАЗНАЧ. Пустое — нет.",
    help_en="True when the text reads as a date, the way DATEVALUE reads it. False for NULL.",
    sample=Sample(Text('ЕДАТА("31.02.2011")', 'ISDATE("31.02.2011")'), False),
    polars=lambda call, args: dates.date_value(call, args).is_not_null(),
    sql=lambda call, args: sql.node("Not", this=sql.is_null(dates.date_value_sql(call, args))),
)  # fmt: skip


def _truth(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    word = args[0].str.strip_chars().str.to_uppercase()
    yes, no = (word.is_in(pl.Series(words).implode()) for words in (_YES, _NO))
    return pl.when(yes).then(statement=True).when(no).then(statement=False)


def _truth_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    bare = sql.node(
        "RegexpReplace", this=args[0], expression=sql.text(r"^\s+|\s+$"), replacement=sql.text("")
    )
    word = sql.call("UPPER", bare)
    yes, no = (
        sql.node("In", this=word, expressions=[sql.text(item) for item in words])
        for words in (_YES, _NO)
    )
    return sql.case(yes, sql.constant(value=True, dtype=kinds.BOOLEAN),
                    no, sql.constant(value=False, dtype=kinds.BOOLEAN))  # fmt: skip


function(
    "ДАНЕТ", "BOOLVALUE", _TEXT,
    category="types", result=kinds.BOOLEAN,
    help_ru="Делает из текста «да» или «нет»: понимает да, истина, true, yes, 1, + и нет, ложь, "
    "false, no, 0, -. Что иное, то пусто.",
    help_en="Makes yes or no of a text: true, yes, 1, + and false, no, 0, - are understood, and "
    "their Russian words too. Anything else gives NULL.",
    sample=Sample(Text('ДАНЕТ("Да")', 'BOOLVALUE("yes")'), True),
    polars=_truth, sql=_truth_sql,
)  # fmt: skip
function(
    "Ч", "N", Argument(Text("условие", "condition"), "boolean"),
    category="types", result=kinds.INTEGER,
    help_ru="1, если условие выполнено, 0, если нет: чтобы складывать условия.",
    help_en="1 when the condition holds, 0 when it does not: to add conditions up.",
    sample=Sample(Text("Ч(2 > 1)", "N(2 > 1)"), 1),
    polars=lambda _call, args: args[0].cast(pl.Int64),
    sql=lambda _call, args: sql.try_cast(args[0], "bigint"),
)  # fmt: skip
