"""Where in a JSON text a value stands, so that a message can name a line and a character."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    r"""Return the line and the character in it, both from 1, of an offset.

    Args:
        text: The text.
        offset: Characters from its beginning.

    Returns:
        (line, column).

    Example:
        >>> line_and_column("{\n  1}", 4)
        (2, 3)
    """
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def offset_of(text: str, path: Sequence[str | int]) -> int:
    """Return where the value at a path begins.

    Args:
        text: A valid JSON text.
        path: Keys and indexes from the root.

    Returns:
        Characters from the beginning; of the last part of the path that exists.

    Example:
        >>> offset_of('{"a": [1, 22]}', ["a", 1])
        10
    """
    offset = _skip(text, 0)
    for step in path:
        found = None
        for key, _, value_offset in _members(text, offset):
            if key == step:
                found = value_offset
        if found is None:
            return offset
        offset = found
    return offset


def repeated_key(text: str, offset: int = 0) -> tuple[str, int] | None:
    """Find a key that occurs twice in one object.

    Args:
        text: A valid JSON text.
        offset: Where to begin.

    Returns:
        (the key, offset of its second occurrence), or None.

    Example:
        >>> repeated_key('{"a": 1, "b": {"c": 1, "c": 2}}')
        ('c', 23)
    """
    offset = _skip(text, offset)
    seen: set[str | int] = set()
    for key, key_offset, value_offset in _members(text, offset):
        if key in seen:
            return str(key), key_offset
        seen.add(key)
        deeper = repeated_key(text, value_offset)
        if deeper is not None:
            return deeper
    return None


def _members(text: str, offset: int) -> Iterator[tuple[str | int, int, int]]:
    opening = text[offset : offset + 1]
    if opening not in ("{", "["):
        return
    closing = "}" if opening == "{" else "]"
    offset = _skip(text, offset + 1)
    index = 0
    while text[offset] != closing:
        if opening == "{":
            name, end = _DECODER.raw_decode(text, offset)
            value_offset = _skip(text, _skip(text, end) + 1)
            yield name, offset, value_offset
        else:
            value_offset = offset
            yield index, offset, value_offset
            index += 1
        offset = _skip(text, _DECODER.raw_decode(text, value_offset)[1])
        if text[offset] == ",":
            offset = _skip(text, offset + 1)


def _skip(text: str, offset: int) -> int:
    match = _SPACE.match(text, offset)
    return match.end() if match else offset
