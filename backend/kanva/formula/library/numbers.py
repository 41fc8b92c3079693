"""Numbers: rounding, remainders, powers, and numbers read from texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from kanva.formula import kinds, operators
from kanva.formula import sqlwords as sql
from kanva.formula.library.rounding import Way, rounding, rounding_sql
from kanva.formula.registry import Argument, Sample, function
from kanva.formula.typed import Apply, Operation
from kanva.sdk.columns import kind_of
from kanva.sdk.text import Text

if TYPE_CHECKING:
    from sqlglot import exp

_NUMBER = Argument(Text("число", "number"), "number")
_DIGITS = Argument(Text("знаков", "digits"), "integer", optional=True, constant=True)
_MOST_DIGITS = 15


def _same(call: Apply) -> pl.DataType:
    return call.arguments[0].dtype


def _digits_valid(call: Apply) -> tuple[int, Text, Text] | None:
    digits = call.constant(1)
    if isinstance(digits, int) and abs(digits) > _MOST_DIGITS:
        return (
            1,
            Text(
                f"знаков может быть от -{_MOST_DIGITS} до {_MOST_DIGITS}",
                f"there may be -{_MOST_DIGITS} to {_MOST_DIGITS} digits",
            ),
            Text("Обычно хватает двух", "Two are usually enough"),
        )
    return None


def _register_rounding(
    ru: str, en: str, way: Way, words: Text, sample: Sample, aliases: tuple[str, ...] = ()
) -> None:
    function(
        ru, en, _NUMBER, _DIGITS,
        category="numbers", result=_same, valid=_digits_valid, aliases=aliases,
        help_ru=f"{words.ru} Второй аргумент — сколько знаков оставить после запятой; "
        "без него ни одного, -2 значит до сотен.",
        help_en=f"{words.en} The second argument is how many digits stay after the point; without "
        "it none, and -2 means to hundreds.",
        sample=sample, polars=rounding(way), sql=rounding_sql(way),
    )  # fmt: skip


_register_rounding(
    "ОКРУГЛ", "ROUND", "nearest",
    Text("Округляет до ближайшего; половина — от нуля, как в Excel.",
         "Rounds to the nearest; a half goes away from zero, as in Excel."),
    Sample(Text("ОКРУГЛ(2,675; 2)", "ROUND(2.675, 2)"), 2.68),
)  # fmt: skip
_register_rounding(
    "ОКРУГЛВНИЗ", "ROUNDDOWN", "down",
    Text("Отбрасывает лишние знаки, к нулю.", "Cuts off the other digits, towards zero."),
    Sample(Text("ОКРУГЛВНИЗ(-2,679; 2)", "ROUNDDOWN(-2.679, 2)"), -2.67),
    aliases=("ОТБР", "TRUNC"),
)  # fmt: skip
_register_rounding(
    "ОКРУГЛВВЕРХ", "ROUNDUP", "up",
    Text("Округляет от нуля.", "Rounds away from zero."),
    Sample(Text("ОКРУГЛВВЕРХ(2,111; 1)", "ROUNDUP(2.111, 1)"), 2.2),
)  # fmt: skip


def _whole_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    if call.arguments[0].dtype == pl.Int64:
        return args[0].copy()
    return sql.try_cast(sql.call("FLOOR", args[0]), "bigint")


function(
    "ЦЕЛОЕ", "INT", _NUMBER,
    category="numbers", result=kinds.INTEGER,
    help_ru="Округляет вниз до целого: -2,5 становится -3.",
    help_en="Rounds down to a whole number: -2.5 becomes -3.",
    sample=Sample(Text("ЦЕЛОЕ(-2,5)", "INT(-2.5)"), -3),
    polars=lambda call, args: args[0] if call.arguments[0].dtype == pl.Int64
    else operators.FLOOR.polars(call, args),
    sql=_whole_sql,
)  # fmt: skip
function(
    "ABS", "ABS", _NUMBER,
    category="numbers", result=_same, aliases=("МОДУЛЬ",),
    help_ru="Число без знака.",
    help_en="The number without its sign.",
    sample=Sample(Text("ABS(-5)", "ABS(-5)"), 5),
    polars=lambda _call, args: args[0].abs(),
    sql=lambda _call, args: sql.call("ABS", args[0]),
)  # fmt: skip
function(
    "ЗНАК", "SIGN", _NUMBER,
    category="numbers", result=kinds.INTEGER,
    help_ru="1 для положительных, 0 для нуля, -1 для отрицательных.",
    help_en="1 for positive numbers, 0 for zero, -1 for negative ones.",
    sample=Sample(Text("ЗНАК(-5,5)", "SIGN(-5.5)"), -1),
    polars=lambda _call, args: args[0].cast(pl.Float64).sign().cast(pl.Int64, strict=False),
    sql=lambda _call, args: sql.try_cast(
        sql.call("SIGN", sql.not_nan(sql.cast(args[0], kinds.NUMBER))), "bigint"
    ),
)  # fmt: skip


def _mod_type(call: Apply) -> pl.DataType:
    return call.arguments[0].dtype


def _mod(call: Apply, args: list[pl.Expr]) -> pl.Expr:
    value, divisor = args
    if isinstance(call.dtype, pl.Decimal):
        return _mod_float(value.cast(pl.Float64), divisor.cast(pl.Float64)).cast(
            call.dtype, strict=False
        )
    if kind_of(call.dtype) == "integer":
        return pl.when(divisor != 0).then(value % divisor)
    return _mod_float(value, divisor)


# Of a number so small a part is the noise of its last digits: -2.1 is three times 0.7 exactly.
_NOISE = 2.0**-50


def _mod_float(value: pl.Expr, divisor: pl.Expr) -> pl.Expr:
    rest = operators.finite(value - divisor * (value / divisor).floor())
    noise = value.abs() * _NOISE
    whole = (rest.abs() <= noise) | ((rest - divisor).abs() <= noise)
    rest = pl.when(whole).then(0.0).otherwise(rest)
    return pl.when(divisor != 0).then(rest)


def _mod_sql(call: Apply, args: list[exp.Expr]) -> exp.Expr:
    value, divisor = args
    if kind_of(call.dtype) == "integer":
        safe = sql.call("NULLIF", divisor, sql.number(0))
        rest = sql.binary("Mod", value, safe)
        zero = sql.number(0)
        below = (sql.compare(rest, "<", zero), sql.compare(safe, "<", zero))
        astray = sql.both(sql.compare(rest, "<>", zero), sql.compare(below[0], "<>", below[1]))
        return sql.case(astray, sql.binary("Add", rest, safe), default=rest)
    value, divisor = (sql.cast(item, kinds.NUMBER) for item in args)
    safe = sql.call("NULLIF", divisor, sql.number(0.0))
    whole = sql.call("FLOOR", sql.binary("Div", value, safe))
    rest = sql.finite(sql.binary("Sub", value, sql.binary("Mul", safe, whole)))
    noise = sql.binary("Mul", sql.call("ABS", value), sql.number(_NOISE))
    beyond = sql.call("ABS", sql.binary("Sub", rest, safe))
    rest = sql.case(
        sql.compare(sql.call("ABS", rest), "<=", noise), sql.number(0.0),
        sql.compare(beyond, "<=", noise), sql.number(0.0),
        default=rest,
    )  # fmt: skip
    if isinstance(call.dtype, pl.Decimal):
        return sql.node("TryCast", this=rest, to=sql.type_of(call.dtype))
    return rest


function(
    "ОСТАТ", "MOD", _NUMBER, Argument(Text("делитель", "divisor"), "number"),
    category="numbers", result=_mod_type, same=lambda _count: [0, 1],
    help_ru="Остаток от деления, со знаком делителя, как в Excel. Деление на 0 — пусто.",
    help_en="The remainder of a division, with the sign of the divisor, as in Excel. NULL when "
    "divided by 0.",
    sample=Sample(Text("ОСТАТ(-7; 3)", "MOD(-7, 3)"), 2),
    polars=_mod, sql=_mod_sql,
)  # fmt: skip


def on_floats(operation: Operation) -> Operation:
    """Bring the arguments to floats before the operation; it was written for floats."""
    writer = operation.sql
    return Operation(
        operation.name,
        lambda call, args: operation.polars(call, [item.cast(pl.Float64) for item in args]),
        (lambda call, args: writer(call, [sql.cast(item, kinds.NUMBER) for item in args]))
        if writer
        else None,
    )


_POWER = on_floats(operators.POWER)
_SQRT = on_floats(
    Operation(
        "SQRT",
        lambda _call, args: pl.when(args[0] >= 0).then(args[0].sqrt()).fill_nan(None),
        lambda _call, args: sql.not_nan(
            sql.where(sql.compare(args[0], ">=", sql.number(0)), sql.call("SQRT", args[0]))
        ),
    )
)
_LN = on_floats(
    Operation(
        "LN",
        lambda _call, args: operators.finite(pl.when(args[0] > 0).then(args[0].log())),
        lambda _call, args: sql.finite(
            sql.where(sql.compare(args[0], ">", sql.number(0)), sql.call("LN", args[0]))
        ),
    )
)
_EXP = on_floats(
    Operation(
        "EXP",
        lambda _call, args: operators.finite(args[0].exp()),
        lambda _call, args: sql.finite(sql.call("EXP", args[0])),
    )
)


function(
    "СТЕПЕНЬ", "POWER", _NUMBER, Argument(Text("степень", "power"), "number"),
    category="numbers", result=kinds.NUMBER,
    help_ru="Возводит в степень, как знак ^. Если посчитать нельзя, пусто.",
    help_en="Raises to a power, like the sign ^. NULL when it cannot be computed.",
    sample=Sample(Text("СТЕПЕНЬ(2; 10)", "POWER(2, 10)"), 1024.0),
    polars=_POWER.polars, sql=_POWER.sql,
)  # fmt: skip
function(
    "КОРЕНЬ", "SQRT", _NUMBER,
    category="numbers", result=kinds.NUMBER,
    help_ru="Квадратный корень. Из отрицательного числа — пусто.",
    help_en="The square root. NULL for a negative number.",
    sample=Sample(Text("КОРЕНЬ(16)", "SQRT(16)"), 4.0),
    polars=_SQRT.polars, sql=_SQRT.sql,
)  # fmt: skip
function(
    "LN", "LN", _NUMBER,
    category="numbers", result=kinds.NUMBER,
    help_ru="Натуральный логарифм. Из нуля и отрицательного числа — пусто.",
    help_en="The natural logarithm. NULL for zero and negative numbers.",
    sample=Sample(Text("LN(1)", "LN(1)"), 0.0),
    polars=_LN.polars, sql=_LN.sql,
)  # fmt: skip
function(
    "EXP", "EXP", _NUMBER,
    category="numbers", result=kinds.NUMBER,
    help_ru="Число e в степени.",
    help_en="The number e raised to a power.",
    sample=Sample(Text("EXP(0)", "EXP(0)"), 1.0),
    polars=_EXP.polars, sql=_EXP.sql,
)  # fmt: skip

_SPACES = r"[\s\x{00A0}\x{2000}-\x{200B}\x{202F}\x{3000}']"
_POINT_LAST = r"^[+-]?\d{1,3}(,\d{3})+\.\d+$|^[+-]?\d{1,3}(,\d{3}){2,}$"
_COMMA_LAST = r"^[+-]?\d{1,3}(\.\d{3})+,\d+$|^[+-]?\d{1,3}(\.\d{3}){2,}$"
_PLAIN = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?%?$"


def value(_call: Apply, args: list[pl.Expr]) -> pl.Expr:
    """Read numbers from texts."""
    bare = args[0].str.replace_all(_SPACES, "")
    by_comma = bare.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    plain = (
        pl.when(bare.str.contains(_POINT_LAST)).then(bare.str.replace_all(",", "", literal=True))
        .when(bare.str.contains(_COMMA_LAST)).then(by_comma)
        .otherwise(bare.str.replace(",", ".", literal=True))
    )  # fmt: skip
    number = plain.str.strip_suffix("%").cast(pl.Float64, strict=False)
    number = pl.when(plain.str.ends_with("%")).then(number / 100).otherwise(number)
    return operators.finite(pl.when(plain.str.contains(_PLAIN)).then(number))


def value_sql(_call: Apply, args: list[exp.Expr]) -> exp.Expr:
    """Read numbers from texts in SQL."""

    def matches(piece: exp.Expr, pattern: str) -> exp.Expr:
        return sql.node("RegexpLike", this=piece, expression=sql.text(pattern))

    def replace(piece: exp.Expr, old: str, new: str) -> exp.Expr:
        return sql.call("REPLACE", piece, sql.text(old), sql.text(new))

    bare = sql.node(
        "RegexpReplace", this=args[0], expression=sql.text(_SPACES), replacement=sql.text("")
    )
    plain = sql.case(
        matches(bare, _POINT_LAST), replace(bare, ",", ""),
        matches(bare, _COMMA_LAST), replace(replace(bare, ".", ""), ",", "."),
        default=replace(bare, ",", "."),
    )  # fmt: skip
    number = sql.try_cast(replace(plain, "%", ""), "double")
    hundred = sql.case(
        sql.call("CONTAINS", args[0], sql.text("%")), sql.number(100.0), default=sql.number(1.0)
    )
    return sql.where(matches(plain, _PLAIN), sql.binary("Div", number, hundred))


function(
    "ЗНАЧЕН", "VALUE", Argument(Text("текст", "text"), "text"),
    category="numbers", result=kinds.NUMBER,
    help_ru="Делает из текста число: понимает пробелы между разрядами, запятую и точку, знак %. "
    "Что не число, то пусто.",
    help_en="Makes a number of a text: spaces between digits, a comma or a point, the sign % are "
    "understood. What is not a number gives NULL.",
    sample=Sample(Text('ЗНАЧЕН("1 234,5")', 'VALUE("1 234,5")'), 1234.5),
    polars=value, sql=value_sql,
)  # fmt: skip
