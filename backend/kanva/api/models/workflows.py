"""Workflows, drafts, versions, examples, data files."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kanva.api.models.common import (
    Answer,
    Body,
    LocalText,
    Path,
    Problem,
    Refusal,
    Text,
    WorkflowDocument,
)
from kanva.api.models.runs import Run


class WorkflowSummary(Answer):
    """A workflow in the list."""

    path: str
    title: LocalText
    nodes: int
    changed_at: datetime
    has_draft: bool
    last_run: Run | None


class WorkflowList(Answer):
    """All workflows of the workspace, the latest changed first."""

    workflows: list[WorkflowSummary]


class CreateWorkflow(Body):
    """A new workflow: empty, of a document, or of an example. Nothing is overwritten."""

    path: Path | None = None
    title: Annotated[str, Field(max_length=500)] | None = None
    document: WorkflowDocument | None = None
    example: Annotated[str, Field(pattern=r"^[a-z0-9_-]+$", max_length=100)] | None = None


class Draft(Answer):
    """What has been typed since the last save."""

    document: WorkflowDocument
    base_hash: str
    saved_at: datetime


class OpenedWorkflow(Answer):
    """A workflow as it is opened."""

    path: str
    document: WorkflowDocument
    hash: str
    changed_at: datetime
    draft: Draft | None
    problems: list[Problem]


class SaveWorkflow(Body):
    """A document over the text it is based on."""

    document: WorkflowDocument
    base_hash: Annotated[str, Field(max_length=80)]
    allow_empty: bool = False


class SavedWorkflow(Answer):
    """What a save made."""

    hash: str
    version: int
    saved_at: datetime


class Conflict(Refusal):
    """The file holds another text than the save is based on."""

    hash: str
    document: WorkflowDocument


class SaveDraft(Body):
    """What has been typed since the last save."""

    document: WorkflowDocument
    base_hash: Annotated[str, Field(max_length=80)]


class SavedDraft(Answer):
    """When a draft was kept."""

    saved_at: datetime


class Version(Answer):
    """One kept state of a workflow."""

    number: int
    reason: Literal["save", "run", "publish", "quiet", "outside", "restore"]
    title: str | None = None
    created_at: datetime
    nodes: int


class VersionList(Answer):
    """Versions, the newest first."""

    versions: list[Version]


class VersionDocument(Answer):
    """The document of one version."""

    document: WorkflowDocument


class RestoreVersion(Body):
    """Which version to put back."""

    number: Annotated[int, Field(ge=1, le=2**31 - 1)]


class NameVersion(Body):
    """What a person calls a version; an empty text takes the name away."""

    title: Annotated[str, Field(max_length=200)]


class RenameWorkflow(Body):
    """The new path."""

    path: Path


class RenamedWorkflow(Answer):
    """The new path, as it is written on the disk."""

    path: str


class Example(Answer):
    """A ready workflow in the gallery."""

    id: str
    title: Text
    description: Text
    needs: Text
    document: WorkflowDocument
    credit: Text | None


class ExampleList(Answer):
    """The gallery."""

    examples: list[Example]


class FileEntry(Answer):
    """A file or a folder of the workspace."""

    name: str
    path: str
    kind: Literal["file", "folder"]
    size_bytes: int | None
    changed_at: datetime | None


class Folder(Answer):
    """What a folder holds: folders first, then files."""

    folder: str
    entries: list[FileEntry]
