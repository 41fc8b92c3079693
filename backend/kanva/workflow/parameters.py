"""Workflow parameters: their values for a run, and the settings bound to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from kanva.workflow.document import Workflow
from kanva.workflow.problems import DocumentProblem
from kanva.workflow.values import WrongValueError, value_of
from kanva.workflow.wording import did_you_mean, local

PARAMETER_KEY = "$parameter"
"""The only key of an object that stands in a setting for a parameter's value."""


class ParameterError(ValueError):
    """Values given to the parameters of a workflow cannot be used.

    Args:
        problems: At least one problem.
        values: The values of those parameters that are right.
    """

    problems: tuple[DocumentProblem, ...]
    values: dict[str, Any]

    def __init__(
        self, problems: Iterable[DocumentProblem], values: Mapping[str, Any] | None = None
    ) -> None:
        self.problems = tuple(problems)
        self.values = dict(values or {})
        super().__init__("; ".join(problem.text["en"] for problem in self.problems))


class Bound(NamedTuple):
    """Settings with the parameters' values in their places.

    Args:
        settings: A deep copy of the settings with every known parameter replaced.
        places: (dotted path inside the settings, parameter name) of every bound place, in order.
        problems: One for every name the workflow does not declare; such a place is left as it is.
    """

    settings: dict[str, Any]
    places: list[tuple[str, str]]
    problems: list[DocumentProblem]


def parameter_values(workflow: Workflow, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the typed value of every parameter of a workflow.

    Args:
        workflow: The workflow that declares the parameters.
        given: Name to value, as JSON or as a person types it on the command line: "2011-12-09",
            "9.12.2011", "0,5", "да". A parameter that is not given takes its default.

    Returns:
        Name to value: date -> datetime.date, number -> int or float, switch -> bool, choice -> one
        of its values, text, file and connection -> str.

    Raises:
        ParameterError: A given name is not declared; a value does not fit its type, limits or
            choices; a parameter has neither a value nor a default.

    Example:
        >>> from kanva.workflow import Parameter
        >>> workflow = Workflow(parameters=[Parameter(name="day", type="date")])
        >>> parameter_values(workflow, {"day": "9.12.2011"})
        {'day': datetime.date(2011, 12, 9)}
    """
    given = given or {}
    declared = [parameter.name for parameter in workflow.parameters]
    problems = [_unknown(name, declared) for name in given if name not in declared]
    values: dict[str, Any] = {}
    for index, parameter in enumerate(workflow.parameters):
        name, path = parameter.name, f"parameters.{index}"
        value = given.get(name)
        value = parameter.default if value is None else value
        title = {lang: local(parameter.title, lang) or name for lang in ("ru", "en")}
        if value is None:
            text = {
                "ru": f"Параметр «{title['ru']}»: значение не указано.",
                "en": f"Parameter “{title['en']}” has no value.",
            }
            hint = {"ru": "Укажите значение.", "en": "Give it a value."}
            problems.append(DocumentProblem("parameter_missing", text, path=path, hint=hint))
            continue
        try:
            values[name] = value_of(parameter, value)
        except WrongValueError as error:
            text = {
                "ru": f"Параметр «{title['ru']}»: {error.text['ru']}",
                "en": f"Parameter “{title['en']}”: {error.text['en']}",
            }
            problems.append(DocumentProblem(error.code, text, path=path, hint=error.hint))
    if problems:
        raise ParameterError(problems, values)
    return values


def bound(settings: Mapping[str, Any], values: Mapping[str, Any]) -> Bound:
    """Put the parameters' values into settings.

    Args:
        settings: Settings of a node; {"$parameter": name} may stand anywhere inside.
        values: Name to value, as `parameter_values` returns them.

    Returns:
        (settings, places, problems); dates become ISO texts, so the settings are JSON values.

    Example:
        >>> bound({"limit": {"$parameter": "top"}}, {"top": 10})
        Bound(settings={'limit': 10}, places=[('limit', 'top')], problems=[])
    """
    places: list[tuple[str, str]] = []
    problems: list[DocumentProblem] = []

    def replaced(value: Any, path: str) -> Any:
        name = parameter_name(value)
        if name is not None:
            places.append((path, name))
            if name in values:
                return _json_value(values[name])
            problems.append(_unknown(name, values, path))
            return {**value}
        if isinstance(value, Mapping):
            return {key: replaced(member, _deeper(path, key)) for key, member in value.items()}
        if isinstance(value, (list, tuple)):
            return [replaced(member, _deeper(path, index)) for index, member in enumerate(value)]
        return value

    whole = {key: replaced(value, str(key)) for key, value in settings.items()}
    return Bound(whole, places, problems)


def parameter_name(value: Any) -> str | None:
    """Return the name of the parameter a setting's value stands for.

    Args:
        value: Any value inside settings.

    Returns:
        The name, or None when the value is no such reference.

    Example:
        >>> parameter_name({"$parameter": "report_date"})
        'report_date'
    """
    if isinstance(value, Mapping) and len(value) == 1:
        name = value.get(PARAMETER_KEY)
        return name if isinstance(name, str) else None
    return None


def _unknown(name: str, known: Iterable[str], path: str | None = None) -> DocumentProblem:
    known = list(known)
    listed = ", ".join(known)
    return DocumentProblem(
        "unknown_parameter",
        {
            "ru": f"В сценарии нет параметра «{name}».",
            "en": f"The workflow has no parameter “{name}”.",
        },
        path=path,
        hint=did_you_mean(name, known)
        or ({"ru": f"Есть параметры: {listed}.", "en": f"There are: {listed}."} if known else None),
    )


def _json_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _deeper(path: str, step: object) -> str:
    return f"{path}.{step}" if path else str(step)
