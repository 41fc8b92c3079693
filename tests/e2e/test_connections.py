"""A base of 1C is connected once, tested, looked into, and read by a node: all by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from e2e.desk import Desk
from e2e.flows import flow
from emulators.onec.app import Emulator
from emulators.onec.base import erp
from emulators.onec.serving import served

pytestmark = [pytest.mark.browser]
NARROW = "\u202f"


@pytest.fixture(scope="module")
def base() -> Iterator[tuple[Emulator, int]]:
    """Yield an emulated base that listens, and its port."""
    emulator = Emulator(erp())
    with served(emulator) as port:
        yield emulator, port


def test_1c_is_connected_and_read(desk: Desk, base: tuple[Emulator, int]) -> None:
    emulator, port = base
    page = desk.page("connections")
    page.get_by_test_id("new-connection").click()
    page.get_by_test_id("kind-onec").click()
    page.get_by_test_id("connection-name").fill("1С:ERP")
    page.get_by_label("Сервер", exact=True).fill(f"http://127.0.0.1:{port}/erp")
    page.get_by_label("Пользователь 1С").fill(emulator.user)
    page.get_by_label("Пароль", exact=True).fill("не тот")
    page.get_by_test_id("test-connection").click()
    expect(page.get_by_test_id("connection-problem")).to_contain_text("Имя или пароль не подошли")
    page.get_by_label("Пароль", exact=True).fill(emulator.password)
    page.get_by_test_id("test-connection").click()
    expect(page.get_by_test_id("connection-works")).to_contain_text(
        "База отвечает, опубликовано объектов: 5"
    )
    page.get_by_test_id("save-connection").click()
    row = page.get_by_role("row").filter(has_text="1С:ERP")
    expect(row).to_contain_text(f"http://127.0.0.1:{port}/erp")

    row.get_by_role("button", name="Что внутри: 1С:ERP").click()
    page.get_by_label("Найти по имени").fill("контраг")
    things = page.get_by_test_id("things")
    expect(things).to_contain_text("Справочник.Контрагенты")
    page.keyboard.press("Escape")

    hands = desk.open(flow([]), "из 1С")
    node = hands.drag_in("import.onec", 100, 100)
    hands.select(node)
    hands.pick(hands.field("connection").get_by_role("combobox"), "1С:ERP")
    hands.field("object").get_by_role("button", name=re.compile("^Обзор")).click()
    things = hands.see("things")
    things.get_by_role("button", name="Регистры накопления").click()
    things.get_by_role("button", name="Продажи").click()
    expect(things).to_contain_text("Обороты")
    hands.see("choose-thing").click()
    expect(hands.field("object").locator("input")).to_have_value("РегистрНакопления.Продажи")
    hands.field("columns").get_by_role("button", name="Добавить поля").click()
    for name in ("Период", "Сумма"):
        hands.see("things").get_by_role("button", name=name).click()
    hands.see("choose-fields").click()
    box = hands.field("columns").get_by_role("textbox")
    box.fill("Контрагент.Регион.Наименование")
    box.press("Enter")
    expect(hands.see("basis")).to_be_visible()
    assert hands.heads() == [
        "Период · дата и время",
        "Сумма · число",
        "КонтрагентРегионНаименование · текст",
    ]
    hands.run()
    expect(hands.see("basis")).to_have_text("все 300 строк")
    assert emulator.password not in str(hands.stored())
