"""The seam to the engine: what the server asks of the processes that compute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from kanva.api.configuration import Configuration
from kanva.sdk.text import Language
from kanva.store import Workspace

Json = dict[str, Any]
OnEvent = Callable[[Mapping[str, Any]], None]


class Computing(Protocol):
    """Computes in processes of its own; takes and gives plain JSON of the wire contract."""

    async def start(self) -> None:
        """Warm the processes up."""
        ...

    async def analyse(self, request: Json) -> Json:
        """Answer an `Analysis`."""
        ...

    async def preview(self, request: Json) -> Json:
        """Answer a window of rows."""
        ...

    async def view(self, request: Json) -> Json:
        """Answer the picture of a node."""
        ...

    async def formula(self, request: Json) -> Json:
        """Answer the check of a formula."""
        ...

    async def run(self, run_id: str, request: Json, on_event: OnEvent) -> Json:
        """Run a workflow; its last word holds state, nodes, problems and outputs."""
        ...

    async def cancel(self, run_id: str) -> None:
        """Stop a run; `run` then answers with the state "cancelled"."""
        ...

    async def close(self) -> None:
        """Stop every process."""
        ...


class Surroundings:
    """What every request to the engine carries besides the question.

    Args:
        configuration: How the server runs.
        workspace: The folder.
        language: Language of words that go into data, unless a request names one.
    """

    def __init__(
        self, configuration: Configuration, workspace: Workspace, language: Language
    ) -> None:
        self.language: Language = language
        self._fixed: Json = {
            "workspace": str(workspace.folder),
            "cache": str(workspace.cache),
            "language": language,
            "memory_limit_bytes": configuration.memory_limit_bytes,
        }

    def of(self, question: Mapping[str, Any]) -> Json:
        """Return a request: the question with the surroundings; a null asks for the default."""
        asked = {name: value for name, value in question.items() if value is not None}
        return {**self._fixed, **asked}
