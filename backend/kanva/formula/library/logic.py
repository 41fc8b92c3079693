"""Conditions: what to take when, and what to do about empty values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds, operators
from kanva.formula import sqlwords as sql
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply, Constant
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

_CONDITION = Argument(Text("условие", "condition"), "boolean")
_VALUE = Argument(Text("значение", "value"))


def _rest(count: int) -> list[int]:
    return list(range(1, count))


def _values(count: int) -> list[int]:
    return list(range(1, count, 2))


def _everything(count: int) -> list[int]:
    return list(range(count))


def _second(call: Apply) -> pl.DataType:
    return call.arguments[1].dtype


def _first(call: Apply) -> pl.DataType:
    return call.arguments[0].dtype


def _missing(call: Apply) -> pl.Expr:
    return pl.lit(None, dtype=call.dtype)


def _if(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    rest = args[2] if len(args) > 2 else _missing(call)
    return operators.CASE.polars(call, [args[0], args[1], rest])


def _if_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    return sql.case(args[0], args[1], default=args[2] if len(args) > 2 else None)


def _ifs(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    return operators.CASE.polars(call, [*args, _missing(call)])


def _switch_pairs(count: int) -> int:
    """How many of the arguments are the value tried and pairs; one more is the default."""
    return count if count % 2 else count - 1


def _switch(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    end = _switch_pairs(len(args))
    branches = [
        (_constants(call, 0, index), args[0] == args[index], args[index + 1])
        for index in range(1, end, 2)
    ]
    return operators.conditional(branches, args[-1] if end < len(args) else _missing(call))


def _constants(call: Apply, *places: int) -> bool:
    return all(isinstance(call.arguments[place], Constant) for place in places)


def _switch_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    end = _switch_pairs(len(args))
    pieces: list[exp.Expr] = []
    for index in range(1, end, 2):
        pieces += [sql.compare(args[0], "=", args[index]), args[index + 1]]
    return sql.case(*pieces, default=args[-1] if end < len(args) else None)


def _switch_results(count: int) -> list[int]:
    end = _switch_pairs(count)
    return [*range(2, end, 2), *([count - 1] if end < count else [])]


def _switch_kinds(call: Apply) -> tuple[int, Text, Text] | None:
    tried = call.arguments[0]
    for index in range(1, _switch_pairs(len(call.arguments)), 2):
        met = kinds.meet([tried.dtype, call.arguments[index].dtype])
        if met is None:
            wanted, given = kinds.title_of(tried.dtype), kinds.title_of(call.arguments[index].dtype)
            return (
                index,
                Text(
                    f"образец другого вида, чем значение: {given.ru} и {wanted.ru}",
                    f"the match is of another kind than the value: {given.en} and {wanted.en}",
                ),
                Text("Приведите их к одному виду", "Bring them to one kind"),
            )
    return None


def _choose(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    branches = [
        (_constants(call, 0), args[0] == index, args[index]) for index in range(1, len(args))
    ]
    return operators.conditional(branches, _missing(call))


def _choose_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    pieces: list[exp.Expr] = []
    for index in range(1, len(args)):
        pieces += [sql.compare(args[0], "=", sql.number(index)), args[index]]
    return sql.case(*pieces)


function(
    "ЕСЛИ", "IF",
    _CONDITION, _VALUE, Argument(Text("иначе", "otherwise"), optional=True),
    category="logic", result=_second, same=_rest,
    help_ru="Берёт одно значение, если условие выполнено, и другое, если нет. Пустое условие "
    "не выполнено. Без третьего аргумента «иначе» — пусто.",
    help_en="Takes one value when the condition holds and another when it does not. An empty "
    "condition does not hold. Without the third argument, otherwise is NULL.",
    sample=Sample(Text('ЕСЛИ(1500 > 1000; "да"; "нет")', 'IF(1500 > 1000, "да", "нет")'), "да"),
    polars=_if, sql=_if_sql,
)  # fmt: skip
function(
    "ЕСЛИМН", "IFS",
    Argument(Text("условие", "condition"), "boolean", repeated=True),
    Argument(Text("значение", "value"), repeated=True),
    category="logic", result=_second, same=_values, pairs=True, aliases=("УСЛОВИЯ",),
    help_ru="Берёт значение первого выполненного условия. Условие ИСТИНА в конце значит «иначе».",
    help_en="Takes the value of the first condition that holds. TRUE as the last condition means "
    "“otherwise”.",
    sample=Sample(
        Text('ЕСЛИМН(5 > 10; "A"; 5 > 3; "B"; ИСТИНА; "C")',
             'IFS(5 > 10, "A", 5 > 3, "B", TRUE, "C")'), "B"),
    polars=_ifs, sql=lambda _call, args: sql.case(*args),
)  # fmt: skip
function(
    "ПЕРЕКЛЮЧ", "SWITCH",
    _VALUE,
    Argument(Text("образец", "match")),
    Argument(Text("результат", "result")),
    Argument(Text("образец или иначе", "match or otherwise"), optional=True, repeated=True),
    category="logic", result=lambda call: call.arguments[2].dtype,
    same=_switch_results,
    valid=_switch_kinds,
    help_ru="Сравнивает значение с образцами по очереди и берёт результат первого совпавшего. "
    "Последний непарный аргумент — «иначе».",
    help_en="Compares the value with the matches in turn and takes the result of the first equal "
    "one. A last argument without a pair is “otherwise”.",
    sample=Sample(
        Text('ПЕРЕКЛЮЧ("M"; "F"; "жен"; "M"; "муж"; "?")',
             'SWITCH("M", "F", "жен", "M", "муж", "?")'), "муж"),
    polars=_switch, sql=_switch_sql,
)  # fmt: skip
function(
    "ВЫБОР", "CHOOSE",
    Argument(Text("номер", "number"), "integer"),
    Argument(Text("значение", "value"), repeated=True),
    category="logic", result=_second, same=_rest,
    help_ru="Берёт значение по его номеру: 1 — первое. Нет такого номера — пусто.",
    help_en="Takes a value by its number: 1 is the first. NULL when there is no such number.",
    sample=Sample(Text('ВЫБОР(2; "а"; "б"; "в")', 'CHOOSE(2, "а", "б", "в")'), "б"),
    polars=_choose, sql=_choose_sql,
)  # fmt: skip
function(
    "И", "AND", Argument(Text("условие", "condition"), "boolean", repeated=True),
    category="logic", result=kinds.BOOLEAN,
    help_ru="Да, если выполнены все условия. То же, что условия через слово И.",
    help_en="True when all conditions hold. The same as conditions joined by the word AND.",
    sample=Sample(Text("И(2 > 1; 3 > 2)", "AND(2 > 1, 3 > 2)"), True),
    polars=operators.AND.polars, sql=operators.AND.sql,
)  # fmt: skip
function(
    "ИЛИ", "OR", Argument(Text("условие", "condition"), "boolean", repeated=True),
    category="logic", result=kinds.BOOLEAN,
    help_ru="Да, если выполнено хотя бы одно условие. То же, что условия через слово ИЛИ.",
    help_en="True when at least one condition holds. The same as conditions joined by OR.",
    sample=Sample(Text("ИЛИ(2 > 1; 3 < 2)", "OR(2 > 1, 3 < 2)"), True),
    polars=operators.OR.polars, sql=operators.OR.sql,
)  # fmt: skip
function(
    "НЕ", "NOT", _CONDITION,
    category="logic", result=kinds.BOOLEAN,
    help_ru="Обращает условие: да становится нет.",
    help_en="Turns a condition round: true becomes false.",
    sample=Sample(Text("НЕ(2 > 1)", "NOT(2 > 1)"), False),
    polars=operators.NOT.polars, sql=operators.NOT.sql,
)  # fmt: skip
function(
    "ЕПУСТО", "ISBLANK", _VALUE,
    category="logic", result=kinds.BOOLEAN, aliases=("ISNULL",),
    help_ru='Да, если значения нет. Текст "" без единого знака — не пусто: сравните его с "".',
    help_en='True when there is no value. The text "" of no characters is not NULL: compare it '
    'with "".',
    sample=Sample(Text("ЕПУСТО(ПУСТО)", "ISBLANK(NULL)"), True),
    polars=operators.IS_NULL.polars, sql=operators.IS_NULL.sql,
)  # fmt: skip
function(
    "ЕСЛИПУСТО", "COALESCE",
    _VALUE, Argument(Text("замена", "substitute"), repeated=True),
    category="logic", result=_first, same=_everything, aliases=("IFNULL", "NVL", "IFBLANK"),
    help_ru="Берёт первое непустое из значений.",
    help_en="Takes the first value that is not NULL.",
    sample=Sample(Text("ЕСЛИПУСТО(ПУСТО; 0)", "COALESCE(NULL, 0)"), 0),
    polars=lambda _call, args: pl.coalesce(args),
    sql=lambda _call, args: sql.call("COALESCE", *args),
)  # fmt: skip
