"""Messages between the server and its workers: JSON with four bytes of length before each."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import IO, Any

_LENGTH = struct.Struct(">I")


def send(stream: IO[bytes], message: Mapping[str, Any]) -> None:
    """Write one message.

    Args:
        stream: A binary stream; it is flushed.
        message: A JSON value.
    """
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def receive(stream: IO[bytes]) -> dict[str, Any] | None:
    """Read one message.

    Args:
        stream: A binary stream.

    Returns:
        The message, or None when the other side has gone.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    body = stream.read(size)
    return json.loads(body) if len(body) == size else None
