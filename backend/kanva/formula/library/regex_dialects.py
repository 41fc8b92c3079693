r"""A pattern of Rust's regular expressions written for RE2, which databases use.

Rust's `\w`, `\d` and `\s` know every alphabet, RE2's know ASCII alone: `\w+` would find no Russian
word. They are written out here; what RE2 cannot say at all is refused.
"""

from __future__ import annotations

from kanva.formula.typed import NotInSqlError

_SPACES = (
    r"\t\n\x0B\f\r \x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}"
)
_CLASSES = {"w": r"\p{L}\p{M}\p{Nd}\p{Pc}", "d": r"\p{Nd}", "s": _SPACES}
_ASCII_ALONE = "bB"


def for_databases(pattern: str) -> str:
    r"""Write a pattern for RE2.

    Args:
        pattern: A pattern Rust's regular expressions read.

    Returns:
        A pattern that matches the same.

    Raises:
        NotInSqlError: When RE2 has no such thing: edges of words, sets within sets.

    Example:
        >>> for_databases(r"\d+[\d,]")
        '[\\p{Nd}]+[\\p{Nd},]'
    """
    written: list[str] = []
    place, inside = 0, False
    while place < len(pattern):
        sign = pattern[place]
        if sign == "\\" and place + 1 < len(pattern):
            written.append(_escape(pattern[place + 1], inside=inside))
            place += 2
            continue
        if inside:
            if sign == "[" and pattern[place + 1 : place + 2] != ":":
                raise NotInSqlError
            if sign == "[":
                end = pattern.index("]", place)
                written.append(pattern[place : end + 1])
                place = end + 1
                continue
            if pattern[place : place + 2] in {"&&", "--", "~~"}:
                raise NotInSqlError
            inside = sign != "]"
        elif sign == "[":
            inside = True
            opening = 2 if pattern[place + 1 : place + 2] == "^" else 1
            # A closing bracket that comes first is a letter like any other.
            opening += pattern[place + opening : place + opening + 1] == "]"
            written.append(pattern[place : place + opening])
            place += opening
            continue
        elif pattern.startswith("(?", place) and "u" in _flags(pattern, place):
            raise NotInSqlError
        written.append(sign)
        place += 1
    return "".join(written)


def _escape(letter: str, *, inside: bool) -> str:
    if letter in _ASCII_ALONE and not inside:
        raise NotInSqlError
    members = _CLASSES.get(letter.lower())
    if members is None:
        return "\\" + letter
    if letter.islower():
        return members if inside else f"[{members}]"
    if inside:
        if letter != "D":
            raise NotInSqlError
        return r"\P{Nd}"
    return f"[^{members}]"


def _flags(pattern: str, place: int) -> str:
    end = place + 2
    while end < len(pattern) and (pattern[end].isalpha() or pattern[end] == "-"):
        end += 1
    return pattern[place + 2 : end] if pattern[end : end + 1] in {")", ":"} else ""
