"""Rows in order: the number of a row, its neighbours, running and moving totals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds, operators
from kanva.formula import sqlwords as sql
from kanva.formula.library.limits import between
from kanva.formula.library.windows import (
    floats,
    floats_sql,
    frame_sql,
    groups_of_sql,
    ordered,
    over,
    over_sql,
    some,
    some_sql,
    wide,
)
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply
from kanva.sdk.columns import kind_of
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

_NUMBER = Argument(Text("число", "number"), "number")
_VALUE = Argument(Text("значение", "value"))
_ORDER = Argument(Text("порядок", "order"))
_ROW_BY_ROW = 31
_ROWS = Argument(Text("строк", "rows"), "integer", constant=True)
_DAYS = {"Сумма": [20, 10, 30], "День": [2, 1, 3]}
_IN_ORDER = (
    " Строки берутся в порядке второго аргумента, по всему столбцу или по группам.",
    " Rows are taken in the order of the second argument, over the column or over groups.",
)


def _same(call: Apply) -> pl.DataType:
    return call.arguments[0].dtype


def _sample(ru: str, en: str, result: list[object], more: str = "") -> Sample:
    comma = f", {more}" if more else ""
    semicolon = f"; {more}" if more else ""
    return Sample(
        Text(f"{ru}([Сумма]; [День]{semicolon})", f"{en}([Сумма], [День]{comma})"), result, _DAYS
    )


function(
    "НОМСТРОКИ", "ROWNUMBER", _ORDER,
    category="order", result=kinds.INTEGER, window=True, aliases=("ROW_NUMBER",),
    help_ru="Номер строки в столбце или в группе, от 1, в порядке аргумента.",
    help_en="The number of a row in the column or in the group, from 1, in the order of the "
    "argument.",
    sample=Sample(Text("НОМСТРОКИ([День])", "ROWNUMBER([День])"), [2, 1, 3], _DAYS),
    polars=lambda call, args: ordered(
        call, pl.int_range(1, pl.len() + 1, dtype=pl.Int64), args, args[0]
    ),
    sql=lambda call, args: sql.try_cast(
        sql.window(sql.node("RowNumber"), groups_of_sql(call, args), args[0]), "bigint"
    ),
)  # fmt: skip
function(
    "СЛЕДУЮЩ", "NEXT", _VALUE, _ORDER,
    category="order", result=_same, window=True, aliases=("LEAD",),
    help_ru="Значение следующей строки; в последней — пусто." + _IN_ORDER[0],
    help_en="The value of the next row; NULL in the last one." + _IN_ORDER[1],
    sample=_sample("СЛЕДУЮЩ", "NEXT", [30, 20, None]),
    polars=lambda call, args: ordered(call, args[0].shift(-1), args, args[1]),
    sql=lambda call, args: sql.window(
        sql.call("LEAD", args[0]), groups_of_sql(call, args), args[1]
    ),
)  # fmt: skip
for _ru, _en, _method, _class, _words, _result in (
    ("ПЕРВОЕ", "FIRSTVALUE", pl.Expr.first, "FirstValue",
     ("Значение первой строки.", "The value of the first row."), 10),
    ("ПОСЛЕДНЕЕ", "LASTVALUE", pl.Expr.last, "LastValue",
     ("Значение последней строки.", "The value of the last row."), 30),
):  # fmt: skip
    function(
        _ru, _en, _VALUE, _ORDER,
        category="order", result=_same, window=True,
        help_ru=_words[0] + _IN_ORDER[0], help_en=_words[1] + _IN_ORDER[1],
        sample=_sample(_ru, _en, [_result] * 3),
        polars=lambda call, args, work=_method: ordered(call, work(args[0]), args, args[1]),
        sql=lambda call, args, name=_class: frame_sql(
            call, sql.node(name, this=args[0]), args, args[1], whole=True
        ),
    )  # fmt: skip
function(
    "ЗАПОЛНИТЬВНИЗ", "FILLDOWN", _VALUE, _ORDER,
    category="order", result=_same, window=True,
    help_ru="Само значение, а если оно пусто — ближайшее предыдущее непустое." + _IN_ORDER[0],
    help_en="The value itself, or the nearest one before it that is not NULL." + _IN_ORDER[1],
    sample=Sample(Text("ЗАПОЛНИТЬВНИЗ([Цена]; [День])", "FILLDOWN([Цена], [День])"),
                  [100, 100, 120], {"Цена": [100, None, 120], "День": [1, 2, 3]}),
    polars=lambda call, args: ordered(call, args[0].forward_fill(), args, args[1]),
    sql=lambda call, args: frame_sql(
        call, sql.node("IgnoreNulls", this=sql.node("LastValue", this=args[0])), args, args[1]
    ),
)  # fmt: skip


def _difference(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    before = ordered(call, args[0].shift(1), args, args[1])
    return operators.ARITHMETIC["-"].polars(call, [args[0], before])


def _difference_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    before = sql.window(sql.call("LAG", args[0]), groups_of_sql(call, args), args[1])
    writer = operators.ARITHMETIC["-"].sql
    assert writer is not None  # noqa: S101 - subtraction is in SQL
    return writer(call, [args[0], before])


function(
    "РАЗНОСТЬ", "DIFFERENCE", _NUMBER, _ORDER,
    category="order", result=_same, window=True,
    help_ru="На сколько число больше числа предыдущей строки; в первой — пусто." + _IN_ORDER[0],
    help_en="By how much a number exceeds that of the previous row; NULL in the first one."
    + _IN_ORDER[1],
    sample=_sample("РАЗНОСТЬ", "DIFFERENCE", [10, None, 10]),
    polars=_difference, sql=_difference_sql,
)  # fmt: skip


def _running_share(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    value = floats(args[0]).fill_null(0.0)
    running = ordered(call, value.cum_sum(), args, args[1])
    total = over(call, value.sum(), args)
    return pl.when(total != 0).then(running / total)


def _running_share_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    value = sql.call("COALESCE", floats_sql(args[0]), sql.number(0.0))
    running = frame_sql(call, sql.call("SUM", value), args, args[1])
    total = over_sql(call, sql.call("SUM", value), args)
    return sql.binary("Div", running, sql.call("NULLIF", total, sql.number(0.0)))


function(
    "НАКОПДОЛЯ", "RUNNINGSHARE", _NUMBER, _ORDER,
    category="order", result=kinds.NUMBER, window=True,
    help_ru="Накопленная доля в итоге, от 0 до 1: с порядком от больших к малым — для "
    "ABC-анализа, НАКОПДОЛЯ([Сумма]; -[Сумма])." + _IN_ORDER[0],
    help_en="The running share of the total, 0 to 1: in the order from great to small, for ABC "
    "analysis, RUNNINGSHARE([Amount], -[Amount])." + _IN_ORDER[1],
    sample=_sample("НАКОПДОЛЯ", "RUNNINGSHARE", [0.5, 10 / 60, 1.0]),
    polars=_running_share, sql=_running_share_sql,
)  # fmt: skip
for _ru, _en, _method, _name, _words, _result in (
    ("НАКОПМАКС", "RUNNINGMAX", pl.Expr.cum_max, "MAX",
     ("Наибольшее от начала до этой строки.", "The greatest from the start to this row."),
     [20, 10, 30]),
    ("НАКОПМИН", "RUNNINGMIN", pl.Expr.cum_min, "MIN",
     ("Наименьшее от начала до этой строки.", "The least from the start to this row."),
     [10, 10, 10]),
):  # fmt: skip
    function(
        _ru, _en, _NUMBER, _ORDER,
        category="order", result=_same, window=True,
        help_ru=_words[0] + _IN_ORDER[0], help_en=_words[1] + _IN_ORDER[1],
        sample=_sample(_ru, _en, list(_result)),
        polars=lambda call, args, work=_method: ordered(
            call, work(some(call.dtype, args[0])).forward_fill(), args, args[1]
        ),
        sql=lambda call, args, name=_name: frame_sql(
            call, sql.call(name, some_sql(call.dtype, args[0])), args, args[1]
        ),
    )  # fmt: skip


def _rows(call: Apply) -> int | None:
    count = call.constant(2)
    return count if isinstance(count, int) else None


def _moving(value: pl.Expr, count: int) -> pl.Expr:
    """Add up the rows of a window; a great number that has left it leaves no trace.

    polars keeps one running sum, from which a thousand milliards cannot be taken back exactly, so
    windows of a usual length are added up row by row.
    """
    if count > _ROW_BY_ROW:
        return value.fill_null(0.0).rolling_sum(count, min_samples=1)
    return pl.sum_horizontal([value.shift(back) for back in range(count)])


def _moving_mean(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    count = _rows(call)
    if count is None:
        return pl.lit(None, dtype=pl.Float64)
    value = floats(args[0])
    known = value.is_not_null().cast(pl.Int64)
    rows = known.cum_sum() - known.cum_sum().shift(count).fill_null(0)
    mean = pl.when(rows > 0).then(_moving(value, count) / rows)
    return ordered(call, mean, args, args[1])


def _moving_sum(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    count = _rows(call)
    if count is None:
        return pl.lit(None, dtype=call.dtype)
    if kind_of(call.dtype) == "number":
        return ordered(call, _moving(floats(args[0]), count), args, args[1])
    # Whole and exact numbers stay exact as the difference of two running totals.
    running = wide(call.dtype, args[0]).fill_null(0).cum_sum()
    value = running - running.shift(count).fill_null(0)
    return ordered(call, value, args, args[1]).cast(call.dtype, strict=False)


def _moving_sql(name: str) -> Callable[[Apply, list[exp.Expr]], exp.Expr]:
    def write(call: Apply, args: list[exp.Expr]) -> exp.Expr:
        count = _rows(call)
        if count is None:
            return sql.null(call.dtype)
        value = args[0] if call.dtype != kinds.NUMBER else floats_sql(args[0])
        if name == "SUM":
            value = sql.call("COALESCE", value, sql.number(0))
        window = frame_sql(call, sql.call(name, value), args, args[1], before=count - 1)
        return sql.node("TryCast", this=window, to=sql.type_of(call.dtype))

    return write


_WINDOW = between(2, 1, 1_000_000)
function(
    "СКОЛЬЗСР", "MOVINGAVERAGE", _NUMBER, _ORDER, _ROWS,
    category="order", result=kinds.NUMBER, window=True, valid=_WINDOW,
    help_ru="Скользящее среднее: этой строки и предыдущих, всего столько строк, сколько в третьем "
    "аргументе; в начале их меньше. Пустые пропускаются." + _IN_ORDER[0],
    help_en="The moving average: of this row and those before it, as many rows as the third "
    "argument says; fewer at the start. NULLs are skipped." + _IN_ORDER[1],
    sample=_sample("СКОЛЬЗСР", "MOVINGAVERAGE", [15.0, 10.0, 25.0], "2"),
    polars=_moving_mean, sql=_moving_sql("AVG"),
)  # fmt: skip
function(
    "СКОЛЬЗСУММ", "MOVINGSUM", _NUMBER, _ORDER, _ROWS,
    category="order", result=_same, window=True, valid=_WINDOW,
    help_ru="Скользящая сумма: этой строки и предыдущих, всего столько строк, сколько в третьем "
    "аргументе. Пустые числа считаются за 0." + _IN_ORDER[0],
    help_en="The moving sum: of this row and those before it, as many rows as the third argument "
    "says. NULL counts as 0." + _IN_ORDER[1],
    sample=_sample("СКОЛЬЗСУММ", "MOVINGSUM", [30, 10, 50], "2"),
    polars=_moving_sum, sql=_moving_sql("SUM"),
)  # fmt: skip
