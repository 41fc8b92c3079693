"""The workspace: a folder of workflows and data, and `.kanva/` beside them."""

from __future__ import annotations

import contextlib
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kanva.sdk.paths import safe_path
from kanva.store.errors import StoreError

ENDING = ".kanva.json"
HOUSE = ".kanva"
_LONGEST_NAME = 120
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]')
_RESERVED = {"con", "prn", "aux", "nul"} | {
    f"{device}{digit}" for device in ("com", "lpt") for digit in "0123456789¹²³"
}
_SKIPPED = {"node_modules", "__pycache__"}


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace folder.

    Args:
        folder: Absolute path; it exists.
    """

    folder: Path

    @classmethod
    def open(cls, folder: Path) -> Workspace:
        """Prepare a folder as a workspace: `.kanva/` with its cache, hidden from git.

        Args:
            folder: An existing folder.

        Returns:
            The workspace.

        Raises:
            StoreError: `folder_missing`, or `file_refused` when it cannot be written to.
        """
        if not folder.is_dir():
            raise StoreError("folder_missing", folder=str(folder))
        workspace = cls(folder.resolve())
        try:
            workspace.cache.mkdir(parents=True, exist_ok=True)
            ignore = workspace.house / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")
        except OSError as error:
            raise StoreError("file_refused", path=str(workspace.house)) from error
        return workspace

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.folder.name or str(self.folder)

    @property
    def house(self) -> Path:
        """The folder of what can be lost: history, runs, cache."""
        return self.folder / HOUSE

    @property
    def cache(self) -> Path:
        """The folder of cached results."""
        return self.house / "cache"

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.house / "kanva.sqlite"

    def path(self, name: str) -> Path:
        """Return the absolute path of a workspace file that a person may name.

        Args:
            name: Path relative to the workspace, with "/".

        Raises:
            NodeError: `bad_path` when it leads out of the workspace.
            StoreError: `bad_name` for hidden files and for `.kanva/`.
        """
        path = safe_path(self.folder, name)
        if any(part.startswith(".") for part in path.relative_to(self.folder).parts):
            raise StoreError("bad_name", name=name)
        return path

    def new_path(self, name: str) -> Path:
        """Return the absolute path of a file to be made; its name must suit every system.

        Args:
            name: Path relative to the workspace, with "/".

        Raises:
            NodeError: `bad_path` when it leads out of the workspace.
            StoreError: `bad_name` when Windows, macOS or Linux would refuse a part of it.
        """
        path = self.path(name)
        for part in path.relative_to(self.folder).parts:
            if not portable(part):
                raise StoreError("bad_name", name=part)
        return path

    def workflow_path(self, name: str, *, new: bool = False) -> Path:
        """Return the absolute path of a workflow file.

        Args:
            name: Path relative to the workspace, with "/".
            new: It is going to be made.

        Raises:
            NodeError: `bad_path` when it leads out of the workspace.
            StoreError: `bad_ending` or `bad_name`.
        """
        path = self.new_path(name) if new else self.path(name)
        if not path.name.endswith(ENDING) or path.name == ENDING:
            raise StoreError("bad_ending", path=name)
        return path

    def relative(self, path: Path) -> str:
        """Return the name of a file inside the workspace, with "/"."""
        return path.relative_to(self.folder).as_posix()

    def workflow_files(self) -> Iterator[Path]:
        """Find every workflow file, deep inside too, but in no hidden or linked folder."""
        for folder, folders, files in os.walk(self.folder):
            folders[:] = sorted(
                name for name in folders if not name.startswith(".") and name not in _SKIPPED
            )
            for name in sorted(files):
                if name.endswith(ENDING) and not name.startswith("."):
                    yield Path(folder) / name

    def free_path(self, wanted: Path, ending: str) -> Path:
        """Return a path nobody has taken: the wanted one, or the same with a number.

        Names that differ by letters' case only count as taken, as they would on Windows and macOS.

        Args:
            wanted: Absolute path.
            ending: The part after which no number goes, for instance ".kanva.json".
        """
        taken: set[str] = set()
        with contextlib.suppress(FileNotFoundError):
            taken = {_folded(item.name) for item in wanted.parent.iterdir()}
        stem = wanted.name.removesuffix(ending)
        name, number = wanted.name, 2
        while _folded(name) in taken:
            name, number = f"{stem} {number}{ending}", number + 1
        return wanted.with_name(name)


def portable(name: str) -> bool:
    """Tell whether a file may have this name on Windows, macOS and Linux alike.

    Args:
        name: One part of a path.

    Returns:
        True when it may.

    Example:
        >>> portable("Продажи 2024.csv"), portable("a:b"), portable("nul.txt"), portable("x. ")
        (True, False, False, False)
    """
    if not name or len(name) > _LONGEST_NAME or len(name.encode("utf-8", "replace")) > 240:
        return False
    if _FORBIDDEN.search(name) or name[-1] in " ." or name[0] == " ":
        return False
    if any("\ud800" <= letter <= "\udfff" for letter in name):
        return False
    return name.split(".", maxsplit=1)[0].rstrip().lower() not in _RESERVED


def file_name(title: str) -> str:
    """Make a file name of a title, keeping its letters.

    Args:
        title: What a person has typed.

    Returns:
        A portable name without an ending; "workflow" when nothing is left of the title.

    Example:
        >>> file_name("Отчёт: продажи / возвраты?"), file_name("..")
        ('Отчёт продажи возвраты', 'workflow')
    """
    words = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", title))
    words = "".join(letter for letter in words if not "\ud800" <= letter <= "\udfff")
    name = " ".join(words.split())[:80].strip(" .")
    return name if portable(name) else "workflow"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
