"""Writing files so that they appear whole or not at all, with plain words when they cannot."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Callable, Generator
from pathlib import Path

from kanva.store.errors import StoreError

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


@contextlib.contextmanager
def replacing(path: Path, shown: str) -> Generator[Callable[[bytes], None]]:
    """Write a file beside its place, and put it there when all is written.

    Args:
        path: The file to make or to replace; its folder exists or is made.
        shown: The file's name as a person knows it.

    Yields:
        A function that writes the next bytes.

    Raises:
        StoreError: `disk_full`, `file_busy` or `file_refused`; the earlier file is untouched.
    """
    temporary = path.with_name(f".{path.name[:80]}.{secrets.token_hex(6)}.tmp")
    try:
        with plain_words(shown):
            path.parent.mkdir(parents=True, exist_ok=True)
            stream = temporary.open("xb")

        def write(content: bytes) -> None:
            with plain_words(shown):
                stream.write(content)

        # Only errors of this file are put into its words; the giver of the bytes has its own.
        with stream:
            yield write
            with plain_words(shown):
                stream.flush()
                os.fsync(stream.fileno())
        with plain_words(shown):
            with contextlib.suppress(OSError):
                # The new file keeps who may read it, where the file system knows such rights.
                temporary.chmod(path.stat().st_mode & 0o777)
            temporary.replace(path)
            sync_folder(path.parent)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes, shown: str) -> None:
    """Write a small file so that it is never seen half-written.

    Args:
        path: The file to make or to replace.
        content: All of it.
        shown: The file's name as a person knows it.

    Raises:
        StoreError: `disk_full`, `file_busy` or `file_refused`; the earlier file is untouched.
    """
    with replacing(path, shown) as write:
        write(content)


@contextlib.contextmanager
def plain_words(shown: str) -> Generator[None]:
    """Turn an error of the operating system into the store's own words.

    Args:
        shown: The file's name as a person knows it.

    Raises:
        StoreError: `disk_full`, `file_busy`, `file_missing` or `file_refused`.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise StoreError("file_missing", path=shown) from error
    except PermissionError as error:
        # Windows says so of a file that another program holds open.
        code = "file_busy" if os.name == "nt" else "file_refused"
        raise StoreError(code, path=shown) from error
    except OSError as error:
        code = "disk_full" if error.errno in _NO_ROOM else "file_refused"
        raise StoreError(code, path=shown) from error


def sync_folder(folder: Path) -> None:
    """Make a rename last through a loss of power, where the system can."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
