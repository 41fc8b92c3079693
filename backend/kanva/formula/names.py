"""How a column is written in a formula."""

from __future__ import annotations

import re

from kanva.formula.words import WORDS, fold

_BARE = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


def quote_column(name: str) -> str:
    """Write a column name so that a formula reads it back, whatever it contains.

    Args:
        name: The name of a column.

    Returns:
        The name in square brackets, a closing bracket inside it doubled.

    Example:
        >>> quote_column("Кол-во [шт]")
        '[Кол-во [шт]]]'
    """
    return "[" + name.replace("]", "]]") + "]"


def is_bare_name(name: str) -> bool:
    """Tell whether a column name may be written without brackets.

    Args:
        name: The name of a column.

    Returns:
        True for letters, digits and underscores that are not a word of the language.

    Example:
        >>> is_bare_name("Сумма"), is_bare_name("Кол-во"), is_bare_name("И")
        (True, False, False)
    """
    return _BARE.fullmatch(name) is not None and fold(name) not in WORDS
