"""A table typed and pasted by hand: the keyboard of a spreadsheet, ranges from Excel, kinds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from e2e.desk import Desk
from e2e.flows import flow, made
from e2e.hands import Hands

pytestmark = [pytest.mark.browser]

RANGE = "Город\tПлан\tСтарт\r\nПермь\t1 200\t09.01.2026\r\nОмск\t90\t31.12.2026\r\n"


def paste(hands: Hands, text: str) -> None:
    """Put a text into the clipboard and press Ctrl+V."""
    hands.page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    hands.page.keyboard.press("ControlOrMeta+v")


def stored(desk: Desk, hands: Hands, name: str) -> Any:
    """Save, and return the typed table of the file."""
    hands.page.keyboard.press("ControlOrMeta+s")
    expect(hands.see("save")).to_have_attribute("data-state", "saved")
    document = json.loads((desk.workspace / f"{name}.kanva.json").read_text(encoding="utf-8"))
    return document["nodes"][0]["settings"]["table"]


def grid_of(hands: Hands) -> Locator:
    return hands.see("typed-grid")


def test_typing_as_in_a_spreadsheet(desk: Desk) -> None:
    hands = desk.open(flow([made("plan", "import.table")]), "по ячейкам")
    hands.select("plan")
    expect(hands.see("node-plan")).to_have_attribute("data-state", "unconfigured")
    grid_of(hands).focus()
    keyboard = hands.page.keyboard
    # A cell is typed over by key presses: only Latin letters have them here.
    keyboard.type("Perm")
    keyboard.press("Tab")
    keyboard.type("12,5")
    keyboard.press("Enter")
    # Enter goes back under the cell where the Tabs began.
    keyboard.type("Omsk")
    keyboard.press("Tab")
    keyboard.type("lots")
    keyboard.press("Enter")
    cells = grid_of(hands).get_by_role("gridcell")
    wrong = grid_of(hands).locator('[role="gridcell"][aria-invalid="true"]')
    expect(wrong).to_have_text(["lots"])
    expect(hands.see("field-table")).to_contain_text("строка 2: «lots» не подходит")
    # F2 opens the cell, Esc leaves it as it was, Enter writes.
    keyboard.press("ArrowUp")
    keyboard.press("ArrowRight")
    keyboard.press("F2")
    keyboard.type(" и больше")
    keyboard.press("Escape")
    expect(wrong).to_have_text(["lots"])
    keyboard.type("7")
    keyboard.press("Enter")
    expect(wrong).to_have_count(0)
    expect(hands.see("node-plan")).to_have_attribute("data-state", "ready")
    expect(cells.nth(4)).to_have_text("7")
    name = hands.page.get_by_role("textbox", name="Имя столбца 2")
    name.fill("План")
    name.press("Enter")
    hands.pick(hands.page.get_by_role("combobox", name="Тип столбца «План»"), "текст")
    assert stored(desk, hands, "по ячейкам") == {
        "columns": [{"name": "Столбец 1", "kind": "text"}, {"name": "План", "kind": "text"}],
        "rows": [["Perm", "12,5"], ["Omsk", "7"]],
    }
    # One cell is one step back.
    grid_of(hands).focus()
    keyboard.press("ControlOrMeta+z")
    keyboard.press("ControlOrMeta+z")
    keyboard.press("ControlOrMeta+z")
    expect(wrong).to_have_text(["lots"])


def test_a_range_from_excel(desk: Desk) -> None:
    hands = desk.open(flow([made("plan", "import.table")]), "из Excel")
    hands.select("plan")
    grid_of(hands).focus()
    paste(hands, RANGE)
    hands.page.get_by_role("button", name="Это данные").click()
    expect(grid_of(hands).get_by_role("gridcell").first).to_have_text("Город")
    hands.page.get_by_role("button", name="Это имена").click()
    expect(grid_of(hands).get_by_role("gridcell").first).to_have_text("Пермь")
    grid_of(hands).focus()
    keyboard = hands.page.keyboard
    keyboard.press("ControlOrMeta+Home")
    keyboard.press("Shift+ArrowRight")
    keyboard.press("ControlOrMeta+c")
    keyboard.press("ControlOrMeta+End")
    keyboard.press("ArrowDown")
    keyboard.press("Home")
    keyboard.press("ControlOrMeta+v")
    keyboard.press("Alt+ArrowUp")
    kinds = ["text", "integer", "date"]
    names = ["Город", "План", "Старт"]
    assert stored(desk, hands, "из Excel") == {
        "columns": [{"name": name, "kind": kind} for name, kind in zip(names, kinds, strict=True)],
        "rows": [
            ["Пермь", 1200, "2026-01-09"],
            ["Пермь", 1200, None],
            ["Омск", 90, "2026-12-31"],
        ],
    }
    hands.page.get_by_role("button", name="Удалить выбранные строки").click()
    hands.page.get_by_role("button", name="Открыть в большом окне").click()
    window = hands.page.get_by_role("dialog")
    expect(window.get_by_role("gridcell").nth(4)).to_have_text("Омск")
    keyboard.press("Escape")
    expect(window).to_have_count(0)
    expect(hands.see("node-plan")).to_contain_text("2 строки")


def test_a_range_pasted_on_the_canvas_makes_the_node(desk: Desk) -> None:
    hands = desk.open(flow([]), "на холст")
    hands.page.locator(".react-flow__pane").click(position={"x": 300, "y": 40})
    paste(hands, RANGE)
    node = hands.page.locator("[data-node]")
    expect(node).to_have_count(1)
    expect(node).to_contain_text("2 строки")
    assert stored(desk, hands, "на холст")["rows"] == [
        ["Пермь", 1200, "2026-01-09"],
        ["Омск", 90, "2026-12-31"],
    ]
