"""Regular expressions, in the dialect that Rust's regex and RE2 share."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds
from kanva.formula import sqlwords as sql
from kanva.formula.library.regex_dialects import for_databases
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

_TEXT = Argument(Text("текст", "text"), "text")
_PATTERN = Argument(Text("образец", "pattern"), "text", constant=True)
_REFERENCE = re.compile(r"\$(?:\$|(\d)|\{(\d)\})")


@lru_cache(maxsize=256)
def _problem(pattern: str) -> str | None:
    try:
        pl.Series([""]).str.contains(pattern)
    except pl.exceptions.ComputeError as error:
        lines = [line for line in str(error).splitlines() if line.startswith("error:")]
        return lines[0].removeprefix("error:").strip() if lines else "too large"
    return None


def _valid(call: Apply) -> tuple[int, Text, Text] | None:
    pattern = call.constant(1)
    if not isinstance(pattern, str):
        return None
    reason = _problem(pattern)
    if reason is None:
        return None
    return (
        1,
        Text(f"образец не читается ({reason})", f"the pattern cannot be read ({reason})"),
        Text(
            "Скобки ( [ { открываются и закрываются парами; перед знаком, который значит сам себя, "
            "ставят \\",
            "Brackets ( [ { open and close in pairs; put \\ before a sign that means itself",
        ),
    )


def _match(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    pattern = call.constant(1)
    if not isinstance(pattern, str):
        return pl.lit(None, dtype=pl.Boolean)
    return args[0].str.contains(pattern)


def _has_group(pattern: str) -> bool:
    return bool(re.search(r"(?<!\\)\((?!\?)", pattern))


def _extract(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    pattern = call.constant(1)
    if not isinstance(pattern, str):
        return pl.lit(None, dtype=pl.String)
    return args[0].str.extract(pattern, 1 if _has_group(pattern) else 0)


def _pattern_sql(call: Apply) -> exp.Expr:
    pattern = call.constant(1)
    return sql.text(for_databases(pattern)) if isinstance(pattern, str) else sql.null(kinds.TEXT)


def _extract_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    group = 1 if _has_group(str(call.constant(1))) else 0
    found = sql.node(
        "RegexpExtract", this=args[0], expression=_pattern_sql(call), group=sql.number(group)
    )
    # Databases give an empty text where nothing is found.
    matches = sql.node("RegexpLike", this=args[0], expression=_pattern_sql(call))
    return sql.where(matches, found)


def _replace(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    pattern, new = call.constant(1), call.constant(2)
    if not isinstance(pattern, str) or not isinstance(new, str):
        return pl.lit(None, dtype=pl.String)
    # $1a would be a group named "1a": the digit is fenced.
    fenced = _REFERENCE.sub(
        lambda ref: "$$" if ref.group() == "$$" else "${" + (ref[1] or ref[2]) + "}", new
    )
    return args[0].str.replace_all(pattern, fenced)


def _replace_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    new = str(call.constant(2)).replace("\\", "\\\\")
    slashed = _REFERENCE.sub(
        lambda ref: "$" if ref.group() == "$$" else "\\" + (ref[1] or ref[2]), new
    )
    return sql.node(
        "RegexpReplace", this=args[0], expression=_pattern_sql(call), replacement=sql.text(slashed)
    )


function(
    "РЕГСОВПАД", "REGEXMATCH", _TEXT, _PATTERN,
    category="patterns", result=kinds.BOOLEAN, valid=_valid, aliases=("REGEXTEST", "РЕГТЕСТ"),
    help_ru="Да, если в тексте есть место, подходящее под образец (регулярное выражение).",
    help_en="True when a place in the text matches the pattern (a regular expression).",
    sample=Sample(Text('РЕГСОВПАД("АБ-12"; "\\d+")', 'REGEXMATCH("АБ-12", "\\d+")'), True),
    polars=_match,
    sql=lambda call, args: sql.node("RegexpLike", this=args[0], expression=_pattern_sql(call)),
)  # fmt: skip
function(
    "РЕГИЗВЛЕЧЬ", "REGEXEXTRACT", _TEXT, _PATTERN,
    category="patterns", result=kinds.TEXT, valid=_valid,
    help_ru="Первое место текста, подходящее под образец; если в образце есть скобки, то, что в "
    "первых скобках. Не найдено — пусто.",
    help_en="The first place of the text that matches the pattern; what is in the first brackets "
    "when the pattern has any. NULL when nothing matches.",
    sample=Sample(
        Text('РЕГИЗВЛЕЧЬ("Счёт № 125"; "№ (\\d+)")', 'REGEXEXTRACT("Счёт № 125", "№ (\\d+)")'),
        "125"),
    polars=_extract, sql=_extract_sql,
)  # fmt: skip
function(
    "РЕГЗАМЕНИТЬ", "REGEXREPLACE", _TEXT, _PATTERN,
    Argument(Text("замена", "replacement"), "text", constant=True),
    category="patterns", result=kinds.TEXT, valid=_valid,
    help_ru="Заменяет все места, подходящие под образец. В замене $1 — то, что в первых скобках.",
    help_en="Replaces every place that matches the pattern. In the replacement, $1 is what the "
    "first brackets hold.",
    sample=Sample(
        Text('РЕГЗАМЕНИТЬ("8(926)123"; "[^\\d]"; "")', 'REGEXREPLACE("8(926)123", "[^\\d]", "")'),
        "8926123"),
    polars=_replace, sql=_replace_sql,
)  # fmt: skip


def _count(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    pattern = call.constant(1)
    if not isinstance(pattern, str):
        return pl.lit(None, dtype=pl.Int64)
    return args[0].str.count_matches(pattern).cast(pl.Int64)


function(
    "РЕГСКОЛЬКО", "REGEXCOUNT", _TEXT, _PATTERN,
    category="patterns", result=kinds.INTEGER, valid=_valid,
    help_ru="Сколько мест в тексте подходит под образец.",
    help_en="How many places in a text match the pattern.",
    sample=Sample(Text('РЕГСКОЛЬКО("АБ-12-345"; "\\d+")', 'REGEXCOUNT("АБ-12-345", "\\d+")'), 2),
    polars=_count,
    sql=lambda call, args: sql.try_cast(
        sql.call("ARRAY_LENGTH", sql.node(
            "RegexpExtractAll", this=args[0], expression=_pattern_sql(call), group=sql.number(0)
        )), "bigint",
    ),
)  # fmt: skip


def _group(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    pattern, number = call.constant(1), call.constant(2)
    if not isinstance(pattern, str) or not isinstance(number, int):
        return pl.lit(None, dtype=pl.String)
    return args[0].str.extract(pattern, number)


def _group_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    number = call.constant(2)
    if not isinstance(number, int) or call.constant(1) is None:
        return sql.null(kinds.TEXT)
    found = sql.node(
        "RegexpExtract", this=args[0], expression=_pattern_sql(call), group=sql.number(number)
    )
    # Databases give an empty text where brackets held nothing, polars tells it from NULL.
    return sql.call("NULLIF", found, sql.text(""))


def _group_valid(call: Apply) -> tuple[int, Text, Text] | None:
    pattern, number = call.constant(1), call.constant(2)
    wrong = _valid(call)
    if wrong is not None or not isinstance(pattern, str) or not isinstance(number, int):
        return wrong
    groups = len(re.findall(r"(?<!\\)\((?!\?[^P<])", pattern))
    if 1 <= number <= groups:
        return None
    return (
        2,
        Text(f"в образце скобок: {groups}", f"the pattern has this many brackets: {groups}"),
        Text("Скобки считаются с 1", "Brackets are counted from 1"),
    )


function(
    "РЕГГРУППА", "REGEXGROUP", _TEXT, _PATTERN,
    Argument(Text("номер скобок", "brackets"), "integer", constant=True),
    category="patterns", result=kinds.TEXT, valid=_group_valid,
    help_ru="То, что стоит в скобках образца с указанным номером, в первом подходящем месте. Не "
    "найдено или пусто — пусто.",
    help_en="What the brackets of the pattern with the given number hold in the first place that "
    "matches. NULL when nothing is found or they hold nothing.",
    sample=Sample(
        Text('РЕГГРУППА("17.03.2012"; "(\\d+)\\.(\\d+)"; 2)',
             'REGEXGROUP("17.03.2012", "(\\d+)\\.(\\d+)", 2)'), "03"),
    polars=lambda call, args: _some(_group(call, args)), sql=_group_sql,
)  # fmt: skip


def _some(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)
