"""The preview: true types, the whole result by pages, sort, filter, marks of nothing, copying."""

from __future__ import annotations

import csv
import json

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import EXAMPLE
from e2e.desk import Desk
from e2e.flows import flow, made, text_file
from e2e.hands import Hands

pytestmark = [pytest.mark.browser]

TEA = "Товар;Штук;Цена;Дата\nЧай;3;99,5;01.12.2025\nКофе;5;210;02.12.2025\nМёд;12;350;03.12.2025\n"
NARROW = "\u202f"


def clipboard(page: Page) -> str:
    """Return the text of the clipboard."""
    return page.evaluate("navigator.clipboard.readText()")


def tea(desk: Desk, name: str, *nodes: dict) -> Hands:
    """Open a workflow that reads the small table, with the last node selected."""
    desk.file("чай.csv", TEA)
    hands = desk.open(flow([text_file("tea", "чай.csv"), *nodes]), name)
    hands.select(nodes[-1]["id"] if nodes else "tea")
    return hands


def test_the_whole_result_is_paged_to_its_last_row(desk: Desk) -> None:
    hands = desk.open(flow([text_file("sales", "nine_segments/sales.csv")]), "продажи")
    hands.select("sales")
    assert hands.heads() == [
        "InvoiceNo · текст",
        "StockCode · текст",
        "Description · текст",
        "Quantity · целое число",
        "InvoiceDate · дата и время",
        "UnitPrice · число",
        "CustomerID · число",
        "Country · текст",
    ]
    hands.run()
    expect(hands.see("basis")).to_have_text(f"все 19{NARROW}477 строк")
    expect(hands.see("grid")).to_have_attribute("aria-rowcount", "19478")

    with (EXAMPLE / "sales.csv").open(encoding="utf-8", newline="") as source:
        last = list(csv.reader(source))[-1]
    hands.cell(0, 0).click()
    hands.page.keyboard.press("Control+End")
    row = hands.see("grid").get_by_role("row").last
    expect(row).to_have_attribute("aria-rowindex", "19478")
    expect(row.get_by_role("rowheader")).to_have_text(f"19{NARROW}477")
    expect(hands.cell(19476, 1)).to_have_text(last[1])
    expect(hands.cell(19476, 2)).to_have_text(last[2].strip())
    expect(hands.cell(19476, 3)).to_have_text(last[3])
    hands.page.keyboard.press("Control+Home")
    expect(hands.cell(0, 1)).to_have_text("85123A")

    # By the scrollbar, too.
    hands.see("grid").evaluate("grid => { grid.scrollTop = grid.scrollHeight }")
    expect(hands.cell(19476, 1)).to_have_text(last[1])


def test_a_click_on_a_head_sorts_and_the_flow_stays(desk: Desk) -> None:
    hands = tea(desk, "сортировка просмотра")
    before = hands.stored("saved")
    head = hands.see("grid").get_by_role("columnheader").filter(has_text="Штук")
    head.get_by_role("button").first.click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(hands.cell(0, 0)).to_have_text("Чай")
    head.get_by_role("button").first.click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(hands.see("sort-chip")).to_have_text("Штук")
    expect(hands.cell(0, 0)).to_have_text("Мёд")
    expect(hands.cell(2, 0)).to_have_text("Чай")
    # A second key with Shift: both chips stand.
    other = hands.see("grid").get_by_role("columnheader").filter(has_text="Товар")
    other.get_by_role("button").first.click(modifiers=["Shift"])
    expect(hands.see("sort-chip")).to_have_text(["Штук", "Товар"])
    hands.page.get_by_role("button", name="Убрать сортировку по «Штук»").click()
    expect(hands.see("sort-chip")).to_have_text(["Товар"])
    expect(hands.cell(0, 0)).to_have_text("Кофе")
    assert hands.stored("saved") == before


def test_filter_chips_narrow_the_rows_and_go_away(desk: Desk) -> None:
    hands = tea(desk, "фильтр просмотра")
    page = hands.page
    hands.see("preview-filter").click()
    dialog = page.get_by_role("dialog")
    hands.pick(dialog.get_by_role("combobox").nth(0), "Штук")
    hands.pick(dialog.get_by_role("combobox").nth(1), "не меньше")
    value = dialog.locator("input[type=text]").last
    value.fill("5")
    value.press("Enter")
    expect(hands.see("filter-chip")).to_have_text("Штук ≥ 5")
    expect(hands.see("basis")).to_have_text("нашлись 2 строки")
    expect(hands.see("grid")).to_have_attribute("aria-rowcount", "3")
    page.get_by_role("button", name="Убрать условие Штук ≥ 5").click()
    expect(hands.see("basis")).to_have_text("все 3 строки")
    expect(hands.see("filter-chip")).to_have_count(0)


def test_nothing_and_an_empty_text_are_told_apart(desk: Desk) -> None:
    formulas = [
        {"name": "Пустая", "formula": 'ЕСЛИ([Штук] > 4; ""; "  с краю")'},
        {"name": "Нет", "formula": 'ЕСЛИ([Штук] > 4; "да")'},
    ]
    hands = tea(desk, "пустота", made("marks", "columns.calculate", formulas=formulas))
    expect(hands.cell(0, 5)).to_have_text("NULL")
    expect(hands.cell(0, 5).get_by_title("Значения нет")).to_be_visible()
    expect(hands.cell(1, 5)).to_have_text("да")
    expect(hands.cell(1, 4)).to_have_text("пустая строка")
    expect(hands.cell(0, 4)).to_have_text("··с краю")


def test_a_range_is_copied_as_excel_takes_it(desk: Desk) -> None:
    hands = tea(desk, "копия диапазона")
    page = hands.page
    hands.cell(0, 0).click()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    hands.chord("KeyC", "с")
    expect(page.get_by_text("Скопировано 6 ячеек")).to_be_visible()
    assert clipboard(page) == "Чай\t3\t99,5\nКофе\t5\t210"
    # With the mouse, and with the heads.
    hands.cell(1, 1).hover()
    page.mouse.down()
    hands.cell(2, 2).hover()
    page.mouse.up()
    hands.chord("KeyC", "С", shift=True)
    expect(page.get_by_text("Скопировано 4 ячейки")).to_be_visible()
    assert clipboard(page) == "Штук\tЦена\n5\t210\n12\t350"


def test_a_cell_opens_whole(desk: Desk) -> None:
    long_text = "слово " * 200
    desk.file("письма.csv", f"Номер;Текст\n1;{long_text.strip()}\n")
    hands = desk.open(flow([text_file("letters", "письма.csv")]), "письма")
    hands.select("letters")
    hands.cell(0, 1).click()
    hands.page.keyboard.press("Enter")
    window = hands.see("cell-viewer")
    expect(window.get_by_role("textbox")).to_have_text(long_text.strip())
    expect(window).to_contain_text("1199 знаков")
    hands.page.keyboard.press("Escape")
    expect(window).to_have_count(0)
    expect(hands.cell(0, 1)).to_be_focused()


def test_inputs_have_tabs_of_their_own(desk: Desk) -> None:
    condition = {"column": "Штук", "op": ">", "value": 4}
    hands = tea(desk, "вкладки", made("filter", "rows.filter", conditions={"all": [condition]}))
    expect(hands.see("grid")).to_have_attribute("aria-rowcount", "3")
    hands.see("tab-out-rest").click()
    expect(hands.see("grid")).to_have_attribute("aria-rowcount", "2")
    expect(hands.cell(0, 0)).to_have_text("Чай")
    hands.see("tab-in-rows").click()
    expect(hands.see("grid")).to_have_attribute("aria-rowcount", "4")


def test_a_segment_of_the_grid_shows_its_rows(desk: Desk) -> None:
    document = json.loads((EXAMPLE / "nine_segments.kanva.json").read_text(encoding="utf-8"))
    hands = desk.open(document, "девять")
    hands.select("segments")
    cell = hands.see("matrix-cell-3")
    expect(cell).to_contain_text("59")
    expect(cell).to_contain_text("30,9 %")
    cell.click()
    expect(cell).to_have_attribute("aria-pressed", "true")
    expect(hands.see("filter-chip")).to_have_count(1)
    expect(hands.see("grid")).to_have_attribute("aria-rowcount", "60")
    # Another segment takes its place; a second click on it shows all again.
    hands.see("matrix-cell-7").click()
    expect(hands.see("filter-chip")).to_have_count(1)
    expect(hands.cell(0, 5)).to_have_text("7")
    expect(cell).to_have_attribute("aria-pressed", "false")
    hands.see("matrix-cell-7").click()
    expect(hands.see("grid")).to_have_attribute("aria-rowcount", "192")
    # The nine numbers make up all.
    counts = [
        int(hands.see(f"matrix-cell-{number}").inner_text().split()[0]) for number in range(1, 10)
    ]
    assert sum(counts) == 191
