"""The typed table: kinds, odd cells, names, and the problems the form shows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kanva.engine.environment import Environment
from kanva.engine.registry import Registry
from kanva.engine.schema import analyse
from kanva.sdk import TypedTable
from kanva.workflow import Node, Workflow
from kanva_nodes.sources.typed_table import TypedTableSource


def table_of(kinds: dict[str, str], rows: list[list[Any]]) -> TypedTable:
    columns = [{"name": name, "kind": kind} for name, kind in kinds.items()]
    return TypedTable.model_validate({"columns": columns, "rows": rows})


def told(table: TypedTable) -> list[tuple[str, str | None, str | None]]:
    return [(item.code, item.field, item.column) for item in table.problems("table")]


def test_cells_become_values_of_their_kind() -> None:
    table = table_of(
        {"т": "text", "ц": "integer", "ч": "number", "д": "date", "м": "datetime", "б": "boolean"},
        [
            ["007", 1.0, 2, "2026-02-28", "2026-02-28T23:59:59", True],
            [5, "9007199254740993", 0.5, "0001-01-01", "2026-02-28", False],
            [2.5, -3],
            [],
        ],
    )
    expected = pl.DataFrame(
        {
            "т": ["007", "5", "2.5", None],
            "ц": [1, 9007199254740993, -3, None],
            "ч": [2.0, 0.5, None, None],
            "д": [date(2026, 2, 28), date(1, 1, 1), None, None],
            "м": [datetime(2026, 2, 28, 23, 59, 59), datetime(2026, 2, 28), None, None],
            "б": [True, False, None, None],
        },
        schema_overrides={"м": pl.Datetime("us")},
    )
    assert_frame_equal(table.frame(), expected)


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("integer", "1,5"),
        ("integer", 1.5),
        ("integer", True),
        ("integer", "9223372036854775808"),
        ("integer", "--1"),
        ("number", "1,5"),
        ("number", False),
        ("boolean", "да"),
        ("boolean", 1),
        ("date", "31.12.2026"),
        ("date", "2026-02-30"),
        ("date", 5),
        ("datetime", "вчера"),
        ("datetime", "2026-01-01T00:00:00+03:00"),
        ("text", True),
    ],
)
def test_cell_that_does_not_fit_is_told_by_its_place(kind: str, cell: Any) -> None:
    table = table_of({"а": "text", "б": kind}, [["", None], ["x", cell]])
    assert told(table) == [("bad_cell", "table.rows.1.1", "б")]


def test_names_and_wide_rows_are_told() -> None:
    table = table_of({"а": "text"}, [["1"], ["1", "2"]])
    assert told(table) == [("wide_row", "table.rows.1", None)]
    twice = TypedTable.model_validate({"columns": [{"name": "а"}, {"name": "а"}], "rows": []})
    assert told(twice) == [("duplicate_column", "table.columns", "а")]
    unnamed = TypedTable.model_validate({"columns": [{"name": " "}], "rows": [["x"]]})
    assert told(unnamed) == [("unnamed_column", "table.columns", None)]


def test_the_engine_shows_them_at_the_node(tmp_path: Any) -> None:
    settings = {
        "table": {"columns": [{"name": "План", "kind": "integer"}], "rows": [[1], ["много"]]}
    }
    node = Node(id="a", type="import.table", version=1, settings=settings)
    environment = Environment(workspace=tmp_path, cache=tmp_path / "cache")
    found = analyse(Workflow(nodes=[node]), Registry([TypedTableSource()]), environment)
    assert [(item.code, item.field, item.text.ru) for item in found.problems] == [
        (
            "bad_cell",
            "table.rows.1.0",
            "Столбец «План», строка 2: «много» не подходит, здесь целое число",
        )
    ]


def test_columns_without_rows_are_a_table(context: Any) -> None:
    source = TypedTableSource()
    settings = source.settings.model_validate({"table": {"columns": [{"name": "Код"}]}})
    frame = source.scan(settings, context).collect()
    assert frame.schema == pl.Schema({"Код": pl.String()})
    assert frame.height == 0
    assert source.row_count(settings, context) == 0
