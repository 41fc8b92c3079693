"""The engine's tests: tiny workflows in, frames out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kanva.engine.environment import Environment
from kanva.engine.preview import preview
from kanva.engine.registry import Registry
from kanva.engine.result import RunResult
from kanva.engine.run import run_workflow
from kanva.engine.schema import Session, analyse
from kanva.workflow import Workflow

TESTS = Path(__file__).parents[1]
if str(TESTS) not in sys.path:
    sys.path.insert(0, str(TESTS))


def edges_into(node: str, given: Any, ports: Mapping[str, str]) -> list[dict[str, str]]:
    """Make edges from a short form: "a", "a.rest", ["a", "b"] or {"left": "a", "right": "b"}."""
    if given is None:
        return []
    if not isinstance(given, Mapping):
        given = {ports.get(node, "rows"): given}
    edges = []
    for port, sources in given.items():
        for source in sources if isinstance(sources, list) else [sources]:
            end = source if "." in source else f"{source}.rows"
            edges.append({"from": end, "to": f"{node}.{port}"})
    return edges


def flow(parameters: list[dict[str, Any]] | None = None, /, **nodes: Any) -> dict[str, Any]:
    """Write a document: id=(type, settings[, inputs[, extra keys of the node]])."""
    document: dict[str, Any] = {"kanva": 1, "title": "", "nodes": [], "edges": []}
    if parameters:
        document["parameters"] = parameters
    ports = {name: "tables" for name, node in nodes.items() if node[0] == "try.stack"}
    for name, (kind, settings, *rest) in nodes.items():
        extra = rest[1] if len(rest) > 1 else {}
        version = 2 if kind == "try.add" else 1
        node = {"id": name, "type": kind, "version": version, "settings": settings, **extra}
        document["nodes"].append(node)
        document["edges"].extend(edges_into(name, rest[0] if rest else None, ports))
    return document


class Place:
    """A workspace with its cache, and what is done there."""

    def __init__(self, folder: Path, registry: Registry) -> None:
        self.folder = folder
        self.registry = registry
        self.session = Session()
        self.events: list[dict[str, Any]] = []

    def environment(self, **changes: Any) -> Environment:
        cache = self.folder / ".kanva" / "cache"
        return Environment(self.folder, cache, path="a.kanva.json", **changes)

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def run(self, document: dict[str, Any], targets: Any = None, **changes: Any) -> RunResult:
        environment = self.environment(**changes)
        workflow = Workflow.model_validate(document)
        return run_workflow(workflow, self.registry, environment, self.events.append, targets)

    def analyse(self, document: dict[str, Any], **changes: Any) -> Any:
        workflow = Workflow.model_validate(document)
        return analyse(workflow, self.registry, self.environment(**changes), self.session)

    def window(self, document: dict[str, Any], node: str, port: str = "rows", **asked: Any) -> Any:
        workflow = Workflow.model_validate(document)
        environment = self.environment()
        return preview(workflow, self.registry, environment, node, port, **asked)

    def frame(self, document: dict[str, Any], node: str, port: str = "rows") -> pl.DataFrame:
        """Return the rows a run has kept."""
        key = self.analyse(document).nodes[node].key
        folder = self.folder / ".kanva" / "cache" / "frames"
        return pl.read_parquet(folder / f"{key}.{port}.parquet")

    def kept(self) -> int:
        """Return the number of results in the cache."""
        return len(list((self.folder / ".kanva" / "cache" / "frames").glob("*.parquet")))


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load(["nodes_under_test"])


@pytest.fixture
def place(tmp_path: Path, registry: Registry) -> Place:
    return Place(tmp_path, registry)


@pytest.fixture(name="flow")
def flow_fixture() -> Callable[..., dict[str, Any]]:
    return flow


def found(problems: Any) -> list[tuple[Any, ...]]:
    """Boil problems down to what a test compares."""
    return [(item.code, item.node, item.field) for item in problems]


@pytest.fixture(name="found")
def found_fixture() -> Callable[[Any], list[tuple[Any, ...]]]:
    return found


def states(result: RunResult) -> dict[str, str]:
    return {node: run.state for node, run in result.nodes.items()}


@pytest.fixture(name="states")
def states_fixture() -> Callable[[RunResult], dict[str, str]]:
    return states
