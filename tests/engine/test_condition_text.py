"""Conditions as a formula and back: the same rows pass."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from kanva import formula
from kanva.engine.condition_text import conditions_of, formula_of
from kanva.sdk import ConditionGroup
from kanva.sdk.relational import condition_expression

FRAME = pl.DataFrame(
    {
        "Город": ["Пермь", "Орёл", "", None, 'Ко"к'],
        "Сумма": [5.5, -1.0, 0.0, None, 10.0],
        "Когда": [
            dt.datetime(2026, 1, 30, 10),
            dt.datetime(2026, 1, 31),
            dt.datetime(2026, 1, 31, 23, 59),
            None,
            dt.datetime(2026, 2, 1),
        ],
        "Да]нет": [True, False, None, True, False],
    }
)

CONDITIONS = [
    {"column": "Город", "op": "=", "value": "Пермь"},
    {"column": "Город", "op": "!=", "value": 'Ко"к'},
    {"column": "Город", "op": "empty"},
    {"column": "Город", "op": "not_empty"},
    {"column": "Город", "op": "contains", "value": "р"},
    {"column": "Город", "op": "not_contains", "value": "р"},
    {"column": "Город", "op": "starts", "value": "О"},
    {"column": "Город", "op": "ends", "value": "ь"},
    {"column": "Город", "op": "in", "values": ["Пермь", "Орёл"]},
    {"column": "Город", "op": "not_in", "values": ["Пермь"]},
    {"column": "Сумма", "op": ">", "value": -1},
    {"column": "Сумма", "op": "between", "value": 0, "value2": 5.5},
    {"column": "Сумма", "op": "<=", "value": "5,5"},
    {"column": "Когда", "op": "=", "value": "2026-01-31"},
    {"column": "Когда", "op": "!=", "value": "2026-01-31"},
    {"column": "Когда", "op": ">", "value": "2026-01-31"},
    {"column": "Когда", "op": "<=", "value": "2026-01-31"},
    {"column": "Когда", "op": ">=", "value": "2026-01-31T10:00:00"},
    {"column": "Да]нет", "op": "=", "value": True},
]


def passing(expression: pl.Expr) -> list[int]:
    return FRAME.with_row_index("place").filter(expression)["place"].to_list()


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda one: f"{one['column']} {one['op']}")
def test_the_formula_passes_the_same_rows(condition, language):
    group = {"all": [condition]}
    text = formula_of(group, FRAME.schema, language)
    assert text is not None
    made = formula.compile_expression(text, FRAME.schema, {})
    meant = condition_expression(ConditionGroup.model_validate(group), FRAME.schema)
    assert passing(made) == passing(meant)


def test_groups_become_brackets_and_come_back():
    group = {
        "all": [
            {"column": "Город", "op": "=", "value": "Пермь"},
            {
                "any": [
                    {"column": "Сумма", "op": ">", "value": {"$parameter": "limit"}},
                    {"column": "Город", "op": "in", "values": ["а", "б"]},
                ]
            },
        ]
    }
    text = formula_of(group, FRAME.schema, "ru")
    assert text == '[Город] = "Пермь" И ([Сумма] > {limit} ИЛИ [Город] В ("а"; "б"))'
    assert conditions_of(text, FRAME.schema) == group


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("5 < [Сумма]", {"column": "Сумма", "op": ">", "value": 5}),
        ("Сумма BETWEEN 1 AND -2", None),
        ("НЕ ЕПУСТО([Город])", {"column": "Город", "op": "not_empty"}),
        ("[Когда] >= #31.01.2026#", {"column": "Когда", "op": ">=", "value": "2026-01-31"}),
        ('CONTAINS([Город], "ер")', {"column": "Город", "op": "contains", "value": "ер"}),
    ],
)
def test_a_formula_is_read(text, condition):
    found = conditions_of(text, FRAME.schema)
    if condition is None:
        condition = {"column": "Сумма", "op": "between", "value": 1, "value2": -2}
    assert found == {"all": [condition]}


@pytest.mark.parametrize(
    "text", ["[Сумма] * 2 > 5", "[Сумма] > [Сумма]", "ДЛСТР([Город]) > 2", "[Сумма] >"]
)
def test_a_formula_that_computes_stays_a_formula(text):
    assert conditions_of(text, FRAME.schema) is None


def test_a_pattern_has_no_formula():
    group = {"all": [{"column": "Город", "op": "matches", "value": "П.*"}]}
    assert formula_of(group, FRAME.schema, "ru") is None
