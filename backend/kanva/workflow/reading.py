"""A text becomes a workflow, or a list of plain reasons why it cannot."""

from __future__ import annotations

import json
import math
from typing import Any

from pydantic import ValidationError

from kanva.workflow.document import FORMAT_VERSION, Workflow
from kanva.workflow.migrations import MIGRATIONS, migrated
from kanva.workflow.positions import line_and_column, offset_of, repeated_key
from kanva.workflow.problems import DocumentError, DocumentProblem
from kanva.workflow.shapes import shape_problems

_DEPTH_LIMIT = 100
_BYTE_ORDER_MARK = "\ufeff"
_GIT_CONFLICT = "<<<<<<< "

# What Python's JSON reader says -> what a person reads. The beginning of its message is the key.
_NOT_JSON: tuple[tuple[str, str, str], ...] = (
    ("Expecting value", "здесь должно стоять значение", "a value is expected here"),
    (
        "Expecting property name",
        "здесь должно стоять имя в двойных кавычках",
        "a name in double quotes is expected here",
    ),
    ("Expecting ':'", "после имени должно стоять двоеточие", "a colon is expected after the name"),
    (
        "Expecting ','",
        "здесь не хватает запятой или закрывающей скобки",
        "a comma or a closing bracket is missing here",
    ),
    ("Illegal trailing comma", "здесь лишняя запятая", "there is a comma too many here"),
    ("Extra data", "после конца документа есть лишний текст", "there is text after the end"),
    ("Unterminated string", "кавычки здесь не закрыты", "the quotes opened here are not closed"),
    (
        "Invalid control character",
        "строка в кавычках не может содержать перевод строки или табуляцию",
        "a quoted text may hold no line break or tab",
    ),
    (
        "Invalid \\",
        "неверная запись после обратной косой черты",
        "a wrong escape after a backslash",
    ),
)


def read(text: str) -> Workflow:
    r"""Read a workflow from the text of its file.

    Only the form is checked. Broken content (edges that lead nowhere, unknown node types, ids that
    occur twice) is read and kept; `structure_problems` names it.

    Args:
        text: The text exactly as the file holds it: decode the bytes as UTF-8 and translate no line
            ends, so that `write` can give the very same text back.

    Returns:
        The workflow, in the current version of the format.

    Raises:
        DocumentError: The text is empty, is not JSON, is not a workflow, was made by a newer
            Kanva, repeats a key inside one object, or a field has a wrong type.

    Example:
        >>> read('{"kanva": 1, "title": "Продажи", "nodes": []}').title
        'Продажи'
    """
    workflow = parse(text)
    workflow._source = text  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    return workflow


def parse(text: str) -> Workflow:
    """Read a workflow without remembering its text; otherwise the same as `read`.

    Args:
        text: The text of the file.

    Returns:
        The workflow.

    Raises:
        DocumentError: For the reasons `read` names.
    """
    body = text.removeprefix(_BYTE_ORDER_MARK)
    document = _json(body)
    if not isinstance(document, dict) or "kanva" not in document:
        raise DocumentError([_not_a_workflow(document)])
    version = document["kanva"]
    if isinstance(version, bool) or not isinstance(version, int):
        raise DocumentError([_bad_version(body)])
    if version > FORMAT_VERSION:
        raise DocumentError([_newer(version)])
    if version < FORMAT_VERSION and version not in MIGRATIONS:
        raise DocumentError([_bad_version(body)])
    try:
        return Workflow.model_validate(migrated(document, version))
    except ValidationError as error:
        raise DocumentError(shape_problems(error, document, body)) from None


def _json(body: str) -> Any:
    if not body.strip():
        raise DocumentError(
            [DocumentProblem("empty_file", {"ru": "Файл пуст.", "en": "The file is empty."}, 1, 1)]
        )
    try:
        document = json.loads(
            body, object_pairs_hook=_unique, parse_constant=_refuse, parse_float=_finite
        )
    except json.JSONDecodeError as error:
        raise DocumentError([_not_json(body, error)]) from None
    except RecursionError:
        raise DocumentError([_too_deep()]) from None
    except _RepeatedKeyError:
        found = repeated_key(body)
        if found is None:
            raise
        raise DocumentError([_repeated(body, *found)]) from None
    except ValueError as error:
        raise DocumentError([_bad_number(str(error))]) from None
    if _deeper_than(document, _DEPTH_LIMIT):
        raise DocumentError([_too_deep()])
    return document


class _RepeatedKeyError(ValueError):
    """One object holds the same key twice; keeping only one would lose the other."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _RepeatedKeyError
    return members


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number


def _deeper_than(document: Any, limit: int) -> bool:
    level: list[Any] = [document]
    for _ in range(limit):
        level = [
            child
            for value in level
            if isinstance(value, (dict, list))
            for child in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return False
    return True


def _not_json(body: str, error: json.JSONDecodeError) -> DocumentProblem:
    line, column = line_and_column(body, error.pos)
    conflict = next(
        (n for n, row in enumerate(body.splitlines(), 1) if row.startswith(_GIT_CONFLICT)), None
    )
    if conflict is not None:
        return DocumentProblem(
            "git_conflict",
            {
                "ru": f"В файле остались следы несведённых правок git, строка {conflict}.",
                "en": f"The file still holds a merge conflict of git, line {conflict}.",
            },
            conflict,
            1,
            hint={
                "ru": "Выберите одну из двух версий и уберите строки с <<<<<<< и >>>>>>>.",
                "en": "Keep one of the two versions and remove the lines with <<<<<<< and >>>>>>>.",
            },
        )
    ru, en = next(
        ((ru, en) for start, ru, en in _NOT_JSON if error.msg.startswith(start)),
        ("здесь текст нельзя прочесть", "the text cannot be read here"),
    )
    return DocumentProblem(
        "not_json",
        {
            "ru": f"Файл повреждён, строка {line}, символ {column}: {ru}.",
            "en": f"The file is damaged at line {line}, character {column}: {en}.",
        },
        line,
        column,
    )


def _not_a_workflow(document: Any) -> DocumentProblem:
    looks_near = isinstance(document, dict) and "nodes" in document
    return DocumentProblem(
        "not_a_workflow",
        {"ru": "Это не файл сценария Kanva.", "en": "This is not a Kanva workflow file."},
        1,
        1,
        hint={
            "ru": 'В начале сценария стоит версия формата: "kanva": 1.',
            "en": 'A workflow begins with the version of its format: "kanva": 1.',
        }
        if looks_near
        else None,
    )


def _bad_version(body: str) -> DocumentProblem:
    line, column = line_and_column(body, offset_of(body, ["kanva"]))
    return DocumentProblem(
        "bad_format_version",
        {
            "ru": f"Версия формата «kanva» — это целое число от 0 до {FORMAT_VERSION}.",
            "en": f"The format version “kanva” is a whole number from 0 to {FORMAT_VERSION}.",
        },
        line,
        column,
        "kanva",
    )


def _newer(version: int) -> DocumentProblem:
    return DocumentProblem(
        "newer_format",
        {
            "ru": f"Сценарий сохранён более новой версией Kanva: формат {version}, "
            f"а здесь понятен формат {FORMAT_VERSION}.",
            "en": f"The workflow was saved by a newer Kanva: its format is {version}, "
            f"this one reads {FORMAT_VERSION}.",
        },
        path="kanva",
        hint={
            "ru": "Обновите Kanva. Файл не изменён.",
            "en": "Update Kanva. The file is unchanged.",
        },
    )


def _repeated(body: str, key: str, offset: int) -> DocumentProblem:
    line, column = line_and_column(body, offset)
    return DocumentProblem(
        "repeated_key",
        {
            "ru": f"Строка {line}: поле «{key}» встречается дважды в одном объекте.",
            "en": f"Line {line}: the field “{key}” occurs twice in one object.",
        },
        line,
        column,
        hint={"ru": "Оставьте одно из них.", "en": "Keep one of them."},
    )


def _too_deep() -> DocumentProblem:
    return DocumentProblem(
        "too_deep",
        {
            "ru": f"В файле больше {_DEPTH_LIMIT} вложенных друг в друга уровней.",
            "en": f"The file is nested more than {_DEPTH_LIMIT} levels deep.",
        },
    )


def _bad_number(digits: str) -> DocumentProblem:
    shown = digits if len(digits) <= 40 else digits[:40] + "…"
    return DocumentProblem(
        "bad_number",
        {
            "ru": f"Число нельзя прочесть: {shown}.",
            "en": f"A number cannot be read: {shown}.",
        },
    )
