"""A workflow becomes text: one node a block, one edge a line, so that a diff reads well."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any

from kanva.workflow.document import Layout, Workflow
from kanva.workflow.problems import DocumentError
from kanva.workflow.reading import parse

_WIDTH = 100
_INDENT = "  "
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def write(workflow: Workflow, *, over: str | None = None) -> str:
    """Return the text of a workflow's file.

    A workflow that says the same as the text it was read from is that very text, byte for byte,
    whatever its line ends and indents. A changed one is written in the canonical form: keys in the
    order of the format, unknown keys after them, a node's keys a line each, whatever fits into 100
    columns on one line.

    Args:
        workflow: The workflow. Its settings hold JSON values only.
        over: The text it is going to replace, for a workflow that came another way than through
            `read`: returned as it is when it says the same.

    Returns:
        The text, ending in a line feed when canonical.

    Raises:
        TypeError: A setting holds something JSON cannot say.
        ValueError: A setting holds a number that is not finite.

    Example:
        >>> print(write(Workflow(title="Продажи")), end="")
        {
          "kanva": 1,
          "title": "Продажи",
          "nodes": [],
          "edges": []
        }
    """
    text = canonical_text(workflow)
    for earlier in (over, workflow.source_text):
        if earlier is not None and _says(earlier, text):
            return earlier
    return text


def canonical_text(workflow: Workflow) -> str:
    """Return the canonical text of a workflow, whatever it was read from.

    Args:
        workflow: The workflow.

    Returns:
        The text, ending in a line feed.

    Raises:
        TypeError: A setting holds something JSON cannot say.
        ValueError: A setting holds a number that is not finite.
    """
    return _render(as_json(workflow), (), 0, 0) + "\n"


def as_json(workflow: Workflow) -> dict[str, Any]:
    """Return a workflow as plain JSON values, absent keys absent, in the order of the format.

    Args:
        workflow: The workflow.

    Returns:
        A new dictionary; changing it does not change the workflow's own fields.

    Example:
        >>> as_json(Workflow(title="Продажи"))
        {'kanva': 1, 'title': 'Продажи', 'nodes': [], 'edges': []}
    """
    return workflow.model_dump()


def text_hash(text: str) -> str:
    """Return the name of a text's content, which a save carries to show what it is based on.

    Args:
        text: The text of a file.

    Returns:
        SHA-256 of its UTF-8 bytes, 64 hexadecimal digits.

    Example:
        >>> text_hash("")[:8]
        'e3b0c442'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _says(earlier: str, text: str) -> bool:
    try:
        return canonical_text(parse(earlier)) == text
    except DocumentError:
        return False


def _render(value: Any, place: Sequence[str | int], depth: int, used: int) -> str:
    """Return a value; `used` is how many columns of its first line are already taken."""
    if not isinstance(value, (dict, list, tuple)):
        return _scalar(value)
    if not value:
        return "{}" if isinstance(value, dict) else "[]"
    if not _always_a_block(place):
        inline = _inline(value)
        # One column is kept for the comma that may follow.
        if used + len(inline) < _WIDTH:
            return inline
    inner = _INDENT * (depth + 1)
    if isinstance(value, dict):
        lines: list[str] = []
        for key, member in value.items():
            start = f"{inner}{_scalar(_name(key))}: "
            lines.append(start + _render(member, [*place, key], depth + 1, len(start)))
        return "{\n" + ",\n".join(lines) + "\n" + _INDENT * depth + "}"
    lines = [
        inner + _render(member, [*place, index], depth + 1, len(inner))
        for index, member in enumerate(value)
    ]
    return "[\n" + ",\n".join(lines) + "\n" + _INDENT * depth + "]"


def _always_a_block(place: Sequence[str | int]) -> bool:
    if len(place) <= 1:
        return not place or place[0] in (
            "parameters", "nodes", "edges", "groups", "notes", "layout",
        )  # fmt: skip
    if place[0] == "nodes":
        return len(place) == 2 or (len(place) == 3 and place[2] == "settings")
    return len(place) == 2 and place[0] == "layout" and place[1] in Layout.model_fields


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        members = (f"{_scalar(_name(key))}: {_inline(member)}" for key, member in value.items())
        return "{" + ", ".join(members) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return _scalar(value)


def _name(key: Any) -> str:
    if not isinstance(key, str):
        message = f"a JSON object has texts as its keys, not {type(key).__name__}"
        raise TypeError(message)
    return key


def _scalar(value: Any) -> str:
    # Half of a surrogate pair cannot be encoded in UTF-8, so it keeps its escape.
    written = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", written)
