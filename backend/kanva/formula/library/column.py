"""Sums and the like: of a whole column or of groups with one argument, of a row with several."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds, operators
from kanva.formula import sqlwords as sql
from kanva.formula.library.windows import over, over_sql, some, some_sql, wide
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply
from kanva.sdk.columns import kind_of
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

_AMOUNTS = {"Сумма": [10, 20, 30], "Клиент": ["А", "А", "Б"]}
_ROW = Text(
    " С одним аргументом — по всему столбцу, а со словом ПО — по группам; с несколькими — по "
    "значениям строки. Пустые пропускаются.",
    " With one argument, over the whole column, or over groups with the word BY; with several, "
    "over the values of the row. NULLs are skipped.",
)


def _aggregate(work: Callable[[pl.Expr], pl.Expr]) -> Callable[[Apply, list[pl.Expr]], pl.Expr]:
    def write(call: Apply, args: list[pl.Expr]) -> pl.Expr:
        value = wide(call.dtype, args[0]) if call.dtype == call.arguments[0].dtype else args[0]
        return over(call, work(value).cast(call.dtype, strict=False), args)

    return write


def _extreme(work: Callable[[pl.Expr], pl.Expr]) -> Callable[[Apply, list[pl.Expr]], pl.Expr]:
    return lambda call, args: over(call, work(some(call.dtype, args[0])), args)


def _aggregate_sql(name: str) -> Callable[[Apply, list[exp.Expr]], exp.Expr]:
    def write(call: Apply, args: list[exp.Expr]) -> exp.Expr:
        value = some_sql(call.dtype, args[0]) if name in {"MIN", "MAX"} else args[0]
        whole = over_sql(call, sql.call(name, value), args)
        if name == "SUM":
            whole = sql.call("COALESCE", whole, sql.number(0))
        return sql.node("TryCast", this=whole, to=sql.type_of(call.dtype))

    return write


def _same(call: Apply) -> pl.DataType:
    return call.arguments[0].dtype


def _everything(count: int) -> list[int]:
    return list(range(count))


def _sum_row(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    return functools.reduce(
        lambda left, right: operators.ARITHMETIC["+"].polars(call, [left, right]),
        [item.fill_null(pl.lit(0).cast(call.dtype)) for item in args],
    )


def _sum_row_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    add = operators.ARITHMETIC["+"].sql
    whole = sql.call("COALESCE", args[0], sql.number(0))
    for item in args[1:]:
        whole = add(call, [whole, sql.call("COALESCE", item, sql.number(0))]) if add else whole
    return whole


def _known(args: list[pl.Expr]) -> pl.Expr:
    return pl.sum_horizontal([item.is_not_null().cast(pl.Int64) for item in args])


def _known_sql(args: list[exp.Expr]) -> exp.Expr:
    one, zero = sql.number(1), sql.number(0)
    return sql.chain("Add", [sql.case(sql.is_null(item), zero, default=one) for item in args])


def _average_row(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    floats = [item.cast(pl.Float64) for item in args]
    known = _known(args)
    total = functools.reduce(lambda a, b: a + b, [item.fill_null(0.0) for item in floats])
    return pl.when(known > 0).then(total / known)


def _average_row_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    floats = [sql.call("COALESCE", sql.cast(item, kinds.NUMBER), sql.number(0.0)) for item in args]
    known = sql.cast(_known_sql(args), kinds.NUMBER)
    return sql.binary("Div", sql.chain("Add", floats), sql.call("NULLIF", known, sql.number(0.0)))


def _extreme_sql(kind: str) -> Callable[[Apply, list[exp.Expr]], exp.Expr]:
    def write(call: Apply, args: list[exp.Expr]) -> exp.Expr:
        first, *rest = sql.own(*(some_sql(call.dtype, item) for item in args))
        return sql.node(kind, this=first, expressions=rest, ignore_nulls=True)

    return write


def _row_of(work: Callable[..., pl.Expr]) -> Callable[[Apply, list[pl.Expr]], pl.Expr]:
    return lambda call, args: work([some(call.dtype, item) for item in args])


def _orderable(call: Apply) -> tuple[int, Text, Text] | None:
    for index, argument in enumerate(call.arguments):
        if kind_of(argument.dtype) in {"list", "other", "boolean"} and argument.dtype != pl.Null:
            title = kinds.title_of(argument.dtype)
            return (
                index,
                Text(
                    f"значения вида «{title.ru}» не бывают больше или меньше",
                    f"values of the kind “{title.en}” are not greater or less",
                ),
                Text("Возьмите числа, тексты или даты", "Use numbers, texts or dates"),
            )
    return None


_NUMBERS = Argument(Text("число", "number"), "number", repeated=True)
_ORDERED = Argument(Text("значение", "value"), repeated=True)

function(
    "СУММ", "SUM", _NUMBERS,
    category="column", result=_same, same=_everything,
    help_ru="Складывает числа." + _ROW.ru + " Если складывать нечего, 0.",
    help_en="Adds numbers up." + _ROW.en + " 0 when there is nothing to add.",
    sample=Sample(Text("СУММ([Сумма]; ПО [Клиент])", "SUM([Сумма], BY [Клиент])"),
                  [30, 30, 30], _AMOUNTS),
    polars=_sum_row, sql=_sum_row_sql,
    column=(_aggregate(lambda value: value.sum()), _aggregate_sql("SUM")),
)  # fmt: skip
function(
    "СРЗНАЧ", "AVERAGE", _NUMBERS,
    category="column", result=kinds.NUMBER, same=_everything, aliases=("AVG", "MEAN"),
    help_ru="Среднее чисел." + _ROW.ru,
    help_en="The mean of numbers." + _ROW.en,
    sample=Sample(Text("СРЗНАЧ([Сумма]; ПО [Клиент])", "AVERAGE([Сумма], BY [Клиент])"),
                  [15.0, 15.0, 30.0], _AMOUNTS),
    polars=_average_row, sql=_average_row_sql,
    column=(_aggregate(lambda value: value.mean()), _aggregate_sql("AVG")),
)  # fmt: skip
for _ru, _en, _class, _polars, _row, _words in (
    ("МИН", "MIN", "Least", pl.Expr.min, pl.min_horizontal, ("Наименьшее.", "The least.")),
    ("МАКС", "MAX", "Greatest", pl.Expr.max, pl.max_horizontal, ("Наибольшее.", "The greatest.")),
):
    function(
        _ru, _en, _ORDERED,
        category="column", result=_same, same=_everything,
        help_ru=_words[0] + _ROW.ru, help_en=_words[1] + _ROW.en,
        sample=Sample(
            Text(f"{_ru}(3; ПУСТО; 7)", f"{_en}(3, NULL, 7)"), 3 if _en == "MIN" else 7
        ),
        polars=_row_of(_row),
        sql=_extreme_sql(_class),
        column=(_extreme(_polars), _aggregate_sql(_en)),
        valid=_orderable,
    )  # fmt: skip
function(
    "СЧЁТ", "COUNT", Argument(Text("значение", "value"), repeated=True),
    category="column", result=kinds.INTEGER, aliases=("СЧЁТЗ", "COUNTA"),
    help_ru="Считает непустые значения." + _ROW.ru,
    help_en="Counts the values that are not NULL." + _ROW.en,
    sample=Sample(Text("СЧЁТ([Сумма]; ПО [Клиент])", "COUNT([Сумма], BY [Клиент])"),
                  [2, 2, 1], _AMOUNTS),
    polars=lambda _call, args: _known(args),
    sql=lambda _call, args: sql.try_cast(_known_sql(args), "bigint"),
    column=(_aggregate(lambda value: value.count()), _aggregate_sql("COUNT")),
)  # fmt: skip


def _share(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    value = args[0].cast(pl.Float64)
    total = value.sum()
    return over(call, pl.when(total != 0).then(value / total).fill_nan(None), args)


def _share_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    value = sql.cast(args[0], kinds.NUMBER)
    total = sql.window(sql.call("SUM", value), args[1:])
    return sql.not_nan(sql.binary("Div", value, sql.call("NULLIF", total, sql.number(0.0))))


function(
    "ДОЛЯ", "SHARE", Argument(Text("число", "number"), "number"),
    category="column", result=kinds.NUMBER, window=True,
    help_ru="Доля числа в итоге по столбцу или по группе: 0,25 — это 25%.",
    help_en="The share of a number in the total of the column or of the group: 0.25 is 25%.",
    sample=Sample(Text("ДОЛЯ([Сумма])", "SHARE([Сумма])"), [0.25, 0.25, 0.5],
                  {"Сумма": [10, 10, 20]}),
    polars=_share, sql=_share_sql,
)  # fmt: skip


def _rank(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    rank = args[0].rank("min", descending=not _rising(call)).cast(pl.Int64)
    by = args[len(call.arguments) :]
    return rank.over(by) if by else rank


def _rising(call: Apply) -> bool:
    return len(call.arguments) > 1 and bool(call.constant(1))


def _rank_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    value, by = args[0], args[len(call.arguments) :]
    order = sql.window(sql.node("Anonymous", this="RANK"), by, value, descending=not _rising(call))
    if _rising(call):
        # NULLs come last in both orders, so they never push a value down.
        order.args["order"].expressions[0].set("nulls_first", False)
    place = sql.try_cast(order, "bigint")
    return sql.case(sql.is_null(value), sql.null(kinds.INTEGER), default=place)


function(
    "РАНГ", "RANK",
    Argument(Text("значение", "value")),
    Argument(Text("по возрастанию", "ascending"), "integer", optional=True, constant=True),
    category="order", result=kinds.INTEGER, window=True, aliases=("РАНГ.РВ", "RANK.EQ"),
    valid=_orderable,
    help_ru="Место значения в столбце или в группе: 1 — наибольшее, а со вторым аргументом 1 — "
    "наименьшее. У равных место одно.",
    help_en="The place of a value in the column or in the group: 1 is the greatest, or the least "
    "when the second argument is 1. Equal values share a place.",
    sample=Sample(Text("РАНГ([Сумма]; ПО [Клиент])", "RANK([Сумма], BY [Клиент])"),
                  [2, 1, 1], _AMOUNTS),
    polars=_rank, sql=_rank_sql,
)  # fmt: skip


def _running(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    by = args[len(call.arguments) :] or None
    total = wide(call.dtype, args[0]).fill_null(0).cum_sum().over(by, order_by=args[1])
    return total.cast(call.dtype, strict=False)


def _running_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    total = sql.window(sql.call("SUM", args[0]), args[2:], args[1], running=True)
    whole = sql.call("COALESCE", total, sql.number(0))
    return sql.node("TryCast", this=whole, to=sql.type_of(call.dtype))


function(
    "НАКОПИТ", "RUNNINGSUM",
    Argument(Text("число", "number"), "number"), Argument(Text("порядок", "order")),
    category="order", result=_same, window=True, aliases=("CUMSUM",),
    help_ru="Накопленный итог: сумма от начала столбца или группы до этой строки, в порядке "
    "второго аргумента. Пустые числа считаются за 0.",
    help_en="The running total: the sum from the start of the column or of the group to this row, "
    "in the order of the second argument. NULL counts as 0.",
    sample=Sample(Text("НАКОПИТ([Сумма]; [День])", "RUNNINGSUM([Сумма], [День])"),
                  [30, 10, 60], {"Сумма": [20, 10, 30], "День": [2, 1, 3]}),
    polars=_running, sql=_running_sql,
)  # fmt: skip


def _previous(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    by = args[len(call.arguments) :] or None
    return args[0].shift(1).over(by, order_by=args[1])


function(
    "ПРЕДЫДУЩ", "PREVIOUS",
    Argument(Text("значение", "value")), Argument(Text("порядок", "order")),
    category="order", result=_same, window=True, aliases=("LAG",),
    help_ru="Значение предыдущей строки столбца или группы, в порядке второго аргумента. "
    "В первой строке — пусто.",
    help_en="The value of the previous row of the column or of the group, in the order of the "
    "second argument. NULL in the first row.",
    sample=Sample(Text("ПРЕДЫДУЩ([Сумма]; [День])", "PREVIOUS([Сумма], [День])"),
                  [10, None, 20], {"Сумма": [20, 10, 30], "День": [2, 1, 3]}),
    polars=_previous,
    sql=lambda _call, args: sql.window(sql.call("LAG", args[0]), args[2:], args[1]),
)  # fmt: skip
