"""What `diff` says of two states of a workflow."""

from __future__ import annotations

import copy
from typing import Any

from kanva.workflow import Change, Workflow, diff

BASE: dict[str, Any] = {
    "kanva": 1,
    "title": "Продажи",
    "parameters": [{"name": "day", "type": "date"}],
    "nodes": [
        {"id": "sales", "type": "import.text", "settings": {"file": "a.csv"}},
        {
            "id": "filter",
            "type": "rows.filter",
            "title": {"ru": "Отбор", "en": "Selection"},
            "settings": {"limit": 5, "conditions": {"all": [{"column": "Сумма", "op": ">"}]}},
        },
    ],
    "edges": [{"from": "sales.rows", "to": "filter.rows"}],
    "groups": [{"id": "g", "title": "Группа А", "nodes": ["sales"]}],
    "notes": [{"id": "n", "text": "заметка"}],
    "layout": {"nodes": {"sales": {"x": 0, "y": 0}, "filter": {"x": 1, "y": 0}}},
}


def changed(edit: Any) -> list[Change]:
    later = copy.deepcopy(BASE)
    edit(later)
    return diff(Workflow.model_validate(BASE), Workflow.model_validate(later))


def told(edit: Any) -> list[tuple[str, str, str, str]]:
    return [(item.kind, item.what, item.id, item.path) for item in changed(edit)]


def test_nothing_changed() -> None:
    assert changed(lambda later: None) == []


def test_settings_are_named_by_dotted_paths_with_both_values() -> None:
    def edit(later: dict[str, Any]) -> None:
        settings = later["nodes"][1]["settings"]
        settings["limit"] = 10
        settings["conditions"]["all"][0]["op"] = "<"
        settings["fresh"] = ["a"]

    assert changed(edit) == [
        Change(
            "changed", "node", "filter", "settings.limit", 5, 10,
            {"ru": "Узел «Отбор», settings.limit: 5 → 10",
             "en": "Node “Selection”, settings.limit: 5 → 10"},
        ),
        Change(
            "changed", "node", "filter", "settings.conditions.all.0.op", ">", "<",
            {"ru": 'Узел «Отбор», settings.conditions.all.0.op: ">" → "<"',
             "en": 'Node “Selection”, settings.conditions.all.0.op: ">" → "<"'},
        ),
        Change(
            "changed", "node", "filter", "settings.fresh", None, ["a"],
            {"ru": 'Узел «Отбор», settings.fresh: указано ["a"]',
             "en": 'Node “Selection”, settings.fresh: set to ["a"]'},
        ),
    ]  # fmt: skip


def test_a_node_with_its_edge_and_place_added() -> None:
    def edit(later: dict[str, Any]) -> None:
        later["nodes"].append({"id": "top", "type": "rows.top"})
        later["edges"].append({"from": "filter.rows", "to": "top.rows"})
        later["layout"]["nodes"]["top"] = {"x": 5, "y": 5}

    assert changed(edit) == [
        Change(
            "added", "node", "top", "", None, {"id": "top", "type": "rows.top"},
            {"ru": "Узел «top»: добавлен", "en": "Node “top” added"},
        ),
        Change(
            "added", "edge", "filter.rows -> top.rows", "", None,
            {"from": "filter.rows", "to": "top.rows"},
            {"ru": "Связь filter.rows → top.rows: добавлена",
             "en": "Edge filter.rows → top.rows added"},
        ),
    ]  # fmt: skip


def test_things_removed() -> None:
    def edit(later: dict[str, Any]) -> None:
        later["nodes"].pop()
        later["edges"].clear()
        later["layout"]["nodes"].pop("filter")
        later["parameters"].clear()
        later["groups"].clear()
        later["notes"].clear()

    assert [item.text["ru"] for item in changed(edit)] == [
        "Параметр «day»: удалён",
        "Узел «Отбор»: удалён",
        "Связь sales.rows → filter.rows: удалена",
        "Группа «Группа А»: удалена",
        "Заметка «n»: удалена",
    ]


def test_moves_are_told_apart_from_changes() -> None:
    def edit(later: dict[str, Any]) -> None:
        later["layout"]["nodes"]["sales"] = {"x": 7, "y": 0}
        later["nodes"].reverse()

    assert changed(edit) == [
        Change(
            "moved", "node", "", "", ["sales", "filter"], ["filter", "sales"],
            {"ru": "Изменён порядок узлов", "en": "Order of nodes changed"},
        ),
        Change(
            "moved", "node", "sales", "layout.nodes.sales", {"x": 0, "y": 0}, {"x": 7, "y": 0},
            {"ru": "Узел «sales»: перемещён", "en": "Node “sales” moved"},
        ),
    ]  # fmt: skip


def test_the_order_of_edges_into_a_port_matters() -> None:
    two = {**BASE, "edges": [*BASE["edges"], {"from": "x.rows", "to": "filter.rows"}]}
    turned = {**two, "edges": two["edges"][::-1]}
    (change,) = diff(Workflow.model_validate(two), Workflow.model_validate(turned))
    assert (change.kind, change.what, change.new) == (
        "moved",
        "edge",
        ["x.rows -> filter.rows", "sales.rows -> filter.rows"],
    )


def test_the_workflow_itself_parameters_groups_notes_and_unknown_keys() -> None:
    def edit(later: dict[str, Any]) -> None:
        later["title"] = "Выручка"
        later["later"] = 1
        later["parameters"][0]["default"] = "2011-12-09"
        later["edges"][0]["kind"] = "order"
        later["groups"][0]["nodes"] = ["sales", "filter"]
        later["notes"][0]["text"] = "x" * 100
        del later["nodes"][0]["settings"]

    assert told(edit) == [
        ("changed", "workflow", "", "title"),
        ("changed", "workflow", "", "later"),
        ("changed", "parameter", "day", "default"),
        ("changed", "node", "sales", "settings"),
        ("changed", "edge", "sales.rows -> filter.rows", "kind"),
        ("changed", "group", "g", "nodes"),
        ("changed", "note", "n", "text"),
    ]
    texts = [item.text["ru"] for item in changed(edit)]
    assert texts[0] == 'Сценарий, title: "Продажи" → "Выручка"'
    assert texts[3] == 'Узел «sales», settings: убрано, было {"file": "a.csv"}'
    assert texts[6].endswith("…")


def test_a_removed_title_and_a_change_of_type_of_a_value() -> None:
    def edit(later: dict[str, Any]) -> None:
        del later["nodes"][1]["title"]
        later["nodes"][1]["settings"]["limit"] = 5.0

    assert told(edit) == [
        ("changed", "node", "filter", "title"),
        ("changed", "node", "filter", "settings.limit"),
    ]


def test_ids_that_occur_twice_are_all_compared() -> None:
    before = {"kanva": 1, "nodes": [{"id": "a", "type": "t"}, {"id": "a", "type": "t"}]}
    after = {"kanva": 1, "nodes": [{"id": "a", "type": "t"}, {"id": "a", "type": "u"}]}
    (change,) = diff(Workflow.model_validate(before), Workflow.model_validate(after))
    assert (change.id, change.path, change.old, change.new) == ("a (2)", "type", "t", "u")
