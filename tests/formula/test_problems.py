"""What is wrong with a formula: the code, the very characters, the fix."""

from __future__ import annotations

import inspect
import sys
import threading
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from kanva.formula import (
    FormulaError,
    check,
    compile_expression,
    compile_sql,
    functions,
    rename_column,
)
from kanva.formula.messages import CODES

COLUMNS = {
    "Сумма": pl.Int64(),
    "Сумма продажи": pl.Float64(),
    "Кол-во": pl.Int64(),
    "Имя": pl.String(),
    "Город": pl.String(),
    "Дата": pl.Date(),
    "Флаг": pl.Boolean(),
    "Код": pl.String(),
    "Метки": pl.List(pl.String()),
}
# Each row: the formula, then for each problem its code, the characters it is about, and the fix.
WRONG = [
    ("[Сумма продажы] * 2", ("unknown_column", "[Сумма продажы]", "[Сумма продажи]")),
    ("[Нечто]", ("unknown_column", "[Нечто]", None)),
    ("UPER([Имя])", ("unknown_function", "UPER", "UPPER")),
    ("ВПР([Имя]; 1)", ("unknown_function", "ВПР", None)),
    ("СЕГОДНЯ", ("unknown_function", "СЕГОДНЯ", None)),
    ("UPPER([Кол-во])", ("argument_kind", "[Кол-во]", "TEXT([Кол-во])")),
    ("ПРОПИСН([Кол-во])", ("argument_kind", "[Кол-во]", "ТЕКСТ([Кол-во])")),
    ("ABS([Код])", ("argument_kind", "[Код]", "VALUE([Код])")),
    ("ГОД([Код])", ("argument_kind", "[Код]", "ДАТАЗНАЧ([Код])")),
    ("Кол-во * 2", ("needs_brackets", "Кол-во", "[Кол-во]")),
    ("Сумма продажи * 2", ("needs_brackets", "Сумма продажи", "[Сумма продажи]")),
    ("Город = Москва", ("unknown_word", "Москва", '"Москва"')),
    ("Горд", ("unknown_word", "Горд", "Город")),
    ("ДЛСТР & 1", ("function_needs_call", "ДЛСТР", None)),
    ('ЕСЛИ([Сумма] > 1; "да', ("unclosed_text", '"', None)),
    ("ЕСЛИ([Сумма] > 1; 2", ("unclosed_bracket", "(", None)),
    ("ЕСЛИ([Сумма > 1; 2; 3)", ("unclosed_column", "[", None)),
    ("1 + {дата", ("unclosed_parameter", "{", None)),
    ("#2011-12-09", ("unclosed_date", "#", None)),
    ("#2011-13-09#", ("bad_date", "#2011-13-09#", None)),
    ("{дата}", ("unknown_parameter", "{дата}", None)),
    ("{дат} = {день}", ("unknown_parameter", "{дат}", None), ("unknown_parameter", "{день}", None)),
    ('ЕСЛИ([Флаг]; "да"; 1)', ("mixed_branches", "1", '"1"')),
    ('МИН("2011-12-09"; [Дата]; [Код])', ("mixed_branches", "[Код]", None)),
    ('ЕСЛИ([Флаг]; 1; "2")', ("mixed_branches", '"2"', "2")),
    ('ЕСЛИ([Флаг]; "да"; [Дата])', ("mixed_branches", "[Дата]", "ТЕКСТ([Дата])")),
    ("ЕСЛИ([Сумма]; 1; 2)", ("condition_kind", "[Сумма]", "[Сумма] > 0")),
    ("НЕ [Имя]", ("condition_kind", "[Имя]", None)),
    ("ОКРУГЛ([Сумма]*0,2)", ("comma_trap", "0,2", "0.2")),
    ("ОКРУГЛ([Сумма продажи]*1,2)", ("comma_trap", "1,2", "1.2")),
    ("ОСТАТ([Сумма]*1,5, 2)", ("comma_split", "1,5", "1.5")),
    ("ЕСЛИ(ОСТАТ(7,3) = 1; 1; 2)", ("comma_joined", "7,3", "7; 3")),
    ("ЕСЛИ([Сумма] В (1,2); 1; 2)", ("comma_in_list", "1,2", "1; 2")),
    ("[Имя] + [Город]", ("text_plus", "+", "&")),
    ("[Имя] * 2", ("operand_kind", "[Имя]", "ЗНАЧЕН([Имя])")),
    ('"5" * 2', ("operand_kind", '"5"', "5")),
    ("[Флаг] + 1", ("operand_kind", "[Флаг]", "ЕСЛИ([Флаг]; 1; 0)")),
    ("[Флаг] & 1", ("operand_kind", "[Флаг]", None)),
    ("5 - [Дата]", ("operand_kind", "[Дата]", None)),
    ("[Код] = 5", ("mixed_comparison", "5", '"5"')),
    ('[Сумма] = "5"', ("mixed_comparison", '"5"', "5")),
    ("[Флаг] = 1", ("mixed_comparison", "1", "ИСТИНА")),
    ("[Код] > [Сумма]", ("mixed_comparison", "[Код] > [Сумма]", None)),
    ("[Метки] = [Метки]", ("mixed_comparison", "[Метки] = [Метки]", None)),
    ('[Код] В ("а"; 5)', ("mixed_comparison", "5", '"5"')),
    ('[Дата] > "вчера"', ("bad_date", '"вчера"', None)),
    ('ГОД("2011-31-12")', ("bad_date", '"2011-31-12"', None)),
    ("[Сумма] = ПУСТО", ("compare_null", "= ПУСТО", "ЕСТЬ ПУСТО")),
    ("[Сумма] <> NULL", ("compare_null", "<> NULL", "IS NOT NULL")),
    ("1 < [Сумма] < 10", ("chained_comparison", "<", None)),
    ("[Сумма] [Имя]", ("missing_operator", "[Имя]", None)),
    ('ЕСЛИ([Флаг] "да"; 2)', ("missing_operator", '"да"', None)),
    ("[Сумма] +", ("missing_value_after", "+", None)),
    ("[Сумма] + * 2", ("unexpected_sign", "*", None)),
    ("ЕСЛИ(; 1; 2)", ("missing_value", ";", None)),
    ("ЕСЛИ([Флаг]; 1;)", ("missing_value", ")", None)),
    ("()", ("missing_value", ")", None)),
    ("(1; 2)", ("stray_separator", ";", None)),
    ("1; 2", ("stray_separator", ";", None)),
    ("1 ТОГДА 2", ("stray_word", "ТОГДА", None)),
    ("1 + 2)", ("extra_bracket", ")", "")),
    ("1 000 000 + 1", ("spaced_number", "1 000 000", "1000000")),
    ("5кг + 1", ("bad_number", "5кг", None)),
    ("1e999", ("huge_number", "1e999", None)),
    ("«да»", ("curly_quotes", "«да»", '"да"')),
    ("[Флаг] && [Флаг]", ("double_ampersand", "&&", "И")),
    ("№5", ("strange_character", "№", None)),
    ("[] + 1", ("empty_name", "[]", None)),
    ("ВЫБОР КОГДА [Флаг] ТОГДА 2", ("missing_word", "2", None)),
    ("ВЫБОР КОГДА [Флаг] 2 КОНЕЦ", ("missing_operator", "2", None),
     ("missing_word", "КОНЕЦ", None)),
    ("[Сумма] МЕЖДУ 1", ("missing_word", "1", None)),
    ("[Имя] ЕСТЬ 5", ("missing_word", "5", None)),
    ("[Сумма] В 5", ("needs_list", "В", None)),
    ("[Имя] ПОДОБНО [Город]", ("like_needs_text", "[Город]", None)),
    ("ОКРУГЛ()", ("too_few_arguments", "ОКРУГЛ", None)),
    ("ABS(1; 2; 3)", ("too_many_arguments", "2; 3", None)),
    ("ЕСЛИМН([Флаг]; 1; 2)", ("pairs", "ЕСЛИМН", None)),
    ("ОКРУГЛ([Сумма]; [Кол-во])", ("not_constant", "[Кол-во]", None)),
    ('РЕГСОВПАД([Имя]; "(а")', ("bad_argument", '"(а"', None)),
    ('ТЕКСТ([Сумма]; "дд.мм")', ("bad_argument", '"дд.мм"', None)),
    ('ТЕЛЕФОН([Имя]; "QQ")', ("bad_argument", '"QQ"', None)),
    ("СУММ(1 + СУММ([Сумма]))", ("nested_window", "СУММ", None)),
    ("СУММ(1; ПО [Имя])", ("needs_column", "1", None)),
    ("НАКОПИТ([Сумма]; 5; ПО 1)", ("needs_column", "5", None)),
    ("ABS([Сумма]; ПО [Имя])", ("no_partition", "ПО", None)),
    ('[Нет] + UPER(1) + ABS("а")', ("unknown_column", "[Нет]", None),
     ("unknown_function", "UPER", "UPPER"), ("argument_kind", '"а"', 'VALUE("а")')),
    ("", ("empty", "", None)),
    ("  // ничего", ("empty", "  // ничего", None)),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "expected"), [(row[0], list(row[1:])) for row in WRONG])
def test_problems(formula: str, expected: list[tuple[str, str, str | None]]) -> None:
    checked = check(formula, COLUMNS)
    found = [
        (item.code, formula[item.start : item.end], item.fix.replace if item.fix else None)
        for item in checked.problems
    ]
    assert found == expected
    assert checked.tree is None
    with pytest.raises(FormulaError) as raised:
        compile_expression(formula, COLUMNS, {})
    assert raised.value.problems == checked.problems


def test_words_of_a_problem() -> None:
    (problem,) = check("UPPER([Кол-во])", COLUMNS).problems
    assert problem.as_json() == {
        "code": "argument_kind",
        "severity": "error",
        "range": [6, 14],
        "text": {
            "ru": "UPPER, аргумент 1: ожидается текст, а «[Кол-во]» — целое число",
            "en": "UPPER, argument 1: expected text, but “[Кол-во]” is whole number",
        },
        "hint": {
            "ru": "Сделайте из него текст: TEXT([Кол-во])",
            "en": "Make a text of it: TEXT([Кол-во])",
        },
        "fix": {
            "title": {
                "ru": "Заменить на «TEXT([Кол-во])»",
                "en": "Replace with “TEXT([Кол-во])”",
            },
            "replace": "TEXT([Кол-во])",
        },
    }
    (problem,) = check("[Сумма продажы]", COLUMNS).problems
    assert problem.text.ru == "Нет столбца «Сумма продажы»; возможно, «Сумма продажи»?"
    assert problem.near == ("Сумма продажи",)


@pytest.mark.parametrize(
    "formula", [row[0] for row in WRONG if len(row) == 2 and row[1][2] is not None]
)
def test_a_fix_leaves_less_to_fix(formula: str) -> None:
    (problem,) = check(formula, COLUMNS).problems
    assert problem.fix is not None
    fixed = formula[: problem.start] + problem.fix.replace + formula[problem.end :]
    assert problem.code not in [item.code for item in check(fixed, COLUMNS).problems]


def test_no_place_of_a_message_stays_unfilled() -> None:
    for row in WRONG:
        for problem in check(row[0], COLUMNS).problems:
            words = [problem.text.ru, problem.text.en]
            words += [problem.hint.ru, problem.hint.en] if problem.hint else []
            for word in words:
                plain = word
                for shown in (
                    "{…}",
                    "{report_date}",
                    "{дат}",
                    "{дата}",
                    "«{»",
                    "“{”",
                    "[ {",
                    "[ { ",
                ):
                    plain = plain.replace(shown, "")
                assert "{" not in plain, word


def test_every_code_is_shown_by_a_test() -> None:
    shown = {item[0] for row in WRONG for item in row[1:]}
    elsewhere = {"too_long", "too_deep", "wrong_result", "no_sql", "unexpected_sign"}
    assert set(CODES) == shown | elsewhere


def test_the_result_that_is_asked_for() -> None:
    (problem,) = check("[Сумма] + 1", COLUMNS, result="boolean").problems
    assert (problem.code, problem.start, problem.end) == ("wrong_result", 0, 11)
    assert problem.fix is not None
    assert problem.fix.replace == "[Сумма] + 1 > 0"


DEEP = [
    "(" * 10_000,
    "(" * 9_000 + "1" + ")" * 9_000,
    "-" * 10_000 + "1",
    "НЕ " * 3_000,
    "ABS(" * 5_000,
    "ABS(" * 500 + "1" + ")" * 500,
    "1" + "+1" * 9_000,
    "1" + "^1" * 9_000,
    "ВЫБОР КОГДА " * 1_500,
    "1 В (" * 3_000,
    "1" + "%" * 10_000,
]
# The deepest that is allowed, in brackets and in a row.
NESTED = "ABS(" * 60 + "[Сумма]" + ")" * 60
ROW = "[Сумма]" + " + 1" * 98


def answers() -> list[Any]:
    """What checking and compiling say of formulas too deep, and of the deepest allowed."""
    found: list[Any] = [[item.code for item in check(text, COLUMNS).problems] for text in DEEP]
    frame = pl.DataFrame({"Сумма": [5, None]})
    for text in (NESTED, ROW):
        assert check(text, COLUMNS).problems == ()
        found.append(frame.select(r=compile_expression(text, COLUMNS))["r"].to_list())
        found.append(compile_sql(text, COLUMNS, {"Сумма": exp.column("a")}).find(exp.Column).name)
    return found


ANSWERS: list[Any] = [["too_deep"]] * len(DEEP) + [[5, None], "a", [103, None], "a"]


def test_deep_nesting_is_a_problem_not_a_crash() -> None:
    assert answers() == ANSWERS


def test_depth_does_not_depend_on_what_the_caller_has_used_of_the_stack() -> None:
    def deeper(calls: int) -> list[Any]:
        return deeper(calls - 1) if calls else answers()

    used = 0
    frame = inspect.currentframe()
    while frame is not None:
        used, frame = used + 1, frame.f_back
    for left in (400, 120, 60):
        assert deeper(sys.getrecursionlimit() - used - left) == ANSWERS


def test_depth_does_not_depend_on_the_size_of_the_stack() -> None:
    found: list[Any] = []
    before = threading.stack_size(256 * 1024)
    try:
        thread = threading.Thread(target=lambda: found.append(answers()))
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    assert found == [ANSWERS]


@pytest.mark.parametrize(
    "formula", ["1" * 20_001, "[Сумма] + " * 100_000, "(" * 1_000_000, '"' * 1_000_000],
    ids=["long", "sum", "brackets", "quotes"],
)  # fmt: skip
def test_length_is_bounded(formula: str) -> None:
    assert [problem.code for problem in check(formula, COLUMNS).problems] == ["too_long"]
    assert rename_column(formula, "Сумма", "Итог") == formula


@pytest.mark.parametrize(
    ("formula", "codes"),
    [
        ("МАКС(1*1,2" * 1_900, {"comma_trap", "bad_number"}),
        ("а б " * 4_900, {"unknown_word", "missing_operator"}),
        ("столбец " * 2_400, {"unknown_word", "missing_operator"}),
        ("1 " * 9_000, {"missing_operator"}),
        ("&&" * 9_500, {"double_ampersand"}),
        ("“" * 19_000, {"curly_quotes"}),
    ],
    ids=["commas", "words", "columns", "numbers", "signs", "quotes"],
)
def test_a_long_muddle_over_many_columns_is_read_in_one_pass(formula: str, codes: set[str]) -> None:
    many = {f"Столбец {number}": pl.Int64() for number in range(10_000)}
    assert {problem.code for problem in check(formula, many).problems} <= codes


def test_long_rows_are_not_deep() -> None:
    joined = " & ".join(["[Имя]"] * 1_500)
    either = " ИЛИ ".join(f"[Сумма] = {number}" for number in range(700))
    listed = "[Сумма] В (" + "; ".join(str(number) for number in range(2_000)) + ")"
    frame = pl.DataFrame({"Имя": ["а"], "Сумма": [5]})
    for formula in (joined, either, listed):
        assert frame.select(compile_expression(formula, frame.schema)).height == 1


WORDS = st.sampled_from(
    ["[Сумма]", "[Имя]", "[Дата]", "[Нет]", "Сумма", "Кол-во", "{p}", "{q}", "1", "0,2", "1.5",
     "2%", "[Метки]", "[Флаг]", '"2011-12-09"',
     '"а"', "'", '"', "#2011-12-09#", "#", "(", ")", ";", ",", "+", "-", "*", "/", "^", "&", "=",
     "<>", "<", ">=", "И", "ИЛИ", "НЕ", "В", "МЕЖДУ", "ПОДОБНО", "ЕСТЬ", "ПУСТО", "ВЫБОР", "КОГДА",
     "ТОГДА", "ИНАЧЕ", "КОНЕЦ", "ИСТИНА", "ПО", "[", "]", "{", "//", "\n", "&&", "«", "№", ".", "e"]
    + [f"{doc.name.ru}(" for doc in functions()]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(WORDS, max_size=25).map(" ".join),
        st.lists(WORDS, max_size=25).map("".join),
    )
)
def test_no_text_makes_check_raise(formula: str) -> None:
    checked = check(formula, COLUMNS, {"p": "number"})
    for problem in checked.problems:
        assert 0 <= problem.start <= problem.end <= len(formula)
    assert all(0 <= t.start < t.end <= len(formula) for t in checked.tokens)
    # Either there is a problem or there is something to compute, of a known type.
    assert bool(checked.problems) == (checked.tree is None)
    if checked.tree is not None:
        expression = compile_expression(formula, COLUMNS, {"p": 1.5})
        schema = pl.LazyFrame(schema=COLUMNS).with_columns(r=expression).collect_schema()
        assert schema["r"] == checked.dtype
