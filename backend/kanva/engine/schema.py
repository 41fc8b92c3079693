"""Analysis: what every node will give and what is wrong with it, without running anything."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from kanva.engine import states
from kanva.engine.analysis import Analysis, NodeAnalysis, Origin
from kanva.engine.environment import Environment
from kanva.engine.examine import Examined, Form, examine, make_form, outside
from kanva.engine.fingerprint import digest, key_of, key_parts
from kanva.engine.memo import memo_file, recall, remember
from kanva.engine.records import NodeRecord, Records
from kanva.engine.registry import AnyNode, Registry
from kanva.engine.wording import document_problem, local_text, problem
from kanva.sdk import Port, Ports, Text
from kanva.workflow import Node, ParameterError, Workflow, parameter_values, structure_problems


class Session:
    """Remembers what was found about nodes, so that an edit looks only at what it changes.

    One session serves one workflow of one workspace.
    """

    def __init__(self) -> None:
        self.forms: dict[str, Form] = {}
        self.examined: dict[str, Examined] = {}
        self.records: Records | None = None


def analyse(
    workflow: Workflow,
    registry: Registry,
    environment: Environment,
    session: Session | None = None,
    *,
    salt: str | None = None,
) -> Analysis:
    """Find schemas, problems, captions, keys and states of all nodes; nothing is run.

    Args:
        workflow: The workflow; it may be half-drawn, hold rings and unknown nodes.
        registry: The node types.
        environment: The surroundings.
        session: What earlier analyses of the same workflow have found.
        salt: Goes into the keys of volatile nodes; None takes that of their last run.

    Returns:
        The analysis. It never fails: whatever is wrong is among its problems.
    """
    return _Pass(workflow, registry, environment, session or Session(), salt).run()


class _Pass:
    def __init__(
        self,
        workflow: Workflow,
        registry: Registry,
        environment: Environment,
        session: Session,
        salt: str | None,
    ) -> None:
        self.workflow = workflow
        self.registry = registry
        self.environment = environment
        self.session = session
        self.salt = salt
        if session.records is None:
            session.records = Records(environment.cache, environment.path)
        self.records: Mapping[str, NodeRecord] = session.records.nodes()
        self.analysis = Analysis(workflow=workflow)
        self.declared = [parameter.name for parameter in workflow.parameters]
        self.common: tuple[Any, ...] = ()
        self.nodes: dict[str, Node] = {}
        for node in workflow.nodes:
            self.nodes.setdefault(node.id, node)

    def run(self) -> Analysis:
        analysis = self.analysis
        analysis.problems.extend(map(document_problem, structure_problems(self.workflow)))
        try:
            analysis.parameters = parameter_values(self.workflow, self.environment.parameters)
        except ParameterError as error:
            analysis.parameters = error.values
            analysis.problems.extend(map(document_problem, error.problems))
        environment = self.environment
        self.common = (
            digest(analysis.parameters),
            environment.language,
            str(environment.workspace),
            *sorted(environment.connections),
        )
        for node_id in self._order():
            analysis.order.append(node_id)
            analysis.nodes[node_id] = self._node(self.nodes[node_id])
        for node_id, node in self.nodes.items():
            if node_id not in analysis.nodes:
                analysis.nodes[node_id] = self._in_ring(node)
        analysis.nodes = {node_id: analysis.nodes[node_id] for node_id in self.nodes}
        self._same_targets()
        for found in analysis.nodes.values():
            analysis.problems.extend(found.problems)
            states.settle(found, self.records.get(found.id), analysis)
        for gone in self.session.forms.keys() - self.nodes.keys():
            del self.session.forms[gone]
            self.session.examined.pop(gone, None)
        return analysis

    def _order(self) -> Iterator[str]:
        """Yield ids, feeders first; nodes of rings and those below them are left out."""
        waiting = dict.fromkeys(self.nodes, 0)
        below: dict[str, list[str]] = {node_id: [] for node_id in self.nodes}
        for edge in self.workflow.edges:
            source, target = edge.source, edge.target
            if source not in below or target not in waiting:
                continue
            below[source].append(target)
            waiting[target] += 1
            if edge.kind != "order":
                self.analysis.edges_into.setdefault(target, []).append(edge)
        ready = [node_id for node_id, count in waiting.items() if not count]
        for node_id in ready:  # grows while it is walked
            yield node_id
            for follower in below[node_id]:
                waiting[follower] -= 1
                if not waiting[follower]:
                    ready.append(follower)

    def _plain(self, node: Node) -> NodeAnalysis:
        node_type = self.registry.get(node.type)
        own = Text.same(node.type) if node_type is None else node_type.title
        found = NodeAnalysis(node.id, node_type, local_text(node.title) or own)
        found.disabled = bool(node.disabled)
        found.pinned = bool(node.pinned)
        if node_type is None:
            found.problems.append(problem("unknown_type", node=node.id, type=node.type))
            found.ports = self._drawn_ports(node.id)
        else:
            found.ports = Ports(node_type.inputs, node_type.outputs)
        found.schemas = dict.fromkeys(port.id for port in found.ports.outputs)
        return found

    def _in_ring(self, node: Node) -> NodeAnalysis:
        found = self._plain(node)
        found.in_ring = True
        return found

    def _drawn_ports(self, node_id: str) -> Ports:
        """Make up the ports of an unknown node from its edges, so that these stay visible."""
        edges = self.workflow.edges
        inputs = dict.fromkeys(edge.input for edge in edges if edge.target == node_id)
        outputs = dict.fromkeys(edge.output for edge in edges if edge.source == node_id)
        return Ports(
            tuple(Port(name, Text.same(name)) for name in inputs if name),
            tuple(Port(name, Text.same(name)) for name in outputs if name),
        )

    def _node(self, node: Node) -> NodeAnalysis:
        found = self._plain(node)
        node_type = found.node_type
        if node_type is None:
            return found
        text = json.dumps(node.settings, ensure_ascii=False)
        signature = (node.type, node.version, text, *self.common)
        form = self.session.forms.get(node.id)
        known = form is not None and form.signature == signature
        if form is None or not known:
            values = self.analysis.parameters
            form = make_form(node, node_type, signature, values, self.declared)
            self.session.forms[node.id] = form
        found.settings, found.ports, found.caption = form.settings, form.ports, form.caption
        self._connect(found)
        if found.disabled:
            self._bypass(found)
            return found
        examined = self._examined(found, node_type, form, known)
        found.problems.extend(item.at(node.id) for item in examined.problems)
        found.schemas, found.found = dict(examined.schemas), examined.found
        found.targets = examined.targets
        if not found.failed and found.waits_for is None:
            self._key(found, node_type, form, examined)
        return found

    def _examined(
        self,
        found: NodeAnalysis,
        node_type: AnyNode,
        form: Form,
        known: bool,  # noqa: FBT001
    ) -> Examined:
        values = self.analysis.parameters
        now = outside(form, node_type, self.environment, values)
        connected = not found.failed and found.waits_for is None
        old = self.session.examined.get(found.id)
        if (
            known
            and old is not None
            and old.connected == connected
            and old.outside == now
            and old.inputs == found.inputs
        ):
            return old
        examined = Examined(dict(found.inputs), connected, now)
        if node_type.kind != "source" or form.problems:
            examine(found.id, node_type, form, examined, self.environment, values)
        else:
            state = [self.common, node_type.volatile]
            file = memo_file(self.environment.cache, node_type, form, now, state)
            if not recall(file, examined):
                examine(found.id, node_type, form, examined, self.environment, values)
                remember(file, examined)
        self.session.examined[found.id] = examined
        return examined

    def _connect(self, found: NodeAnalysis) -> None:
        """Join the edges that enter a node with its ports; what is wrong with them goes to it."""
        nodes = self.analysis.nodes
        found.sources = {port.id: [] for port in found.ports.inputs}
        drawn: set[str] = set()
        for edge in self.analysis.edges_into.get(found.id, ()):
            if edge.input not in found.sources:
                found.problems.append(problem("unknown_port", node=found.id, port=edge.input))
                continue
            drawn.add(edge.input)
            above = nodes[edge.source]
            if edge.output in {port.id for port in above.ports.outputs}:
                found.sources[edge.input].append(Origin(edge.source, edge.output))
            elif above.failed:
                found.waits_for = above.id
            else:
                item = problem("unknown_output", above=above.title, port=edge.output)
                found.problems.append(item.at(found.id))
        for port in found.ports.inputs:
            self._feed(found, port, port.id in drawn)

    def _feed(self, found: NodeAnalysis, port: Port, drawn: bool) -> None:  # noqa: FBT001
        origins = found.sources[port.id]
        if not origins:
            if not drawn and not port.optional and not found.disabled:
                found.problems.append(
                    problem("input_missing", node=found.id, field=None, port=port.title)
                )
            if not port.optional:
                found.inputs[port.id] = None
            return
        if len(origins) > 1 and not port.multiple:
            found.problems.append(problem("port_taken", node=found.id, port=port.title))
        schemas = [self.analysis.nodes[origin.node].schemas.get(origin.port) for origin in origins]
        for origin, schema in zip(origins, schemas, strict=True):
            if schema is None and found.waits_for is None:
                found.waits_for = origin.node
        if port.multiple:
            found.inputs[port.id] = None if None in schemas else schemas
        else:
            found.inputs[port.id] = schemas[0]

    def _bypass(self, found: NodeAnalysis) -> None:
        """Let the first input of a node that is switched off through to its first output."""
        found.problems.clear()
        found.schemas = dict.fromkeys(port.id for port in found.ports.outputs)
        if not found.ports.inputs or not found.ports.outputs:
            return
        entering = found.sources[found.ports.inputs[0].id]
        if entering:
            first = entering[0]
            schema = self.analysis.nodes[first.node].schemas.get(first.port)
            found.schemas[found.ports.outputs[0].id] = schema

    def _key(self, found: NodeAnalysis, node_type: AnyNode, form: Form, examined: Examined) -> None:
        analysis = self.analysis
        inputs: dict[str, list[str]] = {}
        for port, origins in found.sources.items():
            keys = [analysis.output_key(origin) for origin in origins]
            inputs[port] = [key or "" for key in keys]
        salt = None
        if node_type.volatile:
            record = self.records.get(found.id)
            salt = self.salt or (record.parts.get("salt") if record else None) or "fresh"
        found.parts = key_parts(
            node_type.id,
            node_type.version,
            form.canonical,
            inputs,
            source=examined.outside[0],
            parameters=analysis.parameters,
            salt=salt,
            language=examined.language,
        )
        found.key = key_of(found.parts)

    def _same_targets(self) -> None:
        writers: dict[str, list[NodeAnalysis]] = {}
        for found in self.analysis.nodes.values():
            for name in dict.fromkeys(found.targets):
                writers.setdefault(name.replace("\\", "/").casefold(), []).append(found)
        for rivals in writers.values():
            if len(rivals) < 2:
                continue
            for found in rivals:
                shared = {name for other in rivals if other is not found for name in other.targets}
                folded = {name.casefold() for name in shared}
                name = next(name for name in found.targets if name.casefold() in folded)
                found.problems.append(problem("same_target", node=found.id, file=name))
