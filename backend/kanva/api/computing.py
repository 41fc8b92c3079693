"""The seam to the engine: what the server asks of the processes that compute."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from kanva.api.configuration import Configuration
from kanva.sdk.text import Language
from kanva.store import Workspace

if TYPE_CHECKING:
    from kanva.engine.pool import Pool, RunHandle

Json = dict[str, Any]
OnEvent = Callable[[Mapping[str, Any]], None]
ConnectionsOf = Callable[[Mapping[str, Any], Mapping[str, Any]], Json]


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

    async def trace(self, request: Json) -> Json:
        """Answer where a column comes from, goes to and is used."""
        ...

    async def conditions(self, request: Json) -> Json:
        """Answer conditions as a formula, or a formula as conditions."""
        ...

    async def study(self, method: str, request: Json) -> Json:
        """Answer "profile", "values", "chart", "compare" or "save_table"."""
        ...

    async def outside(self, method: str, request: Json) -> Json:
        """Ask about a connection: "test", "inside" or "sample"."""
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
        connections: Gives the connections that a document and values of parameters name.
    """

    def __init__(
        self,
        configuration: Configuration,
        workspace: Workspace,
        language: Language,
        connections: ConnectionsOf,
    ) -> None:
        self.language: Language = language
        self._connections = connections
        self._fixed: Json = {
            "workspace": str(workspace.folder),
            "cache": str(workspace.cache),
            "language": language,
            "memory_limit_bytes": configuration.memory_limit_bytes,
        }

    def of(self, question: Mapping[str, Any]) -> Json:
        """Return a request: the question with the surroundings; a null asks for the default."""
        asked = {name: value for name, value in question.items() if value is not None}
        connections = self._connections(asked.get("document", {}), asked.get("parameters", {}))
        return {**self._fixed, **asked, "connections": connections}


class EngineComputing:
    """The engine's pool as the server uses it: the first page need not wait for warm processes.

    Args:
        pool: The pool, not yet started.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._starting: asyncio.Task[None] | None = None
        self._handles: dict[str, RunHandle] = {}

    async def start(self) -> None:
        """Start the processes; they warm up while the page loads."""
        self._starting = asyncio.create_task(self._pool.start(), name="start workers")
        # One turn of the loop: the processes exist, and a question may already wait for them.
        await asyncio.sleep(0)

    async def analyse(self, request: Json) -> Json:
        """Answer an `Analysis`."""
        return await self._pool.analyse(request)

    async def preview(self, request: Json) -> Json:
        """Answer a window of rows."""
        return await self._pool.preview(request)

    async def view(self, request: Json) -> Json:
        """Answer the picture of a node."""
        return await self._pool.view(request)

    async def formula(self, request: Json) -> Json:
        """Answer the check of a formula."""
        return await self._pool.formula(request)

    async def trace(self, request: Json) -> Json:
        """Answer where a column comes from, goes to and is used."""
        return await self._pool.trace(request)

    async def conditions(self, request: Json) -> Json:
        """Answer conditions as a formula, or a formula as conditions."""
        return await self._pool.conditions(request)

    async def study(self, method: str, request: Json) -> Json:
        """Answer "profile", "values", "chart", "compare" or "save_table"."""
        return await self._pool.study(method, request)

    async def outside(self, method: str, request: Json) -> Json:
        """Ask about a connection: "test", "inside" or "sample"."""
        return await self._pool.outside(method, request)

    async def run(self, run_id: str, request: Json, on_event: OnEvent) -> Json:
        """Run a workflow; its last word holds state, nodes, problems and outputs."""
        handle = self._handles[run_id] = self._pool.run({**request, "run_id": run_id}, on_event)
        try:
            return await handle.finished
        finally:
            del self._handles[run_id]

    async def cancel(self, run_id: str) -> None:
        """Stop a run; `run` then answers with the state "cancelled"."""
        handle = self._handles.get(run_id)
        if handle is not None:
            handle.cancel()

    async def close(self) -> None:
        """Stop every process."""
        await self._pool.close()
        if self._starting is not None:
            await asyncio.gather(self._starting, return_exceptions=True)


def engine_computing(configuration: Configuration, runs: int) -> EngineComputing:
    """Return the engine's processes for a server.

    Args:
        configuration: Names the limit of memory.
        runs: How many runs go at once.
    """
    # Loaded here: it brings psutil and asyncio's subprocesses, which describing the API needs not.
    from kanva.engine.pool import Pool  # noqa: PLC0415

    return EngineComputing(Pool(runs=runs, memory_limit_bytes=configuration.memory_limit_bytes))
