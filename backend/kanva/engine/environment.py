"""What surrounds a workflow while it is looked at or run: folders, parameters, language, limits."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kanva.sdk import ConnectionResolver, Language, NodeError
from kanva.sdk.paths import safe_path

CACHE_QUOTA_BYTES = 20 * 2**30


@dataclass(frozen=True, slots=True)
class Environment:
    """The surroundings of one workflow.

    Args:
        workspace: Folder whose files the nodes read and write.
        cache: Folder for results; everything in it may be deleted at any time.
        parameters: Values given to the workflow's parameters, as JSON or as a person types them.
        language: Language of words that go into data.
        connections: Connection name to its resolved fields, secrets included.
        memory_limit_bytes: Resident memory at which a run is stopped; None: 75 % of the machine.
        cache_quota_bytes: Size the cache is kept under.
        path: Workspace path of the workflow's file: its runs are remembered under this name.
    """

    workspace: Path
    cache: Path
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    language: Language = "ru"
    connections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Any])
    memory_limit_bytes: int | None = None
    cache_quota_bytes: int = CACHE_QUOTA_BYTES
    path: str = ""

    @staticmethod
    def from_json(request: Mapping[str, Any]) -> Environment:
        """Read the surroundings from a request of the web process.

        Args:
            request: Keys `workspace`, `cache`, and optionally `parameters`, `language`,
                `connections`, `memory_limit_bytes`, `cache_quota_bytes`, `path`.

        Returns:
            The environment.

        Raises:
            KeyError: `workspace` or `cache` is missing.
        """
        environment = Environment(
            workspace=Path(request["workspace"]),
            cache=Path(request["cache"]),
            parameters=request.get("parameters") or {},
            language=request.get("language") or "ru",
            connections=request.get("connections") or {},
            memory_limit_bytes=request.get("memory_limit_bytes"),
            path=request.get("path") or "",
        )
        quota = request.get("cache_quota_bytes")
        return environment if quota is None else replace(environment, cache_quota_bytes=quota)


class Connections:
    """The connections handed over with a request, by name."""

    def __init__(self, known: Mapping[str, Mapping[str, Any]]) -> None:
        self._known = known

    def resolve(self, name: str) -> Mapping[str, Any]:
        """Return kind, address fields and secrets of a connection.

        Raises:
            NodeError: There is no connection of this name.
        """
        if name not in self._known:
            raise NodeError("unknown_connection", values={"connection": name})
        return self._known[name]


class CancelledError(Exception):
    """The person has stopped the run."""


class House:
    """What a node may ask while it works; one for every node at work.

    Args:
        environment: The surroundings.
        parameters: Typed values of the workflow's parameters.
        on_warning: Receives code, field and values of a warning.
        cancelled: Set when the person has stopped the run.
    """

    def __init__(
        self,
        environment: Environment,
        parameters: Mapping[str, Any],
        on_warning: Callable[[str, str | None, Mapping[str, Any]], None] | None = None,
        cancelled: threading.Event | None = None,
    ) -> None:
        self._environment = environment
        self._parameters = parameters
        self._on_warning = on_warning
        self._cancelled = cancelled
        self.language_asked = False
        """Whether the node has looked at the language: its result then depends on it."""

    @property
    def language(self) -> Language:
        """Language of words that go into data."""
        self.language_asked = True
        return self._environment.language

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Typed values of the workflow's parameters."""
        return self._parameters

    @property
    def connections(self) -> ConnectionResolver:
        """The stored connections."""
        return Connections(self._environment.connections)

    def path(self, name: str) -> Path:
        """Return the absolute path of a workspace file.

        Raises:
            NodeError: `bad_path` when it leads out of the workspace.
        """
        return safe_path(self._environment.workspace, name)

    def scratch(self, key: str) -> Path:
        """Return a path in the cache for something derived from a source once."""
        folder = self._environment.cache / "scratch"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "".join(sign if sign.isalnum() or sign in "._-" else "_" for sign in key)
        with suppress(OSError):  # what is used now is the last to be deleted
            os.utime(path)
        return path

    def warn(self, code: str, *, field: str | None = None, **values: Any) -> None:
        """Report a declared warning at this node."""
        if self._on_warning is not None:
            self._on_warning(code, field, values)

    def stop_if_cancelled(self) -> None:
        """Raise when the person has stopped the run.

        Raises:
            CancelledError: The run is to end.
        """
        if self._cancelled is not None and self._cancelled.is_set():
            raise CancelledError
