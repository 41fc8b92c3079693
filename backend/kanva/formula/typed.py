"""The typed tree: every piece knows its place, its exact type and how it is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from kanva.formula.syntax import Scalar

if TYPE_CHECKING:
    from sqlglot import exp

    PolarsWriter = Callable[["Apply", list[pl.Expr]], pl.Expr]
    SqlWriter = Callable[["Apply", list[exp.Expr]], exp.Expr]


class NotInSqlError(Exception):
    """A call of a function that SQL has otherwise cannot be said in it."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that computes a value from values.

    Args:
        name: For messages and for reading a tree.
        polars: Writes the polars expression.
        sql: Writes the SQL expression; None where SQL has no such thing. Raises `NotInSqlError`
            when it has not for some calls.
        window: True when it looks over the whole column.
    """

    name: str
    polars: PolarsWriter
    sql: SqlWriter | None
    window: bool = False


@dataclass(slots=True)
class Typed:
    """A piece of a formula with its meaning.

    Args:
        start: First character.
        end: The character after the last.
        dtype: The exact type of its values.
    """

    start: int
    end: int
    dtype: pl.DataType


def reads_column(piece: Typed) -> bool:
    """Tell whether a piece has a value of its own in every row.

    Args:
        piece: A typed tree.

    Returns:
        True when a column stands in it.
    """
    waiting = [piece]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ColumnValue):
            return True
        if isinstance(part, Apply):
            waiting += part.arguments
    return False


@dataclass(slots=True)
class Constant(Typed):
    """A value written in the formula."""

    value: Scalar


@dataclass(slots=True)
class ColumnValue(Typed):
    """The values of a column, brought to the working type of their kind."""

    name: str
    own_dtype: pl.DataType


@dataclass(slots=True)
class ParameterValue(Typed):
    """The value of a parameter; known when the formula is compiled, not while it is checked."""

    name: str
    value: Scalar = None
    known: bool = False


@dataclass(slots=True)
class Apply(Typed):
    """An operation over pieces; `by` are the columns a window is divided by."""

    operation: Operation
    arguments: list[Typed]
    by: list[Typed] = field(default_factory=list[Typed])

    def constant(self, index: int) -> Scalar:
        """Return the value of an argument that had to be constant.

        Args:
            index: The number of the argument, from 0.

        Returns:
            Its value; None when it is NULL, not given, or a parameter not known yet.
        """
        if index >= len(self.arguments):
            return None
        argument = self.arguments[index]
        return argument.value if isinstance(argument, Constant | ParameterValue) else None
