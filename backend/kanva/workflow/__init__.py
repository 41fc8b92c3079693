"""The workflow document: typed parts, reading, writing, checking, comparing.

A workflow is a JSON text, `<name>.kanva.json`. `read` makes it a `Workflow`, `write` makes it text
again; what nobody changed is written back byte for byte, and what this version does not understand
is kept. Nothing here knows a node type: settings are plain JSON values.
"""

from __future__ import annotations

from kanva.workflow.changes import Change, diff
from kanva.workflow.document import (
    FORMAT_VERSION,
    PARAMETER_TYPES,
    Box,
    Choice,
    Edge,
    Group,
    Layout,
    Node,
    Note,
    Parameter,
    Point,
    Workflow,
)
from kanva.workflow.graph import CycleError, downstream, topological_order, upstream
from kanva.workflow.identifiers import ID_PATTERN, fresh_id
from kanva.workflow.migrations import MIGRATIONS
from kanva.workflow.parameters import (
    PARAMETER_KEY,
    Bound,
    ParameterError,
    bound,
    parameter_name,
    parameter_values,
)
from kanva.workflow.problems import DocumentError, DocumentProblem
from kanva.workflow.reading import read
from kanva.workflow.schema import json_schema
from kanva.workflow.structure import structure_problems
from kanva.workflow.wording import LocalText, local, near_match
from kanva.workflow.writing import as_json, text_hash, write

__all__ = [
    "FORMAT_VERSION",
    "ID_PATTERN",
    "MIGRATIONS",
    "PARAMETER_KEY",
    "PARAMETER_TYPES",
    "Bound",
    "Box",
    "Change",
    "Choice",
    "CycleError",
    "DocumentError",
    "DocumentProblem",
    "Edge",
    "Group",
    "Layout",
    "LocalText",
    "Node",
    "Note",
    "Parameter",
    "ParameterError",
    "Point",
    "Workflow",
    "as_json",
    "bound",
    "diff",
    "downstream",
    "fresh_id",
    "json_schema",
    "local",
    "near_match",
    "parameter_name",
    "parameter_values",
    "read",
    "structure_problems",
    "text_hash",
    "topological_order",
    "upstream",
    "write",
]
