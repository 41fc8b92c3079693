"""Addresses and literals of 1C's OData: exactly as the platform reads them.

A blank must be `%20`: the platform takes `+` literally, and a filter then fails or is ignored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote

_SAFE = "'(),=:/$*"


def query_string(options: Mapping[str, str]) -> str:
    """Return options as the part of an address after `?`.

    Args:
        options: `$filter` and the like, in order; empty ones are left out.

    Example:
        >>> query_string({"$filter": "ИНН eq '5024'", "$top": "", "$format": "json"})
        "$filter=%D0%98%D0%9D%D0%9D%20eq%20'5024'&$format=json"
    """
    given = ((name, value) for name, value in options.items() if value)
    return "&".join(
        f"{quote(name, safe=_SAFE)}={quote(value, safe=_SAFE)}" for name, value in given
    )


def path_segment(name: str) -> str:
    """Return a name as a part of an address's path."""
    return quote(name, safe="'(),=:$*_")


def text_literal(value: str) -> str:
    """Return a text literal.

    Example:
        >>> text_literal("О'Коннор")
        "'О''Коннор'"
    """
    return "'" + value.replace("'", "''") + "'"


def guid_literal(value: str) -> str:
    """Return a reference literal."""
    return f"guid'{value.lower()}'"


def reference_literal(value: str, entity: str) -> str:
    """Return a literal for comparing with a composite field: a bare one never equals.

    Args:
        value: The reference.
        entity: The entity it is of.
    """
    return f"cast({guid_literal(value)},'{entity}')"


def moment_literal(value: dt.date) -> str:
    """Return a date literal, always with four digits of a year and with seconds.

    Example:
        >>> moment_literal(dt.date(2026, 1, 9))
        "datetime'2026-01-09T00:00:00'"
    """
    if not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - 1C knows no zones
    return f"datetime'{value.year:04}-{value:%m-%dT%H:%M:%S}'"


def literal(value: Any) -> str:
    """Return any plain value as a literal.

    Args:
        value: Text, whole number, fraction, Decimal, bool, date or datetime.

    Raises:
        TypeError: For other types.

    Example:
        >>> [literal(one) for one in (True, 5, Decimal("10.50"), 0.1)]
        ['true', '5', '10.50', '0.1']
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return text_literal(value)
    if isinstance(value, dt.date):
        return moment_literal(value)
    if isinstance(value, int | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, float):
        # No exponent: the platform does not read one.
        return format(Decimal(repr(value)), "f")
    message = f"no literal for {type(value).__name__}"
    raise TypeError(message)
