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
