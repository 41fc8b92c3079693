"""What a column of texts holds: numbers, dates, yes/no; and how such a text is turned into it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from kanva.sdk import Kind

DateOrder = Literal["auto", "day_first", "month_first", "year_first", "text"]

TRUE = ("true", "да", "yes", "истина")
FALSE = ("false", "нет", "no", "ложь")
_PAIRS = tuple(zip(TRUE, FALSE, strict=True))

THOUSANDS: dict[str, str] = {
    "none": "",
    "space": " \u00a0\u202f\u2009",
    "apostrophe": "'’",
    "comma": ",",
    "point": ".",
}
_SPACES = "\u00a0\u202f\u2009"
_CODE_LIKE = r"^(?:\+|[-−]?0\d)|^[-−]?\d{16,}$"
"""Leading zeros, a plus, or sixteen figures and more: a code, a phone, an INN, never an amount."""
_TIME = r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?Z?"
_SHAPES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\d{4}-\d{1,2}-\d{1,2}", ("%Y-%m-%d",)),
    (r"\d{4}/\d{1,2}/\d{1,2}", ("%Y/%m/%d",)),
    (r"\d{4}\.\d{1,2}\.\d{1,2}", ("%Y.%m.%d",)),
    (r"\d{1,2}\.\d{1,2}\.\d{4}", ("%d.%m.%Y", "%m.%d.%Y")),
    (r"\d{1,2}/\d{1,2}/\d{4}", ("%d/%m/%Y", "%m/%d/%Y")),
    (r"\d{1,2}-\d{1,2}-\d{4}", ("%d-%m-%Y", "%m-%d-%Y")),
    (r"\d{1,2}\.\d{1,2}\.\d{2}", ("%d.%m.%y",)),
    (r"\d{1,2}/\d{1,2}/\d{2}", ("%d/%m/%y", "%m/%d/%y")),
    (r"\d{1,2}-[A-Za-z]{3}-\d{4}", ("%d-%b-%Y",)),
    (r"\d{1,2}-[A-Za-z]{3}-\d{2}", ("%d-%b-%y",)),
    (r"\d{1,2} [A-Za-z]{3} \d{4}", ("%d %b %Y",)),
)
_PACKED = r"^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$"


@dataclass(frozen=True, slots=True)
class Numbers:
    """How numbers are written.

    Args:
        decimal: "." or ",".
        thousands: A key of `THOUSANDS`.
    """

    decimal: str
    thousands: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the texts of a column stand for.

    Args:
        kind: "text", "integer", "number", "boolean", "date" or "datetime".
        format: Directives of a date, else None.
        forced: A person said so: codes with leading zeros become numbers too.
    """

    kind: Kind
    format: str | None = None
    forced: bool = False


def numbers_of(values: Sequence[str], *, delimiter: str) -> Numbers:
    """Find the decimal sign and the thousands separator of a file.

    Args:
        values: Different cells of the sample.
        delimiter: The delimiter of cells: a comma between cells is seldom a decimal sign.

    Returns:
        What most of the number-like cells agree with; a point and no separator without evidence.

    Example:
        >>> numbers_of(["1 088,4", "23 819,5"], delimiter=";")
        Numbers(decimal=',', thousands='space')
    """
    blank = rf"[ {_SPACES}]"
    grouped = "\\d{1,3}(?:[ .'’\u00a0\u202f]\\d{3})+"
    tests = {
        "comma": rf"-?(?:\d+,(?:\d{{1,2}}|\d{{4,}})|0,\d+|{grouped},\d+|\d{{4,}},\d{{3}})",
        "point": r"-?(?:\d+\.(?:\d{1,2}|\d{4,})|0\.\d+|\d{4,}\.\d{3})",
        "spaced_point": rf"-?\d{{1,3}}(?:{blank}\d{{3}})+\.\d+",
        "unsure_comma": r"-?[1-9]\d{0,2},\d{3}",
        "unsure_point": r"-?[1-9]\d{0,2}\.\d{3}",
        "space": rf"-?[1-9]\d{{0,2}}(?:{blank}\d{{3}})+(?:[.,]\d+)?",
        "apostrophe": r"-?[1-9]\d{0,2}(?:['’]\d{3})+(?:[.,]\d+)?",
        "commas": r"-?[1-9]\d{0,2}(?:,\d{3})+\.\d+|-?[1-9]\d{0,2}(?:,\d{3}){2,}",
        "points": r"-?[1-9]\d{0,2}(?:\.\d{3})+,\d+|-?[1-9]\d{0,2}(?:\.\d{3}){2,}",
    }
    texts = pl.Series(values, dtype=pl.String).str.strip_chars()
    texts = texts.filter(texts.str.contains(r"\d[., '’\u00a0\u202f\u2009]\d"))
    row = (
        texts.alias("x")
        .to_frame()
        .select(
            pl.col("x").str.contains(f"^(?:{test})$").sum().alias(name)
            for name, test in tests.items()
        )
        .row(0, named=True)
    )
    counts: Counter[str] = Counter(row)
    comma, point = counts["comma"] + counts["points"], counts["point"] + counts["commas"]
    point += counts["spaced_point"]
    if comma == point == 0:
        # «1.234» and «1,234» alone: a file cut by ";" comes from where the point parts thousands,
        # one cut by "," from where the comma does.
        comma, point = counts["unsure_comma"], counts["unsure_point"]
        if delimiter == "," and comma:
            comma, point = 0, 1
            counts["commas"] += 1
        elif delimiter == ";" and point and not comma:
            comma, point = 1, 0
            counts["points"] += 1
    decimal = "," if comma > point else "."
    separators = {"space": counts["space"], "apostrophe": counts["apostrophe"]}
    other = "point" if decimal == "," else "comma"
    separators[other] = counts[f"{other}s"]
    likeliest = max(separators, key=lambda name: separators[name])
    return Numbers(decimal, likeliest if separators[likeliest] else "none")


def meanings_of(
    columns: Mapping[str, Sequence[str]], numbers: Numbers, order: DateOrder
) -> tuple[dict[str, Meaning], DateOrder]:
    """Find what each column holds.

    Args:
        columns: Column to its filled cells of the sample.
        numbers: How numbers are written.
        order: The order of day and month, or "auto".

    Returns:
        Meanings, and the order of day and month in force ("auto" when there are no dates).

    Example:
        >>> found, _ = meanings_of({"a": ["1"], "b": ["007"]}, Numbers(".", "none"), "auto")
        >>> found["a"].kind, found["b"].kind
        ('integer', 'text')
    """
    found = {name: _meanings(values, numbers, order) for name, values in columns.items()}
    sure = [options[0].format or "" for options in found.values() if len(options) == 1]
    months = sum(1 for item in sure if item.startswith("%m"))
    days = sum(1 for item in sure if item.startswith("%d"))
    first = "%m" if order == "month_first" or (order == "auto" and months > days) else "%d"
    out: dict[str, Meaning] = {}
    for name, options in found.items():
        fitting = [option for option in options if (option.format or "").startswith(first)]
        out[name] = (fitting or options)[0]
    formats = Counter((item.format or "")[:2] for item in out.values() if item.format)
    if order != "auto" or not formats:
        return out, order
    names: dict[str, DateOrder] = {"%d": "day_first", "%m": "month_first", "%Y": "year_first"}
    return out, names[formats.most_common(1)[0][0]]


def _meanings(values: Sequence[str], numbers: Numbers, order: DateOrder) -> list[Meaning]:
    different = pl.Series(values, dtype=pl.String).str.strip_chars().unique(maintain_order=True)
    different = different.filter(different != "")
    if different.is_empty():
        return [Meaning("text")]
    lower = set(different.str.to_lowercase().unique().to_list()) if len(different) <= 8 else set()
    if lower and any(lower <= set(pair) and len(lower) == 2 for pair in _PAIRS):
        return [Meaning("boolean")]
    if lower and lower <= {"true", "false"}:
        return [Meaning("boolean")]
    if order != "text" and len(different) >= 3 and _are_packed_days(different):
        return [Meaning("date", "%Y%m%d")]
    if not different.str.contains(_CODE_LIKE).any():
        for kind in ("integer", "number"):
            if different.str.contains(_number_pattern(kind, numbers)).all():
                return [Meaning(kind)]
    return ([] if order == "text" else _dates(different, order)) or [Meaning("text")]


def _are_packed_days(different: pl.Series) -> bool:
    return bool(different.str.contains(_PACKED).all()) and _all_dates(different, "%Y%m%d")


def _number_pattern(kind: Literal["integer", "number"], numbers: Numbers) -> str:
    marks = re.escape(THOUSANDS[numbers.thousands])
    grouped = rf"|[1-9]\d{{0,2}}(?:[{marks}]\d{{3}})+" if marks else ""
    whole = rf"[-−]?(?:\d{{1,15}}{grouped})"
    if kind == "integer":
        return f"^{whole}$"
    sign = re.escape(numbers.decimal)
    return rf"^(?:{whole}(?:{sign}\d*(?:[eE][-+]?\d{{1,3}})?)?|[-−]?{sign}\d+)$"


def _dates(different: pl.Series, order: DateOrder) -> list[Meaning]:
    for shape, formats in _SHAPES:
        if different.str.contains(f"^{shape}$").all():
            fits = [item for item in formats if _all_dates(different, item)]
            return [Meaning("date", item) for item in _in_order(fits, order)]
        if not different.str.contains(f"^{shape}{_TIME}$").all():
            continue
        time = _time_format(different)
        if time is None:
            return []
        fits = [item + time for item in formats if _all_times(different, item + time)]
        return [Meaning("datetime", item) for item in _in_order(fits, order)]
    return []


def _in_order(formats: list[str], order: DateOrder) -> list[str]:
    starts = {"day_first": "%d", "month_first": "%m", "year_first": "%Y"}
    if order not in starts:
        return formats
    asked = [item for item in formats if item.startswith(starts[order])]
    return asked or [item for item in formats if item.startswith("%Y")]


def _time_format(different: pl.Series) -> str | None:
    joint = "T" if different.str.contains("T", literal=True).all() else " "
    end = "Z" if different.str.ends_with("Z").all() else ""
    body = different.str.strip_suffix("Z")
    for shape, directives in (
        (r"[ T]\d{1,2}:\d{2}$", "%H:%M"),
        (r"[ T]\d{1,2}:\d{2}:\d{2}$", "%H:%M:%S"),
        (r"[ T]\d{1,2}:\d{2}:\d{2}\.\d+$", "%H:%M:%S%.f"),
    ):
        if body.str.contains(shape).all():
            return f"{joint}{directives}{end}"
    return None


def _all_dates(different: pl.Series, directives: str) -> bool:
    return different.str.to_date(directives, strict=False).null_count() == 0


def _all_times(different: pl.Series, directives: str) -> bool:
    return different.str.to_datetime(directives, strict=False).null_count() == 0


def converted(raw: pl.Expr, meaning: Meaning, numbers: Numbers) -> pl.Expr:
    """Build the conversion of a column of texts; what does not fit becomes null.

    Args:
        raw: The texts.
        meaning: What they stand for.
        numbers: How numbers are written.

    Returns:
        An expression of the type of `meaning.kind`.

    Example:
        >>> value = converted(pl.col("x"), Meaning("number"), Numbers(",", "space"))
        >>> pl.DataFrame({"x": ["1 000,5", "x"]}).select(value).to_series().to_list()
        [1000.5, None]
    """
    if meaning.kind == "text":
        return raw
    text = raw.str.strip_chars()
    if meaning.kind == "date":
        return text.str.to_date(meaning.format, strict=False)
    if meaning.kind == "datetime":
        return text.str.to_datetime(meaning.format, strict=False, time_unit="us")
    if meaning.kind == "boolean":
        lower = text.str.to_lowercase()
        yes = (*TRUE, "1") if meaning.forced else TRUE
        no = (*FALSE, "0") if meaning.forced else FALSE
        return pl.when(lower.is_in(yes)).then(True).when(lower.is_in(no)).then(False)
    # The true minus sign and separators go before the figures are read.
    plain = text
    if numbers.thousands != "none":
        plain = plain.str.replace_all(f"[{re.escape(THOUSANDS[numbers.thousands])}]", "")
    if numbers.decimal == "," and meaning.kind == "number":
        if numbers.thousands != "point":
            plain = pl.when(plain.str.contains(".", literal=True)).then(None).otherwise(plain)
        plain = plain.str.replace(",", ".", literal=True)
    plain = plain.str.replace("−", "-", literal=True)
    dtype = pl.Int64() if meaning.kind == "integer" else pl.Float64()
    value = plain.cast(dtype, strict=False)
    if meaning.kind == "number":
        value = pl.when(value.is_finite()).then(value)
    return value if meaning.forced else pl.when(~text.str.contains(_CODE_LIKE)).then(value)


def quick(raw: pl.Expr, meaning: Meaning, numbers: Numbers) -> pl.Expr:
    """Build a conversion of plainly written values, several times faster than `converted`.

    Args:
        raw: The texts.
        meaning: What they stand for.
        numbers: How numbers are written.

    Returns:
        An expression of the same type as that of `converted`, null for every value that `converted`
        must decide: blanks around it, separators, zeros in front.

    Example:
        >>> value = quick(pl.col("x"), Meaning("integer"), Numbers(".", "none"))
        >>> pl.DataFrame({"x": ["10", "007", "x"]}).select(value).to_series().to_list()
        [10, None, None]
    """
    if meaning.kind == "date":
        return raw.str.to_date(meaning.format, strict=False, cache=False)
    if meaning.kind == "datetime":
        return raw.str.to_datetime(meaning.format, strict=False, time_unit="us", cache=False)
    if meaning.kind not in ("integer", "number"):
        return converted(raw, meaning, numbers)
    doubtful = raw.str.starts_with("+")
    if meaning.kind == "integer":
        value = raw.cast(pl.Int64(), strict=False)
        doubtful |= raw.str.starts_with("0") & (raw != "0")
        doubtful |= raw.str.starts_with("-0") | (raw.str.len_bytes() > 15)
        return pl.when(~doubtful).then(value)
    plain = raw
    if numbers.decimal == ",":
        doubtful |= raw.str.contains(".", literal=True)
        plain = raw.str.replace(",", ".", literal=True)
    value = plain.cast(pl.Float64(), strict=False)
    zero = raw.str.starts_with("0") & ~raw.str.starts_with(f"0{numbers.decimal}") & (raw != "0")
    whole = ~raw.str.contains(numbers.decimal, literal=True)
    doubtful |= zero | ((raw.str.len_bytes() > 15) & whole)
    return pl.when(~doubtful & value.is_finite()).then(value)
