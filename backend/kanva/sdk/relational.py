"""Building blocks of relational nodes: conditions as expressions, clashing names, SQL by position.

A node's two lowerings, polars and SQL, are made of the same rules here, so that they mean the same.

The file is long because polars and SQL forms of one rule stand side by side.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

import polars as pl
from polars import selectors
from sqlglot import exp

from kanva.sdk.columns import NUMERIC, near
from kanva.sdk.columns import kind_of as _kind_of
from kanva.sdk.comparisons import (
    CONDITION_MESSAGES,
    Comparison,
    Not,
    Rule,
    Together,
    read_conditions,
)
from kanva.sdk.conditions import ConditionGroup
from kanva.sdk.conversions import (
    CONVERSION_MESSAGES,
    can_convert,
    can_fail,
    conversion,
    watch_conversions,
)
from kanva.sdk.messages import NodeError
from kanva.sdk.node import Relation

__all__ = [
    "BLANKS",
    "CONDITION_MESSAGES",
    "CONVERSION_MESSAGES",
    "TABLE",
    "can_convert",
    "can_fail",
    "cast_sql",
    "col",
    "common_dtype",
    "condition_expression",
    "condition_sql",
    "conversion",
    "literal_sql",
    "lowerable",
    "need_columns",
    "places",
    "positional",
    "read_conditions",
    "refuse_duplicates",
    "select",
    "sql_type",
    "watch_conversions",
    "words_of",
]

BLANKS = " \t\r\n\u00a0\u2007\u202f\ufeff"
"""Characters that count as blanks at the ends of a key: the same on every engine."""

TABLE = "t"
"""Alias of the only table inside a `select`."""


def col(name: str) -> pl.Expr:
    """Return a column by its exact name; `pl.col` would take «*» and «^…$» for patterns.

    Args:
        name: Any column name.

    Example:
        >>> pl.DataFrame({"*": [1], "б": [2]}).select(col("*")).columns
        ['*']
    """
    if name == "*" or (name.startswith("^") and name.endswith("$")):
        return selectors.by_name(name).as_expr()
    return pl.col(name)


def words_of(schema: Mapping[str, Any], name: str) -> pl.Expr:
    """Return a column as text: numbers without «.0», dates as ISO text.

    Args:
        schema: Column name to type.
        name: The column.

    Example:
        >>> pl.DataFrame({"n": [7.0, None]}).select(words_of({"n": pl.Float64()}, "n")).rows()
        [('7',), (None,)]
    """
    dtype = schema[name]
    kind = _kind_of(dtype)
    if kind == "text" or not can_convert(kind, "text"):
        return col(name).cast(pl.String, strict=False)
    return conversion(col(name), dtype, "text")


def need_columns(schema: Mapping[str, Any], names: Iterable[tuple[str, str]]) -> None:
    """Refuse settings that name columns which are not there.

    Args:
        schema: Column name to type.
        names: Dotted path of the setting and the column it names.

    Raises:
        NodeError: `missing_column` with near names, for the first one.

    Example:
        >>> need_columns({"Город": pl.String()}, [("keys.0", "Горд")])
        Traceback (most recent call last):
        kanva.sdk.messages.NodeError: missing_column {'columns': 'Город'}
    """
    for path, name in names:
        if name not in schema:
            raise NodeError(
                "missing_column",
                field=path,
                column=name,
                values={"columns": ", ".join(schema)},
                near=near(name, schema),
            )


def refuse_duplicates(names: Iterable[tuple[str, str | None]]) -> None:
    """Refuse an output in which one name stands for two columns.

    Args:
        names: Every output column in order, with the dotted path of the setting that named it (None
            when it came in by itself).

    Raises:
        NodeError: `duplicate_column` at the setting that can be changed.

    Example:
        >>> refuse_duplicates([("Город", None), ("Город", "columns.1.name")])
        Traceback (most recent call last):
        kanva.sdk.messages.NodeError: duplicate_column {}
    """
    seen: dict[str, str | None] = {}
    for name, path in names:
        if name in seen:
            raise NodeError("duplicate_column", field=path or seen[name], column=name)
        seen[name] = path


def common_dtype(dtypes: Sequence[Any]) -> pl.DataType | None:
    """Return the type that holds the values of several columns without a change of their meaning.

    Whole numbers and fractions meet in fractions, dates and datetimes in datetimes, categories and
    text in text; a column of nulls alone agrees with anything.

    Args:
        dtypes: Polars types, at least one.

    Returns:
        The type, or None when they do not agree.

    Example:
        >>> common_dtype([pl.Int64(), pl.Float64()]), common_dtype([pl.Int64(), pl.String()])
        (Float64, None)
    """
    known = [dtype for dtype in dict.fromkeys(dtypes) if dtype != pl.Null]
    if len(known) < 2:
        return known[0] if known else dtypes[0]
    kinds = {_kind_of(dtype) for dtype in known}
    if kinds <= set(NUMERIC):
        return _common_number(known, kinds)
    if kinds <= {"text", "category"}:
        return pl.String()
    if kinds <= {"date", "datetime"}:
        moments = [dtype for dtype in known if isinstance(dtype, pl.Datetime)]
        if len({dtype.time_zone for dtype in moments}) > 1:
            return None
        # The finest unit of those there are would overflow for far dates; microseconds hold all.
        units = {dtype.time_unit for dtype in moments}
        zone = moments[0].time_zone
        return moments[0] if len(units) == 1 else pl.Datetime("us", zone)
    if kinds == {"duration"}:
        return pl.Duration("us")
    return None


def _common_number(known: Sequence[Any], kinds: set[Any]) -> pl.DataType:
    if "number" in kinds:
        return pl.Float64()
    if "decimal" in kinds:
        return pl.Decimal(38, max(item.scale for item in known if isinstance(item, pl.Decimal)))
    wide = any(item in {pl.UInt64, pl.Int128, pl.UInt128} for item in known)
    return pl.Int128() if wide else pl.Int64()


def condition_expression(
    group: ConditionGroup,
    schema: Mapping[str, Any],
    *,
    ignore_case: bool = False,
    field: str = "conditions",
) -> pl.Expr:
    """Compile a group of conditions to a polars expression of true, false and null.

    A comparison with an empty cell is null; the caller decides where such rows go.

    Args:
        group: The conditions; an empty group is true.
        schema: Column name to polars type.
        ignore_case: Letters' case does not count in text.
        field: Dotted path of the setting, for errors.

    Returns:
        A boolean expression.

    Raises:
        NodeError: `not_set`, `missing_column`, or a code of `CONDITION_MESSAGES`.

    Example:
        >>> from kanva.sdk import Condition
        >>> group = ConditionGroup(all=[Condition(column="Сумма", op=">", value=10)])
        >>> frame = pl.DataFrame({"Сумма": [5, 15, None]})
        >>> frame.filter(condition_expression(group, frame.schema)).rows()
        [(15,)]
    """
    rule = read_conditions(group, schema, ignore_case=ignore_case, field=field)
    return _expression(rule, schema)


def condition_sql(
    group: ConditionGroup,
    relation: Relation,
    *,
    ignore_case: bool = False,
    field: str = "conditions",
) -> exp.Expr:
    """Compile a group of conditions to SQL over the positional columns of a relation.

    Args:
        group: The conditions.
        relation: The table, which stands under the alias `TABLE`.
        ignore_case: Letters' case does not count in text.
        field: Dotted path of the setting, for errors.

    Returns:
        A boolean sqlglot expression.

    Raises:
        NodeError: As `condition_expression`.

    Example:
        >>> from kanva.sdk import Condition
        >>> group = ConditionGroup(any=[Condition(column="Сумма", op="empty")])
        >>> table = Relation(exp.select("c0"), pl.Schema({"Сумма": pl.Int64()}))
        >>> condition_sql(group, table).sql("duckdb")
        '(t.c0 IS NULL)'
    """
    rule = read_conditions(group, relation.schema, ignore_case=ignore_case, field=field)
    return _sql(rule, relation)


# Polars -------------------------------------------------------------------------------------------

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def _expression(rule: Rule, schema: Mapping[str, Any]) -> pl.Expr:
    if isinstance(rule, Not):
        return ~_expression(rule.rule, schema)
    if isinstance(rule, Together):
        parts = [_expression(part, schema) for part in rule.rules]
        if not parts:
            return pl.lit(value=True)
        total = parts[0]
        for part in parts[1:]:
            total = (total & part) if rule.every else (total | part)
        return total
    column = col(rule.column)
    if rule.sign == "null":
        return column.is_null()
    if rule.sign == "no_items":
        return column.list.len() == 0
    operand = _operand(rule, column)
    if rule.sign == "contains":
        return operand.str.contains(rule.value, literal=True)
    if rule.sign == "starts":
        return operand.str.starts_with(rule.value)
    if rule.sign == "ends":
        return operand.str.ends_with(rule.value)
    if rule.sign == "matches":
        return operand.str.contains(rule.value)
    value = _literal(rule.value, schema[rule.column])
    return cast("pl.Expr", _COMPARE[rule.sign](operand, value))


def _operand(rule: Comparison, column: pl.Expr) -> pl.Expr:
    if rule.reading in {"text", "lower"}:
        words = column.cast(pl.String)
        return words.str.to_lowercase() if rule.reading == "lower" else words
    if rule.reading == "number":
        return column.cast(pl.Float64)
    if rule.reading == "datetime":
        return column.cast(pl.Datetime("us"))
    return column


def _literal(value: Any, dtype: Any) -> pl.Expr:
    if isinstance(value, bool | str):
        return pl.lit(value)
    if isinstance(value, int):
        wide = not -(2**63) <= value < 2**63
        return pl.lit(value, dtype=pl.Int128 if wide else pl.Int64)
    if isinstance(value, float) and dtype == pl.Float32:
        return pl.lit(value, dtype=pl.Float32)
    if isinstance(value, datetime) and isinstance(dtype, pl.Datetime) and dtype.time_zone:
        return pl.lit(value).dt.replace_time_zone(
            dtype.time_zone, ambiguous="earliest", non_existent="null"
        )
    return pl.lit(value)


# SQL ----------------------------------------------------------------------------------------------

_SQL_COMPARE: dict[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "!=": exp.NEQ,
    ">": exp.GT,
    ">=": exp.GTE,
    "<": exp.LT,
    "<=": exp.LTE,
}


def _sql(rule: Rule, relation: Relation) -> exp.Expr:
    if isinstance(rule, Not):
        return exp.Not(this=exp.paren(_sql(rule.rule, relation)))
    if isinstance(rule, Together):
        parts = [_sql(part, relation) for part in rule.rules]
        if not parts:
            return exp.true()
        return exp.paren((exp.and_ if rule.every else exp.or_)(*parts))
    column: exp.Expr = exp.column(relation.position(rule.column), table=TABLE)
    if rule.sign == "null":
        return exp.Is(this=column, expression=exp.null())
    if rule.reading in {"text", "lower"}:
        column = cast_sql(column, pl.String())
        column = exp.Lower(this=column) if rule.reading == "lower" else column
    elif rule.reading == "number":
        column = cast_sql(column, pl.Float64())
    elif rule.reading == "datetime":
        column = cast_sql(column, pl.Datetime("us"))
    value = literal_sql(rule.value, relation.schema[rule.column])
    if rule.sign == "contains":
        position = exp.StrPosition(this=column, substr=value)
        return exp.GT(this=position, expression=exp.Literal.number(0))
    if rule.sign == "starts":
        return exp.StartsWith(this=column, expression=value)
    if rule.sign == "ends":
        return exp.EndsWith(this=column, expression=value)
    if rule.sign == "matches":
        return exp.RegexpLike(this=column, expression=value)
    return _SQL_COMPARE[rule.sign](this=column, expression=value)


def sql_type(dtype: Any) -> str | None:
    """Return the SQL type of a polars type: the one map between the two.

    Args:
        dtype: A polars type.

    Returns:
        A type sqlglot understands, or None where no type means the same everywhere (zoned
        datetimes, times, durations, lists, structures).

    Example:
        >>> sql_type(pl.Int64()), sql_type(pl.Decimal(38, 2)), sql_type(pl.List(pl.Int64()))
        ('BIGINT', 'DECIMAL(38, 2)', None)
    """
    if isinstance(dtype, pl.Decimal):
        return f"DECIMAL({dtype.precision or 38}, {dtype.scale})"
    if isinstance(dtype, pl.Datetime):
        return "TIMESTAMP" if dtype.time_zone is None and dtype.time_unit == "us" else None
    simple: dict[Any, str] = {
        pl.Int8: "TINYINT",
        pl.Int16: "SMALLINT",
        pl.Int32: "INT",
        pl.Int64: "BIGINT",
        pl.UInt8: "UTINYINT",
        pl.UInt16: "USMALLINT",
        pl.UInt32: "UINT",
        pl.UInt64: "UBIGINT",
        pl.Float32: "FLOAT",
        pl.Float64: "DOUBLE",
        pl.Boolean: "BOOLEAN",
        pl.String: "TEXT",
        pl.Categorical: "TEXT",
        pl.Enum: "TEXT",
        pl.Null: "TEXT",
        pl.Date: "DATE",
    }
    return simple.get(dtype.base_type())


def lowerable(*schemas: Mapping[str, Any]) -> bool:
    """Tell whether tables can live in SQL: every column has an SQL type, and there is a column.

    Args:
        *schemas: Column name to polars type.

    Example:
        >>> lowerable({"a": pl.Int64()}), lowerable({"a": pl.Time()}), lowerable({})
        (True, False, False)
    """
    return all(
        bool(schema) and all(sql_type(dtype) is not None for dtype in schema.values())
        for schema in schemas
    )


def cast_sql(value: exp.Expr, dtype: Any) -> exp.Expr:
    """Return `CAST(value AS …)` to the SQL type of a polars type.

    Args:
        value: An SQL expression.
        dtype: A polars type for which there is an SQL type.

    Raises:
        ValueError: There is no SQL type for it.

    Example:
        >>> cast_sql(exp.column("c0"), pl.Int64()).sql("duckdb")
        'CAST(c0 AS BIGINT)'
    """
    name = sql_type(dtype)
    if name is None:
        message = f"{dtype} has no SQL type"
        raise ValueError(message)
    return exp.cast(value, name)


def literal_sql(value: Any, dtype: Any = None) -> exp.Expr:
    """Return a value as SQL.

    Args:
        value: None, text, number, yes/no, Decimal, date or datetime.
        dtype: Type of the column it is compared with; Float32 makes a single-precision number.

    Raises:
        TypeError: Another kind of value.

    Example:
        >>> literal_sql(date(2026, 1, 5)).sql("duckdb"), literal_sql("O'Нил").sql("duckdb")
        ("CAST('2026-01-05' AS DATE)", "'O''Нил'")
    """
    if value is None:
        return exp.null()
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, str):
        return exp.Literal.string(value)
    if isinstance(value, int):
        return exp.Literal.number(value) if value >= 0 else exp.Neg(this=exp.Literal.number(-value))
    written = exp.Literal.string(
        value.isoformat(*((" ",) if isinstance(value, datetime) else ()))
        if isinstance(value, date)
        else str(value)
    )
    if isinstance(value, float):
        return cast_sql(written, pl.Float32() if dtype == pl.Float32 else pl.Float64())
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        scale = max(0, -exponent) if isinstance(exponent, int) else 0
        return cast_sql(written, pl.Decimal(38, scale))
    if isinstance(value, datetime):
        return cast_sql(written, pl.Datetime("us"))
    if isinstance(value, date):
        return cast_sql(written, pl.Date())
    raise TypeError(type(value).__name__)


def places(relation: Relation, table: str = TABLE) -> dict[str, exp.Expr]:
    """Return the column expressions of a relation by their true names.

    Args:
        relation: The table.
        table: Alias it stands under.

    Example:
        >>> table = Relation(exp.select("c0"), pl.Schema({"Город": pl.String()}))
        >>> places(table)["Город"].sql()
        't.c0'
    """
    return {
        name: exp.column(f"c{index}", table=table) for index, name in enumerate(relation.schema)
    }


def positional(expressions: Sequence[exp.Expr]) -> list[exp.Expr]:
    """Return the expressions under the positional names c0, c1 and so on.

    Args:
        expressions: The columns of a SELECT, in order.

    Example:
        >>> positional([exp.column("x")])[0].sql()
        'x AS c0'
    """
    return [exp.alias_(item.copy(), f"c{index}") for index, item in enumerate(expressions)]


def select(
    relation: Relation,
    expressions: Sequence[exp.Expr],
    schema: pl.Schema,
) -> Relation:
    """Return a SELECT of expressions over a relation, which stands under the alias `TABLE`.

    Args:
        relation: The table read.
        expressions: Output columns in order, over `places(relation)`.
        schema: Their true names and types.

    Returns:
        The new relation; add WHERE, GROUP BY or ORDER BY to its `query`.

    Example:
        >>> table = Relation(exp.select("c0").from_("sales"), pl.Schema({"Город": pl.String()}))
        >>> select(table, [*places(table).values()], table.schema).query.sql("duckdb")
        'SELECT t.c0 AS c0 FROM (SELECT c0 FROM sales) AS t'
    """
    query = exp.select(*positional(expressions)).from_(relation.query.subquery(TABLE))
    return Relation(query, schema)
