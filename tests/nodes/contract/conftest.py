"""The registry under test and the ways to run a node's examples, shared by the contract tests.

A test with the argument `node_type` runs once for each node type, one with `case` once for each
example of each node type; strangers' libraries that are installed take part.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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


@pytest.fixture
def prepared(context: Any) -> Callable[[Case], Any]:
    """`prepared(case)` → the context with the example's parameters and files in place."""

    def prepare(case: Case) -> Any:
        context.parameters.update(case.parameters)
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
