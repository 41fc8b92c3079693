"""A server in the test's own process: real store and gate; the engine is real or scripted."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from kanva.api.app import create_app
from kanva.api.configuration import Configuration
from kanva.engine.outside import outside
from kanva.store import Store, Workspace

with warnings.catch_warnings():
    # It asks for a successor of httpx that is not needed for anything here.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

BASE = "http://127.0.0.1:8321"
WRITING = {"Content-Type": "application/json", "Origin": BASE}


@dataclass
class Script:
    """An engine that answers what the test has written down and remembers what it was asked."""

    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    runs: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    tellers: dict[str, Callable[[Mapping[str, Any]], None]] = field(default_factory=dict)
    result: dict[str, Any] | None = None
    loop: asyncio.AbstractEventLoop | None = None
    closed: bool = False

    async def start(self) -> None:
        self.loop = asyncio.get_running_loop()

    async def analyse(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(("analyse", request))
        return self.answers["analyse"]

    async def preview(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(("preview", request))
        return self.answers["preview"]

    async def view(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(("view", request))
        return self.answers["view"]

    async def formula(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(("formula", request))
        return self.answers["formula"]

    async def trace(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(("trace", request))
        return self.answers["trace"]

    async def conditions(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(("conditions", request))
        return self.answers["conditions"]

    async def study(self, method: str, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append((method, request))
        return self.answers[method]

    async def outside(self, method: str, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append((method, request))
        return outside(method, request)

    async def run(self, run_id: str, request: dict[str, Any], on_event: Any) -> dict[str, Any]:
        self.asked.append(("run", request))
        if self.result is not None:
            return self.result
        self.tellers[run_id] = on_event
        self.runs[run_id] = asyncio.get_running_loop().create_future()
        return await self.runs[run_id]

    async def cancel(self, run_id: str) -> None:
        self.runs[run_id].set_result({"state": "cancelled", "nodes": {}, "outputs": []})

    async def close(self) -> None:
        self.closed = True

    def finish(self, run_id: str, result: dict[str, Any]) -> None:
        """End a run from the test's thread."""
        assert self.loop is not None
        self.loop.call_soon_threadsafe(self.runs[run_id].set_result, result)


@dataclass
class House:
    """One server and a browser that is signed in."""

    app: FastAPI
    client: TestClient
    store: Store
    folder: Path
    script: Script

    def stranger(self) -> TestClient:
        """Return a browser that is not signed in."""
        return TestClient(self.app, base_url=BASE, headers=WRITING, follow_redirects=False)


def examples_folder(tmp_path: Path) -> Path:
    """Make a gallery of one example and one that is damaged."""
    folder = tmp_path / "examples"
    (folder / "first" / "deep").mkdir(parents=True)
    (folder / "first" / "about.json").write_text(
        '{"title": {"ru": "Первый", "en": "First"}, "description": {"ru": "д", "en": "d"},'
        ' "needs": {"ru": "н", "en": "n"}, "credit": null}',
        "utf-8",
    )
    (folder / "first" / "first.kanva.json").write_text(
        '{"kanva": 1, "title": {"ru": "Первый", "en": "First"}, "nodes": [{"id": "a", "type":'
        ' "import.text", "version": 1, "settings": {"file": "first/a.csv"}}], "edges": []}',
        "utf-8",
    )
    (folder / "first" / "a.csv").write_text("x\n1\n", "utf-8")
    (folder / "first" / "deep" / "b.csv").write_text("y\n2\n", "utf-8")
    (folder / "first" / "README.md").write_text("# about", "utf-8")
    (folder / "damaged").mkdir()
    (folder / "damaged" / "about.json").write_text("{", "utf-8")
    return folder


@pytest.fixture
def make_house(tmp_path: Path) -> Iterator[Callable[..., House]]:
    opened: list[TestClient] = []

    def make(**named: Any) -> House:
        folder = tmp_path / "Папка"
        folder.mkdir(exist_ok=True)
        named.setdefault("static", tmp_path / "static")
        named.setdefault("examples", examples_folder(tmp_path))
        computing = named.pop("computing", None) or Script()
        url = named.get("database_url")
        configuration = Configuration(folder=folder, **named)
        limit = configuration.upload_limit_bytes
        store = Store.open(Workspace.open(folder), url=url, upload_limit_bytes=limit)
        app = create_app(configuration, store, computing)
        client = TestClient(app, base_url=BASE, headers=WRITING, follow_redirects=False)
        client.__enter__()
        opened.append(client)
        secret = store.sessions.begin()
        client.cookies.set(configuration.cookie, secret, domain="127.0.0.1")
        return House(app, client, store, folder, computing)

    yield make
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def house(make_house: Callable[..., House]) -> House:
    return make_house()


DOCUMENT: dict[str, Any] = {
    "kanva": 1,
    "title": "Отчёт",
    "nodes": [{"id": "a", "type": "import.text", "version": 1, "settings": {"file": "a.csv"}}],
    "edges": [],
}


@pytest.fixture
def document() -> dict[str, Any]:
    return {**DOCUMENT, "nodes": [dict(node) for node in DOCUMENT["nodes"]]}
