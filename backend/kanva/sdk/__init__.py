"""What the author of a node needs: the node contract, settings fields, ports, texts, messages.

Example:
    >>> from kanva.sdk import Text, Port
    >>> Port("rows", Text(ru="Строки", en="Rows")).as_json()["id"]
    'rows'
"""

from __future__ import annotations

from kanva.sdk import fields
from kanva.sdk.columns import (
    KIND_TITLES,
    KINDS,
    NUMERIC,
    TEMPORAL,
    TEXTUAL,
    Kind,
    dtype_of,
    kind_of,
    near,
)
from kanva.sdk.conditions import OPERATORS, Condition, ConditionGroup, conditions, everything
from kanva.sdk.fields import JsonScalar, Look, Option, Settings
from kanva.sdk.messages import COMMON, Fix, Message, NodeError, Problem, Severity
from kanva.sdk.node import (
    CATEGORIES,
    ROWS_IN,
    ROWS_OUT,
    Accepts,
    Batches,
    Category,
    ConnectionResolver,
    Context,
    Example,
    Found,
    Frame,
    Frames,
    InputFrames,
    InputSchemas,
    NodeType,
    Origins,
    Port,
    Ports,
    Relation,
    Schemas,
    Staging,
    Table,
    Taken,
)
from kanva.sdk.text import LANGUAGES, Language, Text, plural, shorten
from kanva.sdk.typed_table import TYPED_KINDS, TypedColumn, TypedKind, TypedTable
from kanva.sdk.views import AxisValue, MatrixView, Measure, View

__all__ = [
    "CATEGORIES",
    "COMMON",
    "KINDS",
    "KIND_TITLES",
    "LANGUAGES",
    "NUMERIC",
    "OPERATORS",
    "ROWS_IN",
    "ROWS_OUT",
    "TEMPORAL",
    "TEXTUAL",
    "TYPED_KINDS",
    "Accepts",
    "AxisValue",
    "Batches",
    "Category",
    "Condition",
    "ConditionGroup",
    "ConnectionResolver",
    "Context",
    "Example",
    "Fix",
    "Found",
    "Frame",
    "Frames",
    "InputFrames",
    "InputSchemas",
    "JsonScalar",
    "Kind",
    "Language",
    "Look",
    "MatrixView",
    "Measure",
    "Message",
    "NodeError",
    "NodeType",
    "Option",
    "Origins",
    "Port",
    "Ports",
    "Problem",
    "Relation",
    "Schemas",
    "Settings",
    "Severity",
    "Staging",
    "Table",
    "Taken",
    "Text",
    "TypedColumn",
    "TypedKind",
    "TypedTable",
    "View",
    "conditions",
    "dtype_of",
    "everything",
    "fields",
    "kind_of",
    "near",
    "plural",
    "shorten",
]
