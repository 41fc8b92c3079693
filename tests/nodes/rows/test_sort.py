"""The Sort: stability, nulls, the alphabet, categories."""

from __future__ import annotations

from typing import Any

import polars as pl

from kanva_nodes.rows.sort import Sort, SortSettings


def ordered(context: Any, frame: pl.DataFrame, **raw: Any) -> list[Any]:
    settings = SortSettings.model_validate(raw)
    return Sort().lazy(settings, {"rows": frame.lazy()}, context)["rows"].collect().rows()


def test_nulls_stand_apart_from_the_direction(context: Any) -> None:
    frame = pl.DataFrame({"a": [2, None, 1], "n": [0, 1, 2]})
    for descending in (False, True):
        numbers = [2, 0] if not descending else [0, 2]
        key = {"column": "a", "descending": descending}
        assert [row[1] for row in ordered(context, frame, keys=[key])] == [*numbers, 1]
        first = [row[1] for row in ordered(context, frame, keys=[{**key, "nulls": "first"}])]
        assert first == [1, *numbers]


def test_equal_rows_keep_their_order_when_descending(context: Any) -> None:
    frame = pl.DataFrame({"a": ["б", "А", "а", "Б", "а"], "n": [0, 1, 2, 3, 4]})
    found = ordered(context, frame, keys=[{"column": "a", "descending": True}])
    assert [row[1] for row in found] == [0, 3, 1, 2, 4]


def test_yo_decides_only_between_equal_words(context: Any) -> None:
    frame = pl.DataFrame({"w": ["всё", "все", "ёж", "еж", "ежи", "Ёж", "жук"]})
    found = [row[0] for row in ordered(context, frame, keys=[{"column": "w"}])]
    assert found == ["все", "всё", "еж", "ёж", "Ёж", "ежи", "жук"]


def test_categories_go_by_the_alphabet(context: Any) -> None:
    frame = pl.DataFrame({"w": ["я", "б", "Ё", "е"]}, schema={"w": pl.Categorical})
    found = [row[0] for row in ordered(context, frame, keys=[{"column": "w"}])]
    assert found == ["б", "е", "Ё", "я"]


def test_without_keys_there_is_nothing_to_do(context: Any) -> None:
    found = Sort().check(SortSettings(), {"rows": pl.Schema({"a": pl.Int64})}, context)
    assert [(error.code, error.field) for error in found] == [("not_set", "keys")]
