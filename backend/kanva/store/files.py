"""Data files of the workspace: listed, taken in from the browser, given out."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from kanva.store.disk import plain_words, replacing
from kanva.store.errors import StoreError
from kanva.store.workspace import ENDING, Workspace

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or a folder in a listing.

    Args:
        name: Its own name.
        path: Its name inside the workspace, with "/".
        kind: "file" or "folder".
        size_bytes: Size of a file; None for a folder.
        changed_at: Time of the last change, UTC.
    """

    name: str
    path: str
    kind: Literal["file", "folder"]
    size_bytes: int | None
    changed_at: datetime


class Files:
    """The data files of one workspace.

    Args:
        workspace: The workspace.
        upload_limit_bytes: The largest file taken from the browser.
    """

    def __init__(self, workspace: Workspace, upload_limit_bytes: int) -> None:
        self._workspace = workspace
        self._limit_bytes = upload_limit_bytes

    def list(self, folder: str) -> list[Entry]:
        """List a folder: folders first, then files, by name; hidden ones and workflows left out.

        Args:
            folder: Path inside the workspace; "" is the workspace itself.

        Raises:
            NodeError: `bad_path` when it leads out of the workspace.
            StoreError: `folder_missing`, `bad_name` or `file_refused`.
        """
        place = self._workspace.path(folder) if folder else self._workspace.folder
        if not place.is_dir():
            raise StoreError("folder_missing", folder=folder)
        entries: list[Entry] = []
        with plain_words(folder or self._workspace.name), os.scandir(place) as found:
            for item in found:
                if item.name.startswith(".") or item.name.endswith(ENDING):
                    continue
                # A link that leads nowhere, or out of the workspace, is nothing a person can use.
                with contextlib.suppress(OSError):
                    if self._inside(Path(item.path)):
                        entries.append(_entry(item, f"{folder}/{item.name}".lstrip("/")))
        return sorted(entries, key=lambda entry: (entry.kind == "file", entry.name.casefold()))

    def existing(self, name: str) -> Path:
        """Return the absolute path of a file to be given out.

        Args:
            name: Path inside the workspace.

        Raises:
            NodeError: `bad_path` when it leads out of the workspace.
            StoreError: `file_missing` or `bad_name`.
        """
        path = self._workspace.path(name)
        if not path.is_file():
            raise StoreError("file_missing", path=name)
        return path

    async def take(self, name: str, chunks: AsyncIterator[bytes], *, unique: bool) -> Entry:
        """Write a file that comes from the browser, chunk by chunk.

        Args:
            name: Path inside the workspace.
            chunks: The content.
            unique: Add a number when the name is taken, instead of replacing the file.

        Returns:
            The file as it stands now.

        Raises:
            NodeError: `bad_path` when the name leads out of the workspace.
            StoreError: `bad_name`, `workflow_by_upload`, `file_too_large`, `disk_full`, `file_busy`
                or `file_refused`; an earlier file is untouched.
        """
        path = self._workspace.new_path(name)
        if path.name.endswith(ENDING):
            raise StoreError("workflow_by_upload", path=name)
        if path.is_dir():
            raise StoreError("bad_name", name=name)
        if unique:
            path = self._workspace.free_path(path, path.suffix)
        size_bytes = 0
        shown = self._workspace.relative(path)
        with replacing(path, shown) as write:
            async for chunk in chunks:
                size_bytes += len(chunk)
                if size_bytes > self._limit_bytes:
                    limit = self._limit_bytes // _MB
                    folder = str(self._workspace.folder)
                    raise StoreError("file_too_large", limit=limit, folder=folder)
                write(chunk)
        changed_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return Entry(path.name, shown, "file", size_bytes, changed_at)

    def _inside(self, path: Path) -> bool:
        return not path.is_symlink() or path.resolve().is_relative_to(self._workspace.folder)


def _entry(item: os.DirEntry[str], path: str) -> Entry:
    facts = item.stat()
    changed_at = datetime.fromtimestamp(facts.st_mtime, UTC)
    if item.is_dir():
        return Entry(item.name, path, "folder", None, changed_at)
    return Entry(item.name, path, "file", facts.st_size, changed_at)
