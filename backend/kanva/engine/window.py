"""Rows on the wire: typed JSON columns, exact for long integers, decimals and dates."""

from __future__ import annotations

import datetime as dt
import json
import math
from decimal import Decimal
from typing import Any

import polars as pl

from kanva.engine.wording import problem
from kanva.sdk import kind_of

_PLAIN = frozenset({pl.String, pl.Boolean, pl.Int32, pl.Int16, pl.Int8, pl.UInt32})
"""Types whose every value is plain JSON."""
_SAFE = 2**53
"""Beyond this a whole number is not exact in a browser and travels as text."""


def cell(value: Any) -> Any:
    """Return one value in wire form.

    Example:
        >>> [cell(item) for item in (7, 2**60, float("nan"), dt.date(2011, 12, 9), Decimal("1.50"))]
        [7, '1152921504606846976', {'special': 'nan'}, '2011-12-09', '1.50']
    """
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        return value if -_SAFE <= value <= _SAFE else str(value)
    if isinstance(value, float):
        if math.isnan(value):
            return {"special": "nan"}
        return value if math.isfinite(value) else {"special": "inf" if value > 0 else "-inf"}
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.timedelta):
        return _duration(value)
    if isinstance(value, bytes):
        return f"0x{value[:64].hex()}"
    if isinstance(value, pl.Series):
        value = value.to_list()
    return json.dumps(value, ensure_ascii=False, default=_inner)


def _inner(value: Any) -> Any:
    found = cell(value)
    return found if not isinstance(value, (list, dict)) else value


def _duration(value: dt.timedelta) -> str:
    sign = "-" if value < dt.timedelta() else ""
    value = abs(value)
    hours, rest = divmod(value.seconds, 3600)
    words = f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
    if value.microseconds:
        words += f".{value.microseconds:06}"
    return f"{sign}{value.days} {words}" if value.days else f"{sign}{words}"


def column_json(series: pl.Series) -> dict[str, Any]:
    """Return one column of a window.

    Args:
        series: The values.

    Returns:
        `{"name", "type", "dtype", "values"}`.
    """
    values = series.to_list()
    plain = series.dtype.base_type() in _PLAIN
    return {
        **head_json(series.name, series.dtype),
        "values": values if plain else [cell(value) for value in values],
    }


def window_json(
    frame: pl.DataFrame,
    offset: int,
    total: int | None,
    *,
    full: bool,
    sample_of: int | None = None,
    first_column: int = 0,
    heads: pl.Schema | None = None,
) -> dict[str, Any]:
    """Return a window of rows in the shape of the wire contract.

    Args:
        frame: The rows of the window.
        offset: Place of its first row in the whole.
        total: Rows of the whole, when known.
        full: The window is an exact part of the whole result.
        sample_of: Rows taken from each source, when the result was made of a sample; None with
            `full` false: true first rows of a result whose length is not known.
        first_column: Place of its first column in the whole.
        heads: All columns, where the window holds a part of them.
    """
    return {
        "columns": [column_json(series) for series in frame.get_columns()],
        "offset": offset,
        "rows": frame.height,
        "total": total,
        "full": full,
        "sample_of": sample_of,
        "first_column": first_column,
        "heads": None if heads is None else [head_json(*head) for head in heads.items()],
        "problem": None,
    }


def head_json(name: str, dtype: pl.DataType) -> dict[str, str]:
    """Return name, kind and type of a column."""
    return {"name": name, "type": kind_of(dtype), "dtype": str(dtype)}


def failed_window(code: str, **values: Any) -> dict[str, Any]:
    """Return a window without rows that tells why there are none."""
    return {**_EMPTY, "problem": problem(code, **values).as_json()}


_EMPTY: dict[str, Any] = {
    "columns": [],
    "offset": 0,
    "rows": 0,
    "total": None,
    "full": False,
    "sample_of": None,
    "first_column": 0,
    "heads": None,
    "problem": None,
}
