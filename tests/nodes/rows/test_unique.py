"""The Unique rows: what counts as equal, which row stays, where the repeats go."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kanva_nodes.rows.unique import Unique, UniqueSettings


def parts(context: Any, frame: pl.DataFrame, **raw: Any) -> tuple[list[Any], list[Any]]:
    settings = UniqueSettings.model_validate(raw)
    outputs = Unique().lazy(settings, {"rows": frame.lazy()}, context)
    return outputs["rows"].collect()["n"].to_list(), outputs["repeats"].collect()["n"].to_list()


FRAME = pl.DataFrame(
    {"k": ["а", "А ", None, "", "а", None], "d": [1, 5, 2, 2, 3, 1], "n": range(6)}
)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ({"columns": ["k"]}, [0, 1, 2, 3]),
        ({"columns": ["k"], "keep": "last"}, [1, 3, 4, 5]),
        ({"columns": ["k"], "keep": "alone"}, [1, 3]),
        ({"columns": ["k"], "loose": True}, [0, 2, 3]),
        ({"columns": ["k"], "loose": True, "keep": "last", "order": [{"column": "d"}]}, [1, 2, 3]),
        (
            {"columns": ["k"], "order": [{"column": "d", "descending": True}, {"column": "n"}]},
            [1, 2, 3, 4],
        ),
        ({}, [0, 1, 2, 3, 4, 5]),
    ],
)
def test_which_row_stays(context: Any, raw: dict[str, Any], kept: list[int]) -> None:
    rows, repeats = parts(context, FRAME, **raw)
    assert rows == kept
    assert repeats == [n for n in range(6) if n not in kept]


def test_nan_and_minus_zero_repeat(context: Any) -> None:
    frame = pl.DataFrame({"x": [math.nan, math.nan, 0.0, -0.0], "n": range(4)})
    assert parts(context, frame, columns=["x"]) == ([0, 2], [1, 3])


def test_how_many_times(context: Any) -> None:
    settings = UniqueSettings(columns=["k"], keep="last", counted="раз")
    rows = Unique().lazy(settings, {"rows": FRAME.lazy()}, context)["rows"].collect()
    assert_frame_equal(
        rows.select("n", "раз"), pl.DataFrame({"n": [1, 3, 4, 5], "раз": [1, 1, 2, 2]})
    )


def test_no_columns_at_all(context: Any) -> None:
    outputs = Unique().lazy(UniqueSettings(), {"rows": pl.LazyFrame()}, context)
    assert {port: frame.collect().shape for port, frame in outputs.items()} == {
        "rows": (0, 0),
        "repeats": (0, 0),
    }


def test_a_long_table_keeps_its_order(context: Any) -> None:
    frame = pl.DataFrame({"k": [n * 7919 % 5000 for n in range(50_000)], "n": range(50_000)})
    for raw in ({}, {"keep": "last"}, {"order": [{"column": "n", "descending": True}]}):
        rows, repeats = parts(context, frame, columns=["k"], **raw)
        assert rows == sorted(rows)
        assert repeats == sorted(repeats)
        assert (len(rows), len(repeats)) == (5000, 45_000)
