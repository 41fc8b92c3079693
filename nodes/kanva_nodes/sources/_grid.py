"""Where the table stands on a sheet: rows above it, its header, its names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kanva_nodes.sources._dialect import looks_like_data
from kanva_nodes.sources._names import joined

LOOKED_AT = 200
"""How many rows of a sheet are looked at to find the header."""
_HEADER_WITHIN = 20
_NOT_YET_DATA = 2
_BODY = 60

Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]


def header_row(rows: Sequence[Sequence[Any]]) -> tuple[int, bool]:
    """Find the row the table begins with, and tell whether it is a header.

    A header is the first row of words as wide as the table. Where there is none, it is the row
    under which the columns are purest: notes above spoil the figures under «Возраст».

    Args:
        rows: The first rows of the sheet; "" is an empty cell.

    Returns:
        The row from 0, and True when it holds names.

    Example:
        >>> header_row([["Отчёт", ""], ["Товар", "Сумма"], ["Чай", 10.0], ["Мёд", 20.0]])
        (1, True)
    """
    fills = [sum(1 for cell in row if not _empty(cell)) for row in rows]
    filled = sorted(count for count in fills if count)
    if not filled:
        return 0, False
    typical = filled[len(filled) // 2]
    full = [place for place, count in enumerate(fills) if count >= 0.9 * typical]
    for place in full[: _NOT_YET_DATA + 1]:
        # A full row of words is the header, unless several full rows of data stand above it.
        if _is_words(rows[place]):
            upper = place - 1
            gaps = place > 0 and fills[upper] >= 0.6 * typical and _is_words(rows[upper])
            # A header with gaps stands above the first row of words of a table of words.
            return (upper if gaps and _score(rows, upper) >= _score(rows, place) else place), True
    above = rows[full[0] - 1] if full[0] else ()
    names = [cell for cell in above if not _empty(cell)]
    if len(names) >= 0.5 * typical and all(isinstance(cell, str) for cell in names):
        return full[0] - 1, True
    scores = {place: _score(rows, place) for place in full[:_HEADER_WITHIN]}
    best = max(scores, key=lambda place: (round(scores[place], 6), -place))
    if scores[best] <= 0:
        return full[0], not is_data(rows[full[0]])
    return best, True


def names_of(
    heads: Sequence[Sequence[Any]], top: int, left: int, merged: Merged | None
) -> list[str]:
    """Join the rows of a header into names, words of merged cells standing in all their cells.

    Args:
        heads: Rows of the header.
        top: Row of the sheet the header begins with, from 0.
        left: Column of the sheet the cells begin with, from 0.
        merged: Merged ranges of the sheet; None when the format does not tell.

    Returns:
        One name a column, empty where there is none.

    Example:
        >>> names_of([["Сумма", ""], [2023.0, 2024.0]], 0, 0, [((0, 0), (0, 1))])
        ['Сумма / 2023', 'Сумма / 2024']
    """
    texts = [[cell_text(cell) for cell in row] for row in heads]
    for (first_row, first_column), (last_row, last_column) in merged or ():
        at, across = first_row - top, first_column - left
        if not (0 <= at < len(texts) and 0 <= across < len(texts[at])):
            continue
        words = texts[at][across]
        for row in range(at, min(last_row - top + 1, len(texts))):
            for column in range(across, min(last_column - left + 1, len(texts[row]))):
                texts[row][column] = words
    return joined(texts, spread=merged is None)


def cell_text(cell: Any, language: str = "ru") -> str:
    """Write a cell as text: whole numbers without a point, days as ISO dates.

    Example:
        >>> cell_text(12.0), cell_text("A"), cell_text(True)
        ('12', 'A', 'ИСТИНА')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        words = ("ЛОЖЬ", "ИСТИНА") if language == "ru" else ("FALSE", "TRUE")
        return words[cell]
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def is_data(row: Sequence[Any]) -> bool:
    """Tell a row of figures and dates from a row of words.

    Example:
        >>> is_data(["Чай", 5.0]), is_data(["Товар", "Сумма"])
        (True, False)
    """
    cells = [cell for cell in row if not _empty(cell)]
    return sum(1 for cell in cells if not isinstance(cell, str)) > 0.3 * len(cells)


def _empty(cell: Any) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _is_words(row: Sequence[Any]) -> bool:
    return all(isinstance(cell, str) and not looks_like_data(cell) for cell in row)


def _typed(cell: Any) -> bool:
    return not isinstance(cell, str) or looks_like_data(cell)


def _score(rows: Sequence[Sequence[Any]], place: int) -> float:
    score = 0.0
    for column, head in enumerate(rows[place]):
        if _empty(head):
            continue
        if not isinstance(head, str):
            score -= 1
            continue
        body = [row[column] for row in rows[place + 1 : place + 1 + _BODY] if column < len(row)]
        body = [cell for cell in body if not _empty(cell)]
        if body and not looks_like_data(head):
            score += sum(1 for cell in body if _typed(cell)) / len(body)
    return score
