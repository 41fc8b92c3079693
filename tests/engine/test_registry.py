"""The registry: a stranger's library is equal to ours; a broken one does not kill the house."""

from __future__ import annotations

import json
import shutil
import sys
import tomllib
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kanva.engine.registry import Registry
from kanva.engine.settings import prepare
from kanva.workflow import Node

STRANGER = Path(__file__).parents[1] / "stranger"


@pytest.fixture
def installed(tmp_path_factory, monkeypatch):
    """Lay a distribution out as an installer does: the package and its entry points."""

    def install(package: str, value: str, source: Path) -> None:
        site = tmp_path_factory.mktemp("site")
        shutil.copytree(source, site / package)
        notes = site / f"{package}-1.0.0.dist-info"
        notes.mkdir()
        (notes / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0.0\n")
        (notes / "entry_points.txt").write_text(f"[kanva.nodes]\nname = {value}\n")
        monkeypatch.syspath_prepend(str(site))
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            monkeypatch.delitem(sys.modules, name)

    return install


def test_installed_library_is_found_and_works(installed, place, flow):
    installed("kanva_stranger", "kanva_stranger", STRANGER / "kanva_stranger")
    place.registry = Registry.load(["nodes_under_test"])
    place.file("a.csv", "слово\nда\n")
    document = flow(
        words=("try.csv", {"file": "a.csv"}), loud=("stranger.shout", {"column": "слово"}, "words")
    )

    assert place.run(document).state == "succeeded"
    assert_frame_equal(place.frame(document, "loud"), pl.DataFrame({"слово": ["да!"]}))


def test_entry_point_of_the_stranger_names_its_package():
    project = tomllib.loads((STRANGER / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"] == {"kanva.nodes": {"stranger": "kanva_stranger"}}


def test_broken_libraries_are_told_and_the_rest_works(installed, tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "__init__.py").write_text("")
    (broken / "bad_import.py").write_text("import no_such_thing\n")
    (broken / "exits.py").write_text("import sys\nsys.exit(1)\n")
    (broken / "unsaid.py").write_text(
        "from kanva.sdk import NodeType\nclass Unsaid(NodeType):\n    abstract = False\n"
        "    id = 'broken.unsaid'\n"
    )
    shutil.copy(STRANGER / "kanva_stranger" / "shout.py", broken / "shout.py")
    installed("kanva_broken", "kanva_broken", broken)
    installed("kanva_gone", "kanva_nowhere", broken)

    registry = Registry.load(["nodes_under_test"])

    assert registry.get("stranger.shout") is not None
    assert registry.get("try.csv") is not None
    assert registry.get("broken.unsaid") is None
    told = sorted(item.text.en for item in registry.problems)
    assert [words.partition("could")[0] for words in told] == [
        "Node library “kanva_broken.bad_import” ",
        "Node library “kanva_broken.exits” ",
        "Node library “kanva_broken.unsaid” ",
        "Node library “kanva_nowhere” ",
    ]
    assert {item.severity for item in registry.problems} == {"warning"}


def test_two_libraries_with_one_id(registry):
    twin = registry.get("try.csv")
    both = Registry([twin, type(twin)()])
    assert list(both.types()) == ["try.csv"]
    assert len(both.problems) == 1


def test_catalogue_has_the_shape_of_the_contract(registry):
    catalogue = Registry([registry.get("try.grid")]).catalogue()

    assert json.loads(catalogue.body) == catalogue.data
    assert catalogue.etag.startswith('"')
    (node,) = catalogue.data["nodes"]
    schema = node.pop("schema")
    assert schema["properties"]["column"]["ui"]["widget"] == "column"
    port = {
        "id": "rows", "title": {"ru": "Строки", "en": "Rows"}, "kind": "table",
        "optional": False, "multiple": False, "side": False,
    }  # fmt: skip
    words = {"ru": "Serves a test.", "en": "Serves a test."}
    assert node == {
        "id": "try.grid",
        "version": 1,
        "category": "marketing",
        "icon": "M4 12h16",
        "title": {"ru": "Node under test", "en": "Node under test"},
        "summary": words,
        "help": words,
        "also_called": [],
        "kind": "transform",
        "inputs": [port],
        "outputs": [port],
        "accepts": None,
        "takes": {},
        "defaults": {"column": ""},
        "examples": [],
        "view": "matrix",
    }
    assert {item["id"] for item in catalogue.data["categories"]} >= {"sources", "export"}
    assert catalogue.data["types"][0] == {"id": "text", "title": {"ru": "текст", "en": "text"}}


BAD = [
    ({"amount": "много"}, "amount", "«Amount»: нужно число"),
    ({"amount": 5000}, "amount", "«Amount»: нужно не больше 1000.0"),
    ({"mode": "minus"}, "mode", "«Mode»: можно только: plus, times"),
    ({"name": 5}, "name", "«Name»: нужен текст"),
    ({"column": None}, "column", "«Column»: нужен текст"),
]


@pytest.mark.parametrize(("settings", "field", "words"), BAD)
def test_bad_settings_in_plain_words(registry, settings, field, words):
    node = Node(id="a", type="try.add", version=2, settings=settings)
    (problem,) = prepare(node, registry.get("try.add"), {}).problems
    assert (problem.code, problem.field, problem.text.ru) == ("bad_setting", field, words)


def test_equal_settings_have_one_spelling(registry):
    spelt = [
        {"column": "a", "amount": 2},
        {"amount": 2.0, "column": "a", "mode": "plus"},
    ]
    nodes = [Node(id="a", type="try.add", version=2, settings=item) for item in spelt]
    assert len({prepare(node, registry.get("try.add"), {}).canonical for node in nodes}) == 1
