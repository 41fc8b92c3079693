"""Node types, their ports, and the functions of formulas."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from kanva.api.models.common import Answer, Text


class Port(Answer):
    """A place where an edge may begin or end."""

    id: str
    title: Text
    kind: str
    optional: bool
    multiple: bool
    side: bool


class Accepts(Answer):
    """What a node can be made from by dropping or pasting."""

    files: list[str] = Field(default_factory=list)
    clipboard: list[str] = Field(default_factory=list)
    setting: str


class NodeTypeExample(Answer):
    """Settings worth showing."""

    title: Text
    settings: dict[str, Any]
    inputs: dict[str, Any] = Field(default_factory=dict)


class NodeType(Answer):
    """A node type as the palette and the form know it."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    id: str
    version: int
    category: str
    icon: str
    title: Text
    summary: Text
    help: Text
    also_called: list[str]
    kind: Literal["source", "transform", "sink"]
    inputs: list[Port]
    outputs: list[Port]
    accepts: Accepts | None
    takes: dict[str, str]
    settings_schema: dict[str, Any] = Field(alias="schema")
    defaults: dict[str, Any]
    examples: list[NodeTypeExample]
    view: str | None


class Titled(Answer):
    """A category or a type of values."""

    id: str
    title: Text


class Catalogue(Answer):
    """Everything the palette offers."""

    categories: list[Titled]
    nodes: list[NodeType]
    types: list[Titled]


class FunctionExample(Answer):
    """A formula and what it gives."""

    formula: Text
    result: Any
    columns: dict[str, list[Any]] = Field(default_factory=dict)


class FormulaFunction(Answer):
    """A function of the formula language."""

    name: Text
    aliases: list[str]
    category: str
    signature: Text
    help: Text
    example: FunctionExample
    result: str | None


class FunctionCatalogue(Answer):
    """All functions of the formula language."""

    functions: list[FormulaFunction]
    categories: list[Titled]
