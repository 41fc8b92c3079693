"""Diagnosis: what an exception means in plain words, at its node, with the rows at fault."""

from __future__ import annotations

import errno
import json
import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
from polars import exceptions as pe

from kanva.engine.check import missing_column
from kanva.engine.window import cell
from kanva.engine.wording import error_problem, problem
from kanva.sdk import KIND_TITLES, Kind, NodeError, NodeType, Problem, Text

_log = logging.getLogger(__name__)
OFFENDING_ROWS = 5

_CONVERSION = re.compile(
    r"conversion from `(?P<source>[^`]+)` to `(?P<target>[^`]+)` failed in column '(?P<column>.*?)'"
    r" for (?P<count>\d+) out of \d+ values: (?P<examples>\[.*)",
    re.DOTALL,
)
_NO_COLUMN = re.compile(
    r'unable to find column "(?P<column>.*?)"; valid columns: (?P<valid>\[.*?\])'
)
_JOIN_KINDS = re.compile(
    r"don't match - `(?P<left>.*?)`: (?P<left_type>\S+) on left does not match "
    r"`(?P<right>.*?)`: (?P<right_type>\S+) on right"
)
_DUPLICATE = re.compile(
    r"(?:column with name|the name|duplicate column(?: name)?:?) ?['\"`](?P<column>.*?)['\"`]"
)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')

_PLAIN: tuple[tuple[type[BaseException], str, str], ...] = (
    (pe.SchemaError, "типы столбцов не подходят друг к другу", "the column types do not fit"),
    (
        pe.InvalidOperationError,
        "действие не подходит к типу столбца",
        "the operation does not fit the column’s type",
    ),
    (pe.ShapeError, "таблицы разной длины", "the tables differ in length"),
    (
        pe.OutOfBoundsError,
        "число не помещается в тип столбца",
        "a number does not fit the column’s type",
    ),
    (pe.NoDataError, "в источнике нет данных", "the source holds no data"),
    (RecursionError, "слишком много вложенных действий", "too many nested operations"),
    (UnicodeError, "текст в другой кодировке", "the text is in another encoding"),
    (ZeroDivisionError, "деление на ноль", "division by zero"),
    (TimeoutError, "источник не ответил вовремя", "the source did not answer in time"),
    (ConnectionError, "нет связи с источником", "the source cannot be reached"),
)

_KINDS: dict[str, Kind] = {
    "str": "text", "bool": "boolean", "date": "date", "time": "time", "cat": "category",
    "f32": "number", "f64": "number", "dyn float": "number", "datetime": "datetime",
    "decimal": "decimal", "duration": "duration", "list": "list", "array": "list",
}  # fmt: skip


def exception_problem(
    error: BaseException, node_type: NodeType[Any] | None, node: str | None
) -> Problem:
    """Tell in plain words what an exception means; the traceback goes to the log.

    Args:
        error: What was raised.
        node_type: Type of the node at work, for its own messages.
        node: Id of the node, when it is known.

    Returns:
        The problem, placed at the node.

    Example:
        >>> exception_problem(FileNotFoundError(2, "No such file", "a.csv"), None, "sales").code
        'missing_file'
    """
    if isinstance(error, NodeError):
        return error_problem(error, node_type, node or "")
    _log.error("node %s failed", node, exc_info=error)
    words = str(error).partition("\n\n")[0].strip()
    return _known(error, words, node) or _plain(error, words, node)


def _known(error: BaseException, words: str, node: str | None) -> Problem | None:
    if isinstance(error, MemoryError):
        return problem("out_of_memory", node=node)
    if isinstance(error, pe.ColumnNotFoundError):
        return _no_column(words, node)
    if isinstance(error, pe.DuplicateError):
        found = _DUPLICATE.search(words)
        return problem("duplicate_column", node=node, column=found["column"] if found else "?")
    found = _CONVERSION.search(words)
    if found:
        shown = [item for item in _QUOTED.findall(found["examples"]) if item][:3]
        return problem(
            "bad_conversion",
            node=node,
            column=found["column"],
            kind=_kind_title(found["target"]),
            examples=", ".join(f"«{item}»" for item in shown) or "…",
        )
    found = _JOIN_KINDS.search(words)
    if found:
        return problem(
            "kinds_differ",
            node=node,
            left=found["left"],
            right=found["right"],
            left_kind=_kind_title(found["left_type"]),
            right_kind=_kind_title(found["right_type"]),
        )
    if isinstance(error, OSError):
        return _file_problem(error, node)
    return None


def _no_column(words: str, node: str | None) -> Problem:
    found = _NO_COLUMN.search(words)
    if found:
        try:
            valid = json.loads(found["valid"])
        except ValueError:
            valid = _QUOTED.findall(found["valid"])
        item = missing_column(found["column"], dict.fromkeys(valid), None)
        return item if node is None else item.at(node)
    name = words.strip("\"'").partition("\n")[0]
    return problem("missing_column", node=node, column=name, columns="…")


def _file_problem(error: OSError, node: str | None) -> Problem | None:
    name = Path(str(error.filename)).name if error.filename else "?"
    if error.errno == errno.ENOSPC:
        return problem("disk_full", node=node)
    if isinstance(error, FileNotFoundError):
        return problem("missing_file", node=node, file=name)
    if isinstance(error, (PermissionError, IsADirectoryError)):
        return problem("unreadable_file", node=node, file=name)
    return None


def _plain(error: BaseException, words: str, node: str | None) -> Problem:
    detail = (words.splitlines() or [""])[0][:200]
    for kind, ru, en in _PLAIN:
        if isinstance(error, kind):
            more = f" ({detail})" if detail else ""
            return problem("failed", node=node, reason=Text(ru=ru + more, en=en + more))
    detail = detail or type(error).__name__
    return problem("failed", node=node, reason=Text.same(detail))


def _kind_title(dtype: str) -> Text:
    name = dtype.partition("[")[0].partition("(")[0].strip()
    kind = _KINDS.get(name)
    if kind is None and name[:1] in "iu" and name[1:].isdigit():
        kind = "integer"
    return KIND_TITLES[kind or "other"]


def offending_rows(error: BaseException, inputs: Mapping[str, Any]) -> dict[str, Any] | None:
    """Fetch up to five rows that a failed conversion stumbled over.

    Args:
        error: What was raised.
        inputs: Input port of the failed node to its lazy frame, or list of frames.

    Returns:
        `{"columns": […], "rows": [[…]]}` in wire form, or None when such rows cannot be told.
    """
    found = _CONVERSION.search(str(error))
    if not found:
        return None
    column, values = found["column"], _QUOTED.findall(found["examples"])
    for given in inputs.values():
        for frame in given if isinstance(given, list) else [given]:
            schema = frame.collect_schema()
            if schema.get(column) != pl.String or not values:
                continue
            rows = frame.filter(pl.col(column).is_in(values)).head(OFFENDING_ROWS).collect()
            if rows.height:
                cells = [[cell(value) for value in row] for row in rows.iter_rows()]
                return {"columns": rows.columns, "rows": cells}
    return None
