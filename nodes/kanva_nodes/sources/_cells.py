"""Cells of a sheet as typed columns: one type a column, text where the types are mixed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from kanva.sdk import KIND_TITLES, Kind, Text
from kanva_nodes.sources._grid import cell_text
from kanva_nodes.sources._kinds import Meaning, Numbers, converted

_KIND_OF_TYPE: dict[type, Kind] = {
    int: "number",
    float: "number",
    bool: "boolean",
    str: "text",
    dt.date: "date",
    dt.datetime: "datetime",
    dt.time: "time",
    dt.timedelta: "duration",
}
_DTYPES: dict[Kind, pl.DataType] = {
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "text": pl.String(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us"),
    "time": pl.Time(),
    "duration": pl.Duration("us"),
}
_EXACT = 2.0**53
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel days have no zone


@dataclass(slots=True)
class ColumnCells:
    """The cells of one column, chunk by chunk.

    Args:
        series: Typed pieces; a piece of mixed types is text.
        kinds: How many cells of each kind there are.
    """

    series: list[pl.Series] = field(default_factory=list[pl.Series])
    kinds: Counter[Kind] = field(default_factory=Counter[Kind])

    def add(self, cells: Sequence[Any], language: str) -> None:
        """Take the next cells; "" is an empty one."""
        found: Counter[Kind] = Counter()
        counts = Counter(map(type, cells))
        if set(counts) == {str}:
            values = pl.Series(cells, dtype=pl.String)
            values = values.alias("x").to_frame().select(_filled(pl.col("x"))).to_series()
            found["text"] = len(values) - values.null_count()
            self._take(values, found)
            return
        filled: Sequence[Any] = cells
        if str in counts:
            filled = [
                None if isinstance(cell, str) and not cell.strip() else cell for cell in cells
            ]
            counts = Counter(map(type, filled))
            counts.pop(type(None), None)
        for kind, count in counts.items():
            found[_KIND_OF_TYPE[kind]] += count
        kind = _common(found)
        if kind is None:
            texts = [None if cell is None else cell_text(cell, language) for cell in filled]
            self._take(pl.Series(texts, dtype=pl.String), found)
            return
        if kind == "datetime":
            filled = [_moment(cell) for cell in filled]
        elif kind == "duration":
            filled = [_duration(cell) for cell in filled]
        self._take(pl.Series(filled, dtype=_DTYPES[kind], strict=False), found)

    def _take(self, values: pl.Series, found: Counter[Kind]) -> None:
        self.series.append(values)
        self.kinds.update({kind: count for kind, count in found.items() if count})

    def column(self, name: str, language: str) -> pl.Series:
        """Join the pieces into one typed column.

        Args:
            name: Name of the column.
            language: Language of yes and no in mixed columns.

        Returns:
            A column of one type: whole numbers when all numbers are whole, text when types mix.
        """
        kind = _common(self.kinds)
        if kind is None or kind == "text":
            pieces = [as_text(piece, language) for piece in self.series]
            return pl.concat(pieces).alias(name) if pieces else pl.Series(name, [], pl.String)
        dtype = _DTYPES[kind]
        values = pl.concat([piece.cast(dtype) for piece in self.series]).alias(name)
        if kind == "number" and _all_whole(values):
            return values.cast(pl.Int64)
        return values

    def mixture(self) -> Text | None:
        """Say which kinds are mixed («число — 5, текст — 1»), or None when they are not."""
        if _common(self.kinds) is not None or not self.kinds:
            return None
        parts = self.kinds.most_common()
        ru = ", ".join(f"{KIND_TITLES[kind].ru} — {count}" for kind, count in parts)
        en = ", ".join(f"{KIND_TITLES[kind].en} — {count}" for kind, count in parts)
        return Text(ru=ru, en=en)


def as_text(values: pl.Series, language: str) -> pl.Series:
    """Write a column as text: whole numbers without a point, ISO dates.

    Example:
        >>> as_text(pl.Series([1.0, 2.5, None]), "ru").to_list()
        ['1', '2.5', None]
    """
    if values.dtype == pl.String:
        return values
    x = pl.col("x")
    text = x.cast(pl.String)
    if values.dtype.is_float():
        whole = x.cast(pl.Int64, strict=False)
        text = pl.when((whole == x) & (x.abs() < 1e15)).then(whole.cast(pl.String)).otherwise(text)
    elif values.dtype == pl.Boolean:
        no, yes = (cell_text(value, language) for value in (False, True))
        text = pl.when(x).then(pl.lit(yes)).when(~x).then(pl.lit(no))
    elif values.dtype.base_type() == pl.Datetime:
        text = x.dt.strftime("%Y-%m-%d %H:%M:%S")
    return values.alias("x").to_frame().select(text.alias(values.name)).to_series()


def forced(values: pl.Series, meaning: Meaning, language: str) -> pl.Series:
    """Bring a column to the kind a person has asked for; what does not fit becomes null.

    Args:
        values: A typed column.
        meaning: The kind, and the format of dates written as text.
        language: Language of yes and no.

    Returns:
        The column under the same name.

    Example:
        >>> days = pl.Series("Дата", ["01.02.2024", "39448"])
        >>> forced(days, Meaning("date", "%d.%m.%Y"), "ru").to_list()
        [datetime.date(2024, 2, 1), datetime.date(2008, 1, 1)]
    """
    text = as_text(values, language)
    if meaning.kind == "text":
        return text
    frame = text.alias("x").to_frame()
    x = pl.col("x")
    if meaning.kind in ("date", "datetime"):
        expression = _dates(x, meaning)
        if values.dtype.base_type() in (pl.Date, pl.Datetime):
            expression = pl.lit(values.alias("x"))
        dtype = pl.Date() if meaning.kind == "date" else pl.Datetime("us")
        return frame.select(expression.cast(dtype)).to_series().alias(values.name)
    both = [
        converted(x, Meaning(meaning.kind, forced=True), Numbers(decimal, "space"))
        for decimal in (".", ",")
    ]
    return frame.select(pl.coalesce(both)).to_series().alias(values.name)


def _dates(x: pl.Expr, meaning: Meaning) -> pl.Expr:
    text = x.str.strip_chars()
    days = text.cast(pl.Float64, strict=False)
    serial = pl.when(days.is_between(1, 2_958_465)).then(
        pl.lit(_EPOCH) + pl.duration(microseconds=(days * 86_400_000_000).round().cast(pl.Int64))
    )
    read = [
        text.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us"),
        text.str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us")),
        serial,
    ]
    if meaning.format is not None:
        if "%H" in meaning.format:
            given = text.str.to_datetime(meaning.format, strict=False, time_unit="us")
        else:
            given = text.str.to_date(meaning.format, strict=False).cast(pl.Datetime("us"))
        read.insert(0, given)
    return pl.coalesce(read)


def _filled(x: pl.Expr) -> pl.Expr:
    return pl.when(x.str.strip_chars() != "").then(x)


def _common(kinds: Counter[Kind]) -> Kind | None:
    present: set[Kind] = {kind for kind, count in kinds.items() if count}
    if not present:
        return "text"
    if len(present) == 1:
        return present.pop()
    if present == {"date", "datetime"}:
        return "datetime"
    if present == {"time", "duration"}:
        return "duration"
    return None


def _moment(cell: Any) -> Any:
    if cell is None or isinstance(cell, dt.datetime):
        return cell
    return dt.datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - as in the sheet


def _duration(cell: Any) -> Any:
    if cell is None or isinstance(cell, dt.timedelta):
        return cell
    return dt.timedelta(
        hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond
    )


def _all_whole(values: pl.Series) -> bool:
    if values.null_count() == len(values):
        return False
    x = pl.col("x")
    sound = values.alias("x").to_frame().select(((x == x.round()) & (x.abs() <= _EXACT)).all())
    return bool(sound.item())
