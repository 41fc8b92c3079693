"""The gallery of examples."""

from __future__ import annotations

from fastapi import APIRouter

from kanva.api.models.workflows import Example, ExampleList
from kanva.api.server import TheServer

router = APIRouter(prefix="/api/examples", tags=["examples"])


@router.get("")
def examples(server: TheServer) -> ExampleList:
    """Return the ready workflows that come with Kanva."""
    return ExampleList(examples=[Example.model_validate(one) for one in server.examples.all()])
