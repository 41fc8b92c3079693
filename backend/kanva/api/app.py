"""The application: routes, gate and lifespan put together."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.middleware.gzip import GZipMiddleware

from kanva import __version__
from kanva.api.computing import Computing, Surroundings
from kanva.api.configuration import Configuration
from kanva.api.connecting import Connecting
from kanva.api.examples import Examples
from kanva.api.gate import Gate
from kanva.api.hub import Hub
from kanva.api.models.common import Refusal
from kanva.api.models.runs import ServerEvent
from kanva.api.pages import Pages
from kanva.api.refusing import add_refusals
from kanva.api.routes import ROUTERS
from kanva.api.running import Running
from kanva.api.server import Server
from kanva.api.signin import SignIn
from kanva.api.watching import Watching
from kanva.sdk.text import Language
from kanva.store import Store
from kanva.workflow import json_schema

_GZIP_LEVEL = 5
_GZIP_FROM_BYTES = 1000
_REF = "#/components/schemas/"


def create_app(
    configuration: Configuration,
    store: Store,
    computing: Computing,
    *,
    language: Language = "ru",
) -> FastAPI:
    """Build the application of one server.

    Args:
        configuration: How it runs.
        store: The open store; the application closes it.
        computing: The engine's processes; the application starts and closes them.
        language: Language of words that go into data, unless a request names one.

    Returns:
        An ASGI application.
    """
    hub = Hub()
    connecting = Connecting(store)
    surroundings = Surroundings(configuration, store.workspace, language, connecting.for_engine)
    server = Server(
        configuration=configuration,
        store=store,
        computing=computing,
        sign_in=SignIn(configuration, store.sessions),
        surroundings=surroundings,
        hub=hub,
        running=Running(store, computing, surroundings, hub),
        watching=Watching(store, hub),
        examples=Examples(configuration.example_folder),
        connecting=connecting,
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        await server.start()
        try:
            yield
        finally:
            await server.close()

    app = bare_app(lifespan)
    app.state.server = server
    app.add_middleware(GZipMiddleware, minimum_size=_GZIP_FROM_BYTES, compresslevel=_GZIP_LEVEL)
    # Added last, so it stands outermost: nothing is parsed or answered before it agrees.
    app.add_middleware(
        Gate,
        configuration=configuration,
        sign_in=server.sign_in,
        pages=Pages(configuration.static),
    )
    return app


def bare_app(lifespan: Any = None) -> FastAPI:
    """Build the routes without anything behind them.

    Args:
        lifespan: What opens and closes the server.
    """
    app = FastAPI(
        title="Kanva",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        generate_unique_id_function=_operation_id,
    )
    for router in ROUTERS:
        app.include_router(router)
    add_refusals(app)
    return app


def openapi() -> dict[str, Any]:
    """Return the OpenAPI description of every route, with the shapes of document and events.

    Returns:
        The description, as `docs/openapi.json` holds it.
    """
    app = bare_app()
    described = get_openapi(
        title=app.title,
        version=app.version,
        routes=app.routes,
        description="Every answer that is not a success carries a `problem` in two languages.",
    )
    schemas = described["components"]["schemas"]
    _add_schema(schemas, "WorkflowDocument", json_schema())
    _add_schema(schemas, "ServerEvent", _event_schema())
    _add_schema(schemas, "Refusal", Refusal.model_json_schema(ref_template=_REF + "{model}"))
    _say_refusals(described["paths"])
    described["components"]["schemas"] = {
        name: schema
        for name, schema in sorted(schemas.items())
        if name not in {"HTTPValidationError", "ValidationError"}
    }
    return _with_references(described)


def _event_schema() -> dict[str, Any]:
    from pydantic import TypeAdapter  # noqa: PLC0415 - only needed to describe

    return TypeAdapter(ServerEvent).json_schema(ref_template=_REF + "{model}")


def _add_schema(schemas: dict[str, Any], name: str, schema: dict[str, Any]) -> None:
    parts: dict[str, Any] = schema.pop("$defs", {})
    schema = {key: value for key, value in schema.items() if not key.startswith("$")}
    # The parts of a document have common names; the wire has shapes of the same names.
    prefix = "Workflow" if name == "WorkflowDocument" else ""
    for part, shape in parts.items():
        schemas.setdefault(prefix + part, _renamed(shape, prefix))
    schemas[name] = _renamed(schema, prefix)


def _renamed(schema: Any, prefix: str) -> Any:
    if isinstance(schema, dict):
        return {
            key: _REF + prefix + value.rpartition("/")[2]
            if key == "$ref" and value.startswith("#/$defs/")
            else _renamed(value, prefix)
            for key, value in schema.items()
        }
    if isinstance(schema, list):
        return [_renamed(item, prefix) for item in schema]
    return schema


def _with_references(schema: Any) -> Any:
    if isinstance(schema, dict):
        shape = schema.get("x-shape")
        if shape is not None:
            return {"$ref": _REF + shape}
        return {key: _with_references(value) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_with_references(item) for item in schema]
    return schema


def _say_refusals(paths: dict[str, Any]) -> None:
    """Replace the framework's own shape of a bad request, which this server never sends."""
    content = {"application/json": {"schema": {"$ref": _REF + "Refusal"}}}
    for operations in paths.values():
        for operation in operations.values():
            answers = operation["responses"]
            if "422" in answers:
                answers["422"] = {"description": "The request cannot be read", "content": content}
            answers["401"] = {"description": "Nobody is signed in", "content": content}


def _operation_id(route: APIRoute) -> str:
    return route.name
