"""What a group can be summed up to: every total once, in polars and in SQL.

The file is long because its form, help and examples are declared in one file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import polars as pl
from sqlglot import exp

from kanva.sdk import NUMERIC, Kind, Text, kind_of
from kanva.sdk.relational import cast_sql, literal_sql

Function = Literal[
    "sum", "rows", "filled", "empty", "unique", "mean", "median", "min", "max", "range", "first",
    "last", "mode", "text", "percentile", "std", "variance", "any", "all", "share_sum",
    "share_rows",
]  # fmt: skip


class Options(Protocol):
    """What the form says beside the function."""

    @property
    def percent(self) -> float:
        """Which percentile, 0 to 100."""
        ...

    @property
    def separator(self) -> str:
        """What stands between the values of a list."""
        ...

    @property
    def distinct(self) -> bool:
        """Whether a list leaves repeats out."""
        ...

    @property
    def ordered(self) -> bool:
        """Whether a list is sorted."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """The column a total is made of.

    Args:
        polars: The column as an expression.
        dtype: Its type.
        sql: The column in SQL, when there is SQL.
    """

    polars: pl.Expr
    dtype: Any
    sql: Any = None

    @property
    def kind(self) -> Kind:
        """The kind of its values."""
        return kind_of(self.dtype)

    @property
    def plain(self) -> pl.Expr:
        """The column with categories as text, so that they are compared by the alphabet."""
        return self.polars.cast(pl.String) if self.kind == "category" else self.polars

    @property
    def filled(self) -> pl.Expr:
        """Whether a cell is filled: neither null nor an empty text."""
        there = self.polars.is_not_null()
        if self.kind in {"text", "category"} and self.dtype != pl.Null:
            return there & (self.polars.cast(pl.String) != "")
        return there

    @property
    def values(self) -> pl.Expr:
        """The filled cells."""
        return self.plain.filter(self.filled)

    @property
    def filled_sql(self) -> exp.Expr:
        """The column in SQL with null in place of an empty text."""
        if self.kind in {"text", "category"}:
            return exp.Nullif(this=self.sql.copy(), expression=literal_sql(""))
        return self.sql.copy()


@dataclass(frozen=True, slots=True)
class AggregateFunction:
    """One total.

    Args:
        title: Words in the form and in made-up names.
        help: When to take it, or None.
        kinds: The kinds of columns it fits.
        polars: Its expression inside a group.
        sql: The same in SQL (None where it has none), or None for a total that never has SQL.
        takes_column: False for totals of whole rows.
        share: The result is divided by its sum over all groups.
    """

    title: Text
    help: Text | None
    kinds: tuple[Kind, ...]
    polars: Callable[[Column, Options], pl.Expr]
    sql: Callable[[Column, Options], exp.Expr | None] | None = None
    takes_column: bool = True
    share: bool = False


def _sum(column: Column, _: Options | None = None) -> pl.Expr:
    if column.dtype == pl.Null:
        return column.polars.cast(pl.Int64).sum()
    if column.kind == "boolean" or (column.kind == "integer" and column.dtype not in _WIDE):
        return column.polars.cast(pl.Int64).sum()
    return column.polars.sum()


def _sum_sql(column: Column, _: Options | None = None) -> exp.Expr:
    value = column.sql.copy()
    if column.kind == "boolean" or column.dtype == pl.Null:
        value = cast_sql(value, pl.Int64())
    zero = exp.Literal.number(0)
    return exp.Coalesce(this=exp.Sum(this=value), expressions=[zero])


_WIDE = {pl.UInt64, pl.Int128, pl.UInt128}


def _number(column: Column) -> pl.Expr:
    return column.polars.cast(pl.Float64)


def _number_sql(column: Column) -> exp.Expr:
    return cast_sql(column.sql.copy(), pl.Float64())


def _is_float(column: Column) -> bool:
    return column.kind == "number"


def _extreme_sql(call: type[exp.Func], column: Column) -> exp.Expr:
    # polars leaves NaN out of minimum and maximum unless there is nothing else.
    whole = call(this=column.sql.copy())
    if not _is_float(column):
        return whole
    odd = exp.IsNan(this=column.sql.copy())
    numbers = exp.Case(ifs=[exp.If(this=odd, true=exp.null())], default=column.sql.copy())
    return exp.Coalesce(this=call(this=numbers), expressions=[whole])


def _range(column: Column, _: Options) -> pl.Expr:
    value = column.polars
    if column.kind == "integer" and column.dtype not in _WIDE:
        value = value.cast(pl.Int64)
    span = value.max() - value.min()
    if column.kind == "date":
        return span.dt.total_days()
    if column.kind == "datetime":
        return span.dt.total_microseconds() / 86_400_000_000
    return span.cast(pl.Int64) if column.dtype == pl.Null else span


def _range_sql(column: Column, _: Options) -> exp.Expr | None:
    if column.kind == "datetime" or column.dtype == pl.Null:
        return None
    high, low = _extreme_sql(exp.Max, column), _extreme_sql(exp.Min, column)
    if column.kind == "integer":
        high, low = cast_sql(high, pl.Int64()), cast_sql(low, pl.Int64())
    return exp.Sub(this=high, expression=low)


def _spread_sql(call: type[exp.Func]) -> Callable[[Column, Options], exp.Expr]:
    def build(column: Column, _: Options) -> exp.Expr:
        # Databases refuse to compute a spread over NaN and infinity; polars answers NaN. A number's
        # difference from itself tells them apart: it is zero for all others.
        value = _number_sql(column)
        rest = exp.Sub(this=value.copy(), expression=value.copy())
        odd = exp.NEQ(this=rest, expression=literal_sql(0.0))
        odd_count = exp.Count(this=exp.Case(ifs=[exp.If(this=odd.copy(), true=exp.true())]))
        finite = exp.Case(ifs=[exp.If(this=odd.copy(), true=exp.null())], default=value.copy())
        few = exp.LT(this=exp.Count(this=value.copy()), expression=exp.Literal.number(2))
        some = exp.GT(this=odd_count, expression=exp.Literal.number(0))
        return exp.Case(
            ifs=[
                exp.If(this=few, true=exp.null()),
                exp.If(this=some, true=literal_sql(float("nan"))),
            ],
            default=call(this=finite),
        )

    return build


def _percentile_sql(column: Column, options: Options) -> exp.Expr:
    share = exp.Literal.number(repr(options.percent / 100))
    order = exp.Order(expressions=[exp.Ordered(this=_number_sql(column))])
    return exp.WithinGroup(this=exp.PercentileCont(this=share), expression=order)


def _list(column: Column, options: Options) -> pl.Expr:
    words = column.values.cast(pl.String)
    if column.kind == "number":
        words = column.values
        whole = (words.round(0) == words) & (words.abs() < 1e15)
        # 614000.0 is written 614000, as everywhere else where a number becomes text.
        words = (
            pl.when(whole)
            .then(words.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(words.cast(pl.String))
        )
    if options.distinct:
        words = words.unique(maintain_order=True)
    if options.ordered:
        words = words.sort()
    return pl.when(column.filled.any()).then(words.str.join(options.separator))


def _list_sql(column: Column, options: Options) -> exp.Expr | None:
    if not options.ordered or column.kind not in {"text", "category", "integer"}:
        return None
    words = cast_sql(column.filled_sql, pl.String())
    value: exp.Expr = exp.Distinct(expressions=[words]) if options.distinct else words
    order = exp.Order(this=value, expressions=[exp.Ordered(this=words.copy())])
    return exp.GroupConcat(this=order, separator=literal_sql(options.separator))


def _whether(column: Column, *, every: bool) -> pl.Expr:
    value = column.polars.cast(pl.Boolean)
    answer = value.all() if every else value.any()
    return pl.when(value.is_not_null().any()).then(answer)


_COMPARABLE: tuple[Kind, ...] = (
    "integer", "number", "decimal", "date", "datetime", "time", "duration", "text", "category",
)  # fmt: skip
_SIMPLE: tuple[Kind, ...] = (*_COMPARABLE, "boolean")
_ANY: tuple[Kind, ...] = (*_SIMPLE, "list", "other")

AGGREGATES: dict[str, AggregateFunction] = {
    "sum": AggregateFunction(
        Text(ru="Сумма", en="Sum"),
        Text(ru="Для «да/нет» — сколько «да».", en="Of yes/no: how many yes."),
        (*NUMERIC, "boolean", "duration"),
        _sum,
        _sum_sql,
    ),
    "rows": AggregateFunction(
        Text(ru="Число строк", en="Row count"),
        None,
        (),
        lambda _, __: pl.len().cast(pl.Int64),
        lambda _, __: exp.Count(this=exp.Star()),
        takes_column=False,
    ),
    "filled": AggregateFunction(
        Text(ru="Заполнено", en="Filled"),
        Text(ru="Сколько ячеек не пусты.", en="How many cells are not empty."),
        _ANY,
        lambda column, _: column.filled.sum().cast(pl.Int64),
        lambda column, _: exp.Count(this=column.filled_sql),
    ),
    "empty": AggregateFunction(
        Text(ru="Пусто", en="Empty"),
        Text(ru="Сколько ячеек пусты.", en="How many cells are empty."),
        _ANY,
        lambda column, _: (~column.filled).sum().cast(pl.Int64),
        lambda column, _: exp.Sub(
            this=exp.Count(this=exp.Star()), expression=exp.Count(this=column.filled_sql)
        ),
    ),
    "unique": AggregateFunction(
        Text(ru="Разных значений", en="Unique values"),
        Text(ru="Пустые не считаются.", en="Empty cells do not count."),
        _SIMPLE,
        lambda column, _: column.values.n_unique().cast(pl.Int64),
        lambda column, _: exp.Count(this=exp.Distinct(expressions=[column.filled_sql])),
    ),
    "mean": AggregateFunction(
        Text(ru="Среднее", en="Mean"),
        None,
        NUMERIC,
        lambda column, _: _number(column).mean(),
        lambda column, _: exp.Avg(this=_number_sql(column)),
    ),
    "median": AggregateFunction(
        Text(ru="Медиана", en="Median"),
        Text(ru="Середина: половина значений меньше.", en="The middle: half the values are less."),
        NUMERIC,
        lambda column, _: _number(column).median(),
        lambda column, _: exp.Median(this=_number_sql(column)),
    ),
    "min": AggregateFunction(
        Text(ru="Минимум", en="Minimum"),
        None,
        _COMPARABLE,
        lambda column, _: column.plain.min(),
        lambda column, _: _extreme_sql(exp.Min, column),
    ),
    "max": AggregateFunction(
        Text(ru="Максимум", en="Maximum"),
        None,
        _COMPARABLE,
        lambda column, _: column.plain.max(),
        lambda column, _: _extreme_sql(exp.Max, column),
    ),
    "range": AggregateFunction(
        Text(ru="Размах", en="Range"),
        Text(
            ru="Максимум минус минимум; для дат — в днях.",
            en="Maximum less minimum; of dates, in days.",
        ),
        (*NUMERIC, "date", "datetime"),
        _range,
        _range_sql,
    ),
    "first": AggregateFunction(
        Text(ru="Первое", en="First"),
        Text(ru="Первая непустая ячейка.", en="The first cell that is not empty."),
        _ANY,
        lambda column, _: column.values.first(),
    ),
    "last": AggregateFunction(
        Text(ru="Последнее", en="Last"),
        Text(ru="Последняя непустая ячейка.", en="The last cell that is not empty."),
        _ANY,
        lambda column, _: column.values.last(),
    ),
    "mode": AggregateFunction(
        Text(ru="Мода", en="Mode"),
        Text(ru="Самое частое значение.", en="The most frequent value."),
        _SIMPLE,
        lambda column, _: column.values.mode().min(),
    ),
    "text": AggregateFunction(
        Text(ru="Список", en="List"),
        Text(ru="Значения в одной ячейке через разделитель.", en="The values in one cell."),
        _SIMPLE,
        _list,
        _list_sql,
    ),
    "percentile": AggregateFunction(
        Text(ru="Перцентиль", en="Percentile"),
        None,
        NUMERIC,
        lambda column, options: _number(column).quantile(options.percent / 100, "linear"),
        _percentile_sql,
    ),
    "std": AggregateFunction(
        Text(ru="Стандартное отклонение", en="Standard deviation"),
        Text(ru="Выборочное.", en="Of a sample."),
        NUMERIC,
        lambda column, _: _number(column).std(),
        _spread_sql(exp.StddevSamp),
    ),
    "variance": AggregateFunction(
        Text(ru="Дисперсия", en="Variance"),
        Text(ru="Выборочная.", en="Of a sample."),
        NUMERIC,
        lambda column, _: _number(column).var(),
        _spread_sql(exp.Variance),
    ),
    "any": AggregateFunction(
        Text(ru="Хотя бы одно «да»", en="Any yes"),
        None,
        ("boolean",),
        lambda column, _: _whether(column, every=False),
        lambda column, _: exp.LogicalOr(this=cast_sql(column.sql.copy(), pl.Boolean())),
    ),
    "all": AggregateFunction(
        Text(ru="Все «да»", en="All yes"),
        Text(ru="Пустые не считаются.", en="Empty cells do not count."),
        ("boolean",),
        lambda column, _: _whether(column, every=True),
        lambda column, _: exp.LogicalAnd(this=cast_sql(column.sql.copy(), pl.Boolean())),
    ),
    "share_sum": AggregateFunction(
        Text(ru="Доля в сумме", en="Share of the sum"),
        Text(ru="Часть общей суммы, от 0 до 1.", en="Part of the overall sum, 0 to 1."),
        NUMERIC,
        lambda column, _: _sum(column).cast(pl.Float64),
        lambda column, _: _share_sql(cast_sql(_sum_sql(column), pl.Float64())),
        share=True,
    ),
    "share_rows": AggregateFunction(
        Text(ru="Доля строк", en="Share of rows"),
        Text(ru="Часть всех строк, от 0 до 1.", en="Part of all rows, 0 to 1."),
        (),
        lambda _, __: pl.len().cast(pl.Float64),
        lambda _, __: _share_sql(cast_sql(exp.Count(this=exp.Star()), pl.Float64())),
        takes_column=False,
        share=True,
    ),
}


def _share_sql(value: exp.Expr) -> exp.Expr:
    whole = exp.Window(this=exp.Sum(this=value.copy()))
    none = exp.EQ(this=whole.copy(), expression=literal_sql(0.0))
    part = exp.Div(this=value, expression=whole)
    return exp.Case(ifs=[exp.If(this=none, true=exp.null())], default=part)
