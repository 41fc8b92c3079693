"""A real server and a real browser for the tests of the editor."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from e2e.desk import APPEAR_MS, Desk, Watch

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
expect.set_options(timeout=APPEAR_MS)
EXAMPLE = Path(__file__).parents[2] / "workflows" / "nine_segments"


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
    listener: threading.Thread = field(init=False)
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

        self.listener = threading.Thread(target=listen, daemon=True)
        self.listener.start()
        assert found.wait(START_LIMIT_S), "".join(self.lines)
        assert self.link, "".join(self.lines)

    def kill(self) -> None:
        """Kill the server as a power cut would."""
        self.process.kill()
        self.process.wait()
        self._close()

    def _close(self) -> None:
        self.listener.join(timeout=20)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def stop(self) -> None:
        """Ask the server to stop and wait for it."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()
        self._close()


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
def watch() -> Iterator[Watch]:
    """Yield what gathers the faults of a test's pages; any that is not allowed fails the test."""
    faults = Watch()
    yield faults
    assert faults.left() == []


@pytest.fixture
def open_page(browser: Browser, server: Server, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Yield a function that opens a signed-in page of a server of its own."""
    pages: list[Page] = []

    def opener(width: int = 1440, height: int = 900, **context: object) -> Page:
        page = browser.new_page(
            viewport={"width": width, "height": height}, accept_downloads=True, **context
        )
        page.set_default_timeout(APPEAR_MS)
        watch.over(page)
        page.goto(server.link)
        pages.append(page)
        return page

    yield opener
    for page in pages:
        page.close()


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Yield one running server for a module; its workspace has the data of the shipped example."""
    workspace = tmp_path_factory.mktemp("desk") / "данные"
    shutil.copytree(EXAMPLE, workspace / "nine_segments")
    (workspace / "nine_segments" / "nine_segments.kanva.json").unlink()
    running = Server(workspace, free_port())
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def signed_in(browser: Browser, shared_server: Server) -> object:
    """Return the cookies of a person who has used the one-time link."""
    context = browser.new_context(locale="ru-RU")
    page = context.new_page()
    page.goto(shared_server.link)
    expect(page.get_by_test_id("new-workflow")).to_be_visible()
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def desk(
    browser: Browser, shared_server: Server, signed_in: object, watch: Watch
) -> Iterator[Desk]:
    """Yield a signed-in person at the module's server."""
    person = Desk(shared_server.address, shared_server.workspace, browser, signed_in, watch)
    yield person
    person.close()
