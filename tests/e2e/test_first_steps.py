"""The first minutes: an example from the gallery, nodes from the palette and from the search."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from e2e.desk import Desk
from e2e.flows import flow, made, text_file
from e2e.hands import Hands

pytestmark = [pytest.mark.browser]

TEA = "Товар;Штук\nЧай;3\nКофе;5\n"


def test_the_gallery_opens_the_example_and_runs_it(desk: Desk) -> None:
    page = desk.page()
    hands = Hands(page)
    hands.see("home-example-nine_segments").click()
    expect(page.locator("[data-node]")).to_have_count(21)
    expect(page.locator("[data-node][data-state=ready]")).to_have_count(21)
    hands.run()

    expect(page.locator("[data-node][data-state=done]")).to_have_count(21)
    expect(hands.see("node-sales")).to_contain_text("19 477")
    expect(hands.see("node-segments")).to_contain_text("191")
    expect(hands.see("node-book")).to_contain_text("151")

    hands.see("history").click()
    outputs = hands.see("outputs")
    with page.expect_download() as waited:
        outputs.get_by_role("link", name="nine_segments.xlsx").click()
    given = waited.value
    assert given.suggested_filename == "nine_segments.xlsx"
    [made_file] = desk.workspace.rglob("nine_segments.xlsx")
    assert given.path().read_bytes() == made_file.read_bytes()


def test_the_examples_page_opens_it_too_and_home_lists_it(desk: Desk) -> None:
    page = desk.page("examples")
    hands = Hands(page)
    page.get_by_text("Девять сегментов").first.click()
    expect(page.locator("[data-node]")).to_have_count(21)
    title = hands.see("title").inner_text()
    hands.see("home").click()
    row = page.get_by_role("row").filter(has_text=title).first
    expect(row).to_contain_text("Не запускался")
    row.get_by_role("button", name=title).first.click()
    expect(page.locator("[data-node]")).to_have_count(21)


def test_a_node_comes_from_the_palette_and_from_a_double_click(desk: Desk) -> None:
    desk.file("чай.csv", TEA)
    hands = desk.open(flow([text_file("tea", "чай.csv")]), "из палитры")
    sort = hands.drag_in("rows.sort", 360, 160)
    assert sort == "sort"
    expect(hands.see("node-panel")).to_contain_text("Сортировка")

    canvas = hands.see("canvas")
    canvas.dblclick(position={"x": 560, "y": 300})
    search = hands.see("quick-add").get_by_role("combobox")
    search.fill("где")
    expect(hands.see("quick-add").get_by_role("option").first).to_contain_text("Фильтр")
    search.press("Enter")
    expect(hands.see("quick-add")).to_have_count(0)
    assert hands.nodes() == {"tea", "sort", "filter"}
    expect(hands.see("node-panel")).to_contain_text("Фильтр")


def test_only_ports_that_fit_take_an_edge(desk: Desk) -> None:
    desk.file("чай.csv", TEA)
    nodes = [
        text_file("tea", "чай.csv"),
        made("first", "rows.sort", "Первая", keys=[{"column": "Штук"}]),
        made("second", "rows.sort", "Вторая", keys=[{"column": "Товар"}]),
    ]
    hands = desk.open(flow(nodes), "порты")
    edges = hands.page.locator("[data-testid^=edge-]")
    expect(edges).to_have_count(2)

    # From the last back to the first: a circle. The port says so while the line is drawn.
    hands.grab(hands.port("second", "rows", "source"))
    taken = hands.port("first", "rows", "target")
    expect(taken).to_have_attribute("title", "Строки: получится круг")
    hands.drop(taken)
    expect(edges).to_have_count(2)
    expect(hands.see("quick-add")).to_have_count(0)

    # Output to output.
    hands.grab(hands.port("tea", "rows", "source"))
    other = hands.port("second", "rows", "source")
    expect(other).to_have_attribute("title", "Строки: выход соединяют со входом")
    hands.drop(other)
    expect(edges).to_have_count(2)


def test_an_edge_dropped_on_the_canvas_asks_what_comes_next(desk: Desk) -> None:
    desk.file("чай.csv", TEA)
    hands = desk.open(flow([text_file("tea", "чай.csv")]), "продолжение")
    hands.grab(hands.port("tea", "rows", "source"))
    hands.page.mouse.move(820, 300, steps=4)
    hands.page.mouse.up()
    window = hands.see("quick-add")
    expect(window).to_contain_text("Будет соединён с этим выходом")
    # Sources have no input to be joined to.
    window.get_by_role("combobox").fill("файл")
    expect(window.get_by_role("option").filter(has_text="Чтение")).to_have_count(0)
    window.get_by_role("combobox").fill("сортировка")
    window.get_by_role("combobox").press("Enter")
    expect(hands.see("node-sort")).to_be_visible()
    expect(hands.page.locator("[data-testid^=edge-]")).to_have_count(1)
    hands.add_item("keys")
    hands.choose("keys.0.column", "Штук")
    expect(hands.page.get_by_test_id("grid-cell-0-1")).to_have_text("3")
