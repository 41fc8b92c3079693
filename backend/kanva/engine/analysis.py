"""What an analysis tells about a workflow, node by node, and its wire form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

import polars as pl

from kanva.sdk import Found, NodeType, Ports, Problem, Settings, Text, kind_of
from kanva.workflow import Edge, Workflow

State = str
"""One of unconfigured, ready, stale, done, error, disabled."""


class Origin(NamedTuple):
    """One output of one node."""

    node: str
    port: str


@dataclass(slots=True)
class NodeAnalysis:
    """Everything known about a node without running it.

    Args:
        id: Its id.
        node_type: Its type, or None when there is no such type here.
        title: Its title: typed by a person, else that of the type.
        settings: Valid settings with the parameters in their places, or None.
        ports: Its ports.
        caption: The words under the title.
        sources: Input port to the outputs that enter it, in order.
        inputs: Input port to schema, to a list of schemas (`multiple`), or None when not known.
        schemas: Output port to schema, or None when not known.
        found: What automatic settings turned out to be.
        targets: Workspace paths a sink will write.
        problems: What is wrong at it.
        waits_for: The node above it that keeps it from being known, if any.
        in_ring: It stands in a ring of edges, or below one.
        disabled: A person has switched it off: its first input passes through.
        pinned: A person wants its result kept.
        key: Key of its result, or None when not known.
        parts: What the key is made of.
        state: unconfigured, ready, stale, done, error or disabled.
        reason: Why it is stale, or what is missing.
        rows: Rows by output port in the last run, while the key is unchanged.
        seconds: Time in the last run, while the key is unchanged.
    """

    id: str
    node_type: NodeType[Any] | None
    title: Text
    settings: Settings | None = None
    ports: Ports = field(default_factory=lambda: Ports((), ()))
    caption: Text = field(default_factory=lambda: Text(ru="", en=""))
    sources: dict[str, list[Origin]] = field(default_factory=dict[str, list[Origin]])
    inputs: dict[str, Any] = field(default_factory=dict[str, Any])
    schemas: dict[str, pl.Schema | None] = field(default_factory=dict[str, "pl.Schema | None"])
    found: Mapping[str, Found] = field(default_factory=dict[str, Found])
    targets: list[str] = field(default_factory=list[str])
    problems: list[Problem] = field(default_factory=list[Problem])
    waits_for: str | None = None
    in_ring: bool = False
    disabled: bool = False
    pinned: bool = False
    key: str | None = None
    parts: dict[str, Any] = field(default_factory=dict[str, Any])
    state: State = "ready"
    reason: Text | None = None
    rows: dict[str, int] = field(default_factory=dict[str, int])
    seconds: float | None = None

    @property
    def failed(self) -> bool:
        """Whether something wrong at this node itself keeps it from running."""
        wrong = any(item.severity == "error" for item in self.problems)
        return wrong or self.in_ring or self.node_type is None

    @property
    def runnable(self) -> bool:
        """Whether it can run, with all that feeds it."""
        return not self.failed and self.waits_for is None and not self.disabled

    @property
    def kind(self) -> str:
        """Whether it is a source, a transform or a sink."""
        return "transform" if self.node_type is None else self.node_type.kind

    def as_json(self) -> dict[str, Any]:
        """Return the wire form."""
        return {
            "caption": self.caption.as_json(),
            "title": self.title.as_json(),
            "ports": {
                "inputs": [port.as_json() for port in self.ports.inputs],
                "outputs": [port.as_json() for port in self.ports.outputs],
            },
            "schemas": {port: _columns(schema) for port, schema in self.schemas.items()},
            "inputs": {port: _columns(schema) for port, schema in self.inputs.items()},
            "found": {
                name: {"value": one.value, "text": one.text.as_json()}
                for name, one in self.found.items()
            },
            "state": self.state,
            "reason": None if self.reason is None else self.reason.as_json(),
            "rows": dict(self.rows),
            "seconds": self.seconds,
            "key": self.key,
        }


@dataclass(slots=True)
class Analysis:
    """Everything known about a workflow without running it.

    Args:
        workflow: The workflow.
        nodes: Node id to what is known about it.
        problems: All problems: those of the document first, then node by node.
        parameters: Typed values of the workflow's parameters.
        edges_into: Node id to the data edges that enter it, in the document's order.
        order: Ids of the nodes outside of rings, feeders first.
    """

    workflow: Workflow
    nodes: dict[str, NodeAnalysis] = field(default_factory=dict[str, NodeAnalysis])
    problems: list[Problem] = field(default_factory=list[Problem])
    parameters: dict[str, Any] = field(default_factory=dict[str, Any])
    edges_into: dict[str, list[Edge]] = field(default_factory=dict[str, list[Edge]])
    order: list[str] = field(default_factory=list[str])

    def resolved(self, origin: Origin) -> Origin | None:
        """Follow an output through disabled nodes to the node that makes the rows.

        Args:
            origin: An output.

        Returns:
            An output of a node that is not disabled, or None when nothing passes through.
        """
        node = self.nodes[origin.node]
        while node.disabled:
            outputs = node.ports.outputs
            if not outputs or outputs[0].id != origin.port or not node.ports.inputs:
                return None
            entering = node.sources.get(node.ports.inputs[0].id) or []
            if not entering:
                return None
            origin = entering[0]
            node = self.nodes[origin.node]
        return origin

    def feeds(self, node_id: str) -> dict[str, list[Origin]]:
        """Return what enters a node, disabled nodes left out: input port to outputs in order."""
        sources = self.nodes[node_id].sources
        return {
            port: [found for origin in origins if (found := self.resolved(origin)) is not None]
            for port, origins in sources.items()
        }

    def output_key(self, origin: Origin) -> str | None:
        """Return "<key>.<port>" of the rows an output gives, or None when not known."""
        found = self.resolved(origin)
        key = None if found is None else self.nodes[found.node].key
        return None if found is None or key is None else f"{key}.{found.port}"

    def as_json(self) -> dict[str, Any]:
        """Return the wire form."""
        return {
            "nodes": {name: node.as_json() for name, node in self.nodes.items()},
            "problems": [item.as_json() for item in self.problems],
        }


def _columns(schema: Any) -> list[dict[str, str]] | None:
    if schema is None:
        return None
    if isinstance(schema, list):
        merged: dict[str, pl.DataType] = {}
        for one in cast("list[pl.Schema | None]", schema):
            for name, dtype in (one or {}).items():
                merged.setdefault(name, dtype)
        return _columns(merged)
    return [
        {"name": name, "type": kind_of(dtype), "dtype": str(dtype)}
        for name, dtype in cast("Mapping[str, pl.DataType]", schema).items()
    ]
