"""Records of a JSON file: where they are, one by one, with the places of mistakes."""

from __future__ import annotations

import contextlib
import gzip
import io
import itertools
import json
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

from kanva.sdk import NodeError, near

_SNIPPET = 60
_FIRST_LINES = 50
_LOOKED_FOR = 6
"""How deep rows are looked for when no path is given."""
VALUE = "value"
"""Name of the column of rows that are no records."""


@dataclass(slots=True)
class Records:
    """The rows of a file.

    Args:
        form: "lines" when each line is a record, else "json".
        path: Where the rows stand in the document, "" at its top.
        bad_lines: Numbers of lines that were left out, known when all rows have been taken.
        rows: The rows in order, to be gone through once.
    """

    form: Literal["json", "lines"]
    path: str = ""
    bad_lines: list[int] = field(default_factory=list[int])
    rows: Iterable[Any] = ()


def records_of(path: Path, name: str, form: str, rows_path: str, *, skip_bad: bool) -> Records:
    """Open a JSON file.

    Args:
        path: The file.
        name: Its workspace path, for messages.
        form: "auto", "json" or "lines".
        rows_path: Keys from the top down to the rows, joined by points; "" finds them.
        skip_bad: Lines that are not JSON are left out.

    Raises:
        NodeError: `missing_file`, `unreadable_file`, `empty_file`, `not_utf8`, `bad_json`,
            `bad_line` (while iterating), `no_path`, `no_rows` or `too_deep`.
    """
    values = {"file": name}
    if not path.exists():
        raise NodeError("missing_file", field="file", values=values)
    try:
        text_encoding = _encoding(path)
        if form == "auto":
            form = _form(path, text_encoding, name)
        if form == "lines":
            records = Records("lines")
            records.rows = _lines(path, text_encoding, records, skip_bad=skip_bad)
            return records
        document = _document(path, text_encoding, name)
    except UnicodeDecodeError as error:
        raise NodeError("not_utf8", field="file", values=values) from error
    except OSError as error:
        raise NodeError("unreadable_file", field="file", values=values) from error
    found, rows = _rows(document, rows_path)
    return Records("json", found, [], rows)


def _encoding(path: Path) -> str:
    with _opened(path) as stream:
        head = stream.read(4)
    if not head:
        raise NodeError("empty_file", field="file", values={"file": path.name})
    return json.detect_encoding(head.ljust(4, b" ") if len(head) < 4 else head)


def _opened(path: Path) -> Any:
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")


@contextlib.contextmanager
def _reading(path: Path, encoding: str) -> Generator[io.TextIOWrapper]:
    with _opened(path) as raw, io.TextIOWrapper(raw, encoding=encoding, newline=None) as text:
        yield text


def _form(path: Path, encoding: str, name: str) -> Literal["json", "lines"]:
    """Tell a file of records a line from one document, by its first filled lines."""
    with _reading(path, encoding) as stream:
        filled = [line.strip() for line in itertools.islice(stream, _FIRST_LINES) if line.strip()]
    if not filled:
        raise NodeError("empty_file", field="file", values={"file": name})
    if not filled[0].startswith("{"):
        return "json"
    try:
        json.loads(filled[0])
    except ValueError:
        # A broken first line followed by whole records is a file of lines all the same.
        return "lines" if len(filled) > 1 and _is_record(filled[1]) else "json"
    return "lines" if len(filled) > 1 else "json"


def _is_record(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _lines(path: Path, encoding: str, records: Records, *, skip_bad: bool) -> Iterator[Any]:
    decode = json.JSONDecoder(parse_constant=_no_number).decode
    try:
        with _reading(path, encoding) as stream:
            for number, line in enumerate(stream, 1):
                if not line.strip():
                    continue
                try:
                    value = decode(line)
                except (ValueError, RecursionError) as error:
                    if not skip_bad:
                        raise _bad_line(number, line, error) from None
                    records.bad_lines.append(number)
                    continue
                yield value
    except UnicodeDecodeError as error:
        raise NodeError("not_utf8", field="file", values={"file": path.name}) from error


def _bad_line(number: int, line: str, error: Exception) -> NodeError:
    position = getattr(error, "pos", 0)
    values = {"line": number, "place": position + 1, "text": _snippet(line, position)}
    return NodeError("bad_line", field="bad_lines", values=values)


def _document(path: Path, encoding: str, name: str) -> Any:
    with _opened(path) as stream:
        text = cast("bytes", stream.read()).decode(encoding)
    if not text.strip("\ufeff \t\r\n"):
        raise NodeError("empty_file", field="file", values={"file": name})
    try:
        return json.loads(text.removeprefix("\ufeff"), parse_constant=_no_number)
    except json.JSONDecodeError as error:
        values = {
            "line": error.lineno,
            "place": error.colno,
            "text": _snippet(error.doc, error.pos),
        }
        raise NodeError("bad_json", field="file", values=values) from None
    except RecursionError:
        raise NodeError("too_deep", field="file", values={"file": name}) from None


def _no_number(_: str) -> None:
    """NaN and Infinity are no JSON; where a program writes them, there is no value."""


def _snippet(text: str, position: int) -> str:
    start = max(0, position - 20)
    return " ".join(text[start : start + _SNIPPET].split())


def _rows(document: Any, rows_path: str) -> tuple[str, list[Any]]:
    if rows_path.strip():
        found = _at(document, rows_path.strip())
        return rows_path.strip(), found if isinstance(found, list) else [found]
    if isinstance(document, list):
        return "", cast("list[Any]", document)
    if isinstance(document, dict):
        # The nearest list of records, level by level; a document without one is one record.
        level: list[tuple[str, Any]] = [("", document)]
        for _ in range(_LOOKED_FOR):
            below: list[tuple[str, Any]] = []
            lists: list[tuple[str, list[Any]]] = []
            for path, value in level:
                for key, inner in cast("dict[str, Any]", value).items():
                    place = f"{path}.{key}" if path else key
                    if isinstance(inner, list) and any(
                        isinstance(item, dict) for item in cast("list[Any]", inner)
                    ):
                        lists.append((place, cast("list[Any]", inner)))
                    elif isinstance(inner, dict):
                        below.append((place, inner))
            if lists:
                return max(lists, key=lambda item: len(item[1]))
            level = below
        return "", [document]
    return "", [document]


def _at(document: Any, rows_path: str) -> Any:
    """Follow a path; a key may hold points itself."""
    steps = rows_path.split(".")
    here = document
    while steps:
        if isinstance(here, list) and steps[0].isdigit() and int(steps[0]) < len(here):
            here = cast("list[Any]", here)[int(steps[0])]
            steps = steps[1:]
            continue
        keys = cast("dict[str, Any]", here) if isinstance(here, dict) else {}
        for size in range(len(steps), 0, -1):
            key = ".".join(steps[:size])
            if key in keys:
                here = keys[key]
                steps = steps[size:]
                break
        else:
            raise NodeError(
                "no_path",
                field="path",
                values={"step": steps[0], "keys": ", ".join(list(keys)[:12]) or "—"},
                near=[rows_path.removesuffix(steps[0]) + one for one in near(steps[0], keys)],
            )
    return here
