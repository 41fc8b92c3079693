"""The Parquet export: what is written reads back the same; compressions; untyped columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kanva.sdk import NodeError
from kanva_nodes.export.parquet_file import ExportParquet, ParquetExportSettings

FRAME = pl.DataFrame(
    {
        "а": [1, None, 3],
        "*": ["", "ё", None],
        "д": [date(2026, 1, 1), None, date(1, 1, 1)],
        "м": [datetime(2026, 1, 1, 2, 3, 4, 5), None, None],
        "р": [Decimal("1.10"), None, Decimal("-0.01")],
        "с": [[1, None], [], None],
    },
    schema_overrides={"р": pl.Decimal(12, 2)},
)


def write(context: Any, staging: Any, rows: Any, **raw: Any) -> tuple[int, pl.DataFrame]:
    settings = ParquetExportSettings.model_validate({"file": "т.parquet", **raw})
    count = ExportParquet().write(settings, rows, staging, context)
    return count, pl.read_parquet(staging.files["т.parquet"])


@pytest.mark.parametrize("compression", ["zstd", "snappy", "lz4", "gzip", "brotli", "uncompressed"])
def test_what_is_written_reads_back(
    context: Any, staging: Any, batches: Callable[..., Any], compression: str
) -> None:
    count, back = write(context, staging, batches(FRAME, 2), compression=compression)
    assert count == 3
    assert_frame_equal(back, FRAME)


def test_order_over_many_batches(context: Any, staging: Any, batches: Callable[..., Any]) -> None:
    frame = pl.DataFrame({"n": range(50_000)})
    count, back = write(context, staging, batches(frame, 777), level=9, group_rows=1000)
    assert count == 50_000
    assert back["n"].is_sorted()


def test_columns_without_a_type_become_text(
    context: Any, staging: Any, batches: Callable[..., Any]
) -> None:
    frame = pl.DataFrame({"n": [1], "пусто": [None]})
    back = write(context, staging, batches(frame))[1]
    assert back.schema == {"n": pl.Int64, "пусто": pl.String}


def test_no_rows(context: Any, staging: Any, batches: Callable[..., Any]) -> None:
    count, back = write(context, staging, batches(FRAME.clear()))
    assert (count, back.schema) == (0, FRAME.schema)


def test_a_level_the_compression_has_not(
    context: Any, staging: Any, batches: Callable[..., Any]
) -> None:
    with pytest.raises(NodeError) as caught:
        write(context, staging, batches(FRAME), compression="gzip", level=12)
    assert (caught.value.code, caught.value.field) == ("level_too_high", "level")


def test_a_stopped_run_stops_the_writing(
    context: Any, staging: Any, batches: Callable[..., Any]
) -> None:
    context.cancelled = True
    with pytest.raises(NodeError, match="cancelled"):
        write(context, staging, batches(FRAME, 1))
