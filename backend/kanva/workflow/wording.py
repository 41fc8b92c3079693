"""Words in two languages, and near matches for misspelt names."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import Field, StrictStr

Language = Literal["ru", "en"]

LocalText = (
    StrictStr
    | Annotated[
        dict[str, StrictStr],
        Field(
            json_schema_extra={"properties": {"ru": {"type": "string"}, "en": {"type": "string"}}}
        ),
    ]
)
"""A plain string once a person typed it, or {"ru": …, "en": …} in shipped workflows."""


def local(text: str | dict[str, str] | None, language: str) -> str:
    """Return a text in one language.

    Args:
        text: A plain string, a {"ru": …, "en": …} object, or None.
        language: "ru" or "en".

    Returns:
        The wording; the other language when this one is missing; "" when there is none.

    Example:
        >>> local({"ru": "Продажи", "en": "Sales"}, "en")
        'Sales'
        >>> local("Продажи", "en")
        'Продажи'
    """
    if text is None:
        return ""
    if isinstance(text, str):
        return text
    wording = text.get(language)
    if wording:
        return wording
    return next((other for other in text.values() if other), "")


def near_match(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like a misspelt one.

    Args:
        name: The name that was not found.
        known: The names that exist.

    Returns:
        The nearest name, letter case ignored, or None when nothing is near.

    Example:
        >>> near_match("fliter", ["sales", "filter"])
        'filter'
    """
    folded: dict[str, str] = {}
    for candidate in known:
        folded.setdefault(candidate.casefold(), candidate)
    found = get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> dict[str, str] | None:
    """Return a hint that offers the nearest known name.

    Args:
        name: The name that was not found.
        known: The names that exist.

    Returns:
        {"ru": …, "en": …}, or None when nothing is near.

    Example:
        >>> did_you_mean("Sales", ["sales"])["en"]
        'Did you mean “sales”?'
    """
    match = near_match(name, known)
    if match is None:
        return None
    return {"ru": f"Возможно, имелось в виду «{match}».", "en": f"Did you mean “{match}”?"}
