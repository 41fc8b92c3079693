"""Connections: entered once, tested by a button, looked into, used by name."""

from __future__ import annotations

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool

from kanva.api.messages import json_response
from kanva.api.models.analysis import DataWindow
from kanva.api.models.common import Empty, Refusal
from kanva.api.models.connections import (
    ChangedConnection,
    Connection,
    ConnectionKinds,
    ConnectionList,
    ConnectionTest,
    Inside,
    InsideRequest,
    NewConnection,
    SampleRequest,
    TriedConnection,
)
from kanva.api.server import TheServer

router = APIRouter(
    prefix="/api/connections",
    tags=["connections"],
    responses={404: {"model": Refusal, "description": "There is no such connection"}},
)


@router.get("/kinds")
def connection_kinds(server: TheServer) -> ConnectionKinds:
    """Return every kind of outside system with its form."""
    return ConnectionKinds.model_validate({"kinds": server.connecting.kinds()})


@router.get("")
def connections(server: TheServer) -> ConnectionList:
    """Return all connections, without their secrets."""
    return ConnectionList.model_validate({"connections": server.connecting.all()})


@router.post("", status_code=201)
def add_connection(body: NewConnection, server: TheServer) -> Connection:
    """Store a new connection."""
    return Connection.model_validate(
        server.connecting.add(body.name, body.kind, body.fields, body.secrets)
    )


@router.post("/test", response_model=None, responses={200: {"model": ConnectionTest}})
async def test_connection(body: TriedConnection, server: TheServer) -> Response:
    """Try a connection, stored or just typed."""
    values = await run_in_threadpool(
        server.connecting.values, body.name, body.kind, body.fields, body.secrets
    )
    return json_response(await server.computing.outside("test", {"values": values}))


@router.put("/{name}")
def change_connection(name: str, body: ChangedConnection, server: TheServer) -> Connection:
    """Change a connection; secrets left out stay as they are."""
    return Connection.model_validate(
        server.connecting.change(name, body.name, body.fields, body.secrets)
    )


@router.delete("/{name}")
def remove_connection(name: str, server: TheServer) -> Empty:
    """Forget a connection; nodes that name it will say so."""
    server.connecting.remove(name)
    return Empty()


@router.post("/{name}/inside", response_model=None, responses={200: {"model": Inside}})
async def inside_connection(name: str, body: InsideRequest, server: TheServer) -> Response:
    """List what is inside: schemas, tables, columns."""
    values = await run_in_threadpool(server.connecting.stored, name)
    request = {"values": values, "path": body.path, "search": body.search}
    return json_response(await server.computing.outside("inside", request))


@router.post("/{name}/sample", response_model=None, responses={200: {"model": DataWindow}})
async def sample_of_connection(name: str, body: SampleRequest, server: TheServer) -> Response:
    """Return the first rows of a thing inside."""
    values = await run_in_threadpool(server.connecting.stored, name)
    request = {"values": values, "path": body.path, "limit": body.limit}
    return json_response(await server.computing.outside("sample", request))
