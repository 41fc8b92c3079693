"""Every exception of a route becomes a problem a person can read; tracebacks go to the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from kanva.api.messages import JSON_LIMIT_BYTES, ApiError, refusal
from kanva.connections.clients.messages import MESSAGES as CONNECTION_MESSAGES
from kanva.sdk.messages import COMMON, NodeError
from kanva.sdk.text import Text
from kanva.store import StoreError
from kanva.store.errors import StaleSaveError, UnreadableWorkflowError

_STATUS = {
    "workflow_missing": 404,
    "version_missing": 404,
    "run_missing": 404,
    "file_missing": 404,
    "folder_missing": 404,
    "connection_missing": 404,
    "workflow_taken": 409,
    "connection_taken": 409,
    "file_too_large": 413,
    "file_refused": 403,
    "file_busy": 423,
    "disk_full": 507,
}
"""HTTP status of the store's refusals; all others are 422."""

_REASONS: Mapping[str, Text] = {
    "missing": Text(ru="не хватает", en="it is missing"),
    "extra_forbidden": Text(ru="такого поля нет", en="there is no such field"),
    "json_invalid": Text(ru="это не JSON", en="it is not JSON"),
    "string_type": Text(ru="нужен текст", en="a text is needed"),
    "int_type": Text(ru="нужно целое число", en="a whole number is needed"),
    "int_parsing": Text(ru="нужно целое число", en="a whole number is needed"),
    "bool_type": Text(ru="нужно да или нет", en="yes or no is needed"),
    "bool_parsing": Text(ru="нужно да или нет", en="yes or no is needed"),
    "dict_type": Text(ru="нужен объект", en="an object is needed"),
    "list_type": Text(ru="нужен список", en="a list is needed"),
    "model_attributes_type": Text(ru="нужен объект", en="an object is needed"),
    "string_too_long": Text(ru="слишком длинно", en="it is too long"),
    "string_too_short": Text(ru="пусто", en="it is empty"),
    "greater_than_equal": Text(ru="слишком мало", en="it is too small"),
    "less_than_equal": Text(ru="слишком велико", en="it is too large"),
    "literal_error": Text(ru="такого значения нет", en="there is no such value"),
    "string_pattern_mismatch": Text(
        ru="недопустимые знаки", en="it has characters that may not be"
    ),
}
_OTHER = Text(ru="неверное значение", en="the value is wrong")
_WHOLE = Text(ru="тело запроса", en="the body")


def add_refusals(app: FastAPI) -> None:
    """Teach an app to answer exceptions with problems."""
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(StoreError, _store_error)
    app.add_exception_handler(NodeError, _node_error)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_exception_handler(HTTPException, _http_error)


async def _api_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)  # noqa: S101 - the framework's signature is wider
    return error.response()


async def _store_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, StoreError)  # noqa: S101 - the same
    more: dict[str, Any] = {}
    if isinstance(error, UnreadableWorkflowError):
        more["problems"] = [problem.as_json() for problem in error.problems]
    status = 409 if isinstance(error, StaleSaveError) else _STATUS.get(error.code, 422)
    return refusal(status, error.problem(), **more)


async def _node_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, NodeError)  # noqa: S101 - the same
    status = 400 if error.code == "bad_path" else 422
    return refusal(status, error.problem({**COMMON, **CONNECTION_MESSAGES}))


async def _bad_request(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - the same
    first = error.errors()[0]
    kind, place = str(first["type"]), [str(part) for part in first["loc"][1:]]
    if kind == "json_invalid":
        place = []
    where = Text.same(f"«{'.'.join(place)}»") if place else _WHOLE
    reason = _REASONS.get(kind, _OTHER)
    return ApiError(422, "bad_request", place=where, reason=reason).response()


async def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - the same
    if error.status_code == 413:
        return ApiError(413, "too_large", limit=JSON_LIMIT_BYTES // 1024**2).response()
    if error.status_code == 400:
        return ApiError(400, "bad_request", place=_WHOLE, reason=_OTHER).response()
    code = {404: "not_found", 405: "wrong_method"}.get(error.status_code, "refused")
    headers = dict(error.headers or {})
    refused = ApiError(error.status_code, code, headers=headers, number=error.status_code)
    return refused.response()
