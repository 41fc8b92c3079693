"""What may be wrong with a formula: a code, the characters it is about, words, a hint, a fix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kanva.sdk.text import Text


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to put a formula right.

    Args:
        title: The words on the button.
        replace: What to write in place of the problem's characters.
    """

    title: Text
    replace: str


@dataclass(frozen=True, slots=True)
class FormulaProblem:
    """One thing wrong with a formula.

    Args:
        code: Stable code, for example "unknown_column".
        start: First character it is about, from 0, in Unicode code points.
        end: The character after the last.
        text: What is wrong.
        hint: What to do.
        fix: A replacement for the characters `start` to `end`, when there is one.
        near: Names that look like the mistyped one, the likeliest first.
    """

    code: str
    start: int
    end: int
    text: Text
    hint: Text | None = None
    fix: Fix | None = None
    near: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the part of the wire form a formula knows; the caller adds node and field.

        Returns:
            `code`, `severity`, `range`, `text`, `hint` and `fix`.

        Example:
            >>> FormulaProblem("empty", 0, 0, Text.same("?")).as_json()["range"]
            [0, 0]
        """
        fix = self.fix
        return {
            "code": self.code,
            "severity": "error",
            "range": [self.start, self.end],
            "text": self.text.as_json(),
            "hint": self.hint.as_json() if self.hint else None,
            "fix": {"title": fix.title.as_json(), "replace": fix.replace} if fix else None,
        }


class FormulaError(Exception):
    """A formula cannot be compiled.

    Args:
        problems: Everything found wrong, in the order of the text.
    """

    def __init__(self, problems: tuple[FormulaProblem, ...]) -> None:
        super().__init__("; ".join(problem.text.en for problem in problems))
        self.problems = problems
