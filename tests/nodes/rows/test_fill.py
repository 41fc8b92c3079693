"""The Fill gaps: each of the ten ways, kinds of columns, groups, limits."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_series_equal

from kanva.sdk import NodeError
from kanva_nodes.rows.fill import FillGaps, FillSettings


def filled(context: Any, series: pl.Series, rule: dict[str, Any], **raw: Any) -> pl.Series:
    frame = series.alias("v").to_frame()
    settings = FillSettings.model_validate({"rules": [{"columns": ["v"], **rule}], **raw})
    return FillGaps().lazy(settings, {"rows": frame.lazy()}, context)["rows"].collect()["v"]


NUMBERS = [None, 2, None, None, 8, 2, None]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"way": "value", "value": "1 000"}, [1000, 2, 1000, 1000, 8, 2, 1000]),
        ({"way": "previous"}, [None, 2, 2, 2, 8, 2, 2]),
        ({"way": "previous", "most": 1}, [None, 2, 2, None, 8, 2, 2]),
        ({"way": "next"}, [2, 2, 8, 8, 8, 2, None]),
        ({"way": "mean"}, [4.0, 2.0, 4.0, 4.0, 8.0, 2.0, 4.0]),
        ({"way": "median"}, [2.0, 2.0, 2.0, 2.0, 8.0, 2.0, 2.0]),
        ({"way": "mode"}, [2, 2, 2, 2, 8, 2, 2]),
        ({"way": "linear"}, [None, 2.0, 4.0, 6.0, 8.0, 2.0, None]),
        ({"way": "min"}, [2, 2, 2, 2, 8, 2, 2]),
        ({"way": "max"}, [8, 2, 8, 8, 8, 2, 8]),
        ({"way": "zero"}, [0, 2, 0, 0, 8, 2, 0]),
    ],
)
def test_ten_ways(context: Any, rule: dict[str, Any], expected: list[Any]) -> None:
    found = filled(context, pl.Series("v", NUMBERS), rule)
    assert_series_equal(found, pl.Series("v", expected))


def test_kinds_keep_their_types(context: Any) -> None:
    day = dt.date(2026, 1, 1)
    cases = [
        (pl.Series("v", [day, None]), {"way": "value", "value": "09.01.2026"}, dt.date(2026, 1, 9)),
        (pl.Series("v", [day, None]), {"way": "max"}, day),
        (pl.Series("v", [True, None]), {"way": "zero"}, False),
        (pl.Series("v", [True, None]), {"way": "value", "value": "да"}, True),
        (pl.Series("v", ["а", None], dtype=pl.Categorical), {"way": "value", "value": "б"}, "б"),
        (pl.Series("v", ["а", None], dtype=pl.Categorical), {"way": "mode"}, "а"),
        (pl.Series("v", [1, None], dtype=pl.Int8), {"way": "value", "value": 5}, 5),
        (
            pl.Series("v", [Decimal("1.10"), None], dtype=pl.Decimal(10, 2)),
            {"way": "mean"},
            Decimal("1.10"),
        ),
    ]
    for series, rule, expected in cases:
        found = filled(context, series, rule)
        assert (found.dtype, found[1]) == (series.dtype, expected)


def test_what_a_gap_in_text_is(context: Any) -> None:
    texts = pl.Series("v", ["а", "", " \t", None])
    rule = {"way": "value", "value": "?"}
    assert filled(context, texts, rule).to_list() == ["а", "?", "?", "?"]
    assert filled(context, texts, rule, blank=False).to_list() == ["а", "", " \t", "?"]


def test_two_rules_for_one_column_go_in_turn(context: Any) -> None:
    frame = pl.DataFrame({"g": ["а", "б", "а"], "v": [None, None, 3]})
    rules = [{"columns": ["v"], "way": "max"}, {"columns": ["v"], "way": "zero"}]
    settings = FillSettings.model_validate({"rules": rules, "group": ["g"]})
    result = FillGaps().lazy(settings, {"rows": frame.lazy()}, context)["rows"].collect()
    assert result["v"].to_list() == [3, 0, 3]


@pytest.mark.parametrize(
    ("series", "rule", "code"),
    [
        (pl.Series("v", ["а"]), {"way": "mean"}, "way_unfit"),
        (pl.Series("v", [dt.date(2026, 1, 1)]), {"way": "zero"}, "way_unfit"),
        (pl.Series("v", [1]), {"way": "value", "value": "много"}, "wrong_fill"),
        (pl.Series("v", [[1]]), {"way": "value", "value": "1"}, "wrong_fill"),
    ],
)
def test_what_does_not_fit_is_told(
    context: Any, series: pl.Series, rule: dict[str, Any], code: str
) -> None:
    with pytest.raises(NodeError) as caught:
        filled(context, series, rule)
    assert caught.value.code == code
    settings = FillSettings.model_validate({"rules": [{"columns": ["v"], **rule}]})
    found = FillGaps().check(settings, {"rows": pl.Schema({"v": series.dtype})}, context)
    assert [item.code for item in found] == [code]
