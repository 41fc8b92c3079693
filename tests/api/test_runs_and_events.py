"""Runs: recorded before they start, told by events, stopped, and always brought to an end."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import WebSocketDisconnect

from kanva.sdk.messages import NodeError

PATH = "отчёт.kanva.json"
WS = "ws://127.0.0.1:8321/api/events"
WAITING = {
    "state": "waiting",
    "rows": {},
    "seconds": None,
    "progress": None,
    "problem": None,
    "key": None,
}
WORKING = {**WAITING, "state": "running", "progress": 0.5}
DONE = {**WAITING, "state": "done", "rows": {"rows": 3}, "seconds": 0.25}
OUTPUT = {"node": "a", "path": "итог.csv", "rows": 3, "size_bytes": 40}
SUCCESS = {
    "state": "succeeded",
    "nodes": {"a": DONE},
    "problems": [],
    "outputs": [OUTPUT],
    "rows": 3,
    "problem": None,
}


@pytest.fixture
def started(house, document):
    house.client.post("/api/workflows", json={"path": PATH, "document": document})

    def start(**more: Any) -> dict[str, Any]:
        body = {"path": PATH, "document": document, **more}
        answer = house.client.post("/api/runs", json=body)
        assert answer.status_code == 201
        return answer.json()["run"]

    return start


def until(socket: Any, wanted: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    """Receive events up to and with the wanted one."""
    seen: list[dict[str, Any]] = []
    while not seen or not wanted(seen[-1]):
        seen.append(json.loads(socket.receive_text()))
    return seen


def heard(socket: Any) -> dict[str, Any]:
    """Receive the next event that is not about who is there."""
    return until(socket, lambda event: event["type"] != "present")[-1]


def is_run(state: str) -> Callable[[dict[str, Any]], bool]:
    return lambda event: event["type"] == "run" and event["run"]["state"] == state


def details(house: Any, run: dict[str, Any]) -> dict[str, Any]:
    return house.client.get(f"/api/runs/{run['id']}").json()


def test_a_run_is_told_step_by_step_and_recorded(house, started):
    with house.client.websocket_connect(f"{WS}?path={PATH}") as socket:
        run = started(parameters={"день": "2026-03-01"})
        assert (run["state"], run["version"], run["path"]) == ("queued", 1, PATH)
        until(socket, is_run("running"))
        house.script.tellers[run["id"]]({"type": "nodes", "nodes": {"a": WORKING}})
        (told,) = until(socket, lambda event: event["type"] == "nodes")
        assert told == {"type": "nodes", "run_id": run["id"], "nodes": {"a": WORKING}}
        assert details(house, run)["nodes"] == {"a": WORKING}
        house.script.finish(run["id"], SUCCESS)
        nodes, ended = until(socket, is_run("succeeded"))
    assert nodes["nodes"] == {"a": DONE}
    assert {name: ended["run"][name] for name in ("rows", "problem", "outputs")} == {
        "rows": 3,
        "problem": None,
        "outputs": [OUTPUT],
    }
    assert ended["run"]["seconds"] >= 0
    final = details(house, run)
    assert (final["nodes"], final["problems"]) == ({"a": DONE}, [])
    assert final["run"]["state"] == "succeeded"
    assert [one["id"] for one in house.client.get(f"/api/runs?path={PATH}").json()["runs"]] == [
        run["id"]
    ]
    (listed,) = house.client.get("/api/workflows").json()["workflows"]
    assert listed["last_run"] == final["run"]


def test_the_engine_is_asked_with_the_surroundings(house, started, document):
    with house.client.websocket_connect(f"{WS}?path={PATH}") as socket:
        house.script.result = SUCCESS
        started(targets=["a"], parameters={"порог": 5}, language="en")
        until(socket, is_run("succeeded"))
    assert house.script.asked == [
        (
            "run",
            {
                "workspace": str(house.folder.resolve()),
                "cache": str(house.folder.resolve() / ".kanva" / "cache"),
                "language": "en",
                "memory_limit_bytes": None,
                "path": PATH,
                "document": document,
                "targets": ["a"],
                "parameters": {"порог": 5},
                "connections": {},
            },
        )
    ]


def test_what_runs_unsaved_is_kept_as_a_version(house, started, document):
    with house.client.websocket_connect(f"{WS}?path={PATH}") as socket:
        house.script.result = SUCCESS
        run = started(document={**document, "title": "Несохранённый"})
        until(socket, is_run("succeeded"))
    assert run["version"] == 2
    versions = house.client.get(f"/api/versions/{PATH}").json()["versions"]
    assert [(one["number"], one["reason"]) for one in versions] == [(2, "run"), (1, "save")]
    assert house.client.get(f"/api/workflows/{PATH}").json()["document"] == document


def test_a_run_is_stopped(house, started):
    with house.client.websocket_connect(f"{WS}?path={PATH}") as socket:
        run = started()
        until(socket, is_run("running"))
        house.script.tellers[run["id"]]({"nodes": {"a": WORKING, "b": WAITING}})
        until(socket, lambda event: event["type"] == "nodes")
        assert house.client.post(f"/api/runs/{run['id']}/cancel", json={}).status_code == 200
        until(socket, is_run("cancelled"))
    final = details(house, run)
    assert (final["run"]["state"], final["run"]["problem"]["code"]) == ("cancelled", "cancelled")
    assert {node: body["state"] for node, body in final["nodes"].items()} == {
        "a": "cancelled",
        "b": "cancelled",
    }
    assert house.client.post(f"/api/runs/{run['id']}/cancel", json={}).status_code == 200
    assert details(house, run) == final


def test_two_runs_at_once_and_the_third_waits(house, started):
    with house.client.websocket_connect(f"{WS}?path={PATH}") as socket:
        first, second, third = started(), started(), started()
        seen = until(socket, is_run("running")) + until(socket, is_run("running"))
        at_work = {event["run"]["id"] for event in seen if is_run("running")(event)}
        assert at_work == {first["id"], second["id"]}
        assert details(house, third)["run"]["state"] == "queued"
        house.client.post(f"/api/runs/{third['id']}/cancel", json={})
        until(socket, is_run("cancelled"))
        fourth = started()
        house.script.finish(first["id"], SUCCESS)
        seen = until(socket, is_run("running"))
        assert seen[-1]["run"]["id"] == fourth["id"]
        for run in (second, fourth):
            house.script.finish(run["id"], SUCCESS)
            until(socket, is_run("succeeded"))
    assert [details(house, run)["run"]["state"] for run in (first, second, third, fourth)] == [
        "succeeded",
        "succeeded",
        "cancelled",
        "succeeded",
    ]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NodeError("worker_lost"), "worker_lost"),
        (RuntimeError("password=hunter2"), "run_unfinished"),
    ],
)
def test_whatever_happens_a_run_ends(house, started, monkeypatch, error, code):
    async def fails(run_id: str, request: Any, on_event: Any) -> None:
        on_event({"nodes": {"a": WORKING}})
        raise error

    monkeypatch.setattr(house.script, "run", fails)
    with house.client.websocket_connect(f"{WS}?path={PATH}") as socket:
        run = started()
        seen = until(socket, is_run("failed"))
    assert seen[-1]["run"]["problem"]["code"] == code
    assert "hunter2" not in json.dumps(seen)
    assert details(house, run)["nodes"]["a"]["state"] == "skipped"


def test_a_closing_server_records_its_runs_as_stopped(house, started):
    with house.client.websocket_connect(f"{WS}?path={PATH}") as socket:
        working, second, waiting = started(), started(), started()
        until(socket, is_run("running"))
        until(socket, is_run("running"))
    closing = house.app.state.server.running.close
    house.client.portal.call(closing)
    for run in (working, second, waiting):
        record = house.store.runs.get(run["id"])
        assert (record.state, record.problem["code"]) == ("cancelled", "shutdown")


def test_a_run_of_something_that_is_not_there(house, started, document):
    missing = house.client.post("/api/runs", json={"path": "нет.kanva.json", "document": document})
    assert (missing.status_code, missing.json()["problem"]["code"]) == (404, "workflow_missing")
    body = {"path": PATH, "document": document, "targets": ["нет"]}
    target = house.client.post("/api/runs", json=body)
    assert (target.status_code, target.json()["problem"]["code"]) == (422, "node_missing")
    run = house.client.get(f"/api/runs/{'0' * 32}")
    assert (run.status_code, run.json()["problem"]["code"]) == (404, "run_missing")
    assert house.script.asked == []


def test_drafts_are_told_to_the_other_tabs(house, started, document):
    base = house.client.get(f"/api/workflows/{PATH}").json()["hash"]
    with house.client.websocket_connect(f"{WS}?path={PATH}") as socket:
        kept = house.client.put(
            f"/api/drafts/{PATH}",
            json={"document": document, "base_hash": base},
            headers={"X-Kanva-Client": "tab-1"},
        ).json()
        told = heard(socket)
    assert (told["type"], told["path"], told["by"]) == ("draft", PATH, "tab-1")
    assert told["saved_at"][:19] == kept["saved_at"][:19]


def test_a_change_outside_is_told_once_it_has_come_to_rest(house, started, document):
    watching = house.app.state.server.watching
    file = house.folder / PATH
    with house.client.websocket_connect(f"{WS}?path={PATH}") as socket:
        house.client.portal.call(watching.look)
        file.write_text(json.dumps({**document, "title": "Снаружи"}), "utf-8")
        house.client.portal.call(watching.look)
        house.client.portal.call(watching.look)
        house.client.portal.call(watching.look)
        told = heard(socket)
        house.client.put(
            f"/api/drafts/{PATH}", json={"document": document, "base_hash": told["hash"]}
        )
        following = heard(socket)
    opened = house.client.get(f"/api/workflows/{PATH}").json()
    assert told == {"type": "file", "path": PATH, "hash": opened["hash"]}
    assert following["type"] == "draft"
    versions = house.client.get(f"/api/versions/{PATH}").json()["versions"]
    assert [one["reason"] for one in versions] == ["outside", "save"]


def test_a_socket_hears_its_own_workflow_only(house, started, document):
    house.client.post("/api/workflows", json={"path": "б.kanva.json", "document": document})
    with (
        house.client.websocket_connect(f"{WS}?path=б.kanva.json") as other,
        house.client.websocket_connect(f"{WS}?path={PATH}") as socket,
    ):
        house.script.result = SUCCESS
        started()
        until(socket, is_run("succeeded"))
        house.client.put("/api/drafts/б.kanva.json", json={"document": document, "base_hash": ""})
        assert heard(other)["type"] == "draft"


def test_each_tab_hears_how_many_have_the_workflow_open(house, started):
    address = f"{WS}?path={PATH}"

    def present(tabs: int) -> dict[str, Any]:
        return {"type": "present", "path": PATH, "tabs": tabs}

    with house.client.websocket_connect(address) as one:
        assert json.loads(one.receive_text()) == present(1)
        with house.client.websocket_connect(address) as other:
            assert json.loads(other.receive_text()) == present(2)
            assert json.loads(one.receive_text()) == present(2)
        assert json.loads(one.receive_text()) == present(1)


def test_a_socket_for_a_path_outside_is_refused(house):
    with (
        pytest.raises(WebSocketDisconnect),
        house.client.websocket_connect(f"{WS}?path=../a.kanva.json"),
    ):
        pass
