"""Answers of 1C turned into typed frames; its signs of nothing become nulls."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from kanva.onec.metadata import Entity
from kanva.onec.names import EMPTY_DATE, EMPTY_REFERENCE
from kanva.sdk.messages import NodeError

_NUMBERS = frozenset({"Edm.Double", "Edm.Decimal", "Edm.Int16", "Edm.Int32"})
PRESENTATION_MARK = "____Presentation"


def frame_of(body: bytes, wanted: Mapping[str, str]) -> pl.DataFrame:
    """Return the rows of one answer.

    Args:
        body: JSON of 1C: `{"value": […]}`.
        wanted: Property name to its type, as `$metadata` has it.

    Returns:
        Rows × the wanted properties: text, Float64, Int64, Boolean or Datetime("us"). Empty
        references, dates and texts are nulls; blanks at the end of texts are gone.

    Raises:
        NodeError: `cut_answer`, `not_1c`.
    """
    raw = {name: _wire(kind) for name, kind in wanted.items()}
    schema = {"value": pl.List(pl.Struct(raw))}
    try:
        rows = pl.read_json(io.BytesIO(body), schema=schema)
        frame = rows.select(pl.col("value").explode()).unnest("value")
    except (pl.exceptions.PolarsError, ValueError):
        frame = _patient(body, raw)
    return frame.select(_typed(name, kind) for name, kind in wanted.items())


def property_types(entity: Entity, names: list[str]) -> dict[str, str]:
    """Return the types of properties; presentations are texts.

    Args:
        entity: Where they are.
        names: Their names.
    """
    types: dict[str, str] = {}
    for name in names:
        found = entity.properties.get(name)
        types[name] = "Edm.String" if found is None else found.type
    return types


def _wire(kind: str) -> pl.DataType:
    if kind in _NUMBERS:
        return pl.Float64()
    return pl.Boolean() if kind == "Edm.Boolean" else pl.String()


def _typed(name: str, kind: str) -> pl.Expr:
    value = pl.col(name)
    if kind == "Edm.DateTime":
        moment = pl.when(value != EMPTY_DATE).then(value)
        return moment.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False).alias(
            name
        )
    if kind == "Edm.Int64":
        return value.cast(pl.Int64, strict=False)
    if kind in {"Edm.Int16", "Edm.Int32"}:
        return value.cast(pl.Int64, strict=False)
    if kind in _NUMBERS or kind == "Edm.Boolean":
        return value
    trimmed = value.str.strip_chars_end(" ")
    return pl.when((trimmed != "") & (trimmed != EMPTY_REFERENCE)).then(trimmed).alias(name)


def _patient(body: bytes, raw: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Read an answer whose values are not quite of their types, or find out that it is none."""
    try:
        given: Any = json.loads(body)
    except ValueError as error:
        start = body[:1]
        if start in {b"{", b"["}:
            raise NodeError("cut_answer") from error
        told = body[:160].decode("utf-8", "replace")
        raise NodeError("not_1c", values={"reason": " ".join(told.split())}) from error
    rows: Any = given.get("value") if isinstance(given, dict) else None
    if not isinstance(rows, list):
        raise NodeError("not_1c", values={"reason": body[:160].decode("utf-8", "replace")})
    columns = {name: pl.Series(name, [row.get(name) for row in rows], strict=False) for name in raw}
    frame = pl.DataFrame(columns)
    return frame.cast({name: dtype for name, dtype in raw.items()}, strict=False)  # noqa: C416
