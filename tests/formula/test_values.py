"""What formulas give, in literal values: both languages, precedence, commas, nulls, zero."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from kanva.formula import (
    FormulaError,
    check,
    compile_expression,
    compile_sql,
    functions,
    quote_column,
)
from kanva.sdk.columns import Kind

FRAME = pl.DataFrame(
    {
        "Сумма": [1500, 200, None],
        "Кол-во": [3, 0, 2],
        "Имя": ["Иван", "", None],
        "Город": ["Москва", "Казань", "москва"],
        "Дата": [date(2011, 12, 9), date(2012, 2, 29), None],
        "Когда": [datetime(2011, 12, 9, 12), None, datetime(2012, 1, 1)],
        "Флаг": [True, False, None],
        "Цена": [Decimal("1.50"), Decimal("2.25"), None],
    },
    schema_overrides={"Кол-во": pl.Int8},
)


def values(formula: str, **parameters: Any) -> list[Any]:
    expression = compile_expression(formula, FRAME.schema, parameters)
    return FRAME.with_columns(result=expression)["result"].to_list()


def value(formula: str) -> Any:
    return pl.select(compile_expression(formula, {})).item()


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("-2^2", 4.0),
        ("2^3^2", 64.0),
        ("2^-1", 0.5),
        ("10 - 4 - 3", 3),
        ("20 / 4 / 5", 1.0),
        ("7 / 2", 3.5),
        ("6 / 2", 3.0),
        ("50% + 1", 1.5),
        ("200 * 20%", 40.0),
        ("10%%", 0.001),
        ("--5", 5),
        ("+5", 5),
        ("1 & 2 & 3", "123"),
        ("1 + 1 & 2 + 2", "24"),
        ('"а" & "б" = "аб"', True),
        ("1 + 1 = 2", True),
        ("1 == 1 AND 1 != 2 AND 1 <> 2", True),
        ("1 ≤ 2 И 2 ≥ 1 И 1 ≠ 2", True),
        ("TRUE OR TRUE AND FALSE", True),
        ("(TRUE OR TRUE) AND FALSE", False),
        ("NOT TRUE OR TRUE", True),
        ("НЕ 1 = 2", True),
        ("НЕ(ИСТИНА) = ЛОЖЬ", True),
        ("ИСТИНА()", True),
        ("И(1 = 1; 2 = 2)", True),
        ("AND(1 = 1, 2 = 3)", False),
        ("1 = 1 И (2 = 2)", True),
        ("ИЛИ (1 = 2; 2 = 2)", True),
        ("=1 + 1", 2),
        ("1 // один\n + 1", 2),
        ('"// не примечание"', "// не примечание"),
        ('"он сказал ""да"""', 'он сказал "да"'),
        ("'д''Артаньян'", "д'Артаньян"),
        ("'\"'", '"'),
        ("#2011-12-09# + 1", date(2011, 12, 10)),
        ("#09.12.2011# - #2011-12-01#", 8),
        ("#2011-12-09 14:30# > #2011-12-09#", True),
        ("2 МЕЖДУ 1 И 3", True),
        ("2 НЕ МЕЖДУ 1 И 3", False),
        ("2 BETWEEN 1 AND 3 AND 1 = 1", True),
        ("5 В (1; 2)", False),
        ("5 NOT IN (1, 2)", True),
        ('"Иван" LIKE "И%н"', True),
        ('"a.b" ПОДОБНО "a_b"', True),
        ('"a+b" ПОДОБНО "a.b"', False),
        ("ПУСТО ЕСТЬ ПУСТО", True),
        ("NULL IS NOT NULL", False),
        ("ВЫБОР КОГДА 1 = 2 ТОГДА 1 КОГДА 2 = 2 ТОГДА 5 ИНАЧЕ 7 КОНЕЦ", 5),
        ("CASE 3 WHEN 1 THEN 'a' WHEN 3 THEN 'c' END", "c"),
        ("ВЫБОР(3) КОГДА 3 ТОГДА 1 КОНЕЦ", 1),
        ("ВЫБОР(2; 10; 20)", 20),
        ("9223372036854775807 + 1", None),
        ("4000000000 * 4000000000", None),
        ("1e3", 1000.0),
        (".5 + 1", 1.5),
        ("1 / 0", None),
        ("0 / 0", None),
        ("КОРЕНЬ(-1)", None),
        ("ОСТАТ(5; 0)", None),
        ('ЗНАЧЕН("не число")', None),
        ("ОКРУГЛ(-2,5; 0)", -3.0),
        ("ОКРУГЛ(2.5)", 3.0),
        ("ОКРУГЛ(1,005; 2)", 1.01),
        ("ОКРУГЛ(1250; -2)", 1300),
        ("ОКРУГЛВВЕРХ(0,3; 1)", 0.3),
        ("ДЕНЬНЕД(#2011-12-11#)", 1),
    ],
)
def test_constants(formula: str, expected: Any) -> None:
    result = value(formula)
    assert (result, type(result)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("1,5 + 1", 2.5),  # outside functions
        ("(0,5 + 1) * 2", 3.0),  # plain brackets separate nothing
        ("МАКС(1,2)", 2),  # a function, no semicolon: a separator
        ("МАКС(1,5; 1,2)", 1.5),  # a semicolon somewhere: decimal
        ("МАКС(1, 2)", 2),
        ("МАКС(1.5,1.2)", 1.5),
        ("ABS(-0,5)", 0.5),  # one argument: nothing to separate
        ("МАКС(1,2,3)", 3),  # three numbers in a row
        ("МАКС(МАКС(1,2,3); 2)", 3),
        ("МАКС((0,5), 0,1)", 1.0),  # brackets inside a function; then 0 and 1
        ("ROUND(500/100,2)", 5.0),  # English names: a comma separates
        ("ОКРУГЛ(500/100, 2)", 5.0),  # a space settles it
        ("МИН((0,5), 2)", 0.5),
        ("2 IN (1,2)", True),
        ("1,2 IN (1,2; 3)", True),
        ("(1 = 1) И (0,5 < 1)", True),
    ],
)
def test_what_a_comma_means(formula: str, expected: Any) -> None:
    assert value(formula) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('ЕСЛИ([Сумма] > 1000; "да"; "нет")', ["да", "нет", "нет"]),
        ('IF([Сумма] > 1000, "да", "нет")', ["да", "нет", "нет"]),
        ("[Сумма]*0,2", [300.0, 40.0, None]),
        ("Сумма*2", [3000, 400, None]),
        ("[Сумма] / [Кол-во]", [500.0, None, None]),
        ('[Имя] & " из " & [Город]', ["Иван из Москва", " из Казань", " из москва"]),
        ('[Город] = "Москва"', [True, False, False]),
        ('[Имя] <> "Иван"', [False, True, None]),
        ('[Дата] >= "2012-01-01"', [False, True, None]),
        ('[Дата] В ("09.12.2011"; "01.01.2000")', [True, False, None]),
        ('"2012-02-29" = [Дата]', [False, True, None]),
        ("[Дата] + 1", [date(2011, 12, 10), date(2012, 3, 1), None]),
        ("[Когда] - [Дата]", [0.5, None, None]),
        ("[Когда] + 0,5", [datetime(2011, 12, 10), None, datetime(2012, 1, 1, 12)]),
        ("[Флаг] И [Сумма] > 0", [True, False, None]),
        ("[Флаг] ИЛИ [Сумма] > 0", [True, True, None]),
        ("[Цена] * 2", [Decimal("3.00"), Decimal("4.50"), None]),
        ("[Цена] * [Цена]", [Decimal("2.2500"), Decimal("5.0625"), None]),
        ("[Цена] / 2", [0.75, 1.125, None]),
        ("[Кол-во] * 100", [300, 0, 200]),
        ("ЕСЛИПУСТО([Сумма]; 0)", [1500, 200, 0]),
        ("[Сумма] / СУММ([Сумма]) > 50%", [True, False, None]),
        ("СУММ([Сумма]; ПО [Флаг])", [1500, 200, 0]),
        ("СУММ([Сумма] ПО [Флаг]; [Город])", [1500, 200, 0]),
        ("СУММ([Сумма]; [Кол-во])", [1503, 200, 2]),
        ("{доля} * [Сумма]", [750.0, 100.0, None]),
        ("[Дата] > {с}", [False, True, None]),
        ("[Город] = {город}", [True, False, False]),
        ("{пусто} ЕСТЬ ПУСТО", [True, True, True]),
    ],
)  # fmt: skip
def test_columns(formula: str, expected: list[Any]) -> None:
    given = {"доля": 0.5, "с": date(2012, 1, 1), "город": "Москва", "пусто": None}
    assert values(formula, **given) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("1 В (1; 2)", True),
        ('{город} В ("Москва"; "Казань")', True),
        ('ТЕЛЕФОН("8 926 123-45-67")', "+79261234567"),
        ('ЕСЛИ({город} = "Казань"; [Сумма] > 1; ЛОЖЬ)', False),
        ("ВЫБОР(3; [Сумма] > 1; ЛОЖЬ; ИСТИНА)", True),
        ("ДАТА(2011; 12; 9)", date(2011, 12, 9)),
        ("ПУСТО", None),
    ],
)
def test_a_constant_stands_in_every_row(formula: str, expected: Any) -> None:
    assert values(formula, город="Москва") == [expected] * 3
    expression = compile_expression(formula, FRAME.schema, {"город": "Москва"})
    assert FRAME.clear().with_columns(r=expression).height == 0


def test_whole_numbers_do_not_wrap_round() -> None:
    frame = pl.DataFrame({"x": [9_223_372_036_854_775_807, 1]})
    results = {
        f: frame.with_columns(r=compile_expression(f, frame.schema))["r"].to_list()
        for f in ("[x] + 1", "[x] * 2", "СУММ([x])", "НАКОПИТ([x]; [x])", "СУММ([x]; 1)")
    }
    assert results == {
        "[x] + 1": [None, 2],
        "[x] * 2": [None, 2],
        "СУММ([x])": [None, None],
        "НАКОПИТ([x]; [x])": [None, 1],
        "СУММ([x]; 1)": [None, 2],
    }


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("doc", functions(), ids=lambda doc: doc.name.en)
def test_the_example_of_a_function_gives_what_it_says(doc: Any, language: Any) -> None:
    frame = pl.DataFrame(dict(doc.example_columns) or {"_": [0]})
    formula = doc.example.of(language)
    checked = check(formula, frame.schema)
    assert checked.problems == ()

    result = frame.with_columns(r=compile_expression(formula, frame.schema))["r"]
    expected = doc.example_result if doc.example_columns else [doc.example_result]
    assert (result.to_list(), result.dtype) == (expected, checked.dtype)
    if doc.result is not None:
        assert doc.result == checked.kind


def test_every_function_is_described_in_both_languages() -> None:
    for doc in functions():
        wire = doc.as_json()
        assert set(wire) == {
            "name", "aliases", "category", "signature", "help", "example", "result",
        }  # fmt: skip
        for text in (wire["name"], wire["signature"], wire["help"], wire["example"]["formula"]):
            assert text["ru"]
            assert text["en"]
        assert not any("а" <= letter <= "я" for letter in wire["help"]["en"].lower())


def test_types_are_exact_without_rows() -> None:
    formulas = [
        "[Сумма]", "[Кол-во]", "[Кол-во] + 1", "[Сумма] / 2", "[Цена]", "[Цена] + 1",
        "[Цена] * [Цена]", "[Дата] + 1", "[Дата] - [Дата]", "[Когда] + 1", "[Имя] & 1",
        "[Флаг] И ИСТИНА", "ПУСТО", "ЕСЛИ([Флаг]; [Цена]; 1)", "ЕСЛИ([Флаг]; 1; 2,5)",
        "ЕСЛИ([Флаг]; ПУСТО; ПУСТО)", "МИН([Цена]; 1)", "СУММ([Кол-во])", "РАНГ([Дата])",
    ]  # fmt: skip
    empty = FRAME.clear().lazy()
    declared = {f: check(f, FRAME.schema).dtype for f in formulas}
    built = {f: compile_expression(f, FRAME.schema) for f in formulas}
    computed = {f: empty.with_columns(r=e).collect_schema()["r"] for f, e in built.items()}
    collected = {f: FRAME.with_columns(r=e)["r"].dtype for f, e in built.items()}
    assert declared == computed == collected


@pytest.mark.parametrize(
    ("formula", "result", "expected"),
    [
        ("[Сумма]", "number", pl.Float64()),
        ("[Кол-во] + 1", "decimal", pl.Decimal(38, 2)),
        ("[Дата]", "datetime", pl.Datetime("us")),
        ("ПУСТО", "date", pl.Date()),
        ("[Флаг]", "boolean", pl.Boolean()),
        ("[Кол-во]", "integer", pl.Int8()),
    ],
)
def test_a_result_may_be_asked_for(formula: str, result: Kind, expected: pl.DataType) -> None:
    expression = compile_expression(formula, FRAME.schema, result=result)
    computed = FRAME.with_columns(r=expression)["r"].dtype
    assert (check(formula, FRAME.schema, result=result).dtype, computed) == (expected, expected)


def test_odd_column_names_are_only_names() -> None:
    names = ["*", "^a.*$", "a]b", "^$", "", "  ", "a\nb", "🦔", "{x}", '"', "ab"]
    frame = pl.DataFrame({name: [index] for index, name in enumerate(names)})
    for index, name in enumerate(names):
        if name.strip() or name == "  ":
            formula = f"{quote_column(name)} + 0"
            result = frame.with_columns(result=compile_expression(formula, frame.schema))
            assert result["result"].to_list() == [index]


def test_a_column_of_nothing_fits_everywhere() -> None:
    frame = pl.DataFrame({"x": [None, None]})
    formulas = ["[x] + 1", '[x] & "а"', "[x] > 1", "ДЛСТР([x])", "ЕСЛИ([x]; 1; 2)", "[x]",
                "ГОД([x])", "[x] И ИСТИНА", "ЕСЛИПУСТО([x]; 5)"]  # fmt: skip
    results = {
        f: frame.with_columns(r=compile_expression(f, frame.schema))["r"][0] for f in formulas
    }
    assert results == {
        "[x] + 1": None, '[x] & "а"': "а", "[x] > 1": None, "ДЛСТР([x])": None,
        "ЕСЛИ([x]; 1; 2)": 2, "[x]": None, "ГОД([x])": None, "[x] И ИСТИНА": None,
        "ЕСЛИПУСТО([x]; 5)": 5,
    }  # fmt: skip


def test_phones() -> None:
    numbers = {
        "8 926 123-45-67": "+79261234567",
        "+7(926)123.45.67": "+79261234567",
        "9261234567": "+79261234567",
        "8 (495) 123-45-67": "+74951234567",
        "+49 30 123456": "+4930123456",
        "12345": None,
        "": None,
        "нет": None,
        None: None,
    }
    frame = pl.DataFrame({"т": list(numbers)})
    read = frame.lazy().select(compile_expression("ТЕЛЕФОН([т])", frame.schema)).collect()
    assert read["т"].to_list() == list(numbers.values())

    mobile = frame.select(compile_expression("МОБИЛЬНЫЙ([т])", frame.schema))["т"].to_list()
    assert mobile == [True, True, True, False, False, False, False, False, None]
    right = frame.select(compile_expression("ISPHONE([т])", frame.schema))["т"].to_list()
    assert right == [True, True, True, True, True, False, False, False, None]


def test_a_phone_may_be_a_number_and_of_another_country() -> None:
    frame = pl.DataFrame({"n": [79261234567, 12, None]})
    assert frame.select(compile_expression("ТЕЛЕФОН([n])", frame.schema))["n"].to_list() == [
        "+79261234567", None, None,
    ]  # fmt: skip
    assert value('ТЕЛЕФОН("030 123456"; "DE")') == "+4930123456"
    assert value('МОБИЛЬНЫЙ("(201) 555-0123"; "US")') is True


def test_what_sql_does_not_have_is_said() -> None:
    with pytest.raises(FormulaError) as raised:
        compile_sql('1 & ТЕЛЕФОН("1")', {}, {})
    (problem,) = raised.value.problems
    assert (problem.code, problem.start, problem.end) == ("no_sql", 4, 16)


def test_repeating_sql_stays_within_bounds() -> None:
    formula = "1,5"
    for _ in range(12):
        formula = f"ОКРУГЛ({formula}; 2)"
    with pytest.raises(FormulaError) as raised:
        compile_sql(formula, {}, {})
    assert [problem.code for problem in raised.value.problems] == ["no_sql"]
