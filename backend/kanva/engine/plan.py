"""The plan of a run: what is computed, in which stages, what the cache gives and takes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kanva.engine.analysis import Analysis, NodeAnalysis, Origin
from kanva.engine.cache import Cache, Kept
from kanva.engine.environment import Environment, House
from kanva.engine.records import NodeRecord, Records
from kanva.engine.shape import UNKNOWN, Shape, output_shapes

LOOKED_RECENTLY_S = 24 * 3600.0
"""A result looked at within this time is kept by the next run."""
SHRINKS_TENFOLD = 10


@dataclass(slots=True)
class Step:
    """One node to be computed.

    Args:
        node: The node.
        feeds: Input port to the outputs that enter it, in order, disabled nodes left out.
        stage: Number of barriers above it.
    """

    node: NodeAnalysis
    feeds: dict[str, list[Origin]]
    stage: int = 0

    @property
    def outputs(self) -> list[Origin]:
        """Its outputs."""
        return [Origin(self.node.id, port.id) for port in self.node.ports.outputs]

    @property
    def eager(self) -> bool:
        """Whether it collects by itself, so that its inputs must be made first."""
        node_type, settings = self.node.node_type, self.node.settings
        return node_type is not None and settings is not None and node_type.collects(settings)


@dataclass(slots=True)
class Plan:
    """What a run has to do.

    Args:
        needed: Ids of all nodes the run is about, in order.
        steps: Sources and transforms to compute, in order.
        sinks: Sinks to write, in order.
        fresh: Sinks whose files stand as the last run wrote them: nothing to do.
        hits: Outputs taken from the cache.
        keep: Outputs to put into the cache.
        drain: Outputs that must be read to their end only to be counted.
        known_rows: Sources that know their number of rows without reading.
        shared: Outputs more than one computed output is made from.
    """

    needed: list[str]
    steps: list[Step] = field(default_factory=list[Step])
    sinks: list[Step] = field(default_factory=list[Step])
    fresh: list[Step] = field(default_factory=list[Step])
    hits: dict[Origin, Kept] = field(default_factory=dict[Origin, Kept])
    keep: set[Origin] = field(default_factory=set[Origin])
    drain: set[Origin] = field(default_factory=set[Origin])
    known_rows: dict[Origin, int] = field(default_factory=dict[Origin, int])
    shared: set[Origin] = field(default_factory=set[Origin])

    @property
    def stages(self) -> int:
        """Number of stages the steps run in."""
        return max((step.stage for step in self.steps), default=-1) + 1

    def outputs_in_use(self, analysis: Analysis) -> set[str]:
        """Return the cache names this run reads or writes."""
        named = {analysis.output_key(origin) for origin in (*self.hits, *self.keep)}
        return {name for name in named if name}


def make_plan(
    analysis: Analysis,
    needed: list[str],
    wanted: Iterable[Origin],
    cache: Cache,
    environment: Environment,
    records: Records | None = None,
    *,
    writing: bool = True,
    counting: bool | None = None,
) -> Plan:
    """Decide what to compute.

    Args:
        analysis: The analysis; all needed nodes can run.
        needed: Ids of the nodes the run is about, feeders first.
        wanted: Outputs the person asks for, besides the sinks.
        cache: The cache.
        environment: The surroundings.
        records: The last runs; None for a preview, which keeps only what is wanted.
        writing: Whether the sinks among the needed nodes are written.
        counting: Whether every output is read to its end, so that meters count it whole; None
            counts where there are records.

    Returns:
        The plan.
    """
    planner = _Planner(analysis, cache, environment, records)
    planner.counting = records is not None if counting is None else counting
    return planner.plan(needed, wanted, writing=writing)


class _Planner:
    def __init__(
        self, analysis: Analysis, cache: Cache, environment: Environment, records: Records | None
    ) -> None:
        self.analysis = analysis
        self.cache = cache
        self.environment = environment
        self.records = records
        self.remembered: Mapping[str, NodeRecord] = {} if records is None else records.nodes()
        self.counting = False
        self.asked: set[Origin] = set()
        self.computed: dict[str, Step] = {}

    def plan(self, needed: list[str], wanted: Iterable[Origin], *, writing: bool) -> Plan:
        plan = Plan(needed)
        analysis = self.analysis
        for node_id in needed if writing else ():
            node = analysis.nodes[node_id]
            if node.kind != "sink" or node.disabled:
                continue
            step = Step(node, analysis.feeds(node_id))
            if self._stands(node):
                plan.fresh.append(step)
                continue
            plan.sinks.append(step)
            for origin in _each(step.feeds):
                plan.keep.add(origin)
                self._ask(origin, plan)
        for origin in wanted:
            found = analysis.resolved(origin)
            if found is not None:
                plan.keep.add(found)
                self._ask(found, plan)
        order = {node_id: place for place, node_id in enumerate(analysis.order)}
        plan.steps = sorted(self.computed.values(), key=lambda step: order[step.node.id])
        self._stages(plan)
        self._readers(plan)
        plan.keep -= plan.hits.keys()
        return plan

    def _stands(self, sink: NodeAnalysis) -> bool:
        written = self.cache.noted(f"{sink.key}.written")
        if written is None or (sink.node_type is not None and sink.node_type.volatile):
            return False
        for item in written["outputs"]:
            try:
                state = (self.environment.workspace / item["path"]).stat()
            except OSError:
                return False
            if [state.st_size, state.st_mtime_ns] != [item["size_bytes"], item["mtime_ns"]]:
                return False
        return True

    def _ask(self, origin: Origin, plan: Plan) -> None:
        waiting = [origin]
        while waiting:
            asked = waiting.pop()
            if asked in self.asked:
                continue
            self.asked.add(asked)
            name = self.analysis.output_key(asked)
            kept = self.cache.find(name) if name else None
            if kept is not None:
                plan.hits[asked] = kept
            elif asked.node not in self.computed:
                step = Step(self.analysis.nodes[asked.node], self.analysis.feeds(asked.node))
                self.computed[asked.node] = step
                waiting.extend(_each(step.feeds))

    def _stages(self, plan: Plan) -> None:
        stage: dict[str, int] = {}
        for step in plan.steps:
            above = [stage[origin.node] for origin in _each(step.feeds) if origin not in plan.hits]
            step.stage = max(above, default=0)
            if step.eager and above:
                step.stage += 1
            stage[step.node.id] = step.stage
        # What a later stage reads is made once and kept: recomputing it would cost a whole stage.
        for step in plan.steps:
            for origin in _each(step.feeds):
                if origin not in plan.hits and stage[origin.node] < step.stage:
                    plan.keep.add(origin)
            if step.eager:
                plan.keep.update(origin for origin in step.outputs if self.records is not None)

    def _readers(self, plan: Plan) -> None:
        readers: dict[Origin, list[Step]] = {}
        for step in plan.steps:
            for origin in _each(step.feeds):
                if origin not in plan.hits:
                    readers.setdefault(origin, []).append(step)
        shapes: dict[str, dict[str, Shape]] = {}
        read_to_end: set[Origin] = set()
        values = self.analysis.parameters
        for step in reversed(plan.steps):
            shapes[step.node.id] = output_shapes(step.node, self.environment, values)
            for origin in step.outputs:
                self._known(step, origin, plan)
                if self._worth_keeping(step, origin, shapes[step.node.id], plan):
                    plan.keep.add(origin)
                whole = origin in plan.keep or any(
                    reader.stage == step.stage and self._reads_all(reader, shapes, read_to_end)
                    for reader in readers.get(origin, ())
                )
                counted = self.counting and origin not in plan.known_rows
                if not whole and counted and not step.eager:
                    plan.drain.add(origin)
                if whole or origin in plan.drain:
                    read_to_end.add(origin)
        for origin, steps in readers.items():
            made = [below for step in steps for below in step.outputs if below in read_to_end]
            if len(made) > 1:
                plan.shared.add(origin)

    def _known(self, step: Step, origin: Origin, plan: Plan) -> None:
        node_type, settings = step.node.node_type, step.node.settings
        if node_type is None or settings is None or node_type.kind != "source":
            return
        rows = node_type.row_count(settings, House(self.environment, self.analysis.parameters))
        if rows is not None:
            plan.known_rows[origin] = rows

    def _reads_all(
        self, reader: Step, shapes: Mapping[str, Mapping[str, Shape]], read_to_end: set[Origin]
    ) -> bool:
        if reader.eager:
            return True
        found = shapes[reader.node.id]
        return any(
            origin in read_to_end and not found.get(origin.port, UNKNOWN).ends_early
            for origin in reader.outputs
        )

    def _worth_keeping(
        self, step: Step, origin: Origin, shapes: Mapping[str, Shape], plan: Plan
    ) -> bool:
        if self.records is None or origin in plan.keep:
            return False
        if step.node.pinned:
            return True
        if time.time() - self.records.looked_at(step.node.id) < LOOKED_RECENTLY_S:
            return True
        if shapes.get(origin.port, UNKNOWN).shrinks:
            return True
        made = self.remembered.get(step.node.id)
        if made is None or origin.port not in made.rows:
            return False
        taken = [
            self.remembered[feed.node].rows.get(feed.port, 0)
            for feed in _each(step.feeds)
            if feed.node in self.remembered
        ]
        return made.rows[origin.port] * SHRINKS_TENFOLD <= max(taken, default=0)


def _each(feeds: Mapping[str, list[Origin]]) -> list[Origin]:
    return [origin for origins in feeds.values() for origin in origins]
