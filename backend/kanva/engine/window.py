"""Rows on the wire: typed JSON columns, exact for long integers, decimals and dates."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from kanva.engine.wording import problem
from kanva.sdk import KIND_TITLES, NodeError, kind_of

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
        "name": series.name,
        "type": kind_of(series.dtype),
        "dtype": str(series.dtype),
        "values": values if plain else [cell(value) for value in values],
    }


def window_json(
    frame: pl.DataFrame,
    offset: int,
    total: int | None,
    *,
    full: bool,
    sample_of: int | None = None,
) -> dict[str, Any]:
    """Return a window of rows in the shape of the wire contract.

    Args:
        frame: The rows of the window.
        offset: Place of its first row in the whole.
        total: Rows of the whole, when known.
        full: The window is an exact part of the whole result.
        sample_of: Rows taken from each source, when the result was made of a sample; None with
            `full` false: true first rows of a result whose length is not known.
    """
    return {
        "columns": [column_json(series) for series in frame.get_columns()],
        "offset": offset,
        "rows": frame.height,
        "total": total,
        "full": full,
        "sample_of": sample_of,
        "problem": None,
    }


def row_filter(conditions: Sequence[Mapping[str, Any]], schema: pl.Schema) -> pl.Expr | None:
    """Compile the filters of a window.

    Args:
        conditions: Items `{"column", "op", "value"}`; all must hold.
        schema: The columns.

    Returns:
        The expression, or None when there are no conditions.

    Raises:
        NodeError: A column or a comparison is unknown, or a value does not fit the column.
    """
    parts = [_condition(item, schema) for item in conditions]
    return pl.all_horizontal(parts) if parts else None


def _condition(item: Mapping[str, Any], schema: pl.Schema) -> pl.Expr:
    name, op, value = str(item["column"]), str(item.get("op", "=")), item.get("value")
    if name not in schema:
        raise NodeError("missing_column", column=name, values={"columns": ", ".join(schema)})
    dtype, column = schema[name], pl.col(name)
    if op in {"empty", "not_empty"}:
        empty = column.is_null()
        if dtype == pl.String:
            empty = empty | (column == "")
        return empty if op == "empty" else ~empty
    if op in {"contains", "not_contains", "starts", "ends"}:
        words = column.cast(pl.String).str.to_lowercase()
        sought = str(value).lower()
        found = {
            "contains": words.str.contains(sought, literal=True),
            "not_contains": ~words.str.contains(sought, literal=True),
            "starts": words.str.starts_with(sought),
            "ends": words.str.ends_with(sought),
        }[op]
        return found.fill_null(op == "not_contains")
    if value is None and op in {"=", "!="}:
        return column.is_null() if op == "=" else column.is_not_null()
    if op == "in":
        members = item.get("values") or []
        return pl.any_horizontal([column == _literal(one, dtype, name) for one in members])
    literal = _literal(value, dtype, name)
    compared = {
        "=": column == literal,
        "!=": column != literal,
        ">": column > literal,
        ">=": column >= literal,
        "<": column < literal,
        "<=": column <= literal,
    }
    if op not in compared:
        raise NodeError("unknown_operator", values={"operator": op})
    return compared[op].fill_null(value=False)


def _literal(value: Any, dtype: pl.DataType, name: str) -> pl.Expr:
    if isinstance(value, dict):
        value = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[value["special"]]
    base = dtype.base_type()
    if isinstance(value, str) and base not in {pl.String, pl.Categorical, pl.Enum}:
        value = value.strip()
        if dtype.is_float() or base == pl.Decimal:
            value = value.replace(" ", "").replace("\u00a0", "").replace(",", ".")
        if base == pl.Boolean:
            value = value.casefold() in {"true", "да", "yes", "1"}
    if base in {pl.Categorical, pl.Enum}:
        return pl.lit(str(value))
    if dtype.is_integer() and isinstance(value, float):
        return pl.lit(value)  # 1.5 is compared as it stands, not cut
    try:
        made = pl.Series([value])
        if isinstance(value, str) and base == pl.Datetime:
            typed = made.str.to_datetime(time_unit=getattr(dtype, "time_unit", "us"), strict=True)
            zone = getattr(dtype, "time_zone", None)
            typed = typed.dt.replace_time_zone(zone) if zone else typed
        elif isinstance(value, str) and base == pl.Date:
            typed = made.str.to_date(strict=True)
        elif isinstance(value, str) and base == pl.Time:
            typed = made.str.to_time(strict=True)
        else:
            typed = made.cast(dtype, strict=True)
    except (pl.exceptions.PolarsError, ValueError, TypeError) as error:
        values = {"value": value, "kind": KIND_TITLES[kind_of(dtype)]}
        raise NodeError("wrong_value", column=name, values=values) from error
    return pl.lit(typed.first(), dtype=dtype)


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
    "problem": None,
}
