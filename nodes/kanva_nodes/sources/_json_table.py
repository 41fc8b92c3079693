"""A JSON file as a table: nested records unfolded, lists laid out, kept in the cache as Parquet.

Records differ from each other, so they are unfolded one by one, as cells of a sheet are; only a
part of the values is held in Python at a time.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import polars as pl

from kanva.sdk import Context, NodeError, near
from kanva_nodes.sources._json_columns import PART_ROWS, JsonColumn, dumped, table
from kanva_nodes.sources._json_form import JsonSettings
from kanva_nodes.sources._json_records import VALUE, Records, records_of
from kanva_nodes.sources._names import repaired
from kanva_nodes.sources._scratch_files import replacing

_FORMAT = 1
"""Raised when tables are made in another way: old ones are then made anew."""
_LOOKED_AT = 1000
"""How many records are looked at to find the list that is laid out."""
_MOST_COLUMNS = 10_000


@dataclass(frozen=True, slots=True)
class JsonFacts:
    """What was found in a file.

    Args:
        form: "json" or "lines".
        path: Where the rows stand.
        list_column: The list that was laid out in rows, or "".
        rows: Number of rows.
        mixed: Columns whose values were of several kinds and have become text.
        bad_lines: How many lines were left out.
        first_bad: The first of them.
    """

    form: str
    path: str
    list_column: str
    rows: int
    mixed: tuple[str, ...]
    bad_lines: int
    first_bad: tuple[int, ...]


def file_state(settings: JsonSettings, context: Context) -> dict[str, Any]:
    """Return size and time of change of the file.

    Raises:
        NodeError: `missing_file` or `unreadable_file`.
    """
    values = {"file": settings.file}
    try:
        stat = context.path(settings.file).stat()
    except FileNotFoundError:
        raise NodeError("missing_file", field="file", values=values) from None
    except OSError:
        raise NodeError("unreadable_file", field="file", values=values) from None
    return {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns, "language": context.language}


def known_facts(settings: JsonSettings, context: Context) -> JsonFacts | None:
    """Return what an earlier reading found, or None; the file is not opened."""
    try:
        stored = json.loads(_places(settings, context)[1].read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    for name in ("mixed", "first_bad"):
        stored[name] = tuple(stored[name])
    return JsonFacts(**stored)


def json_table(settings: JsonSettings, context: Context) -> tuple[Path, JsonFacts]:
    """Read a file into the cache, or find it there.

    Args:
        settings: Settings of the import.
        context: The house.

    Returns:
        The Parquet file and what was found.

    Raises:
        NodeError: With a message of the JSON import.
    """
    place, facts_place = _places(settings, context)
    known = known_facts(settings, context)
    if known is not None and place.exists():
        return place, known
    frame, facts = _read(settings, context)
    with replacing(place) as temporary:
        frame.write_parquet(temporary, compression="zstd")
    with replacing(facts_place) as temporary:
        temporary.write_text(json.dumps(asdict(facts)), encoding="utf-8")
    return place, facts


def _places(settings: JsonSettings, context: Context) -> tuple[Path, Path]:
    path = str(context.path(settings.file))
    state = [_FORMAT, path, file_state(settings, context), settings.model_dump(mode="json")]
    key = hashlib.blake2b(json.dumps(state).encode(), digest_size=16).hexdigest()
    return context.scratch(f"json-{key}-rows"), context.scratch(f"json-{key}-facts")


def _read(settings: JsonSettings, context: Context) -> tuple[pl.DataFrame, JsonFacts]:
    records = records_of(
        context.path(settings.file),
        settings.file,
        settings.form,
        settings.path,
        skip_bad=settings.bad_lines == "skip",
    )
    unfolding = _Unfolding(settings)
    rows = iter(records.rows)
    list_column = ""
    flat: Iterator[dict[str, Any]] = (unfolding.record(row) for row in rows)
    if settings.lists == "rows":
        first = list(itertools.islice(flat, _LOOKED_AT))
        list_column = _list_column(settings, first)
        flat = itertools.chain(first, flat)
        if list_column:
            flat = (part for row in flat for part in unfolding.items(row, list_column))
    columns: dict[str, JsonColumn] = {}
    count = _gather(flat, columns, unfolding, context)
    if not count:
        raise NodeError("no_rows", field="path", values={"file": settings.file})
    frame, mixed = table(columns, count, dates=settings.dates)
    names = dict(zip(frame.columns, repaired(frame.columns, context.language), strict=True))
    return frame.rename(names), _facts(records, list_column, count, [names[one] for one in mixed])


def _facts(records: Records, list_column: str, count: int, mixed: list[str]) -> JsonFacts:
    return JsonFacts(
        form=records.form,
        path=records.path,
        list_column=list_column,
        rows=count,
        mixed=tuple(mixed),
        bad_lines=len(records.bad_lines),
        first_bad=tuple(records.bad_lines[:10]),
    )


def _gather(
    rows: Iterable[dict[str, Any]],
    columns: dict[str, JsonColumn],
    unfolding: _Unfolding,
    context: Context,
) -> int:
    count = packed = 0
    for row in rows:
        at = count - packed
        for name, value in row.items():
            column = columns.get(name)
            if column is None:
                if len(columns) >= _MOST_COLUMNS:
                    raise NodeError("many_columns", field="nested", values={"most": _MOST_COLUMNS})
                column = columns[name] = JsonColumn()
                column.pack(packed)
            waiting = column.waiting
            if len(waiting) < at:
                waiting.extend([None] * (at - len(waiting)))
            waiting.append(unfolding.cell(value) if isinstance(value, dict | list) else value)
        count += 1
        if count - packed >= PART_ROWS:
            context.stop_if_cancelled()
            for column in columns.values():
                column.pack(count)
            packed = count
    return count


class _Unfolding:
    """Turns records into flat rows by the settings."""

    def __init__(self, settings: JsonSettings) -> None:
        self._settings = settings

    def record(self, value: Any) -> dict[str, Any]:
        """Return one row: column to value, lists as they are."""
        if not isinstance(value, dict):
            return {VALUE: value}
        row: dict[str, Any] = {}
        self._into(row, "", cast("dict[str, Any]", value))
        return row

    def _into(self, row: dict[str, Any], prefix: str, record: dict[str, Any]) -> None:
        for key, value in record.items():
            name = f"{prefix}{key}"
            if isinstance(value, dict) and self._settings.nested == "columns":
                if value:
                    self._into(row, f"{name}{self._settings.separator}", cast("Any", value))
                continue
            while name in row:
                # A key «а.б» beside a record «а» with a key «б»: both are kept.
                name += "'"
            row[name] = value

    def items(self, row: dict[str, Any], column: str) -> Iterator[dict[str, Any]]:
        """Yield a row for each item of a list, the other columns repeated."""
        given = row.get(column)
        items = cast("list[Any]", given) if isinstance(given, list) else [given]
        if not items or items == [None]:
            yield {name: value for name, value in row.items() if name != column}
            return
        for item in items:
            made: dict[str, Any] = {}
            for name, value in row.items():
                if name != column:
                    made[name] = value
                elif isinstance(item, dict) and self._settings.nested == "columns":
                    self._into(made, f"{column}{self._settings.separator}", cast("Any", item))
                else:
                    made[column] = item
            yield made

    def cell(self, value: list[Any] | dict[str, Any]) -> str:
        """Return what stands in a cell in place of a list or a record."""
        if isinstance(value, list):
            items = value
            if self._settings.lists == "joined" and not any(
                isinstance(item, dict | list) for item in items
            ):
                return ", ".join(
                    item if isinstance(item, str) else dumped(item)
                    for item in items
                    if item is not None
                )
            return dumped(items)
        return dumped(value)


def _list_column(settings: JsonSettings, rows: list[dict[str, Any]]) -> str:
    found: dict[str, None] = {}
    names: dict[str, None] = {}
    for row in rows:
        for name, value in row.items():
            names[name] = None
            if isinstance(value, list):
                found[name] = None
    if settings.list_column:
        if settings.list_column in found:
            return settings.list_column
        raise NodeError(
            "no_list",
            field="list_column",
            column=settings.list_column,
            values={"lists": ", ".join(found) or "—"},
            near=near(settings.list_column, found or names),
        )
    if len(found) > 1:
        raise NodeError(
            "which_list",
            field="list_column",
            values={"lists": ", ".join(found)},
            near=list(found)[:3],
        )
    return next(iter(found), "")
