"""The description of the API: whole, and the same as the file the types are generated from."""

from __future__ import annotations

import json
from typing import Any

from kanva.api.app import openapi
from kanva.cli.openapi import openapi_text


def test_the_file_is_in_step(repo_root):
    present = (repo_root / "docs" / "openapi.json").read_text("utf-8")
    assert present == openapi_text(), "run: kanva docs"


def test_every_reference_leads_somewhere():
    described = openapi()
    text = json.dumps(described)
    used = {part.split('"', 1)[0] for part in text.split("#/components/schemas/")[1:]}
    assert used <= set(described["components"]["schemas"])
    assert "#/$defs/" not in text
    assert "HTTPValidationError" not in text


def test_every_json_answer_and_body_has_a_named_shape():
    def nameless(content: dict[str, Any]) -> bool:
        schema = content.get("application/json", {}).get("schema")
        return schema is not None and "$ref" not in schema

    described = openapi()
    without = [
        (method, path, code)
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
        for code, answer in operation["responses"].items()
        if nameless(answer.get("content", {}))
    ]
    assert without == []
    bodies = [
        (method, path)
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
        if nameless(operation.get("requestBody", {}).get("content", {}))
    ]
    assert bodies == []


def test_documents_are_described_by_the_document_format():
    schemas = openapi()["components"]["schemas"]
    reference = {"$ref": "#/components/schemas/WorkflowDocument"}
    assert schemas["OpenedWorkflow"]["properties"]["document"] == reference
    assert set(schemas["WorkflowDocument"]["properties"]) == {
        "kanva",
        "title",
        "description",
        "parameters",
        "nodes",
        "edges",
        "groups",
        "notes",
        "layout",
    }
    assert schemas["ServerEvent"]["discriminator"]["mapping"] == {
        kind: f"#/components/schemas/{name}"
        for kind, name in {
            "run": "RunEvent",
            "nodes": "NodesEvent",
            "file": "FileEvent",
            "draft": "DraftEvent",
            "present": "PresentEvent",
        }.items()
    }
