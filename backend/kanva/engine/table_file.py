"""What is seen, saved as a file: sorted, filtered, columns as shown, written batch by batch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import polars as pl

from kanva.engine.look import Look
from kanva.engine.preview import Rows
from kanva.sdk import NodeError

SHEET_ROWS = 1_048_575
"""Rows of a sheet of Excel below its head."""
_BATCH_ROWS = 50_000
_LONGEST_CELL = 32_767
_EXACT_IN_EXCEL = 10**15
_FORMULA_START = r"^[=+\-@\t\r]"


def save_table(
    rows: Rows,
    look: Look,
    columns: Sequence[str],
    path: Path,
    kind: Literal["csv", "xlsx"],
    language: str,
) -> dict[str, Any]:
    """Write rows as a person sees them into a file.

    Args:
        rows: The rows.
        look: Their order and what leaves some of them out.
        columns: Names of the columns in the order shown; none takes all.
        path: Where to write; a neighbour is renamed when all is done.
        kind: "csv" (UTF-8 with a mark, as Excel opens it) or "xlsx".
        language: "ru" writes CSV with semicolons and decimal commas, "en" with commas and dots.

    Returns:
        `{"rows", "full"}`.

    Raises:
        NodeError: A column is unknown, or a sheet cannot hold so many rows.
    """
    schema = rows.frame.collect_schema()
    names = [*columns] or schema.names()
    for name in names:
        if name not in schema:
            raise NodeError("missing_column", column=name, values={"columns": ", ".join(schema)})
    frame = look.ordered(look.narrowed(rows.frame)).select(names)
    staged = path.with_name(f"{path.name}.part")
    if kind == "csv":
        count = int(frame.select(pl.len()).collect().item())
        _write_csv(frame, staged, language)
    else:
        count = _write_sheet(frame, staged, language)
    staged.replace(path)
    return {"rows": count, "full": rows.full, "problem": None}


def _write_csv(frame: pl.LazyFrame, path: Path, language: str) -> None:
    schema = frame.collect_schema()
    russian = language == "ru"
    shown = []
    for name, dtype in schema.items():
        column = pl.col(name)
        if dtype == pl.Boolean:
            yes, no = ("да", "нет") if russian else ("yes", "no")
            column = pl.when(column).then(pl.lit(yes)).when(~column).then(pl.lit(no))
        elif dtype.base_type() in {pl.String, pl.Categorical, pl.Enum}:
            # A cell that Excel would run as a formula is made a text by an apostrophe.
            text = column.cast(pl.String)
            runs = text.str.contains(_FORMULA_START) & ~text.str.contains(r"^[+\-][\d\s().,-]*$")
            column = pl.when(runs).then(pl.lit("'") + text).otherwise(text)
        elif dtype.is_nested():
            column = pl.col(name).map_batches(_as_text, return_dtype=pl.String)
        elif dtype == pl.Date and russian:
            column = column.dt.to_string("%d.%m.%Y")
        elif dtype == pl.Datetime:
            column = column.dt.to_string("%d.%m.%Y %H:%M:%S" if russian else "%Y-%m-%d %H:%M:%S")
        shown.append(column.alias(name))
    frame.select(shown).sink_csv(
        path,
        include_bom=True,
        separator=";" if russian else ",",
        decimal_comma=russian,
        maintain_order=True,
    )


def _as_text(series: pl.Series) -> pl.Series:
    return pl.Series(series.name, [None if one is None else str(one) for one in series.to_list()])


def _write_sheet(frame: pl.LazyFrame, path: Path, language: str) -> int:
    import xlsxwriter  # noqa: PLC0415 - a heavy library, needed only here

    schema = frame.collect_schema()
    count = 0
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
        "default_date_format": "dd.mm.yyyy" if language == "ru" else "yyyy-mm-dd",
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("Данные" if language == "ru" else "Data")
        head = book.add_format({"bold": True})
        moment = book.add_format(
            {"num_format": "dd.mm.yyyy hh:mm:ss" if language == "ru" else "yyyy-mm-dd hh:mm:ss"}
        )
        for place, (name, dtype) in enumerate(schema.items()):
            sheet.write_string(0, place, name, head)
            wide = 18 if dtype.base_type() == pl.Datetime else min(max(len(name) + 2, 10), 40)
            sheet.set_column(
                place, place, wide, moment if dtype.base_type() == pl.Datetime else None
            )
        sheet.freeze_panes(1, 0)
        for batch in frame.collect_batches(chunk_size=_BATCH_ROWS, maintain_order=True):
            if count + batch.height > SHEET_ROWS:
                raise NodeError("sheet_full", values={"rows": SHEET_ROWS})
            for row in _plain(batch).iter_rows():
                count += 1
                for place, value in enumerate(row):
                    if value is not None:
                        sheet.write(count, place, value)
    return count


def _plain(batch: pl.DataFrame) -> pl.DataFrame:
    """Return values a sheet can hold: long whole numbers, lists and long texts become texts."""
    out = []
    for name, dtype in batch.schema.items():
        column = pl.col(name)
        if dtype.is_nested():
            column = column.map_batches(_as_text, return_dtype=pl.String)
        elif dtype.is_integer() and batch.select(_long_numbers(name)).item():
            column = column.cast(pl.String)
        elif dtype.base_type() == pl.Datetime:
            column = column.dt.replace_time_zone(None)
        elif dtype.base_type() in {pl.Categorical, pl.Enum, pl.Binary, pl.Null}:
            column = column.cast(pl.String)
        if dtype == pl.String:
            column = column.str.slice(0, _LONGEST_CELL)
        out.append(column.alias(name))
    return batch.select(out)


def _long_numbers(name: str) -> pl.Expr:
    """Return whether a column has whole numbers whose last digits Excel would lose."""
    return (~pl.col(name).is_between(-_EXACT_IN_EXCEL, _EXACT_IN_EXCEL)).any()
