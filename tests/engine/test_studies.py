"""Profiles, values, charts, comparisons, files and lineage, asked through the desk."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from kanva.engine.compare import compare
from kanva.engine.desk import Desk
from kanva.engine.look import Look
from kanva.engine.preview import Rows
from kanva.engine.profile import Profiles, profile

SALES = """город,сумма,дата,помета
Пермь,100.5,2025-01-03,
Тверь,20,2025-01-20,"да, беру"
Пермь,,2025-02-11,нет
Орёл,7,2025-02-12,нет
"""


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(["nodes_under_test"])


@pytest.fixture
def ask(desk, place):
    def asked(method: str, document: dict[str, Any], **question: Any) -> dict[str, Any]:
        request = {
            "workspace": str(place.folder),
            "cache": str(place.folder / ".kanva" / "cache"),
            "path": "a.kanva.json",
            "document": document,
            **question,
        }
        return desk.answer(method, request, lambda _: None, threading.Event())

    return asked


@pytest.fixture
def sales(place, flow) -> dict[str, Any]:
    place.file("sales.csv", SALES)
    return flow(sales=("try.csv", {"file": "sales.csv"}))


def rows_of(**columns: Any) -> Rows:
    frame = pl.DataFrame(columns)
    return Rows(frame.lazy(), None, frame.height, full=True)


def test_a_profile_tells_what_stands_in_a_column(ask, sales):
    found = ask("profile", sales, node="sales", port="rows", columns=["город", "сумма"])

    city, amount = found["columns"]
    assert {name: found[name] for name in ("rows", "full", "sample_of", "problem")} == {
        "rows": 4,
        "full": True,
        "sample_of": None,
        "problem": None,
    }
    assert city == {
        "name": "город",
        "type": "text",
        "dtype": "String",
        "rows": 4,
        "null": 0,
        "empty": 0,
        "error": 0,
        "filled": 4,
        "distinct": 3,
        "distinct_exact": True,
        "min": None,
        "max": None,
        "mean": None,
        "median": None,
        "sum": None,
        "shortest": 4,
        "longest": 5,
        "bins": None,
        "top": [
            {"value": "Пермь", "count": 2},
            {"value": "Орёл", "count": 1},
            {"value": "Тверь", "count": 1},
        ],
    }
    assert [amount[name] for name in ("null", "filled", "distinct", "min", "max", "sum")] == [
        1,
        3,
        3,
        7.0,
        100.5,
        127.5,
    ]
    assert [len(amount["bins"]), amount["bins"][0]["low"], amount["bins"][-1]["high"]] == [
        20,
        7.0,
        100.5,
    ]
    assert [one["count"] for one in amount["bins"] if one["count"]] == [1, 1, 1]


def test_a_profile_follows_filter_and_search(ask, sales):
    look = {"filter": [{"column": "город", "op": "=", "value": "Пермь"}], "search": "100,5"}
    found = ask("profile", sales, node="sales", port="rows", columns=["сумма"], **look)
    assert (found["rows"], found["columns"][0]["top"]) == (1, [{"value": 100.5, "count": 1}])


def test_a_profile_knows_every_type(desk):
    frame = pl.DataFrame(
        {
            "f": [1.0, float("nan"), float("inf"), None],
            "t": ["", "а", " б ", None],
            "d": [dt.date(2025, 1, 1), dt.date(2025, 1, 21), None, None],
            "m": [dt.datetime(2025, 1, 1), dt.datetime(2025, 1, 2), None, None],
            "b": [True, True, False, None],
            "l": [[1], [2], [], None],
            "n": [None, None, None, None],
            "c": pl.Series([5, 5, 5, 5]),
        }
    )
    rows = Rows(frame.lazy(), "a.rows", 4, full=True)
    found = profile(rows, Look(), frame.columns, Profiles())["columns"]
    figures = {
        one["name"]: [one[word] for word in ("filled", "null", "empty", "error", "distinct")]
        for one in found
    }
    assert figures == {
        "f": [1, 1, 0, 2, 3],
        "t": [2, 1, 1, 0, 3],
        "d": [2, 2, 0, 0, 2],
        "m": [2, 2, 0, 0, 2],
        "b": [3, 1, 0, 0, 2],
        "l": [3, 1, 0, 0, None],
        "n": [0, 4, 0, 0, 0],
        "c": [4, 0, 0, 0, 1],
    }
    day = next(one for one in found if one["name"] == "d")
    assert (day["bins"][0]["low"], day["bins"][-1]["high"]) == ("2025-01-01", "2025-01-21")
    assert [one["count"] for one in day["bins"]] == [1, *[0] * 18, 1]


def test_values_come_with_counts_and_can_be_sought(ask, sales):
    found = ask("values", sales, node="sales", port="rows", column="город", limit=2)
    assert (found["values"], found["more"]) == (
        [{"value": "Пермь", "count": 2}, {"value": "Орёл", "count": 1}],
        True,
    )
    found = ask("values", sales, node="sales", port="rows", column="город", sought="ТВ")
    assert found["values"] == [{"value": "Тверь", "count": 1}]


def test_search_goes_across_all_columns(place, sales):
    def cities(words: str) -> list[str]:
        return place.window(sales, "sales", search=words)["columns"][0]["values"]

    assert [cities(words) for words in ("перм", "11.02", "2025-01-20", "100,5", "беру", "ж")] == [
        ["Пермь", "Пермь"],
        ["Пермь"],
        ["Тверь"],
        ["Пермь"],
        ["Тверь"],
        [],
    ]


def test_a_wide_table_comes_in_parts(place, sales):
    window = place.window(sales, "sales", columns=(1, 2), limit=1)
    assert [one["name"] for one in window["columns"]] == ["сумма", "дата"]
    assert (window["first_column"], window["heads"]) == (1, None)
    window = place.window(sales, "sales", columns=(0, 1), limit=1)
    assert [one["name"] for one in window["heads"]] == ["город", "сумма", "дата", "помета"]


@pytest.mark.parametrize(
    ("asked", "points"),
    [
        ({"kind": "bar", "x": "город"}, [("Пермь", 2), ("Орёл", 1), ("Тверь", 1)]),
        (
            {"kind": "bar", "x": "город", "measure": "sum", "y": "сумма"},
            [("Пермь", 100.5), ("Тверь", 20.0), ("Орёл", 7.0)],
        ),
        (
            {"kind": "line", "x": "дата"},
            [("2025-01-03", 1), ("2025-01-20", 1), ("2025-02-11", 1), ("2025-02-12", 1)],
        ),
        (
            {"kind": "scatter", "x": "дата", "y": "сумма"},
            [("2025-01-03", 100.5), ("2025-01-20", 20.0), ("2025-02-12", 7.0)],
        ),
    ],
)
def test_charts(ask, sales, asked, points):
    found = ask("chart", sales, node="sales", port="rows", **asked)
    assert found["problem"] is None
    assert [(one["x"], one["y"]) for one in found["points"]] == points


def test_a_chart_of_many_numbers_is_binned(ask, flow):
    document = flow(many=("try.range", {"rows": 1000}))
    found = ask("chart", document, node="many", port="rows", kind="bar", x="n")
    assert (found["binned"], len(found["points"])) == (True, 20)
    assert sum(one["y"] for one in found["points"]) == 1000
    found = ask("chart", document, node="many", port="rows", kind="bar", x="нет")
    assert found["problem"]["code"] == "missing_column"


def test_a_text_cannot_be_summed(ask, sales):
    asked = {"kind": "bar", "x": "город", "measure": "sum", "y": "помета"}
    found = ask("chart", sales, node="sales", port="rows", **asked)
    assert found["problem"]["code"] == "not_measurable"


def test_what_changed_is_told_by_key():
    old = rows_of(k=[1, 2, 3, 3], v=["а", "б", "в", "г"], w=[1.0, None, 3.0, 3.0])
    new = rows_of(k=[3, 2, 4, 3], v=["в", "Б", "д", "г"], w=[3.0, None, 4.0, 5.0])
    found = compare(old, new, ["k"])

    assert found["counts"] == {"added": 1, "gone": 1, "changed": 2, "same": 1}
    assert found["states"] == ["changed", "added", "changed", "gone"]
    assert found["changed"] == [[1], [], [2], []]
    assert [one["name"] for one in found["columns"]] == ["k", "v", "w"]
    assert [one["values"] for one in found["columns"]] == [
        [2, 4, 3, None],
        ["Б", "д", "г", None],
        [None, 4.0, 5.0, None],
    ]
    assert [one["old"] for one in found["columns"]] == [
        [2, None, 3, 1],
        ["б", None, "г", "а"],
        [None, None, 3.0, 1.0],
    ]


def test_without_a_key_whole_rows_are_compared():
    old, new = rows_of(a=[1, 1, 2], b=[0, 0, 0]), rows_of(a=[1, 3, 2], c=[1, 1, 1])
    found = compare(old, new, [])
    assert found["counts"] == {"added": 1, "gone": 1, "changed": 0, "same": 2}
    assert (found["only_before"], found["only_after"]) == (["b"], ["c"])


def test_two_runs_are_compared_by_what_the_cache_holds(ask, place, flow):
    place.file("a.csv", "k,v\n1,a\n2,b\n")
    document = flow(a=("try.csv", {"file": "a.csv"}), s=("try.sort", {"column": "k"}, "a"))
    first = place.run(document).nodes["s"].key
    place.file("a.csv", "k,v\n1,a\n2,c\n30,d\n")
    second = place.run(document).nodes["s"].key
    sides = {"before": {"node": "s", "port": "rows", "key": first}, "key": second}
    found = ask("compare", document, node="s", port="rows", keys=["k"], **sides)
    assert found["counts"] == {"added": 1, "gone": 0, "changed": 1, "same": 1}
    sides["before"]["key"] = "0" * 16
    found = ask("compare", document, node="s", port="rows", keys=["k"], **sides)
    assert found["problem"]["code"] == "run_result_gone"


def sheet(path: Path) -> list[list[Any]]:
    book = openpyxl.load_workbook(path)
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_what_is_seen_is_saved(ask, place, sales):
    look = {
        "sort": [{"column": "дата", "descending": True}],
        "columns": ["дата", "сумма", "помета"],
    }
    target = place.folder / "out" / "a.csv"
    asked = {"kind": "csv", "target": str(target), "language": "ru", **look}
    found = ask("save_table", sales, node="sales", port="rows", **asked)
    assert found == {"rows": 4, "full": True, "problem": None}
    assert target.read_text("utf-8-sig") == (
        "дата;сумма;помета\n12.02.2025;7,0;нет\n11.02.2025;;нет\n20.01.2025;20,0;да, беру\n"
        "03.01.2025;100,5;\n"
    )
    target = place.folder / "a.xlsx"
    asked = {"kind": "xlsx", "target": str(target), "language": "ru", **look}
    assert ask("save_table", sales, node="sales", port="rows", **asked)["rows"] == 4
    assert sheet(target)[:2] == [
        ["дата", "сумма", "помета"],
        [dt.datetime(2025, 2, 12), 7, "нет"],
    ]
    assert sorted(path.name for path in place.folder.glob("*.part")) == []


def test_a_saved_cell_never_becomes_a_formula(ask, place, flow):
    place.file("a.csv", 'a,n\n"=1+1",12345678901234567\n+7 921,3\n@сумма,5\n')
    document = flow(a=("try.csv", {"file": "a.csv"}))
    target = place.folder / "b.csv"
    asked = {"kind": "csv", "target": str(target), "language": "en"}
    ask("save_table", document, node="a", port="rows", **asked)
    assert target.read_text("utf-8-sig") == ("a,n\n'=1+1,12345678901234567\n+7 921,3\n'@сумма,5\n")
    target = place.folder / "b.xlsx"
    ask("save_table", document, node="a", port="rows", kind="xlsx", target=str(target))
    assert sheet(target) == [
        ["a", "n"],
        ["=1+1", "12345678901234567"],
        ["+7 921", "3"],
        ["@сумма", "5"],
    ]


def test_a_column_is_followed_both_ways_and_missed_by_name(ask, sales, flow, place):
    place.file("sales.csv", SALES.replace("город", "city").replace("сумма", "n"))
    document = flow(
        sales=("try.csv", {"file": "sales.csv"}),
        sorted=("try.sort", {"column": "n"}, "sales"),
        added=("try.calculate", {"formulas": [{"name": "twice", "formula": "[n] * 2"}]}, "sorted"),
        other=("try.sort", {"column": "city"}, "sales"),
    )
    found = ask("trace", document, node="sorted", port="rows", column="n")
    assert found["problem"] is None
    assert [(one["node"], one["column"], one["way"]) for one in found["columns"]] == [
        ("sorted", "n", "here"),
        ("sales", "n", "up"),
        ("added", "n", "down"),
        ("added", "twice", "down"),
    ]
    assert [(one["node"], one["field"]) for one in found["uses"]] == [
        ("added", "formulas.0.formula")
    ]
    found = ask("trace", document, node="sales", port="rows", column="n")
    assert [(one["node"], one["field"]) for one in found["uses"]] == [
        ("sorted", "column"),
        ("added", "formulas.0.formula"),
    ]
