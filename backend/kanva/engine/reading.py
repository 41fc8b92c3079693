"""A document that arrives as JSON becomes a workflow, quickly when it is as it should be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from kanva.workflow import FORMAT_VERSION, Workflow, read


def document_workflow(document: Mapping[str, Any]) -> Workflow:
    """Make a workflow of a document.

    Args:
        document: The JSON value of a workflow file.

    Returns:
        The workflow.

    Raises:
        DocumentError: It cannot be read; the problems say where and why.

    Example:
        >>> document_workflow({"kanva": 1, "title": "Продажи", "nodes": [], "edges": []}).title
        'Продажи'
    """
    if document.get("kanva") == FORMAT_VERSION:
        try:
            return Workflow.model_validate(document)
        except ValidationError:
            pass  # read again below, which tells in plain words what is wrong
    return read(json.dumps(document, ensure_ascii=False))
