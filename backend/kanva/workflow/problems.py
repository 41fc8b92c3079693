"""What can be wrong with a document, in words a person understands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class DocumentProblem:
    """One thing that is wrong with a workflow document.

    Args:
        code: A stable name of the kind of problem, such as "edge_without_node".
        text: What is wrong and where: {"ru": …, "en": …}.
        line: Line of the text, from 1; None when the problem is not about a text.
        column: Character in that line, from 1; None likewise.
        path: Dotted path inside the document, such as "edges.2.from"; None for the whole.
        node: Id of the node it is about, when it is about one.
        hint: What to do about it: {"ru": …, "en": …}.
        severity: "error" stops a run, "warning" does not.
    """

    code: str
    text: dict[str, str]
    line: int | None = None
    column: int | None = None
    path: str | None = None
    node: str | None = None
    hint: dict[str, str] | None = None
    severity: Literal["error", "warning"] = "error"


class DocumentError(ValueError):
    """A text that cannot be read as a workflow.

    Args:
        problems: At least one problem, in the order of the text.
    """

    problems: tuple[DocumentProblem, ...]

    def __init__(self, problems: Iterable[DocumentProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.text["en"] for problem in self.problems))
