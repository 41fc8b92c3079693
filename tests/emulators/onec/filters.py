"""The emulator's own reading of `$filter`: tokens, precedence, functions over one row.

It shares nothing with the client that writes filters, so that one checks the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

Row = dict[str, Any]
Test = Callable[[Row], Any]
TOKEN = re.compile(
    r"\s*(?:(?P<guid>guid'[0-9a-fA-F-]+')|(?P<moment>datetime'[^']*')|(?P<text>'(?:[^']|'')*')"
    r"|(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[\w/]+)|(?P<sign>[(),]))"
)
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "substringof": lambda needle, text: needle.casefold() in text.casefold(),
    "startswith": lambda text, start: text.casefold().startswith(start.casefold()),
    "endswith": lambda text, end: text.casefold().endswith(end.casefold()),
    "year": lambda moment: moment.year,
    "month": lambda moment: moment.month,
    "day": lambda moment: moment.day,
    "like": lambda text, mask: (
        re.fullmatch(
            re.escape(mask).replace("%", ".*").replace("_", "."), text, re.IGNORECASE | re.DOTALL
        )
        is not None
    ),
}


class FilterError(Exception):
    """The platform would answer 400 with code 14."""


class BareReferenceError(Exception):
    """A composite field is compared with a bare reference: the answer is always empty."""


def compile_filter(text: str, field: Callable[[Row, str], Any]) -> Test:
    """Return a test over rows.

    Args:
        text: The filter.
        field: Gives a field of a row by its path; raises FilterError when there is none.
    """
    return _Parser(text, field).whole()


class _Parser:
    def __init__(self, text: str, field: Callable[[Row, str], Any]) -> None:
        self.field = field
        self.tokens: list[tuple[str, str]] = []
        place = 0
        while place < len(text.rstrip()):
            found = TOKEN.match(text, place)
            if found is None:
                raise FilterError(text[place:])
            self.tokens.append((str(found.lastgroup), found.group(str(found.lastgroup))))
            place = found.end()

    def whole(self) -> Test:
        test = self.either()
        if self.tokens:
            raise FilterError(self.tokens[0][1])
        return test

    def next_is(self, *words: str) -> bool:
        return bool(self.tokens) and self.tokens[0][1] in words

    def either(self) -> Test:
        tests = [self.both()]
        while self.next_is("or"):
            self.tokens.pop(0)
            tests.append(self.both())
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def both(self) -> Test:
        tests = [self.single()]
        while self.next_is("and"):
            self.tokens.pop(0)
            tests.append(self.single())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def single(self) -> Test:
        if self.next_is("not"):
            self.tokens.pop(0)
            inner = self.single()
            return lambda row: not inner(row)
        left = self.value()
        if not self.next_is(*COMPARE):
            return left
        compare = COMPARE[self.tokens.pop(0)[1]]
        right = self.value()
        return lambda row: compare(left(row), right(row))

    def value(self) -> Test:
        if not self.tokens:
            raise FilterError("end")
        kind, text = self.tokens.pop(0)
        if kind == "guid":
            return lambda _: text[5:-1].lower()
        if kind == "moment":
            try:
                moment = datetime.strptime(text[9:-1], "%Y-%m-%dT%H:%M:%S")
            except ValueError as error:
                raise FilterError(text) from error
            return lambda _: moment
        if kind == "text":
            return lambda _: text[1:-1].replace("''", "'")
        if kind == "number":
            return lambda _: float(text)
        if text == "(":
            inner = self.either()
            self.close()
            return inner
        if text in {"true", "false"}:
            return lambda _: text == "true"
        if self.next_is("("):
            return self.call(text)
        return lambda row: self.field(row, text)

    def call(self, name: str) -> Test:
        self.tokens.pop(0)
        arguments = [self.either()]
        while self.next_is(","):
            self.tokens.pop(0)
            arguments.append(self.either())
        self.close()
        if name == "cast":
            value, entity = arguments
            return lambda row: (value(row), entity(row))
        if name == "isof":
            raise FilterError(name)
        if name not in FUNCTIONS:
            raise FilterError(name)
        function = FUNCTIONS[name]
        return lambda row: function(*(argument(row) for argument in arguments))

    def close(self) -> None:
        if not self.next_is(")"):
            raise FilterError("no )")
        self.tokens.pop(0)
