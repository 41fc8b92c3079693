"""What a person's hands do in the editor: drag, connect, fill in, look."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from playwright.sync_api import Locator, Page, expect

CARD_PX = 56

Json = dict[str, Any]

# Asks until the server has no draft of the workflow; the test's own limit of time ends a vain wait.
WITHOUT_DRAFT = """async (address) => {
  while ((await (await fetch(address)).json()).draft !== null) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}"""


@dataclass
class Hands:
    """Hands on one page of the editor, in Russian.

    Args:
        page: A page that shows the editor.
    """

    page: Page

    def see(self, name: str) -> Locator:
        """Return what carries a test id."""
        return self.page.get_by_test_id(name)

    def drag_in(self, type_id: str, x: int, y: int) -> str:
        """Drag a node type from the palette to a place of the canvas and return the new node's id.

        Args:
            type_id: The node type.
            x: Distance of the card's left edge from the canvas's, px at 100 %.
            y: Distance of the card's upper edge from the canvas's, px.
        """
        item = self.see(f"palette-item-{type_id}")
        known = "[data-testid^=palette-category-], [data-testid^=palette-item-]"
        expect(self.page.locator(known).first).to_be_visible()
        if item.count() == 0:
            self.see("palette-search").fill(type_id.rsplit(".", maxsplit=1)[-1])
        before = self.nodes()
        canvas = self.see("canvas")
        if item.count() == 0:
            self.see("palette-search").fill("")
            for category in self.page.locator("[data-testid^=palette-category-]").all():
                if category.get_attribute("aria-expanded") == "false":
                    category.click()
        item.drag_to(canvas, target_position={"x": x + CARD_PX // 2, "y": y + CARD_PX // 2})
        expect(self.page.locator("[data-node]")).to_have_count(len(before) + 1)
        self.see("palette-search").fill("")
        return next(iter(self.nodes() - before))

    def nodes(self) -> set[str]:
        """Return the ids of the nodes on the canvas."""
        found = self.page.locator("[data-node]").evaluate_all(
            "items => items.map(item => item.dataset.node)"
        )
        return set(found)

    def port(self, node: str, port: str, side: str) -> Locator:
        """Return a port's dot.

        Args:
            node: The node.
            port: The port.
            side: `source` for an output, `target` for an input.
        """
        return self.page.locator(f"[data-testid='port-{node}-{port}'].{side}")

    def grab(self, thing: Locator) -> None:
        """Press the mouse on a thing and move a little, as a drag begins."""
        self._to_middle(thing)
        self.page.mouse.down()
        box = thing.bounding_box()
        assert box is not None
        self.page.mouse.move(box["x"] + box["width"] + 12, box["y"] + 16, steps=3)

    def drop(self, thing: Locator) -> None:
        """Move what is dragged over a thing and let it go."""
        box = thing.bounding_box()
        assert box is not None
        self.page.mouse.move(box["x"] + box["width"] / 2 - 6, box["y"] + box["height"] / 2, steps=4)
        self._to_middle(thing)
        self.page.mouse.up()

    def connect(self, source: str, output: str, target: str, port: str) -> None:
        """Draw an edge from an output to an input with the mouse.

        A node let go close behind a free output has joined it by itself: the edge is there then.
        """
        edge = self.page.get_by_test_id(f"edge-{source}.{output}->{target}.{port}")
        start = self.page.locator(f"[data-testid='port-{source}-{output}'].source")
        end = self.page.locator(f"[data-testid='port-{target}-{port}'].target")
        expect(end).to_be_visible()
        if edge.count() == 0:
            self._to_middle(start)
            self.page.mouse.down()
            box = end.bounding_box()
            assert box is not None
            x, y = box["x"] + box["width"] / 2 - 6, box["y"] + box["height"] / 2
            self.page.mouse.move(x, y, steps=4)
            self._to_middle(end)
            self.page.mouse.up()
        expect(edge).to_have_count(1)

    def _to_middle(self, thing: Locator) -> None:
        box = thing.bounding_box()
        assert box is not None
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=3)

    def select(self, node: str) -> None:
        """Click a node; its form is at the right afterwards."""
        card = self.see(f"node-{node}").locator("[aria-hidden=true]").first
        card.click()
        expect(self.page.locator(f".react-flow__node.selected[data-id='{node}']")).to_be_visible()
        expect(self.see("node-panel")).to_be_visible()

    def title(self, words: str) -> None:
        """Give the selected node a title."""
        self.page.keyboard.press("F2")
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")

    def field(self, path: str) -> Locator:
        """Return a field of the form."""
        return self.see(f"field-{path}")

    def write(self, path: str, words: str) -> None:
        """Type into a field and leave it by Enter."""
        box = self.field(path).locator("input").first
        box.fill(words)
        box.press("Enter")

    def pick(self, box: Locator, words: str) -> None:
        """Choose from a list."""
        box.click()
        search = self.page.locator("input[type=text]:focus, [role=searchbox]:focus, input:focus")
        if search.count():
            search.first.fill(words)
        option = self.page.get_by_role("option").filter(
            has=self.page.get_by_text(words, exact=True)
        )
        option.first.click()

    def choose(self, path: str, words: str) -> None:
        """Choose a value of a field: from a list, or a button of several."""
        segment = self.field(path).get_by_role("radio", name=words, exact=True)
        if segment.count():
            segment.click()
        else:
            self.pick(self.field(path).get_by_role("combobox").first, words)

    def add_item(self, path: str) -> None:
        """Add an item to a list."""
        self.field(path).get_by_role("button", name=re.compile("^Добавить: ")).last.click()

    def columns(self, path: str, *names: str) -> None:
        """Choose several columns."""
        self.field(path).get_by_role("button", name=re.compile("^Добавить столбцы")).click()
        for name in names:
            self.page.get_by_role("checkbox", name=re.compile(rf"(^|\s){re.escape(name)}$")).check()
        self.page.keyboard.press("Escape")

    def formula(self, path: str, text: str) -> None:
        """Type a formula into its line and leave it."""
        editor = self.field(path).locator(".cm-content")
        editor.click()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(text)
        # Not Esc: where no list of completions is open yet, it takes the typing back.
        editor.evaluate("element => element.blur()")

    def condition(self, number: int, column: str, operator: str, *values: str) -> None:
        """Add a condition at the end and fill it in.

        Args:
            number: Its number in the group, from 1.
            column: The column.
            operator: The words of the comparison.
            values: None, one or two values as a person types them; `{x}` binds to a parameter.
        """
        self.field("conditions").get_by_role("button", name="Условие", exact=True).last.click()
        line = self.see(f"condition-{number}")
        boxes = line.get_by_role("combobox")
        self.pick(boxes.nth(0), column)
        self.pick(boxes.nth(1), operator)
        inputs = line.locator("input")
        for place, value in enumerate(values):
            inputs.nth(place).fill(value)
            inputs.nth(place).press("Enter")

    def make_parameter(self, path: str, title: str) -> None:
        """Make a workflow parameter from the present value of a field."""
        field = self.field(path)
        field.hover()
        field.get_by_role("button", name=f"Брать «{title}» из параметра").click()
        self.page.get_by_role("menuitem", name="Новый параметр с этим значением").click()

    def chord(self, code: str, key: str, *, shift: bool = False) -> None:
        """Press Ctrl with a key whose letter is that of another layout.

        Args:
            code: The key by its place, `KeyZ`.
            key: The letter it gives, `я`.
            shift: Whether Shift is held too.
        """
        # Playwright's own keyboard knows only the American layout.
        session = self.page.context.new_cdp_session(self.page)
        press = {
            "modifiers": 2 + (8 if shift else 0),
            "key": key,
            "code": code,
            "windowsVirtualKeyCode": ord(code[-1]),
        }
        session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **press})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **press})
        session.detach()

    def stored(self, state: str = "draft") -> Json:
        """Return the workflow as the server has it, once all edits have reached it.

        Args:
            state: What the mark of saving says then: `draft` or `saved`.
        """
        expect(self.see("save")).to_have_attribute("data-state", state)
        path = unquote(self.page.url.partition("#/w/")[2])
        origin = self.page.url.partition("/#")[0]
        address = f"{origin}/api/workflows/{quote(path)}"
        if state == "saved":
            self.page.evaluate(WITHOUT_DRAFT, address)
        answer = self.page.request.get(address)
        body: Json = answer.json()
        draft = body["draft"]
        return body["document"] if draft is None else draft["document"]

    def options(self, box: Locator) -> list[str]:
        """Open a list and return the names in it, without the words at the right."""
        box.click()
        shown = self.page.get_by_role("option")
        expect(shown.first).to_be_visible()
        names = shown.locator("span[title]:not([role=img])").all_inner_texts()
        self.page.keyboard.press("Escape")
        expect(shown).to_have_count(0)
        return [name.strip() for name in names]

    def cell(self, row: int, column: int) -> Locator:
        """Return a cell of the preview by its numbers, from 0."""
        return self.see(f"grid-cell-{row}-{column}")

    def heads(self) -> list[str]:
        """Return the heads of the preview: `Имя · вид значений`."""
        buttons = self.see("grid").get_by_role("columnheader").locator("[data-place]")
        expect(buttons.first).to_be_visible()
        return [button.get_attribute("title") or "" for button in buttons.all()]

    def run(self) -> None:
        """Press Run and wait until it has succeeded."""
        with self.page.expect_response(
            lambda answer: answer.url.endswith("/api/runs") and answer.request.method == "POST"
        ):
            self.see("run").click()
        expect(self.see("last-run")).to_have_attribute("data-state", "succeeded", timeout=60_000)
