"""What a run has come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from kanva.engine.events import NodeRun
from kanva.sdk import Problem


@dataclass(slots=True)
class RunResult:
    """How a run has ended.

    Args:
        state: "succeeded", "failed" or "cancelled".
        seconds: How long it took.
        rows: Rows written by all exports; without exports, rows of the last nodes; None: it failed.
        problem: What stopped it.
        problems: Everything told, warnings included.
        outputs: Files written: `{"node", "path", "rows", "size_bytes"}`.
        nodes: Node id to how it went there.
        computed: Whether anything had to be computed or written.
    """

    state: Literal["succeeded", "failed", "cancelled"] = "succeeded"
    seconds: float = 0.0
    rows: int | None = None
    problem: Problem | None = None
    problems: list[Problem] = field(default_factory=list[Problem])
    outputs: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    nodes: dict[str, NodeRun] = field(default_factory=dict[str, NodeRun])
    computed: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the wire form: the figures of a `Run`, its problems and its nodes."""
        return {
            "state": self.state,
            "seconds": round(self.seconds, 4),
            "rows": self.rows,
            "problem": None if self.problem is None else self.problem.as_json(),
            "problems": [item.as_json() for item in self.problems],
            "outputs": self.outputs,
            "nodes": {node_id: node.as_json() for node_id, node in self.nodes.items()},
            "computed": self.computed,
        }
