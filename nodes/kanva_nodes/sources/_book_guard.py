"""A book looked at before it is opened: what would unpack without end is refused in plain words."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Any

from kanva.sdk import NodeError

MOST_BYTES = 4_000_000_000
"""All parts of a book together, unpacked."""
MOST_RATIO = 250
"""Unpacked to packed size of a large part; sheets of equal rows reach about 100."""
MOST_CELLS = 200_000_000
"""Cells of the block a sheet takes: the reader keeps every one of them, empty ones too."""
_LARGE_PART_BYTES = 50_000_000
_HEAD_BYTES = 4096
_CHUNK_BYTES = 4_000_000
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="[A-Z]+\d+:([A-Z]+)(\d+)"')
_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>(?!</)')


def refuse_bombs(path: Path, name: str) -> None:
    """Refuse a packed book that is a trap or holds more than a machine can; others pass.

    Args:
        path: Where the book is; one that is not packed (.xls) passes.
        name: Its name for messages.

    Raises:
        NodeError: `book_too_large`, `entities_in_book`, `scattered_cells` or `damaged_book`.
    """
    if not zipfile.is_zipfile(path):
        return
    values: dict[str, Any] = {"file": name}
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            if any(map(_is_bomb, parts)) or sum(part.file_size for part in parts) > MOST_BYTES:
                size = sum(part.file_size for part in parts) // 1_000_000
                raise NodeError("book_too_large", field="file", values={**values, "size": size})
            for part in parts:
                if not part.filename.endswith((".xml", ".rels")):
                    continue
                with packed.open(part) as stream:
                    head = stream.read(_HEAD_BYTES)
                # Two bytes a letter hide the words from a plain search.
                if b"<!DOCTYPE" in (plain := head.replace(b"\0", b"")) or b"<!ENTITY" in plain:
                    raise NodeError("entities_in_book", field="file", values=values)
                if part.filename.startswith("xl/worksheets/") and _claims_too_much(head):
                    _refuse_scattered(_cells(packed, part), values)
                if part.filename == "content.xml":
                    _refuse_scattered(_repeated(packed, part), values)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError):
        raise NodeError("damaged_book", field="file", values=values) from None


def column_number(letters: str) -> int:
    """Return the number of a column from 1.

    Example:
        >>> column_number("A"), column_number("XFD")
        (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    large = part.file_size > _LARGE_PART_BYTES
    return large and part.file_size > MOST_RATIO * max(part.compress_size, 1)


def _claims_too_much(head: bytes) -> bool:
    claim = _DIMENSION.search(head)
    return claim is not None and column_number(claim[1].decode()) * int(claim[2]) > MOST_CELLS


def _refuse_scattered(cells: Generator[tuple[int, int]], values: dict[str, Any]) -> None:
    # A whole formatted column claims a million rows: only filled cells count.
    bottom = right = 0
    with closing(cells):
        for row, column in cells:
            bottom, right = max(bottom, row), max(right, column)
            if bottom * right > MOST_CELLS:
                problem = {**values, "rows": bottom, "columns": right}
                raise NodeError("scattered_cells", field="file", values=problem)


def _cells(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Generator[tuple[int, int]]:
    rest = b""
    with packed.open(part) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            text = rest + chunk
            for letters, row in _CELL.findall(text):
                yield int(row), column_number(letters.decode())
            rest = text[-200:]


def _repeated(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Generator[tuple[int, int]]:
    """Yield the corner that each repeated row of values reaches in an OpenDocument sheet."""
    row = re.compile(rb"<table:table-row\b([^>]*)>(.*?)</table:table-row>", re.DOTALL)
    cell = re.compile(rb"<table:table-cell\b([^>]*value-type=[^>]*)>")
    rows = re.compile(rb'number-rows-repeated="(\d{1,9})"')
    columns = re.compile(rb'number-columns-repeated="(\d{1,9})"')
    rest = b""
    with packed.open(part) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            text = rest + chunk
            ended = 0
            for match in row.finditer(text):
                ended = match.end()
                widths = [
                    int(found[1]) if (found := columns.search(one)) else 1
                    for one in cell.findall(match[2])
                ]
                if widths:
                    high = rows.search(match[1])
                    yield int(high[1]) if high else 1, sum(widths)
            rest = text[ended:]
