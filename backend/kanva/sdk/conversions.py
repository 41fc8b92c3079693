"""Turning a column into another kind of values as a person means it: «1 000,50» is a number."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from kanva.sdk.columns import KIND_TITLES, Kind, dtype_of, kind_of
from kanva.sdk.messages import Message, NodeError
from kanva.sdk.node import Context
from kanva.sdk.text import Text

CONVERSION_MESSAGES: dict[str, Message] = {
    "cannot_convert": Message(
        Text(
            ru="Столбец «{column}» не превратить: {kind} → {target}",
            en="Column “{column}” cannot be turned from {kind} into {target}",
        ),
        Text(
            ru="Выберите другой тип или получите значение формулой.",
            en="Choose another type, or make the value with a formula.",
        ),
    ),
    "bad_values": Message(
        Text(
            ru="В столбце «{column}» есть значения, которые не {target}: {examples}",
            en="Column “{column}” has values that are not a {target}: {examples}",
        ),
        Text(
            ru="Исправьте их в узлах выше или выберите «Оставить пустыми».",
            en="Correct them in the nodes above, or choose “Leave empty”.",
        ),
    ),
    "values_emptied": Message(
        Text(
            ru="В столбце «{column}» есть значения, которые не {target}: {examples}. "
            "Вместо них пустые ячейки",
            en="Column “{column}” has values that are not a {target}: {examples}. "
            "They were left empty",
        ),
        Text(
            ru="Чтобы узел остановился на таких значениях, выберите «Остановиться».",
            en="To make the node stop at such values, choose “Stop”.",
        ),
        "warning",
    ),
}
"""What a conversion may raise or warn of: a node that converts adds these to its own messages."""

_SAFE: dict[Kind, tuple[Kind, ...]] = {
    "text": ("category",),
    "category": ("text",),
    "integer": ("text", "category", "number", "decimal", "boolean"),
    "number": ("text", "category", "boolean"),
    "decimal": ("text", "category", "number", "boolean"),
    "boolean": ("text", "category", "integer", "number", "decimal"),
    "date": ("text", "category", "datetime"),
    "datetime": ("text", "category", "date", "time"),
    "time": ("text", "category"),
    "duration": ("text", "category"),
}
_DOUBTFUL: dict[Kind, tuple[Kind, ...]] = {
    "text": ("integer", "number", "decimal", "boolean", "date", "datetime", "time"),
    "category": ("integer", "number", "decimal", "boolean", "date", "datetime", "time"),
    "integer": ("decimal",),
    "number": ("integer", "decimal"),
    "decimal": ("integer",),
}
_YES = ["true", "да", "истина", "yes", "1"]
_NO = ["false", "нет", "ложь", "no", "0"]
EXAMPLE_ROWS = 5


def can_convert(source: Kind, target: Kind) -> bool:
    """Tell whether there is a way from one kind of values to another.

    Args:
        source: The kind there is.
        target: The kind that is wanted.

    Example:
        >>> can_convert("text", "date"), can_convert("date", "number")
        (True, False)
    """
    return source == target or target in _SAFE.get(source, ()) or can_fail(source, target)


def can_fail(source: Kind, target: Kind) -> bool:
    """Tell whether some values of one kind do not fit another.

    Args:
        source: The kind there is.
        target: The kind that is wanted.

    Example:
        >>> can_fail("text", "number"), can_fail("integer", "text")
        (True, False)
    """
    return target in _DOUBTFUL.get(source, ())


def conversion(column: pl.Expr, source: Any, target: Kind) -> pl.Expr:
    """Turn a column into another kind; a value that does not fit becomes null.

    Text is read as a person writes it: blanks between thousands, a decimal comma, dd.mm.yyyy,
    да/нет. A fraction does not become a whole number: it does not fit. Dates become ISO
    text, a whole number has no «.0».

    Args:
        column: The column or expression.
        source: Its polars type.
        target: The kind that is wanted; a kind the column already has leaves it as it is.

    Returns:
        The expression.

    Raises:
        KeyError: There is no way from one to the other (see `can_convert`).

    Example:
        >>> frame = pl.DataFrame({"Сумма": ["1 000,50", "нет данных", None]})
        >>> frame.select(conversion(pl.col("Сумма"), pl.String(), "number")).to_series().to_list()
        [1000.5, None, None]
    """
    kind = kind_of(source)
    if kind == target:
        return column.cast(pl.String) if source.base_type() == pl.Null else column
    if not can_convert(kind, target):
        raise KeyError((kind, target))
    if kind in {"text", "category"}:
        words = column.cast(pl.String)
        return (
            words.cast(dtype_of(target)) if target in {"text", "category"} else _read(words, target)
        )
    if target in {"text", "category"}:
        return _write(column, kind).cast(dtype_of(target))
    if target == "boolean":
        return column != 0
    if target == "integer" and kind != "boolean":
        whole = column.round(0) == column
        return pl.when(whole).then(column).cast(pl.Int64, strict=False)
    if target == "time":
        return column.dt.time()
    if target == "date":
        return column.dt.date()
    return column.cast(dtype_of(target), strict=False)


def _write(column: pl.Expr, kind: Kind) -> pl.Expr:
    if kind == "number":
        whole = (column.round(0) == column) & (column.abs() < 1e15)
        return (
            pl.when(whole)
            .then(pl.when(whole).then(column).cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(column.cast(pl.String))
        )
    if kind == "date":
        return column.dt.to_string("%Y-%m-%d")
    if kind == "datetime":
        return column.dt.to_string("%Y-%m-%d %H:%M:%S")
    if kind == "time":
        return column.dt.to_string("%H:%M:%S")
    if kind == "duration":
        return column.dt.to_string("polars")
    return column.cast(pl.String)


def _read(words: pl.Expr, target: Kind) -> pl.Expr:
    words = words.str.strip_chars()
    if target in {"integer", "number", "decimal"}:
        digits = _digits(words)
        if target == "integer":
            digits = digits.str.replace(r"\.0*$", "")
        return digits.cast(dtype_of(target), strict=False)
    if target == "boolean":
        lower = words.str.to_lowercase()
        yes = pl.when(lower.is_in(_YES)).then(statement=True)
        return yes.when(lower.is_in(_NO)).then(statement=False)
    if target == "time":
        formats = ("%H:%M:%S%.f", "%H:%M")
        return pl.coalesce(*(words.str.to_time(form, strict=False) for form in formats))
    moments = _moments(words)
    return moments.dt.date() if target == "date" else moments


def _digits(words: pl.Expr) -> pl.Expr:
    plain = words.str.replace_all(r"[\s\u{a0}\u{202f}]", "").str.replace(r"^\u{2212}", "-")
    english = plain.str.contains(r"^[+-]?\d{1,3}(,\d{3})+\.\d+$")
    german = plain.str.contains(r"^[+-]?\d{1,3}(\.\d{3})+,\d+$")
    return (
        pl.when(english)
        .then(plain.str.replace_all(",", "", literal=True))
        .when(german)
        .then(plain.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
        .otherwise(plain.str.replace(",", ".", literal=True))
        .str.replace(r"^\+", "")
    )


def _moments(words: pl.Expr) -> pl.Expr:
    # A date is read as that day at midnight, so both forms go one way. chrono takes «24» for the
    # year 24 under %Y, therefore the number of digits decides between %Y and %y.
    plain = words.str.replace("T", " ", literal=True).str.replace_all("/", ".", literal=True)
    dated = pl.when(plain.str.contains(":", literal=True)).then(plain).otherwise(plain + " 00:00")
    timed = pl.when(dated.str.contains(r":\d+:")).then(dated).otherwise(dated + ":00")
    short = timed.str.contains(r"^\d{1,2}\.\d{1,2}\.\d{2} ")
    long = timed.str.contains(r"^(\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{1,2}-\d{1,2}) ")

    def parse(form: str) -> pl.Expr:
        return timed.str.to_datetime(f"{form} %H:%M:%S%.f", strict=False, time_unit="us")

    return (
        pl.when(short)
        .then(parse("%d.%m.%y"))
        .when(long)
        .then(pl.coalesce(parse("%Y-%m-%d"), parse("%d.%m.%Y")))
    )


@dataclass(frozen=True, slots=True)
class Conversion:
    """A column that was converted, for the watch over its values.

    Args:
        column: Name a person knows it by.
        source: Column of the frame with the values as they were.
        result: Column of the frame with the converted values.
        target: The kind they were converted to.
        field: Dotted path of the setting.
    """

    column: str
    source: str
    result: str
    target: Kind
    field: str


def watch_conversions(
    frame: pl.LazyFrame,
    conversions: Sequence[Conversion],
    visible: Mapping[str, str],
    bad_values: Literal["null", "stop"],
    context: Context,
) -> pl.LazyFrame:
    """Look at converted columns while the rows flow by: warn of values that did not fit, or stop.

    Args:
        frame: A frame that holds each column both as it was and converted.
        conversions: What was converted.
        visible: Column of the frame to the name a person knows it by, for the rows shown.
        bad_values: "null" warns once a column, "stop" raises.
        context: Receives the warnings.

    Returns:
        The same frame. Rows come in pieces: the examples are those of the piece that comes first.
        When run it raises NodeError `bad_values` with up to five rows, or warns
        with `values_emptied`.
    """
    told: set[str] = set()
    lock = threading.Lock()

    def look(rows: pl.DataFrame) -> pl.DataFrame:
        for item in conversions:
            unfit = rows[item.source].is_not_null() & rows[item.result].is_null()
            if rows[item.source].dtype == pl.String:
                unfit &= rows[item.source].str.strip_chars() != ""
            if not unfit.any():
                continue
            bad = rows.filter(unfit).head(EXAMPLE_ROWS)
            examples = ", ".join(
                f"«{value}»" for value in bad[item.source].unique(maintain_order=True)
            )
            values = {"target": KIND_TITLES[item.target], "examples": examples}
            if bad_values == "stop":
                shown = bad.select(list(visible)).rename(dict(visible))
                table = {
                    "columns": shown.columns,
                    "rows": [
                        [None if cell is None else str(cell) for cell in row]
                        for row in shown.rows()
                    ],
                }
                raise NodeError(
                    "bad_values", field=item.field, column=item.column, values=values, rows=table
                )
            with lock:
                first = item.column not in told
                told.add(item.column)
            if first:
                context.warn("values_emptied", field=item.field, column=item.column, **values)
        return rows

    return frame.map_batches(look, streamable=True, validate_output_schema=False)
