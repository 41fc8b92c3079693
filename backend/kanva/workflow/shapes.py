"""Fields of a wrong type, named by path and line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from kanva.workflow.positions import line_and_column, offset_of
from kanva.workflow.problems import DocumentProblem

# What pydantic calls the mismatch -> what the field should have been.
_EXPECTED: dict[str, tuple[str, str]] = {
    "string_type": ("текст в кавычках", "a text in quotes"),
    "int_type": ("целое число", "a whole number"),
    "float_type": ("число", "a number"),
    "finite_number": ("число", "a number"),
    "bool_type": ("true или false", "true or false"),
    "list_type": ("список в квадратных скобках", "a list in square brackets"),
    "dict_type": ("объект в фигурных скобках", "an object in braces"),
    "model_type": ("объект в фигурных скобках", "an object in braces"),
    "model_attributes_type": ("объект в фигурных скобках", "an object in braces"),
}
_MOST = 50
"""A file that is wrong in more places than this is no workflow; naming them all helps nobody."""

_OTHER = ("другое значение", "another value")


def shape_problems(
    error: ValidationError, document: dict[str, Any], body: str
) -> list[DocumentProblem]:
    """Say which fields of a document have a wrong type or are missing.

    Args:
        error: What the models said of the document.
        document: The document as it was read, before any migration.
        body: Its text.

    Returns:
        One problem a field, in the order of the text, 50 at most.
    """
    wanted: dict[tuple[str | int, ...], list[tuple[str, str]]] = {}
    missing: list[tuple[str | int, ...]] = []
    for detail in error.errors(include_url=False, include_context=False)[:_MOST]:
        place = detail["loc"]
        if detail["type"] == "missing":
            missing.append(place)
            continue
        # A union adds its branches to the place ("title", "str"): they are no part of the document.
        place = _in_document(document, place)
        words = wanted.setdefault(place, [])
        expected = _EXPECTED.get(detail["type"], _OTHER)
        if expected not in words:
            words.append(expected)
    # Of a union's branches the one that went deeper into the document knows better what is wrong.
    for place in list(wanted):
        if any(len(other) > len(place) and other[: len(place)] == place for other in wanted):
            del wanted[place]
    problems = [_wrong(place, words, document, body) for place, words in wanted.items()]
    problems += [_missing(place, document, body) for place in missing]
    return sorted(problems, key=lambda problem: (problem.line or 0, problem.column or 0))


def _in_document(document: Any, place: Sequence[str | int]) -> tuple[str | int, ...]:
    value: Any = document
    followed: list[str | int] = []
    for step in place:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            continue
        followed.append(step)
    return tuple(followed)


def _node_id(document: dict[str, Any], place: Sequence[str | int]) -> str | None:
    if len(place) < 2 or place[0] != "nodes" or not isinstance(place[1], int):
        return None
    nodes = document.get("nodes")
    if (
        not isinstance(nodes, list)
        or place[1] >= len(nodes)
        or not isinstance(nodes[place[1]], dict)
    ):
        return None
    node_id = nodes[place[1]].get("id")
    return node_id if isinstance(node_id, str) else None


def _wrong(
    place: tuple[str | int, ...],
    words: list[tuple[str, str]],
    document: dict[str, Any],
    body: str,
) -> DocumentProblem:
    line, column = line_and_column(body, offset_of(body, place))
    path = ".".join(map(str, place))
    return DocumentProblem(
        "wrong_type",
        {
            "ru": f"Строка {line}: в поле «{path}» ожидается "
            + " или ".join(ru for ru, _ in words)
            + ".",
            "en": f"Line {line}: the field “{path}” should hold "
            + " or ".join(en for _, en in words)
            + ".",
        },
        line,
        column,
        path,
        _node_id(document, place),
    )


def _missing(place: tuple[str | int, ...], document: dict[str, Any], body: str) -> DocumentProblem:
    line, column = line_and_column(body, offset_of(body, place[:-1]))
    owner = ".".join(map(str, place[:-1]))
    return DocumentProblem(
        "missing_field",
        {
            "ru": f"Строка {line}: в «{owner}» не хватает поля «{place[-1]}».",
            "en": f"Line {line}: “{owner}” lacks the field “{place[-1]}”.",
        },
        line,
        column,
        ".".join(map(str, place)),
        _node_id(document, place),
    )
