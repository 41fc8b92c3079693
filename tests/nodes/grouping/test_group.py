"""The Grouping: totals of nothing, names, kinds, dates."""
# ruff: noqa: E501 - a line a case

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from kanva_nodes.grouping._aggregates import AGGREGATES
from kanva_nodes.grouping.group import Group, GroupSettings


def grouped(context: Any, frame: pl.DataFrame, keys: list[str], *totals: Any, **raw: Any) -> Any:
    keyed = ("function", "column", "name")
    aggregates = [
        item if isinstance(item, dict) else dict(zip(keyed, item, strict=False)) for item in totals
    ]
    settings = GroupSettings.model_validate({"keys": keys, "aggregates": aggregates, **raw})
    return Group().lazy(settings, {"rows": frame.lazy()}, context)["rows"].collect()


def test_every_total_of_nothing(context: Any) -> None:
    """One row without keys; sums and counts are zero, the rest is empty."""
    frame = pl.DataFrame(schema={"x": pl.Float64, "b": pl.Boolean})
    totals = [
        (name, ("b" if name in {"any", "all"} else "x") if item.takes_column else "", name)
        for name, item in AGGREGATES.items()
    ]
    zero = {"sum", "rows", "filled", "empty", "unique"}
    result = grouped(context, frame, [], *totals)
    assert result.rows(named=True) == [{name: 0 if name in zero else None for name in AGGREGATES}]
    assert grouped(context, frame.with_columns(k=pl.lit(1)), ["k"], *totals).height == 0


def test_there_are_enough_totals() -> None:
    assert len(AGGREGATES) == 21


def test_exact_numbers_stay_exact(context: Any) -> None:
    frame = pl.DataFrame(
        {"k": ["а", "а", "б"], "x": [Decimal("0.10"), Decimal("0.20"), None]},
        schema_overrides={"x": pl.Decimal(38, 2)},
    )
    result = grouped(
        context, frame, ["k"], ("sum", "x", "s"), ("range", "x", "r"), ("mean", "x", "m")
    )
    assert result.rows() == [
        ("а", Decimal("0.30"), Decimal("0.10"), pytest.approx(0.15)),
        ("б", Decimal("0.00"), None, None),
    ]


def test_small_integers_do_not_overflow(context: Any) -> None:
    frame = pl.DataFrame({"x": pl.Series([100, 100, -100], dtype=pl.Int8)})
    assert grouped(context, frame, [], ("sum", "x", "s"), ("range", "x", "r")).rows() == [
        (100, 200)
    ]


def test_dates(context: Any) -> None:
    frame = pl.DataFrame(
        {
            "d": [dt.date(2026, 1, 31), dt.date(2026, 1, 1), None],
            "m": [dt.datetime.fromisoformat(f"2026-01-0{day} 12:00:00") for day in (1, 2, 4)],
        }
    )
    result = grouped(
        context, frame, [], ("min", "d", "a"), ("range", "d", "b"), ("range", "m", "c")
    )
    assert result.rows() == [(dt.date(2026, 1, 1), 30, 3.0)]


def test_lists(context: Any) -> None:
    frame = pl.DataFrame({"x": [3.0, 1.5, 3.0, None], "w": ["б", "", "а", "б"]})
    text: dict[str, Any] = {"function": "text", "separator": " | "}
    result = grouped(
        context, frame, [],
        {**text, "column": "x", "name": "1"},
        {**text, "column": "w", "name": "2", "distinct": False},
        {**text, "column": "w", "name": "3", "ordered": True},
    )  # fmt: skip
    assert result.rows() == [("3 | 1.5", "б | а | б", "а | б")]


def test_mode_takes_the_smallest(context: Any) -> None:
    frame = pl.DataFrame(
        {"w": ["б", "а", "а", "б", "в", ""], "t": [True, False, None, True, False, None]}
    )
    assert grouped(context, frame, [], ("mode", "w", "m"), ("mode", "t", "n")).rows() == [
        ("а", False)
    ]


def test_shares_of_zero(context: Any) -> None:
    frame = pl.DataFrame({"k": ["а", "б"], "x": [1, -1]})
    assert grouped(context, frame, ["k"], ("share_sum", "x", "s"))["s"].to_list() == [None, None]


def test_made_up_names(context: Any) -> None:
    frame = pl.DataFrame({"x": [1]})
    totals = [("sum", "x"), ("rows",), {"function": "percentile", "column": "x", "percent": 2.5}]
    russian = grouped(context, frame, [], *totals)
    assert russian.columns == ["Сумма: x", "Число строк", "Перцентиль 2.5: x"]
    english = grouped(context, frame, [], *totals, language="en")
    assert english.columns == ["Sum: x", "Row count", "Percentile 2.5: x"]


@pytest.mark.parametrize(
    ("raw", "code", "field"),
    [
        ({}, "not_set", "aggregates"),
        ({"keys": ["k"], "aggregates": [{"function": "mean", "column": "k"}]}, "wrong_kind", "aggregates.0.column"),
        ({"keys": ["k"], "aggregates": [{"function": "rows", "name": "k"}]}, "duplicate_column", "aggregates.0.name"),
        ({"keys": ["z"]}, "missing_column", "keys.0"),
        ({"keys": ["k", "k"]}, "duplicate_column", "keys.1"),
    ],
)  # fmt: skip
def test_mistakes(context: Any, raw: Any, code: str, field: str) -> None:
    settings = GroupSettings.model_validate(raw)
    found = Group().check(settings, {"rows": pl.Schema({"k": pl.String})}, context)
    assert [(error.code, error.field) for error in found] == [(code, field)]
