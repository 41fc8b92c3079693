"""The JSON import: where rows are, what is unfolded, what broken files say."""

from __future__ import annotations

import gzip
import json
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kanva.sdk import NodeError
from kanva_nodes.sources import _json_columns
from kanva_nodes.sources.json_file import ImportJson, JsonSettings


def read(context: Any, content: Any, name: str = "т.json", **raw: Any) -> pl.DataFrame:
    if not isinstance(content, bytes):
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        content = text.encode()
    (context.workspace / name).write_bytes(content)
    settings = JsonSettings.model_validate({"file": name, **raw})
    return ImportJson().scan(settings, context).collect()


def told(context: Any, content: Any, **raw: Any) -> NodeError:
    with pytest.raises(NodeError) as caught:
        read(context, content, **raw)
    return caught.value


LINES = '{"а": 1, "б": {"в": "x"}}\n\n{"а": null}\r\n{"г": true, "а": 2.5}'


def test_lines_are_told_from_a_document(context: Any) -> None:
    expected = pl.DataFrame(
        {"а": [1.0, None, 2.5], "б.в": ["x", None, None], "г": [None, None, True]}
    )
    for name in ("т.json", "т.ndjson"):
        assert_frame_equal(read(context, LINES, name), expected)
    assert read(context, '{"а": 1}').rows() == [(1,)]
    assert read(context, '{\n"а": 1\n}').rows() == [(1,)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings_of_unicode(context: Any, encoding: str) -> None:
    assert read(context, '[{"а": "ё"}]'.encode(encoding)).to_dict(as_series=False) == {"а": ["ё"]}
    assert read(context, '{"а": 1}\n{"а": 2}'.encode(encoding)).rows() == [(1,), (2,)]


def test_packed(context: Any) -> None:
    assert read(context, gzip.compress(LINES.encode()), "т.json.gz").height == 3


@pytest.mark.parametrize(
    ("document", "raw", "expected"),
    [
        ({"ok": 1, "d": {"o": [{"a": 1}]}}, {}, [(1,)]),
        ({"n": [1, 2], "few": [{"a": 1}], "many": [{"a": 2}, {"a": 3}]}, {}, [(2,), (3,)]),
        ({"d": {"o": [{"a": 1}]}, "p": [{"b": 5}, {"b": 6}]}, {"path": "d.o"}, [(1,)]),
        ({"d.o": [{"a": 4}]}, {"path": "d.o"}, [(4,)]),
        ([{"r": [{"a": 1}]}, {"r": [{"a": 2}]}], {"path": "1.r"}, [(2,)]),
        ({"d": {"a": 7}}, {"path": "d"}, [(7,)]),
        ([1, "x", None], {}, [("1",), ("x",), (None,)]),
        ({"a": 1, "b": {"c": 2}}, {}, [(1, 2)]),
    ],
)
def test_where_the_rows_are(
    context: Any, document: Any, raw: dict[str, Any], expected: list[Any]
) -> None:
    assert read(context, document, **raw).rows() == expected


def test_types_of_columns(context: Any) -> None:
    rows = [
        {"ц": 1, "ч": 1, "д": "2026-01-31", "м": "2026-01-31T10:00:00Z", "т": "2026-01-31", "к": 1},
        {"ц": -5, "ч": 1.5, "д": None, "м": "2026-01-31 10:00:00.5", "т": "x", "к": 10**20},
    ]
    expected = pl.DataFrame(
        {
            "ц": [1, -5],
            "ч": [1.0, 1.5],
            "д": [date(2026, 1, 31), None],
            "м": [datetime(2026, 1, 31, 10), datetime(2026, 1, 31, 10, 0, 0, 500_000)],
            "т": ["2026-01-31", "x"],
            "к": ["1", "100000000000000000000"],
        }
    )
    assert_frame_equal(read(context, rows), expected)
    assert read(context, rows, dates=False).schema["д"] == pl.String
    assert read(context, [{"д": "2026-02-30"}]).rows() == [("2026-02-30",)]
    assert read(context, '[{"a": NaN, "b": 1}]').rows() == [(None, 1)]


def test_mixed_columns_become_text_with_a_warning(context: Any) -> None:
    rows = [{"a": 1}, {"a": "x"}, {"a": True}, {"a": {"b": 1}}, {"a": [1]}]
    frame = read(context, rows)
    assert frame.to_dict(as_series=False) == {
        "a": ["1", "x", "true", None, "[1]"],
        "a.b": [None, None, None, 1, None],
    }
    assert context.warnings == [("mixed_types", "nested", {"column": "a"})]


def test_parts_of_a_long_file_agree(context: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kanva_nodes.sources._json_table.PART_ROWS", 3)
    rows = [{"a": 1}] * 4 + [{"b": True}] * 3 + [{"a": 2.5}] * 4 + [{"b": "x"}]
    frame = read(context, rows)
    assert frame["a"].to_list() == [1.0] * 4 + [None] * 3 + [2.5] * 4 + [None]
    assert frame["b"].to_list() == [None] * 4 + ["true"] * 3 + [None] * 4 + ["x"]
    assert _json_columns.PART_ROWS == 50_000


def test_nested_as_text_and_lists(context: Any) -> None:
    rows = [{"а": {"б": [1, "x"], "в": {}}, "л": [1, None, "ё"], "з": [{"q": 1}]}]
    assert read(context, rows, nested="text").rows() == [
        ('{"б":[1,"x"],"в":{}}', '[1,null,"ё"]', '[{"q":1}]')
    ]
    assert read(context, rows, lists="joined").rows() == [("1, x", "1, ё", '[{"q":1}]')]
    assert read(context, rows, separator="/").columns == ["а/б", "л", "з"]


def test_a_row_for_each_item(context: Any) -> None:
    rows = [
        {"№": 1, "т": [{"к": "а", "ц": {"р": 5}}, {"к": "б"}]},
        {"№": 2, "т": []},
        {"№": 3},
        {"№": 4, "т": None},
    ]
    frame = read(context, rows, lists="rows")
    assert frame.to_dict(as_series=False) == {
        "№": [1, 1, 2, 3, 4],
        "т.к": ["а", "б", None, None, None],
        "т.ц.р": [5, None, None, None, None],
    }
    assert read(context, [{"n": [1, 2]}], lists="rows").rows() == [(1,), (2,)]
    assert read(context, [{"n": 1}], lists="rows").rows() == [(1,)]


def test_which_list_is_asked(context: Any) -> None:
    rows = [{"a": [1], "b": [2, 3], "c": 5}]
    assert told(context, rows, lists="rows").code == "which_list"
    assert read(context, rows, lists="rows", list_column="b").rows() == [
        ("[1]", 2, 5),
        ("[1]", 3, 5),
    ]
    error = told(context, rows, lists="rows", list_column="c")
    assert (error.code, error.column, error.values) == ("no_list", "c", {"lists": "a, b"})


def test_names_that_clash_are_kept(context: Any) -> None:
    assert read(context, [{"a.b": 1, "a": {"b": 2}, " ": 3}]).rows(named=True) == [
        {"a.b": 1, "a.b'": 2, "Столбец 3": 3}
    ]


@pytest.mark.parametrize(
    ("content", "raw", "code", "values"),
    [
        (b"", {}, "empty_file", None),
        (b" \n ", {}, "empty_file", None),
        ("[]", {}, "no_rows", None),
        (
            '[{"a": 1},\n {"a": }]',
            {},
            "bad_json",
            {"line": 2, "place": 8, "text": '[{"a": 1}, {"a": }]'},
        ),
        ('{"a": 1}\n{"a": 1}\n{"a": \n', {}, "bad_line", {"line": 3, "place": 8, "text": '{"a":'}),
        ('{"a": 1}', {"path": "b"}, "no_path", {"step": "b", "keys": "a"}),
        ("ё".encode("cp1251") + b"[]", {"form": "json"}, "not_utf8", None),
        ("[" * 100_000, {}, "too_deep", None),
        ({str(n): n for n in range(10_001)}, {}, "many_columns", None),
    ],
)
def test_broken_files_are_told(
    context: Any, content: Any, raw: dict[str, Any], code: str, values: dict[str, Any] | None
) -> None:
    error = told(context, content, **raw)
    assert error.code == code
    if values is not None:
        assert error.values == values


def test_broken_lines_can_be_left_out(context: Any) -> None:
    content = 'не json\n{"a": 1}\n{"a": 2}\n{"a"\n'
    assert read(context, content, form="lines", bad_lines="skip").rows() == [(1,), (2,)]
    assert context.warnings == [("lines_skipped", "bad_lines", {"count": 2, "lines": "1, 4"})]


def test_what_was_found_is_shown(context: Any) -> None:
    read(context, {"d": {"o": [{"l": [1]}]}}, lists="rows")
    settings = JsonSettings(file="т.json", lists="rows")
    found = ImportJson().found(settings, context)
    assert {name: item.value for name, item in found.items()} == {
        "form": "json",
        "path": "d.o",
        "list_column": "l",
    }
    assert ImportJson().row_count(settings, context) == 1
