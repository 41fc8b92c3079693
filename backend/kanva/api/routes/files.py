"""Data files of the workspace: listed, uploaded, downloaded."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse

from kanva.api.models.common import Refusal
from kanva.api.models.workflows import FileEntry, Folder
from kanva.api.server import TheServer

router = APIRouter(
    prefix="/api/files",
    tags=["files"],
    responses={404: {"model": Refusal, "description": "There is no such file or folder"}},
)


@router.get("")
def folder(server: TheServer, folder: Annotated[str, Query(max_length=1000)] = "") -> Folder:
    """List a folder of the workspace: folders first, then files."""
    entries = server.store.files.list(folder)
    return Folder(folder=folder, entries=[FileEntry.model_validate(one) for one in entries])


@router.get(
    "/{path:path}",
    response_class=FileResponse,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
def download(path: str, server: TheServer) -> FileResponse:
    """Give a file out; the browser saves it and never shows it."""
    file = server.store.files.existing(path)
    return FileResponse(
        file,
        media_type="application/octet-stream",
        filename=file.name,
        headers={"Cache-Control": "no-store"},
    )


@router.put(
    "/{path:path}",
    status_code=201,
    responses={413: {"model": Refusal, "description": "The file is too large"}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            },
        }
    },
)
async def upload(
    path: str, request: Request, server: TheServer, *, unique: Annotated[bool, Query()] = False
) -> FileEntry:
    """Take a file in; with `unique` a number is added to a name that is taken."""
    entry = await server.store.files.take(path, request.stream(), unique=unique)
    return FileEntry.model_validate(entry)
