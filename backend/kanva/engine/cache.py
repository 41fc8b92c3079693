"""The cache: results as Parquet files named by their keys, kept under a quota."""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import psutil

_YOUNG_S = 3600.0


@dataclass(frozen=True, slots=True)
class Kept:
    """One result in the cache.

    Args:
        path: Its Parquet file.
        rows: Number of its rows.
        seconds: How long it took to make, or None.
    """

    path: Path
    rows: int
    seconds: float | None = None

    def scan(self) -> pl.LazyFrame:
        """Return the rows as a lazy frame.

        A frame without columns has no rows in Parquet either; nothing else is lost.
        """
        return pl.scan_parquet(self.path, glob=False)


class Cache:
    """Results on disk: `frames/<key>.<port>.parquet` with a small JSON file beside each.

    Args:
        folder: The cache folder; made when missing.
        quota_bytes: Size to keep under; results in use are never deleted for it.
    """

    def __init__(self, folder: Path, quota_bytes: int) -> None:
        self._folder = folder / "frames"
        self._leases = folder / "leases"
        self._quota_bytes = quota_bytes
        self._lease = self._leases / f"{os.getpid()}-{uuid.uuid4().hex}.json"
        self._in_use: set[str] = set()

    def find(self, output: str) -> Kept | None:
        """Return a result and mark it as used now.

        Args:
            output: "<key>.<port>".

        Returns:
            The result, or None when it is not there.
        """
        path = self._folder / f"{output}.parquet"
        notes = self._notes(output)
        if notes is None or not path.is_file():
            return None
        try:
            os.utime(path)
        except OSError:
            return None if not path.is_file() else Kept(path, notes["rows"], notes.get("seconds"))
        return Kept(path, notes["rows"], notes.get("seconds"))

    def has(self, output: str) -> bool:
        """Tell whether a result is there, without marking it as used."""
        return (self._folder / f"{output}.parquet").is_file() and self._notes(output) is not None

    def _notes(self, output: str) -> dict[str, Any] | None:
        try:
            return json.loads((self._folder / f"{output}.json").read_text("utf-8"))
        except (OSError, ValueError):
            return None

    def staged(self) -> Path:
        """Return a fresh temporary path inside the cache."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder / f"tmp-{os.getpid()}-{uuid.uuid4().hex}.part"

    def put(self, output: str, staged: Path, rows: int | None, seconds: float | None) -> Kept:
        """Take a finished temporary file over as a result.

        Args:
            output: "<key>.<port>".
            staged: A path from `staged`, its Parquet file written to the end.
            rows: Number of rows; None reads it from the file.
            seconds: How long it took to make.

        Returns:
            The result.

        Raises:
            OSError: The disk is full or cannot be written.
        """
        path = self._folder / f"{output}.parquet"
        schema = pl.read_parquet_schema(staged)
        if rows is None:
            rows = int(pl.scan_parquet(staged, glob=False).select(pl.len()).collect().item())
        try:
            staged.replace(path)
        except PermissionError:
            # On Windows a reader may hold the older file: equal keys mean equal rows, so it serves.
            staged.unlink(missing_ok=True)
        notes = {
            "rows": rows,
            "seconds": seconds,
            "schema": [[name, str(dtype)] for name, dtype in schema.items()],
            "created": time.time(),
        }
        self.note(output, notes)
        return Kept(path, rows, seconds)

    def note(self, name: str, notes: Mapping[str, Any]) -> None:
        """Write a small JSON file: the notes of a result, or what a sink has written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        target = self._folder / f"{name}.json"
        temporary = self._folder / f"tmp-{os.getpid()}-{uuid.uuid4().hex}.json"
        temporary.write_text(json.dumps(notes, ensure_ascii=False), "utf-8")
        try:
            temporary.replace(target)
        except PermissionError:
            temporary.unlink(missing_ok=True)

    def noted(self, name: str) -> dict[str, Any] | None:
        """Read a small JSON file that `note` wrote, or None."""
        return self._notes(name)

    def use(self, outputs: Iterable[str]) -> None:
        """Protect results from deletion, by other processes as well, until `release`."""
        self._in_use.update(outputs)
        self._leases.mkdir(parents=True, exist_ok=True)
        self._lease.write_text(json.dumps(sorted(self._in_use)), "utf-8")

    def release(self) -> None:
        """End the protection."""
        self._in_use.clear()
        self._lease.unlink(missing_ok=True)

    def evict(self) -> int:
        """Delete the results used longest ago until the cache is under its quota.

        Returns:
            Number of bytes freed.
        """
        files = [*self._results(), *self._derived()]
        excess = sum(size for _, size, _ in files) - self._quota_bytes
        if excess <= 0:
            return 0
        protected, freed = self._protected(), 0
        for _, size, path in sorted(files):
            if freed >= excess:
                break
            if path.stem in protected:
                continue
            try:
                path.unlink()
            except OSError:  # held open by a reader on Windows
                continue
            path.with_suffix(".json").unlink(missing_ok=True)
            freed += size
        return freed

    def _results(self) -> Iterator[tuple[float, int, Path]]:
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            try:
                state = path.stat()
            except OSError:
                continue
            if path.suffix == ".part" or path.name.startswith("tmp-"):
                self._drop_abandoned(path)
            elif path.suffix == ".parquet":
                yield state.st_mtime, state.st_size, path

    def _derived(self) -> Iterator[tuple[float, int, Path]]:
        """Yield what sources have derived from their files; what is young may be in use."""
        folder = self._folder.parent / "scratch"
        for path in folder.iterdir() if folder.is_dir() else ():
            try:
                state = path.stat()
            except OSError:
                continue
            if path.is_file() and time.time() - state.st_mtime > _YOUNG_S:
                yield state.st_mtime, state.st_size, path

    def _drop_abandoned(self, path: Path) -> None:
        owner = path.name.split("-")[1] if path.name.count("-") > 1 else ""
        if owner.isdigit() and psutil.pid_exists(int(owner)):
            return
        path.unlink(missing_ok=True)

    def _protected(self) -> set[str]:
        found = set(self._in_use)
        for lease in self._leases.glob("*.json") if self._leases.is_dir() else ():
            owner = lease.name.partition("-")[0]
            if not psutil.pid_exists(int(owner)):
                lease.unlink(missing_ok=True)
                continue
            try:
                found.update(json.loads(lease.read_text("utf-8")))
            except (OSError, ValueError):
                continue
        return found
