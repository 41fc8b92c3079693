"""The Running and moving totals: against plain sums in Python, empty cells, periods."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import polars as pl
import pytest

from kanva.sdk import NodeError
from kanva_nodes.rows.running import Running, RunningSettings


def totals(context: Any, frame: pl.DataFrame, function: str, **raw: Any) -> list[Any]:
    given = {"totals": [{"function": function, "column": "v", "name": "х"}], "sequence": "table"}
    settings = RunningSettings.model_validate({**given, **raw})
    return (
        Running().lazy(settings, {"rows": frame.lazy()}, context)["rows"].collect()["х"].to_list()
    )


@pytest.mark.parametrize(
    ("function", "running", "moving"),
    [
        ("sum", [0, 4, 4, 6, 3], [0, 4, 4, 2, -1]),
        ("mean", [None, 4.0, 4.0, 3.0, 1.0], [None, 4.0, 4.0, 2.0, -0.5]),
        ("min", [None, 4, 4, 2, -3], [None, 4, 4, 2, -3]),
        ("max", [None, 4, 4, 4, 4], [None, 4, 4, 2, 2]),
        ("count", [0, 1, 1, 2, 3], [0, 1, 1, 1, 2]),
    ],
)
def test_empty_cells_take_no_part(
    context: Any, function: str, running: list[Any], moving: list[Any]
) -> None:
    frame = pl.DataFrame({"v": [None, 4, None, 2, -3]})
    assert totals(context, frame, function) == running
    assert totals(context, frame, function, window="rows", size=2) == moving


def test_full_windows_only_in_each_group(context: Any) -> None:
    frame = pl.DataFrame({"g": ["а", "а", "б", "а"], "v": [1, 2, 3, 4]})
    raw = {"window": "rows", "size": 2, "full": True, "group": ["g"]}
    assert totals(context, frame, "sum", **raw) == [None, 3, None, 6]


@pytest.mark.parametrize("unit", ["day", "week"])
def test_a_period_against_python(context: Any, unit: str) -> None:
    chance = random.Random(5)
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=chance.randrange(60)) for _ in range(80)]
    groups = [chance.choice("аб") for _ in days]
    values = [chance.choice([None, 1, 2, 3]) for _ in days]
    frame = pl.DataFrame({"g": groups, "d": days, "v": values})
    length = 7 if unit == "day" else 14
    size = 7 if unit == "day" else 2
    expected = [
        sum(
            value or 0
            for other, when, value in zip(groups, days, values, strict=True)
            if other == group and dt.timedelta(0) <= day - when < dt.timedelta(days=length)
        )
        for group, day in zip(groups, days, strict=True)
    ]
    raw = {"window": "period", "size": size, "unit": unit, "day": "d", "group": ["g"]}
    assert totals(context, frame, "sum", **raw) == expected


def test_months_and_rows_without_a_date(context: Any) -> None:
    frame = pl.DataFrame(
        {
            "d": [dt.date(2026, 3, 31), None, dt.date(2026, 2, 28), dt.date(2026, 3, 1)],
            "v": [1.0, 50.0, 2.0, 4.0],
        }
    )
    raw = {"window": "period", "size": 1, "unit": "month", "day": "d"}
    assert totals(context, frame, "sum", **raw) == [5.0, None, 2.0, 6.0]
    assert totals(context, frame, "max", **raw) == [4.0, None, 2.0, 4.0]


def test_running_extremes_of_dates_and_counts_of_texts(context: Any) -> None:
    days = [dt.date(2026, 1, 5), None, dt.date(2026, 1, 9), dt.date(2026, 1, 1)]
    assert totals(context, pl.DataFrame({"v": days}), "max") == [days[0], days[0], days[2], days[2]]
    assert totals(context, pl.DataFrame({"v": ["а", "", None, "б"]}), "count") == [1, 1, 1, 2]


def test_small_integers_do_not_run_over(context: Any) -> None:
    frame = pl.DataFrame({"v": [200, 200]}, schema={"v": pl.UInt8})
    assert totals(context, frame, "sum") == [200, 400]


@pytest.mark.parametrize("function", ["sum", "mean"])
def test_text_is_refused(context: Any, function: str) -> None:
    with pytest.raises(NodeError) as caught:
        totals(context, pl.DataFrame({"v": ["а"]}), function)
    assert (caught.value.code, caught.value.field) == ("not_a_number", "totals.0.column")


def test_a_period_needs_no_other_order(context: Any) -> None:
    settings = RunningSettings.model_validate(
        {"totals": [{"column": "v"}], "window": "period", "day": "d"}
    )
    assert (
        list(Running().check(settings, {"rows": {"v": pl.Int64(), "d": pl.Date()}}, context)) == []
    )
