"""The Russian production calendar: which days are worked, transferred days included.

Holidays come from article 112 of the Labour Code, the transfers from the yearly decrees of the
Government. The table is made from the package `holidays` 0.109 (Vacanza Team and contributors,
MIT License, https://github.com/vacanza/holidays), which names the decree of each year, and checked
against the published number of working days of each year: the package lacks March 10, 2014. The
days without work that the President declared in 2020 and 2021, pay kept, are not days off in the
production calendar and not here. A new year is added when its decree is out.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

# For each year, by months: Mondays to Fridays that are not worked; Saturdays and Sundays that are.
_YEARS: dict[int, tuple[str, str]] = {
    2005: ("1: 3 4 5 6 7 10; 2: 23; 3: 7 8; 5: 2 9 10; 6: 13; 11: 4",
           "3: 5; 5: 14"),
    2006: ("1: 2 3 4 5 6 9; 2: 23 24; 3: 8; 5: 1 8 9; 6: 12; 11: 6",
           "2: 26; 5: 6"),
    2007: ("1: 1 2 3 4 5 8; 2: 23; 3: 8; 4: 30; 5: 1 9; 6: 11 12; 11: 5; 12: 31",
           "4: 28; 6: 9; 12: 29"),
    2008: ("1: 1 2 3 4 7 8; 2: 25; 3: 10; 5: 1 2 9; 6: 12 13; 11: 3 4",
           "5: 4; 6: 7; 11: 1"),
    2009: ("1: 1 2 5 6 7 8 9; 2: 23; 3: 9; 5: 1 11; 6: 12; 11: 4",
           "1: 11"),
    2010: ("1: 1 4 5 6 7 8; 2: 22 23; 3: 8; 5: 3 10; 6: 14; 11: 4 5",
           "2: 27; 11: 13"),
    2011: ("1: 3 4 5 6 7 10; 2: 23; 3: 7 8; 5: 2 9; 6: 13; 11: 4",
           "3: 5"),
    2012: ("1: 2 3 4 5 6 9; 2: 23; 3: 8 9; 4: 30; 5: 1 7 8 9; 6: 11 12; 11: 5; 12: 31",
           "3: 11; 4: 28; 5: 5 12; 6: 9; 12: 29"),
    2013: ("1: 1 2 3 4 7 8; 3: 8; 5: 1 2 3 9 10; 6: 12; 11: 4",
           ""),
    2014: ("1: 1 2 3 6 7 8; 3: 10; 5: 1 2 9; 6: 12 13; 11: 3 4",
           ""),
    2015: ("1: 1 2 5 6 7 8 9; 2: 23; 3: 9; 5: 1 4 11; 6: 12; 11: 4",
           ""),
    2016: ("1: 1 4 5 6 7 8; 2: 22 23; 3: 7 8; 5: 2 3 9; 6: 13; 11: 4",
           "2: 20"),
    2017: ("1: 2 3 4 5 6; 2: 23 24; 3: 8; 5: 1 8 9; 6: 12; 11: 6",
           ""),
    2018: ("1: 1 2 3 4 5 8; 2: 23; 3: 8 9; 4: 30; 5: 1 2 9; 6: 11 12; 11: 5; 12: 31",
           "4: 28; 6: 9; 12: 29"),
    2019: ("1: 1 2 3 4 7 8; 3: 8; 5: 1 2 3 9 10; 6: 12; 11: 4",
           ""),
    2020: ("1: 1 2 3 6 7 8; 2: 24; 3: 9; 5: 1 4 5 11; 6: 12; 11: 4",
           ""),
    2021: ("1: 1 4 5 6 7 8; 2: 22 23; 3: 8; 5: 3 10; 6: 14; 11: 4 5; 12: 31",
           "2: 20"),
    2022: ("1: 3 4 5 6 7; 2: 23; 3: 7 8; 5: 2 3 9 10; 6: 13; 11: 4",
           "3: 5"),
    2023: ("1: 2 3 4 5 6; 2: 23 24; 3: 8; 5: 1 8 9; 6: 12; 11: 6",
           ""),
    2024: ("1: 1 2 3 4 5 8; 2: 23; 3: 8; 4: 29 30; 5: 1 9 10; 6: 12; 11: 4; 12: 30 31",
           "4: 27; 11: 2; 12: 28"),
    2025: ("1: 1 2 3 6 7 8; 5: 1 2 8 9; 6: 12 13; 11: 3 4; 12: 31",
           "11: 1"),
    2026: ("1: 1 2 5 6 7 8 9; 2: 23; 3: 9; 5: 1 11; 6: 12; 11: 4; 12: 31",
           ""),
    2027: ("1: 1 4 5 6 7 8; 2: 22 23; 3: 8; 5: 3 10; 6: 14; 11: 4 5; 12: 31",
           "2: 20"),
}  # fmt: skip
FIRST_YEAR, LAST_YEAR = min(_YEARS), max(_YEARS)


def _days(year: int, text: str) -> set[date]:
    days: set[date] = set()
    for part in filter(None, text.split("; ")):
        month, listed = part.split(": ")
        days |= {date(year, int(month), int(day)) for day in listed.split()}
    return days


@lru_cache(maxsize=1)
def working_days() -> tuple[date, ...]:
    """List every working day of the years that are known.

    Returns:
        The days, the earliest first.

    Example:
        >>> len([day for day in working_days() if day.year == 2011])
        248
    """
    found: list[date] = []
    for year, (off, worked) in _YEARS.items():
        free, busy = _days(year, off), _days(year, worked)
        day = date(year, 1, 1)
        while day.year == year:
            if day in busy or (day.weekday() < 5 and day not in free):
                found.append(day)
            day += timedelta(days=1)
    return tuple(found)
