"""Places of rows along an order: numbers and ranks, in the table or in each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from sqlglot import exp

from kanva.sdk import Relation, kind_of
from kanva.sdk.relational import cast_sql, places
from kanva_nodes.rows._order import OrderKey, along, hidden, ranks, within


def placed(
    frame: pl.LazyFrame,
    order: Sequence[OrderKey],
    group: Sequence[str],
    schema: Mapping[str, Any],
    ways: Mapping[str, str],
) -> pl.LazyFrame:
    """Add columns of places; the rows stay where they are.

    Args:
        frame: The rows.
        order: The order; none means as the rows come.
        group: Columns of groups; none means the whole table.
        schema: Column name to type.
        ways: New column to "number" (1, 2, 3, 4), "rank" (1, 2, 2, 4), "dense" (1, 2, 2, 3),
            "average" (1, 2.5, 2.5, 4) or "percent" (0 to 1).

    Raises:
        NodeError: `missing_column`.
    """
    number, changed, rank, size = hidden([*schema, *ways], 4)
    steps: list[list[pl.Expr]] = [
        [within(pl.int_range(1, pl.len() + 1, dtype=pl.Int64), group).alias(number)]
    ]
    if set(ways.values()) != {"number"}:
        keys = [expression for key in order for expression in ranks(key.column, schema[key.column])]
        differs = [key.ne_missing(key.shift(1)) for key in keys]
        begins = pl.any_horizontal(differs) if differs else pl.lit(value=True)
        steps.append(
            [
                (within(begins, group) | (pl.col(number) == 1)).alias(changed),
                within(pl.len().cast(pl.Int64), group).alias(size),
            ]
        )
        first = pl.when(pl.col(changed)).then(pl.col(number)).forward_fill()
        steps.append([within(first, group).alias(rank)])
    steps.append(
        [_place(way, group, number, changed, rank, size).alias(n) for n, way in ways.items()]
    )
    made = along(frame, order, schema, steps)
    return made.drop([number, changed, rank, size], strict=False)


def _place(
    way: str, group: Sequence[str], number: str, changed: str, rank: str, size: str
) -> pl.Expr:
    if way == "number":
        return pl.col(number)
    if way == "rank":
        return pl.col(rank)
    if way == "dense":
        return within(pl.col(changed).cast(pl.Int64).cum_sum(), group)
    if way == "percent":
        return (
            pl.when(pl.col(size) > 1).then((pl.col(rank) - 1) / (pl.col(size) - 1)).otherwise(0.0)
        )
    # Rows of one rank stand side by side: their mean place lies between their first and last.
    following = within(pl.col(rank).shift(-1), group)
    last = pl.when(following.ne_missing(pl.col(rank))).then(pl.col(number)).backward_fill()
    return (pl.col(rank) + within(last, group)) / 2


_SQL = {"rank": "RANK", "dense": "DENSE_RANK", "percent": "PERCENT_RANK"}


def placed_sql(
    table: Relation, order: Sequence[OrderKey], group: Sequence[str], way: str
) -> exp.Expr:
    """Return a place as an SQL window function.

    Args:
        table: The rows.
        order: The order.
        group: Columns of groups.
        way: "rank", "dense" or "percent": the places that do not depend on which of equal rows
            comes first.
    """
    columns = places(table)
    terms: list[exp.Expr] = []
    for key in order:
        column = columns[key.column].copy()
        parts = [column]
        if kind_of(table.schema[key.column]) in {"text", "category"}:
            lower = exp.Lower(this=cast_sql(column, pl.String()))
            plain = exp.Replace(
                this=lower.copy(),
                expression=exp.Literal.string("ё"),
                replacement=exp.Literal.string("е"),
            )
            parts = [plain, lower]
        terms += [exp.Ordered(this=part, desc=key.descending, nulls_first=False) for part in parts]
    window = exp.Window(
        this=exp.Anonymous(this=_SQL[way], expressions=[]),
        partition_by=[columns[name].copy() for name in group],
        order=exp.Order(expressions=terms),
    )
    return cast_sql(window, pl.Float64() if way == "percent" else pl.Int64())
