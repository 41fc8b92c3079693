"""Calls of functions: the name, the number of arguments, their kinds, the type of the result."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import polars as pl

from kanva.formula import kinds, operators
from kanva.formula.advice import advise, elsewhere, source_of
from kanva.formula.binder import Binder
from kanva.formula.kinds import ACCEPTED, is_nothing, title_of
from kanva.formula.messages import maybe
from kanva.formula.registry import Argument, Function, find_function, near_functions
from kanva.formula.syntax import Call, Literal, Node
from kanva.formula.typed import Apply, Constant, ParameterValue, Typed, reads_column
from kanva.formula.words import fold
from kanva.sdk.columns import kind_of
from kanva.sdk.text import Text

# The type NULL takes where a kind is asked for.
_OF_NOTHING: dict[kinds.Accepts, pl.DataType] = {
    "text": kinds.TEXT,
    "number": kinds.NUMBER,
    "integer": kinds.INTEGER,
    "boolean": kinds.BOOLEAN,
    "date": kinds.DATE,
    "moment": kinds.DATETIME,
    "text_or_number": kinds.TEXT,
}


def bind_call(binder: Binder, node: Call) -> Typed | None:
    """Give a call its meaning.

    Args:
        binder: Binds the arguments.
        node: The call.

    Returns:
        The typed call, or None when something in it was reported.
    """
    function = find_function(node.name)
    if function is None:
        _unknown(binder, node)
        for argument in (*node.arguments, *node.by):
            binder.bind(argument)
        return None
    name = fold(node.name)
    counted = _count_fits(binder, node, function, name)
    window = function.operation.window or (
        function.column_operation is not None and len(node.arguments) == 1
    )
    if node.by_start >= 0 and not window:
        binder.report.add("no_partition", node.by_start, node.by_end, function=name)
        counted = False
    if window and binder.window:
        binder.report.add("nested_window", node.start, node.name_end, function=binder.window)
        counted = False
    outer = binder.window
    if window:
        binder.window = name
        binder.windowed = True
    pieces: list[Typed | None] = []
    for index, written in enumerate(node.arguments):
        if counted or index < len(function.arguments):
            expected = function.argument(index)
            pieces.append(_argument(binder, written, expected, name, index))
        else:
            pieces.append(binder.bind(written))
    by = [binder.bind(part) for part in node.by]
    binder.window = outer
    known = [piece for piece in pieces if piece is not None]
    if not counted or len(known) < len(pieces) or any(part is None for part in by):
        # The kind of the result is often known all the same: what stands around is checked on.
        if isinstance(function.result, pl.DataType):
            return Apply(node.start, node.end, function.result, function.operation, [])
        return None
    return _typed(binder, node, function, name, known, [part for part in by if part is not None])


def _typed(
    binder: Binder,
    node: Call,
    function: Function,
    name: str,
    pieces: list[Typed],
    by: list[Typed],
) -> Typed | None:
    if function.same is not None:
        places = function.same(len(pieces))
        met = binder.branches(name, [pieces[place] for place in places])
        if met is None:
            return None
        for place, piece in zip(places, met, strict=True):
            pieces[place] = piece
    operation = function.operation
    if function.column_operation is not None and len(pieces) == 1:
        operation = function.column_operation
    if operation.window:
        for index, piece in enumerate((*pieces, *by)):
            must_vary = index >= len(pieces) or not function.argument(index).constant
            if must_vary and not reads_column(piece):
                binder.report.add("needs_column", piece.start, piece.end, function=name)
                return None
    call = Apply(node.start, node.end, kinds.NOTHING, operation, pieces, by)
    if function.valid is not None:
        wrong = function.valid(call)
        if wrong is not None:
            index, why, advice = wrong
            place = pieces[index]
            binder.report.add(
                "bad_argument", place.start, place.end, function=name, number=index + 1,
                why=why, advice=advice,
            )  # fmt: skip
            return None
    rule = function.result
    call.dtype = rule if isinstance(rule, pl.DataType) else rule(call)
    return call


def _argument(
    binder: Binder, written: Node, expected: Argument, function: str, index: int
) -> Typed | None:
    piece = binder.condition(written) if _is_condition(expected) else binder.bind(written)
    if piece is None:
        return None
    if expected.constant and not isinstance(piece, Constant | ParameterValue):
        binder.report.add(
            "not_constant", piece.start, piece.end, function=function, number=index + 1
        )
        return None
    if expected.accepts == "any":
        return piece
    if is_nothing(piece.dtype):
        return operators.cast(piece, _OF_NOTHING[expected.accepts])
    if expected.accepts in {"date", "moment"}:
        piece = binder.date_literal(piece)
        if isinstance(piece, Constant) and isinstance(piece.value, str):
            binder.report.add("bad_date", piece.start, piece.end, value=piece.value)
            return None
    if kind_of(piece.dtype) in ACCEPTED[expected.accepts]:
        return binder.whole(piece) if expected.accepts == "integer" else piece
    hint, fix = advise(binder.report, expected.accepts, piece)
    binder.report.add(
        "argument_kind",
        piece.start,
        piece.end,
        fix=fix,
        function=function,
        number=index + 1,
        expected=kinds.ACCEPTED_TITLES[expected.accepts],
        source=source_of(binder.report, piece),
        given=title_of(piece.dtype),
        advice=hint,
    )
    return None


def _is_condition(expected: Argument) -> bool:
    return expected.accepts == "boolean"


def _count_fits(binder: Binder, node: Call, function: Function, name: str) -> bool:
    given = len(node.arguments)
    report = binder.report
    words: dict[str, Any] = {
        "function": name,
        "given": given,
        "needed": _needed(function),
        "signature": function.signature(),
    }
    if given < function.fewest:
        for written in node.arguments:
            if isinstance(written, Literal) and written.comma:
                shown = report.text[written.start : written.end]
                report.add(
                    "comma_joined", written.start, written.end,
                    fix=shown.replace(",", "; "), function=name, number=shown,
                )  # fmt: skip
                return False
        if not report.truncated:
            report.add("too_few_arguments", node.start, node.name_end, **words)
        return False
    most = function.most
    if most is not None and given > most:
        pair = _split_number(report.text, node.arguments)
        if pair is not None and given == most + 1:
            shown = report.text[pair[0] : pair[1]].replace(",", ".")
            report.add("comma_split", *pair, fix=shown, number=shown, **words)
        else:
            extra = node.arguments[most:]
            report.add("too_many_arguments", extra[0].start, extra[-1].end, **words)
        return False
    alone = sum(not argument.repeated for argument in function.arguments)
    if function.pairs and (given - alone) % 2:
        report.add("pairs", node.start, node.name_end, **words)
        return False
    return True


def _split_number(text: str, arguments: list[Node]) -> tuple[int, int] | None:
    """Find `2,5` taken for two arguments."""
    for left, right in pairwise(arguments):
        # The number may be the last thing of a longer argument: [x]*2,5.
        before, after = text[left.end - 1 : left.end], text[right.start : right.start + 1]
        if text[left.end : right.start] == "," and before.isdigit() and after.isdigit():
            start = left.end - 1
            while start > left.start and text[start - 1].isdigit():
                start -= 1
            end = right.start + 1
            while end < right.end and text[end].isdigit():
                end += 1
            return start, end
    return None


def _needed(function: Function) -> Text:
    fewest, most = function.fewest, function.most
    if most is None:
        return Text(f"не меньше {fewest}", f"at least {fewest}")
    if fewest == most:
        return Text.same(str(fewest))
    return Text(f"от {fewest} до {most}", f"{fewest} to {most}")


def _unknown(binder: Binder, node: Call) -> None:
    if binder.report.full:
        return
    likely = near_functions(node.name)
    advice = elsewhere(fold(node.name))
    if advice.ru:
        likely = []
    elif not likely:
        advice = Text(
            "Список функций открывается рядом с полем формулы",
            "The list of functions opens beside the formula field",
        )
    binder.report.add(
        "unknown_function",
        node.start,
        node.name_end,
        fix=likely[0] if likely else None,
        near=tuple(likely),
        name=node.name.upper(),
        maybe=maybe(likely),
        advice=advice,
    )
