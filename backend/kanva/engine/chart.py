"""Charts of any output: bars, lines and points, grouped and binned here, drawn by the editor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from kanva.engine.look import Look
from kanva.engine.preview import Rows
from kanva.engine.window import cell
from kanva.sdk import NodeError, kind_of

MOST_BARS = 30
MOST_STEPS = 400
"""Points of a line at the most."""
MOST_DOTS = 2_000
MOST_SERIES = 6
NUMBER_BINS = 20
_PERIODS = ("1d", "1w", "1mo", "1q", "1y")
_DAYS = {"1d": 1, "1w": 7, "1mo": 30, "1q": 91, "1y": 365}
_MEASURES: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "sum": pl.Expr.sum,
    "mean": pl.Expr.mean,
    "median": pl.Expr.median,
    "min": pl.Expr.min,
    "max": pl.Expr.max,
    "distinct": lambda column: column.drop_nulls().n_unique(),
}


@dataclass(frozen=True, slots=True)
class ChartAsked:
    """What a person wants to see.

    Args:
        kind: "bar", "line" or "scatter".
        x: Column along the bottom.
        measure: "count", or what is made of `y`: sum, mean, median, min, max, distinct.
        y: Column of the figures; None for "count".
        series: Column whose values are drawn in colours of their own, or None.
    """

    kind: str
    x: str
    measure: str = "count"
    y: str | None = None
    series: str | None = None


def chart(rows: Rows, look: Look, asked: ChartAsked) -> dict[str, Any]:
    """Compute the points of a chart.

    Args:
        rows: The rows.
        look: What leaves some of them out.
        asked: What is drawn.

    Returns:
        `{"points": [{"x", "to", "series", "y"}], "x_type", "step", "series", "rest", "shown",
        "rows", "full", "sample_of"}`: `step` is how dates are put together ("1mo") or None,
        `rest` how many values of x are left out, `shown` of how many points a scatter is a part.

    Raises:
        NodeError: A column is unknown or cannot be measured.
    """
    schema = rows.frame.collect_schema()
    for name in (asked.x, asked.y, asked.series):
        if name is not None and name not in schema:
            raise NodeError("missing_column", column=name, values={"columns": ", ".join(schema)})
    frame = look.narrowed(rows.frame)
    out: dict[str, Any] = {
        "points": [], "x_type": kind_of(schema[asked.x]), "step": None, "binned": False,
        "series": [], "rest": 0, "shown": None, "rows": 0, "full": rows.full,
        "sample_of": rows.sample_of, "problem": None,
    }  # fmt: skip
    out["rows"] = int(frame.select(pl.len()).collect().item())
    if asked.kind == "scatter":
        return out | _scatter(frame, schema, asked)
    return out | _grouped(frame, schema, asked)


def _measure(asked: ChartAsked, schema: pl.Schema) -> pl.Expr:
    if asked.measure == "count" or asked.y is None:
        return pl.len()
    made = _MEASURES.get(asked.measure)
    dtype = schema[asked.y]
    measured = dtype.is_numeric() or dtype == pl.Boolean or asked.measure == "distinct"
    if made is None or not measured:
        raise NodeError("not_measurable", column=asked.y)
    return made(pl.col(asked.y))


def _grouped(frame: pl.LazyFrame, schema: pl.Schema, asked: ChartAsked) -> dict[str, Any]:
    measure = _measure(asked, schema).alias("chart y")
    key, step, width = _key(frame, schema, asked)
    names: list[Any] = []
    groups: list[Any] = [key.alias("chart x")]
    if asked.series is not None and asked.series != asked.x:
        names = (
            frame.group_by(asked.series)
            .agg(pl.len().alias("chart n"))
            .sort(["chart n", asked.series], descending=[True, False], nulls_last=True)
            .head(MOST_SERIES)
            .collect()[asked.series]
            .to_list()
        )
        kept = pl.col(asked.series).is_in(names, nulls_equal=True)
        frame = frame.filter(kept)
        groups.append(pl.col(asked.series).alias("chart series"))
    made = frame.group_by(groups).agg(measure).collect()
    ordered = step is not None or width is not None or asked.kind == "line"
    places = made.group_by("chart x").agg(pl.col("chart y").sum())
    places = (
        places.sort("chart x", nulls_last=True)
        if ordered
        else places.sort(["chart y", "chart x"], descending=[True, False], nulls_last=True)
    )
    most = MOST_STEPS if ordered else MOST_BARS
    shown = places.head(most)["chart x"]
    order = {value: place for place, value in enumerate(shown.to_list())}
    points: list[dict[str, Any]] = []
    for row in made.iter_rows(named=True):
        x = row["chart x"]
        if x not in order:
            continue
        points.append(
            {
                "place": order[x],
                "x": cell(x),
                "to": None if width is None or x is None else cell(x + width),
                "series": cell(row.get("chart series")),
                "y": cell(row["chart y"]),
            }
        )
    points.sort(key=lambda point: point["place"])
    return {
        "points": points,
        "step": step,
        "binned": width is not None,
        "series": [cell(name) for name in names],
        "rest": max(0, places.height - most),
    }


def _key(
    frame: pl.LazyFrame, schema: pl.Schema, asked: ChartAsked
) -> tuple[pl.Expr, str | None, float | None]:
    """Return what rows are grouped by: a value, the start of a period, or the low end of a bin."""
    column, dtype = pl.col(asked.x), schema[asked.x]
    if dtype.base_type() in {pl.Date, pl.Datetime}:
        low, high = frame.select(low=column.min(), high=column.max()).collect().row(0)
        days = 0 if low is None else (high - low).days
        most = 60 if asked.kind == "bar" else MOST_STEPS
        step = next((one for one in _PERIODS if days / _DAYS[one] <= most), _PERIODS[-1])
        return column.cast(pl.Date).dt.truncate(step), step, None
    if dtype.is_numeric():
        clean = column.filter(column.is_finite()) if dtype.is_float() else column
        figures = frame.select(low=clean.min(), high=clean.max(), different=column.n_unique())
        low, high, different = figures.collect().row(0)
        most = MOST_BARS if asked.kind == "bar" else MOST_STEPS
        if different > most and low is not None and high > low:
            count = NUMBER_BINS if asked.kind == "bar" else MOST_STEPS // 4
            width = (float(high) - float(low)) / count
            bin_ = ((column.cast(pl.Float64) - float(low)) / width).floor().clip(0, count - 1)
            return bin_ * width + float(low), None, width
    return column, None, None


def _scatter(frame: pl.LazyFrame, schema: pl.Schema, asked: ChartAsked) -> dict[str, Any]:
    if asked.y is None:
        raise NodeError("not_measurable", column=asked.x)
    for name in (asked.x, asked.y):
        dtype = schema[name]
        if not (dtype.is_numeric() or dtype.base_type() in {pl.Date, pl.Datetime}):
            raise NodeError("not_measurable", column=name)
    series = asked.series if asked.series not in {asked.x, asked.y} else None
    taken = [pl.col(asked.x).alias("chart x"), pl.col(asked.y).alias("chart y")]
    if series is not None:
        taken.append(pl.col(series).alias("chart series"))
    dots = frame.select(taken).drop_nulls(["chart x", "chart y"])
    total = int(dots.select(pl.len()).collect().item())
    every = max(1, -(-total // MOST_DOTS))
    made = dots.gather_every(every).collect()
    names: list[Any] = []
    if series is not None:
        names = made["chart series"].value_counts(sort=True)["chart series"].to_list()
        names = names[:MOST_SERIES]
        made = made.filter(pl.col("chart series").is_in(names, nulls_equal=True))
    points = [
        {
            "place": place,
            "x": cell(row["chart x"]),
            "to": None,
            "series": cell(row.get("chart series")),
            "y": cell(row["chart y"]),
        }
        for place, row in enumerate(made.iter_rows(named=True))
    ]
    return {"points": points, "series": [cell(name) for name in names], "shown": total}
