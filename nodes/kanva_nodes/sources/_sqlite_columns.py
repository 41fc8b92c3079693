"""Columns of a SQLite source and their types, found over every value: SQLite types values."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from kanva.connections.clients.sqlite import open_file
from kanva.sdk import Context, NodeError
from kanva_nodes.sources._scratch_files import replacing

_FORMAT = 1
_AT_ONCE = 100
"""Columns asked about in one statement; SQLite takes 2,000 results of one."""
_DATE = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: Its name.
        kind: "int", "float", "date", "datetime" or "text".
        mixed: Numbers and texts stood together: read as text.
    """

    name: str
    kind: str
    mixed: bool = False


def quoted(name: str) -> str:
    """Return a name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def state_of(path: Path) -> list[list[int]]:
    """Return sizes and times of change of the file and of its write-ahead log."""
    found = []
    for one in (path, path.with_name(f"{path.name}-wal")):
        try:
            stat = one.stat()
        except OSError:
            continue
        found.append([stat.st_size, stat.st_mtime_ns])
    return found


def columns_of(path: Path, source: str, field: str, context: Context) -> list[Column]:
    """Return the columns of a source, from the cache when the file has not changed.

    Args:
        path: The file.
        source: A quoted table name, or a query in brackets.
        field: The setting to blame when SQLite refuses.
        context: The house.

    Raises:
        NodeError: `query_refused`, `source_failed`, `cancelled`.
    """
    state = json.dumps([_FORMAT, str(path), state_of(path), source])
    key = hashlib.blake2b(state.encode(), digest_size=16).hexdigest()
    place = context.scratch(f"sqlite-{key}")
    try:
        return [Column(**one) for one in json.loads(place.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        pass
    try:
        with closing(open_file(path, context.stop_if_cancelled, strangers=True)) as database:
            cursor = database.execute(f"SELECT * FROM {source} LIMIT 0")  # noqa: S608 - quoted
            names = [one[0] for one in cursor.description]
            found = [
                column
                for start in range(0, len(names), _AT_ONCE)
                for column in _kinds(database, source, names[start : start + _AT_ONCE])
            ]
    except (sqlite3.Error, sqlite3.Warning) as error:
        context.stop_if_cancelled()
        raise NodeError("query_refused", field=field, values={"reason": str(error)}) from error
    with replacing(place) as temporary:
        temporary.write_text(json.dumps([asdict(one) for one in found]), encoding="utf-8")
    return found


def _kinds(database: sqlite3.Connection, source: str, names: Sequence[str]) -> list[Column]:
    asked = ", ".join(
        f"SUM(typeof({q}) = 'integer'), SUM(typeof({q}) = 'real'), SUM(typeof({q}) = 'text'), "
        f"SUM(typeof({q}) = 'blob'), "
        f"SUM(typeof({q}) = 'text' AND {q} GLOB '{_DATE}' AND date({q}) = {q}), "
        f"SUM(typeof({q}) = 'text' AND {q} GLOB '{_DATE}[ T][0-9][0-9]:[0-9][0-9]*' "
        f"AND length({q}) <= 26 AND NOT {q} GLOB '*[Zz+]*' AND julianday({q}) IS NOT NULL)"
        for q in map(quoted, names)
    )
    row = database.execute(f"SELECT {asked} FROM {source}").fetchone()  # noqa: S608 - quoted
    made = []
    for place, name in enumerate(names):
        ints, reals, texts, blobs, dates, moments = (n or 0 for n in row[6 * place : 6 * place + 6])
        words = texts + blobs
        kind = "text"
        if not words and (ints or reals):
            kind = "float" if reals else "int"
        elif texts and not blobs and not ints and not reals and dates + moments == texts:
            kind = "datetime" if moments else "date"
        made.append(Column(name, kind, mixed=bool(words and (ints or reals))))
    return made
