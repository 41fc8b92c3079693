"""The routes, one file a subject; each only translates between the wire and the rooms behind."""

from __future__ import annotations

from fastapi import APIRouter

from kanva.api.routes import (
    analysis,
    catalogue,
    connections,
    drafts,
    events,
    examples,
    files,
    health,
    runs,
    session,
    studies,
    versions,
    workflows,
)

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    session.router,
    catalogue.router,
    examples.router,
    workflows.router,
    drafts.router,
    versions.router,
    files.router,
    connections.router,
    analysis.router,
    studies.router,
    runs.router,
    events.router,
)
"""Every router of the server."""
