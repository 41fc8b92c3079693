"""The form live over the data: offered values, lost columns, before and after, parameters."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from e2e.desk import Desk
from e2e.flows import flow, made, text_file
from e2e.hands import Hands

pytestmark = [pytest.mark.browser]

TEA = "Товар;Штук;Цена\nЧай;3;99,5\nКофе;5;210\nМёд;12;350\nЧай;7;101\n"


def tea(desk: Desk, name: str, *nodes: dict, parameters: list[dict] | None = None) -> Hands:
    """Open a workflow that reads the small table, with the last node selected."""
    desk.file("чай 3.csv", TEA)
    nodes_ = [text_file("tea", "чай 3.csv"), *nodes]
    hands = desk.open(flow(nodes_, parameters=parameters), name)
    hands.select(nodes[-1]["id"])
    return hands


def chosen(column: str, op: str, **value: object) -> dict:
    return made(
        "filter", "rows.filter", conditions={"all": [{"column": column, "op": op, **value}]}
    )


def test_a_value_is_picked_from_the_data(desk: Desk) -> None:
    hands = tea(desk, "значения", chosen("Товар", "=", value="Кофе"))
    hands.see("offer-values").click()
    offered = hands.see("offered-values").get_by_role("button")
    expect(offered.first).to_have_text("Чай2")
    offered.first.click()
    expect(hands.see("basis")).to_have_text("все 2 строки")
    assert hands.stored()["nodes"][1]["settings"]["conditions"]["all"][0]["value"] == "Чай"


def test_before_and_after_follow_the_settings(desk: Desk) -> None:
    hands = tea(desk, "было и стало", chosen("Штук", ">", value=4))
    after = hands.see("after")
    expect(after).to_contain_text("3 строки")
    expect(after).to_contain_text("−1")
    value = hands.see("condition-1").locator("input").last
    value.fill("6")
    value.press("Enter")
    expect(after).to_contain_text("2 строки")
    expect(after.get_by_role("cell").first).to_have_text("Мёд")


def test_a_lost_column_is_put_right_in_all_its_places(desk: Desk) -> None:
    formulas = [
        {"name": "Двойной", "formula": "[Штуки] * 2"},
        {"name": "Сумма", "formula": "[Штуки] * [Цена]"},
    ]
    hands = tea(desk, "потеря", made("made", "columns.calculate", formulas=formulas))
    lost = hands.see("lost-columns")
    expect(lost).to_contain_text("Нет столбца «Штуки» (2 места)")
    lost.get_by_test_id("remap").click()
    # The likest name stands first.
    hands.page.get_by_role("option").first.click()
    expect(lost).to_have_count(0)
    expect(hands.cell(0, 3)).to_have_text("6")
    hands.chord("KeyZ", "я")
    expect(lost).to_be_visible()


def test_parameters_are_asked_when_a_run_begins(desk: Desk) -> None:
    limit = {"name": "limit", "type": "number", "title": "Порог", "default": 4}
    hands = tea(
        desk,
        "вопрос",
        chosen("Штук", ">", value={"$parameter": "limit"}),
        parameters=[limit],
    )
    hands.see("run-more").click()
    hands.see("run-asking").click()
    asked = hands.see("run-parameters")
    field = hands.see("run-parameter-limit").get_by_role("textbox")
    expect(field).to_have_value("4")
    field.fill("10")
    asked.get_by_role("button", name="Запустить").click()
    expect(asked).to_have_count(0)
    expect(hands.see("last-run")).to_have_attribute("data-state", "succeeded")
    # The document keeps its own value.
    assert hands.stored("saved")["parameters"][0]["default"] == 4


def test_a_join_that_multiplies_says_so(desk: Desk) -> None:
    desk.file("цены.csv", "Товар;Магазин\nЧай;А\nЧай;Б\nКофе;А\n")
    keys = {"keys": [{"left": "Товар", "right": "Товар"}], "kind": "left"}
    nodes = [
        text_file("tea", "чай 3.csv"),
        text_file("shops", "цены.csv"),
        made("join", "join.join", **keys),
    ]
    desk.file("чай 3.csv", TEA)
    edges = [("tea.rows", "join.left"), ("shops.rows", "join.right")]
    hands = desk.open(flow(nodes, edges), "умножение")
    hands.run()
    hands.select("join")
    expect(hands.see("before-after")).to_contain_text("Строк стало больше на 2")
    expect(hands.see("node-join")).to_contain_text("×1,5")


def test_conditions_become_a_formula_and_come_back(desk: Desk) -> None:
    hands = tea(desk, "формулой", chosen("Штук", ">", value=4))
    hands.see("twin").click()
    expect(hands.field("formula")).to_contain_text("[Штук] > 4")
    expect(hands.see("basis")).to_have_text("все 3 строки")
    hands.see("twin").click()
    expect(hands.see("condition-1")).to_be_visible()
    hands.chord("KeyZ", "я")
    expect(hands.field("formula")).to_contain_text("[Штук] > 4")


def test_an_example_comes_with_its_table_in_one_step(desk: Desk) -> None:
    hands = desk.open(flow([made("filter", "rows.filter")]), "пример")
    hands.select("filter")
    hands.see("tab-help").click()
    hands.page.get_by_role("button", name="Вставить настройки").first.click()
    expect(hands.page.locator("[data-node]")).to_have_count(2)
    expect(hands.cell(0, 0)).to_be_visible()
    hands.chord("KeyZ", "я")
    expect(hands.page.locator("[data-node]")).to_have_count(1)
