"""The pool: answers, runs, cancelling, lost and greedy processes."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from kanva.engine.pool import ANSWER_S, Pool

TESTS = Path(__file__).parents[1]


def new_pool():
    return Pool(runs=1, extra_packages=["nodes_under_test"], python_path=[str(TESTS)])


@pytest.fixture(scope="module")
def talk():
    """Run stories one after another with one pool: what one story kills, the next must not miss."""
    with asyncio.Runner() as runner:
        pool = runner.run(started())
        yield lambda work: runner.run(work(pool))
        runner.run(pool.close())


async def started():
    pool = new_pool()
    await pool.start()
    return pool


@pytest.fixture
def ask(place):
    def request(document, **more):
        cache = str(place.folder / ".kanva" / "cache")
        return {"document": document, "workspace": str(place.folder), "cache": cache, **more}

    return request


def states_of(result):
    return {node: run["state"] for node, run in result["nodes"].items()}


def test_questions_and_a_run(talk, place, flow, ask):
    place.file("a.csv", "n\n1\n2\n")
    document = flow(
        a=("try.csv", {"file": "a.csv"}),
        top=("try.top", {"rows": 1}, "a"),
        saved=("try.save", {"file": "out.csv"}, "top"),
    )
    events = []

    async def work(pool):
        request = ask(document)
        analysis = await pool.analyse(request)
        formula = {"node": "top", "port": "rows", "text": "[n] + 1"}
        checked = await pool.formula({**request, **formula})
        first = await pool.run(request, events.append).finished
        second = await pool.run(request, events.append).finished
        window = await pool.preview({**request, "node": "a", "port": "rows", "limit": 1})
        path = await pool.trace({**request, "node": "top", "port": "rows", "column": "n"})
        return analysis, window, checked, first, second, path

    analysis, window, checked, first, second, path = talk(work)

    assert analysis["problems"] == []
    assert (window["columns"][0]["values"], window["total"]) == ([1], 2)
    assert (checked["type"], checked["problems"]) == ("integer", [])
    assert first["state"] == "succeeded"
    assert set(states_of(first).values()) == {"done"}
    assert set(states_of(second).values()) == {"cached"}
    assert events[0]["type"] == "run"
    assert (place.folder / "out.csv").read_text("utf-8") == "n\n1\n"
    assert [(one["node"], one["column"], one["way"]) for one in path["columns"]] == [
        ("top", "n", "here"),
        ("a", "n", "up"),
    ]


def stubborn(flow, kind="try.unruly", **settings):
    return flow(
        many=("try.range", {"rows": 100_000}),
        bad=(kind, settings, "many"),
        saved=("try.save", {"file": "out.csv"}, "bad"),
    )


def hear_running(node, act):
    def hear(event):
        if event.get("nodes", {}).get(node, {}).get("state") == "running":
            act()

    return hear


@pytest.mark.parametrize(
    ("kind", "settings"), [("try.unruly", {"how": "linger"}), ("try.deaf", {})]
)
def test_cancel_ends_every_run(talk, place, flow, ask, kind, settings):
    old = place.file("out.csv", "old")
    document = stubborn(flow, kind, **settings)

    async def work(pool):
        handles = []

        def cancel():
            handles[0].cancel()

        handle = pool.run(ask(document), hear_running("bad", cancel))
        handles.append(handle)
        result = await handle.finished
        again = await pool.run(ask(flow(many=("try.range", {}))), lambda _: None).finished
        return result, again

    result, again = talk(work)

    assert (result["state"], result["problem"]["code"]) == ("cancelled", "cancelled")
    assert set(states_of(result).values()) == {"cancelled"}
    assert old.read_text("utf-8") == "old"
    assert again["state"] == "succeeded"


def test_queued_run_can_be_cancelled(talk, flow, ask):
    async def work(pool):
        first = pool.run(ask(stubborn(flow, how="linger")), lambda _: None)
        queued = pool.run(ask(flow(many=("try.range", {}))), lambda _: None)
        queued.cancel()
        result = await queued.finished
        first.cancel()
        return result, await first.finished

    result, first = talk(work)
    assert (result["state"], first["state"]) == ("cancelled", "cancelled")


def test_process_that_dies_is_told_at_the_last_active_node(talk, place, flow, ask):
    old = place.file("out.csv", "old")

    async def work(pool):
        result = await pool.run(ask(stubborn(flow, how="die")), lambda _: None).finished
        again = await pool.run(ask(flow(many=("try.range", {}))), lambda _: None).finished
        return result, again

    result, again = talk(work)

    assert (result["state"], result["problem"]["code"]) == ("failed", "worker_lost")
    assert result["problem"]["node"] in {"many", "bad"}
    assert old.read_text("utf-8") == "old"
    assert again["state"] == "succeeded"


def test_process_killed_from_outside(talk, flow, ask):
    async def work(pool):
        handles = []

        def kill():
            os.kill(handles[0].worker._process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))

        handle = pool.run(ask(stubborn(flow, how="linger")), hear_running("bad", kill))
        handles.append(handle)
        return await handle.finished

    result = talk(work)
    assert result["problem"]["code"] == "worker_lost"
    assert result["problem"]["node"] in {"many", "bad"}


def test_greedy_process_is_stopped(talk, flow, ask):
    async def work(pool):
        request = ask(stubborn(flow, how="memory"), memory_limit_bytes=600 * 2**20)
        return await pool.run(request, lambda _: None).finished

    result = talk(work)

    assert (result["state"], result["problem"]["code"]) == ("failed", "out_of_memory")
    assert result["problem"]["node"] in {"many", "bad"}


def test_dead_desk_is_started_anew(talk, flow, ask):
    async def work(pool):
        desk = pool._desks["viewer"]
        request = ask(
            flow(many=("try.range", {"rows": 1}), bad=("try.unruly", {"how": "die"}, "many"))
        )
        lost = await pool.preview({**request, "node": "bad", "port": "rows"})
        window = await pool.preview({**request, "node": "many", "port": "rows"})
        return lost, window, desk.dead

    lost, window, dead = talk(work)

    assert (lost["columns"], lost["problem"]["code"], lost["problem"]["node"]) == (
        [], "worker_lost", "bad",
    )  # fmt: skip
    assert window["columns"][0]["values"] == [0]
    assert dead


def test_slow_preview_is_given_up(talk, flow, ask, monkeypatch):
    monkeypatch.setitem(ANSWER_S, "preview", 0.5)

    async def work(pool):
        request = ask(flow(many=("try.range", {"rows": 1}), bad=("try.deaf", {}, "many")))
        return await pool.preview({**request, "node": "bad", "port": "rows"})

    assert talk(work)["problem"]["code"] == "too_slow"


def test_document_that_is_none(talk, ask):
    async def work(pool):
        broken = ask({"kanva": 1, "nodes": "none"})
        return await pool.analyse(broken), await pool.run(broken, lambda _: None).finished

    analysis, run = talk(work)
    assert analysis["nodes"] == {}
    assert analysis["problems"][0]["severity"] == "error"
    assert (run["state"], run["problem"]["code"]) == ("failed", analysis["problems"][0]["code"])


def test_close_ends_runs_under_way(flow, ask):
    async def story():
        pool = await started()
        handle = pool.run(ask(stubborn(flow, "try.deaf")), lambda _: None)
        await asyncio.sleep(0)
        await pool.close()
        return await handle.finished

    assert asyncio.run(story())["state"] == "cancelled"
