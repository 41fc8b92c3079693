"""The shipped example workflows are whole documents in the canonical form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kanva.workflow import Workflow, parameter_values, read, structure_problems, write

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "workflows").rglob("*.kanva.json"))


def test_there_are_examples() -> None:
    assert EXAMPLES


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_an_example_is_sound_and_canonical(path: Path) -> None:
    text = path.read_bytes().decode()
    workflow = read(text)
    assert structure_problems(workflow) == []
    assert set(parameter_values(workflow)) == {item.name for item in workflow.parameters}
    assert write(Workflow.model_validate(json.loads(text))) == text
