"""Questions about the rows of an output: profiles, values, charts, comparisons, files, lineage."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from kanva.api.models.analysis import (
    AnalyseRequest,
    Column,
    PortId,
    RowsRequest,
    SortBy,
    WindowColumn,
)
from kanva.api.models.common import Answer, Body, Problem, Text
from kanva.api.models.runs import NodeId

ColumnName = Annotated[str, Field(max_length=10_000)]
MOST_PROFILED = 64


class ProfileRequest(RowsRequest):
    """Which columns to describe."""

    columns: Annotated[list[ColumnName], Field(min_length=1, max_length=MOST_PROFILED)]


class Bin(Answer):
    """Values between two edges; the last bin holds its upper edge."""

    low: Any
    high: Any
    count: int


class ValueCount(Answer):
    """A value and the rows that hold it."""

    value: Any
    count: int


class ColumnProfile(Column):
    """What stands in a column."""

    rows: int
    null: int
    empty: int
    error: int
    filled: int
    distinct: int | None
    distinct_exact: bool
    min: Any
    max: Any
    mean: Any
    median: Any
    sum: Any
    shortest: int | None
    longest: int | None
    bins: list[Bin] | None
    top: list[ValueCount] | None


class Profile(Answer):
    """Columns described, and the rows it is computed on."""

    columns: list[ColumnProfile]
    rows: int
    full: bool
    sample_of: int | None
    problem: Problem | None


class ValuesRequest(RowsRequest):
    """The different values of a column."""

    column: ColumnName
    sought: Annotated[str, Field(max_length=1000)] | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 50


class Values(Answer):
    """The most frequent values first."""

    values: list[ValueCount]
    more: bool
    full: bool
    sample_of: int | None
    problem: Problem | None


class ChartRequest(RowsRequest):
    """What to draw."""

    kind: Literal["bar", "line", "scatter"]
    x: ColumnName
    y: ColumnName | None = None
    measure: Literal["count", "sum", "mean", "median", "min", "max", "distinct"] = "count"
    series: ColumnName | None = None


class ChartPoint(Answer):
    """A bar, a point of a line, or a dot."""

    place: int
    x: Any
    to: Any
    series: Any
    y: Any


class Chart(Answer):
    """The points of a chart."""

    points: list[ChartPoint]
    x_type: str
    step: str | None
    binned: bool
    series: list[Any]
    rest: int
    shown: int | None
    rows: int
    full: bool
    sample_of: int | None
    problem: Problem | None


class Side(Body):
    """Another output; with `key`, as a run left it."""

    node: NodeId
    port: PortId
    key: Annotated[str, Field(pattern="^[0-9a-f]{8,128}$")] | None = None


RowState = Literal["added", "gone", "changed", "same"]


class CompareRequest(RowsRequest):
    """What changed between `before` and this output."""

    before: Side
    key: Annotated[str, Field(pattern="^[0-9a-f]{8,128}$")] | None = None
    keys: list[ColumnName] = Field(default_factory=list)
    show: list[RowState] | None = None
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=0, le=1000)] = 200


class ComparedColumn(WindowColumn):
    """A column with its values now and before."""

    old: list[Any]


class Comparison(Answer):
    """Rows added, gone and changed."""

    counts: dict[str, int]
    keys: list[str]
    columns: list[ComparedColumn]
    states: list[RowState]
    changed: list[list[int]]
    only_before: list[str]
    only_after: list[str]
    retyped: list[str]
    offset: int
    rows: int
    total: int
    full: bool
    problem: Problem | None


class TableFileRequest(RowsRequest):
    """What is seen, as a file."""

    kind: Literal["csv", "xlsx"]
    sort: list[SortBy] | None = None
    columns: list[ColumnName] | None = None


class TableFile(Answer):
    """A file waits to be fetched, once."""

    file: str
    rows: int
    full: bool
    problem: Problem | None


class TraceRequest(AnalyseRequest):
    """A column of an output."""

    node: NodeId
    port: PortId
    column: ColumnName


class ConditionsRequest(AnalyseRequest):
    """Conditions to be written as a formula, or a formula to be read as conditions."""

    node: NodeId
    port: PortId
    conditions: dict[str, Any] | None = None
    text: Annotated[str, Field(max_length=100_000)] | None = None


class ConditionsText(Answer):
    """The same in the other form; null where it cannot be said so."""

    formula: str | None
    conditions: dict[str, Any] | None


class TracedColumn(Answer):
    """A column on the way."""

    node: str
    port: str
    column: str
    way: Literal["here", "up", "down"]
    formula: str | None


class ColumnUse(Answer):
    """A setting that names the column."""

    node: str
    field: str
    title: Text | None


class Trace(Answer):
    """Where a column comes from, goes to and is used."""

    columns: list[TracedColumn]
    uses: list[ColumnUse]
    problem: Problem | None
