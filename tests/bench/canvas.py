"""How fluid the canvas is: headless Chromium against a real server, no graphics card.

1,000 nodes and 1,500 edges at 100 %, the same all on screen, and the opening of 200 nodes with the
analysis. Frame times are the gaps between animation frames while the mouse or the wheel is at work.
Run: `python tests/bench/canvas.py`
"""

from __future__ import annotations

import json
import random
import runpy
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright  # noqa: E402

from e2e.conftest import FLAGS, Server, free_port  # noqa: E402

Json = dict[str, Any]
PITCH_X, PITCH_Y = 104, 136
SEED = 11

# Counts the gaps between frames from now on.
WATCH = """() => {
  window.gaps = [];
  window.watching = true;
  let last = performance.now();
  const frame = (now) => {
    window.gaps.push(now - last);
    last = now;
    if (window.watching) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""
GAPS = "() => { window.watching = false; return window.gaps.slice(2); }"

# The moment from which all cards that are in sight stand there and the analysis has come.
READY = """() => new Promise((done) => {
  const look = () => {
    const cards = document.querySelectorAll('[data-node]').length;
    const analysed = document.querySelector('[data-analysed=true]') !== null;
    if (cards > 0 && analysed) done(performance.now());
    else requestAnimationFrame(look);
  };
  look();
})"""


def crowd(nodes: int, edges: int) -> Json:
    """Return a workflow of sorts and joins in rows, joined forward at random.

    Args:
        nodes: How many nodes.
        edges: How many edges.
    """
    dice = random.Random(SEED)
    columns = 40
    made = [
        {
            "id": f"n{at}",
            "type": "rows.sort" if at % 3 else "join.join",
            "version": 1,
            "settings": {},
        }
        for at in range(nodes)
    ]
    pairs: dict[tuple[str, str], None] = {}
    for at in range(1, nodes):
        port = "rows" if at % 3 else "left"
        pairs[(f"n{at - 1}.rows", f"n{at}.{port}")] = None
    joins = list(range(3, nodes, 3))
    dice.shuffle(joins)
    for at in joins:
        if len(pairs) >= edges:
            break
        pairs[(f"n{dice.randrange(max(0, at - 60), at)}.rows", f"n{at}.right")] = None
    while len(pairs) < edges:
        at = dice.randrange(1, nodes)
        pairs[(f"n{dice.randrange(max(0, at - 60), at)}.rows", f"n{at}.rows")] = None
    places = {
        f"n{at}": {"x": at % columns * PITCH_X, "y": at // columns * PITCH_Y} for at in range(nodes)
    }
    return {
        "kanva": 1,
        "title": "Толпа",
        "description": "",
        "parameters": [],
        "nodes": made,
        "edges": [{"from": start, "to": end} for start, end in list(pairs)[:edges]],
        "groups": [],
        "notes": [],
        "layout": {"nodes": places, "groups": {}, "notes": {}},
    }


def p95(gaps: list[float]) -> float:
    """Return the time 95 of 100 frames keep to, ms."""
    return statistics.quantiles(gaps, n=20)[-1]


def opened(page: Page, address: str, path: str) -> float:
    """Open a workflow from the home page and return the time until it is ready, ms."""
    page.goto(address)
    expect(page.get_by_test_id("new-workflow")).to_be_visible()
    begun = page.evaluate(
        "hash => { const now = performance.now(); location.hash = hash; return now; }",
        f"#/w/{quote(path)}",
    )
    return float(page.evaluate(READY)) - float(begun)


def panned(page: Page) -> float:
    """Pan by the wheel over the canvas; return p95 of the frames, ms."""
    box = page.get_by_test_id("canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.evaluate(WATCH)
    for step in range(120):
        page.mouse.wheel(24 if step < 60 else -24, 12 if step % 40 < 20 else -12)
    return p95(page.evaluate(GAPS))


def dragged(page: Page) -> float:
    """Drag one node about; return p95 of the frames, ms."""
    card = page.locator("[data-node]").nth(8).locator("[aria-hidden=true]").first
    box = card.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(WATCH)
    for step in range(120):
        page.mouse.move(x + step % 60, y + step // 2)
    gaps = page.evaluate(GAPS)
    page.mouse.up()
    return p95(gaps)


def heap_mb(session: CDPSession) -> float:
    """Return what the page's JavaScript holds after a collection of garbage, MB."""
    session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    used = next(one["value"] for one in metrics if one["name"] == "JSHeapUsedSize")
    return float(used) / 1_000_000


def signed_in(browser: Browser, server: Server) -> Page:
    """Return a page of a signed-in person."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ru-RU")
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(server.link)
    expect(page.get_by_test_id("new-workflow")).to_be_visible()
    return page


def measure(browser: Browser, server: Server) -> list[tuple[str, float, float]]:
    """Return what was measured: name, figure, goal."""
    for name, nodes, edges in (("thousand", 1000, 1500), ("two hundred", 200, 300)):
        text = json.dumps(crowd(nodes, edges), ensure_ascii=False)
        (server.workspace / f"{name}.kanva.json").write_text(text, encoding="utf-8")
    page = signed_in(browser, server)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    opened(page, server.address, "two hundred.kanva.json")
    small = [opened(page, server.address, "two hundred.kanva.json") for _ in range(5)]
    large = [opened(page, server.address, "thousand.kanva.json") for _ in range(3)]
    page.keyboard.press("Shift+1")
    page.wait_for_timeout(500)
    far = panned(page)
    page.keyboard.press("Control+0")
    page.wait_for_timeout(500)
    near, drag = panned(page), dragged(page)
    return [
        ("1,000 nodes: opened to ready, ms", statistics.median(large), 2000),
        ("1,000 nodes at 100 %: pan p95, ms", near, 35),
        ("1,000 nodes at 100 %: drag p95, ms", drag, 20),
        ("1,000 nodes at 100 %: heap, MB", heap_mb(session), 40),
        ("1,000 nodes on screen: pan p95, ms", far, 100),
        ("200 nodes: opened with analysis, ms", statistics.median(small), 400),
    ]


def main() -> None:
    """Start a server and a browser, measure, print the table."""
    chromium = runpy.run_path(str(ROOT / "tools" / "chromium.py"))
    program = chromium["find_chromium"]()
    if program is None:
        sys.exit(chromium["MISSING"])
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder), free_port())
        server.start()
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        begun = time.perf_counter()
        try:
            rows = measure(browser, server)
        finally:
            browser.close()
            server.stop()
    print(f"{'what':<44}{'measured':>10}{'goal':>8}")
    for name, figure, goal in rows:
        print(f"{name:<44}{figure:>10.1f}{goal:>8.0f}{'' if figure <= goal else '  over'}")
    print(f"({time.perf_counter() - begun:.0f} s)")


if __name__ == "__main__":
    main()
