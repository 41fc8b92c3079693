"""E-mail addresses: what is one, and its one form."""

from __future__ import annotations

import polars as pl

ADDRESS = (
    r"^[A-Za-z0-9\p{L}!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9\p{L}!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([0-9\p{L}]([0-9\p{L}-]*[0-9\p{L}])?\.)+\p{L}[0-9\p{L}-]*\p{L}$"
)
LONGEST = 254


def is_address(bare: pl.Expr) -> pl.Expr:
    """Return true where a text without blanks at the ends is an e-mail address."""
    return bare.str.contains(ADDRESS) & (bare.str.len_chars() <= LONGEST)


def normal(text: pl.Expr) -> pl.Expr:
    """Bring e-mail addresses to one form: no blanks at the ends, the domain in small letters.

    Args:
        text: A column of text.

    Returns:
        The addresses; null for what is none.
    """
    bare = text.str.strip_chars()
    parts = bare.str.splitn("@", 2).struct
    return pl.when(is_address(bare)).then(parts[0] + "@" + parts[1].str.to_lowercase())
