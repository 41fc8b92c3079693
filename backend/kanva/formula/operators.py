"""What the signs of the language do, on polars and in SQL, and how values become texts.

Null in gives null out. A division by zero is null. Whole numbers that overflow give null instead
of a wrong number. `AND` and `OR` know three values, as in SQL.
"""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import sqlwords as sql
from kanva.formula.kinds import DATE
from kanva.formula.likeness import like_expression
from kanva.formula.typed import Apply, Constant, Operation, Typed
from kanva.sdk.columns import kind_of

if TYPE_CHECKING:
    from sqlglot import exp

DAY_US = 86_400_000_000
FIRST_DAY, LAST_DAY = -719_162, 2_932_896  # 0001-01-01 and 9999-12-31, from 1970-01-01
_FAR_DAYS = 10_000_000
_SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul}
_CLASSES = {"+": "Add", "-": "Sub", "*": "Mul"}
_COMPARE = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def finite(value: pl.Expr) -> pl.Expr:
    """Make infinities and NaN null.

    Args:
        value: A Float64 expression.

    Returns:
        The expression.
    """
    return pl.when(value.is_finite()).then(value)


def _arithmetic(sign: str) -> Operation:
    work = _SIGNS[sign]

    def polars(call: Apply, args: list[pl.Expr]) -> pl.Expr:
        left, right = args
        if call.dtype == pl.Int64:
            # Int64 wraps round silently; Int128 holds any sum or product of two of them.
            wide = work(left.cast(pl.Int128), right.cast(pl.Int128))
            return wide.cast(pl.Int64, strict=False)
        return work(left, right)

    def as_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
        if call.dtype == pl.Int64:
            exact = pl.Decimal(19, 0)
            wide = sql.binary(_CLASSES[sign], *(sql.cast(item, exact) for item in args))
            return sql.try_cast(wide, "bigint")
        if isinstance(call.dtype, pl.Decimal):
            whole = sql.binary(_CLASSES[sign], *args)
            return sql.try_cast(whole, f"decimal(38, {call.dtype.scale})")
        return sql.binary(_CLASSES[sign], *args)

    return Operation(sign, polars, as_sql)


def _divide(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    left, right = args
    divisor = call.arguments[1]
    if isinstance(divisor, Constant):
        return left / right if divisor.value else pl.when(right != 0).then(left)
    return pl.when(right != 0).then(left / right).fill_nan(None)


def _divide_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    left, right = args
    return sql.not_nan(sql.binary("Div", left, sql.call("NULLIF", right, sql.number(0))))


def _power_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    return sql.finite(sql.call("POWER", *args))


def _compare(sign: str) -> Operation:
    work = _COMPARE[sign]
    return Operation(
        sign,
        lambda _call, args: work(args[0], args[1]),
        lambda _call, args: sql.compare(args[0], sign, args[1]),
    )


def _in(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    value, items = args[0], args[1:]
    simple = kind_of(call.arguments[0].dtype) in {"integer", "number", "text", "date"}
    listed: list[object] = []
    tests: list[pl.Expr] = []
    for written, item in zip(call.arguments[1:], items, strict=True):
        if simple and isinstance(written, Constant) and written.value is not None:
            listed.append(written.value)
        else:
            tests.append(value == item)
    if listed:
        tests.insert(0, value.is_in(pl.Series(listed, dtype=call.arguments[0].dtype).implode()))
    return functools.reduce(operator.or_, tests)


def _in_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    items = [item.copy() for item in args[1:]]
    return sql.node("In", this=sql.wrap(args[0]), expressions=items)


def conditional(branches: list[tuple[bool, pl.Expr, pl.Expr]], default: pl.Expr) -> pl.Expr:
    """Take the value of the first condition that holds.

    Args:
        branches: Whether the condition is a constant, the condition, the value.
        default: The value when none holds.

    Returns:
        The expression. Constant conditions are settled here: over one, polars gives a column of
        one row where the values have many.
    """
    chain: pl.Expr | None = None
    for is_constant, condition, value in branches:
        if not is_constant:
            when = pl.when(condition) if chain is None else chain.when(condition)  # pyright: ignore[reportAttributeAccessIssue]
            chain = when.then(value)
        elif pl.select(condition).item():
            default = value
            break
    return default if chain is None else chain.otherwise(default)  # pyright: ignore[reportAttributeAccessIssue]


def _case(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    # The arguments are conditions and values in turn, then the value of the rest.
    branches = [
        (isinstance(call.arguments[index], Constant), args[index], args[index + 1])
        for index in range(0, len(args) - 1, 2)
    ]
    return conditional(branches, args[-1])


def _case_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    return sql.case(*args[:-1], default=args[-1])


def _date_plus(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    day, days = args
    total = day.cast(pl.Int32).cast(pl.Int64) + days.clip(-_FAR_DAYS, _FAR_DAYS)
    inside = total.is_between(FIRST_DAY, LAST_DAY)
    return pl.when(inside).then(total.cast(pl.Int32, strict=False).cast(pl.Date))


def _date_plus_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    days = sql.try_cast(sql.within(args[1], -_FAR_DAYS, _FAR_DAYS), "int")
    moved = sql.node("DateAdd", this=sql.wrap(args[0]), expression=days, unit=_unit("DAY"))
    return sql.in_calendar(sql.cast(moved, DATE))


def _moment_plus(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    micros = (
        (args[1].cast(pl.Float64) * DAY_US)
        .round(mode="half_away_from_zero")
        .cast(pl.Int64, strict=False)
    )
    moved = (args[0] + pl.duration(microseconds=micros)).cast(call.dtype)
    year = moved.dt.year()
    # Beyond the calendar nobody can read a moment back.
    return pl.when((year >= 1) & (year <= 9999)).then(moved)


def _moment_plus_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    micros = sql.binary("Mul", sql.try_cast(args[1], "double"), sql.number(float(DAY_US)))
    whole = sql.try_cast(sql.call("ROUND", micros, sql.number(0)), "bigint")
    moved = sql.node("DateAdd", this=sql.wrap(args[0]), expression=whole, unit=_unit("MICROSECOND"))
    year = sql.node("Extract", this=_unit("YEAR"), expression=moved)
    inside = sql.node("Between", this=year, low=sql.number(1), high=sql.number(9999))
    return sql.where(inside, moved)


def _unit(name: str) -> exp.Expr:
    return sql.node("Var", this=name)


def _days_between_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    return sql.node("DateDiff", this=args[0], expression=args[1], unit=_unit("DAY"))


def _moments_between(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    left, right = (item.cast(pl.Datetime("us")) for item in args)
    return (left - right).dt.total_microseconds() / DAY_US


def _moments_between_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    micros = sql.node("DateDiff", this=args[0], expression=args[1], unit=_unit("MICROSECOND"))
    return sql.binary("Div", sql.try_cast(micros, "double"), sql.number(float(DAY_US)))


def text_of(dtype: pl.DataType, value: pl.Expr) -> pl.Expr:
    """Write the values of a working type as texts.

    Args:
        dtype: The type of the values.
        value: The values.

    Returns:
        Texts: a whole float has no point, dates and moments are ISO; what is no number (NaN) is
        NULL.
    """
    kind = kind_of(dtype)
    if kind == "number":
        return value.fill_nan(None).cast(pl.String).str.strip_suffix(".0")
    if kind == "datetime":
        return value.dt.strftime("%Y-%m-%d %H:%M:%S")
    if kind == "time":
        return value.dt.strftime("%H:%M:%S")
    return value if dtype == pl.String else value.cast(pl.String)


def text_of_sql(dtype: pl.DataType, value: exp.Expr) -> exp.Expr:
    """Write the values of a working type as texts, in SQL.

    Args:
        dtype: The type of the values.
        value: The values.

    Returns:
        The same texts as `text_of` gives.
    """
    kind = kind_of(dtype)
    if kind == "number":
        plain = sql.try_cast(sql.not_nan(value), "text")
        for pattern, instead in ((r"\.0$", ""), (r"e-0", "e-")):
            plain = sql.node(
                "RegexpReplace",
                this=plain,
                expression=sql.text(pattern),
                replacement=sql.text(instead),
            )
        return plain
    if kind == "datetime":
        return sql.node("TimeToStr", this=value, format=sql.text("%Y-%m-%d %H:%M:%S"))
    return value.copy() if dtype == pl.String else sql.try_cast(value, "text")


def _join(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    pieces = zip(call.arguments, args, strict=True)
    return pl.concat_str(
        [text_of(piece.dtype, value) for piece, value in pieces], ignore_nulls=True
    )


def _join_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    pieces: list[exp.Expr] = []
    for piece, value in zip(call.arguments, args, strict=True):
        text = text_of_sql(piece.dtype, value)
        known = isinstance(piece, Constant) and piece.value is not None
        pieces.append(text if known else sql.call("COALESCE", text, sql.text("")))
    # In some dialects this is written with ||, which must not fall apart.
    return sql.node("Paren", this=sql.node("Concat", expressions=pieces, safe=True, coalesce=False))


def _like(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    pattern = call.constant(1)
    return like_expression(args[0], pattern) if isinstance(pattern, str) else _null_boolean()


def _null_boolean() -> pl.Expr:
    return pl.lit(None, dtype=pl.Boolean)


def _cast(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    return args[0].cast(call.dtype, strict=False)


def _floor(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    return args[0].cast(pl.Float64).floor().cast(pl.Int64, strict=False)


def _floor_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    return sql.try_cast(sql.call("FLOOR", args[0]), "bigint")


ARITHMETIC = {sign: _arithmetic(sign) for sign in _SIGNS}
COMPARISON = {sign: _compare(sign) for sign in _COMPARE}
DIVIDE = Operation("/", _divide, _divide_sql)
POWER = Operation("^", lambda _call, args: finite(args[0].pow(args[1])), _power_sql)
NEGATE = Operation(
    "-x",
    lambda _call, args: -args[0],
    lambda _call, args: sql.node("Neg", this=sql.wrap(args[0])),
)
AND = Operation(
    "AND",
    lambda _call, args: functools.reduce(operator.and_, args),
    lambda _call, args: sql.chain("And", args),
)
OR = Operation(
    "OR",
    lambda _call, args: functools.reduce(operator.or_, args),
    lambda _call, args: sql.chain("Or", args),
)
NOT = Operation(
    "NOT", lambda _call, args: ~args[0], lambda _call, args: sql.node("Not", this=sql.wrap(args[0]))
)
IS_NULL = Operation(
    "IS", lambda _call, args: args[0].is_null(), lambda _call, args: sql.is_null(args[0])
)
IN = Operation("IN", _in, _in_sql)
BETWEEN = Operation(
    "BETWEEN",
    lambda _call, args: (args[0] >= args[1]) & (args[0] <= args[2]),
    lambda _call, args: sql.node(
        "Between", this=sql.wrap(args[0]), low=sql.wrap(args[1]), high=sql.wrap(args[2])
    ),
)
LIKE = Operation("LIKE", _like, lambda _call, args: sql.binary("Like", args[0], args[1]))
JOIN = Operation("&", _join, _join_sql)
CASE = Operation("CASE", _case, _case_sql)
CAST = Operation("CAST", _cast, lambda call, args: sql.cast(args[0], call.dtype))
FLOOR = Operation("FLOOR", _floor, _floor_sql)
DATE_PLUS = Operation("date + days", _date_plus, _date_plus_sql)
MOMENT_PLUS = Operation("moment + days", _moment_plus, _moment_plus_sql)
DAYS_BETWEEN = Operation(
    "date - date", lambda _call, args: (args[0] - args[1]).dt.total_days(), _days_between_sql
)
MOMENTS_BETWEEN = Operation("moment - moment", _moments_between, _moments_between_sql)


def cast(piece: Typed, dtype: pl.DataType) -> Typed:
    """Bring a piece to a type it fits without loss.

    Args:
        piece: A typed piece.
        dtype: The type.

    Returns:
        The piece itself, a constant of the new type, or a conversion.
    """
    if piece.dtype == dtype:
        return piece
    if isinstance(piece, Constant) and (piece.value is None or kind_of(dtype) == "number"):
        value = None if piece.value is None else float(piece.value)  # pyright: ignore[reportArgumentType]
        return Constant(piece.start, piece.end, dtype, value)
    return Apply(piece.start, piece.end, dtype, CAST, [piece])
