"""Books that are traps, damaged or locked: refused in plain words, with bounded memory."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kanva.sdk import NodeError
from kanva_nodes.sources import _book_guard
from kanva_nodes.sources.excel_book import ImportExcel

NODE = ImportExcel()
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def book(context: Any) -> Path:
    path = context.workspace / "b.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["Имя", "Шт"])
        sheet.write_row(1, 0, ["Чай", 3])
    return path


def refused(context: Any, name: str = "b.xlsx") -> str:
    with pytest.raises(NodeError) as caught:
        NODE.schema(NODE.settings(file=name), {}, context)
    problem = caught.value.problem(NODE.messages)
    assert name in problem.text.ru
    assert name in problem.text.en
    return problem.code


def replaced(path: Path, part: str, content: bytes) -> None:
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts[part] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)


def test_a_part_that_swells_a_thousandfold(context: Any, book: Path) -> None:
    replaced(book, SHEET, b"<worksheet>" + b" " * 60_000_000)
    assert book.stat().st_size < 100_000
    assert refused(context) == "book_too_large"


def test_all_parts_together(context: Any, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_book_guard, "MOST_BYTES", 1_000)
    assert refused(context) == "book_too_large"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ха">{LAUGHS}]>'


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_billion_laughs(context: Any, book: Path, part: str, codec: str) -> None:
    replaced(book, part, f"{DOCTYPE}<x>&l9;</x>".encode(codec))
    assert refused(context) == "entities_in_book"


def test_billion_laughs_in_an_opendocument_sheet(context: Any) -> None:
    with zipfile.ZipFile(context.workspace / "b.ods", "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", f"{DOCTYPE}<x>&l9;</x>")
    assert refused(context, "b.ods") == "entities_in_book"


def test_one_repeated_cell_fills_an_opendocument_sheet(context: Any) -> None:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    with zipfile.ZipFile(context.workspace / "b.ods", "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{names}:office:1.0" '
            f'xmlns:table="{names}:table:1.0"><office:body><office:spreadsheet>'
            '<table:table table:name="Л"><table:table-row table:number-rows-repeated="1048576">'
            '<table:table-cell table:number-columns-repeated="16384" '
            'office:value-type="float" office:value="1"/></table:table-row></table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    assert refused(context, "b.ods") == "scattered_cells"


def _scattered(cell: str) -> bytes:
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        f'<row r="1048576">{cell}</row></sheetData></worksheet>'
    ).encode()


def test_a_stray_cell_in_the_far_corner(context: Any, book: Path) -> None:
    replaced(book, SHEET, _scattered('<c r="XFD1048576"><v>1</v></c>'))
    assert refused(context) == "scattered_cells"


def test_an_empty_formatted_cell_in_the_far_corner_does_no_harm(context: Any, book: Path) -> None:
    replaced(book, SHEET, _scattered('<c r="XFD1048576" s="0"/>'))
    frame = NODE.scan(NODE.settings(file="b.xlsx"), context).collect()
    assert frame.rows() == [(1,)]


@pytest.mark.parametrize("share", [0.3, 0.9, 0.99])
def test_a_truncated_book(context: Any, book: Path, share: float) -> None:
    data = book.read_bytes()
    book.write_bytes(data[: int(len(data) * share)])
    assert refused(context) == "damaged_book"


def test_a_damaged_sheet(context: Any, book: Path) -> None:
    replaced(book, SHEET, b"<worksheet><sheetData><row><c r=")
    assert refused(context) == "damaged_book"
