"""Columns: order, names, types; values that do not fit are told or stop the node."""
# ruff: noqa: E501 - a line a case

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from kanva.sdk import KIND_TITLES, NodeError
from kanva_nodes.columns.choose import Choose, ChooseSettings


def chosen(context: Any, frame: pl.DataFrame, columns: list[Any], **raw: Any) -> pl.DataFrame:
    settings = ChooseSettings.model_validate({"columns": columns, **raw})
    return Choose().lazy(settings, {"rows": frame.lazy()}, context)["rows"].collect()


WIDE = pl.DataFrame({"a": [1], "b": [2], "c": [3], "d": [4]})


@pytest.mark.parametrize(
    ("listed", "others", "expected"),
    [
        ([], "keep", ["a", "b", "c", "d"]),
        (["c"], "keep", ["a", "b", "c", "d"]),
        (["d", "b"], "keep", ["a", "d", "c", "b"]),
        (["d", "c", "b", "a"], "keep", ["d", "c", "b", "a"]),
        (["d", "b"], "drop", ["d", "b"]),
    ],
)
def test_order(context: Any, listed: list[str], others: str, expected: list[str]) -> None:
    columns = [{"column": name} for name in listed]
    assert chosen(context, WIDE, columns, others=others).columns == expected


def test_renaming_swaps_names(context: Any) -> None:
    columns = [
        {"column": "a", "name": "b"},
        {"column": "b", "name": "a"},
        {"column": "c", "keep": False},
    ]
    assert chosen(context, WIDE, columns).to_dict(as_series=False) == {"b": [1], "a": [2], "d": [4]}


CONVERSIONS = [
    ("integer", ["12", " 1 000 ", "-3,0", "4.50", "abc", "", None], [12, 1000, -3, None, None, None, None]),
    ("number", ["1,5", "1.5", "1\u00a0000,25", "1,234.5", "1.234,5", "1e3", "+7", "\u22125", "5 руб"], [1.5, 1.5, 1000.25, 1234.5, 1234.5, 1000.0, 7.0, -5.0, None]),
    ("decimal", ["1,10", "0.105", "x"], [Decimal("1.10"), Decimal("0.10"), None]),
    ("boolean", ["Да", "нет", "TRUE", "0", "возможно"], [True, False, True, False, None]),
    ("date", ["05.03.2026", "5.3.26", "2026-03-05", "05/03/2026", "2026-03-05 10:30", "31.02.2026", "март"], [dt.date(2026, 3, 5)] * 5 + [None, None]),
    ("datetime", ["05.03.2026 10:30", "2026-03-05T10:30:15", "2026-03-05 10:30:15.5", "05.03.2026", "25:00"], [dt.datetime.fromisoformat(words) for words in ("2026-03-05 10:30:00", "2026-03-05 10:30:15", "2026-03-05 10:30:15.500000", "2026-03-05 00:00:00")] + [None]),
    ("time", ["10:30", "10:30:15", "24:01"], [dt.time(10, 30), dt.time(10, 30, 15), None]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "words", "expected"), CONVERSIONS, ids=[item[0] for item in CONVERSIONS]
)
def test_text_is_read_as_people_write_it(
    context: Any, kind: str, words: list[Any], expected: list[Any]
) -> None:
    result = chosen(context, pl.DataFrame({"x": words}), [{"column": "x", "kind": kind}])
    assert result["x"].to_list() == expected
    bad = [word for word, value in zip(words, expected, strict=True) if word and value is None]
    if not bad:
        assert context.warnings == []
        return
    ((code, field, values),) = context.warnings
    assert (code, field, values["column"]) == ("values_emptied", "columns.0.kind", "x")
    # Rows flow in pieces: the examples are those of the piece that came first.
    told = values["examples"].split(", ")
    assert told
    assert set(told) <= {f"«{word}»" for word in bad}
    message = Choose.messages[code].text.format(values)
    assert KIND_TITLES[kind].ru in message.ru


def test_numbers_and_dates_into_other_kinds(context: Any) -> None:
    frame = pl.DataFrame(
        {
            "f": [1.0, 2.5, float("nan"), 1e20, None],
            "d": [dt.date(2026, 3, 5)] * 5,
            "m": [dt.datetime.fromisoformat("2026-03-05 10:30:00")] * 5,
            "t": [True, False, None, True, True],
        }
    )
    as_text = chosen(context, frame, [{"column": name, "kind": "text"} for name in frame.columns])
    assert as_text.row(0) == ("1", "2026-03-05", "2026-03-05 10:30:00", "true")
    assert as_text["f"].to_list() == ["1", "2.5", "NaN", "1e+20", None]
    other = chosen(
        context,
        frame,
        [
            {"column": "f", "kind": "integer"},
            {"column": "d", "kind": "datetime"},
            {"column": "m", "kind": "date"},
            {"column": "t", "kind": "number"},
        ],
    )
    assert other["f"].to_list() == [1, None, None, None, None]
    assert other.row(0)[1:] == (dt.datetime.fromisoformat("2026-03-05"), dt.date(2026, 3, 5), 1.0)


def test_stop_shows_the_rows(context: Any) -> None:
    frame = pl.DataFrame({"№": [1, 2, 3], "Сумма": ["1", "много", "мало"]})
    with pytest.raises(NodeError) as caught:
        chosen(
            context,
            frame,
            [{"column": "Сумма", "name": "Итог", "kind": "number"}],
            bad_values="stop",
        )
    error = caught.value
    assert (error.code, error.field, error.column) == ("bad_values", "columns.0.kind", "Итог")
    assert error.rows is not None
    assert error.rows["columns"] == ["№", "Итог"]
    assert error.rows["rows"]
    assert all(row in [["2", "много"], ["3", "мало"]] for row in error.rows["rows"])


@pytest.mark.parametrize(
    ("columns", "raw", "code", "field"),
    [
        ([{"column": "a", "name": "b"}], {}, "duplicate_column", "columns.0.name"),
        ([{"column": "a"}, {"column": "a"}], {}, "listed_twice", "columns.1.column"),
        ([{"column": "z"}], {}, "missing_column", "columns.0.column"),
        ([{"column": "a", "kind": "date"}], {}, "cannot_convert", "columns.0.kind"),
        ([{"column": "a", "keep": False}], {"others": "drop"}, "no_columns", "columns"),
    ],
)
def test_mistakes(context: Any, columns: Any, raw: Any, code: str, field: str) -> None:
    settings = ChooseSettings.model_validate({"columns": columns, **raw})
    found = Choose().check(settings, {"rows": WIDE.schema}, context)
    assert [(error.code, error.field) for error in found] == [(code, field)]
