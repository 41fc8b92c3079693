"""Connections: their kinds, themselves, their tests, and what is inside."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from kanva.api.models.common import Answer, Body, Problem, Text

Name = Annotated[str, Field(min_length=1, max_length=120)]
Fields = dict[str, Any]


class ConnectionKind(Answer):
    """A kind of outside system and its form."""

    id: str
    icon: str
    title: Text
    summary: Text
    settings_schema: dict[str, Any] = Field(alias="schema")
    defaults: Fields


class ConnectionKinds(Answer):
    """Every kind of this installation."""

    kinds: list[ConnectionKind]


class UsedBy(Answer):
    """A workflow that names a connection."""

    path: str
    title: str
    nodes: int


class Connection(Answer):
    """A stored connection; secrets never leave the server."""

    name: str
    kind: str
    fields: Fields
    secrets: list[str]
    """Names of the secrets that are set."""
    address: str
    changed_at: datetime
    used_by: list[UsedBy]


class ConnectionList(Answer):
    """All connections."""

    connections: list[Connection]


class NewConnection(Body):
    """A connection to store."""

    name: Name
    kind: str
    fields: Fields
    secrets: dict[str, str] = Field(default_factory=dict)


class ChangedConnection(Body):
    """A connection changed; secrets left out stay, null forgets one."""

    name: Name
    fields: Fields
    secrets: dict[str, str | None] = Field(default_factory=dict)


class TriedConnection(Body):
    """A connection to try, stored or not: secrets left out are taken from the stored one."""

    name: Name | None = None
    kind: str
    fields: Fields
    secrets: dict[str, str | None] = Field(default_factory=dict)


class ConnectionTest(Answer):
    """How a test has ended: one of text and problem is null."""

    text: Text | None
    details: list[Text]
    problem: Problem | None


class InsideRequest(Body):
    """Where to look inside a connection."""

    path: list[str] = Field(default_factory=list, max_length=8)
    search: str = Field(default="", max_length=200)


class InsideThing(Answer):
    """Something inside an outside system."""

    path: list[str]
    title: str
    kind: Literal["folder", "table", "view", "catalog", "document", "register", "list", "column"]
    opens: bool
    type: Text | None
    node: dict[str, Any] | None


class Inside(Answer):
    """What is inside; `cut` when there is more than could be sent."""

    things: list[InsideThing]
    cut: bool
    problem: Problem | None


class SampleRequest(Body):
    """Which thing to take the first rows of."""

    path: list[str] = Field(min_length=1, max_length=8)
    limit: int = Field(default=50, ge=1, le=500)
