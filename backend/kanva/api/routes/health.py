"""Whether the server is up."""

from __future__ import annotations

from fastapi import APIRouter

from kanva import __version__
from kanva.api.models.session import Health

router = APIRouter(tags=["server"])


@router.get("/api/health")
async def health() -> Health:
    """Say that the server is up; open to everybody."""
    return Health(status="ok", version=__version__)
