"""Work the server does by itself: it notices files changed outside, and keeps quiet drafts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from kanva.api.hub import Hub
from kanva.sdk.messages import NodeError
from kanva.store import Store, StoreError

_LOOK_EVERY_S = 1.0
_QUIET_EVERY_S = 30.0

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Seen:
    modified_ns: int
    told_ns: int


class Watching:
    """Watches the files of the workflows that are open somewhere.

    Args:
        store: The store.
        hub: Knows which workflows are open, and hands out the events.
    """

    def __init__(self, store: Store, hub: Hub) -> None:
        self._store = store
        self._hub = hub
        self._seen: dict[str, _Seen] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to watch."""
        self._tasks = [
            asyncio.create_task(self._files(), name="watch files"),
            asyncio.create_task(self._drafts(), name="keep quiet drafts"),
        ]

    async def close(self) -> None:
        """Stop watching."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def look(self) -> None:
        """Look at every open workflow once; tell of those that have changed and come to rest."""
        paths = self._hub.paths()
        self._seen = {path: seen for path, seen in self._seen.items() if path in paths}
        for path in paths:
            try:
                await self._look_at(path)
            except (StoreError, NodeError, OSError) as error:
                # A file half-written by another program is looked at again a second later.
                _log.info("watching %s: %s", path, error)

    async def _look_at(self, path: str) -> None:
        modified_ns = await run_in_threadpool(self._store.workflows.modified_ns, path)
        seen = self._seen.setdefault(path, _Seen(modified_ns, modified_ns))
        at_rest = seen.modified_ns == modified_ns
        seen.modified_ns = modified_ns
        # One look later: the tab that saves must have its answer before it hears of its own save.
        if at_rest and modified_ns not in {0, seen.told_ns}:
            hash_now = await run_in_threadpool(self._store.workflows.current_hash, path)
            seen.told_ns = modified_ns
            self._hub.publish(path, {"type": "file", "path": path, "hash": hash_now})

    async def _files(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            await self._safely(self.look)

    async def _drafts(self) -> None:
        while True:
            await asyncio.sleep(_QUIET_EVERY_S)
            await self._safely(self._keep_drafts)

    async def _keep_drafts(self) -> None:
        await run_in_threadpool(self._store.workflows.keep_quiet_drafts)

    async def _safely(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except Exception:  # noqa: BLE001 - the watch must outlive a disk that is away for a while
            _log.exception("the watch failed once")
