"""The words of the language, Russian and English, and how names are compared."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "AND": "AND", "И": "AND", "OR": "OR", "ИЛИ": "OR", "NOT": "NOT", "НЕ": "NOT",
    "IN": "IN", "В": "IN", "BETWEEN": "BETWEEN", "МЕЖДУ": "BETWEEN", "LIKE": "LIKE",
    "ПОДОБНО": "LIKE", "IS": "IS", "ЕСТЬ": "IS", "NULL": "NULL", "ПУСТО": "NULL",
    "TRUE": "TRUE", "ИСТИНА": "TRUE", "FALSE": "FALSE", "ЛОЖЬ": "FALSE", "CASE": "CASE",
    "ВЫБОР": "CASE", "WHEN": "WHEN", "КОГДА": "WHEN", "THEN": "THEN", "ТОГДА": "THEN",
    "ELSE": "ELSE", "ИНАЧЕ": "ELSE", "END": "END", "КОНЕЦ": "END", "BY": "BY", "ПО": "BY",
    "OVER": "BY",
}  # fmt: skip


def fold(name: str) -> str:
    """Bring a function name or keyword to the form in which names are compared.

    Args:
        name: As it is written.

    Returns:
        Upper case, with «Ё» as «Е».

    Example:
        >>> fold("счёт")
        'СЧЕТ'
    """
    return name.upper().replace("Ё", "Е")
