"""A pattern means the same on polars and in a database, or the database is not asked."""

from __future__ import annotations

import polars as pl
import pytest
from sqlglot import exp

from kanva.formula import FormulaError, compile_sql
from kanva.formula.library.regex_dialects import for_databases


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\w+", r"[\p{L}\p{M}\p{Nd}\p{Pc}]+"),
        (r"[\w-]", r"[\p{L}\p{M}\p{Nd}\p{Pc}-]"),
        (r"\D", r"[^\p{Nd}]"),
        (r"[^\D]", r"[^\P{Nd}]"),
        (r"\.\\d[]\d][^]a]", r"\.\\d[]\p{Nd}][^]a]"),
        (r"[[:alpha:]\d]", r"[[:alpha:]\p{Nd}]"),
        (r"(?i)да|(?P<n>нет)(?:x)", r"(?i)да|(?P<n>нет)(?:x)"),
    ],
)
def test_classes_are_written_out(pattern: str, expected: str) -> None:
    assert for_databases(pattern) == expected


@pytest.mark.parametrize("pattern", [r"\bда", "[а-я&&[^ж]]", r"[\W]", "(?u)x", "(?i-u:x)"])
def test_what_databases_cannot_say_is_refused(pattern: str) -> None:
    with pytest.raises(FormulaError) as raised:
        compile_sql(f'РЕГСОВПАД([т]; "{pattern}")', {"т": pl.String()}, {"т": exp.column("a")})
    assert [problem.code for problem in raised.value.problems] == ["no_sql"]
