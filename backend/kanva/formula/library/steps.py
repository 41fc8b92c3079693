"""More numbers: steps, limits, safe division, logarithms, angles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds, operators
from kanva.formula import sqlwords as sql
from kanva.formula.library.limits import between
from kanva.formula.library.numbers import on_floats
from kanva.formula.library.rounding import Way, round_float, round_float_sql
from kanva.formula.library.windows import floats, floats_sql, over, over_sql
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply, Operation
from kanva.sdk.columns import kind_of
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

_NUMBER = Argument(Text("число", "number"), "number")
_STEP = Argument(Text("шаг", "step"), "number", constant=True)
_FREE_STEP = Argument(Text("шаг", "step"), "number", optional=True, constant=True)
# Below 0 and above 0 a number goes down, up or to the nearest by different ways of rounding.
_WAYS: dict[str, tuple[Way, Way]] = {
    "FLOOR": ("up", "down"),
    "CEILING": ("down", "up"),
    "MROUND": ("nearest", "nearest"),
}


def _step(call: Apply) -> tuple[float, bool] | None:
    """Return what a number is multiplied by, or divided by when True: 1/0.1 is exact, 0.1 not."""
    step = call.constant(1) if len(call.arguments) > 1 else 1
    if not isinstance(step, int | float) or step <= 0:
        return None
    parts = 1 / step
    return (float(round(parts)), True) if step < 1 and math.isclose(parts, round(parts)) else (
        float(step), False
    )  # fmt: skip


def _stepped(name: str) -> Operation:
    below, above = _WAYS[name]

    def write(call: Apply, args: list[pl.Expr]) -> pl.Expr:
        step = _step(call)
        if step is None:
            return pl.lit(None, dtype=pl.Float64)
        size, inverse = step
        value = args[0].cast(pl.Float64)
        steps = value * size if inverse else value / size
        whole = round_float(steps, 0, above)
        if below != above:
            whole = pl.when(value < 0).then(round_float(steps, 0, below)).otherwise(whole)
        return operators.finite(whole / size if inverse else whole * size)

    def write_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
        step = _step(call)
        if step is None:
            return sql.null(kinds.NUMBER)
        size, inverse = sql.number(step[0]), step[1]
        value = sql.cast(args[0], kinds.NUMBER)
        steps = sql.binary("Mul" if inverse else "Div", value, size)
        whole = round_float_sql(steps, 0, above)
        if below != above:
            negative = sql.compare(value, "<", sql.number(0))
            whole = sql.case(negative, round_float_sql(steps, 0, below), default=whole)
        return sql.finite(sql.binary("Div" if inverse else "Mul", whole, size))

    return Operation(name, write, write_sql)


for _ru, _en, _aliases, _argument, _words, _sample, _result in (
    ("ОКРВНИЗ", "FLOOR", ("ОКРВНИЗ.МАТ", "FLOOR.MATH"), _FREE_STEP,
     ("Округляет вниз до кратного шагу; без шага — до целого.",
      "Rounds down to a multiple of the step; to a whole number without a step."), "7,9|2", 6.0),
    ("ОКРВВЕРХ", "CEILING", ("ОКРВВЕРХ.МАТ", "CEILING.MATH"), _FREE_STEP,
     ("Округляет вверх до кратного шагу; без шага — до целого.",
      "Rounds up to a multiple of the step; to a whole number without a step."), "7,1|2", 8.0),
    ("ОКРУГЛТ", "MROUND", (), _STEP,
     ("Округляет до ближайшего кратного шагу; половина — от нуля.",
      "Rounds to the nearest multiple of the step; a half goes away from zero."), "10|3", 9.0),
):  # fmt: skip
    _writers = _stepped(_en)
    _first, _second = _sample.split("|")
    function(
        _ru, _en, _NUMBER, _argument,
        category="numbers", result=kinds.NUMBER, aliases=_aliases,
        valid=between(1, 1e-9, 1e15, Text("Шаг — число больше нуля, например 0,5 или 100",
                                          "The step is above zero, for example 0.5 or 100")),
        help_ru=_words[0] + " Шаг больше нуля.", help_en=_words[1] + " The step is above zero.",
        sample=Sample(Text(f"{_ru}({_first}; {_second})",
                           f"{_en}({_first.replace(',', '.')}, {_second})"), _result),
        polars=_writers.polars, sql=_writers.sql,
    )  # fmt: skip


def _quotient(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    value, divisor = args
    if kind_of(call.arguments[0].dtype) == "integer":
        safe = pl.when(divisor != 0).then(divisor)
        whole = value // safe
        astray = (value % safe != 0) & ((value < 0) != (safe < 0))
        return pl.when(astray).then(whole + 1).otherwise(whole)
    left, right = value.cast(pl.Float64), divisor.cast(pl.Float64)
    whole = operators.finite(pl.when(right != 0).then(left / right))
    return whole.truncate().cast(pl.Int64, strict=False)


def _quotient_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    if kind_of(call.arguments[0].dtype) == "integer":
        safe = sql.call("NULLIF", args[1], sql.number(0))
        rest = sql.binary("Mod", args[0], safe)
        # What is left divides evenly, so it does not matter how a database cuts fractions.
        return sql.try_cast(sql.binary("IntDiv", sql.binary("Sub", args[0], rest), safe), "bigint")
    left, right = (sql.cast(item, kinds.NUMBER) for item in args)
    whole = sql.finite(sql.binary("Div", left, sql.call("NULLIF", right, sql.number(0.0))))
    return sql.try_cast(sql.call("TRUNC", whole), "bigint")


function(
    "ЧАСТНОЕ", "QUOTIENT", _NUMBER, Argument(Text("делитель", "divisor"), "number"),
    category="numbers", result=kinds.INTEGER, same=lambda _count: [0, 1],
    help_ru="Целая часть от деления. Деление на 0 — пусто.",
    help_en="The whole part of a division. NULL when divided by 0.",
    sample=Sample(Text("ЧАСТНОЕ(-7; 2)", "QUOTIENT(-7, 2)"), -3),
    polars=_quotient, sql=_quotient_sql,
)  # fmt: skip


def _divide_or(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    left, right = (item.cast(pl.Float64) for item in args[:2])
    other = args[2].cast(pl.Float64) if len(args) > 2 else pl.lit(None, dtype=pl.Float64)
    share = operators.DIVIDE.polars(call, [left, right])
    return pl.when(right == 0).then(other).otherwise(share)


def _divide_or_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    left, right = (sql.cast(item, kinds.NUMBER) for item in args[:2])
    other = sql.cast(args[2], kinds.NUMBER) if len(args) > 2 else sql.null(kinds.NUMBER)
    zero = sql.compare(right, "=", sql.number(0.0))
    share = sql.not_nan(sql.binary("Div", left, sql.call("NULLIF", right, sql.number(0.0))))
    return sql.case(zero, other, default=share)


function(
    "РАЗДЕЛИТЬ", "DIVIDE", _NUMBER, Argument(Text("делитель", "divisor"), "number"),
    Argument(Text("если ноль", "if zero"), "number", optional=True),
    category="numbers", result=kinds.NUMBER,
    help_ru="Делит; если делитель 0, даёт третий аргумент, а без него — пусто.",
    help_en="Divides; gives the third argument when the divisor is 0, NULL without it.",
    sample=Sample(Text("РАЗДЕЛИТЬ(5; 0; 0)", "DIVIDE(5, 0, 0)"), 0.0),
    polars=_divide_or, sql=_divide_or_sql,
)  # fmt: skip


def _growth(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    before, now = (item.cast(pl.Float64) for item in args)
    return _divide_or(call, [now - before, before])


def _growth_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    before, now = (sql.cast(item, kinds.NUMBER) for item in args)
    return _divide_or_sql(call, [sql.binary("Sub", now, before), before])


function(
    "ПРИРОСТ", "CHANGE", Argument(Text("было", "before"), "number"),
    Argument(Text("стало", "now"), "number"),
    category="numbers", result=kinds.NUMBER,
    help_ru="На какую долю число выросло: 0,25 — на 25%, минус — уменьшилось. Было 0 — пусто.",
    help_en="By which share a number has grown: 0.25 is by 25%, a minus means a fall. NULL when it "
    "was 0.",
    sample=Sample(Text("ПРИРОСТ(80; 100)", "CHANGE(80, 100)"), 0.25),
    polars=_growth, sql=_growth_sql,
)  # fmt: skip


def _clamp(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    value, low, high = args
    return pl.when(value < low).then(low).when(value > high).then(high).otherwise(value)


function(
    "ОГРАНИЧИТЬ", "CLAMP", _NUMBER, Argument(Text("не меньше", "least"), "number"),
    Argument(Text("не больше", "greatest"), "number"),
    category="numbers", result=lambda call: call.arguments[0].dtype,
    same=lambda _count: [0, 1, 2],
    help_ru="Число, которое не выходит за границы: меньше нижней станет нижней, больше верхней — "
    "верхней. Пустая граница не ограничивает.",
    help_en="A number kept within limits: below the lower one it becomes the lower one, above the "
    "upper one the upper one. A NULL limit does not limit.",
    sample=Sample(Text("ОГРАНИЧИТЬ(120; 0; 100)", "CLAMP(120, 0, 100)"), 100),
    polars=_clamp,
    sql=lambda _call, args: sql.case(
        sql.compare(args[0], "<", args[1]), args[1],
        sql.compare(args[0], ">", args[2]), args[2], default=args[0],
    ),
)  # fmt: skip
for _ru, _en, _odd, _words in (
    ("ЕЧЁТН", "ISEVEN", 0, ("чётное", "even")),
    ("ЕНЕЧЁТ", "ISODD", 1, ("нечётное", "odd")),
):
    function(
        _ru, _en, Argument(Text("число", "number"), "integer"),
        category="numbers", result=kinds.BOOLEAN,
        help_ru=f"Да, если число {_words[0]}; дробная часть отбрасывается.",
        help_en=f"True when the number is {_words[1]}; a fraction is cut off.",
        sample=Sample(Text(f"{_ru}(7)", f"{_en}(7)"), bool(_odd)),
        polars=lambda _call, args, odd=_odd: args[0] % 2 == odd,
        sql=lambda _call, args, odd=_odd: sql.compare(
            sql.call("ABS", sql.binary("Mod", args[0], sql.number(2))), "=", sql.number(odd)
        ),
    )  # fmt: skip


def _product(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    return over(call, floats(args[0]).product(), args)


def _product_row(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    whole = pl.lit(1.0)
    for item in args:
        whole = whole * floats(item).fill_null(1.0)
    return whole


def _product_row_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    return sql.chain(
        "Mul", [sql.call("COALESCE", floats_sql(item), sql.number(1.0)) for item in args]
    )


function(
    "ПРОИЗВЕД", "PRODUCT", Argument(Text("число", "number"), "number", repeated=True),
    category="column", result=kinds.NUMBER,
    help_ru="Перемножает числа. С одним аргументом — по всему столбцу, а со словом ПО — по "
    "группам; с несколькими — числа строки. Пустые пропускаются.",
    help_en="Multiplies numbers. With one argument, over the whole column, or over groups with the "
    "word BY; with several, the numbers of the row. NULLs are skipped.",
    sample=Sample(Text("ПРОИЗВЕД(2; 3; 4)", "PRODUCT(2, 3, 4)"), 24.0),
    polars=_product_row, sql=_product_row_sql,
    column=(_product, lambda call, args: sql.call("COALESCE", over_sql(
        call, sql.node("Anonymous", this="PRODUCT", expressions=[floats_sql(args[0])]), args
    ), sql.number(1.0))),
)  # fmt: skip


def _log(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    value = pl.when(args[0] > 0).then(args[0])
    if len(args) < 2:
        power = value.log10()
        whole = power.round()
        # log10 of 1000 would be a little below 3.
        exact = pl.lit(10.0).pow(whole) == value
        return operators.finite(pl.when(exact).then(whole).otherwise(power))
    base = pl.when((args[1] > 0) & (args[1] != 1)).then(args[1])
    return operators.finite(value.log() / base.log())


def _log_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    def safe(item: exp.Expr) -> exp.Expr:
        return sql.where(sql.compare(item, ">", sql.number(0)), item)

    if len(args) < 2:
        return sql.finite(sql.binary(
            "Div", sql.call("LN", safe(args[0])), sql.call("LN", sql.number(10.0))
        ))  # fmt: skip
    base = sql.call("NULLIF", sql.call("LN", safe(args[1])), sql.number(0.0))
    return sql.finite(sql.binary("Div", sql.call("LN", safe(args[0])), base))


_LOG = on_floats(Operation("LOG", _log, _log_sql))
function(
    "LOG", "LOG", _NUMBER, Argument(Text("основание", "base"), "number", optional=True),
    category="numbers", result=kinds.NUMBER, aliases=("LOG10",),
    help_ru="Логарифм; без второго аргумента десятичный. Если посчитать нельзя, пусто.",
    help_en="The logarithm; to base 10 without the second argument. NULL when it cannot be "
    "computed.",
    sample=Sample(Text("LOG(1000)", "LOG(1000)"), 3.0),
    polars=_LOG.polars, sql=_LOG.sql,
)  # fmt: skip
function(
    "ПИ", "PI",
    category="numbers", result=kinds.NUMBER,
    help_ru="Число π, 3,14159…",
    help_en="The number π, 3.14159…",
    sample=Sample(Text("ПИ()", "PI()"), math.pi),
    polars=lambda _call, _args: pl.lit(math.pi),
    sql=lambda _call, _args: sql.number(math.pi),
)  # fmt: skip
for _ru, _en, _work, _words, _written, _result in (
    ("SIN", "SIN", pl.Expr.sin, ("Синус угла в радианах.", "The sine of an angle in radians."),
     "0", 0.0),
    ("COS", "COS", pl.Expr.cos, ("Косинус угла в радианах.", "The cosine of an angle in radians."),
     "0", 1.0),
    ("TAN", "TAN", pl.Expr.tan, ("Тангенс угла в радианах.", "The tangent of an angle in radians."),
     "0", 0.0),
    ("РАДИАНЫ", "RADIANS", pl.Expr.radians,
     ("Переводит градусы в радианы.", "Turns degrees into radians."), "180", math.pi),
    ("ГРАДУСЫ", "DEGREES", pl.Expr.degrees,
     ("Переводит радианы в градусы.", "Turns radians into degrees."), "0", 0.0),
):  # fmt: skip
    _angle = on_floats(
        Operation(
            _en,
            lambda _call, args, work=_work: operators.finite(work(args[0])),
            lambda _call, args, name=_en: sql.finite(sql.call(name, sql.finite(args[0]))),
        )
    )
    function(
        _ru, _en, _NUMBER,
        category="numbers", result=kinds.NUMBER, help_ru=_words[0], help_en=_words[1],
        sample=Sample(Text(f"{_ru}({_written})", f"{_en}({_written})"), _result),
        polars=_angle.polars, sql=_angle.sql,
    )  # fmt: skip
