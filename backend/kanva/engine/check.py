"""Checks found for every node by walking its form: columns, kinds, conditions, formulas, files."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import polars as pl

from kanva import formula
from kanva.engine.environment import House
from kanva.engine.places import Place, places
from kanva.engine.wording import problem
from kanva.sdk import (
    KIND_TITLES,
    OPERATORS,
    ConditionGroup,
    InputSchemas,
    Kind,
    NodeError,
    Problem,
    Settings,
    Text,
    TypedTable,
    kind_of,
    near,
)
from kanva.sdk.messages import Fix

NOT_FILLED = frozenset({"not_set", "input_missing", "value_missing"})
"""Codes of a node that is not finished yet, as opposed to one that is wrong."""

_OPERATORS = {operator.op: operator for operator in OPERATORS}
_SHOWN_COLUMNS = 12
_YES_NO = frozenset({"true", "false", "да", "нет", "yes", "no", "1", "0", "истина", "ложь"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the fields of a node are checked against.

    Args:
        inputs: Input port to schema (a list of them where the port is `multiple`); absent: unknown.
        parameters: Typed values of the workflow's parameters.
        house: The node's house.
        workspace_connections: Names of the known connections.
    """

    inputs: InputSchemas
    parameters: Mapping[str, Any]
    house: House
    workspace_connections: frozenset[str]

    def columns(self, port: str) -> dict[str, pl.DataType] | None:
        """Return the columns of a port, of all its tables together; None when not known."""
        schema = self.inputs.get(port)
        if schema is None:
            return None
        if isinstance(schema, list):
            merged: dict[str, pl.DataType] = {}
            for one in cast("list[pl.Schema]", schema):
                for name, dtype in one.items():
                    merged.setdefault(name, dtype)
            return merged
        return dict(cast("pl.Schema", schema))


def field_problems(settings: Settings, around: Surroundings) -> list[Problem]:
    """Check every visible field of a node's settings.

    Args:
        settings: Valid settings.
        around: What they are checked against.

    Returns:
        The problems in the order of the form, not yet placed at a node.
    """
    found: list[Problem] = []
    made: dict[str, dict[str, pl.DataType]] = {}
    found_places = list(places(settings))
    names = {place.item: place.value for place in found_places if place.widget == "new_column"}
    for place in found_places:
        if place.widget == "formula":
            owner = place.item.rpartition(".")[0]
            earlier = made.setdefault(owner, {})
            dtype = check_formula(place, around, earlier, found)
            if place.item and dtype is not None and names.get(place.item):
                earlier[names[place.item]] = dtype
        else:
            found.extend(_problems_of(place, around))
    return found


def _problems_of(place: Place, around: Surroundings) -> Iterator[Problem]:
    widget, value = place.widget, place.value
    if place.table_port is not None and place.name == "column" and widget != "column":
        yield from _column(str(value), place.path, place.table_port, place.ui, around)
    elif widget == "column":
        port = place.table_port or place.port
        if value:
            yield from _column(value, place.path, port, place.ui, around)
        elif not place.ui.get("optional"):
            yield _not_set(place)
    elif widget == "columns":
        yield from _columns(place, around)
    elif widget == "conditions" and isinstance(value, ConditionGroup):
        yield from _conditions(value, place, around)
    elif widget == "file":
        yield from _file(place, around)
    elif isinstance(value, TypedTable):
        yield from _typed_table(value, place)
    elif widget == "connection":
        if not value:
            yield _not_set(place)
        elif value not in around.workspace_connections:
            yield problem("unknown_connection", field=place.path, connection=value)


def _columns(place: Place, around: Surroundings) -> Iterator[Problem]:
    if not place.value and not place.ui.get("optional"):
        yield _not_set(place)
    for index, name in enumerate(place.value or ()):
        yield from _column(name, f"{place.path}.{index}", place.port, place.ui, around)


def _typed_table(table: TypedTable, place: Place) -> Iterator[Problem]:
    if not table.columns and not place.ui.get("optional"):
        yield _not_set(place)
    for error in table.problems(place.path):
        yield error.problem({})


def _not_set(place: Place) -> Problem:
    words = place.ui.get("title") or {"ru": place.name, "en": place.name}
    return problem("not_set", field=place.path, title=Text(ru=words["ru"], en=words["en"]))


def _column(
    name: str, path: str, port: str, ui: Mapping[str, Any], around: Surroundings
) -> Iterator[Problem]:
    columns = around.columns(port)
    if columns is None:
        return
    if name not in columns:
        yield missing_column(name, columns, path)
        return
    kinds = cast("list[Kind] | None", ui.get("kinds"))
    kind = kind_of(columns[name])
    # A column of nulls alone has no kind of its own: it fits everywhere.
    if kinds and kind not in kinds and columns[name] != pl.Null:
        expected = Text(
            ru=" / ".join(KIND_TITLES[one].ru for one in kinds),
            en=" / ".join(KIND_TITLES[one].en for one in kinds),
        )
        title = KIND_TITLES[kind]
        yield problem("wrong_kind", field=path, column=name, kind=title, expected=expected)


def missing_column(name: str, columns: Mapping[str, Any], path: str | None) -> Problem:
    """Say that a column is not there, and which are, the like ones first on the button."""
    shown, more = list(columns)[:_SHOWN_COLUMNS], len(columns) - _SHOWN_COLUMNS
    ru = ", ".join(f"«{column}»" for column in shown) or "ни одного"
    en = ", ".join(f"“{column}”" for column in shown) or "none"
    if more > 0:
        ru, en = f"{ru} и ещё {more}", f"{en} and {more} more"
    return problem(
        "missing_column",
        field=path,
        column=name,
        near=tuple(near(name, columns)),
        columns=Text(ru=ru, en=en),
    )


def _conditions(group: ConditionGroup, place: Place, around: Surroundings) -> Iterator[Problem]:
    columns = around.columns(place.port)
    for path, condition in group.walk(place.path):
        name = condition.column
        operator = _OPERATORS.get(condition.op)
        if not name:
            words: Any = Text(ru="столбец условия", en="the condition’s column")
            yield problem("not_set", field=f"{path}.column", title=words)
        if operator is None:
            yield problem("unknown_operator", field=f"{path}.op", operator=condition.op)
        if not name or operator is None or columns is None:
            continue
        if name not in columns:
            yield missing_column(name, columns, f"{path}.column")
            continue
        kind = kind_of(columns[name])
        title = KIND_TITLES[kind]
        if kind not in operator.kinds and columns[name] != pl.Null:
            yield problem(
                "wrong_operator",
                field=f"{path}.op",
                column=name,
                operator=operator.title,
                kind=title,
            )
            continue
        given: dict[str, Any] = {}
        if operator.arity in {1, 2}:
            given["value"] = condition.value
        if operator.arity == 2:
            given["value2"] = condition.value2
        if operator.arity == "many":
            members = condition.values or []
            given = {f"values.{index}": value for index, value in enumerate(members)}
            if not members:
                yield problem("value_missing", field=f"{path}.values", column=name)
        for step, value in given.items():
            if value is None:
                yield problem("value_missing", field=f"{path}.{step}", column=name)
            elif not fits(value, kind):
                yield problem(
                    "wrong_value", field=f"{path}.{step}", column=name, value=value, kind=title
                )


def fits(value: Any, kind: Kind) -> bool:
    """Tell whether a value of a condition can be compared with a column of a kind.

    Example:
        >>> fits("2011-12-09", "date"), fits("вчера", "date"), fits("1 000,5", "number")
        (True, False, True)
    """
    if kind in {"integer", "number", "decimal"}:
        if isinstance(value, bool):
            return False
        return isinstance(value, (int, float)) or _is_number(str(value))
    if kind in {"date", "datetime"}:
        return isinstance(value, str) and _is_moment(value)
    if kind == "boolean":
        return isinstance(value, bool) or str(value).strip().casefold() in _YES_NO
    return True


def _is_number(words: str) -> bool:
    plain = words.translate(dict.fromkeys(map(ord, " \u00a0\u202f\u2009"))).replace(",", ".")
    try:
        float(plain)
    except ValueError:
        return False
    return True


def _is_moment(words: str) -> bool:
    try:
        dt.datetime.fromisoformat(words.strip())
    except ValueError:
        return False
    return True


def check_formula(
    place: Place,
    around: Surroundings,
    earlier: Mapping[str, pl.DataType],
    found: list[Problem],
) -> pl.DataType | None:
    """Check a formula; its problems go to `found`.

    Args:
        place: The formula's field.
        around: The columns and parameters it may name.
        earlier: Columns made by the items of the list above it.
        found: Receives the problems.

    Returns:
        The type of its result, or None when it is wrong or its columns are not known.
    """
    text = str(place.value or "")
    if not text.strip():
        if not place.ui.get("optional"):
            found.append(_not_set(place))
        return None
    columns = around.columns(place.port)
    if columns is None:
        return None
    checked = formula.check(
        text,
        {**columns, **earlier},
        parameter_kinds(around.parameters),
        result=place.ui.get("result"),
    )
    found.extend(formula_problem(item, place.path) for item in checked.problems)
    return checked.dtype


def formula_problem(item: formula.FormulaProblem, field: str | None) -> Problem:
    """Turn a problem of a formula into one of a node's field."""
    return Problem(
        code=item.code,
        severity="error",
        text=item.text,
        hint=item.hint,
        field=field,
        range=(item.start, item.end),
        fix=None if item.fix is None else Fix(item.fix.title, item.fix.replace),
        near=item.near,
    )


def parameter_kinds(values: Mapping[str, Any]) -> dict[str, Kind]:
    """Tell the kinds of parameters from their typed values.

    Example:
        >>> parameter_kinds({"top": 10, "share": 0.5, "day": dt.date(2011, 12, 9)})
        {'top': 'integer', 'share': 'number', 'day': 'date'}
    """
    return {name: _value_kind(value) for name, value in values.items()}


def _value_kind(value: Any) -> Kind:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    return "date" if isinstance(value, dt.date) else "text"


def _file(place: Place, around: Surroundings) -> Iterator[Problem]:
    name = place.value
    if not name:
        if not place.ui.get("optional"):
            yield _not_set(place)
        return
    try:
        path = around.house.path(name)
    except NodeError:
        yield problem("bad_path", field=place.path, file=name)
        return
    if place.ui.get("mode") != "save":
        if not path.is_file():
            yield problem("missing_file", field=place.path, file=name)
        return
    found = folder_problem(path.parent, name, place.path)
    if found is not None:
        yield found


def folder_problem(folder: Any, name: str, field: str | None) -> Problem | None:
    """Tell what stands against writing a file into a folder, or None.

    Args:
        folder: The folder's path.
        name: Workspace path of the file.
        field: The setting that names it.
    """
    words = name.replace("\\", "/").rpartition("/")[0] or "/"
    if not folder.is_dir():
        return problem("missing_folder", field=field, folder=words)
    if not os.access(folder, os.W_OK):
        return problem("read_only_folder", field=field, folder=words)
    return None


__all__ = [
    "NOT_FILLED",
    "Surroundings",
    "field_problems",
    "fits",
    "folder_problem",
    "formula_problem",
    "missing_column",
    "parameter_kinds",
]
