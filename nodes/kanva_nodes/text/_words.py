"""What the nodes of text share: any column as words, made columns checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from kanva.sdk.columns import kind_of
from kanva.sdk.relational import can_convert, col, conversion, need_columns, refuse_duplicates

EMPTY = ""


def words_of(schema: Mapping[str, Any], name: str) -> pl.Expr:
    """Return a column as text: numbers without «.0», dates as ISO text.

    Args:
        schema: Column name to type.
        name: The column.
    """
    dtype = schema[name]
    if kind_of(dtype) == "text":
        return col(name).cast(pl.String)
    if can_convert(kind_of(dtype), "text"):
        return conversion(col(name), dtype, "text")
    return col(name).cast(pl.String, strict=False)


def check_made(
    schema: Mapping[str, Any],
    needed: Iterable[tuple[str, str]],
    made: Iterable[tuple[str, str]],
    gone: Iterable[str] = (),
) -> None:
    """Refuse settings whose columns are not there, or that make a column twice.

    Args:
        schema: Column name to type.
        needed: Dotted path of a setting and the column it names.
        made: Dotted path of a setting and the column it makes.
        gone: Columns that leave.

    Raises:
        NodeError: `missing_column`, `duplicate_column`.
    """
    need_columns(schema, needed)
    left = set(gone)
    stay: list[tuple[str, str | None]] = [(name, None) for name in schema if name not in left]
    refuse_duplicates([*stay, *((name, path) for path, name in made)])
