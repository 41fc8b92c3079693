"""Renaming columns, tokens, what a formula reads, and what importing the language costs."""

from __future__ import annotations

import subprocess
import sys

import polars as pl
import pytest

from kanva.formula import check, quote_column, rename_column


@pytest.mark.parametrize(
    ("formula", "old", "new", "expected"),
    [
        ("[Сумма]*2", "Сумма", "Итого", "[Итого]*2"),
        ("Сумма*2", "Сумма", "Итого", "Итого*2"),
        ("Сумма*2", "Сумма", "Итого, руб", "[Итого, руб]*2"),
        ("Сумма*2", "Сумма", "И", "[И]*2"),
        ("  [Сумма]  +[Сумма] // [Сумма]\n", "Сумма", "a]b", "  [a]]b]  +[a]]b] // [Сумма]\n"),
        ("\"[Сумма]\" & Сумма & 'Сумма'", "Сумма", "С", "\"[Сумма]\" & С & 'Сумма'"),
        ("Сумма(1) + {Сумма}", "Сумма", "С", "Сумма(1) + {Сумма}"),
        ("[сумма] + [Сумма ]", "Сумма", "С", "[сумма] + [Сумма ]"),
        ("[a]]b]", "a]b", "c", "[c]"),
        ("ЕСЛИ([Сумма] > ((( «", "Сумма", "С", "ЕСЛИ([С] > ((( «"),
        ("МАКС([x],0,2)", "x", "y", "МАКС([y],0,2)"),
        ("[не закрыт", "не закрыт", "x", "[не закрыт"),
    ],
)
def test_rename(formula: str, old: str, new: str, expected: str) -> None:
    assert rename_column(formula, old, new) == expected


@pytest.mark.parametrize("name", ["Сумма", "a]b", "]]", "a[b", " x ", 'ка"вычка', "a\nb"])
def test_a_quoted_name_is_read_back(name: str) -> None:
    assert check(quote_column(name), {name: pl.Int64()}).columns == (name,)


def test_tokens() -> None:
    formula = "ЕСЛИ([Сумма] >= {порог} И Флаг; 'да' & 0,5; ПУСТО) // всё"
    checked = check(formula, {"Сумма": pl.Int64(), "Флаг": pl.Boolean()}, {"порог": "number"})
    assert [(formula[t.start : t.end], t.kind) for t in checked.tokens] == [
        ("ЕСЛИ", "function"), ("(", "bracket"), ("[Сумма]", "column"), (">=", "operator"),
        ("{порог}", "parameter"), ("И", "keyword"), ("Флаг", "column"), (";", "operator"),
        ("'да'", "text"), ("&", "operator"), ("0,5", "number"), (";", "operator"),
        ("ПУСТО", "keyword"), (")", "bracket"),
    ]  # fmt: skip
    assert (checked.columns, checked.parameters) == (("Сумма", "Флаг"), ("порог",))


def test_words_that_are_functions_in_their_place() -> None:
    formula = "И(1 = 1; НЕ(1 = 2)) И ВЫБОР(1; ИСТИНА)"
    kinds = {
        formula[t.start : t.end] + str(t.start): t.kind
        for t in check(formula, {}).tokens
        if formula[t.start].isalpha()
    }
    assert kinds == {
        "И0": "function",
        "НЕ9": "function",
        "И20": "keyword",
        "ВЫБОР22": "function",
        "ИСТИНА31": "keyword",
    }


def test_what_looks_over_the_column_is_said() -> None:
    columns = {"x": pl.Int64()}
    formulas = ["[x] > 1", "[x] > СРЗНАЧ([x])", "СУММ([x]; 1)"]
    assert [check(f, columns).windowed for f in formulas] == [False, True, False]


def test_the_kind_of_an_unfinished_formula_is_known_when_it_can_be() -> None:
    checked = check("ДЛСТР([Имья]) > 5 И [Флаг]", {"Имя": pl.String(), "Флаг": pl.Boolean()})
    assert (checked.kind, [p.code for p in checked.problems]) == ("boolean", ["unknown_column"])


def test_importing_the_language_is_light() -> None:
    code = (
        "import sys, polars as pl; from kanva.formula import compile_expression as c;"
        "c('ОКРУГЛ([a]; 2)', {'a': pl.Float64()});"
        "print([m for m in ('sqlglot', 'phonenumbers') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
