"""Kinds and exact types inside formulas: one working type per kind, and how two kinds meet.

Whole numbers work as Int64, numbers as Float64, exact numbers as Decimal(38, scale), texts and
categories as String. A column named alone keeps its own type.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import polars as pl

from kanva.sdk.columns import KIND_TITLES, NUMERIC, Kind, kind_of
from kanva.sdk.text import Text

# What an argument may be; "same" and "any" are settled by the function.
Accepts = Literal[
    "any", "text", "number", "integer", "boolean", "date", "moment", "text_or_number"
]  # fmt: skip
ACCEPTED: dict[Accepts, tuple[Kind, ...]] = {
    "any": ("text", "integer", "number", "decimal", "boolean", "date", "datetime", "time",
            "duration", "category", "list", "other"),
    "text": ("text",),
    "number": NUMERIC,
    "integer": NUMERIC,
    "boolean": ("boolean",),
    "date": ("date", "datetime"),
    "moment": ("date", "datetime", "time"),
    "text_or_number": ("text", *NUMERIC),
}  # fmt: skip
ACCEPTED_TITLES: dict[Accepts, Text] = {
    "any": Text("любое значение", "any value"),
    "text": KIND_TITLES["text"],
    "number": KIND_TITLES["number"],
    "integer": KIND_TITLES["integer"],
    "boolean": Text("условие (да/нет)", "a condition (yes/no)"),
    "date": KIND_TITLES["date"],
    "moment": Text("дата или время", "date or time"),
    "text_or_number": Text("текст или число", "text or number"),
}
INTEGER = pl.Int64()
NUMBER = pl.Float64()
TEXT = pl.String()
BOOLEAN = pl.Boolean()
DATE = pl.Date()
DATETIME = pl.Datetime("us")
NOTHING = pl.Null()
_MOST_SCALE = 12


def working_type(dtype: pl.DataType) -> pl.DataType:
    """Return the type a column is brought to before anything is computed from it.

    Args:
        dtype: The type of the column.

    Returns:
        The working type of its kind.

    Example:
        >>> working_type(pl.Int8()), working_type(pl.Categorical())
        (Int64, String)
    """
    if dtype == pl.Null:
        return NOTHING
    kind = kind_of(dtype)
    if kind == "integer":
        return INTEGER
    if kind == "number":
        return NUMBER
    if kind in {"text", "category"}:
        return TEXT
    if isinstance(dtype, pl.Decimal):
        return pl.Decimal(38, dtype.scale)
    return dtype


def is_nothing(dtype: pl.DataType) -> bool:
    """Tell whether this is the type of NULL, which fits everywhere.

    Args:
        dtype: A type.

    Returns:
        True for `pl.Null`.

    Example:
        >>> is_nothing(pl.Null())
        True
    """
    return dtype == pl.Null


def meet(types: Iterable[pl.DataType]) -> pl.DataType | None:
    """Find the type in which values of several types can stand in one column.

    Args:
        types: Working types.

    Returns:
        The common type, or None when the kinds do not go together.

    Example:
        >>> meet([pl.Int64(), pl.Float64()]), meet([pl.Int64(), pl.String()])
        (Float64, None)
    """
    common: pl.DataType = NOTHING
    for dtype in types:
        met = _meet_two(common, dtype)
        if met is None:
            return None
        common = met
    return common


def _meet_two(left: pl.DataType, right: pl.DataType) -> pl.DataType | None:
    if right in (left, pl.Null):
        return left
    if left == pl.Null:
        return right
    kinds = {kind_of(left), kind_of(right)}
    if kinds <= set(NUMERIC):
        if "number" in kinds:
            return NUMBER
        scales = [dtype.scale for dtype in (left, right) if isinstance(dtype, pl.Decimal)]
        return pl.Decimal(38, max(scales))
    if kinds <= {"date", "datetime"}:
        zones = {dtype.time_zone for dtype in (left, right) if isinstance(dtype, pl.Datetime)}
        return pl.Datetime("us", zones.pop()) if len(zones) == 1 else None
    if kinds == {"duration"}:
        return pl.Duration("us")
    return None


def product_type(left: pl.DataType, right: pl.DataType) -> pl.DataType:
    """Return the type of a product: exact numbers keep all their digits after the point.

    Args:
        left: A numeric working type.
        right: A numeric working type.

    Returns:
        The type of `left * right`.

    Example:
        >>> product_type(pl.Decimal(38, 2), pl.Decimal(38, 3))
        Decimal(precision=38, scale=5)
    """
    if isinstance(left, pl.Decimal) and isinstance(right, pl.Decimal):
        most = max(left.scale, right.scale, _MOST_SCALE)
        return pl.Decimal(38, min(left.scale + right.scale, most))
    met = meet([left, right])
    return NUMBER if met is None else met


def title_of(dtype: pl.DataType) -> Text:
    """Name the kind of a type in a person's words.

    Args:
        dtype: A type.

    Returns:
        The words.

    Example:
        >>> title_of(pl.Date()).en
        'date'
    """
    return Text("пусто", "NULL") if is_nothing(dtype) else KIND_TITLES[kind_of(dtype)]
