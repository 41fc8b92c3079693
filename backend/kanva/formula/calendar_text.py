"""Dates written by a person: `2011-12-09`, `09.12.2011`, `09/12/2011`, with or without a time."""

from __future__ import annotations

import re
from datetime import date, datetime, time

_DATE = re.compile(
    r"(?:(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})"
    r"|(?P<d2>[0-9]{1,2})[./](?P<m2>[0-9]{1,2})[./](?P<y2>[0-9]{4}))"
    r"(?:[ T]+(?P<h>[0-9]{1,2}):(?P<mi>[0-9]{2})(?::(?P<s>[0-9]{2})(?:\.(?P<f>[0-9]{1,6}))?)?)?"
)


def read_date(text: str) -> date | datetime | None:
    """Read a date or a moment.

    Args:
        text: Year-month-day, or day.month.year, or day/month/year; a time may follow.

    Returns:
        A date, a datetime when a time is written, or None when this is neither.

    Example:
        >>> read_date("09.12.2011"), read_date("2011-12-09 14:30"), read_date("2011-13-01")
        (datetime.date(2011, 12, 9), datetime.datetime(2011, 12, 9, 14, 30), None)
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = (int(match[part] or match[part + "2"]) for part in "ymd")
    try:
        if match["h"] is None:
            return date(year, month, day)
        micro = int((match["f"] or "").ljust(6, "0"))
        clock = time(int(match["h"]), int(match["mi"]), int(match["s"] or 0), micro)
        return datetime.combine(date(year, month, day), clock)
    except ValueError:
        return None
