"""Totals of the rows that meet a condition: COUNTIF, SUMIF and their kin.

As in Excel, the functions of one condition have it first, the functions of several have it last.
A condition is a condition: `[Город] = "Москва"`, where Excel has a range and a criterion.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds, operators
from kanva.formula import sqlwords as sql
from kanva.formula.library.windows import over, over_sql, some, some_sql, wide
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

_CONDITION = Argument(Text("условие", "condition"), "boolean")
_CONDITIONS = Argument(Text("условие", "condition"), "boolean", repeated=True)
_NUMBER = Argument(Text("число", "number"), "number")
_SALES = {"Город": ["Тверь", "Орёл", "Тверь"], "Сумма": [10, 20, 30]}
_OTHERS = (
    " Считается по всему столбцу, а со словом ПО — по группам.",
    " Over the whole column, or over groups with the word BY.",
)
Aggregate = Callable[[pl.DataType, pl.Expr], pl.Expr]


def _all(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    return operators.AND.polars(call, args)


def _all_sql(args: list[exp.Expr]) -> exp.Expr:
    return sql.chain("And", args)


def _pick(work: Aggregate, number: int) -> Callable[[Apply, list[pl.Expr]], pl.Expr]:
    """Write an aggregate of the numbers where the other arguments hold."""

    def write(call: Apply, args: list[pl.Expr]) -> pl.Expr:
        own = args[: len(call.arguments)]
        conditions = own[:number] + own[number + 1 :]
        value = pl.when(_all(call, conditions)).then(own[number])
        result = work(call.arguments[number].dtype, value).cast(call.dtype, strict=False)
        return over(call, result, args)

    return write


def _pick_sql(name: str, number: int) -> Callable[[Apply, list[exp.Expr]], exp.Expr]:
    def write(call: Apply, args: list[exp.Expr]) -> exp.Expr:
        own = args[: len(call.arguments)]
        conditions = own[:number] + own[number + 1 :]
        value = sql.where(_all_sql(conditions), own[number])
        if name in {"MIN", "MAX"}:
            value = some_sql(call.dtype, value)
        total = over_sql(call, sql.call(name, value), args)
        if name == "SUM":
            total = sql.call("COALESCE", total, sql.number(0))
        return sql.node("TryCast", this=total, to=sql.type_of(call.dtype))

    return write


def _of_number(place: int) -> Callable[[Apply], pl.DataType]:
    return lambda call: call.arguments[place].dtype


def _count(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    held = _all(call, args[: len(call.arguments)]).fill_null(value=False)
    return over(call, held.sum().cast(pl.Int64), args)


def _count_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    held = sql.where(_all_sql(args[: len(call.arguments)]), sql.number(1))
    return sql.try_cast(over_sql(call, sql.call("COUNT", held), args), "bigint")


def _sum(dtype: pl.DataType, value: pl.Expr) -> pl.Expr:
    return wide(dtype, value).sum()


def _least(dtype: pl.DataType, value: pl.Expr) -> pl.Expr:
    return some(dtype, value).min()


def _greatest(dtype: pl.DataType, value: pl.Expr) -> pl.Expr:
    return some(dtype, value).max()


def _mean(_dtype: pl.DataType, value: pl.Expr) -> pl.Expr:
    return value.cast(pl.Float64).mean()


function(
    "СЧЁТЕСЛИ", "COUNTIF", _CONDITIONS,
    category="column", result=kinds.INTEGER, window=True, aliases=("СЧЁТЕСЛИМН", "COUNTIFS"),
    help_ru="Сколько строк выполняют условие; если условий несколько, то все сразу." + _OTHERS[0],
    help_en="How many rows meet the condition, or all of several conditions." + _OTHERS[1],
    sample=Sample(Text('СЧЁТЕСЛИ([Город] = "Тверь")', 'COUNTIF([Город] = "Тверь")'), [2, 2, 2],
                  _SALES),
    polars=_count, sql=_count_sql,
)  # fmt: skip
for _ru, _en, _work, _sql_name, _one, _words, _result in (
    ("СУММЕСЛИ", "SUMIF", _sum, "SUM", True,
     ("Сумма чисел тех строк, которые выполняют условие; таких нет — 0.",
      "The sum of the numbers of the rows that meet the condition; 0 when there are none."), 40),
    ("СУММЕСЛИМН", "SUMIFS", _sum, "SUM", False,
     ("Сумма чисел тех строк, которые выполняют все условия; таких нет — 0.",
      "The sum of the numbers of the rows that meet all conditions; 0 when there are none."), 40),
    ("СРЗНАЧЕСЛИ", "AVERAGEIF", _mean, "AVG", True,
     ("Среднее чисел тех строк, которые выполняют условие; таких нет — пусто.",
      "The mean of the numbers of the rows that meet the condition; NULL when there are none."),
     20.0),
    ("СРЗНАЧЕСЛИМН", "AVERAGEIFS", _mean, "AVG", False,
     ("Среднее чисел тех строк, которые выполняют все условия; таких нет — пусто.",
      "The mean of the numbers of the rows that meet all conditions; NULL when there are none."),
     20.0),
    ("МИНЕСЛИ", "MINIFS", _least, "MIN", False,
     ("Наименьшее число тех строк, которые выполняют все условия; таких нет — пусто.",
      "The least number of the rows that meet all conditions; NULL when there are none."), 10),
    ("МАКСЕСЛИ", "MAXIFS", _greatest, "MAX", False,
     ("Наибольшее число тех строк, которые выполняют все условия; таких нет — пусто.",
      "The greatest number of the rows that meet all conditions; NULL when there are none."), 30),
):  # fmt: skip
    _place = 1 if _one else 0
    _ask = '[Город] = "Тверь"'
    _arguments = (_CONDITION, _NUMBER) if _one else (_NUMBER, _CONDITIONS)
    function(
        _ru, _en, *_arguments,
        category="column", window=True,
        result=kinds.NUMBER if _sql_name == "AVG" else _of_number(_place),
        help_ru=_words[0] + _OTHERS[0], help_en=_words[1] + _OTHERS[1],
        sample=Sample(
            Text(f"{_ru}({_ask}; [Сумма])", f"{_en}({_ask}, [Сумма])")
            if _one
            else Text(f"{_ru}([Сумма]; {_ask})", f"{_en}([Сумма], {_ask})"),
            [_result] * 3, _SALES),
        polars=_pick(_work, _place), sql=_pick_sql(_sql_name, _place),
    )  # fmt: skip
