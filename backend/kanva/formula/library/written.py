"""Numbers and dates written as texts, by a format or plainly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds, operators
from kanva.formula import sqlwords as sql
from kanva.formula.library import formats
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply
from kanva.sdk.columns import NUMERIC, TEMPORAL, kind_of
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp


def _text(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    dtype = call.arguments[0].dtype
    if len(args) < 2:
        return operators.text_of(dtype, args[0])
    written = call.constant(1)
    if not isinstance(written, str):
        return pl.lit(None, dtype=pl.String)
    if kind_of(dtype) in NUMERIC:
        number = formats.read_number_format(written)
        if number is not None:
            return formats.number_text(args[0].cast(pl.Float64), number)
    date = formats.read_date_format(written)
    return formats.date_text(args[0], dtype, date) if date else pl.lit(None, dtype=pl.String)


def _text_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    dtype = call.arguments[0].dtype
    if len(args) < 2:
        return operators.text_of_sql(dtype, args[0])
    written = call.constant(1)
    if not isinstance(written, str):
        return sql.null(kinds.TEXT)
    if kind_of(dtype) in NUMERIC:
        number = formats.read_number_format(written)
        if number is not None:
            return formats.number_text_sql(sql.cast(args[0], kinds.NUMBER), number)
    date = formats.read_date_format(written)
    return formats.date_text_sql(args[0], date) if date else sql.null(kinds.TEXT)


def _text_valid(call: Apply) -> tuple[int, Text, Text] | None:
    dtype = call.arguments[0].dtype
    kind = kind_of(dtype)
    written = call.constant(1)
    if len(call.arguments) < 2:
        if kind in {"text", "time", *NUMERIC, *TEMPORAL}:
            return None
        title = kinds.title_of(dtype)
        return (
            0,
            Text(f"«{title.ru}» не пишется текстом", f"“{title.en}” is not written as text"),
            (Text('Выберите слова: ЕСЛИ(…; "да"; "нет")', 'Choose words: IF(…, "yes", "no")')),
        )
    if kind not in {*NUMERIC, *TEMPORAL}:
        return (
            0,
            Text("формат бывает у числа и у даты", "only numbers and dates have a format"),
            Text("Уберите второй аргумент", "Remove the second argument"),
        )
    if not isinstance(written, str):
        return None
    if kind in NUMERIC and formats.read_number_format(written) is None:
        return (
            1,
            Text(f"«{written}» — не формат числа", f"“{written}” is not a number format"),
            Text("Например: 0,00 или # ##0 или 0%", "For example: 0.00 or #,##0 or 0%"),
        )
    if kind in TEMPORAL and formats.read_date_format(written) is None:
        return (
            1,
            Text(f"«{written}» — не формат даты", f"“{written}” is not a date format"),
            Text("Например: дд.ММ.гггг", "For example: yyyy-mm-dd"),
        )
    return None


function(
    "ТЕКСТ", "TEXT", Argument(Text("значение", "value")),
    Argument(Text("формат", "format"), "text", optional=True, constant=True),
    category="text", result=kinds.TEXT, valid=_text_valid,
    help_ru="Пишет число или дату текстом. Форматы числа: 0,00; # ##0; 0%; 00000. Форматы даты: "
    "дд.ММ.гггг; д ММММ гггг; чч:мм. Без формата — просто: 5 и 2011-12-09.",
    help_en="Writes a number or a date as a text. Number formats: 0.00, #,##0, 0%, 00000. Date "
    "formats: yyyy-mm-dd, d mmmm yyyy, hh:mm. Without a format, plainly: 5 and 2011-12-09.",
    sample=Sample(Text('ТЕКСТ(#2011-12-09#; "дд.ММ.гггг")', 'TEXT(#2011-12-09#, "dd.mm.yyyy")'),
                  "09.12.2011"),
    polars=_text, sql=_text_sql,
)  # fmt: skip
