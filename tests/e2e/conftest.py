"""A real server and a real browser for the tests of the editor."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_LIMIT_S = 40.0


@dataclass
class Server:
    """A running `kanva serve`.

    Args:
        workspace: Its folder.
        port: Where it listens.
    """

    workspace: Path
    port: int
    process: subprocess.Popen[str] = field(init=False)
    link: str = field(init=False, default="")
    lines: list[str] = field(init=False, default_factory=list)

    @property
    def address(self) -> str:
        """Return the address of the editor."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server and wait for the one-time link it prints."""
        command = [sys.executable, "-m", "kanva", "serve", str(self.workspace)]
        command += ["--port", str(self.port), "--no-browser"]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "LANG": "C.UTF-8"}
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env=environment,
        )
        found = threading.Event()

        def listen() -> None:
            assert self.process.stdout is not None
            for line in self.process.stdout:
                self.lines.append(line)
                match = re.search(r"http://127\.0\.0\.1:\d+/login\?token=\S+", line)
                if match:
                    self.link = match.group(0)
                    found.set()
            found.set()

        threading.Thread(target=listen, daemon=True).start()
        assert found.wait(START_LIMIT_S), "".join(self.lines)
        assert self.link, "".join(self.lines)

    def kill(self) -> None:
        """Kill the server as a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Ask the server to stop and wait for it."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()
        if self.process.stdout is not None:
            self.process.stdout.close()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Yield a running server over an empty workspace."""
    workspace = tmp_path / "папка данных"
    workspace.mkdir()
    running = Server(workspace, free_port())
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """Yield one browser for the whole session."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Yield a function that opens a signed-in page; a script error or a failed request fails the test."""
    pages: list[Page] = []
    errors: list[str] = []

    def opener(width: int = 1440, height: int = 900, **context: object) -> Page:
        page = browser.new_page(
            viewport={"width": width, "height": height}, accept_downloads=True, **context
        )
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(server.link)
        pages.append(page)
        return page

    yield opener
    for page in pages:
        page.close()
    assert errors == []
