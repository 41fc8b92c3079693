"""Previews: exact windows of whole results, true heads, samples that say they are samples."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from kanva.engine.narrow import row_filter
from kanva.engine.preview import Previews
from kanva.engine.view import view
from kanva.engine.window import column_json
from kanva.sdk import NodeError
from kanva.workflow import Workflow

LARGE = 2**40


def test_small_sources_are_computed_in_full(place, flow):
    place.file("a.csv", "n,city\n3,Пермь\n1,Тверь\n2,\n")
    document = flow(a=("try.csv", {"file": "a.csv"}), sorted=("try.sort", {"column": "n"}, "a"))

    assert place.window(document, "sorted", offset=1, limit=2) == {
        "columns": [
            {"name": "n", "type": "integer", "dtype": "Int64", "values": [2, 3]},
            {"name": "city", "type": "text", "dtype": "String", "values": [None, "Пермь"]},
        ],
        "offset": 1,
        "rows": 2,
        "total": 3,
        "full": True,
        "sample_of": None,
        "first_column": 0,
        "heads": None,
        "problem": None,
    }
    assert place.kept() == 1


def test_a_run_after_a_preview_knows_the_counts_of_every_node(place, flow):
    place.file("a.csv", "n,city\n3,Пермь\n1,Тверь\n2,\n")
    document = flow(
        a=("try.csv", {"file": "a.csv"}),
        some=("try.top", {"rows": 2}, "a"),
        sorted=("try.sort", {"column": "n"}, "some"),
    )
    place.window(document, "sorted")
    result = place.run(document)

    assert {name: (run.state, run.rows) for name, run in result.nodes.items()} == {
        "a": ("cached", {"rows": 3}),
        "some": ("cached", {"rows": 2}),
        "sorted": ("cached", {"rows": 2}),
    }


def values(window):
    return [column["values"] for column in window["columns"]]


def test_sort_and_filter_work_on_the_whole_result(place, flow):
    document = flow(many=("try.range", {"rows": 150_000}))

    window = place.window(document, "many", sort=[{"column": "n", "descending": True}], limit=3)
    assert values(window) == [[149_999, 149_998, 149_997]]
    deep = {"sort": [{"column": "n", "descending": True}], "offset": 100_000, "limit": 2}
    assert values(place.window(document, "many", **deep)) == [[49_999, 49_998]]
    assert values(place.window(document, "many", **deep)) == [[49_999, 49_998]]
    filtered = place.window(
        document, "many", filters=[{"column": "n", "op": ">=", "value": "149998"}]
    )
    assert (values(filtered), filtered["total"], filtered["full"]) == (
        [[149_998, 149_999]],
        2,
        True,
    )


def test_head_of_a_cheap_chain_over_a_large_source(place, flow):
    document = flow(
        many=("try.range", {"rows": 5_000_000, "bytes_said": LARGE}),
        more=("try.add", {"column": "n", "name": "m"}, "many"),
    )

    window = place.window(document, "more", limit=2)

    assert values(window) == [[0, 1], [1.0, 2.0]]
    assert (window["total"], window["full"], window["sample_of"]) == (None, False, None)
    assert place.window(document, "more", limit=2) == window


def test_cheap_chain_that_ends_early_is_the_whole(place, flow):
    document = flow(
        many=("try.range", {"rows": 5_000_000, "bytes_said": LARGE}),
        top=("try.top", {"rows": 7}, "many"),
    )
    window = place.window(document, "top", limit=2)
    assert (values(window), window["total"], window["full"]) == ([[0, 1]], 7, True)


def test_sample_says_that_it_is_one(place, flow):
    document = flow(
        many=("try.range", {"rows": 5_000_000, "bytes_said": LARGE}),
        more=("try.add", {"column": "n", "name": "m"}, "many"),
        totals=("try.sum", {"by": ["n"], "column": "m"}, "more"),
        sorted=("try.sort", {"column": "n"}, "totals"),
    )
    previews = Previews()
    window = place.window(document, "sorted", limit=2, previews=previews)
    assert (values(window)[0], window["full"], window["sample_of"]) == ([0, 1], False, 10_000)
    assert place.window(document, "sorted", limit=2, previews=previews) == window


def test_after_a_run_the_same_window_is_exact(place, flow):
    document = flow(
        many=("try.range", {"rows": 300_000, "bytes_said": LARGE}),
        sorted=("try.sort", {"column": "n"}, "many"),
    )
    assert not place.window(document, "sorted")["full"]
    place.run(document)
    window = place.window(document, "sorted", offset=299_999)
    assert (values(window), window["total"], window["full"]) == ([[299_999]], 300_000, True)


def test_sink_shows_what_enters_it(place, flow):
    place.file("a.csv", "n\n1\n")
    document = flow(a=("try.csv", {"file": "a.csv"}), b=("try.save", {"file": "o.csv"}, "a"))
    assert values(place.window(document, "b", "")) == [[1]]


@pytest.mark.parametrize(
    ("node", "code"),
    [
        ("a", "missing_file"),
        ("b", "input_failed"),
        ("nobody", "unknown_node"),
        ("c", "input_missing"),
    ],
)
def test_window_tells_why_it_is_empty(place, flow, node, code):
    document = flow(a=("try.csv", {"file": "нет.csv"}), b=("try.top", {}, "a"), c=("try.top", {}))
    window = place.window(document, node)
    assert (window["columns"], window["problem"]["code"]) == ([], code)


def test_failure_inside_a_preview_is_told_at_its_node(place, flow):
    place.file("a.csv", "n\n1\nx\n")
    document = flow(
        a=("try.csv", {"file": "a.csv"}),
        typed=("try.cast", {"column": "n"}, "a"),
        top=("try.top", {}, "typed"),
    )
    problem = place.window(document, "top")["problem"]
    assert (problem["code"], problem["node"]) == ("bad_conversion", "typed")
    assert problem["rows"] == {"columns": ["n"], "rows": [["x"]]}


def test_values_travel_exactly():
    frame = pl.DataFrame(
        {
            "long": [2**53 + 1, None],
            "money": [Decimal("1234567890123456.10"), None],
            "share": [float("nan"), float("-inf")],
            "day": [dt.date(2011, 12, 9), None],
            "moment": [dt.datetime.fromisoformat("2011-12-09T12:50:00.000005"), None],
            "time": [dt.time(8, 30), None],
            "span": [dt.timedelta(days=2, hours=3), dt.timedelta(seconds=-1)],
            "flag": [True, None],
            "list": [[1, 2], None],
            "bytes": [b"\x00\xff", None],
        },
        schema_overrides={"money": pl.Decimal(38, 2)},
    )
    assert {item["name"]: (item["type"], item["values"]) for item in map(column_json, frame)} == {
        "long": ("integer", ["9007199254740993", None]),
        "money": ("decimal", ["1234567890123456.10", None]),
        "share": ("number", [{"special": "nan"}, {"special": "-inf"}]),
        "day": ("date", ["2011-12-09", None]),
        "moment": ("datetime", ["2011-12-09T12:50:00.000005", None]),
        "time": ("time", ["08:30:00", None]),
        "span": ("duration", ["2 03:00:00", "-00:00:01"]),
        "flag": ("boolean", [True, None]),
        "list": ("list", ["[1, 2]", None]),
        "bytes": ("other", ["0x00ff", None]),
    }


FILTERS = [
    ({"column": "n", "op": ">", "value": 1}, [2, 3]),
    ({"column": "n", "op": "!=", "value": "2"}, [1, 3]),
    ({"column": "n", "op": "in", "values": [1, 3]}, [1, 3]),
    ({"column": "t", "op": "contains", "value": "ПЕР"}, [1]),
    ({"column": "t", "op": "not_contains", "value": "пер"}, [2, 3]),
    ({"column": "t", "op": "starts", "value": "тв"}, [2]),
    ({"column": "t", "op": "empty"}, [3]),
    ({"column": "t", "op": "=", "value": None}, [3]),
    ({"column": "d", "op": ">=", "value": "2011-12-10"}, [2, 3]),
    ({"column": "m", "op": "<", "value": "2011-12-09T12:00:00"}, [1]),
    ({"column": "x", "op": "=", "value": "1,5"}, [1]),
    ({"column": "b", "op": "=", "value": True}, [1, 3]),
    ({"column": "c", "op": "=", "value": "b"}, [2]),
]


@pytest.mark.parametrize(("condition", "expected"), FILTERS)
def test_filters_of_a_window(condition, expected):
    frame = pl.DataFrame(
        {
            "n": [1, 2, 3],
            "t": ["Пермь", "Тверь", None],
            "d": [dt.date(2011, 12, 9), dt.date(2011, 12, 10), dt.date(2011, 12, 11)],
            "m": [dt.datetime.fromisoformat(f"2011-12-{day:02}") for day in (9, 10, 11)],
            "x": [1.5, 2.5, None],
            "b": [True, False, True],
            "c": ["a", "b", "a"],
        },
        schema_overrides={"c": pl.Categorical},
    )
    found = row_filter([condition], frame.schema)
    assert found is not None
    assert frame.filter(found)["n"].to_list() == expected


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ({"column": "gone", "op": "=", "value": 1}, "missing_column"),
        ({"column": "n", "op": "like", "value": 1}, "unknown_operator"),
        ({"column": "n", "op": ">", "value": "много"}, "wrong_value"),
    ],
)
def test_wrong_filters_of_a_window(condition, code):
    with pytest.raises(NodeError, match=code):
        row_filter([condition], pl.Schema({"n": pl.Int64}))


def test_matrix_of_groups(place, flow, registry):
    place.file("a.csv", "s,n\na,10\na,20\nd,30\nz,40\n")
    document = flow(a=("try.csv", {"file": "a.csv"}), grid=("try.grid", {"column": "s"}, "a"))
    workflow = Workflow.model_validate(document)

    told = view(workflow, registry, place.environment(), "grid")

    def group(value, *measures):
        return {"filter": {"column": "s", "op": "=", "value": value}, "measures": [*measures]}

    assert told["cells"] == [
        [{"number": 1, **group("a", 2, 0.5, 30)}, {"number": 2, **group("b", 0, 0.0, 0)}],
        [{"number": 3, **group("c", 0, 0.0, 0)}, {"number": 4, **group("d", 1, 0.25, 30)}],
    ]
    assert told["aside"] == [{"title": {"ru": "others", "en": "others"}, **group("z", 1, 0.25, 40)}]
    assert (told["totals"], told["full"]) == ([4, 1.0, 100], True)
    assert [head["title"]["ru"] for head in told["rows"]] == ["up", "down"]
    assert told["columns"][1]["subtitle"] == {"ru": "2", "en": "2"}
    assert view(workflow, registry, place.environment(), "a")["problem"]["code"] == "no_picture"
