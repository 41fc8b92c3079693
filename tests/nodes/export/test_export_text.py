"""Export into text: every setting, formulas, characters outside the encoding."""

from __future__ import annotations

import datetime as dt
import gzip
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from kanva.sdk import NodeError
from kanva_nodes.export.text_file import ExportText

NODE = ExportText()


@pytest.fixture
def write(context: Any, staging: Any, batches: Any) -> Any:
    """`write(frame, **settings)` → the bytes of the file."""

    def _write(frame: pl.DataFrame, size: int = 2, file: str = "o.csv", **settings: Any) -> bytes:
        chosen = NODE.settings(file=file, **settings)
        assert NODE.write(chosen, batches(frame, size), staging, context) == frame.height
        assert list(staging.files) == list(NODE.targets(chosen, context))
        return staging.files[file].read_bytes()

    return _write


FRAME = pl.DataFrame(
    {
        "Дата": [dt.date(2024, 12, 31), dt.date(2025, 1, 9), None],
        "Когда": [dt.datetime(2024, 12, 31, 9, 5), None, dt.datetime(2025, 1, 9)],
        "Код": ["00017", "a;b", 'say "hi"'],
        "Сумма": [1088.4, 250.0, float("nan")],
        "Точно": [Decimal("1.50"), None, Decimal("-2.25")],
        "Шт": [3, None, -4],
        "Да": [True, False, None],
        "Слова": [["а", "б"], [], None],
    }
)


def test_the_usual_file(write: Any) -> None:
    assert write(FRAME).decode("utf-8-sig").split("\r\n") == [
        "Дата;Когда;Код;Сумма;Точно;Шт;Да;Слова",
        "31.12.2024;31.12.2024 09:05:00;00017;1088,4;1,50;3;true;а, б",
        '09.01.2025;;"a;b";250;;;false;""',
        ';09.01.2025 00:00:00;"say ""hi""";;-2,25;-4;;',
        "",
    ]
    assert write(FRAME)[:3] == b"\xef\xbb\xbf"


def test_a_file_for_programs(write: Any) -> None:
    settings = {
        "encoding": "utf-8",
        "delimiter": "tab",
        "decimal": "point",
        "date_format": "yyyy-mm-dd",
        "line_end": "lf",
        "null_text": "NULL",
    }
    assert write(FRAME.head(2), **settings).decode() == (
        "Дата\tКогда\tКод\tСумма\tТочно\tШт\tДа\tСлова\n"
        "2024-12-31\t2024-12-31 09:05:00\t00017\t1088.4\t1.50\t3\ttrue\tа, б\n"
        '2025-01-09\tNULL\ta;b\t250\tNULL\tNULL\tfalse\t""\n'
    )


def test_quotes_everywhere_and_no_header(write: Any) -> None:
    frame = pl.DataFrame({"a": ["x", None], "b": [1, 2]})
    data = write(frame, quoting="always", header=False, encoding="utf-8", delimiter="comma")
    assert data == b'"x","1"\r\n"","2"\r\n'


def test_other_delimiters(write: Any) -> None:
    frame = pl.DataFrame({"a": ["x|y"], "b": ["1,2"]})
    assert write(frame, delimiter="pipe", encoding="utf-8") == b'a|b\r\n"x|y"|1,2\r\n'
    assert write(frame, delimiter="comma", encoding="utf-8") == b'a,b\r\nx|y,"1,2"\r\n'


def test_windows_1251(write: Any) -> None:
    frame = pl.DataFrame({"Имя": ["Пётр №1", "«Ромашка»"]})
    assert write(frame, encoding="cp1251") == "Имя\r\nПётр №1\r\n«Ромашка»\r\n".encode("cp1251")


def test_a_character_outside_windows_1251(write: Any) -> None:
    frame = pl.DataFrame({"Имя": ["а", "б", "Кот 🐈"], "n": [1, 2, 3]})
    with pytest.raises(NodeError) as caught:
        write(frame, encoding="cp1251")
    problem = caught.value.problem(NODE.messages)
    assert problem.text.ru == (
        "Столбец «Имя», строка 3: знака «🐈» (U+1F408) нет в Windows-1251. Значение: «Кот 🐈»"
    )
    data = write(frame, encoding="cp1251", unfit="replace")
    assert data.decode("cp1251") == "Имя;n\r\nа;1\r\nб;2\r\nКот ?;3\r\n"


DANGEROUS = ["=1+1", "+7 916 123-45-67", "@SUM(A1)", "-2+3", "\t=1", "=cmd|' /C calc'!A0"]
HARMLESS = ["+79161234567", "-5", "-5,25", "+1.5", "a=b", "", "00017"]


def test_the_guard_against_formulas(write: Any) -> None:
    frame = pl.DataFrame({"=t": DANGEROUS + HARMLESS})
    guarded = write(frame, guard=True, encoding="utf-8", quoting="always").decode()
    assert guarded.split("\r\n") == [
        '"\'=t"',
        *(f'"\'{text}"' for text in DANGEROUS),
        *(f'"{text}"' for text in HARMLESS),
        "",
    ]
    plain = write(frame, encoding="utf-8", quoting="always").decode()
    assert plain.split("\r\n") == ['"=t"', *(f'"{text}"' for text in DANGEROUS + HARMLESS), ""]


def test_numbers_are_never_guarded(write: Any) -> None:
    frame = pl.DataFrame({"n": [-5, 3], "x": [-1.5, 2.5]})
    assert write(frame, guard=True, encoding="utf-8") == b"n;x\r\n-5;-1,5\r\n3;2,5\r\n"


def test_gzip(write: Any) -> None:
    frame = pl.DataFrame({"a": [1, 2, 3]})
    data = write(frame, file="o.csv.gz", encoding="utf-8", line_end="lf")
    assert gzip.decompress(data) == b"a\n1\n2\n3\n"
    assert write(frame, file="o.csv.gz", encoding="utf-8", line_end="lf") == data


def test_no_rows(write: Any) -> None:
    frame = pl.DataFrame(schema={"a": pl.Int64, "б": pl.String})
    assert write(frame).decode("utf-8-sig") == "a;б\r\n"
    assert write(frame, header=False, encoding="utf-8") == b""


def test_what_cannot_be_written(context: Any) -> None:
    schema = pl.Schema({"s": pl.Struct({"x": pl.Int64}), "a": pl.Int64})
    problems = NODE.check(
        NODE.settings(file="o.csv", date_format="когда"), {"rows": schema}, context
    )
    assert [(item.code, item.field, item.column) for item in problems] == [
        ("bad_date_format", "date_format", None),
        ("nested_column", None, "s"),
    ]


def test_batches_give_one_file(write: Any) -> None:
    frame = pl.DataFrame({"n": range(1000), "t": [f"строка {number}" for number in range(1000)]})
    assert write(frame, size=7) == write(frame, size=1000)


def test_a_stopped_run(context: Any, staging: Any, batches: Any) -> None:
    context.cancelled = True
    with pytest.raises(NodeError, match="cancelled"):
        NODE.write(NODE.settings(file="o.csv"), batches(FRAME), staging, context)
