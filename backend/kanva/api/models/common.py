"""Shapes that stand inside many others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema


class Body(BaseModel):
    """A request. An unknown key is a mistake of the caller, and is said to be one."""

    model_config = ConfigDict(extra="forbid")


class Answer(BaseModel):
    """An answer; made of the store's own objects where they have the same names."""

    model_config = ConfigDict(from_attributes=True)


class Text(Answer):
    """Words in both languages."""

    ru: str
    en: str


LocalText = str | Text
"""Plain once a person has typed it; in both languages in shipped examples."""


def local_text(words: str | Mapping[str, str] | None) -> LocalText:
    """Return a text of a document for the wire.

    Args:
        words: As the document holds it.

    Example:
        >>> local_text("Продажи"), local_text({"ru": "Отток", "en": "Churn"})
        ('Продажи', Text(ru='Отток', en='Churn'))
    """
    if words is None or isinstance(words, str):
        return words or ""
    return Text(ru=words.get("ru", ""), en=words.get("en", ""))


WorkflowDocument = Annotated[
    dict[str, Any], WithJsonSchema({"type": "object", "x-shape": "WorkflowDocument"})
]
"""A workflow as it stands in its file; the document's own reader checks it, and explains more."""

Path = Annotated[str, Field(min_length=1, max_length=1000, description="Workspace path, with “/”")]


class Fix(Answer):
    """A mend one press away."""

    title: Text
    replace: str


class ProblemRows(Answer):
    """Up to five offending rows."""

    columns: list[str]
    rows: list[list[Any]]


class Problem(Answer):
    """One error or warning, anywhere."""

    code: str
    severity: Literal["error", "warning"]
    node: str | None
    field: str | None
    column: str | None
    range: Annotated[list[int], Field(min_length=2, max_length=2)] | None
    text: Text
    hint: Text | None
    fix: Fix | None
    near: list[str] = Field(default_factory=list)
    rows: ProblemRows | None


class Refusal(Answer):
    """The body of every answer that is not a success."""

    problem: Problem


class Empty(Answer):
    """Nothing to say but that it is done."""
