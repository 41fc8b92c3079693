"""Formulas inside nodes: checked in place, followed to their sources."""

from __future__ import annotations

import pytest

from kanva.engine.formulas import check_formula
from kanva.engine.lineage import trace

SALES = "client,sum,cost\n1,50,20\n2,10,5\n"


@pytest.fixture
def document(place, flow):
    place.file("a.csv", SALES)
    formulas = [
        {"name": "profit", "formula": "[sum] - [cost]"},
        {"name": "share", "formula": "[profit] / [sum]"},
    ]
    return flow(
        sales=("try.csv", {"file": "a.csv"}),
        made=("try.calculate", {"formulas": formulas}, "sales"),
        off=("try.top", {}, "made", {"disabled": True}),
        totals=("try.sum", {"by": ["client"], "column": "share"}, "off"),
    )


def test_later_formulas_see_earlier_ones(place, document):
    assert place.analyse(document).problems == []


def test_wrong_formula_is_told_with_its_place(place, document):
    document["nodes"][1]["settings"]["formulas"][1]["formula"] = "[profitt] + 1"
    problems = place.analyse(document).problems
    (item,) = problems
    assert (item.node, item.field, item.range) == ("made", "formulas.1.formula", (0, 9))
    assert item.fix is not None
    assert item.fix.replace == "[profit]"


def test_a_column_is_followed_to_its_sources(place, document):
    analysis = place.analyse(document)
    found = trace(analysis, place.environment(), "totals", "rows", "share")
    assert found == [
        ("made", "rows", "share"),
        ("sales", "rows", "sum"),
        ("sales", "rows", "cost"),
    ]


def test_formula_being_typed(place, document):
    analysis = place.analyse(document)
    told = check_formula(
        analysis,
        place.environment(),
        "made",
        "rows",
        "[profit] * 2",
        earlier=[{"name": "profit", "text": "[sum] - [cost]"}],
    )
    assert (told["type"], told["problems"]) == ("integer", [])
    assert [token["kind"] for token in told["tokens"]] == ["column", "operator", "number"]
    wrong = check_formula(analysis, place.environment(), "made", "rows", "[profit] * 2")
    assert [item["node"] for item in wrong["problems"]] == ["made"]


def test_formula_where_columns_are_not_known(place, flow):
    analysis = place.analyse(flow(made=("try.calculate", {})))
    told = check_formula(analysis, place.environment(), "made", "rows", "[a] + 1")
    assert told["problems"] == []
