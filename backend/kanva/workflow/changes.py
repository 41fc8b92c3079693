"""What a person changed between two states of a workflow, in plain words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kanva.workflow.document import Edge, Workflow
from kanva.workflow.wording import local

Kind = Literal["added", "removed", "changed", "moved"]

_ABSENT: Any = object()
_LONG = 60
_LANGUAGES = ("ru", "en")
_DONE: dict[str, tuple[str, str]] = {
    "added": ("добавлен", "added"),
    "removed": ("удалён", "removed"),
    "changed": ("изменён", "changed"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two states of a workflow.

    Args:
        kind: "added", "removed", "changed" or "moved".
        what: "workflow", "node", "edge", "parameter", "group", "note" or "layout".
        id: Id of the node, group or note, name of the parameter, "<from> -> <to>" of the edge; ""
            for the workflow itself.
        path: Dotted path of the value inside that part, such as "settings.limit"; "" for the whole.
        old: The earlier value as JSON; None when there was none.
        new: The later value as JSON; None when there is none.
        text: The change in words: {"ru": …, "en": …}.
    """

    kind: Kind
    what: str
    id: str
    path: str
    old: Any
    new: Any
    text: dict[str, str]


def diff(a: Workflow, b: Workflow) -> list[Change]:
    """Compare two states of a workflow.

    Args:
        a: The earlier state.
        b: The later state.

    Returns:
        The changes: of the workflow itself, parameters, nodes, edges, groups, notes, positions.
        Empty when both say the same.

    Example:
        >>> from kanva.workflow import Node
        >>> before = Workflow(nodes=[Node(id="top", type="rows.top", settings={"limit": 5})])
        >>> after = Workflow(nodes=[Node(id="top", type="rows.top", settings={"limit": 10})])
        >>> [(change.path, change.old, change.new) for change in diff(before, after)]
        [('settings.limit', 5, 10)]
    """
    old, new = a.model_dump(), b.model_dump()
    return [
        *_workflow_changes(old, new),
        *_part_changes("parameter", "name", old.get("parameters"), new.get("parameters")),
        *_part_changes("node", "id", old.get("nodes"), new.get("nodes")),
        *_edge_changes(a, b),
        *_part_changes("group", "id", old.get("groups"), new.get("groups")),
        *_part_changes("note", "id", old.get("notes"), new.get("notes")),
        *_layout_changes(old.get("layout", {}), new.get("layout", {}), a, b),
    ]


_NOUNS: dict[str, tuple[str, str]] = {
    "workflow": ("Сценарий", "Workflow"),
    "node": ("Узел", "Node"),
    "edge": ("Связь", "Edge"),
    "parameter": ("Параметр", "Parameter"),
    "group": ("Группа", "Group"),
    "note": ("Заметка", "Note"),
}
_FEMININE = {"edge", "group", "note"}
_LISTS = ("parameters", "nodes", "edges", "groups", "notes", "layout")


def _workflow_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before = {key: value for key, value in old.items() if key not in _LISTS}
    after = {key: value for key, value in new.items() if key not in _LISTS}
    for path, was, now in _differences(before, after, ""):
        yield _value_change("workflow", "", None, path, was, now)


def _part_changes(what: str, key: str, old: Any, new: Any) -> Iterator[Change]:
    before, after = _by_id(old or [], key), _by_id(new or [], key)
    for part_id, part in before.items():
        if part_id not in after:
            yield _whole_change("removed", what, part_id, _named(part, part_id), part)
    for part_id, part in after.items():
        name = _named(part, part_id)
        if part_id not in before:
            yield _whole_change("added", what, part_id, name, part)
            continue
        for path, was, now in _differences(before[part_id], part, ""):
            yield _value_change(what, part_id, name, path, was, now)
    if before.keys() == after.keys() and list(before) != list(after):
        noun_ru, noun_en = {
            "node": ("узлов", "nodes"),
            "parameter": ("параметров", "parameters"),
            "group": ("групп", "groups"),
            "note": ("заметок", "notes"),
        }[what]
        text = {"ru": f"Изменён порядок {noun_ru}", "en": f"Order of {noun_en} changed"}
        yield Change("moved", what, "", "", list(before), list(after), text)


def _by_id(parts: list[dict[str, Any]], key: str) -> dict[str, dict[str, Any]]:
    # Parts with an id that occurs twice are told apart by their number, so none is lost.
    found: dict[str, dict[str, Any]] = {}
    for part in parts:
        part_id, number = str(part[key]), 2
        while part_id in found:
            part_id, number = f"{part[key]} ({number})", number + 1
        found[part_id] = part
    return found


def _edge_changes(a: Workflow, b: Workflow) -> Iterator[Change]:
    before, after = _edges_by_ends(a), _edges_by_ends(b)
    for ends, edge in before.items():
        if ends not in after:
            yield _whole_change("removed", "edge", ends, _edge_name(edge), edge.model_dump())
    for ends, edge in after.items():
        if ends not in before:
            yield _whole_change("added", "edge", ends, _edge_name(edge), edge.model_dump())
            continue
        for path, was, now in _differences(before[ends].model_dump(), edge.model_dump(), ""):
            yield _value_change("edge", ends, _edge_name(edge), path, was, now)
    kept_before = [ends for ends in before if ends in after]
    kept_after = [ends for ends in after if ends in before]
    if kept_before != kept_after:
        text = {"ru": "Изменён порядок связей", "en": "Order of edges changed"}
        yield Change("moved", "edge", "", "", kept_before, kept_after, text)


def _edges_by_ends(workflow: Workflow) -> dict[str, Edge]:
    found: dict[str, Edge] = {}
    for edge in workflow.edges:
        ends, number = f"{edge.from_} -> {edge.to}", 2
        while ends in found:
            ends, number = f"{edge.from_} -> {edge.to} ({number})", number + 1
        found[ends] = edge
    return found


def _layout_changes(
    old: Mapping[str, Any], new: Mapping[str, Any], a: Workflow, b: Workflow
) -> Iterator[Change]:
    standing = {
        "nodes": ({node.id for node in a.nodes}, {node.id for node in b.nodes}),
        "groups": ({group.id for group in a.groups}, {group.id for group in b.groups}),
        "notes": ({note.id for note in a.notes}, {note.id for note in b.notes}),
    }
    for path, was, now in _differences(old, new, "", depth=2):
        kind, _, own_id = path.partition(".")
        before, after = standing.get(kind, (set[str](), set[str]()))
        # Where a new thing stands, or a removed one stood, is told by its being added or removed.
        if own_id and (own_id in before) != (own_id in after):
            continue
        what = kind.removesuffix("s") if kind in standing else "layout"
        noun = _NOUNS.get(what)
        text = (
            {
                "ru": f"{noun[0]} «{own_id}»: {_agree('перемещён', what)}",
                "en": f"{noun[1]} “{own_id}” moved",
            }
            if noun and own_id
            else {"ru": f"Расположение: {path}", "en": f"Layout: {path}"}
        )
        old_value, new_value = _or_none(was), _or_none(now)
        yield Change("moved", what, own_id, f"layout.{path}", old_value, new_value, text)


def _differences(
    old: Any, new: Any, path: str, depth: int | None = None
) -> Iterator[tuple[str, Any, Any]]:
    below = None if depth is None else depth - 1
    if depth != 0 and isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*old, *(key for key in new if key not in old)]:
            inner = f"{path}.{key}" if path else str(key)
            yield from _differences(old.get(key, _ABSENT), new.get(key, _ABSENT), inner, below)
    elif depth != 0 and isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (was, now) in enumerate(zip(old, new, strict=True)):
            yield from _differences(was, now, f"{path}.{index}", below)
    elif not _same(old, new):
        yield path, old, new


def _same(old: Any, new: Any) -> bool:
    if old is _ABSENT or new is _ABSENT:
        return old is new
    # 1, 1.0 and true are equal to Python and different to a reader of the file.
    return json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True)


def _whole_change(
    kind: Literal["added", "removed"], what: str, part_id: str, name: dict[str, str], part: Any
) -> Change:
    noun_ru, noun_en = _NOUNS[what]
    done_ru, done_en = _DONE[kind]
    text = {
        "ru": f"{noun_ru} {name['ru']}: {_agree(done_ru, what)}",
        "en": f"{noun_en} {name['en']} {done_en}",
    }
    if kind == "added":
        return Change(kind, what, part_id, "", None, part, text)
    return Change(kind, what, part_id, "", part, None, text)


def _value_change(
    what: str, part_id: str, name: dict[str, str] | None, path: str, was: Any, now: Any
) -> Change:
    noun_ru, noun_en = _NOUNS[what]
    subject = {
        "ru": f"{noun_ru} {name['ru']}" if name else noun_ru,
        "en": f"{noun_en} {name['en']}" if name else noun_en,
    }
    if was is _ABSENT:
        words = (f"указано {_shown(now)}", f"set to {_shown(now)}")
    elif now is _ABSENT:
        words = (f"убрано, было {_shown(was)}", f"removed, was {_shown(was)}")
    else:
        words = (f"{_shown(was)} → {_shown(now)}", f"{_shown(was)} → {_shown(now)}")
    text = {
        "ru": f"{subject['ru']}, {path}: {words[0]}",
        "en": f"{subject['en']}, {path}: {words[1]}",
    }
    return Change("changed", what, part_id, path, _or_none(was), _or_none(now), text)


def _named(part: Mapping[str, Any], part_id: str) -> dict[str, str]:
    titles = {language: local(part.get("title"), language) or part_id for language in _LANGUAGES}
    return {"ru": f"«{titles['ru']}»", "en": f"“{titles['en']}”"}


def _edge_name(edge: Edge) -> dict[str, str]:
    return dict.fromkeys(_LANGUAGES, f"{edge.from_} → {edge.to}")


def _agree(done: str, what: str) -> str:
    if what not in _FEMININE:
        return done
    return {"удалён": "удалена", "изменён": "изменена"}.get(done, done + "а")


def _shown(value: Any) -> str:
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= _LONG else written[: _LONG - 1] + "…"


def _or_none(value: Any) -> Any:
    return None if value is _ABSENT else value
