"""Bilingual text: every word a person reads exists in Russian and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["ru", "en"]
LANGUAGES: tuple[Language, ...] = ("ru", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages of the product.

    Args:
        ru: The Russian wording.
        en: The English wording.

    Example:
        >>> Text(ru="Фильтр", en="Filter").of("en")
        'Filter'
    """

    ru: str
    en: str

    def of(self, language: Language) -> str:
        """Return the wording in one language.

        Args:
            language: "ru" or "en".

        Returns:
            The wording.

        Example:
            >>> Text(ru="да", en="yes").of("ru")
            'да'
        """
        return self.ru if language == "ru" else self.en

    def format(self, values: Mapping[str, Any]) -> Text:
        """Fill `{name}` places in both wordings; a Text among the values gives its own language.

        Args:
            values: Name to value. A place without a value stays as it is written.

        Returns:
            The filled text.

        Example:
            >>> Text(ru="Нет «{name}»", en="No “{name}”").format({"name": "Год"})
            Text(ru='Нет «Год»', en='No “Год”')
        """
        return Text(ru=_fill(self.ru, values, "ru"), en=_fill(self.en, values, "en"))

    def as_json(self) -> dict[str, str]:
        """Return the wire form.

        Returns:
            `{"ru": …, "en": …}`.

        Example:
            >>> Text(ru="да", en="yes").as_json()
            {'ru': 'да', 'en': 'yes'}
        """
        return {"ru": self.ru, "en": self.en}

    @staticmethod
    def same(words: str) -> Text:
        """Return a text that reads the same in both languages (a name, a number).

        Args:
            words: The words.

        Returns:
            The text.

        Example:
            >>> Text.same("CSV")
            Text(ru='CSV', en='CSV')
        """
        return Text(ru=words, en=words)


def _fill(template: str, values: Mapping[str, Any], language: Language) -> str:
    # str.format would read attributes and indexes out of values; plain replacement cannot.
    for name, value in values.items():
        words = value.of(language) if isinstance(value, Text) else str(value)
        template = template.replace("{" + name + "}", words)
    return template


def plural(number: int, ru: tuple[str, str, str], en: tuple[str, str]) -> Text:
    """Return a number with its noun, agreeing in both languages.

    Args:
        number: A count, 0 or more.
        ru: The noun after 1, after 2 and after 5 ("условие", "условия", "условий").
        en: The noun in singular and plural.

    Returns:
        The words.

    Example:
        >>> plural(22, ("условие", "условия", "условий"), ("condition", "conditions"))
        Text(ru='22 условия', en='22 conditions')
    """
    tens, ones = number % 100, number % 10
    if ones == 1 and tens != 11:
        form = ru[0]
    elif ones in {2, 3, 4} and tens not in {12, 13, 14}:
        form = ru[1]
    else:
        form = ru[2]
    return Text(ru=f"{number} {form}", en=f"{number} {en[0] if number == 1 else en[1]}")


def shorten(words: str, limit: int = 40) -> str:
    """Cut words that are too long for a caption.

    Args:
        words: Any text; line breaks become blanks.
        limit: Characters to keep at the most, the ellipsis included.

    Example:
        >>> shorten("Выручка за вычетом возвратов", 12)
        'Выручка за…'
    """
    line = " ".join(words.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
