"""How a person looks at rows: sorted, filtered, searched; never part of the workflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from kanva.engine.narrow import row_filter, row_search
from kanva.sdk import NodeError


@dataclass(frozen=True, slots=True)
class Look:
    """How rows are looked at, without touching the workflow.

    Args:
        sort: `{"column", "descending"}`, the most important first.
        filters: `{"column", "op", "value"}`; all must hold.
        search: Words some cell of a row must hold.
    """

    sort: tuple[Mapping[str, Any], ...] = ()
    filters: tuple[Mapping[str, Any], ...] = ()
    search: str = ""

    @staticmethod
    def of(request: Mapping[str, Any]) -> Look:
        """Read a look out of a request: `sort`, `filter` and `search`."""
        sort, filters = request.get("sort") or (), request.get("filter") or ()
        return Look(tuple(sort), tuple(filters), str(request.get("search") or ""))

    def narrowed(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Return the rows that pass the conditions and the search.

        Raises:
            NodeError: A column or a comparison is unknown, or a value does not fit its column.
        """
        schema = frame.collect_schema()
        for condition in (row_filter(self.filters, schema), row_search(self.search, schema)):
            frame = frame if condition is None else frame.filter(condition)
        return frame

    def ordered(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Return the rows in the order asked for; nothing comes last.

        Raises:
            NodeError: A column is unknown.
        """
        schema = frame.collect_schema()
        keys = [str(item["column"]) for item in self.sort]
        for key in keys:
            if key not in schema:
                raise NodeError("missing_column", column=key, values={"columns": ", ".join(schema)})
        if not keys:
            return frame
        descending = [bool(item.get("descending")) for item in self.sort]
        return frame.sort(keys, descending=descending, nulls_last=True, maintain_order=True)

    @property
    def narrows(self) -> bool:
        """Whether it leaves rows out."""
        return bool(self.filters) or bool(self.search.strip())
