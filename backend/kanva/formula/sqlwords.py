"""Short words for building SQL trees, in no dialect; sqlglot is imported on the first use.

A node of a sqlglot tree has one parent: a word takes a piece that has none yet and copies one that
stands somewhere already.
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
            from sqlglot import expressions  # noqa: PLC0415 - heavy, wanted for SQL only

            return getattr(expressions, name)

    exp = _LateExpressions()


def own(*pieces: exp.Expr) -> list[exp.Expr]:
    """Take pieces that stand nowhere yet, and copies of the others."""
    taken: list[exp.Expr] = []
    for piece in pieces:
        free = piece.parent is None and not any(piece is other for other in taken)
        taken.append(piece if free else piece.copy())
    return taken


def wrap(piece: exp.Expr) -> exp.Expr:
    """Take a piece, in brackets when it is an operation that could fall apart."""
    (piece,) = own(piece)
    loose = (exp.Binary, exp.Unary, exp.Between, exp.In, exp.Interval)
    if isinstance(piece, loose) and not isinstance(piece, exp.Paren):
        return exp.Paren(this=piece)
    return piece


def binary(kind: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """Write a two-sided operation by the name of its sqlglot class."""
    first = wrap(left)
    return getattr(exp, kind)(this=first, expression=wrap(right.copy() if right is left else right))


def chain(kind: str, pieces: list[exp.Expr]) -> exp.Expr:
    """Write a row of pieces joined by one two-sided operation."""
    whole = wrap(pieces[0])
    for piece in pieces[1:]:
        whole = binary(kind, whole, piece)
    return whole


def number(value: float) -> exp.Expr:
    """Write a number; a fraction is a DOUBLE, never an exact decimal."""
    if isinstance(value, int):
        literal = exp.Literal.number(abs(value))
        return exp.Paren(this=exp.Neg(this=literal)) if value < 0 else literal
    literal = exp.Literal.number(repr(abs(value)))
    whole = exp.Neg(this=literal) if value < 0 else literal
    return exp.Cast(this=whole, to=exp.DataType.build("double"))


def text(value: str) -> exp.Expr:
    """Write a text."""
    return exp.Literal.string(value)


def null(dtype: pl.DataType) -> exp.Expr:
    """Write NULL of a type."""
    return exp.Null() if dtype == pl.Null else exp.Cast(this=exp.Null(), to=type_of(dtype))


def constant(value: Any, dtype: pl.DataType) -> exp.Expr:
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


def cast(piece: exp.Expr, dtype: pl.DataType) -> exp.Expr:
    """Write a conversion that cannot fail."""
    return exp.Cast(this=own(piece)[0], to=type_of(dtype))


def try_cast(piece: exp.Expr, to: str) -> exp.Expr:
    """Write a conversion that gives NULL where it fails."""
    return exp.TryCast(this=own(piece)[0], to=exp.DataType.build(to))


def call(name: str, *pieces: exp.Expr) -> exp.Expr:
    """Write a call of a SQL function; sqlglot knows its name in every dialect it has it."""
    return exp.func(name, *own(*pieces), copy=False)


def node(kind: str, /, **parts: Any) -> exp.Expr:
    """Write a node by the name of its sqlglot class."""
    names = [name for name, part in parts.items() if isinstance(part, exp.Expr)]
    taken = dict(zip(names, own(*(parts[name] for name in names)), strict=True))
    return getattr(exp, kind)(**{**parts, **taken})


def case(*pairs: exp.Expr, default: exp.Expr | None = None) -> exp.Expr:
    """Write CASE from conditions and values in turn."""
    taken = own(*pairs, *([] if default is None else [default]))
    branches = [exp.If(this=taken[i], true=taken[i + 1]) for i in range(0, len(pairs), 2)]
    return exp.Case(ifs=branches, default=None if default is None else taken[-1])


def where(condition: exp.Expr, value: exp.Expr) -> exp.Expr:
    """Write a value that is NULL unless a condition holds."""
    return case(condition, value)


def compare(left: exp.Expr, sign: str, right: exp.Expr) -> exp.Expr:
    """Write a comparison."""
    kinds = {"=": "EQ", "<>": "NEQ", "<": "LT", "<=": "LTE", ">": "GT", ">=": "GTE"}
    return binary(kinds[sign], left, right)


def both(*conditions: exp.Expr) -> exp.Expr:
    """Write conditions that must hold together."""
    return chain("And", list(conditions))


def is_null(piece: exp.Expr) -> exp.Expr:
    """Write a test for NULL."""
    return exp.Is(this=wrap(piece), expression=exp.Null())


def not_nan(piece: exp.Expr) -> exp.Expr:
    """Write a value that is NULL where the piece is not a number."""
    return call("NULLIF", piece, exp.Cast(this=text("NaN"), to=exp.DataType.build("double")))


def finite(piece: exp.Expr) -> exp.Expr:
    """Write a value that is NULL where the piece is infinite or not a number."""
    limit = number(1.7976931348623157e308)
    return where(compare(call("ABS", piece), "<=", limit), piece)


def in_calendar(day: exp.Expr) -> exp.Expr:
    """Write a date that is NULL outside the years 1 to 9999, which nobody can read back."""
    first, last = (constant(date(*parts), pl.Date()) for parts in ((1, 1, 1), (9999, 12, 31)))
    return where(exp.Between(this=wrap(day), low=first, high=last), day)


def is_literal(piece: exp.Expr) -> bool:
    """Tell whether a piece is a number written in the formula."""
    return isinstance(piece, exp.Literal) or (
        isinstance(piece, exp.Cast) and isinstance(piece.this, exp.Literal)
    )


def within(piece: exp.Expr, low: int, high: int) -> exp.Expr:
    """Write a number that is NULL outside some limits."""
    if is_literal(piece):
        return piece.copy()
    return where(exp.Between(this=wrap(piece), low=number(low), high=number(high)), piece)


def window(
    piece: exp.Expr,
    by: list[exp.Expr],
    order: exp.Expr | None = None,
    *,
    descending: bool = False,
    running: bool = False,
) -> exp.Expr:
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
