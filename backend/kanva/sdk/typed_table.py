"""A small table typed or pasted by hand: columns with names and kinds, cells as typed JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal, cast

import polars as pl
from pydantic import Field

from kanva.sdk.columns import KIND_TITLES, dtype_of
from kanva.sdk.fields import JsonScalar, Settings
from kanva.sdk.messages import NodeError

TypedKind = Literal["text", "integer", "number", "boolean", "date", "datetime"]
TYPED_KINDS: tuple[TypedKind, ...] = (
    "text", "integer", "number", "boolean", "date", "datetime",
)  # fmt: skip
_INTEGER_LIMIT = 2**63


class TypedColumn(Settings):
    """One column of a typed table."""

    name: str = ""
    kind: TypedKind = "text"


class TypedTable(Settings):
    """The table as it is stored: cells stand in rows, in the order of the columns.

    A date is ISO text, an empty cell null; whole numbers beyond 2**53 are text of digits. A
    cell that does not fit the kind of its column is kept as it was typed and told by `problems`.

    Example:
        >>> table = TypedTable.of({"Город": "text", "План": "integer"}, [["Пермь", 10]])
        >>> table.frame().rows()
        [('Пермь', 10)]
    """

    columns: list[TypedColumn] = Field(default=[])
    rows: list[list[JsonScalar]] = Field(default=[])

    @staticmethod
    def of(columns: dict[str, TypedKind], rows: list[list[JsonScalar]] | None = None) -> TypedTable:
        """Return a table of the given columns (name to kind) and rows.

        Args:
            columns: Column name to kind.
            rows: Cells in the order of the columns.
        """
        heads = [TypedColumn(name=name, kind=kind) for name, kind in columns.items()]
        return TypedTable(columns=heads, rows=rows or [])

    def dtypes(self) -> pl.Schema:
        """Return names and polars types of the columns.

        Raises:
            NodeError: `unnamed_column` or `duplicate_column`.
        """
        seen: set[str] = set()
        for index, column in enumerate(self.columns):
            if not column.name.strip():
                raise NodeError("unnamed_column", values={"number": index + 1})
            if column.name in seen:
                raise NodeError("duplicate_column", column=column.name)
            seen.add(column.name)
        return pl.Schema({column.name: dtype_of(column.kind) for column in self.columns})

    def problems(self, field: str) -> Iterator[NodeError]:
        """Find what is wrong: names, and cells that do not fit, the first of each column.

        Args:
            field: Dotted path of the setting that holds the table.

        Yields:
            NodeErrors placed at the field.
        """
        try:
            self.dtypes()
        except NodeError as error:
            error.field = f"{field}.columns"
            yield error
        width = len(self.columns)
        for number, row in enumerate(self.rows, 1):
            if len(row) > width:
                values = {"row": number, "cells": len(row), "width": width}
                yield NodeError("wide_row", field=f"{field}.rows.{number - 1}", values=values)
                break
        for place, column in enumerate(self.columns):
            for number, row in enumerate(self.rows, 1):
                cell = row[place] if place < len(row) else None
                if _fits(cell, column.kind):
                    continue
                values = {"row": number, "value": cell, "kind": KIND_TITLES[column.kind]}
                where = f"{field}.rows.{number - 1}.{place}"
                yield NodeError("bad_cell", field=where, column=column.name, values=values)
                break

    def frame(self, field: str = "table") -> pl.DataFrame:
        """Return the table as a frame (rows × columns as typed).

        Args:
            field: Dotted path of the setting, for errors.

        Raises:
            NodeError: The first of `problems`.

        Example:
            >>> TypedTable.of({"n": "integer"}, [[1], [None]]).frame().to_dict(as_series=False)
            {'n': [1, None]}
        """
        for problem in self.problems(field):
            raise problem
        series = [
            pl.Series(
                column.name,
                [_value(row[at] if at < len(row) else None, column.kind) for row in self.rows],
                dtype=dtype_of(column.kind),
            )
            for at, column in enumerate(self.columns)
        ]
        return pl.DataFrame(series)


def _fits(cell: JsonScalar, kind: TypedKind) -> bool:
    try:
        _value(cell, kind)
    except (TypeError, ValueError):
        return False
    return True


def _value(cell: JsonScalar, kind: TypedKind) -> Any:
    """Turn a stored cell into a value; ValueError or TypeError when it does not fit."""
    if cell is None:
        return None
    if kind == "text":
        return _text(cell)
    if isinstance(cell, bool) or kind == "boolean":
        if isinstance(cell, bool) and kind == "boolean":
            return cell
        raise TypeError(cell)
    if kind == "integer":
        return _integer(cell)
    if kind == "number":
        if isinstance(cell, str):
            raise TypeError(cell)
        return float(cell)
    words = cast("str", cell)
    if kind == "date":
        return date.fromisoformat(words)
    moment = datetime.fromisoformat(words)
    if moment.tzinfo is not None:
        raise ValueError(cell)
    return moment


def _text(cell: str | float | bool) -> str:  # noqa: FBT001 - a cell may be yes or no
    if isinstance(cell, bool):
        raise TypeError(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _integer(cell: str | float) -> int:
    if isinstance(cell, str):
        if not cell.lstrip("-").isdecimal():
            raise ValueError(cell)
    elif not float(cell).is_integer():
        raise ValueError(cell)
    number = int(cell)
    if not -_INTEGER_LIMIT <= number < _INTEGER_LIMIT:
        raise ValueError(cell)
    return number
