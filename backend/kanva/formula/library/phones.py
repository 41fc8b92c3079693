"""Phone numbers: a fast path for plain Russian ones in polars, `phonenumbers` for the rest.

`phonenumbers` is pure Python (some 20 µs a number), so it sees only what the fast path could not
read, each distinct text once, and remembers what it has seen.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import polars as pl

_REMEMBERED = 200_000
# Signs that people put between digits; anything else (a second number, "доб. 5") is not simple.
_SEPARATORS = r"[\s\x{00A0}\x{202F}().\-–]"


def is_region(region: str) -> bool:
    """Tell whether a country code is known.

    Args:
        region: Two letters, for example "RU".

    Returns:
        True when numbers of the country can be read.

    Example:
        >>> is_region("RU"), is_region("XX")
        (True, False)
    """
    import phonenumbers  # noqa: PLC0415 - heavy, wanted for phones only

    return region in phonenumbers.SUPPORTED_REGIONS


def normal(text: pl.Expr, region: str) -> pl.Expr:
    """Bring phone numbers to the form +79261234567.

    Args:
        text: A text expression.
        region: The country of numbers without a country code.

    Returns:
        The numbers; null for what is no phone.
    """
    return _mapped(text, region, _normal_batch, pl.String())


def mobile(text: pl.Expr, region: str) -> pl.Expr:
    """Tell mobile numbers from the others.

    Args:
        text: A text expression.
        region: The country of numbers without a country code.

    Returns:
        True, or False for other numbers and for what is no phone.
    """
    return _mapped(text, region, _mobile_batch, pl.Boolean())


def _mapped(
    text: pl.Expr, region: str, work: Callable[[pl.Series, str], pl.Series], dtype: pl.DataType
) -> pl.Expr:
    return text.map_batches(
        lambda batch: work(batch, region), return_dtype=dtype, is_elementwise=True
    )


def _normal_batch(batch: pl.Series, region: str) -> pl.Series:
    simple = _simple(batch, region, ("mobile", "fixed_line"))
    return _finish(batch, simple, lambda text: _read(text, region)[0], pl.String())


def _mobile_batch(batch: pl.Series, region: str) -> pl.Series:
    simple = _simple(batch, region, ("mobile",)).is_not_null()
    known = pl.select(pl.when(simple).then(pl.lit(True))).to_series()
    return _finish(batch, known, lambda text: _read(text, region)[1], pl.Boolean())


def _simple(batch: pl.Series, region: str, kinds: tuple[str, ...]) -> pl.Series:
    """Read the numbers that are ten Russian digits with +7, 7, 8 or nothing before them."""
    if region != "RU":
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(batch))
    digits = batch.str.replace_all(_SEPARATORS, "")
    ten = digits.str.extract(r"^(?:\+7|7|8)([0-9]{10})$", 1)
    found = ten.str.contains(_pattern(kinds)).fill_null(value=False)
    frame = pl.DataFrame({"ten": ten, "found": found})
    return frame.select(pl.when("found").then(pl.lit("+7") + pl.col("ten"))).to_series()


@lru_cache(maxsize=4)
def _pattern(kinds: tuple[str, ...]) -> str:
    """The numbers of Russia as the library's own metadata describe them, for a Rust regex."""
    import phonenumbers  # noqa: PLC0415 - heavy, wanted for phones only

    metadata: Any = phonenumbers.PhoneMetadata.metadata_for_region("RU")
    patterns = [getattr(metadata, kind).national_number_pattern for kind in kinds]
    return "^(?:" + "|".join(patterns) + ")$"


def _finish(
    batch: pl.Series, simple: pl.Series, read: Callable[[str], Any], dtype: pl.DataType
) -> pl.Series:
    frame = pl.DataFrame({"text": batch, "simple": simple})
    hard = frame.filter(pl.col("simple").is_null() & pl.col("text").is_not_null())
    distinct = hard["text"].unique().to_list()
    if not distinct:
        return simple.alias(batch.name)
    table = pl.DataFrame(
        {"text": distinct, "read": [read(text) for text in distinct]},
        schema={"text": pl.String(), "read": dtype},
    )
    joined = frame.join(table, on="text", how="left", maintain_order="left")
    return joined.select(pl.coalesce("simple", "read")).to_series().alias(batch.name)


@lru_cache(maxsize=_REMEMBERED)
def _read(text: str, region: str) -> tuple[str | None, bool]:
    import phonenumbers  # noqa: PLC0415 - heavy, wanted for phones only

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None, False
    if not phonenumbers.is_valid_number(number):
        return None, False
    kinds = {
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    }
    form = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return form, phonenumbers.number_type(number) in kinds
