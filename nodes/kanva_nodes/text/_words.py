"""What the nodes of text share: made columns checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kanva.sdk.relational import need_columns, refuse_duplicates


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
