"""Runs and the events of the socket."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from kanva.api.models.common import Answer, Body, Path, Problem, WorkflowDocument

NodeId = Annotated[str, Field(min_length=1, max_length=200)]


class RunOutput(Answer):
    """A file a run has written."""

    node: str
    path: str
    rows: int | None
    size_bytes: int | None


class Run(Answer):
    """One run."""

    id: str
    path: str
    state: Literal["queued", "running", "succeeded", "failed", "cancelled", "interrupted"]
    started_at: datetime
    finished_at: datetime | None
    seconds: float | None
    version: int | None
    rows: int | None
    problem: Problem | None
    outputs: list[RunOutput]


class NodeRun(Answer):
    """What one node did in a run."""

    state: Literal["waiting", "running", "done", "cached", "error", "skipped", "cancelled"]
    rows: dict[str, int]
    seconds: float | None
    progress: float | None
    problem: Problem | None
    key: str | None = None


class StartRun(Body):
    """What to run: the document as the editor has it, saved or not."""

    path: Path
    document: WorkflowDocument
    targets: list[NodeId] | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)
    language: Literal["ru", "en"] | None = None


class StartedRun(Answer):
    """A run that has been asked for."""

    run: Run


class RunList(Answer):
    """Runs of a workflow, the newest first."""

    runs: list[Run]


class RunDetails(Answer):
    """A run, its nodes and everything that went wrong."""

    run: Run
    nodes: dict[str, NodeRun]
    problems: list[Problem]


class RunEvent(Answer):
    """A run has come to another state."""

    type: Literal["run"]
    run: Run


class NodesEvent(Answer):
    """Some nodes of a run have changed."""

    type: Literal["nodes"]
    run_id: str
    nodes: dict[str, NodeRun]


class FileEvent(Answer):
    """The workflow's file holds another text now."""

    type: Literal["file"]
    path: str
    hash: str


class DraftEvent(Answer):
    """Another tab has typed something."""

    type: Literal["draft"]
    path: str
    saved_at: datetime
    by: str


class PresentEvent(Answer):
    """How many browser tabs have this workflow open."""

    type: Literal["present"]
    path: str
    tabs: int


ServerEvent = Annotated[
    RunEvent | NodesEvent | FileEvent | DraftEvent | PresentEvent, Field(discriminator="type")
]
"""What the socket sends."""
