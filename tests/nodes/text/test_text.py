"""Text split, joined, found, cleaned and replaced: the corners the examples leave out."""

from __future__ import annotations

import polars as pl
import pytest

from kanva.sdk import NodeError
from kanva_nodes.text.clean import Clean
from kanva_nodes.text.extract import Extract
from kanva_nodes.text.join import JoinText
from kanva_nodes.text.replace import Replace
from kanva_nodes.text.split import SplitText


@pytest.fixture
def run(context):
    def compute(node, settings, columns):
        valid = node.settings.model_validate(settings)
        frame = pl.DataFrame(columns)
        return node.lazy(valid, {"rows": frame.lazy()}, context)["rows"].collect()

    return compute


def test_parts_beyond_the_last_column(run):
    columns = {"а": ["1-2-3-4", "1", ""]}
    settings = {"column": "а", "sign": "-", "count": 2, "name": "ч", "keep": False}
    assert run(SplitText(), settings, columns).rows() == [("1", "2-3-4"), ("1", None), ("", None)]
    settings["rest"] = "drop"
    assert run(SplitText(), settings, columns).rows() == [("1", "2"), ("1", None), ("", None)]


def test_no_row_is_lost_where_there_is_nothing_to_cut(run):
    columns = {"к": [1, 2, 3], "т": ["а б", "", None]}
    settings = {"column": "т", "by": "blanks", "into": "rows", "name": "слово", "keep": False}
    assert run(SplitText(), settings, columns).rows() == [
        (1, "а"), (1, "б"), (2, None), (3, None),
    ]  # fmt: skip


def test_cut_by_length_and_by_lines(run):
    settings = {"column": "т", "by": "length", "length": 3, "count": 3, "keep": False}
    assert run(SplitText(), settings, {"т": ["абвгдеж"]}).rows() == [("абв", "где", "ж")]
    settings = {"column": "т", "by": "lines", "count": 2, "keep": False}
    assert run(SplitText(), settings, {"т": ["а\r\nб\nв"]}).rows() == [("а", "б\nв")]


def test_numbers_and_dates_are_joined_as_they_are_written(run):
    columns = {"а": [1.0, 2.5, None], "б": [True, None, None]}
    settings = {"columns": ["а", "б"], "sign": "|", "name": "в", "keep": False}
    joined = run(JoinText(), settings, columns)["в"].to_list()
    assert joined[0].startswith("1|")
    assert joined[1:] == ["2.5", None]


@pytest.mark.parametrize(
    ("take", "found"),
    [("first", "11"), ("last", "33"), ("all", "11, 22, 33")],
)
def test_what_is_taken_of_several(run, take, found):
    settings = {"column": "т", "look": "digits", "take": take, "name": "ч"}
    out = run(Extract(), settings, {"т": ["11 и 22, 33", "нет", None]})
    assert out["ч"].to_list() == [found, None, None]


def test_a_pattern_that_cannot_be_read_is_told(run, context):
    settings = Extract.settings.model_validate({"column": "т", "look": "own", "pattern": "(а"})
    (problem,) = Extract().check(settings, {}, context)
    assert problem.code == "bad_pattern"
    with pytest.raises(NodeError, match="bad_pattern"):
        run(Extract(), {"column": "т", "look": "own", "pattern": "[а"}, {"т": ["а"]})
    settings = {"column": "т", "look": "own", "pattern": "а", "take": "parts"}
    with pytest.raises(NodeError, match="no_parts"):
        run(Extract(), settings, {"т": ["а"]})


def test_only_words_of_both_alphabets_are_mended(run):
    settings = {"columns": ["т"], "letters": "cyrillic"}
    words = ["Cахар HP-12", "XEROX", "А1 B2", "мoлoкo"]
    assert run(Clean(), settings, {"т": words})["т"].to_list() == [
        "Сахар HP-12", "XEROX", "А1 B2", "молоко",
    ]  # fmt: skip


def test_signs_of_patterns_are_plain_signs_in_a_part(run):
    settings = {
        "columns": ["т"],
        "mode": "part",
        "ignore_case": True,
        "pairs": {
            "columns": [{"name": "from", "kind": "text"}, {"name": "to", "kind": "text"}],
            "rows": [["(руб.)", "$1"], ["А*Б", ""]],
        },
    }
    out = run(Replace(), settings, {"т": ["10 (РУБ.)", "а*б", "аб"]})
    assert out["т"].to_list() == ["10 $1", "", "аб"]


def test_a_list_is_applied_from_the_top(run):
    settings = {
        "columns": ["т"],
        "mode": "part",
        "pairs": {
            "columns": [{"name": "from", "kind": "text"}, {"name": "to", "kind": "text"}],
            "rows": [["а", "б"], ["б", "в"]],
        },
    }
    assert run(Replace(), settings, {"т": ["аб"]})["т"].to_list() == ["вв"]
