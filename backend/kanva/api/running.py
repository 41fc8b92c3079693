"""Runs on the server: a record before the start, events on the way, a final state always."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool

from kanva.api.computing import Computing, Surroundings
from kanva.api.hub import Hub
from kanva.api.messages import ApiError
from kanva.sdk.messages import COMMON, NodeError
from kanva.store import NodeRecord, RunRecord, Store

AT_ONCE = 2
"""Runs that work at the same time; more wait as queued."""
_BATCH_S = 0.1
_KEEP_S = 1.0

_log = logging.getLogger(__name__)


class _Live:
    """What a run at work has told so far."""

    def __init__(self, record: RunRecord) -> None:
        self.record = record
        self.task: asyncio.Task[None] | None = None
        self.nodes: dict[str, NodeRecord] = {}
        self.fresh: set[str] = set()
        self.unkept: set[str] = set()
        self.changed = asyncio.Event()
        self.ended = asyncio.Event()
        self.cancelled = False
        self.code = "cancelled"

    def note(self, nodes: Mapping[str, NodeRecord]) -> None:
        """Take in what some nodes tell; what is no news is left out."""
        news = {node: body for node, body in nodes.items() if self.nodes.get(node) != body}
        self.nodes.update(news)
        self.fresh.update(news)
        self.unkept.update(news)
        if news:
            self.changed.set()

    def end(self) -> None:
        """Let whoever tells of it come to an end."""
        self.ended.set()
        self.changed.set()


class Running:
    """Starts, follows and stops the runs of one server.

    Args:
        store: Keeps the records.
        computing: Does the work.
        surroundings: Completes a request to the engine.
        hub: Hands out the events.
    """

    def __init__(
        self, store: Store, computing: Computing, surroundings: Surroundings, hub: Hub
    ) -> None:
        self._store = store
        self._computing = computing
        self._surroundings = surroundings
        self._hub = hub
        self._live: dict[str, _Live] = {}
        self._places = asyncio.Semaphore(AT_ONCE)

    async def start(
        self,
        path: str,
        document: dict[str, Any],
        *,
        targets: Sequence[str] | None,
        parameters: Mapping[str, Any],
        language: str | None,
    ) -> RunRecord:
        """Record a run and set it going.

        Args:
            path: The workflow's file inside the workspace.
            document: What runs, saved or not; it becomes a version.
            targets: Nodes to run up to; None for all.
            parameters: Values of the workflow's parameters.
            language: Language of words that go into data; None for the server's.

        Returns:
            The record, queued.

        Raises:
            ApiError: 422 `node_missing` when a target is no node of the document.
            NodeError: `bad_path`.
            StoreError: The workflow cannot be kept as a version.
        """
        known = {node.get("id") for node in document.get("nodes", []) if isinstance(node, dict)}
        for target in targets or ():
            if target not in known:
                raise ApiError(422, "node_missing", node=target)
        record = await run_in_threadpool(self._record, path, document, targets, parameters)
        live = self._live[record.id] = _Live(record)
        self._tell_run(record)
        request = self._surroundings.of(
            {
                "path": record.path,
                "document": document,
                "targets": None if targets is None else list(targets),
                "parameters": dict(parameters),
                "language": language,
            }
        )
        live.task = asyncio.create_task(self._follow(live, request), name=f"run {record.id}")
        return record

    async def cancel(self, run_id: str, code: str = "cancelled") -> None:
        """Stop a run; one that has ended stays as it is.

        Args:
            run_id: The run.
            code: Why: a key of the common messages or of the server's own.

        Raises:
            StoreError: `run_missing`.
        """
        live = self._live.get(run_id)
        if live is None:
            await run_in_threadpool(self._store.runs.get, run_id)
            return
        live.cancelled, live.code = True, code
        if live.record.state == "queued" and live.task is not None:
            live.task.cancel()
        else:
            await self._computing.cancel(run_id)

    def nodes(self, run_id: str) -> dict[str, NodeRecord]:
        """Return what each node of a run at work has told; empty for other runs."""
        live = self._live.get(run_id)
        return {} if live is None else dict(live.nodes)

    async def close(self) -> None:
        """Stop every run and see each of them recorded."""
        tasks = [live.task for live in self._live.values() if live.task is not None]
        for run_id in list(self._live):
            await self.cancel(run_id, "shutdown")
        await asyncio.gather(*tasks, return_exceptions=True)

    def _record(
        self,
        path: str,
        document: dict[str, Any],
        targets: Sequence[str] | None,
        parameters: Mapping[str, Any],
    ) -> RunRecord:
        version, path = self._store.workflows.keep_for_run(path, document)
        return self._store.runs.add(
            path, version=version, targets=targets, parameters=parameters, nodes={}
        )

    async def _follow(self, live: _Live, request: dict[str, Any]) -> None:
        result: dict[str, Any] = {"state": "cancelled"}
        teller = asyncio.create_task(self._tell_nodes(live))
        try:
            async with self._places:
                if not live.cancelled:
                    live.record = await run_in_threadpool(self._store.runs.begin, live.record.id)
                    self._tell_run(live.record)
                    result = await self._compute(live, request)
        except asyncio.CancelledError:
            live.cancelled = True
        finally:
            # Not cancelled: a record half-way to the database would come after the last word.
            live.end()
            await asyncio.shield(self._last_word(live, result, teller))

    async def _compute(self, live: _Live, request: dict[str, Any]) -> dict[str, Any]:
        loop = asyncio.get_running_loop()
        if live.cancelled:
            return {"state": "cancelled"}

        def hear(event: Mapping[str, Any]) -> None:
            nodes = event.get("nodes")
            if nodes:
                loop.call_soon_threadsafe(live.note, nodes)

        try:
            return await self._computing.run(live.record.id, request, hear)
        except NodeError as error:
            problem = error.problem(COMMON).as_json()
        except Exception:  # noqa: BLE001 - whatever happened, the run must get its final state
            _log.exception("run %s failed", live.record.id)
            problem = ApiError(500, "run_unfinished").problem().as_json()
        return {"state": "failed", "problem": problem, "problems": [problem]}

    async def _last_word(
        self, live: _Live, result: dict[str, Any], teller: asyncio.Task[None]
    ) -> None:
        await asyncio.gather(teller, return_exceptions=True)
        await self._finish(live, result)

    async def _finish(self, live: _Live, result: dict[str, Any]) -> None:
        state, problem = result.get("state", "failed"), result.get("problem")
        if live.cancelled and state != "succeeded":
            state = "cancelled"
            problem = ApiError(499, live.code).problem().as_json()
        live.note(result.get("nodes") or {})
        self._hush(live, state)
        self._publish_nodes(live)
        record = await run_in_threadpool(
            self._store.runs.finish,
            live.record.id,
            state,
            nodes=live.nodes,
            problem=problem,
            problems=result.get("problems") or [],
            outputs=result.get("outputs") or [],
            rows=result.get("rows"),
        )
        self._live.pop(record.id, None)
        self._tell_run(record)

    def _hush(self, live: _Live, state: str) -> None:
        """No node of a run that has ended may look as if it still worked."""
        ended = "cancelled" if state == "cancelled" else "skipped"
        open_states = {"waiting", "running"}
        live.note(
            {
                node: {**body, "state": ended}
                for node, body in live.nodes.items()
                if body.get("state") in open_states
            }
        )

    async def _tell_nodes(self, live: _Live) -> None:
        kept_at = time.monotonic()
        while not live.ended.is_set():
            await live.changed.wait()
            live.changed.clear()
            self._publish_nodes(live)
            if time.monotonic() - kept_at >= _KEEP_S:
                nodes = {node: live.nodes[node] for node in live.unkept}
                live.unkept.clear()
                await run_in_threadpool(self._store.runs.note_nodes, live.record.id, nodes)
                kept_at = time.monotonic()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(live.ended.wait(), _BATCH_S)

    def _publish_nodes(self, live: _Live) -> None:
        if live.fresh:
            nodes = {node: live.nodes[node] for node in live.fresh}
            live.fresh.clear()
            event = {"type": "nodes", "run_id": live.record.id, "nodes": nodes}
            self._hub.publish(live.record.path, event)

    def _tell_run(self, record: RunRecord) -> None:
        self._hub.publish(record.path, {"type": "run", "run": record.as_json()})
