"""What to do about a value of the wrong kind: words, and the fix when one suggests itself."""

from __future__ import annotations

import re

from kanva.formula.kinds import Accepts
from kanva.formula.messages import Report
from kanva.formula.typed import Constant, Typed
from kanva.sdk.columns import NUMERIC, kind_of
from kanva.sdk.text import Text

_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_LONGEST_SOURCE = 40
_NONE = Text("", "")


def source_of(report: Report, piece: Typed) -> str:
    """Quote a piece of the formula, shortened.

    Args:
        report: Knows the text.
        piece: The piece.

    Returns:
        Its characters, at most forty.
    """
    source = " ".join(report.text[piece.start : piece.end].split())
    return source if len(source) <= _LONGEST_SOURCE else source[: _LONGEST_SOURCE - 1] + "…"


def written_number(piece: Typed) -> str | None:
    """Read a text literal that is a number in quotes.

    Args:
        piece: A typed piece.

    Returns:
        The number as a formula writes it, or None.
    """
    value = piece.value if isinstance(piece, Constant) else None
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return value.strip().replace(",", ".")
    return None


def advise(report: Report, expected: Accepts, piece: Typed) -> tuple[Text, str | None]:
    """Tell how to turn a piece into the kind that is expected.

    Args:
        report: Knows the text and its language.
        expected: What is expected.
        piece: What is there.

    Returns:
        A hint, which may be empty, and what to write in place of the piece, or None.
    """
    given = kind_of(piece.dtype)
    source = report.text[piece.start : piece.end]
    if expected == "text" and given in {*NUMERIC, "date", "datetime", "time"}:
        fix = f"{report.word('ТЕКСТ', 'TEXT')}({source})"
        return Text(f"Сделайте из него текст: {fix}", f"Make a text of it: {fix}"), fix
    if expected in {"number", "integer", "text_or_number"}:
        return _to_number(report, given, piece, source)
    if expected in {"date", "moment"}:
        if given == "text":
            fix = f"{report.word('ДАТАЗНАЧ', 'DATEVALUE')}({source})"
            return Text(f"Сделайте из него дату: {fix}", f"Make a date of it: {fix}"), fix
        return Text(
            "Дату пишут так: #2011-12-09# или ДАТА(2011; 12; 9)",
            "A date is written #2011-12-09# or DATE(2011, 12, 9)",
        ), None
    if expected == "boolean":
        if given in NUMERIC:
            return Text(
                f"Сравните с чем-нибудь, например {source} > 0",
                f"Compare it with something, for example {source} > 0",
            ), f"{source} > 0"
        return Text(
            f'Сравните с чем-нибудь, например {source} = "…"',
            f'Compare it with something, for example {source} = "…"',
        ), None
    return _NONE, None


def _to_number(report: Report, given: str, piece: Typed, source: str) -> tuple[Text, str | None]:
    number = written_number(piece)
    if number is not None:
        return Text("Числа пишут без кавычек", "Numbers are written without quotes"), number
    if given == "text":
        fix = f"{report.word('ЗНАЧЕН', 'VALUE')}({source})"
        return Text(f"Сделайте из него число: {fix}", f"Make a number of it: {fix}"), fix
    if given == "boolean":
        fix = report.word(f"ЕСЛИ({source}; 1; 0)", f"IF({source}, 1, 0)")
        return Text(f"Сделайте из него число: {fix}", f"Make a number of it: {fix}"), fix
    if given in {"date", "datetime"}:
        return Text(
            "К дате можно прибавить число дней, из даты вычесть дату; есть ГОД(…) и МЕСЯЦ(…)",
            "Days can be added to a date, and a date subtracted; there are YEAR(…) and MONTH(…)",
        ), None
    return _NONE, None


def branch_fix(report: Report, first: Typed, odd: Typed) -> str | None:
    """Tell how to bring one value to the kind of another, when one of them is a text.

    Args:
        report: Knows the text and its language.
        first: The value that sets the kind.
        odd: The value of another kind.

    Returns:
        What to write in place of the odd one, or None.
    """
    kind, odd_kind = kind_of(first.dtype), kind_of(odd.dtype)
    if kind == "text" and odd_kind in NUMERIC and isinstance(odd, Constant):
        return '"' + report.text[odd.start : odd.end] + '"'
    if kind == "text":
        return advise(report, "text", odd)[1]
    if kind in NUMERIC and odd_kind == "text":
        return advise(report, "number", odd)[1]
    return None


def comparison_advice(
    report: Report, left: Typed, right: Typed
) -> tuple[Typed | None, Text, str | None]:
    """Tell how to compare two values of different kinds.

    Args:
        report: Knows the text and its language.
        left: The left side.
        right: The right side.

    Returns:
        The piece to replace or None, a hint, and the replacement or None.
    """
    for piece, other in ((right, left), (left, right)):
        if not isinstance(piece, Constant):
            continue
        source = report.text[piece.start : piece.end]
        kind = kind_of(other.dtype)
        number = written_number(piece)
        if number is not None and kind in NUMERIC:
            hint = Text("Числа пишут без кавычек", "Numbers are written without quotes")
            return piece, hint, number
        if kind == "text" and kind_of(piece.dtype) in NUMERIC:
            hint = Text(
                "В столбце текст: возьмите число в кавычки",
                "The column holds texts: put the number into quotes",
            )
            return piece, hint, f'"{source}"'
        if kind == "boolean" and piece.value in (0, 1) and kind_of(piece.dtype) == "integer":
            fix = report.word("ИСТИНА", "TRUE") if piece.value else report.word("ЛОЖЬ", "FALSE")
            return piece, Text(f"Пишите {fix}", f"Write {fix}"), fix
    kinds = {kind_of(left.dtype), kind_of(right.dtype)}
    if "text" in kinds and kinds & set(NUMERIC):
        return None, Text(
            "Приведите к одному виду: ЗНАЧЕН(…) делает из текста число, ТЕКСТ(…) — из числа текст",
            "Bring them to one kind: VALUE(…) makes a number of a text, TEXT(…) a text of a number",
        ), None  # fmt: skip
    if "text" in kinds and kinds & {"date", "datetime"}:
        return (
            None,
            Text("Сделайте из текста дату: ДАТАЗНАЧ(…)", "Make a date of the text: DATEVALUE(…)"),
            None,
        )
    return None, _NONE, None


# What an Excel hand looks for and where it lives here.
_ELSEWHERE: dict[tuple[str, ...], Text] = {
    ("СЕГОДНЯ", "TODAY", "ТДАТА", "NOW"): Text(
        "Чтобы повторный запуск дал тот же итог, дата берётся из параметра сценария, "
        "например {report_date}",
        "So that a repeated run gives the same result, take the date from a parameter of the "
        "workflow, for example {report_date}",
    ),
    ("ВПР", "VLOOKUP", "ГПР", "HLOOKUP", "ПРОСМОТРX", "XLOOKUP", "ИНДЕКС", "INDEX", "ПОИСКПОЗ",
     "MATCH"): Text(
        "Данные из другой таблицы подставляет узел соединения",
        "Data of another table are brought in by a join node",
    ),
    ("ЕОШИБКА", "ISERROR", "ЕОШ", "ISERR", "ЕНД", "ISNA"): Text(
        "Ошибок в ячейках здесь нет: что посчитать нельзя, то пусто. Берите ЕПУСТО(…)",
        "There are no errors in cells here: what cannot be computed is NULL. Use ISBLANK(…)",
    ),
    ("СЛЧИС", "RAND", "СЛУЧМЕЖДУ", "RANDBETWEEN"): Text(
        "Случайных чисел в формулах нет: повторный запуск должен дать тот же итог",
        "There are no random numbers in formulas: a repeated run must give the same result",
    ),
}  # fmt: skip
_ADVICE = {name: words for names, words in _ELSEWHERE.items() for name in names}


def elsewhere(name: str) -> Text:
    """Tell where a well-known function of Excel lives here.

    Args:
        name: The folded name.

    Returns:
        The words; empty for an unknown name.
    """
    return _ADVICE.get(name, _NONE)
