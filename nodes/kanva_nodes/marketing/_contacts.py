"""Contacts in one form: what the nodes of mailings compare people by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import polars as pl

from kanva.formula.library import addresses, phones
from kanva.sdk.relational import words_of

ContactKind = Literal["phone", "email", "code"]


def uniform(schema: Mapping[str, Any], name: str, kind: ContactKind, region: str = "RU") -> pl.Expr:
    """Return a column of contacts in one form, so that equal ones are equal.

    Args:
        schema: Column name to type.
        name: The column.
        kind: "phone" (+79261234567), "email" (all in small letters) or "code" (no blanks at the
            ends, letters' case does not count).
        region: Country of phones without a country code.

    Returns:
        Text; null for what is no contact of this kind.
    """
    words = words_of(schema, name)
    if kind == "phone":
        return phones.normal(words, region)
    if kind == "email":
        return addresses.normal(words).str.to_lowercase()
    bare = words.str.strip_chars().str.to_lowercase()
    return pl.when(bare != "").then(bare)
