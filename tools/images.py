"""Make the pictures of docs/images from a real server, the shipped example and a real browser.

`python tools/images.py` writes all of them; the READMEs show two. Nothing in them is drawn: the
example is opened from the gallery, run, and photographed.
"""

from __future__ import annotations

import runpy
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

from e2e.conftest import FLAGS, Server, free_port  # noqa: E402
from e2e.hands import Hands  # noqa: E402

IMAGES = ROOT / "docs" / "images"
EXAMPLE = "nine_segments"
WIDTH, HEIGHT = 1440, 900


@contextmanager
def served(workspace: Path) -> Iterator[Server]:
    """Run a server over a workspace.

    Args:
        workspace: The folder; it is made when it is not there.

    Yields:
        The server.
    """
    workspace.mkdir(parents=True, exist_ok=True)
    server = Server(workspace, free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()


def opened(browser: Browser, link: str, locale: str) -> Page:
    """Open the home page as the person of a one-time link.

    Args:
        browser: The browser.
        link: The link.
        locale: Language of the browser, such as `ru-RU`.
    """
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT},
        locale=locale,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(link)
    expect(page.get_by_test_id(f"home-example-{EXAMPLE}")).to_be_visible()
    return page


def photograph(page: Page, name: str) -> None:
    """Write what the window shows.

    Args:
        page: The page.
        name: Name of the picture, without its ending.
    """
    page.mouse.move(WIDTH - 1, HEIGHT - 1)
    page.screenshot(path=IMAGES / f"{name}.png", animations="disabled", caret="hide")


def show_segments(page: Page) -> None:
    """Open the example from the gallery, run it, and show its nine segments and their rows."""
    hands = Hands(page)
    hands.see(f"home-example-{EXAMPLE}").click()
    expect(page.locator("[data-node]")).to_have_count(21)
    hands.run()
    expect(page.locator("[data-node][data-state=done]")).to_have_count(21)
    hands.select("segments")
    hands.see("matrix-cell-3").click()
    expect(hands.see("filter-chip")).to_be_visible()
    expect(hands.cell(5, 2)).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def show_formula(page: Page) -> None:
    """Open the window of a formula and write one with a slip of the pen in it."""
    hands = Hands(page)
    hands.select("amount")
    formula = hands.field("formulas.1.formula")
    formula.get_by_role("button", name="Открыть редактор формул").click()
    window = hands.see("formula-editor")
    text = window.locator(".cm-content")
    expect(window.get_by_role("row").nth(2)).to_be_visible()
    text.press("ControlOrMeta+A")
    page.keyboard.insert_text(
        "ЕСЛИ([Quantity] >= 12;\n  [Quantity] * [UnitPrise] * 0,95;\n  [Quantity] * [UnitPrice]\n)"
    )
    expect(text.locator(".kf-bad").first).to_be_visible()
    expect(window.get_by_role("alert")).to_be_visible()


def main() -> None:
    """Write all pictures."""
    chromium = runpy.run_path(str(ROOT / "tools" / "chromium.py"))
    program = chromium["find_chromium"]()
    if program is None:
        sys.exit(chromium["MISSING"])
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        with served(Path(folder) / "Маркетинг") as server:
            page = opened(browser, server.link, "ru-RU")
            hands = Hands(page)
            show_segments(page)
            photograph(page, "editor-light-ru")
            hands.see("theme").click()
            expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
            photograph(page, "editor-dark-ru")
            hands.see("theme").click()
            show_formula(page)
            photograph(page, "formula-ru")
            page.keyboard.press("Escape")
            hands.see("home").click()
            expect(page.get_by_role("row").nth(1)).to_contain_text("Успешно")
            photograph(page, "home-ru")
        with served(Path(folder) / "Marketing") as server:
            page = opened(browser, server.link, "en-GB")
            show_segments(page)
            photograph(page, "editor-light-en")
        browser.close()


if __name__ == "__main__":
    main()
