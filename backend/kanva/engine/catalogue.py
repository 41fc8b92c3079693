"""The catalogue of node types as the editor receives it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from kanva.engine.window import cell
from kanva.sdk import CATEGORIES, KIND_TITLES, Example, NodeType, Table, kind_of
from kanva.sdk.typed_table import TypedKind

_TYPED_KINDS = frozenset(get_args(TypedKind))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The catalogue, ready to be sent.

    Args:
        data: The JSON value.
        body: The same as UTF-8 text.
        etag: Changes whenever the body does; quotes included, as HTTP wants it.
    """

    data: dict[str, Any]
    body: bytes
    etag: str


def build_catalogue(types: Mapping[str, NodeType[Any]]) -> Catalogue:
    """Describe all node types.

    Args:
        types: Node types by id.

    Returns:
        The catalogue, nodes in the order of their categories, then of their ids.

    Example:
        >>> build_catalogue({}).data["nodes"]
        []
    """
    order = {name: place for place, name in enumerate(CATEGORIES)}
    nodes = sorted(types.values(), key=lambda node: (order.get(node.category, 99), node.id))
    data = {
        "categories": [
            {"id": name, "title": title.as_json()} for name, title in CATEGORIES.items()
        ],
        "nodes": [describe(node) for node in nodes],
        "types": [{"id": kind, "title": title.as_json()} for kind, title in KIND_TITLES.items()],
    }
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return Catalogue(data, body, f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"')


def describe(node: NodeType[Any]) -> dict[str, Any]:
    """Describe one node type in the shape of the wire contract."""
    settings = node.settings()
    ports = node.ports(settings)
    accepts = node.accepts
    given: dict[str, Any] | None = None
    if accepts is not None:
        given = {"files": list(accepts.files), "setting": accepts.setting}
        if accepts.clipboard:
            given["clipboard"] = list(accepts.clipboard)
    return {
        "id": node.id,
        "version": node.version,
        "category": node.category,
        "icon": node.icon,
        "title": node.title.as_json(),
        "summary": node.summary.as_json(),
        "help": node.help.as_json(),
        "also_called": list(node.also_called),
        "kind": node.kind,
        "inputs": [port.as_json() for port in ports.inputs],
        "outputs": [port.as_json() for port in ports.outputs],
        "accepts": given,
        "takes": dict(node.takes),
        "schema": node.settings.model_json_schema(),
        "defaults": settings.model_dump(mode="json"),
        "examples": [
            {
                "title": example.title.as_json(),
                "settings": dict(example.settings),
                "inputs": _inputs(example),
            }
            for example in node.examples
        ],
        "view": _view(node),
    }


def _inputs(example: Example) -> dict[str, Any]:
    """Return the example's tables by port, as a node that holds a typed table keeps them.

    A port of several tables, or a table no typed one can hold, leaves the example without inputs.
    """
    out: dict[str, Any] = {}
    for port, table in example.inputs.items():
        if not isinstance(table, Table):
            return {}
        frame = table.frame()
        kinds = [kind_of(dtype) for dtype in frame.dtypes]
        if any(kind not in _TYPED_KINDS for kind in kinds):
            return {}
        out[port] = {
            "columns": [
                {"name": name, "kind": kind}
                for name, kind in zip(frame.columns, kinds, strict=True)
            ],
            "rows": [[cell(value) for value in row] for row in frame.iter_rows()],
        }
        if any(isinstance(value, dict) for row in out[port]["rows"] for value in row):
            return {}
    return out


def _view(node: NodeType[Any]) -> str | None:
    # The kind of picture is one for a node type; the settings only say what stands in its cells.
    return "matrix" if type(node).view is not NodeType.view else None
