"""Connections of one workspace: entered once, used by name; secrets only ever stored encrypted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kanva.connections.cipher import Cipher
from kanva.sdk.messages import NodeError
from kanva.store.database import Database
from kanva.store.errors import StoreError
from kanva.store.tables import ConnectionRow

NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class ConnectionRecord:
    """One connection; its secrets are not in it.

    Args:
        name: What nodes call it.
        kind: Id of its kind.
        fields: Everything but secrets.
        changed_at: When it was last changed, UTC.
    """

    name: str
    kind: str
    fields: dict[str, Any]
    changed_at: datetime


class Connections:
    """Connections of one workspace.

    Args:
        database: The open database.
        now: Gives the present moment, aware.
        cipher: Encrypts secrets.
    """

    def __init__(self, database: Database, now: Callable[[], datetime], cipher: Cipher) -> None:
        self._database = database
        self._now = now
        self._cipher = cipher

    def all(self) -> list[ConnectionRecord]:
        """Return every connection, by name."""
        with self._database.transaction() as session:
            rows = session.scalars(select(ConnectionRow).order_by(ConnectionRow.name))
            return [_record(row) for row in rows]

    def names(self) -> list[str]:
        """Return the names of all connections."""
        with self._database.transaction() as session:
            return list(session.scalars(select(ConnectionRow.name).order_by(ConnectionRow.name)))

    def get(self, name: str) -> ConnectionRecord:
        """Return one connection.

        Raises:
            StoreError: `connection_missing`.
        """
        with self._database.transaction() as session:
            return _record(_row(session, name))

    def resolved(self, name: str) -> dict[str, Any]:
        """Return the fields of a connection with its name, its kind and its secrets.

        Raises:
            StoreError: `connection_missing`.
            NodeError: `secret_unreadable`, `bad_key`.
        """
        with self._database.transaction() as session:
            row = _row(session, name)
            kind, fields, stored = row.kind, dict(row.fields), row.secrets
        return {**fields, **self._cipher.read(stored), "kind": kind, "name": name}

    def add(
        self, name: str, kind: str, fields: Mapping[str, Any], secrets: Mapping[str, str]
    ) -> ConnectionRecord:
        """Store a new connection.

        Args:
            name: What nodes will call it.
            kind: Id of its kind.
            fields: Everything but secrets.
            secrets: Field name to secret.

        Raises:
            StoreError: `connection_name`, `connection_taken`.
            NodeError: `bad_key`, `key_not_kept`.
        """
        name = _checked_name(name)
        stored = self._cipher.write(secrets)
        with self._database.transaction() as session:
            if session.get(ConnectionRow, name) is not None:
                raise StoreError("connection_taken", name=name)
            now = self._now()
            row = ConnectionRow(
                name=name,
                kind=kind,
                fields=dict(fields),
                secrets=stored,
                created_at=now,
                changed_at=now,
            )
            session.add(row)
            return _record(row)

    def change(
        self,
        name: str,
        *,
        new_name: str,
        fields: Mapping[str, Any],
        secrets: Mapping[str, str | None],
    ) -> ConnectionRecord:
        """Change a connection; its kind stays.

        Args:
            name: Its present name.
            new_name: Its name from now on.
            fields: Everything but secrets.
            secrets: New secrets; None forgets one; those left out stay.

        Raises:
            StoreError: `connection_missing`, `connection_name`, `connection_taken`.
            NodeError: `bad_key`, `key_not_kept`, and `secret_unreadable` when secrets that stay
                were stored with another key.
        """
        new_name = _checked_name(new_name)
        with self._database.transaction() as session:
            row = _row(session, name)
            if new_name != name and session.get(ConnectionRow, new_name) is not None:
                raise StoreError("connection_taken", name=new_name)
            if secrets:
                merged = {**self._kept(row, secrets), **secrets}
                row.secrets = self._cipher.write(
                    {key: value for key, value in merged.items() if value is not None}
                )
            row.name, row.fields, row.changed_at = new_name, dict(fields), self._now()
            session.flush()
            return _record(row)

    def remove(self, name: str) -> None:
        """Forget a connection.

        Raises:
            StoreError: `connection_missing`.
        """
        with self._database.transaction() as session:
            session.delete(_row(session, name))

    def _kept(self, row: ConnectionRow, given: Mapping[str, str | None]) -> dict[str, Any]:
        try:
            return self._cipher.read(row.secrets)
        except NodeError:
            # Entering the password anew is the cure for a lost key: it must not fail for the old.
            if all(value is not None for value in given.values()):
                return {}
            raise


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH:
        raise StoreError("connection_name", length=NAME_LENGTH)
    return name


def _row(session: Session, name: str) -> ConnectionRow:
    row = session.get(ConnectionRow, name)
    if row is None:
        raise StoreError("connection_missing", name=name)
    return row


def _record(row: ConnectionRow) -> ConnectionRecord:
    return ConnectionRecord(row.name, row.kind, dict(row.fields), row.changed_at)
