"""Working days against a plain count, polars' own and the published production calendars."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanva.formula import FormulaError, check, compile_expression, compile_sql
from kanva.formula.library.russian_calendar import FIRST_YEAR, LAST_YEAR, working_days

# How many working days each year has, as the production calendars published for it say.
PUBLISHED = {
    2005: 248, 2006: 248, 2007: 249, 2008: 250, 2009: 249, 2010: 249, 2011: 248, 2012: 249,
    2013: 247, 2014: 247, 2015: 247, 2016: 247, 2017: 247, 2018: 247, 2019: 247, 2020: 248,
    2021: 247, 2022: 247, 2023: 247, 2024: 248, 2025: 247, 2026: 247, 2027: 247,
}  # fmt: skip
DAYS = st.dates(date(2005, 1, 2), date(2027, 12, 31))
WORKED = frozenset(working_days())
WEEKS = {"5/2": "0000011", "6/1": "0000001", "1000001": "1000001", "РФ": "РФ"}


def worked(day: date, calendar: str) -> bool:
    return day in WORKED if calendar == "РФ" else WEEKS[calendar][day.weekday()] == "0"


def computed(formula: str, columns: dict[str, list[Any]]) -> list[Any]:
    frame = pl.DataFrame(columns)
    expression = compile_expression(formula, frame.schema)
    return frame.lazy().select(r=expression).collect()["r"].to_list()


def test_the_years_are_as_long_as_published() -> None:
    found = {
        year: computed('ЧИСТРАБДНИ(ДАТА([г]; 1; 1); ДАТА([г]; 12; 31); "РФ")', {"г": [year]})[0]
        for year in PUBLISHED
    }
    assert found == PUBLISHED
    assert (min(PUBLISHED), max(PUBLISHED)) == (FIRST_YEAR, LAST_YEAR)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2011, 3, 5), True), (date(2011, 3, 7), False), (date(2012, 5, 5), True),
        (date(2012, 5, 7), False), (date(2016, 2, 20), True), (date(2021, 12, 31), False),
        (date(2024, 11, 2), True), (date(2024, 12, 30), False), (date(2025, 11, 1), True),
        (date(2026, 1, 9), False), (date(2026, 3, 9), False), (date(2004, 12, 31), None),
        (date(2028, 1, 10), None),
    ],
)  # fmt: skip
def test_transferred_days(day: date, expected: bool | None) -> None:
    assert computed('ЭТОРАБДЕНЬ([д]; "РФ")', {"д": [day]}) == [expected]


@given(st.lists(st.tuples(DAYS, st.integers(-60, 60)), min_size=1, max_size=20),
       st.sampled_from(sorted(WEEKS)))  # fmt: skip
def test_days_between_are_those_one_counts(pairs: list[tuple[date, int]], calendar: str) -> None:
    starts = [day for day, _ in pairs]
    ends = [day + timedelta(days=step) for day, step in pairs]
    expected: list[int | None] = []
    for start, end in zip(starts, ends, strict=True):
        low, high = min(start, end), max(start, end)
        days = [low + timedelta(days=n) for n in range((high - low).days + 1)]
        count = sum(worked(day, calendar) for day in days)
        known = calendar != "РФ" or (low.year >= FIRST_YEAR and high.year <= LAST_YEAR)
        expected.append((count if end >= start else -count) if known else None)
    columns = {"н": starts, "к": ends}
    assert computed(f'ЧИСТРАБДНИ([н]; [к]; "{calendar}")', columns) == expected
    if calendar == "5/2":
        after = [max(a, b) + timedelta(days=1) for a, b in zip(starts, ends, strict=True)]
        before = [min(a, b) for a, b in zip(starts, ends, strict=True)]
        counted = pl.select(
            pl.business_day_count(pl.Series(before), pl.Series(after)).abs()
        ).to_series()
        assert [abs(number or 0) for number in expected] == counted.to_list()


@given(DAYS.filter(lambda day: 2006 <= day.year <= 2026), st.integers(-100, 100),
       st.sampled_from(sorted(WEEKS)))  # fmt: skip
def test_a_working_day_later_is_the_one_walked_to(day: date, steps: int, calendar: str) -> None:
    walked, left = day, abs(steps)
    while left:
        walked += timedelta(days=1 if steps > 0 else -1)
        left -= worked(walked, calendar)
    formula = f'РАБДЕНЬ([д]; [ш]; "{calendar}")'
    assert computed(formula, {"д": [day, None], "ш": [steps, 1]}) == [walked, None]


def test_limits() -> None:
    columns: dict[str, list[Any]] = {
        "д": [date(1, 1, 1), date(9999, 12, 31), date(2012, 5, 5), None],
        "ш": [-1, 1, 9_223_372_036_854_775_807, 0],
    }
    assert computed("РАБДЕНЬ([д]; [ш])", columns) == [None, None, None, None]
    assert computed('РАБДЕНЬ([д]; [ш]; "РФ")', columns) == [None, None, None, None]
    assert computed("РАБДЕНЬ([д]; 0)", columns) == columns["д"]
    assert computed("ЧИСТРАБДНИ([д]; [д])", columns) == [1, 1, 0, None]


@pytest.mark.parametrize("calendar", ["Марс", "1111111", "000", ""])
def test_an_unknown_calendar_is_named(calendar: str) -> None:
    formula = f'ЧИСТРАБДНИ([д]; [д]; "{calendar}")'
    (problem,) = check(formula, {"д": pl.Date()}).problems
    assert (problem.code, problem.start) == ("bad_argument", formula.index('"'))


def test_databases_have_no_production_calendar() -> None:
    from sqlglot import exp

    columns, names = {"д": pl.Date()}, {"д": exp.column("d")}
    with pytest.raises(FormulaError) as raised:
        compile_sql('ЭТОРАБДЕНЬ([д]; "РФ")', columns, names)
    assert [problem.code for problem in raised.value.problems] == ["no_sql"]
    assert compile_sql("ЭТОРАБДЕНЬ([д])", columns, names).find(exp.In)
