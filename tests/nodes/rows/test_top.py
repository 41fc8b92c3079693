"""The Top N in group: ties, empty cells, the order of the result."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from kanva.sdk import NodeError
from kanva_nodes.rows.top import TopInGroup, TopSettings

FRAME = pl.DataFrame(
    {"g": ["б", "а", "б", "а", "б", None], "v": [3, 1, 3, None, 2, 9], "n": range(6)}
)


def top(context: Any, **raw: Any) -> dict[str, pl.DataFrame]:
    settings = TopSettings.model_validate({"column": "v", **raw})
    outputs = TopInGroup().lazy(settings, {"rows": FRAME.lazy()}, context)
    return {port: frame.collect() for port, frame in outputs.items()}


@pytest.mark.parametrize(
    ("raw", "numbers"),
    [
        ({"count": 1, "group": ["g"]}, [0, 1, 5]),
        ({"count": 1, "group": ["g"], "ties": "all"}, [0, 1, 2, 5]),
        ({"count": 2, "group": ["g"], "ties": "values"}, [0, 1, 2, 4, 5]),
        ({"count": 2, "direction": "smallest"}, [1, 4]),
        ({"count": 2, "arrange": "place"}, [5, 0]),
        ({"count": 3, "group": ["g"], "arrange": "place"}, [0, 2, 4, 1, 5]),
        ({"count": 100}, [0, 1, 2, 4, 5]),
    ],
)
def test_which_rows_are_kept(context: Any, raw: dict[str, Any], numbers: list[int]) -> None:
    found = top(context, **raw)
    assert found["rows"]["n"].to_list() == numbers
    assert found["rest"]["n"].to_list() == [n for n in range(6) if n not in numbers]


def test_places_of_equal_rows(context: Any) -> None:
    shared = top(context, count=3, ties="all", place="№")["rows"]
    assert dict(zip(shared["n"], shared["№"], strict=True)) == {0: 2, 2: 2, 5: 1}
    dense = top(context, count=3, ties="values", place="№")["rows"]
    assert dict(zip(dense["n"], dense["№"], strict=True)) == {0: 2, 2: 2, 4: 3, 5: 1}


def test_a_taken_name_is_refused(context: Any) -> None:
    settings = TopSettings(column="v", place="g")
    found = TopInGroup().check(settings, {"rows": FRAME.schema}, context)
    assert [(item.code, item.field, item.column) for item in found] == [
        ("duplicate_column", "place", "g")
    ]
    with pytest.raises(NodeError, match="duplicate_column"):
        top(context, place="g")
