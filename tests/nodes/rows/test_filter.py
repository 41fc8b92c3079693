"""The Filter: whole days, nulls, letters' case, brackets, values that cannot be read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from kanva.sdk import NodeError, Text
from kanva_nodes.rows.filter import Filter, FilterSettings

moment = dt.datetime.fromisoformat
FRAME = pl.DataFrame(
    {
        "№": [0, 1, 2, 3, 4, 5],
        "Город": ["Пермь", "пермь", " Пермь", "", None, "Омск"],
        "Сумма": [1000.5, -1.0, float("nan"), 0.0, None, 7.0],
        "Цена": [Decimal("1.10"), Decimal("2.00"), None, Decimal("-0.01"), Decimal("5.00"), None],
        "Время": [
            moment("2026-01-30 23:59:59"), moment("2026-01-31 00:00:00"),
            moment("2026-01-31 23:59:59"), moment("2026-02-01 00:00:00"), None,
            moment("2026-01-31 12:30:00"),
        ],
        "Есть": [True, False, None, True, False, True],
    },
    schema_overrides={"Цена": pl.Decimal(38, 2)},
).with_columns(День=pl.col("Время").dt.date(), Ночь=pl.col("Время").dt.time())  # fmt: skip


def passed(context: Any, group: Any, frame: pl.DataFrame = FRAME, **raw: Any) -> list[int]:
    """Numbers of the rows that pass; the rest must be exactly the others."""
    if "op" in group:
        group = {"all": [group]}
    settings = FilterSettings.model_validate({"conditions": group, **raw})
    assert list(Filter().check(settings, {"rows": frame.schema}, context)) == []
    outputs = Filter().lazy(settings, {"rows": frame.lazy()}, context)
    rows, rest = (outputs[port].collect()["№"].to_list() for port in ("rows", "rest"))
    assert sorted([*rows, *rest]) == frame["№"].to_list()
    assert rows == sorted(rows)
    return rows


def cond(column: str, op: str, *values: Any) -> dict[str, Any]:
    keys = ("value", "value2")
    if op in {"in", "not_in"}:
        return {"column": column, "op": op, "values": list(values)}
    return {"column": column, "op": op, **dict(zip(keys, values, strict=False))}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (cond("Город", "=", "Пермь"), [0]),
        (cond("Город", "!=", "Пермь"), [1, 2, 3, 5]),
        (cond("Город", "empty"), [3, 4]),
        (cond("Город", "not_empty"), [0, 1, 2, 5]),
        (cond("Город", "contains", "ерм"), [0, 1, 2]),
        (cond("Город", "not_contains", "ерм"), [3, 5]),
        (cond("Город", "starts", "П"), [0]),
        (cond("Город", "ends", "ск"), [5]),
        (cond("Город", "matches", r"^[А-Я]\w+$"), [0, 5]),
        (cond("Город", "in", "Омск", "пермь"), [1, 5]),
        (cond("Город", "not_in", "Омск", "пермь"), [0, 2, 3]),
        (cond("Город", ">", "Омск"), [0, 1]),
        (cond("Сумма", ">", "1 000,4"), [0, 2]),
        (cond("Сумма", "between", -1, "0"), [1, 3]),
        (cond("Сумма", "empty"), [4]),
        (cond("Цена", "=", 1.1), [0]),
        (cond("Цена", "<=", "2,00"), [0, 1, 3]),
        (cond("Цена", "in", 5, "-0,01"), [3, 4]),
        (cond("№", ">", 3.5), [4, 5]),
        (cond("№", "=", "4"), [4]),
        (cond("№", "in", 1, 2.0, 3.5), [1, 2]),
        (cond("Есть", "=", True), [0, 3, 5]),
        (cond("Есть", "=", "нет"), [1, 4]),
        (cond("Время", "=", "2026-01-31"), [1, 2, 5]),
        (cond("Время", "!=", "2026-01-31"), [0, 3]),
        (cond("Время", "<=", "2026-01-31"), [0, 1, 2, 5]),
        (cond("Время", "<", "2026-01-31"), [0]),
        (cond("Время", ">", "2026-01-31"), [3]),
        (cond("Время", ">=", "2026-01-31"), [1, 2, 3, 5]),
        (cond("Время", "between", "2026-01-30", "2026-01-31"), [0, 1, 2, 5]),
        (cond("Время", "between", "2026-01-31T00:00:00", "2026-01-31T12:30"), [1, 5]),
        (cond("Время", "in", "2026-01-30", "2026-02-01"), [0, 3]),
        (cond("Время", "not_in", "2026-01-31"), [0, 3]),
        (cond("День", "=", "2026-01-31"), [1, 2, 5]),
        (cond("День", ">", "2026-01-31T12:00:00"), [3]),
        (cond("Ночь", ">=", "12:30"), [0, 2, 5]),
    ],
    ids=lambda value: str(value)[:60] if isinstance(value, dict) else None,
)
def test_conditions(context: Any, condition: dict[str, Any], expected: list[int]) -> None:
    assert passed(context, condition) == expected


def test_ignore_case(context: Any) -> None:
    assert passed(context, cond("Город", "=", "ПЕРМЬ"), ignore_case=True) == [0, 1]
    assert passed(context, cond("Город", "ends", "СК"), ignore_case=True) == [5]
    assert passed(context, cond("Город", "matches", "^ОМ"), ignore_case=True) == [5]


def test_brackets(context: Any) -> None:
    either = {"any": [cond("Город", "=", "Омск"), cond("Сумма", "<", 0)]}
    assert passed(context, {"all": [either, cond("Есть", "=", True)]}) == [5]
    assert passed(context, {"any": [either, cond("№", "=", 4), {"all": []}]}) == [1, 4, 5]
    assert passed(context, {"all": []}) == [0, 1, 2, 3, 4, 5]
    assert passed(context, {"any": []}) == [0, 1, 2, 3, 4, 5]
    assert passed(context, {"any": [{"all": []}]}) == [0, 1, 2, 3, 4, 5]


def test_durations_are_days(context: Any) -> None:
    frame = pl.DataFrame({"№": [0, 1], "Срок": [dt.timedelta(hours=36), dt.timedelta(hours=2)]})
    assert passed(context, cond("Срок", "<", 1.5), frame) == [1]
    assert passed(context, cond("Срок", ">=", "1 12:00"), frame) == [0]


def test_zoned_moments_are_read_in_their_zone(context: Any) -> None:
    zoned = FRAME.with_columns(pl.col("Время").dt.replace_time_zone("Europe/Moscow"))
    assert passed(context, cond("Время", "=", "2026-01-31"), zoned) == [1, 2, 5]


def test_first_and_last_days_of_the_calendar(context: Any) -> None:
    assert passed(context, cond("Время", "<=", "9999-12-31")) == [0, 1, 2, 3, 5]
    assert passed(context, cond("Время", ">", "9999-12-31")) == []


@pytest.mark.parametrize(
    ("condition", "code", "field"),
    [
        (cond("Сумма", ">", "много"), "wrong_value", "conditions.all.0.value"),
        (cond("Сумма", ">", True), "wrong_value", "conditions.all.0.value"),
        (cond("Сумма", ">"), "value_missing", "conditions.all.0.value"),
        (cond("Сумма", "between", 1), "value_missing", "conditions.all.0.value2"),
        (cond("Город", "in"), "value_missing", "conditions.all.0.values"),
        (cond("Сумма", "contains", "1"), "wrong_operator", "conditions.all.0.op"),
        (cond("Сумма", "like", "1"), "unknown_operator", "conditions.all.0.op"),
        (cond("Город", "matches", "("), "bad_pattern", "conditions.all.0.value"),
        (cond("Время", "<", "вчера"), "wrong_value", "conditions.all.0.value"),
        (cond("День", "in", "2026-01-31", "31"), "wrong_value", "conditions.all.0.values.1"),
        (cond("Цена", "=", "NaN"), "wrong_value", "conditions.all.0.value"),
        (cond("Есть", "=", "может быть"), "wrong_value", "conditions.all.0.value"),
        (cond("Горд", "empty"), "missing_column", "conditions.all.0.column"),
        (cond("", "empty"), "not_set", "conditions.all.0.column"),
    ],
    ids=lambda value: str(value)[:50] if isinstance(value, dict) else None,
)
def test_what_cannot_be_read(
    context: Any, condition: dict[str, Any], code: str, field: str
) -> None:
    settings = FilterSettings.model_validate({"conditions": {"all": [condition]}})
    found = Filter().check(settings, {"rows": FRAME.schema}, context)
    assert [(error.code, error.field) for error in found] == [(code, field)]
    with pytest.raises(NodeError) as caught:
        Filter().lazy(settings, {"rows": FRAME.lazy()}, context)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert caught.value.problem(Filter.messages).text.ru


def test_every_bad_condition_is_told_at_its_place(context: Any) -> None:
    group = {"all": [cond("№", "=", 1), {"any": [cond("Сумма", ">"), cond("День", "=", "?")]}]}
    settings = FilterSettings.model_validate({"conditions": group})
    found = Filter().check(settings, {"rows": FRAME.schema}, context)
    assert [(error.code, error.field) for error in found] == [
        ("value_missing", "conditions.all.1.any.0.value"),
        ("wrong_value", "conditions.all.1.any.1.value"),
    ]


def test_formula_without_an_answer_goes_to_the_rest(context: Any) -> None:
    settings = FilterSettings.model_validate({"mode": "formula", "formula": "[Сумма] >= 0"})
    frame = pl.DataFrame({"Сумма": [1, None, -1]})
    outputs = Filter().lazy(settings, {"rows": frame.lazy()}, context)
    assert outputs["rows"].collect().rows() == [(1,)]
    assert outputs["rest"].collect().rows() == [(None,), (-1,)]


def test_wrong_formula(context: Any) -> None:
    settings = FilterSettings.model_validate({"mode": "formula", "formula": "[Сума] > 0"})
    with pytest.raises(NodeError) as caught:
        Filter().lazy(settings, {"rows": FRAME.lazy()}, context)
    assert (caught.value.code, caught.value.field) == ("formula", "formula")


@pytest.mark.parametrize(
    ("group", "caption"),
    [
        ({"all": []}, Text(ru="", en="")),
        ({"all": [cond("A", ">", 1000.0)]}, Text.same("A > 1000")),
        (
            {"any": [cond("A", "empty"), cond("B", "between", 1, 2)]},
            Text(ru="A пусто или B от 1 до 2", en="A is empty or B from 1 to 2"),
        ),
        ({"all": [cond("A", "in", "x", "y")]}, Text(ru="A один из: x, y", en="A one of: x, y")),
        (
            {"all": [cond("A", "=", 1)] * 5},
            Text(ru="5 условий", en="5 conditions"),
        ),
        ({"all": [cond("", "=", 1), cond("A", "=", True)]}, Text.same("A = ✓")),
    ],
)
def test_caption(group: Any, caption: Text) -> None:
    assert Filter().caption(FilterSettings.model_validate({"conditions": group})) == caption
