"""The typed tree written as a polars expression or as a sqlglot tree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import sqlwords
from kanva.formula.messages import Report
from kanva.formula.syntax import Scalar
from kanva.formula.typed import (
    Apply,
    ColumnValue,
    Constant,
    NotInSqlError,
    ParameterValue,
    Typed,
)

if TYPE_CHECKING:
    from sqlglot import exp

MAX_SQL_NODES = 20_000


def column_expression(name: str) -> pl.Expr:
    """Refer to one column by its exact name.

    Args:
        name: The name; `*` and `^…$` are letters like any other.

    Returns:
        The polars expression.
    """
    if name == "*" or (name.startswith("^") and name.endswith("$")):
        return pl.col("^" + re.escape(name) + "$")
    return pl.col(name)


def settle(piece: Typed) -> Typed:
    """Compute what reads no column, once and for all rows.

    Args:
        piece: A typed tree without parameters whose values are unknown.

    Returns:
        The tree with constants in the place of such pieces: over a constant some polars
        expressions give one row where a column is expected.
    """
    if isinstance(piece, ParameterValue):
        return Constant(piece.start, piece.end, piece.dtype, piece.value)
    if not isinstance(piece, Apply):
        return piece
    arguments = [settle(part) for part in piece.arguments]
    whole = Apply(
        piece.start, piece.end, piece.dtype, piece.operation, arguments,
        [settle(part) for part in piece.by],
    )  # fmt: skip
    if piece.operation.window or not all(isinstance(part, Constant) for part in arguments):
        return whole
    value = pl.select(write_polars(whole)).item()
    return Constant(piece.start, piece.end, piece.dtype, value)


def write_polars(piece: Typed) -> pl.Expr:
    """Write a typed tree as a polars expression.

    Args:
        piece: A settled tree.

    Returns:
        The expression.
    """
    if isinstance(piece, Apply):
        arguments = [write_polars(argument) for argument in piece.arguments]
        if piece.by:
            arguments += [write_polars(part) for part in piece.by]
        return piece.operation.polars(piece, arguments)
    if isinstance(piece, ColumnValue):
        column = column_expression(piece.name)
        if piece.own_dtype == piece.dtype:
            return column
        return column.cast(piece.dtype, strict=False)
    return _constant(_value(piece), piece.dtype)


def _constant(value: Scalar, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Decimal) and value is not None:
        return pl.lit(Decimal(str(value)), dtype=dtype)
    return pl.lit(value, dtype=dtype)


def _value(piece: Typed) -> Scalar:
    if isinstance(piece, Constant | ParameterValue):
        return piece.value
    raise TypeError(type(piece).__name__)


def write_sql(piece: Typed, names: Mapping[str, exp.Expr], report: Report) -> exp.Expr | None:
    """Write a typed tree as SQL.

    Args:
        piece: A typed tree without parameters whose values are unknown.
        names: What stands for each column.
        report: Takes the functions that SQL does not have.

    Returns:
        The sqlglot tree, or None when something in it cannot be said in SQL.
    """
    if isinstance(piece, Apply):
        written = [write_sql(part, names, report) for part in (*piece.arguments, *piece.by)]
        arguments = [part for part in written if part is not None]
        if piece.operation.sql is None or _zoned(piece):
            report.add("no_sql", piece.start, piece.end, function=piece.operation.name)
            return None
        if len(arguments) < len(written):
            return None
        try:
            whole = piece.operation.sql(piece, arguments)
        except NotInSqlError:
            whole = None
        # SQL has no names inside an expression, so some functions repeat what they are given.
        if whole is None or sum(1 for _ in whole.walk()) > MAX_SQL_NODES:
            report.add("no_sql", piece.start, piece.end, function=piece.operation.name)
            return None
        return whole
    if isinstance(piece, ColumnValue):
        column = names[piece.name].copy()
        return column if piece.own_dtype == piece.dtype else sqlwords.cast(column, piece.dtype)
    return sqlwords.constant(_value(piece), piece.dtype)


def _zoned(call: Apply) -> bool:
    # A moment with a zone is read in the session's zone by databases, in its own by polars.
    return any(
        isinstance(part.dtype, pl.Datetime) and part.dtype.time_zone for part in call.arguments
    )
