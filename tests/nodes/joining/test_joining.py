"""Join and Union: keys, clashing names, types that do not agree."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from kanva.sdk import NodeError
from kanva_nodes.joining.join import Join, JoinSettings
from kanva_nodes.joining.union import Union, UnionSettings


def join(context: Any, left: pl.DataFrame, right: pl.DataFrame, **raw: Any) -> pl.DataFrame:
    settings = JoinSettings.model_validate(raw)
    frames = {"left": left.lazy(), "right": right.lazy()}
    return Join().lazy(settings, frames, context)["rows"].collect()


def union(context: Any, *frames: pl.DataFrame, **raw: Any) -> pl.DataFrame:
    settings = UnionSettings.model_validate(raw)
    return (
        Union()
        .lazy(settings, {"rows": [frame.lazy() for frame in frames]}, context)["rows"]
        .collect()
    )


KEY = [{"left": "k", "right": "k"}]


def test_empty_keys(context: Any) -> None:
    left = pl.DataFrame({"k": [None, 1], "a": [1, 2]})
    right = pl.DataFrame({"k": [None, 1], "b": [3, 4]}, schema_overrides={"k": pl.Int64})
    assert join(context, left, right, kind="inner", keys=KEY).rows() == [(1, 2, 4)]
    both = join(context, left, right, kind="inner", keys=KEY, nulls_match=True)
    assert both.rows() == [(None, 1, 3), (1, 2, 4)]
    full = join(context, left, right, kind="full", keys=KEY)
    assert full.rows() == [(None, 1, None), (1, 2, 4), (None, None, 3)]


def test_relaxed_keys_keep_the_words_as_written(context: Any) -> None:
    left = pl.DataFrame({"k": ["Пермь\u00a0", "омск"], "a": [1, 2]})
    right = pl.DataFrame({"k": [" ПЕРМЬ", "Тула"], "b": [3, 4]})
    relaxed: dict[str, Any] = {"keys": KEY, "trim": True, "ignore_case": True}
    assert join(context, left, right, kind="left", **relaxed).rows() == [
        ("Пермь\u00a0", 1, 3),
        ("омск", 2, None),
    ]
    assert join(context, left, right, kind="right", **relaxed).rows() == [
        (" ПЕРМЬ", 1, 3),
        ("Тула", None, 4),
    ]
    assert join(context, left, right, kind="full", **relaxed).rows() == [
        ("Пермь\u00a0", 1, 3),
        ("омск", 2, None),
        ("Тула", None, 4),
    ]


def test_keys_of_kindred_types(context: Any) -> None:
    left = pl.DataFrame({"k": [dt.date(2026, 1, 1)], "n": pl.Series([1], dtype=pl.Int8)})
    right = pl.DataFrame({"k": [dt.datetime.fromisoformat("2026-01-01")], "n": [1.0], "b": ["да"]})
    keys = [*KEY, {"left": "n", "right": "n"}]
    result = join(context, left, right, kind="inner", keys=keys)
    assert result.schema == {"k": pl.Date, "n": pl.Int8, "b": pl.String}
    assert result.rows() == [(dt.date(2026, 1, 1), 1, "да")]


def test_names_that_clash(context: Any) -> None:
    left = pl.DataFrame({"k": [1], "Сумма": [1], "сумма": [2]})
    right = pl.DataFrame({"k": [1], "Сумма": [3], "k_2": [4]})
    assert join(context, left, right, keys=KEY).columns == ["k", "Сумма", "сумма", "Сумма_2", "k_2"]
    prefixed = join(context, left, right, keys=KEY, clash="prefix", clash_text="План: ")
    assert prefixed.columns == ["k", "Сумма", "сумма", "План: Сумма", "k_2"]
    settings = JoinSettings.model_validate({"keys": KEY, "clash_text": ""})
    found = Join().check(settings, {"left": left.schema, "right": right.schema}, context)
    assert [(error.code, error.field, error.column) for error in found] == [
        ("duplicate_column", "clash_text", "Сумма")
    ]


@pytest.mark.parametrize(
    ("keys", "code", "field"),
    [
        ([], "not_set", "keys"),
        ([{"left": "k", "right": "t"}], "key_kinds", "keys.0.right"),
        ([{"left": "k", "right": "n"}, {"left": "k", "right": "m"}], "key_repeated", "keys.1.left"),
        ([{"left": "k", "right": "z"}], "missing_column", "keys.0.right"),
    ],
)
def test_keys_that_do_not_do(context: Any, keys: Any, code: str, field: str) -> None:
    left = pl.Schema({"k": pl.Int64})
    right = pl.Schema({"t": pl.String, "n": pl.Int64, "m": pl.Int64})
    settings = JoinSettings.model_validate({"keys": keys})
    (error,) = Join().check(settings, {"left": left, "right": right}, context)
    assert (error.code, error.field) == (code, field)
    assert error.problem(Join.messages).text.en


def test_union_promotes_types(context: Any) -> None:
    first = pl.DataFrame(
        {"n": pl.Series([1], dtype=pl.Int8), "d": [dt.date(2026, 1, 1)], "x": [None]}
    )
    second = pl.DataFrame(
        {"n": [0.5], "d": [dt.datetime.fromisoformat("2026-01-01 10:00:00")], "x": ["да"]}
    )
    result = union(context, first, second)
    assert result.schema == {"n": pl.Float64, "d": pl.Datetime("us"), "x": pl.String}
    assert result.rows() == [
        (1.0, dt.datetime.fromisoformat("2026-01-01 00:00:00"), None),
        (0.5, dt.datetime.fromisoformat("2026-01-01 10:00:00"), "да"),
    ]


def test_union_of_disagreeing_types(context: Any) -> None:
    tables = (pl.DataFrame({"x": [1.0, 2.5]}), pl.DataFrame({"x": ["а"]}))
    with pytest.raises(NodeError) as caught:
        union(context, *tables)
    problem = caught.value.problem(Union.messages)
    assert problem.text.ru == "Столбец «x» в разных таблицах разного типа: число, текст"
    assert problem.text.en == "Column “x” differs in type between the tables: number, text"
    assert union(context, *tables, mixed="text")["x"].to_list() == ["1", "2.5", "а"]


def test_union_by_position_of_uneven_tables(context: Any) -> None:
    result = union(
        context, pl.DataFrame({"a": [1]}), pl.DataFrame({"b": [2], "c": ["x"]}), match="position"
    )
    assert result.to_dict(as_series=False) == {"a": [1, 2], "c": [None, "x"]}
    clash = [pl.Schema({"a": pl.Int64}), pl.Schema({"b": pl.Int64, "a": pl.Int64})]
    settings = UnionSettings(match="position")
    found = Union().check(settings, {"rows": clash}, context)
    assert [(error.code, error.column) for error in found] == [("duplicate_column", "a")]


def test_union_keeps_rows_of_a_table_without_common_columns(context: Any) -> None:
    result = union(context, pl.DataFrame({"a": [1]}), pl.DataFrame({"b": [2, 3]}), source="number")
    assert result.rows() == [(1, None, 1), (None, 2, 2), (None, 3, 2)]


def test_source_column_must_be_new(context: Any) -> None:
    settings = UnionSettings.model_validate({"source": "number", "source_column": "a"})
    found = Union().check(settings, {"rows": [pl.Schema({"a": pl.Int64})]}, context)
    assert [(error.code, error.field) for error in found] == [("duplicate_column", "source_column")]


def test_one_table_goes_through(context: Any) -> None:
    frame = pl.DataFrame({"a": [1, None], "b": ["x", ""]})
    assert union(context, frame).equals(frame)
