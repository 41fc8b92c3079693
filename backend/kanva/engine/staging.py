"""Staged files: written beside their places under hidden names, renamed together at the end."""

from __future__ import annotations

import os
import shutil
import uuid
from contextlib import suppress
from pathlib import Path

from kanva.sdk import NodeError
from kanva.sdk.paths import safe_path


class RunStaging:
    """The files a run is about to write. Until `commit` nothing of them is seen outside.

    Args:
        workspace: The workspace folder.
    """

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._token = uuid.uuid4().hex[:8]
        self._files: dict[str, tuple[Path, Path]] = {}

    def check_folder(self, name: str) -> None:
        """Make sure that a file can be made in the folder of a target, by making one.

        Args:
            name: Workspace path of the target.

        Raises:
            NodeError: `missing_folder`, `read_only_folder` or `bad_path`.
        """
        final = safe_path(self._workspace, name)
        words = name.replace("\\", "/").rpartition("/")[0] or "/"
        if not final.parent.is_dir():
            raise NodeError("missing_folder", values={"folder": words})
        probe = final.with_name(f".{self._token}.kanva-probe")
        try:
            probe.touch(exist_ok=False)
        except OSError as error:
            raise NodeError("read_only_folder", values={"folder": words}) from error
        with suppress(OSError):
            probe.unlink()
        if final.is_dir():
            raise NodeError("file_in_use", values={"file": name})

    def file(self, name: str) -> Path:
        """Return a temporary path beside the workspace file `name`.

        Args:
            name: Workspace path of the target, with "/".

        Returns:
            A hidden name with the same ending in the same folder; the same one for the same target.

        Raises:
            NodeError: `bad_path` when the name leads out of the workspace.
        """
        final = safe_path(self._workspace, name)
        if name not in self._files:
            hidden = f".{final.stem}.{self._token}.kanva{final.suffix}"
            self._files[name] = (final.with_name(hidden), final)
        return self._files[name][0]

    def names(self) -> list[str]:
        """Return the targets asked for so far."""
        return list(self._files)

    def commit(self) -> dict[str, Path]:
        """Rename all staged files to their places, or none of them.

        Returns:
            Workspace path to the file now standing there.

        Raises:
            NodeError: `file_in_use`: a target is held by another program; all old files stand as
                they were.
        """
        written = {name: pair for name, pair in self._files.items() if pair[0].exists()}
        backups: dict[str, Path] = {}
        replaced: list[str] = []
        try:
            for name, (staged, final) in written.items():
                current = name
                if final.exists():
                    backups[name] = _second_name(final, self._token)
                staged.replace(final)
                replaced.append(current)
        except OSError as error:
            for name in replaced:
                final = written[name][1]
                if name in backups:
                    backups[name].replace(final)
                else:
                    final.unlink(missing_ok=True)
            self.discard()
            raise NodeError("file_in_use", values={"file": current}) from error  # pyright: ignore[reportPossiblyUnboundVariable]
        finally:
            for backup in backups.values():
                with suppress(OSError):
                    backup.unlink(missing_ok=True)
        return {name: final for name, (_, final) in written.items()}

    def discard(self) -> None:
        """Delete what was staged; old files stay as they are."""
        for staged, _ in self._files.values():
            with suppress(OSError):
                staged.unlink(missing_ok=True)
        self._files.clear()


def _second_name(final: Path, token: str) -> Path:
    backup = final.with_name(f".{final.stem}.{token}.kanva-old{final.suffix}")
    try:
        # A second name of the same file: at no moment is its place empty, and nothing is copied.
        os.link(final, backup)
    except OSError:
        shutil.copy2(final, backup)
    return backup
