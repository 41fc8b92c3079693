"""The pool: warm worker processes for a web server, asked with plain JSON, killed if need be."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import uuid
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psutil

from kanva.engine.process import WorkerProcess
from kanva.engine.run import MEMORY_SHARE
from kanva.engine.studies import STUDIES, troubled_study
from kanva.engine.wording import problem

Json = dict[str, Any]
OnEvent = Callable[[Json], None]
_log = logging.getLogger(__name__)

_WATCH_S = 0.03
_OUTSIDE = "outside"
"""The process that talks to outside systems; it is started by the first question."""
_STUDY = "study"
"""The process that profiles, draws, compares and saves, so that paging never waits for it."""
CANCEL_S = 1.0
"""How long a run may take to stop by itself before its process is killed."""
ANSWER_S = {
    "test": 180.0,
    "inside": 180.0,
    "sample": 180.0,
    "analyse": 30.0,
    "formula": 10.0,
    "trace": 30.0,
    "conditions": 10.0,
    "preview": 30.0,
    "view": 60.0,
    "profile": 120.0,
    "values": 60.0,
    "chart": 120.0,
    "compare": 300.0,
    "save_table": 1800.0,
}
"""The longest a question may take, in seconds, before its process is killed and started anew."""


class RunHandle:
    """A run under way in a worker process.

    Args:
        run_id: Its id.
    """

    def __init__(self, run_id: str) -> None:
        self.id = run_id
        self.finished: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        """Resolves to the `RunResult` in wire form; never raises."""
        self.active: str | None = None
        self.nodes: dict[str, Json] = {}
        self.worker: WorkerProcess | None = None
        self.cancelling = False

    def cancel(self) -> None:
        """Ask the run to stop; after a second its process is killed. A finished run stays."""
        if self.cancelling or self.finished.done():
            return
        self.cancelling = True
        if self.worker is None:
            self.settle(self.lost("cancelled"))
        else:
            self.worker.cancel()
            asyncio.get_running_loop().call_later(CANCEL_S, self._kill)

    def _kill(self) -> None:
        if not self.finished.done() and self.worker is not None:
            self.worker.kill()

    def settle(self, result: Json) -> None:
        """End the run with a result, unless it has ended."""
        if not self.finished.done():
            self.finished.set_result(result)

    def lost(self, code: str) -> Json:
        """Return the result of a run whose process is no more.

        Args:
            code: "cancelled", "out_of_memory" or "worker_lost".
        """
        stopped = code == "cancelled"
        if self.active is None:
            # The process was gone before it could tell: the first node that has not ended was next.
            open_states = {"waiting", "running"}
            unfinished = (name for name, run in self.nodes.items() if run["state"] in open_states)
            self.active = next(unfinished, None)
        given = problem(code, node=None if stopped else self.active).as_json()
        for node_id, node in self.nodes.items():
            if node["state"] in {"waiting", "running"}:
                node["state"] = "cancelled"
            if node_id == self.active and not stopped:
                node["state"], node["problem"] = "error", given
        return {
            "state": "cancelled" if stopped else "failed",
            "seconds": None,
            "rows": None,
            "problem": given,
            "problems": [] if stopped else [given],
            "outputs": [],
            "nodes": self.nodes,
            "computed": True,
        }


class Pool:
    """Worker processes of one server: desk, viewer, runners, and one for outside systems.

    Requests are JSON objects: `document`, `workspace`, `cache` (paths of folders), and optionally
    `path`, `parameters`, `language`, `connections`, `memory_limit_bytes`, `cache_quota_bytes`,
    besides what each question asks for. Answers have the shapes of the wire contract.

    Args:
        runs: How many runs go at once; more wait.
        extra_packages: Node packages to load besides the installed ones.
        memory_limit_bytes: Resident memory at which a run is killed, unless its request says so;
            None takes 75 % of the machine.
        python_path: Folders the workers import from besides their own.
    """

    def __init__(
        self,
        *,
        runs: int = 2,
        extra_packages: Sequence[str] = (),
        memory_limit_bytes: int | None = None,
        python_path: Sequence[str] = (),
    ) -> None:
        self._runs = runs
        self._limit = memory_limit_bytes or int(psutil.virtual_memory().total * MEMORY_SHARE)
        self._first: Json = {
            "extra_packages": list(extra_packages),
            "python_path": list(python_path),
            "log_level": logging.getLevelName(logging.getLogger().getEffectiveLevel()),
        }
        self._desks: dict[str, WorkerProcess] = {}
        self._locks = {name: asyncio.Lock() for name in ("desk", "viewer", _OUTSIDE, _STUDY)}
        self._idle: deque[WorkerProcess] = deque()
        self._all: set[WorkerProcess] = set()
        self._free = asyncio.Semaphore(runs)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._handles: set[RunHandle] = set()
        self._closed = False

    async def start(self) -> None:
        """Start the processes and wait until they are warm."""
        self._desks = {name: self._spawn() for name in ("desk", "viewer")}
        self._refill()
        waiting = [worker.ready() for worker in (*self._desks.values(), *self._idle)]
        await asyncio.gather(*waiting)

    async def analyse(self, request: Json) -> Json:
        """Answer an `Analysis`: `{"nodes": …, "problems": […]}`."""
        return await self._ask("desk", "analyse", request)

    async def formula(self, request: Json) -> Json:
        """Answer the check of a formula; the request adds node, port, text, field and earlier."""
        return await self._ask("desk", "formula", request)

    async def trace(self, request: Json) -> Json:
        """Answer where a column comes from; the request adds node, port and column."""
        return await self._ask("desk", "trace", request)

    async def preview(self, request: Json) -> Json:
        """Answer a `Window`; the request adds node, port, offset, limit, sort and filter."""
        answer = await self._ask("viewer", "preview", request)
        if _STUDY not in self._desks and not self._closed:
            # Who looks at rows will look at their profiles: the process warms up meanwhile.
            self._desks[_STUDY] = self._spawn()
        return answer

    async def view(self, request: Json) -> Json:
        """Answer `MatrixData`; the request adds node."""
        return await self._ask("viewer", "view", request)

    async def conditions(self, request: Json) -> Json:
        """Answer conditions as a formula, or a formula as conditions; null where neither can be."""
        return await self._ask("desk", "conditions", request)

    async def study(self, method: str, request: Json) -> Json:
        """Answer a question about the rows of an output that may take its time.

        Args:
            method: "profile", "values", "chart", "compare" or "save_table".
            request: Adds `node`, `port`, `filter`, `search` and what the question asks for.
        """
        return await self._ask(_STUDY, method, request)

    async def outside(self, method: str, request: Json) -> Json:
        """Answer a question about a connection, in a process of its own: drivers may hang.

        Args:
            method: "test", "inside" or "sample".
            request: `values` (the connection's fields), and `path`, `search`, `limit`.
        """
        return await self._ask(_OUTSIDE, method, request)

    def run(self, request: Json, on_event: OnEvent) -> RunHandle:
        """Set a run going, or in the queue when too many are.

        Args:
            request: Adds `targets` (node ids or null) and optionally `run_id`.
            on_event: Receives `{"type": "run", "state": "running"}` at the start, then
                `{"type": "nodes", "nodes": {…}}`; called in the event loop.

        Returns:
            The handle; its `finished` gives the result.
        """
        handle = RunHandle(str(request.get("run_id") or uuid.uuid4().hex))
        self._handles.add(handle)
        self._background(self._carry_out(handle, request, on_event))
        return handle

    async def close(self) -> None:
        """Kill all processes; runs under way end as cancelled."""
        self._closed = True
        for handle in list(self._handles):
            handle.settle(handle.lost("cancelled"))
        for worker in list(self._all):
            worker.kill()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(worker.gone() for worker in list(self._all)))

    # Questions ---------------------------------------------------------------------------------

    async def _ask(self, desk: str, method: str, request: Json) -> Json:
        async with self._locks[desk]:
            worker = self._desks.get(desk)
            if worker is None or worker.dead:
                worker = self._desks[desk] = self._spawn()
            try:
                async with asyncio.timeout(ANSWER_S[method] + (0 if worker.warm else 60)):
                    answer = await worker.ask(method, request)
            except TimeoutError:
                worker.kill()
                answer = {"problem": problem("too_slow", node=request.get("node")).as_json()}
            except asyncio.CancelledError:
                # Nobody waits any more, but the process still works on it and keeps others waiting.
                if not worker.dead and worker.busy:
                    worker.kill()
                raise
            if worker.dead:
                self._desks[desk] = self._spawn()
        if answer is None:
            answer = {"problem": problem("worker_lost", node=request.get("node")).as_json()}
        return answer["answer"] if "answer" in answer else _troubled(method, answer)

    # Runs --------------------------------------------------------------------------------------

    async def _carry_out(self, handle: RunHandle, request: Json, on_event: OnEvent) -> None:
        try:
            async with self._free:
                if handle.cancelling:
                    return
                worker = self._take()
                handle.worker = worker
                on_event({"type": "run", "state": "running", "id": handle.id})
                await self._watched(handle, worker, request, on_event)
        except Exception:  # noqa: BLE001 - the run must end, or the editor would wait for ever
            _log.exception("run %s", handle.id)
        finally:
            handle.settle(handle.lost("cancelled" if handle.cancelling else "worker_lost"))
            self._handles.discard(handle)

    async def _watched(
        self, handle: RunHandle, worker: WorkerProcess, request: Json, on_event: OnEvent
    ) -> None:
        def hear(event: Json) -> None:
            handle.active = event.pop("active", None) or handle.active
            handle.nodes.update(event.get("nodes", {}))
            if not handle.finished.done():
                on_event(event)

        limit = request.get("memory_limit_bytes") or self._limit
        watch = asyncio.create_task(_watch(worker, limit))
        try:
            answer = await worker.ask("run", request, hear)
        finally:
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch
        if answer is None:
            code = "worker_lost"
            if worker.killed_for_memory:
                code = "out_of_memory"
            elif handle.cancelling:
                code = "cancelled"
            handle.settle(handle.lost(code))
        elif "answer" in answer:
            handle.settle(answer["answer"])
        else:
            handle.settle({**handle.lost("worker_lost"), **_troubled("run", answer)})
        self._recycle(worker, answer)

    def _take(self) -> WorkerProcess:
        """Take a warm process, else the one that has been warming up longest."""
        living = [worker for worker in self._idle if not worker.dead]
        for worker in sorted(living, key=lambda one: not one.warm):
            self._idle.remove(worker)
            return worker
        return self._spawn()

    def _recycle(self, worker: WorkerProcess, answer: Json | None) -> None:
        """Replace a process that has computed; one that found nothing to do is as good as new."""
        untouched = answer is not None and not answer.get("answer", {}).get("computed", True)
        if untouched and not worker.dead and len(self._idle) < self._runs:
            self._idle.appendleft(worker)
        else:
            worker.kill()
        self._refill()

    def _refill(self) -> None:
        while len(self._idle) < self._runs and not self._closed:
            self._idle.append(self._spawn())

    def _spawn(self) -> WorkerProcess:
        worker = WorkerProcess(self._first, asyncio.get_running_loop())
        self._all.add(worker)
        self._background(self._forget(worker))
        return worker

    async def _forget(self, worker: WorkerProcess) -> None:
        await worker.gone()
        self._all.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)

    def _background(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _watch(worker: WorkerProcess, limit_bytes: int) -> None:
    while not worker.dead:
        if worker.memory_bytes() > limit_bytes:
            worker.killed_for_memory = True
            worker.kill()
            return
        await asyncio.sleep(_WATCH_S)


def _troubled(method: str, answer: Mapping[str, Any]) -> Json:
    """Return the answer of a question that went wrong, in the shape its asker expects."""
    given = answer["problem"]
    problems = answer.get("problems") or [given]
    if method == "analyse":
        return {"nodes": {}, "problems": problems}
    if method == "formula":
        return {"type": None, "problems": problems, "tokens": []}
    if method == "conditions":
        return {"formula": None, "conditions": None}
    if method == "trace":
        return {"columns": [], "uses": [], "problem": given}
    if method == "test":
        return {"text": None, "details": [], "problem": given}
    if method == "inside":
        return {"things": [], "cut": False, "problem": given}
    if method == "run":
        return {"state": "failed", "problem": given, "problems": problems}
    if method in STUDIES:
        return troubled_study(method, given)
    empty: Json = {"columns": [], "rows": 0, "offset": 0, "total": None, "full": False}
    if method == "view":
        return {
            "rows": [], "columns": [], "cells": [], "measures": [], "aside": [], "totals": [],
            "full": False, "problem": given,
        }  # fmt: skip
    empty |= {"sample_of": None, "first_column": 0, "heads": None}
    return {**empty, "problem": given}


__all__ = ["Pool", "RunHandle"]
