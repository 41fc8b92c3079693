"""The hub of events: whoever has a workflow open hears what happens to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

Event = Mapping[str, Any]
_LONGEST_QUEUE = 1000


class Lagging(Exception):  # noqa: N818 - not an error of ours: the listener must begin anew
    """A listener takes events too slowly; it should connect again and ask for the state."""


class Listener:
    """One open socket's queue of events."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue(_LONGEST_QUEUE)
        self._lagging = False

    def put(self, event: Event) -> None:
        """Queue an event; a full queue ends the listener."""
        try:
            self._queue.put_nowait(event)
        except asyncio.QueueFull:
            self._lagging = True

    def close(self) -> None:
        """End the listener after what is queued."""
        if self._queue.full():
            self._lagging = True
        else:
            self._queue.put_nowait(None)

    async def next(self) -> Event | None:
        """Return the next event; None when the server closes.

        Raises:
            Lagging: Events have been lost.
        """
        if self._lagging:
            raise Lagging
        return await self._queue.get()


class Hub:
    """Hands events to the listeners of a workflow."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Remember the event loop, so that other threads may publish."""
        self._loop = asyncio.get_running_loop()

    @asynccontextmanager
    async def listening(self, path: str) -> AsyncGenerator[Listener]:
        """Listen to the events of a workflow; everybody hears how many listen.

        Args:
            path: Its file inside the workspace.
        """
        listener = Listener()
        self._listeners.setdefault(path, set()).add(listener)
        self._tell_present(path)
        try:
            yield listener
        finally:
            listeners = self._listeners.get(path, set())
            listeners.discard(listener)
            if not listeners:
                self._listeners.pop(path, None)
            self._tell_present(path)

    def paths(self) -> list[str]:
        """Return the workflows somebody listens to."""
        return list(self._listeners)

    def publish(self, path: str, event: Event) -> None:
        """Hand an event to everybody who listens to a workflow; from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._put, path, event)

    def close(self) -> None:
        """End every listener."""
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.close()

    def _tell_present(self, path: str) -> None:
        tabs = len(self._listeners.get(path, set()))
        self._put(path, {"type": "present", "path": path, "tabs": tabs})

    def _put(self, path: str, event: Event) -> None:
        for listener in self._listeners.get(path, set()):
            listener.put(event)
