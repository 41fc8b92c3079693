"""The window of a formula: completion, errors under the very word, fixes, the result's type."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from e2e.desk import Desk
from e2e.flows import flow, made, text_file
from e2e.hands import Hands

pytestmark = [pytest.mark.browser]

TEA = "Товар;Штук;Цена\nЧай;3;99,5\nКофе;5;210\n"


def opened(desk: Desk, name: str, formula: str) -> tuple[Hands, Locator, Locator]:
    """Open the window of a formula; return the hands, the window and its text."""
    desk.file("чай.csv", TEA)
    amount = made("amount", "columns.calculate", formulas=[{"name": "Сумма", "formula": formula}])
    hands = desk.open(flow([text_file("tea", "чай.csv"), amount]), name)
    hands.select("amount")
    hands.field("formulas.0.formula").get_by_role("button", name="Открыть редактор формул").click()
    window = hands.see("formula-editor")
    # What can be completed has come.
    expect(window.locator("li button").filter(has_text="Штук")).to_be_visible()
    expect(window.get_by_role("button", name="Числа")).to_be_visible()
    return hands, window, window.locator(".cm-content")


def test_columns_and_functions_are_completed_in_russian(desk: Desk) -> None:
    hands, window, text = opened(desk, "подсказки", "")
    keys = hands.page.keyboard
    offered = hands.page.locator(".cm-tooltip-autocomplete li")
    text.click()
    keys.type("окр")
    expect(offered.first).to_contain_text("ОКРУГЛ")
    expect(offered.first).to_contain_text("ОКРУГЛ(число")
    keys.press("Enter")
    expect(text).to_have_text("ОКРУГЛ()")
    keys.type("[шт")
    expect(offered).to_have_count(1)
    expect(offered.first).to_contain_text("Штук")
    expect(offered.first).to_contain_text("целое число")
    keys.press("Enter")
    expect(text).to_have_text("ОКРУГЛ([Штук])")
    keys.type(" * [Цена]; 0")
    expect(text).to_have_text("ОКРУГЛ([Штук] * [Цена]; 0)")

    expect(window).to_contain_text("Ошибок нет")
    expect(window.get_by_title("Результат", exact=True)).to_have_text("число")
    row = window.get_by_role("row").nth(1).get_by_role("cell")
    expect(row).to_have_text(["3", "99,5", "299"])

    # The help of the function at the cursor, in the person's language.
    expect(window).to_contain_text("Округляет")
    hands.see("formula-done").click()
    expect(window).to_have_count(0)
    stored = hands.stored()["nodes"][1]["settings"]["formulas"]
    assert stored == [{"name": "Сумма", "formula": "ОКРУГЛ([Штук] * [Цена]; 0)"}]
    assert hands.heads()[-1] == "Сумма · число"
    expect(hands.cell(1, 3)).to_have_text("1 050")


def test_a_function_is_found_by_what_it_does_and_put_in(desk: Desk) -> None:
    hands, window, text = opened(desk, "список функций", "")
    window.get_by_label("Столбцы и функции").fill("прописн")
    names = window.locator("li button")
    expect(names.filter(has_text="ПРОПИСН")).to_be_visible()
    names.filter(has_text="ПРОПИСН").click()
    expect(text).to_have_text("ПРОПИСН()")
    window.get_by_label("Столбцы и функции").fill("тов")
    names.filter(has_text="Товар").click()
    expect(text).to_have_text("ПРОПИСН([Товар])")
    expect(window.get_by_title("Результат", exact=True)).to_have_text("текст")
    expect(window.get_by_role("row").nth(1)).to_contain_text("ЧАЙ")
    # Cancel leaves the formula as it was.
    window.get_by_role("button", name="Отмена").last.click()
    expect(window).to_have_count(0)
    assert hands.stored("saved")["nodes"][1]["settings"]["formulas"][0]["formula"] == ""


def test_functions_are_kept_by_subject_and_found_by_any_name(desk: Desk) -> None:
    hands, window, text = opened(desk, "много функций", "")
    names = window.locator("li button")
    subject = window.get_by_role("button", name="Соседние строки и ранги")
    expect(subject).to_have_attribute("aria-expanded", "false")
    expect(names.filter(has_text="СКОЛЬЗСР")).to_have_count(0)
    subject.focus()
    hands.page.keyboard.press("Enter")
    expect(names.filter(has_text="СКОЛЬЗСР")).to_contain_text("MOVINGAVERAGE")
    names.filter(has_text="НОМСТРОКИ").hover()
    # The example of a function over a column is a table.
    expect(window.get_by_role("table").get_by_role("row")).to_have_count(4)
    search = window.get_by_label("Столбцы и функции")
    search.fill("неттораб")
    expect(names).to_have_count(1)
    expect(names).to_contain_text("ЧИСТРАБДНИ")
    expect(names).to_contain_text("НЕТТОРАБДНИ")
    search.fill("working days")
    expect(names.filter(has_text="РАБДЕНЬ").first).to_be_visible()
    text.click()
    hands.page.keyboard.type("countifs")
    offered = hands.page.locator(".cm-tooltip-autocomplete li")
    expect(offered.first).to_contain_text("СЧЁТЕСЛИ(")
    hands.page.keyboard.press("Enter")
    expect(text).to_have_text("COUNTIFS()")


def test_an_error_stands_under_the_very_word_and_is_mended(desk: Desk) -> None:
    _, window, text = opened(desk, "ошибка в формуле", "ЕСЛИ([Штуки] > 4; [Цена]; 0)")
    bad = text.locator(".kf-bad")
    expect(bad.first).to_be_visible()
    assert "".join(bad.all_inner_texts()) == "[Штуки]"
    alert = window.get_by_role("alert")
    expect(alert).to_contain_text("Нет столбца «Штуки»")
    expect(window).to_contain_text("1 ошибка")
    expect(window.get_by_title("Результат", exact=True)).to_have_count(0)
    alert.get_by_role("button", name="Исправить").click()
    expect(text).to_have_text("ЕСЛИ([Штук] > 4; [Цена]; 0)")
    expect(bad).to_have_count(0)
    expect(window).to_contain_text("Ошибок нет")
    expect(window.get_by_title("Результат", exact=True)).to_have_text("число")


def test_a_misspelt_function_is_mended_by_the_keyboard(desk: Desk) -> None:
    hands, window, text = opened(desk, "ошибка в имени", "ОКРУГЛЬ([Цена]; 0) + 1")
    bad = text.locator(".kf-bad")
    expect(bad.first).to_be_visible()
    assert "".join(bad.all_inner_texts()) == "ОКРУГЛЬ"
    expect(window.get_by_role("alert")).to_contain_text("Неизвестная функция ОКРУГЛЬ")
    text.click()
    hands.page.keyboard.press("Alt+Enter")
    expect(text).to_have_text("ОКРУГЛ([Цена]; 0) + 1")
    expect(window).to_contain_text("Ошибок нет")
    hands.page.keyboard.press("Control+Enter")
    expect(window).to_have_count(0)
    expect(hands.cell(0, 3)).to_have_text("101")


def test_the_words_are_english_in_english(desk: Desk) -> None:
    desk.file("чай.csv", TEA)
    amount = made(
        "amount", "columns.calculate", formulas=[{"name": "Sum", "formula": "RUOND([Цена]; 0)"}]
    )
    hands = desk.open(
        flow([text_file("tea", "чай.csv"), amount], title="Check"), "formula", locale="en-GB"
    )
    hands.select("amount")
    hands.page.get_by_role("button", name="Open the formula editor").click()
    window = hands.see("formula-editor")
    alert = window.get_by_role("alert")
    expect(alert).to_contain_text("Unknown function RUOND")
    alert.get_by_role("button", name="Fix").click()
    expect(window.locator(".cm-content")).to_have_text("ROUND([Цена]; 0)")
    expect(window.get_by_title("Result", exact=True)).to_have_text("number")
