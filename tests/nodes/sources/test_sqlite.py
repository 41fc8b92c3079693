"""SQLite: types found over all values, a real base, and a query that may only read."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kanva.sdk import NodeError
from kanva_nodes.sources.sqlite_table import SqliteTable


@pytest.fixture
def shop(context: Any) -> Path:
    """A base with a value of every sort."""
    path = context.workspace / "магазин.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            """CREATE TABLE "т 1" (a INTEGER, b REAL, c TEXT, d TEXT, e BLOB, f, g, h DATE);
            INSERT INTO "т 1" VALUES
                (1, 1, 'x', '2026-01-31', x'00ff', 1, NULL, '2026-01-31'),
                (9007199254740993, 2.5, NULL, '2026-02-28T10:00', NULL, 2.5, NULL, '31.01.2026'),
                (NULL, NULL, 'y', '2026-02-28 10:00:00.123456', NULL, '007', NULL, '2026-02-30');"""
        )
        database.commit()
    context.connections.known["б"] = {
        "kind": "sqlite", "file": "магазин.db", "workspace": str(context.workspace)
    }  # fmt: skip
    return path


def frame(context: Any, **raw: Any) -> pl.LazyFrame:
    settings = SqliteTable.settings.model_validate({"connection": "б", **raw})
    node = SqliteTable()
    assert (
        node.schema(settings, {}, context)["rows"] == node.scan(settings, context).collect_schema()
    )
    return node.scan(settings, context)


def test_a_column_has_the_type_of_all_its_values(context: Any, shop: Path):
    assert shop.exists()
    made = frame(context, object="т 1").collect()
    assert made.to_dict(as_series=False) == {
        "a": [1, 9007199254740993, None],
        "b": [1.0, 2.5, None],
        "c": ["x", None, "y"],
        "d": [
            dt.datetime(2026, 1, 31),
            dt.datetime(2026, 2, 28, 10),
            dt.datetime(2026, 2, 28, 10, 0, 0, 123456),
        ],
        "e": ["00FF", None, None],
        "f": ["1", "2.5", "007"],
        "g": [None, None, None],
        "h": ["2026-01-31", "31.01.2026", "2026-02-30"],
    }
    assert ("mixed_types", None, {"column": "f"}) in context.warnings


def test_only_what_is_needed_is_asked_for(context: Any, shop: Path):
    assert shop.exists()
    lazy = frame(context, object="т 1", columns=["c", "a"])
    assert lazy.collect_schema().names() == ["c", "a"]
    assert lazy.select(pl.len()).collect().item() == 3
    assert lazy.select("a").head(1).collect().to_dicts() == [{"a": 1}]
    assert lazy.filter(pl.col("c") == "y").select("a").collect()["a"].to_list() == [None]


@pytest.mark.parametrize(
    "query",
    [
        'DELETE FROM "т 1"',
        'SELECT 1); DROP TABLE "т 1"; --',
        'SELECT 1; DELETE FROM "т 1"',
        "ATTACH DATABASE 'x.db' AS x",
        "PRAGMA journal_mode = DELETE",
        "SELECT load_extension('x')",
        "SELECT * FROM нет",
        "ВЫБРАТЬ 1",
    ],
)
def test_a_query_that_does_not_just_read_is_refused(context: Any, shop: Path, query: str):
    before = shop.read_bytes()
    settings = SqliteTable.settings.model_validate(
        {"connection": "б", "mode": "query", "query": query}
    )
    with pytest.raises(NodeError) as caught:
        SqliteTable().schema(settings, {}, context)
    assert caught.value.code == "query_refused"
    assert caught.value.field == "query"
    assert shop.read_bytes() == before


def test_a_changed_base_is_read_anew(context: Any, shop: Path):
    raw = {"mode": "query", "query": 'SELECT a FROM "т 1" WHERE a = 1 -- один'}
    assert frame(context, **raw).collect().rows() == [(1,)]
    with closing(sqlite3.connect(shop)) as database:
        database.execute("UPDATE \"т 1\" SET a = 'один' WHERE a > 1")
        database.execute('INSERT INTO "т 1" (a) VALUES (1)')
        database.commit()
    assert frame(context, **raw).collect().rows() == [(1,), (1,)]


def test_no_table_no_column_no_file(context: Any, shop: Path):
    for raw, code, field in (
        ({"object": ""}, "not_set", "object"),
        ({"object": "нет"}, "query_refused", "object"),
        ({"object": "т 1", "columns": ["z"]}, "no_column", "columns"),
        ({"mode": "query", "query": " ; "}, "not_set", "query"),
    ):
        with pytest.raises(NodeError) as caught:
            frame(context, **raw)
        assert (caught.value.code, caught.value.field) == (code, field)
    shop.write_text("not a database at all, just words")
    with pytest.raises(NodeError) as caught:
        frame(context, object="т 1")
    assert caught.value.code == "source_failed"
    shop.unlink()
    with pytest.raises(NodeError) as caught:
        frame(context, object="т 1")
    assert caught.value.code == "missing_file"


def test_every_table_of_a_real_base_is_read_whole(context: Any, data_dir: Path):
    shutil.copyfile(data_dir / "relational" / "Chinook_Sqlite.sqlite", context.workspace / "c.db")
    context.connections.known["б"] = {
        "kind": "sqlite", "file": "c.db", "workspace": str(context.workspace)
    }  # fmt: skip
    with closing(sqlite3.connect(context.workspace / "c.db")) as database:
        names = [name for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )]  # fmt: skip
        heights = {
            name: database.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in names
        }
    assert {name: frame(context, object=name).collect().height for name in names} == heights
    invoices = frame(context, object="Invoice").collect()
    assert invoices.height == 412
    assert invoices["Total"].sum() == pytest.approx(2328.60)
    assert invoices["InvoiceDate"].dtype == pl.Datetime("us")
