"""`kanva serve` and `kanva open` as a person starts them: real processes, real sockets."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from kanva.store import Store, Workspace


class Serving:
    """A running `kanva serve`."""

    def __init__(self, folder: Path, environment: dict[str, str], *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kanva", "serve", str(folder), "--no-browser", *arguments],
            env={**environment, "KANVA_LANG": "ru"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self.lines: list[str] = []

    def until(self, words: str) -> str:
        """Read lines up to one with the words."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if words in line:
                return line.rstrip("\n")
        message = "\n".join(self.lines)
        raise AssertionError(f"the server ended before saying “{words}”:\n{message}")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT if os.name != "nt" else signal.SIGTERM)
        self.process.communicate(timeout=30)
        return self.process.returncode


@pytest.fixture
def serve(folder: Path, environment: dict[str, str]) -> Iterator[Any]:
    started: list[Serving] = []

    def start(*arguments: str, **more: str) -> Serving:
        serving = Serving(folder, {**environment, **more}, *arguments)
        started.append(serving)
        return serving

    yield start
    for serving in started:
        if serving.process.poll() is None:
            serving.process.kill()
        serving.process.communicate()


def test_a_server_from_start_to_stop(serve, kanva, folder):
    serving = serve("--port", "0")
    serving.until("Остановить")
    folder_line, address_line, link_line, stop_line = serving.lines
    address = address_line.removeprefix("Адрес: ")
    link = link_line.removeprefix("Войти (ссылка на один раз): ")
    assert (folder_line, stop_line) == (f"Папка: {folder}", "Остановить: Ctrl+C")
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
    assert re.fullmatch(re.escape(address) + r"/login\?token=[\w-]{43}", link)

    health = httpx.get(f"{address}/api/health").json()
    assert health == {"status": "ok", "version": "0.1.0"}
    assert httpx.get(f"{address}/").status_code == 200
    with httpx.Client(base_url=address) as first, httpx.Client(base_url=address) as second:
        assert first.get(link).headers["location"] == "/"
        assert second.get(link).status_code == 410
        assert [client.get("/api/workflows").status_code for client in (first, second)] == [
            200,
            401,
        ]
        (listed,) = first.get("/api/workflows").json()["workflows"]
        assert (listed["path"], listed["title"]) == ("a.kanva.json", "Продажи")

        code, printed, _ = kanva("open", str(folder), "--no-browser")
        assert code == 0
        assert printed.startswith(f"{address}/login?token=")
        assert second.get(printed.strip()).status_code == 303
        assert second.get("/api/workflows").status_code == 200

    code, _, errors = kanva("serve", str(folder), "--no-browser", "--lang", "ru")
    assert (code, errors) == (
        1,
        f"Kanva уже открыла эту папку: {address}. Войти: kanva open.\n",
    )
    serving.stop()
    code, _, errors = kanva("open", str(folder), "--lang", "ru")
    assert (code, errors) == (
        1,
        f"Kanva не открывала эту папку. Запустите: kanva serve {folder}\n",
    )


def test_a_killed_server_leaves_nothing_in_the_way(serve, kanva, folder):
    serving = serve("--port", "0")
    serving.until("Остановить")
    store = Store.open(Workspace.open(folder))
    store.workflows.open("a.kanva.json")
    run = store.runs.add("a.kanva.json", version=1, targets=None, parameters={}, nodes={})
    store.runs.begin(run.id)
    serving.process.kill()
    serving.process.wait()
    assert kanva("open", str(folder))[0] == 1
    again = serve("--port", "0")
    again.until("Остановить")
    assert store.runs.get(run.id).state == "interrupted"
    store.close()


def test_a_busy_port_is_one_clear_sentence(kanva, folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, out, errors = kanva("serve", str(folder), "--port", str(port), "--lang", "ru")
    assert (code, out) == (1, "")
    assert errors == f"Порт {port} занят. Возьмите другой: --port {port + 1}.\n"


def test_other_machines_need_a_password(kanva, serve, folder):
    code, out, errors = kanva("serve", str(folder), "--host", "0.0.0.0", "--lang", "ru")
    assert (code, out) == (2, "")
    assert errors == (
        "Адрес 0.0.0.0 виден другим машинам: задайте пароль в переменной KANVA_PASSWORD "
        "или уберите --host.\n"
    )
    serving = serve("--host", "0.0.0.0", "--port", "0", KANVA_PASSWORD="тайное слово")
    serving.until("Остановить")
    assert not [line for line in serving.lines if "token" in line]
    port = serving.lines[1].rsplit(":", 1)[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        assert client.get("/api/workflows").status_code == 401
        client.post("/api/session", json={"password": "тайное слово"})
        assert client.get("/api/workflows").status_code == 200


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["нет такой"], "Нет папки «"),
        ([".", "--host", "203.0.113.7"], "Адрес 203.0.113.7 виден другим машинам"),
        ([".", "--memory", "0"], "Неверное значение: --memory."),
    ],
)
def test_a_start_that_cannot_be(kanva, arguments, words):
    code, out, errors = kanva("serve", *arguments, "--lang", "ru")
    assert (code in {1, 2}, out) == (True, "")
    assert errors.startswith(words)
    assert "Traceback" not in errors


def test_a_database_that_does_not_answer(kanva, folder):
    code, out, errors = kanva(
        "serve",
        str(folder),
        "--port",
        "0",
        "--lang",
        "ru",
        KANVA_DATABASE_URL="postgresql://u:hunter2@127.0.0.1:1/kanva",
    )
    assert (code, out) == (1, "")
    assert errors.startswith("База данных не открывается.")
    assert "hunter2" not in errors


def test_a_damaged_database_is_told(kanva, folder):
    (folder / ".kanva").mkdir()
    (folder / ".kanva" / "kanva.sqlite").write_bytes(b"this is no database" * 100)
    code, _, errors = kanva("serve", str(folder), "--port", "0", "--lang", "ru")
    assert code == 1
    assert errors.startswith("База ")
    assert "Traceback" not in errors


def test_examples_and_nodes(kanva, folder):
    code, out, _ = kanva("examples", "--lang", "ru")
    assert code == 0
    assert "nine_segments: " in out
    code, out, _ = kanva("examples", "nine_segments", str(folder))
    assert (code, out) == (0, f"{folder / 'nine_segments.kanva.json'}\n")
    assert (folder / "nine_segments" / "sales.csv").is_file()
    assert kanva("examples", "нет", "--lang", "ru")[:2] == (1, "")
    code, out, _ = kanva("nodes", "--lang", "ru")
    assert code == 0
    assert re.search(r"^ {2}rows\.filter +Фильтр: ", out, re.MULTILINE)
    assert kanva("nodes", "--json")[1].startswith('{"categories":')
