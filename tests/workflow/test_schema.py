"""The published JSON schema is the one the code has."""

from __future__ import annotations

import json
from pathlib import Path

from kanva.workflow import Workflow, json_schema
from kanva.workflow.schema import schema_text

ROOT = Path(__file__).parents[2]


def test_the_published_schema_is_in_step() -> None:
    published = (ROOT / "docs" / "workflow.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), "run `make docs`"


def test_the_schema_names_every_part_and_allows_unknown_keys() -> None:
    schema = json_schema()
    assert schema["$id"] == "kanva.workflow.v1"
    assert set(schema["properties"]) == set(Workflow.model_fields)
    assert schema["required"] == ["kanva"]
    assert set(schema["$defs"]) == {
        "Box", "Choice", "Edge", "Group", "Layout", "Node", "Note", "Parameter", "Point",
    }  # fmt: skip
    assert all(part["additionalProperties"] is True for part in schema["$defs"].values())
    assert schema["$defs"]["Edge"]["required"] == ["from", "to"]
    assert "kanva.workflow.v1" in json.dumps(schema)
