"""Ids of nodes: how they are written and how new ones are made."""

from __future__ import annotations

import re

from kanva.workflow.document import Workflow

ID_PATTERN = re.compile(r"[a-z0-9_]+")
"""What an id of a node, a group or a note consists of."""


def fresh_id(workflow: Workflow, type_id: str) -> str:
    """Return an id for a new node: the last part of its type, numbered when taken.

    Args:
        workflow: The workflow the node will be put into.
        type_id: Id of its node type, such as "rows.filter".

    Returns:
        An id no node has.

    Example:
        >>> from kanva.workflow import Node
        >>> fresh_id(Workflow(nodes=[Node(id="filter", type="rows.filter")]), "rows.filter")
        'filter_2'
    """
    stem = re.sub(r"[^a-z0-9_]+", "_", type_id.rpartition(".")[2].lower()).strip("_") or "node"
    taken = {node.id for node in workflow.nodes}
    if stem not in taken:
        return stem
    number = 2
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"
