"""Workflow documents written out in the tests: nodes in a row, edges between them."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

STEP_X, ROW_Y = 128, 160

Json = dict[str, Any]


def text_file(node: str, file: str, **settings: Any) -> Json:
    """Return a node that reads a text file."""
    return made(node, "import.text", file=file, **settings)


def made(node: str, type_id: str, title: str | None = None, **settings: Any) -> Json:
    """Return a node with settings, on the canvas under a title of its own when one is given."""
    body: Json = {"id": node, "type": type_id, "version": 1}
    if title is not None:
        body["title"] = title
    return {**body, "settings": settings}


def flow(
    nodes: list[Json],
    edges: list[tuple[str, str]] | None = None,
    *,
    title: str = "Проверка",
    parameters: list[Json] | None = None,
) -> Json:
    """Return a document whose nodes stand in one line.

    Args:
        nodes: The nodes, from left to right.
        edges: Ends as the document writes them, `sales.rows`; None joins each node to the next.
        title: Title of the workflow.
        parameters: Its parameters.
    """
    names = [node["id"] for node in nodes]
    if edges is None:
        edges = [(f"{left}.rows", f"{right}.rows") for left, right in pairwise(names)]
    return {
        "kanva": 1,
        "title": title,
        "description": "",
        "parameters": parameters or [],
        "nodes": nodes,
        "edges": [{"from": start, "to": end} for start, end in edges],
        "groups": [],
        "notes": [],
        "layout": {
            "nodes": {
                name: {"x": 48 + STEP_X * place, "y": ROW_Y} for place, name in enumerate(names)
            },
            "groups": {},
            "notes": {},
        },
    }


def written(folder: Path, name: str, document: Json) -> str:
    """Write a document into a workspace and return its path there."""
    path = f"{name}.kanva.json"
    (folder / path).write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")
    return path
