"""Versions: what a workflow was."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath

from kanva.api.models.common import Empty, Refusal
from kanva.api.models.workflows import (
    NameVersion,
    OpenedWorkflow,
    RestoreVersion,
    Version,
    VersionDocument,
    VersionList,
)
from kanva.api.routes.workflows import opened
from kanva.api.server import TheServer

router = APIRouter(
    prefix="/api/versions",
    tags=["versions"],
    responses={404: {"model": Refusal, "description": "There is no such workflow or version"}},
)

Number = Annotated[int, InPath(ge=1, le=2**31 - 1)]


# Declared before the list: the list's path would take "/at/3" for a part of the workflow's name.
@router.get("/{path:path}/at/{number}")
def version(path: str, number: Number, server: TheServer) -> VersionDocument:
    """Return the document of one version."""
    return VersionDocument(document=server.store.workflows.version_document(path, number))


@router.put("/{path:path}/at/{number}")
def name_version(path: str, number: Number, body: NameVersion, server: TheServer) -> Empty:
    """Give a version a name."""
    server.store.workflows.name_version(path, number, body.title)
    return Empty()


@router.post("/{path:path}/restore")
def restore(path: str, body: RestoreVersion, server: TheServer) -> OpenedWorkflow:
    """Put a version back into the file; what was there stays among the versions."""
    return opened(server.store.workflows.restore(path, body.number))


@router.get("/{path:path}", response_model_exclude_none=True)
def versions(path: str, server: TheServer) -> VersionList:
    """Return the versions of a workflow, the newest first."""
    found = server.store.workflows.versions(path)
    return VersionList(versions=[Version.model_validate(one) for one in found])
