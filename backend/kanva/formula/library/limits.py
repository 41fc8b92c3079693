"""What constant arguments may be, said once for all functions."""

from __future__ import annotations

from collections.abc import Mapping

from kanva.formula.registry import Validity
from kanva.formula.typed import Apply
from kanva.sdk.text import Text


def between(index: int, low: float, high: float, advice: Text | None = None) -> Validity:
    """Allow numbers within limits.

    Args:
        index: The number of the argument, from 0.
        low: The least.
        high: The greatest.
        advice: What to do; the limits when absent.

    Returns:
        The check.
    """

    def look(call: Apply) -> tuple[int, Text, Text] | None:
        value = call.constant(index)
        if not isinstance(value, int | float) or low <= value <= high:
            return None
        limits = Text(
            f"здесь может быть число от {low:g} до {high:g}",
            f"there may be a number from {low:g} to {high:g}",
        )
        return index, limits, advice or Text("Исправьте число", "Put the number right")

    return look


def one_of(index: int, words: Mapping[str, str], advice: Text) -> Validity:
    """Allow some words.

    Args:
        index: The number of the argument, from 0.
        words: What may be written, in capitals, and what it means.
        advice: The list of them.

    Returns:
        The check.
    """

    def look(call: Apply) -> tuple[int, Text, Text] | None:
        value = call.constant(index)
        if not isinstance(value, str) or word_of(call, index, words) is not None:
            return None
        why = Text(f"нет такого слова: «{value}»", f"there is no such word: “{value}”")
        return index, why, advice

    return look


def word_of(call: Apply, index: int, words: Mapping[str, str]) -> str | None:
    """Return what a constant argument means.

    Args:
        call: The call.
        index: The number of the argument, from 0.
        words: What may be written, in capitals, and what it means.

    Returns:
        The meaning; None when it is NULL, unknown yet or unknown at all.
    """
    value = call.constant(index)
    return words.get(value.strip().upper()) if isinstance(value, str) else None


def not_empty(index: int) -> Validity:
    """Allow any text that has a character.

    Args:
        index: The number of the argument, from 0.

    Returns:
        The check.
    """

    def look(call: Apply) -> tuple[int, Text, Text] | None:
        if call.constant(index) != "":
            return None
        return (
            index,
            Text("текст пуст", "the text is empty"),
            Text("Впишите хотя бы один знак", "Write at least one character"),
        )

    return look


def not_zero(index: int) -> Validity:
    """Allow any number but 0.

    Args:
        index: The number of the argument, from 0.

    Returns:
        The check.
    """

    def look(call: Apply) -> tuple[int, Text, Text] | None:
        if call.constant(index) != 0:
            return None
        return (
            index,
            Text("номера 0 нет", "there is no number 0"),
            Text("1 — первый, -1 — последний", "1 is the first, -1 the last"),
        )

    return look
