"""A book written sheet by sheet in constant memory: rows go to disk as they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from kanva.sdk import Language
from kanva_nodes.export._sheet_cells import CellColumn, cells_of, longest
from kanva_nodes.export._sheet_names import SheetNames

ROWS_A_SHEET = 1_048_575
"""Rows of data on one sheet: Excel's limit without the header."""
_NARROWEST, _WIDEST = 8, 60
_LARGE_CELLS = 20_000_000

_CONTENTS: dict[Language, tuple[str, str, str, str]] = {
    "ru": ("Содержание", "Лист", "Строк", "Всего"),
    "en": ("Contents", "Sheet", "Rows", "Total"),
}


@dataclass(slots=True)
class _Part:
    """One sheet of the book.

    Args:
        name: Its name.
        worksheet: The xlsxwriter sheet.
        order: Its place: number of the value, number of the part.
        rows: Rows of data written.
        widths: Characters the widest cell of each column takes.
    """

    name: str
    worksheet: Any
    order: tuple[int, int]
    rows: int = 0
    widths: list[int] = field(default_factory=list[int])


class SheetBook:
    """Writes frames onto sheets; a sheet that is full goes on in the next one, «… (2)».

    Args:
        path: Where the book is written.
        columns: The columns of every sheet.
        language: Language of made-up names.
        contents: A first sheet lists the others.
        freeze: The header stays in sight, with filter buttons.
    """

    def __init__(
        self,
        path: Path,
        columns: Sequence[CellColumn],
        language: Language,
        *,
        contents: bool,
        freeze: bool,
    ) -> None:
        import xlsxwriter  # noqa: PLC0415 - heavy libraries load when used

        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book: Any = xlsxwriter.Workbook(str(path), options)
        self._columns = columns
        self._language: Language = language
        self._freeze = freeze
        self._names = SheetNames(language)
        self._parts: list[_Part] = []
        self._values: dict[int, _Part] = {}
        self._contents: Any = None
        if contents:
            self._contents = self._book.add_worksheet(self._names.take(_CONTENTS[language][0]))
        head = {
            "bold": True,
            "bg_color": "#E9EEF3",
            "bottom": 1,
            "valign": "top",
            "text_wrap": True,
        }
        self._head = self._book.add_format(head)
        self._formats = [self._format(column) for column in columns]

    @property
    def sheet_count(self) -> int:
        """Number of sheets with rows so far."""
        return len(self._parts)

    def write(self, value: int, wanted: str, frame: pl.DataFrame) -> None:
        """Write rows onto the sheet of a value, making the sheet when there is none.

        Args:
            value: Number of the value, in the order of appearance.
            wanted: The name the sheet should have.
            frame: The rows; columns of `columns` among them.
        """
        part = self._values.get(value) or self._add(value, wanted, 0)
        offset = 0
        while True:
            room = ROWS_A_SHEET - part.rows
            self._write_rows(part, frame.slice(offset, room))
            offset += room
            if offset >= frame.height:
                return
            part = self._add(value, wanted, part.order[1] + 1)

    def close(self, order: Sequence[int] | None = None) -> None:
        """Put the sheets in order, set the widths, write the list of sheets and the file.

        Args:
            order: Numbers of the values in the order of sheets; None keeps that of appearance.
        """
        place = {value: at for at, value in enumerate(order or sorted(self._values))}
        self._parts.sort(key=lambda part: (place.get(part.order[0], len(place)), part.order[1]))
        for part in self._parts:
            self._finish(part)
        if self._contents is not None:
            self._write_contents()
        sheets = [part.worksheet for part in self._parts]
        if self._contents is not None:
            sheets.insert(0, self._contents)
        # Filters and links name sheets by number: the numbers follow the new order.
        self._book.worksheets_objs.sort(key=sheets.index)
        for number, sheet in enumerate(self._book.worksheets_objs):
            sheet.index = number
        if sheets:
            sheets[0].activate()
            sheets[0].set_first_sheet()
        if sum(part.rows for part in self._parts) * len(self._columns) > _LARGE_CELLS:
            self._book.use_zip64()
        self._book.close()

    def _format(self, column: CellColumn) -> Any:
        if not column.number_format or column.as_text:
            # The text format keeps a code with zeros text when a person edits the cell.
            return self._book.add_format({"num_format": "@"}) if column.as_text else None
        return self._book.add_format({"num_format": column.number_format})

    def _add(self, value: int, wanted: str, number: int) -> _Part:
        name = self._names.take(wanted)
        worksheet = self._book.add_worksheet(name)
        part = _Part(name, worksheet, (value, number), widths=[0] * len(self._columns))
        for place, column in enumerate(self._columns):
            worksheet.write_string(0, place, column.title, self._head)
        self._parts.append(part)
        self._values[value] = part
        return part

    def _write_rows(self, part: _Part, frame: pl.DataFrame) -> None:
        if not frame.height:
            return
        sheet = part.worksheet
        writers: list[tuple[int, Callable[..., Any], Any]] = []
        cells: list[list[Any]] = []
        for place, column in enumerate(self._columns):
            values = frame.get_column(column.name)
            part.widths[place] = max(part.widths[place], longest(values, column))
            items = cells_of(values, column)
            cells.append(items)
            writers.append((place, self._writer(sheet, column, items), self._formats[place]))
        first = part.rows + 1
        for row, record in enumerate(zip(*cells, strict=True), start=first):
            for (place, writer, style), cell in zip(writers, record, strict=True):
                if cell is not None:
                    writer(row, place, cell, style)
        part.rows += frame.height

    def _writer(self, sheet: Any, column: CellColumn, items: list[Any]) -> Callable[..., Any]:
        if column.as_text or column.kind in ("text", "category", "list"):
            return sheet.write_string
        if column.kind == "boolean":
            return sheet.write_boolean
        if column.kind in ("date", "datetime", "integer") and any(
            isinstance(item, str) for item in items
        ):
            return _NumberOrText(sheet)
        return sheet.write_number

    def _finish(self, part: _Part) -> None:
        for place, column in enumerate(self._columns):
            # A longer head wraps; three characters more leave room for the filter button.
            head = min(len(column.title) + 3, 24)
            width = min(max(part.widths[place] + 2, head, _NARROWEST), _WIDEST)
            part.worksheet.set_column(place, place, width)
        if self._freeze and self._columns:
            part.worksheet.freeze_panes(1, 0)
            part.worksheet.autofilter(0, 0, max(part.rows, 1), len(self._columns) - 1)

    def _write_contents(self) -> None:
        _, sheet_word, rows_word, total_word = _CONTENTS[self._language]
        contents = self._contents
        link = self._book.add_format({"font_color": "#1F5FBF", "underline": 1})
        count = self._book.add_format({"num_format": "#,##0"})
        total = self._book.add_format({"num_format": "#,##0", "bold": True, "top": 1})
        contents.write_string(0, 0, sheet_word, self._head)
        contents.write_string(0, 1, rows_word, self._head)
        for row, part in enumerate(self._parts, start=1):
            target = part.name.replace("'", "''")
            contents.write_url(row, 0, f"internal:'{target}'!A1", link, part.name)
            contents.write_number(row, 1, part.rows, count)
        last = len(self._parts) + 1
        contents.write_string(last, 0, total_word, total)
        contents.write_number(last, 1, sum(part.rows for part in self._parts), total)
        widest = max((len(part.name) for part in self._parts), default=0)
        contents.set_column(0, 0, max(widest + 2, 20))
        contents.set_column(1, 1, 12)
        contents.freeze_panes(1, 0)


class _NumberOrText:
    """Writes a cell of a column in which some values cannot be Excel numbers."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    def __call__(self, row: int, place: int, cell: Any, style: Any) -> None:
        if isinstance(cell, str):
            self._sheet.write_string(row, place, cell)
        else:
            self._sheet.write_number(row, place, cell, style)
