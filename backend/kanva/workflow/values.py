"""One value of a parameter: from JSON or from what a person types to a typed value."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from typing import Any

from kanva.workflow.document import PARAMETER_TYPES, Choice, Parameter
from kanva.workflow.wording import did_you_mean, local

_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
# Spaces that people and spreadsheets put between thousands: plain, no-break, narrow no-break, thin.
_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009"))
_YES = frozenset({"true", "yes", "on", "1", "да", "вкл", "истина"})
_NO = frozenset({"false", "no", "off", "0", "нет", "выкл", "ложь"})


class WrongValueError(ValueError):
    """A value does not fit its parameter.

    Args:
        code: A stable name of the kind of mismatch.
        ru: What is wrong, a sentence without its subject, in Russian.
        en: The same in English.
        hint: What to do.
    """

    def __init__(self, code: str, ru: str, en: str, hint: dict[str, str] | None = None) -> None:
        self.code = code
        self.text = {"ru": ru, "en": en}
        self.hint = hint
        super().__init__(en)


def value_of(parameter: Parameter, value: Any) -> Any:
    """Return a value in the type of its parameter.

    Args:
        parameter: The declaration.
        value: JSON, a date, or a text as a person types it; not None.

    Returns:
        date -> datetime.date, number -> int or float, switch -> bool, choice -> one of its values,
        text, file, connection -> str.

    Raises:
        WrongValueError: The type is unknown, or the value does not fit type, limits or choices.

    Example:
        >>> value_of(Parameter(name="share", type="number"), "0,5")
        0.5
    """
    if parameter.type == "choice":
        return _choice(parameter.choices or [], value)
    convert = _CONVERSIONS.get(parameter.type)
    if convert is None:
        raise WrongValueError(
            "unknown_parameter_type",
            f"тип «{parameter.type}» неизвестен.",
            f"its type “{parameter.type}” is unknown.",
            did_you_mean(parameter.type, PARAMETER_TYPES),
        )
    converted = convert(value)
    if parameter.type == "number":
        _check_limits(parameter, converted)
    return converted


def _date(value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    typed = str(value).strip()
    iso, dotted = _ISO_DATE.fullmatch(typed), _DOTTED_DATE.fullmatch(typed)
    try:
        if iso:
            return dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
        if dotted:
            return dt.date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
    except ValueError:
        raise WrongValueError(
            "parameter_not_a_date",
            f"дня {typed} нет в календаре.",
            f"the calendar has no day {typed}.",
        ) from None
    raise WrongValueError(
        "parameter_not_a_date",
        f"«{typed}» не похоже на дату.",
        f"“{typed}” is not a date.",
        {"ru": "Напишите дату так: 2011-12-09 или 09.12.2011.",
         "en": "Write the date as 2011-12-09 or 09.12.2011."},
    )  # fmt: skip


def _number(value: Any) -> int | float:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return value
    typed = str(value).strip()
    plain = typed.translate(_SPACES).replace("\u2212", "-")
    if isinstance(value, str) and _NUMBER.fullmatch(plain):
        digits = plain.replace(",", ".")
        number = float(digits)
        if math.isfinite(number):
            return number if re.search(r"[.eE]", digits) else int(digits)
    raise WrongValueError(
        "parameter_not_a_number", f"«{typed}» не похоже на число.", f"“{typed}” is not a number."
    )


def _switch(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    typed = str(value).strip().casefold()
    if typed in _YES:
        return True
    if typed in _NO:
        return False
    raise WrongValueError(
        "parameter_not_a_switch",
        f"«{value}» не подходит: нужно «да» или «нет».",
        f"“{value}” will not do: it takes “yes” or “no”.",
    )


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    raise WrongValueError("parameter_not_a_text", "нужен текст.", "it takes a text.")


def _choice(choices: list[Choice], value: Any) -> Any:
    for choice in choices:
        if choice.value == value and isinstance(choice.value, bool) == isinstance(value, bool):
            return choice.value
    typed = str(value).strip().casefold()
    for choice in choices:
        names = {str(choice.value), *(local(choice.title, language) for language in ("ru", "en"))}
        if typed and typed in {name.casefold() for name in names}:
            return choice.value
    titles = {
        language: ", ".join(
            local(choice.title, language) or str(choice.value) for choice in choices
        )
        for language in ("ru", "en")
    }
    raise WrongValueError(
        "parameter_not_a_choice",
        f"«{value}» нет в списке.",
        f"“{value}” is not in the list.",
        {"ru": f"Можно выбрать: {titles['ru']}.", "en": f"It may be: {titles['en']}."}
        if choices
        else {"ru": "Заполните список вариантов.", "en": "Fill in the list of choices."},
    )


def _check_limits(parameter: Parameter, number: float) -> None:
    if parameter.minimum is not None and number < parameter.minimum:
        raise WrongValueError(
            "parameter_too_small",
            f"{number} меньше наименьшего допустимого, {parameter.minimum}.",
            f"{number} is below the minimum, {parameter.minimum}.",
        )
    if parameter.maximum is not None and number > parameter.maximum:
        raise WrongValueError(
            "parameter_too_large",
            f"{number} больше наибольшего допустимого, {parameter.maximum}.",
            f"{number} is above the maximum, {parameter.maximum}.",
        )


_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "date": _date,
    "number": _number,
    "switch": _switch,
    "text": _text,
    "file": _text,
    "connection": _text,
}
