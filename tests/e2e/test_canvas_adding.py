"""Nodes come onto the canvas in every way hands try."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from e2e.desk import Desk
from e2e.flows import flow, made, text_file
from e2e.hands import Hands

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60, func_only=True)]

TEA = "Товар;Штук\nЧай;3\nКофе;5\n"


def joined(hands: Hands) -> list[tuple[str, str]]:
    """Return the edges as the server has them."""
    return [(edge["from"], edge["to"]) for edge in hands.stored()["edges"]]


def test_the_plus_of_a_port_asks_what_comes_next(desk: Desk) -> None:
    desk.file("чай.csv", TEA)
    document = flow([text_file("a", "чай.csv"), made("b", "rows.sort"), text_file("c", "чай.csv")])
    document["edges"].pop()
    hands = desk.open(document, "плюс")
    hands.select("c")
    hands.see("add-after-c-rows").click()
    search = hands.see("quick-add")
    # Nothing can be joined to a source: none is offered; what followed a source here comes first.
    expect(search.get_by_role("option").first).to_have_attribute(
        "data-testid", "quick-add-rows.sort"
    )
    expect(hands.see("quick-add-import.text")).to_have_count(0)
    hands.page.keyboard.press("Enter")
    expect(hands.see("node-sort")).to_be_visible()
    assert joined(hands) == [("a.rows", "b.rows"), ("c.rows", "sort.rows")]


def test_a_selected_edge_takes_a_new_node_by_the_keyboard(desk: Desk) -> None:
    hands = desk.open(flow([made("a", "rows.sort"), made("b", "rows.sort")]), "в связь")
    page = hands.page
    before = hands.see("node-a").bounding_box()
    assert before is not None
    page.mouse.click(before["x"] + 56 + 18, before["y"] + 28)
    expect(page.locator(".react-flow__edge.selected")).to_have_count(1)
    page.keyboard.press("n")
    expect(hands.see("quick-add")).to_contain_text("Встанет в эту связь")
    page.keyboard.insert_text("фильтр")
    page.keyboard.press("Enter")
    expect(hands.see("node-filter")).to_be_visible()
    assert joined(hands) == [("a.rows", "filter.rows"), ("filter.rows", "b.rows")]
    page.keyboard.press("Control+z")
    expect(hands.see("node-filter")).to_have_count(0)
    assert hands.stored("saved")["edges"] == [{"from": "a.rows", "to": "b.rows"}]


def test_a_type_dropped_near_an_output_is_joined_and_on_a_node_takes_its_place(
    desk: Desk,
) -> None:
    desk.file("чай.csv", TEA)
    sort = made("sort", "rows.sort", keys=[{"column": "Штук", "descending": True}])
    hands = desk.open(flow([text_file("tea", "чай.csv"), sort]), "палитра")
    page = hands.page
    card = hands.see("node-sort").bounding_box()
    canvas = hands.see("canvas").bounding_box()
    assert card is not None
    assert canvas is not None
    near_x, near_y = round(card["x"] - canvas["x"]) + 96, round(card["y"] - canvas["y"]) + 10
    made_id = hands.drag_in("rows.filter", near_x, near_y)
    assert joined(hands) == [("tea.rows", "sort.rows"), ("sort.rows", f"{made_id}.rows")]

    hands.see("palette-search").fill("формулы")
    item = hands.see("palette-item-columns.calculate")
    item.drag_to(hands.see(f"node-{made_id}"), target_position={"x": 28, "y": 28})
    expect(hands.see("node-calculate")).to_be_visible()
    expect(hands.see(f"node-{made_id}")).to_have_count(0)
    assert joined(hands) == [("tea.rows", "sort.rows"), ("sort.rows", "calculate.rows")]
    page.keyboard.press("Control+z")
    expect(hands.see(f"node-{made_id}")).to_be_visible()


DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: 'text/csv' }));
  const canvas = document.querySelector('[data-canvas]');
  const box = canvas.getBoundingClientRect();
  const where = { clientX: box.left + 300, clientY: box.top + 200, dataTransfer: data };
  for (const name of ['dragover', 'drop']) {
    canvas.dispatchEvent(new DragEvent(name, { ...where, bubbles: true, cancelable: true }));
  }
}"""


def test_a_file_from_the_desktop_goes_into_the_workspace_and_is_read(desk: Desk) -> None:
    hands = desk.open(flow([]), "файл")
    expect(hands.see("empty-canvas")).to_be_visible()
    hands.page.evaluate(DROP, ["заказы с рынка.csv", TEA])
    expect(hands.see("node-text")).to_have_attribute("data-state", "ready")
    node = hands.stored()["nodes"][0]
    assert node["type"] == "import.text"
    assert (desk.workspace / node["settings"]["file"]).read_text(encoding="utf-8") == TEA
    hands.select("text")
    assert [head.partition(" · ")[0] for head in hands.heads()] == ["Товар", "Штук"]
    # What no node reads is told in words, with what does.
    hands.page.evaluate(DROP, ["отчёт.pdf", "%PDF"])
    expect(hands.see("status-problem")).to_contain_text("Ни один узел не читает файл «отчёт.pdf»")
    expect(hands.page.locator("[data-node]")).to_have_count(1)


def paste(hands: Hands, text: str) -> None:
    """Put a text into the clipboard and press Ctrl+V over the canvas."""
    hands.page.evaluate("text => navigator.clipboard.writeText(text)", text)
    hands.see("canvas").focus()
    hands.page.keyboard.press("Control+v")


def test_a_table_from_excel_becomes_a_node_and_a_long_one_a_file(desk: Desk) -> None:
    hands = desk.open(flow([]), "таблица")
    expect(hands.see("empty-canvas")).to_be_visible()
    paste(hands, 'Имя\tТекст\r\nОльга\t"две\nстроки"\r\nПётр\tодна\r\n')
    expect(hands.page.locator("[data-node]")).to_have_count(1)
    expect(hands.see("grid").first).to_have_attribute("aria-rowcount", "3")
    (node,) = hands.nodes()
    hands.select(node)
    assert hands.cell(1, 0).first.inner_text() == "Пётр"
    hands.page.keyboard.press("Escape")

    paste(hands, "Код\tСумма\r\n" + "".join(f"К{row}\t{row}\r\n" for row in range(1500)))
    expect(hands.see("node-text")).to_have_attribute("data-state", "ready")
    hands.select("text")
    expect(hands.see("grid").first).to_have_attribute("aria-rowcount", "1501")


def test_the_json_of_a_workflow_is_pasted_from_a_message(desk: Desk) -> None:
    parameter = {"name": "план", "type": "number", "title": "План", "default": 5}
    filtered = made("f", "rows.filter", formula="[Штук] > {план}")
    document = flow([made("a", "rows.sort"), filtered], parameters=[parameter])
    hands = desk.open(flow([made("a", "rows.sort")]), "из письма")
    paste(hands, f"Посмотри:\n```json\n{json.dumps(document, ensure_ascii=False, indent=2)}\n```\n")
    expect(hands.page.locator("[data-node]")).to_have_count(3)
    stored = hands.stored()
    assert [node["id"] for node in stored["nodes"]] == ["a", "a_2", "f"]
    assert stored["edges"] == [{"from": "a_2.rows", "to": "f.rows"}]
    assert stored["parameters"] == [parameter]
    # One act, one step back.
    hands.page.keyboard.press("Control+z")
    expect(hands.page.locator("[data-node]")).to_have_count(1)
    # What is no workflow stays where it is.
    paste(hands, '{"nodes": [1, null, {"id": 7}]}')
    expect(hands.page.locator("[data-node]")).to_have_count(1)


def test_a_piece_goes_from_window_to_window(desk: Desk) -> None:
    first = desk.open(flow([made("a", "rows.sort"), made("b", "rows.filter")]), "откуда")
    first.see("canvas").focus()
    first.page.keyboard.press("Control+a")
    first.page.keyboard.press("Control+c")
    second = Hands(first.page.context.new_page())
    desk.watch.over(second.page)
    second.page.goto(desk.address)
    second.see("new-workflow").click()
    expect(second.see("empty-canvas")).to_be_visible()
    second.see("canvas").focus()
    second.page.keyboard.press("Control+v")
    expect(second.page.locator("[data-node]")).to_have_count(2)
    stored = second.stored()
    assert [node["id"] for node in stored["nodes"]] == ["a", "b"]
    assert stored["edges"] == [{"from": "a.rows", "to": "b.rows"}]
