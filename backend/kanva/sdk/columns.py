"""What a column may hold, in the words of a person: nine kinds of values over polars types."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from heapq import nlargest
from typing import Literal, get_args

import polars as pl

from kanva.sdk.text import Text

Kind = Literal[
    "text",
    "integer",
    "number",
    "decimal",
    "boolean",
    "date",
    "datetime",
    "time",
    "duration",
    "category",
    "list",
    "other",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
NUMERIC: tuple[Kind, ...] = ("integer", "number", "decimal")
TEXTUAL: tuple[Kind, ...] = ("text", "category")
TEMPORAL: tuple[Kind, ...] = ("date", "datetime")
# Names compared letter by letter; of more, those that look likeliest at a glance.
_COMPARED = 300

KIND_TITLES: dict[Kind, Text] = {
    "text": Text(ru="текст", en="text"),
    "integer": Text(ru="целое число", en="whole number"),
    "number": Text(ru="число", en="number"),
    "decimal": Text(ru="точное число", en="exact number"),
    "boolean": Text(ru="да/нет", en="yes/no"),
    "date": Text(ru="дата", en="date"),
    "datetime": Text(ru="дата и время", en="date and time"),
    "time": Text(ru="время", en="time"),
    "duration": Text(ru="промежуток времени", en="duration"),
    "category": Text(ru="категория", en="category"),
    "list": Text(ru="список", en="list"),
    "other": Text(ru="другое", en="other"),
}


def kind_of(dtype: pl.DataType | type[pl.DataType]) -> Kind:
    """Tell which kind of values a polars type holds.

    Args:
        dtype: A polars data type.

    Returns:
        One of `KINDS`. An all-null column (`pl.Null`) counts as text.

    Example:
        >>> kind_of(pl.Int64), kind_of(pl.String), kind_of(pl.Datetime("us"))
        ('integer', 'text', 'datetime')
    """
    if dtype.is_integer():
        return "integer"
    if dtype.is_float():
        return "number"
    base = dtype.base_type()
    simple: dict[type[pl.DataType], Kind] = {
        pl.Decimal: "decimal",
        pl.String: "text",
        pl.Null: "text",
        pl.Boolean: "boolean",
        pl.Date: "date",
        pl.Datetime: "datetime",
        pl.Time: "time",
        pl.Duration: "duration",
        pl.Categorical: "category",
        pl.Enum: "category",
        pl.List: "list",
        pl.Array: "list",
    }
    return simple.get(base, "other")


def dtype_of(kind: Kind) -> pl.DataType:
    """Return the polars type a column gets when a person asks for a kind.

    Args:
        kind: One of `KINDS` but "list" and "other".

    Returns:
        The polars type. Decimal is `Decimal(38, 2)`, datetime has microseconds and no zone.

    Raises:
        KeyError: For "list" and "other", which nobody can ask for.

    Example:
        >>> dtype_of("integer")
        Int64
    """
    return {
        "text": pl.String(),
        "integer": pl.Int64(),
        "number": pl.Float64(),
        "decimal": pl.Decimal(38, 2),
        "boolean": pl.Boolean(),
        "date": pl.Date(),
        "datetime": pl.Datetime("us"),
        "time": pl.Time(),
        "duration": pl.Duration("us"),
        "category": pl.Categorical(),
    }[kind]


def near(name: str, names: Iterable[str], limit: int = 3) -> list[str]:
    """Find names that look like a mistyped one, the likeliest first.

    Args:
        name: What was written.
        names: What exists.
        limit: How many to return at the most.

    Returns:
        Near matches; letters' case and outer spaces do not count.

    Example:
        >>> near("Сумма продажы", ["Дата", "Сумма продажи"])
        ['Сумма продажи']
    """
    folded: dict[str, str] = {}
    for candidate in names:
        folded.setdefault(candidate.strip().casefold(), candidate)
    word = name.strip().casefold()
    hits = get_close_matches(word, _likeliest(word, list(folded)), n=limit, cutoff=0.6)
    return [folded[hit] for hit in hits]


def _likeliest(word: str, candidates: list[str]) -> list[str]:
    """Keep the candidates that share most pairs of letters: comparing each takes its time."""
    if len(candidates) <= _COMPARED:
        return candidates
    pairs = {word[at : at + 2] for at in range(len(word))}

    def shared(candidate: str) -> int:
        return sum(candidate[at : at + 2] in pairs for at in range(min(len(candidate), 200)))

    return nlargest(_COMPARED, candidates, key=shared)
