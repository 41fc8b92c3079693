"""Columns of plain figures are read by the CSV reader itself, and nothing changes by that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kanva.sdk import NodeError
from kanva_nodes.sources import _known_recipes, _prepare, _sample
from kanva_nodes.sources.text_file import ImportText

NODE = ImportText()
LINES = 3_000
LATE = 1_700
"""Place of the odd value: none of the pieces that recognition looks at."""


@pytest.fixture
def small_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let recognition look at no more of a small file than it does of a large one."""
    monkeypatch.setattr(_sample, "WHOLE_BYTES", 0)
    monkeypatch.setattr(_sample, "_HEAD_BYTES", 600)
    monkeypatch.setattr(_sample, "_PIECE_BYTES", 120)


def _write(context: Any, odd: str, decimal: str = ".") -> Path:
    lines = [f"{number};x;{number}{decimal}5" for number in range(LINES)]
    lines.insert(LATE, odd)
    path: Path = context.workspace / "t.csv"
    path.write_text("n;t;f\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def _plain(context: Any, **settings: Any) -> tuple[int, ...]:
    return NODE._prepared(NODE.settings(file="t.csv", **settings), context)[1].plain


@pytest.mark.usefixtures("small_sample")
@pytest.mark.parametrize(
    ("cell", "value", "plain"),
    [
        ("7", 7, True),
        ("-7", -7, True),
        ("-0", 0, True),
        ("", None, True),
        ('""', None, True),
        ('"7"', 7, True),
        ("123456789012345", 123456789012345, True),
        (" 7", 7, False),
        ("7 ", 7, False),
        ("  ", None, False),
        ("−7", -7, False),
        ("007", "007", False),
        ('"007"', "007", False),
        ("-07", "-07", False),
        ("+7", "+7", False),
        ("1234567890123456", "1234567890123456", False),
        ("1 000", "1 000", False),
        ("1e3", "1e3", False),
        ("7.0", "7.0", False),
        ("٣", "٣", False),
        ("seven", "seven", False),
    ],
)
def test_a_late_whole_number(context: Any, cell: str, value: int | str | None, plain: bool) -> None:
    _write(context, f"{cell};x;1.5")
    settings = NODE.settings(file="t.csv")
    assert NODE.schema(settings, {}, context)["rows"]["n"] == pl.Int64
    assert _plain(context) == ((0, 2) if plain else (2,))
    for _ in range(2):  # the second time from what is remembered
        frame = NODE.scan(settings, context)
        if isinstance(value, str):
            with pytest.raises(NodeError) as caught:
                frame.collect()
            told = caught.value.values
            assert (told["value"], told["line"]) == (value, LATE + 2)
        else:
            rows = frame.collect()
            assert rows.row(LATE) == (value, "x", 1.5)
            assert rows["n"].drop_nulls().sum() == sum(range(LINES)) + (value or 0)


@pytest.mark.usefixtures("small_sample")
@pytest.mark.parametrize(
    ("cell", "value", "plain"),
    [
        ("0.5", 0.5, True),
        ("-12", -12.0, True),
        ("1.5e-3", 0.0015, True),
        ("2E10", 2e10, True),
        ('"0.25"', 0.25, True),
        (".5", 0.5, False),
        ("5.", 5.0, False),
        (" 1.5 ", 1.5, False),
        ("1e308", 1e308, False),
        ("1e999", "1e999", False),
        ("inf", "inf", False),
        ("NaN", "NaN", False),
        ("00.5", "00.5", False),
        ("1,5", "1,5", False),
        ("1 000.5", "1 000.5", False),
    ],
)
def test_a_late_number(context: Any, cell: str, value: float | str, plain: bool) -> None:
    _write(context, f"7;x;{cell}")
    settings = NODE.settings(file="t.csv")
    assert _plain(context) == ((0, 2) if plain else (0,))
    if isinstance(value, str):
        with pytest.raises(NodeError) as caught:
            NODE.scan(settings, context).collect()
        assert (caught.value.values["value"], caught.value.column) == (value, "f")
    else:
        assert NODE.scan(settings, context).collect().row(LATE) == (7, "x", value)


@pytest.mark.usefixtures("small_sample")
@pytest.mark.parametrize(
    ("odd", "row", "plain"),
    [
        ("7", (7, None, None), (0, 2)),
        ("7;x;1.5;more", (7, "x", 1.5), (0, 2)),
        (" 7;x", (7, "x", None), (2,)),
        ("", None, (0, 2)),
        (";;", None, (0, 2)),
        ('"";"";""', None, (0, 2)),
        ("  ", None, (2,)),
        ('"a;b"', None, (2,)),
    ],
)
def test_uneven_and_blank_lines_leave_columns_plain(
    context: Any, odd: str, row: tuple[Any, ...] | None, plain: tuple[int, ...]
) -> None:
    _write(context, odd)
    assert _plain(context) == plain
    frame = NODE.scan(NODE.settings(file="t.csv"), context)
    if odd == '"a;b"':
        with pytest.raises(NodeError) as caught:
            frame.collect()
        assert caught.value.values["value"] == "a;b"
    else:
        rows = frame.collect()
        assert rows.height == LINES + (row is not None)
        assert rows.row(LATE) == (row or (LATE, "x", LATE + 0.5))


def test_a_decimal_comma_is_read_by_the_reader(context: Any) -> None:
    _write(context, '"7";"a, b";"1,25"', decimal=",")
    assert _plain(context) == (0, 2)
    assert NODE.scan(NODE.settings(file="t.csv"), context).collect().row(LATE) == (7, "a, b", 1.25)
    # Where the comma parts cells too, the reader would not know it for a decimal sign.
    path = context.workspace / "t.csv"
    path.write_text('n,f\n7,"1,25"\n8,"2,5"\n', encoding="utf-8")
    assert _plain(context) == (0,)
    frame = NODE.scan(NODE.settings(file="t.csv"), context).collect()
    assert frame.rows() == [(7, 1.25), (8, 2.5)]


def test_markers_among_numbers_and_blank_lines(context: Any) -> None:
    _write(context, "-;x;NULL")
    settings = {"empty_markers": "NULL\n-"}
    assert _plain(context, **settings) == (0, 2)
    frame = NODE.scan(NODE.settings(file="t.csv", **settings), context).collect()
    assert frame.row(LATE) == (None, "x", None)
    _write(context, "-;NULL;NULL\n\n")
    assert _plain(context, **settings) == ()
    frame = NODE.scan(NODE.settings(file="t.csv", **settings), context).collect()
    assert (frame.height, frame.row(LATE)) == (LINES + 1, (None, None, None))


def test_records_over_several_lines_keep_plain_columns(context: Any) -> None:
    _write(context, '7;"x\ny; z";1,5', decimal=",")
    assert _plain(context) == (0, 2)
    frame = NODE.scan(NODE.settings(file="t.csv"), context).collect()
    assert frame.row(LATE) == (7, "x\ny; z", 1.5)
    _write(context, '07;"x\ny; z";1,5', decimal=",")
    assert _plain(context, columns=[{"name": "n", "kind": "integer"}]) == (2,)


def test_plain_columns_need_no_conversion(context: Any) -> None:
    _write(context, "7;x;1.5")
    plan = NODE.scan(NODE.settings(file="t.csv"), context).explain()
    assert "WITH_COLUMNS" not in plan
    plan = NODE.scan(NODE.settings(file="t.csv", trim=True), context).explain()
    assert "WITH_COLUMNS" in plan


@pytest.mark.usefixtures("small_sample")
def test_types_set_later_are_looked_at_again(context: Any) -> None:
    _write(context, "007;x;1.5")
    assert _plain(context) == (2,)
    as_text = {"columns": [{"name": "n", "kind": "text"}, {"name": "t", "kind": "integer"}]}
    assert _plain(context, **as_text) == (2,)
    settings = NODE.settings(file="t.csv", on_bad_value="null", **as_text)
    assert NODE.scan(settings, context).collect().row(LATE) == ("007", None, 1.5)
    numbers = {"columns": [{"name": "n", "kind": "number"}]}
    assert _plain(context, **numbers) == (2,)
    frame = NODE.scan(NODE.settings(file="t.csv", **numbers), context).collect()
    assert frame.row(LATE) == (7.0, "x", 1.5)


@pytest.mark.usefixtures("small_sample")
def test_misfits_are_looked_for_again_when_the_file_changes(context: Any) -> None:
    settings = NODE.settings(file="t.csv", on_bad_value="text")
    _write(context, "07;x;1.5")
    assert NODE.schema(settings, {}, context)["rows"]["n"] == pl.String
    _write(context, "7 ;x;1.55")
    assert NODE.schema(settings, {}, context)["rows"]["n"] == pl.Int64


def test_a_new_process_takes_what_was_found_from_the_cache(
    context: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(context, "7;x;1.5")
    settings = NODE.settings(file="t.csv")
    found = NODE.found(settings, context)
    NODE.scan(settings, context)
    # What a new process has: the files of the cache and an empty memory.
    monkeypatch.setattr(_known_recipes, "_known", {})
    for module, name in ((_known_recipes, "recognise"), (_prepare, "PlainLines")):
        monkeypatch.setattr(module, name, None)
    assert NODE.found(settings, context) == found
    assert NODE.row_count(settings, context) == LINES + 1
    assert NODE.scan(settings, context).collect().height == LINES + 1


def test_a_damaged_note_of_what_was_found_is_made_anew(
    context: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(context, "7;x;1.5")
    settings = NODE.settings(file="t.csv")
    found = NODE.found(settings, context)
    for place in (context.workspace / ".kanva" / "cache" / "scratch").iterdir():
        place.write_text('{"encoding": "utf-8"', encoding="utf-8")
    monkeypatch.setattr(_known_recipes, "_known", {})
    assert NODE.found(settings, context) == found
