"""Syntax tree to typed tree: names are found, kinds are checked, values meet in exact types.

A piece that was reported is None from then on, so one mistake gives one problem.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import combinations
from typing import Any

import polars as pl

from kanva.formula import kinds, operators, syntax
from kanva.formula.advice import advise, branch_fix, comparison_advice, source_of
from kanva.formula.calendar_text import read_date
from kanva.formula.kinds import is_nothing, meet, title_of, working_type
from kanva.formula.messages import Report, maybe
from kanva.formula.names import quote_column
from kanva.formula.syntax import Literal, Node, Operator, Scalar
from kanva.formula.typed import Apply, ColumnValue, Constant, ParameterValue, Typed
from kanva.sdk.columns import TEMPORAL, Kind, dtype_of, kind_of, near
from kanva.sdk.text import Text

# For each sort of node that has parts: the function that binds such a node.
Meanings = Mapping[type[Node], Callable[["Binder", Any], Typed | None]]
_SHOWN_COLUMNS = 6
_INCOMPARABLE = frozenset({"list", "other"})


class Binder:
    """Gives one syntax tree its meaning.

    Args:
        columns: Names and types of the columns.
        parameters: Names and kinds of the parameters.
        values: Values of the parameters, when they are known.
        report: Takes what is wrong.
        meanings: Who gives a meaning to each sort of node that has parts; they call `bind` for
            the parts.
    """

    def __init__(
        self,
        columns: Mapping[str, pl.DataType],
        parameters: Mapping[str, Kind],
        values: Mapping[str, Scalar] | None,
        report: Report,
        meanings: Meanings,
    ) -> None:
        self.columns = columns
        self.parameters = parameters
        self.values = values
        self.report = report
        self.meanings = meanings
        self.used_columns: dict[str, None] = {}
        self.used_parameters: dict[str, None] = {}
        self.window: str | None = None
        self.windowed = False

    def bind(self, node: Node) -> Typed | None:
        """Give a node its meaning.

        Args:
            node: A node of the syntax tree.

        Returns:
            The typed piece; None when something in it was reported.
        """
        if isinstance(node, syntax.Column):
            return self._column(node)
        if isinstance(node, Literal):
            return Constant(node.start, node.end, _literal_type(node.value), node.value)
        if isinstance(node, syntax.Parameter):
            return self._parameter(node)
        meaning = self.meanings.get(type(node))
        return None if meaning is None else meaning(self, node)

    # --- names

    def _column(self, node: syntax.Column) -> Typed | None:
        dtype = self.columns.get(node.name)
        if dtype is None and self.report.full:
            return None
        if dtype is None:
            likely = near(node.name, self.columns)
            shown = ", ".join(f"[{name}]" for name in list(self.columns)[:_SHOWN_COLUMNS])
            more = "…" if len(self.columns) > _SHOWN_COLUMNS else ""
            listed = Text(f"Есть столбцы: {shown}{more}", f"There are columns: {shown}{more}")
            self.report.add(
                "unknown_column",
                node.start,
                node.end,
                fix=quote_column(likely[0]) if likely else None,
                near=tuple(likely),
                name=node.name,
                maybe=maybe(likely),
                columns=listed if self.columns else "",
            )
            return None
        self.used_columns[node.name] = None
        dtype = _instance(dtype)
        return ColumnValue(node.start, node.end, working_type(dtype), node.name, dtype)

    def _parameter(self, node: syntax.Parameter) -> Typed | None:
        kind = self.parameters.get(node.name)
        if kind is None:
            likely = near(node.name, self.parameters)
            fix = "{" + likely[0] + "}" if likely else None
            self.report.add(
                "unknown_parameter", node.start, node.end, fix=fix, near=tuple(likely),
                name=node.name, maybe=maybe(likely),
            )  # fmt: skip
            return None
        self.used_parameters[node.name] = None
        if self.values is None:
            return ParameterValue(node.start, node.end, working_type(dtype_of(kind)), node.name)
        value = self.values[node.name]
        dtype = _literal_type(value)
        return ParameterValue(node.start, node.end, dtype, node.name, value, known=True)

    # --- what operators and functions share

    def condition(self, node: Node) -> Typed | None:
        """Bind a node that must be a condition.

        Args:
            node: The node.

        Returns:
            The condition, or None.
        """
        piece = self.bind(node)
        if piece is None or piece.dtype == pl.Boolean:
            return piece
        if is_nothing(piece.dtype):
            return operators.cast(piece, kinds.BOOLEAN)
        hint, fix = advise(self.report, "boolean", piece)
        self.report.add(
            "condition_kind", piece.start, piece.end, fix=fix, advice=hint,
            source=source_of(self.report, piece), given=title_of(piece.dtype),
        )  # fmt: skip
        return None

    def whole(self, piece: Typed) -> Typed:
        """Bring a number to a whole one, rounding down.

        Args:
            piece: A number.

        Returns:
            An Int64 piece.
        """
        if kind_of(piece.dtype) == "integer":
            return piece
        if isinstance(piece, Constant) and isinstance(piece.value, float):
            return Constant(piece.start, piece.end, kinds.INTEGER, math.floor(piece.value))
        return Apply(piece.start, piece.end, kinds.INTEGER, operators.FLOOR, [piece])

    def date_literals(self, pieces: list[Typed]) -> list[Typed]:
        """Read texts written in the formula as dates when a date stands among the pieces.

        Args:
            pieces: Pieces that are to be of one kind.

        Returns:
            The pieces; a text that is not a date stays a text.
        """
        if not any(kind_of(piece.dtype) in TEMPORAL for piece in pieces):
            return pieces
        return [self.date_literal(piece) for piece in pieces]

    def date_literal(self, piece: Typed) -> Typed:
        """Read one text written in the formula as a date.

        Args:
            piece: A piece.

        Returns:
            The date, or the piece as it was.
        """
        if isinstance(piece, Constant) and isinstance(piece.value, str):
            moment = read_date(piece.value)
            if moment is not None:
                return Constant(piece.start, piece.end, _literal_type(moment), moment)
        return piece

    def unify(self, pieces: list[Typed]) -> list[Typed] | None:
        """Bring pieces to one type.

        Args:
            pieces: The pieces.

        Returns:
            The pieces in their common type, or None when their kinds do not go together.
        """
        pieces = self.date_literals(pieces)
        common = meet(piece.dtype for piece in pieces)
        return None if common is None else [operators.cast(piece, common) for piece in pieces]

    def branches(self, function: str, pieces: list[Typed]) -> list[Typed] | None:
        """Bring the values among which one is chosen to one type, or report them.

        Args:
            function: Who chooses.
            pieces: The values.

        Returns:
            The values in their common type, or None.
        """
        met = self.unify(pieces)
        if met is not None:
            return met
        # "2011-12-09" goes with dates and with texts, so the odd one is looked for in pairs.
        pairs = combinations(self.date_literals(pieces), 2)
        apart = (pair for pair in pairs if self.unify(list(pair)) is None)
        first, odd = next(apart, (pieces[0], pieces[-1]))
        self.report.add(
            "mixed_branches", odd.start, odd.end,
            fix=branch_fix(self.report, first, odd), function=function,
            left=title_of(first.dtype), right=title_of(odd.dtype),
        )  # fmt: skip
        return None

    def comparable(
        self, left: Typed, right: Typed, node: Operator, place: Typed | None = None
    ) -> tuple[Typed, Typed] | None:
        """Bring two values to a type in which they can be compared, or report them.

        Args:
            left: The left side.
            right: The right side.
            node: The operator.
            place: What to point at; the whole comparison when absent.

        Returns:
            Both sides, or None.
        """
        met = self.unify([left, right])
        if met is not None and kind_of(met[0].dtype) not in _INCOMPARABLE:
            return met[0], met[1]
        dated, other = (left, right) if kind_of(left.dtype) in TEMPORAL else (right, left)
        written = isinstance(other, Constant) and isinstance(other.value, str)
        if kind_of(dated.dtype) in TEMPORAL and isinstance(other, Constant) and written:
            self.report.add("bad_date", other.start, other.end, value=other.value)
            return None
        piece, hint, fix = comparison_advice(self.report, left, right)
        where: Node | Typed = piece or place or node
        self.report.add(
            "mixed_comparison", where.start, where.end, fix=fix, advice=hint,
            left=self._named(left), right=self._named(right),
        )  # fmt: skip
        return None

    def _named(self, piece: Typed) -> Text:
        source = source_of(self.report, piece)
        kind = title_of(piece.dtype)
        return Text(f"«{source}» ({kind.ru})", f"“{source}” ({kind.en})")


def _instance(dtype: pl.DataType | type[pl.DataType]) -> pl.DataType:
    return dtype() if isinstance(dtype, type) else dtype


def _literal_type(value: Scalar) -> pl.DataType:
    if value is None:
        return kinds.NOTHING
    if isinstance(value, bool):
        return kinds.BOOLEAN
    if isinstance(value, int):
        return kinds.INTEGER
    if isinstance(value, float):
        return kinds.NUMBER
    if isinstance(value, datetime):
        return kinds.DATETIME
    if isinstance(value, date):
        return kinds.DATE
    return kinds.TEXT
