"""Syntax tree to typed tree: names are found, kinds are checked, values meet in exact types.

A piece that was reported is None from then on, so one mistake gives one problem.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime

import polars as pl

from kanva.formula import kinds, operators, syntax
from kanva.formula.advice import advise, comparison_advice, source_of
from kanva.formula.calendar_text import read_date
from kanva.formula.kinds import is_nothing, meet, product_type, title_of, working_type
from kanva.formula.messages import Report, maybe
from kanva.formula.names import quote_column
from kanva.formula.syntax import Literal, Node, Operator, Scalar
from kanva.formula.typed import Apply, ColumnValue, Constant, Operation, ParameterValue, Typed
from kanva.sdk.columns import NUMERIC, TEMPORAL, Kind, dtype_of, kind_of, near
from kanva.sdk.text import Text

_SHOWN_COLUMNS = 6
_JOINABLE = frozenset({"text", "category", *NUMERIC, "date", "datetime", "time"})
_INCOMPARABLE = frozenset({"list", "other"})


class Binder:
    """Gives one syntax tree its meaning.

    Args:
        columns: Names and types of the columns.
        parameters: Names and kinds of the parameters.
        values: Values of the parameters, when they are known.
        report: Takes what is wrong.
    """

    def __init__(
        self,
        columns: Mapping[str, pl.DataType],
        parameters: Mapping[str, Kind],
        values: Mapping[str, Scalar] | None,
        report: Report,
    ) -> None:
        self.columns = columns
        self.parameters = parameters
        self.values = values
        self.report = report
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
        if isinstance(node, Operator):
            return self._operator(node)
        if isinstance(node, syntax.Column):
            return self._column(node)
        if isinstance(node, Literal):
            return Constant(node.start, node.end, _literal_type(node.value), node.value)
        if isinstance(node, syntax.Call):
            from kanva.formula.calls import bind_call  # noqa: PLC0415 - calls bind their parts

            return bind_call(self, node)
        if isinstance(node, syntax.Case):
            return self._case(node)
        if isinstance(node, syntax.Parameter):
            return self._parameter(node)
        return None

    # --- names

    def _column(self, node: syntax.Column) -> Typed | None:
        dtype = self.columns.get(node.name)
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

    # --- operators

    def _operator(self, node: Operator) -> Typed | None:
        sign = node.sign
        if sign in {"AND", "OR", "NOT"}:
            return self._logic(node)
        if sign in operators.COMPARISON:
            return self._comparison(node)
        if sign in {"IN", "BETWEEN"}:
            return self._membership(node)
        pieces = [self.bind(operand) for operand in node.operands]
        if sign == "IS":
            (piece,) = pieces
            return piece and self._apply(node, kinds.BOOLEAN, operators.IS_NULL, [piece])
        if sign == "LIKE":
            return self._like(node, pieces)
        if sign == "&":
            return self._join(node, pieces)
        if sign in {"-x", "+x", "%"}:
            return self._signed(node, pieces[0])
        left, right = pieces
        if sign in {"+", "-"} and self._temporal(left, right):
            return self._dates(node, left, right)
        if sign == "+" and self._both_text(left, right):
            fix = "&"
            self.report.add("text_plus", node.sign_start, node.sign_end, fix=fix)
            return None
        if not all([self.numeric(node, left), self.numeric(node, right)]):
            return None
        return None if left is None or right is None else self._arithmetic(node, left, right)

    def _arithmetic(self, node: Operator, left: Typed, right: Typed) -> Typed:
        sign = node.sign
        left, right = (_number_if_nothing(piece) for piece in (left, right))
        if sign in {"/", "^"}:
            operation = operators.DIVIDE if sign == "/" else operators.POWER
            pieces = [operators.cast(piece, kinds.NUMBER) for piece in (left, right)]
            return self._apply(node, kinds.NUMBER, operation, pieces)
        if sign == "*":
            dtype = product_type(left.dtype, right.dtype)
            if isinstance(dtype, pl.Decimal) and dtype.scale > 0:
                pieces = [
                    piece if kind_of(piece.dtype) == "integer" else operators.cast(piece, dtype)
                    for piece in (left, right)
                ]
                return self._apply(node, dtype, operators.ARITHMETIC[sign], pieces)
        else:
            dtype = meet([left.dtype, right.dtype]) or kinds.NUMBER
        pieces = [operators.cast(piece, dtype) for piece in (left, right)]
        return self._apply(node, dtype, operators.ARITHMETIC[sign], pieces)

    def _signed(self, node: Operator, piece: Typed | None) -> Typed | None:
        if piece is None or not self.numeric(node, piece):
            return None
        piece = _number_if_nothing(piece)
        if node.sign == "+x":
            return piece
        if node.sign == "%":
            if isinstance(piece, Constant) and isinstance(piece.value, int | float):
                return Constant(node.start, node.end, kinds.NUMBER, piece.value / 100)
            hundred = Constant(node.sign_start, node.sign_end, kinds.NUMBER, 100.0)
            whole = operators.cast(piece, kinds.NUMBER)
            return self._apply(node, kinds.NUMBER, operators.DIVIDE, [whole, hundred])
        if isinstance(piece, Constant) and isinstance(piece.value, int | float):
            return Constant(node.start, node.end, piece.dtype, -piece.value)
        return self._apply(node, piece.dtype, operators.NEGATE, [piece])

    def _temporal(self, left: Typed | None, right: Typed | None) -> bool:
        return any(piece is not None and kind_of(piece.dtype) in TEMPORAL
                   for piece in (left, right))  # fmt: skip

    def _both_text(self, left: Typed | None, right: Typed | None) -> bool:
        return (
            left is not None and right is not None
            and left.dtype == right.dtype == pl.String
        )  # fmt: skip

    def _dates(self, node: Operator, left: Typed | None, right: Typed | None) -> Typed | None:
        if left is None or right is None:
            return None
        left, right = self.date_literals([left, right])
        pair = (kind_of(left.dtype), kind_of(right.dtype))
        if node.sign == "-" and set(pair) <= {"date", "datetime"}:
            if pair == ("date", "date"):
                return self._apply(node, kinds.INTEGER, operators.DAYS_BETWEEN, [left, right])
            if meet([left.dtype, right.dtype]) is not None:
                moments = [operators.cast(piece, kinds.DATETIME) for piece in (left, right)]
                return self._apply(node, kinds.NUMBER, operators.MOMENTS_BETWEEN, moments)
        moment, days = (left, right) if pair[0] in TEMPORAL else (right, left)
        if pair[0] not in TEMPORAL and node.sign == "-":
            self._operand_problem(node, moment, "number")
            return None
        if not self.numeric(node, days):
            return None
        days = _number_if_nothing(days)
        if node.sign == "-":
            days = self._signed(
                Operator(days.start, days.end, "-x", [], days.start, days.start), days
            )
        if days is None:
            return None
        if kind_of(moment.dtype) == "date":
            days = self.whole(days)
            return self._apply(node, kinds.DATE, operators.DATE_PLUS, [moment, days])
        return self._apply(node, moment.dtype, operators.MOMENT_PLUS, [moment, days])

    def _join(self, node: Operator, pieces: list[Typed | None]) -> Typed | None:
        known = [piece for piece in pieces if piece is not None]
        for piece in known:
            if not is_nothing(piece.dtype) and kind_of(piece.dtype) not in _JOINABLE:
                self._operand_problem(node, piece, "text")
                return None
        texts = [
            operators.cast(piece, kinds.TEXT) if is_nothing(piece.dtype) else piece
            for piece in known
        ]
        return self._apply(node, kinds.TEXT, operators.JOIN, texts)

    def _logic(self, node: Operator) -> Typed | None:
        pieces = [self.condition(operand) for operand in node.operands]
        known = [piece for piece in pieces if piece is not None]
        operation = {"AND": operators.AND, "OR": operators.OR, "NOT": operators.NOT}[node.sign]
        return self._apply(node, kinds.BOOLEAN, operation, known)

    def _comparison(self, node: Operator) -> Typed | None:
        left, right = (self.bind(operand) for operand in node.operands)
        if left is None or right is None:
            return Apply(node.start, node.end, kinds.BOOLEAN, operators.COMPARISON["="], [])
        if isinstance(right, Constant) and right.value is None and node.sign in {"=", "<>"}:
            fix = (
                self.report.word("ЕСТЬ ПУСТО", "IS NULL")
                if node.sign == "="
                else self.report.word("ЕСТЬ НЕ ПУСТО", "IS NOT NULL")
            )
            self.report.add("compare_null", node.sign_start, node.end, fix=fix)
            return None
        pair = self.comparable(left, right, node)
        return pair and self._apply(
            node, kinds.BOOLEAN, operators.COMPARISON[node.sign], list(pair)
        )

    def _membership(self, node: Operator) -> Typed | None:
        pieces = [self.bind(operand) for operand in node.operands]
        value = pieces[0]
        broken = value is None
        for piece, written in zip(pieces[1:], node.operands[1:], strict=True):
            if value is None or piece is None:
                broken = True
                continue
            if (
                isinstance(written, Literal)
                and written.comma
                and kind_of(value.dtype) == "integer"
                and node.sign == "IN"
            ):
                shown = self.report.text[written.start : written.end]
                self.report.add(
                    "comma_in_list", written.start, written.end,
                    fix=shown.replace(",", "; "), number=shown,
                )  # fmt: skip
                broken = True
            elif self.comparable(value, piece, node, piece) is None:
                broken = True
        if broken:
            return None
        met = self.unify([piece for piece in pieces if piece is not None])
        operation = operators.IN if node.sign == "IN" else operators.BETWEEN
        return met and self._apply(node, kinds.BOOLEAN, operation, met)

    def _like(self, node: Operator, pieces: list[Typed | None]) -> Typed | None:
        value, pattern = pieces
        if value is None or pattern is None:
            return None
        if is_nothing(value.dtype):
            value = operators.cast(value, kinds.TEXT)
        if value.dtype != pl.String:
            self._operand_problem(node, value, "text")
            return None
        if not isinstance(pattern, Constant | ParameterValue) or pattern.dtype != pl.String:
            word = self.report.text[node.sign_start : node.sign_end]
            self.report.add("like_needs_text", pattern.start, pattern.end, word=word)
            return None
        return self._apply(node, kinds.BOOLEAN, operators.LIKE, [value, pattern])

    def _case(self, node: syntax.Case) -> Typed | None:
        operand = self.bind(node.operand) if node.operand else None
        conditions: list[Typed | None] = []
        values: list[Typed | None] = []
        for written, result in node.branches:
            if node.operand is None:
                conditions.append(self.condition(written))
            else:
                tested = self.bind(written)
                same = Operator(
                    written.start, written.end, "=", [node.operand, written],
                    written.start, written.end,
                )  # fmt: skip
                pair = operand and tested and self.comparable(operand, tested, same, tested)
                conditions.append(
                    pair
                    and Apply(
                        written.start, written.end, kinds.BOOLEAN,
                        operators.COMPARISON["="], list(pair),
                    )  # fmt: skip
                )
            values.append(self.bind(result))
        values.append(
            self.bind(node.default)
            if node.default
            else Constant(node.end, node.end, kinds.NOTHING, None)
        )
        if any(piece is None for piece in (*conditions, *values)):
            return None
        name = self.report.word("ВЫБОР", "CASE")
        met = self.branches(name, [value for value in values if value is not None])
        if met is None:
            return None
        arguments: list[Typed] = []
        for condition, value in zip(conditions, met, strict=False):
            if condition is not None:
                arguments += [condition, value]
        arguments.append(met[-1])
        return Apply(node.start, node.end, met[-1].dtype, operators.CASE, arguments)

    # --- what operators and functions share

    def _apply(
        self, node: Node, dtype: pl.DataType, operation: Operation, pieces: list[Typed]
    ) -> Apply:
        return Apply(node.start, node.end, dtype, operation, pieces)

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

    def numeric(self, node: Operator, piece: Typed | None) -> bool:
        """Check that an operand is a number.

        Args:
            node: The operator.
            piece: The operand; None was reported already.

        Returns:
            True when nothing new is wrong.
        """
        if piece is None or is_nothing(piece.dtype) or kind_of(piece.dtype) in NUMERIC:
            return True
        self._operand_problem(node, piece, "number")
        return False

    def _operand_problem(self, node: Operator, piece: Typed, expected: kinds.Accepts) -> None:
        hint, fix = advise(self.report, expected, piece)
        self.report.add(
            "operand_kind",
            piece.start,
            piece.end,
            fix=fix,
            sign=self.report.text[node.sign_start : node.sign_end],
            expected=kinds.ACCEPTED_TITLES[expected],
            source=source_of(self.report, piece),
            given=title_of(piece.dtype),
            advice=hint,
        )

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
        first = next(piece for piece in pieces if not is_nothing(piece.dtype))
        odd = next(piece for piece in pieces if self.unify([first, piece]) is None)
        self.report.add(
            "mixed_branches", odd.start, odd.end, function=function,
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



def _number_if_nothing(piece: Typed) -> Typed:
    return operators.cast(piece, kinds.NUMBER) if is_nothing(piece.dtype) else piece


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
