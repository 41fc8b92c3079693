"""A sheet read once into a Parquet file in the cache, with what was noticed on the way."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from kanva.sdk import Context, NodeError, Text, kind_of
from kanva_nodes.sources._bad_values import kind_words, misfits
from kanva_nodes.sources._cells import ColumnCells, as_text, forced
from kanva_nodes.sources._column_kinds import asked
from kanva_nodes.sources._excel_form import ExcelSettings
from kanva_nodes.sources._grid import LOOKED_AT, header_row, is_data, names_of
from kanva_nodes.sources._kinds import Meaning
from kanva_nodes.sources._names import repaired
from kanva_nodes.sources._scratch_files import replacing
from kanva_nodes.sources._workbook import Area, area_of, error_cells, open_book, rows_of

_CHUNK_ROWS = 20_000
_FORMAT = 1
"""Raised when tables are made in another way: old ones are then made anew."""


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What was found on a sheet.

    Args:
        sheet: Name of the sheet that was read.
        sheets: Names of all sheets.
        skip_rows: Rows above the header.
        header_rows: Rows of the header; 0 without one.
        rows: Number of rows of the table.
        names: Names of the columns.
        kinds: Their kinds.
        missing: Columns the person has set but the sheet has not.
        warnings: Code and values of every warning; a text in two languages is a mapping.
    """

    sheet: str
    sheets: tuple[str, ...]
    skip_rows: int
    header_rows: int
    rows: int
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    missing: tuple[str, ...]
    warnings: tuple[tuple[str, dict[str, Any]], ...]


def table_of(settings: ExcelSettings, context: Context) -> tuple[Path, SheetFacts]:
    """Read a sheet into the cache, or find it there.

    Args:
        settings: Settings of the import.
        context: The house.

    Returns:
        The Parquet file and what was found.

    Raises:
        NodeError: With a message of the Excel import.
    """
    key = _key(settings, context)
    rows, facts_place = context.scratch(f"excel-{key}-rows"), context.scratch(f"excel-{key}-facts")
    known = known_facts(settings, context)
    if known is not None and rows.exists():
        return rows, known
    frame, facts = _read(settings, context)
    with replacing(rows) as temporary:
        frame.write_parquet(temporary, compression="zstd")
    with replacing(facts_place) as temporary:
        temporary.write_text(json.dumps(asdict(facts)), encoding="utf-8")
    return rows, facts


def known_facts(settings: ExcelSettings, context: Context) -> SheetFacts | None:
    """Return what an earlier reading found, or None; the book is not opened.

    Raises:
        NodeError: `missing_file` or `unreadable_file`.
    """
    place = context.scratch(f"excel-{_key(settings, context)}-facts")
    try:
        stored = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    for name in ("sheets", "names", "kinds", "missing"):
        stored[name] = tuple(stored[name])
    stored["warnings"] = tuple((code, values) for code, values in stored["warnings"])
    return SheetFacts(**stored)


def file_state(settings: ExcelSettings, context: Context) -> dict[str, Any]:
    """Return size and time of change of the book.

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


def _key(settings: ExcelSettings, context: Context) -> str:
    path = str(context.path(settings.file))
    state = [_FORMAT, path, file_state(settings, context), settings.model_dump(mode="json")]
    return hashlib.blake2b(json.dumps(state).encode(), digest_size=16).hexdigest()


@dataclass(slots=True)
class _Body:
    """Rows below the header, gathered by columns."""

    columns: list[ColumnCells] = field(default_factory=list[ColumnCells])
    numbers: list[int] = field(default_factory=list[int])

    def add(self, rows: Sequence[tuple[int, Sequence[Any]]], width: int, language: str) -> None:
        kept = [
            (number, row)
            for number, row in rows
            if any(row) or any(not isinstance(cell, str) for cell in row)
        ]
        if not kept:
            return
        while len(self.columns) < width:
            self.columns.append(ColumnCells())
        self.numbers.extend(number for number, _ in kept)
        for place, cells in enumerate(zip(*(row for _, row in kept), strict=True)):
            self.columns[place].add(cells, language)


def _read(settings: ExcelSettings, context: Context) -> tuple[pl.DataFrame, SheetFacts]:
    area = area_of(settings.range)
    if area is None:
        raise NodeError("bad_range", field="range", values={"range": settings.range})
    book = open_book(context.path(settings.file), settings.file)
    name = book.chosen(settings.sheet)
    sheet = book.sheet(name)
    rows = rows_of(sheet, area)
    first = list(itertools.islice(rows, LOOKED_AT))
    if not any(any(not isinstance(cell, str) or cell for cell in row) for _, row in first):
        values = {"sheet": name, "range": settings.range or "A1", "file": settings.file}
        code = "empty_range" if settings.range or settings.sheet else "empty_file"
        raise NodeError(code, field="range" if settings.range else "sheet", values=values)
    skip, header_rows = _start(settings, [row for _, row in first], area)
    heads = [row for _, row in first[skip : skip + header_rows]]
    body = _Body()
    width = len(first[0][1])
    body.add(first[skip + header_rows :], width, context.language)
    while chunk := list(itertools.islice(rows, _CHUNK_ROWS)):
        context.stop_if_cancelled()
        body.add(chunk, width, context.language)
    merged = sheet.merged_cell_ranges
    names = names_of(heads, area.top + skip, area.left, merged) if heads else [""] * width
    frame, warnings, missing = _typed(settings, names, body, context)
    errors = error_cells(book, name, area)
    if errors:
        shown = ", ".join(errors[:10]) + ("…" if len(errors) > 10 else "")
        warnings.append(("error_cells", {"count": len(errors), "cells": shown}))
    facts = SheetFacts(
        sheet=name,
        sheets=book.sheets,
        skip_rows=skip,
        header_rows=header_rows,
        rows=frame.height,
        names=tuple(frame.columns),
        kinds=tuple(kind_of(dtype) for dtype in frame.dtypes),
        missing=tuple(missing),
        warnings=tuple(warnings),
    )
    return frame, facts


def _start(settings: ExcelSettings, rows: list[Sequence[Any]], area: Area) -> tuple[int, int]:
    """Return the rows to skip and the rows of the header."""
    place, header = header_row(rows)
    if settings.skip_rows is not None or area.top > 0:
        place = min(settings.skip_rows or 0, len(rows) - 1)
        header = not is_data(rows[place])
    elif settings.header == "no":
        place = next(at for at, row in enumerate(rows) if any(cell != "" for cell in row))
    if settings.header != "auto":
        header = settings.header == "yes"
    return place, settings.header_rows if header else 0


def _typed(
    settings: ExcelSettings, names: list[str], body: _Body, context: Context
) -> tuple[pl.DataFrame, list[tuple[str, dict[str, Any]]], list[str]]:
    while len(body.columns) < len(names):
        body.columns.append(ColumnCells())
    used = [at for at, cells in enumerate(body.columns) if names[at].strip() or cells.kinds]
    left, right = (used[0], used[-1] + 1) if used else (0, 0)
    final = repaired(names[left:right], context.language)
    kinds = {item.name: item for item in settings.columns if item.name}
    missing = [column for column in kinds if column not in final]
    warnings: list[tuple[str, dict[str, Any]]] = []
    columns: list[pl.Series] = []
    for name, cells in zip(final, body.columns[left:right], strict=True):
        values = cells.column(name, context.language)
        item = kinds.get(name)
        if item is not None and item.kind:
            found = Meaning(kind_of(values.dtype))
            meaning = asked(name, item.kind, item.date_format, found, "auto")
            columns.append(_as_asked(values, meaning, settings, body.numbers, context.language))
            continue
        mixture = cells.mixture()
        if mixture is not None:
            warnings.append(("mixed_types", {"column": name, "kinds": mixture.as_json()}))
        columns.append(values)
    return pl.DataFrame(columns), warnings, missing


def _as_asked(
    values: pl.Series, meaning: Meaning, settings: ExcelSettings, numbers: list[int], language: str
) -> pl.Series:
    result = forced(values, meaning, language)
    if settings.on_bad_value == "null":
        return result
    texts = as_text(values, language)
    wrong = misfits(texts, result).arg_true().to_list()
    if not wrong:
        return result
    raise NodeError(
        "bad_value",
        field="columns",
        column=values.name,
        values={
            "line": numbers[wrong[0]] + 1,
            "value": texts[wrong[0]],
            "kind": kind_words(meaning),
        },
        rows={
            "columns": ["№", values.name],
            "rows": [[numbers[at] + 1, texts[at]] for at in wrong[:5]],
        },
    )


def warning_values(values: dict[str, Any]) -> dict[str, Any]:
    """Turn stored values of a warning back: a mapping of languages is a text."""
    return {
        name: Text(**value) if isinstance(value, dict) else value for name, value in values.items()
    }
