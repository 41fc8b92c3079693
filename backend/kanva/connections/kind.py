"""The contract of a connection kind: one class declares its form, its test and what is inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Generic, Literal, TypeVar

import polars as pl

from kanva.connections.clients.stored import fields_with, read_fields
from kanva.sdk.fields import Settings
from kanva.sdk.messages import Message
from kanva.sdk.text import Text

Values = Mapping[str, Any]
"""Fields of a connection by name, secrets among them."""

ThingKind = Literal["folder", "table", "view", "catalog", "document", "register", "list", "column"]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something inside an outside system, as its browser shows it.

    Args:
        path: The names that lead to it, from the top.
        title: What a person reads.
        kind: What it is, for its icon.
        opens: It holds more things.
        type: Of a column: the kind of its values in words, or None.
        node: A ready import node: its type and settings, or None.
    """

    path: tuple[str, ...]
    title: str
    kind: ThingKind
    opens: bool = False
    type: Text | None = None
    node: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the wire form."""
        return {
            "path": list(self.path),
            "title": self.title,
            "kind": self.kind,
            "opens": self.opens,
            "type": None if self.type is None else self.type.as_json(),
            "node": None if self.node is None else dict(self.node),
        }


@dataclass(frozen=True, slots=True)
class Found:
    """What a successful test has found.

    Args:
        text: One sentence: where, what version, how much is inside.
        details: Lines below it.
    """

    text: Text
    details: tuple[Text, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return the wire form."""
        return {"text": self.text.as_json(), "details": [line.as_json() for line in self.details]}


SettingsT = TypeVar("SettingsT", bound=Settings)


class ConnectionKind(Generic[SettingsT]):
    """Base of every connection kind; stateless, made once.

    A class states `id`, `icon`, `title`, `summary`, `settings` (a form of `kanva.sdk.fields`, its
    secrets `fields.secret`), and implements `address`, `test`, `inside` and `sample`.
    """

    abstract: ClassVar[bool] = True
    """Set to False in every class that is a connection kind."""

    id: ClassVar[str]
    """Stable for ever."""
    icon: ClassVar[str]
    """SVG path data on a 24 × 24 grid."""
    title: ClassVar[Text]
    summary: ClassVar[Text]
    """One sentence: what one gets through it."""
    settings: ClassVar[type[Settings]]
    messages: ClassVar[Mapping[str, Message]] = {}

    def read(self, values: Values) -> SettingsT:
        """Return the typed fields of a connection.

        Args:
            values: The fields as stored, secrets among them, with "kind" and "name"; "workspace" is
                the folder that paths of files are relative to, which come out absolute.

        Raises:
            NodeError: `bad_connection` names the first field that is wrong; `bad_path`;
                `secret_unreadable` when the secrets were stored with a key that is lost.
        """
        read: Any = read_fields(self.settings, values)
        return read

    def address(self, settings: SettingsT) -> str:
        """Return the address people recognise it by; no secret is in it."""
        raise NotImplementedError(type(self).__name__)

    def test(self, settings: SettingsT, scratch: Path | None) -> Found:
        """Try the connection.

        Args:
            settings: The connection.
            scratch: Folder for what is asked once and kept a while, or None.

        Raises:
            NodeError: A declared message that says in plain words what is wrong.
        """
        raise NotImplementedError(type(self).__name__)

    def inside(
        self, settings: SettingsT, path: Sequence[str], search: str, scratch: Path | None
    ) -> Iterator[Thing]:
        """Yield what is inside.

        Args:
            settings: The connection.
            path: Where to look; empty for the top.
            search: Only things whose names hold these letters, from all depths; "" for all.
            scratch: Folder for what is asked once and kept a while, or None.

        Raises:
            NodeError: A declared message.
        """
        raise NotImplementedError(type(self).__name__)

    def sample(
        self, settings: SettingsT, path: Sequence[str], limit: int, scratch: Path | None
    ) -> pl.DataFrame:
        """Return the first rows of a thing.

        Args:
            settings: The connection.
            path: The thing.
            limit: Rows at most.
            scratch: Folder for what is asked once and kept a while, or None.

        Raises:
            NodeError: A declared message.
        """
        raise NotImplementedError(type(self).__name__)


AnyKind = ConnectionKind[Any]


def secret_fields(settings: type[Settings]) -> tuple[str, ...]:
    """Return the names of the fields that hold secrets.

    Args:
        settings: The form of a kind.
    """
    return fields_with(settings, "secret")
