"""`LIKE`: % stands for any characters, _ for one; letters' case counts."""

from __future__ import annotations

import polars as pl

_SPECIAL = frozenset("\\.+*?()|[]{}^$#&-~")


def like_expression(value: pl.Expr, pattern: str) -> pl.Expr:
    """Write LIKE in polars, as a plain search where the pattern allows.

    Args:
        value: A text expression.
        pattern: The pattern.

    Returns:
        A boolean expression.
    """
    inner = pattern.strip("%")
    if "%" not in inner and "_" not in inner:
        before, after = pattern.startswith("%"), pattern.endswith("%")
        if not before and not after:
            return value == inner
        if before and after:
            return value.str.contains(inner, literal=True)
        return value.str.ends_with(inner) if before else value.str.starts_with(inner)
    return value.str.contains(like_regex(pattern))


def like_regex(pattern: str) -> str:
    """Turn a LIKE pattern into a regular expression over the whole text.

    Args:
        pattern: The pattern.

    Returns:
        The regular expression.

    Example:
        >>> like_regex("а_в%")
        '(?s)^а.в.*$'
    """
    signs = {"%": ".*", "_": "."} | {sign: "\\" + sign for sign in _SPECIAL}
    return "(?s)^" + "".join(signs.get(sign, sign) for sign in pattern) + "$"
