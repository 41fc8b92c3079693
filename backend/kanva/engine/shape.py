"""Shapes of nodes' plans: which end early, which shrink, which are cheap to take the head of."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import polars as pl

from kanva.engine.analysis import NodeAnalysis
from kanva.engine.environment import Environment, House

_log = logging.getLogger(__name__)
_HEAVY = re.compile(
    r"\b(AGGREGATE|SORT|UNIQUE|PIVOT|UNPIVOT|IEJOIN|MERGE_SORTED|OPAQUE_PYTHON|PYTHON SCAN"
    r"|(INNER|FULL|CROSS|SEMI|ANTI|RIGHT|ASOF|LOOP) JOIN|over|cum_\w+|rank|shift)\b"
)
_EARLY = re.compile(r"\b(SLICE|JOIN)\b")
_WHOLE_JOIN = re.compile(r"\bLEFT JOIN\b")


@dataclass(frozen=True, slots=True)
class Shape:
    """What the plan of one output looks like.

    Args:
        ends_early: It may stop reading its inputs before their end (a head, a join).
        shrinks: It gives far fewer rows than it takes: a group, a top-N.
        heavy: Its first rows need all rows of its inputs.
    """

    ends_early: bool
    shrinks: bool
    heavy: bool


UNKNOWN = Shape(ends_early=True, shrinks=False, heavy=True)


def output_shapes(
    node: NodeAnalysis, environment: Environment, values: Mapping[str, Any]
) -> dict[str, Shape]:
    """Tell the shape of every output of a transform from its plan over tables without rows.

    Args:
        node: A node that can run.
        environment: The surroundings.
        values: Typed values of the workflow's parameters.

    Returns:
        Output port to shape. A node that collects by itself is of unknown shape.
    """
    node_type, settings = node.node_type, node.settings
    unknown = {port.id: UNKNOWN for port in node.ports.outputs}
    if node_type is None or settings is None or node_type.kind != "transform":
        return unknown
    if node_type.collects(settings):
        return unknown
    frames = {port: _empty(schema) for port, schema in node.inputs.items() if schema is not None}
    try:
        outputs = node_type.lazy(settings, frames, House(environment, values))
        plans = {port: frame.explain(optimized=False) for port, frame in outputs.items()}
    # The same call is made again in earnest, and there its failure is told.
    except Exception:  # noqa: BLE001
        _log.debug("the shape of node %s cannot be told", node.id, exc_info=True)
        return unknown
    return {port: _shape(plan) for port, plan in plans.items()}


def _shape(plan: str) -> Shape:
    words = re.sub(r'"[^"]*"', '""', plan)  # names of columns are not words of the plan
    return Shape(
        ends_early=_EARLY.search(_WHOLE_JOIN.sub("", words).replace("END ", "")) is not None,
        shrinks="AGGREGATE" in words or ("SLICE" in words and "SORT" in words),
        heavy=_HEAVY.search(words) is not None,
    )


def _empty(schema: Any) -> Any:
    if isinstance(schema, list):
        return [pl.LazyFrame(schema=one) for one in cast("list[pl.Schema]", schema)]
    return pl.LazyFrame(schema=schema)
