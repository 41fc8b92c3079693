"""Signs and words between values: which kinds they take, in which type they work."""

from __future__ import annotations

import polars as pl

from kanva.formula import kinds, operators, syntax
from kanva.formula.advice import advise, source_of
from kanva.formula.binder import Binder
from kanva.formula.kinds import is_nothing, meet, product_type, title_of
from kanva.formula.syntax import Literal, Node, Operator
from kanva.formula.typed import Apply, Constant, Operation, ParameterValue, Typed
from kanva.sdk.columns import NUMERIC, TEMPORAL, kind_of

_JOINABLE = frozenset({"text", "category", *NUMERIC, "date", "datetime", "time"})


def apply(node: Node, dtype: pl.DataType, operation: Operation, pieces: list[Typed]) -> Apply:
    """Put an operation in the place of a node.

    Args:
        node: Whose place it takes.
        dtype: The type of its result.
        operation: The operation.
        pieces: What it works on.

    Returns:
        The typed piece.
    """
    return Apply(node.start, node.end, dtype, operation, pieces)


def bind_operator(binder: Binder, node: Operator) -> Typed | None:
    """Give an operator its meaning.

    Args:
        binder: Binds the operands.
        node: The operator.

    Returns:
        The typed piece, or None when something in it was reported.
    """
    sign = node.sign
    if sign in {"AND", "OR", "NOT"}:
        return _logic(binder, node)
    if sign in operators.COMPARISON:
        return _comparison(binder, node)
    if sign in {"IN", "BETWEEN"}:
        return _membership(binder, node)
    pieces = [binder.bind(operand) for operand in node.operands]
    if sign == "IS":
        (piece,) = pieces
        return piece and apply(node, kinds.BOOLEAN, operators.IS_NULL, [piece])
    if sign == "LIKE":
        return _like(binder, node, pieces)
    if sign == "&":
        return _join(binder, node, pieces)
    if sign in {"-x", "+x", "%"}:
        return _signed(binder, node, pieces[0])
    left, right = pieces
    if sign in {"+", "-"} and _temporal(left, right):
        return _dates(binder, node, left, right)
    if sign == "+" and _both_text(left, right):
        fix = "&"
        binder.report.add("text_plus", node.sign_start, node.sign_end, fix=fix)
        return None
    if not all([_numeric(binder, node, left), _numeric(binder, node, right)]):
        return None
    return None if left is None or right is None else _arithmetic(node, left, right)


def _arithmetic(node: Operator, left: Typed, right: Typed) -> Typed:
    sign = node.sign
    left, right = (number_if_nothing(piece) for piece in (left, right))
    if sign in {"/", "^"}:
        operation = operators.DIVIDE if sign == "/" else operators.POWER
        pieces = [operators.cast(piece, kinds.NUMBER) for piece in (left, right)]
        return apply(node, kinds.NUMBER, operation, pieces)
    if sign == "*":
        dtype = product_type(left.dtype, right.dtype)
        if isinstance(dtype, pl.Decimal) and dtype.scale > 0:
            pieces = [
                piece if kind_of(piece.dtype) == "integer" else operators.cast(piece, dtype)
                for piece in (left, right)
            ]
            return apply(node, dtype, operators.ARITHMETIC[sign], pieces)
    else:
        dtype = meet([left.dtype, right.dtype]) or kinds.NUMBER
    pieces = [operators.cast(piece, dtype) for piece in (left, right)]
    return apply(node, dtype, operators.ARITHMETIC[sign], pieces)


def _signed(binder: Binder, node: Operator, piece: Typed | None) -> Typed | None:
    if piece is None or not _numeric(binder, node, piece):
        return None
    piece = number_if_nothing(piece)
    if node.sign == "+x":
        return piece
    if node.sign == "%":
        if isinstance(piece, Constant) and isinstance(piece.value, int | float):
            return Constant(node.start, node.end, kinds.NUMBER, piece.value / 100)
        hundred = Constant(node.sign_start, node.sign_end, kinds.NUMBER, 100.0)
        whole = operators.cast(piece, kinds.NUMBER)
        return apply(node, kinds.NUMBER, operators.DIVIDE, [whole, hundred])
    if isinstance(piece, Constant) and isinstance(piece.value, int | float):
        return Constant(node.start, node.end, piece.dtype, -piece.value)
    return apply(node, piece.dtype, operators.NEGATE, [piece])


def _temporal(left: Typed | None, right: Typed | None) -> bool:
    return any(piece is not None and kind_of(piece.dtype) in TEMPORAL for piece in (left, right))


def _both_text(left: Typed | None, right: Typed | None) -> bool:
    return all(piece is not None and piece.dtype == pl.String for piece in (left, right))


def _dates(binder: Binder, node: Operator, left: Typed | None, right: Typed | None) -> Typed | None:
    if left is None or right is None:
        return None
    left, right = binder.date_literals([left, right])
    pair = (kind_of(left.dtype), kind_of(right.dtype))
    if node.sign == "-" and set(pair) <= {"date", "datetime"}:
        if pair == ("date", "date"):
            return apply(node, kinds.INTEGER, operators.DAYS_BETWEEN, [left, right])
        if meet([left.dtype, right.dtype]) is not None:
            moments = [operators.cast(piece, kinds.DATETIME) for piece in (left, right)]
            return apply(node, kinds.NUMBER, operators.MOMENTS_BETWEEN, moments)
    moment, days = (left, right) if pair[0] in TEMPORAL else (right, left)
    if pair[0] not in TEMPORAL and node.sign == "-":
        _operand_problem(binder, node, moment, "number")
        return None
    if not _numeric(binder, node, days):
        return None
    days = number_if_nothing(days)
    if node.sign == "-":
        days = _signed(
            binder, Operator(days.start, days.end, "-x", [], days.start, days.start), days
        )
    if days is None:
        return None
    if kind_of(moment.dtype) == "date":
        days = binder.whole(days)
        return apply(node, kinds.DATE, operators.DATE_PLUS, [moment, days])
    return apply(node, moment.dtype, operators.MOMENT_PLUS, [moment, days])


def _join(binder: Binder, node: Operator, pieces: list[Typed | None]) -> Typed | None:
    known = [piece for piece in pieces if piece is not None]
    for piece in known:
        if not is_nothing(piece.dtype) and kind_of(piece.dtype) not in _JOINABLE:
            _operand_problem(binder, node, piece, "text")
            return None
    texts = [
        operators.cast(piece, kinds.TEXT) if is_nothing(piece.dtype) else piece for piece in known
    ]
    return apply(node, kinds.TEXT, operators.JOIN, texts)


def _logic(binder: Binder, node: Operator) -> Typed | None:
    pieces = [binder.condition(operand) for operand in node.operands]
    known = [piece for piece in pieces if piece is not None]
    operation = {"AND": operators.AND, "OR": operators.OR, "NOT": operators.NOT}[node.sign]
    return apply(node, kinds.BOOLEAN, operation, known)


def _comparison(binder: Binder, node: Operator) -> Typed | None:
    left, right = (binder.bind(operand) for operand in node.operands)
    if left is None or right is None:
        return Apply(node.start, node.end, kinds.BOOLEAN, operators.COMPARISON["="], [])
    if isinstance(right, Constant) and right.value is None and node.sign in {"=", "<>"}:
        fix = (
            binder.report.word("ЕСТЬ ПУСТО", "IS NULL")
            if node.sign == "="
            else binder.report.word("ЕСТЬ НЕ ПУСТО", "IS NOT NULL")
        )
        binder.report.add("compare_null", node.sign_start, node.end, fix=fix)
        return None
    pair = binder.comparable(left, right, node)
    return pair and apply(node, kinds.BOOLEAN, operators.COMPARISON[node.sign], list(pair))


def _membership(binder: Binder, node: Operator) -> Typed | None:
    pieces = [binder.bind(operand) for operand in node.operands]
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
            shown = binder.report.text[written.start : written.end]
            binder.report.add(
                "comma_in_list", written.start, written.end,
                fix=shown.replace(",", "; "), number=shown,
            )  # fmt: skip
            broken = True
        elif binder.comparable(value, piece, node, piece) is None:
            broken = True
    if broken:
        return None
    word = binder.report.text[node.sign_start : node.sign_end]
    met = binder.branches(word, [piece for piece in pieces if piece is not None])
    operation = operators.IN if node.sign == "IN" else operators.BETWEEN
    return None if met is None else apply(node, kinds.BOOLEAN, operation, met)


def _like(binder: Binder, node: Operator, pieces: list[Typed | None]) -> Typed | None:
    value, pattern = pieces
    if value is None or pattern is None:
        return None
    if is_nothing(value.dtype):
        value = operators.cast(value, kinds.TEXT)
    if value.dtype != pl.String:
        _operand_problem(binder, node, value, "text")
        return None
    if not isinstance(pattern, Constant | ParameterValue) or pattern.dtype != pl.String:
        word = binder.report.text[node.sign_start : node.sign_end]
        binder.report.add("like_needs_text", pattern.start, pattern.end, word=word)
        return None
    return apply(node, kinds.BOOLEAN, operators.LIKE, [value, pattern])


def bind_case(binder: Binder, node: syntax.Case) -> Typed | None:
    """Give a CASE its meaning.

    Args:
        binder: Binds the parts.
        node: The CASE.

    Returns:
        The typed piece, or None when something in it was reported.
    """
    operand = binder.bind(node.operand) if node.operand else None
    conditions: list[Typed | None] = []
    values: list[Typed | None] = []
    for written, result in node.branches:
        if node.operand is None:
            conditions.append(binder.condition(written))
        else:
            tested = binder.bind(written)
            same = Operator(
                written.start, written.end, "=", [node.operand, written],
                written.start, written.end,
            )  # fmt: skip
            pair = operand and tested and binder.comparable(operand, tested, same, tested)
            conditions.append(
                pair
                and Apply(
                    written.start,
                    written.end,
                    kinds.BOOLEAN,
                    operators.COMPARISON["="],
                    list(pair),
                )
            )
        values.append(binder.bind(result))
    values.append(
        binder.bind(node.default)
        if node.default
        else Constant(node.end, node.end, kinds.NOTHING, None)
    )
    if any(piece is None for piece in (*conditions, *values)):
        return None
    name = binder.report.word("ВЫБОР", "CASE")
    met = binder.branches(name, [value for value in values if value is not None])
    if met is None:
        return None
    arguments: list[Typed] = []
    for condition, value in zip(conditions, met, strict=False):
        if condition is not None:
            arguments += [condition, value]
    arguments.append(met[-1])
    return Apply(node.start, node.end, met[-1].dtype, operators.CASE, arguments)


def _numeric(binder: Binder, node: Operator, piece: Typed | None) -> bool:
    if piece is None or is_nothing(piece.dtype) or kind_of(piece.dtype) in NUMERIC:
        return True
    _operand_problem(binder, node, piece, "number")
    return False


def _operand_problem(binder: Binder, node: Operator, piece: Typed, expected: kinds.Accepts) -> None:
    hint, fix = advise(binder.report, expected, piece)
    binder.report.add(
        "operand_kind",
        piece.start,
        piece.end,
        fix=fix,
        sign=binder.report.text[node.sign_start : node.sign_end],
        expected=kinds.ACCEPTED_TITLES[expected],
        source=source_of(binder.report, piece),
        given=title_of(piece.dtype),
        advice=hint,
    )


def number_if_nothing(piece: Typed) -> Typed:
    """Take NULL among numbers for a number.

    Args:
        piece: A number or NULL.

    Returns:
        A number.
    """
    return operators.cast(piece, kinds.NUMBER) if is_nothing(piece.dtype) else piece
