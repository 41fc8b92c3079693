"""Dates against Python's own calendar, over many pairs of days."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanva.sdk import NodeError
from kanva_nodes.text.dates import Dates

DAYS = st.dates(dt.date(1890, 1, 1), dt.date(2120, 12, 31))


def made(rows, *parts, column="д"):
    settings = Dates.settings.model_validate({"column": column, "made": list(parts)})
    frame = pl.DataFrame({"д": rows}, schema_overrides={"д": pl.Date})
    return Dates().lazy(settings, {"rows": frame.lazy()}, None)["rows"].collect()


def whole_months(start, end):
    if end < start:
        return -whole_months(end, start)
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


@given(st.lists(DAYS, min_size=1, max_size=8), DAYS)
def test_differences_are_those_of_a_calendar(days, until):
    parts = [
        {"what": "difference", "day": until.isoformat(), "unit": unit, "name": unit}
        for unit in ("days", "months", "years")
    ]
    out = made(days, *parts)
    assert out["days"].to_list() == [(until - day).days for day in days]
    months = [whole_months(day, until) for day in days]
    assert out["months"].to_list() == months
    assert out["years"].to_list() == [int(count / 12) for count in months]


@given(st.lists(DAYS, min_size=1, max_size=8))
def test_parts_are_those_of_a_calendar(days):
    names = ("year", "quarter", "month", "week", "day", "day_of_year", "weekday", "half")
    out = made(days, *({"what": name, "name": name} for name in names))
    for name, value in {
        "year": lambda day: day.year,
        "quarter": lambda day: (day.month + 2) // 3,
        "half": lambda day: 1 if day.month < 7 else 2,
        "month": lambda day: day.month,
        "week": lambda day: day.isocalendar().week,
        "day": lambda day: day.day,
        "day_of_year": lambda day: day.timetuple().tm_yday,
        "weekday": lambda day: day.isoweekday(),
    }.items():
        assert out[name].to_list() == [value(day) for day in days], name


def test_ends_of_periods():
    parts = [
        {"what": what, "period": period, "name": f"{what} {period}"}
        for what in ("start", "end")
        for period in ("week", "month", "quarter", "year")
    ]
    out = made([dt.date(2024, 2, 29)], *parts)
    assert out.row(0)[1:] == (
        dt.date(2024, 2, 26), dt.date(2024, 2, 1), dt.date(2024, 1, 1), dt.date(2024, 1, 1),
        dt.date(2024, 3, 3), dt.date(2024, 2, 29), dt.date(2024, 3, 31), dt.date(2024, 12, 31),
    )  # fmt: skip


def test_a_date_has_no_hours():
    with pytest.raises(NodeError, match="no_time"):
        made([dt.date(2024, 1, 1)], {"what": "hour"})


def test_a_month_on_from_its_last_day():
    shift = {"what": "shift", "amount": 1, "unit": "months", "name": "п"}
    assert made([dt.date(2023, 1, 31)], shift)["п"].to_list() == [dt.date(2023, 2, 28)]
