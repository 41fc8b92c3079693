"""The whitelist of functions: what is not registered here does not exist."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl

from kanva.formula.kinds import Accepts
from kanva.formula.typed import Apply, Operation
from kanva.formula.words import fold
from kanva.sdk.columns import Kind, kind_of, near
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from kanva.formula.typed import PolarsWriter, SqlWriter

FUNCTION_CATEGORIES: dict[str, Text] = {
    "logic": Text("Условия", "Conditions"),
    "types": Text("Проверка и перевод", "Checks and conversions"),
    "numbers": Text("Числа", "Numbers"),
    "text": Text("Текст", "Text"),
    "patterns": Text("Регулярные выражения", "Regular expressions"),
    "dates": Text("Даты и время", "Dates and times"),
    "contacts": Text("Контакты и реквизиты", "Contacts and registration numbers"),
    "column": Text("Итоги по столбцу", "Totals of a column"),
    "statistics": Text("Статистика столбца", "Statistics of a column"),
    "order": Text("Соседние строки и ранги", "Neighbouring rows and ranks"),
}
_MODULES = (
    "logic", "checks", "numbers", "column", "steps", "text", "searching", "written",
    "texts_changed", "texts_cut", "patterns", "dates", "periods", "moments", "workdays",
    "contacts", "requisites", "conditional", "statistics", "order", "ranks",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Argument:
    """What a function expects in one place.

    Args:
        name: The name in the signature.
        accepts: The kinds it takes.
        optional: True when it may be left out.
        constant: True when it must be written in the formula, not come from a column.
        repeated: True when it, with all repeated ones after it, may be given any number of times.
    """

    name: Text
    accepts: Accepts = "any"
    optional: bool = False
    constant: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """An example that a test computes.

    Args:
        formula: The formula in both languages.
        result: The value, or the list of values when there are columns.
        columns: Small columns the formula reads.
    """

    formula: Text
    result: Any
    columns: Mapping[str, list[Any]] = field(default_factory=dict[str, "list[Any]"])


# Gives the exact type of the result from the call; may also replace the types of arguments.
ResultRule = Callable[[Apply], pl.DataType]
# Returns the number of a bad constant argument from 0, what is wrong with it, and what to do.
Validity = Callable[[Apply], tuple[int, Text, Text] | None]


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the language.

    Args:
        name: The Russian and the English name, as Excel has them where Excel has them.
        aliases: Other names.
        category: A key of `FUNCTION_CATEGORIES`.
        arguments: What it expects.
        result: A type, or a rule that finds it.
        help: What it does, in a sentence or two.
        sample: An example with its result.
        operation: How it is computed.
        same: Given the number of arguments, tells which of them must be of one kind; they are
            brought to a common type.
        valid: Looks at constant arguments; returns what is wrong with which, or None.
        column_operation: What it does with its only argument: works over the whole column.
    """

    name: Text
    aliases: tuple[str, ...]
    category: str
    arguments: tuple[Argument, ...]
    result: pl.DataType | ResultRule
    help: Text
    sample: Sample
    operation: Operation
    same: Callable[[int], list[int]] | None = None
    valid: Validity | None = None
    pairs: bool = False
    column_operation: Operation | None = None

    @property
    def over(self) -> bool:
        """True when a BY clause may follow."""
        return self.operation.window or self.column_operation is not None

    @property
    def fewest(self) -> int:
        """The fewest arguments."""
        return sum(not argument.optional for argument in self.arguments)

    @property
    def most(self) -> int | None:
        """The most arguments; None when there is no limit."""
        return None if any(item.repeated for item in self.arguments) else len(self.arguments)

    def argument(self, index: int) -> Argument:
        """Return what is expected in a place, repeated arguments counted round.

        Args:
            index: The place, from 0.

        Returns:
            The argument.
        """
        if index < len(self.arguments):
            return self.arguments[index]
        repeated = [item for item in self.arguments if item.repeated]
        return repeated[(index - len(self.arguments)) % len(repeated)]

    def signature(self) -> Text:
        """Write how the function is called.

        Returns:
            For example `ОКРУГЛ(число; знаков)` and `ROUND(number, digits)`.
        """
        return Text(
            ru=f"{self.name.ru}({self._listed('ru', '; ')})",
            en=f"{self.name.en}({self._listed('en', ', ')})",
        )

    def _listed(self, language: str, separator: str) -> str:
        words: list[str] = []
        for item in self.arguments:
            name = item.name.ru if language == "ru" else item.name.en
            words.append(f"[{name}]" if item.optional else name)
        if self.most is None:
            words.append("…")
        if self.over:
            words.append("[ПО группа]" if language == "ru" else "[BY group]")
        return separator.join(words)


_FUNCTIONS: list[Function] = []
_BY_NAME: dict[str, Function] = {}


def function(  # noqa: PLR0913 - a declaration names every part of a function
    ru: str,
    en: str,
    *arguments: Argument,
    category: str,
    result: pl.DataType | ResultRule,
    help_ru: str,
    help_en: str,
    sample: Sample,
    polars: PolarsWriter,
    sql: SqlWriter | None,
    aliases: tuple[str, ...] = (),
    same: Callable[[int], list[int]] | None = None,
    valid: Validity | None = None,
    pairs: bool = False,
    window: bool = False,
    column: tuple[PolarsWriter, SqlWriter] | None = None,
) -> None:
    """Register a function; see `Function` for the meaning of the arguments.

    Args:
        ru: The Russian name.
        en: The English name.
        *arguments: What it expects.
        category: A key of `FUNCTION_CATEGORIES`.
        result: The type of the result or its rule.
        help_ru: What it does, in Russian.
        help_en: What it does, in English.
        sample: An example.
        polars: Writes the polars expression.
        sql: Writes the SQL expression, or None.
        aliases: Other names.
        same: Which arguments must be of one kind.
        valid: Checks constant arguments.
        pairs: True when the repeated arguments go in pairs.
        window: True when it always looks over the whole column.
        column: Writers for a single argument, when that means "over the whole column".

    Raises:
        ValueError: When a name is taken.
    """
    entry = Function(
        name=Text(ru, en),
        aliases=aliases,
        category=category,
        arguments=arguments,
        result=result,
        help=Text(help_ru, help_en),
        sample=sample,
        operation=Operation(en, polars, sql, window),
        same=same,
        valid=valid,
        pairs=pairs,
        column_operation=Operation(en, *column, window=True) if column else None,
    )
    _FUNCTIONS.append(entry)
    for name in dict.fromkeys(fold(word) for word in (ru, en, *aliases)):
        if name in _BY_NAME:
            raise ValueError(name)
        _BY_NAME[name] = entry


@cache
def _load() -> None:
    # All of them, even when something else has imported a module already; importing twice is free.
    for module in _MODULES:
        importlib.import_module(f"kanva.formula.library.{module}")


def find_function(name: str) -> Function | None:
    """Find a function by any of its names.

    Args:
        name: The name; letters' case does not count.

    Returns:
        The function, or None.

    Example:
        >>> find_function("округл").name.en
        'ROUND'
    """
    _load()
    return _BY_NAME.get(fold(name))


def near_functions(name: str) -> list[str]:
    """Find names that look like a mistyped function.

    Args:
        name: What was written.

    Returns:
        Names, the likeliest first.

    Example:
        >>> near_functions("UPER")[0]
        'UPPER'
    """
    _load()
    return near(fold(name), _BY_NAME)


def all_functions() -> list[Function]:
    """Return the whole registry.

    Returns:
        The functions, by category and in the order they are declared.
    """
    _load()
    order = list(FUNCTION_CATEGORIES)
    return sorted(_FUNCTIONS, key=lambda item: order.index(item.category))


@dataclass(frozen=True, slots=True)
class FunctionDoc:
    """A function as the palette and the documentation show it.

    Args:
        name: Both names.
        aliases: Other names.
        category: A key of `FUNCTION_CATEGORIES`.
        signature: How it is called.
        help: What it does.
        example: A formula.
        example_result: Its value, or the list of values over `example_columns`.
        example_columns: The columns the example reads.
        result: The kind of the result; None when it depends on the arguments.
    """

    name: Text
    aliases: tuple[str, ...]
    category: str
    signature: Text
    help: Text
    example: Text
    example_result: Any
    example_columns: Mapping[str, list[Any]]
    result: Kind | None

    def as_json(self) -> dict[str, Any]:
        """Return the wire form.

        Returns:
            One item of `GET /api/functions`; dates are ISO texts.
        """
        return {
            "name": self.name.as_json(),
            "aliases": list(self.aliases),
            "category": self.category,
            "signature": self.signature.as_json(),
            "help": self.help.as_json(),
            "example": {
                "formula": self.example.as_json(),
                "result": _plain(self.example_result),
                "columns": {name: _plain(list(v)) for name, v in self.example_columns.items()},
            },
            "result": self.result,
        }


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def functions() -> list[FunctionDoc]:
    """Describe every function of the language.

    Returns:
        The descriptions, by category.

    Example:
        >>> functions()[0].name
        Text(ru='ЕСЛИ', en='IF')
    """
    return [
        FunctionDoc(
            name=item.name,
            aliases=item.aliases,
            category=item.category,
            signature=item.signature(),
            help=item.help,
            example=item.sample.formula,
            example_result=item.sample.result,
            example_columns=item.sample.columns,
            result=kind_of(item.result) if isinstance(item.result, pl.DataType) else None,
        )
        for item in all_functions()
    ]
