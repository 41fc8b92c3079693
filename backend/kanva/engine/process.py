"""One worker process seen from the server: spawned, asked over pipes, killed at will."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import psutil

from kanva.engine.pipes import receive, send

Json = dict[str, Any]


class WorkerProcess:
    """A worker process.

    Args:
        first: Its first message: what to load.
        loop: The event loop that asks it.
    """

    def __init__(self, first: Json, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._numbers = itertools.count(1)
        self._number = 0
        self._answer: asyncio.Future[Json | None] | None = None
        self._on_event: Callable[[Json], None] | None = None
        self._ready: asyncio.Future[bool] = loop.create_future()
        self._gone: asyncio.Future[None] = loop.create_future()
        self._writing = threading.Lock()
        self.killed_for_memory = False
        self.dead = False
        # -P: a polars.py in the folder the server was started from must not be taken for polars.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kanva.engine.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        try:
            self._seen: psutil.Process | None = psutil.Process(self._process.pid)
        except psutil.Error:
            self._seen = None
        threading.Thread(target=self._read, name="kanva-worker", daemon=True).start()
        self._write(first)

    @property
    def warm(self) -> bool:
        """Whether it has loaded everything."""
        return self._ready.done()

    @property
    def busy(self) -> bool:
        """Whether it works on a question."""
        return self._answer is not None

    async def ready(self) -> bool:
        """Wait until it has loaded everything; False when it died before."""
        return await asyncio.shield(self._ready)

    async def gone(self) -> None:
        """Wait until the process has ended."""
        await asyncio.shield(self._gone)

    async def ask(
        self, method: str, request: Json, on_event: Callable[[Json], None] | None = None
    ) -> Json | None:
        """Ask one question; the next one may be asked when this one is answered.

        Args:
            method: What is asked.
            request: The request.
            on_event: Receives the events of a run, in the event loop.

        Returns:
            `{"answer": …}` or `{"problem": …}`; None when the process has died.
        """
        if self.dead:
            return None
        self._number = next(self._numbers)
        self._on_event = on_event
        self._answer = self._loop.create_future()
        try:
            self._write({"id": self._number, "method": method, "request": request})
            return await self._answer
        finally:
            if self._answer.done() and not self._answer.cancelled():
                self._answer = None

    def cancel(self) -> None:
        """Ask the run under way to stop."""
        self._write({"cancel": self._number})

    def kill(self) -> None:
        """End the process at once."""
        self.dead = True
        with contextlib.suppress(OSError):
            self._process.kill()

    def memory_bytes(self) -> int:
        """Return its resident memory; 0 when it is gone."""
        try:
            return 0 if self._seen is None else int(self._seen.memory_info().rss)
        except psutil.Error:
            return 0

    def _write(self, message: Json) -> None:
        stream = self._process.stdin
        if stream is None:
            return
        # A dead reader shows at the other pipe, where the one answer to it is given.
        with self._writing, contextlib.suppress(OSError, ValueError):
            send(stream, message)

    def _read(self) -> None:
        stream = self._process.stdout
        while stream is not None:
            try:
                message = receive(stream)
            except (OSError, ValueError):
                message = None
            if message is None:
                break
            self._tell(self._heard, message)
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._tell(self._ended)

    def _tell(self, function: Callable[..., None], *arguments: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens any more
            self._loop.call_soon_threadsafe(function, *arguments)

    def _heard(self, message: Json) -> None:
        if message.get("ready"):
            if not self._ready.done():
                self._ready.set_result(True)
        elif message.get("id") != self._number:
            return
        elif "event" in message:
            if self._on_event is not None:
                self._on_event(message["event"])
        elif self._answer is not None and not self._answer.done():
            self._answer.set_result(message)

    def _ended(self) -> None:
        self.dead = True
        if not self._ready.done():
            self._ready.set_result(False)
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(None)
        if not self._gone.done():
            self._gone.set_result(None)
