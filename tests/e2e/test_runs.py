"""Runs: up to a node, stopped half-way, and errors told in plain words where they are."""

from __future__ import annotations

import re

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from e2e.desk import Desk
from e2e.flows import flow, made, text_file
from e2e.hands import Hands

pytestmark = [pytest.mark.browser]

TEA = "Товар;Штук;Цена\nЧай;3;99,5\nКофе;5;210\nМёд;12;350\n"


def failed(hands: Hands) -> None:
    """Press Run and wait until it has failed."""
    hands.see("run").click()
    expect(hands.see("last-run")).to_have_attribute("data-state", "failed", timeout=30_000)


def test_run_to_here_runs_no_further(desk: Desk) -> None:
    desk.file("чай.csv", TEA)
    condition = {"column": "Штук", "op": ">", "value": 4}
    nodes = [
        text_file("tea", "чай.csv"),
        made("filter", "rows.filter", conditions={"all": [condition]}),
        made("book", "export.text", file="до узла.csv"),
    ]
    hands = desk.open(flow(nodes), "до узла")
    hands.select("filter")
    hands.page.keyboard.press("F7")
    expect(hands.see("last-run")).to_have_attribute("data-state", "succeeded", timeout=30_000)
    expect(hands.see("node-tea")).to_have_attribute("data-state", "done")
    expect(hands.see("node-filter")).to_have_attribute("data-state", "done")
    expect(hands.see("node-filter")).to_contain_text("2")
    expect(hands.see("node-book")).to_have_attribute("data-state", "ready")
    assert not (desk.workspace / "до узла.csv").exists()

    # A changed setting makes its node and what follows stale; the menu of the run button runs it.
    hands.see("condition-1").locator("input").first.fill("10")
    hands.see("condition-1").locator("input").first.press("Enter")
    expect(hands.see("node-filter")).to_have_attribute("data-state", "stale")
    expect(hands.see("node-tea")).to_have_attribute("data-state", "done")
    hands.see("run-more").click()
    hands.see("run-to-here").click()
    expect(hands.see("node-filter")).to_have_attribute("data-state", "done", timeout=30_000)
    expect(hands.see("grid")).to_have_attribute("aria-rowcount", "2")
    assert not (desk.workspace / "до узла.csv").exists()
    hands.run()
    made_file = (desk.workspace / "до узла.csv").read_text(encoding="utf-8-sig")
    assert made_file.splitlines() == ["Товар;Штук;Цена", "Мёд;12;350"]


def test_a_long_run_is_stopped_and_leaves_nothing(desk: Desk) -> None:
    # A key that is the same in every row makes 400 million pairs: nobody waits for that.
    rows = "".join(f"1;{number}\n" for number in range(20_000))
    desk.file("пары/слева.csv", "Ключ;Слева\n" + rows)
    desk.file("пары/справа.csv", "Ключ;Справа\n" + rows)
    nodes = [
        text_file("left", "пары/слева.csv"),
        text_file("right", "пары/справа.csv"),
        made("pairs", "join.join", "Все пары", keys=[{"left": "Ключ", "right": "Ключ"}]),
        made("out", "export.text", "Выгрузка", file="пары/пары.csv"),
    ]
    edges = [
        ("left.rows", "pairs.left"),
        ("right.rows", "pairs.right"),
        ("pairs.rows", "out.rows"),
    ]
    hands = desk.open(flow(nodes, edges), "долгий запуск")
    hands.see("run").click()
    expect(hands.see("progress")).to_be_visible()
    expect(hands.page.locator("[data-node][data-state=running]").first).to_be_visible()
    expect(hands.see("run")).to_be_disabled()
    hands.see("stop").click()
    expect(hands.see("last-run")).to_have_attribute("data-state", "cancelled", timeout=20_000)
    expect(hands.see("last-run")).to_contain_text("Остановлен")
    expect(hands.see("progress")).to_have_count(0)
    expect(hands.page.locator("[data-node][data-state=running]")).to_have_count(0)
    assert sorted(file.name for file in (desk.workspace / "пары").iterdir()) == [
        "слева.csv",
        "справа.csv",
    ]
    # The server goes on working.
    hands.select("left")
    hands.page.keyboard.press("F7")
    expect(hands.see("last-run")).to_have_attribute("data-state", "succeeded", timeout=30_000)


def test_a_missing_file_is_told_at_its_field(desk: Desk) -> None:
    hands = desk.open(flow([text_file("tea", "нет такого.csv")]), "нет файла")
    expect(hands.see("node-tea")).to_have_attribute("data-state", "error")
    hands.select("tea")
    alert = hands.field("file").get_by_role("alert")
    expect(alert).to_contain_text("Нет файла «нет такого.csv»")
    expect(alert).to_contain_text("Положите его в папку или выберите другой")
    expect(hands.see("problems")).to_have_text("1 ошибка")
    # The list of problems leads to the node.
    hands.page.locator(".react-flow__pane").click(position={"x": 300, "y": 400})
    expect(hands.see("node-panel")).to_have_count(0)
    hands.see("problems").click()
    hands.see("problem-tea").click()
    expect(hands.field("file").get_by_role("alert")).to_be_visible()
    # Chosen in the list of files, it is well again.
    desk.file("нашёлся.csv", TEA)
    hands.field("file").get_by_role("button", name="Выбрать файл: Файл").click()
    hands.page.get_by_role("button", name=re.compile("^нашёлся.csv")).click()
    expect(hands.see("node-tea")).to_have_attribute("data-state", "ready")
    expect(hands.see("problems")).to_have_count(0)


def test_a_wrong_sheet_is_told_at_its_field_with_the_sheets_there_are(desk: Desk) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Остатки"
    sheet.append(["Товар", "Штук"])
    sheet.append(["Чай", 3])
    book.create_sheet("Цены")
    book.save(desk.workspace / "склад.xlsx")
    node = made("book", "import.excel", file="склад.xlsx", sheet="Остаток")
    hands = desk.open(flow([node]), "нет листа")
    expect(hands.see("node-book")).to_have_attribute("data-state", "error")
    hands.select("book")
    alert = hands.field("sheet").get_by_role("alert")
    expect(alert).to_contain_text("В книге «склад.xlsx» нет листа «Остаток»")
    expect(alert).to_contain_text("Остатки")
    hands.write("sheet", "Остатки")
    expect(hands.see("node-book")).to_have_attribute("data-state", "ready")
    expect(hands.cell(0, 0)).to_have_text("Чай")


def test_a_column_gone_from_the_file_is_told_where_it_is_needed(desk: Desk) -> None:
    desk.file("остатки.csv", TEA)
    condition = {"column": "Штук", "op": ">", "value": 4}
    nodes = [
        text_file("tea", "остатки.csv"),
        made("filter", "rows.filter", "Крупные", conditions={"all": [condition]}),
    ]
    hands = desk.open(flow(nodes), "столбец пропал")
    hands.run()
    expect(hands.see("node-filter")).to_have_attribute("data-state", "done")
    desk.file("остатки.csv", TEA.replace("Штук", "Количество"))
    failed(hands)
    expect(hands.see("node-filter")).to_have_attribute("data-state", "error")
    expect(hands.see("node-tea")).not_to_have_attribute("data-state", "error")
    hands.select("filter")
    line = hands.see("condition-1")
    expect(line.get_by_role("alert")).to_contain_text("Нет столбца «Штук»")
    assert hands.options(line.get_by_role("combobox").first) == ["Товар", "Количество", "Цена"]
    hands.see("history").click()
    expect(hands.see("runs-panel")).to_contain_text("Крупные")
    expect(hands.see("runs-panel")).to_contain_text("Нет столбца «Штук»")


def test_text_among_numbers_is_told_with_its_rows(desk: Desk) -> None:
    bad = "Товар;Штук\nЧай;3\nКофе;пять\nМёд;12\n"
    desk.file("с текстом.csv", bad)
    forced = [{"name": "Штук", "kind": "integer"}]
    node = text_file("tea", "с текстом.csv", columns=forced, on_bad_value="stop")
    hands = desk.open(flow([node]), "текст в числах")
    failed(hands)
    expect(hands.see("node-tea")).to_have_attribute("data-state", "error")
    hands.select("tea")
    expect(hands.see("form")).to_contain_text("«пять» не подходит к типу «целое число»")
    problem = hands.see("preview-problem")
    expect(problem).to_contain_text("Столбец «Штук», строка 3 файла")
    # What to do is said there too, and works.
    hands.choose("on_bad_value", "Оставить пустым")
    hands.run()
    expect(hands.cell(1, 1)).to_have_text("NULL")
