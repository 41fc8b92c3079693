"""Wires outlive what happens to nodes; groups, notes and places are edits like any other."""

from __future__ import annotations

import pytest
from playwright.sync_api import FloatRect, Locator, expect

from e2e.desk import Desk
from e2e.flows import Json, flow, made, text_file
from e2e.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60, func_only=True)]

TWO_FRAMES = """() => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""
TEA = "Товар;Штук\nЧай;3\nКофе;5\n"


def joined(hands: Hands) -> list[tuple[str, str]]:
    """Return the edges as the server has them."""
    return sorted((edge["from"], edge["to"]) for edge in hands.stored()["edges"])


def card(hands: Hands, node: str) -> Locator:
    """Return the card of a node."""
    return hands.see(f"node-{node}").locator("[aria-hidden=true]").first


def carry(hands: Hands, thing: Locator, dx: int, dy: int, *held: str) -> None:
    """Drag a thing by the mouse with keys held."""
    box = box_of(thing)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse, keys = hands.page.mouse, hands.page.keyboard
    mouse.move(x, y)
    for name in held:
        keys.down(name)
    mouse.down()
    # A drag begins where the mouse has left the spot.
    mouse.move(x + 3, y)
    mouse.move(x + 3 + dx / 2, y + dy / 2, steps=4)
    mouse.move(x + 3 + dx, y + dy, steps=4)
    # The edge under a dragged node is looked for once a frame.
    hands.page.evaluate(TWO_FRAMES)
    mouse.up()
    for name in held:
        keys.up(name)


def box_of(thing: Locator) -> FloatRect:
    """Return where a thing is."""
    found = thing.bounding_box()
    assert found is not None
    return found


def moved(hands: Hands, how: str, limit: float) -> None:
    """Wait until the first node has moved: `x > limit`, `y < limit`, …"""
    script = f"limit => document.querySelector('[data-node=a]').getBoundingClientRect().{how} limit"
    hands.page.wait_for_function(script, arg=limit)


def four() -> Json:
    """Return a line of three sorts and a lone filter below."""
    nodes = [made("a", "rows.sort"), made("b", "rows.sort"), made("c", "rows.sort")]
    document = flow(
        [*nodes, made("lone", "rows.filter")], [("a.rows", "b.rows"), ("b.rows", "c.rows")]
    )
    document["layout"]["nodes"]["lone"] = {"x": 48, "y": 400}
    return document


def test_a_node_dragged_onto_an_edge_is_put_into_it(desk: Desk) -> None:
    document = four()
    document["layout"]["nodes"]["c"]["x"] = 480
    hands = desk.open(document, "вставка")
    # A node can be put into an edge once its ports are known.
    expect(hands.page.locator("[data-testid^=port-lone-]").first).to_be_visible()
    start, b, c = (box_of(card(hands, name)) for name in ("lone", "b", "c"))
    middle = (b["x"] + c["x"] + c["width"]) / 2
    dx = middle - start["x"] - start["width"] / 2
    carry(hands, card(hands, "lone"), round(dx), round(b["y"] - start["y"]))
    expect(hands.page.locator("[data-testid^=edge-]")).to_have_count(3)
    assert joined(hands) == [("a.rows", "b.rows"), ("b.rows", "lone.rows"), ("lone.rows", "c.rows")]
    hands.page.reload()
    expect(hands.page.locator("[data-testid^=edge-]")).to_have_count(3)
    # Detached it leaves the line closed behind it, and stays.
    hands.select("lone")
    hands.page.keyboard.press("x")
    expect(hands.page.locator("[data-testid^=edge-]")).to_have_count(2)
    assert joined(hands) == [("a.rows", "b.rows"), ("b.rows", "c.rows")]
    expect(hands.see("node-lone")).to_be_visible()
    # Deleted, a middle node heals the line too.
    hands.select("b")
    hands.page.keyboard.press("Delete")
    assert joined(hands) == [("a.rows", "c.rows")]


def test_a_node_is_replaced_and_keeps_its_wires_title_and_place(desk: Desk) -> None:
    desk.file("чай.csv", TEA)
    middle = made("b", "export.text", "Выгрузка", file="итог.csv")
    document = flow([text_file("a", "чай.csv"), middle])
    hands = desk.open(document, "замена")
    hands.select("b")
    hands.page.keyboard.press("r")
    expect(hands.see("quick-add")).to_contain_text("Встанет вместо узла")
    # A source cannot stand where rows come in.
    expect(hands.see("quick-add-import.text")).to_have_count(0)
    hands.page.keyboard.insert_text("Excel")
    hands.see("quick-add-export.excel").click()
    expect(hands.see("node-b")).to_have_count(0)
    stored = hands.stored()
    assert stored["edges"] == [{"from": "a.rows", "to": "excel.rows"}]
    node = stored["nodes"][1]
    assert (node["id"], node["type"], node["title"]) == ("excel", "export.excel", "Выгрузка")
    assert stored["layout"]["nodes"]["excel"] == document["layout"]["nodes"]["b"]
    hands.page.keyboard.press("Control+z")
    expect(hands.see("node-b")).to_be_visible()
    assert hands.stored("saved")["nodes"] == document["nodes"]


def test_alt_drags_a_copy_off_and_the_selected_are_joined_in_order(desk: Desk) -> None:
    hands = desk.open(four(), "копия")
    carry(hands, card(hands, "c"), 128, 144, "Alt")
    expect(hands.page.locator("[data-node]")).to_have_count(5)
    stored = hands.stored()
    places = stored["layout"]["nodes"]
    assert places["c"] == four()["layout"]["nodes"]["c"]
    assert (places["c_2"]["x"], places["c_2"]["y"]) == (
        places["c"]["x"] + 128,
        places["c"]["y"] + 144,
    )
    card(hands, "lone").click()
    card(hands, "c_2").click(modifiers=["Shift"])
    hands.page.keyboard.press("Shift+c")
    assert ("lone.rows", "c_2.rows") in joined(hands)
    # Everything before the last one, then everything behind the first.
    hands.select("c")
    hands.page.keyboard.press("Shift+ArrowLeft")
    expect(hands.page.locator(".react-flow__node.selected")).to_have_count(3)
    hands.select("a")
    hands.page.keyboard.press("Shift+ArrowRight")
    expect(hands.page.locator(".react-flow__node.selected")).to_have_count(3)


def test_things_are_lined_up_and_laid_out_in_one_step(desk: Desk) -> None:
    document = four()
    places = document["layout"]["nodes"]
    places["b"], places["c"] = {"x": 208, "y": 216}, {"x": 600, "y": 96}
    hands = desk.open(document, "ровно")
    card(hands, "a").click()
    for name in ("b", "c"):
        card(hands, name).click(modifiers=["Shift"])
    hands.page.keyboard.press("Alt+w")
    hands.page.keyboard.press("Alt+h")
    now = hands.stored()["layout"]["nodes"]
    assert [now[name] for name in "abc"] == [
        {"x": 48, "y": 96},
        {"x": 324, "y": 96},
        {"x": 600, "y": 96},
    ]
    hands.page.keyboard.press("Escape")
    hands.page.keyboard.press("Shift+Alt+t")
    expect(hands.see("undo")).to_have_attribute("title", "Отменить: разложить (Ctrl+Z)")
    laid = hands.stored()["layout"]["nodes"]
    assert laid["a"]["y"] == laid["b"]["y"] == laid["c"]["y"]
    assert laid["a"]["x"] < laid["b"]["x"] < laid["c"]["x"]
    hands.page.keyboard.press("Control+z")
    assert hands.stored()["layout"]["nodes"] == now


def test_a_group_has_a_title_a_colour_and_folds_into_one_box(desk: Desk) -> None:
    hands = desk.open(four(), "рамка")
    page = hands.page
    card(hands, "a").click()
    card(hands, "b").click(modifiers=["Shift"])
    page.keyboard.press("Control+g")
    page.keyboard.insert_text("Подготовка")
    page.keyboard.press("Enter")
    frame = hands.see("frame-group")
    expect(frame).to_contain_text("Подготовка")
    frame.locator("b").click(button="right")
    hands.see("menu-color-teal").click()
    expect(frame).to_have_attribute("data-color", "teal")
    frame.locator("b").click()
    page.keyboard.press("Alt+g")
    expect(frame).to_contain_text("2 узла")
    expect(hands.see("node-a")).to_have_count(0)
    # The line into the folded box is drawn, the one inside it is not.
    expect(page.locator("[data-testid^=edge-]")).to_have_count(1)
    group = hands.stored()["groups"][0]
    assert group == {
        "id": "group",
        "title": "Подготовка",
        "nodes": ["a", "b"],
        "color": "teal",
        "collapsed": True,
    }
    page.reload()
    expect(hands.see("frame-group")).to_contain_text("2 узла")
    # What is looked for inside is shown.
    page.keyboard.press("Control+f")
    page.keyboard.insert_text("b")
    hands.see("found-node:b").click()
    expect(hands.see("node-b")).to_be_visible()
    expect(page.locator("[data-testid^=edge-]")).to_have_count(2)
    # Copied with what it holds.
    hands.see("frame-group").locator("b").click()
    page.keyboard.press("Control+d")
    expect(page.locator("[data-node]")).to_have_count(6)
    assert hands.stored()["groups"][1]["nodes"] == ["a_2", "b_2"]


def test_a_note_is_written_in_markdown(desk: Desk) -> None:
    hands = desk.open(four(), "заметка")
    page = hands.page
    hands.see("canvas").hover(position={"x": 500, "y": 380})
    page.keyboard.press("Shift+s")
    lines = ["# Пороги", "Решение **от 16.11**, см. [план](https://example.org/plan)"]
    words = "\n".join([*lines, "- Ирина", "- *Пётр*", "<b>не тег</b>"])
    page.keyboard.insert_text(words)
    page.keyboard.press("Control+Enter")
    note = hands.see("note-note")
    expect(note.get_by_role("heading")).to_have_text("Пороги")
    expect(note.locator("strong")).to_have_text("от 16.11")
    expect(note.get_by_role("listitem")).to_have_text(["Ирина", "Пётр"])
    expect(note.get_by_role("link")).to_have_attribute("href", "https://example.org/plan")
    expect(note).to_contain_text("<b>не тег</b>")
    assert hands.stored()["notes"] == [{"id": "note", "text": words}]


def test_wheel_and_buttons_move_the_canvas_as_hands_expect(desk: Desk) -> None:
    hands = desk.open(four(), "мышь")
    page = hands.page
    canvas = box_of(hands.see("canvas"))
    x, y = canvas["x"] + 600, canvas["y"] + 330
    page.mouse.move(x, y)
    was = box_of(card(hands, "a"))
    page.mouse.wheel(0, 100)
    moved(hands, "y <", was["y"] - 20)
    was = box_of(card(hands, "a"))
    page.mouse.down(button="middle")
    page.mouse.move(x + 60, y + 30, steps=3)
    page.mouse.up(button="middle")
    moved(hands, "x >", was["x"] + 40)
    # The right button pans too, and its menu opens only when it has not moved.
    was = box_of(card(hands, "a"))
    page.mouse.down(button="right")
    page.mouse.move(x, y, steps=3)
    page.mouse.up(button="right")
    moved(hands, "x <", was["x"] - 40)
    expect(hands.see("pane-menu")).to_have_count(0)
    page.mouse.click(x, y, button="right")
    expect(hands.see("pane-menu")).to_be_visible()
    page.keyboard.press("Escape")
    zoom = hands.see("zoom-value")
    before = zoom.inner_text()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    expect(zoom).not_to_have_text(before)
    # A frame drawn over empty canvas selects what it touches.
    page.keyboard.press("Shift+1")
    page.keyboard.press("Escape")
    first, last = box_of(card(hands, "a")), box_of(card(hands, "b"))
    page.mouse.move(first["x"] - 16, first["y"] - 16)
    page.mouse.down()
    page.mouse.move(last["x"] + 30, last["y"] + 40, steps=5)
    page.mouse.up()
    expect(page.locator(".react-flow__node.selected")).to_have_count(2)
