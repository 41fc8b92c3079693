"""The published JSON schema of the document."""

from __future__ import annotations

import json
from typing import Any

from kanva.workflow.document import Workflow

SCHEMA_ID = "kanva.workflow.v1"
"""Name of the schema of the current format."""


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of a workflow file, for editors and for other programs.

    Returns:
        A JSON schema (draft 2020-12) whose "$id" is "kanva.workflow.v1".

    Example:
        >>> json_schema()["$id"]
        'kanva.workflow.v1'
    """
    schema = Workflow.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **schema,
        "title": "Kanva workflow",
        "required": ["kanva", *schema.get("required", [])],
    }


def schema_text() -> str:
    """Return the published file docs/workflow.schema.json.

    Returns:
        The JSON schema, two spaces an indent, ending in a line feed.

    Example:
        >>> schema_text().splitlines()[2]
        '  "$id": "kanva.workflow.v1",'
    """
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
