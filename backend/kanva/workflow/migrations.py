"""Older versions of the document format, brought up to date step by step.

A migration takes the plain JSON of version N and returns that of version N + 1. It runs before the
content is checked, so it keeps what it does not understand for the check to name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kanva.workflow.document import FORMAT_VERSION

Json = dict[str, Any]


def _from_draft(document: Json) -> Json:
    """Version 0 -> 1: positions leave the nodes, edges become two ends, words are renamed."""
    moved = {key: value for key, value in document.items() if key != "name"}
    if "name" in document and "title" not in document:
        moved = {"kanva": 0, "title": document["name"], **moved}
    layout = moved.get("layout", {})
    nodes = moved.get("nodes")
    if isinstance(nodes, list):
        points: Json = {}
        moved["nodes"] = [_node_from_draft(node, points) for node in nodes]
        if points and isinstance(layout, dict):
            moved["layout"] = {**layout, "nodes": {**points, **layout.get("nodes", {})}}
    edges = moved.get("edges")
    if isinstance(edges, list):
        moved["edges"] = [_edge_from_draft(edge) for edge in edges]
    return moved


def _node_from_draft(node: Any, points: Json) -> Any:
    if not isinstance(node, dict):
        return node
    moved = dict(node)
    node_id = moved.get("id")
    if isinstance(node_id, str) and "x" in moved and "y" in moved:
        points[node_id] = {"x": moved.pop("x"), "y": moved.pop("y")}
    if "params" in moved and "settings" not in moved:
        moved["settings"] = moved.pop("params")
    return moved


def _edge_from_draft(edge: Any) -> Any:
    ends = ("source", "output", "target", "input")
    if not isinstance(edge, dict) or not all(isinstance(edge.get(end), str) for end in ends):
        return edge
    rest = {key: value for key, value in edge.items() if key not in ends}
    return {
        "from": f"{edge['source']}.{edge['output']}",
        "to": f"{edge['target']}.{edge['input']}",
        **rest,
    }


MIGRATIONS: Mapping[int, Callable[[Json], Json]] = {0: _from_draft}
"""Version a document has -> the function that returns it in the next version."""


def migrated(document: Json, version: int) -> Json:
    """Return a document in the current version of the format.

    Args:
        document: Plain JSON of a workflow; it is not changed.
        version: The version it is in, from 0 to FORMAT_VERSION.

    Returns:
        The same workflow with "kanva" equal to FORMAT_VERSION.

    Raises:
        KeyError: No migration leads on from this version.

    Example:
        >>> migrated({"kanva": 0, "name": "Продажи"}, 0)
        {'kanva': 1, 'title': 'Продажи'}
    """
    while version < FORMAT_VERSION:
        document = MIGRATIONS[version](document)
        version += 1
        document = {**document, "kanva": version}
    return document
