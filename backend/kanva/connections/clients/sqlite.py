"""Where a SQLite file is, and the file opened for reading only."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kanva.connections.clients.stored import read_fields
from kanva.sdk import fields
from kanva.sdk.fields import Settings
from kanva.sdk.messages import NodeError
from kanva.sdk.text import Text

_STEPS = 100_000
"""So many instructions of SQLite pass between two looks at «cancel»: about a millisecond."""


class SqliteSettings(Settings):
    """Where the file is."""

    file: str = fields.file(
        Text(ru="Файл базы", en="Database file"), endings=(".sqlite", ".sqlite3", ".db", ".db3")
    )


def file_of(values: Mapping[str, Any]) -> Path:
    """Return the file of a connection, absolute.

    Args:
        values: The fields as stored, see `read_fields`.

    Raises:
        NodeError: `bad_connection`, `bad_path`, `missing_file`.
    """
    settings = read_fields(SqliteSettings, values)
    path = Path(settings.file)
    if not settings.file or not path.is_file():
        raise NodeError("missing_file", values={"file": path.name})
    return path


def open_file(
    path: Path, stop: Callable[[], None] | None = None, *, strangers: bool = False
) -> sqlite3.Connection:
    """Open a file for reading only.

    Args:
        path: The file, absolute.
        stop: Called now and then while SQLite works; raises to interrupt it.
        strangers: Somebody else's SQL is to be run: only SELECT passes, no other database is
            attached, no extension loaded, no setting changed.

    Raises:
        NodeError: `missing_file`; `source_failed` when the file is no database.
    """
    if not path.is_file():
        raise NodeError("missing_file", values={"file": path.name})
    try:
        database = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False
        )
        database.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.Error as error:
        raise NodeError("source_failed", values={"reason": str(error)}) from error
    # Old programs wrote texts in code pages of their own: a bad byte must not end the reading.
    database.text_factory = _words
    if strangers:
        database.set_authorizer(_only_reading)
    if stop is not None:
        asked = stop

        def interrupted() -> int:
            try:
                asked()
            except NodeError:
                return 1
            return 0

        database.set_progress_handler(interrupted, _STEPS)
    return database


def _words(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _only_reading(action: int, _first: str | None, second: str | None, *_: Any) -> int:
    if action == sqlite3.SQLITE_FUNCTION and (second or "").casefold() == "load_extension":
        return sqlite3.SQLITE_DENY
    reading = (
        sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
    )  # fmt: skip
    return sqlite3.SQLITE_OK if action in reading else sqlite3.SQLITE_DENY
