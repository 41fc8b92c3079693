"""Check and compile: the whole way of a formula, from its text to what computes it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import polars as pl

from kanva.formula import kinds, operators, syntax
from kanva.formula.advice import advise
from kanva.formula.binder import Binder, Meanings
from kanva.formula.calls import bind_call
from kanva.formula.kinds import is_nothing, title_of
from kanva.formula.lexer import Lexeme, Token, TokenKind, lex
from kanva.formula.messages import Report
from kanva.formula.names import is_bare_name, quote_column
from kanva.formula.parser import parse
from kanva.formula.problems import FormulaError, FormulaProblem
from kanva.formula.registry import find_function
from kanva.formula.signs import bind_case, bind_operator
from kanva.formula.stack import with_room
from kanva.formula.syntax import Scalar
from kanva.formula.typed import Apply, ColumnValue, Typed
from kanva.formula.writers import column_expression, settle, write_polars, write_sql
from kanva.sdk.columns import KIND_TITLES, Kind, dtype_of, kind_of

if TYPE_CHECKING:
    from sqlglot import exp

MAX_LENGTH = 20_000
_MEANINGS: Meanings = {
    syntax.Operator: bind_operator,
    syntax.Call: bind_call,
    syntax.Case: bind_case,
}
# What a result of one kind may silently become.
_WIDER: dict[Kind, tuple[Kind, ...]] = {
    "number": ("integer", "decimal"),
    "decimal": ("integer",),
    "datetime": ("date",),
    "category": ("text",),
    "text": ("category",),
}
_TOKENS: dict[str, TokenKind] = {
    "number": "number",
    "text": "text",
    "date": "text",
    "column": "column",
    "parameter": "parameter",
    "word": "keyword",
    "operator": "operator",
    "separator": "operator",
    "open": "bracket",
    "close": "bracket",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known about a formula without computing it.

    Args:
        problems: Everything wrong with it, in the order of the text.
        kind: The kind of its result; None when it cannot be told.
        dtype: The exact type of its result; None when it cannot be told.
        columns: The columns it reads, in the order of their first use.
        parameters: The parameters it reads, in the order of their first use.
        tokens: Its pieces, for colouring.
        tree: Its typed tree; None when there are problems.
        windowed: True when it looks over a whole column: such a condition cannot stand in the
            WHERE of a SQL query, and it needs every row, not a part of them.
    """

    problems: tuple[FormulaProblem, ...]
    kind: Kind | None
    dtype: pl.DataType | None
    columns: tuple[str, ...]
    parameters: tuple[str, ...]
    tokens: tuple[Token, ...]
    tree: Typed | None
    windowed: bool


def check(
    text: str,
    columns: Mapping[str, pl.DataType],
    parameters: Mapping[str, Kind] | None = None,
    *,
    result: Kind | None = None,
) -> Checked:
    """Tell everything about a formula that can be told without data. Never raises.

    Args:
        text: The formula.
        columns: Names and types of the columns it may read.
        parameters: Names and kinds of the parameters it may read.
        result: The kind the result must be; whole and exact numbers pass for "number", a date for
            "datetime", a category for "text".

    Returns:
        Problems, the type of the result, what it reads, and coloured pieces.

    Example:
        >>> checked = check("[Сумма] * 20%", {"Сумма": pl.Int64()})
        >>> checked.kind, checked.columns, checked.problems
        ('number', ('Сумма',), ())
    """
    return with_room(lambda: _analyse(text, columns, parameters or {}, None, result)[0])


def compile_expression(
    text: str,
    columns: Mapping[str, pl.DataType],
    parameters: Mapping[str, Any] | None = None,
    *,
    result: Kind | None = None,
) -> pl.Expr:
    """Compile a formula to a polars expression, without a name of its own.

    Args:
        text: The formula.
        columns: Names and types of the columns of the frame.
        parameters: Names and values of the parameters: date, datetime, float, int, Decimal, str,
            bool or None.
        result: The kind the result must be.

    Returns:
        The expression. A formula without columns, or one that only sums up a column, gives one
        value, which `with_columns` and `filter` repeat for every row.

    Raises:
        FormulaError: When the formula has problems.

    Example:
        >>> frame = pl.DataFrame({"a": [1, None, 3]})
        >>> frame.select(r=compile_expression("[a] / 2 > 1", frame.schema))["r"].to_list()
        [False, None, True]
    """

    def build() -> pl.Expr:
        checked, _ = _compiled(text, columns, parameters, result)
        tree = checked.tree
        if isinstance(tree, ColumnValue):
            return column_expression(tree.name)
        assert tree is not None  # noqa: S101 - a formula without problems has a tree
        return write_polars(settle(tree))

    return with_room(build)


def compile_sql(
    text: str,
    columns: Mapping[str, pl.DataType],
    names: Mapping[str, exp.Expr],
    parameters: Mapping[str, Any] | None = None,
    *,
    result: Kind | None = None,
) -> exp.Expr:
    """Compile a formula to a sqlglot tree, in no dialect.

    Args:
        text: The formula.
        columns: Names and types of the columns.
        names: What stands for each column in the query.
        parameters: Names and values of the parameters.
        result: The kind the result must be.

    Returns:
        The tree; it gives the same values as the polars expression.

    Raises:
        FormulaError: When the formula has problems, or uses what SQL does not have ("no_sql").

    Example:
        >>> from sqlglot import exp
        >>> tree = compile_sql("[a] & 'x'", {"a": pl.String()}, {"a": exp.column("c0")})
        >>> tree.sql("duckdb")
        "(COALESCE(c0, '') || 'x')"
    """

    def build() -> exp.Expr:
        checked, report = _compiled(text, columns, parameters, result)
        tree = checked.tree
        assert tree is not None  # noqa: S101 - a formula without problems has a tree
        if isinstance(tree, ColumnValue):
            return names[tree.name].copy()
        written = write_sql(tree, names, report)
        if written is None:
            raise FormulaError(report.sorted())
        return written

    return with_room(build)


def rename_column(text: str, old: str, new: str) -> str:
    """Rewrite the references to a column; everything else stays to the letter.

    A text too long to be a formula stays as it is.

    Args:
        text: A formula, right or wrong.
        old: The name the column had.
        new: The name it has.

    Returns:
        The formula.

    Example:
        >>> rename_column('ЕСЛИ([Сумма]>1; Сумма; "[Сумма]")', "Сумма", "Итого, руб")
        'ЕСЛИ([Итого, руб]>1; [Итого, руб]; "[Сумма]")'
    """
    if len(text) > MAX_LENGTH:
        return text
    lexemes = lex(text, Report(text))
    pieces: list[str] = []
    end = 0
    for lexeme, after in pairwise(lexemes):
        bare = lexeme.sort == "name" and after.sort != "open"
        if lexeme.value != old or not (lexeme.sort == "column" or bare):
            continue
        keep_bare = bare and is_bare_name(new)
        pieces += [text[end : lexeme.start], new if keep_bare else quote_column(new)]
        end = lexeme.end
    return "".join(pieces) + text[end:]


def _compiled(
    text: str,
    columns: Mapping[str, pl.DataType],
    parameters: Mapping[str, Any] | None,
    result: Kind | None,
) -> tuple[Checked, Report]:
    values = {name: _scalar(value) for name, value in (parameters or {}).items()}
    kinds_of_values = dict.fromkeys(values, "text")
    checked, report = _analyse(text, columns, kinds_of_values, values, result)
    if checked.problems:
        raise FormulaError(checked.problems)
    return checked, report


def _scalar(value: Any) -> Scalar:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.replace(tzinfo=None)
    if value is None or isinstance(value, bool | int | float | str | date):
        return value
    return str(value)


def _analyse(
    text: str,
    columns: Mapping[str, pl.DataType],
    parameters: Mapping[str, Any],
    values: Mapping[str, Scalar] | None,
    result: Kind | None,
) -> tuple[Checked, Report]:
    report = Report(text)
    if len(text) > MAX_LENGTH:
        report.add("too_long", MAX_LENGTH, len(text), limit=MAX_LENGTH)
        return _nothing_known(report, ()), report
    lexemes = lex(text, report)
    if len(lexemes) == 1 and not report.problems:
        report.add("empty", 0, len(text))
        return _nothing_known(report, ()), report
    binder = Binder(columns, parameters, values, report, _MEANINGS)
    tree, marks = parse(text, lexemes, columns, report)
    piece = binder.bind(tree) if tree is not None else None
    if piece is not None:
        piece = _fitted(binder, piece, result)
    dtype = None if piece is None else _result_type(piece)
    checked = Checked(
        problems=report.sorted(),
        kind=None if dtype is None else kind_of(dtype),
        dtype=dtype,
        columns=tuple(binder.used_columns),
        parameters=tuple(binder.used_parameters),
        tokens=_tokens(lexemes, marks, columns),
        tree=None if report.problems else piece,
        windowed=binder.windowed,
    )
    return checked, report


def _nothing_known(report: Report, tokens: tuple[Token, ...]) -> Checked:
    return Checked(report.sorted(), None, None, (), (), tokens, None, windowed=False)


def _result_type(piece: Typed) -> pl.DataType:
    return piece.own_dtype if isinstance(piece, ColumnValue) else piece.dtype


def _fitted(binder: Binder, piece: Typed, result: Kind | None) -> Typed | None:
    """Bring the result to the kind that is asked for; a bare NULL becomes a text."""
    if is_nothing(piece.dtype) and not isinstance(piece, ColumnValue):
        return operators.cast(piece, dtype_of(result) if result else kinds.TEXT)
    if result is None:
        return piece
    given = kind_of(_result_type(piece))
    if given == result:
        return piece
    if isinstance(piece, ColumnValue) and is_nothing(piece.own_dtype):
        return Apply(piece.start, piece.end, dtype_of(result), operators.CAST, [piece])
    if given in _WIDER.get(result, ()):
        return operators.cast(piece, dtype_of(result))
    hint, fix = advise(binder.report, _accepted(result), piece)
    binder.report.add(
        "wrong_result",
        piece.start,
        piece.end,
        fix=fix,
        expected=KIND_TITLES[result],
        given=title_of(piece.dtype),
        advice=hint,
    )
    return None


def _accepted(result: Kind) -> kinds.Accepts:
    wanted: dict[Kind, kinds.Accepts] = {
        "text": "text",
        "category": "text",
        "integer": "integer",
        "number": "number",
        "decimal": "number",
        "boolean": "boolean",
        "date": "date",
        "datetime": "date",
    }
    return wanted.get(result, "any")


def _tokens(lexemes: list[Lexeme], marks: set[int], columns: Collection[str]) -> tuple[Token, ...]:
    tokens: list[Token] = []
    for index, lexeme in enumerate(lexemes[:-1]):
        if lexeme.sort == "name":
            kind: TokenKind = "function" if lexemes[index + 1].sort == "open" else "column"
            if lexeme.value not in columns and find_function(lexeme.value) is not None:
                kind = "function"
        else:
            kind = "function" if index in marks else _TOKENS[lexeme.sort]
        tokens.append(Token(lexeme.start, lexeme.end, kind))
    return tuple(tokens)
