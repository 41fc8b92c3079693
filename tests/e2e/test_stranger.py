"""A node library installed beside Kanva: in the palette, with its form, at work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from e2e.conftest import Server, free_port
from e2e.desk import APPEAR_MS
from e2e.hands import Hands

pytestmark = pytest.mark.browser

LIBRARY = Path(__file__).parents[1] / "stranger"


def test_strangers_node_appears_takes_its_setting_and_runs(
    tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = tmp_path / "installed"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--target", str(beside), str(LIBRARY)]
    subprocess.run(command, check=True)
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(beside), os.environ.get("PYTHONPATH", "")])
    )
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (workspace / "words.csv").write_text("слово;число\nмир;1\nлес;2\n", "utf-8")
    server = Server(workspace, free_port())
    server.start()
    try:
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="ru-RU")
        page.set_default_timeout(APPEAR_MS)
        page.goto(server.link)
        hands = Hands(page)
        hands.see("new-workflow").click()
        words = hands.drag_in("import.text", 60, 60)
        hands.write("file", "words.csv")
        hands.see("palette-search").fill("восклицание")
        expect(hands.see("palette-item-stranger.shout")).to_have_text("Восклицание")
        loud = hands.drag_in("stranger.shout", 220, 60)
        hands.connect(words, "rows", loud, "rows")
        hands.field("column").get_by_role("combobox").click()
        expect(page.get_by_role("option")).to_have_count(1)
        page.get_by_role("option").first.click()
        expect(hands.see("grid-cell-0-0")).to_have_text("мир!")
        hands.run()
        expect(hands.see(f"node-{loud}")).to_have_attribute("data-state", "done")
        page.close()
    finally:
        server.stop()
