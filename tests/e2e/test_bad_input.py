"""What is broken, hostile or huge opens, is shown as what it is, and is saved unharmed."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from e2e.desk import Desk
from e2e.flows import Json, flow, made, text_file, written
from e2e.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60, func_only=True)]

SCRIPT = '<img src=x onerror="window.ran = true"><script>window.ran = true</script>'


def read(desk: Desk, name: str) -> Json:
    """Return a workflow as its file has it."""
    return json.loads((desk.workspace / f"{name}.kanva.json").read_text(encoding="utf-8"))


def saved(hands: Hands) -> None:
    """Save and wait until the file has it."""
    hands.page.keyboard.press("Control+s")
    expect(hands.see("save")).to_have_attribute("data-state", "saved")


def test_unknown_nodes_and_broken_edges_stay_and_are_shown(desk: Desk) -> None:
    strange = {**made("strange", "acme.forecast", horizon=12, deep={"a": [1, None]}), "acme": True}
    document = flow(
        [made("a", "rows.sort"), strange, made("b", "rows.sort")],
        [("a.rows", "strange.in"), ("strange.out", "b.rows"), ("a.gone", "b.nothing")],
    )
    document["edges"].append({"from": "a.rows", "to": "nobody.rows"})
    document["extra"] = {"kept": [1, 2]}
    hands = desk.open(document, "чужое")
    expect(hands.see("node-strange")).to_have_attribute("data-state", "error")
    expect(hands.see("node-strange")).to_contain_text("нет узла acme.forecast")
    expect(hands.see("edge-a.gone->b.nothing")).to_have_attribute("data-look", "broken")
    # The edge to a node that is not there cannot be drawn; it is told of and kept.
    expect(hands.see("problems")).to_be_visible()
    hands.select("a")
    hands.title("Порядок")
    saved(hands)
    document["nodes"][0]["title"] = "Порядок"
    assert read(desk, "чужое") == document


def test_scripts_in_names_titles_and_cells_are_texts(desk: Desk) -> None:
    desk.file("сценарии.csv", f'"{SCRIPT.replace(chr(34), chr(34) * 2)}";Штук\n"{SCRIPT[:4]}";3\n')
    node = {**text_file("tea", "сценарии.csv"), "title": SCRIPT, "comment": SCRIPT}
    document = flow([node, made("sort", "rows.sort", keys=[{"column": SCRIPT}])], title=SCRIPT)
    document["groups"] = [{"id": "g", "title": SCRIPT, "nodes": ["tea"]}]
    document["notes"] = [{"id": "n", "text": f"{SCRIPT}\n[ссылка](javascript:window.ran=true)"}]
    document["layout"]["groups"] = {"g": {"x": 16, "y": 100, "width": 120, "height": 220}}
    document["layout"]["notes"] = {"n": {"x": 400, "y": 40, "width": 320, "height": 90}}
    document["parameters"] = [{"name": "p", "type": "text", "title": SCRIPT, "default": SCRIPT}]
    hands = desk.open(document, "сценарии")
    page = hands.page
    expect(hands.see("node-tea")).to_contain_text("<script>")
    expect(hands.see("note-n")).to_contain_text("<script>")
    expect(hands.see("note-n").get_by_role("link")).to_have_count(0)
    hands.select("tea")
    assert SCRIPT in hands.heads()[0]
    expect(hands.cell(0, 0)).to_contain_text("<img")
    page.keyboard.press("Control+f")
    page.keyboard.insert_text("script")
    expect(hands.see("found-node:tea")).to_be_visible()
    page.keyboard.press("Escape")
    hands.see("left-outline").click()
    expect(hands.see("outline-node-tea")).to_contain_text("<script>")
    expect(page.locator("img[src=x]")).to_have_count(0)
    assert page.evaluate("window.ran") is None
    hands.select("sort")
    hands.title("Порядок")
    saved(hands)
    document["nodes"][1]["title"] = "Порядок"
    assert read(desk, "сценарии") == document


def test_a_megabyte_note_is_shown_in_part_and_saved_whole(desk: Desk) -> None:
    text = "# Журнал\n" + "строка записи, каких много\n" * 25_000
    document = flow([made("a", "rows.sort")])
    document["notes"] = [{"id": "n", "text": text}]
    document["layout"]["notes"] = {"n": {"x": 240, "y": 40, "width": 320, "height": 200}}
    assert len(text.encode()) > 1_000_000
    hands = desk.open(document, "журнал")
    note = hands.see("note-n")
    expect(note.get_by_role("heading")).to_have_text("Журнал")
    assert len(note.inner_text()) < 5_000
    hands.select("a")
    hands.title("Порядок")
    saved(hands)
    assert read(desk, "журнал")["notes"] == document["notes"]


def test_three_thousand_nodes_open_are_edited_and_saved(desk: Desk) -> None:
    nodes = [made(f"n{at}", "rows.sort") for at in range(3000)]
    document = flow(nodes, [(f"n{at}.rows", f"n{at + 1}.rows") for at in range(0, 2998, 2)])
    document["layout"]["nodes"] = {
        f"n{at}": {"x": at % 60 * 104, "y": at // 60 * 136} for at in range(3000)
    }
    written(desk.workspace, "много", document)
    hands = Hands(desk.page(f"w/{quote('много.kanva.json')}"))
    expect(hands.see("node-n0")).to_be_visible()
    # All on the screen: squares, each still a node that can be chosen.
    assert len(hands.nodes()) > 2000
    page = hands.page
    page.keyboard.press("Control+f")
    page.keyboard.insert_text("n1234")
    hands.see("found-node:n1234").click()
    expect(page.locator(".react-flow__node.selected[data-id=n1234]")).to_be_visible()
    # Near by, only what is in sight is drawn.
    page.wait_for_function("document.querySelectorAll('[data-node]').length < 400")
    page.keyboard.press("F2")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text("Найденный")
    page.keyboard.press("Enter")
    expect(hands.see("node-n1234")).to_contain_text("Найденный")
    saved(hands)
    found = read(desk, "много")
    assert len(found["nodes"]) == 3000
    assert found["nodes"][1234]["title"] == "Найденный"
    assert found["edges"] == document["edges"]
