"""The store of one workspace, opened whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete

from kanva.connections.cipher import Cipher
from kanva.store.connections import Connections
from kanva.store.database import Database, sqlite_url
from kanva.store.files import Files
from kanva.store.runs import Runs
from kanva.store.sessions import Sessions
from kanva.store.tables import SettingRow
from kanva.store.workflows import Workflows
from kanva.store.workspace import Workspace

UPLOAD_LIMIT_BYTES = 4 * 1024**3


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Store:
    """Everything that is kept for one workspace.

    Args:
        workspace: The folder.
        database: The open database.
        workflows: Workflow files, drafts and versions.
        files: Data files.
        runs: Records of runs.
        sessions: Sign-ins.
        connections: Ways to outside systems.
    """

    workspace: Workspace
    database: Database
    workflows: Workflows
    files: Files
    runs: Runs
    sessions: Sessions
    connections: Connections

    @classmethod
    def open(
        cls,
        workspace: Workspace,
        *,
        url: str | None = None,
        now: Callable[[], datetime] = utc_now,
        upload_limit_bytes: int = UPLOAD_LIMIT_BYTES,
        cipher: Cipher | None = None,
    ) -> Store:
        """Open the store, bringing its tables up to date.

        Args:
            workspace: The folder.
            url: Database URL; None means SQLite inside `.kanva/`.
            now: Gives the present moment, aware.
            upload_limit_bytes: The largest file taken from the browser.
            cipher: Encrypts secrets of connections; None takes the person's own key.

        Raises:
            StoreError: `database_newer`.
        """
        database = Database(url or sqlite_url(workspace.database))
        database.upgrade()
        return cls(
            workspace=workspace,
            database=database,
            workflows=Workflows(workspace, database, now),
            files=Files(workspace, upload_limit_bytes),
            runs=Runs(database, now),
            sessions=Sessions(database, now),
            connections=Connections(database, now, cipher or Cipher()),
        )

    def setting(self, name: str) -> Any:
        """Return a stored fact, or None."""
        with self.database.transaction() as session:
            row = session.get(SettingRow, name)
            return None if row is None else row.value

    def set_setting(self, name: str, value: Any) -> None:
        """Store a fact; None forgets it."""
        with self.database.transaction() as session:
            if value is None:
                session.execute(delete(SettingRow).where(SettingRow.name == name))
            else:
                session.merge(SettingRow(name=name, value=value))

    def close(self) -> None:
        """Close the database."""
        self.database.close()
