"""How fast a running server answers: an unchanged run, the analysis of an edit, a page of rows.

The gallery's example over HTTP and WebSocket, as the browser asks; medians, ms.
Run: `python tests/bench/server.py`
"""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

import httpx
import websockets

PORT = 8398
ADDRESS = f"http://127.0.0.1:{PORT}"
ROUNDS = 15


async def median_ms(ask: Callable[[], Awaitable[Any]]) -> float:
    """Return the median time of an answer, ms; the first two are left out as warming up."""
    times: list[float] = []
    for _ in range(ROUNDS + 2):
        begun = time.perf_counter()
        await ask()
        times.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(0.1)
    return statistics.median(times[2:])


async def measure(link: str) -> list[tuple[str, float, float | None]]:
    """Ask a running server as the editor does.

    Args:
        link: Its one-time link.

    Returns:
        What, measured ms, goal ms or None.
    """
    async with httpx.AsyncClient(base_url=ADDRESS, trust_env=False, timeout=60) as client:
        await client.get(link)
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        opened = (await client.post("/api/workflows", json={"example": "nine_segments"})).json()
        asked = {"path": opened["path"], "document": opened["document"]}
        socket = websockets.connect(
            f"ws://127.0.0.1:{PORT}/api/events?path={quote(opened['path'])}",
            additional_headers={"Cookie": cookie, "Origin": ADDRESS},
            proxy=None,
        )
        async with socket as events:

            async def run() -> None:
                answer = await client.post("/api/runs", json={**asked, "parameters": {}})
                run_id = answer.json()["run"]["id"]
                while True:
                    event = json.loads(await events.recv())
                    if event["type"] == "run" and event["run"]["id"] == run_id:
                        if event["run"]["state"] == "succeeded":
                            return
                        assert event["run"]["state"] in {"queued", "running"}, event

            async def analyse() -> None:
                (await client.post("/api/analyse", json=asked)).raise_for_status()

            async def page() -> None:
                where = {"node": "segments", "port": "customers", "offset": 0, "limit": 200}
                (await client.post("/api/preview", json={**asked, **where})).raise_for_status()

            return [
                ("run with nothing changed, request to final event", await median_ms(run), 60),
                ("analysis of 21 nodes, request to answer", await median_ms(analyse), None),
                ("a page of 200 rows, request to answer", await median_ms(page), None),
            ]


def main() -> None:
    """Start a server, measure, print the table."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "kanva", "serve", folder, "--port", str(PORT)]
        server = subprocess.Popen(
            [*command, "--no-browser"], stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        assert server.stdout is not None
        try:
            link = ""
            for line in server.stdout:
                found = re.search(r"http://\S+/login\?token=\S+", line)
                if found:
                    link = found.group(0)
                    break
            rows = asyncio.run(measure(link))
        finally:
            server.terminate()
            server.wait()
            server.stdout.close()
    print(f"{'what, ms':<52}{'median':>8}{'goal':>8}")
    for name, measured, goal in rows:
        print(f"{name:<52}{measured:>8.1f}{'' if goal is None else goal:>8}")


if __name__ == "__main__":
    main()
