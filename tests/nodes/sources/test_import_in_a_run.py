"""The text import inside a run: a file is read once, whatever is made from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kanva.engine.environment import Environment
from kanva.engine.registry import Registry
from kanva.engine.run import run_workflow
from kanva.workflow import Workflow

CONDITION = {"conditions": {"all": [{"column": "n", "op": ">", "value": 2}]}}
DOCUMENT = {
    "kanva": 1,
    "title": "",
    "nodes": [
        {"id": "table", "type": "import.text", "version": 1, "settings": {"file": "t.csv"}},
        {"id": "some", "type": "rows.filter", "version": 1, "settings": CONDITION},
    ],
    "edges": [{"from": "table.rows", "to": "some.rows"}],
}


@pytest.mark.parametrize("seen", [False, True])
def test_a_filter_and_its_rest_read_the_file_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: bool
) -> None:
    (tmp_path / "t.csv").write_text("n;t\n1;a\n2;b\n3;c\n", encoding="utf-8")
    workflow = Workflow.model_validate(DOCUMENT)
    registry = Registry.load()
    environment = Environment(tmp_path, tmp_path / "cache")
    if seen:
        run_workflow(workflow, registry, environment)
        (tmp_path / "cache" / "frames").rename(tmp_path / "gone")
    plans: list[str] = []
    collect_all = pl.collect_all

    def watched(frames: Any) -> Any:
        plans.append(pl.explain_all(frames))
        return collect_all(frames)

    monkeypatch.setattr(pl, "collect_all", watched)
    result = run_workflow(workflow, registry, environment)
    assert result.state == "succeeded"
    assert [plan.count("Csv SCAN") for plan in plans] == [1]
    rows = {name: node.rows for name, node in result.nodes.items()}
    assert rows == {"table": {"rows": 3}, "some": {"rows": 1, "rest": 2}}
