"""Column names as a file gives them, mended so that every column can be named in a formula."""

from __future__ import annotations

from collections.abc import Sequence

from kanva.sdk import Language

_EMPTY: dict[Language, str] = {"ru": "Столбец {}", "en": "Column {}"}


def repaired(names: Sequence[str], language: Language) -> list[str]:
    """Trim names, number the repeated ones and name the empty ones by their place.

    Args:
        names: Names as they stand in the file, from left to right.
        language: Language of the word «Столбец» for an empty name.

    Returns:
        As many names, all different. Line breaks and runs of blanks become one blank.

    Example:
        >>> repaired([" Имя", "", "Имя", "Имя (2)"], "ru")
        ['Имя', 'Столбец 2', 'Имя (3)', 'Имя (2)']
    """
    plain = [" ".join(name.replace("\ufeff", "").split()) for name in names]
    taken = set(plain)
    out: list[str] = []
    for place, name in enumerate(plain, start=1):
        base = name or _EMPTY[language].format(place)
        out.append(base if base not in out and (name or base not in taken) else "")
        if not out[-1]:
            number = 2
            while f"{base} ({number})" in taken or f"{base} ({number})" in out:
                number += 1
            out[-1] = f"{base} ({number})"
    return out


def joined(rows: Sequence[Sequence[str]], *, spread: bool = True) -> list[str]:
    """Join a header of several rows into one name a column.

    Args:
        rows: The rows of the header, upper first, of one width.
        spread: An empty upper cell above a filled one takes the words to its left, as under a
            merged cell.

    Returns:
        One name a column; the parts are joined with " / ".

    Example:
        >>> joined([["Дата", "Сумма", "", "Итог"], ["", "план", "факт", ""]])
        ['Дата', 'Сумма / план', 'Сумма / факт', 'Итог']
    """
    filled = [[cell.strip() for cell in row] for row in rows]
    for depth in range(len(filled) - 1 if spread else 0):
        row = filled[depth]
        for place in range(1, len(row)):
            below = any(lower[place] for lower in filled[depth + 1 :])
            left_below = any(lower[place - 1] for lower in filled[depth + 1 :])
            if not row[place] and below and left_below:
                row[place] = row[place - 1]
    names: list[str] = []
    for parts in zip(*filled, strict=True):
        kept: list[str] = []
        for part in parts:
            if part and part not in kept:
                kept.append(part)
        names.append(" / ".join(kept))
    return names
