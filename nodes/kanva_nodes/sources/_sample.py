"""Pieces of a file that stand for the whole: its start, places between, its end."""

from __future__ import annotations

import gzip
import io
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from kanva.sdk import NodeError

WHOLE_BYTES = 3_000_000
"""A file up to this size is looked at whole."""
_HEAD_BYTES = 600_000
_PIECE_BYTES = 120_000
_PIECES = 8
_GZIP_READ_BYTES = 64_000_000
_GZIP_EVERY_BYTES = 8_000_000
_ASCII_STEP_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Sample:
    """Bytes of a file.

    Args:
        head: The first bytes.
        pieces: Bytes from further on, each cut out of the middle of lines.
        whole: The head is the whole file.
        gzipped: The file is packed; the bytes are unpacked ones.
    """

    head: bytes
    pieces: tuple[bytes, ...]
    whole: bool
    gzipped: bool


def open_bytes(path: Path, name: str) -> IO[bytes]:
    """Open a file for reading, unpacking gzip.

    Args:
        path: Where it is.
        name: Its name for messages.

    Raises:
        NodeError: `missing_file` or `unreadable_file`.
    """
    try:
        raw = path.open("rb")
    except FileNotFoundError:
        raise NodeError("missing_file", field="file", values={"file": name}) from None
    except OSError:
        raise NodeError("unreadable_file", field="file", values={"file": name}) from None
    if raw.peek(2)[:2] != b"\x1f\x8b":
        return raw
    raw.close()
    return cast("IO[bytes]", gzip.open(path, "rb"))


def read_sample(path: Path, name: str) -> Sample:
    """Read the pieces recognition looks at: at most some 1.6 MB of a large file.

    Args:
        path: Where the file is.
        name: Its name for messages.

    Returns:
        The sample; `empty_file` when there is nothing in it.

    Raises:
        NodeError: `missing_file`, `unreadable_file` or `empty_file`.
    """
    try:
        with open_bytes(path, name) as stream:
            if isinstance(stream, gzip.GzipFile):
                sample = _packed(stream)
            else:
                sample = _plain(stream, path.stat().st_size)
    except (OSError, EOFError):
        raise NodeError("unreadable_file", field="file", values={"file": name}) from None
    if not sample.head.strip():
        raise NodeError("empty_file", field="file", values={"file": name})
    return sample


def _plain(stream: IO[bytes], size: int) -> Sample:
    if size <= WHOLE_BYTES:
        return Sample(stream.read(), (), whole=True, gzipped=False)
    head = stream.read(_HEAD_BYTES)
    step = (size - _HEAD_BYTES - _PIECE_BYTES) // (_PIECES - 1)
    pieces: list[bytes] = []
    for number in range(_PIECES):
        # Even offsets keep the two bytes of a UTF-16 letter together.
        stream.seek((_HEAD_BYTES + number * step) // 2 * 2)
        pieces.append(stream.read(_PIECE_BYTES))
    if head.isascii() and all(piece.isascii() for piece in pieces):
        pieces.extend(_first_beyond_ascii(stream))
    return Sample(head, tuple(pieces), whole=False, gzipped=False)


def _first_beyond_ascii(stream: IO[bytes]) -> list[bytes]:
    # Plain ASCII in every piece says nothing of the encoding: one letter of it may stand anywhere.
    stream.seek(_HEAD_BYTES)
    chunk = bytearray(_ASCII_STEP_BYTES)
    # One buffer for all: fresh memory for every chunk costs more than looking through it.
    while count := cast("io.BufferedReader", stream).readinto(chunk):
        if count < len(chunk):
            del chunk[count:]
        if not chunk.isascii():
            place = next(at for at, byte in enumerate(chunk) if byte > 0x7F)
            return [bytes(chunk[max(0, place - 2000) : place + _PIECE_BYTES])]
    return []


def _packed(stream: gzip.GzipFile) -> Sample:
    head = stream.read(WHOLE_BYTES)
    if len(head) < WHOLE_BYTES:
        return Sample(head, (), whole=True, gzipped=True)
    pieces: list[bytes] = []
    read = len(head)
    while read < _GZIP_READ_BYTES:
        chunk = stream.read(_GZIP_EVERY_BYTES)
        if not chunk:
            break
        read += len(chunk)
        pieces.append(chunk[-_PIECE_BYTES:])
    return Sample(head[:_HEAD_BYTES], tuple(pieces), whole=False, gzipped=True)


def text_stream(
    stream: IO[bytes], codec: str, errors: str, newline: str | None
) -> io.TextIOWrapper:
    """Wrap bytes into text.

    Args:
        stream: Opened bytes.
        codec: A Python codec.
        errors: "strict" or "replace".
        newline: None turns every line end into LF; "" leaves them as they are.
    """
    return io.TextIOWrapper(
        cast("io.BufferedReader", stream), encoding=codec, errors=errors, newline=newline
    )
