"""Regular expressions, in the dialect that Rust's regex and RE2 share."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds
from kanva.formula import sqlwords as sql
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


def _extract_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    group = 1 if _has_group(str(call.constant(1))) else 0
    found = sql.node("RegexpExtract", this=args[0], expression=args[1], group=sql.number(group))
    # Databases give an empty text where nothing is found.
    matches = sql.node("RegexpLike", this=args[0], expression=args[1])
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
        "RegexpReplace", this=args[0], expression=args[1], replacement=sql.text(slashed)
    )


function(
    "РЕГСОВПАД", "REGEXMATCH", _TEXT, _PATTERN,
    category="text", result=kinds.BOOLEAN, valid=_valid, aliases=("REGEXTEST", "РЕГТЕСТ"),
    help_ru="Да, если в тексте есть место, подходящее под образец (регулярное выражение).",
    help_en="True when a place in the text matches the pattern (a regular expression).",
    sample=Sample(Text('РЕГСОВПАД("АБ-12"; "\\d+")', 'REGEXMATCH("АБ-12", "\\d+")'), True),
    polars=_match,
    sql=lambda _call, args: sql.node("RegexpLike", this=args[0], expression=args[1]),
)  # fmt: skip
function(
    "РЕГИЗВЛЕЧЬ", "REGEXEXTRACT", _TEXT, _PATTERN,
    category="text", result=kinds.TEXT, valid=_valid,
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
    category="text", result=kinds.TEXT, valid=_valid,
    help_ru="Заменяет все места, подходящие под образец. В замене $1 — то, что в первых скобках.",
    help_en="Replaces every place that matches the pattern. In the replacement, $1 is what the "
    "first brackets hold.",
    sample=Sample(
        Text('РЕГЗАМЕНИТЬ("8(926)123"; "[^\\d]"; "")', 'REGEXREPLACE("8(926)123", "[^\\d]", "")'),
        "8926123"),
    polars=_replace, sql=_replace_sql,
)  # fmt: skip
