"""Import of text files: recognition, every setting, and what goes wrong."""

from __future__ import annotations

import datetime as dt
import gzip
from typing import Any

import polars as pl
import pytest

from kanva.sdk import NodeError
from kanva_nodes.sources.text_file import ImportText

NODE = ImportText()


@pytest.fixture
def read(context: Any) -> Any:
    """`read(bytes or text, **settings)` → the rows."""

    def _read(content: str | bytes, **settings: Any) -> pl.DataFrame:
        data = content.encode() if isinstance(content, str) else content
        (context.workspace / "t.csv").write_bytes(data)
        return NODE.scan(NODE.settings(file="t.csv", **settings), context).collect()

    return _read


def found(context: Any, content: str | bytes, **settings: Any) -> dict[str, Any]:
    data = content.encode() if isinstance(content, str) else content
    (context.workspace / "t.csv").write_bytes(data)
    findings = NODE.found(NODE.settings(file="t.csv", **settings), context)
    return {name: finding.value for name, finding in findings.items()}


SALES = (
    "Дата;Код;Сумма;Да/нет\r\n31.12.2024;00017;1 088,40;да\r\n"
    "09.01.2025;00018;-250,00;нет\r\n;;;\r\n"
)
SALES_ROWS = {
    "Дата": [dt.date(2024, 12, 31), dt.date(2025, 1, 9)],
    "Код": ["00017", "00018"],
    "Сумма": [1088.4, -250.0],
    "Да/нет": [True, False],
}


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "cp866", "koi8-r", "mac-cyrillic"]
)
def test_encodings_are_detected_and_can_be_set(read: Any, context: Any, encoding: str) -> None:
    data = SALES.encode(encoding)
    assert read(data).to_dict(as_series=False) == SALES_ROWS
    assert read(data, encoding=encoding).to_dict(as_series=False) == SALES_ROWS
    assert found(context, data)["encoding"] == encoding


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(read: Any, codec: str) -> None:
    assert read(SALES.encode(codec)).to_dict(as_series=False) == SALES_ROWS


def test_latin_letters_with_accents(read: Any, context: Any) -> None:
    data = "name;price\nMüller;5 €\nBörse;7 €\n".encode("cp1252")
    assert read(data).rows() == [("Müller", "5 €"), ("Börse", "7 €")]
    assert found(context, data)["encoding"] == "latin-1"


@pytest.mark.parametrize(
    ("value", "mark"),
    [("comma", ","), ("semicolon", ";"), ("tab", "\t"), ("pipe", "|"), ("space", "   ")],
)
def test_delimiters(read: Any, context: Any, value: str, mark: str) -> None:
    text = "id x y\n1 2 3\n4 5 6\n7 8 9\n".replace(" ", mark)
    rows = [(1, 2, 3), (4, 5, 6), (7, 8, 9)]
    assert read(text).rows() == rows
    assert read(text, delimiter=value).rows() == rows
    assert found(context, text)["delimiter"] == value


def test_another_delimiter(read: Any, context: Any) -> None:
    assert read("a^b\n1^2\n", delimiter="other", delimiter_other="^").rows() == [(1, 2)]
    assert read("a¦b\n1¦2\n", delimiter="other", delimiter_other="¦").rows() == [(1, 2)]
    assert found(context, "a^b\n1^2\n", delimiter="other", delimiter_other="^")["delimiter"] == (
        "other"
    )
    with pytest.raises(NodeError) as caught:
        read("a^b\n", delimiter="other", delimiter_other="^^")
    assert (caught.value.code, caught.value.field) == ("bad_delimiter", "delimiter_other")


def test_one_column_keeps_its_commas(read: Any, context: Any) -> None:
    text = "Отзыв\nХорошо, но дорого\nПрекрасно\nТак себе, если честно, то плохо\nДа\nНет\nМожет\n"
    assert found(context, text)["delimiter"] == "none"
    assert read(text)["Отзыв"].to_list()[2] == "Так себе, если честно, то плохо"


def test_quotes(read: Any, context: Any) -> None:
    text = 'a,b\n"x, y","say ""hi"""\nz,"line 1\nline 2"\n'
    assert read(text).rows() == [("x, y", 'say "hi"'), ("z", "line 1\nline 2")]
    single = "a,b\n'x, y',1\n'z, w',2\n"
    assert read(single).rows() == [("x, y", 1), ("z, w", 2)]
    assert found(context, single)["quote"] == "single"
    loose = 'a;b\n"Ромашка" на углу;1\nАптека "Мята";2\n'
    assert read(loose).rows() == [('"Ромашка" на углу', 1), ('Аптека "Мята"', 2)]
    assert found(context, loose)["quote"] == "none"
    assert read('a;b\n"x";1\n', quote="none").rows() == [('"x"', 1)]


def test_an_inch_sign_alone_does_not_swallow_lines(read: Any) -> None:
    text = 'size;n\n"a b";1\n15" screen;2\n"c";3\n17" screen;4\n'
    assert read(text).rows() == [("a b", 1), ('15" screen', 2), ("c", 3), ('17" screen', 4)]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends(read: Any, line_end: str) -> None:
    assert read(f"a;b{line_end}1;2{line_end}3;4{line_end}").rows() == [(1, 2), (3, 4)]
    assert read(f"a;b{line_end}1;2{line_end}3;4").rows() == [(1, 2), (3, 4)]


def test_headers(read: Any, context: Any) -> None:
    assert read("1,2\n3,4\n").columns == ["Столбец 1", "Столбец 2"]
    assert found(context, "1,2\n3,4\n")["header"] == "no"
    assert read("1,2\n3,4\n", header="yes").columns == ["1", "2"]
    assert read("a,b\n3,4\n", header="no").rows() == [("a", "b"), ("3", "4")]
    assert read("a,b\n").rows() == []
    assert read("a,b").columns == ["a", "b"]
    context.language = "en"
    assert read("1,,2\n3,4,5\n").columns == ["Column 1", "Column 2", "Column 3"]


def test_names_are_repaired(read: Any) -> None:
    frame = read("Имя, Имя ,,Имя\n1,2,3,4\n")
    assert frame.columns == ["Имя", "Имя (2)", "Столбец 3", "Имя (3)"]


def test_a_header_of_two_rows(read: Any) -> None:
    frame = read("Дата,Сумма,,Итог\n,план,факт,\n01.02.2024,1,2,3\n", header="yes", header_rows=2)
    assert frame.columns == ["Дата", "Сумма / план", "Сумма / факт", "Итог"]
    assert frame.rows() == [(dt.date(2024, 2, 1), 1, 2, 3)]


def test_rows_above_the_table(read: Any, context: Any) -> None:
    text = "Отчёт по продажам\n\nза январь\nТовар;Кол-во;Сумма\nЧай;1;10\nМёд;2;20\n"
    assert read(text).rows() == [("Чай", 1, 10), ("Мёд", 2, 20)]
    assert found(context, text)["skip_rows"] == 3
    assert read(text, skip_rows=4, header="no").rows() == [("Чай", 1, 10), ("Мёд", 2, 20)]
    assert read(text, skip_rows=4, header="yes").columns == ["Чай", "1", "10"]


@pytest.mark.parametrize(
    ("cells", "numbers", "expected"),
    [
        (["1,5", "2,25"], ("comma", "none"), [1.5, 2.25]),
        (["1.5", "2.25"], ("point", "none"), [1.5, 2.25]),
        (["1 088,4", "-23 819,5"], ("comma", "space"), [1088.4, -23819.5]),
        (["1\u00a0088\u00a0624,4", "0,5"], ("comma", "space"), [1088624.4, 0.5]),
        (["1'088.40", "12'345'678.90"], ("point", "apostrophe"), [1088.4, 12345678.9]),
        (["1,088.40", "5.25"], ("point", "comma"), [1088.4, 5.25]),
        (["1.088,40", "5,25"], ("comma", "point"), [1088.4, 5.25]),
        (["−5,5", "3,0"], ("comma", "none"), [-5.5, 3.0]),
        (["1.5e-3", "2.5E+10"], ("point", "none"), [0.0015, 2.5e10]),
    ],
)
def test_numbers(
    read: Any, context: Any, cells: list[str], numbers: tuple[str, str], expected: list[float]
) -> None:
    text = "n;x\n" + "".join(f"{cell};t\n" for cell in cells)
    assert read(text)["n"].to_list() == expected
    findings = found(context, text)
    assert (findings["decimal"], findings["thousands"]) == numbers
    assert read(text, decimal=numbers[0], thousands=numbers[1])["n"].to_list() == expected


def test_the_decimal_sign_can_be_set(read: Any) -> None:
    text = "n;x\n1,234;t\n2,345;t\n"
    assert read(text, decimal="comma")["n"].to_list() == [1.234, 2.345]
    assert read(text, decimal="point", thousands="comma")["n"].to_list() == [1234, 2345]


@pytest.mark.parametrize(
    "cells",
    [
        ["00123", "45"],
        ["+79161234567", "79161234568"],
        ["4276123412341234", "5"],
        ["NULL", "5"],
        ["n/a", "5"],
        ["-", "5"],
        ["12%", "5%"],
        ["£65.60", "£5.00"],
        ["1", "да"],
        ["12E4", "15E3"],
    ],
)
def test_codes_and_marks_stay_text(read: Any, cells: list[str]) -> None:
    assert read("n;x\n" + "".join(f"{cell};t\n" for cell in cells))["n"].to_list() == cells


def test_empty_markers(read: Any) -> None:
    text = 'n;x\nNULL;"NULL"\n5;-\n;n/a\n"";t\n'
    assert read(text, empty_markers="NULL\n-\nn/a").rows() == [
        (None, None),
        (5, None),
        (None, None),
        (None, "t"),
    ]
    with_blank = text.replace("5;-", "\n5;-")
    assert read(with_blank, empty_markers="NULL\n-\nn/a").rows() == [
        (None, None),
        (5, None),
        (None, None),
        (None, "t"),
    ]
    assert read(text, empty_markers="NULL")["n"].to_list() == [None, 5, None, None]


def test_an_empty_cell_is_null_quoted_or_not(read: Any) -> None:
    assert read('a,b,c\n1,,x\n2,"",y\n3,z,\n').rows() == [
        (1, None, "x"),
        (2, None, "y"),
        (3, "z", None),
    ]


@pytest.mark.parametrize(
    ("cells", "order", "expected"),
    [
        (["31.12.2024", "01.02.2025"], "day_first", [dt.date(2024, 12, 31), dt.date(2025, 2, 1)]),
        (["12/31/2024", "02/01/2025"], "month_first", [dt.date(2024, 12, 31), dt.date(2025, 2, 1)]),
        (["2024-12-31", "2025-02-01"], "year_first", [dt.date(2024, 12, 31), dt.date(2025, 2, 1)]),
        (["03/04/2024", "05/04/2024"], "day_first", [dt.date(2024, 4, 3), dt.date(2024, 4, 5)]),
        (["1.2.2024", "11.12.2024"], "day_first", [dt.date(2024, 2, 1), dt.date(2024, 12, 11)]),
        (["31.12.24", "01.02.25"], "day_first", [dt.date(2024, 12, 31), dt.date(2025, 2, 1)]),
        (
            ["20240101", "20241231", "20250201"],
            "year_first",
            [dt.date(2024, 1, 1), dt.date(2024, 12, 31), dt.date(2025, 2, 1)],
        ),
        (["05-Jan-2024", "17-Feb-2024"], "day_first", [dt.date(2024, 1, 5), dt.date(2024, 2, 17)]),
        (
            ["31.12.2024 9:05", "01.02.2025 23:59"],
            "day_first",
            [dt.datetime(2024, 12, 31, 9, 5), dt.datetime(2025, 2, 1, 23, 59)],
        ),
        (
            ["2024-12-31T09:05:07", "2025-02-01T23:59:00"],
            "year_first",
            [dt.datetime(2024, 12, 31, 9, 5, 7), dt.datetime(2025, 2, 1, 23, 59)],
        ),
        (
            ["2024-12-31 09:05:07.250", "2025-02-01 23:59:00.000"],
            "year_first",
            [dt.datetime(2024, 12, 31, 9, 5, 7, 250_000), dt.datetime(2025, 2, 1, 23, 59)],
        ),
    ],
)
def test_dates(
    read: Any, context: Any, cells: list[str], order: str, expected: list[dt.date]
) -> None:
    text = "d;x\n" + "".join(f"{cell};t\n" for cell in cells)
    assert read(text)["d"].to_list() == expected
    assert found(context, text)["dates"] == order


def test_the_order_of_dates_can_be_set(read: Any) -> None:
    text = "d;x\n03/04/2024;t\n05/04/2024;t\n"
    assert read(text, dates="month_first")["d"].to_list() == [
        dt.date(2024, 3, 4),
        dt.date(2024, 5, 4),
    ]
    assert read(text, dates="text")["d"].to_list() == ["03/04/2024", "05/04/2024"]
    assert read(text, dates="year_first")["d"].to_list() == ["03/04/2024", "05/04/2024"]


def test_one_sure_column_of_dates_decides_for_the_others(read: Any) -> None:
    frame = read("a;b\n03/04/2024;12/31/2024\n05/04/2024;01/02/2024\n")
    assert frame.rows()[0] == (dt.date(2024, 3, 4), dt.date(2024, 12, 31))


def test_a_day_that_does_not_exist_makes_text(read: Any) -> None:
    assert read("d;x\n31.02.2024;t\n01.02.2024;t\n")["d"].to_list() == ["31.02.2024", "01.02.2024"]


def test_types_set_by_the_person(read: Any, context: Any) -> None:
    frame = read(
        "код;дата;флаг;число\n007;2024 январь;1;5\n008;2024 февраль;0;6\n",
        columns=[
            {"name": "код", "kind": "integer"},
            {"name": "флаг", "kind": "boolean"},
            {"name": "число", "kind": "text"},
            {"name": "нет такого", "kind": "text"},
        ],
    )
    assert frame.rows() == [(7, "2024 январь", True, "5"), (8, "2024 февраль", False, "6")]
    columns = "код, дата, флаг, число"
    assert context.warnings == [
        ("column_not_there", "columns.3.name", {"column": "нет такого", "columns": columns})
    ]


def test_the_check_names_missing_columns_with_near_ones(context: Any) -> None:
    (context.workspace / "t.csv").write_text("Сумма;Дата\n1;2\n", encoding="utf-8")
    settings = NODE.settings(file="t.csv", columns=[{"name": "Сума", "kind": "text"}])
    problems = [item.problem(NODE.messages) for item in NODE.check(settings, {}, context)]
    assert [(item.code, item.severity, item.field, item.near) for item in problems] == [
        ("column_not_there", "warning", "columns.0.name", ("Сумма",))
    ]


def test_a_date_format_set_by_the_person(read: Any) -> None:
    columns = [{"name": "d", "kind": "date", "date_format": "мм|дд|гггг"}]
    assert read("d;x\n03|04|2024;t\n", columns=columns)["d"].to_list() == [dt.date(2024, 3, 4)]
    columns[0]["date_format"] = "когда-нибудь"
    with pytest.raises(NodeError) as caught:
        read("d;x\n03|04|2024;t\n", columns=columns)
    assert caught.value.problem(NODE.messages).text.ru == (
        "Столбец «d»: непонятный вид даты «когда-нибудь»"
    )


RAGGED = "a;b;c\n1;2;3\n4;5\n6;7;8;9\n10;11;12\n"


def test_uneven_lines_are_kept_and_counted(read: Any, context: Any) -> None:
    assert read(RAGGED).rows() == [(1, 2, 3), (4, 5, None), (6, 7, 8), (10, 11, 12)]
    assert context.warnings == [
        ("ragged_kept", "ragged", {"count": 2, "width": 3, "lines": "3, 4"})
    ]


def test_uneven_lines_are_skipped(read: Any, context: Any) -> None:
    assert read(RAGGED, ragged="skip").rows() == [(1, 2, 3), (10, 11, 12)]
    assert context.warnings == [
        ("ragged_skipped", "ragged", {"count": 2, "width": 3, "lines": "3, 4"})
    ]


def test_uneven_lines_stop_the_node(read: Any) -> None:
    with pytest.raises(NodeError) as caught:
        read(RAGGED, ragged="stop")
    problem = caught.value.problem(NODE.messages)
    assert problem.text.ru == "Строк, где ячеек не 3: 2. Первые: 3, 4"
    assert problem.field == "ragged"


def test_a_delimiter_at_every_line_end_adds_no_column(read: Any) -> None:
    assert read("a;b;\n1;2;\n3;4;\n").to_dict(as_series=False) == {"a": [1, 3], "b": [2, 4]}


def test_blank_lines_are_skipped(read: Any) -> None:
    assert read("a;b\n1;2\n\n;;\n   \n3;4\n\n").rows() == [(1, 2), (3, 4)]
    assert read("a\n1\n\n3\n").rows() == [(1,), (3,)]


def test_gzip(read: Any) -> None:
    assert read(gzip.compress(SALES.encode("cp1251"))).to_dict(as_series=False) == SALES_ROWS


def test_trim(read: Any) -> None:
    text = "a;b\n x ;1\n   ;2\n"
    assert read(text)["a"].to_list() == [" x ", "   "]
    assert read(text, trim=True)["a"].to_list() == ["x", None]


def test_blanks_around_numbers_do_not_matter(read: Any) -> None:
    assert read("a;b\n 1 ; 01.02.2024\n2;  \n").rows() == [(1, dt.date(2024, 2, 1)), (2, None)]


def test_limit(read: Any, context: Any) -> None:
    assert read("a;b\n1;2\n3;4\n5;6\n", limit=2).rows() == [(1, 2), (3, 4)]
    assert NODE.row_count(NODE.settings(file="t.csv", limit=2), context) == 2


def _late(bad: str) -> str:
    lines = "".join(f"{number};x{number};{number}.5\n" for number in range(400_000))
    return f"n;t;f\n{lines}{bad}{lines}"


def test_a_late_value_stops_the_run_by_name(context: Any) -> None:
    content = _late("seven;y;1.5\neight;z;2.5\n")
    (context.workspace / "t.csv").write_text(content, encoding="utf-8")
    frame = NODE.scan(NODE.settings(file="t.csv"), context)
    assert frame.collect_schema() == {"n": pl.Int64, "t": pl.String, "f": pl.Float64}
    for engine in ("streaming", "in-memory"):
        with pytest.raises(NodeError) as caught:
            frame.collect(engine=engine)
        problem = caught.value.problem(NODE.messages)
        assert problem.text.ru == (
            "Столбец «n», строка 400002 файла: «seven» не подходит к типу «целое число»"
        )
        assert (problem.code, problem.column, problem.field) == ("bad_value", "n", "columns")
        assert problem.rows == {
            "columns": ["№", "n", "t", "f"],
            "rows": [[400_002, "seven", "y", "1.5"], [400_003, "eight", "z", "2.5"]],
        }
    assert frame.select("t", "f").collect().height == 800_002


def test_a_late_leading_zero_is_not_lost_silently(context: Any) -> None:
    (context.workspace / "t.csv").write_text(_late("007;y;1.5\n"), encoding="utf-8")
    with pytest.raises(NodeError) as caught:
        NODE.scan(NODE.settings(file="t.csv"), context).collect()
    assert caught.value.values["value"] == "007"


def test_late_values_can_become_empty_or_text(context: Any) -> None:
    (context.workspace / "t.csv").write_text(_late("seven;y;-\n"), encoding="utf-8")
    emptied = NODE.scan(NODE.settings(file="t.csv", on_bad_value="null"), context)
    assert emptied.collect().row(400_000) == (None, "y", None)
    settings = NODE.settings(file="t.csv", on_bad_value="text")
    assert NODE.schema(settings, {}, context)["rows"] == {
        "n": pl.String,
        "t": pl.String,
        "f": pl.String,
    }
    assert NODE.scan(settings, context).collect().row(400_000) == ("seven", "y", "-")


def test_a_bad_value_of_a_set_type_names_its_line(read: Any) -> None:
    with pytest.raises(NodeError) as caught:
        read('a;b\n"1\n2";5\nтри;6\n', columns=[{"name": "a", "kind": "date"}])
    assert caught.value.values["line"] == 2
    assert caught.value.problem(NODE.messages).text.en == (
        "Column “a”, line 2 of the file: “1\n2” does not fit the type “date (dd.mm.yyyy)”"
    )


def test_bytes_outside_the_encoding(read: Any, context: Any) -> None:
    head = "".join(f"строка {number};{number}\n" for number in range(500)).encode()
    data = head + b"\xff\xfe;501\n" + head
    with pytest.raises(NodeError) as caught:
        read(data)
    assert caught.value.problem(NODE.messages).text.ru == (
        "Строка 501 файла «t.csv» не читается в кодировке utf-8"
    )
    assert read(data, on_bad_bytes="replace").row(500)[0] == "\ufffd\ufffd"


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "empty_file"), (b"  \r\n \n", "empty_file"), (None, "missing_file")]
)
def test_no_data(context: Any, content: bytes | None, code: str) -> None:
    if content is not None:
        (context.workspace / "t.csv").write_bytes(content)
    with pytest.raises(NodeError) as caught:
        NODE.schema(NODE.settings(file="t.csv"), {}, context)
    assert caught.value.problem(NODE.messages).code == code


def test_the_fingerprint_follows_the_file(context: Any) -> None:
    path = context.workspace / "t.csv"
    path.write_text("a\n1\n", encoding="utf-8")
    settings = NODE.settings(file="t.csv")
    first = NODE.fingerprint(settings, context)
    assert first == {
        "path": "t.csv",
        "size": 4,
        "mtime_ns": path.stat().st_mtime_ns,
        "language": "ru",
    }
    path.write_text("a\n12\n", encoding="utf-8")
    assert NODE.fingerprint(settings, context)["size"] == 5
    assert NODE.scan(settings, context).collect().rows() == [(12,)]


def test_head_and_columns_reach_the_scan(context: Any) -> None:
    (context.workspace / "t.csv").write_text("a;b\n1;2\n3;4\n", encoding="utf-8")
    plan = NODE.scan(NODE.settings(file="t.csv"), context).select("b").head(1).explain()
    assert "PROJECT 1/2 COLUMNS" in plan
    assert "SLICE" in plan


def test_a_utf_8_file_is_scanned_in_its_place(context: Any) -> None:
    (context.workspace / "t.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    plan = NODE.scan(NODE.settings(file="t.csv"), context).explain()
    assert str(context.workspace / "t.csv") in plan


def test_odd_cells(read: Any) -> None:
    text = 'a;b\n"x\x0cy\u2028z";1\nкот 🐈;2\n'
    assert read(text).rows() == [("x\x0cy\u2028z", 1), ("кот 🐈", 2)]


def test_captions_and_findings(context: Any) -> None:
    assert NODE.caption(NODE.settings(file="папка/продажи.csv")).ru == "продажи.csv"
    (context.workspace / "t.csv").write_bytes(SALES.encode("cp1251"))
    findings = NODE.found(NODE.settings(file="t.csv"), context)
    assert {name: finding.text.ru for name, finding in findings.items()} == {
        "encoding": "Windows-1251 (кириллица)",
        "delimiter": "Точка с запятой ;",
        "quote": 'Двойные "',
        "header": "Есть",
        "decimal": "Запятая 1,5",
        "thousands": "Пробел 1 000",
        "dates": "Сначала день: 31.12.2024",
        "skip_rows": "0",
        "header_rows": "1",
        "columns": "Дата: дата, Код: текст, Сумма: число, Да/нет: да/нет",
    }
    assert findings["columns"].value[0] == {
        "name": "Дата",
        "kind": "date",
        "date_format": "дд.мм.гггг",
    }


def test_the_line_that_tells_excel_the_delimiter_is_skipped(read: Any) -> None:
    assert read("sep=;\r\na;b\r\n1;2\r\n").rows() == [(1, 2)]
