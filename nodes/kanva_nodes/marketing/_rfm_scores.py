"""Scores 1 to 5: by equal counts, by bounds, and as R's package `rfm` gives them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl

CLASSES = 5
Method = Literal["counts", "r", "bounds"]


def score(
    value: pl.Expr, method: Method, bounds: Sequence[float], *, small_is_good: bool
) -> pl.Expr:
    """Return scores of a column.

    Args:
        value: Numbers, Float64.
        method: "counts" (five parts of equal size, equal values together), "bounds" (four given
            numbers) or "r": lower bounds are each quantile of 20, 40, 60 and 80 % plus one, as in
            `rfm_table_order` of the package rfm for R (version 0.3).
        bounds: Four rising numbers for "bounds".
        small_is_good: The smallest value gets 5: recency.

    Returns:
        Whole numbers 1 to 5, null where the value is null.

    Example:
        >>> frame = pl.DataFrame({"v": [1.0, 2.0, 3.0, 4.0, 5.0]})
        >>> made = score(pl.col("v"), "counts", (), small_is_good=False)
        >>> frame.select(made).to_series().to_list()
        [1, 2, 3, 4, 5]
    """
    if method == "counts":
        rank = value.rank("min") - 1
        # Whole numbers: a share of a float could fall a hair below its class.
        place = (rank.cast(pl.Int64) * CLASSES) // value.count().cast(pl.Int64)
        rising = place + 1
        if small_is_good:
            back = value.rank("max").cast(pl.Int64)
            rising = ((value.count().cast(pl.Int64) - back) * CLASSES) // value.count().cast(
                pl.Int64
            ) + 1
        return pl.when(value.is_not_null()).then(rising.clip(1, CLASSES))
    limits: list[pl.Expr] = (
        [value.quantile(share, "linear") + 1 for share in (0.2, 0.4, 0.6, 0.8)]
        if method == "r"
        else [pl.lit(float(bound)) for bound in bounds]
    )
    if method == "bounds" and small_is_good:
        passed = sum((value <= limit).cast(pl.Int64) for limit in limits)
        return pl.when(value.is_not_null()).then(passed + 1)
    passed = sum((value >= limit).cast(pl.Int64) for limit in limits)
    rising = passed + 1
    return pl.when(value.is_not_null()).then(CLASSES + 1 - rising if small_is_good else rising)
