"""Questions about the rows of an output; what is saved is staged and fetched by its own address."""

from __future__ import annotations

import re
import time
import uuid
from pathlib import Path
from typing import Any

from fastapi import APIRouter, BackgroundTasks, Request, Response
from fastapi.responses import FileResponse

from kanva.api.messages import ApiError, json_response
from kanva.api.models.common import Refusal
from kanva.api.models.studies import (
    Chart,
    ChartRequest,
    CompareRequest,
    Comparison,
    ConditionsRequest,
    ConditionsText,
    Profile,
    ProfileRequest,
    TableFile,
    TableFileRequest,
    Trace,
    TraceRequest,
    Values,
    ValuesRequest,
)
from kanva.api.routes.analysis import check_node, question
from kanva.api.server import Server, TheServer

_NOBODY_WAITS = 499
_FORGOTTEN_S = 3600.0
"""A file nobody has fetched for this long is deleted when the next one is made."""
_NAME = re.compile(r"[0-9a-f]{32}\.(csv|xlsx)")

router = APIRouter(
    prefix="/api",
    tags=["data"],
    responses={422: {"model": Refusal, "description": "The document cannot be read"}},
)


@router.post("/profile", response_model=None, responses={200: {"model": Profile}})
async def profile(body: ProfileRequest, request: Request, server: TheServer) -> Response:
    """Describe columns: filled, empty, wrong and distinct values, a histogram, top values."""
    return await _study("profile", body, request, server)


@router.post("/values", response_model=None, responses={200: {"model": Values}})
async def values(body: ValuesRequest, request: Request, server: TheServer) -> Response:
    """List the different values of a column, the most frequent first."""
    return await _study("values", body, request, server)


@router.post("/chart", response_model=None, responses={200: {"model": Chart}})
async def chart(body: ChartRequest, request: Request, server: TheServer) -> Response:
    """Compute the points of a chart."""
    return await _study("chart", body, request, server)


@router.post("/compare", response_model=None, responses={200: {"model": Comparison}})
async def compare(body: CompareRequest, request: Request, server: TheServer) -> Response:
    """Tell which rows were added, are gone or have changed."""
    return await _study("compare", body, request, server)


@router.post("/trace", response_model=None, responses={200: {"model": Trace}})
async def trace(body: TraceRequest, server: TheServer) -> Response:
    """Tell where a column comes from, goes to and is used."""
    check_node(body.document, body.node)
    return json_response(await server.computing.trace(question(body, server)))


@router.post("/conditions", response_model=None, responses={200: {"model": ConditionsText}})
async def conditions(body: ConditionsRequest, server: TheServer) -> Response:
    """Write conditions as a formula, or read a formula as conditions."""
    check_node(body.document, body.node)
    return json_response(await server.computing.conditions(question(body, server)))


@router.post("/table-files", response_model=None, responses={200: {"model": TableFile}})
async def make_table_file(body: TableFileRequest, request: Request, server: TheServer) -> Response:
    """Write what is seen into a file; its name is good for one download."""
    check_node(body.document, body.node)
    folder = _folder(server)
    _forget_old(folder)
    name = f"{uuid.uuid4().hex}.{body.kind}"
    asked = {**question(body, server), "target": str(folder / name)}
    async with server.study_turn:
        if await request.is_disconnected():
            return Response(status_code=_NOBODY_WAITS)
        answer = await server.computing.study("save_table", asked)
    return json_response({"file": name, **answer})


@router.get(
    "/table-files/{name}",
    response_class=FileResponse,
    responses={
        200: {"content": {"application/octet-stream": {}}},
        404: {"model": Refusal, "description": "There is no such file, or it was fetched"},
    },
)
async def table_file(name: str, server: TheServer, after: BackgroundTasks) -> FileResponse:
    """Give a file out and delete it."""
    path = _folder(server) / name
    if _NAME.fullmatch(name) is None or not path.is_file():
        raise ApiError(404, "table_file_missing")
    after.add_task(_delete, path)
    return FileResponse(
        path,
        media_type="application/octet-stream",
        filename=name,
        headers={"Cache-Control": "no-store"},
        background=after,
    )


async def _study(method: str, body: Any, request: Request, server: Server) -> Response:
    check_node(body.document, body.node)
    async with server.study_turn:
        # A person moves on faster than profiles come; what nobody waits for is not computed.
        if await request.is_disconnected():
            return Response(status_code=_NOBODY_WAITS)
        return json_response(await server.computing.study(method, question(body, server)))


def _folder(server: Server) -> Path:
    return server.store.workspace.cache / "tables"


def _forget_old(folder: Path) -> None:
    if not folder.is_dir():
        return
    now = time.time()
    for path in folder.iterdir():
        if now - path.stat().st_mtime > _FORGOTTEN_S:
            _delete(path)


def _delete(path: Path) -> None:
    path.unlink(missing_ok=True)
