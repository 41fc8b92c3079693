"""Drafts: what has been typed since the last save."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header

from kanva.api.models.common import Empty, Refusal
from kanva.api.models.workflows import SavedDraft, SaveDraft
from kanva.api.server import TheServer

router = APIRouter(
    prefix="/api/drafts",
    tags=["drafts"],
    responses={404: {"model": Refusal, "description": "There is no such workflow"}},
)


@router.put("/{path:path}")
def save_draft(
    path: str,
    body: SaveDraft,
    server: TheServer,
    x_kanva_client: Annotated[str, Header(max_length=80)] = "",
) -> SavedDraft:
    """Keep what has been typed; other tabs of the same workflow hear of it."""
    saved_at = server.store.workflows.put_draft(path, body.document, body.base_hash, x_kanva_client)
    event = {
        "type": "draft",
        "path": path,
        "saved_at": saved_at.isoformat(),
        "by": x_kanva_client,
    }
    server.hub.publish(path, event)
    return SavedDraft(saved_at=saved_at)


@router.delete("/{path:path}")
def drop_draft(path: str, server: TheServer) -> Empty:
    """Forget what has been typed since the last save."""
    server.store.workflows.drop_draft(path)
    return Empty()
