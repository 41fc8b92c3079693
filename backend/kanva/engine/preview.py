"""Previews: a window of the rows of any output, exact where possible, else plainly labelled."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from kanva.engine.analysis import Analysis, Origin
from kanva.engine.cache import Cache, Kept
from kanva.engine.environment import Environment, House
from kanva.engine.errors import exception_problem
from kanva.engine.execute import Frames, StepError, Tools, build, counted_rows, run_stage
from kanva.engine.fingerprint import digest
from kanva.engine.look import Look
from kanva.engine.meters import Meters
from kanva.engine.plan import Plan, Step, make_plan
from kanva.engine.records import Records
from kanva.engine.registry import Registry
from kanva.engine.schema import Session, analyse
from kanva.engine.shape import UNKNOWN, output_shapes
from kanva.engine.states import waiting
from kanva.engine.window import failed_window, window_json
from kanva.engine.wording import problem
from kanva.sdk import Problem
from kanva.workflow import Workflow

_log = logging.getLogger(__name__)

SMALL_ROWS = 200_000
SMALL_BYTES = 32 * 2**20
"""Sources below both of these are computed to the end for a preview."""
HEAD_ROWS = 2_000
SAMPLE_ROWS = 10_000
MOST_ROWS = 5_000
"""Rows of a window at the most."""
SORTED_IN_PASSING = 20_000
"""A sorted page that ends below this row is a top-N; for a deeper one the order is kept."""
_REMEMBERED = 32


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows to look at.

    Args:
        frame: The rows.
        name: Cache name of the whole result, when it is the whole result.
        total: Its number of rows, when known.
        full: Whether it is the whole result.
        sample_of: Rows taken from each source, where the rows were computed from a sample.
    """

    frame: pl.LazyFrame
    name: str | None
    total: int | None
    full: bool
    sample_of: int | None = None


class Previews:
    """Remembers heads and samples, so that the same state always shows the same rows."""

    def __init__(self) -> None:
        self._frames: OrderedDict[str, pl.DataFrame] = OrderedDict()

    def frame(self, name: str) -> pl.DataFrame | None:
        """Return a remembered frame."""
        found = self._frames.get(name)
        if found is not None:
            self._frames.move_to_end(name)
        return found

    def remember(self, name: str, frame: pl.DataFrame) -> None:
        """Remember a frame, the one used longest ago is forgotten."""
        self._frames[name] = frame
        while len(self._frames) > _REMEMBERED:
            self._frames.popitem(last=False)


def preview(  # noqa: PLR0913 - a window has many sides, and all are named
    workflow: Workflow,
    registry: Registry,
    environment: Environment,
    node: str,
    port: str,
    *,
    offset: int = 0,
    limit: int = 100,
    sort: Sequence[Mapping[str, Any]] = (),
    filters: Sequence[Mapping[str, Any]] = (),
    search: str = "",
    columns: tuple[int, int] | None = None,
    session: Session | None = None,
    previews: Previews | None = None,
) -> dict[str, Any]:
    """Return a window of the rows of one output, or of what enters a sink.

    Args:
        workflow: The workflow.
        registry: The node types.
        environment: The surroundings.
        node: Id of the node.
        port: Id of its output port; of a sink, of its input port or "".
        offset: First row of the window, from 0.
        limit: Number of rows, 5,000 at the most.
        sort: `{"column", "descending"}`, the most important first.
        filters: `{"column", "op", "value"}`; all must hold.
        search: Words some cell of a row must hold; "" for all rows.
        columns: Place of the first column and number of columns; None for all of them.
        session: What earlier analyses have found.
        previews: What earlier previews have made.

    Returns:
        A Window of the wire contract; what stands against it is its `problem`.
    """
    session = session or Session()
    analysis = analyse(workflow, registry, environment, session)
    try:
        rows = find_rows(analysis, environment, node, port, session.records, previews or Previews())
        look = Look(tuple(sort), tuple(filters), search)
        return _page(
            rows, environment, max(offset, 0), min(max(limit, 0), MOST_ROWS), look, columns
        )
    except StepError as error:
        return {**failed_window("engine_failed"), "problem": error.problem.as_json()}
    except Exception as error:  # noqa: BLE001 - a preview tells what is wrong, whatever it is
        given = exception_problem(error, None, node)
        return {**failed_window("engine_failed"), "problem": given.as_json()}


def find_rows(
    analysis: Analysis,
    environment: Environment,
    node: str,
    port: str,
    records: Records | None,
    previews: Previews,
) -> Rows:
    """Find or make the rows of an output: from the cache, in full when small, a head or a sample.

    Args:
        analysis: The analysis.
        environment: The surroundings.
        node: Id of the node.
        port: Id of its port.
        records: Where it is remembered that a person has looked.
        previews: What earlier previews have made.

    Returns:
        The rows.

    Raises:
        StepError: The node, or one above it, is not ready or fails.
    """
    origin = _origin(analysis, node, port)
    name = analysis.output_key(origin)
    if name is None:
        raise StepError(_why_not(analysis, origin.node))
    if records is not None:
        records.look(node)
    cache = Cache(environment.cache, environment.cache_quota_bytes)
    kept = cache.find(name)
    if kept is not None:
        return Rows(kept.scan(), name, kept.rows, full=True)
    plan = make_plan(analysis, [], [origin], cache, environment, writing=False)
    tools = Tools(analysis, environment, cache, None, threading.Event(), _ignore)
    cache.use(plan.outputs_in_use(analysis))
    try:
        if _small(plan, analysis, environment):
            plan = make_plan(
                analysis, [], [origin], cache, environment, writing=False, counting=True
            )
            return _in_full(plan, name, replace(tools, meters=Meters(tools.cancelled)))
        return _partly(plan, origin, name, tools, previews)
    finally:
        cache.release()


def _ignore(given: Problem) -> None:
    del given


def _origin(analysis: Analysis, node_id: str, port: str) -> Origin:
    node = analysis.nodes.get(node_id)
    if node is None:
        raise StepError(problem("unknown_node", name=node_id))
    outputs = [item.id for item in node.ports.outputs]
    if port in outputs or (outputs and not port):
        found = analysis.resolved(Origin(node_id, port or outputs[0]))
    else:
        inputs = [item.id for item in node.ports.inputs]
        entering = analysis.feeds(node_id).get(port if port in inputs else (inputs or [""])[0], [])
        found = entering[0] if entering else None
    if found is None:
        raise StepError(_why_not(analysis, node_id))
    return found


def _why_not(analysis: Analysis, node_id: str) -> Problem:
    node = analysis.nodes[node_id]
    wrong = [item for item in node.problems if item.severity == "error"]
    if wrong:
        return wrong[0]
    if node.waits_for is not None:
        text = waiting(node, analysis)
        return Problem("input_failed", "error", text, node=node_id)
    inputs = node.ports.inputs
    if inputs:
        return problem("input_missing", node=node_id, port=inputs[0].title)
    return problem("not_set", node=node_id, title=node.title)


def _small(plan: Plan, analysis: Analysis, environment: Environment) -> bool:
    if any(kept.rows >= SMALL_ROWS for kept in plan.hits.values()):
        return False
    for step in plan.steps:
        node_type, settings = step.node.node_type, step.node.settings
        if node_type is None or settings is None or node_type.kind != "source":
            continue
        house = House(environment, analysis.parameters)
        rows = node_type.row_count(settings, house)
        if rows is not None:
            if rows >= SMALL_ROWS:
                return False
            continue
        size = node_type.size_bytes(settings, house)
        if size is None or size >= SMALL_BYTES:
            return False
    return True


def _in_full(plan: Plan, name: str, tools: Tools) -> Rows:
    frames: Frames = {origin: kept.scan() for origin, kept in plan.hits.items()}
    for stage in range(plan.stages):
        run_stage(plan, stage, frames, tools, lambda _: None)
    if tools.meters is not None:
        for step in plan.steps:
            rows = counted_rows(step, plan, tools.meters)
            tools.cache.note(f"{step.node.key}.counted", {"rows": rows})
    kept = tools.cache.find(name)
    if kept is None:
        message = f"{name} was not kept"
        raise RuntimeError(message)
    tools.cache.evict()
    return Rows(kept.scan(), name, kept.rows, full=True)


def _partly(plan: Plan, origin: Origin, name: str, tools: Tools, previews: Previews) -> Rows:
    heavy = any(_heavy(step, tools) for step in plan.steps)
    size = SAMPLE_ROWS if heavy else HEAD_ROWS
    label = f"{name} {'sample' if heavy else 'head'}"
    frame = previews.frame(label)
    if frame is None:
        frame = _sampled(plan, origin, tools) if heavy else _head(plan, origin, tools)
        previews.remember(label, frame)
    if heavy:
        return Rows(frame.lazy(), None, None, full=False, sample_of=size)
    if frame.height < size:
        return Rows(frame.lazy(), None, frame.height, full=True)
    return Rows(frame.lazy(), None, None, full=False)


def _heavy(step: Step, tools: Tools) -> bool:
    if step.node.kind == "source":
        return False
    shapes = output_shapes(step.node, tools.environment, tools.analysis.parameters)
    return any(shapes.get(output.port, UNKNOWN).heavy for output in step.outputs)


def _head(plan: Plan, origin: Origin, tools: Tools) -> pl.DataFrame:
    frames: Frames = {hit: kept.scan() for hit, kept in plan.hits.items()}
    for step in plan.steps:
        build(step, frames, plan, tools)
    return frames[origin].head(HEAD_ROWS).collect()


def _sampled(plan: Plan, origin: Origin, tools: Tools) -> pl.DataFrame:
    frames: Frames = {hit: kept.scan().head(SAMPLE_ROWS) for hit, kept in plan.hits.items()}
    for step in plan.steps:
        build(step, frames, plan, tools)
        if step.node.kind == "source":
            for output in step.outputs:
                frames[output] = frames[output].head(SAMPLE_ROWS)
    return frames[origin].collect()


def _page(
    rows: Rows,
    environment: Environment,
    offset: int,
    limit: int,
    look: Look,
    columns: tuple[int, int] | None,
) -> dict[str, Any]:
    frame, total = look.narrowed(rows.frame), rows.total
    if look.narrows:
        total = int(frame.select(pl.len()).collect().item())
    if look.sort:
        ordered = look.ordered(frame)
        if offset + limit > SORTED_IN_PASSING and rows.name is not None:
            what = [[*map(dict, look.sort)], [*map(dict, look.filters)], look.search]
            frame = _kept_order(ordered, rows.name, what, environment).scan()
        else:
            frame = ordered.head(offset + limit)
    schema = frame.collect_schema()
    first, count = columns or (0, len(schema))
    if (first, count) != (0, len(schema)):
        frame = frame.select(schema.names()[first : first + count])
    page = frame.slice(offset, limit).collect()
    return window_json(
        page,
        offset,
        total if rows.full else None,
        full=rows.full,
        sample_of=_sample_size(rows, bool(look.sort) or look.narrows),
        first_column=first,
        heads=schema if count < len(schema) and first == 0 and offset == 0 else None,
    )


def _sample_size(rows: Rows, reordered: bool) -> int | None:  # noqa: FBT001
    if rows.full or rows.sample_of is not None:
        return rows.sample_of
    # Sorting or filtering the first rows of a longer result is a look at a sample of it.
    return HEAD_ROWS if reordered else None


def _kept_order(ordered: pl.LazyFrame, name: str, what: Any, environment: Environment) -> Kept:
    cache = Cache(environment.cache, environment.cache_quota_bytes)
    key = f"{digest([name, what])}.sorted"
    kept = cache.find(key)
    if kept is None:
        path = cache.staged()
        ordered.sink_parquet(path, compression="zstd", maintain_order=True)
        kept = cache.put(key, path, None, None)
        cache.evict()
    return kept
