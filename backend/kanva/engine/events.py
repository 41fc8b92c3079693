"""Events of a run: what changes at the nodes, gathered and told at most ten times a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from kanva.sdk import Problem

NodeState = Literal["waiting", "running", "done", "cached", "error", "skipped", "cancelled"]
INTERVAL_S = 0.1
"""The shortest time between two events of nodes."""


@dataclass(slots=True)
class NodeRun:
    """One node in a run.

    Args:
        state: waiting, running, done, cached, error, skipped or cancelled.
        rows: Rows by output port.
        seconds: How long rows passed through it, or None.
        progress: From 0 to 1, or None when the whole is not known.
        problem: What went wrong at it.
        key: Key of its result in this run, by which the cache may still hold it.
    """

    state: NodeState = "waiting"
    rows: dict[str, int] = field(default_factory=dict[str, int])
    seconds: float | None = None
    progress: float | None = None
    problem: Problem | None = None
    key: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the wire form."""
        return {
            "state": self.state,
            "rows": dict(self.rows),
            "seconds": self.seconds,
            "progress": self.progress,
            "problem": None if self.problem is None else self.problem.as_json(),
            "key": self.key,
        }


class NodeEvents:
    """Gathers changes of nodes and tells them in batches.

    Args:
        nodes: The nodes of the run.
        tell: Receives events in wire form; None keeps silent.
    """

    def __init__(self, nodes: Iterable[str], tell: Callable[[dict[str, Any]], None] | None) -> None:
        self.nodes = {node_id: NodeRun() for node_id in nodes}
        self._tell = tell
        self._lock = threading.Lock()
        self._changed = set(self.nodes)
        self._told = 0.0
        self._told_active: str | None = None
        self.active: str | None = None
        """Node at work last, so that a lost process can be told at a node."""

    def set(self, node_id: str, **changes: Any) -> None:
        """Change fields of a node's run."""
        with self._lock:
            run = self.nodes[node_id]
            for name, value in changes.items():
                setattr(run, name, value)
            self._changed.add(node_id)
            if changes.get("state") == "running":
                self.active = node_id

    def flush(self, *, now: bool = False) -> None:
        """Tell the changes, if there are any and the last ones were told long enough ago.

        Args:
            now: Do not wait for the interval.
        """
        moment = time.monotonic()
        # The first node at work is told at once: should the process die, that is where it was.
        begun = self._told_active is None and self.active is not None
        if self._tell is None or not (now or begun or moment - self._told >= INTERVAL_S):
            return
        self._told_active = self.active
        with self._lock:
            changed, self._changed = self._changed, set()
            nodes = {
                node_id: self.nodes[node_id].as_json()
                for node_id in self.nodes
                if node_id in changed
            }
            active = self.active
        if nodes:
            self._told = moment
            self._tell({"type": "nodes", "nodes": nodes, "active": active})
