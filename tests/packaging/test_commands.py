"""The commands of the repository, what they say when something is missing, and their tools."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed here")


def make(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    shutil.copy2(ROOT / "Makefile", folder / "Makefile")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    return subprocess.run(
        ["make", "-C", str(folder), *arguments],
        env={**kept, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def program(path: Path, text: str) -> Path:
    path.write_text("#!/bin/sh\n" + text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@needs_make
def test_help_explains_every_command(tmp_path: Path) -> None:
    done = make(tmp_path, "help")
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    explained = re.findall(r"^  make (\w+) +\S", done.stdout, re.MULTILINE)
    assert explained == phony[1].split()
    assert make(tmp_path).stdout == done.stdout


@needs_make
@pytest.mark.skipif(os.name == "nt", reason="the stand-in for Python is a shell script")
@pytest.mark.parametrize(
    ("fails_at", "sentence"),
    [
        ("version_info", "Kanva needs Python 3.11 or newer"),
        ("ensurepip", "Python's venv module is incomplete here: install it"),
    ],
)
def test_a_missing_venv_is_told_in_one_sentence(
    tmp_path: Path, fails_at: str, sentence: str
) -> None:
    python = program(tmp_path / "python", f'case "$2" in *{fails_at}*) exit 1;; esac\n')
    for needed in ("requirements.lock", "requirements-build.lock", "pyproject.toml"):
        (tmp_path / needed).touch()
    (tmp_path / "hatch_build.py").touch()
    done = make(tmp_path, "run", f"PYTHON={python}")
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed here")
def test_the_ci_script_is_sound_and_may_be_run() -> None:
    script = ROOT / ".ci" / "run"
    assert os.name == "nt" or os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True)
    text = script.read_text(encoding="utf-8")
    assert "set -euo pipefail" in text
    assert text.index("make check") < text.index("make test")


# The browser ------------------------------------------------------------------------------------


def chromium_tool() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "tools" / "chromium.py"))


def test_the_named_browser_is_taken_and_a_wrong_name_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "моё" / "chrome"
    browser.parent.mkdir()
    browser.touch()
    monkeypatch.setenv("KANVA_CHROMIUM", str(browser))
    assert chromium_tool()["find_chromium"]() == str(browser)
    monkeypatch.setenv("KANVA_CHROMIUM", str(browser) + "_gone")
    assert chromium_tool()["find_chromium"]() is None


@pytest.mark.skipif(os.name == "nt", reason="the browser's stand-in is a shell script")
def test_a_browser_on_the_path_is_found_by_any_of_its_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KANVA_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    browser = program(tmp_path / "google-chrome-stable", "")
    assert chromium_tool()["find_chromium"]() == str(browser)


def test_a_missing_browser_is_told_in_one_sentence() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "chromium.py"), "--install"],
        env={**os.environ, "KANVA_CHROMIUM": "/nowhere/chromium"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == chromium_tool()["MISSING"]


# TypeScript of OpenAPI ----------------------------------------------------------------------------


def typescript(**schemas: Any) -> str:
    tool = runpy.run_path(str(ROOT / "tools" / "typescript.py"))
    text: str = tool["typescript"]({"components": {"schemas": schemas}})
    return text.partition("{ [key: string]: Json };\n\n")[2]


def test_schemas_become_types() -> None:
    node = {
        "type": "object",
        "description": "A box.\n\nMore words.",
        "properties": {
            "id": {"type": "string", "title": "Id"},
            "state": {"enum": ["done", "error"], "type": "string"},
            "range": {
                "anyOf": [
                    {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
                    {"type": "null"},
                ]
            },
            "next": {"$ref": "#/components/schemas/Node"},
            "names": {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
            "rows": {"type": "object", "additionalProperties": {"type": "number"}},
            "value": {},
            "odd-key": {"const": True},
        },
        "required": ["id", "range"],
    }
    event = {"oneOf": [{"$ref": "#/components/schemas/Node"}, {"type": "object"}]}
    open_object = {
        "type": "object",
        "properties": {"a": {"type": "boolean", "description": "Is it?"}},
        "additionalProperties": True,
    }
    assert typescript(Node=node, Event=event, Open=open_object) == (
        "export type Event = Node | Record<string, Json>;\n"
        "\n"
        "/** A box. */\n"
        "export interface Node {\n"
        "  id: string;\n"
        '  state?: "done" | "error";\n'
        "  range: [number, number] | null;\n"
        "  next?: Node;\n"
        "  names?: (string | null)[];\n"
        "  rows?: Record<string, number>;\n"
        "  value?: Json;\n"
        '  "odd-key"?: true;\n'
        "}\n"
        "\n"
        "export interface Open {\n"
        "  /** Is it? */\n"
        "  a?: boolean;\n"
        "  [key: string]: unknown;\n"
        "}\n"
    )


def test_a_schema_without_a_type_of_ours_is_an_error() -> None:
    with pytest.raises(ValueError, match="no TypeScript for"):
        typescript(Odd={"not": {"type": "string"}})
