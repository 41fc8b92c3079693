"""Places of rows along an order: numbers and ranks, in the table or in each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl
from sqlglot import exp

from kanva.sdk import Relation, kind_of
from kanva.sdk.relational import cast_sql, col, places
from kanva_nodes.rows._order import Line, OrderKey, hidden, ranks, within

if TYPE_CHECKING:
    from polars._typing import RankMethod


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
    line = Line(order, group, schema)
    key = line.single
    if key is not None:
        own = [within(_ranked(way, key), group).alias(name) for name, way in ways.items()]
        return frame.with_columns(own)
    number, changed, rank, size = hidden([*schema, *ways], 4)
    steps: list[list[pl.Expr]] = [
        [line.window(pl.int_range(1, pl.len() + 1, dtype=pl.Int64)).alias(number)]
    ]
    if set(ways.values()) != {"number"}:
        keys = [expression for key in order for expression in ranks(key.column, schema[key.column])]
        differs = [key.ne_missing(key.shift(1)) for key in keys]
        begins = pl.any_horizontal(differs) if differs else pl.lit(value=True)
        steps.append(
            [
                (line.window(begins) | (pl.col(number) == 1)).alias(changed),
                within(pl.len().cast(pl.Int64), group).alias(size),
            ]
        )
        first = pl.when(pl.col(changed)).then(pl.col(number)).forward_fill()
        steps.append([line.window(first).alias(rank)])
    steps.append(
        [_place(way, line, number, changed, rank, size).alias(name) for name, way in ways.items()]
    )
    return line.run(frame, steps).drop([number, changed, rank, size], strict=False)


_METHODS: Mapping[str, RankMethod] = {
    "number": "ordinal",
    "rank": "min",
    "dense": "dense",
    "average": "average",
    "percent": "min",
}


def _ranked(way: str, key: OrderKey) -> pl.Expr:
    """Return a place by a single column; empty cells come last and share one place."""
    column = col(key.column)
    place = column.rank(_METHODS[way], descending=key.descending)
    filled, size = column.count().cast(pl.Int64), pl.len().cast(pl.Int64)
    last: pl.Expr = filled + 1
    if way == "number":
        last = filled + column.is_null().cast(pl.Int64).cum_sum()
    elif way == "dense":
        # The empty cells count as one value more.
        last = column.n_unique().cast(pl.Int64)
    elif way == "average":
        last = (filled + 1 + size) / 2
    dtype = pl.Float64 if way == "average" else pl.Int64
    whole = pl.when(column.is_null()).then(last).otherwise(place.cast(dtype))
    if way != "percent":
        return whole
    return pl.when(size > 1).then((whole - 1) / (size - 1)).otherwise(0.0)


def _place(way: str, line: Line, number: str, changed: str, rank: str, size: str) -> pl.Expr:
    if way == "number":
        return pl.col(number)
    if way == "rank":
        return pl.col(rank)
    if way == "dense":
        return line.window(pl.col(changed).cast(pl.Int64).cum_sum())
    if way == "percent":
        return (
            pl.when(pl.col(size) > 1).then((pl.col(rank) - 1) / (pl.col(size) - 1)).otherwise(0.0)
        )
    # Rows of one rank stand side by side: their mean place lies between their first and last.
    following = line.window(pl.col(rank).shift(-1))
    last = pl.when(following.ne_missing(pl.col(rank))).then(pl.col(number)).backward_fill()
    return (pl.col(rank) + line.window(last)) / 2


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
