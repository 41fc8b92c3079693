"""A run: plan, compute, write, rename, remember; with events, cancelling and plain errors."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import psutil

from kanva.engine.analysis import Analysis, NodeAnalysis, Origin
from kanva.engine.cache import Cache
from kanva.engine.environment import CancelledError, Environment
from kanva.engine.errors import exception_problem
from kanva.engine.events import NodeEvents
from kanva.engine.execute import Frames, StepError, Tools, counted_rows, run_stage
from kanva.engine.meters import Meters
from kanva.engine.plan import Plan, Step, make_plan
from kanva.engine.records import NodeRecord, Records
from kanva.engine.registry import Registry
from kanva.engine.result import RunResult
from kanva.engine.schema import Session, analyse
from kanva.engine.scope import last_nodes, needed_nodes, stopping_problems, wanted_outputs
from kanva.engine.sinks import write_sink
from kanva.engine.staging import RunStaging
from kanva.engine.wording import problem
from kanva.sdk import NodeError, Problem
from kanva.workflow import Workflow

_log = logging.getLogger(__name__)
_TICK_S = 0.02
MEMORY_SHARE = 0.75
"""Share of the machine's memory at which a run is stopped when nothing else is asked for."""


def run_workflow(
    workflow: Workflow,
    registry: Registry,
    environment: Environment,
    on_event: Callable[[dict[str, Any]], None] | None = None,
    targets: Sequence[str] | None = None,
    *,
    cancelled: threading.Event | None = None,
    session: Session | None = None,
) -> RunResult:
    """Run a workflow in this process and wait for its end.

    Args:
        workflow: The workflow.
        registry: The node types.
        environment: The surroundings.
        on_event: Receives events of the wire contract, from this thread.
        targets: Ids of the nodes to run up to; None runs everything.
        cancelled: Set from elsewhere to stop the run; Ctrl+C does the same.
        session: What earlier analyses have found.

    Returns:
        How it has ended. Whatever goes wrong with the workflow is told in it, not raised.
    """
    started = time.perf_counter()
    session = session or Session()
    analysis = analyse(workflow, registry, environment, session, salt=uuid.uuid4().hex)
    run = _Run(analysis, environment, session, on_event, cancelled or threading.Event())
    result = run.go(targets)
    result.seconds = time.perf_counter() - started
    return result


class _Run:
    def __init__(
        self,
        analysis: Analysis,
        environment: Environment,
        session: Session,
        on_event: Callable[[dict[str, Any]], None] | None,
        cancelled: threading.Event,
    ) -> None:
        self.analysis = analysis
        self.environment = environment
        self.records = session.records or Records(environment.cache, environment.path)
        self.on_event = on_event
        self.cancelled = cancelled
        self.cache = Cache(environment.cache, environment.cache_quota_bytes)
        self.meters = Meters(cancelled)
        self.result = RunResult()
        self.events = NodeEvents((), None)
        self.out_of_memory = False
        self.renamed = threading.Event()
        self.staging = RunStaging(environment.workspace)
        self.warnings: dict[tuple[Any, ...], Problem] = {}

    def go(self, targets: Sequence[str] | None) -> RunResult:
        analysis, result = self.analysis, self.result
        needed, left_out = needed_nodes(analysis, targets)
        self.events = NodeEvents((*needed, *left_out), self.on_event)
        for node_id, run in self.events.nodes.items():
            run.key = analysis.nodes[node_id].key
        for node_id, why in left_out.items():
            self.events.set(node_id, state="skipped", problem=why)
        stopping = stopping_problems(analysis, needed, targets)
        if stopping:
            return self._refuse(stopping, needed)
        result.problems.extend(
            item for node_id in needed for item in analysis.nodes[node_id].problems
        )
        try:
            wanted = wanted_outputs(analysis, needed, targets)
            plan = make_plan(analysis, needed, wanted, self.cache, self.environment, self.records)
            self._check_folders(plan)
        except (StepError, NodeError) as error:
            given = error.problem if isinstance(error, StepError) else error.problem({})
            return self._refuse([given], needed)
        except Exception as error:  # noqa: BLE001 - a library's mistake must not take the house down
            return self._refuse([exception_problem(error, None, None)], needed)
        self.cache.use(plan.outputs_in_use(analysis))
        try:
            self._work(plan)
        finally:
            self.staging.discard()
            self.cache.release()
        self.events.flush(now=True)
        result.nodes = self.events.nodes
        return result

    def _check_folders(self, plan: Plan) -> None:
        for step in plan.sinks:
            for name in step.node.targets:
                try:
                    self.staging.check_folder(name)
                except NodeError as error:
                    raise StepError(error.problem({}).at(step.node.id)) from error

    def _refuse(self, stopping: list[Problem], needed: Iterable[str]) -> RunResult:
        result = self.result
        result.state, result.problem, result.problems = "failed", stopping[0], stopping
        for node_id in needed:
            own = next((item for item in stopping if item.node == node_id), None)
            self.events.set(node_id, state="error" if own else "skipped", problem=own)
        self.events.flush(now=True)
        result.nodes = self.events.nodes
        return result

    # The work ----------------------------------------------------------------------------------

    def _work(self, plan: Plan) -> None:
        """Compute in a thread; this one tells events, watches memory and hears Ctrl+C."""
        result = self.result
        self._mark_cached(plan)
        result.computed = bool(plan.steps or plan.sinks)
        if not result.computed:
            self._finish(plan)
            return
        self.events.flush(now=True)
        failure: list[BaseException] = []

        def compute() -> None:
            try:
                self._compute(plan)
            except BaseException as error:  # noqa: BLE001 - carried over to the waiting thread
                failure.append(error)

        thread = threading.Thread(target=compute, name="kanva-compute", daemon=True)
        thread.start()
        self._wait(thread, plan)
        error = failure[0] if failure else None
        if error is None:
            self._finish(plan)
        else:
            self._fail(error, plan)
        self.cache.evict()

    def _wait(self, thread: threading.Thread, plan: Plan) -> None:
        process = psutil.Process()
        limit = self.environment.memory_limit_bytes
        limit = limit or int(psutil.virtual_memory().total * MEMORY_SHARE)
        while thread.is_alive():
            try:
                thread.join(_TICK_S)
                if process.memory_info().rss > limit:
                    self.out_of_memory = True
                    self.cancelled.set()
                self._progress(plan)
                self.events.flush()
            except KeyboardInterrupt:
                if self.cancelled.is_set():
                    raise
                self.cancelled.set()

    def _compute(self, plan: Plan) -> None:
        tools = Tools(
            self.analysis, self.environment, self.cache, self.meters, self.cancelled, self._warned
        )
        frames: Frames = {origin: kept.scan() for origin, kept in plan.hits.items()}
        for stage in range(plan.stages):
            run_stage(
                plan, stage, frames, tools, lambda name: self.events.set(name, state="running")
            )
            for step in plan.steps:
                if step.stage == stage:
                    self._computed(step, plan)
        for step in plan.sinks:
            self._write(step, tools)
        if self.cancelled.is_set():
            raise CancelledError
        self._rename(plan)

    def _computed(self, step: Step, plan: Plan) -> None:
        rows = counted_rows(step, plan, self.meters)
        active = [
            meter.seconds or 0.0
            for origin in step.outputs
            if (meter := self.meters.meters.get(origin)) is not None and origin not in plan.hits
        ]
        took = max(active, default=None)
        self.events.set(step.node.id, state="done", rows=rows, seconds=took, progress=None)

    def _write(self, step: Step, tools: Tools) -> None:
        node = step.node
        origin = step.feeds[node.ports.inputs[0].id][0]
        name = self.analysis.output_key(origin)
        kept = self.cache.find(name) if name else None
        if kept is None:
            message = f"the rows of {origin} are not in the cache"
            raise RuntimeError(message)
        self.events.set(node.id, state="running")
        begun = time.perf_counter()
        port = node.ports.inputs[0].id

        def given(rows: int) -> None:
            share = rows / kept.rows if kept.rows else None
            self.events.set(node.id, rows={port: rows}, progress=share)

        staged = set(self.staging.names())
        written = write_sink(step, kept, self.staging, tools, given)
        seconds = round(time.perf_counter() - begun, 4)
        self.events.set(node.id, rows={port: written}, seconds=seconds, progress=None)
        for path in self.staging.names():
            if path not in staged:
                self.result.outputs.append({"node": node.id, "path": path, "rows": written})

    def _rename(self, plan: Plan) -> None:
        try:
            finals = self.staging.commit()
        except NodeError as error:
            given = error.problem({})
            files = error.values.get("file")
            writer = next(
                (item["node"] for item in self.result.outputs if item["path"] == files), None
            )
            raise StepError(given.at(writer) if writer else given) from error
        for item in self.result.outputs:
            state = finals[item["path"]].stat() if item["path"] in finals else None
            item["size_bytes"] = 0 if state is None else state.st_size
            item["mtime_ns"] = 0 if state is None else state.st_mtime_ns
        for step in plan.sinks:
            own = [item for item in self.result.outputs if item["node"] == step.node.id]
            run = self.events.nodes[step.node.id]
            notes = {"outputs": own, "rows": dict(run.rows), "seconds": run.seconds}
            self.cache.note(f"{step.node.key}.written", notes)
            self.events.set(step.node.id, state="done")

    def _warned(self, given: Problem) -> None:
        self.warnings[given.code, given.node, given.field, given.text.en] = given

    # What is told ------------------------------------------------------------------------------

    def _mark_cached(self, plan: Plan) -> None:
        remembered = self.records.nodes()
        working = {step.node.id for step in (*plan.steps, *plan.sinks)}
        for node_id in plan.needed:
            if node_id in working:
                continue
            node = self.analysis.nodes[node_id]
            record = remembered.get(node_id)
            same = record is not None and record.key == node.key and record.failed is None
            # A preview may have computed the node in full before: then it has left its counts.
            noted = self.cache.noted(f"{node.key}.counted") or {}
            rows = dict(record.rows) if record is not None and same else dict(noted.get("rows", {}))
            for port in node.ports.outputs:
                kept = plan.hits.get(Origin(node_id, port.id))
                if kept is not None:
                    rows[port.id] = kept.rows
            seconds = record.seconds if record is not None and same else None
            self.events.set(node_id, state="cached", rows=rows, seconds=seconds)
        for step in plan.fresh:
            notes = self.cache.noted(f"{step.node.key}.written") or {}
            rows, seconds = notes.get("rows", {}), notes.get("seconds")
            self.events.set(step.node.id, state="cached", rows=rows, seconds=seconds)
            self.result.outputs.extend(notes.get("outputs", []))

    def _progress(self, plan: Plan) -> None:
        remembered = self.records.nodes()
        active = self.meters.activity()
        for step in plan.steps:
            node_id = step.node.id
            run = self.events.nodes[node_id]
            if node_id not in active or run.state != "running":
                continue
            rows = {
                origin.port: meter.rows
                for origin in step.outputs
                if (meter := self.meters.meters.get(origin)) is not None
            }
            before = remembered.get(node_id)
            whole = sum(before.rows.values()) if before is not None else 0
            share = min(sum(rows.values()) / whole, 1.0) if whole else None
            self.events.set(node_id, rows=rows, progress=share)
        if self.meters.last_active is not None and active:
            self.events.active = self.meters.last_active

    def _finish(self, plan: Plan) -> None:
        result = self.result
        for item in result.outputs:
            item.pop("mtime_ns", None)
        result.problems.extend(self.warnings.values())
        written = [item["rows"] for item in result.outputs]
        ends = [self.events.nodes[name].rows for name in last_nodes(self.analysis, plan.needed)]
        result.rows = sum(written) if written else sum(sum(rows.values()) for rows in ends)
        remembered = self.records.nodes()
        changed: dict[str, NodeRecord] = {}
        for node_id in plan.needed:
            node, run = self.analysis.nodes[node_id], self.events.nodes[node_id]
            old = remembered.get(node_id)
            if old is None or old.key != node.key or old.failed or run.state == "done":
                changed[node_id] = NodeRecord(node.key, node.parts, dict(run.rows), run.seconds)
        if changed:
            self.records.update(changed)

    def _fail(self, error: BaseException, plan: Plan) -> None:
        result = self.result
        last = self.meters.last_active or self.events.active
        result.outputs.clear()
        if self.out_of_memory:
            given = problem("out_of_memory", node=last)
        elif isinstance(error, CancelledError):
            given = problem("cancelled")
        elif isinstance(error, StepError):
            given = error.problem
        else:
            given = exception_problem(error, None, last)
        stopped = given.code == "cancelled"
        result.state, result.problem = ("cancelled" if stopped else "failed"), given
        result.problems.extend((*self.warnings.values(), *(() if stopped else (given,))))
        below: set[str] = set()
        for node_id in plan.needed:
            run = self.events.nodes[node_id]
            above = {
                origin.node
                for origins in self.analysis.feeds(node_id).values()
                for origin in origins
            }
            if node_id == given.node:
                below.add(node_id)
                self.events.set(node_id, state="error", problem=given, progress=None)
            elif above & below:
                below.add(node_id)
                self.events.set(node_id, state="skipped", progress=None, rows={})
            elif run.state in {"waiting", "running"}:
                self.events.set(node_id, state="cancelled", progress=None, rows={})
        node: NodeAnalysis | None = self.analysis.nodes.get(given.node or "")
        if node is not None and not stopped:
            record = NodeRecord(node.key, node.parts, failed=given.as_json())
            self.records.update({node.id: record})
