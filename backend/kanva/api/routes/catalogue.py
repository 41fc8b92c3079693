"""Node types and formula functions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Response

from kanva.api.library import Listing
from kanva.api.models.catalogue import Catalogue, FunctionCatalogue
from kanva.api.server import TheServer

router = APIRouter(prefix="/api", tags=["catalogue"])

IfNoneMatch = Annotated[str | None, Header()]


@router.get("/nodes", response_model=None, responses={200: {"model": Catalogue}})
async def nodes(server: TheServer, if_none_match: IfNoneMatch = None) -> Response:
    """Return every node type of this installation."""
    return _listing(await server.library.nodes(), if_none_match)


@router.get("/functions", response_model=None, responses={200: {"model": FunctionCatalogue}})
async def functions(server: TheServer, if_none_match: IfNoneMatch = None) -> Response:
    """Return every function of the formula language."""
    return _listing(await server.library.functions(), if_none_match)


def _listing(listing: Listing, known: str | None) -> Response:
    headers = {"ETag": listing.etag, "Cache-Control": "no-cache"}
    # A compressing proxy marks the tag as weak; the content is the same.
    if known is not None and listing.etag in {
        tag.strip().removeprefix("W/") for tag in known.split(",")
    }:
        return Response(status_code=304, headers=headers)
    return Response(listing.body, headers=headers, media_type="application/json")
