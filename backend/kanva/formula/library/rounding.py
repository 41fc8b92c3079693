"""Rounding as Excel does it, the same on polars and in SQL.

Half goes away from zero. A float such as 2.675 is kept a little below what was written, so the
scaled number is nudged by two of its last digits before it is cut; beyond 1e13 there is no room
for a nudge, and beyond 2**52 nothing to round.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import polars as pl

from kanva.formula import sqlwords as sql
from kanva.formula.typed import Apply
from kanva.sdk.columns import kind_of

if TYPE_CHECKING:
    from sqlglot import exp

Way = Literal["nearest", "down", "up"]
_NUDGE = 1 + 2.0**-51
_SHRINK = 1 - 2.0**-51
_NUDGED = 1e13
_WHOLE = 2.0**52


def digits_of(call: Apply) -> int | None:
    """Return how many digits after the point are kept; None for NULL."""
    if len(call.arguments) < 2:
        return 0
    digits = call.constant(1)
    return digits if isinstance(digits, int) else None


def rounding(way: Way) -> Callable[[Apply, list[pl.Expr]], pl.Expr]:
    """Make the polars writer of one way of rounding.

    Args:
        way: To the nearest, to zero or away from zero.

    Returns:
        The writer.
    """

    def write(call: Apply, args: list[pl.Expr]) -> pl.Expr:
        digits = digits_of(call)
        if digits is None:
            return pl.lit(None, dtype=call.dtype)
        kind = kind_of(call.dtype)
        scale = call.dtype.scale if isinstance(call.dtype, pl.Decimal) else 0
        if kind != "number" and digits >= scale:
            return args[0]
        return round_float(args[0].cast(pl.Float64), digits, way).cast(call.dtype, strict=False)

    return write


def round_float(value: pl.Expr, digits: int, way: Way) -> pl.Expr:
    """Round a float expression.

    Args:
        value: The expression.
        digits: Digits after the point; negative for tens and hundreds.
        way: The way of rounding.

    Returns:
        The expression.
    """
    factor = 10.0 ** abs(digits)
    size = value.abs()
    scaled = size * factor if digits >= 0 else size / factor
    cut = pl.when(scaled < _NUDGED).then(_cut(scaled, way, exact=True)).otherwise(
        _cut(scaled, way, exact=False)
    )  # fmt: skip
    back = cut / factor if digits >= 0 else cut * factor
    back = pl.when(value < 0).then(-back).otherwise(back)
    return pl.when(scaled < _WHOLE).then(back).otherwise(value)


def _cut(scaled: pl.Expr, way: Way, *, exact: bool) -> pl.Expr:
    if way == "up":
        return (scaled * _SHRINK if exact else scaled).ceil()
    nudged = scaled * _NUDGE if exact else scaled
    return (nudged + 0.5).floor() if way == "nearest" else nudged.floor()


def rounding_sql(way: Way) -> Callable[[Apply, list[exp.Expr]], exp.Expr]:
    """Make the SQL writer of one way of rounding.

    Args:
        way: To the nearest, to zero or away from zero.

    Returns:
        The writer.
    """

    def write(call: Apply, args: list[exp.Expr]) -> exp.Expr:
        digits = digits_of(call)
        if digits is None:
            return sql.null(call.dtype)
        kind = kind_of(call.dtype)
        scale = call.dtype.scale if isinstance(call.dtype, pl.Decimal) else 0
        if kind != "number" and digits >= scale:
            return args[0].copy()
        whole = round_float_sql(args[0], digits, way)
        if kind == "number":
            return whole
        return sql.node("TryCast", this=whole, to=sql.type_of(call.dtype))

    return write


def round_float_sql(value: exp.Expr, digits: int, way: Way) -> exp.Expr:
    """Round a number in SQL.

    Args:
        value: The number.
        digits: Digits after the point; negative for tens and hundreds.
        way: The way of rounding.

    Returns:
        A DOUBLE.
    """
    double = sql.cast(value, pl.Float64())
    factor = sql.number(10.0 ** abs(digits))
    into, back = ("Mul", "Div") if digits >= 0 else ("Div", "Mul")
    scaled = sql.binary(into, sql.call("ABS", double), factor)
    small = sql.compare(scaled, "<", sql.number(_NUDGED))
    cut = sql.case(
        small, _cut_sql(scaled, way, exact=True), default=_cut_sql(scaled, way, exact=False)
    )
    rounded = sql.binary("Mul", sql.call("SIGN", double), sql.binary(back, cut, factor))
    return sql.case(sql.compare(scaled, "<", sql.number(_WHOLE)), rounded, default=double)


def _cut_sql(scaled: exp.Expr, way: Way, *, exact: bool) -> exp.Expr:
    factor = sql.number(_SHRINK if way == "up" else _NUDGE)
    nudged = sql.binary("Mul", scaled, factor) if exact else scaled
    if way == "up":
        return sql.call("CEIL", nudged)
    if way == "nearest":
        nudged = sql.binary("Add", nudged, sql.number(0.5))
    return sql.call("FLOOR", nudged)
