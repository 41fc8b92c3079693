"""The preview studied: profiles, values, search, columns, files, nodes of a look, lineage."""

from __future__ import annotations

import json

import openpyxl
import pytest
from playwright.sync_api import expect

from e2e.conftest import EXAMPLE
from e2e.desk import Desk
from e2e.flows import flow, made, text_file
from e2e.hands import Hands

pytestmark = [pytest.mark.browser]

TEA = (
    "Товар;Штук;Цена;Дата\nЧай;3;99,5;01.12.2025\nКофе;5;210;02.12.2025\nМёд;12;350;03.12.2025\n"
    "Чай;7;101;04.12.2025\n"
)


def tea(desk: Desk, name: str, *nodes: dict) -> Hands:
    """Open a workflow that reads the small table, with the last node selected."""
    desk.file("чай 2.csv", TEA)
    hands = desk.open(flow([text_file("tea", "чай 2.csv"), *nodes]), name)
    hands.select(nodes[-1]["id"] if nodes else "tea")
    return hands


def test_heads_tell_what_the_values_are_like(desk: Desk) -> None:
    hands = tea(desk, "распределения")
    profile = hands.see("profile-Товар")
    expect(profile).to_contain_text("3 разных")
    expect(hands.see("profile-Штук")).to_contain_text("3\u2009…\u200912")
    profile.click()
    card = hands.see("column-card")
    expect(card).to_contain_text("Посчитано по 4 строкам — по всем")
    expect(card.get_by_test_id("value-0")).to_have_text("Чай2")
    card.get_by_test_id("value-0").click()
    expect(hands.see("filter-chip")).to_have_text("Товар = Чай")
    expect(hands.see("basis")).to_have_text("нашлись 2 строки")
    # The head tells of what is shown now, not of the whole.
    expect(hands.see("profile-Товар")).to_contain_text("1 разное")


def test_a_search_goes_across_all_columns(desk: Desk) -> None:
    hands = tea(desk, "поиск просмотра")
    hands.cell(0, 0).click()
    hands.chord("KeyF", "а")
    hands.see("preview-search").fill("101")
    expect(hands.see("search-chip")).to_contain_text("есть «101»")
    expect(hands.see("basis")).to_have_text("нашлась 1 строка")
    expect(hands.cell(0, 1)).to_have_text("7")
    hands.see("preview-search").press("Escape")
    expect(hands.see("basis")).to_have_text("все 4 строки")


def test_columns_are_hidden_and_kept_at_the_left(desk: Desk) -> None:
    hands = tea(desk, "столбцы просмотра")
    page = hands.page
    hands.see("head-Цена").click(button="right")
    page.get_by_role("menuitem", name="Скрыть здесь").click()
    expect(hands.see("grid")).to_have_attribute("aria-colcount", "4")
    hands.see("head-Дата").click(button="right")
    page.get_by_role("menuitem", name="Закрепить слева").click()
    expect(hands.cell(0, 0)).to_have_text("01.12.2025")
    expect(hands.cell(0, 1)).to_have_text("Чай")
    hands.see("preview-columns").click()
    page.get_by_role("button", name="Показать все").click()
    expect(hands.see("grid")).to_have_attribute("aria-colcount", "5")


def test_what_is_seen_is_saved_as_a_book(desk: Desk) -> None:
    hands = tea(desk, "сохранение таблицы")
    page = hands.page
    hands.see("head-Цена").click(button="right")
    page.get_by_role("menuitem", name="Скрыть здесь").click()
    hands.see("head-Штук").click(button="right")
    page.get_by_role("menuitem", name="По убыванию").click()
    expect(hands.cell(0, 1)).to_have_text("12")
    hands.see("preview-save").click()
    with page.expect_download() as waiting:
        hands.see("save-xlsx").click()
    path = desk.workspace / "saved.xlsx"
    waiting.value.save_as(path)
    sheet = openpyxl.load_workbook(path).active
    rows = [[cell.value for cell in row][:2] for row in sheet.iter_rows()]
    assert rows == [["Товар", "Штук"], ["Мёд", 12], ["Чай", 7], ["Кофе", 5], ["Чай", 3]]


def test_a_filter_becomes_a_node_in_one_step(desk: Desk) -> None:
    hands = tea(desk, "фильтр узлом")
    hands.see("profile-Товар").click()
    hands.see("value-0").click()
    hands.see("head-Штук").click(button="right")
    hands.page.get_by_role("menuitem", name="По убыванию").click()
    hands.see("to-node").click()
    expect(hands.page.locator("[data-node]")).to_have_count(3)
    expect(hands.see("filter-chip")).to_have_count(0)
    expect(hands.see("basis")).to_have_text("все 2 строки")
    expect(hands.cell(0, 1)).to_have_text("7")
    hands.chord("KeyZ", "я")
    expect(hands.page.locator("[data-node]")).to_have_count(1)


def test_the_way_of_a_column_is_lit(desk: Desk) -> None:
    document = json.loads((EXAMPLE / "nine_segments.kanva.json").read_text(encoding="utf-8"))
    hands = desk.open(document, "путь столбца")
    hands.select("segments")
    hands.see("head-Выручка").click(button="right")
    hands.see("column-trace").click()
    expect(hands.see("trace-chip")).to_contain_text("путь столбца «Выручка»")
    up = hands.see("trace-up")
    expect(up).to_contain_text("Quantity")
    expect(up.locator("code").first).to_be_visible()
    stop = hands.page.locator(".react-flow__node[data-id='stop_list']")
    expect(stop).to_have_css("opacity", "0.28")
    hands.page.get_by_role("button", name="Не показывать путь").first.click()
    expect(stop).to_have_css("opacity", "1")


def test_who_would_miss_a_column_is_told(desk: Desk) -> None:
    condition = {"column": "Штук", "op": ">", "value": 4}
    hands = tea(desk, "кому нужен", made("filter", "rows.filter", conditions={"all": [condition]}))
    hands.select("tea")
    hands.see("head-Штук").click(button="right")
    hands.see("column-trace").click()
    expect(hands.see("trace-uses")).to_contain_text("Условия")
    expect(hands.see("trace")).to_contain_text("Сломается 1 настройка")


def test_a_chart_of_any_output_and_the_rows_of_a_bar(desk: Desk) -> None:
    hands = tea(desk, "графики")
    hands.see("preview-view").click()
    hands.see("view-chart").click()
    # A table with dates begins with a line by days.
    expect(hands.see("chart")).to_contain_text("по 4 строкам — по всем")
    expect(hands.see("chart")).to_contain_text("по дням")
    hands.see("chart-bar").click()
    hands.pick(hands.see("chart-x"), "Товар")
    hands.pick(hands.see("chart-measure"), "Сумма")
    hands.pick(hands.see("chart-y"), "Штук")
    marks = hands.see("chart-mark")
    expect(marks).to_have_count(3)
    expect(marks.nth(0)).to_have_attribute("aria-label", "Мёд · 12")
    marks.nth(1).press("Enter")
    expect(hands.see("filter-chip")).to_have_text("Товар = Чай")
    expect(hands.see("basis")).to_have_text("нашлись 2 строки")


def test_points_of_two_columns(desk: Desk) -> None:
    hands = tea(desk, "точки")
    hands.see("preview-view").click()
    hands.see("view-chart").click()
    hands.see("chart-scatter").click()
    expect(hands.see("chart-mark")).to_have_count(4)


def test_what_changed_between_two_nodes(desk: Desk) -> None:
    formulas = [{"name": "Цена", "formula": 'ЕСЛИ([Товар] = "Кофе"; 200; [Цена])'}]
    hands = tea(desk, "что изменилось", made("new", "columns.calculate", formulas=formulas))
    hands.see("preview-view").click()
    hands.see("view-compare").click()
    expect(hands.see("compare-keys")).to_contain_text("Штук")
    expect(hands.see("compare-changed")).to_contain_text("изменено 1")
    expect(hands.see("compare-same")).to_contain_text("без изменений 3")
    changed = hands.see("changes").locator("[data-changed=true]")
    expect(changed).to_have_count(1)
    expect(changed).to_contain_text("210")
    expect(changed).to_contain_text("200")


def test_what_changed_between_two_runs(desk: Desk) -> None:
    hands = tea(desk, "два запуска")
    hands.run()
    desk.file("чай 2.csv", TEA.replace("Мёд;12", "Мёд;13") + "Рис;9;80;05.12.2025\n")
    hands.run()
    hands.see("preview-view").click()
    hands.see("view-compare").click()
    hands.see("compare-with").click()
    # The list begins with the runs, the newest first.
    hands.page.get_by_role("option").nth(1).click()
    hands.see("compare-keys").click()
    hands.page.get_by_role("checkbox", name="Товар").check()
    hands.page.get_by_role("checkbox", name="Штук").uncheck()
    hands.page.keyboard.press("Escape")
    expect(hands.see("compare-added")).to_contain_text("добавлено 1")
    expect(hands.see("compare-changed")).to_contain_text("изменено 1")


def test_two_outputs_stand_side_by_side(desk: Desk) -> None:
    condition = {"column": "Штук", "op": ">", "value": 6}
    hands = tea(desk, "рядом", made("filter", "rows.filter", conditions={"all": [condition]}))
    hands.see("preview-view").click()
    hands.see("view-beside").click()
    hands.pick(hands.see("beside-with"), "Фильтр: Остальные")
    grids = hands.see("grid")
    expect(grids).to_have_count(2)
    expect(grids.nth(0).get_by_role("row")).to_have_count(3)
    expect(grids.nth(1)).to_contain_text("Кофе")
