"""Settings of a node: brought to its version, bound to parameters, checked in plain words."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast, get_args

from pydantic import BaseModel, ValidationError

from kanva.engine.wording import problem
from kanva.sdk import NodeError, NodeType, Problem, Settings, Text
from kanva.workflow import Node, bound, parameter_name

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What became of the settings stored in a document.

    Args:
        settings: Valid settings, or None when they are not.
        canonical: The settings as text: equal for settings that mean the same.
        problems: What is wrong with them, not yet placed at a node.
    """

    settings: Settings | None
    canonical: str
    problems: tuple[Problem, ...] = ()


def prepare(
    node: Node, node_type: NodeType[Any], values: Mapping[str, Any], declared: Sequence[str] = ()
) -> Prepared:
    """Make valid settings out of those stored in a document.

    Args:
        node: The node of the document.
        node_type: Its type.
        values: Typed values of the workflow's parameters.
        declared: Names of the declared parameters, those without a value among them.

    Returns:
        The settings, or the problems that stand against them.
    """
    raw: dict[str, Any] = node.settings
    if node.version > node_type.version:
        given = problem("newer_node", version=node.version, ours=node_type.version)
        return Prepared(None, _canonical(raw), (given,))
    if node.version < node_type.version:
        try:
            raw = node_type.migrate(dict(raw), node.version)
        # A migration is the library's code: whatever it raises is told at the node.
        except Exception as error:  # noqa: BLE001
            _log.exception("settings of node %s cannot be migrated", node.id)
            reason = Text.same(str(error) or type(error).__name__)
            return Prepared(None, _canonical(raw), (problem("failed", reason=reason),))
    filled = bound(raw, values)
    problems = [
        _unbound(node_type, path, _name_at(filled.settings, path), declared)
        for path, name in filled.places
        if name not in values
    ]
    if problems:
        return Prepared(None, _canonical(raw), tuple(problems))
    try:
        settings = node_type.settings.model_validate(filled.settings)
    except ValidationError as error:
        found = tuple(_pydantic_problems(error, filled.settings, node_type))
        return Prepared(None, _canonical(filled.settings), found)
    return Prepared(settings, _canonical(settings.model_dump(mode="json")))


def field_title(settings: type[BaseModel], path: Sequence[str | int]) -> Text | None:
    """Return the label of a field in the form, or None when there is no such field.

    Args:
        settings: The settings class.
        path: Steps from the settings down to the field.
    """
    model: type[BaseModel] | None = settings
    title: Text | None = None
    for step in path:
        if isinstance(step, int):
            continue
        field = None if model is None else model.model_fields.get(step)
        if field is None:
            return title
        extra = cast("Mapping[str, Any]", field.json_schema_extra or {})
        words = extra.get("ui", {}).get("title")
        title = title if words is None else Text(ru=words["ru"], en=words["en"])
        model = _model_in(field.annotation)
    return title


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _name_at(settings: Mapping[str, Any], path: str) -> str:
    value: Any = settings
    for step in path.split("."):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return parameter_name(value) or ""


def _unbound(node_type: NodeType[Any], path: str, name: str, declared: Sequence[str]) -> Problem:
    if name not in declared:
        return problem("unknown_parameter", field=path, parameter=name)
    title = field_title(node_type.settings, _steps(path)) or Text.same(name)
    return problem("not_set", field=path, title=title)


def _steps(path: str) -> list[str | int]:
    return [int(step) if step.isdigit() else step for step in path.split(".")]


def _pydantic_problems(
    error: ValidationError, raw: Mapping[str, Any], node_type: NodeType[Any]
) -> Iterator[Problem]:
    told: set[str] = set()
    for item in error.errors():
        path = _path_in(raw, item["loc"])
        if path is None:
            continue
        field = ".".join(map(str, path))
        if field in told:
            continue
        told.add(field)
        if item["type"] == "extra_forbidden":
            yield problem("unknown_setting", field=field, name=field)
            continue
        title = field_title(node_type.settings, path) or Text.same(field or node_type.id)
        cause = item.get("ctx", {}).get("error")
        if isinstance(cause, NodeError):
            yield cause.problem(node_type.messages)
        else:
            reason = _reason(item["type"], item.get("ctx", {}), item["msg"])
            yield problem("bad_setting", field=field, title=title, reason=reason)


def _path_in(raw: Any, location: Sequence[str | int]) -> list[str | int] | None:
    # A union puts the names of its members into the location: steps the data do not have. Of a
    # group of conditions, the complaints of the member that was not meant are left out.
    path: list[str | int] = []
    value = raw
    for place, step in enumerate(location):
        inside = isinstance(value, Mapping) and step in value
        if inside or (isinstance(value, list) and isinstance(step, int) and step < len(value)):
            path.append(step)
            value = cast("Any", value)[step]
        elif step in {"Condition", "ConditionGroup"} and isinstance(value, Mapping):
            if ("all" in value or "any" in value) != (step == "ConditionGroup"):
                return None
        elif place == len(location) - 1 and isinstance(value, Mapping):
            path.append(step)
    return path


_REASONS: dict[str, Text] = {
    "missing": Text(ru="не указано", en="is not given"),
    "int_type": Text(ru="нужно целое число", en="a whole number is needed"),
    "int_parsing": Text(ru="нужно целое число", en="a whole number is needed"),
    "int_from_float": Text(ru="нужно целое число, без дроби", en="a whole number is needed"),
    "float_type": Text(ru="нужно число", en="a number is needed"),
    "float_parsing": Text(ru="нужно число", en="a number is needed"),
    "finite_number": Text(ru="нужно конечное число", en="a finite number is needed"),
    "string_type": Text(ru="нужен текст", en="text is needed"),
    "bool_type": Text(ru="нужно «да» или «нет»", en="yes or no is needed"),
    "bool_parsing": Text(ru="нужно «да» или «нет»", en="yes or no is needed"),
    "list_type": Text(ru="нужен список", en="a list is needed"),
    "dict_type": Text(ru="нужна группа настроек", en="a group of settings is needed"),
    "model_type": Text(ru="нужна группа настроек", en="a group of settings is needed"),
    "model_attributes_type": Text(ru="нужна группа настроек", en="a group of settings is needed"),
    "date_type": Text(ru="нужна дата", en="a date is needed"),
    "date_parsing": Text(ru="нужна дата вида 2011-12-09", en="a date like 2011-12-09 is needed"),
    "date_from_datetime_parsing": Text(
        ru="нужна дата вида 2011-12-09", en="a date like 2011-12-09 is needed"
    ),
    "date_from_datetime_inexact": Text(ru="нужна дата без времени", en="a date without a time"),
    "literal_error": Text(ru="можно только: {expected}", en="it may only be: {expected}"),
    "enum": Text(ru="можно только: {expected}", en="it may only be: {expected}"),
    "greater_than_equal": Text(ru="нужно не меньше {ge}", en="at least {ge} is needed"),
    "greater_than": Text(ru="нужно больше {gt}", en="more than {gt} is needed"),
    "less_than_equal": Text(ru="нужно не больше {le}", en="at most {le} is needed"),
    "less_than": Text(ru="нужно меньше {lt}", en="less than {lt} is needed"),
    "too_short": Text(ru="нужно не меньше {min_length}", en="at least {min_length} are needed"),
    "too_long": Text(ru="нужно не больше {max_length}", en="at most {max_length} are needed"),
}


def _reason(kind: str, values: Mapping[str, Any], message: str) -> Text:
    known = _REASONS.get(kind)
    if known is None:
        return Text(ru="значение не подходит", en=message.removeprefix("Value error, "))
    both = {
        name: str(value).replace("' or '", "', '").replace("'", "")
        for name, value in values.items()
    }
    return known.format(both)
