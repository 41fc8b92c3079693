"""The database: opened, brought up to date, and handed out as short transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.orm import Session, sessionmaker

from kanva.store.errors import StoreError

HEAD = "0002"
"""The last migration step; a database that already has it is opened without loading Alembic."""

MIGRATIONS = Path(__file__).with_name("migrations")
_BUSY_TIMEOUT_MS = 10_000
_MIGRATION_LOCK = 5_310_211
"""Number of the PostgreSQL advisory lock under which tables are changed."""


class Database:
    """An open database with present tables.

    Args:
        url: SQLAlchemy URL; `sqlite:///…` or `postgresql://…` (psycopg 3).
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    def upgrade(self) -> None:
        """Bring the tables up to date, in one transaction.

        Raises:
            StoreError: `database_newer` when a later version of Kanva made them.
        """
        with self.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
            if _present_step(connection) != HEAD:
                _run_steps(connection)

    @contextmanager
    def transaction(self) -> Generator[Session]:
        """Give a session whose changes are committed at the end, or undone by an exception."""
        with self._sessions.begin() as session:
            yield session

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def sqlite_url(path: Path) -> str:
    """Return the URL of a SQLite file.

    Args:
        path: The file; it need not exist yet.

    Returns:
        The URL.

    Example:
        >>> sqlite_url(Path("kanva.sqlite")).startswith("sqlite:///")
        True
    """
    return f"sqlite:///{path.as_posix()}"


def _engine(url: str) -> Engine:
    address = make_url(url)
    if address.drivername in {"postgresql", "postgres"}:
        address = address.set(drivername="postgresql+psycopg")
    engine = create_engine(address, pool_pre_ping=address.get_backend_name() == "postgresql")
    if address.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # Python's own transactions begin too late for CREATE TABLE: `_begin_sqlite` begins them.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later could otherwise fail half-way as «locked».
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _present_step(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _run_steps(connection: Connection) -> None:
    # Alembic is slow to load and needed once a release.
    from alembic.operations import Operations  # noqa: PLC0415
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415
    from alembic.script.revision import RevisionError  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    scripts = ScriptDirectory(str(MIGRATIONS))
    context = MigrationContext.configure(connection)
    present = context.get_current_revision()
    try:
        steps = list(scripts.iterate_revisions("heads", present or "base"))
    except (CommandError, RevisionError) as error:
        raise StoreError("database_newer") from error
    with Operations.context(context):
        for step in reversed(steps):
            step.module.upgrade()
    context.stamp(scripts, "heads")
