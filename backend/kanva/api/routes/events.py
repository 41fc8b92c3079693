"""The socket of events of one workflow."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

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
        sending = asyncio.create_task(_send(socket, listener))
        hearing = asyncio.create_task(_until_gone(socket))
        await asyncio.wait({sending, hearing}, return_when=asyncio.FIRST_COMPLETED)
        for task in (sending, hearing):
            task.cancel()
        await asyncio.gather(sending, hearing, return_exceptions=True)


async def _send(socket: WebSocket, listener: Listener) -> None:
    code = _GOING_AWAY
    try:
        while (event := await listener.next()) is not None:
            await socket.send_text(json.dumps(event, ensure_ascii=False, separators=(",", ":")))
    except Lagging:
        code = _TRY_AGAIN
    await socket.close(code)


async def _until_gone(socket: WebSocket) -> None:
    # The editor says nothing; receiving is how one learns that it has gone.
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        return
