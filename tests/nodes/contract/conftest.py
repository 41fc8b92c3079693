"""The registry under test and the ways to run a node's examples, shared by the contract tests.

A test with the argument `node_type` runs once for each node type, one with `case` once for each
example of each node type; strangers' libraries that are installed take part.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import polars as pl
import pytest

from kanva.engine.registry import Registry
from kanva.sdk import Example, NodeType, Settings
from kanva.workflow import bound

REGISTRY = Registry.load(["kanva_nodes"])


@dataclass(frozen=True)
class Case:
    """One example of one node type."""

    node_type: NodeType[Any]
    example: Example

    @property
    def parameters(self) -> dict[str, Any]:
        """Typed values of the parameters: an ISO date is a date."""
        return {
            name: dt.date.fromisoformat(value)
            if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)
            else value
            for name, value in self.example.parameters.items()
        }

    @property
    def settings(self) -> Settings:
        raw = bound(dict(self.example.settings), self.parameters).settings
        return self.node_type.settings.model_validate(raw)

    @property
    def inputs(self) -> dict[str, Any]:
        """Port → frame, or a list of frames."""
        return {
            port: [item.frame() for item in table]
            if isinstance(table, list | tuple)
            else table.frame()
            for port, table in self.example.inputs.items()
        }


def each_frame(inputs: Mapping[str, Any], change: Callable[[pl.DataFrame], Any]) -> dict[str, Any]:
    """Apply `change` to every frame of the inputs."""
    return {
        port: [change(frame) for frame in given] if isinstance(given, list) else change(given)
        for port, given in inputs.items()
    }


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    types = list(REGISTRY.types().values())
    if "node_type" in metafunc.fixturenames:
        metafunc.parametrize("node_type", types, ids=[item.id for item in types])
    kinds = {"case": {"source", "transform", "sink"}, "transform_case": {"transform"}}
    for name, wanted in kinds.items():
        if name in metafunc.fixturenames:
            cases = [
                (item, example)
                for item in types
                if item.kind in wanted
                for example in item.examples
            ]
            metafunc.parametrize(
                name,
                [Case(item, example) for item, example in cases],
                ids=[f"{item.id}: {example.title.en}" for item, example in cases],
            )


@pytest.fixture(scope="session")
def registry() -> Registry:
    return REGISTRY


@pytest.fixture(scope="session")
def answering() -> Iterator[tuple[dict[str, str], str]]:
    """A server on this machine: path → body of what it answers, and its address."""
    answers: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(self.path.partition("?")[0])
            body = answers.get(path, "").encode()
            self.send_response(200 if path in answers else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield answers, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def prepared(context: Any, answering: tuple[dict[str, str], str]) -> Callable[[Case], Any]:
    """`prepared(case)` → the context with all in place that the example brings along."""
    answers, address = answering

    def prepare(case: Case) -> Any:
        context.parameters.update(case.parameters)
        answers.clear()
        answers.update(case.example.answers)
        for name, values in case.example.connections.items():
            context.connections.known[name] = {
                "workspace": str(context.workspace),
                **{
                    key: value.replace("{server}", address) if isinstance(value, str) else value
                    for key, value in values.items()
                },
            }
        for name, content in case.example.files.items():
            path = context.workspace / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return context

    return prepare


@pytest.fixture
def compute(prepared: Callable[[Case], Any]) -> Callable[..., dict[str, pl.DataFrame]]:
    """`compute(case, inputs=None, settings=None)` → port → frame, of a source or a transform."""

    def run(
        case: Case, inputs: dict[str, Any] | None = None, settings: Settings | None = None
    ) -> dict[str, pl.DataFrame]:
        house = prepared(case)
        chosen = case.settings if settings is None else settings
        if case.node_type.kind == "source":
            ports = case.node_type.ports(chosen).outputs
            return {ports[0].id: case.node_type.scan(chosen, house).collect()}
        frames = each_frame(case.inputs if inputs is None else inputs, lambda frame: frame.lazy())
        outputs = case.node_type.lazy(chosen, frames, house)
        return {port: frame.collect() for port, frame in outputs.items()}

    return run


@pytest.fixture
def frames_of() -> Callable[..., dict[str, Any]]:
    return each_frame
