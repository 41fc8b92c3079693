"""The generated pages: in step with the declarations, whole in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kanva.cli.docs import pages
from kanva.cli.entry import _run
from kanva.cli.language import Say
from kanva.engine.registry import Registry


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages()


def test_the_pages_in_docs_are_in_step(made, repo_root):
    stale = [
        name
        for name, text in made.items()
        if not (repo_root / "docs" / name).is_file()
        or (repo_root / "docs" / name).read_bytes().decode() != text
    ]
    assert stale == [], "run: kanva docs"


def test_check_writes_nothing_and_says_what_is_stale(tmp_path: Path, capsys):
    assert _run(["docs", "--check", "--folder", str(tmp_path)], Say("ru")) == 1
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().out.count("Устарела: ") == 5
    assert _run(["docs", "--folder", str(tmp_path)], Say("ru")) == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "functions.en.md",
        "functions.ru.md",
        "nodes.en.md",
        "nodes.ru.md",
        "openapi.json",
    ]
    assert _run(["docs", "--check", "--folder", str(tmp_path)], Say("ru")) == 0
    (tmp_path / "nodes.en.md").write_text("old", "utf-8")
    assert _run(["docs", "--check", "--folder", str(tmp_path)], Say("ru")) == 1


@pytest.mark.parametrize("name", ["nodes.ru.md", "nodes.en.md"])
def test_every_node_has_its_place_and_every_link_leads_to_one(made, name):
    page = made[name]
    anchors = set(re.findall(r'<a id="([^"]+)"></a>', page))
    links = set(re.findall(r"\]\(#([^)]+)\)", page))
    shipped = {
        node
        for node, node_type in Registry.load().types().items()
        if type(node_type).__module__.startswith("kanva_nodes.")
    }
    assert len(shipped) > 5
    assert anchors == shipped
    assert links == anchors


@pytest.mark.parametrize("name", ["functions.ru.md", "functions.en.md"])
def test_every_function_has_its_place(made, name):
    anchors = re.findall(r'<a id="([^"]+)"></a>', made[name])
    assert len(anchors) == len(set(anchors)) > 20
    assert set(re.findall(r"\]\(#([^)]+)\)", made[name])) == set(anchors)


def test_every_message_and_setting_is_told(made):
    page = made["nodes.en.md"]
    for node in Registry.load().types().values():
        if type(node).__module__.startswith("kanva_nodes."):
            for code in node.messages:
                assert f"| `{code}` |" in page, (node.id, code)
            for setting in node.settings.model_fields:
                assert f"`{setting}` |" in page, (node.id, setting)


@pytest.mark.parametrize("name", ["nodes.ru.md", "nodes.en.md", "functions.ru.md"])
def test_tables_are_straight(made, name):
    widths: list[int] = []
    fenced = False
    for line in made[name].splitlines():
        fenced ^= line.startswith("```")
        if line.startswith("|") and not fenced:
            widths.append(len(re.findall(r"(?<!\\)\|", line)))
        else:
            assert len(set(widths)) <= 1, line
            widths = []
