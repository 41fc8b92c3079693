"""Without a mouse, and in a small window."""

from __future__ import annotations

import json
from itertools import combinations

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from e2e.conftest import EXAMPLE
from e2e.desk import Desk
from e2e.hands import Hands

pytestmark = [pytest.mark.browser]

FARTHEST_TABS = 80

# The name of what has the keyboard, and whether anything about it shows that.
RING = """() => {
  const element = document.activeElement;
  const shown = (ring) => ring !== 'none' && !/^none/.test(ring) && !/ 0px$/.test(ring);
  const rings = [element, element.firstElementChild, element.closest('label, [class*=search]')]
    .filter((one) => one !== null)
    .map((one) => getComputedStyle(one))
    .flatMap((style) => [`${style.outlineStyle} ${style.outlineWidth}`, style.boxShadow]);
  const line = element.querySelector(':scope .react-flow__edge-path');
  const thick = line !== null && getComputedStyle(line).strokeWidth === '3px';
  const name = element.getAttribute('aria-label') || element.textContent.slice(0, 40);
  return [name, thick || rings.some(shown)];
}"""


def tab_to(page: Page, thing: Locator) -> None:
    """Press Tab until a thing has the keyboard."""
    expect(thing).to_be_visible()
    for _ in range(FARTHEST_TABS):
        if thing.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never comes to {thing}")


def test_two_nodes_are_built_and_run_by_the_keyboard_alone(desk: Desk) -> None:
    desk.file("чай.csv", "Товар;Штук\nЧай;3\nМёд;12\nКофе;5\n")
    page = desk.page()
    keys, hands = page.keyboard, Hands(page)
    tab_to(page, hands.see("new-workflow"))
    keys.press("Enter")
    expect(hands.see("empty-canvas")).to_be_visible()

    keys.press("n")
    expect(hands.see("quick-add").get_by_role("combobox")).to_be_focused()
    keys.type("csv")
    expect(hands.see("quick-add").get_by_role("option").first).to_contain_text("CSV")
    keys.press("Enter")
    expect(hands.see("node-text")).to_be_visible()
    keys.press("Enter")
    tab_to(page, hands.field("file").locator("input").first)
    keys.insert_text("чай.csv")
    keys.press("Enter")
    expect(hands.see("node-text")).to_have_attribute("data-state", "ready")

    keys.press("Control+k")
    command = page.get_by_role("dialog").get_by_role("combobox")
    expect(command).to_be_focused()
    keys.insert_text("Добавить узел")
    keys.press("Enter")
    expect(hands.see("quick-add").get_by_role("combobox")).to_be_focused()
    keys.insert_text("сортировка")
    keys.press("Enter")
    expect(hands.see("node-sort")).to_be_visible()

    tab_to(page, page.locator(".react-flow__node[data-id=text]"))
    keys.press("c")
    expect(page.get_by_role("dialog")).to_be_visible()
    target = page.get_by_role("dialog").get_by_role("button", name="Сортировка")
    tab_to(page, target)
    keys.press("Enter")
    expect(page.locator("[data-testid^=edge-]")).to_have_count(1)

    tab_to(page, page.locator(".react-flow__node[data-id=sort]"))
    keys.press("Enter")
    column = hands.field("keys.0.column").get_by_role("combobox")
    if column.count() == 0:
        tab_to(page, hands.field("keys").get_by_role("button", name="Добавить: "))
        keys.press("Enter")
    tab_to(page, column)
    keys.press("ArrowDown")
    expect(page.get_by_role("option")).to_have_count(2)
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(hands.see("node-sort")).to_have_attribute("data-state", "ready")

    keys.press("Control+Enter")
    expect(hands.see("last-run")).to_have_attribute("data-state", "succeeded", timeout=30_000)
    expect(hands.see("grid")).to_have_attribute("aria-rowcount", "4")
    chosen = hands.stored()["nodes"][1]["settings"]["keys"][0]["column"]
    rows = {"Товар": ["Кофе", "Мёд", "Чай"], "Штук": ["Чай", "Кофе", "Мёд"]}
    expect(hands.cell(0, 0)).to_have_text(rows[chosen][0])
    expect(hands.cell(2, 0)).to_have_text(rows[chosen][2])

    # The grid takes the keyboard too.
    tab_to(page, hands.cell(0, 0))
    keys.press("ArrowDown")
    expect(hands.cell(1, 0)).to_be_focused()


def test_what_has_the_keyboard_is_seen_to_have_it(desk: Desk) -> None:
    document = json.loads((EXAMPLE / "nine_segments.kanva.json").read_text(encoding="utf-8"))
    hands = desk.open(document, "обводка")
    page = hands.page
    without = []
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        name, ring = page.evaluate(RING)
        seen.add(name)
        if not ring:
            without.append(name)
    assert without == []
    assert len(seen) > 30


def inside(part: FloatRect, whole: FloatRect) -> bool:
    """Tell whether a box lies within another, to the pixel."""
    return (
        part["x"] >= whole["x"] - 1
        and part["y"] >= whole["y"] - 1
        and part["x"] + part["width"] <= whole["x"] + whole["width"] + 1
        and part["y"] + part["height"] <= whole["y"] + whole["height"] + 1
    )


def apart(one: FloatRect, other: FloatRect) -> bool:
    """Tell whether two boxes do not overlap by more than a border."""
    return (
        one["x"] + one["width"] <= other["x"] + 2
        or other["x"] + other["width"] <= one["x"] + 2
        or one["y"] + one["height"] <= other["y"] + 2
        or other["y"] + other["height"] <= one["y"] + 2
    )


def box(thing: Locator) -> FloatRect:
    """Return where a thing is."""
    found = thing.bounding_box()
    assert found is not None
    return found


@pytest.mark.parametrize(("width", "height"), [(1024, 700), (1440, 900)])
@pytest.mark.parametrize("locale", ["ru-RU", "en-GB"])
def test_the_nine_segments_are_seen_at_once(
    desk: Desk, width: int, height: int, locale: str
) -> None:
    document = json.loads((EXAMPLE / "nine_segments.kanva.json").read_text(encoding="utf-8"))
    hands = desk.open(document, f"окно {width} {locale}", width=width, height=height, locale=locale)
    page = hands.page
    hands.run()
    hands.select("segments")
    expect(hands.see("matrix-cell-9")).to_be_visible()
    panel = box(hands.see("node-panel"))
    window: FloatRect = {"x": 0, "y": 0, "width": width, "height": height}
    assert inside(panel, window)
    for number in range(1, 10):
        cell = hands.see(f"matrix-cell-{number}")
        assert inside(box(cell), panel), number
        # No number is cut off.
        assert cell.evaluate(
            "cell => [...cell.children].every((part) => part.scrollWidth <= part.clientWidth + 1)"
        )

    # The panes stay together, cover nothing, and the page does not scroll.
    panes = [hands.see(name) for name in ("canvas", "node-panel", "data-pane", "palette")]
    for one, other in combinations(panes, 2):
        assert apart(box(one), box(other))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    for button in page.locator("header").first.get_by_role("button").all():
        assert inside(box(button), window)
    # All of the workflow is in sight, and rows are.
    for node in page.locator("[data-node]").all():
        assert inside(box(node.locator("[aria-hidden=true]").first), box(hands.see("canvas")))
    expect(hands.cell(2, 0)).to_be_visible()
    assert inside(box(hands.cell(2, 0)), box(hands.see("data-pane")))
