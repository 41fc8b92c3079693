"""One node looked at: its form made valid, its fields checked, its output columns worked out."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from kanva.engine.check import Surroundings, field_problems, folder_problem
from kanva.engine.environment import Environment, House
from kanva.engine.errors import exception_problem
from kanva.engine.places import places
from kanva.engine.settings import prepare
from kanva.engine.wording import error_problem, problem
from kanva.sdk import Found, NodeError, NodeType, Ports, Problem, Settings, Text
from kanva.workflow import Node

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Form:
    """What follows from the settings alone."""

    signature: tuple[Any, ...]
    settings: Settings | None
    canonical: str
    ports: Ports
    caption: Text
    problems: list[Problem]
    files: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class Examined:
    """What follows from the settings, the incoming columns and the outside world."""

    inputs: dict[str, Any]
    connected: bool
    outside: tuple[Any, ...]
    problems: list[Problem] = field(default_factory=list[Problem])
    schemas: dict[str, pl.Schema | None] = field(default_factory=dict[str, "pl.Schema | None"])
    found: Mapping[str, Found] = field(default_factory=dict[str, Found])
    targets: list[str] = field(default_factory=list[str])
    language: str | None = None


def make_form(
    node: Node,
    node_type: NodeType[Any],
    signature: tuple[Any, ...],
    values: Mapping[str, Any],
    declared: Sequence[str],
) -> Form:
    """Work out what follows from the settings alone.

    Args:
        node: The node of the document.
        node_type: Its type.
        signature: What the form was made from.
        values: Typed values of the workflow's parameters.
        declared: Names of the declared parameters.

    Returns:
        The form, with its problems.
    """
    prepared = prepare(node, node_type, values, declared)
    form = Form(
        signature=signature,
        settings=prepared.settings,
        canonical=prepared.canonical,
        ports=Ports(node_type.inputs, node_type.outputs),
        caption=Text(ru="", en=""),
        problems=list(prepared.problems),
    )
    if prepared.settings is None:
        return form
    try:
        form.ports = node_type.ports(prepared.settings)
        form.caption = node_type.caption(prepared.settings)
    except Exception as error:  # noqa: BLE001 - a library's mistake is told at its node
        form.problems.append(exception_problem(error, node_type, node.id))
    form.files = [
        str(place.value)
        for place in places(prepared.settings)
        if place.widget == "file" and place.value
    ]
    return form


def outside(
    form: Form, node_type: NodeType[Any], environment: Environment, values: Mapping[str, Any]
) -> tuple[Any, ...]:
    """Return the state of the outside world a node depends on, cheaply and comparably.

    Args:
        form: The node's form.
        node_type: Its type.
        environment: The surroundings.
        values: Typed values of the workflow's parameters.

    Returns:
        (what a source's fingerprint says as JSON text, its error or None, the state of its files).
    """
    house = House(environment, values)
    states: list[Any] = []
    for name in form.files:
        try:
            path = house.path(name)
            state = path.stat() if path.exists() else None
            states.append(
                (name, path.parent.is_dir(), state and (state.st_size, state.st_mtime_ns))
            )
        except (NodeError, OSError):
            states.append((name, None, None))
    if node_type.kind != "source" or form.settings is None:
        return None, None, tuple(states)
    try:
        said = node_type.fingerprint(form.settings, house)
        return json.dumps(said, sort_keys=True, default=str), None, tuple(states)
    except NodeError as error:
        return None, (error.code, error.field, str(error)), tuple(states)
    except Exception as error:  # noqa: BLE001 - told again, as a problem, when the node is examined
        return None, (type(error).__name__, str(error)), tuple(states)


def examine(
    node_id: str,
    node_type: NodeType[Any],
    form: Form,
    examined: Examined,
    environment: Environment,
    values: Mapping[str, Any],
) -> None:
    """Check a node and work out its output columns.

    Args:
        node_id: Its id.
        node_type: Its type.
        form: Its form.
        examined: Inputs and outside world are given; the rest is filled in.
        environment: The surroundings.
        values: Typed values of the workflow's parameters.
    """
    found = list(form.problems)
    examined.schemas = dict.fromkeys(port.id for port in form.ports.outputs)
    examined.problems = found
    settings = form.settings
    if settings is None:
        return

    def warned(code: str, where: str | None, words: Mapping[str, Any]) -> None:
        found.append(error_problem(NodeError(code, field=where, values=words), node_type, node_id))

    house = House(environment, values, warned)
    known = {port: schema for port, schema in examined.inputs.items() if schema is not None}
    around = Surroundings(known, values, house, frozenset(environment.connections))
    try:
        found.extend(field_problems(settings, around))
        whole = examined.connected and len(known) == len(examined.inputs)
        if whole:
            _add(found, _checked(node_id, node_type, settings, known, house))
        if node_type.kind == "sink" and not _wrong(found):
            examined.targets = list(node_type.targets(settings, house))
            _add(found, _folders(examined.targets, house))
        if _wrong(found):
            return
        if node_type.kind == "source":
            node_type.fingerprint(settings, house)
            examined.found = node_type.found(settings, house)
        if whole and node_type.kind != "sink":
            _schemas(node_type, settings, known, house, examined, node_id)
    except Exception as error:  # noqa: BLE001 - a library's mistake is told at its node
        found.append(exception_problem(error, node_type, node_id))
    finally:
        # A node that says its columns itself does not show whether its rows hold words.
        silent = node_type.kind == "sink" or type(node_type).schema is not NodeType.schema
        if house.language_asked or silent:
            examined.language = environment.language


def _wrong(found: Sequence[Problem]) -> bool:
    return any(item.severity == "error" for item in found)


def _add(found: list[Problem], more: Sequence[Problem]) -> None:
    told = {(item.code, item.field, item.column) for item in found}
    columns = {(item.code, item.column) for item in found if item.column}
    for item in more:
        if (item.code, item.field, item.column) in told:
            continue
        if item.field is None and (item.code, item.column) in columns:
            continue
        found.append(item)


def _checked(
    node_id: str,
    node_type: NodeType[Any],
    settings: Settings,
    known: Mapping[str, Any],
    house: House,
) -> list[Problem]:
    return [
        error_problem(error, node_type, node_id)
        for error in node_type.check(settings, known, house)
    ]


def _folders(targets: Sequence[str], house: House) -> list[Problem]:
    found: list[Problem] = []
    for name in targets:
        try:
            item = folder_problem(house.path(name).parent, name, None)
        except NodeError:
            item = problem("bad_path", file=name)
        if item is not None:
            found.append(item)
    return found


def _schemas(
    node_type: NodeType[Any],
    settings: Settings,
    known: Mapping[str, Any],
    house: House,
    examined: Examined,
    node_id: str,
) -> None:
    schemas = node_type.schema(settings, known, house)
    expected = list(examined.schemas)
    if set(schemas) != set(expected):
        values = {"expected": ", ".join(expected), "given": ", ".join(schemas)}
        examined.problems.append(problem("wrong_result", node=node_id, **values))
        return
    examined.schemas = {port: pl.Schema(schemas[port]) for port in expected}
