"""Import of Excel books: sheets, ranges, headers, types, and what goes wrong."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from kanva.sdk import NodeError
from kanva_nodes.sources.excel_book import ImportExcel

NODE = ImportExcel()


def make(
    path: Path, sheets: dict[str, Sequence[Sequence[Any]]], hidden: Sequence[str] = ()
) -> None:
    """Write a book with xlsxwriter: texts as texts, dates with a date format."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        clock = book.add_format({"num_format": "hh:mm"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if cell is None:
                        continue
                    if isinstance(cell, str) and cell.startswith("#"):
                        sheet.write_formula(row, column, "=NA()", None, cell)
                    elif isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif isinstance(cell, bool):
                        sheet.write_boolean(row, column, cell)
                    elif isinstance(cell, dt.datetime):
                        sheet.write_datetime(row, column, cell, moment)
                    elif isinstance(cell, dt.date):
                        sheet.write_datetime(row, column, cell, day)
                    elif isinstance(cell, dt.time):
                        sheet.write_datetime(row, column, cell, clock)
                    else:
                        sheet.write_number(row, column, cell)


@pytest.fixture
def read(context: Any) -> Any:
    """`read({sheet: rows}, **settings)` → the rows."""

    def _read(sheets: dict[str, Any], hidden: Sequence[str] = (), **settings: Any) -> pl.DataFrame:
        make(context.workspace / "b.xlsx", sheets, hidden)
        return NODE.scan(NODE.settings(file="b.xlsx", **settings), context).collect()

    return _read


def found(context: Any, **settings: Any) -> dict[str, Any]:
    findings = NODE.found(NODE.settings(file="b.xlsx", **settings), context)
    return {name: finding.value for name, finding in findings.items()}


SALES = [
    ["Дата", "Когда", "Код", "Кол-во", "Сумма", "Оплачено", "Час"],
    [dt.date(2024, 12, 31), dt.datetime(2024, 12, 31, 9, 5), "00017", 3, 1088.4, True, dt.time(9)],
    [dt.date(2025, 1, 9), dt.datetime(2025, 1, 9), "00018", -4, 250, False, dt.time(18, 30)],
]


def test_types_are_kept(read: Any) -> None:
    frame = read({"Лист1": SALES})
    assert frame.schema == {
        "Дата": pl.Date,
        "Когда": pl.Datetime("us"),
        "Код": pl.String,
        "Кол-во": pl.Int64,
        "Сумма": pl.Float64,
        "Оплачено": pl.Boolean,
        "Час": pl.Time,
    }
    assert frame.rows() == [
        (
            dt.date(2024, 12, 31),
            dt.datetime(2024, 12, 31, 9, 5),
            "00017",
            3,
            1088.4,
            True,
            dt.time(9),
        ),
        (dt.date(2025, 1, 9), dt.datetime(2025, 1, 9), "00018", -4, 250.0, False, dt.time(18, 30)),
    ]


def test_the_first_visible_sheet_with_data(read: Any, context: Any) -> None:
    sheets = {"Пусто": [], "Скрыт": [["x"], [1]], "Данные": [["a"], [2]]}
    assert read(sheets, hidden=("Скрыт",)).rows() == [(2,)]
    findings = found(context)
    assert (findings["sheet"], findings["sheets"]) == ("Данные", ["Пусто", "Скрыт", "Данные"])
    assert read(sheets, hidden=("Скрыт",), sheet="Скрыт").columns == ["x"]
    assert read(sheets, sheet=" данные ").columns == ["a"]


def test_a_wrong_sheet_names_the_right_ones(read: Any) -> None:
    with pytest.raises(NodeError) as caught:
        read({"Продажи": [["a"]], "Возвраты": [["a"]]}, sheet="Продажы")
    problem = caught.value.problem(NODE.messages)
    assert problem.text.ru == "В книге «b.xlsx» нет листа «Продажы»"
    assert problem.hint is not None
    assert problem.hint.ru == "Есть листы: Продажи, Возвраты."
    assert (problem.field, problem.near) == ("sheet", ("Продажи",))


REPORT = [
    ["Продажи за январь"],
    [],
    [None, "Товар", "Сумма", None, "Прочее"],
    [None, "Чай", 10, None, "x"],
    [None, "Мёд", 20.5, None, "y"],
    [None, "Итого", 30.5],
]


def test_a_range(read: Any, context: Any) -> None:
    expected = [("Чай", 10.0), ("Мёд", 20.5)]
    assert read({"Л": REPORT}, range="B3:C5").rows() == expected
    assert read({"Л": REPORT}, range="$B$3:$C$5").columns == ["Товар", "Сумма"]
    assert read({"Л": REPORT}, range="b3").rows()[2] == ("Итого", 30.5, None, None)
    assert read({"Л": REPORT}, range="E:E", skip_rows=2).to_dict(as_series=False) == {
        "Прочее": ["x", "y"]
    }
    assert read({"Л": REPORT}, range="4:5", header="no").row(0)[:2] == ("Чай", 10.0)
    assert found(context, range="B3:C5")["skip_rows"] == 0


@pytest.mark.parametrize("words", ["где-то", "A5:", "F15:A5", "A0"])
def test_a_wrong_range(read: Any, words: str) -> None:
    with pytest.raises(NodeError) as caught:
        read({"Л": REPORT}, range=words)
    assert (caught.value.code, caught.value.field) == ("bad_range", "range")


def test_an_empty_range_and_an_empty_book(read: Any) -> None:
    with pytest.raises(NodeError) as caught:
        read({"Л": REPORT}, range="J1:K9")
    assert caught.value.problem(NODE.messages).text.ru == "На листе «Л» в диапазоне «J1:K9» пусто"
    with pytest.raises(NodeError) as caught:
        read({"Л": [], "М": []})
    assert caught.value.problem(NODE.messages).code == "empty_file"


def test_notes_above_are_skipped_and_edges_dropped(read: Any, context: Any) -> None:
    frame = read({"Л": REPORT})
    assert frame.columns == ["Товар", "Сумма", "Столбец 3", "Прочее"]
    assert frame.height == 3
    assert found(context)["skip_rows"] == 2
    assert read({"Л": REPORT}, skip_rows=3, header="no").row(0) == ("Чай", 10.0, None, "x")


def test_headers(read: Any) -> None:
    assert read({"Л": [[1, 2], [3, 4]]}).to_dict(as_series=False) == {
        "Столбец 1": [1, 3],
        "Столбец 2": [2, 4],
    }
    assert read({"Л": [["a", "b"], [3, 4]]}, header="no").rows() == [("a", "b"), ("3", "4")]
    assert read({"Л": [[1, 2], [3, 4]]}, header="yes").columns == ["1", "2"]
    assert read({"Л": [["Имя", "Имя", None, " имя "], ["а", "б", "в", "г"]]}).columns == [
        "Имя",
        "Имя (2)",
        "Столбец 3",
        "имя",
    ]
    assert read({"Л": [["a", "b"]]}).rows() == []


def test_a_merged_header_of_two_rows(context: Any) -> None:
    with xlsxwriter.Workbook(str(context.workspace / "b.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:A2", "Товар")
        sheet.merge_range("B1:C1", "Сумма")
        sheet.write_row("B2", ["план", "факт"])
        sheet.write_row("A3", ["Чай", 1, 2])
    settings = NODE.settings(file="b.xlsx", skip_rows=0, header_rows=2)
    assert NODE.scan(settings, context).collect().to_dict(as_series=False) == {
        "Товар": ["Чай"],
        "Сумма / план": [1],
        "Сумма / факт": [2],
    }


def test_mixed_types_become_text_with_a_warning(read: Any, context: Any) -> None:
    rows = [["a", "b"], [1, "x"], ["два", "y"], [2.5, "z"], [True, "w"], [dt.date(2024, 1, 9), "v"]]
    assert read({"Л": rows})["a"].to_list() == ["1", "два", "2.5", "ИСТИНА", "2024-01-09"]
    ((code, field, values),) = context.warnings
    assert (code, field, values["column"]) == ("mixed_types", "columns", "a")
    assert values["kinds"].ru == "число — 2, текст — 1, да/нет — 1, дата — 1"
    settings = NODE.settings(file="b.xlsx")
    (noticed,) = NODE.check(settings, {}, context)
    assert noticed.problem(NODE.messages).text.ru == (
        "В столбце «a» смешаны типы: число — 2, текст — 1, да/нет — 1, дата — 1. "
        "Он прочитан как текст"
    )


def test_types_mixed_far_below(read: Any) -> None:
    rows = [["n", "t"], *([number, "x"] for number in range(45_000)), ["конец", "x"]]
    frame = read({"Л": rows})
    assert frame["n"].to_list()[-2:] == ["44999", "конец"]
    assert frame.height == 45_001


def test_error_cells_become_empty_with_a_warning(read: Any, context: Any) -> None:
    rows = [["a", "b"], [1, "x"], ["#N/A", "y"], ["#DIV/0!", "z"]]
    assert read({"Л": rows})["a"].to_list() == [1, None, None]
    assert context.warnings == [("error_cells", "sheet", {"count": 2, "cells": "A3, A4"})]


def test_types_set_by_the_person(read: Any, context: Any) -> None:
    rows = [
        ["код", "сумма", "дата", "день", "число"],
        ["007", "1 088,40", "31.12.2024", 45658, 5],
        [8, 250, dt.date(2025, 1, 9), None, 6.5],
    ]
    frame = read(
        {"Л": rows},
        columns=[
            {"name": "код", "kind": "integer"},
            {"name": "сумма", "kind": "number"},
            {"name": "дата", "kind": "date", "date_format": "дд.мм.гггг"},
            {"name": "день", "kind": "datetime"},
            {"name": "число", "kind": "text"},
            {"name": "нет", "kind": "text"},
        ],
    )
    assert frame.rows() == [
        (7, 1088.4, dt.date(2024, 12, 31), dt.datetime(2025, 1, 1), "5"),
        (8, 250.0, dt.date(2025, 1, 9), None, "6.5"),
    ]
    names = "код, сумма, дата, день, число"
    assert context.warnings == [
        ("column_not_there", "columns.5.name", {"column": "нет", "columns": names})
    ]


def test_a_value_that_does_not_fit_names_its_row(read: Any) -> None:
    rows = [["Отчёт"], [], ["n", "t"], [1, "x"], [], ["два", "y"]]
    columns = [{"name": "n", "kind": "integer"}]
    with pytest.raises(NodeError) as caught:
        read({"Л": rows}, columns=columns)
    problem = caught.value.problem(NODE.messages)
    assert problem.text.ru == (
        "Столбец «n», строка 6 листа: «два» не подходит к типу «целое число»"
    )
    assert problem.rows == {"columns": ["№", "n"], "rows": [[6, "два"]]}
    assert read({"Л": rows}, columns=columns, on_bad_value="null")["n"].to_list() == [1, None]


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "missing_file"), (b"", "empty_file"), (b"<html>1C</html>", "damaged_book")],
)
def test_no_book(context: Any, content: bytes | None, code: str) -> None:
    if content is not None:
        (context.workspace / "b.xls").write_bytes(content)
    with pytest.raises(NodeError) as caught:
        NODE.schema(NODE.settings(file="b.xls"), {}, context)
    assert caught.value.problem(NODE.messages).code == code


def test_the_book_is_read_once_until_it_changes(read: Any, context: Any) -> None:
    read({"Л": [["a"], [1]]})
    settings = NODE.settings(file="b.xlsx")
    scratch = context.workspace / ".kanva" / "cache" / "scratch"
    first = {path.name: path.stat().st_mtime_ns for path in scratch.iterdir()}
    NODE.scan(settings, context)
    NODE.schema(settings, {}, context)
    assert {path.name: path.stat().st_mtime_ns for path in scratch.iterdir()} == first
    assert read({"Л": [["a"], [1], [2]]}).rows() == [(1,), (2,)]


def test_captions() -> None:
    assert NODE.caption(NODE.settings(file="x/b.xlsx")).ru == "b.xlsx"
    assert NODE.caption(NODE.settings(file="x/b.xlsx", sheet="Л")).en == "b.xlsx, Л"


def test_an_opendocument_sheet(context: Any) -> None:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{names}:office:1.0" '
        f'xmlns:table="{names}:table:1.0" '
        f'xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="Лист"><table:table-row>'
        '<table:table-cell office:value-type="string"><text:p>Код</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><text:p>Дата</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><text:p>Шт</text:p></table:table-cell>'
        "</table:table-row><table:table-row>"
        '<table:table-cell office:value-type="string"><text:p>007</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2024-01-09"/>'
        '<table:table-cell office:value-type="float" office:value="3"/>'
        "</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(context.workspace / "b.ods", "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0"/>'
        book.writestr("META-INF/manifest.xml", manifest)
        book.writestr("content.xml", content)
    frame = NODE.scan(NODE.settings(file="b.ods"), context).collect()
    assert frame.to_dict(as_series=False) == {
        "Код": ["007"],
        "Дата": [dt.date(2024, 1, 9)],
        "Шт": [3],
    }
