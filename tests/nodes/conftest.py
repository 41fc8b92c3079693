"""A small house for testing nodes by themselves: a context over a folder, staging, batches."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kanva.sdk import Language, NodeError


@dataclass
class HouseConnections:
    """Connections by name, as a node sees them."""

    known: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def resolve(self, name: str) -> Mapping[str, Any]:
        if name not in self.known:
            raise NodeError("failed", values={"reason": f"no connection {name}"})
        return self.known[name]


@dataclass
class House:
    """The Context protocol over a folder; warnings are kept in `warnings`."""

    workspace: Path
    language: Language = "ru"
    parameters: dict[str, Any] = field(default_factory=dict)
    connections: HouseConnections = field(default_factory=HouseConnections)
    warnings: list[tuple[str, str | None, dict[str, Any]]] = field(default_factory=list)
    cancelled: bool = False

    def path(self, name: str) -> Path:
        root = self.workspace.resolve()
        path = (root / name).resolve()
        if not path.is_relative_to(root):
            raise NodeError("bad_path", values={"file": name})
        return path

    def scratch(self, key: str) -> Path:
        folder = self.workspace / ".kanva" / "cache" / "scratch"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / hashlib.blake2b(key.encode(), digest_size=16).hexdigest()

    def warn(self, code: str, *, field: str | None = None, **values: Any) -> None:
        self.warnings.append((code, field, values))

    def stop_if_cancelled(self) -> None:
        if self.cancelled:
            raise NodeError("cancelled")


@dataclass
class Rows:
    """The Batches protocol over a frame, cut into pieces of `size` rows."""

    frame: pl.DataFrame
    size: int = 100_000

    @property
    def schema(self) -> pl.Schema:
        return self.frame.schema

    def __iter__(self) -> Iterator[pl.DataFrame]:
        yield from self.frame.iter_slices(self.size)


@dataclass
class Stage:
    """The Staging protocol: staged files by their workspace names in `files`."""

    folder: Path
    house: House
    files: dict[str, Path] = field(default_factory=dict)

    def file(self, name: str) -> Path:
        self.house.path(name)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.files[name] = self.folder / f"{len(self.files)}.tmp"
        return self.files[name]


@pytest.fixture
def context(tmp_path: Path) -> House:
    """A context whose workspace is an empty folder."""
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    return House(workspace)


@pytest.fixture
def staging(context: House, tmp_path: Path) -> Stage:
    """Staging beside the workspace of `context`."""
    return Stage(tmp_path / "staged", context)


@pytest.fixture
def batches() -> Callable[..., Rows]:
    """`batches(frame, size)` → the rows of a frame in pieces."""
    return Rows


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files, or a skip where it does not exist."""
    folder = Path(__file__).resolve().parents[3] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real data files are not on this machine")
    return folder
