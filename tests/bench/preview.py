"""The preview in a browser: scrolling, long and wide tables, an edit seen fifty nodes below.

    python tests/bench/preview.py [case …]

Cases: edit, scroll, long, wide. Needs a Chromium (KANVA_CHROMIUM or /usr/bin/chromium).
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
from playwright.sync_api import Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from e2e.conftest import FLAGS, Server, free_port
from e2e.desk import Desk
from e2e.flows import flow, made

CHROMIUM = os.environ.get("KANVA_CHROMIUM", "/usr/bin/chromium")

GRID = "document.querySelector('[data-testid=grid]')"

# Scrolls once a frame and returns how long each frame took, in milliseconds.
SCROLL = """async ({ frames, dx, dy }) => {
  const grid = document.querySelector('[data-testid=grid]');
  const times = [];
  let last = await new Promise(requestAnimationFrame);
  for (let turn = 0; turn < frames; turn += 1) {
    grid.scrollTop += dy;
    grid.scrollLeft += dx;
    const now = await new Promise(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  return times;
}"""

# Undoes by the keyboard and returns the time until a cell of the grid shows another value.
UNDO = """async ({ place, redo }) => {
  const cell = () => document.querySelector(`[data-testid="${place}"]`)?.textContent;
  const before = cell();
  const start = performance.now();
  document.body.dispatchEvent(new KeyboardEvent('keydown', {
    code: redo ? 'KeyY' : 'KeyZ', key: redo ? 'y' : 'z', ctrlKey: true, bubbles: true }));
  while (cell() === before) {
    if (performance.now() - start > 5000) return null;
    await new Promise((done) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = done;
      channel.port2.postMessage(0);
    });
  }
  return performance.now() - start;
}"""


def percentile(times: list[float], share: float) -> float:
    """Return a percentile of some times."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def told(name: str, times: list[float]) -> None:
    """Print median, 95th percentile and worst of some times."""
    figures = [statistics.median(times), percentile(times, 0.95), max(times)]
    print(f"{name:<44} " + "  ".join(f"{one:8.1f}" for one in figures))


def parquet(desk: Desk, name: str, frame: pl.DataFrame) -> dict:
    """Write a table and return the node that reads it."""
    frame.write_parquet(desk.workspace / name)
    return made("source", "import.parquet", file=name)


def opened(desk: Desk, node: dict, name: str) -> Page:
    """Open a workflow of one source, run it and show its rows."""
    hands = desk.open(flow([node]), name)
    hands.run()
    hands.select("source")
    expect(hands.cell(0, 0)).to_be_visible()
    return hands.page


def edit(desk: Desk) -> None:
    """Time from an edit of the first of fifty nodes to the rows of the last."""
    frame = pl.DataFrame({"a": pl.int_range(1, 1001, eager=True), "b": ["x"] * 1000})
    nodes = [parquet(desk, "small.parquet", frame)]
    nodes.append(made("first", "columns.calculate", formulas=[{"name": "c", "formula": "[a] + 1"}]))
    for step in range(48):
        kept = {"all": [{"column": "a", "op": ">", "value": -step}]}
        nodes.append(made(f"n{step}", "rows.filter", conditions=kept))
    document = flow(nodes)
    for at, node in enumerate(nodes):
        document["layout"]["nodes"][node["id"]] = {
            "x": 40 + 104 * (at % 10),
            "y": 40 + 96 * (at // 10),
        }
    hands = desk.open(document, "fifty")
    page = hands.page
    hands.select("n47")
    expect(hands.cell(0, 2)).to_have_text("2")
    hands.select("first")
    hands.field("formulas").locator(".cm-content").first.click()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("[a] + 2")
    page.keyboard.press("Tab")
    hands.select("n47")
    expect(hands.cell(0, 2)).to_have_text("3")
    times: list[float] = []
    for turn in range(24):
        place = {"place": "grid-cell-0-2", "redo": turn % 2 == 1}
        page.evaluate("() => document.activeElement?.blur()")
        took = page.evaluate(UNDO, place)
        assert took is not None
        if turn >= 4:
            times.append(took)
        page.wait_for_timeout(400)
    told("edit of the 1st of 50 → preview of the last", times)


def scroll(desk: Desk) -> None:
    """Frames while 100,000 rows × 40 columns are scrolled."""
    count = 100_000
    columns: dict[str, pl.Series] = {}
    for at in range(10):
        numbers = pl.int_range(count, eager=True)
        columns[f"целое {at}"] = (numbers * (at + 7)) % 9973
        columns[f"дробное {at}"] = ((numbers * 31) % 10007) / 7
        columns[f"строка {at}"] = ((numbers * (at + 3)) % 5000).cast(pl.String) + " клиент"
        columns[f"дата {at}"] = pl.Series(["2024-01-01"] * count).str.to_date()
    page = opened(desk, parquet(desk, "scroll.parquet", pl.DataFrame(columns)), "scroll")
    page.wait_for_timeout(2500)
    for name, step in (("down", (0, 96)), ("across", (60, 0)), ("by leaps", (0, 4800))):
        page.evaluate(f"() => {{ {GRID}.scrollTop = 0; {GRID}.scrollLeft = 0; }}")
        page.wait_for_timeout(300)
        times = page.evaluate(SCROLL, {"frames": 150, "dx": step[0], "dy": step[1]})
        told(f"scroll {name}, 100,000 × 40", times)


def long(desk: Desk) -> None:
    """Two million rows, scrolled to the last."""
    count = 2_000_000
    frame = pl.DataFrame({"n": pl.int_range(count, eager=True), "t": ["строка"] * count})
    page = opened(desk, parquet(desk, "long.parquet", frame), "long")
    times = []
    for _ in range(5):
        page.get_by_test_id("grid-cell-0-0").click()
        page.keyboard.press("Control+End")
        last = page.get_by_test_id(f"grid-cell-{count - 1}-0")
        began = page.evaluate("performance.now()")
        expect(last).to_have_text("1\u202f999\u202f999")
        times.append(page.evaluate("performance.now()") - began)
        page.keyboard.press("Control+Home")
        expect(page.get_by_test_id("grid-cell-0-0")).to_be_visible()
    told("last of 2,000,000 rows shown", times)
    page.evaluate(f"() => {{ {GRID}.scrollTop = {GRID}.scrollHeight; }}")
    expect(page.get_by_test_id(f"grid-cell-{count - 1}-0")).to_be_visible()


def wide(desk: Desk) -> None:
    """Ten thousand columns: shown, scrolled, to the last one."""
    frame = pl.DataFrame({f"столбец {at}": [at, at + 1, at + 2] for at in range(10_000)})
    node = parquet(desk, "wide.parquet", frame)
    hands = desk.open(flow([node]), "wide")
    hands.run()
    page = hands.page
    began = page.evaluate("performance.now()")
    hands.select("source")
    expect(hands.cell(0, 0)).to_be_visible()
    told("10,000 columns: click → cells", [page.evaluate("performance.now()") - began])
    page.wait_for_timeout(2500)
    times = page.evaluate(SCROLL, {"frames": 150, "dx": 400, "dy": 0})
    told("scroll across 10,000 columns", times)
    page.evaluate(f"() => {{ {GRID}.scrollLeft = {GRID}.scrollWidth; }}")
    began = page.evaluate("performance.now()")
    expect(page.get_by_test_id("grid-cell-0-9999")).to_have_text("9\u202f999")
    told("last of 10,000 columns shown", [page.evaluate("performance.now()") - began])


CASES: dict[str, Callable[[Desk], None]] = {
    "edit": edit,
    "scroll": scroll,
    "long": long,
    "wide": wide,
}


def main() -> None:
    """Run the cases named on the command line, or all."""
    print(f"{'ms':<44}   median       p95       max")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        workspace = Path(folder) / "bench"
        workspace.mkdir()
        server = Server(workspace, free_port())
        server.start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(locale="ru-RU")
        page = context.new_page()
        page.goto(server.link)
        expect(page.get_by_test_id("new-workflow")).to_be_visible()
        state = context.storage_state()
        context.close()
        try:
            for name in sys.argv[1:] or CASES:
                desk = Desk(server.address, workspace, browser, state)
                CASES[name](desk)
                desk.close()
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
