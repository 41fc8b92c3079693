"""What a run is about: which nodes, what keeps it from starting, which results are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kanva.engine.analysis import Analysis, Origin
from kanva.engine.check import NOT_FILLED
from kanva.engine.states import waiting
from kanva.engine.wording import problem
from kanva.sdk import Problem
from kanva.workflow import upstream


def needed_nodes(
    analysis: Analysis, targets: Sequence[str] | None
) -> tuple[list[str], dict[str, Problem | None]]:
    """Tell which nodes a run is about.

    Args:
        analysis: The analysis.
        targets: Ids of the nodes to run up to; None for all.

    Returns:
        (ids in order, nodes left out with what they lack). Left out are, when everything is to run,
        nodes that are not finished and feed no export: a half-drawn branch must not stop the rest.
    """
    nodes = analysis.nodes
    # Nodes in rings have no place in the order; they come last and stop the run.
    order = [*analysis.order, *(name for name in nodes if name not in analysis.order)]
    wanted = set(nodes) if targets is None else upstream(analysis.workflow, targets)
    needed = [name for name in order if name in wanted and not nodes[name].disabled]
    if targets is not None:
        return needed, {}
    sinks = [name for name in needed if nodes[name].kind == "sink"]
    serious = upstream(analysis.workflow, sinks)
    left_out: dict[str, Problem | None] = {}
    for name in needed:
        node = nodes[name]
        wrong = [item for item in node.problems if item.severity == "error"]
        unfinished = bool(wrong) and all(item.code in NOT_FILLED for item in wrong)
        above = node.waits_for
        waits = above is not None and (above in left_out or nodes[above].disabled)
        if name not in serious and not node.in_ring and (unfinished or (waits and not wrong)):
            left_out[name] = wrong[0] if wrong else None
    rest = [name for name in needed if name not in left_out]
    return (rest, left_out) if rest else (needed, {})


def stopping_problems(
    analysis: Analysis, needed: Sequence[str], targets: Sequence[str] | None
) -> list[Problem]:
    """Return everything that keeps a run from starting.

    Args:
        analysis: The analysis.
        needed: Ids of the nodes the run is about.
        targets: Ids asked for; None for all.
    """
    missing = [name for name in targets or () if name not in analysis.nodes]
    if missing:
        return [problem("unknown_node", name=missing[0])]
    if not needed:
        return [problem("nothing_to_run")]
    ring = any(analysis.nodes[name].in_ring for name in needed)
    about = {None, *needed}
    told = [
        item
        for item in analysis.problems
        if item.severity == "error" and (item.node in about or (ring and item.code == "cycle"))
    ]
    wrong = {item.node for item in told}
    for name in needed:
        node = analysis.nodes[name]
        if node.waits_for is None or name in wrong:
            continue
        above = analysis.nodes[node.waits_for]
        if above.disabled or above.id not in needed:
            told.append(Problem("input_failed", "error", waiting(node, analysis), node=name))
    return told


def wanted_outputs(
    analysis: Analysis, needed: Sequence[str], targets: Sequence[str] | None
) -> list[Origin]:
    """Return the outputs a run keeps because a person asks for them: targets or ends, and pins.

    Args:
        analysis: The analysis.
        needed: Ids of the nodes the run is about.
        targets: Ids asked for; None takes the last nodes.
    """
    ends: Iterable[str] = last_nodes(analysis, needed) if targets is None else targets
    pinned = [name for name in needed if analysis.nodes[name].pinned]
    known = set(needed)
    return [
        Origin(name, port.id)
        for name in dict.fromkeys((*ends, *pinned))
        if name in known and analysis.nodes[name].kind != "sink"
        for port in analysis.nodes[name].ports.outputs
    ]


def last_nodes(analysis: Analysis, needed: Sequence[str]) -> list[str]:
    """Return the nodes that feed no other of the needed ones."""
    feeding = {
        origin.node
        for name in needed
        for origins in analysis.feeds(name).values()
        for origin in origins
    }
    return [name for name in needed if name not in feeding]
