"""The work of the life-cycle segments: sales to customers, customers to segments, their sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from kanva.sdk import NodeError, kind_of
from kanva.sdk.relational import col, need_columns, refuse_duplicates
from kanva_nodes.marketing._lifecycle_form import LifecycleSettings
from kanva_nodes.marketing._lifecycle_words import (
    FREQUENCY,
    NO_PURCHASES,
    OUTPUT,
    RECENCY,
    SEGMENTS,
)


def thresholds(settings: LifecycleSettings) -> NodeError:
    values = {"active": settings.active_days, "asleep": settings.asleep_days}
    return NodeError("thresholds", field="asleep_days", values=values)


def named(role: str, settings: LifecycleSettings) -> str:
    return settings.prefix + OUTPUT[role].of(settings.language)


def need(settings: LifecycleSettings, schema: Mapping[str, Any]) -> None:
    if settings.source == "customers":
        named = ["last_purchase", "purchases"]
        optional = ["revenue_column"]
    else:
        named = ["customer", "date"] + (["return_column"] if settings.returns == "column" else [])
        optional = ["document", "amount"]
        if settings.returns == "negative":
            named.append("amount")
    need_columns(
        schema,
        [
            (field, getattr(settings, field))
            for field in [*named, *optional]
            if field in named or getattr(settings, field)
        ],
    )


def output_names(settings: LifecycleSettings, schema: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the columns made, by role, in their order."""
    roles = ["days", "segment", "segment_name", "recency", "frequency"]
    kept = list(schema)
    if settings.source == "sales":
        money = ["revenue"] if settings.amount else []
        roles = ["count", "last", "days", *money, *roles[1:]]
        kept = [settings.customer]
    names = {role: named(role, settings) for role in roles}
    pairs: list[tuple[str, str | None]] = [(name, None) for name in kept]
    refuse_duplicates([*pairs, *((name, "prefix") for name in names.values())])
    return names


def from_sales(
    frame: pl.LazyFrame,
    schema: Mapping[str, Any],
    settings: LifecycleSettings,
    report_date: dt.date,
    names: Mapping[str, str],
) -> tuple[pl.LazyFrame, str, str]:
    """Return one row a customer, and the names of its columns of purchases and of the last date."""
    customer = col(settings.customer)
    known = customer.is_not_null()
    if kind_of(schema[settings.customer]) == "text" and schema[settings.customer] != pl.Null:
        known &= customer.str.strip_chars() != ""
    day = _day(col(settings.date), schema[settings.date])
    counted = (day <= report_date).fill_null(value=False)
    returned = _returned(schema, settings).fill_null(value=False)
    # 1C starts document numbers anew each year, so a number is one document only within a year.
    purchase = day.cast(pl.String)
    if settings.document:
        number = col(settings.document).cast(pl.String).str.strip_chars()
        numbered = number.is_not_null() & (number != "")
        within = pl.concat_str(number, day.dt.year().cast(pl.String), separator="\u0001")
        purchase = pl.when(numbered).then(within).otherwise(purchase)
    lines = frame.filter(known).select(
        customer.alias("customer"),
        day.alias("day"),
        purchase.alias("purchase"),
        (counted & ~returned).alias("sale"),
        (counted & returned).alias("return"),
        *([_money(schema, settings).alias("amount")] if settings.amount else []),
    )
    sale = pl.col("sale")
    totals = [
        pl.col("purchase").filter(sale).n_unique().cast(pl.Int64).alias("count"),
        pl.col("day").filter(sale).max().alias("last"),
    ]
    if settings.amount:
        money = pl.col("amount").filter(sale).sum()
        if settings.revenue == "net":
            money = money - pl.col("amount").filter("return").abs().sum()
        totals.append(money.alias("revenue"))
    people = lines.group_by("customer", maintain_order=True).agg(totals)
    count, last = names["count"], names["last"]
    columns = [
        pl.col("customer").alias(settings.customer),
        pl.col("count").alias(count),
        pl.col("last").alias(last),
        _days(pl.col("last"), report_date).alias(names["days"]),
    ]
    if settings.amount:
        columns.append(pl.col("revenue").alias(names["revenue"]))
    return people.select(columns), count, last


def _day(column: pl.Expr, dtype: Any) -> pl.Expr:
    return column.dt.date() if isinstance(dtype, pl.Datetime) else column.cast(pl.Date)


def _days(last: pl.Expr, report_date: dt.date) -> pl.Expr:
    return (pl.lit(report_date) - last).dt.total_days()


def _money(schema: Mapping[str, Any], settings: LifecycleSettings) -> pl.Expr:
    dtype = schema[settings.amount]
    amount = col(settings.amount)
    return amount.cast(pl.Int64) if dtype == pl.Null or dtype.is_integer() else amount


def _returned(schema: Mapping[str, Any], settings: LifecycleSettings) -> pl.Expr:
    if settings.returns == "negative":
        return _money(schema, settings) < 0
    if settings.returns == "none":
        return pl.lit(value=False)
    column = col(settings.return_column)
    if schema[settings.return_column] == pl.Boolean:
        return column
    value = settings.return_value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    words = "" if value is None else str(value).strip().lower()
    return column.cast(pl.String).str.strip_chars().str.to_lowercase() == words


def segmented(
    people: pl.LazyFrame,
    settings: LifecycleSettings,
    report_date: dt.date,
    names: Mapping[str, str],
    count: str,
    last: str,
) -> pl.LazyFrame:
    schema = people.collect_schema()
    bought = col(count).cast(pl.Int64, strict=False)
    days = _days(_day(col(last), schema[last]), report_date)
    recency = (
        pl.when(days <= settings.active_days)
        .then(0)
        .when(days <= settings.asleep_days)
        .then(1)
        .otherwise(2)
    )
    frequency = (
        pl.when(bought >= settings.regular_from).then(2).when(bought >= 2).then(1).otherwise(0)
    )
    none = days.is_null() | bought.is_null() | (bought < 1)
    number = pl.when(none).then(0).otherwise(3 * recency + frequency + 1).cast(pl.Int64)
    segment = col(names["segment"])
    of = settings.language
    numbers = list(range(10))
    nobody = NO_PURCHASES.of(of)
    recencies = [nobody, *(RECENCY[index // 3].of(of) for index in range(9))]
    frequencies = [nobody, *(FREQUENCY[index % 3].of(of) for index in range(9))]
    made = {
        "segment_name": [SEGMENTS[index].of(of) for index in numbers],
        "recency": recencies,
        "frequency": frequencies,
    }
    new = [number.alias(names["segment"])]
    if settings.source == "customers":
        new.insert(0, days.alias(names["days"]))
    return people.with_columns(new).with_columns(
        segment.replace_strict(numbers, words, return_dtype=pl.String).alias(names[role])
        for role, words in made.items()
    )


def summary_names(settings: LifecycleSettings) -> list[str]:
    roles = ("segment", "segment_name", "customers", "share", "revenue")
    return [OUTPUT[role].of(settings.language) for role in roles]


def summary(
    customers: pl.LazyFrame, settings: LifecycleSettings, segment: str, revenue: str | None
) -> pl.LazyFrame:
    """Return ten rows: the segments in order, then customers without purchases."""
    number, name, people, share, money = summary_names(settings)
    order = [*range(1, 10), 0]
    every = pl.LazyFrame(
        {"n": order, "name": [SEGMENTS[index].of(settings.language) for index in order]},
        schema={"n": pl.Int64(), "name": pl.String()},
    )
    totals = [pl.len().cast(pl.Int64).alias("people")]
    if revenue:
        totals.append(col(revenue).sum().alias("money"))
    counted = customers.group_by(col(segment).alias("n")).agg(totals)
    table = every.join(counted, on="n", how="left", maintain_order="left")
    found = pl.col("people").fill_null(0)
    columns = [
        pl.col("n").alias(number),
        pl.col("name").alias(name),
        found.alias(people),
        pl.when(found.sum() > 0).then(found / found.sum()).otherwise(0.0).alias(share),
    ]
    if revenue:
        columns.append(pl.col("money").fill_null(0).alias(money))
    return table.select(columns)
