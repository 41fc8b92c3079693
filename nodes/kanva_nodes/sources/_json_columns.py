"""Columns gathered from JSON values: kept compactly in parts, typed when all of them are known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

PART_ROWS = 50_000
"""Values gathered in Python before they are packed into a polars column."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_INT64 = range(-(2**63), 2**63)
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_MOMENT = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z?$"


def dumped(value: Any) -> str:
    """Write a JSON value as text, letters as they are."""
    return _ENCODER.encode(value)


@dataclass(slots=True)
class JsonColumn:
    """The values of one column as they come.

    Args:
        rows: Number of values packed so far.
        kinds: Kinds of values packed so far.
        waiting: Values since then; rows that have none at the end are not there yet.
        parts: The packed values.
    """

    rows: int = 0
    kinds: set[str] = field(default_factory=set[str])
    waiting: list[Any] = field(default_factory=list[Any])
    parts: list[pl.Series] = field(default_factory=list[pl.Series])

    def pack(self, at: int) -> None:
        """Turn the waiting values into a part that reaches to row `at`, nulls at its end."""
        missing = at - self.rows - len(self.waiting)
        if missing:
            self.waiting.extend([None] * missing)
        if not self.waiting:
            return
        kinds = _kinds(self.waiting)
        self.kinds |= kinds
        if kinds <= {"integer"}:
            part = pl.Series(self.waiting, dtype=pl.Int64)
        elif kinds <= {"integer", "number"}:
            part = pl.Series([_float(value) for value in self.waiting], dtype=pl.Float64)
        elif kinds == {"boolean"}:
            part = pl.Series(self.waiting, dtype=pl.Boolean)
        elif kinds == {"text"}:
            part = pl.Series(self.waiting, dtype=pl.String)
        else:
            part = pl.Series([_text(value) for value in self.waiting], dtype=pl.String)
        self.parts.append(part)
        self.rows += len(self.waiting)
        self.waiting = []

    def series(self, name: str, *, dates: bool) -> pl.Series:
        """Return all values in one type.

        Args:
            name: Name of the column.
            dates: Texts that are all ISO days or moments become dates.
        """
        if self.kinds <= {"integer"}:
            dtype: Any = pl.Int64 if self.kinds else pl.String
        elif self.kinds <= {"integer", "number"}:
            dtype = pl.Float64
        else:
            dtype = pl.Boolean if self.kinds == {"boolean"} else pl.String
        parts = [_cast(part, dtype) for part in self.parts]
        whole = pl.concat(parts, rechunk=False) if parts else pl.Series(dtype=dtype)
        whole = whole.alias(name)
        return _dated(whole) if dates and self.kinds == {"text"} else whole

    @property
    def mixed(self) -> bool:
        """Whether values of several kinds have become text."""
        return len(self.kinds) > 1 and not self.kinds <= {"integer", "number"}


def table(
    columns: Mapping[str, JsonColumn], rows: int, *, dates: bool
) -> tuple[pl.DataFrame, list[str]]:
    """Return the frame of gathered columns, and the names of mixed ones.

    Args:
        columns: Name to column.
        rows: Number of rows.
        dates: ISO texts become dates.
    """
    for column in columns.values():
        column.pack(rows)
    series = [column.series(name, dates=dates) for name, column in columns.items()]
    mixed = [name for name, column in columns.items() if column.mixed]
    return pl.DataFrame(series), mixed


_KINDS: Mapping[type, str] = {bool: "boolean", int: "integer", float: "number", str: "text"}


def _kinds(values: list[Any]) -> set[str]:
    found = {_KINDS[kind] for kind in set(map(type, values)) if kind is not type(None)}
    if found <= {"integer"} and any(value not in _INT64 for value in values if value is not None):
        # What no whole number of 64 bits holds is a code rather than an amount.
        return {"long"}
    return found


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else dumped(value)


def _cast(part: pl.Series, dtype: Any) -> pl.Series:
    if dtype == pl.String and part.dtype == pl.Float64:
        return pl.Series([_text(value) for value in part.to_list()], dtype=pl.String)
    return part.cast(dtype)


def _dated(texts: pl.Series) -> pl.Series:
    filled = texts.drop_nulls()
    if filled.is_empty():
        return texts
    if bool(filled.str.contains(_DAY).all()):
        days = texts.str.to_date("%Y-%m-%d", strict=False)
        return days if days.null_count() == texts.null_count() else texts
    if bool(filled.str.contains(_MOMENT).all()):
        plain = texts.str.strip_suffix("Z").str.replace("T", " ", literal=True)
        moments = plain.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", strict=False, time_unit="us")
        return moments if moments.null_count() == texts.null_count() else texts
    return texts
