"""Pivot, unpivot, group values, bins and statistics against plain Python."""

from __future__ import annotations

import statistics

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanva.sdk import NodeError
from kanva_nodes.grouping.bins import Bins
from kanva_nodes.grouping.pivot import COLUMNS_LIMIT, Pivot
from kanva_nodes.grouping.statistics import Statistics
from kanva_nodes.grouping.unpivot import Unpivot
from kanva_nodes.grouping.window import GroupValues

WORDS = st.sampled_from(["а", "б", "в", None])
ROWS = st.lists(st.tuples(WORDS, WORDS, st.one_of(st.none(), st.integers(-9, 9))), max_size=12)


class Calm:
    """A context nobody cancels."""

    def stop_if_cancelled(self):
        pass


def run(node, raw, frame):
    valid = node.settings.model_validate(raw)
    return node.lazy(valid, {"rows": frame.lazy()}, Calm())["rows"].collect()


def table(rows):
    return pl.DataFrame(rows, schema={"k": pl.String, "a": pl.String, "n": pl.Int64}, orient="row")


@settings(max_examples=60)
@given(ROWS)
def test_cells_others_missing_and_total_add_up(rows):
    raw = {
        "rows": ["k"], "across": "a", "values": "а\nб", "missing": "нет", "total": "всего",
        "measures": [{"function": "sum", "column": "n"}],
    }  # fmt: skip
    found = run(Pivot(), raw, table(rows))
    keys = list(dict.fromkeys(k for k, _, _ in rows))

    def total(key, fits):
        return sum(n or 0 for k, a, n in rows if k == key and fits(a))

    assert found.rows() == [
        (
            key,
            total(key, lambda a: a == "а"),
            total(key, lambda a: a == "б"),
            total(key, lambda a: a == "в"),
            total(key, lambda a: a is None),
            total(key, lambda _: True),
        )
        for key in keys
    ]


def test_columns_of_the_data_have_a_limit_and_numbers_for_equal_names():
    many = pl.DataFrame({"а": range(COLUMNS_LIMIT + 1)})
    raw = {"across": "а", "mode": "data", "measures": [{"function": "rows"}]}
    with pytest.raises(NodeError, match="too_many_columns"):
        run(Pivot(), raw, many)
    frame = pl.DataFrame({"k": ["x"], "a": ["k"]})
    found = run(Pivot(), {**raw, "rows": ["k"], "across": "a"}, frame)
    assert found.columns == ["k", "k_2"]


@settings(max_examples=60)
@given(ROWS)
def test_unpivot_takes_the_same_values_in_order(rows):
    frame = table(rows).with_columns(m=pl.col("n") / 2)
    raw = {"which": "numbers", "name": "имя", "value": "значение"}
    found = run(Unpivot(), raw, frame)
    assert found.rows() == [
        (k, a, name, None if n is None else value)
        for k, a, n in rows
        for name, value in (("n", n), ("m", None if n is None else n / 2))
    ]


@settings(max_examples=60)
@given(ROWS)
def test_shares_of_a_group_add_up_to_one(rows):
    raw = {"group": ["k"], "made": [{"what": "share", "column": "n", "name": "д"}]}
    found = run(GroupValues(), raw, table(rows))
    for (k, _, n), share in zip(rows, found["д"].to_list(), strict=True):
        whole = sum(m or 0 for other, _, m in rows if other == k)
        assert share == (None if n is None or whole == 0 else pytest.approx(n / whole))


@settings(max_examples=60)
@given(st.lists(st.integers(-50, 50), min_size=1, max_size=40), st.integers(2, 7))
def test_equal_counts_keep_order_and_equals_together(values, count):
    raw = {"column": "v", "by": "quantile", "count": count, "label": "number"}
    found = run(Bins(), raw, pl.DataFrame({"v": values}))["Класс"].to_list()
    for value, place in zip(values, found, strict=True):
        below = sum(other < value for other in values)
        assert place == below * count // len(values) + 1


def test_bounds_out_of_order_are_told():
    columns = [{"name": "from", "kind": "number"}, {"name": "label", "kind": "text"}]
    raw = {"column": "v", "bounds": {"columns": columns, "rows": [[5, None], [1, None]]}}
    with pytest.raises(NodeError) as wrong:
        run(Bins(), raw, pl.DataFrame({"v": [1.0]}))
    assert wrong.value.values == {"earlier": "5", "later": "1"}


@settings(max_examples=40)
@given(st.lists(st.one_of(st.none(), st.integers(-20, 20)), min_size=2, max_size=20))
def test_figures_of_a_column(values):
    found = run(Statistics(), {}, pl.DataFrame({"v": values}, schema={"v": pl.Int64})).row(
        0, named=True
    )
    numbers = [value for value in values if value is not None]
    assert found["Заполнено"] == len(numbers)
    assert found["Разных"] == len(set(numbers))
    if numbers:
        assert found["Наибольшее"] == str(max(numbers))
        assert found["Медиана"] == pytest.approx(statistics.median(numbers))
        assert found["Сколько раз"] == max(numbers.count(one) for one in numbers)
    if len(numbers) > 1:
        assert found["Стандартное отклонение"] == pytest.approx(statistics.stdev(numbers))
