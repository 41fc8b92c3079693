"""Questions about connections, answered in a worker: a driver may hang, the server may not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kanva.connections.questions import first_rows, test_connection, things_inside
from kanva.engine.window import window_json
from kanva.sdk import Problem


def outside(method: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a question about a connection.

    Args:
        method: "test", "inside" or "sample".
        request: `values`, and what the question asks for; see `kanva.connections.questions`.

    Returns:
        The answer in wire form.
    """
    if method == "test":
        return test_connection(request)
    if method == "inside":
        return things_inside(request)
    found = first_rows(request)
    if isinstance(found, Problem):
        nothing = {"columns": [], "rows": 0, "offset": 0, "total": None, "full": False}
        return {**nothing, "sample_of": None, "problem": found.as_json()}
    return window_json(found, 0, None, full=False)
