"""What changed between two tables: rows added, gone and changed by a key, changed cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from kanva.engine.look import Look
from kanva.engine.preview import Rows
from kanva.engine.window import column_json
from kanva.sdk import NodeError

STATES = ("added", "gone", "changed", "same")


def compare(
    before: Rows,
    after: Rows,
    keys: Sequence[str],
    *,
    show: Sequence[str] = ("added", "gone", "changed"),
    offset: int = 0,
    limit: int = 200,
) -> dict[str, Any]:
    """Compare two tables row by row.

    Rows of one key are paired in their order; without keys, rows are paired whole: a row is then
    the same, added or gone, never changed.

    Args:
        before: The older rows.
        after: The newer rows.
        keys: Columns that name a row; both tables have them.
        show: States of the rows wanted: "added", "gone", "changed", "same".
        offset: First row of the window.
        limit: Number of rows.

    Returns:
        `{"counts": {state: rows}, "columns": [{..., "values", "old"}], "states", "changed",
        "only_before", "only_after", "retyped", "rows", "total", …}`: `changed` lists for each row
        of the window the places of the columns that differ; `old` are the values before.

    Raises:
        NodeError: A key is not among the columns of both.

    Example:
        >>> old = Rows(pl.LazyFrame({"k": [1, 2], "v": ["a", "b"]}), None, 2, full=True)
        >>> new = Rows(pl.LazyFrame({"k": [2, 3], "v": ["c", "d"]}), None, 2, full=True)
        >>> found = compare(old, new, ["k"])
        >>> found["counts"], found["states"]
        ({'added': 1, 'gone': 1, 'changed': 1, 'same': 0}, ['changed', 'added', 'gone'])
    """
    left, right = before.frame.collect_schema(), after.frame.collect_schema()
    for key in keys:
        if key not in left or key not in right:
            values = {"columns": ", ".join(name for name in right if name in left)}
            raise NodeError("missing_column", column=key, values=values)
    common = [name for name in right if name in left]
    retyped = [name for name in common if left[name] != right[name]]
    paired = [*keys] or common
    columns = [name for name in common if name not in paired]
    joined = _joined(before.frame, after.frame, paired, columns, retyped)
    found = joined.group_by("state").agg(pl.len()).collect()
    counts: dict[str, int] = {**dict.fromkeys(STATES, 0), **dict(found.iter_rows())}
    order = ["place after", "place before"]
    window = (
        joined.filter(pl.col("state").is_in([*show]))
        .sort(order, nulls_last=True)
        .slice(offset, limit)
        .collect()
    )
    shown = [*paired, *columns]
    differs = window.select(f"differs {place}" for place in range(len(columns))).rows()
    first = len(paired)
    return {
        "counts": counts,
        "keys": [*keys],
        "columns": [
            {
                **column_json(window[f"new {place}"].alias(name)),
                "old": column_json(window[f"old {place}"])["values"],
            }
            for place, name in enumerate(shown)
        ],
        "states": window["state"].to_list(),
        "changed": [[first + at for at, one in enumerate(row) if one] for row in differs],
        "only_before": [name for name in left if name not in right],
        "only_after": [name for name in right if name not in left],
        "retyped": retyped,
        "offset": offset,
        "rows": window.height,
        "total": sum(counts[state] for state in dict.fromkeys(show)),
        "full": before.full and after.full,
        "problem": None,
    }


def _joined(
    before: pl.LazyFrame,
    after: pl.LazyFrame,
    paired: list[str],
    columns: list[str],
    retyped: list[str],
) -> pl.LazyFrame:
    names = [*paired, *columns]

    def side(frame: pl.LazyFrame, word: str) -> pl.LazyFrame:
        taken = [
            (pl.col(name).cast(pl.String) if name in retyped else pl.col(name)).alias(
                f"{word} {place}"
            )
            for place, name in enumerate(names)
        ]
        keys = [pl.col(f"{word} {place}") for place in range(len(paired))]
        made = frame.select(taken).with_row_index(f"place {word}")
        # The second row of a key is paired with the second one of the other side.
        return made.with_columns(
            **{f"key {place}": key for place, key in enumerate(keys)},
            turn=pl.int_range(pl.len()).over(keys) if keys else pl.int_range(pl.len()),
        )

    old = side(before, "old").rename({"place old": "place before"})
    new = side(after, "new").rename({"place new": "place after"})
    on = [*(f"key {place}" for place in range(len(paired))), "turn"]
    both = old.join(new, on=on, how="full", coalesce=True, nulls_equal=True)
    first = len(paired)
    differs = [
        pl.col(f"old {first + at}").ne_missing(pl.col(f"new {first + at}")).alias(f"differs {at}")
        for at in range(len(columns))
    ]
    any_differs = pl.any_horizontal(differs) if differs else pl.lit(value=False)
    state = (
        pl.when(pl.col("place before").is_null())
        .then(pl.lit("added"))
        .when(pl.col("place after").is_null())
        .then(pl.lit("gone"))
        .when(any_differs)
        .then(pl.lit("changed"))
        .otherwise(pl.lit("same"))
    )
    here = pl.col("place before").is_not_null() & pl.col("place after").is_not_null()
    return both.with_columns(*(expr & here for expr in differs), state=state)


def same_look(rows: Rows, look: Look) -> Rows:
    """Return rows as narrowed and ordered by a look."""
    return Rows(look.ordered(look.narrowed(rows.frame)), None, None, full=rows.full)
