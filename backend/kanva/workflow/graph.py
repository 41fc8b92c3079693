"""Which node feeds which: order, what lies above, what lies below, and rings."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping

from kanva.workflow.document import Workflow


class CycleError(ValueError):
    """The nodes feed each other in a ring, so no order exists.

    Args:
        path: The ids along the ring; the first one is repeated at the end.
    """

    path: tuple[str, ...]

    def __init__(self, path: Iterable[str]) -> None:
        self.path = tuple(path)
        super().__init__(" -> ".join(self.path))


def topological_order(workflow: Workflow, targets: Iterable[str] | None = None) -> list[str]:
    """Return node ids so that every node stands after all that feed it.

    Nodes that do not depend on each other keep the order of the document. Edges whose end names no
    node are passed over; an id that occurs twice stands once.

    Args:
        workflow: The workflow.
        targets: Ids to reach: only they and what feeds them are returned. None means all nodes.

    Returns:
        Node ids.

    Raises:
        CycleError: Some of these nodes feed each other in a ring.

    Example:
        >>> from kanva.workflow import Edge, Node
        >>> two = Workflow(
        ...     nodes=[Node(id="filter", type="rows.filter"), Node(id="sales", type="import.text")],
        ...     edges=[Edge.between("sales", "rows", "filter", "rows")],
        ... )
        >>> topological_order(two)
        ['sales', 'filter']
    """
    below = _neighbours(workflow, downwards=True)
    above = _neighbours(workflow, downwards=False)
    wanted = set(below) if targets is None else _reach(above, targets)
    rank = {node_id: index for index, node_id in enumerate(below)}
    waiting = {node_id: len(above[node_id].keys() & wanted) for node_id in wanted}
    ready = [rank[node_id] for node_id, count in waiting.items() if not count]
    heapq.heapify(ready)
    ids = list(below)
    order: list[str] = []
    while ready:
        node_id = ids[heapq.heappop(ready)]
        order.append(node_id)
        for follower in below[node_id]:
            if follower in waiting:
                waiting[follower] -= 1
                if not waiting[follower]:
                    heapq.heappush(ready, rank[follower])
    if len(order) < len(wanted):
        raise CycleError(next(iter(rings(workflow, wanted - set(order)))))
    return order


def upstream(workflow: Workflow, ids: Iterable[str]) -> set[str]:
    """Return nodes together with everything that feeds them, directly or not.

    Args:
        workflow: The workflow; it may hold rings.
        ids: Where to begin; unknown ids are passed over.

    Returns:
        Node ids, those of `ids` that exist among them.

    Example:
        >>> from kanva.workflow import Node
        >>> upstream(Workflow(nodes=[Node(id="sales", type="import.text")]), ["sales", "lost"])
        {'sales'}
    """
    return _reach(_neighbours(workflow, downwards=False), ids)


def downstream(workflow: Workflow, ids: Iterable[str]) -> set[str]:
    """Return nodes together with everything they feed, directly or not.

    Args:
        workflow: The workflow; it may hold rings.
        ids: Where to begin; unknown ids are passed over.

    Returns:
        Node ids, those of `ids` that exist among them.

    Example:
        >>> from kanva.workflow import Node
        >>> downstream(Workflow(nodes=[Node(id="sales", type="import.text")]), ["sales"])
        {'sales'}
    """
    return _reach(_neighbours(workflow, downwards=True), ids)


def rings(workflow: Workflow, within: set[str] | None = None) -> list[list[str]]:
    """Return one ring for every knot of nodes that feed each other.

    Args:
        workflow: The workflow.
        within: Ids to look among; None means all nodes.

    Returns:
        For each ring its ids in the direction of the edges, the first repeated at the end. Each
        ring is the shortest through its first node, which is the first one in the document.
    """
    below = _neighbours(workflow, downwards=True)
    above = _neighbours(workflow, downwards=False)
    left = set(below) if within is None else within & set(below)
    found: list[list[str]] = []
    for node_id in below:
        if node_id not in left:
            continue
        ring = _shortest_ring(below, node_id)
        if ring is None:
            continue
        found.append(ring)
        # All nodes of this knot are told by this one ring.
        left -= _reach(below, [node_id]) & _reach(above, [node_id])
    return found


def _shortest_ring(below: Mapping[str, Mapping[str, None]], start: str) -> list[str] | None:
    came_from: dict[str, str] = {}
    level = [start]
    while level:
        following: list[str] = []
        for node_id in level:
            for follower in below[node_id]:
                if follower == start:
                    path = [start]
                    while node_id != start:
                        path.append(node_id)
                        node_id = came_from[node_id]  # noqa: PLW2901 - walking back along the path
                    return [start, *reversed(path)] if len(path) > 1 else [start, start]
                if follower not in came_from:
                    came_from[follower] = node_id
                    following.append(follower)
        level = following
    return None


def _neighbours(workflow: Workflow, *, downwards: bool) -> dict[str, dict[str, None]]:
    # Dictionaries with no values keep both the document's order and one entry a pair of nodes.
    found: dict[str, dict[str, None]] = {node.id: {} for node in workflow.nodes}
    for edge in workflow.edges:
        source, target = edge.source, edge.target
        if source in found and target in found:
            if downwards:
                found[source][target] = None
            else:
                found[target][source] = None
    return found


def _reach(neighbours: Mapping[str, Mapping[str, None]], ids: Iterable[str]) -> set[str]:
    reached = {node_id for node_id in ids if node_id in neighbours}
    waiting = list(reached)
    while waiting:
        for neighbour in neighbours[waiting.pop()]:
            if neighbour not in reached:
                reached.add(neighbour)
                waiting.append(neighbour)
    return reached
