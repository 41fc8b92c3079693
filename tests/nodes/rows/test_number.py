"""The Number and rank: against polars' own rank, ties, empty cells, a missing order."""

from __future__ import annotations

import math
import random
from typing import Any

import polars as pl
import pytest

from kanva_nodes.rows.number import NumberRows, NumberSettings


def numbered(context: Any, frame: pl.DataFrame, **raw: Any) -> list[Any]:
    settings = NumberSettings.model_validate({"name": "№", **raw})
    result = NumberRows().lazy(settings, {"rows": frame.lazy()}, context)["rows"].collect()
    assert result.columns == [*frame.columns, "№"]
    assert result.drop("№").equals(frame)
    return result["№"].to_list()


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("number", [3, 1, 4, 2, 5]),
        ("rank", [3, 1, 3, 1, 5]),
        ("dense", [2, 1, 2, 1, 3]),
        ("average", [3.5, 1.5, 3.5, 1.5, 5.0]),
        ("percent", [0.5, 0.0, 0.5, 0.0, 1.0]),
    ],
)
def test_each_way(context: Any, way: str, expected: list[Any]) -> None:
    frame = pl.DataFrame({"v": [20, 10, 20, 10, None]})
    assert numbered(context, frame, way=way, order=[{"column": "v"}]) == expected


@pytest.mark.parametrize(
    ("way", "method"),
    [("number", "ordinal"), ("rank", "min"), ("dense", "dense"), ("average", "average")],
)
@pytest.mark.parametrize("descending", [False, True])
def test_as_polars_ranks(context: Any, way: str, method: Any, descending: bool) -> None:
    chance = random.Random(3)
    frame = pl.DataFrame(
        {
            "g": [chance.choice(["а", "б", None]) for _ in range(300)],
            "v": [chance.randrange(12) for _ in range(300)],
        }
    )
    expected = frame.select(pl.col("v").rank(method, descending=descending).over("g"))["v"]
    order = [{"column": "v", "descending": descending}]
    found = numbered(context, frame, way=way, order=order, group=["g"])
    assert found == expected.to_list()


def test_several_columns_and_one_row_groups(context: Any) -> None:
    frame = pl.DataFrame({"g": [1, 1, 2], "a": ["б", "Б", "а"], "b": [2, 1, 0]})
    order = [{"column": "a"}, {"column": "b", "descending": True}]
    assert numbered(context, frame, way="rank", order=order, group=["g"]) == [1, 2, 1]
    assert numbered(context, frame, way="percent", order=order, group=["g"]) == [0.0, 1.0, 0.0]
    # Letters' case makes no difference by itself.
    assert numbered(context, frame, way="rank", order=[{"column": "a"}]) == [2, 2, 1]


def test_what_is_missing_is_told(context: Any) -> None:
    def told(**raw: Any) -> list[tuple[str, str | None]]:
        settings = NumberSettings.model_validate(raw)
        found = NumberRows().check(settings, {"rows": pl.Schema({"№": pl.Int64()})}, context)
        return [(item.code, item.field) for item in found]

    assert told(name="a") == [("not_set", "order")]
    assert told(name="", sequence="table") == [("not_set", "name")]
    assert told(sequence="table") == [("duplicate_column", "name")]
    assert told(name="a", sequence="table", way="rank") == [("rank_needs_order", "sequence")]


@pytest.mark.parametrize("way", ["number", "rank", "dense", "average", "percent"])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("group", [[], ["g"]])
def test_a_single_column_is_ranked_as_one_of_several(
    context: Any, way: str, descending: bool, group: list[str]
) -> None:
    chance = random.Random(11)
    values = [None, math.nan, math.inf, -math.inf, -0.0, 0.0, 1.5, -1.5]
    frame = pl.DataFrame(
        {
            "g": [chance.choice([1, 2, None]) for _ in range(400)],
            "v": [chance.choice(values) for _ in range(400)],
            "same": [0] * 400,
        }
    )
    one = [{"column": "v", "descending": descending}]
    two = [*one, {"column": "same"}]
    expected = numbered(context, frame, way=way, order=two, group=group)
    found = numbered(context, frame, way=way, order=one, group=group)
    assert found == (pytest.approx(expected) if way == "percent" else expected)
