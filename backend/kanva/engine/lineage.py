"""Lineage: what a column is made of, what is made of it, and which settings would miss it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

import polars as pl

from kanva import formula
from kanva.engine.analysis import Analysis, NodeAnalysis, Origin
from kanva.engine.check import Surroundings, parameter_kinds
from kanva.engine.environment import Environment, House
from kanva.engine.places import Place, places
from kanva.engine.wording import problem
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
    return _walk((node, port, column), lambda here: _made_of(analysis, environment, here))


def _walk(start: Column, step: Callable[[Column], Iterable[Column]]) -> list[Column]:
    found: list[Column] = []
    waiting = [start]
    seen = set(waiting)
    for here in waiting:  # grows while it is walked
        for other in step(here):
            if other not in seen:
                seen.add(other)
                found.append(other)
                waiting.append(other)
    return found


def trace_json(
    analysis: Analysis, environment: Environment, node: str, port: str, column: str
) -> dict[str, Any]:
    """Follow a column up and down, and tell who would miss it.

    Args:
        analysis: The analysis.
        environment: The surroundings.
        node: Id of the node.
        port: Its output port.
        column: The column.

    Returns:
        `{"columns": [{"node", "port", "column", "way": "here" | "up" | "down", "formula"}],
        "uses": [{"node", "field", "title"}], "problem"}`: `uses` are the settings below that name
        the column and would break, were it renamed or removed here.
    """
    origin = analysis.resolved(Origin(node, port)) if node in analysis.nodes else None
    if origin is None:
        given = problem("unknown_node", name=node).as_json()
        return {"columns": [], "uses": [], "problem": given}
    here: Column = (node, port, column)
    below = _made_from(analysis, environment)
    up = trace(analysis, environment, *here)
    down = _walk(here, lambda place: below.get(place, ()))
    ways = [("here", here), *(("up", one) for one in up), *(("down", one) for one in down)]
    return {
        "columns": [
            {
                "node": one[0],
                "port": one[1],
                "column": one[2],
                "way": way,
                "formula": _formula(analysis, one),
            }
            for way, one in ways
        ],
        "uses": _uses(analysis, environment, here),
        "problem": None,
    }


def _made_from(analysis: Analysis, environment: Environment) -> dict[Column, list[Column]]:
    """Return for every column the columns made of it one node below."""
    out: dict[Column, list[Column]] = {}
    for name in analysis.order:
        node = analysis.nodes[name]
        for port, schema in node.schemas.items():
            for column in schema or {}:
                for above in _made_of(analysis, environment, (name, port, column)):
                    out.setdefault(above, []).append((name, port, column))
    return out


def _formula(analysis: Analysis, here: Column) -> str | None:
    """Return the formula that makes a column at its node, if one does."""
    node = analysis.nodes[here[0]]
    if node.settings is None or node.disabled:
        return None
    formulas: dict[str, str] = {}
    for place in places(node.settings):
        if place.widget == "formula" and place.value and place.item:
            formulas[place.item] = str(place.value)
    made: str | None = None
    for place in places(node.settings):
        if place.widget == "new_column" and place.value == here[2] and place.item in formulas:
            made = formulas[place.item]
    return made


def _uses(analysis: Analysis, environment: Environment, here: Column) -> list[dict[str, Any]]:
    """Return the settings below that name a column, as far as it goes under this name."""
    out: list[dict[str, Any]] = []
    carries = {(here[0], here[1])}
    column = here[2]
    for name in analysis.order:
        node = analysis.nodes[name]
        ports = {
            port
            for port, feeding in analysis.feeds(name).items()
            if any((above.node, above.port) in carries for above in feeding)
        }
        if not ports or node.settings is None or node.disabled:
            continue
        known = {port: schema for port, schema in node.inputs.items() if schema is not None}
        values = analysis.parameters
        around = Surroundings(known, values, House(environment, values), frozenset())
        for place in places(node.settings):
            if any(port in ports and one == column for port, one in _named_by(place, around, {})):
                title = place.ui.get("title")
                out.append({"node": name, "field": place.path, "title": title})
        made = origins(node, values, environment)
        for port, columns in made.items():
            if any(
                entering in ports and one == column for entering, one in columns.get(column, ())
            ):
                carries.add((name, port))
    return out


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
