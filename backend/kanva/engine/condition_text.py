"""Conditions written as a formula, and a formula read back as conditions where it says no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

import polars as pl

from kanva.formula import quote_column
from kanva.formula.lexer import lex
from kanva.formula.messages import Report
from kanva.formula.parser import parse
from kanva.formula.syntax import Call, Column, Literal, Node, Operator, Parameter

_DAY = 10
"""Characters of a date without a time."""
_WORDS = {
    "ru": {"all": " И ", "any": " ИЛИ ", "not": "НЕ ", "in": " В ", "sep": "; ", "yes": "ИСТИНА",
           "no": "ЛОЖЬ", "empty": "ЕПУСТО", "contains": "СОДЕРЖИТ", "starts": "НАЧИНАЕТСЯ",
           "ends": "ЗАКАНЧИВАЕТСЯ"},
    "en": {"all": " AND ", "any": " OR ", "not": "NOT ", "in": " IN ", "sep": ", ", "yes": "TRUE",
           "no": "FALSE", "empty": "ISBLANK", "contains": "CONTAINS", "starts": "STARTSWITH",
           "ends": "ENDSWITH"},
}  # fmt: skip
_SIGNS = {"=": "=", "!=": "<>", ">": ">", ">=": ">=", "<": "<", "<=": "<="}
_BACK = {"=": "=", "<>": "!=", "!=": "!=", ">": ">", ">=": ">=", "<": "<", "<=": "<="}
_TURNED = {"=": "=", "!=": "!=", ">": "<", ">=": "<=", "<": ">", "<=": ">="}


def formula_of(group: Mapping[str, Any], schema: Mapping[str, Any], language: str) -> str | None:
    """Write conditions as a formula that passes the same rows.

    Args:
        group: The conditions as the document has them, bound values included.
        schema: Column name to polars type.
        language: Language of the words.

    Returns:
        The formula; "" for no conditions; None where a condition has no formula (a pattern).

    Example:
        >>> group = {"all": [{"column": "Сумма", "op": ">", "value": 1000}]}
        >>> formula_of(group, {"Сумма": pl.Int64()}, "ru")
        '[Сумма] > 1000'
    """
    joiner = "all" if group.get("all") is not None else "any"
    parts: list[str] = []
    members = cast("list[Mapping[str, Any]]", group.get(joiner) or [])
    for member in members:
        if "all" in member or "any" in member:
            inner = formula_of(member, schema, language)
            if inner is None:
                return None
            if inner:
                parts.append(inner if len(members) == 1 else f"({inner})")
            continue
        part = _condition(member, schema, language)
        if part is None:
            return None
        parts.append(part)
    return _WORDS[language][joiner].join(parts)


def _condition(item: Mapping[str, Any], schema: Mapping[str, Any], language: str) -> str | None:
    words, op = _WORDS[language], str(item.get("op", "="))
    name = str(item.get("column") or "")
    if not name:
        return None
    column, dtype = quote_column(name), schema.get(name)
    value, value2 = item.get("value"), item.get("value2")
    if op in {"empty", "not_empty"}:
        empty = f"{words['empty']}({column})"
        if dtype == pl.String:
            # An empty text counts as nothing in conditions.
            empty = f'({empty}{words["any"]}{column} = "")'
        return empty if op == "empty" else f"{words['not']}{empty}"
    if op == "between":
        low = _condition({**item, "op": ">="}, schema, language)
        high = _condition({**item, "op": "<=", "value": value2}, schema, language)
        return None if low is None or high is None else f"({low}{words['all']}{high})"
    if op in {"in", "not_in"}:
        members = [_value(one, dtype, words) for one in item.get("values") or []]
        if not members or None in members:
            return None
        listed = f"{column}{words['in']}({words['sep'].join(cast('list[str]', members))})"
        return listed if op == "in" else f"{words['not']}{listed}"
    written = _value(value, dtype, words)
    if written is None:
        return None
    if op in {"contains", "not_contains", "starts", "ends"}:
        called = words[op.removeprefix("not_")]
        made = f"{called}({column}{words['sep']}{written})"
        return f"{words['not']}{made}" if op == "not_contains" else made
    if op not in _SIGNS:
        return None
    if isinstance(dtype, pl.Datetime) and isinstance(value, str) and len(value) == _DAY:
        return _whole_day(column, op, dt.date.fromisoformat(value), words)
    return f"{column} {_SIGNS[op]} {written}"


def _whole_day(column: str, op: str, day: dt.date, words: Mapping[str, str]) -> str:
    start, end = f"#{day.isoformat()}#", f"#{(day + dt.timedelta(days=1)).isoformat()}#"
    if op == "=":
        return f"({column} >= {start}{words['all']}{column} < {end})"
    if op == "!=":
        return f"({column} < {start}{words['any']}{column} >= {end})"
    return f"{column} " + {
        ">": f">= {end}", ">=": f">= {start}", "<": f"< {start}", "<=": f"< {end}",
    }[op]  # fmt: skip


def _value(value: Any, dtype: Any, words: Mapping[str, str]) -> str | None:
    if isinstance(value, Mapping):
        name = cast("Mapping[str, Any]", value).get("$parameter")
        return None if name is None else "{" + str(name) + "}"
    if value is None:
        return None
    if isinstance(value, bool):
        return words["yes"] if value else words["no"]
    if isinstance(value, (int, float)):
        return repr(value)
    if dtype is not None and dtype.base_type() in {pl.Date, pl.Datetime}:
        return f"#{str(value).replace('T', ' ')}#"
    if dtype is not None and dtype.is_numeric():
        return str(value).replace("\u00a0", "").replace(" ", "").replace(",", ".")
    return '"' + str(value).replace('"', '""') + '"'


def conditions_of(text: str, columns: Mapping[str, Any]) -> dict[str, Any] | None:
    """Read a formula as conditions.

    Args:
        text: The formula.
        columns: Column name to polars type.

    Returns:
        The group as the document has it, or None where the formula says what conditions cannot.

    Example:
        >>> conditions_of("[Сумма] > 5", {"Сумма": pl.Int64})
        {'all': [{'column': 'Сумма', 'op': '>', 'value': 5}]}
    """
    report = Report(text)
    tree, _ = parse(text, lex(text, report), columns, report)
    if tree is None or report.problems:
        return None
    made = _read(tree)
    if made is None:
        return None
    return made if "all" in made or "any" in made else {"all": [made]}


def _read(node: Node) -> dict[str, Any] | None:
    if isinstance(node, Operator):
        return _read_operator(node)
    if isinstance(node, Call):
        return _read_call(node)
    return None


def _read_operator(node: Operator) -> dict[str, Any] | None:
    sign = node.sign
    if sign in {"AND", "OR"}:
        members = [_read(one) for one in node.operands]
        return None if None in members else {"all" if sign == "AND" else "any": members}
    if sign == "NOT":
        inner = _read(node.operands[0])
        turned = {"in": "not_in", "contains": "not_contains", "empty": "not_empty"}
        op = None if inner is None else turned.get(str(inner.get("op")))
        return None if inner is None or op is None else {**inner, "op": op}
    first = node.operands[0]
    if sign == "IS" and isinstance(first, Column):
        return {"column": first.name, "op": "empty"}
    if sign == "BETWEEN" and isinstance(first, Column):
        ends = [_plain(one) for one in node.operands[1:]]
        if _NOTHING in ends:
            return None
        return {"column": first.name, "op": "between", "value": ends[0], "value2": ends[1]}
    if sign == "IN" and isinstance(first, Column):
        values = [_plain(one) for one in node.operands[1:]]
        return None if _NOTHING in values else {"column": first.name, "op": "in", "values": values}
    op = _BACK.get(sign)
    if op is None or len(node.operands) != 2:
        return None
    left, right = node.operands
    if isinstance(right, Column) and not isinstance(left, Column):
        left, right, op = right, left, _TURNED[op]
    value = _plain(right)
    if not isinstance(left, Column) or value is _NOTHING:
        return None
    return {"column": left.name, "op": op, "value": value}


def _read_call(node: Call) -> dict[str, Any] | None:
    names = {
        words[op].casefold(): op
        for words in _WORDS.values()
        for op in ("empty", "contains", "starts", "ends")
    }
    op = names.get(node.name.casefold())
    first = node.arguments[0] if node.arguments else None
    if op is None or not isinstance(first, Column) or node.by:
        return None
    if op == "empty":
        return {"column": first.name, "op": "empty"} if len(node.arguments) == 1 else None
    value = _plain(node.arguments[1]) if len(node.arguments) == 2 else _NOTHING
    return None if value is _NOTHING else {"column": first.name, "op": op, "value": value}


class _Nothing:
    """Stands for a value that conditions cannot hold."""


_NOTHING: Any = _Nothing()


def _plain(node: Node) -> Any:
    if isinstance(node, Parameter):
        return {"$parameter": node.name}
    if isinstance(node, Operator) and node.sign == "-x":
        value = _plain(node.operands[0])
        return -value if isinstance(value, (int, float)) else _NOTHING
    if not isinstance(node, Literal) or node.value is None:
        return _NOTHING
    if isinstance(node.value, (dt.date, dt.datetime)):
        return node.value.isoformat()
    return node.value
