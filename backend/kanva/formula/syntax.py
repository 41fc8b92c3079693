"""The syntax tree: what was written, before anybody knows what it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

Scalar = int | float | str | bool | date | datetime | None


@dataclass(slots=True)
class Node:
    """A piece of a formula.

    Args:
        start: First character.
        end: The character after the last.
    """

    start: int
    end: int


@dataclass(slots=True)
class Bad(Node):
    """A piece that was reported already; nothing is checked about it."""


@dataclass(slots=True)
class Literal(Node):
    """A number, text, date, truth value or NULL written in the formula."""

    value: Scalar
    comma: bool = False


@dataclass(slots=True)
class Column(Node):
    """A reference to a column."""

    name: str


@dataclass(slots=True)
class Parameter(Node):
    """A reference to a parameter of the workflow."""

    name: str


@dataclass(slots=True)
class Operator(Node):
    """An operator with its operands: `+`, `AND`, `IN`, `BETWEEN`, `IS NULL` and so on.

    `AND`, `OR` and `&` take a whole row of operands; negated forms are `not` over the plain one.
    """

    sign: str
    operands: list[Node]
    sign_start: int
    sign_end: int


@dataclass(slots=True)
class Call(Node):
    """A call of a function, with what stands after `BY`."""

    name: str
    name_end: int
    arguments: list[Node]
    by: list[Node] = field(default_factory=list[Node])
    by_start: int = -1
    by_end: int = -1


@dataclass(slots=True)
class Case(Node):
    """`CASE … WHEN … THEN … ELSE … END`."""

    operand: Node | None
    branches: list[tuple[Node, Node]]
    default: Node | None
