"""The workflow document as typed objects: nodes, edges, groups, notes, parameters, layout.

Everything a file holds is kept: keys this version does not know stay at the end of their object, in
their order. A key that was absent stays absent; a null that was read is written back as null.
"""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SerializerFunctionWrapHandler,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    model_serializer,
)

from kanva.workflow.wording import LocalText

FORMAT_VERSION = 1
"""Version of the document format that this library writes."""

PARAMETER_TYPES = ("date", "number", "text", "choice", "file", "connection", "switch")
"""The types a workflow parameter may have."""


class Part(BaseModel):
    """A part of the document: unknown keys are kept, absent keys stay absent."""

    model_config = ConfigDict(
        extra="allow", serialize_by_alias=True, validate_by_name=True, validate_by_alias=True
    )

    _always: ClassVar[frozenset[str]] = frozenset()
    """Fields that are written even when nothing set them."""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        # Clearing a field in code removes its key; only a null that was read is a null to write.
        if value is None and name in type(self).model_fields:
            self.__pydantic_fields_set__.discard(name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.model_dump() == other.model_dump()

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    @model_serializer(mode="wrap")
    def _without_absent_keys(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        whole: dict[str, Any] = handler(self)
        for name, field in type(self).model_fields.items():
            if name in self.model_fields_set or name in self._always or field.is_required():
                continue
            if getattr(self, name) == field.get_default(call_default_factory=True):
                whole.pop(field.serialization_alias or name, None)
        return whole


class Point(Part):
    """Where the upper left corner of a node stands on the canvas, in pixels."""

    x: StrictInt | StrictFloat
    y: StrictInt | StrictFloat


class Box(Point):
    """A rectangle on the canvas, in pixels."""

    width: StrictInt | StrictFloat
    height: StrictInt | StrictFloat


class Layout(Part):
    """Positions, apart from settings so that moving a node never touches what it does."""

    nodes: dict[str, Point] = Field(default_factory=dict)
    groups: dict[str, Box] = Field(default_factory=dict)
    notes: dict[str, Box] = Field(default_factory=dict)


class Choice(Part):
    """One value offered by a parameter of type "choice"."""

    value: Any
    title: LocalText | None = None


class Parameter(Part):
    """A named value that settings and formulas may refer to."""

    name: StrictStr
    type: StrictStr = Field(json_schema_extra={"enum": list(PARAMETER_TYPES)})
    title: LocalText | None = None
    help: LocalText | None = None
    default: Any = None
    choices: list[Choice] | None = None
    minimum: StrictInt | StrictFloat | None = None
    maximum: StrictInt | StrictFloat | None = None


class Node(Part):
    """One step of the workflow."""

    id: StrictStr
    type: StrictStr
    version: StrictInt = 1
    title: LocalText | None = None
    comment: LocalText | None = None
    settings: dict[str, Any] = Field(default_factory=dict)
    disabled: StrictBool | None = None
    pinned: StrictBool | None = None


class Edge(Part):
    """A connection from an output port of one node to an input port of another.

    Both ends are written "<node id>.<port id>". A port id never holds a dot, so an end is split at
    its last one.

    Example:
        >>> edge = Edge.between("sales", "rows", "filter", "rows")
        >>> edge.from_, edge.to, edge.source, edge.input
        ('sales.rows', 'filter.rows', 'sales', 'rows')
    """

    from_: StrictStr = Field(validation_alias="from", serialization_alias="from")
    to: StrictStr
    kind: StrictStr | None = None

    @classmethod
    def between(cls, source: str, output: str, target: str, input: str) -> Edge:  # noqa: A002 - the word of the format
        """Return an edge between two ports.

        Args:
            source: Id of the node the rows come from.
            output: Id of its output port.
            target: Id of the node the rows go to.
            input: Id of its input port.

        Returns:
            The edge.
        """
        return cls(from_=f"{source}.{output}", to=f"{target}.{input}")

    @property
    def source(self) -> str:
        """Id of the node the rows come from."""
        return _split(self.from_)[0]

    @property
    def output(self) -> str:
        """Id of the output port; "" when the file names none."""
        return _split(self.from_)[1]

    @property
    def target(self) -> str:
        """Id of the node the rows go to."""
        return _split(self.to)[0]

    @property
    def input(self) -> str:
        """Id of the input port; "" when the file names none."""
        return _split(self.to)[1]


class Group(Part):
    """A named frame around some nodes."""

    id: StrictStr
    title: LocalText | None = None
    color: StrictStr | None = None
    nodes: list[StrictStr] = Field(default_factory=list)
    collapsed: StrictBool | None = None


class Note(Part):
    """A text that lies on the canvas."""

    id: StrictStr
    text: LocalText = ""


class Workflow(Part):
    """A whole workflow document.

    Example:
        >>> workflow = Workflow(title="Продажи", nodes=[Node(id="sales", type="import.text")])
        >>> [node.id for node in workflow.nodes]
        ['sales']
    """

    _always: ClassVar[frozenset[str]] = frozenset({"kanva", "title", "nodes", "edges"})

    kanva: StrictInt = FORMAT_VERSION
    title: LocalText = ""
    description: LocalText = ""
    parameters: list[Parameter] = Field(default_factory=list)
    nodes: list[Node] = Field(default_factory=list)
    edges: list[Edge] = Field(default_factory=list)
    groups: list[Group] = Field(default_factory=list)
    notes: list[Note] = Field(default_factory=list)
    layout: Layout = Field(default_factory=Layout)

    # The text this workflow was read from: written back as it was while the content is unchanged.
    _source: str | None = PrivateAttr(default=None)

    @property
    def source_text(self) -> str | None:
        """The text this workflow was read from, or None when it was made in code."""
        return self._source

    def node(self, node_id: str) -> Node | None:
        """Return the first node with an id.

        Args:
            node_id: The id.

        Returns:
            The node, or None.
        """
        return next((node for node in self.nodes if node.id == node_id), None)


def _split(end: str) -> tuple[str, str]:
    node, dot, port = end.rpartition(".")
    return (node, port) if dot else (end, "")
