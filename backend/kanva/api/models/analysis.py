"""Analysis, preview, view and formula: questions the editor asks while a person works."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from kanva.api.models.catalogue import Port
from kanva.api.models.common import Answer, Body, Path, Problem, Text, WorkflowDocument
from kanva.api.models.runs import NodeId

LARGEST_WINDOW = 10_000
Language = Literal["ru", "en"]
PortId = Annotated[str, Field(min_length=1, max_length=200)]


class AnalyseRequest(Body):
    """The document as the editor has it."""

    path: Path
    document: WorkflowDocument
    language: Language | None = None


class Column(Answer):
    """A column that will come, or has come, out of a port."""

    name: str
    type: str
    dtype: str


class NodePorts(Answer):
    """The ports a node has with its present settings."""

    inputs: list[Port]
    outputs: list[Port]


class Found(Answer):
    """What an automatic setting turned out to be."""

    value: Any
    text: Text


class NodeAnalysis(Answer):
    """What is known of one node without running it."""

    caption: Text
    title: Text
    ports: NodePorts
    schemas: dict[str, list[Column] | None]
    inputs: dict[str, list[Column] | None]
    found: dict[str, Found]
    state: Literal["unconfigured", "ready", "stale", "done", "error", "disabled"]
    reason: Text | None
    rows: dict[str, int] | None
    seconds: float | None
    key: str | None


class Analysis(Answer):
    """What is known of every node without running."""

    nodes: dict[str, NodeAnalysis]
    problems: list[Problem]


class SortBy(Body):
    """One key of a sort."""

    column: str
    descending: bool = False


class FilterBy(Body):
    """One condition on a column; all of them must hold."""

    column: str
    op: str
    value: Any = None


class RowsRequest(AnalyseRequest):
    """Rows of one port, as a person looks at them."""

    node: NodeId
    port: PortId
    filter: list[FilterBy] | None = None
    search: Annotated[str, Field(max_length=1000)] | None = None


class PreviewRequest(RowsRequest):
    """A window of rows of one port."""

    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=0, le=LARGEST_WINDOW)] = 100
    sort: list[SortBy] | None = None
    first_column: Annotated[int, Field(ge=0)] | None = None
    column_count: Annotated[int, Field(ge=1)] | None = None


class WindowColumn(Column):
    """A column with its values."""

    values: list[Any]


class DataWindow(Answer):
    """A page of rows."""

    columns: list[WindowColumn]
    offset: int
    rows: int
    total: int | None
    full: bool
    sample_of: int | None
    first_column: int
    heads: list[Column] | None
    problem: Problem | None


class ViewRequest(AnalyseRequest):
    """The picture one node offers of its result."""

    node: NodeId


class MatrixFilter(Answer):
    """The condition that leaves the rows of a cell."""

    column: str
    op: str
    value: Any


class MatrixHead(Answer):
    """The head of a row or a column."""

    value: Any
    title: Text
    subtitle: Text


class MatrixCell(Answer):
    """One group."""

    number: int
    filter: MatrixFilter
    measures: list[float | None]


class MatrixMeasure(Answer):
    """A figure of every cell."""

    id: str
    title: Text
    format: Literal["integer", "percent", "money"]


class MatrixAside(Answer):
    """A group outside the matrix."""

    title: Text
    filter: MatrixFilter | None
    measures: list[float | None]


class MatrixData(Answer):
    """A matrix of groups with its figures."""

    rows: list[MatrixHead]
    columns: list[MatrixHead]
    cells: list[list[MatrixCell]]
    measures: list[MatrixMeasure]
    aside: list[MatrixAside]
    totals: list[float | None]
    full: bool
    problem: Problem | None = None


class EarlierFormula(Body):
    """A formula of the same node that stands above the one being typed."""

    name: str
    text: str


class FormulaRequest(AnalyseRequest):
    """A formula as it is being typed."""

    node: NodeId
    port: PortId
    field: Annotated[str, Field(max_length=500)] | None = None
    text: Annotated[str, Field(max_length=100_000)]
    earlier: list[EarlierFormula] | None = None


class FormulaToken(Answer):
    """A piece of a formula and what it is."""

    start: int
    end: int
    kind: Literal[
        "function", "column", "parameter", "number", "text", "operator", "keyword", "bracket"
    ]


class FormulaCheck(Answer):
    """What a formula gives and what is wrong with it."""

    type: str | None
    problems: list[Problem]
    tokens: list[FormulaToken]
