"""Columns of a frame as cells of a sheet: dates as Excel numbers, long numbers as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from kanva.sdk import Kind, kind_of

Format = Literal[
    "auto", "text", "general", "integer", "number", "money", "percent", "date", "datetime"
]
NUMBER_FORMATS: dict[str, str] = {
    "general": "General",
    "integer": "#,##0",
    "number": "#,##0.00",
    "money": '#,##0.00" ₽"',
    "percent": "0.0%",
}
LONGEST_TEXT = 32_767
"""UTF-16 units in a cell."""
_FIRST_SOUND_DAY = dt.date(1900, 3, 1)
_EPOCH = dt.date(1899, 12, 30)
_DAY_US = 86_400_000_000
_EXACT = 10**15
_LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class CellColumn:
    """How one column is written.

    Args:
        name: Its name in the rows.
        title: Its head on the sheet.
        kind: What it holds.
        number_format: Excel's number format, or "" for none.
        as_text: Written as text whatever it holds.
    """

    name: str
    title: str
    kind: Kind
    number_format: str
    as_text: bool = False


def cell_column(
    name: str, dtype: pl.DataType, *, title: str, look: Format, number: str, day: str
) -> CellColumn:
    """Decide how a column is written.

    Args:
        name: Its name.
        dtype: Its type.
        title: Its head, "" for the name.
        look: The format a person has chosen, or "auto".
        number: Excel format of fractional numbers without a choice of their own.
        day: Excel format of dates.

    Returns:
        The column.
    """
    kind = kind_of(dtype)
    moment = day if "h" in day else f"{day} hh:mm:ss"
    usual = {
        "integer": "0",
        "number": number,
        "decimal": number,
        "date": day,
        "datetime": moment,
        "time": "hh:mm:ss",
        "duration": "[h]:mm:ss",
    }
    chosen = {**NUMBER_FORMATS, "date": day, "datetime": moment}
    number_format = usual.get(kind, "") if look in ("auto", "text") else chosen[look]
    return CellColumn(name, title or name, kind, number_format, as_text=look == "text")


def cells_of(values: pl.Series, column: CellColumn) -> list[Any]:
    """Turn a column into cells: numbers, truth values and texts; None is an empty cell.

    Args:
        values: The column.
        column: How it is written.

    Returns:
        One cell a row. A date before March 1900 and a whole number of 16 figures and more are text,
        for Excel cannot hold them exactly.

    Example:
        >>> day = CellColumn("d", "d", "date", "dd.mm.yyyy")
        >>> cells_of(pl.Series("d", [dt.date(2024, 1, 1), dt.date(1812, 9, 7), None]), day)
        [45292.0, '1812-09-07', None]
    """
    if column.as_text or column.kind in ("text", "category", "list"):
        return _texts(values)
    if column.kind == "boolean":
        return values.to_list()
    if column.kind in ("date", "datetime"):
        return _days(values)
    if column.kind == "time":
        return (values.cast(pl.Int64) / (_DAY_US * 1000)).to_list()
    if column.kind == "duration":
        return (values.dt.total_microseconds() / _DAY_US).to_list()
    if column.kind == "integer":
        long = values.cast(pl.Int128).abs().max()
        if isinstance(long, int) and long >= _EXACT:
            return [str(cell) if abs(cell or 0) >= _EXACT else cell for cell in values.to_list()]
        return values.to_list()
    numbers = values.cast(pl.Float64)
    return numbers.set(~numbers.is_finite(), None).to_list()


def longest(values: pl.Series, column: CellColumn) -> int:
    """Return how many characters the widest of the first cells takes.

    Example:
        >>> longest(pl.Series("x", ["да", "возможно"]), CellColumn("x", "x", "text", ""))
        8
    """
    head = values.head(_LOOKED_AT)
    fixed = {"date": 10, "datetime": 19, "time": 8, "duration": 10, "boolean": 7}
    if column.kind in fixed and not column.as_text:
        return fixed[column.kind]
    if column.kind in ("number", "decimal") and column.number_format not in ("General", ""):
        top = head.cast(pl.Float64).abs().max()
        whole = len(str(int(top))) if isinstance(top, float) and top < 1e300 else 1
        return whole + whole // 3 + 6
    texts = pl.Series(_texts(head), dtype=pl.String)
    length = texts.str.len_chars().max()
    return length if isinstance(length, int) else 0


def too_long(values: pl.Series, column: CellColumn) -> int:
    """Count the texts Excel would cut."""
    if column.kind not in ("text", "list"):
        return 0
    texts = pl.Series(_texts(values), dtype=pl.String) if column.kind == "list" else values
    return int((texts.str.len_chars() > LONGEST_TEXT).sum())


def _texts(values: pl.Series) -> list[Any]:
    if values.dtype.is_float():
        text = values.cast(pl.String).str.strip_suffix(".0")
    elif isinstance(values.dtype, pl.List | pl.Array):
        text = values.cast(pl.List(pl.String)).list.join(", ", ignore_nulls=True)
    else:
        text = values.cast(pl.String)
    return text.set(text == "", None).to_list()


def _days(values: pl.Series) -> list[Any]:
    if values.dtype == pl.Date:
        days = (values.cast(pl.Int32) - _days_to_epoch()).cast(pl.Float64)
    else:
        moments = values.dt.replace_time_zone(None).dt.cast_time_unit("us").cast(pl.Int64)
        days = moments / _DAY_US - _days_to_epoch()
    first = (_FIRST_SOUND_DAY - _EPOCH).days
    lowest = days.min()
    numbers = days.to_list()
    if not isinstance(lowest, float) or lowest >= first:
        return numbers
    # Excel counts a 29 February 1900 that never was, and no day before 1900 at all.
    texts = values.cast(pl.String).to_list()
    return _either(numbers, texts, first)


def _either(numbers: Sequence[float | None], texts: Sequence[str | None], first: int) -> list[Any]:
    return [
        text if number is not None and number < first else number
        for number, text in zip(numbers, texts, strict=True)
    ]


def _days_to_epoch() -> int:
    return (_EPOCH - dt.date(1970, 1, 1)).days
