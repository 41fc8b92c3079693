"""Texts of workflow files and documents of the wire, each made of the other."""

from __future__ import annotations

import json
from typing import Any

from kanva.store.errors import StoreError, UnreadableWorkflowError
from kanva.workflow import DocumentError, Workflow, as_json
from kanva.workflow.reading import parse


def parsed(document: dict[str, Any]) -> Workflow:
    """Read a document that came over the wire.

    Args:
        document: The document as JSON values.

    Raises:
        UnreadableWorkflowError: It is not a workflow.
    """
    return parsed_text(json.dumps(document, ensure_ascii=False))


def parsed_text(text: str) -> Workflow:
    """Read the text of a workflow file, without remembering how it was laid out.

    Raises:
        UnreadableWorkflowError: It is not a workflow.
    """
    try:
        return parse(text)
    except DocumentError as error:
        raise UnreadableWorkflowError(error) from error


def document_of(text: str) -> dict[str, Any]:
    """Return the document of a text, for the wire.

    Raises:
        UnreadableWorkflowError: The text is not a workflow.
    """
    return as_json(parsed_text(text))


def decoded(content: bytes, path: str) -> str:
    """Return the text of a file's bytes, line ends untouched.

    Raises:
        StoreError: `not_utf8`.
    """
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise StoreError("not_utf8", path=path) from error


def node_count(text: str) -> int:
    """Return how many nodes a text has; 0 when it is not a workflow.

    Example:
        >>> node_count('{"kanva": 1, "title": "", "nodes": [], "edges": []}'), node_count("?")
        (0, 0)
    """
    try:
        return len(parse(text).nodes)
    except DocumentError:
        return 0
