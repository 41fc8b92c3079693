"""Phones and e-mail addresses: brought to one form, or NULL; and whether they are right at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds, operators
from kanva.formula import sqlwords as sql
from kanva.formula.library import addresses, phones
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

_PHONE = Argument(Text("телефон", "phone"), "text_or_number")
_REGION = Argument(Text("страна", "country"), "text", optional=True, constant=True)
_DEFAULT_REGION = "RU"


def _region(call: Apply) -> str | None:
    if len(call.arguments) < 2:
        return _DEFAULT_REGION
    region = call.constant(1)
    return region.strip().upper() if isinstance(region, str) else None


def _region_valid(call: Apply) -> tuple[int, Text, Text] | None:
    region = _region(call)
    if region is None or phones.is_region(region):
        return None
    return (
        1,
        Text(f"нет страны «{region}»", f"there is no country “{region}”"),
        Text(
            "Пишите две латинские буквы: RU, BY, KZ, DE",
            "Write two Latin letters: RU, BY, KZ, DE",
        ),
    )


def _normal(call: Apply, args: list[pl.Expr]) -> tuple[pl.Expr, str | None]:
    return operators.text_of(call.arguments[0].dtype, args[0]), _region(call)


def _phone(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    text, region = _normal(call, args)
    return phones.normal(text, region) if region else pl.lit(None, dtype=pl.String)


def _is_phone(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    text, region = _normal(call, args)
    if region is None:
        return pl.lit(None, dtype=pl.Boolean)
    return pl.when(text.is_not_null()).then(phones.normal(text, region).is_not_null())


def _is_mobile(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    text, region = _normal(call, args)
    if region is None:
        return pl.lit(None, dtype=pl.Boolean)
    return pl.when(text.is_not_null()).then(phones.mobile(text, region))


function(
    "ТЕЛЕФОН", "PHONE", _PHONE, _REGION,
    category="contacts", result=kinds.TEXT, valid=_region_valid,
    help_ru="Приводит телефон к виду +79261234567. Номер без кода страны считается российским или "
    "той страны, что во втором аргументе. Что не телефон, то пусто.",
    help_en="Brings a phone number to the form +79261234567. A number without a country code is "
    "taken for Russian, or of the country in the second argument. What is no phone gives NULL.",
    sample=Sample(Text('ТЕЛЕФОН("8 926 123-45-67")', 'PHONE("8 926 123-45-67")'), "+79261234567"),
    polars=_phone, sql=None,
)  # fmt: skip
function(
    "ТЕЛЕФОНВЕРЕН", "ISPHONE", _PHONE, _REGION,
    category="contacts", result=kinds.BOOLEAN, valid=_region_valid,
    help_ru="Да, если это настоящий телефонный номер.",
    help_en="True when this is a real phone number.",
    sample=Sample(Text('ТЕЛЕФОНВЕРЕН("12345")', 'ISPHONE("12345")'), False),
    polars=_is_phone, sql=None,
)  # fmt: skip
function(
    "МОБИЛЬНЫЙ", "ISMOBILE", _PHONE, _REGION,
    category="contacts", result=kinds.BOOLEAN, valid=_region_valid,
    help_ru="Да, если это номер мобильного телефона.",
    help_en="True when this is the number of a mobile phone.",
    sample=Sample(Text('МОБИЛЬНЫЙ("+7 (926) 123-45-67")', 'ISMOBILE("+7 (926) 123-45-67")'), True),
    polars=_is_mobile, sql=None,
)  # fmt: skip


def email(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    """Bring addresses to one form."""
    return addresses.normal(args[0])


def _bare_sql(text: exp.Expr) -> exp.Expr:
    return sql.node(
        "RegexpReplace", this=text, expression=sql.text(r"^\s+|\s+$"), replacement=sql.text("")
    )


def _good_sql(bare: exp.Expr) -> exp.Expr:
    return sql.both(
        sql.node("RegexpLike", this=bare, expression=sql.text(addresses.ADDRESS)),
        sql.compare(sql.call("LENGTH", bare), "<=", sql.number(addresses.LONGEST)),
    )


def email_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    """Bring addresses to one form in SQL."""
    bare = _bare_sql(args[0])
    place = sql.node("StrPosition", this=bare, substr=sql.text("@"))
    name = sql.call("LEFT", bare, place)
    domain = sql.call(
        "LOWER", sql.node("Substring", this=bare, start=sql.binary("Add", place, sql.number(1)))
    )
    return sql.where(_good_sql(bare), sql.chain("DPipe", [name, domain]))


_MAIL = Argument(Text("адрес", "address"), "text")
function(
    "ПОЧТА", "EMAIL", _MAIL,
    category="contacts", result=kinds.TEXT,
    help_ru="Приводит адрес почты к одному виду: без пробелов по краям, домен маленькими буквами. "
    "Что не адрес, то пусто.",
    help_en="Brings an e-mail address to one form: no spaces around, the domain in lower case. "
    "What is no address gives NULL.",
    sample=Sample(Text('ПОЧТА(" Ivan@Mail.RU ")', 'EMAIL(" Ivan@Mail.RU ")'), "Ivan@mail.ru"),
    polars=email, sql=email_sql,
)  # fmt: skip
function(
    "ПОЧТАВЕРНА", "ISEMAIL", _MAIL,
    category="contacts", result=kinds.BOOLEAN, aliases=("EMAILВЕРЕН",),
    help_ru="Да, если это похоже на адрес почты.",
    help_en="True when this looks like an e-mail address.",
    sample=Sample(Text('ПОЧТАВЕРНА("ivan@")', 'ISEMAIL("ivan@")'), False),
    polars=lambda _call, args: addresses.is_address(args[0].str.strip_chars()),
    sql=lambda _call, args: _good_sql(_bare_sql(args[0])),
)  # fmt: skip
