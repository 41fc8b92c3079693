"""Questions the editor asks while a person works; the engine's processes answer them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from kanva.api.messages import ApiError, json_response
from kanva.api.models.analysis import (
    AnalyseRequest,
    Analysis,
    DataWindow,
    FormulaCheck,
    FormulaRequest,
    MatrixData,
    PreviewRequest,
    ViewRequest,
)
from kanva.api.models.common import Refusal
from kanva.api.server import TheServer

_NOBODY_WAITS = 499

router = APIRouter(
    prefix="/api",
    tags=["analysis"],
    responses={422: {"model": Refusal, "description": "The document cannot be read"}},
)


@router.post("/analyse", response_model=None, responses={200: {"model": Analysis}})
async def analyse(body: AnalyseRequest, request: Request, server: TheServer) -> Response:
    """Tell the columns, the state and the problems of every node, without running."""
    async with server.desk_turn:
        if await request.is_disconnected():
            return Response(status_code=_NOBODY_WAITS)
        return json_response(await server.computing.analyse(question(body, server)))


@router.post("/preview", response_model=None, responses={200: {"model": DataWindow}})
async def preview(body: PreviewRequest, request: Request, server: TheServer) -> Response:
    """Return a window of rows of one port."""
    check_node(body.document, body.node)
    async with server.view_turn:
        # Scrolling asks faster than rows can come; what nobody waits for is not computed.
        if await request.is_disconnected():
            return Response(status_code=_NOBODY_WAITS)
        return json_response(await server.computing.preview(question(body, server)))


@router.post("/view", response_model=None, responses={200: {"model": MatrixData}})
async def view(body: ViewRequest, request: Request, server: TheServer) -> Response:
    """Return the picture a node offers of its result."""
    check_node(body.document, body.node)
    async with server.view_turn:
        if await request.is_disconnected():
            return Response(status_code=_NOBODY_WAITS)
        return json_response(await server.computing.view(question(body, server)))


@router.post("/formula", response_model=None, responses={200: {"model": FormulaCheck}})
async def formula(body: FormulaRequest, server: TheServer) -> Response:
    """Tell what a formula gives, what is wrong with it, and what its pieces are."""
    check_node(body.document, body.node)
    return json_response(await server.computing.formula(question(body, server)))


def question(body: AnalyseRequest, server: TheServer) -> dict[str, Any]:
    """Return a body as the engine is asked: with the surroundings, its path in one spelling."""
    # The path is only a name here, but the engine remembers runs by it: one spelling, inside.
    workspace = server.store.workspace
    path = workspace.relative(workspace.workflow_path(body.path))
    return server.surroundings.of({**body.model_dump(), "path": path})


def check_node(document: dict[str, Any], node: str) -> None:
    """Refuse a question about a node that the document does not have.

    Raises:
        ApiError: `node_missing`.
    """
    nodes = document.get("nodes")
    known = nodes if isinstance(nodes, list) else []
    if not any(isinstance(one, dict) and one.get("id") == node for one in known):
        raise ApiError(404, "node_missing", node=node)
