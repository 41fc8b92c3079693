"""Conditions made exact: every value is read by the type of its column, once for all engines."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import polars as pl

from kanva.sdk.columns import KIND_TITLES, Kind, kind_of, near
from kanva.sdk.conditions import OPERATORS, Condition, ConditionGroup
from kanva.sdk.fields import JsonScalar
from kanva.sdk.messages import Message, NodeError
from kanva.sdk.text import Text

CONDITION_MESSAGES: dict[str, Message] = {
    "unknown_operator": Message(
        Text(ru="Нет такого сравнения: «{operator}»", en="There is no comparison “{operator}”"),
        Text(ru="Выберите другое сравнение.", en="Choose another comparison."),
    ),
    "wrong_operator": Message(
        Text(
            ru="Сравнение «{operator}» не подходит к столбцу «{column}»: {kind}",
            en="The comparison “{operator}” does not fit column “{column}”, which holds {kind}",
        ),
        Text(ru="Выберите другое сравнение.", en="Choose another comparison."),
    ),
    "wrong_value": Message(
        Text(
            ru="Значение «{value}» не подходит к столбцу «{column}»: {kind}",
            en="The value “{value}” does not fit column “{column}”, which holds {kind}",
        ),
        Text(ru="Исправьте значение в условии.", en="Correct the value in the condition."),
    ),
    "value_missing": Message(
        Text(
            ru="Не указано, с чем сравнивать столбец «{column}»",
            en="There is nothing to compare column “{column}” with",
        ),
        Text(ru="Впишите значение.", en="Fill in a value."),
    ),
    "bad_pattern": Message(
        Text(
            ru="Шаблон «{value}» не читается как регулярное выражение",
            en="The pattern “{value}” is not a regular expression",
        ),
        Text(
            ru="Проверьте скобки; знаки . * + ? ( ) [ ] пишутся с обратной чертой: \\. и \\(.",
            en="Check the brackets; write the signs . * + ? ( ) [ ] with a backslash: \\. and \\(.",
        ),
    ),
}
"""What a condition may raise: a node with conditions adds these to its own messages."""

Reading = Literal["plain", "text", "lower", "number", "datetime"]
Sign = Literal[
    "=", "!=", ">", ">=", "<", "<=", "contains", "starts", "ends", "matches", "null", "no_items"
]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One exact comparison of a column with one value.

    Args:
        column: Name of the column.
        sign: What is compared; "null" and "no_items" (of a list) take no value.
        value: The value in the column's type; None without one.
        reading: What the column is turned into first.
    """

    column: str
    sign: Sign
    value: Any = None
    reading: Reading = "plain"


@dataclass(frozen=True, slots=True)
class Together:
    """Rules joined by AND (`every`) or OR; without rules every row passes."""

    every: bool
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a rule; unknown stays unknown."""

    rule: Rule


Rule = Comparison | Together | Not


def read_conditions(
    group: ConditionGroup,
    schema: Mapping[str, Any],
    *,
    ignore_case: bool = False,
    field: str = "conditions",
) -> Rule:
    """Turn a group of conditions into exact rules.

    A date against a column of dates with time means the whole day. Numbers may be written as text,
    with a decimal comma. Empty groups inside do not count.

    Args:
        group: The conditions.
        schema: Column name to polars type.
        ignore_case: Letters' case does not count in text.
        field: Dotted path of the setting, for errors.

    Returns:
        The rules.

    Raises:
        NodeError: `not_set`, `missing_column`, or a code of `CONDITION_MESSAGES`.

    Example:
        >>> group = ConditionGroup(all=[Condition(column="Сумма", op=">", value="1 000,5")])
        >>> read_conditions(group, {"Сумма": pl.Float64()}).rules
        (Comparison(column='Сумма', sign='>', value=1000.5, reading='plain'),)
    """
    word, members = ("all", group.all) if group.all is not None else ("any", group.any or [])
    rules: list[Rule] = []
    for index, member in enumerate(members):
        place = f"{field}.{word}.{index}"
        if isinstance(member, ConditionGroup):
            rule = read_conditions(member, schema, ignore_case=ignore_case, field=place)
            if isinstance(rule, Together) and not rule.rules:
                continue
        else:
            rule = _Reader(member, schema, ignore_case, place).rule()
        rules.append(rule)
    return Together(word == "all", tuple(rules))


class _Reader:
    """Reads one condition against the type of its column."""

    def __init__(
        self,
        condition: Condition,
        schema: Mapping[str, Any],
        ignore_case: bool,  # noqa: FBT001 - private
        place: str,
    ) -> None:
        name = condition.column
        if not name:
            title = Text(ru="Столбец", en="Column")
            raise NodeError("not_set", field=f"{place}.column", values={"title": title})
        if name not in schema:
            raise NodeError(
                "missing_column",
                field=f"{place}.column",
                column=name,
                values={"columns": ", ".join(schema)},
                near=near(name, schema),
            )
        self.condition = condition
        self.place = place
        self.column = name
        self.dtype = schema[name]
        self.kind: Kind = kind_of(self.dtype)
        self.reading: Reading = "plain"
        if self.kind in {"text", "category"}:
            self.reading = "lower" if ignore_case else "text"

    def rule(self) -> Rule:
        op = self.condition.op
        known = {item.op: item for item in OPERATORS}
        if op not in known:
            raise NodeError("unknown_operator", field=f"{self.place}.op", values={"operator": op})
        if self.kind not in known[op].kinds:
            values = {"operator": known[op].title, "kind": KIND_TITLES[self.kind]}
            raise NodeError(
                "wrong_operator", field=f"{self.place}.op", column=self.column, values=values
            )
        if op in {"empty", "not_empty"}:
            return self._empty() if op == "empty" else Not(self._empty())
        if op in {"in", "not_in"}:
            return self._list() if op == "in" else Not(self._list())
        if op == "between":
            low = self._compare(">=", self.condition.value, "value")
            return Together(
                every=True, rules=(low, self._compare("<=", self.condition.value2, "value2"))
            )
        if op in {"contains", "not_contains", "starts", "ends", "matches"}:
            rule = self._text(op.removeprefix("not_"))
            return Not(rule) if op == "not_contains" else rule
        return self._compare(op, self.condition.value, "value")

    def _empty(self) -> Rule:
        null = Comparison(self.column, "null")
        if self.kind in {"text", "category"}:
            blank = Comparison(self.column, "=", "", "text")
        elif self.kind == "list":
            blank = Comparison(self.column, "no_items")
        else:
            return null
        # With null the second test is unknown, and true OR unknown is true.
        return Together(every=False, rules=(null, blank))

    def _list(self) -> Rule:
        values = self.condition.values
        if not values:
            raise self._missing("values")
        rules = [self._compare("=", value, f"values.{index}") for index, value in enumerate(values)]
        return Together(every=False, rules=tuple(rules))

    def _text(self, sign: str) -> Rule:
        value = self.condition.value
        if value is None or value == "":
            raise self._missing("value")
        words = _as_text(value)
        if sign == "matches":
            pattern = f"(?i){words}" if self.reading == "lower" else words
            try:
                pl.Series([""]).str.contains(pattern, strict=True)
            except pl.exceptions.ComputeError as error:
                raise NodeError(
                    "bad_pattern",
                    field=f"{self.place}.value",
                    column=self.column,
                    values={"value": words},
                ) from error
            return Comparison(self.column, "matches", pattern, "text")
        return Comparison(self.column, _SIGNS[sign], self._folded(words), self.reading)

    def _compare(self, sign: str, value: JsonScalar, part: str) -> Rule:
        textual = self.kind in {"text", "category"}
        if value is None or (value == "" and not textual):
            raise self._missing(part)
        if textual:
            return Comparison(
                self.column, _SIGNS[sign], self._folded(_as_text(value)), self.reading
            )
        try:
            read = _READERS[self.kind](value)
        except (ValueError, InvalidOperation, OverflowError) as error:
            raise NodeError(
                "wrong_value",
                field=f"{self.place}.{part}",
                column=self.column,
                values={"value": value, "kind": KIND_TITLES[self.kind]},
            ) from error
        if isinstance(read, _Day) and self.kind == "datetime":
            return self._whole_day(sign, read.day)
        if isinstance(read, _Day):
            read = read.day
        reading: Reading = "plain"
        if self.kind == "date" and isinstance(read, datetime):
            reading = "datetime"
        elif self.kind == "integer" and isinstance(read, float):
            reading = "number"
        return Comparison(self.column, _SIGNS[sign], read, reading)

    def _whole_day(self, sign: str, day: date) -> Rule:
        midnight = datetime.combine(day, time())
        if sign in {">=", "<"}:
            return Comparison(self.column, _SIGNS[sign], midnight)
        try:
            following = midnight + timedelta(days=1)
        except OverflowError:
            following = datetime.max  # noqa: DTZ901 - columns without a zone are meant
        if sign == ">":
            return Comparison(self.column, ">=", following)
        if sign == "<=":
            return Comparison(self.column, "<", following)
        inside = Together(
            every=True,
            rules=(
                Comparison(self.column, ">=", midnight),
                Comparison(self.column, "<", following),
            ),
        )
        return inside if sign == "=" else Not(inside)

    def _folded(self, words: str) -> str:
        return words.lower() if self.reading == "lower" else words

    def _missing(self, part: str) -> NodeError:
        return NodeError("value_missing", field=f"{self.place}.{part}", column=self.column)


@dataclass(frozen=True, slots=True)
class _Day:
    day: date


_SIGNS: dict[str, Sign] = {
    sign: sign
    for sign in ("=", "!=", ">", ">=", "<", "<=", "contains", "starts", "ends", "matches")
}
_TRUE = {"true", "да", "истина", "yes", "1"}
_FALSE = {"false", "нет", "ложь", "no", "0"}


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _plain_number(value: Any) -> str:
    if isinstance(value, bool):
        raise ValueError(value)  # noqa: TRY004 - an unfit value like any other
    words = str(value) if not isinstance(value, float) else repr(value)
    return re.sub(r"[\s\u00a0\u202f]", "", words).replace(",", ".")


def _integer(value: Any) -> int | float:
    words = _plain_number(value)
    try:
        return int(words)
    except ValueError:
        number = float(words)
        return int(number) if number.is_integer() and abs(number) < 2**63 else number


def _number(value: Any) -> float:
    return float(_plain_number(value))


def _decimal(value: Any) -> Decimal:
    number = Decimal(_plain_number(value))
    if not number.is_finite():
        raise ValueError(value)
    return number


def _boolean(value: Any) -> bool:
    words = _as_text(value).strip().casefold()
    if words not in _TRUE | _FALSE:
        raise ValueError(value)
    return words in _TRUE


def _moment(value: Any) -> _Day | datetime:
    words = str(value).strip()
    russian = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T](.+))?", words)
    if russian:
        day, month, year, rest = russian.groups()
        words = f"{year}-{int(month):02}-{int(day):02}" + (f"T{rest}" if rest else "")
    if isinstance(value, (bool, int, float)) or len(words) < len("2026-01-05"):
        raise ValueError(value)
    if len(words) == len("2026-01-05"):
        return _Day(date.fromisoformat(words))
    return datetime.fromisoformat(words).replace(tzinfo=None)


def _time(value: Any) -> time:
    return time.fromisoformat(str(value).strip())


def _duration(value: Any) -> timedelta:
    # A bare number means days, as in Excel, where a duration is a number of days.
    clock = re.fullmatch(r"(?:(\d+) )?(\d+):(\d{2})(?::(\d{2}))?", str(value).strip())
    if clock:
        days, hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return timedelta(days=_number(value))


_READERS: dict[Kind, Callable[[Any], Any]] = {
    "integer": _integer,
    "number": _number,
    "decimal": _decimal,
    "boolean": _boolean,
    "date": _moment,
    "datetime": _moment,
    "time": _time,
    "duration": _duration,
}
