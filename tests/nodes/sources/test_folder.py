"""The Folder of files: masks, order, different columns and types, files that cannot be read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kanva.engine.environment import Environment
from kanva.engine.registry import Registry
from kanva.engine.schema import analyse
from kanva.sdk import NodeError
from kanva.workflow import Node, Workflow
from kanva_nodes.export.excel_book import ExcelExportSettings, ExportExcel
from kanva_nodes.sources.folder import FolderSettings, ImportFolder


def put(context: Any, files: Mapping[str, str | bytes]) -> None:
    for number, (name, content) in enumerate(files.items()):
        path: Path = context.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(path, (1_000_000 + number, 1_000_000 + number))


def read(context: Any, **raw: Any) -> pl.DataFrame:
    settings = FolderSettings.model_validate({"mask": "*.csv", **raw})
    frame = ImportFolder().scan(settings, context)
    result = frame.collect()
    assert result.schema == frame.collect_schema()
    return result


def told(context: Any, **raw: Any) -> NodeError:
    with pytest.raises(NodeError) as caught:
        read(context, **raw)
    return caught.value


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ({}, ["1.csv", "2.CSV", "10.csv"]),
        ({"order": "oldest"}, ["10.csv", "1.csv", "2.CSV"]),
        ({"order": "newest"}, ["2.CSV", "1.csv", "10.csv"]),
        ({"mask": "1*.csv; *.TXT"}, ["1.csv", "10.csv", "б.txt"]),
        ({"mask": "?.csv"}, ["1.csv", "2.CSV"]),
        ({"mask": "*.csv", "deep": True}, ["1.csv", "2.CSV", "10.csv", "в/5.csv", "в/г/6.csv"]),
        ({"mask": "в/*.csv", "deep": True}, ["в/5.csv", "в/г/6.csv"]),
        ({"folder": "/в/"}, ["5.csv"]),
        ({"folder": "в\\г"}, ["6.csv"]),
    ],
)
def test_which_files_and_in_what_order(context: Any, raw: dict[str, Any], names: list[str]) -> None:
    data = "а\n1\n"
    files = ["10.csv", "1.csv", "2.CSV", "б.txt", "в/5.csv", "в/г/6.csv", ".тайна.csv", "~$1.csv"]
    put(context, dict.fromkeys(files, data))
    assert read(context, source="path", **raw)["Файл"].to_list() == names


def test_labels(context: Any) -> None:
    put(context, {"в/отчёт 1.csv": "а\n1\n"})
    for source, label in (("name", "отчёт 1.csv"), ("stem", "отчёт 1"), ("path", "в/отчёт 1.csv")):
        assert read(context, deep=True, source=source).rows() == [(1, label)]
    assert read(context, deep=True, source="none").columns == ["а"]


DIFFERENT = {
    "1.csv": "а;б\n1;x\n",
    "2.csv": "б;в\ny;2026-01-05\n",
    "3.csv": "в;б;а\n2026-01-06;z;1,5\n",
}


def test_columns_that_differ(context: Any) -> None:
    put(context, DIFFERENT)
    whole = read(context)
    assert whole.schema == {"а": pl.Float64, "б": pl.String, "в": pl.Date, "Файл": pl.String}
    assert whole["а"].to_list() == [1.0, None, 1.5]
    assert read(context, columns="common").columns == ["б", "Файл"]
    error = told(context, columns="stop")
    assert (error.code, error.values) == (
        "columns_differ",
        {"file": "2.csv", "missing": "«а»", "extra": "«в»"},
    )


def test_types_that_differ(context: Any) -> None:
    put(context, {"1.csv": "к\n12\n", "2.csv": "к\n007\n", "3.csv": "к\n\n1.50\n"})
    assert read(context)["к"].to_list() == ["12", "007", "1.5"]
    error = told(context, mixed="stop")
    assert (error.code, error.field, error.column) == ("kinds_disagree", "mixed", "к")


def test_encodings_and_kinds_are_mixed(context: Any, staging: Any, batches: Any) -> None:
    frame = pl.DataFrame({"Имя": ["Жук"], "Сумма": [3]})
    ExportExcel().write(ExcelExportSettings(file="3.xlsx"), batches(frame), staging, context)
    put(
        context,
        {
            "1.csv": "Имя;Сумма\r\nЁж;1\r\n".encode("cp1251"),
            "2.txt": "Имя\tСумма\nЩука\t2\n".encode("utf-16"),
            "3.xlsx": staging.files["3.xlsx"].read_bytes(),
        },
    )
    frame.with_columns(Имя=pl.lit("Як"), Сумма=4).write_parquet(context.workspace / "4.parquet")
    (context.workspace / "5.jsonl").write_text('{"Сумма": 5, "Имя": "Уж"}', encoding="utf-8")
    found = read(context, mask="*.*", source="none")
    expected = {"Имя": ["Ёж", "Щука", "Жук", "Як", "Уж"], "Сумма": [1, 2, 3, 4, 5]}
    assert_frame_equal(found, pl.DataFrame(expected))


BROKEN: dict[str, str | bytes] = {
    "1.csv": "а\n1\n",
    "2.xlsx": b"PK not a book",
    "3.parquet": b"nothing",
    "4.csv": b"",
    "5.doc": b"x",
    "6.json": b'[{"a": }]',
}


def test_files_that_cannot_be_read(context: Any) -> None:
    put(context, BROKEN)
    error = told(context, mask="*.*")
    assert (error.code, error.values["file"]) == ("file_failed", "2.xlsx")
    assert read(context, mask="*.*", unreadable="skip").rows() == [(1, "1.csv")]
    ((code, field, values),) = context.warnings
    assert (code, field, values["count"]) == ("files_skipped", "unreadable", 5)
    for name in ("2.xlsx (", "3.parquet (это не файл Parquet)", "4.csv (", "5.doc ("):
        assert name in values["files"].ru
    error = told(context, mask="*.doc", unreadable="skip")
    assert (error.code, error.values["file"]) == ("file_failed", "5.doc")


def test_a_value_of_another_type_is_named_with_its_file(context: Any) -> None:
    # Longer than what recognition looks at in full: the odd value lies between its pieces.
    rows = [f"{n};{'x' * 60}" for n in range(60_000)]
    rows[25_000] = "много;x"
    put(context, {"1.csv": "к;т\n1;x\n", "2.csv": "к;т\n" + "\n".join(rows)})
    assert read(context, bad_value="null")["к"].null_count() == 1
    with pytest.raises(Exception, match="file_failed") as caught:
        read(context)
    assert "2.csv" in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "code", "field"),
    [
        ({"mask": "*.xlsx"}, "no_files", "mask"),
        ({"folder": "нет"}, "missing_folder", "folder"),
        ({"folder": "../.."}, "bad_path", None),
        ({"source_column": "а"}, "duplicate_column", "source_column"),
    ],
)
def test_what_is_wrong_is_told(
    context: Any, raw: dict[str, Any], code: str, field: str | None
) -> None:
    put(context, {"1.csv": "а\n1\n"})
    error = told(context, **raw)
    assert (error.code, error.field) == (code, field)


def test_the_state_is_that_of_all_files(context: Any) -> None:
    node, settings = ImportFolder(), FolderSettings(mask="*.csv")
    put(context, {"1.csv": "а\n1\n"})
    before = node.fingerprint(settings, context)
    assert node.fingerprint(settings, context) == before
    put(context, {"1.csv": "а\n1\n", "2.csv": "а\n2\n"})
    after = node.fingerprint(settings, context)
    assert after != before
    assert [name for name, _, _ in after["files"]] == ["1.csv", "2.csv"]
    assert node.size_bytes(settings, context) == 10


def test_the_engine_sees_skipped_files(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("а\n1\n", encoding="utf-8")
    (tmp_path / "2.csv").write_bytes(b"")
    raw = {"mask": "*.csv", "unreadable": "skip"}
    node = Node(id="a", type="import.folder", version=1, settings=raw)
    environment = Environment(workspace=tmp_path, cache=tmp_path / "cache")
    found = analyse(Workflow(nodes=[node]), Registry([ImportFolder()]), environment)
    assert [(item.code, item.severity, item.field) for item in found.problems] == [
        ("files_skipped", "warning", "unreadable")
    ]
