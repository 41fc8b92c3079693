"""What is remembered of the last run of every node of a workflow: key, counts, time, error."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kanva.engine.fingerprint import digest


@dataclass(slots=True)
class NodeRecord:
    """The last run of one node.

    Args:
        key: Key of its result.
        parts: What the key was made of, to tell why it has changed.
        rows: Rows by output port, where they were counted.
        seconds: From its first to its last row, or None.
        failed: The problem in wire form, when it failed.
    """

    key: str | None = None
    parts: dict[str, Any] = field(default_factory=dict[str, Any])
    rows: dict[str, int] = field(default_factory=dict[str, int])
    seconds: float | None = None
    failed: dict[str, Any] | None = None


class Records:
    """The records of one workflow, kept beside its cache.

    Args:
        cache: The cache folder.
        path: Workspace path of the workflow's file; "" for one that has none.
    """

    def __init__(self, cache: Path, path: str) -> None:
        self._file = cache / "records" / f"{digest(path)}.json"
        self._looks = cache / "records" / f"{digest(path)}.looks"
        self._stamp: tuple[int, int] | None = None
        self._nodes: dict[str, NodeRecord] = {}

    def nodes(self) -> dict[str, NodeRecord]:
        """Return the records by node id, read again when the file has changed."""
        try:
            state = self._file.stat()
        except OSError:
            self._stamp, self._nodes = None, {}
            return self._nodes
        stamp = (state.st_mtime_ns, state.st_size)
        if stamp != self._stamp:
            self._nodes = self._read()
            self._stamp = stamp
        return self._nodes

    def _read(self) -> dict[str, NodeRecord]:
        try:
            stored = json.loads(self._file.read_text("utf-8"))
            return {name: NodeRecord(**record) for name, record in stored.items()}
        except (OSError, ValueError, TypeError):
            return {}  # a torn or older file only means that nothing is remembered

    def update(self, changed: dict[str, NodeRecord]) -> None:
        """Put records in place of the older ones and keep the rest.

        Args:
            changed: Node id to its record.
        """
        whole = {**self.nodes(), **changed}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._file.with_name(f"{self._file.name}.{uuid.uuid4().hex}")
        text = json.dumps({name: asdict(record) for name, record in whole.items()})
        temporary.write_text(text, "utf-8")
        try:
            temporary.replace(self._file)
        except OSError:  # held by another process on Windows: not worth failing a run
            temporary.unlink(missing_ok=True)
        self._stamp = None

    def look(self, node_id: str) -> None:
        """Remember that a person looks at the rows of a node now: its result is worth keeping."""
        self._looks.mkdir(parents=True, exist_ok=True)
        (self._looks / digest(node_id)).touch()

    def looked_at(self, node_id: str) -> float:
        """Return when a person last looked at a node, in seconds since 1970; 0 for never."""
        try:
            return (self._looks / digest(node_id)).stat().st_mtime
        except OSError:
            return 0.0
