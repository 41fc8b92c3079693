"""What a node type says of itself: words in both languages, a form, an icon, declared messages."""

from __future__ import annotations

import importlib
import inspect
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from kanva.engine.check import NOT_FILLED
from kanva.engine.environment import Environment
from kanva.engine.registry import Registry
from kanva.engine.schema import analyse
from kanva.sdk import CATEGORIES, COMMON, KINDS, NodeType, Settings, Text
from kanva.sdk.relational import CONDITION_MESSAGES, CONVERSION_MESSAGES
from kanva.workflow import Edge, Node, Workflow

CYRILLIC = re.compile("[а-яёА-ЯЁ]")
LATIN_WORD = re.compile("[A-Za-z]{2,}")
WIDGETS = {
    "text", "number", "integer", "switch", "choice", "date", "column", "columns", "new_column",
    "formula", "conditions", "file", "connection", "thing", "thing_fields", "value", "dtype",
    "list", "group", "columns_table", "table",
}  # fmt: skip
CODE = re.compile(r"""(?:NodeError|warn)\(\s*["']([a-z_0-9]+)["']""")
PRIVATE = re.compile(r"^\s*from ([\w.]+\._\w+) import", re.MULTILINE)


def texts(node_type: NodeType[Any]) -> Iterator[tuple[str, Text]]:
    """Every declared text with a word on where it stands."""
    yield from (
        ("title", node_type.title),
        ("summary", node_type.summary),
        ("help", node_type.help),
    )
    for port in (*node_type.inputs, *node_type.outputs):
        yield f"port {port.id}", port.title
    for code, message in node_type.messages.items():
        yield f"message {code}", message.text
        if message.hint is not None:
            yield f"hint {code}", message.hint
    for example in node_type.examples:
        yield "example", example.title
    yield from schema_texts(node_type.settings.model_json_schema(), "settings")


def schema_texts(schema: Any, path: str) -> Iterator[tuple[str, Text]]:
    if isinstance(schema, dict):
        if set(schema) == {"ru", "en"}:
            yield path, Text(schema["ru"], schema["en"])
        for key, value in schema.items():
            yield from schema_texts(value, f"{path}.{key}")
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from schema_texts(value, f"{path}.{index}")


def fields_of(settings: type[Settings]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property of the form, those of nested forms too, with its JSON schema."""
    schema = settings.model_json_schema()
    for owner in (schema, *schema.get("$defs", {}).values()):
        # Conditions and tables are drawn by their own widgets, which know what is inside.
        if owner.get("title") in {"Condition", "ConditionGroup", "TypedColumn", "TypedTable"}:
            continue
        for name, field in owner.get("properties", {}).items():
            yield f"{owner.get('title')}.{name}", field


def test_libraries_load(registry: Registry) -> None:
    assert registry.problems == ()
    assert registry.types()


def test_id_and_category(node_type: NodeType[Any]) -> None:
    assert re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)+", node_type.id)
    assert node_type.category in CATEGORIES
    assert node_type.version >= 1
    assert node_type.kind in {"source", "transform", "sink"}


def test_both_languages(node_type: NodeType[Any]) -> None:
    found = list(texts(node_type))
    assert len(found) > 5
    for where, text in found:
        if where.endswith("unit") and not text.ru + text.en:
            continue
        assert text.en.strip() or not text.ru.strip(), f"{where}: no English"
        # A Russian phrase quoted in English help shows what appears in Russian data.
        english = re.sub(r"«[^»]*»|`[^`]*`|Russian ё|\bе\b|\bя\b", "", text.en)
        assert not CYRILLIC.search(english), f"{where}: Cyrillic in English: {text.en}"
        assert text.ru.strip() or where.endswith("unit"), f"{where}: no Russian"
        if text.ru == text.en:
            assert len(LATIN_WORD.findall(text.ru)) <= 3, f"{where}: not translated: {text.ru}"
    for where in ("title", "summary", "help"):
        text = getattr(node_type, where)
        assert CYRILLIC.search(text.ru), f"{where}: not Russian"
    assert not re.search(r"\w!(\s|$)", node_type.help.ru), "no exclamation marks"


def test_summary_is_one_sentence(node_type: NodeType[Any]) -> None:
    for words in (node_type.summary.ru, node_type.summary.en):
        assert 20 <= len(words) <= 140
        assert words.endswith(".")
    assert len(node_type.help.ru) > 200
    assert len(node_type.help.en) > 200


def test_other_words_for_it(node_type: NodeType[Any]) -> None:
    assert len(node_type.also_called) >= 3
    assert len(set(node_type.also_called)) == len(node_type.also_called)
    assert all(word.strip() == word and word for word in node_type.also_called)


def test_icon_is_path_data(node_type: NodeType[Any]) -> None:
    assert re.fullmatch(r"[MmLlHhVvCcSsQqTtAaZz0-9eE.,\s-]+", node_type.icon)
    assert node_type.icon[0] == "M"
    numbers = [float(word) for word in re.findall(r"[MLHVCSQTA]\s*(-?\d*\.?\d+)", node_type.icon)]
    assert numbers, "absolute coordinates"
    assert all(0 <= number <= 24 for number in numbers)


def test_icons_differ(registry: Registry) -> None:
    icons = [item.icon for item in registry.types().values()]
    assert len(set(icons)) == len(icons)


def test_ports(node_type: NodeType[Any]) -> None:
    for ports in (node_type.inputs, node_type.outputs):
        ids = [port.id for port in ports]
        assert len(set(ids)) == len(ids)
        assert all(re.fullmatch(r"[a-z0-9_]+", port) for port in ids)
    assert (node_type.kind == "source") == (not node_type.inputs)
    assert (node_type.kind == "sink") == (not node_type.outputs)


def test_form_is_drawn_by_known_widgets(node_type: NodeType[Any]) -> None:
    port_ids = {port.id for port in node_type.inputs}
    siblings: dict[str, set[str]] = {}
    for path, _ in fields_of(node_type.settings):
        owner, _, name = path.rpartition(".")
        siblings.setdefault(owner, set()).add(name)
    for path, field in fields_of(node_type.settings):
        ui = field.get("ui")
        assert ui is not None, f"{path}: no ui"
        assert ui["widget"] in WIDGETS, path
        assert ui["title"]["ru"], path
        owner = path.rpartition(".")[0]
        assert set(ui["when"] or {}) <= siblings[owner], f"{path}: “when” names no sibling"
        if ui["widget"] in {"column", "columns", "formula", "conditions", "columns_table"}:
            assert ui["port"] in port_ids or node_type.kind == "sink", path
        if ui["widget"] in {"column", "columns"}:
            assert set(ui["kinds"] or ()) <= set(KINDS), path
        if ui["widget"] == "choice":
            values = [option["value"] for option in ui["options"]]
            allowed = field.get("enum") or [field.get("const")]
            assert sorted(values) == sorted(allowed), path
            assert field["default"] in values, path


def test_defaults_are_valid_or_not_filled_in(node_type: NodeType[Any], tmp_path: Any) -> None:
    """A fresh node on the canvas asks to be filled in; it is never wrong."""
    node = Node(id="fresh", type=node_type.id, version=node_type.version, settings={})
    registry = Registry([node_type])
    environment = Environment(workspace=tmp_path, cache=tmp_path / "cache")
    analysis = analyse(Workflow(nodes=[node]), registry, environment)
    codes = {item.code for item in analysis.problems if item.severity == "error"}
    assert codes <= NOT_FILLED, [item.text.en for item in analysis.problems]


def test_settings_survive_json(node_type: NodeType[Any]) -> None:
    fresh = node_type.settings()
    stored = json.loads(json.dumps(fresh.model_dump(mode="json"), ensure_ascii=False))
    assert node_type.settings.model_validate(stored) == fresh


def test_example_settings_survive_json(case: Any) -> None:
    settings = case.settings
    stored = json.loads(json.dumps(settings.model_dump(mode="json"), ensure_ascii=False))
    assert case.node_type.settings.model_validate(stored) == settings
    json.dumps(dict(case.example.settings))


def test_unknown_setting_is_refused(node_type: NodeType[Any]) -> None:
    with pytest.raises(ValidationError):
        node_type.settings.model_validate({"no_such_setting_": 1})


def test_caption_of_fresh_node(node_type: NodeType[Any]) -> None:
    caption = node_type.caption(node_type.settings())
    assert isinstance(caption, Text)
    assert max(len(caption.ru), len(caption.en)) <= 80


def test_caption_of_examples(case: Any) -> None:
    caption = case.node_type.caption(case.settings)
    assert bool(caption.ru) == bool(caption.en)
    assert max(len(caption.ru), len(caption.en)) <= 120
    assert "\n" not in caption.ru + caption.en


def test_migrate_keeps_present_settings(case: Any) -> None:
    stored = dict(case.example.settings)
    kept = case.node_type.migrate(dict(stored), case.node_type.version)
    assert kept == stored


def test_examples_are_several(node_type: NodeType[Any]) -> None:
    least = 1 if node_type.kind != "transform" else 2
    assert len(node_type.examples) >= least


def sources_of(module_name: str, seen: set[str] | None = None) -> Iterator[str]:
    """The source of a node's module and of the private modules beside it."""
    seen = set() if seen is None else seen
    if module_name in seen:
        return
    seen.add(module_name)
    source = inspect.getsource(importlib.import_module(module_name))
    yield source
    for name in PRIVATE.findall(source):
        yield from sources_of(name, seen)


def test_raised_codes_are_declared(node_type: NodeType[Any]) -> None:
    source = "\n".join(sources_of(type(node_type).__module__))
    raised = set(CODE.findall(source))
    if "condition_expression(" in source:
        raised |= set(CONDITION_MESSAGES)
    if "watch_conversions(" in source:
        raised |= set(CONVERSION_MESSAGES)
    assert raised <= set(node_type.messages) | set(COMMON)


def test_message_places_are_the_same_in_both_languages(node_type: NodeType[Any]) -> None:
    for code, message in node_type.messages.items():
        for text in filter(None, (message.text, message.hint)):
            places = [set(re.findall(r"\{([a-z_]+)\}", words)) for words in (text.ru, text.en)]
            assert places[0] == places[1], code


def test_edges_can_enter(node_type: NodeType[Any]) -> None:
    """Port ids can stand in the document's edges."""
    for port in (*node_type.inputs, *node_type.outputs):
        edge = Edge.model_validate({"from": f"a.{port.id}", "to": f"b.{port.id}"})
        assert (edge.output, edge.input) == (port.id, port.id)
