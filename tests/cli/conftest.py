"""A folder with a small workflow, and commands run as a person runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SALES = "Город;Сумма\nПермь;10\nТверь;20\nПермь;5\n"
DOCUMENT: dict[str, Any] = {
    "kanva": 1,
    "title": "Продажи",
    "parameters": [{"name": "порог", "type": "number", "title": "Порог", "default": 6}],
    "nodes": [
        {"id": "sales", "type": "import.text", "version": 1, "settings": {"file": "продажи.csv"}},
        {
            "id": "filter",
            "type": "rows.filter",
            "version": 1,
            "title": "Крупные",
            "settings": {
                "conditions": {
                    "all": [{"column": "Сумма", "op": ">", "value": {"$parameter": "порог"}}]
                }
            },
        },
        {"id": "out", "type": "export.text", "version": 1, "settings": {"file": "итог.csv"}},
    ],
    "edges": [
        {"from": "sales.rows", "to": "filter.rows"},
        {"from": "filter.rows", "to": "out.rows"},
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "Мои сценарии"
    made.mkdir()
    (made / "продажи.csv").write_text(SALES, "utf-8")
    (made / "a.kanva.json").write_text(json.dumps(DOCUMENT, ensure_ascii=False), "utf-8")
    return made


@pytest.fixture
def document() -> dict[str, Any]:
    return json.loads(json.dumps(DOCUMENT))


@pytest.fixture
def environment() -> dict[str, str]:
    """Return the variables of a process that knows no KANVA_… of the machine."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KANVA_")}
    return {**clean, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1", "COLUMNS": "100"}


@pytest.fixture
def kanva(folder: Path, environment: dict[str, str]) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs `kanva …` in the folder: exit code, output, errors."""

    def run(*arguments: str, **more: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "kanva", *arguments],
            cwd=folder,
            env={**environment, **more},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=50,
        )
        return done.returncode, done.stdout, done.stderr

    return run
