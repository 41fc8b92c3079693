"""Forms offer the true columns of their place; what is wrong stays, is red and can be mended."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from e2e.desk import Desk
from e2e.flows import flow, made, text_file
from e2e.hands import Hands

pytestmark = [pytest.mark.browser]

TEA = "Товар;Штук;Цена;Дата\nЧай;3;99,5;01.12.2025\nКофе;5;210;02.12.2025\n"


def opened(desk: Desk, name: str, *nodes: dict) -> Hands:
    """Open a workflow that reads the table and goes on with these nodes."""
    desk.file("чай.csv", TEA)
    return desk.open(flow([text_file("tea", "чай.csv"), *nodes]), name)


def test_a_list_of_columns_is_that_of_its_place(desk: Desk) -> None:
    hands = opened(
        desk,
        "списки столбцов",
        made("chosen", "columns.choose", columns=[{"column": "Цена", "keep": False}]),
        made("sort", "rows.sort", keys=[{"column": ""}]),
    )
    hands.select("sort")
    column = hands.field("keys.0.column").get_by_role("combobox")
    expect(hands.see("node-sort")).to_have_attribute("data-state", "unconfigured")
    assert hands.options(column) == ["Товар", "Штук", "Дата"]

    # A column kept or renamed above is in the list below at once.
    hands.select("chosen")
    hands.page.get_by_role("checkbox", name="Оставить столбец «Цена»").check()
    name = hands.page.get_by_role("textbox", name="Новое имя столбца «Штук»")
    name.fill("Количество")
    name.press("Enter")
    hands.select("sort")
    assert hands.options(column) == ["Товар", "Количество", "Цена", "Дата"]
    hands.choose("keys.0.column", "Количество")
    expect(hands.see("node-sort")).to_have_attribute("data-state", "ready")


def test_operators_follow_the_type_of_the_column(desk: Desk) -> None:
    hands = opened(desk, "сравнения", made("filter", "rows.filter"))
    hands.select("filter")
    hands.condition(1, "Товар", "содержит", "ай")
    line = hands.see("condition-1")
    operators = line.get_by_role("combobox").nth(1)
    assert "содержит" in hands.options(operators)
    hands.pick(line.get_by_role("combobox").nth(0), "Дата")
    found = hands.options(operators)
    assert "между" in found
    assert "содержит" not in found
    hands.pick(operators, "не меньше")
    value = line.locator("input").first
    value.fill("31.02.2025")
    value.press("Enter")
    expect(line).to_contain_text("Нужна дата, например 31.12.2026")
    value.fill("02.12.2025")
    value.press("Enter")
    expect(hands.see("node-filter")).to_have_attribute("data-state", "ready")
    expect(hands.cell(0, 0)).to_have_text("Кофе")
    expect(hands.cell(1, 0)).to_have_count(0)


def test_a_missing_column_stays_red_and_its_fix_works(desk: Desk) -> None:
    condition = {"column": "Штуки", "op": ">", "value": 4}
    hands = opened(
        desk, "нет столбца", made("filter", "rows.filter", conditions={"all": [condition]})
    )
    expect(hands.see("node-filter")).to_have_attribute("data-state", "error")
    hands.select("filter")
    line = hands.see("condition-1")
    column = line.get_by_role("combobox").nth(0)
    expect(column).to_have_text("Штуки")
    expect(column.locator("span")).to_have_css("color", "rgb(188, 39, 50)")
    expect(column).to_have_attribute("aria-invalid", "true")
    alert = line.get_by_role("alert")
    expect(alert).to_contain_text("Нет столбца «Штуки»")
    expect(alert).to_contain_text("Сейчас есть: «Товар», «Штук», «Цена», «Дата»")
    alert.get_by_role("button", name="Заменить на «Штук»").click()
    expect(column).to_contain_text("Штук")
    expect(column).to_have_attribute("aria-invalid", "false")
    expect(line.get_by_role("alert")).to_have_count(0)
    expect(hands.see("node-filter")).to_have_attribute("data-state", "ready")
    expect(hands.cell(0, 1)).to_have_text("5")


def test_a_formula_line_tells_its_error_and_mends_it(desk: Desk) -> None:
    formulas = [{"name": "Сумма", "formula": "[Штуки] * [Цена]"}]
    hands = opened(desk, "строка формулы", made("amount", "columns.calculate", formulas=formulas))
    hands.select("amount")
    field = hands.field("formulas.0.formula")
    bad = field.locator(".kf-bad")
    expect(bad.first).to_be_visible()
    assert "".join(bad.all_inner_texts()) == "[Штуки]"
    expect(field.get_by_role("alert")).to_contain_text("Нет столбца «Штуки»")
    field.get_by_role("alert").get_by_role("button").click()
    expect(field.locator(".cm-content")).to_have_text("[Штук] * [Цена]")
    expect(field.locator(".kf-bad")).to_have_count(0)
    expect(hands.cell(0, 4)).to_have_text("298,5")


def test_numbers_keep_to_their_limits(desk: Desk) -> None:
    hands = opened(desk, "пределы")
    hands.select("tea")
    form = hands.see("form")
    form.get_by_role("button", name="Дополнительно").last.click()
    limit = hands.field("limit").locator("input").first
    limit.fill("много")
    limit.press("Enter")
    expect(hands.field("limit")).to_contain_text("Нужно число")
    limit.fill("2,5")
    limit.press("Enter")
    expect(hands.field("limit")).to_contain_text("Нужно целое число")
    limit.fill("0")
    limit.press("Enter")
    expect(hands.field("limit")).to_contain_text("Не меньше 1")
    assert "limit" not in hands.stored("saved")["nodes"][0]["settings"]
    limit.fill("1")
    limit.press("Enter")
    assert hands.stored()["nodes"][0]["settings"]["limit"] == 1
    expect(hands.see("grid")).to_have_attribute("aria-rowcount", "2")


def test_a_value_is_bound_to_a_parameter_and_follows_it(desk: Desk) -> None:
    condition = {"column": "Штук", "op": ">", "value": 4}
    hands = opened(desk, "привязка", made("filter", "rows.filter", conditions={"all": [condition]}))
    hands.select("filter")
    line = hands.see("condition-1")
    line.locator("input").first.hover()
    line.get_by_role("button", name="Брать «Штук» из параметра").click()
    hands.page.get_by_role("menuitem", name="Новый параметр с этим значением").click()
    expect(line.get_by_role("button", name="Параметр поля «Штук»")).to_have_text("4")
    expect(hands.see("grid")).to_have_attribute("aria-rowcount", "2")

    hands.see("parameters").click()
    value = hands.see("parameters-form").locator("[data-testid^=parameter-]").first
    value.fill("2")
    value.press("Enter")
    hands.page.keyboard.press("Escape")
    expect(line.get_by_role("button", name="Параметр поля «Штук»")).to_have_text("2")
    expect(hands.see("grid")).to_have_attribute("aria-rowcount", "3")
