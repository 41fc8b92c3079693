"""Ranks beside RANK: shared places, places without gaps, shares, groups of equal size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds
from kanva.formula import sqlwords as sql
from kanva.formula.library.limits import between
from kanva.formula.library.windows import groups_of_sql, over
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

_NUMBER = Argument(Text("число", "number"), "number")
_ASCENDING = Argument(Text("по возрастанию", "ascending"), "integer", optional=True, constant=True)
_SCORES = {"Балл": [5, 3, 5, 4]}
_ORDER = (
    " 1 — наибольшее, а со вторым аргументом 1 — наименьшее.",
    " 1 is the greatest, or the least when the second argument is 1.",
)


def _rising(call: Apply) -> bool:
    return len(call.arguments) > 1 and bool(call.constant(1))


def _place_sql(call: Apply, name: str, args: list[exp.Expr], *, rising: bool) -> exp.Expr:
    by = groups_of_sql(call, args)
    place = sql.window(sql.node("Anonymous", this=name), by, args[0], descending=not rising)
    # NULLs come last in both orders, so they never push a value down.
    place.args["order"].expressions[0].set("nulls_first", False)
    return place


def _dense(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    place = args[0].rank("dense", descending=not _rising(call)).cast(pl.Int64)
    return over(call, place, args)


def _dense_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    place = _place_sql(call, "DENSE_RANK", args, rising=_rising(call))
    return sql.case(
        sql.is_null(args[0]), sql.null(kinds.INTEGER), default=sql.try_cast(place, "bigint")
    )


function(
    "РАНГПЛОТНЫЙ", "DENSERANK", _NUMBER, _ASCENDING,
    category="order", result=kinds.INTEGER, window=True, aliases=("DENSE_RANK",),
    help_ru="Место числа без пропусков: после двух первых идёт второе." + _ORDER[0],
    help_en="The place of a number without gaps: after two first ones comes the second."
    + _ORDER[1],
    sample=Sample(Text("РАНГПЛОТНЫЙ([Балл])", "DENSERANK([Балл])"), [1, 3, 1, 2], _SCORES),
    polars=_dense, sql=_dense_sql,
)  # fmt: skip


def _average(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    return over(call, args[0].rank("average", descending=not _rising(call)), args)


def _average_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    first = _place_sql(call, "RANK", args, rising=_rising(call))
    equal = sql.window(sql.call("COUNT", sql.node("Star")), [*groups_of_sql(call, args), args[0]])
    more = sql.cast(sql.binary("Sub", equal, sql.number(1)), kinds.NUMBER)
    half = sql.binary("Div", more, sql.number(2.0))
    place = sql.binary("Add", sql.cast(first, kinds.NUMBER), half)
    return sql.case(sql.is_null(args[0]), sql.null(kinds.NUMBER), default=place)


function(
    "РАНГ.СР", "RANK.AVG", _NUMBER, _ASCENDING,
    category="order", result=kinds.NUMBER, window=True,
    help_ru="Место числа; у равных — среднее их мест: двое первых делят место 1,5." + _ORDER[0],
    help_en="The place of a number; equal ones get the mean of their places: two first ones share "
    "the place 1.5." + _ORDER[1],
    sample=Sample(Text("РАНГ.СР([Балл])", "RANK.AVG([Балл])"), [1.5, 4.0, 1.5, 3.0], _SCORES),
    polars=_average, sql=_average_sql,
)  # fmt: skip


def _percent(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    below = args[0].rank("min").cast(pl.Float64) - 1
    most = args[0].count().cast(pl.Float64) - 1
    share = pl.when(most > 0).then(below / most).otherwise(1.0)
    return over(call, pl.when(args[0].is_not_null()).then(share), args)


def _percent_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    place = _place_sql(call, "RANK", args, rising=True)
    count = sql.window(sql.call("COUNT", args[0]), groups_of_sql(call, args))
    below, most = (
        sql.binary("Sub", sql.cast(item, kinds.NUMBER), sql.number(1.0)) for item in (place, count)
    )
    share = sql.case(
        sql.compare(most, ">", sql.number(0)), sql.binary("Div", below, most),
        default=sql.number(1.0),
    )  # fmt: skip
    return sql.case(sql.is_null(args[0]), sql.null(kinds.NUMBER), default=share)


function(
    "ПРОЦЕНТРАНГ", "PERCENTRANK", _NUMBER,
    category="order", result=kinds.NUMBER, window=True,
    aliases=("ПРОЦЕНТРАНГ.ВКЛ", "PERCENTRANK.INC"),
    help_ru="Какая доля остальных чисел меньше этого: 0 — оно наименьшее, 1 — наибольшее.",
    help_en="Which share of the other numbers is less than this one: 0 it is the least, 1 the "
    "greatest.",
    sample=Sample(Text("ПРОЦЕНТРАНГ([Сумма])", "PERCENTRANK([Сумма])"), [0.0, 0.5, 1.0],
                  {"Сумма": [10, 20, 30]}),
    polars=_percent, sql=_percent_sql,
)  # fmt: skip


def _tile(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    groups = call.constant(1)
    if not isinstance(groups, int):
        return pl.lit(None, dtype=pl.Int64)
    place = args[0].rank("ordinal").cast(pl.Int64) - 1
    count = args[0].count().cast(pl.Int64)
    small, larger = count // groups, count % groups
    edge = larger * (small + 1)
    # The first groups hold one row more when the rows do not divide evenly.
    late = larger + (place - edge) // pl.when(small > 0).then(small).otherwise(1)
    tile = pl.when(place < edge).then(place // (small + 1)).otherwise(late) + 1
    return over(call, tile, args)


function(
    "НТИЛЬ", "NTILE", _NUMBER,
    Argument(Text("групп", "groups"), "integer", constant=True),
    category="order", result=kinds.INTEGER, window=True, valid=between(1, 1, 1_000_000),
    help_ru="Делит строки на равные по числу строк группы, от малых чисел к большим, и даёт номер "
    "группы. Из равных чисел раньше идёт то, что стоит выше.",
    help_en="Divides the rows into groups of an equal number of rows, from small numbers to great "
    "ones, and gives the number of the group. Of equal numbers the upper one comes first.",
    sample=Sample(Text("НТИЛЬ([Сумма]; 2)", "NTILE([Сумма], 2)"), [2, 1, 1, 2],
                  {"Сумма": [40, 10, 20, 30]}),
    polars=_tile, sql=None,
)  # fmt: skip
