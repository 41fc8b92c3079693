"""Workflow files: listed, made, opened, saved, renamed, deleted."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from kanva.api.messages import refusal
from kanva.api.models.common import Empty, Problem, Refusal, local_text
from kanva.api.models.runs import Run
from kanva.api.models.workflows import (
    Conflict,
    CreateWorkflow,
    Draft,
    OpenedWorkflow,
    RenamedWorkflow,
    RenameWorkflow,
    SavedWorkflow,
    SaveWorkflow,
    WorkflowList,
    WorkflowSummary,
)
from kanva.api.server import Server, TheServer
from kanva.sdk.text import Text
from kanva.store import document_problem
from kanva.store.documents import document_of, parsed
from kanva.store.errors import StaleSaveError
from kanva.store.workflows import Opened
from kanva.workflow import FORMAT_VERSION, local, structure_problems

router = APIRouter(prefix="/api/workflows", tags=["workflows"])

_UNTITLED = Text(ru="Новый сценарий", en="New workflow")
_MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": Refusal, "description": "There is no such workflow"},
    422: {"model": Refusal, "description": "The request or the file cannot be read"},
}


@router.get("")
def workflows(server: TheServer) -> WorkflowList:
    """Return the workflows of the workspace, the latest changed first."""
    latest = server.store.runs.latest()
    return WorkflowList(
        workflows=[
            WorkflowSummary(
                path=one.path,
                title=local_text(one.title),
                nodes=one.nodes,
                changed_at=one.changed_at,
                has_draft=one.has_draft,
                last_run=Run.model_validate(latest[one.path]) if one.path in latest else None,
            )
            for one in server.store.workflows.list()
        ]
    )


@router.post("", status_code=201)
def create(body: CreateWorkflow, server: TheServer) -> OpenedWorkflow:
    """Make a workflow: empty, of a document, or of an example with its data."""
    path, title = body.path, body.title
    if body.example is not None:
        example = server.examples.get(body.example)
        server.examples.copy_data(example, server.store.workspace)
        document = dict(example.document)
        path = path or f"{example.id}.kanva.json"
    else:
        document = body.document or {
            "kanva": FORMAT_VERSION,
            "title": "",
            "description": "",
            "parameters": [],
            "nodes": [],
            "edges": [],
        }
    if title is not None:
        document = {**document, "title": title}
    words = title or _words(document, server)
    return opened(server.store.workflows.create(document, path=path, title=words))


@router.get("/{path:path}", responses=_MISSING)
def read(path: str, server: TheServer) -> OpenedWorkflow:
    """Open a workflow, with the draft somebody has left."""
    return opened(server.store.workflows.open(path))


@router.put(
    "/{path:path}",
    response_model=SavedWorkflow,
    responses={**_MISSING, 409: {"model": Conflict, "description": "The file has changed"}},
)
def save(path: str, body: SaveWorkflow, server: TheServer) -> Any:
    """Save a workflow over the text it is based on."""
    try:
        saved = server.store.workflows.save(
            path, body.document, body.base_hash, allow_empty=body.allow_empty
        )
    except StaleSaveError as error:
        return _conflict(error)
    return SavedWorkflow.model_validate(saved)


@router.post(
    "/{path:path}/rename",
    responses={**_MISSING, 409: {"model": Refusal, "description": "The name is taken"}},
)
def rename(path: str, body: RenameWorkflow, server: TheServer) -> RenamedWorkflow:
    """Give a workflow's file another name; its history goes with it."""
    return RenamedWorkflow(path=server.store.workflows.rename(path, body.path))


@router.delete("/{path:path}", responses=_MISSING)
def delete(path: str, server: TheServer) -> Empty:
    """Take a workflow away; its file goes to `.kanva/deleted/`."""
    server.store.workflows.delete(path)
    return Empty()


def opened(found: Opened) -> OpenedWorkflow:
    """Return the wire form of an opened workflow, with what is wrong in its structure."""
    problems = [document_problem(one) for one in structure_problems(parsed(found.document))]
    return OpenedWorkflow(
        path=found.path,
        document=found.document,
        hash=found.hash,
        changed_at=found.changed_at,
        draft=None if found.draft is None else Draft.model_validate(found.draft),
        problems=[Problem.model_validate(problem.as_json()) for problem in problems],
    )


def _conflict(error: StaleSaveError) -> Response:
    document = document_of(error.text)
    return refusal(409, error.problem(), hash=error.hash, document=document)


def _words(document: dict[str, Any], server: Server) -> str:
    title = document.get("title")
    language = server.surroundings.language
    known = title if isinstance(title, (str, dict)) else ""
    return local(known, language).strip() or _UNTITLED.of(language)
