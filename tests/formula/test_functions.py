"""Every function over columns, over NULL and over no rows; the known answers of Excel."""

from __future__ import annotations

import math
from datetime import date, time
from itertools import combinations
from typing import Any

import polars as pl
import pytest

from kanva.formula import check, compile_expression, functions
from kanva.formula.registry import find_function
from kanva.formula.syntax import Scalar
from kanva.formula.typed import Apply, Constant

DOCS = functions()
# What is done about NULL is told in their help.
OF_NULLS = {
    "IF", "IFS", "SWITCH", "CHOOSE", "AND", "OR", "ISBLANK", "COALESCE", "IFERROR", "NULLIF",
    "ISEMPTY", "ISNUMBER", "ISDATE", "LOOKUP", "CLAMP", "DIVIDE", "CONCAT", "TEXTJOIN", "SUM",
    "AVERAGE", "MIN", "MAX", "COUNT", "PRODUCT", "PLURALFORM",
}  # fmt: skip


def test_there_are_enough_functions_in_every_category() -> None:
    assert len(DOCS) >= 120
    counts = {doc.category: 0 for doc in DOCS}
    for doc in DOCS:
        counts[doc.category] += 1
    assert min(counts.values()) >= 5


def scalar_docs() -> list[Any]:
    return [doc for doc in DOCS if not doc.example_columns]


def written_arguments(formula: str) -> list[tuple[int, int, Scalar, pl.DataType]]:
    """Find the arguments of an example that may come from columns."""
    tree = check(formula, {}).tree
    assert isinstance(tree, Apply)
    function = find_function(formula.split("(", maxsplit=1)[0])
    assert function is not None
    return [
        (part.start, part.end, part.value, part.dtype)
        for index, part in enumerate(tree.arguments)
        if isinstance(part, Constant)
        and part.dtype != pl.Null
        and not function.argument(index).constant
    ]


def with_columns(formula: str, places: list[tuple[int, int, Scalar, pl.DataType]]) -> str:
    for number, (start, end, _, _) in reversed(list(enumerate(places))):
        formula = f"{formula[:start]}[c{number}]{formula[end:]}"
    return formula


@pytest.mark.parametrize("doc", scalar_docs(), ids=lambda doc: doc.name.en)
def test_an_example_gives_the_same_over_columns(doc: Any) -> None:
    formula = doc.example.ru
    arguments = written_arguments(formula)
    for size in range(1, min(len(arguments), 3) + 1):
        for places in combinations(arguments, size):
            asked = with_columns(formula, list(places))
            frame = pl.DataFrame(
                {f"c{n}": pl.Series([value] * 3, dtype=dtype)
                 for n, (_, _, value, dtype) in enumerate(places)}
            )  # fmt: skip
            checked = check(asked, frame.schema)
            assert checked.problems == (), asked
            expression = compile_expression(asked, frame.schema)
            result = frame.lazy().with_columns(r=expression).collect()["r"]
            # One argument of a total means the column: there its value is the total.
            if checked.windowed:
                continue
            assert (asked, result.to_list(), result.dtype) == (
                asked, [doc.example_result] * 3, checked.dtype,
            )  # fmt: skip
            none = frame.clear().with_columns(r=compile_expression(asked, frame.schema))["r"]
            assert (none.len(), none.dtype) == (0, checked.dtype)


@pytest.mark.parametrize(
    "doc",
    [doc for doc in scalar_docs() if doc.name.en not in OF_NULLS],
    ids=lambda doc: doc.name.en,
)
def test_null_in_gives_null_out(doc: Any) -> None:
    formula = doc.example.ru
    for place in written_arguments(formula):
        asked = with_columns(formula, [place])
        frame = pl.DataFrame({"c0": pl.Series([None, place[2]], dtype=place[3])})
        result = frame.with_columns(r=compile_expression(asked, frame.schema))["r"]
        assert (asked, result[0], result[1]) == (asked, None, doc.example_result)


@pytest.mark.parametrize(
    "doc", [doc for doc in DOCS if doc.example_columns], ids=lambda doc: doc.name.en
)
def test_a_function_over_a_column_stands_no_rows_and_nothing_but_null(doc: Any) -> None:
    frame = pl.DataFrame(dict(doc.example_columns))
    expression = compile_expression(doc.example.ru, frame.schema)
    dtype = check(doc.example.ru, frame.schema).dtype
    empty = frame.clear().with_columns(r=expression)["r"]
    nothing = frame.clear(n=2).with_columns(r=expression)["r"]
    assert (empty.len(), empty.dtype, nothing.len(), nothing.dtype) == (0, dtype, 2, dtype)
    lazy = frame.lazy().with_columns(r=expression)
    assert lazy.collect_schema()["r"] == dtype
    assert lazy.collect(engine="streaming")["r"].to_list() == doc.example_result


def value(formula: str) -> Any:
    return pl.DataFrame({"_": [0]}).select(r=compile_expression(formula, {}))["r"].item()


# The examples of Microsoft's pages of these functions.
EXCEL = [
    ("MROUND(10, 3)", 9.0), ("MROUND(1.3, 0.2)", 1.4), ("FLOOR(3.7, 2)", 2.0),
    ("FLOOR(1.58, 0.1)", 1.5), ("FLOOR(0.234, 0.01)", 0.23), ("CEILING(2.5, 1)", 3.0),
    ("CEILING(1.5, 0.1)", 1.5), ("CEILING(0.234, 0.01)", 0.24), ("CEILING(-2.5, 2)", -2.0),
    ("FLOOR(-2.5, 2)", -4.0), ("QUOTIENT(5, 2)", 2), ("QUOTIENT(4.5, 3.1)", 1),
    ("QUOTIENT(-10, 3)", -3), ("TRUNC(8.9)", 8.0), ("TRUNC(-8.9)", -8.0), ("LOG(10)", 1.0),
    ("LOG(8, 2)", 3.0), ("LOG(86, 2.7182818)", pytest.approx(4.4543473)), ("LOG10(100000)", 5.0),
    ("ISEVEN(-1)", False), ("ISEVEN(2.5)", True), ("ISODD(-1)", True),
    ("PRODUCT(5, 15, 30)", 2250.0),
    ("RADIANS(270)", pytest.approx(4.712389)), ("DEGREES(PI())", 180.0),
    ("SIN(30 * PI() / 180)", pytest.approx(0.5)), ("COS(60 * PI() / 180)", pytest.approx(0.5)),
    ('REPLACE("abcdefghijk", 6, 5, "*")', "abcde*k"), ('REPLACE("2009", 3, 2, "10")', "2010"),
    ('EXACT("word", "word")', True), ('EXACT("Word", "word")', False),
    ('TEXTJOIN(", ", TRUE, "US Dollar", "", "Euro")', "US Dollar, Euro"),
    ('TEXTJOIN(", ", FALSE, "US Dollar", "", "Euro")', "US Dollar, , Euro"),
    ("CHAR(65)", "A"), ('TRIM(" First Quarter Earnings ")', "First Quarter Earnings"),
    ("DAYS(#2021-03-15#, #2021-02-01#)", 42), ("DAYS(#2021-12-31#, #2021-01-01#)", 364),
    ("WEEKNUM(#2012-03-09#)", 10), ("WEEKNUM(#2012-03-09#, 2)", 11),
    ("NETWORKDAYS(#2012-10-01#, #2013-03-01#)", 110),
    ("WORKDAY(#2008-10-01#, 151)", date(2009, 4, 30)),
    ("TIME(12, 0, 0)", time(12)), ("TIME(16, 48, 10)", time(16, 48, 10)),
    ("TIME(27, 0, 0)", time(3)), ("TIME(0, 750, 0)", time(12, 30)), ("TIME(0, 0, 2000)",
    time(0, 33, 20)), ("XOR(3 > 0, 2 < 9)", False), ("XOR(3 > 12, 4 > 6)", False),
    ("IFERROR(210 / 35, 0)", 6.0), ("IFERROR(55 / 0, -1)", -1.0), ("N(TRUE)", 1),
    ("LOOKUP(4.19, 4.14, 'red', 4.19, 'orange', 5.17, 'yellow')", "orange"),
    ("LOOKUP(7.66, 4.14, 'red', 6.39, 'blue')", "blue"), ("LOOKUP(0, 4.14, 'red')", None),
    ("EDATE(#2011-01-15#, -1)", date(2010, 12, 15)),
]  # fmt: skip
EXCEL_COLUMNS: list[tuple[str, list[float], Any]] = [
    ("MEDIAN([x])", [1, 2, 3, 4, 5], 3.0),
    ("MEDIAN([x])", [1, 2, 3, 4, 5, 6], 3.5),
    ("PERCENTILE([x], 0.3)", [1, 3, 2, 4], 1.9),
    ("QUARTILE([x], 1)", [1, 2, 4, 7, 8, 9, 10, 12], 3.5),
    ("STDEV([x])", [1345, 1301, 1368, 1322, 1310, 1370, 1318, 1350, 1303, 1299], 27.46391571984349),
    ("STDEVP([x])", [1345, 1301, 1368, 1322, 1310, 1370, 1318, 1350, 1303, 1299],
     26.054558142482477),
    ("VAR([x])", [1345, 1301, 1368, 1322, 1310, 1370, 1318, 1350, 1303, 1299], 754.2666666666667),
    ("VARP([x])", [1345, 1301, 1368, 1322, 1310, 1370, 1318, 1350, 1303, 1299], 678.84),
    ("LARGE([x], 3)", [3, 5, 3, 5, 4, 4, 2, 4, 6, 7], 5),
    ("LARGE([x], 7)", [3, 5, 3, 5, 4, 4, 2, 4, 6, 7], 4),
    ("SMALL([x], 4)", [3, 4, 5, 2, 3, 4, 6, 4, 7], 4),
    ("MODE([x])", [5.6, 4, 4, 3, 2, 4], 4.0),
    ("COUNTIF([x] > 55)", [32, 54, 75, 86], 2),
    ("SUMIF([x] > 160000, [x])", [100000, 200000, 300000, 400000], 900000),
    ("AVERAGEIF([x] < 23000, [x])", [7000, 14000, 21000, 28000], 14000.0),
    ("MAXIFS([x], [x] < 90)", [89, 93, 96, 85, 91, 88], 89),
    ("MINIFS([x], [x] > 88)", [89, 93, 96, 85, 91, 88], 89),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "expected"), EXCEL)
def test_the_examples_of_excel(formula: str, expected: Any) -> None:
    assert value(formula) == expected


@pytest.mark.parametrize(("formula", "numbers", "expected"), EXCEL_COLUMNS)
def test_the_column_examples_of_excel(formula: str, numbers: list[float], expected: Any) -> None:
    frame = pl.DataFrame({"x": numbers}, strict=False)
    result = frame.select(r=compile_expression(formula, frame.schema))["r"][0]
    assert result == pytest.approx(expected, rel=1e-12)


def test_correlation_and_ranks_of_excel() -> None:
    frame = pl.DataFrame(
        {"x": [3, 2, 4, 5, 6], "y": [9, 7, 12, 15, 17], "r": [7.0, 3.5, 3.5, 1.0, 2.0]}
    )
    formulas = {
        "CORREL([x], [y])": [0.9970544855015815] * 5,
        "RANK.AVG([r])": [1, 2.5, 2.5, 5, 4],
        "PERCENTRANK([x])": [0.25, 0.0, 0.5, 0.75, 1.0],
    }
    for formula, expected in formulas.items():
        result = frame.with_columns(r=compile_expression(formula, frame.schema))["r"].to_list()
        assert result == pytest.approx(expected)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("ОКРВНИЗ(0,3; 0,1)", 0.3),
        ("ОКРВВЕРХ(0,3; 0,1)", 0.3),
        ("ОКРУГЛТ(-7,5; 5)", -10.0),
        ("ЧАСТНОЕ(1; 0)", None),
        ("ЧАСТНОЕ(-9223372036854775807; 2)", -4611686018427387903),
        ("LOG(0)", None),
        ("LOG(8; 1)", None),
        ("LOG(1000)", 3.0),
        ("РАЗДЕЛИТЬ(1; 0)", None),
        ("ПРИРОСТ(0; 5)", None),
        ('ЗАМЕНИТЬ("Ёлка"; 1; 1; "П")', "Плка"),
        ('ЗАМЕНИТЬ("Ёлка"; 9; 1; "!")', "Ёлка!"),
        ('ДОПОЛНИТЬСЛЕВА("Москва"; 3)', "Москва"),
        ('ЧАСТЬТЕКСТА("а;б"; ";"; 3)', None),
        ('ЧАСТЬТЕКСТА(""; ";"; 1)', ""),
        ('СЛОВО("\u00a0Пётр\u2009Ильич "; -1)', "Ильич"),
        ('ФИОКРАТКО("петров")', "петров"),
        ('ФИОКРАТКО("  ")', None),
        ('ЧИСЛОИЗТЕКСТА("нет")', None),
        ('ЧИСЛОИЗТЕКСТА("от 1\u00a0000 до 5")', 1000.0),
        ('ТРАНСЛИТ("Съезд ЩЁГОЛЕЙ")', "Sieezd ShchEGOLEI"),
        ('ФОРМАСЛОВА(111; "день"; "дня"; "дней")', "дней"),
        ('ФОРМАСЛОВА(-21; "день"; "дня"; "дней")', "день"),
        ('ТОЛЬКОБУКВЫ("Ёж-1 ok")', "Ёжok"),
        ('РЕГГРУППА("ab"; "(a)(x)?"; 2)', None),
        ('НЕЗАПОЛНЕНО("\u00a0\t")', True),
        ("НЕЗАПОЛНЕНО(ПУСТО)", True),
        ('ДАНЕТ("наверное")', None),
        ('ВРЕМЗНАЧ("25:00")', None),
        ("ВРЕМЯ(0; -1; 0)", None),
        ('ДАТАВРЕМЯ("31.02.2011 10:00")', None),
        ("ИЗUNIX(1E18)", None),
        ("ДАТАИЗЧИСЛА(-999999999)", None),
        ('ДАТАПЛЮС(#2012-02-29#; 1; "Г")', date(2013, 2, 28)),
        ('КОНПЕРИОДА(#9999-12-31#; "Г")', date(9999, 12, 31)),
        ('КОНПЕРИОДА(#9999-12-31#; "Н")', None),
        ("ВОЗРАСТ(#2012-02-29#; #2013-02-28#)", 0),
        ('ИННВЕРЕН("500100732259")', True),
        ('ИННВЕРЕН("7707083894")', False),
        ('СНИЛСВЕРЕН("11223344596")', False),
        ("ОГРНВЕРЕН(304500116000157)", True),
        ('ОБЪЕДИНИТЬ(", "; ИСТИНА; ПУСТО; "")', ""),
    ],
)  # fmt: skip
def test_limits(formula: str, expected: Any) -> None:
    result = value(formula)
    assert (result, type(result)) == (expected, type(expected))


def test_angles_are_those_of_python() -> None:
    frame = pl.DataFrame({"x": [0.0, 0.5, -2.0, 1e9]})
    for name, work in (("SIN", math.sin), ("COS", math.cos), ("TAN", math.tan)):
        result = frame.select(r=compile_expression(f"{name}([x])", frame.schema))["r"].to_list()
        assert result == pytest.approx([work(x) for x in frame["x"]])
