"""Export into Excel: what the cells hold, sheets by value, limits, formulas."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from kanva.sdk import NodeError
from kanva_nodes.export import _sheet_book
from kanva_nodes.export._sheet_names import SheetNames
from kanva_nodes.export.excel_book import ExportExcel

NODE = ExportExcel()


@pytest.fixture
def write(context: Any, staging: Any, batches: Any) -> Any:
    """`write(frame, **settings)` → the path of the book."""

    def _write(frame: pl.DataFrame, size: int = 100_000, **settings: Any) -> Path:
        chosen = NODE.settings(file="o.xlsx", **settings)
        assert NODE.write(chosen, batches(frame, size), staging, context) == frame.height
        assert list(staging.files) == list(NODE.targets(chosen, context)) == ["o.xlsx"]
        target = staging.files["o.xlsx"].with_suffix(".xlsx")
        staging.files["o.xlsx"].replace(target)
        return target

    return _write


def book_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(path)
    out = {sheet.title: [tuple(row) for row in sheet.values] for sheet in book}
    book.close()
    return out


FRAME = pl.DataFrame(
    {
        "Дата": [dt.date(2024, 12, 31), dt.date(1812, 9, 7), None],
        "Когда": [dt.datetime(2024, 12, 31, 9, 5, 7), None, dt.datetime(2025, 1, 9)],
        "ИНН": ["077000000012", "+79161234567", None],
        "Сумма": [1088.4, float("inf"), -17.5],
        "Точно": [Decimal("1.50"), None, Decimal("-2.25")],
        "Шт": [3, None, -4],
        "Карта": [4276123412341234567, 5, None],
        "Да": [True, False, None],
        "Час": [dt.time(9, 30), None, dt.time(0)],
        "Слова": [["а", "б"], [], None],
    }
)


def test_cells_are_what_they_are(write: Any) -> None:
    rows = book_of(write(FRAME, sheet="Продажи"))
    assert list(rows) == ["Продажи"]
    assert rows["Продажи"] == [
        tuple(FRAME.columns),
        (
            dt.datetime(2024, 12, 31),
            dt.datetime(2024, 12, 31, 9, 5, 7),
            "077000000012",
            1088.4,
            1.5,
            3,
            "4276123412341234567",
            True,
            dt.time(9, 30),
            "а, б",
        ),
        ("1812-09-07", None, "+79161234567", None, None, None, 5, False, None, None),
        (None, dt.datetime(2025, 1, 9), None, -17.5, -2.25, -4, None, None, dt.time(0), None),
    ]


INJECTIONS = ["=1+1", "+7 916", "@SUM(A1)", "-2+3", "http://x.ru", "mailto:a@b.c", "{=A1}", "1e5"]


def test_no_text_becomes_a_formula_or_a_link(write: Any) -> None:
    path = write(pl.DataFrame({"=t": INJECTIONS}), sheet="=A1")
    assert book_of(path)["=A1"] == [("=t",), *((text,) for text in INJECTIONS)]
    with zipfile.ZipFile(path) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        names = parts.namelist()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert "xl/worksheets/_rels/sheet1.xml.rels" not in names
    assert len(re.findall(r't="inlineStr"', sheet)) == len(INJECTIONS) + 1


def test_control_characters_do_not_break_the_book(write: Any) -> None:
    texts = ["a\x00b", "c\x0bd", "line 1\nline 2", "  blanks  ", "🐈", "<b>&amp;"]
    rows = book_of(write(pl.DataFrame({"t": texts})))["Лист1"]
    assert [row[0] for row in rows[3:]] == texts[2:]


def test_formats(write: Any) -> None:
    frame = pl.DataFrame(
        {"n": [1234], "x": [0.125], "m": [5.5], "d": [dt.date(2024, 1, 9)], "t": [7], "z": ["a"]}
    )
    columns = [
        {"column": "n", "title": "Штук", "format": "integer"},
        {"column": "x", "format": "percent"},
        {"column": "m", "format": "money"},
        {"column": "t", "format": "text"},
    ]
    path = write(frame, columns=columns, date_format="гггг-мм-дд")
    sheet = openpyxl.load_workbook(path).active
    assert [cell.value for cell in sheet[1]] == ["Штук", "x", "m", "d", "t", "z"]
    assert [cell.number_format for cell in sheet[2]] == [
        "#,##0",
        "0.0%",
        '#,##0.00" ₽"',
        "yyyy-mm-dd",
        "@",
        "General",
    ]
    assert sheet["E2"].value == "7"
    assert all(cell.font.bold for cell in sheet[1])
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:F2")
    plain = openpyxl.load_workbook(write(frame, freeze=False, number_format="number")).active
    assert (plain.freeze_panes, plain.auto_filter.ref) == (None, None)
    assert plain["C2"].number_format == "#,##0.00"


def test_widths_follow_the_content(write: Any) -> None:
    frame = pl.DataFrame({"a": ["x"], "b": ["длинное значение в ячейке"], "c": ["y" * 500]})
    sheet = openpyxl.load_workbook(write(frame)).active
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert [round(width) for width in widths] == [9, 28, 61]


SALES = pl.DataFrame(
    {
        "Менеджер": ["Анна", "Борис", "Анна", None, "борис", "", "А/Б"],
        "Год": [2024, 2024, 2025, 2024, 2024, 2025, 2024],
        "Сумма": [1, 2, 3, 4, 5, 6, 7],
    }
)


def test_a_sheet_for_each_value(write: Any) -> None:
    for size in (1, 2, 100):
        path = write(SALES, size, layout="by_value", split_by=["Менеджер"])
        assert book_of(path) == {
            "Содержание": [
                ("Лист", "Строк"),
                ("Анна", 2),
                ("Борис", 1),
                ("(пусто)", 2),
                ("борис (2)", 1),
                ("А_Б", 1),
                ("Всего", 7),
            ],
            "Анна": [("Менеджер", "Год", "Сумма"), ("Анна", 2024, 1), ("Анна", 2025, 3)],
            "Борис": [("Менеджер", "Год", "Сумма"), ("Борис", 2024, 2)],
            "(пусто)": [("Менеджер", "Год", "Сумма"), (None, 2024, 4), (None, 2025, 6)],
            "борис (2)": [("Менеджер", "Год", "Сумма"), ("борис", 2024, 5)],
            "А_Б": [("Менеджер", "Год", "Сумма"), ("А/Б", 2024, 7)],
        }


def test_sheets_sorted_without_contents_and_split_columns(write: Any) -> None:
    settings = {"order": "sorted", "contents": False, "keep_split": False}
    path = write(SALES, layout="by_value", split_by=["Менеджер"], **settings)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["А_Б", "Анна", "Борис", "борис (2)", "(пусто)"]
    assert [tuple(row) for row in book["Анна"].values] == [("Год", "Сумма"), (2024, 1), (2025, 3)]
    assert {sheet.title: sheet.auto_filter.ref for sheet in book} == {
        name: f"A1:B{2 if name not in ('Анна', '(пусто)') else 3}" for name in book.sheetnames
    }
    # The hidden name behind each filter points at its own sheet, whatever the order.
    with zipfile.ZipFile(path) as parts:
        workbook = parts.read("xl/workbook.xml").decode()
    pointed = re.findall(r'localSheetId="(\d+)"[^>]*>(?:\'([^\']+)\'|([^!\'<]+))!', workbook)
    assert {book.sheetnames[int(number)] for number, *_ in pointed} == set(book.sheetnames)
    assert all(book.sheetnames[int(number)] == (a or b) for number, a, b in pointed)


def test_sheets_by_two_columns(write: Any) -> None:
    settings = {"split_by": ["Менеджер", "Год"], "separator": ", ", "contents": False}
    path = write(SALES.head(4), layout="by_value", **settings)
    assert list(book_of(path)) == ["Анна, 2024", "Борис, 2024", "Анна, 2025", "(пусто), 2024"]


def test_links_of_the_contents(write: Any) -> None:
    frame = pl.DataFrame({"k": ["O'Hara", "b"], "n": [1, 2]})
    book = openpyxl.load_workbook(write(frame, layout="by_value", split_by=["k"]))
    links = [book["Содержание"].cell(row, 1).hyperlink.location for row in (2, 3)]
    assert links == ["'O''Hara'!A1", "'b'!A1"]
    assert book.active.title == "Содержание"


def test_dates_and_truth_name_sheets(write: Any) -> None:
    frame = pl.DataFrame({"d": [dt.date(2024, 1, 9)], "b": [True], "x": [2.0], "n": [1]})
    path = write(frame, layout="by_value", split_by=["d", "b", "x"], contents=False)
    assert list(book_of(path)) == ["09.01.2024 – да – 2"]


def test_names_of_sheets() -> None:
    names = SheetNames("ru")
    long = "Очень длинное название подразделения номер один"
    assert [
        names.take(wanted) for wanted in (long, long, long.upper(), "History", "'x'", "[a]:*?")
    ] == [
        "Очень длинное название подразде",
        "Очень длинное название подр (2)",
        "ОЧЕНЬ ДЛИННОЕ НАЗВАНИЕ ПОДР (3)",
        "History (2)",
        "x",
        "_a_",
    ]
    assert SheetNames("en").take("  ") == "(empty)"
    assert SheetNames("en").take("🐈" * 20) == "🐈" * 15


def test_a_full_sheet_goes_on_in_the_next(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sheet_book, "ROWS_A_SHEET", 3)
    frame = pl.DataFrame({"k": ["a", "b"] * 4, "n": range(8)})
    assert {name: len(rows) - 1 for name, rows in book_of(write(frame, 5)).items()} == {
        "Лист1": 3,
        "Лист1 (2)": 3,
        "Лист1 (3)": 2,
    }
    split = book_of(write(frame, 3, layout="by_value", split_by=["k"]))
    assert list(split) == ["Содержание", "a", "a (2)", "b", "b (2)"]
    assert split["a (2)"] == [("k", "n"), ("a", 6)]
    assert split["Содержание"][-1] == ("Всего", 8)


def test_no_rows(write: Any, context: Any) -> None:
    frame = pl.DataFrame(schema={"k": pl.String, "n": pl.Int64})
    assert book_of(write(frame)) == {"Лист1": [("k", "n")]}
    context.language = "en"
    assert book_of(write(frame, layout="by_value", split_by=["k"])) == {
        "Contents": [("Sheet", "Rows"), ("Sheet1", 0), ("Total", 0)],
        "Sheet1": [("k", "n")],
    }


def test_a_text_longer_than_a_cell_is_cut_with_a_warning(write: Any, context: Any) -> None:
    rows = book_of(write(pl.DataFrame({"t": ["x" * 40_000, "y"]})))["Лист1"]
    assert [len(row[0]) for row in rows[1:]] == [32_767, 1]
    assert context.warnings == [("text_cut", None, {"column": "t", "count": 1})]


def _codes(context: Any, schema: dict[str, Any], **settings: Any) -> list[tuple[Any, ...]]:
    chosen = NODE.settings(**({"file": "o.xlsx"} | settings))
    problems = NODE.check(chosen, {"rows": pl.Schema(schema)}, context)
    for problem in problems:
        assert problem.problem(NODE.messages).text.en
    return [(item.code, item.field, item.column) for item in problems]


def test_what_cannot_be_written(context: Any) -> None:
    schema = {"a": pl.String, "n": pl.Int64}
    assert _codes(context, schema) == []
    assert _codes(context, schema, file="o.xls") == [("not_xlsx", "file", None)]
    assert _codes(context, schema, layout="by_value") == [("nothing_to_split", "split_by", None)]
    assert _codes(context, schema, layout="by_value", split_by=["a", "z"]) == [
        ("missing_column", "split_by.1", "z")
    ]
    assert _codes(context, schema, layout="by_value", split_by=["a", "n"], keep_split=False) == [
        ("nothing_left", "keep_split", None)
    ]
    assert _codes(context, schema, columns=[{"column": "a", "format": "money"}]) == [
        ("wrong_format", "columns.0.format", "a")
    ]
    assert _codes(context, {"s": pl.Struct({"x": pl.Int8})}) == [("nested_column", None, "s")]
    assert _codes(context, {f"c{place}": pl.Int8 for place in range(16_385)}) == [
        ("too_many_columns", None, None)
    ]
    assert _codes(context, schema, date_format="когда") == [
        ("bad_date_format", "date_format", None)
    ]


def test_too_many_sheets(context: Any, staging: Any, batches: Any) -> None:
    frame = pl.DataFrame({"k": range(300)})
    settings = NODE.settings(file="o.xlsx", layout="by_value", split_by=["k"])
    with pytest.raises(NodeError) as caught:
        NODE.write(settings, batches(frame), staging, context)
    assert caught.value.problem(NODE.messages).text.ru == (
        "Листов получилось бы больше 200: в «k» слишком много разных значений"
    )


def test_a_stopped_run(context: Any, staging: Any, batches: Any) -> None:
    context.cancelled = True
    with pytest.raises(NodeError, match="cancelled"):
        NODE.write(NODE.settings(file="o.xlsx"), batches(FRAME), staging, context)


def test_captions() -> None:
    assert NODE.caption(NODE.settings(file="x/o.xlsx")).ru == "o.xlsx"
    settings = NODE.settings(file="o.xlsx", layout="by_value", split_by=["a", "b"])
    assert NODE.caption(settings).en == "o.xlsx, sheets by: a, b"
