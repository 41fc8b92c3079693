"""The socket of events of one workflow."""

from __future__ import annotations

import json
from typing import Annotated

import anyio
from fastapi import APIRouter, Query, WebSocket, WebSocketDisconnect

from kanva.api.hub import Lagging, Listener
from kanva.api.server import server_of
from kanva.sdk.messages import NodeError
from kanva.store import StoreError

router = APIRouter(tags=["events"])

_REFUSED = 1008
_TRY_AGAIN = 1013
_GOING_AWAY = 1001


@router.websocket("/api/events")
async def events(socket: WebSocket, path: Annotated[str, Query(max_length=1000)]) -> None:
    """Send what happens to a workflow: runs, nodes, drafts, changes of its file."""
    server = server_of(socket)
    workspace = server.store.workspace
    try:
        path = workspace.relative(workspace.workflow_path(path))
    except (NodeError, StoreError):
        await socket.close(_REFUSED)
        return
    async with server.hub.listening(path) as listener:
        await socket.accept()
        async with anyio.create_task_group() as group:
            group.start_soon(_send, socket, listener, group.cancel_scope)
            await _until_gone(socket)
            group.cancel_scope.cancel()


async def _send(socket: WebSocket, listener: Listener, scope: anyio.CancelScope) -> None:
    code = _GOING_AWAY
    try:
        while (event := await listener.next()) is not None:
            await socket.send_text(json.dumps(event, ensure_ascii=False, separators=(",", ":")))
    except Lagging:
        code = _TRY_AGAIN
    except WebSocketDisconnect:
        # Gone while an event was on its way; the other half learns it by itself.
        return
    await socket.close(code)
    scope.cancel()


async def _until_gone(socket: WebSocket) -> None:
    # The editor says nothing; receiving is how one learns that it has gone.
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        return
