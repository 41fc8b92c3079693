"""Analysis: schemas without running, brief after an edit, equal to what a run gives."""

from __future__ import annotations

import polars as pl

from kanva.engine.schema import Session, analyse
from kanva.workflow import Workflow

SALES = "client,sum,day\n1,50,2011-12-09\n2,10,2011-12-10\n"


def every_shape(flow):
    where = {"conditions": {"all": [{"column": "sum", "op": ">", "value": 20}]}}
    return flow(
        sales=("try.csv", {"file": "a.csv"}),
        big=("try.where", where, "sales"),
        more=("try.add", {"column": "sum", "name": "more"}, "big"),
        met=(
            "try.join",
            {"left": "client", "right": "client"},
            {"left": "more", "right": "big.rest"},
        ),
        totals=("try.sum", {"by": ["day"], "column": "more"}, "met"),
        stacked=("try.stack", {}, ["totals", "sales"]),
        word=("try.language", {}, "stacked"),
    )


def test_schemas_are_those_of_the_results(place, flow):
    place.file("a.csv", SALES)
    document = every_shape(flow)
    for node in document["nodes"]:
        node["pinned"] = True

    place.run(document)

    nodes = place.analyse(document).nodes
    told = {
        (name, port): schema
        for name, node in nodes.items()
        for port, schema in node.schemas.items()
    }
    assert len(told) == 8
    assert told == {key: place.frame(document, *key).schema for key in told}


def test_wire_form_of_one_node(place, flow):
    place.file("a.csv", SALES)
    document = flow(sales=("try.csv", {"file": "a.csv"}, None, {"title": "Продажи"}))
    port = {
        "id": "rows", "title": {"ru": "Строки", "en": "Rows"}, "kind": "table",
        "optional": False, "multiple": False, "side": False,
    }  # fmt: skip

    told = place.analyse(document).as_json()

    key = told["nodes"]["sales"].pop("key")
    assert len(key) == 32
    assert told == {
        "nodes": {
            "sales": {
                "caption": {"ru": "a.csv", "en": "a.csv"},
                "title": {"ru": "Продажи", "en": "Продажи"},
                "ports": {"inputs": [], "outputs": [port]},
                "schemas": {
                    "rows": [
                        {"name": "client", "type": "integer", "dtype": "Int64"},
                        {"name": "sum", "type": "integer", "dtype": "Int64"},
                        {"name": "day", "type": "date", "dtype": "Date"},
                    ]
                },
                "inputs": {},
                "found": {"delimiter": {"value": ",", "text": {"ru": "запятая", "en": "comma"}}},
                "state": "ready",
                "reason": None,
                "rows": {},
                "seconds": None,
            }
        },
        "problems": [],
    }


def test_after_an_edit_only_what_it_changes_is_looked_at(place, flow, registry, monkeypatch):
    place.file("a.csv", SALES)
    document = every_shape(flow)
    place.analyse(document)
    asked = []
    for node_type in registry.types().values():
        plain = node_type.schema
        monkeypatch.setattr(
            node_type,
            "schema",
            lambda *given, plain=plain, name=node_type.id: (asked.append(name), plain(*given))[1],
            raising=False,
        )

    place.analyse(document)
    assert asked == []
    document["nodes"][2]["settings"]["name"] = "again"
    document["nodes"][4]["settings"]["column"] = "again"
    brief = place.analyse(document).as_json()
    assert asked == ["try.add", "try.join", "try.sum", "try.stack", "try.language"]

    whole = analyse(Workflow.model_validate(document), registry, place.environment(), Session())
    assert brief == whole.as_json()


def test_session_sees_a_file_come_and_go(place, flow, found):
    document = flow(sales=("try.csv", {"file": "a.csv"}))
    assert found(place.analyse(document).problems) == [("missing_file", "sales", "file")]
    path = place.file("a.csv", SALES)
    assert found(place.analyse(document).problems) == []
    path.unlink()
    assert found(place.analyse(document).problems) == [("missing_file", "sales", "file")]


def test_older_settings_are_migrated(place, flow):
    place.file("a.csv", SALES)
    document = flow(
        sales=("try.csv", {"file": "a.csv"}),
        more=("try.add", {"column": "sum", "number": 5}, "sales", {"version": 1}),
    )
    nodes = place.analyse(document).nodes
    assert nodes["more"].caption.ru == "sum + 5"
    assert nodes["more"].schemas["rows"] == pl.Schema(
        {"client": pl.Int64, "sum": pl.Float64, "day": pl.Date}
    )


def test_disabled_source_makes_those_below_wait(place, flow):
    place.file("a.csv", SALES)
    document = flow(
        sales=("try.csv", {"file": "a.csv"}, None, {"disabled": True}), top=("try.top", {}, "sales")
    )
    nodes = place.analyse(document).nodes
    assert (nodes["top"].state, nodes["top"].reason.ru) == (
        "unconfigured", "Ждёт узла «Таблица»: он отключён",
    )  # fmt: skip


def test_order_edges_carry_no_rows(place, flow):
    place.file("a.csv", SALES)
    document = flow(sales=("try.csv", {"file": "a.csv"}), other=("try.csv", {"file": "a.csv"}))
    document["edges"] = [{"from": "sales.rows", "to": "other.rows", "kind": "order"}]
    analysis = place.analyse(document)
    assert analysis.problems == []
    assert analysis.order == ["sales", "other"]


def test_done_state_brings_the_figures_of_the_last_run(place, flow):
    place.file("a.csv", SALES)
    document = flow(sales=("try.csv", {"file": "a.csv"}))
    place.run(document)
    node = place.analyse(document).nodes["sales"]
    assert (node.state, node.rows) == ("done", {"rows": 2})


def test_a_new_process_need_not_look_into_an_unchanged_source(place, flow, registry, monkeypatch):
    path = place.file("a.csv", SALES)
    document = flow(sales=("try.csv", {"file": "a.csv"}))
    workflow = Workflow.model_validate(document)
    first = analyse(workflow, registry, place.environment(), Session()).as_json()
    source, asked = registry.get("try.csv"), []
    scan = type(source).scan
    monkeypatch.setattr(type(source), "scan", lambda *given: (asked.append(1), scan(*given))[1])

    assert analyse(workflow, registry, place.environment(), Session()).as_json() == first
    assert asked == []
    path.write_text("client\n1\n", "utf-8")
    again = analyse(workflow, registry, place.environment(), Session())
    assert again.nodes["sales"].schemas["rows"] == pl.Schema({"client": pl.Int64})
    assert asked == [1]
