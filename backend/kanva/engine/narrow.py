"""Narrowing what is looked at: conditions on columns and a search across them, as expressions."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from kanva.sdk import KIND_TITLES, NodeError, kind_of

_Found = pl.Expr | None
_GAPS = re.compile(r"[\s\u00a0\u202f]")
_YES_NO = {True: ("да", "yes", "true"), False: ("нет", "no", "false")}


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


def row_search(sought: str, schema: pl.Schema) -> pl.Expr | None:
    """Compile a search across all columns: rows of which any cell holds the words, as shown.

    Numbers are found as a person writes them in either language, dates as in either calendar form.

    Args:
        sought: What was typed.
        schema: The columns.

    Returns:
        The expression; None when nothing was typed or no column can be searched.

    Example:
        >>> frame = pl.DataFrame({"a": ["Чай", "Мёд"], "n": [1234.5, 7.0]})
        >>> words = ("чай", "1 234,5", "7")
        >>> [frame.filter(row_search(word, frame.schema))["a"].to_list() for word in words]
        [['Чай'], ['Чай'], ['Мёд']]
    """
    words = sought.strip().lower()
    if not words:
        return None
    held = [_holds(name, dtype, words) for name, dtype in schema.items()]
    parts = [part for part in held if part is not None]
    return pl.any_horizontal(parts) if parts else pl.lit(value=False)


def _holds(name: str, dtype: pl.DataType, words: str) -> _Found:
    column, base = pl.col(name), dtype.base_type()
    found: pl.Expr | None = None
    if base in {pl.String, pl.Categorical, pl.Enum}:
        found = column.cast(pl.String).str.to_lowercase().str.contains(words, literal=True)
    elif dtype.is_numeric():
        digits = _GAPS.sub("", words).replace(",", ".")
        if re.fullmatch(r"[-+.\d]+", digits):
            found = column.cast(pl.String).str.contains(digits, literal=True)
    elif base in {pl.Date, pl.Datetime}:
        forms = [column.dt.to_string("%d.%m.%Y"), column.dt.to_string("%Y-%m-%d")]
        if base == pl.Datetime:
            forms = [
                column.dt.to_string(f"{day} {clock}")
                for day in ("%d.%m.%Y", "%Y-%m-%d")
                for clock in ("%H:%M",)
            ]
        found = pl.any_horizontal([form.str.contains(words, literal=True) for form in forms])
    elif base == pl.Boolean:
        sides = {word: side for side, both in _YES_NO.items() for word in both}
        found = (column == sides[words]) if words in sides else None
    elif base == pl.Time:
        found = column.dt.to_string("%H:%M:%S").str.contains(words, literal=True)
    return None if found is None else found.fill_null(value=False)


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
    if op in {"in", "not_in"}:
        members = item.get("values") or value or []
        given = [one for one in members if one is not None]
        same = [column == _literal(one, dtype, name) for one in given]
        if len(given) < len(members):
            same.append(column.is_null())
        among = pl.any_horizontal(same).fill_null(value=False) if same else pl.lit(value=False)
        return among if op == "in" else ~among
    if op == "between":
        low, high = value if isinstance(value, list) and len(value) == 2 else (None, None)
        return column.is_between(_literal(low, dtype, name), _literal(high, dtype, name)).fill_null(
            value=False
        )
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
