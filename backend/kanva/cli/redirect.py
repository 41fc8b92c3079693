"""Files of a run written to another folder than the workspace, as `kanva run --out` asks."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from kanva.engine.analysis import Analysis
from kanva.sdk.fields import Settings
from kanva.workflow import Node, Workflow


class Redirection:
    """A workflow with its exports sent aside; `deliver` moves what was written to another folder.

    Nodes write inside the workspace only, so they are sent to a hidden folder of it. A failed or
    stopped run is not delivered, and leaves `out` as it was.

    Args:
        workflow: The workflow.
        analysis: Its analysis: what file settings come to, parameters in their places.
        workspace: The workspace.
        out: Where the files go; it is made when needed.
    """

    def __init__(self, workflow: Workflow, analysis: Analysis, workspace: Path, out: Path) -> None:
        self._name = f".kanva-out-{secrets.token_hex(6)}"
        self._folder = workspace / self._name
        self._out = out
        self._targets: set[str] = set()
        self.workflow = workflow.model_copy(deep=True)
        for node in self.workflow.nodes:
            known = analysis.nodes.get(node.id)
            if known is not None and known.kind == "sink" and known.settings is not None:
                self._redirect(node, known.settings)

    def __enter__(self) -> Redirection:
        """Make the folders the nodes will write into."""
        self._folder.mkdir(exist_ok=True)
        for target in self._targets:
            if ".." not in target.split("/"):
                (self._folder / target).parent.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        """Take the hidden folder away."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def deliver(self) -> None:
        """Move the finished files to where they were asked for.

        Raises:
            OSError: A file there cannot be replaced.
        """
        for file in sorted(self._folder.rglob("*")):
            if file.is_file() and not file.name.startswith("."):
                _move(file, self._out / file.relative_to(self._folder))

    def final_path(self, path: str) -> Path:
        """Return where a file is in the end.

        Args:
            path: As the run tells it.
        """
        return self._out / path.removeprefix(f"{self._name}/")

    def _redirect(self, node: Node, settings: Settings) -> None:
        for name, field in type(settings).model_fields.items():
            target = str(getattr(settings, name)).replace("\\", "/")
            if target and _is_written(field.json_schema_extra):
                self._targets.add(target)
                node.settings[name] = f"{self._name}/{target}"


def _move(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside its place first: another disk is copied to, and a rename is never half-done.
    beside = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.tmp")
    try:
        shutil.move(file, beside)
        beside.replace(target)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _is_written(extra: Any) -> bool:
    if not isinstance(extra, Mapping):
        return False
    ui = cast("Mapping[str, Any]", extra).get("ui", {})
    return ui.get("widget") == "file" and ui.get("mode") == "save"
