"""Runs: rows, counts, order, branches, barriers, switched-off nodes."""

from __future__ import annotations

import threading

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kanva.engine.run import run_workflow
from kanva.workflow import Workflow

SALES = "client,sum\n1,50\n2,10\n1,30\n3,70\n"
CLIENTS = "client,city\n1,Пермь\n3,Тверь\n"


def where(column, op, value):
    return {"conditions": {"all": [{"column": column, "op": op, "value": value}]}}


def rows(result):
    return {node: run.rows for node, run in result.nodes.items()}


def test_a_flow_of_every_shape_gives_its_rows_and_counts(place, flow, states):
    place.file("sales.csv", SALES)
    place.file("clients.csv", CLIENTS)
    document = flow(
        sales=("try.csv", {"file": "sales.csv"}),
        clients=("try.csv", {"file": "clients.csv"}),
        big=("try.where", where("sum", ">", 20), "sales"),
        joined=(
            "try.join",
            {"left": "client", "right": "client"},
            {"left": "big", "right": "clients"},
        ),
        totals=("try.sum", {"by": ["city"], "column": "sum"}, "joined"),
        all=("try.stack", {}, ["big", "big.rest"]),
    )

    result = place.run(document)

    assert result.state == "succeeded"
    assert rows(result) == {
        "sales": {"rows": 4},
        "clients": {"rows": 2},
        "big": {"rows": 3, "rest": 1},
        "joined": {"rows": 3},
        "totals": {"rows": 2},
        "all": {"rows": 4},
    }
    assert set(states(result).values()) == {"done"}
    expected = pl.DataFrame({"city": ["Пермь", "Тверь"], "sum": [80, 70]})
    assert_frame_equal(place.frame(document, "totals"), expected)
    stacked = pl.DataFrame({"client": [1, 1, 3, 2], "sum": [50, 30, 70, 10]})
    assert_frame_equal(place.frame(document, "all"), stacked)


def test_fused_plan_equals_node_by_node(place, flow):
    place.file("sales.csv", SALES)
    steps = {
        "sales": ("try.csv", {"file": "sales.csv"}),
        "more": ("try.add", {"column": "sum", "name": "more", "amount": 5}, "sales"),
        "big": ("try.where", where("more", ">=", 35), "more"),
        "sorted": ("try.sort", {"column": "more"}, "big"),
        "top": ("try.top", {"rows": 2}, "sorted"),
        "totals": ("try.sum", {"by": ["client"], "column": "more"}, "sorted"),
    }
    fused = flow(**steps)
    place.run(fused)
    together = {name: place.frame(fused, name) for name in ("top", "totals")}

    for name in steps:  # each node is a target of its own run, so all of them are materialised
        place.run(fused, [name])
    assert {name: place.frame(fused, name) for name in together}.keys() == together.keys()

    sales = pl.DataFrame({"client": [1, 2, 1, 3], "sum": [50, 10, 30, 70]})
    more = sales.with_columns(more=pl.col("sum") + 5.0)
    chosen = more.filter(pl.col("more") >= 35).sort("more")
    assert_frame_equal(together["top"], chosen.head(2))
    expected = chosen.group_by("client", maintain_order=True).agg(pl.col("more").sum())
    assert_frame_equal(together["totals"], expected)
    assert_frame_equal(place.frame(fused, "sorted"), chosen)


def test_counts_are_exact_where_readers_stop_early(place, flow):
    document = flow(
        many=("try.range", {"rows": 300_000}),
        none=("try.range", {"rows": 0}),
        some=("try.where", where("n", ">=", 100_000), "many"),
        top=("try.top", {"rows": 5}, "some"),
        met=(
            "try.join",
            {"left": "n", "right": "n", "how": "inner"},
            {"left": "some", "right": "none"},
        ),
    )

    result = place.run(document)

    assert rows(result) == {
        "many": {"rows": 300_000},
        "none": {"rows": 0},
        "some": {"rows": 200_000, "rest": 100_000},
        "top": {"rows": 5},
        "met": {"rows": 0},
    }
    expected = pl.DataFrame({"n": [100_000, 100_001, 100_002, 100_003, 100_004]})
    assert_frame_equal(place.frame(document, "top"), expected)


def test_a_source_that_knows_its_rows_takes_the_filter_into_itself(place, flow):
    pl.DataFrame({"n": range(1000)}).write_parquet(place.folder / "n.parquet")
    document = flow(
        table=("try.parquet", {"file": "n.parquet"}),
        big=("try.where", where("n", ">", 989), "table"),
    )

    result = place.run(document)

    assert rows(result) == {"table": {"rows": 1000}, "big": {"rows": 10, "rest": 990}}


def test_barrier_gets_its_inputs_made_first(place, flow, states):
    place.file("sales.csv", SALES)
    document = flow(
        sales=("try.csv", {"file": "sales.csv"}),
        big=("try.where", where("sum", ">", 20), "sales"),
        spread=("try.spread", {"column": "client"}, "big"),
        top=("try.top", {"rows": 1}, "spread"),
        side=("try.stack", {}, ["big", "spread"]),
    )

    result = place.run(document)

    assert set(states(result).values()) == {"done"}
    assert_frame_equal(place.frame(document, "top"), pl.DataFrame({"1": [True], "3": [True]}))
    assert place.frame(document, "side").height == 4


def test_run_up_to_a_target_leaves_the_rest_alone(place, flow, states):
    place.file("sales.csv", SALES)
    document = flow(
        sales=("try.csv", {"file": "sales.csv"}),
        big=("try.where", where("sum", ">", 20), "sales"),
        broken=("try.sum", {"by": ["нет такого"], "column": "sum"}, "big"),
        saved=("try.save", {"file": "out.csv"}, "big"),
    )

    result = place.run(document, ["big"])

    assert states(result) == {"sales": "done", "big": "done"}
    assert not (place.folder / "out.csv").exists()


def test_a_disabled_node_lets_its_first_input_through(place, flow, states):
    place.file("sales.csv", SALES)
    document = flow(
        sales=("try.csv", {"file": "sales.csv"}),
        big=("try.where", where("нет такого", ">", 20), "sales", {"disabled": True}),
        top=("try.top", {"rows": 2}, "big"),
    )

    result = place.run(document)

    assert states(result) == {"sales": "done", "top": "done"}
    assert_frame_equal(
        place.frame(document, "top"), pl.DataFrame({"client": [1, 2], "sum": [50, 10]})
    )
    assert place.analyse(document).nodes["big"].state == "disabled"


def test_parameters_reach_settings(place, flow):
    place.file("sales.csv", SALES)
    parameters = [{"name": "least", "type": "number", "default": 60}]
    document = flow(
        parameters,
        sales=("try.csv", {"file": "sales.csv"}),
        big=("try.where", where("sum", ">=", {"$parameter": "least"}), "sales"),
    )

    place.run(document)
    assert place.frame(document, "big")["sum"].to_list() == [70]
    result = place.run(document, parameters={"least": "30"})
    assert result.nodes["big"].rows == {"rows": 3, "rest": 1}


def test_half_drawn_branches_that_feed_no_export_are_left_out(place, flow, states):
    place.file("sales.csv", SALES)
    document = flow(
        sales=("try.csv", {"file": "sales.csv"}),
        saved=("try.save", {"file": "out.csv"}, "sales"),
        fresh=("try.sum", {"by": [], "column": ""}, "sales"),
        below=("try.top", {}, "fresh"),
        alone=("try.sort", {}),
    )

    result = place.run(document)

    assert result.state == "succeeded"
    assert states(result) == {
        "sales": "done",
        "saved": "done",
        "fresh": "skipped",
        "below": "skipped",
        "alone": "skipped",
    }
    assert result.nodes["fresh"].problem.code == "not_set"


def test_events_tell_every_node_and_end_with_the_true_counts(place, flow):
    place.file("sales.csv", SALES)
    document = flow(sales=("try.csv", {"file": "sales.csv"}), top=("try.top", {"rows": 1}, "sales"))

    place.run(document)

    assert {event["type"] for event in place.events} == {"nodes"}
    assert {node["state"] for node in place.events[0]["nodes"].values()} == {"waiting"}
    last = {}
    for event in place.events:
        last.update(event["nodes"])
    assert {name: (node["state"], node["rows"]) for name, node in last.items()} == {
        "sales": ("done", {"rows": 4}),
        "top": ("done", {"rows": 1}),
    }


def test_cancelled_run_stops_and_leaves_files_alone(place, flow, registry, states):
    out = place.file("out.csv", "old")
    document = flow(
        many=("try.range", {"rows": 100_000}),
        slow=("try.unruly", {"how": "linger"}, "many"),
        saved=("try.save", {"file": "out.csv"}, "slow"),
    )
    cancelled = threading.Event()

    def tell(event):
        if any(node["state"] == "running" for node in event["nodes"].values()):
            cancelled.set()

    workflow = Workflow.model_validate(document)
    result = run_workflow(workflow, registry, place.environment(), tell, cancelled=cancelled)

    assert (result.state, result.problem.code) == ("cancelled", "cancelled")
    assert set(states(result).values()) == {"cancelled"}
    assert out.read_text("utf-8") == "old"
    assert sorted(path.name for path in place.folder.iterdir()) == [".kanva", "out.csv"]


@pytest.mark.parametrize("rows_there", [0, 1, 300_000])
def test_exports_get_all_rows_in_order(place, flow, rows_there):
    document = flow(
        many=("try.range", {"rows": rows_there}), saved=("try.save", {"file": "out.csv"}, "many")
    )

    result = place.run(document)

    assert result.outputs == [
        {
            "node": "saved",
            "path": "out.csv",
            "rows": rows_there,
            "size_bytes": (place.folder / "out.csv").stat().st_size,
        }
    ]
    lines = (place.folder / "out.csv").read_text("utf-8").splitlines()
    assert lines == ["n", *map(str, range(rows_there))]


def test_ctrl_c_stops_the_run(place, flow, registry):
    document = flow(
        many=("try.range", {"rows": 100_000}), slow=("try.unruly", {"how": "linger"}, "many")
    )
    pressed = []

    def tell(event):
        running = any(node["state"] == "running" for node in event["nodes"].values())
        if running and not pressed:
            pressed.append(True)
            raise KeyboardInterrupt

    workflow = Workflow.model_validate(document)
    result = run_workflow(workflow, registry, place.environment(), tell)

    assert (result.state, result.problem.code) == ("cancelled", "cancelled")
