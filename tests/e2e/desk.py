"""One running server for a module of tests, and signed-in pages that are watched for faults."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, BrowserContext, Page, expect

from e2e.flows import Json, written
from e2e.hands import Hands

# How long a thing may take to appear: a vain wait fails the test, a slow machine does not.
APPEAR_MS = 20_000


@dataclass
class Watch:
    """What went wrong in the pages of a test: script errors, console errors, failed requests."""

    faults: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, *patterns: str) -> None:
        """Say which faults the test makes on purpose: regular expressions over their texts."""
        self.allowed.extend(patterns)

    def over(self, page: Page) -> None:
        """Watch a page."""
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on(
            "console",
            lambda said: (
                self.faults.append(f"console: {said.text} {said.location.get('url', '')}")
                if said.type in {"error", "warning"}
                else None
            ),
        )
        # A request the editor gives up because a newer one has taken its place is no fault.
        page.on(
            "requestfailed",
            lambda request: (
                None
                if request.failure == "net::ERR_ABORTED"
                else self.faults.append(f"failed: {request.method} {request.url} {request.failure}")
            ),
        )
        page.on(
            "response",
            lambda answer: (
                self.faults.append(f"{answer.status}: {answer.request.method} {answer.url}")
                if answer.status >= 400
                else None
            ),
        )

    def left(self) -> list[str]:
        """Return the faults nobody allowed."""
        return [
            fault
            for fault in self.faults
            if not any(re.search(pattern, fault) for pattern in self.allowed)
        ]


@dataclass
class Desk:
    """A signed-in person at a running server.

    Args:
        address: Where the editor is.
        workspace: The folder of the server.
        browser: The browser.
        signed_in: Cookies of the session.
        watch: Gathers the faults of this test's pages.
    """

    address: str
    workspace: Path
    browser: Browser
    signed_in: Any
    watch: Watch = field(default_factory=Watch)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(
        self, place: str = "", *, width: int = 1440, height: int = 900, locale: str = "ru-RU"
    ) -> Page:
        """Open a page of the editor.

        Args:
            place: The part of the address after `#/`; empty for the home page.
            width: Width of the window, px.
            height: Height of the window, px.
            locale: Language of the browser.
        """
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale=locale,
            storage_state=self.signed_in,
            accept_downloads=True,
            reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(APPEAR_MS)
        self.watch.over(page)
        page.goto(f"{self.address}/#/{place}")
        return page

    def open(self, document: Json, name: str, **window: Any) -> Hands:
        """Put a workflow into the workspace and open it in the editor."""
        path = written(self.workspace, name, document)
        hands = Hands(self.page(f"w/{quote(path)}", **window))
        nodes = len(document["nodes"])
        expect(hands.page.locator("[data-node]")).to_have_count(nodes)
        return hands

    def file(self, name: str, text: str) -> Path:
        """Write a file of the workspace."""
        path = self.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def close(self) -> None:
        """Close the pages of the test."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()
