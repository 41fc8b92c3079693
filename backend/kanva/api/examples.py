"""The gallery: workflows that come with Kanva, each with its small data."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kanva.api.messages import ApiError
from kanva.sdk.text import Text
from kanva.store import StoreError, Workspace
from kanva.store.disk import write_whole
from kanva.store.documents import decoded, document_of
from kanva.store.workspace import ENDING

_ABOUT = "about.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Example:
    """One ready workflow.

    Args:
        id: Name of its folder; its data go to a folder of this name in the workspace.
        title: What it is.
        description: What it shows.
        needs: What data one needs to do the same with one's own.
        document: The workflow.
        credit: Where its data come from, or None.
        folder: Where it lies.
    """

    id: str
    title: Text
    description: Text
    needs: Text
    document: dict[str, Any]
    credit: Text | None
    folder: Path


class Examples:
    """The gallery, read once.

    Args:
        folder: Holds a folder for each example; it may be missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: dict[str, Example] | None = None

    def all(self) -> list[Example]:
        """Return the examples in their order."""
        if self._found is None:
            found: list[Example] = []
            if self._folder.is_dir():
                for place in sorted(self._folder.iterdir()):
                    if (place / _ABOUT).is_file():
                        found.extend(_read(place))
            self._found = {example.id: example for example in found}
        return list(self._found.values())

    def get(self, example_id: str) -> Example:
        """Return one example.

        Raises:
            ApiError: 404 `example_missing`.
        """
        for example in self.all():
            if example.id == example_id:
                return example
        raise ApiError(404, "example_missing", id=example_id)

    def copy_data(self, example: Example, workspace: Workspace) -> None:
        """Put an example's data into the workspace; a file that is there already is left alone.

        Raises:
            StoreError: `disk_full`, `file_busy` or `file_refused`.
        """
        for file in sorted(example.folder.rglob("*")):
            if not file.is_file() or _is_no_data(file):
                continue
            name = f"{example.id}/{file.relative_to(example.folder).as_posix()}"
            target = workspace.new_path(name)
            if not target.exists():
                write_whole(target, file.read_bytes(), name)


def _is_no_data(file: Path) -> bool:
    return file.name == _ABOUT or file.name.endswith((ENDING, ".md", ".py"))


def _read(place: Path) -> list[Example]:
    try:
        about = json.loads((place / _ABOUT).read_text("utf-8"))
        file = place / f"{place.name}{ENDING}"
        credit = about.get("credit")
        return [
            Example(
                id=place.name,
                title=Text(**about["title"]),
                description=Text(**about["description"]),
                needs=Text(**about["needs"]),
                document=document_of(decoded(file.read_bytes(), file.name)),
                credit=None if credit is None else Text(**credit),
                folder=place,
            )
        ]
    except (OSError, ValueError, KeyError, TypeError, StoreError):
        # One damaged example must not take the gallery away.
        _log.exception("example %s cannot be read", place.name)
        return []
