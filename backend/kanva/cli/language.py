"""In which language the command line speaks: --lang, KANVA_LANG, or the system's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Language = Literal["ru", "en"]


@dataclass(frozen=True, slots=True)
class Say:
    """Chooses the wording of one language.

    Args:
        language: "ru" or "en".

    Example:
        >>> Say("en")("да", "yes")
        'yes'
    """

    language: Language

    def __call__(self, ru: str, en: str) -> str:
        """Return the wording in the language of the command line."""
        return ru if self.language == "ru" else en

    def text(self, words: Mapping[str, str]) -> str:
        """Return a text of the wire in the language of the command line."""
        return words[self.language]


def chosen_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """Tell the language before anything is parsed: the help and the errors need it too.

    Args:
        arguments: What stands after the command's name.
        environment: KANVA_LANG, then LC_ALL, LC_MESSAGES and LANG are looked at.

    Returns:
        "ru" when Russian is asked for, else "en".

    Example:
        >>> chosen_language(["run", "--lang", "ru"], {"LANG": "en_US.UTF-8"})
        'ru'
        >>> chosen_language([], {"LC_ALL": "", "LANG": "ru_RU.UTF-8"})
        'ru'
    """
    for place, argument in enumerate(arguments):
        if argument == "--lang" and place + 1 < len(arguments):
            return _language(arguments[place + 1])
        if argument.startswith("--lang="):
            return _language(argument.partition("=")[2])
    for name in ("KANVA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return _language(environment[name])
    return _language(_system_language())


def _language(words: str) -> Language:
    return "ru" if words.lower().startswith(("ru", "russian")) else "en"


def _system_language() -> str:
    # Windows has no LANG; its locale is named "Russian_Russia".
    import locale  # noqa: PLC0415 - only needed there

    return locale.getlocale()[0] or ""
