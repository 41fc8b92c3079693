"""Values that do not fit their column's type, found while the rows flow."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from kanva.sdk import KIND_TITLES, Context, NodeError, Text
from kanva_nodes.sources._date_patterns import words_of
from kanva_nodes.sources._kinds import Meaning, Numbers, converted, quick
from kanva_nodes.sources._recognise import Recipe
from kanva_nodes.sources._sample import open_bytes, text_stream
from kanva_nodes.sources._scratch_files import replacing

_SHOWN_ROWS = 5
_SHOWN_COLUMNS = 12
_CHUNK_RECORDS = 20_000


class BadValueError(NodeError):
    r"""A value that does not fit.

    Polars rebuilds an exception raised inside an expression from its text alone, so the text is the
    whole error as JSON, and the error can be built from it again.

    Args:
        payload: JSON of code, field, column, values and rows; only the first line counts.

    Example:
        >>> BadValueError('{"code": "bad_value", "column": "Сумма"}\n…').column
        'Сумма'
    """

    def __init__(self, payload: str) -> None:
        self.payload = payload.split("\n", 1)[0]
        parts: dict[str, Any] = json.loads(self.payload)
        values = {
            name: Text(**value) if isinstance(value, dict) else value
            for name, value in parts.get("values", {}).items()
        }
        super().__init__(
            parts["code"],
            field=parts.get("field"),
            column=parts.get("column"),
            values=values,
            rows=parts.get("rows"),
        )
        self.args = (self.payload,)

    def __str__(self) -> str:
        """Return the whole error as JSON on one line."""
        return self.payload


def kind_words(meaning: Meaning) -> Text:
    """Say what a value was expected to be: «дата (дд.мм.гггг)»."""
    title = KIND_TITLES[meaning.kind]
    if meaning.format is None:
        return title
    words = words_of(meaning.format)
    return Text(ru=f"{title.ru} ({words.ru})", en=f"{title.en} ({words.en})")


def checked(
    raw: pl.Expr, meaning: Meaning, numbers: Numbers, fail: Callable[[], None] | None
) -> pl.Expr:
    """Build a conversion that is quick for plain values and looks closer only where it must.

    Args:
        raw: The texts.
        meaning: What they stand for.
        numbers: How numbers are written.
        fail: Raises the error; called when a batch holds a value that does not fit. None leaves
            such values empty.

    Returns:
        An expression that works on batches of any size.
    """

    def check(pair: Sequence[pl.Series]) -> pl.Series:
        texts, values = pair
        # Counters of nulls are kept by polars: a batch of plain values costs nothing here.
        if values.null_count() <= texts.null_count():
            return values
        closer = converted(pl.col("x"), meaning, numbers)
        result = texts.alias("x").to_frame().select(closer.alias(values.name)).to_series()
        if fail is not None and bool(misfits(texts, result).any()):
            fail()
        return result

    plain = quick(raw, meaning, numbers)
    dtype = _dtype(meaning)
    return pl.map_batches([raw, plain], check, return_dtype=dtype, is_elementwise=True)


def misfits(texts: pl.Series, values: pl.Series) -> pl.Series:
    """Mark the texts that did not become values; blanks are empty cells.

    Example:
        >>> misfits(pl.Series(["1", "x", " ", None]), pl.Series([1, None, None, None])).to_list()
        [False, True, False, False]
    """
    filled = (texts.str.strip_chars() != "").fill_null(value=False)
    return values.is_null() & filled


def misfits_expression(raw: pl.Expr, meaning: Meaning, numbers: Numbers) -> pl.Expr:
    """Build a yes/no column: the text did not become a value."""
    filled = (raw.str.strip_chars() != "").fill_null(value=False)
    return converted(raw, meaning, numbers).is_null() & filled


def misfit_places(
    target: Path, recipe: Recipe, markers: Sequence[str], frame: pl.LazyFrame, context: Context
) -> frozenset[int]:
    """Find the columns some value of which does not fit; the whole file is read once.

    Args:
        target: The file that is scanned.
        recipe: How it is read.
        markers: Cells that count as empty.
        frame: One yes/no column a typed column, named by its place: the misfits.
        context: The house.

    Returns:
        Places of the columns, from 0.
    """
    stat = target.stat()
    file = [str(target), stat.st_size, stat.st_mtime_ns]
    state = json.dumps([str(recipe.meanings), str(recipe.numbers), markers, file])
    digest = hashlib.blake2b(state.encode(), digest_size=16).hexdigest()
    place = context.scratch(f"text-{digest}-misfits")
    try:
        return frozenset(json.loads(place.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        pass
    row = frame.select(pl.all().any()).collect().row(0, named=True)
    found = sorted(int(name) for name, any_misfit in row.items() if any_misfit)
    with replacing(place) as temporary:
        temporary.write_text(json.dumps(found), encoding="utf-8")
    return frozenset(found)


def _dtype(meaning: Meaning) -> pl.DataType:
    dtypes: dict[str, pl.DataType] = {
        "integer": pl.Int64(),
        "number": pl.Float64(),
        "boolean": pl.Boolean(),
        "date": pl.Date(),
        "datetime": pl.Datetime("us"),
    }
    return dtypes.get(meaning.kind, pl.String())


def first_misfits(
    path: Path, name: str, recipe: Recipe, place: int, markers: Sequence[str]
) -> BadValueError:
    """Find the first lines of a file where a column holds values that do not fit.

    Args:
        path: The file as the person gave it.
        name: Its name for messages.
        recipe: How it is read.
        place: Which column, from 0.
        markers: Cells that count as empty.

    Returns:
        The error, with line numbers of the file and up to five rows.
    """
    column, meaning = recipe.names[place], recipe.meanings[place]
    conversion = converted(pl.col("x"), meaning, recipe.numbers)
    found: list[tuple[int, list[str]]] = []
    waiting: list[tuple[int, list[str]]] = []

    def sift() -> None:
        texts = pl.Series("x", [record[place] for _, record in waiting], dtype=pl.String)
        texts = texts.to_frame().select(
            pl.when(~pl.col("x").is_in(["", *markers])).then(pl.col("x"))
        )["x"]
        values = texts.to_frame().select(conversion.alias("value"))["value"]
        found.extend(waiting[at] for at in misfits(texts, values).arg_true().to_list())
        waiting.clear()

    with text_stream(open_bytes(path, name), recipe.codec, "replace", None) as stream:
        for line, record in recipe.data(stream):
            if len(record) > place:
                waiting.append((line, record))
            if len(waiting) >= _CHUNK_RECORDS:
                sift()
                if len(found) >= _SHOWN_ROWS:
                    break
        sift()
    return _error(column, meaning, recipe.names, place, found[:_SHOWN_ROWS])


def _error(
    column: str,
    meaning: Meaning,
    names: Sequence[str],
    place: int,
    found: Sequence[tuple[int, list[str]]],
) -> BadValueError:
    shown = [place, *(at for at in range(len(names)) if at != place)][:_SHOWN_COLUMNS]
    words = kind_words(meaning)
    values: dict[str, Any] = {"kind": words.as_json()}
    rows: dict[str, Any] | None = None
    if found:
        values |= {"line": found[0][0], "value": _short(found[0][1][place])}
        rows = {
            "columns": ["№", *(names[at] for at in shown)],
            "rows": [
                [line, *(record[at] if at < len(record) else None for at in shown)]
                for line, record in found
            ],
        }
    payload = {
        "code": "bad_value" if found else "bad_value_somewhere",
        "field": "columns",
        "column": column,
        "values": values,
        "rows": rows,
    }
    return BadValueError(json.dumps(payload, ensure_ascii=False))


def _short(value: str) -> str:
    return value if len(value) <= 60 else f"{value[:57]}…"
