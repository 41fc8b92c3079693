"""Questions about a connection, asked in plain JSON: does it work, what is inside, first rows."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from kanva.connections.clients.messages import MESSAGES
from kanva.connections.registry import connection_kind
from kanva.sdk.messages import NodeError, Problem

THINGS = 2000
"""How many things one answer holds; a search narrows them."""


def test_connection(request: Mapping[str, Any]) -> dict[str, Any]:
    """Try a connection.

    Args:
        request: `values`: its fields with `kind`, secrets among them.

    Returns:
        `text`, `details`, `problem`: one of text and problem is null.
    """
    try:
        kind = connection_kind(str(request["values"].get("kind")))
        tested = kind.test(kind.read(request["values"]), _scratch(request))
    except NodeError as error:
        return {"text": None, "details": [], "problem": problem_of(error, request).as_json()}
    return {**tested.as_json(), "problem": None}


def things_inside(request: Mapping[str, Any]) -> dict[str, Any]:
    """List what is inside a connection.

    Args:
        request: `values`, `path` and `search`.

    Returns:
        `things`, `cut` (there were more) and `problem`.
    """
    try:
        kind = connection_kind(str(request["values"].get("kind")))
        settings = kind.read(request["values"])
        path, search = request.get("path") or (), str(request.get("search") or "")
        found = kind.inside(settings, path, search, _scratch(request))
        things = list(islice(found, THINGS + 1))
    except NodeError as error:
        return {"things": [], "cut": False, "problem": problem_of(error, request).as_json()}
    cut = len(things) > THINGS
    return {"things": [one.as_json() for one in things[:THINGS]], "cut": cut, "problem": None}


def first_rows(request: Mapping[str, Any]) -> pl.DataFrame | Problem:
    """Return the first rows of a thing.

    Args:
        request: `values`, `path` and `limit`.
    """
    try:
        kind = connection_kind(str(request["values"].get("kind")))
        settings = kind.read(request["values"])
        limit = int(request.get("limit") or 50)
        return kind.sample(settings, request["path"], limit, _scratch(request))
    except NodeError as error:
        return problem_of(error, request)


def _scratch(request: Mapping[str, Any]) -> Path | None:
    folder = request["values"].get("scratch")
    return None if folder is None else Path(folder)


def problem_of(error: NodeError, request: Mapping[str, Any]) -> Problem:
    """Return a problem in the words of the connection's kind, else in the common ones."""
    messages = dict(MESSAGES)
    with suppress(NodeError):
        messages.update(connection_kind(str(request["values"].get("kind"))).messages)
    return error.problem(messages)
