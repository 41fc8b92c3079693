"""Formats of the function TEXT: `0,00`, `# ##0`, `0%`, `дд.ММ.гггг`, `yyyy-mm-dd hh:mm`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds
from kanva.formula import sqlwords as sql
from kanva.formula.library.rounding import round_float, round_float_sql

if TYPE_CHECKING:
    from sqlglot import exp

_NUMBER = re.compile(
    r"(?P<prefix>[^0#]*?)(?P<whole>[#0]+(?:(?P<group>[ ,\u00a0\u202f])[#0]{3})*)"
    r"(?:(?P<point>[.,])(?P<places>0+))?(?P<suffix>[^0#.,]*)"
)
_LETTERS = {
    "д": "d", "d": "d", "м": "m", "m": "m", "г": "y", "y": "y",
    "ч": "h", "h": "h", "с": "s", "s": "s",
}  # fmt: skip
_RUN = re.compile(r"(?P<letter>[дdмmгyчhсs])(?P=letter)*", re.IGNORECASE)
_STRFTIME = {
    "d": "%-d", "dd": "%d", "m": "%-m", "mm": "%m", "y": "%y", "yy": "%y", "yyyy": "%Y",
    "h": "%-H", "hh": "%H", "min": "%-M", "minmin": "%M", "s": "%-S", "ss": "%S",
}  # fmt: skip
_NAMES: dict[tuple[str, str], tuple[str, ...]] = {
    ("mmmm", "ru"): (
        "январь", "февраль", "март", "апрель", "май", "июнь",
        "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
    ),
    ("of", "ru"): (
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ),
    ("mmm", "ru"): (
        "янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек",
    ),
    ("dddd", "ru"): (
        "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье",
    ),
    ("ddd", "ru"): ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    ("mmmm", "en"): (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    ("mmm", "en"): (
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ),
    ("dddd", "en"): (
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ),
    ("ddd", "en"): ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a number is written.

    Args:
        prefix: What stands before it.
        digits: The fewest digits before the point.
        group: What stands between thousands; may be empty.
        point: The sign before the fraction.
        places: Digits of the fraction.
        suffix: What stands after it.
        percent: True when the number is shown in hundredths.
    """

    prefix: str
    digits: int
    group: str
    point: str
    places: int
    suffix: str
    percent: bool


@dataclass(frozen=True, slots=True)
class DateFormat:
    """How a date is written.

    Args:
        pieces: strftime patterns, and tuples of names counted from the first month or Monday.
        timed: True when hours, minutes or seconds are shown.
    """

    pieces: tuple[str | tuple[str, ...], ...]
    timed: bool


def read_number_format(text: str) -> NumberFormat | None:
    """Read a number format.

    Args:
        text: As Excel has it: `0` is a digit always shown, `#` one shown when there is one.

    Returns:
        The format, or None.

    Example:
        >>> read_number_format("# ##0,00 ₽").places
        2
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    whole, group, point = match["whole"], match["group"] or "", match["point"] or ""
    places = len(match["places"] or "")
    if group == "," and not point and whole == "0,000":
        # «0,000» is three places to a Russian hand; thousands are written #,##0.
        whole, group, point, places = "0", "", ",", 3
    if group and group == point:
        return None
    suffix = match["suffix"]
    return NumberFormat(
        match["prefix"], whole.count("0"), group, point, places, suffix, "%" in suffix
    )


def read_date_format(text: str) -> DateFormat | None:
    """Read a date format.

    Args:
        text: Russian or English letters: day, month, year, hour, minute, second.

    Returns:
        The format, or None when there is nothing of a date in it.

    Example:
        >>> read_date_format("дд.ММ.гггг").pieces
        ('%d.%m.%Y',)
    """
    runs = list(_RUN.finditer(text))
    letters = [_LETTERS[run.group()[0].lower()] for run in runs]
    if not runs:
        return None
    pieces: list[str | tuple[str, ...]] = [""]
    end = 0
    for index, run in enumerate(runs):
        _literal(pieces, text[end : run.start()])
        end = run.end()
        first = run.group()[0].lower()
        sort = letters[index] * len(run.group())
        after = letters[index + 1] if index + 1 < len(runs) else ""
        if sort in {"m", "mm"} and (letters[:index][-1:] == ["h"] or after == "s"):
            sort = "min" * len(sort)
        elif sort in {"mmm", "mmmm", "ddd", "dddd"}:
            language = "en" if first.isascii() else "ru"
            if sort == "mmmm" and language == "ru" and "d" in letters[:index]:
                sort = "of"
            pieces += [_NAMES[sort, language], ""]
            continue
        pattern = _STRFTIME.get(sort)
        if pattern is None:
            return None
        pieces[-1] = str(pieces[-1]) + pattern
    _literal(pieces, text[end:])
    kept = tuple(piece for piece in pieces if piece)
    return DateFormat(kept, any(letter in "hs" for letter in letters))


def _literal(pieces: list[str | tuple[str, ...]], text: str) -> None:
    pieces[-1] = str(pieces[-1]) + text.replace('"', "").replace("%", "%%")


def number_text(value: pl.Expr, form: NumberFormat) -> pl.Expr:
    """Write numbers by a format.

    Args:
        value: A Float64 expression.
        form: The format.

    Returns:
        Texts.
    """
    shown = value * 100.0 if form.percent else value
    rounded = round_float(shown, form.places, "nearest")
    scaled = (rounded.abs() * 10.0**form.places).round().cast(pl.Int64, strict=False)
    power = 10**form.places
    whole = (scaled // power).cast(pl.String)
    if form.digits == 0:
        whole = pl.when(scaled // power == 0).then(pl.lit("")).otherwise(whole)
    whole = whole.str.zfill(form.digits)
    if form.group:
        turned = whole.str.reverse().str.replace_all(r"(\d{3})", "${1}" + form.group)
        whole = turned.str.reverse().str.strip_prefix(form.group)
    sign = pl.when((rounded < 0) & (scaled != 0)).then(pl.lit("-")).otherwise(pl.lit(""))
    pieces = [pl.lit(form.prefix), sign, whole]
    if form.places:
        pieces += [pl.lit(form.point), (scaled % power).cast(pl.String).str.zfill(form.places)]
    return pl.concat_str([*pieces, pl.lit(form.suffix)])


def number_text_sql(value: exp.Expr, form: NumberFormat) -> exp.Expr:
    """Write numbers by a format in SQL.

    Args:
        value: A DOUBLE.
        form: The format.

    Returns:
        Texts.
    """
    shown = sql.binary("Mul", value, sql.number(100.0)) if form.percent else value
    rounded = round_float_sql(shown, form.places, "nearest")
    raised = sql.binary("Mul", sql.call("ABS", rounded), sql.number(10.0**form.places))
    scaled = sql.try_cast(sql.call("ROUND", raised, sql.number(0)), "bigint")
    power = sql.cast(sql.number(10**form.places), kinds.INTEGER)
    fraction = sql.binary("Mod", scaled, power)
    hole = sql.try_cast(
        sql.binary("Div", sql.cast(sql.binary("Sub", scaled, fraction), kinds.NUMBER),
                   sql.cast(power, kinds.NUMBER)), "bigint")  # fmt: skip
    whole = sql.try_cast(hole, "text")
    if form.digits == 0:
        whole = sql.case(sql.compare(hole, "=", sql.number(0)), sql.text(""), default=whole)
    whole = _pad_sql(whole, form.digits)
    if form.group:
        turned = sql.node(
            "RegexpReplace", this=sql.call("REVERSE", whole),
            expression=sql.text(r"(\d{3})"), replacement=sql.text("\\1" + form.group),
        )  # fmt: skip
        whole = sql.node(
            "RegexpReplace", this=sql.call("REVERSE", turned),
            expression=sql.text("^" + form.group), replacement=sql.text(""),
        )  # fmt: skip
    below = sql.both(
        sql.compare(value, "<", sql.number(0.0)), sql.compare(scaled, "<>", sql.number(0))
    )
    pieces = [sql.text(form.prefix), sql.case(below, sql.text("-"), default=sql.text("")), whole]
    if form.places:
        pieces += [sql.text(form.point), _pad_sql(sql.try_cast(fraction, "text"), form.places)]
    return sql.chain("DPipe", [*pieces, sql.text(form.suffix)])


def _pad_sql(digits: exp.Expr, width: int) -> exp.Expr:
    if width < 2:
        return digits
    zeros = sql.text("0" * width)
    longer = sql.compare(sql.call("LENGTH", digits), ">=", sql.number(width))
    padded = sql.call("RIGHT", sql.chain("DPipe", [zeros, digits]), sql.number(width))
    return sql.case(longer, digits, default=padded)


def date_text(value: pl.Expr, dtype: pl.DataType, form: DateFormat) -> pl.Expr:
    """Write dates by a format.

    Args:
        value: Dates or moments.
        dtype: Their type.
        form: The format.

    Returns:
        Texts.
    """
    if form.timed and dtype == pl.Date:
        value = value.cast(pl.Datetime("us"))
    pieces: list[pl.Expr] = []
    for piece in form.pieces:
        if isinstance(piece, str):
            pieces.append(value.dt.strftime(piece))
        else:
            number = value.dt.month() if len(piece) == 12 else value.dt.weekday()
            names = dict(enumerate(piece, 1))
            pieces.append(number.cast(pl.Int64).replace_strict(names, return_dtype=pl.String))
    return pl.concat_str(pieces)


def date_text_sql(value: exp.Expr, form: DateFormat) -> exp.Expr:
    """Write dates by a format in SQL.

    Args:
        value: Dates or moments.
        form: The format.

    Returns:
        Texts.
    """
    moment = sql.cast(value, kinds.DATETIME)
    pieces: list[exp.Expr] = []
    for piece in form.pieces:
        if isinstance(piece, str):
            pieces.append(sql.node("TimeToStr", this=moment, format=sql.text(piece)))
        else:
            number = (
                sql.call("MONTH", moment)
                if len(piece) == 12
                else sql.node("DayOfWeekIso", this=moment)
            )
            pairs: list[exp.Expr] = []
            for index, name in enumerate(piece, 1):
                pairs += [sql.compare(number, "=", sql.number(index)), sql.text(name)]
            pieces.append(sql.case(*pairs))
    return sql.chain("DPipe", pieces)
