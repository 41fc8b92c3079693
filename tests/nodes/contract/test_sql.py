"""Where a node has SQL, DuckDB gives the same table as polars.

On the examples and on made-up tables; tables are compared as multisets of rows, floats to 1e-9,
types through the SDK's one map.
"""
# ruff: noqa: E501 - a line a case; moments without a zone are meant

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from kanva.sdk import NodeType, Relation, Settings
from kanva.sdk.relational import sql_type

LETTERS = "абёЁжЯabZ 09.,-'%_\\\"]["
WORDS = [
    "",
    " ",
    "Пермь",
    "пермь",
    "ПЕРМЬ ",
    "ёж",
    "Ежи",
    "елка",
    "a_b",
    "100%",
    "О'Нил",
    "Омск",
    "10",
    "9",
]
SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    pl.String: st.sampled_from(WORDS) | st.text(LETTERS, max_size=6),
    pl.Int64: st.integers(-5, 5) | st.integers(-(2**40), 2**40),
    pl.Int32: st.integers(-5, 5),
    pl.Float64: st.integers(-4, 4).map(float)
    | st.floats(-1e6, 1e6, allow_subnormal=False)
    | st.sampled_from([math.nan, 0.1, -0.0, 1e15]),
    pl.Boolean: st.booleans(),
    pl.Date: st.dates(dt.date(2025, 12, 30), dt.date(2026, 2, 2)),
    pl.Datetime: st.datetimes(dt.datetime(2026, 1, 30), dt.datetime(2026, 2, 1))
    | st.sampled_from([dt.datetime(2026, 1, 31), dt.datetime(2026, 1, 31, 23, 59, 59, 999999)]),
    pl.Decimal: st.integers(-300, 300).map(lambda cents: Decimal(cents).scaleb(-2)),
    pl.Null: st.none(),
}


def cells(dtype: Any) -> st.SearchStrategy[Any]:
    base = dtype.base_type()
    words = SCALARS[pl.String] if base in {pl.Categorical, pl.Enum} else SCALARS[base]
    return st.none() | words | words


def tables(schema: Mapping[str, Any], most: int = 12) -> st.SearchStrategy[pl.DataFrame]:
    """Tables of a schema with nulls, NaN, empty strings and letters of both cases."""
    row = st.tuples(*(cells(dtype) for dtype in schema.values()))
    return st.lists(row, max_size=most).map(
        lambda rows: pl.DataFrame(rows, schema=dict(schema), orient="row", strict=False)
    )


class Database:
    """DuckDB over tables handed in as Parquet files, which keep every type."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.connection = duckdb.connect()
        self.count = 0

    def relation(self, frame: pl.DataFrame) -> Relation:
        self.count = self.count % 8 + 1
        name = f"t{self.count}"
        path = self.folder / f"{name}.parquet"
        plain = frame.select(
            pl.nth(index)
            .cast(
                pl.String
                if frame.dtypes[index] in {pl.Null, pl.Categorical}
                else frame.dtypes[index]
            )
            .alias(f"c{index}")
            for index in range(frame.width)
        )
        plain.write_parquet(path)
        self.connection.execute(
            f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM read_parquet('{path}')"
        )
        columns = [exp.column(f"c{index}") for index in range(frame.width)]
        return Relation(exp.select(*columns).from_(name), frame.schema)

    def fetch(self, relation: Relation) -> pl.DataFrame:
        text = relation.query.sql("duckdb")
        return pl.DataFrame(self.connection.sql(text))

    def close(self) -> None:
        self.connection.close()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Any:
    found = Database(tmp_path_factory.mktemp("parquet"))
    yield found
    found.close()


def plain_type(dtype: Any) -> Any:
    """The type a column has when it comes back from SQL."""
    return pl.String() if sql_type(dtype) == "TEXT" else dtype


def sort_key(row: Sequence[Any]) -> tuple[Any, ...]:
    exact = [cell for cell in row if not isinstance(cell, float)]
    floats = [cell for cell in row if isinstance(cell, float)]
    return (
        [(cell is None, str(cell)) for cell in exact],
        [cell is None for cell in row],
        [(math.isnan(cell), float(f"{cell:.6e}") + 0.0) for cell in floats],
    )


def same_cell(mine: Any, theirs: Any) -> bool:
    if isinstance(mine, float) and isinstance(theirs, float):
        if math.isnan(mine) or math.isnan(theirs):
            return math.isnan(mine) and math.isnan(theirs)
        return math.isclose(mine, theirs, rel_tol=1e-9, abs_tol=1e-9)
    return mine == theirs


def assert_same_rows(mine: pl.DataFrame, theirs: pl.DataFrame) -> None:
    left, right = sorted(mine.rows(), key=sort_key), sorted(theirs.rows(), key=sort_key)
    assert len(left) == len(right), (left, right)
    for one, other in zip(left, right, strict=True):
        assert all(map(same_cell, one, other)), (one, other)


def compare(
    node_type: NodeType[Any],
    chosen: Settings,
    inputs: Mapping[str, Any],
    context: Any,
    database: Database,
    each: Callable[..., Any],
) -> bool:
    """Run a node both ways; False when it has no SQL for this."""
    frames = each(inputs, lambda frame: frame.lazy())
    relations = each(inputs, database.relation)
    lowered = node_type.sql(chosen, relations, context)
    if lowered is None:
        return False
    outputs = {
        port: frame.collect() for port, frame in node_type.lazy(chosen, frames, context).items()
    }
    assert set(lowered) == set(outputs)
    for port, frame in outputs.items():
        relation = lowered[port]
        assert dict(relation.schema) == dict(frame.schema), port
        result = database.fetch(relation)
        assert result.columns == [f"c{index}" for index in range(frame.width)]
        assert result.dtypes == [plain_type(dtype) for dtype in frame.dtypes], port
        assert_same_rows(frame, result)
    return True


def has_sql(node_type: NodeType[Any]) -> bool:
    return type(node_type).sql is not NodeType.sql


def test_examples(
    transform_case: Any, prepared: Callable[..., Any], database: Database, frames_of: Any
) -> None:
    node_type = transform_case.node_type
    if not has_sql(node_type):
        pytest.skip("the node has no SQL")
    house = prepared(transform_case)
    compare(node_type, transform_case.settings, transform_case.inputs, house, database, frames_of)


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_made_up_tables(
    transform_case: Any, prepared: Callable[..., Any], database: Database, frames_of: Any, data: Any
) -> None:
    """The examples' settings over other rows of the same columns."""
    node_type = transform_case.node_type
    if not has_sql(node_type):
        pytest.skip("the node has no SQL")
    house = prepared(transform_case)
    made = frames_of(transform_case.inputs, lambda frame: data.draw(tables(frame.schema)))
    compare(node_type, transform_case.settings, made, house, database, frames_of)


WIDE = {
    "Город": pl.String(),
    "город": pl.String(),
    "Вид": pl.Categorical(),
    "Штук": pl.Int64(),
    "Мало": pl.Int32(),
    "Сумма": pl.Float64(),
    "Цена": pl.Decimal(38, 2),
    "Оплачен": pl.Boolean(),
    "День": pl.Date(),
    "Время": pl.Datetime("us"),
    "Ничего": pl.Null(),
}
"""Every type SQL has, and two names that differ in case alone."""


def one(column: str, op: str, **values: Any) -> dict[str, Any]:
    return {"all": [{"column": column, "op": op, **values}]}


FILTERS = [
    *(one("Город", op, value="Пермь") for op in ("=", "!=", ">", ">=", "<", "<=", "contains", "not_contains", "starts", "ends")),
    *(one("Город", op, value="%") for op in ("contains", "starts", "ends")),
    one("Город", "matches", value="^[А-Яё].*"),
    one("город", "in", values=["пермь", "", "О'Нил"]),
    one("Вид", "not_in", values=["ёж", "10"]),
    one("Вид", "between", value="a", value2="п"),
    *(one(name, op) for name in WIDE for op in ("empty", "not_empty")),
    *(one(name, op, value=value) for name, value in (("Штук", 2), ("Штук", 1.5), ("Мало", 1), ("Сумма", 0.1), ("Сумма", -1), ("Цена", "1,05"), ("Цена", 1)) for op in ("=", "!=", ">", "<=")),
    one("Штук", "in", values=[1, 2.5, -3]),
    one("Сумма", "between", value=-1, value2=2),
    *(one("День", op, value="2026-01-31") for op in ("=", "!=", ">", ">=", "<", "<=")),
    one("День", "<=", value="2026-01-31T10:00"),
    *(one("Время", op, value="2026-01-31") for op in ("=", "!=", ">", ">=", "<", "<=")),
    one("Время", "between", value="2026-01-30", value2="2026-01-31"),
    one("Время", "in", values=["2026-01-31"]),
    one("Время", "<", value="2026-01-31T12:30:00"),
    one("Оплачен", "=", value=True),
    one("Оплачен", "!=", value="да"),
    {"any": [{"all": [one("Город", "=", value="Омск"), {"column": "Штук", "op": ">", "value": 0}]}, {"any": [one("Сумма", ">", value=0), one("Оплачен", "empty")]}]},
]  # fmt: skip
AGGREGATES = [
    "sum",
    "filled",
    "empty",
    "unique",
    "mean",
    "median",
    "min",
    "max",
    "range",
    "std",
    "variance",
    "share_sum",
]
GROUPS = [
    *(
        {"keys": keys, "aggregates": [{"function": function, "column": column, "name": f"{function} {column}"} for function in AGGREGATES for column in columns]}
        for keys in (["Город"], ["город", "Оплачен"], [])
        for columns in (["Штук", "Мало"], ["Сумма"], ["Цена"])
    ),
    {"keys": ["Вид", "Ничего"], "aggregates": [{"function": "rows"}, {"function": "share_rows"}, {"function": "any", "column": "Оплачен"}, {"function": "all", "column": "Оплачен"}, {"function": "sum", "column": "Оплачен"}]},
    {"keys": ["Сумма"], "aggregates": [{"function": function, "column": column, "name": f"{function} {column}"} for function in ("min", "max", "unique", "filled") for column in ("Город", "Вид", "День", "Время", "Ничего") if function != "unique" or column != "Ничего"]},
    {"keys": ["День"], "aggregates": [{"function": "percentile", "column": "Сумма", "percent": percent} for percent in (0, 33.3, 100)] + [{"function": "text", "column": "Город", "ordered": True}, {"function": "text", "column": "Штук", "ordered": True, "distinct": False, "name": "штуки"}]},
    {"keys": ["Цена", "Время"], "aggregates": []},
]  # fmt: skip
CHOICES = [
    {"columns": [{"column": "Штук", "kind": kind} for kind in (kind,)], "others": "drop"}
    for kind in ("text", "number", "boolean", "category")
] + [
    {"columns": [{"column": "Оплачен", "kind": "integer"}, {"column": "День", "kind": "datetime"}, {"column": "Время", "kind": "date", "name": "день"}, {"column": "Вид", "kind": "text"}, {"column": "Сумма", "kind": "boolean"}, {"column": "Ничего", "kind": "text"}, {"column": "Город", "name": "Вид 2"}]},
]  # fmt: skip
SORTS = [
    {"keys": [{"column": name, "descending": down, "nulls": nulls}], "text_order": order}
    for name, down, nulls, order in (
        ("Город", False, "last", "alphabet"), ("Вид", True, "first", "alphabet"),
        ("Сумма", True, "last", "codes"), ("Цена", False, "first", "codes"),
    )
]  # fmt: skip
ONE_TABLE = [
    *(("rows.filter", {"conditions": group, "ignore_case": fold}) for group in FILTERS for fold in (False, True)),
    *(("group.group", chosen) for chosen in GROUPS),
    *(("columns.choose", chosen) for chosen in CHOICES),
    *(("rows.sort", chosen) for chosen in SORTS),
    ("columns.calculate", {"formulas": [{"name": "Штук", "formula": "[Штук] + [Мало]"}, {"name": "x", "formula": "[Штук] * 2"}, {"name": "y", "formula": 'ЕСЛИ([Город] = [город]; "да"; "нет")'}]}),
    ("rows.filter", {"mode": "formula", "formula": "[Штук] > [Мало] ИЛИ [Оплачен]"}),
    *(("rows.number", {"way": way, "name": "№", "group": group, "order": [{"column": column, "descending": down}, {"column": "День"}]}) for way in ("rank", "dense", "percent") for group, column, down in (([], "Сумма", True), (["Город"], "Вид", False), (["Ничего", "Вид"], "Цена", False))),
    *(("rows.top", {"count": 2, "column": column, "ties": ties, "group": group, "place": place, "direction": direction}) for ties in ("all", "values") for column, group, place, direction in (("Сумма", [], "№", "largest"), ("Город", ["Оплачен"], "", "smallest"), ("Время", ["Сумма"], "", "largest"))),
    ("rows.unique", {"counted": "раз"}),
    ("rows.unique", {"keep": "last"}),
    *(("rows.unique", {"columns": columns, "keep": "alone"}) for columns in (["Город"], ["Сумма"], ["Вид", "Ничего", "День"])),
    *(("rows.split", {"matching": matching, "rules": [{"conditions": one("Штук", ">", value=0)}, {"conditions": one("Город", "empty")}, {"conditions": one("Оплачен", "=", value=True)}]}) for matching in ("first", "all")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("type_id", "raw"),
    ONE_TABLE,
    ids=[f"{name}-{index}" for index, (name, _) in enumerate(ONE_TABLE)],
)
@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(frame=tables(WIDE))
def test_one_table(
    type_id: str, raw: dict[str, Any], frame: pl.DataFrame, registry: Any, context: Any, database: Database,
    frames_of: Any,
) -> None:  # fmt: skip
    node_type = registry.get(type_id)
    chosen = node_type.settings.model_validate(raw)
    lowered = compare(node_type, chosen, {"rows": frame}, context, database, frames_of)
    assert lowered


LEFT = {"Ключ": pl.String(), "Код": pl.Int64(), "День": pl.Date(), "Вид": pl.Categorical(), "Дробь": pl.Float64(), "Точно": pl.Decimal(38, 2)}  # fmt: skip
RIGHT = {"ключ": pl.String(), "Код": pl.Float64(), "День": pl.Datetime("us"), "Вид": pl.String(), "Дробь": pl.Float64(), "Точно": pl.Int64()}  # fmt: skip
PAIRS = [
    [("Ключ", "ключ")], [("Код", "Код")], [("День", "День")], [("Вид", "Вид")], [("Дробь", "Дробь")],
    [("Точно", "Точно")], [("Ключ", "ключ"), ("Код", "Код")],
]  # fmt: skip


@pytest.mark.parametrize("kind", ["inner", "left", "right", "full", "semi", "anti"])
@pytest.mark.parametrize(
    "pairs", PAIRS, ids=["-".join(pair[0] for pair in pairs) for pairs in PAIRS]
)
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    left=tables(LEFT, 8), right=tables(RIGHT, 8), trim=st.booleans(), fold=st.booleans(),
    nulls=st.booleans(),
)  # fmt: skip
def test_joins(
    kind: str, pairs: Any, left: pl.DataFrame, right: pl.DataFrame, trim: bool, fold: bool,
    nulls: bool, registry: Any, context: Any, database: Database, frames_of: Any,
) -> None:  # fmt: skip
    node_type = registry.get("join.join")
    chosen = node_type.settings.model_validate(
        {
            "kind": kind,
            "keys": [{"left": one, "right": other} for one, other in pairs],
            "trim": trim,
            "ignore_case": fold,
            "nulls_match": nulls,
        }
    )
    assert compare(node_type, chosen, {"left": left, "right": right}, context, database, frames_of)


@pytest.mark.parametrize("match", ["name", "position"])
@pytest.mark.parametrize("source", ["none", "number", "name"])
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=tables(LEFT, 6), second=tables(RIGHT, 6), third=tables({"Код": pl.Int32()}, 3))
def test_unions(
    match: str, source: str, first: pl.DataFrame, second: pl.DataFrame, third: pl.DataFrame,
    registry: Any, context: Any, database: Database, frames_of: Any,
) -> None:  # fmt: skip
    node_type = registry.get("join.union")
    chosen = node_type.settings.model_validate({"match": match, "source": source, "mixed": "stop"})
    inputs = {"rows": [first, second] if match == "position" else [first, second, third]}
    assert compare(node_type, chosen, inputs, context, database, frames_of)
