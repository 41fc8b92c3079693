"""The JSON export: kinds of files, values JSON has not, what reads back the same."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kanva.sdk import NodeError
from kanva_nodes.export.json_file import ExportJson, JsonExportSettings
from kanva_nodes.sources.json_file import ImportJson, JsonSettings


def write(context: Any, staging: Any, rows: Any, file: str, **raw: Any) -> bytes:
    settings = JsonExportSettings.model_validate({"file": file, **raw})
    assert ExportJson().write(settings, rows, staging, context) == rows.frame.height
    return staging.files[file].read_bytes()


ODD = pl.DataFrame(
    {
        "*": [math.nan, math.inf, 0.1],
        'ка"в': ["\n", "ё😀", None],
        "руб": [Decimal("1.50"), None, Decimal("-0.01")],
        "миг": [datetime(2026, 1, 1), datetime(2026, 1, 1, 2, 3, 4, 500_000), None],
        "час": [time(1, 2, 3), None, None],
        "срок": [timedelta(days=1, seconds=5), None, None],
        "вид": ["а", None, "а"],
        "пусто": [None, None, None],
        "л": [[1, None], [], None],
        "з": [{"x": "\n"}, None, {"x": None}],
        "код": [9007199254740993, None, 0],
    },
    schema_overrides={"вид": pl.Categorical, "руб": pl.Decimal(10, 2)},
)
EXPECTED: list[dict[str, Any]] = [
    {"*": None, 'ка"в': "\n", "руб": 1.5, "миг": "2026-01-01T00:00:00", "час": "01:02:03",
     "срок": "PT86405S", "вид": "а", "пусто": None, "л": [1, None], "з": {"x": "\n"},
     "код": 9007199254740993},
    {"*": None, 'ка"в': "ё😀", "руб": None, "миг": "2026-01-01T02:03:04.500", "час": None,
     "срок": None, "вид": None, "пусто": None, "л": [], "з": None, "код": None},
    {"*": 0.1, 'ка"в': None, "руб": -0.01, "миг": None, "час": None, "срок": None, "вид": "а",
     "пусто": None, "л": None, "з": {"x": None}, "код": 0},
]  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 100])
def test_odd_values(context: Any, staging: Any, batches: Callable[..., Any], size: int) -> None:
    assert json.loads(write(context, staging, batches(ODD, size), "т.json")) == EXPECTED
    lines = write(context, staging, batches(ODD, size), "т.JSONL").splitlines()
    assert [json.loads(line) for line in lines] == EXPECTED
    packed = write(context, staging, batches(ODD, size), "т.json.gz", key='к"')
    assert json.loads(gzip.decompress(packed)) == {'к"': EXPECTED}
    texts = json.loads(write(context, staging, batches(ODD, size), "т.json", decimals="text"))
    assert [row["руб"] for row in texts] == ["1.50", None, "-0.01"]


def test_no_rows(context: Any, staging: Any, batches: Callable[..., Any]) -> None:
    frame = pl.DataFrame(schema={"а": pl.Int64})
    assert write(context, staging, batches(frame), "т.json") == b"[\n\n]\n"
    assert write(context, staging, batches(frame), "т.ndjson") == b""
    assert json.loads(write(context, staging, batches(frame), "т.ndjson", form="array")) == []


def test_what_is_written_reads_back(
    context: Any, staging: Any, batches: Callable[..., Any]
) -> None:
    frame = pl.DataFrame(
        {
            "n": range(1000),
            "т": [f"строка {n}" for n in range(1000)],
            "м": [datetime(2026, 1, 1)] * 1000,
        }
    )
    content = write(context, staging, batches(frame, 300), "т.ndjson")
    (context.workspace / "т.ndjson").write_bytes(content)
    back = ImportJson().scan(JsonSettings(file="т.ndjson"), context).collect()
    assert_frame_equal(back, frame)


def test_binary_is_refused(context: Any, staging: Any, batches: Callable[..., Any]) -> None:
    frame = pl.DataFrame({"б": [[b"x"]]})
    with pytest.raises(NodeError) as caught:
        write(context, staging, batches(frame), "т.json")
    assert (caught.value.code, caught.value.column) == ("binary_column", "б")
