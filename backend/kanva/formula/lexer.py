"""Text to lexemes, each with its place; here it is decided what a comma means.

The comma. Between two digits with no space on either side it is a decimal comma when the formula
separates arguments with `;` somewhere, or when the comma stands where nothing is to be separated:
outside the brackets of functions and of `IN` lists, or in a function of one argument. In every
other place it separates arguments. Three numbers in a row (`1,2,3`) are always three numbers.
A decimal point works always.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from kanva.formula.messages import Report
from kanva.formula.registry import find_function
from kanva.formula.words import WORDS, fold

TokenKind = Literal[
    "function", "column", "parameter", "number", "text", "operator", "keyword", "bracket"
]
Sort = Literal[
    "number", "text", "date", "column", "parameter", "name", "word", "operator", "separator",
    "open", "close", "end",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A coloured piece of a formula.

    Args:
        start: First character, from 0.
        end: The character after the last.
        kind: What it is, for colouring.
    """

    start: int
    end: int
    kind: TokenKind


@dataclass(slots=True)
class Lexeme:
    """A piece of a formula as the parser sees it.

    Args:
        sort: What it is.
        start: First character.
        end: The character after the last.
        value: The operator or keyword in its plain form, the unescaped name, the source digits.
        comma: True for a number written with a decimal comma.
    """

    sort: Sort
    start: int
    end: int
    value: str
    comma: bool = False


_SAME_SIGN = {
    "==": "=", "!=": "<>", "≠": "<>", "≤": "<=", "≥": ">=", "=<": "<=", "=>": ">=", "||": "&",
    "×": "*", "÷": "/", "−": "-", "–": "-",
}  # fmt: skip
_PIECE = re.compile(
    r"""
    (?P<space>\s+|//[^\n]*)
  | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+(?!\w))?)
  | (?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
  | (?P<column>\[(?:[^\]]|\]\])*\](?!\]))
  | (?P<text>"(?:[^"]|"")*"|'(?:[^']|'')*')
  | (?P<date>\#[^\#\n]*\#)
  | (?P<parameter>\{[^{}\n]*\})
  | (?P<operator>&&|<>|<=|>=|!=|==|=<|=>|\|\||[-+*/^&%=<>≠≤≥×÷−–])
  | (?P<separator>[;,])
  | (?P<open>\()
  | (?P<close>\))
    """,
    re.VERBOSE,
)
_UNCLOSED = {
    "[": "unclosed_column",
    '"': "unclosed_text",
    "'": "unclosed_text",
    "#": "unclosed_date",
    "{": "unclosed_parameter",
}
_GROUP = re.compile(r"[0-9]{3}(?:\.[0-9]+)?")
_CURLY = "“”„‟«»‘’‚"
_CURLY_TEXT = re.compile(r"[“„«‟‘‚”’]([^“”„«»‘’‚\"\n]*)[”“»’‘‟\"]")


def lex(text: str, report: Report) -> list[Lexeme]:
    """Cut a formula into lexemes; the last one has the sort "end".

    Args:
        text: The formula.
        report: Takes what is wrong.

    Returns:
        The lexemes without spaces and comments.
    """
    lexemes: list[Lexeme] = []
    position = 0
    while position < len(text):
        match = _PIECE.match(text, position)
        if match is None:
            position = _strange(text, position, lexemes, report)
            continue
        sort = match.lastgroup or ""
        if match.group() == "&&":
            report.add("double_ampersand", position, match.end(), fix=report.word("И", "AND"))
            lexemes.append(Lexeme("word", position, match.end(), "AND"))
        elif sort != "space":
            lexemes.append(_lexeme(sort, match.group(), position, match.end()))
        position = match.end()
    lexemes.append(Lexeme("end", len(text), len(text), ""))
    _glue_numbers(lexemes, report)
    return _decimal_commas(lexemes, report)


def _lexeme(sort: str, source: str, start: int, end: int) -> Lexeme:
    if sort == "name":
        word = WORDS.get(fold(source))
        return Lexeme("word", start, end, word) if word else Lexeme("name", start, end, source)
    if sort == "operator":
        return Lexeme("operator", start, end, _SAME_SIGN.get(source, source))
    if sort == "column":
        return Lexeme("column", start, end, source[1:-1].replace("]]", "]"))
    if sort == "text":
        quote = source[0]
        return Lexeme("text", start, end, source[1:-1].replace(quote * 2, quote))
    if sort in {"date", "parameter"}:
        value = source[1:-1].strip()
        return Lexeme("date" if sort == "date" else "parameter", start, end, value)
    plain: dict[str, Sort] = {
        "number": "number",
        "separator": "separator",
        "open": "open",
        "close": "close",
    }
    return Lexeme(plain[sort], start, end, source)


def _strange(text: str, position: int, lexemes: list[Lexeme], report: Report) -> int:
    sign = text[position]
    if sign in _UNCLOSED:
        report.truncated = True
        report.add(_UNCLOSED[sign], position, position + 1)
        sort: Sort = (
            "column" if sign == "[" else "parameter" if sign == "{" else
            "date" if sign == "#" else "text"
        )  # fmt: skip
        # The value is unknown, so nobody may look it up: the parser makes a blank of it.
        lexemes.append(Lexeme(sort, position, len(text), "\0"))
        return len(text)
    if sign in _CURLY:
        match = _CURLY_TEXT.match(text, position)
        if match is not None:
            fixed = '"' + match.group(1) + '"'
            report.add("curly_quotes", position, match.end(), fix=fixed, sign=sign)
            lexemes.append(Lexeme("text", position, match.end(), match.group(1)))
            return match.end()
    report.add("strange_character", position, position + 1, sign=sign)
    return position + 1


def _glue_numbers(lexemes: list[Lexeme], report: Report) -> None:
    """Point at `1 000 000` and at `2кг`; the number as a whole is kept, so the rest is checked."""
    index = 0
    while index + 1 < len(lexemes):
        left, right = lexemes[index], lexemes[index + 1]
        if left.sort == right.sort == "number":
            last = index + 1
            while lexemes[last + 1].sort == "number":
                last += 1
            groups = lexemes[index + 1 : last + 1]
            if len(left.value) <= 3 and all(_GROUP.fullmatch(group.value) for group in groups):
                whole = "".join(piece.value for piece in (left, *groups))
                report.add("spaced_number", left.start, lexemes[last].end, fix=whole, number=whole)
                lexemes[index] = Lexeme("number", left.start, lexemes[last].end, whole)
                del lexemes[index + 1 : last + 1]
            else:
                index = last
        elif left.sort == "number" and right.sort == "name" and right.start == left.end:
            report.add("bad_number", left.start, right.end, number=left.value, rest=right.value)
            lexemes[index] = Lexeme("number", left.start, right.end, left.value)
            del lexemes[index + 1]
        index += 1


def _decimal_commas(lexemes: list[Lexeme], report: Report) -> list[Lexeme]:
    if not any(piece.sort == "separator" and piece.value == "," for piece in lexemes):
        return lexemes
    by_semicolon = any(piece.value == ";" and piece.sort == "separator" for piece in lexemes)
    russian = any(
        piece.sort == "name" and not piece.value.isascii() and after.sort == "open"
        for piece, after in pairwise(lexemes)
    )
    lone = _lone_commas(lexemes) if russian else set[int]()
    joined: list[Lexeme] = []
    brackets: list[bool] = []  # True: brackets of a function or of a list, where "," may separate
    index = 0
    while index < len(lexemes):
        piece = lexemes[index]
        if piece.sort == "open":
            brackets.append(_opens_list(joined))
        elif piece.sort == "close" and brackets:
            brackets.pop()
        elif _is_pair(lexemes, index):
            in_list = bool(brackets) and brackets[-1]
            trap = (
                in_list and not by_semicolon and _is_trap(joined, piece, russian=index + 1 in lone)
            )
            if by_semicolon or not in_list or trap:
                right = lexemes[index + 2]
                point = f"{piece.value}.{right.value}"
                if trap:
                    report.add("comma_trap", piece.start, right.end, fix=point, number=point)
                joined.append(Lexeme("number", piece.start, right.end, point, comma=True))
                index += 3
                continue
        joined.append(piece)
        index += 1
    return joined


def _is_pair(lexemes: list[Lexeme], index: int) -> bool:
    """Tell whether `digits,digits` stand here without spaces, and not in a longer row."""
    if lexemes[index].sort != "number" or not lexemes[index].value.isdigit():
        return False
    if index + 2 >= len(lexemes):
        return False
    left, comma, right = lexemes[index : index + 3]
    if comma.sort != "separator" or comma.value != "," or right.sort != "number":
        return False
    if comma.start != left.end or right.start != comma.end or "." in right.value:
        return False

    def touches(first: Lexeme, second: Lexeme) -> bool:
        return first.end == second.start

    after = lexemes[index + 3 : index + 5]
    longer_after = (
        len(after) == 2
        and after[0].value == ","
        and after[0].sort == "separator"
        and after[1].sort == "number"
        and touches(right, after[0])
        and touches(after[0], after[1])
    )
    before = lexemes[max(index - 2, 0) : index]
    longer_before = (
        len(before) == 2
        and before[1].value == ","
        and before[1].sort == "separator"
        and before[0].sort == "number"
        and touches(before[1], left)
        and touches(before[0], before[1])
    )
    return not longer_after and not longer_before


def _lone_commas(lexemes: list[Lexeme]) -> set[int]:
    """Find the separators that have no other between the same brackets."""
    lone: set[int] = set()
    groups: list[list[int]] = [[]]
    for index, piece in enumerate(lexemes):
        if piece.sort == "open":
            groups.append([])
        elif piece.sort == "separator":
            groups[-1].append(index)
        if piece.sort in {"close", "end"} and len(groups[-1]) == 1:
            lone.add(groups[-1][0])
        if piece.sort == "close":
            groups.pop()
            groups = groups or [[]]
    # Brackets that nobody closed end where the formula does.
    return lone | {group[0] for group in groups[:-1] if len(group) == 1}


def _opens_list(before: list[Lexeme]) -> bool:
    if not before:
        return False
    last = before[-1]
    if last.sort == "name":
        called = find_function(last.value)
        return called is None or called.most != 1
    if last.sort != "word":
        return False
    if last.value in {"AND", "OR"}:
        # И(a, b) is a function where a value is expected, an operator where one has just ended.
        two = before[-2] if len(before) > 1 else None
        return two is None or two.sort in {"operator", "open", "separator"}
    return last.value in {"IN", "CASE"}


def _is_trap(before: list[Lexeme], number: Lexeme, *, russian: bool) -> bool:
    """Find a comma that reads both ways where the wrong way would pass unnoticed.

    `ROUND([x]*0,2)`: nobody multiplies by zero or divides by it. `ОКРУГЛ([x]*1,2)`: a hand that
    writes Russian names is used to decimal commas, and both readings are right.
    """
    if not before or before[-1].sort != "operator" or before[-1].value not in {"*", "/", "+", "-"}:
        return False
    if number.value == "0" and before[-1].value in {"*", "/"}:
        return True
    return len(before) > 1 and before[-2].sort in {"column", "name", "close"} and russian
