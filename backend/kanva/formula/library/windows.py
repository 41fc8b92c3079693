"""What functions over a whole column share: groups, order, and running pieces of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds
from kanva.formula import sqlwords as sql
from kanva.formula.typed import Apply

if TYPE_CHECKING:
    from sqlglot import exp


def groups_of(call: Apply, args: list[pl.Expr]) -> list[pl.Expr]:
    """Return the columns after BY."""
    return args[len(call.arguments) :]


def groups_of_sql(call: Apply, args: list[exp.Expr]) -> list[exp.Expr]:
    """Return the columns after BY, in SQL."""
    return args[len(call.arguments) :]


def over(call: Apply, value: pl.Expr, args: list[pl.Expr]) -> pl.Expr:
    """Compute a value over the column, or over its groups."""
    by = groups_of(call, args)
    return value.over(by) if by else value


def ordered(call: Apply, value: pl.Expr, args: list[pl.Expr], order: pl.Expr) -> pl.Expr:
    """Compute a value over the rows of the column, or of its groups, put in order."""
    return value.over(groups_of(call, args) or None, order_by=order)


def wide(dtype: pl.DataType, value: pl.Expr) -> pl.Expr:
    """Bring whole numbers to Int128: sums of Int64 wrap round silently."""
    return value.cast(pl.Int128) if dtype == pl.Int64 else value


def some(dtype: pl.DataType, value: pl.Expr) -> pl.Expr:
    """Turn NaN to null: for databases it is the greatest number, for polars none."""
    return value.fill_nan(None) if dtype == pl.Float64 else value


def some_sql(dtype: pl.DataType, value: exp.Expr) -> exp.Expr:
    """Turn NaN to NULL in SQL."""
    return sql.not_nan(value) if dtype == pl.Float64 else value


def floats(value: pl.Expr) -> pl.Expr:
    """Bring numbers to floats, NaN to null: it is no number."""
    return value.cast(pl.Float64).fill_nan(None)


def floats_sql(value: exp.Expr) -> exp.Expr:
    """Bring numbers to floats in SQL, NaN to NULL."""
    return sql.not_nan(sql.cast(value, kinds.NUMBER))


def over_sql(call: Apply, value: exp.Expr, args: list[exp.Expr]) -> exp.Expr:
    """Compute a value over the column, or over its groups, in SQL."""
    return sql.window(value, groups_of_sql(call, args))


def frame_sql(
    call: Apply,
    value: exp.Expr,
    args: list[exp.Expr],
    order: exp.Expr,
    *,
    before: int | None = None,
    whole: bool = False,
    descending: bool = False,
) -> exp.Expr:
    """Compute a value over the rows up to this one, or over all of them, in order, in SQL.

    Args:
        call: The call.
        value: The value.
        args: The arguments and the groups of the call.
        order: The order; NULLs come first, or last when descending.
        before: How many rows before this one are taken; None for all.
        whole: True when the rows after this one are taken too.
        descending: True for the other order.

    Returns:
        The window.
    """
    window = sql.window(value, groups_of_sql(call, args), order, descending=descending)
    start = {"start": "UNBOUNDED" if before is None else sql.number(before)}
    end = {"end": "UNBOUNDED", "end_side": "FOLLOWING"} if whole else {"end": "CURRENT ROW"}
    spec = sql.node("WindowSpec", kind="ROWS", start_side="PRECEDING", **start, **end)
    window.set("spec", spec)
    return window
