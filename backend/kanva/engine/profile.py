"""What stands in each column: filled, empty, wrong and distinct values, a histogram, top values.

Everything is computed over the rows a preview shows (the whole result where it is kept, else the
head or sample), a few columns at a time, and remembered.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import polars as pl

from kanva.engine.fingerprint import digest
from kanva.engine.look import Look
from kanva.engine.preview import Rows
from kanva.engine.window import cell, head_json
from kanva.sdk import NodeError

BINS = 20
MOST_TOP = 20
EXACT_DISTINCT_ROWS = 1_000_000
"""Above this number of rows, different values are counted by an estimate (within about 2 %)."""
MOST_COLUMNS = 64
_COUNTABLE = frozenset({pl.String, pl.Categorical, pl.Enum, pl.Boolean})
_MEASURED = frozenset({pl.Date, pl.Datetime, pl.Duration, pl.Time})


class Profiles:
    """Remembers profiles of columns by the result and the look they were made of."""

    def __init__(self, most: int = 4_000) -> None:
        self._known: OrderedDict[tuple[str, str], dict[str, Any]] = OrderedDict()
        self._most = most

    def get(self, of: str, column: str) -> dict[str, Any] | None:
        """Return the profile of a column, or None."""
        found = self._known.get((of, column))
        if found is not None:
            self._known.move_to_end((of, column))
        return found

    def put(self, of: str, column: str, profile: dict[str, Any]) -> None:
        """Remember the profile of a column; those used longest ago are forgotten."""
        self._known[of, column] = profile
        while len(self._known) > self._most:
            self._known.popitem(last=False)


def profile(rows: Rows, look: Look, columns: Sequence[str], profiles: Profiles) -> dict[str, Any]:
    """Describe columns of the rows a preview shows.

    Args:
        rows: The rows.
        look: What leaves some of them out.
        columns: Names of the columns, 64 at the most.
        profiles: What is known already.

    Returns:
        `{"columns": [...], "rows", "full", "sample_of"}`; `rows` is what all is computed on.

    Raises:
        NodeError: A column is unknown, or a filter does not fit.
    """
    schema = rows.frame.collect_schema()
    wanted = [*dict.fromkeys(columns)][:MOST_COLUMNS]
    for name in wanted:
        if name not in schema:
            raise NodeError("missing_column", column=name, values={"columns": ", ".join(schema)})
    of = "" if rows.name is None else digest([rows.name, [*map(dict, look.filters)], look.search])
    missing = [name for name in wanted if not of or profiles.get(of, name) is None]
    made: dict[str, dict[str, Any]] = {}
    frame = look.narrowed(rows.frame)
    if missing:
        made = _described(frame.select(missing))
        for name in missing if of else ():
            profiles.put(of, name, made[name])
    found = [made[name] if name in made else profiles.get(of, name) for name in wanted]
    counted = next((one["rows"] for one in found if one is not None), None)
    if counted is None:
        counted = int(frame.select(pl.len()).collect().item())
    return {
        "columns": found,
        "rows": counted,
        "full": rows.full,
        "sample_of": rows.sample_of,
        "problem": None,
    }


def _described(frame: pl.LazyFrame) -> dict[str, dict[str, Any]]:
    schema = frame.collect_schema()
    total = int(frame.select(pl.len()).collect().item())
    exact = total <= EXACT_DISTINCT_ROWS
    asked = [pl.len().alias("rows")]
    for place, (name, dtype) in enumerate(schema.items()):
        asked.extend(_figures(place, name, dtype, exact=exact))
    figures = frame.select(asked).collect().row(0, named=True)
    pictures = pl.collect_all(
        [
            _picture(frame, place, name, dtype, figures)
            for place, (name, dtype) in enumerate(schema.items())
        ]
    )
    return {
        name: _column(place, name, schema[name], figures, picture, exact=exact)
        for place, (name, picture) in enumerate(zip(schema, pictures, strict=True))
    }


def _figures(place: int, name: str, dtype: pl.DataType, *, exact: bool) -> list[pl.Expr]:
    column = pl.col(name)
    nothing = pl.lit(0, dtype=pl.UInt32)
    texts = dtype == pl.String
    out = [
        column.null_count().alias(f"null {place}"),
        ((column == "").sum() if texts else nothing).alias(f"empty {place}"),
        ((~column.is_finite()).sum() if dtype.is_float() else nothing).alias(f"error {place}"),
    ]
    if dtype.is_nested() or dtype == pl.Object:
        return out
    counted = column.n_unique() if exact or dtype == pl.Boolean else column.approx_n_unique()
    out.append((counted - column.has_nulls().cast(pl.UInt32)).alias(f"distinct {place}"))
    clean = column.filter(column.is_finite()) if dtype.is_float() else column
    if dtype.is_numeric() or dtype.base_type() in _MEASURED:
        out += [clean.min().alias(f"min {place}"), clean.max().alias(f"max {place}")]
    if dtype.is_numeric():
        out += [clean.mean().alias(f"mean {place}"), clean.sum().alias(f"sum {place}")]
        out.append(clean.median().alias(f"median {place}"))
    if texts:
        length = column.str.len_chars()
        out += [length.min().alias(f"shortest {place}"), length.max().alias(f"longest {place}")]
    return out


def _picture(
    frame: pl.LazyFrame, place: int, name: str, dtype: pl.DataType, figures: dict[str, Any]
) -> pl.LazyFrame:
    """Return counts of bins, or of the most frequent values."""
    column = pl.col(name)
    low, high = figures.get(f"min {place}"), figures.get(f"max {place}")
    if dtype.base_type() in _COUNTABLE or (low is not None and low == high):
        return (
            frame.select(value=column)
            .drop_nulls()
            .group_by("value")
            .agg(count=pl.len())
            .sort(["count", "value"], descending=[True, False])
            .head(MOST_TOP)
        )
    if low is None:
        return pl.LazyFrame({"value": [], "count": []})
    number = column.to_physical().cast(pl.Float64)
    start, end = _number(low, dtype), _number(high, dtype)
    width = end - start
    if not math.isfinite(width) or width <= 0:
        return pl.LazyFrame({"value": [], "count": []})
    bin_ = ((number - start) / width * BINS).floor().clip(0, BINS - 1).cast(pl.Int32)
    clean = column.is_finite() if dtype.is_float() else column.is_not_null()
    return frame.filter(clean).group_by(value=bin_).agg(count=pl.len())


def _number(value: Any, dtype: pl.DataType) -> float:
    return float(pl.Series([value], dtype=dtype).to_physical().cast(pl.Float64)[0])


def _column(
    place: int,
    name: str,
    dtype: pl.DataType,
    figures: dict[str, Any],
    picture: pl.DataFrame,
    *,
    exact: bool,
) -> dict[str, Any]:
    def figure(word: str) -> Any:
        return cell(figures.get(f"{word} {place}"))

    counts: dict[Any, int] = dict(picture.iter_rows())
    low, high = figures.get(f"min {place}"), figures.get(f"max {place}")
    binned = low is not None and low != high and dtype.base_type() not in _COUNTABLE
    rows = int(figures["rows"])
    null, empty, wrong = (int(figures[f"{word} {place}"]) for word in ("null", "empty", "error"))
    return {
        **head_json(name, dtype),
        "rows": rows,
        "null": null,
        "empty": empty,
        "error": wrong,
        "filled": rows - null - empty - wrong,
        "distinct": figure("distinct"),
        "distinct_exact": exact,
        "min": figure("min"),
        "max": figure("max"),
        "mean": figure("mean"),
        "median": figure("median"),
        "sum": figure("sum"),
        "shortest": figure("shortest"),
        "longest": figure("longest"),
        "bins": _bins(low, high, dtype, counts) if binned and counts else None,
        "top": None
        if binned
        else [{"value": cell(value), "count": count} for value, count in counts.items()],
    }


def _bins(low: Any, high: Any, dtype: pl.DataType, counts: dict[Any, int]) -> list[dict[str, Any]]:
    start, end = _number(low, dtype), _number(high, dtype)
    edges = [start + (end - start) * step / BINS for step in range(BINS + 1)]
    shown = [cell(value) for value in _back(edges, low, high, dtype)]
    return [
        {"low": shown[step], "high": shown[step + 1], "count": counts.get(step, 0)}
        for step in range(BINS)
    ]


def _back(edges: list[float], low: Any, high: Any, dtype: pl.DataType) -> list[Any]:
    """Return the edges of bins as values of the column; the outer ones exactly."""
    if dtype.is_numeric():
        inner: list[Any] = edges[1:-1]
    else:
        inner = pl.Series(edges[1:-1]).cast(pl.Int64).cast(dtype).to_list()
    return [low, *inner, high]


def top_values(rows: Rows, look: Look, column: str, sought: str, limit: int) -> dict[str, Any]:
    """List the different values of a column with their counts, the most frequent first.

    Args:
        rows: The rows.
        look: What leaves some of them out.
        column: The column.
        sought: Words the value must hold, as shown; "" for all.
        limit: Number of values.

    Returns:
        `{"values": [{"value", "count"}], "more": whether there are others, "full", …}`.

    Raises:
        NodeError: The column is unknown.
    """
    schema = rows.frame.collect_schema()
    if column not in schema:
        raise NodeError("missing_column", column=column, values={"columns": ", ".join(schema)})
    only = Look(search=sought)
    frame = only.narrowed(look.narrowed(rows.frame).select(column))
    counted = (
        frame.group_by(column)
        .agg(pl.len().alias("count of rows"))
        .sort(["count of rows", column], descending=[True, False], nulls_last=True)
        .head(limit + 1)
        .collect()
    )
    pairs = [{"value": cell(value), "count": count} for value, count in counted.iter_rows()]
    return {
        "values": pairs[:limit],
        "more": len(pairs) > limit,
        "full": rows.full,
        "sample_of": rows.sample_of,
        "problem": None,
    }
