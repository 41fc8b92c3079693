"""Lineage: which source columns a column is made of, from formulas and column settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import polars as pl

from kanva import formula
from kanva.engine.analysis import Analysis, NodeAnalysis, Origin
from kanva.engine.check import Surroundings, parameter_kinds
from kanva.engine.environment import Environment, House
from kanva.engine.places import Place, places
from kanva.sdk import ConditionGroup

Column = tuple[str, str, str]
"""Node id, output port, column."""


def trace(
    analysis: Analysis, environment: Environment, node: str, port: str, column: str
) -> list[Column]:
    """Follow a column up to where it comes from.

    Args:
        analysis: The analysis.
        environment: The surroundings.
        node: Id of the node.
        port: Its output port.
        column: The column.

    Returns:
        Every (node, port, column) it is made of, nearest first, sources included; the column itself
        is left out. Empty when nothing is known.
    """
    found: list[Column] = []
    waiting: list[Column] = [(node, port, column)]
    seen = set(waiting)
    for here in waiting:  # grows while it is walked
        for above in _made_of(analysis, environment, here):
            if above not in seen:
                seen.add(above)
                found.append(above)
                waiting.append(above)
    return found


def _made_of(analysis: Analysis, environment: Environment, here: Column) -> list[Column]:
    node_id, port, column = here
    origin = analysis.resolved(Origin(node_id, port))
    if origin is None:
        return []
    if origin.node != node_id:
        return [(origin.node, origin.port, column)]
    node = analysis.nodes[node_id]
    pairs = origins(node, analysis.parameters, environment).get(port, {}).get(column, ())
    feeds = analysis.feeds(node_id)
    return [
        (above.node, above.port, name)
        for input_port, name in pairs
        for above in feeds.get(input_port, [])
        if name in (analysis.nodes[above.node].schemas.get(above.port) or {})
    ]


def origins(
    node: NodeAnalysis, values: Mapping[str, Any], environment: Environment
) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """Return where the output columns of one node come from.

    Args:
        node: The node.
        values: Typed values of the workflow's parameters.
        environment: The surroundings.

    Returns:
        Output port to column to the (input port, column) pairs it is made of.
    """
    node_type, settings = node.node_type, node.settings
    known = {port: schema for port, schema in node.inputs.items() if schema is not None}
    outputs = {port: schema for port, schema in node.schemas.items() if schema is not None}
    if node_type is None or settings is None or len(known) < len(node.inputs):
        return {}
    said = node_type.lineage(settings, known, outputs)
    if said is not None:
        return {
            port: {column: [*pairs] for column, pairs in columns.items()}
            for port, columns in said.items()
        }
    around = Surroundings(known, values, House(environment, values), frozenset())
    # A formula may name what another item of its list makes; by then it stands in the outputs.
    made = {name: dtype for schema in outputs.values() for name, dtype in schema.items()}
    named: dict[str, list[tuple[str, str]]] = {}
    everything: list[tuple[str, str]] = []
    items: dict[str, str] = {}
    for place in places(settings):
        if place.widget == "new_column" and place.value:
            items[place.item] = place.value
    for place in places(settings):
        pairs = _named_by(place, around, made)
        everything.extend(pairs)
        maker = items.get(place.item)
        if maker is not None and pairs:
            named.setdefault(maker, []).extend(pairs)
    return {
        port: {column: _of(column, named, everything, around) for column in schema}
        for port, schema in outputs.items()
    }


def _of(
    column: str,
    named: Mapping[str, list[tuple[str, str]]],
    everything: list[tuple[str, str]],
    around: Surroundings,
) -> list[tuple[str, str]]:
    if column in named:
        out: list[tuple[str, str]] = []
        for port, name in named[column]:
            own = around.columns(port) or {}
            # A formula may name a column that an earlier item of the same list has made.
            if name not in own and name in named and name != column:
                out.extend(_of(name, named, everything, around))
            else:
                out.append((port, name))
        return list(dict.fromkeys(out))
    for port in around.inputs:
        if column in (around.columns(port) or {}):
            return [(port, column)]
    return list(dict.fromkeys(everything))


def _named_by(
    place: Place, around: Surroundings, made: Mapping[str, pl.DataType]
) -> list[tuple[str, str]]:
    port = place.table_port or place.port
    if place.widget == "column" and place.value:
        return [(port, place.value)]
    if place.widget == "columns":
        return [(port, name) for name in cast("list[str]", place.value or [])]
    if place.widget == "conditions" and isinstance(place.value, ConditionGroup):
        return [(port, item.column) for _, item in place.value.walk() if item.column]
    if place.widget == "formula" and place.value:
        columns = {**made, **(around.columns(port) or {})}
        checked = formula.check(place.value, columns, parameter_kinds(around.parameters))
        return [(port, name) for name in checked.columns]
    return []
