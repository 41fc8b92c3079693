"""Registration numbers with check digits: ИНН, ОГРН, СНИЛС; and the domain of an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds, operators
from kanva.formula import sqlwords as sql
from kanva.formula.library import contacts
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply
from kanva.sdk.columns import NUMERIC, kind_of
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

_NUMBER = Argument(Text("номер", "number"), "text_or_number")
_TAX_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_TAX_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_TAX_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_PENSION = (9, 8, 7, 6, 5, 4, 3, 2, 1)


def _text(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    return operators.text_of(call.arguments[0].dtype, args[0]).str.strip_chars()


def _text_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    return sql.node(
        "RegexpReplace", this=operators.text_of_sql(call.arguments[0].dtype, args[0]),
        expression=sql.text(r"^\s+|\s+$"), replacement=sql.text(""),
    )  # fmt: skip


def _digit(text: pl.Expr, place: int) -> pl.Expr:
    return text.str.slice(place, 1).cast(pl.Int64, strict=False)


def _digit_sql(text: exp.Expr, place: int) -> exp.Expr:
    piece = sql.node("Substring", this=text, start=sql.number(place + 1), length=sql.number(1))
    return sql.try_cast(piece, "bigint")


def _weighed(text: pl.Expr, weights: tuple[int, ...]) -> pl.Expr:
    return pl.sum_horizontal([_digit(text, place) * by for place, by in enumerate(weights)])


def _weighed_sql(text: exp.Expr, weights: tuple[int, ...]) -> exp.Expr:
    return sql.chain("Add", [
        sql.binary("Mul", _digit_sql(text, place), sql.number(by))
        for place, by in enumerate(weights)
    ])  # fmt: skip


def _checks(text: pl.Expr, weights: tuple[int, ...]) -> pl.Expr:
    return _weighed(text, weights) % 11 % 10 == _digit(text, len(weights))


def _checks_sql(text: exp.Expr, weights: tuple[int, ...]) -> exp.Expr:
    rest = sql.binary("Mod", sql.binary("Mod", _weighed_sql(text, weights), sql.number(11)),
                      sql.number(10))  # fmt: skip
    return sql.compare(rest, "=", _digit_sql(text, len(weights)))


def _tax(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    text = _text(call, args)
    if kind_of(call.arguments[0].dtype) in NUMERIC:
        # A number has lost the zero in front: regions 01 to 09 begin with one.
        text = pl.when(text.str.len_chars().is_in([9, 11])).then("0" + text).otherwise(text)
    company = text.str.contains(r"^\d{10}$") & _checks(text, _TAX_10)
    person = text.str.contains(r"^\d{12}$") & _checks(text, _TAX_11) & _checks(text, _TAX_12)
    good = pl.when(text.str.len_chars() == 12).then(person).otherwise(company)
    return pl.when(text.is_not_null()).then(good.fill_null(value=False))


def _matches(text: exp.Expr, pattern: str) -> exp.Expr:
    return sql.node("RegexpLike", this=text, expression=sql.text(pattern))


def _false() -> exp.Expr:
    return sql.constant(value=False, dtype=kinds.BOOLEAN)


def _tax_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    text = _text_sql(call, args)
    if kind_of(call.arguments[0].dtype) in NUMERIC:
        short = sql.node("In", this=sql.call("LENGTH", text),
                         expressions=[sql.number(9), sql.number(11)])  # fmt: skip
        text = sql.case(short, sql.chain("DPipe", [sql.text("0"), text]), default=text)
    return sql.case(
        sql.is_null(text), sql.null(kinds.BOOLEAN),
        _matches(text, r"^\d{10}$"), _checks_sql(text, _TAX_10),
        _matches(text, r"^\d{12}$"),
        sql.both(_checks_sql(text, _TAX_11), _checks_sql(text, _TAX_12)),
        default=_false(),
    )  # fmt: skip


function(
    "ИННВЕРЕН", "ISINN", _NUMBER,
    category="contacts", result=kinds.BOOLEAN,
    help_ru="Да, если это ИНН: 10 или 12 цифр с верными контрольными.",
    help_en="True when this is a Russian taxpayer number: 10 or 12 digits with right check digits.",
    sample=Sample(Text('ИННВЕРЕН("7707083893")', 'ISINN("7707083893")'), True),
    polars=_tax, sql=_tax_sql,
)  # fmt: skip


def _registry(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    text = _text(call, args)

    def good(digits: int, by: int) -> pl.Expr:
        body = text.str.slice(0, digits - 1).cast(pl.Int64, strict=False)
        return text.str.contains(rf"^\d{{{digits}}}$") & (
            body % by % 10 == _digit(text, digits - 1)
        )

    either = pl.when(text.str.len_chars() == 15).then(good(15, 13)).otherwise(good(13, 11))
    return pl.when(text.is_not_null()).then(either.fill_null(value=False))


def _registry_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    text = _text_sql(call, args)

    def good(digits: int, by: int) -> exp.Expr:
        body = sql.try_cast(sql.call("LEFT", text, sql.number(digits - 1)), "bigint")
        rest = sql.binary("Mod", sql.binary("Mod", body, sql.number(by)), sql.number(10))
        return sql.compare(rest, "=", _digit_sql(text, digits - 1))

    return sql.case(
        sql.is_null(text), sql.null(kinds.BOOLEAN),
        _matches(text, r"^\d{13}$"), good(13, 11), _matches(text, r"^\d{15}$"), good(15, 13),
        default=_false(),
    )  # fmt: skip


function(
    "ОГРНВЕРЕН", "ISOGRN", _NUMBER,
    category="contacts", result=kinds.BOOLEAN,
    help_ru="Да, если это ОГРН (13 цифр) или ОГРНИП (15 цифр) с верной контрольной.",
    help_en="True when this is a Russian state registration number of a company (13 digits) or of "
    "an entrepreneur (15 digits) with a right check digit.",
    sample=Sample(Text('ОГРНВЕРЕН("1027700132195")', 'ISOGRN("1027700132195")'), True),
    polars=_registry, sql=_registry_sql,
)  # fmt: skip


def _pension(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    text = _text(call, args)
    digits = text.str.replace_all(r"[ -]", "")
    if kind_of(call.arguments[0].dtype) in NUMERIC:
        digits = digits.str.pad_start(11, "0")
    control = digits.str.slice(9, 2).cast(pl.Int64, strict=False)
    good = digits.str.contains(r"^\d{11}$") & (_weighed(digits, _PENSION) % 101 % 100 == control)
    return pl.when(text.is_not_null()).then(good.fill_null(value=False))


def _pension_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    text = _text_sql(call, args)
    digits = sql.call("REPLACE", sql.call("REPLACE", text, sql.text(" "), sql.text("")),
                      sql.text("-"), sql.text(""))  # fmt: skip
    if kind_of(call.arguments[0].dtype) in NUMERIC:
        padded = sql.node("Pad", this=digits, expression=sql.number(11),
                          fill_pattern=sql.text("0"), is_left=True)  # fmt: skip
        short = sql.compare(sql.call("LENGTH", digits), "<", sql.number(11))
        digits = sql.case(short, padded, default=digits)
    control = sql.try_cast(
        sql.node("Substring", this=digits, start=sql.number(10), length=sql.number(2)), "bigint"
    )
    rest = sql.binary("Mod", sql.binary("Mod", _weighed_sql(digits, _PENSION), sql.number(101)),
                      sql.number(100))  # fmt: skip
    return sql.case(
        sql.is_null(text), sql.null(kinds.BOOLEAN),
        _matches(digits, r"^\d{11}$"), sql.compare(rest, "=", control), default=_false(),
    )  # fmt: skip


function(
    "СНИЛСВЕРЕН", "ISSNILS", _NUMBER,
    category="contacts", result=kinds.BOOLEAN,
    help_ru="Да, если это СНИЛС: 11 цифр с верной контрольной суммой; пробелы и дефисы не мешают.",
    help_en="True when this is a Russian pension insurance number: 11 digits with a right check "
    "sum; spaces and dashes do not matter.",
    sample=Sample(Text('СНИЛСВЕРЕН("112-233-445 95")', 'ISSNILS("112-233-445 95")'), True),
    polars=_pension, sql=_pension_sql,
)  # fmt: skip
function(
    "ДОМЕНПОЧТЫ", "EMAILDOMAIN", Argument(Text("адрес", "address"), "text"),
    category="contacts", result=kinds.TEXT,
    help_ru="То, что в адресе почты стоит после @, маленькими буквами. Что не адрес, то пусто.",
    help_en="What stands after @ in an e-mail address, in lower case. What is no address gives "
    "NULL.",
    sample=Sample(Text('ДОМЕНПОЧТЫ("Ivan@Mail.RU")', 'EMAILDOMAIN("Ivan@Mail.RU")'), "mail.ru"),
    polars=lambda call, args: contacts.email(call, args).str.split("@").list.get(
        1, null_on_oob=True
    ),
    sql=lambda call, args: sql.node(
        "SplitPart", this=contacts.email_sql(call, args), delimiter=sql.text("@"),
        part_index=sql.number(2),
    ),
)  # fmt: skip
