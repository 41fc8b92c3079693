"""The Previous and next: sides, gaps, differences of dates, names."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from kanva.sdk import NodeError
from kanva_nodes.rows.shift import Shift, ShiftSettings


def shifted(context: Any, frame: pl.DataFrame, value: dict[str, Any], **raw: Any) -> pl.Series:
    given = {"values": [{"name": "х", **value}], "sequence": "table", **raw}
    settings = ShiftSettings.model_validate(given)
    return Shift().lazy(settings, {"rows": frame.lazy()}, context)["rows"].collect()["х"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({}, [None, 1, None, 3]),
        ({"side": "next"}, [None, 3, 4, None]),
        ({"steps": 9}, [None] * 4),
        ({"absent": "own"}, [1, 1, None, 3]),
        ({"absent": "given", "given": "0"}, [0, 1, None, 3]),
        ({"absent": "given", "given": 7, "side": "next", "steps": 2}, [3, 4, 7, 7]),
        ({"absent": "given", "given": None}, [None, 1, None, 3]),
    ],
)
def test_values(context: Any, value: dict[str, Any], expected: list[Any]) -> None:
    frame = pl.DataFrame({"v": [1, None, 3, 4]})
    found = shifted(context, frame, {"column": "v", **value})
    assert found.to_list() == expected
    assert found.dtype == pl.Int64


def test_along_an_order_within_groups(context: Any) -> None:
    frame = pl.DataFrame(
        {"g": ["а", "б", "а", "а"], "d": [3, 1, 1, None], "v": ["x", "y", "z", "w"]}
    )
    found = shifted(
        context, frame, {"column": "v"}, sequence="columns", order=[{"column": "d"}], group=["g"]
    )
    assert found.to_list() == ["z", None, None, "x"]


def test_differences(context: Any) -> None:
    day = dt.date(2026, 1, 1)
    frame = pl.DataFrame(
        {
            "день": [day, dt.date(2026, 3, 1)],
            "миг": [dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 2, 12)],
            "байт": [5, 3],
            "руб": [Decimal("1.10"), Decimal("3.00")],
        },
        schema_overrides={"байт": pl.UInt8, "руб": pl.Decimal(10, 2)},
    )

    def last(column: str, result: str) -> Any:
        return shifted(context, frame, {"column": column, "result": result})[1]

    assert last("день", "difference") == 59
    assert last("миг", "difference") == 1.5
    assert last("байт", "difference") == -2
    assert last("руб", "difference") == Decimal("1.90")
    assert last("байт", "growth") == pytest.approx(-0.4)


def test_growth_over_zero_is_empty(context: Any) -> None:
    frame = pl.DataFrame({"v": [0, 5, 10]})
    found = shifted(context, frame, {"column": "v", "result": "growth"})
    assert found.to_list() == [None, None, 1.0]


def test_names_of_both_languages(context: Any) -> None:
    values = [
        {"column": "v"},
        {"column": "v", "side": "next", "steps": 5},
        {"column": "v", "result": "difference"},
        {"column": "v", "result": "growth", "steps": 21},
    ]
    names = {}
    for language in ("ru", "en"):
        settings = ShiftSettings.model_validate(
            {"values": values, "sequence": "table", "language": language}
        )
        frame = pl.LazyFrame({"v": [1]})
        result = Shift().lazy(settings, {"rows": frame}, context)["rows"]
        names[language] = result.collect_schema().names()[1:]
    assert names == {
        "ru": [
            "v: предыдущее",
            "v: 5 строк вперёд",
            "v: разница с предыдущим",
            "v: прирост, 21 строка назад",
        ],
        "en": [
            "v: previous",
            "v: 5 rows ahead",
            "v: difference from previous",
            "v: growth, 21 rows back",
        ],
    }


@pytest.mark.parametrize(
    ("value", "code", "field"),
    [
        ({"column": "t", "result": "difference"}, "no_difference", "values.0.result"),
        ({"column": "d", "result": "growth"}, "no_difference", "values.0.result"),
        ({"column": "d", "absent": "given", "given": "вчера"}, "wrong_fill", "values.0.given"),
        ({"column": "v", "absent": "given", "given": "1,5"}, "wrong_fill", "values.0.given"),
        ({"column": "v", "name": "t"}, "duplicate_column", "values.0.name"),
    ],
)
def test_what_does_not_fit_is_told(
    context: Any, value: dict[str, Any], code: str, field: str
) -> None:
    frame = pl.DataFrame({"t": ["а"], "d": [dt.date(2026, 1, 1)], "v": [1]})
    with pytest.raises(NodeError) as caught:
        shifted(context, frame, value)
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("group", [[], ["g"]])
def test_equal_rows_keep_their_order_on_both_routes(
    context: Any, descending: bool, group: list[str]
) -> None:
    rows = 100_000
    frame = pl.DataFrame(
        {
            "g": [n * 7 % 5 for n in range(rows)],
            "d": [None if n % 11 == 0 else n * 13 % 9 for n in range(rows)],
            "same": [0] * rows,
            "v": range(rows),
        }
    )
    one = [{"column": "d", "descending": descending}]
    found = [
        shifted(context, frame, {"column": "v"}, sequence="columns", order=order, group=group)
        for order in (one, [*one, {"column": "same"}])
    ]
    assert found[0].equals(found[1], null_equal=True)
