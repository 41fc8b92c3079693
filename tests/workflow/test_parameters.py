"""Values of parameters, and settings bound to them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kanva.workflow import (
    Bound,
    Choice,
    DocumentProblem,
    Parameter,
    ParameterError,
    Workflow,
    bound,
    parameter_values,
)


def one(parameter_type: str, **rest: Any) -> Workflow:
    return Workflow(parameters=[Parameter(name="p", type=parameter_type, **rest)])


def refused(workflow: Workflow, given: dict[str, Any]) -> tuple[DocumentProblem, ...]:
    with pytest.raises(ParameterError) as caught:
        parameter_values(workflow, given)
    return caught.value.problems


CHOICES = [
    Choice(value="m", title={"ru": "Месяц", "en": "Month"}),
    Choice(value=7, title="Неделя"),
    Choice(value=True),
]


@pytest.mark.parametrize(
    ("parameter_type", "given", "value"),
    [
        ("date", "2011-12-09", dt.date(2011, 12, 9)),
        ("date", " 9.12.2011 ", dt.date(2011, 12, 9)),
        ("date", "09.12.2011", dt.date(2011, 12, 9)),
        ("date", dt.date(2011, 12, 9), dt.date(2011, 12, 9)),
        ("date", dt.datetime(2011, 12, 9, 23, 59), dt.date(2011, 12, 9)),
        ("number", "0,5", 0.5),
        ("number", "-1.25", -1.25),
        ("number", "1 000 000", 1_000_000),
        ("number", "1\u00a0234,50", 1234.5),
        ("number", "\u22125", -5),
        ("number", "9007199254740993", 9_007_199_254_740_993),
        ("number", "1e3", 1000.0),
        ("number", 7, 7),
        ("number", 7.5, 7.5),
        ("switch", "да", True),
        ("switch", "OFF", False),
        ("switch", "0", False),
        ("switch", True, True),
        ("switch", 1, True),
        ("text", "  как есть ", "  как есть "),
        ("text", 5, "5"),
        ("file", "данные/продажи.csv", "данные/продажи.csv"),
        ("connection", "Склад", "Склад"),
        ("choice", "m", "m"),
        ("choice", "месяц", "m"),
        ("choice", "Month", "m"),
        ("choice", "7", 7),
        ("choice", 7, 7),
        ("choice", "True", True),
        ("choice", True, True),
    ],
)
def test_values_take_the_type_of_their_parameter(
    parameter_type: str, given: Any, value: Any
) -> None:
    workflow = one(parameter_type, choices=CHOICES if parameter_type == "choice" else None)
    values = parameter_values(workflow, {"p": given})
    assert values == {"p": value}
    assert type(values["p"]) is type(value)


@pytest.mark.parametrize(
    ("parameter_type", "given", "code"),
    [
        ("date", "30.02.2011", "parameter_not_a_date"),
        ("date", "завтра", "parameter_not_a_date"),
        ("date", "9/12/2011", "parameter_not_a_date"),
        ("date", 20111209, "parameter_not_a_date"),
        ("number", "много", "parameter_not_a_number"),
        ("number", "1.000,5", "parameter_not_a_number"),
        ("number", "", "parameter_not_a_number"),
        ("number", True, "parameter_not_a_number"),
        ("number", "1e999", "parameter_not_a_number"),
        ("number", float("nan"), "parameter_not_a_number"),
        ("number", [], "parameter_not_a_number"),
        ("switch", "может быть", "parameter_not_a_switch"),
        ("switch", 2, "parameter_not_a_switch"),
        ("text", ["a"], "parameter_not_a_text"),
        ("text", True, "parameter_not_a_text"),
        ("choice", "год", "parameter_not_a_choice"),
        ("choice", 1, "parameter_not_a_choice"),
        ("choice", "", "parameter_not_a_choice"),
        ("colour", "red", "unknown_parameter_type"),
    ],
)
def test_values_that_do_not_fit_are_refused(parameter_type: str, given: Any, code: str) -> None:
    workflow = one(parameter_type, choices=CHOICES if parameter_type == "choice" else None)
    (problem,) = refused(workflow, {"p": given})
    assert (problem.code, problem.path) == (code, "parameters.0")


def test_limits_include_their_ends() -> None:
    workflow = one("number", minimum=1, maximum=10)
    assert parameter_values(workflow, {"p": 1}) == {"p": 1}
    assert parameter_values(workflow, {"p": "10"}) == {"p": 10}
    assert [found.code for found in refused(workflow, {"p": 0})] == ["parameter_too_small"]
    assert [found.code for found in refused(workflow, {"p": "10,5"})] == ["parameter_too_large"]


def test_defaults_are_converted_and_given_values_win() -> None:
    workflow = Workflow(
        parameters=[
            Parameter(name="day", type="date", default="2011-12-09"),
            Parameter(name="top", type="number", default=5),
            Parameter(name="all", type="switch", default=False),
        ]
    )
    assert parameter_values(workflow) == {"day": dt.date(2011, 12, 9), "top": 5, "all": False}
    assert parameter_values(workflow, {"top": 7, "day": None}) == {
        "day": dt.date(2011, 12, 9),
        "top": 7,
        "all": False,
    }


def test_all_problems_are_told_at_once_with_the_values_that_are_right() -> None:
    workflow = Workflow(
        parameters=[
            Parameter(name="day", type="date", title={"ru": "Дата отчёта", "en": "Report date"}),
            Parameter(name="top", type="number"),
            Parameter(name="name", type="text", default="x"),
        ]
    )
    with pytest.raises(ParameterError, match="“tpo”") as caught:
        parameter_values(workflow, {"tpo": 5, "day": "вчера"})
    assert caught.value.problems == (
        DocumentProblem(
            "unknown_parameter",
            {
                "ru": "В сценарии нет параметра «tpo».",
                "en": "The workflow has no parameter “tpo”.",
            },
            hint={"ru": "Возможно, имелось в виду «top».", "en": "Did you mean “top”?"},
        ),
        DocumentProblem(
            "parameter_not_a_date",
            {
                "ru": "Параметр «Дата отчёта»: «вчера» не похоже на дату.",
                "en": "Parameter “Report date”: “вчера” is not a date.",
            },
            path="parameters.0",
            hint={
                "ru": "Напишите дату так: 2011-12-09 или 09.12.2011.",
                "en": "Write the date as 2011-12-09 or 09.12.2011.",
            },
        ),
        DocumentProblem(
            "parameter_missing",
            {"ru": "Параметр «top»: значение не указано.", "en": "Parameter “top” has no value."},
            path="parameters.1",
            hint={"ru": "Укажите значение.", "en": "Give it a value."},
        ),
    )
    assert caught.value.values == {"name": "x"}


def test_an_unknown_name_with_nothing_near_lists_what_there_is() -> None:
    (problem,) = refused(one("text", default=""), {"zzzzzz": 1})
    assert problem.hint == {"ru": "Есть параметры: p.", "en": "There are: p."}
    (problem,) = refused(Workflow(), {"zzzzzz": 1})
    assert problem.hint is None


def test_settings_are_bound_deep_inside_and_the_original_is_untouched() -> None:
    settings = {
        "day": {"$parameter": "day"},
        "conditions": {"all": [{"column": "Сумма", "op": ">", "value": {"$parameter": "top"}}]},
        "plain": {"$parameter": "top", "and": "another key"},
        "odd": {"$parameter": 5},
        "text": "{top}",
    }
    before = repr(settings)
    values = {"day": dt.date(2011, 12, 9), "top": 1000}
    assert bound(settings, values) == Bound(
        settings={
            "day": "2011-12-09",
            "conditions": {"all": [{"column": "Сумма", "op": ">", "value": 1000}]},
            "plain": {"$parameter": "top", "and": "another key"},
            "odd": {"$parameter": 5},
            "text": "{top}",
        },
        places=[("day", "day"), ("conditions.all.0.value", "top")],
        problems=[],
    )
    assert repr(settings) == before


def test_an_unknown_name_inside_settings_is_left_and_reported() -> None:
    result = bound({"list": [{"limit": {"$parameter": "tpo"}}]}, {"top": 1})
    assert result.settings == {"list": [{"limit": {"$parameter": "tpo"}}]}
    assert result.places == [("list.0.limit", "tpo")]
    assert [(found.code, found.path) for found in result.problems] == [
        ("unknown_parameter", "list.0.limit")
    ]
    assert result.problems[0].hint == {
        "ru": "Возможно, имелось в виду «top».",
        "en": "Did you mean “top”?",
    }
