"""Pictures a node offers of its result, declared as data: the engine computes, the editor draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from kanva.sdk.text import Text


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a cell.

    Args:
        id: Stable name.
        title: Words beside it.
        of: "count" of rows, "share" of all rows (0 to 1), or "sum" of a column.
        column: The column to sum; None for count and share.
        format: How it is written.
    """

    id: str
    title: Text
    of: Literal["count", "share", "sum"]
    column: str | None = None
    format: Literal["integer", "percent", "money"] = "integer"


@dataclass(frozen=True, slots=True)
class AxisValue:
    """A row or a column of a matrix.

    Args:
        title: Its head.
        subtitle: The rule behind it ("до 90 дн.").
    """

    title: Text
    subtitle: Text | None = None


@dataclass(frozen=True, slots=True)
class MatrixView:
    """A matrix of groups: each cell is one value of a column.

    Args:
        port: The output whose rows are counted.
        column: The column whose values are the cells.
        cells: Values of `column`, rows × columns of the matrix.
        rows: Heads of the rows.
        columns: Heads of the columns.
        measures: Figures of each cell, the loudest first.
        aside: Values of `column` outside the matrix, with their titles.
    """

    port: str
    column: str
    cells: tuple[tuple[Any, ...], ...]
    rows: tuple[AxisValue, ...]
    columns: tuple[AxisValue, ...]
    measures: tuple[Measure, ...]
    aside: tuple[tuple[Any, Text], ...] = ()
    kind: Literal["matrix"] = "matrix"


View = MatrixView
