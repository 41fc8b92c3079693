"""Everything is undone, one act a step, by the place of the keys on any layout."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from e2e.desk import Desk
from e2e.flows import flow, made, text_file

pytestmark = [pytest.mark.browser]

TEA = "Товар;Штук\nЧай;3\nКофе;5\n"
LEAST = {"name": "least", "type": "number", "title": "Не меньше", "default": 4}


def test_every_kind_of_edit_is_undone_and_done_again(desk: Desk) -> None:
    desk.file("чай.csv", TEA)
    start = flow(
        [text_file("tea", "чай.csv"), made("sort", "rows.sort", keys=[{"column": ""}])],
        edges=[],
        parameters=[LEAST],
    )
    hands = desk.open(start, "отмена")
    page = hands.page
    states = [hands.stored("saved")]
    words = []

    def done(what: str) -> None:
        states.append(hands.stored())
        words.append(what)
        assert states[-1] != states[-2]
        expect(hands.see("undo")).to_have_attribute("aria-label", f"Отменить: {what}")

    card = hands.see("node-tea").locator("[aria-hidden=true]").first
    box = card.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 28, box["y"] + 28)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 100, steps=6)
    page.mouse.up()
    done("переместить")
    hands.connect("tea", "rows", "sort", "rows")
    done("соединить")
    hands.select("sort")
    hands.choose("keys.0.column", "Штук")
    done("Настройка «Столбец»")
    hands.select("sort")
    hands.title("По штукам")
    done("переименовать")
    hands.see("parameters").click()
    hands.see("parameter-least").fill("7")
    hands.see("parameter-least").press("Enter")
    hands.see("parameters").click()
    expect(hands.see("parameters-form")).to_have_count(0)
    done("изменить параметр")
    hands.select("tea")
    page.keyboard.press("Delete")
    expect(page.locator("[data-node]")).to_have_count(1)
    done("удалить")

    # Back with a Russian layout on, and forward again.
    page.locator("body").click(position={"x": 700, "y": 480})
    for place in range(len(words) - 1, 0, -1):
        hands.chord("KeyZ", "я")
        expect(hands.see("redo")).to_have_attribute("aria-label", f"Повторить: {words[place]}")
        assert hands.stored() == states[place]
    hands.chord("KeyZ", "я")
    expect(hands.see("undo")).to_be_disabled()
    assert hands.stored("saved") == states[0]
    for place in range(1, len(states)):
        hands.chord("KeyZ", "Я", shift=True)
        expect(hands.see("undo")).to_have_attribute("aria-label", f"Отменить: {words[place - 1]}")
        assert hands.stored() == states[place]
    expect(hands.see("redo")).to_be_disabled()


def test_undo_in_a_text_field_is_of_the_field(desk: Desk) -> None:
    desk.file("чай.csv", TEA)
    hands = desk.open(flow([text_file("tea", "чай.csv")]), "отмена в поле")
    hands.select("tea")
    box = hands.field("file").locator("input").first
    box.click()
    box.press("End")
    hands.page.keyboard.type("x")
    hands.chord("KeyZ", "я")
    expect(box).to_have_value("чай.csv")
    expect(hands.see("undo")).to_be_disabled()


def test_copies_are_pasted_and_undone(desk: Desk) -> None:
    desk.file("чай.csv", TEA)
    nodes = [text_file("tea", "чай.csv"), made("sort", "rows.sort", keys=[{"column": "Штук"}])]
    hands = desk.open(flow(nodes), "копии")
    page = hands.page
    hands.select("tea")
    page.keyboard.press("Control+a")
    hands.chord("KeyC", "с")
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    expect(page.locator("[data-node]")).to_have_count(4)
    expect(page.locator("[data-testid^=edge-]")).to_have_count(2)
    hands.chord("KeyZ", "я")
    expect(page.locator("[data-node]")).to_have_count(2)
