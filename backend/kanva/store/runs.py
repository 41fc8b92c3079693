"""Records of runs: written before a run starts, and always brought to a final state."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kanva.sdk.messages import Message, NodeError
from kanva.sdk.text import Text
from kanva.store.database import Database
from kanva.store.errors import StoreError
from kanva.store.tables import RunNodeRow, RunRow, WorkflowRow

RunState = Literal["queued", "running", "succeeded", "failed", "cancelled", "interrupted"]
FINAL: tuple[RunState, ...] = ("succeeded", "failed", "cancelled", "interrupted")
NodeRecord = dict[str, Any]
"""What one node did, in the shape of the wire."""

_INTERRUPTED = {
    "interrupted": Message(
        Text(
            ru="Запуск прерван: сервер Kanva остановился",
            en="The run was interrupted: the Kanva server stopped",
        ),
        Text(
            ru="Прежние файлы не тронуты. Запустите ещё раз: посчитанное возьмётся из кэша.",
            en="Earlier files are untouched. Run again: what was computed comes from the cache.",
        ),
    )
}
_LIST_LENGTH = 100


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run.

    Args:
        id: 32 hexadecimal digits.
        path: The workflow's path when it ran.
        state: See `RunState`.
        started_at: When it was asked for, UTC.
        finished_at: When it came to a final state.
        seconds: How long it took.
        version: Number of the version that ran.
        rows: Rows written by all sinks together.
        problem: Why it failed, in the shape of the wire.
        outputs: Files written: node, path, rows, size_bytes.
        problems: Every problem it met.
    """

    id: str
    path: str
    state: RunState
    started_at: datetime
    finished_at: datetime | None = None
    seconds: float | None = None
    version: int | None = None
    rows: int | None = None
    problem: dict[str, Any] | None = None
    outputs: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    problems: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def as_json(self) -> dict[str, Any]:
        """Return the wire form of a Run."""
        return {
            "id": self.id,
            "path": self.path,
            "state": self.state,
            "started_at": self.started_at.isoformat(),
            "finished_at": None if self.finished_at is None else self.finished_at.isoformat(),
            "seconds": self.seconds,
            "version": self.version,
            "rows": self.rows,
            "problem": self.problem,
            "outputs": self.outputs,
        }


class Runs:
    """Runs of one workspace.

    Args:
        database: The open database.
        now: Gives the present moment, aware.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def add(
        self,
        path: str,
        *,
        version: int,
        targets: Sequence[str] | None,
        parameters: Mapping[str, Any],
        nodes: Mapping[str, NodeRecord],
    ) -> RunRecord:
        """Record a run that is about to start, as queued.

        Args:
            path: The workflow's path; the workflow is known to the store.
            version: Number of the version that will run.
            targets: Nodes it was asked for; None for all.
            parameters: Values of the workflow's parameters.
            nodes: What is known of each node before the start.

        Raises:
            StoreError: `workflow_missing`.
        """
        with self._database.transaction() as session:
            row = RunRow(
                id=uuid.uuid4().hex,
                workflow_id=_workflow_id(session, path),
                path=path,
                state="queued",
                started_at=self._now(),
                version=version,
                targets=None if targets is None else list(targets),
                parameters=dict(parameters),
                outputs=[],
                problems=[],
            )
            session.add(row)
            session.flush()
            session.add_all(
                RunNodeRow(run_id=row.id, node=node, body=body) for node, body in nodes.items()
            )
            return _record(row)

    def begin(self, run_id: str) -> RunRecord:
        """Say that a queued run has started.

        Raises:
            StoreError: `run_missing`.
        """
        with self._database.transaction() as session:
            row = _row(session, run_id)
            if row.state == "queued":
                row.state, row.started_at = "running", self._now()
            return _record(row)

    def note_nodes(self, run_id: str, nodes: Mapping[str, NodeRecord]) -> None:
        """Keep what changed at some nodes of a run."""
        with self._database.transaction() as session:
            _merge_nodes(session, run_id, nodes)

    def finish(
        self,
        run_id: str,
        state: RunState,
        *,
        nodes: Mapping[str, NodeRecord] | None = None,
        problem: dict[str, Any] | None = None,
        problems: Sequence[dict[str, Any]] = (),
        outputs: Sequence[dict[str, Any]] = (),
        rows: int | None = None,
    ) -> RunRecord:
        """Bring a run to its final state; a run that has one keeps it.

        Args:
            run_id: The run.
            state: One of `FINAL`.
            nodes: Last word on its nodes.
            problem: Why it did not succeed.
            problems: Every problem it met.
            outputs: Files written.
            rows: Rows written.

        Raises:
            StoreError: `run_missing`.
        """
        with self._database.transaction() as session:
            row = _row(session, run_id)
            if row.state in FINAL:
                return _record(row)
            _merge_nodes(session, run_id, nodes or {})
            _close(row, state, self._now(), problem)
            row.problems, row.outputs, row.row_count = list(problems), list(outputs), rows
            return _record(row)

    def interrupt_unfinished(self) -> int:
        """Mark runs that no server works on any more as interrupted; called when a server starts.

        Returns:
            How many there were.
        """
        problem = NodeError("interrupted").problem(_INTERRUPTED).as_json()
        with self._database.transaction() as session:
            rows = session.scalars(select(RunRow).where(RunRow.state.not_in(FINAL))).all()
            for row in rows:
                _close(row, "interrupted", self._now(), problem)
                for node in session.scalars(select(RunNodeRow).where(RunNodeRow.run_id == row.id)):
                    if node.body.get("state") in {"waiting", "running"}:
                        node.body = {**node.body, "state": "cancelled"}
            return len(rows)

    def get(self, run_id: str) -> RunRecord:
        """Return a run.

        Raises:
            StoreError: `run_missing`.
        """
        with self._database.transaction() as session:
            return _record(_row(session, run_id))

    def nodes(self, run_id: str) -> dict[str, NodeRecord]:
        """Return what each node of a run did."""
        with self._database.transaction() as session:
            rows = session.scalars(select(RunNodeRow).where(RunNodeRow.run_id == run_id))
            return {row.node: row.body for row in rows}

    def of_workflow(self, path: str) -> list[RunRecord]:
        """Return the latest hundred runs of a workflow, the newest first.

        Raises:
            StoreError: `workflow_missing`.
        """
        with self._database.transaction() as session:
            rows = session.scalars(
                select(RunRow)
                .where(RunRow.workflow_id == _workflow_id(session, path))
                .order_by(RunRow.started_at.desc(), RunRow.id)
                .limit(_LIST_LENGTH)
            )
            return [_record(row) for row in rows]

    def latest(self) -> dict[str, RunRecord]:
        """Return the newest run of every workflow, by the workflow's present path."""
        newest = (
            select(RunRow.workflow_id, func.max(RunRow.started_at).label("started_at"))
            .group_by(RunRow.workflow_id)
            .subquery()
        )
        rows = (
            select(WorkflowRow.path, RunRow)
            .join(RunRow, RunRow.workflow_id == WorkflowRow.id)
            .join(
                newest,
                (newest.c.workflow_id == RunRow.workflow_id)
                & (newest.c.started_at == RunRow.started_at),
            )
            .where(WorkflowRow.deleted_at.is_(None))
        )
        with self._database.transaction() as session:
            return {path: _record(row) for path, row in session.execute(rows)}


def _workflow_id(session: Session, path: str) -> int:
    found = session.scalar(
        select(WorkflowRow.id).where(WorkflowRow.path == path, WorkflowRow.deleted_at.is_(None))
    )
    if found is None:
        raise StoreError("workflow_missing", path=path)
    return found


def _row(session: Session, run_id: str) -> RunRow:
    row = session.get(RunRow, run_id)
    if row is None:
        raise StoreError("run_missing")
    return row


def _close(row: RunRow, state: RunState, now: datetime, problem: dict[str, Any] | None) -> None:
    row.state, row.finished_at, row.problem = state, now, problem
    row.seconds = round((now - row.started_at).total_seconds(), 3)


def _merge_nodes(session: Session, run_id: str, nodes: Mapping[str, NodeRecord]) -> None:
    for node, body in nodes.items():
        session.merge(RunNodeRow(run_id=run_id, node=node, body=body))


def _record(row: RunRow) -> RunRecord:
    return RunRecord(
        id=row.id,
        path=row.path,
        state=cast("RunState", row.state),
        started_at=row.started_at,
        finished_at=row.finished_at,
        seconds=row.seconds,
        version=row.version,
        rows=row.row_count,
        problem=row.problem,
        outputs=row.outputs,
        problems=row.problems,
    )
