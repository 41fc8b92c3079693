"""RFM scores against plain Python: made-up customers and the real purchases of CDNOW."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanva.sdk import NodeError
from kanva_nodes.marketing._rfm_scores import score
from kanva_nodes.marketing.rfm import Rfm

REPORT = dt.date(1998, 6, 30)
VALUES = st.lists(st.one_of(st.none(), st.integers(0, 30).map(float)), min_size=1, max_size=40)


def run(raw: dict[str, Any], frame: pl.DataFrame) -> pl.DataFrame:
    valid = Rfm.settings.model_validate(raw)
    return Rfm().lazy(valid, {"rows": frame.lazy()}, None)["customers"].collect()


def scores(values: list[float | None], method: Any, bounds: Any = (), small: bool = False) -> list:
    made = score(pl.col("v"), method, bounds, small_is_good=small)
    frame = pl.DataFrame({"v": values}, schema={"v": pl.Float64})
    return frame.select(made).to_series().to_list()


def quantile(ordered: list[float], share: float) -> float:
    """The usual quantile of R (type 7)."""
    place = (len(ordered) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


@settings(max_examples=80)
@given(VALUES)
def test_equal_counts_share_the_customers_and_keep_equal_values_together(values):
    known = [one for one in values if one is not None]
    rising, falling = scores(values, "counts"), scores(values, "counts", small=True)
    for value, up, down in zip(values, rising, falling, strict=True):
        if value is None:
            assert up is None
            assert down is None
            continue
        below = sum(one < value for one in known)
        above = sum(one > value for one in known)
        assert up == below * 5 // len(known) + 1
        assert down == above * 5 // len(known) + 1


@settings(max_examples=80)
@given(VALUES.filter(lambda values: any(one is not None for one in values)))
def test_scores_as_in_r_stand_on_quantiles_of_type_7_plus_one(values):
    ordered = sorted(one for one in values if one is not None)
    limits = [quantile(ordered, share) + 1 for share in (0.2, 0.4, 0.6, 0.8)]
    for value, up, down in zip(
        values, scores(values, "r"), scores(values, "r", small=True), strict=True
    ):
        if value is None or any(math.isclose(value, limit, rel_tol=1e-12) for limit in limits):
            continue
        passed = sum(value >= limit for limit in limits)
        assert (up, down) == (passed + 1, 5 - passed)


def test_bounds_are_reached_from_below_and_days_kept_from_above():
    assert scores([1, 2, 4, 5, 6, 99], "bounds", (2, 3, 5, 10)) == [1, 2, 3, 4, 4, 5]
    assert scores([0, 30, 31, 365, 366], "bounds", (30, 90, 180, 365), small=True) == [
        5, 5, 4, 2, 1,
    ]  # fmt: skip


def test_purchases_of_cdnow_give_the_figures_of_plain_python(data_dir: Path):
    lines = (data_dir / "cdnow" / "CDNOW_master.txt").read_text("ascii").splitlines()[1:]
    rows = [line.split() for line in lines if line.strip()]
    days: dict[str, list[dt.date]] = defaultdict(list)
    spent: dict[str, float] = defaultdict(float)
    for customer, day, _, money in rows:
        days[customer].append(dt.datetime.strptime(day, "%Y%m%d").date())
        spent[customer] += float(money)
    frame = pl.DataFrame(
        [(c, dt.datetime.strptime(d, "%Y%m%d").date(), float(m)) for c, d, _, m in rows],
        schema=["who", "day", "money"],
        orient="row",
    )
    made = run(
        {"customer": "who", "date": "day", "amount": "money", "report_date": "1998-06-30"}, frame
    )
    assert made.height == 23_570
    assert made["Выручка"].sum() == pytest.approx(2_500_315.63)
    # A free order is no purchase: it has no day and no count.
    paid = frame.filter(pl.col("money") > 0)
    last = dict(paid.group_by("who").agg(pl.col("day").max()).iter_rows())
    often = dict(paid.group_by("who").len().iter_rows())
    for row in made.iter_rows(named=True):
        who = row["who"]
        assert row["Последняя покупка"] == last.get(who)
        assert row["Покупок"] == often.get(who, 0)
        assert row["Выручка"] == pytest.approx(spent[who])
        if who in last:
            assert row["Дней с последней покупки"] == (REPORT - last[who]).days
    recency = [row for row in made["Дней с последней покупки"] if row is not None]
    ordered = sorted(recency)
    for value, given_score in zip(made["Дней с последней покупки"], made["R"], strict=True):
        if value is not None and given_score == 5:
            assert value <= ordered[math.ceil(len(ordered) / 5)]
    named = made.drop_nulls("Сегмент")
    assert named["R и F"].to_list() == [
        10 * r + f for r, f in zip(named["R"], named["F"], strict=True)
    ]


def test_returns_take_money_off_and_are_no_purchases():
    frame = pl.DataFrame(
        {"c": ["a", "a", "b"], "d": [dt.date(2026, 1, day) for day in (1, 9, 2)], "m": [9, -4, -1]}
    )
    raw = {"customer": "c", "date": "d", "amount": "m", "report_date": "2026-01-10"}
    made = run(raw, frame).rows(named=True)
    assert [(row["Покупок"], row["Выручка"]) for row in made] == [(1, 5.0), (0, -1.0)]
    assert made[0]["Последняя покупка"] == dt.date(2026, 1, 1)
    assert made[1]["Последняя покупка"] is None
    assert made[1]["R"] is None


@pytest.mark.parametrize(
    ("raw", "code", "field"),
    [
        ({"map": "а;б\nв"}, "bad_map", "map"),
        ({"method": "bounds", "recency_bounds": "90; 30; 1; 2"}, "bad_bounds", "recency_bounds"),
        ({"method": "bounds", "money_bounds": "много"}, "bad_bounds", "money_bounds"),
        ({"report_date": None}, "not_set", "report_date"),
        ({"source": "customers"}, "not_set", "count"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(raw, code, field):
    base = {"customer": "c", "date": "d", "amount": "m", "report_date": "2026-01-10"}
    valid = Rfm.settings.model_validate({**base, **raw})
    (error,) = Rfm().check(valid, {}, None)
    assert isinstance(error, NodeError)
    assert (error.code, error.field) == (code, field)
