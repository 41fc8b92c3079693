"""The Parquet import: the footer, push-down, files that are no Parquet."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kanva.sdk import NodeError
from kanva_nodes.sources.parquet_file import ImportParquet, ParquetSettings

ODD = pl.DataFrame(
    {
        "*": [1, None, 3],
        "^а.*$": ["", None, "x"],
        " ": [[1], [], None],
        "запись": [{"а": 1}, None, {"а": None}],
    },
    schema_overrides={"*": pl.UInt8},
)


def written(context: Any, frame: pl.DataFrame, name: str = "т.parquet") -> ParquetSettings:
    frame.write_parquet(context.workspace / name)
    return ParquetSettings(file=name)


def test_odd_columns_come_as_they_are(context: Any) -> None:
    settings = written(context, ODD)
    node = ImportParquet()
    assert_frame_equal(node.scan(settings, context).collect(), ODD)
    assert node.schema(settings, {}, context) == {"rows": ODD.schema}
    assert node.row_count(settings, context) == 3


def test_only_what_is_needed_is_asked_of_the_file(context: Any) -> None:
    settings = written(context, pl.DataFrame({"а": [1, 2], "б": ["x", "y"], "в": [0.5, 1.5]}))
    frame = ImportParquet().scan(settings, context)
    plan = frame.filter(pl.col("б") == "x").select("а").explain()
    assert "FILTER" not in plan
    assert "PROJECT 2/3 COLUMNS" in plan
    assert 'SELECTION: col("б") == "x"' in plan


def test_a_limit_and_a_name_with_a_mask(context: Any) -> None:
    settings = written(context, ODD, "отчёт [1] *.parquet")
    limited = settings.model_copy(update={"limit": 2})
    assert ImportParquet().scan(limited, context).collect().height == 2
    assert ImportParquet().row_count(limited, context) == 2


def test_no_rows_and_no_columns(context: Any) -> None:
    empty = written(context, pl.DataFrame(schema={"а": pl.Date}))
    assert ImportParquet().scan(empty, context).collect().schema == {"а": pl.Date}
    assert ImportParquet().row_count(empty, context) == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "missing_file"),
        (b"", "empty_file"),
        (b"PAR", "not_parquet"),
        (b"a;b\n1;2\n", "not_parquet"),
        (b"PAR1" + b"\0" * 40 + b"PAR1", "not_parquet"),
        (b"PAR1" + b"\0" * 40 + b"PARE", "encrypted"),
    ],
)
def test_what_is_no_parquet_is_told(context: Any, content: bytes | None, code: str) -> None:
    if content is not None:
        (context.workspace / "т.parquet").write_bytes(content)
    settings = ParquetSettings(file="т.parquet")
    with pytest.raises(NodeError) as caught:
        ImportParquet().scan(settings, context)
    assert (caught.value.code, caught.value.field) == (code, "file")
    assert ImportParquet().row_count(settings, context) is None


def test_a_file_cut_short_is_told(context: Any) -> None:
    settings = written(context, ODD)
    path = context.workspace / "т.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(NodeError, match="not_parquet"):
        ImportParquet().scan(settings, context)
