"""Date formats as people write them («дд.мм.гггг») and as polars reads them (`%d.%m.%Y`)."""

from __future__ import annotations

import re

from kanva.sdk import Text

_TOKENS: tuple[tuple[str, str], ...] = (
    ("гггг", "%Y"), ("yyyy", "%Y"), ("гг", "%y"), ("yy", "%y"),
    ("ммм", "%b"), ("mmm", "%b"), ("дд", "%d"), ("dd", "%d"), ("д", "%d"), ("d", "%d"),
    ("чч", "%H"), ("hh", "%H"), ("ч", "%H"), ("h", "%H"),
    ("сс", "%S"), ("ss", "%S"), ("мм", "%m"), ("mm", "%m"), ("м", "%m"), ("m", "%m"),
)  # fmt: skip
_WORDS: dict[str, Text] = {
    "%Y": Text(ru="гггг", en="yyyy"),
    "%y": Text(ru="гг", en="yy"),
    "%m": Text(ru="мм", en="mm"),
    "%b": Text(ru="ммм", en="mmm"),
    "%d": Text(ru="дд", en="dd"),
    "%H": Text(ru="чч", en="hh"),
    "%M": Text(ru="мм", en="mm"),
    "%S": Text(ru="сс", en="ss"),
    "%.f": Text(ru=",ммм", en=".fff"),
}
_DIRECTIVES = frozenset(_WORDS)


def strftime_of(pattern: str) -> str | None:
    """Turn a date format a person wrote into the form polars reads.

    Args:
        pattern: «дд.мм.гггг чч:мм:сс», "dd/mm/yyyy", or ready directives ("%d.%m.%Y").

    Returns:
        Directives, or None when the words cannot be understood.

    Example:
        >>> strftime_of("дд.мм.гггг чч:мм"), strftime_of("yyyy-mm-dd"), strftime_of("когда-то")
        ('%d.%m.%Y %H:%M', '%Y-%m-%d', None)
    """
    text = pattern.strip()
    if "%" in text:
        known = set(re.findall(r"%\.?[A-Za-z]", text)) <= _DIRECTIVES | {"%B", "%e", "%j"}
        return text if known else None
    out: list[str] = []
    place = 0
    lower = text.lower()
    while place < len(lower):
        for words, directive in _TOKENS:
            if lower.startswith(words, place):
                minutes = directive == "%m" and any(item in ("%H", "%M") for item in out)
                out.append("%M" if minutes else directive)
                place += len(words)
                break
        else:
            if lower[place].isalpha() and not (lower[place] == "t" and "%d" in out):
                return None
            out.append(text[place])
            place += 1
    has_date = any(item.startswith("%") for item in out)
    return "".join(out) if has_date else None


def words_of(directives: str) -> Text:
    """Say a date format in the letters people use.

    Args:
        directives: The form polars reads.

    Returns:
        The same in words of both languages.

    Example:
        >>> words_of("%d.%m.%Y").ru
        'дд.мм.гггг'
    """
    ru = en = directives
    for directive, words in _WORDS.items():
        ru = ru.replace(directive, words.ru)
        en = en.replace(directive, words.en)
    return Text(ru=ru, en=en)


def has_time(directives: str) -> bool:
    """Tell whether a format holds hours.

    Example:
        >>> has_time("%d.%m.%Y"), has_time("%d.%m.%Y %H:%M")
        (False, True)
    """
    return "%H" in directives
