"""Pratt parser: lexemes to a syntax tree, going on after an error to find the next one.

One recursive machine over one position in the text: it is longer than a module should be because
its parts call each other all the time.

Strength, from the weakest: `OR`, `AND`, `NOT`, comparisons (`=`, `<>`, `<`, `IN`, `BETWEEN`,
`LIKE`, `IS`), `&`, `+ -`, `* /`, `^`, the sign of a number, `%`. As in Excel, `-2^2` is 4 and
`2^3^2` is 64.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from functools import cached_property

from kanva.formula import syntax
from kanva.formula.advice import elsewhere
from kanva.formula.calendar_text import read_date
from kanva.formula.lexer import Lexeme
from kanva.formula.messages import Report, maybe
from kanva.formula.names import is_bare_name, quote_column
from kanva.formula.registry import find_function
from kanva.formula.syntax import Bad, Call, Case, Column, Literal, Node, Operator, Parameter
from kanva.formula.words import fold
from kanva.sdk.columns import near

MAX_NESTING = 64
MAX_DEPTH = 100
_OR, _AND, _NOT, _COMPARE, _JOIN, _SUM, _PRODUCT, _POWER, _SIGN = range(1, 10)
_BINARY = {
    "=": _COMPARE, "<>": _COMPARE, "<": _COMPARE, ">": _COMPARE, "<=": _COMPARE, ">=": _COMPARE,
    "&": _JOIN, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "^": _POWER,
}  # fmt: skip
_COMPARISONS = frozenset(sign for sign, power in _BINARY.items() if power == _COMPARE)
_CHAINS = frozenset({"AND", "OR", "&"})
_BINARY_WORDS = {"AND": _AND, "OR": _OR}
_TEST_WORDS = frozenset({"IN", "BETWEEN", "LIKE", "IS"})
_CASE_FORM = ("ВЫБОР КОГДА … ТОГДА … ИНАЧЕ … КОНЕЦ", "CASE WHEN … THEN … ELSE … END")
_RUSSIAN = {
    "AND": "И", "NULL": "ПУСТО", "WHEN": "КОГДА", "THEN": "ТОГДА", "END": "КОНЕЦ", "BY": "ПО",
}  # fmt: skip


class TooDeepError(Exception):
    """The formula is nested deeper than the limit; parsing stops here."""


def parse(
    text: str, lexemes: list[Lexeme], columns: Collection[str], report: Report
) -> tuple[Node | None, set[int]]:
    """Build the syntax tree.

    Args:
        text: The formula.
        lexemes: What `lex` made of it.
        columns: The names of the columns, for bare names.
        report: Takes what is wrong.

    Returns:
        The tree, or None when there is nothing to check, and the numbers of the lexemes that are
        names of functions.
    """
    parser = _Parser(text, lexemes, columns, report)
    try:
        tree = parser.whole()
    except TooDeepError:
        return None, parser.function_marks
    for node, depth in _walk(tree):
        if depth > MAX_DEPTH:
            report.add("too_deep", node.start, node.end, limit=MAX_DEPTH)
            return None, parser.function_marks
    return tree, parser.function_marks


class _Parser:
    def __init__(
        self, text: str, lexemes: list[Lexeme], columns: Collection[str], report: Report
    ) -> None:
        self.text = text
        self.lexemes = lexemes
        self.columns = columns
        self.report = report
        self.index = 0
        self.nesting = 0
        self.bracketed: set[int] = set()
        self.function_marks: set[int] = set()

    # --- lexemes

    @property
    def now(self) -> Lexeme:
        return self.lexemes[self.index]

    @property
    def after(self) -> Lexeme:
        return self.lexemes[min(self.index + 1, len(self.lexemes) - 1)]

    def take(self) -> Lexeme:
        lexeme = self.lexemes[self.index]
        if lexeme.sort != "end":
            self.index += 1
        return lexeme

    def at_word(self, *words: str) -> bool:
        return self.now.sort == "word" and self.now.value in words

    def source(self, lexeme: Lexeme) -> str:
        return self.text[lexeme.start : lexeme.end]

    # --- the whole text

    def whole(self) -> Node:
        if self.now.sort == "operator" and self.now.value == "=":
            self.take()  # a formula copied from Excel begins with "="
        tree = self.piece()
        while self.now.sort != "end":
            lexeme = self.take()
            if lexeme.sort == "close":
                self.report.add("extra_bracket", lexeme.start, lexeme.end, fix="")
            elif lexeme.sort == "separator":
                self.stray_separator(lexeme)
            else:
                self.stray_word(lexeme)
            if self.can_start():
                self.piece()
                tree = Bad(tree.start, self.now.start)
        return tree

    def piece(self, *stops: str) -> Node:
        """Parse up to a separator, a closing bracket or a stop word, whatever stands before."""
        tree = self.expression(0)
        while self.now.sort not in {"separator", "close", "end"} and not self.at_word(*stops):
            if not self.can_start():
                if not stops and self.nesting == 0:
                    return tree
                self.stray_word(self.take())
                tree = Bad(tree.start, tree.end)
                continue
            if not isinstance(tree, Bad):
                self.report.add("missing_operator", self.now.start, self.now.end)
            rest = self.expression(0)
            tree = Bad(tree.start, rest.end)
        return tree

    def can_start(self) -> bool:
        lexeme = self.now
        if lexeme.sort == "operator":
            return True
        if lexeme.sort == "word":
            return lexeme.value in {"NOT", "TRUE", "FALSE", "NULL", "CASE"} or (
                lexeme.value in _BINARY_WORDS or lexeme.value in _TEST_WORDS
            )
        return lexeme.sort in {"number", "text", "date", "column", "parameter", "name", "open"}

    def stray_word(self, lexeme: Lexeme) -> None:
        self.report.add("stray_word", lexeme.start, lexeme.end, word=self.source(lexeme))

    def stray_separator(self, lexeme: Lexeme) -> None:
        self.report.add("stray_separator", lexeme.start, lexeme.end, sign=lexeme.value)

    # --- expressions

    def expression(self, power: int) -> Node:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            self.report.add("too_deep", self.now.start, self.now.end, limit=MAX_NESTING)
            raise TooDeepError
        left = self.prefix()
        while True:
            lexeme = self.now
            if lexeme.sort == "operator":
                if lexeme.value == "%":
                    self.take()
                    left = Operator(left.start, lexeme.end, "%", [left], lexeme.start, lexeme.end)
                    continue
                strength = _BINARY[lexeme.value]
                if strength < power:
                    break
                self.take()
                left = self.binary(lexeme, left, self.expression(strength + 1))
            elif lexeme.sort == "word":
                strength = _BINARY_WORDS.get(lexeme.value, 0)
                if strength:
                    if strength < power:
                        break
                    self.take()
                    left = self.binary(lexeme, left, self.expression(strength + 1))
                elif self.at_test() and power <= _COMPARE:
                    left = self.test(left)
                else:
                    break
            else:
                break
        self.nesting -= 1
        return left

    def binary(self, lexeme: Lexeme, left: Node, right: Node) -> Node:
        sign = lexeme.value
        if isinstance(left, Operator) and id(left) not in self.bracketed:
            if left.sign == sign and sign in _CHAINS:
                left.operands.append(right)
                left.end = right.end
                return left
            if sign in _COMPARISONS and left.sign in _COMPARISONS:
                self.report.add("chained_comparison", lexeme.start, lexeme.end)
                return Bad(left.start, right.end)
        return Operator(left.start, right.end, sign, [left, right], lexeme.start, lexeme.end)

    def at_test(self) -> bool:
        if self.now.value == "NOT":
            return self.after.sort == "word" and self.after.value in _TEST_WORDS - {"IS"}
        return self.now.value in _TEST_WORDS

    def test(self, left: Node) -> Node:
        first = self.take()
        negated = first.value == "NOT"
        lexeme = self.take() if negated else first
        if lexeme.value == "IS":
            negated = self.at_word("NOT") and bool(self.take())
            if not self.at_word("NULL"):
                form = ("[x] ЕСТЬ ПУСТО", "[x] IS NULL")
                self.missing_word("NULL", form)
                return Bad(left.start, lexeme.end)
            node: Node = Operator(
                left.start, self.take().end, "IS", [left], lexeme.start, lexeme.end
            )
        elif lexeme.value == "LIKE":
            pattern = self.expression(_JOIN)
            node = Operator(
                left.start, pattern.end, "LIKE", [left, pattern], lexeme.start, lexeme.end
            )
        elif lexeme.value == "BETWEEN":
            node = self.between(left, lexeme)
        elif self.now.sort != "open":
            self.report.add("needs_list", lexeme.start, lexeme.end, word=self.source(lexeme))
            rest = self.expression(_JOIN) if self.can_start() else left
            node = Bad(left.start, rest.end)
        else:
            opening = self.take()
            items, end = self.arguments(opening)
            node = Operator(left.start, end, "IN", [left, *items], lexeme.start, lexeme.end)
        if negated and not isinstance(node, Bad):
            return Operator(node.start, node.end, "NOT", [node], first.start, lexeme.end)
        return node

    def between(self, left: Node, lexeme: Lexeme) -> Node:
        low = self.expression(_JOIN)
        if not self.at_word("AND"):
            self.missing_word("AND", ("[x] МЕЖДУ 1 И 10", "[x] BETWEEN 1 AND 10"))
            return Bad(left.start, low.end)
        self.take()
        high = self.expression(_JOIN)
        return Operator(
            left.start, high.end, "BETWEEN", [left, low, high], lexeme.start, lexeme.end
        )

    def prefix(self) -> Node:
        lexeme = self.now
        if lexeme.sort == "word":
            return self.word()
        if lexeme.sort == "operator":
            self.take()
            if lexeme.value in {"-", "+"}:
                operand = self.expression(_SIGN)
                return Operator(
                    lexeme.start, operand.end, f"{lexeme.value}x", [operand],
                    lexeme.start, lexeme.end,
                )  # fmt: skip
            self.report.add("unexpected_sign", lexeme.start, lexeme.end, sign=self.source(lexeme))
            operand = self.expression(_SIGN) if self.can_start() else None
            return Bad(lexeme.start, operand.end if operand else lexeme.end)
        if lexeme.sort == "name":
            return self.name()
        if lexeme.sort == "open":
            return self.group()
        if lexeme.sort in {"separator", "close", "end"}:
            return self.missing_value()
        self.take()
        return self.atom(lexeme)

    def atom(self, lexeme: Lexeme) -> Node:
        start, end, value = lexeme.start, lexeme.end, lexeme.value
        if value == "\0":
            return Bad(start, end)
        if lexeme.sort == "number":
            return self.number(lexeme)
        if lexeme.sort == "text":
            return Literal(start, end, value)
        if lexeme.sort == "date":
            moment = read_date(value)
            if moment is None:
                self.report.add("bad_date", start, end, value=value)
                return Bad(start, end)
            return Literal(start, end, moment)
        if not value:
            self.report.add("empty_name", start, end)
            return Bad(start, end)
        if lexeme.sort == "parameter":
            return Parameter(start, end, value)
        return Column(start, end, value)

    def number(self, lexeme: Lexeme) -> Node:
        digits = lexeme.value
        if digits.isdigit() and (len(digits) < 19 or (len(digits) == 19 and int(digits) < 2**63)):
            return Literal(lexeme.start, lexeme.end, int(digits), lexeme.comma)
        number = float(digits)
        if math.isinf(number):
            self.report.add("huge_number", lexeme.start, lexeme.end)
            return Bad(lexeme.start, lexeme.end)
        return Literal(lexeme.start, lexeme.end, number, lexeme.comma)

    def missing_value(self) -> Node:
        lexeme = self.now
        place = Bad(lexeme.start, lexeme.start)
        if lexeme.sort == "end" and self.report.truncated:
            return place
        before = self.lexemes[self.index - 1] if self.index else None
        if before is not None and before.sort in {"operator", "word"}:
            self.report.add(
                "missing_value_after", before.start, before.end, sign=self.source(before)
            )
        elif lexeme.sort == "end" and before is not None:
            self.report.add("missing_value", before.start, before.end)
        else:
            self.report.add("missing_value", lexeme.start, lexeme.end)
        return place

    def group(self) -> Node:
        opening = self.take()
        inner = self.piece()
        while self.now.sort == "separator":
            self.stray_separator(self.take())
            inner = Bad(inner.start, self.piece().end)
        end = self.closing(opening)
        inner.start, inner.end = opening.start, end
        self.bracketed.add(id(inner))
        return inner

    def closing(self, opening: Lexeme) -> int:
        if self.now.sort == "close":
            return self.take().end
        if not self.report.truncated:
            self.report.add("unclosed_bracket", opening.start, opening.end)
            self.report.truncated = True
        return self.now.start

    # --- words and names

    def word(self) -> Node:
        lexeme = self.now
        next_is_open = self.after.sort == "open"
        adjacent = next_is_open and self.after.start == lexeme.end
        if lexeme.value in _BINARY_WORDS and next_is_open:
            return self.call()
        if lexeme.value == "NOT":
            if adjacent:
                return self.call()
            self.take()
            operand = self.expression(_NOT)
            return Operator(lexeme.start, operand.end, "NOT", [operand], lexeme.start, lexeme.end)
        if lexeme.value in {"TRUE", "FALSE", "NULL"}:
            self.take()
            end = lexeme.end
            if adjacent and self.after.sort == "close":  # Excel also writes ИСТИНА()
                self.take()
                end = self.take().end
            value = {"TRUE": True, "FALSE": False, "NULL": None}[lexeme.value]
            return Literal(lexeme.start, end, value)
        if lexeme.value == "CASE":
            return self.choice_or_case() if adjacent else self.case(None)
        if lexeme.value in _BINARY_WORDS or lexeme.value in _TEST_WORDS:
            self.take()
            self.report.add("unexpected_sign", lexeme.start, lexeme.end, sign=self.source(lexeme))
            operand = self.expression(_NOT) if self.can_start() else None
            return Bad(lexeme.start, operand.end if operand else lexeme.end)
        return self.missing_value()

    def choice_or_case(self) -> Node:
        """`ВЫБОР(2; "а"; "б")` is a function; `CASE(x) WHEN …` is the same brackets otherwise."""
        mark = self.index
        call = self.call()
        if self.at_word("WHEN") and isinstance(call, Call) and len(call.arguments) == 1:
            self.function_marks.discard(mark)
            return self.case(call.arguments[0], call.start)
        return call

    def case(self, operand: Node | None, start: int = -1) -> Node:
        if start < 0:
            start = self.take().start
            if not self.at_word("WHEN"):
                operand = self.piece("WHEN", "THEN", "ELSE", "END")
        branches: list[tuple[Node, Node]] = []
        default: Node | None = None
        if not self.at_word("WHEN"):
            return self.broken_case(start, "WHEN")
        while self.at_word("WHEN"):
            self.take()
            condition = self.piece("WHEN", "THEN", "ELSE", "END")
            if not self.at_word("THEN"):
                return self.broken_case(start, "THEN")
            self.take()
            branches.append((condition, self.piece("WHEN", "THEN", "ELSE", "END")))
        if self.at_word("ELSE"):
            self.take()
            default = self.piece("WHEN", "THEN", "ELSE", "END")
        if not self.at_word("END"):
            return self.broken_case(start, "END")
        return Case(start, self.take().end, operand, branches, default)

    def broken_case(self, start: int, word: str) -> Node:
        self.missing_word(word, _CASE_FORM)
        level = 0
        while self.now.sort != "end":
            if self.now.sort == "open":
                level += 1
            elif self.now.sort == "close":
                if level == 0:
                    break
                level -= 1
            elif self.now.sort == "separator" and level == 0:
                break
            elif self.at_word("END") and level == 0:
                self.take()
                break
            self.take()
        return Bad(start, self.now.start)

    def missing_word(self, word: str, form: tuple[str, str]) -> None:
        lexeme = self.now
        if lexeme.sort == "end":
            if self.report.truncated:
                return
            lexeme = self.lexemes[self.index - 1]
        chosen = self.report.word(_RUSSIAN[word], word)
        shown = self.report.word(*form)
        self.report.add("missing_word", lexeme.start, lexeme.end, word=chosen, form=shown)

    def name(self) -> Node:
        lexeme = self.now
        if self.after.sort == "open":
            return self.call()
        self.take()
        known_word = lexeme.value in self.columns
        # After one word another word never makes sense, unless both are the name of a column.
        two_words = self.now.sort in {"name", "number"}
        end = self.spaced_column(lexeme) if two_words or not known_word else 0
        if known_word and self.now.start >= end:
            return Column(lexeme.start, lexeme.end, lexeme.value)
        if end:
            name = self.text[lexeme.start : end]
            known = self.folded_columns[name.casefold()]
            fix = quote_column(known)
            self.report.add("needs_brackets", lexeme.start, end, fix=fix, near=(known,), name=known)
            while self.now.sort != "end" and self.now.start < end:
                self.take()
            return Column(lexeme.start, end, known)
        if find_function(lexeme.value) is not None and not near(lexeme.value, self.columns, 1):
            self.report.add(
                "function_needs_call", lexeme.start, lexeme.end, name=lexeme.value.upper()
            )
            return Bad(lexeme.start, lexeme.end)
        if elsewhere(fold(lexeme.value)).ru:
            advice = elsewhere(fold(lexeme.value))
            self.report.add(
                "unknown_function", lexeme.start, lexeme.end,
                name=lexeme.value.upper(), maybe="", advice=advice,
            )  # fmt: skip
        elif not self.report.full:
            self.unknown_word(lexeme)
        return Bad(lexeme.start, lexeme.end)

    def unknown_word(self, lexeme: Lexeme) -> None:
        likely = near(lexeme.value, self.columns)
        if likely:
            fix = likely[0] if is_bare_name(likely[0]) else quote_column(likely[0])
        else:
            fix = '"' + lexeme.value + '"'
        self.report.add(
            "unknown_word", lexeme.start, lexeme.end, fix=fix, near=tuple(likely),
            name=lexeme.value, maybe=maybe(likely),
        )  # fmt: skip

    def spaced_column(self, lexeme: Lexeme) -> int:
        """Find the longest column name, not writable without brackets, that stands right here."""
        for length in self.column_lengths:
            end = lexeme.start + length
            if end <= lexeme.end or end > len(self.text):
                continue
            tail = self.text[end : end + 1]
            if tail.isalnum() or tail == "_":
                continue
            if self.text[lexeme.start : end].casefold() in self.folded_columns:
                return end
        return 0

    @cached_property
    def folded_columns(self) -> dict[str, str]:
        folded: dict[str, str] = {}
        for column in self.columns:
            folded.setdefault(column.casefold(), column)
        return folded

    @cached_property
    def column_lengths(self) -> list[int]:
        return sorted({len(column) for column in self.columns}, reverse=True)

    # --- calls

    def call(self) -> Node:
        self.function_marks.add(self.index)
        lexeme = self.take()
        opening = self.take()
        call = Call(lexeme.start, lexeme.end, self.source(lexeme), lexeme.end, [])
        call.arguments, call.end = self.arguments(opening, call)
        return call

    def arguments(self, opening: Lexeme, call: Call | None = None) -> tuple[list[Node], int]:
        plain: list[Node] = []
        target = plain
        if self.now.sort == "close":
            return plain, self.take().end
        while True:
            if call is not None and self.at_word("BY") and call.by_start < 0:
                word = self.take()
                call.by_start, call.by_end = word.start, word.end
                target = call.by
            target.append(self.piece("BY"))
            if self.now.sort == "separator":
                self.take()
            elif not (call is not None and self.at_word("BY") and call.by_start < 0):
                if self.at_word("BY"):
                    self.stray_word(self.take())
                    continue
                break
        return plain, self.closing(opening)


def _walk(tree: Node) -> Iterator[tuple[Node, int]]:
    waiting: list[tuple[Node, int]] = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting.extend((child, depth + 1) for child in children(node))


def children(node: Node) -> list[Node]:
    """List the parts of a node, in the order of the text.

    Args:
        node: A node of the syntax tree.

    Returns:
        Its parts.
    """
    if isinstance(node, syntax.Operator):
        return node.operands
    if isinstance(node, syntax.Call):
        return [*node.arguments, *node.by]
    if isinstance(node, syntax.Case):
        parts = [node.operand] if node.operand else []
        for condition, value in node.branches:
            parts += [condition, value]
        return parts + ([node.default] if node.default else [])
    return []
