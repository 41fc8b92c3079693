"""Russian and English, light and dark, switched without a reload; no word of the other language."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from e2e.desk import Desk
from e2e.flows import Json, flow, made, text_file
from e2e.hands import Hands
from e2e.screens import Words

pytestmark = [pytest.mark.browser]

LATIN = r"[A-Za-z][A-Za-z'’-]*[A-Za-z]"
CYRILLIC = r"[А-Яа-яЁё]+"

MORE = re.compile("^(Дополнительно|More options)$")

# Names of products, formats, keys and marks, the same in every language.
NAMES = frozenset(
    (
        *("Kanva", "RU", "EN", "NULL", "Excel", "CSV", "UTF", "Windows", "OpenDocument", "e-mail"),
        *("Parquet", "JSON", "NDJSON", "SQLite", "OData", "https", "ERP", "CRM", "RFM"),
        *("PostgreSQL", "MySQL", "MariaDB", "DuckDB", "SQL", "Server", "REST", "API", "URL"),
        *("SMS", "Viber", "Telegram", "WhatsApp", "UniSender", "Roistat"),
        *("Linux", "macOS", "CR", "LF", "React", "Flow", "attribution", "kanva", "json"),
        *(
            "csv",
            "tsv",
            "txt",
            "xlsx",
            "xls",
            "xlsm",
            "xlsb",
            "ods",
            "gz",
            "zip",
            "bz",
            "xz",
            "zst",
        ),
        *("Ctrl", "Shift", "Alt", "Enter", "Del", "Esc", "Menu", "Tab", "TSV", "TXT", "SQL", "ZIP"),
        # Functions that are called so in a Russian Excel, and an example in both languages.
        *("ABS", "LN", "EXP", "ISO", "Sum"),
        # Who gave the data of the example, and its folder.
        *("Online", "Retail", "UCI", "Machine", "Learning", "Repository", "CC", "BY"),
        *("make", "data", "py", "nine", "segments"),
    )
)
# The server's folder, and an example of names in both languages.
RUSSIAN_NAMES = frozenset({"Сумма", "данные"})


def table(words: dict[str, str]) -> str:
    """Return a small table with heads in the person's language."""
    return f"{words['item']};{words['count']}\nA1;3\nB2;5\n"


def document(words: dict[str, str], file: str) -> Json:
    """Return a workflow of one node of each kind, one of them broken."""
    item, count = words["item"], words["count"]
    nodes = [
        text_file("source", file),
        made(
            "filter", "rows.filter", conditions={"all": [{"column": count, "op": ">", "value": 1}]}
        ),
        made(
            "amount",
            "columns.calculate",
            formulas=[{"name": words["sum"], "formula": f"[{count}]*2"}],
        ),
        made("chosen", "columns.choose"),
        made(
            "group",
            "group.group",
            keys=[item],
            aggregates=[{"function": "sum", "column": count}],
            language=words["language"],
        ),
        made("sort", "rows.sort", keys=[{"column": item}]),
        made("book", "export.excel", file=words["file"]),
        made("join", "join.join", keys=[{"left": item, "right": item}]),
        made("union", "join.union"),
        made("segments", "marketing.lifecycle"),
        made("text", "export.text"),
        made("sheet", "import.excel"),
    ]
    chain = ["source", "filter", "amount", "chosen", "group", "sort", "book"]
    edges = [(f"{a}.rows", f"{b}.rows") for a, b in pairwise(chain)]
    edges += [
        ("source.rows", "join.left"),
        ("filter.rest", "join.right"),
        ("source.rows", "union.rows"),
    ]
    return flow(nodes, edges, title=words["title"])


RUSSIAN = {
    "item": "Товар",
    "count": "Штук",
    "sum": "Сумма",
    "file": "1.xlsx",
    "title": "1",
    "language": "ru",
}
ENGLISH = {
    "item": "Item",
    "count": "Count",
    "sum": "Sum",
    "file": "2.xlsx",
    "title": "2",
    "language": "en",
}


def walk_forms(hands: Hands, seen: Callable[[str], None]) -> None:
    """Go through the palette and the panels of all nodes; `seen` is called on each screen."""
    page = hands.page
    expect(hands.see("palette-category-sources")).to_be_visible()
    expect(hands.see("node-source")).to_have_attribute("data-state", "ready")
    seen("editor")
    for category in page.locator("[data-testid^=palette-category-]").all():
        if category.get_attribute("aria-expanded") == "false":
            category.click()
    seen("palette")
    for node in sorted(hands.nodes()):
        hands.select(node)
        folded = hands.see("form").get_by_role("button", name=MORE, expanded=False)
        while folded.count() > 0:
            folded.first.click()
        seen(f"form of {node}")
        hands.see("tab-columns").click()
        seen(f"columns of {node}")


def walk_windows(desk: Desk, hands: Hands, seen: Callable[[str], None]) -> None:
    """Go through the windows, the panels and the home pages; `seen` is called on each screen."""
    page = hands.page
    hands.select("amount")
    hands.field("formulas.0.formula").locator("button").last.click()
    expect(hands.see("formula-editor").locator("li button").last).to_be_visible()
    seen("formula")
    page.keyboard.press("Escape")
    hands.see("node-actions").click()
    expect(page.get_by_role("menu")).to_be_visible()
    seen("node menu")
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    hands.see("preview-filter").click()
    seen("filter of the preview")
    page.keyboard.press("Escape")

    hands.see("run").click()
    expect(hands.see("last-run")).to_have_attribute("data-state", "failed", timeout=30_000)
    seen("failed run")
    hands.see("problems").click()
    seen("problems")
    page.keyboard.press("Escape")
    hands.select("sort")
    hands.page.keyboard.press("F7")
    expect(hands.see("last-run")).to_have_attribute("data-state", "succeeded", timeout=30_000)
    expect(hands.see("grid")).to_be_visible()
    hands.see("history").click()
    seen("runs")
    hands.see("title").click()
    seen("menu of the title")
    hands.see("versions").click()
    expect(hands.see("versions-panel").get_by_role("listitem").first).to_be_visible()
    hands.see("versions-panel").get_by_role("listitem").first.get_by_role("button").first.click()
    expect(hands.see("version-banner")).to_be_visible()
    seen("versions")
    hands.see("version-banner").get_by_role("button").click()
    hands.see("parameters").click()
    hands.see("add-parameter").click()
    seen("parameters")
    hands.see("parameters").click()
    expect(hands.see("parameters-form")).to_have_count(0)
    page.locator(".react-flow__pane").click(position={"x": 300, "y": 440})
    page.keyboard.press("n")
    expect(hands.see("quick-add").get_by_role("option").first).to_be_visible()
    seen("search for a node")
    page.keyboard.press("Escape")
    page.keyboard.press("F1")
    expect(page.get_by_role("dialog")).to_be_visible()
    seen("keys")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    seen("commands")
    page.keyboard.press("Escape")
    hands.see("home").click()
    for place in ("", "workflows", "examples", "files"):
        page.goto(f"{desk.address}/#/{place}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("table tbody tr, [data-testid^=home-example-]").first).to_be_visible()
        seen(f"home {place}")
    hands.see("new-workflow").click()
    expect(hands.see("empty-canvas")).to_be_visible()
    seen("empty canvas")
    # The other language's home page is not to list it.
    page.goto("about:blank")
    for file in desk.workspace.glob("[NН]*.kanva.json"):
        file.unlink()


def check(desk: Desk, language: str, walk: Callable[[Hands, Words], None]) -> None:
    """Walk through screens in a language and find no word of the other one."""
    own = RUSSIAN if language == "ru" else ENGLISH
    file = f"{own['title']}.csv"
    desk.file(file, table(own))
    hands = desk.open(document(own, file), own["title"], locale=f"{language}-{language.upper()}")
    foreign, allowed = (LATIN, NAMES) if language == "ru" else (CYRILLIC, RUSSIAN_NAMES)
    words = Words(foreign, allowed, "[role=gridcell]")
    walk(hands, words)
    assert words.strange() == []
    assert len(words.lines) > 100


@pytest.mark.parametrize("language", ["ru", "en"])
def test_forms_speak_one_language(desk: Desk, language: str) -> None:
    check(
        desk,
        language,
        lambda hands, words: walk_forms(hands, lambda screen: words.look(hands.page, screen)),
    )


@pytest.mark.parametrize("language", ["ru", "en"])
def test_windows_and_pages_speak_one_language(desk: Desk, language: str) -> None:
    check(
        desk,
        language,
        lambda hands, words: walk_windows(
            desk, hands, lambda screen: words.look(hands.page, screen)
        ),
    )


def ground(page: Page) -> str:
    """Return the colour of the page's ground."""
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_language_and_theme_change_without_a_reload(desk: Desk) -> None:
    desk.file("товары.csv", table(RUSSIAN))
    hands = desk.open(document(RUSSIAN, "товары.csv"), "переключение")
    page = hands.page
    page.evaluate("window.sameDocument = true")
    hands.select("sort")
    expect(hands.see("run")).to_have_text("Запустить")
    assert page.evaluate("document.documentElement.lang") == "ru"
    light = ground(page)

    hands.see("lang-en").click()
    expect(hands.see("run")).to_have_text("Run")
    expect(hands.see("tab-settings")).to_have_text("Settings")
    expect(hands.see("node-sort")).to_contain_text("Sort")
    expect(hands.see("palette-search")).to_have_attribute("placeholder", re.compile("^[A-Z]"))
    assert page.evaluate("document.documentElement.lang") == "en"
    hands.see("theme").click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    assert ground(page) != light
    # The node is still the one selected: nothing was loaded anew.
    expect(hands.see("node-panel")).to_be_visible()
    assert page.evaluate("window.sameDocument") is True

    # Both are kept for the next visit.
    page.reload()
    expect(hands.see("run")).to_have_text("Run")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    hands.see("lang-ru").click()
    hands.see("theme").click()
    expect(hands.see("run")).to_have_text("Запустить")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "light")
    assert ground(page) == light
