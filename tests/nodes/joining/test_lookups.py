"""Look-ups, ranges and pairs against loops in plain Python over made-up tables."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanva.sdk import NodeError
from kanva_nodes.joining.beside import Beside
from kanva_nodes.joining.cross import Cross
from kanva_nodes.joining.lookup import Lookup
from kanva_nodes.joining.range import RangeJoin

NUMBERS = st.one_of(st.none(), st.integers(-5, 5))
BOUNDS = st.lists(st.tuples(NUMBERS, NUMBERS, st.integers(0, 99)), max_size=6)


def run(node, raw, **inputs):
    valid = node.settings.model_validate(raw)
    lazy = {
        port: [one.lazy() for one in frame] if isinstance(frame, list) else frame.lazy()
        for port, frame in inputs.items()
    }
    return node.lazy(valid, lazy, None)["rows"].collect()


def table(columns, rows):
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.Int64), orient="row")


@settings(max_examples=60)
@given(st.lists(NUMBERS, max_size=8), BOUNDS)
def test_ranges_take_the_upper_row_and_never_multiply(values, bounds):
    raw = {"mode": "range", "value": "v", "low": "a", "high": "b", "take": [{"column": "x"}]}
    found = run(
        Lookup(), raw, rows=table("v", [(one,) for one in values]), dictionary=table("abx", bounds)
    )
    expected = [
        next(
            (
                x
                for low, high, x in bounds
                if v is not None and (low is None or v >= low) and (high is None or v < high)
            ),
            None,
        )
        for v in values
    ]
    assert found["v"].to_list() == values
    assert found["x"].to_list() == expected


@settings(max_examples=60)
@given(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=8), BOUNDS)
def test_all_ranges_that_hold_a_value_meet_it(rows, bounds):
    raw = {"value": "v", "low": "a", "high": "b", "unmatched": "drop"}
    found = run(RangeJoin(), raw, left=table("kv", rows), right=table("abx", bounds))
    assert found.rows() == [
        (k, v, low, high, x)
        for k, v in rows
        for low, high, x in bounds
        if v is not None and (low is None or v >= low) and (high is None or v <= high)
    ]


@pytest.mark.parametrize("mode", ["before", "after"])
@settings(max_examples=60)
@given(
    st.lists(st.tuples(NUMBERS, NUMBERS), max_size=8),
    st.lists(st.tuples(NUMBERS, NUMBERS, st.integers(0, 99)), max_size=8),
)
def test_the_nearest_is_one(mode, rows, journal):
    raw = {"mode": mode, "value": "v", "moment": "a", "keys": [{"left": "k", "right": "b"}]}
    found = run(RangeJoin(), raw, left=table("kv", rows), right=table("abx", journal))
    expected = []
    for k, v in rows:
        fit = [
            (a, place, x)
            for place, (a, b, x) in enumerate(journal)
            if None not in (a, v, b, k) and b == k and (a <= v if mode == "before" else a >= v)
        ]
        best = (max if mode == "before" else min)(fit, default=None)
        expected.append((k, v, None if best is None else best[2]))
    assert found.select("k", "v", "x").rows() == expected


def test_what_is_missing_or_repeats_stops_with_examples():
    rows = pl.DataFrame({"код": ["а", "б"]})
    book = pl.DataFrame({"к": ["а", "а"], "имя": ["раз", "два"]})
    raw = {"keys": [{"column": "код", "key": "к"}], "take": [{"column": "имя"}]}
    assert run(Lookup(), raw, rows=rows, dictionary=book)["имя"].to_list() == ["раз", None]
    for change, code, words in (
        ({"absent": "stop"}, "not_found", "«б»"),
        ({"repeated": "stop"}, "key_repeats", "«а»"),
    ):
        with pytest.raises(NodeError) as wrong:
            run(Lookup(), {**raw, **change}, rows=rows, dictionary=book)
        assert (wrong.value.code, wrong.value.values["examples"]) == (code, words)


def test_keys_of_a_whole_number_and_a_fraction_meet():
    rows, book = pl.DataFrame({"к": [1, 2]}), pl.DataFrame({"з": [1.0, 2.5], "и": ["а", "б"]})
    raw = {"keys": [{"column": "к", "key": "з"}], "take": [{"column": "и"}]}
    assert run(Lookup(), raw, rows=rows, dictionary=book)["и"].to_list() == ["а", None]


def test_too_many_pairs_are_counted_and_refused():
    many = pl.DataFrame({"а": range(1000)})
    with pytest.raises(NodeError) as wrong:
        run(Cross(), {"limit": 999_999}, left=many, right=many.rename({"а": "б"}))
    assert wrong.value.values == {"count": "1 000 000", "limit": 999_999}
    empty = many.clear()
    assert run(Cross(), {}, left=many, right=empty.rename({"а": "б"})).height == 0


def test_different_lengths():
    tables = [pl.DataFrame({"а": [1, 2, 3]}), pl.DataFrame({"б": [4, 5]})]
    with pytest.raises(NodeError) as wrong:
        run(Beside(), {}, tables=tables)
    assert wrong.value.values == {"row": 2}
    cut = run(Beside(), {"unequal": "cut"}, tables=tables)
    assert cut.rows() == [(1, 4), (2, 5)]
