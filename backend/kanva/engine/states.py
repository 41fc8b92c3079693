"""States of nodes on the canvas: ready, done, stale and why, waiting, wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kanva.engine.analysis import Analysis, NodeAnalysis
from kanva.engine.check import NOT_FILLED
from kanva.engine.records import NodeRecord
from kanva.engine.wording import problem
from kanva.sdk import Text

_REASONS: dict[str, Text] = {
    "engine": Text(ru="Обновилась Kanva", en="Kanva was updated"),
    "type": Text(ru="Обновилась библиотека узлов", en="The node library was updated"),
    "settings": Text(ru="Изменены настройки", en="The settings have changed"),
    "parameters": Text(ru="Изменён параметр сценария", en="A workflow parameter has changed"),
    "source": Text(ru="Изменились данные источника", en="The source’s data have changed"),
    "language": Text(ru="Сменился язык", en="The language has changed"),
}
_ABOVE = Text(ru="Изменился узел выше: «{node}»", en="Node “{node}” above has changed")
_OTHER = Text(ru="Изменились входы", en="The inputs have changed")
_OFF = Text(ru="Ждёт узла «{node}»: он отключён", en="Waits for node “{node}”: it is off")
_UNFINISHED = Text(
    ru="Ждёт узла «{node}»: он ещё не настроен", en="Waits for node “{node}”: it is not set up yet"
)
_RING = Text(ru="Связи идут по кругу", en="The edges run in a circle")


def settle(node: NodeAnalysis, record: NodeRecord | None, analysis: Analysis) -> None:
    """Set state, reason and the last run's figures of a node.

    Args:
        node: The node; changed in place.
        record: Its last run, if it has run.
        analysis: The analysis it belongs to, all nodes in it.
    """
    if node.disabled:
        node.state = "disabled"
        return
    if node.in_ring:
        node.state, node.reason = "error", _RING
        return
    wrong = [item for item in node.problems if item.severity == "error"]
    if wrong:
        unfinished = all(item.code in NOT_FILLED for item in wrong)
        node.state, node.reason = "unconfigured" if unfinished else "error", wrong[0].text
        return
    if node.waits_for is not None:
        node.state, node.reason = "unconfigured", waiting(node, analysis)
        return
    if record is None or record.key is None:
        node.state = "ready"
        return
    if record.key == node.key:
        node.rows = dict(record.rows)
        node.seconds = record.seconds
        node.state = "done"
        if record.failed is not None:
            words = record.failed["text"]
            node.state, node.reason = "error", Text(ru=words["ru"], en=words["en"])
        return
    if record.failed is not None:
        node.state = "ready"
        return
    node.state, node.reason = "stale", _why(node, record.parts, analysis)


def waiting(node: NodeAnalysis, analysis: Analysis) -> Text:
    """Return the words for what a node waits for: the first node above it that keeps it waiting.

    Args:
        node: A node with `waits_for`.
        analysis: The analysis it belongs to.
    """
    above = analysis.nodes[node.waits_for or node.id]
    while above.waits_for is not None and not above.failed and not above.disabled:
        above = analysis.nodes[above.waits_for]
    wrong = [item for item in above.problems if item.severity == "error"]
    if above.disabled:
        words = _OFF
    elif wrong and all(item.code in NOT_FILLED for item in wrong):
        words = _UNFINISHED
    else:
        words = problem("input_failed").text
    return words.format({"node": above.title})


def _why(node: NodeAnalysis, before: Mapping[str, Any], analysis: Analysis) -> Text:
    for part, words in _REASONS.items():
        if node.parts.get(part) != before.get(part):
            return words
    known: Mapping[str, list[str]] = before.get("inputs", {})
    now: Mapping[str, list[str]] = node.parts.get("inputs", {})
    for port, keys in now.items():
        origins = analysis.feeds(node.id).get(port, [])
        was = known.get(port, [])
        for place, (origin, key) in enumerate(zip(origins, keys, strict=False)):
            if place >= len(was) or was[place] != key:
                return _ABOVE.format({"node": analysis.nodes[origin.node].title})
    return _OTHER
