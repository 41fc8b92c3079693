"""A SQLite file of the workspace."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import polars as pl

from kanva.connections.clients.sqlite import SqliteSettings, open_file
from kanva.connections.kind import ConnectionKind, Found, Thing
from kanva.sdk.messages import NodeError
from kanva.sdk.text import Text


class Sqlite(ConnectionKind[SqliteSettings]):
    """A SQLite file: read directly, no server."""

    abstract = False
    id = "sqlite"
    icon = "M5 6c0-1.7 3.1-3 7-3s7 1.3 7 3-3.1 3-7 3-7-1.3-7-3zM5 6v12c0 1.7 3.1 3 7 3s7-1.3 7-3V6"
    title = Text(ru="SQLite", en="SQLite")
    summary = Text(
        ru="Таблицы из файла SQLite в папке.", en="Tables of a SQLite file in the workspace."
    )
    settings = SqliteSettings

    def address(self, settings: SqliteSettings) -> str:
        """Return the name of the file."""
        return Path(settings.file).name

    def test(self, settings: SqliteSettings, scratch: Path | None) -> Found:
        """Open the file and count its tables."""
        del scratch
        count = sum(1 for _ in self.inside(settings, (), "", None))
        return Found(
            Text(
                ru=f"Файл открыт: SQLite {sqlite3.sqlite_version}, таблиц {count}",
                en=f"The file is open: SQLite {sqlite3.sqlite_version}, {count} tables",
            )
        )

    def inside(
        self, settings: SqliteSettings, path: Sequence[str], search: str, scratch: Path | None
    ) -> Iterator[Thing]:
        """Yield tables and views, or the columns of one."""
        del scratch
        with closing(_open(settings)) as database:
            if path:
                rows = database.execute("SELECT name, type FROM pragma_table_info(?)", (path[0],))
                for name, kind in rows.fetchall():
                    words = Text.same(kind.lower()) if kind else None
                    yield Thing((path[0], name), name, "column", type=words)
                return
            rows = database.execute(
                "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') "
                "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
            )
            for name, kind in rows.fetchall():
                if search.casefold() in name.casefold():
                    yield Thing((name,), name, "view" if kind == "view" else "table", opens=True)

    def sample(
        self, settings: SqliteSettings, path: Sequence[str], limit: int, scratch: Path | None
    ) -> pl.DataFrame:
        """Return the first rows of a table."""
        del scratch
        with closing(_open(settings)) as database:
            known = {thing.path[0] for thing in self.inside(settings, (), "", None)}
            if path[0] not in known:
                raise NodeError("nothing_there", values={"what": path[0]})
            quoted = path[0].replace('"', '""')
            query = f'SELECT * FROM "{quoted}" LIMIT ?'  # noqa: S608 - a known name, quoted
            cursor = database.execute(query, (limit,))
            names = [column[0] for column in cursor.description]
            return pl.DataFrame(
                cursor.fetchall(),
                schema=names,
                orient="row",
                infer_schema_length=None,
                strict=False,
            )


def _open(settings: SqliteSettings) -> sqlite3.Connection:
    if not settings.file:
        raise NodeError("missing_file", values={"file": ""})
    return open_file(Path(settings.file))
