"""The wheel a stranger installs: built without Node.js, installed in a clean place, started, asked.

These tests take longer than others because they download and install real packages into fresh
environments; nothing in them waits for a fixed time.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import threading
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "backend" / "kanva" / "_static"
PARTS = (
    "backend", "nodes", "workflows", "frontend", "hatch_build.py", "pyproject.toml", "README.md",
    "README.ru.md", "LICENSE", "CHANGELOG.md",
)  # fmt: skip
LEFT_OUT = shutil.ignore_patterns(
    "node_modules", "__pycache__", "_static", "_examples", ".kanva", "dist"
)
LINK = re.compile(r"http://127\.0\.0\.1:\d+/login\?token=\S+")

pytestmark = [
    pytest.mark.packaging,
    # Fresh environments and, for the first test, Node.js itself come over the network.
    pytest.mark.timeout(600),
]


def bare_environment(home: Path) -> dict[str, str]:
    """Return an environment with an empty home and a PATH on which there is no Node.js."""
    home.mkdir(exist_ok=True)
    tools = home / "bin"
    tools.mkdir(exist_ok=True)
    if os.name == "nt":
        path = str(tools)
    else:
        # npm's own scripts start `sh`; nothing else of the machine is on this PATH.
        for name in ("sh", "env"):
            place = shutil.which(name)
            if place and not (tools / name).exists():
                (tools / name).symlink_to(place)
        path = str(tools)
    # How packages are reached (proxies, certificates) is the machine's business and is kept.
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.lower().startswith(("pip_", "ssl_", "npm_config_", "node_extra"))
        or name.lower().endswith("_proxy")
        or name.upper() in {"SYSTEMROOT", "TEMP", "TMP", "COMSPEC"}
    }
    return {**kept, "HOME": str(home), "USERPROFILE": str(home), "PATH": path, "LANG": "C.UTF-8"}


def ran(command: list[str | Path], environment: dict[str, str], cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        env=environment,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    said = done.stdout.decode(errors="replace")
    assert done.returncode == 0, said[-4000:]
    return said


def copied(folder: Path, *, with_editor: bool) -> Path:
    """Copy what a source archive holds, so that nothing in this repository is touched."""
    for part in PARTS:
        source, target = ROOT / part, folder / part
        if source.is_dir():
            shutil.copytree(source, target, ignore=LEFT_OUT)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    if with_editor:
        shutil.copytree(STATIC, folder / "backend" / "kanva" / "_static")
    return folder


def pip_wheel(source: Path, out: Path, environment: dict[str, str]) -> Path:
    ran(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", out, source],
        environment,
        source,
    )
    (wheel,) = out.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from sources alone on a PATH without Node.js."""
    folder = tmp_path_factory.mktemp("from_sources")
    environment = bare_environment(folder / "home")
    assert shutil.which("npm", path=environment["PATH"]) is None
    return pip_wheel(copied(folder / "src", with_editor=False), folder / "out", environment)


def test_the_wheel_holds_the_editor_the_nodes_and_the_examples(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        page = archive.read("kanva/_static/index.html").decode()
    for asset in re.findall(r'(?:src|href)="/([^"]+\.(?:js|css))"', page):
        assert f"kanva/_static/{asset}" in names
    assert re.search(r"\.js\"", page)
    shipped = {name.removeprefix("kanva/_examples/") for name in names if "/_examples/" in name}
    present = {
        path.relative_to(ROOT / "workflows").as_posix()
        for path in (ROOT / "workflows").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and ".kanva" not in path.parts
    }
    assert shipped == present
    assert "kanva_nodes/__init__.py" in names
    assert "kanva/py.typed" in names
    assert not [name for name in names if "node_modules" in name or name.endswith(".pyc")]


def test_a_source_archive_carries_the_built_editor(wheel: Path, tmp_path: Path) -> None:
    environment = bare_environment(tmp_path / "home")
    source = copied(tmp_path / "src", with_editor=False)
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.startswith("kanva/_static/"):
                archive.extract(name, tmp_path / "unpacked")
    shutil.copytree(
        tmp_path / "unpacked" / "kanva" / "_static", source / "backend" / "kanva" / "_static"
    )
    ran(
        [sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", tmp_path, source],
        environment,
        source,
    )
    (archive_path,) = tmp_path.glob("kanva-*.tar.gz")
    with tarfile.open(archive_path) as sources:
        names = {member.name.partition("/")[2] for member in sources.getmembers()}
        sources.extractall(tmp_path / "again", filter="data")
    assert "backend/kanva/_static/index.html" in names
    assert "hatch_build.py" in names
    (unpacked,) = (tmp_path / "again").iterdir()
    # No Node.js is at hand and none is fetched: the archive's own files are enough.
    ran(
        [
            sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation",
            "--wheel-dir", tmp_path / "out", unpacked,
        ],
        environment,
        unpacked,
    )  # fmt: skip
    (second,) = (tmp_path / "out").glob("*.whl")
    with zipfile.ZipFile(wheel) as first, zipfile.ZipFile(second) as again:
        assert set(again.namelist()) == set(first.namelist())


@dataclass(frozen=True)
class Started:
    """A server somebody installed, started and signed in to."""

    address: str
    person: urllib.request.OpenerDirector


@pytest.fixture(scope="module")
def server(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """Install the wheel into a clean environment and start it with an empty home."""
    folder = tmp_path_factory.mktemp("installed")
    environment = bare_environment(folder / "home")
    ran([sys.executable, "-m", "venv", folder / "venv"], environment, folder)
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    install = [scripts / "python", "-m", "pip", "install", "--quiet"]
    lock = ROOT / "requirements.lock"
    ran([*install, "--require-hashes", "-r", lock], environment, folder)
    ran([*install, "--no-deps", wheel], environment, folder)
    (folder / "workspace").mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            str(scripts / "kanva"), "serve", str(folder / "workspace"),
            "--port", str(port), "--no-browser",
        ],
        env={**environment, "PYTHONUNBUFFERED": "1"},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )  # fmt: skip
    said: list[str] = []
    linked = threading.Event()

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if LINK.search(line):
                linked.set()
        linked.set()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        linked.wait(120)
        link = LINK.search("".join(said))
        assert link, "".join(said)
        yield Started(f"http://127.0.0.1:{port}", signed_in(link[0]))
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        listener.join(20)
        if process.stdout is not None:
            process.stdout.close()


def fetched(opener: urllib.request.OpenerDirector, address: str) -> tuple[str, str]:
    with opener.open(address, timeout=30) as answer:
        return answer.headers.get_content_type(), answer.read().decode()


def signed_in(link: str) -> urllib.request.OpenerDirector:
    # A link works once, so one person serves all tests of this file.
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor()
    )
    fetched(opener, link)
    return opener


def test_an_installed_kanva_starts_and_serves_its_editor(server: Started) -> None:
    kind, page = fetched(server.person, server.address + "/")
    assert kind == "text/html"
    scripts = re.findall(r'src="(/[^"]+\.js)"', page)
    assert scripts
    for script in scripts:
        kind, text = fetched(server.person, server.address + script)
        assert kind in {"text/javascript", "application/javascript"}
        assert text


def test_an_installed_kanva_answers_how_it_is(server: Started) -> None:
    anyone = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    _, text = fetched(anyone, server.address + "/api/health")
    assert json.loads(text) == {"status": "ok", "version": "0.1.0"}


def test_an_installed_kanva_offers_its_nodes_and_examples(server: Started) -> None:
    nodes = json.loads(fetched(server.person, server.address + "/api/nodes")[1])["nodes"]
    assert "import.text" in {node["id"] for node in nodes}
    examples = json.loads(fetched(server.person, server.address + "/api/examples")[1])["examples"]
    shipped = {path.parent.name for path in (ROOT / "workflows").glob("*/*.kanva.json")}
    assert shipped
    assert {example["id"] for example in examples} >= shipped
