"""Rows keep the order people see, on tables long enough for the engine to work in parallel."""

from __future__ import annotations

import random
from typing import Any

import polars as pl
import pytest

ROWS = 200_000


@pytest.fixture(scope="module")
def long_table() -> pl.DataFrame:
    chance = random.Random(7)
    return pl.DataFrame(
        {
            "№": range(ROWS),
            "Ключ": [chance.randrange(60_000) for _ in range(ROWS)],
            "Слово": [
                f"{'Пп'[chance.randrange(2)]}ермь {chance.randrange(300)}" for _ in range(ROWS)
            ],
        }
    )


@pytest.fixture(scope="module")
def directory() -> pl.DataFrame:
    chance = random.Random(8)
    return pl.DataFrame(
        {"Код": [chance.randrange(90_000) for _ in range(ROWS)], "место": range(ROWS)}
    )


def run(registry: Any, context: Any, type_id: str, raw: dict[str, Any], **frames: Any) -> Any:
    node_type = registry.get(type_id)
    outputs = node_type.lazy(node_type.settings.model_validate(raw), frames, context)
    return {port: frame.collect() for port, frame in outputs.items()}


def test_filter(registry: Any, context: Any, long_table: pl.DataFrame) -> None:
    condition = {"column": "Ключ", "op": "<", "value": 30_000}
    outputs = run(
        registry,
        context,
        "rows.filter",
        {"conditions": {"all": [condition]}},
        rows=long_table.lazy(),
    )
    assert outputs["rows"]["№"].is_sorted()
    assert outputs["rest"]["№"].is_sorted()
    assert outputs["rows"].height + outputs["rest"].height == ROWS


@pytest.mark.parametrize("kind", ["inner", "left", "full", "semi", "anti"])
def test_join_follows_the_left(
    registry: Any, context: Any, long_table: pl.DataFrame, directory: pl.DataFrame, kind: str
) -> None:
    raw = {"kind": kind, "keys": [{"left": "Ключ", "right": "Код"}]}
    result = run(
        registry, context, "join.join", raw, left=long_table.lazy(), right=directory.lazy()
    )["rows"]
    of_left = result.filter(pl.col("№").is_not_null())
    assert result.head(of_left.height).equals(of_left)
    assert of_left["№"].is_sorted()
    if "место" in result.columns:
        inside = (
            (pl.col("№").diff() > 0) | (pl.col("место").diff() > 0) | pl.col("№").diff().is_null()
        )
        assert of_left.select(inside.all()).item()
        assert result.tail(result.height - of_left.height)["место"].is_sorted()


def test_join_follows_the_right(
    registry: Any, context: Any, long_table: pl.DataFrame, directory: pl.DataFrame
) -> None:
    raw = {"kind": "right", "keys": [{"left": "Ключ", "right": "Код"}]}
    result = run(
        registry, context, "join.join", raw, left=long_table.lazy(), right=directory.lazy()
    )["rows"]
    assert result["место"].is_sorted()
    assert result["место"].n_unique() == ROWS


def test_union(registry: Any, context: Any, long_table: pl.DataFrame) -> None:
    second = long_table.with_columns(pl.col("№") + ROWS)
    result = run(registry, context, "join.union", {}, rows=[long_table.lazy(), second.lazy()])
    assert result["rows"]["№"].to_list() == list(range(2 * ROWS))


def test_group_by_first_appearance(registry: Any, context: Any, long_table: pl.DataFrame) -> None:
    raw = {
        "keys": ["Ключ"],
        "aggregates": [
            {"function": "first", "column": "№", "name": "первая"},
            {"function": "text", "column": "№", "name": "все", "distinct": False},
        ],
    }
    result = run(registry, context, "group.group", raw, rows=long_table.lazy())["rows"]
    assert result["первая"].is_sorted()
    listed = result["все"].str.split(", ").list.eval(pl.element().cast(pl.Int64))
    assert listed.list.eval(pl.element().diff().min() > 0).list.first().drop_nulls().all()


def test_sort_is_stable(registry: Any, context: Any, long_table: pl.DataFrame) -> None:
    raw = {"keys": [{"column": "Слово"}]}
    result = run(registry, context, "rows.sort", raw, rows=long_table.lazy())["rows"]
    words = result["Слово"].str.to_lowercase()
    assert words.is_sorted()
    stable = (words != words.shift()) | (result["№"].diff() > 0)
    assert stable.fill_null(value=True).all()


def test_choose_and_calculate(registry: Any, context: Any, long_table: pl.DataFrame) -> None:
    raw: dict[str, Any] = {"columns": [{"column": "Слово", "kind": "number"}]}
    chosen = run(registry, context, "columns.choose", raw, rows=long_table.lazy())["rows"]
    assert chosen["№"].to_list() == list(range(ROWS))
    assert [warning[0] for warning in context.warnings] == ["values_emptied"]
    raw = {"formulas": [{"name": "x", "formula": "[Ключ] * 2"}]}
    computed = run(registry, context, "columns.calculate", raw, rows=long_table.lazy())["rows"]
    assert computed["№"].to_list() == list(range(ROWS))


def test_lifecycle_customers_by_first_appearance(
    registry: Any, context: Any, long_table: pl.DataFrame
) -> None:
    sales = long_table.with_columns(pl.date(2026, 1, 1).alias("День"))
    raw = {"customer": "Ключ", "date": "День", "report_date": "2026-01-31"}
    result = run(registry, context, "marketing.lifecycle", raw, rows=sales.lazy())["customers"]
    assert result["Ключ"].to_list() == long_table["Ключ"].unique(maintain_order=True).to_list()
