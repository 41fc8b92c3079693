"""Short words for building SQL trees, in no dialect; sqlglot is imported on the first use.

A node of a sqlglot tree has one parent, so every word copies the pieces it is given.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from kanva.sdk.columns import kind_of

if TYPE_CHECKING:
    from sqlglot import expressions as exp
else:

    class _LateExpressions:
        def __getattr__(self, name: str) -> Any:
            from sqlglot import expressions

            return getattr(expressions, name)

    exp = _LateExpressions()

Sql = "exp.Expression"


def wrap(piece: exp.Expression) -> exp.Expression:
    """Copy a piece, in brackets when it is an operation that could fall apart."""
    piece = piece.copy()
    loose = (exp.Binary, exp.Unary, exp.Between, exp.In, exp.Interval)
    if isinstance(piece, loose) and not isinstance(piece, exp.Paren):
        return exp.Paren(this=piece)
    return piece


def binary(kind: str, left: exp.Expression, right: exp.Expression) -> exp.Expression:
    """Write a two-sided operation by the name of its sqlglot class."""
    return getattr(exp, kind)(this=wrap(left), expression=wrap(right))


def chain(kind: str, pieces: list[exp.Expression]) -> exp.Expression:
    """Write a row of pieces joined by one two-sided operation."""
    whole = wrap(pieces[0])
    for piece in pieces[1:]:
        whole = getattr(exp, kind)(this=whole, expression=wrap(piece))
    return whole


def number(value: float) -> exp.Expression:
    """Write a number; a fraction is a DOUBLE, never an exact decimal."""
    if isinstance(value, int):
        literal = exp.Literal.number(abs(value))
        return exp.Paren(this=exp.Neg(this=literal)) if value < 0 else literal
    literal = exp.Literal.number(repr(abs(value)))
    whole = exp.Neg(this=literal) if value < 0 else literal
    return exp.Cast(this=whole, to=exp.DataType.build("double"))


def text(value: str) -> exp.Expression:
    """Write a text."""
    return exp.Literal.string(value)


def null(dtype: pl.DataType) -> exp.Expression:
    """Write NULL of a type."""
    return exp.Null() if dtype == pl.Null else exp.Cast(this=exp.Null(), to=type_of(dtype))


def constant(value: Any, dtype: pl.DataType) -> exp.Expression:
    """Write a value of a type."""
    if value is None:
        return null(dtype)
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, str):
        return text(value)
    if isinstance(value, datetime | date):
        return exp.Cast(this=text(value.isoformat(" ") if isinstance(value, datetime)
                                  else value.isoformat()), to=type_of(dtype))  # fmt: skip
    if kind_of(dtype) == "decimal":
        return exp.Cast(this=text(str(value)), to=type_of(dtype))
    whole = number(value)
    if kind_of(dtype) == "integer":
        return exp.Cast(this=whole, to=type_of(dtype))
    return whole


def type_of(dtype: pl.DataType) -> exp.DataType:
    """Write a type."""
    if isinstance(dtype, pl.Decimal):
        return exp.DataType.build(f"decimal({dtype.precision or 38}, {dtype.scale})")
    names = {
        "integer": "bigint",
        "number": "double",
        "text": "text",
        "boolean": "boolean",
        "date": "date",
        "datetime": "timestamp",
        "time": "time",
        "duration": "interval",
    }
    return exp.DataType.build(names[kind_of(dtype)])


def cast(piece: exp.Expression, dtype: pl.DataType) -> exp.Expression:
    """Write a conversion that cannot fail."""
    return exp.Cast(this=piece.copy(), to=type_of(dtype))


def try_cast(piece: exp.Expression, to: str) -> exp.Expression:
    """Write a conversion that gives NULL where it fails."""
    return exp.TryCast(this=piece.copy(), to=exp.DataType.build(to))


def call(name: str, *pieces: exp.Expression) -> exp.Expression:
    """Write a call of a SQL function; sqlglot knows its name in every dialect it has it."""
    return exp.func(name, *(piece.copy() for piece in pieces))


def node(kind: str, **parts: Any) -> exp.Expression:
    """Write a node by the name of its sqlglot class."""
    return getattr(exp, kind)(
        **{
            name: part.copy() if isinstance(part, exp.Expression) else part
            for name, part in parts.items()
        }
    )


def case(*pairs: exp.Expression, default: exp.Expression | None = None) -> exp.Expression:
    """Write CASE from conditions and values in turn."""
    branches = [
        exp.If(this=pairs[i].copy(), true=pairs[i + 1].copy()) for i in range(0, len(pairs), 2)
    ]
    return exp.Case(ifs=branches, default=default.copy() if default is not None else None)


def where(condition: exp.Expression, value: exp.Expression) -> exp.Expression:
    """Write a value that is NULL unless a condition holds."""
    return case(condition, value)


def compare(left: exp.Expression, sign: str, right: exp.Expression) -> exp.Expression:
    """Write a comparison."""
    kinds = {"=": "EQ", "<>": "NEQ", "<": "LT", "<=": "LTE", ">": "GT", ">=": "GTE"}
    return binary(kinds[sign], left, right)


def both(*conditions: exp.Expression) -> exp.Expression:
    """Write conditions that must hold together."""
    return chain("And", list(conditions))


def is_null(piece: exp.Expression) -> exp.Expression:
    """Write a test for NULL."""
    return exp.Is(this=wrap(piece), expression=exp.Null())


def not_nan(piece: exp.Expression) -> exp.Expression:
    """Write a value that is NULL where the piece is not a number."""
    return call("NULLIF", piece, exp.Cast(this=text("NaN"), to=exp.DataType.build("double")))


def finite(piece: exp.Expression) -> exp.Expression:
    """Write a value that is NULL where the piece is infinite or not a number."""
    limit = number(1.7976931348623157e308)
    return where(compare(call("ABS", piece), "<=", limit), piece)


def window(
    piece: exp.Expression,
    by: list[exp.Expression],
    order: exp.Expression | None = None,
    *,
    descending: bool = False,
    running: bool = False,
) -> exp.Expression:
    """Write `piece OVER (PARTITION BY … ORDER BY …)`; running sums up to the row itself."""
    parts: dict[str, Any] = {"this": piece.copy(), "partition_by": [item.copy() for item in by]}
    if order is not None:
        ordered = exp.Ordered(this=order.copy(), desc=descending, nulls_first=not descending)
        parts["order"] = exp.Order(expressions=[ordered])
    if running:
        parts["spec"] = exp.WindowSpec(
            kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW"
        )
    return exp.Window(**parts)
