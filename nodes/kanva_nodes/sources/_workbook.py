"""A book of Excel or OpenDocument: its sheets, its cells, its error cells."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kanva.sdk import NodeError, near
from kanva_nodes.sources._book_guard import refuse_bombs

_RANGE = re.compile(r"^\$?([A-Za-z]{1,3})?\$?(\d{1,7})?$")
_ADDRESS = re.compile(rb' r="([A-Z]{1,3}\d{1,7})"')
_ERROR = b' t="e"'
_CHUNK_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Area:
    """A block of cells; rows and columns count from 0, the last ones belong to it, None is open.

    Args:
        top: First row.
        left: First column.
        bottom: Last row, or None.
        right: Last column, or None.
    """

    top: int = 0
    left: int = 0
    bottom: int | None = None
    right: int | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """An opened book.

    Args:
        path: Where it is.
        name: Its name for messages.
        reader: The calamine workbook.
        sheets: Names of the sheets, in order.
        hidden: Those of them a person does not see.
        parsed: Sheets that have been parsed.
    """

    path: Path
    name: str
    reader: Any
    sheets: tuple[str, ...]
    hidden: frozenset[str]
    parsed: dict[str, Any] = field(default_factory=dict[str, Any])

    def chosen(self, sheet: str) -> str:
        """Return the name of the sheet to read: the one asked for, else the first with data.

        Args:
            sheet: A name, or "" for the first visible sheet that has data.

        Raises:
            NodeError: `no_sheet` or `empty_book`.
        """
        if sheet:
            folded = {name.strip().casefold(): name for name in self.sheets}
            if sheet in self.sheets:
                return sheet
            if sheet.strip().casefold() in folded:
                return folded[sheet.strip().casefold()]
            values = {"sheet": sheet, "sheets": ", ".join(self.sheets), "file": self.name}
            close = near(sheet, self.sheets)
            raise NodeError("no_sheet", field="sheet", values=values, near=close)
        visible = [name for name in self.sheets if name not in self.hidden]
        for name in (*visible, *(name for name in self.sheets if name in self.hidden)):
            if self.sheet(name).start is not None:
                return name
        raise NodeError("empty_file", field="file", values={"file": self.name})

    def sheet(self, name: str) -> Any:
        """Return a calamine sheet.

        Raises:
            NodeError: `damaged_book` when it cannot be parsed.
        """
        from python_calamine import CalamineError  # noqa: PLC0415 - heavy libraries load when used

        if name in self.parsed:
            return self.parsed[name]
        try:
            self.parsed[name] = self.reader.get_sheet_by_name(name)
            return self.parsed[name]
        except CalamineError:
            raise NodeError("damaged_book", field="file", values={"file": self.name}) from None


def open_book(path: Path, name: str) -> Book:
    """Open a book of any format calamine reads.

    Args:
        path: Where it is.
        name: Its name for messages.

    Raises:
        NodeError: `missing_file`, `unreadable_file`, `empty_file`, `locked_book`, `damaged_book`,
            `book_too_large`, `entities_in_book` or `scattered_cells`.
    """
    from python_calamine import (  # noqa: PLC0415 - heavy libraries load when used
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    values = {"file": name}
    try:
        if path.stat().st_size == 0:
            raise NodeError("empty_file", field="file", values=values)
        refuse_bombs(path, name)
        reader = CalamineWorkbook.from_path(str(path))
    except FileNotFoundError:
        raise NodeError("missing_file", field="file", values=values) from None
    except PasswordError:
        raise NodeError("locked_book", field="file", values=values) from None
    except CalamineError:
        raise NodeError("damaged_book", field="file", values=values) from None
    except OSError:
        raise NodeError("unreadable_file", field="file", values=values) from None
    sheets = [item for item in reader.sheets_metadata if item.typ == SheetTypeEnum.WorkSheet]
    hidden = (item.name for item in sheets if item.visible != SheetVisibleEnum.Visible)
    return Book(path, name, reader, tuple(item.name for item in sheets), frozenset(hidden))


def area_of(text: str) -> Area | None:
    """Read a range as Excel writes it.

    Args:
        text: "A5:F15", "A5" (from there on), "A:F", "5:15"; blank for everything.

    Returns:
        The area, or None when the words are not a range.

    Example:
        >>> area_of("A5:F15"), area_of("где-то")
        (Area(top=4, left=0, bottom=14, right=5), None)
    """
    words = text.strip().replace(" ", "")
    if not words:
        return Area()
    first, _, last = words.partition(":")
    start, end = _RANGE.match(first), _RANGE.match(last)
    if start is None or end is None or not first or (":" in words and not last):
        return None
    left, top = start.groups()
    right, bottom = end.groups()
    area = Area(
        top=int(top) - 1 if top else 0,
        left=_column(left) if left else 0,
        bottom=int(bottom) - 1 if bottom else None,
        right=_column(right) if right else None,
    )
    straight = (area.bottom is None or area.bottom >= area.top) and area.top >= 0
    return area if straight and (area.right is None or area.right >= area.left) else None


def column_letters(place: int) -> str:
    """Return the letters of a column.

    Args:
        place: Column from 0.

    Example:
        >>> column_letters(0), column_letters(27)
        ('A', 'AB')
    """
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def rows_of(sheet: Any, area: Area) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the rows of an area, each cut or filled to the same columns.

    Args:
        sheet: A calamine sheet.
        area: The block to read.

    Yields:
        The number of the row from 0, and its cells; an empty or error cell is "".
    """
    if sheet.start is None:
        return
    first = int(sheet.start[1])
    lead = [""] * max(0, first - area.left)
    cut = max(0, area.left - first)
    width = None if area.right is None else area.right - area.left + 1
    for number, cells in enumerate(sheet.iter_rows()):
        if number < area.top:
            continue
        if area.bottom is not None and number > area.bottom:
            return
        row = [*lead, *cells[cut:]] if lead or cut else cells
        if width is not None:
            row = (row + [""] * width)[:width]
        yield number, row


def error_cells(book: Book, sheet: str, area: Area) -> list[str]:
    """Find cells that hold an Excel error (#N/A, #DIV/0!); calamine gives them as empty ones.

    Args:
        book: The book.
        sheet: Name of the sheet.
        area: The block that is read.

    Returns:
        Addresses ("C7") in order; empty for formats other than .xlsx and .xlsm.
    """
    try:
        with zipfile.ZipFile(book.path) as packed, packed.open(_part(packed, sheet)) as part:
            return [cell for cell in _errors_in(part) if _inside(cell, area)]
    except (zipfile.BadZipFile, KeyError, OSError):
        return []


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _part(packed: zipfile.ZipFile, sheet: str) -> str:
    from xml.etree import ElementTree as ET  # noqa: PLC0415 - names and ids of one small part

    book = ET.fromstring(packed.read("xl/workbook.xml"))  # noqa: S314
    links = ET.fromstring(packed.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for item in book.iter():
        if item.tag.endswith("}sheet") and item.get("name") == sheet:
            link = next((value for key, value in item.items() if key.endswith("}id")), None)
            target = targets[link]
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(sheet)


def _errors_in(part: Any) -> Iterator[str]:
    # A search for the mark alone is many times faster than matching every cell.
    rest = b""
    while chunk := part.read(_CHUNK_BYTES):
        text = rest + chunk
        at = text.find(_ERROR)
        while at >= 0:
            start, end = text.rfind(b"<c ", 0, at), text.find(b">", at)
            address = _ADDRESS.search(text, max(start, 0), end if end >= 0 else len(text))
            if start >= 0 and address is not None:
                yield address[1].decode()
            at = text.find(_ERROR, at + 1)
        rest = text[max(text.rfind(b">") + 1, len(text) - 400) :]


def _inside(cell: str, area: Area) -> bool:
    match = _RANGE.match(cell)
    if match is None:
        return False
    column, row = _column(match[1]), int(match[2]) - 1
    below = area.bottom is None or row <= area.bottom
    before = area.right is None or column <= area.right
    return row >= area.top and below and column >= area.left and before
