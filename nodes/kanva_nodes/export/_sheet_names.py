"""Names of sheets that Excel allows: short, without forbidden marks, all different."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from kanva.sdk import Language

LONGEST = 31
"""UTF-16 units in the name of a sheet."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_EMPTY: dict[Language, str] = {"ru": "(пусто)", "en": "(empty)"}
_YES_NO: dict[Language, tuple[str, str]] = {"ru": ("нет", "да"), "en": ("no", "yes")}


class SheetNames:
    """Gives names to the sheets of one book.

    Args:
        language: Language of the name for an empty value.

    Example:
        >>> names = SheetNames("ru")
        >>> names.take("А/Б"), names.take("а_б"), names.take("")
        ('А_Б', 'а_б (2)', '(пусто)')
    """

    def __init__(self, language: Language) -> None:
        self._language: Language = language
        # Excel keeps "History" for itself.
        self._taken = {"history"}

    def take(self, wanted: str) -> str:
        """Return a legal name like the wanted one that no sheet has yet.

        Args:
            wanted: Any text.
        """
        plain = " ".join(_FORBIDDEN.sub("_", wanted).split()).strip("'")
        base = _cut(plain, LONGEST).strip() or _EMPTY[self._language]
        name, number = base, 1
        while name.casefold() in self._taken:
            number += 1
            ending = f" ({number})"
            name = _cut(base, LONGEST - len(ending)).rstrip() + ending
        self._taken.add(name.casefold())
        return name


def value_words(values: Sequence[Any], separator: str, date_format: str, language: Language) -> str:
    """Write the values a sheet stands for as its wanted name.

    Args:
        values: Values of the split columns.
        separator: Words between them.
        date_format: Directives for dates.
        language: Language of empty, yes and no.

    Example:
        >>> value_words(["Пермь", 2024.0], " – ", "%d.%m.%Y", "ru")
        'Пермь – 2024'
    """
    return separator.join(_words(value, date_format, language) for value in values)


def _words(value: Any, date_format: str, language: Language) -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        return _EMPTY[language]
    if isinstance(value, bool):
        return _YES_NO[language][value]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.date):
        # A colon may not stand in the name of a sheet.
        return value.strftime(date_format).replace(":", "-")
    return str(value)


def _cut(text: str, units: int) -> str:
    # Letters outside the basic plane (emoji) take two units of the allowed length.
    while len(text.encode("utf-16-le")) // 2 > units:
        text = text[:-1]
    return text
