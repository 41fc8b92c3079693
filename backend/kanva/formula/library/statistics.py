"""Statistics of a column or of its groups: spread, percentiles, the k-th value, doubles."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds
from kanva.formula import sqlwords as sql
from kanva.formula.library.limits import between
from kanva.formula.library.windows import (
    floats,
    floats_sql,
    frame_sql,
    over,
    over_sql,
)
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

_NUMBER = Argument(Text("число", "number"), "number")
_VALUE = Argument(Text("значение", "value"))
_SUMS = {"Сумма": [10, 20, 30, 40]}


def _std_sample(value: pl.Expr) -> pl.Expr:
    return value.std(ddof=1)


def _std_whole(value: pl.Expr) -> pl.Expr:
    return value.std(ddof=0)


def _var_sample(value: pl.Expr) -> pl.Expr:
    return value.var(ddof=1)


def _var_whole(value: pl.Expr) -> pl.Expr:
    return value.var(ddof=0)


def _of_floats(work: Callable[[pl.Expr], pl.Expr]) -> Callable[[Apply, list[pl.Expr]], pl.Expr]:
    return lambda call, args: over(call, work(floats(args[0])), args)


def _of_floats_sql(name: str) -> Callable[[Apply, list[exp.Expr]], exp.Expr]:
    return lambda call, args: over_sql(call, sql.call(name, floats_sql(args[0])), args)


for _ru, _en, _aliases, _work, _sql, _words, _result in (
    ("МЕДИАНА", "MEDIAN", (), pl.Expr.median, "MEDIAN",
     ("Середина: половина чисел меньше неё, половина больше.",
      "The middle: half of the numbers are less, half are greater."), 25.0),
    ("СТАНДОТКЛОН", "STDEV", ("СТАНДОТКЛОН.В", "STDEV.S"), _std_sample,
     "STDDEV_SAMP",
     (("Стандартное отклонение по выборке: насколько числа разбросаны вокруг среднего. Для одного "
      "числа пусто."),
      ("The standard deviation of a sample: how far the numbers spread around the mean. NULL for a "
      "single number.")), 12.909944487358056),
    ("СТАНДОТКЛОНП", "STDEVP", ("СТАНДОТКЛОН.Г", "STDEV.P"), _std_whole,
     "STDDEV_POP",
     ("Стандартное отклонение по всем значениям, когда столбец — не выборка, а всё, что есть.",
      "The standard deviation of all values, when the column is not a sample but all there is."),
     11.180339887498949),
    ("ДИСП", "VAR", ("ДИСП.В", "VAR.S"), _var_sample, "VAR_SAMP",
     ("Дисперсия по выборке: квадрат стандартного отклонения.",
      "The variance of a sample: the square of the standard deviation."), 166.66666666666666),
    ("ДИСПР", "VARP", ("ДИСП.Г", "VAR.P"), _var_whole, "VAR_POP",
     ("Дисперсия по всем значениям.", "The variance of all values."), 125.0),
):  # fmt: skip
    function(
        _ru, _en, _NUMBER,
        category="statistics", result=kinds.NUMBER, aliases=_aliases, window=True,
        help_ru=_words[0] + " Пустые пропускаются.", help_en=_words[1] + " NULLs are skipped.",
        sample=Sample(Text(f"{_ru}([Сумма])", f"{_en}([Сумма])"), [_result] * 4, _SUMS),
        polars=_of_floats(_work), sql=_of_floats_sql(_sql),
    )  # fmt: skip


def _quantile(part: Callable[[Apply], float | None]) -> Callable[[Apply, list[pl.Expr]], pl.Expr]:
    def write(call: Apply, args: list[pl.Expr]) -> pl.Expr:
        share = part(call)
        if share is None:
            return pl.lit(None, dtype=pl.Float64)
        return over(call, floats(args[0]).quantile(share, "linear"), args)

    return write


def _quantile_sql(
    part: Callable[[Apply], float | None],
) -> Callable[[Apply, list[exp.Expr]], exp.Expr]:
    def write(call: Apply, args: list[exp.Expr]) -> exp.Expr:
        share = part(call)
        if share is None:
            return sql.null(kinds.NUMBER)
        value = sql.node(
            "PercentileCont", this=floats_sql(args[0]), expression=sql.number(float(share))
        )
        return over_sql(call, value, args)

    return write


def _share(call: Apply) -> float | None:
    value = call.constant(1)
    return float(value) if isinstance(value, int | float) else None


def _quarter(call: Apply) -> float | None:
    value = call.constant(1)
    return value / 4 if isinstance(value, int) else None


function(
    "ПРОЦЕНТИЛЬ", "PERCENTILE", _NUMBER,
    Argument(Text("доля", "share"), "number", constant=True),
    category="statistics", result=kinds.NUMBER, window=True, valid=between(1, 0, 1),
    aliases=("ПРОЦЕНТИЛЬ.ВКЛ", "PERCENTILE.INC", "QUANTILE"),
    help_ru="Число, ниже которого лежит указанная доля чисел: 0,9 — девять десятых. Между двумя "
    "числами считается по прямой. Пустые пропускаются.",
    help_en="The number below which the given share of the numbers lies: 0.9 means nine tenths. "
    "Between two numbers it is read off a straight line. NULLs are skipped.",
    sample=Sample(Text("ПРОЦЕНТИЛЬ([Сумма]; 0,9)", "PERCENTILE([Сумма], 0.9)"), [37.0] * 4, _SUMS),
    polars=_quantile(_share), sql=_quantile_sql(_share),
)  # fmt: skip
function(
    "КВАРТИЛЬ", "QUARTILE", _NUMBER,
    Argument(Text("номер", "number"), "integer", constant=True),
    category="statistics", result=kinds.NUMBER, window=True, valid=between(1, 0, 4),
    aliases=("КВАРТИЛЬ.ВКЛ", "QUARTILE.INC"),
    help_ru="Граница четверти: 1 — ниже неё четверть чисел, 2 — половина, 3 — три четверти; 0 и "
    "4 — наименьшее и наибольшее.",
    help_en="The limit of a quarter: below 1 lies a quarter of the numbers, below 2 a half, below "
    "3 three quarters; 0 and 4 are the least and the greatest.",
    sample=Sample(Text("КВАРТИЛЬ([Сумма]; 1)", "QUARTILE([Сумма], 1)"), [17.5] * 4, _SUMS),
    polars=_quantile(_quarter), sql=_quantile_sql(_quarter),
)  # fmt: skip


def _kth(*, descending: bool) -> Callable[[Apply, list[pl.Expr]], pl.Expr]:
    def write(call: Apply, args: list[pl.Expr]) -> pl.Expr:
        place = call.constant(1)
        if not isinstance(place, int):
            return pl.lit(None, dtype=call.dtype)
        rows = args[0].drop_nulls().sort(descending=descending).slice(place - 1, 1)
        return over(call, rows.first(), args)

    return write


def _kth_sql(*, descending: bool) -> Callable[[Apply, list[exp.Expr]], exp.Expr]:
    def write(call: Apply, args: list[exp.Expr]) -> exp.Expr:
        place = call.constant(1)
        if not isinstance(place, int):
            return sql.null(call.dtype)
        value = sql.node("NthValue", this=args[0], offset=sql.number(place))
        window = frame_sql(call, value, args, args[0], whole=True, descending=descending)
        # NULLs come last in both orders.
        window.args["order"].expressions[0].set("nulls_first", False)
        return window

    return write


for _ru, _en, _descending, _words, _result in (
    ("НАИБОЛЬШИЙ", "LARGE", True, ("наибольшее", "greatest"), 30),
    ("НАИМЕНЬШИЙ", "SMALL", False, ("наименьшее", "least"), 20),
):
    function(
        _ru, _en, _NUMBER, Argument(Text("место", "place"), "integer", constant=True),
        category="statistics", result=lambda call: call.arguments[0].dtype, window=True,
        valid=between(1, 1, 1_000_000_000),
        help_ru=f"Число на указанном месте столбца или группы: 1 — {_words[0]}, 2 — следующее за "
        "ним. Нет столько чисел — пусто.",
        help_en=f"The number in a place of the column or of the group: 1 is the {_words[1]}, 2 the "
        "next one. NULL when there are not so many numbers.",
        sample=Sample(Text(f"{_ru}([Сумма]; 2)", f"{_en}([Сумма], 2)"), [_result] * 4, _SUMS),
        polars=_kth(descending=_descending), sql=_kth_sql(descending=_descending),
    )  # fmt: skip


def _mode(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    return over(call, args[0].drop_nulls().mode().min(), args)


function(
    "МОДА", "MODE", _NUMBER,
    category="statistics", result=lambda call: call.arguments[0].dtype, window=True,
    aliases=("МОДА.ОДН", "MODE.SNGL"),
    help_ru="Самое частое число. Если таких несколько, наименьшее из них.",
    help_en="The most frequent number; the least of them when there are several.",
    sample=Sample(Text("МОДА([Балл])", "MODE([Балл])"), [5] * 4, {"Балл": [4, 5, 5, 3]}),
    polars=_mode, sql=None,
)  # fmt: skip
function(
    "СЧЁТУНИК", "COUNTUNIQUE", _VALUE,
    category="statistics", result=kinds.INTEGER, window=True, aliases=("COUNTDISTINCT",),
    help_ru="Сколько разных значений в столбце или в группе. Пустые не считаются.",
    help_en="How many different values there are in the column or in the group. NULLs are not "
    "counted.",
    sample=Sample(Text("СЧЁТУНИК([Город]; ПО [Клиент])", "COUNTUNIQUE([Город], BY [Клиент])"),
                  [2, 2, 1], {"Город": ["Тверь", "Орёл", "Тверь"], "Клиент": ["А", "А", "Б"]}),
    polars=lambda call, args: over(call, args[0].drop_nulls().n_unique().cast(pl.Int64), args),
    sql=lambda call, args: over_sql(
        call, sql.call("COUNT", sql.node("Distinct", expressions=[args[0]])), args
    ),
)  # fmt: skip
function(
    "СЧИТАТЬПУСТОТЫ", "COUNTBLANK", _VALUE,
    category="statistics", result=kinds.INTEGER, window=True,
    help_ru="Сколько пустых значений в столбце или в группе.",
    help_en="How many NULLs there are in the column or in the group.",
    sample=Sample(Text("СЧИТАТЬПУСТОТЫ([Город])", "COUNTBLANK([Город])"), [1, 1, 1],
                  {"Город": ["Тверь", None, "Орёл"]}),
    polars=lambda call, args: over(call, args[0].null_count().cast(pl.Int64), args),
    sql=lambda call, args: sql.try_cast(
        over_sql(
            call,
            sql.call("SUM", sql.case(sql.is_null(args[0]), sql.number(1), default=sql.number(0))),
            args,
        ),
        "bigint",
    ),
)  # fmt: skip


def _correlation(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    left, right = floats(args[0]), floats(args[1])
    known = left.is_not_null() & right.is_not_null()
    return over(call, pl.corr(left.filter(known), right.filter(known)).fill_nan(None), args)


function(
    "КОРРЕЛ", "CORREL", _NUMBER, Argument(Text("другое число", "other number"), "number"),
    category="statistics", result=kinds.NUMBER, window=True,
    help_ru="Насколько два столбца растут вместе: 1 — всегда вместе, -1 — всегда в разные стороны, "
    "0 — связи нет. Строки с пустым числом пропускаются.",
    help_en="How far two columns grow together: 1 always together, -1 always apart, 0 no relation. "
    "Rows with NULL are skipped.",
    sample=Sample(Text("КОРРЕЛ([Цена]; [Продажи])", "CORREL([Цена], [Продажи])"), [-1.0] * 3,
                  {"Цена": [1, 2, 3], "Продажи": [30, 20, 10]}),
    polars=_correlation,
    sql=lambda call, args: sql.not_nan(
        over_sql(call, sql.call("CORR", floats_sql(args[0]), floats_sql(args[1])), args)
    ),
)  # fmt: skip


def _score(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    value = floats(args[0])
    spread = value.std(ddof=1)
    return over(call, pl.when(spread > 0).then((value - value.mean()) / spread), args)


def _score_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    value = floats_sql(args[0])
    mean = over_sql(call, sql.call("AVG", value), args)
    spread = over_sql(call, sql.call("STDDEV_SAMP", value), args)
    share = sql.binary("Div", sql.binary("Sub", value, mean), spread)
    return sql.where(sql.compare(spread, ">", sql.number(0)), share)


function(
    "ЗОЦЕНКА", "ZSCORE", _NUMBER,
    category="statistics", result=kinds.NUMBER, window=True,
    help_ru="На сколько стандартных отклонений число выше или ниже среднего: больше 3 или меньше "
    "-3 — редкость.",
    help_en="How many standard deviations a number is above or below the mean: above 3 or below -3 "
    "is rare.",
    sample=Sample(Text("ЗОЦЕНКА([Сумма])", "ZSCORE([Сумма])"), [-1.0, 0.0, 1.0],
                  {"Сумма": [10, 20, 30]}),
    polars=_score, sql=_score_sql,
)  # fmt: skip


def _double(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    count = pl.len().over(args)
    known = pl.all_horizontal([item.is_not_null() for item in args])
    return pl.when(known).then(count > 1)


def _double_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    count = sql.window(sql.call("COUNT", sql.node("Star")), args)
    known = sql.both(*(sql.node("Not", this=sql.is_null(item)) for item in args))
    return sql.where(known, sql.compare(count, ">", sql.number(1)))


function(
    "ЭТОДУБЛЬ", "ISDUPLICATE", Argument(Text("значение", "value"), repeated=True),
    category="statistics", result=kinds.BOOLEAN, window=True,
    help_ru="Да, если такое значение (или такое сочетание значений) есть в столбце ещё раз. Для "
    "пустого — пусто.",
    help_en="True when the value (or the combination of values) stands in the column once more. "
    "NULL for NULL.",
    sample=Sample(Text("ЭТОДУБЛЬ([Почта])", "ISDUPLICATE([Почта])"), [True, False, True],
                  {"Почта": ["a@b.ru", "c@d.ru", "a@b.ru"]}),
    polars=_double, sql=_double_sql,
)  # fmt: skip
