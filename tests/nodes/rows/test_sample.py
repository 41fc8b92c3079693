"""The Sample: sizes, groups, repeatability."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from kanva_nodes.rows.sample import Sample, SampleSettings


def taken(context: Any, frame: pl.DataFrame, **raw: Any) -> tuple[pl.DataFrame, pl.DataFrame]:
    settings = SampleSettings.model_validate(raw)
    outputs = Sample().lazy(settings, {"rows": frame.lazy()}, context)
    return outputs["rows"].collect(), outputs["rest"].collect()


@pytest.mark.parametrize(
    ("raw", "size"),
    [
        ({"how": "first", "count": 0}, 0),
        ({"how": "first", "count": 3}, 3),
        ({"how": "last", "count": 3}, 3),
        ({"how": "last", "count": 100}, 10),
        ({"how": "random", "count": 4}, 4),
        ({"how": "random", "count": 100}, 10),
        ({"how": "share", "percent": 25}, 3),
        ({"how": "share", "percent": 4}, 0),
        ({"how": "share", "percent": 100}, 10),
        ({"how": "every", "step": 3}, 4),
        ({"how": "every", "step": 3, "start": 20}, 0),
    ],
)
def test_every_row_leaves_once_and_in_order(context: Any, raw: dict[str, Any], size: int) -> None:
    frame = pl.DataFrame({"n": range(10)})
    rows, rest = taken(context, frame, **raw)
    assert rows.height == size
    assert rows["n"].is_sorted()
    assert rest["n"].is_sorted()
    assert sorted([*rows["n"], *rest["n"]]) == list(range(10))


def test_the_seed_repeats_a_sample(context: Any) -> None:
    frame = pl.DataFrame({"n": range(1000)})
    one, again, other = (
        taken(context, frame, how="random", count=50, seed=seed)[0]["n"].to_list()
        for seed in (7, 7, 8)
    )
    assert one == again
    assert one != other
    assert len(set(one)) == 50


def test_shares_within_groups_keep_the_make_up(context: Any) -> None:
    frame = pl.DataFrame({"g": ["а"] * 100 + [None] * 20 + ["б"] * 2, "n": range(122)})
    rows, rest = taken(context, frame, how="share", percent=25, group=["g"])
    assert rows.group_by("g").len().sort("g").rows() == [(None, 5), ("а", 25), ("б", 1)]
    assert rest.height == 91


def test_counts_within_groups(context: Any) -> None:
    frame = pl.DataFrame({"g": list("ааббб"), "n": range(5)})
    assert taken(context, frame, how="last", count=1, group=["g"])[0]["n"].to_list() == [1, 4]
    assert taken(context, frame, how="random", count=2, group=["g"])[0]["g"].to_list() == list(
        "аабб"
    )
    assert taken(context, frame, how="every", step=2, group=["g"])[0]["n"].to_list() == [0, 2, 4]


def test_captions() -> None:
    def caption(**raw: Any) -> tuple[str, str]:
        words = Sample().caption(SampleSettings.model_validate(raw))
        return words.ru, words.en

    assert caption(how="random", count=1) == ("1 случайная", "1 random row")
    assert caption(how="share", percent=2.5, group=["Город"]) == (
        "2,5 % случайных · Город",
        "2.5% at random · Город",
    )
