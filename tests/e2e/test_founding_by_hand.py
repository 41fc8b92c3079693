"""The founding workflow built by hand from an empty canvas, run, saved, reloaded, run again."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Server
from e2e.hands import Hands
from founding import independent
from founding.test_founding import EXAMPLE, expected, same, sheets_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180, func_only=True)]

COLUMN_PX, ROW_PX = 108, 136


def build(hands: Hands) -> None:
    """Draw the whole workflow with the mouse and the keyboard."""

    def put(type_id: str, column: float, row: float) -> str:
        return hands.drag_in(type_id, int(24 + column * COLUMN_PX), int(24 + row * ROW_PX))

    # What there is.
    sales = put("import.text", 0, 3)
    hands.write("file", "nine_segments/sales.csv")
    contacts = put("import.text", 0, 2)
    hands.write("file", "nine_segments/contacts.csv")
    mailings = put("import.text", 0, 1)
    hands.write("file", "nine_segments/mailings.csv")
    stop_list = put("import.excel", 0, 0)
    hands.write("file", "nine_segments/stop_list.xlsx")

    # Sales: the period, no returns, the sum, the customer's code as the CRM writes it.
    period = put("rows.filter", 1, 3)
    hands.connect(sales, "rows", period, "rows")
    hands.condition(1, "InvoiceDate", "между", "01.12.2010", "09.12.2011")
    hands.condition(2, "CustomerID", "не пусто")
    hands.condition(3, "InvoiceNo", "не содержит", "C")
    hands.condition(4, "Quantity", "больше", "0")
    hands.condition(5, "UnitPrice", "больше", "0")
    amount = put("columns.calculate", 2, 3)
    hands.connect(period, "rows", amount, "rows")
    hands.add_item("formulas")
    hands.write("formulas.0.name", "Код клиента")
    hands.formula("formulas.0.formula", 'ПРАВСИМВ("000000000" & ТЕКСТ([CustomerID]; "0"); 9)')
    hands.add_item("formulas")
    hands.write("formulas.1.name", "Сумма")
    hands.formula("formulas.1.formula", "[Quantity] * [UnitPrice]")

    # The nine segments, their date and thresholds as parameters of the workflow.
    segments = put("marketing.lifecycle", 3, 3)
    hands.connect(amount, "rows", segments, "rows")
    hands.choose("customer", "Код клиента")
    hands.choose("document", "InvoiceNo")
    hands.choose("date", "InvoiceDate")
    hands.choose("amount", "Сумма")
    hands.write("report_date", "09.12.2011")
    hands.make_parameter("report_date", "Дата отчёта")

    # Contacts: clean, the newest first, one a customer.
    clean = put("columns.calculate", 1, 2)
    hands.connect(contacts, "rows", clean, "rows")
    hands.add_item("formulas")
    hands.write("formulas.0.name", "E-mail")
    hands.formula("formulas.0.formula", "ПОЧТА([E-mail])")
    hands.add_item("formulas")
    hands.write("formulas.1.name", "Телефон")
    hands.formula("formulas.1.formula", "ТЕЛЕФОН([Телефон])")
    newest = put("rows.sort", 2, 2)
    hands.connect(clean, "rows", newest, "rows")
    hands.add_item("keys")
    hands.choose("keys.0.column", "Изменён")
    hands.field("keys.0.descending").get_by_role("switch").click(force=True)
    person = put("group.group", 3, 2)
    hands.connect(newest, "rows", person, "rows")
    hands.columns("keys", "Код клиента")
    for place, column in enumerate(("Клиент", "E-mail", "Телефон")):
        hands.add_item("aggregates")
        hands.choose(f"aggregates.{place}.function", "Первое")
        hands.choose(f"aggregates.{place}.column", column)
        hands.write(f"aggregates.{place}.name", column)

    # Each enriches the other; the stop-list and those written to lately leave.
    def join(column: float, row: float, left: tuple[str, str], right: str, kind: str) -> str:
        node = put("join.join", column, row)
        hands.connect(*left, node, "left")
        hands.connect(right, "rows", node, "right")
        hands.choose("kind", kind)
        hands.add_item("keys")
        hands.choose("keys.0.left", "Код клиента")
        hands.choose("keys.0.right", "Код клиента")
        return node

    enrich = join(4, 3, (segments, "customers"), person, "Все слева")
    allowed = join(5, 3, (enrich, "rows"), stop_list, "Слева, у кого нет пары")
    recent = put("rows.filter", 1, 1)
    hands.connect(mailings, "rows", recent, "rows")
    hands.choose("mode", "Формула")
    hands.formula("formula", "[Дата] > {data_otcheta} - 14")
    rested = join(6, 3, (allowed, "rows"), recent, "Слева, у кого нет пары")

    # Two channels, the messenger with its cost, one book.
    has_email = put("rows.filter", 7, 3)
    hands.connect(rested, "rows", has_email, "rows")
    hands.condition(1, "E-mail", "не пусто")
    has_mobile = put("rows.filter", 8, 4)
    hands.connect(has_email, "rest", has_mobile, "rows")
    hands.choose("mode", "Формула")
    hands.formula("formula", "МОБИЛЬНЫЙ([Телефон])")
    channels = []
    for source, name, cost, column, row in (
        (has_email, "e-mail", "0,0", 8, 3),
        (has_mobile, "мессенджер", "3,5", 9, 4),
    ):
        node = put("columns.calculate", column, row)
        hands.connect(source, "rows", node, "rows")
        hands.add_item("formulas")
        hands.write("formulas.0.name", "Канал")
        hands.formula("formulas.0.formula", f'"{name}"')
        hands.add_item("formulas")
        hands.write("formulas.1.name", "Стоимость")
        hands.formula("formulas.1.formula", cost)
        channels.append(node)
    lists = put("join.union", 10, 3)
    for node in channels:
        port = hands.page.locator(f"[data-testid^='port-{lists}-'].target").first
        hands.connect(node, "rows", lists, port.get_attribute("data-testid").split("-")[-1])
    ordered = put("rows.sort", 11, 3)
    hands.connect(lists, "rows", ordered, "rows")
    for place, column in enumerate(("Сегмент", "Канал", "Выручка", "Код клиента")):
        hands.add_item("keys")
        hands.choose(f"keys.{place}.column", column)
    hands.field("keys.2.descending").get_by_role("switch").click(force=True)
    book = put("export.excel", 12, 3)
    hands.connect(ordered, "rows", book, "rows")
    hands.write("file", "nine_segments.xlsx")
    hands.choose("layout", "Лист на каждое значение")
    hands.columns("split_by", "Сегмент", "Канал", "Название сегмента")


def test_built_run_saved_reloaded_and_run_again(
    server: Server, open_page: Callable[..., Page]
) -> None:
    shutil.copytree(EXAMPLE, server.workspace / "nine_segments")
    (server.workspace / "nine_segments" / "nine_segments.kanva.json").unlink()
    page = open_page(1920, 1300, locale="ru-RU")
    hands = Hands(page)
    hands.see("new-workflow").click()
    expect(hands.see("empty-canvas")).to_be_visible()
    build(hands)
    expect(hands.see("problems")).to_have_count(0)

    # Look at a step: the segments' grid and its rows.
    segments = "lifecycle"
    hands.run()
    hands.select(segments)
    expect(hands.see("matrix-cell-3")).to_contain_text("%")
    regular = hands.see("matrix-cell-3").inner_text().split()[0]
    hands.see("matrix-cell-3").click()
    expect(hands.see("grid")).to_have_attribute("aria-rowcount", str(int(regular) + 1))

    book = server.workspace / "nine_segments.xlsx"
    wanted = expected(
        server.workspace / "nine_segments", independent.Rules(), EXAMPLE / "sales.csv", " – "
    )
    same(sheets_of(book), wanted)

    page.keyboard.press("ControlOrMeta+S")
    expect(hands.see("save")).to_contain_text("Сохранено")
    address = page.url
    book.unlink()
    page.reload()
    expect(page.locator("[data-node]")).to_have_count(21)
    assert page.url == address
    hands.run()
    same(sheets_of(book), wanted)
