"""Pieces of Markdown pages: tables, anchors, values as a person writes them."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from kanva.cli.language import Say

_LONGEST_EXAMPLE = 12


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Return a Markdown table.

    Args:
        heads: Heads of the columns.
        rows: Cells; line ends and bars in them are made harmless.

    Example:
        >>> print(table(["a", "b"], [["1", "x|y"]]))
        | a | b |
        | --- | --- |
        | 1 | x\|y |
    """
    lines = [_line(heads), _line(["---"] * len(heads))]
    lines.extend(_line([_cell(cell) for cell in row]) for row in rows)
    return "\n".join(lines)


def data_table(say: Say, columns: Mapping[str, Sequence[Any]]) -> str:
    """Return a small table of data, at most a dozen rows of it.

    Args:
        say: The language.
        columns: Column name to its values.
    """
    rows = list(zip(*columns.values(), strict=True))
    cells = [[value_words(say, value) for value in row] for row in rows[:_LONGEST_EXAMPLE]]
    if len(rows) > _LONGEST_EXAMPLE:
        cells.append(["…"] * len(columns))
    return table([_cell(name) for name in columns], cells)


def value_words(say: Say, value: Any) -> str:
    """Return a value of a cell as a person writes it.

    Example:
        >>> [value_words(Say("ru"), value) for value in (None, True, 1.5, "Пермь")]
        ['', 'да', '1,5', 'Пермь']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return say("да", "yes") if value else say("нет", "no")
    if isinstance(value, float):
        if not math.isfinite(value):
            return str(value)
        value = int(value) if value.is_integer() and abs(value) < 1e15 else value
        return say(str(value).replace(".", ","), str(value))
    if isinstance(value, Decimal):
        return say(str(value).replace(".", ","), str(value))
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, (list, tuple)):
        return ", ".join(value_words(say, item) for item in value)
    return str(value)


def json_words(value: Any) -> str:
    """Return a JSON value in code marks.

    Example:
        >>> json_words({"a": None})
        '`{"a": null}`'
    """
    words = json.dumps(value, ensure_ascii=False, default=str)
    return code(words)


def code(words: str) -> str:
    """Return words in code marks, whatever marks stand in them.

    Example:
        >>> code("a`b")
        '`` a`b ``'
    """
    return f"`` {words} ``" if "`" in words else f"`{words}`"


def block(words: str, language: str = "") -> str:
    """Return a block of code."""
    fence = "````" if "```" in words else "```"
    return f"{fence}{language}\n{words}\n{fence}"


def anchor(name: str) -> str:
    """Return an anchor that does not depend on how a reader spells headings."""
    return f'<a id="{name}"></a>'


def page(pieces: Iterable[str]) -> str:
    """Join pieces into a page: an empty line between them, one line end at the end."""
    return "\n\n".join(piece.strip("\n") for piece in pieces if piece.strip()) + "\n"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\r", "").replace("\n", "<br>")
