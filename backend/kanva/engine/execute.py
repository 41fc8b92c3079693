"""Execution: the steps of a plan as fused lazy frames, stage by stage, results into the cache."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from kanva.engine.analysis import Analysis, Origin
from kanva.engine.cache import Cache
from kanva.engine.environment import CancelledError, Environment, House
from kanva.engine.errors import exception_problem, offending_rows
from kanva.engine.meters import Meters
from kanva.engine.plan import Plan, Step
from kanva.engine.wording import error_problem, problem
from kanva.sdk import NodeError, Problem

_log = logging.getLogger(__name__)
Frames = dict[Origin, pl.LazyFrame]


class StepError(Exception):
    """A node has failed, and it is known which.

    Args:
        problem: What went wrong, placed at the node.
    """

    def __init__(self, given: Problem) -> None:
        super().__init__(given.text.en)
        self.problem = given


@dataclass(slots=True)
class Tools:
    """What the steps of one run work with.

    Args:
        analysis: The analysis the plan was made from.
        environment: The surroundings.
        cache: The cache.
        meters: The meters; None in previews, where they would keep the head from sinking.
        cancelled: Set when the person has stopped the run.
        on_warning: Receives warnings of nodes.
    """

    analysis: Analysis
    environment: Environment
    cache: Cache
    meters: Meters | None
    cancelled: threading.Event
    on_warning: Callable[[Problem], None]

    def house(self, step: Step) -> House:
        """Return the house of one node at work."""

        def warned(code: str, field: str | None, values: Mapping[str, Any]) -> None:
            error = NodeError(code, field=field, values=values)
            self.on_warning(error_problem(error, step.node.node_type, step.node.id))

        parameters = self.analysis.parameters
        return House(self.environment, parameters, warned, self.cancelled)


def run_stage(
    plan: Plan, stage: int, frames: Frames, tools: Tools, started: Callable[[str], None]
) -> None:
    """Compute the steps of one stage in one fused plan and keep what is to be kept.

    Args:
        plan: The plan.
        stage: Number of the stage, from 0.
        frames: Outputs known so far; those of the stage are added.
        tools: What to work with.
        started: Told the id of a node when its frame is built.

    Raises:
        StepError: A node has failed.
        CancelledError: The person has stopped the run.
    """
    steps = [step for step in plan.steps if step.stage == stage]
    before = dict(frames)
    for step in steps:
        tools.house(step).stop_if_cancelled()
        started(step.node.id)
        build(step, frames, plan, tools)
    outputs = [origin for step in steps for origin in step.outputs]
    staged = {origin: tools.cache.staged() for origin in outputs if origin in plan.keep}
    sinks = [
        frames[origin].sink_parquet(path, compression="zstd", maintain_order=True, lazy=True)
        for origin, path in staged.items()
    ]
    sinks.extend(frames[origin].select(pl.len()) for origin in outputs if origin in plan.drain)
    try:
        if sinks:
            pl.collect_all(sinks)
        for origin, path in staged.items():
            frames[origin] = _keep(origin, path, tools)
    except CancelledError:
        _discard(staged.values())
        raise
    # Any error of polars or of a node's own code, whatever its class, is brought home to a node.
    except Exception as error:
        _discard(staged.values())
        if tools.cancelled.is_set():
            raise CancelledError from error
        raise StepError(diagnose(error, steps, before, plan, tools)) from error


def build(step: Step, frames: Frames, plan: Plan, tools: Tools) -> None:
    """Put the lazy outputs of one step beside those of the steps above it.

    Args:
        step: The step.
        frames: Outputs known so far; those of the step are added.
        plan: The plan.
        tools: What to work with.

    Raises:
        StepError: The node refuses.
        CancelledError: The person has stopped the run.
    """
    node, node_type = step.node, step.node.node_type
    if node_type is None or node.settings is None:
        raise StepError(problem("unknown_type", node=node.id, type="?"))
    house = tools.house(step)
    inputs = step_inputs(step, frames)
    try:
        if node_type.kind == "source":
            made: Mapping[str, Any] = {
                node.ports.outputs[0].id: node_type.scan(node.settings, house)
            }
        else:
            made = node_type.lazy(node.settings, inputs, house)
    except CancelledError:
        raise
    except Exception as error:
        if tools.cancelled.is_set():
            raise CancelledError from error
        found = exception_problem(error, node_type, node.id)
        raise StepError(_with_rows(found, error, inputs)) from error
    expected = [port.id for port in node.ports.outputs]
    if set(made) != set(expected):
        values = {"expected": ", ".join(expected), "given": ", ".join(made)}
        raise StepError(problem("wrong_result", node=node.id, **values))
    for origin in step.outputs:
        frames[origin] = _dressed(origin, made[origin.port].lazy(), plan, tools)


def _dressed(origin: Origin, frame: pl.LazyFrame, plan: Plan, tools: Tools) -> pl.LazyFrame:
    if origin in plan.hits:
        return plan.hits[origin].scan()
    # What several outputs are made from is read once: a filter and its rest, each taken into the
    # source, would read it twice.
    if origin in plan.known_rows and (tools.meters is None or origin not in plan.shared):
        # A source that knows its rows takes filters and heads into itself: nothing stands above it.
        return frame
    if tools.meters is None:
        return frame
    # Shared by name, not by the optimiser's luck: however many readers an output has, and however
    # often one of them reads it, it is computed and counted once. With one reader it costs nothing.
    return tools.meters.metered(origin, frame).cache()


def counted_rows(step: Step, plan: Plan, meters: Meters) -> dict[str, int]:
    """Return the rows of a computed step by output port, where they are known.

    Args:
        step: The step.
        plan: Its plan.
        meters: The meters that stood on its outputs.
    """
    rows: dict[str, int] = {}
    for origin in step.outputs:
        meter = meters.meters.get(origin)
        if origin in plan.hits:
            rows[origin.port] = plan.hits[origin].rows
        elif origin in plan.known_rows:
            rows[origin.port] = plan.known_rows[origin]
        elif meter is not None:
            rows[origin.port] = meter.rows
    return rows


def step_inputs(step: Step, frames: Frames) -> dict[str, Any]:
    """Return the lazy inputs of a step; a free optional port is absent."""
    inputs: dict[str, Any] = {}
    for port in step.node.ports.inputs:
        entering = [frames[origin] for origin in step.feeds.get(port.id, ())]
        if port.multiple:
            inputs[port.id] = entering
        elif entering:
            inputs[port.id] = entering[0]
    return inputs


def _keep(origin: Origin, path: Path, tools: Tools) -> pl.LazyFrame:
    name = tools.analysis.output_key(origin)
    if name is None:
        message = f"no key for {origin}"
        raise RuntimeError(message)
    meter = None if tools.meters is None else tools.meters.meters.get(origin)
    rows = None if meter is None else meter.rows
    return tools.cache.put(name, path, rows, None if meter is None else meter.seconds).scan()


def _discard(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def diagnose(
    error: BaseException, steps: Sequence[Step], before: Frames, plan: Plan, tools: Tools
) -> Problem:
    """Find the node that makes a fused plan fail.

    polars names columns, not nodes. The first node whose prefix fails by itself is the one: found
    by schemas first, which costs nothing, then by halving.

    Args:
        error: What the whole plan has raised.
        steps: The steps of the stage, in order.
        before: Outputs known before the stage.
        plan: The plan.
        tools: What to work with.

    Returns:
        The problem at the failing node, or at the last active one when it does not fail again.
    """
    if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
        last = None if tools.meters is None else tools.meters.last_active
        return exception_problem(error, None, last)
    _log.info("looking for the node that has failed: %s", error)
    found = _by_schema(steps, before, plan, tools)
    if found is not None:
        return found
    low, high, cause = 0, len(steps), error
    # Invariant: the first `low` steps succeed; the first `high` steps fail.
    while high - low > 1:
        middle = (low + high) // 2
        raised = _prefix_error(steps[:middle], before, plan, tools)
        if raised is None:
            low = middle
        else:
            high, cause = middle, raised
    frames = dict(before)
    silent = _silent(tools)
    for step in steps[: high - 1]:
        build(step, frames, plan, silent)
    culprit = steps[high - 1]
    found = exception_problem(cause, culprit.node.node_type, culprit.node.id)
    return _with_rows(found, cause, step_inputs(culprit, frames))


def _silent(tools: Tools) -> Tools:
    return Tools(
        tools.analysis,
        tools.environment,
        tools.cache,
        Meters(tools.cancelled),
        tools.cancelled,
        lambda _: None,
    )


def _by_schema(steps: Sequence[Step], before: Frames, plan: Plan, tools: Tools) -> Problem | None:
    frames = dict(before)
    silent = _silent(tools)
    for step in steps:
        try:
            build(step, frames, plan, silent)
        except StepError as error:
            return error.problem
        for origin in step.outputs:
            try:
                frames[origin].collect_schema()
            except Exception as error:  # noqa: BLE001 - looking for whatever fails
                return exception_problem(error, step.node.node_type, step.node.id)
    return None


def _prefix_error(
    steps: Sequence[Step], before: Frames, plan: Plan, tools: Tools
) -> BaseException | None:
    frames = dict(before)
    silent = _silent(tools)
    for step in steps:
        build(step, frames, plan, silent)
    read = {origin for step in steps for feed in step.feeds.values() for origin in feed}
    ends = [origin for step in steps for origin in step.outputs if origin not in read]
    try:
        pl.collect_all([frames[origin].sink_batches(_forget, lazy=True) for origin in ends])
    except CancelledError:
        raise
    except Exception as error:  # noqa: BLE001 - looking for whatever fails
        return error
    return None


def _forget(rows: pl.DataFrame) -> None:
    del rows


def _with_rows(found: Problem, error: BaseException, inputs: Mapping[str, Any]) -> Problem:

    if found.rows is not None:
        return found
    try:
        rows = offending_rows(error, inputs)
    except Exception:  # noqa: BLE001 - rows are a help; without them the problem still stands
        _log.debug("offending rows cannot be fetched", exc_info=True)
        return found
    return found if rows is None else replace(found, rows=rows)
