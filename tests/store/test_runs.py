"""Records of runs: states, interruption, the newest of each workflow."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest

from kanva.store import Store, StoreError, Workspace

PATH = "отчёт.kanva.json"
DOCUMENT = {"kanva": 1, "title": "Отчёт", "nodes": [], "edges": []}
DONE = {"state": "done", "rows": {"rows": 5}, "seconds": 0.5, "progress": None, "problem": None}
WORKING = {"state": "running", "rows": {}, "seconds": None, "progress": 0.5, "problem": None}


@pytest.fixture
def runs(store):
    store.workflows.create(DOCUMENT, path=PATH, title="")
    return store.runs


def added(runs, path=PATH):
    return runs.add(path, version=1, targets=None, parameters={"день": "2026-03-01"}, nodes={})


def test_a_run_goes_from_queued_to_its_end(runs, clock):
    queued = added(runs)
    assert (queued.state, queued.started_at, queued.version) == ("queued", clock.moment, 1)
    clock.move(seconds=2)
    assert runs.begin(queued.id).state == "running"
    runs.note_nodes(queued.id, {"a": WORKING})
    assert runs.nodes(queued.id) == {"a": WORKING}
    clock.move(seconds=1.5)
    output = {"node": "a", "path": "итог.csv", "rows": 5, "size_bytes": 90}
    ended = runs.finish(queued.id, "succeeded", nodes={"a": DONE}, outputs=[output], rows=5)
    assert ended == runs.get(queued.id)
    assert ended.as_json() == {
        "id": queued.id,
        "path": PATH,
        "state": "succeeded",
        "started_at": "2026-03-01T12:00:02+00:00",
        "finished_at": "2026-03-01T12:00:03.500000+00:00",
        "seconds": 1.5,
        "version": 1,
        "rows": 5,
        "problem": None,
        "outputs": [output],
    }
    assert runs.nodes(queued.id) == {"a": DONE}


def test_a_final_state_never_changes(runs):
    run = added(runs)
    runs.finish(run.id, "cancelled")
    assert runs.finish(run.id, "succeeded", rows=7).state == "cancelled"
    assert runs.begin(run.id).state == "cancelled"
    assert runs.interrupt_unfinished() == 0


def test_a_new_server_marks_what_a_killed_one_left(runs, clock):
    waiting, working, ended = added(runs), added(runs), added(runs)
    runs.begin(working.id)
    runs.note_nodes(working.id, {"a": DONE, "b": WORKING})
    runs.finish(ended.id, "succeeded")
    clock.move(minutes=5)
    assert runs.interrupt_unfinished() == 2
    assert [runs.get(run.id).state for run in (waiting, working, ended)] == [
        "interrupted",
        "interrupted",
        "succeeded",
    ]
    problem = runs.get(working.id).problem
    assert (problem["code"], problem["text"]["ru"]) == (
        "interrupted",
        "Запуск прерван: сервер Kanva остановился",
    )
    assert [node["state"] for node in runs.nodes(working.id).values()] == ["done", "cancelled"]


def test_a_process_killed_in_the_middle_leaves_a_record_to_be_interrupted(folder):
    script = f"""
import os, sys
from pathlib import Path
from kanva.store import Store, Workspace
store = Store.open(Workspace.open(Path({str(folder)!r})))
store.workflows.create({DOCUMENT!r}, path={PATH!r}, title="")
run = store.runs.add({PATH!r}, version=1, targets=None, parameters={{}}, nodes={{}})
store.runs.begin(run.id)
print(run.id, flush=True)
os.kill(os.getpid(), 9) if os.name != "nt" else os._exit(9)
"""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    killed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=False
    )
    assert killed.returncode != 0
    run_id = killed.stdout.strip()
    store = Store.open(Workspace.open(folder))
    assert store.runs.get(run_id).state == "running"
    assert store.runs.interrupt_unfinished() == 1
    assert store.runs.get(run_id).state == "interrupted"
    store.close()


def test_lists_are_newest_first_and_follow_a_rename(store, runs, clock):
    store.workflows.create(DOCUMENT, path="другой.kanva.json", title="")
    first = added(runs)
    clock.move(seconds=1)
    second = added(runs)
    other = added(runs, "другой.kanva.json")
    assert [run.id for run in runs.of_workflow(PATH)] == [second.id, first.id]
    assert {path: run.id for path, run in runs.latest().items()} == {
        PATH: second.id,
        "другой.kanva.json": other.id,
    }
    store.workflows.rename(PATH, "новый.kanva.json")
    assert [run.id for run in runs.of_workflow("новый.kanva.json")] == [second.id, first.id]
    store.workflows.delete("новый.kanva.json")
    assert list(runs.latest()) == ["другой.kanva.json"]


def test_what_is_not_there_is_said_to_be_missing(runs):
    for action in (
        lambda: runs.get("0" * 32),
        lambda: runs.begin("нет"),
        lambda: runs.finish("нет", "failed"),
    ):
        with pytest.raises(StoreError, match="run_missing"):
            action()
    with pytest.raises(StoreError, match="workflow_missing"):
        runs.of_workflow("нет.kanva.json")


def test_times_are_utc_whatever_the_clock_says(folder):
    moscow = datetime(2026, 3, 1, 15, 0, tzinfo=timezone(timedelta(hours=3)))
    store = Store.open(Workspace.open(folder), now=lambda: moscow)
    store.workflows.create(DOCUMENT, path=PATH, title="")
    run = store.runs.get(added(store.runs).id)
    assert run.started_at == datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert run.started_at.utcoffset() == timedelta(0)
    store.close()
