"""The form of the life-cycle segments: what a person may set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal

from kanva.sdk import JsonScalar, Look, Option, Settings, Text, fields

_SALES: dict[str, Sequence[Any]] = {"source": ["sales"]}
_CUSTOMERS: dict[str, Sequence[Any]] = {"source": ["customers"]}
_DAY = Text(ru="дн.", en="days")
REPORT_DATE = Text(ru="Дата отчёта", en="Report date")
_INPUT = Text(ru="Что на входе", en="What comes in")
_RULES = Text(ru="Правила", en="Rules")


class LifecycleSettings(Settings):
    """Where purchases stand, and the thresholds."""

    source: Literal["sales", "customers"] = fields.choice(
        Text(ru="Строка таблицы — это", en="A row of the table is"),
        [
            Option("sales", Text(ru="Продажа", en="A sale")),
            Option("customers", Text(ru="Покупатель", en="A customer")),
        ],
        "sales",
        style="segmented",
        help=Text(
            ru="Продажа: строки чеков или накладных. Покупатель: одна готовая строка на каждого.",
            en="A sale: lines of receipts or invoices. A customer: one ready row for each.",
        ),
        look=Look(section=_INPUT),
    )
    customer: str = fields.column(
        Text(ru="Покупатель", en="Customer"), look=Look(section=_INPUT, when=_SALES)
    )
    document: str = fields.column(
        Text(ru="Номер документа", en="Document number"),
        kinds=("text", "integer", "category"),
        optional=True,
        help=Text(
            ru="Строки одного документа — одна покупка. Без него покупкой считается день.",
            en="Lines of one document are one purchase. Without it a day is a purchase.",
        ),
        look=Look(section=_INPUT, when=_SALES),
    )
    date: str = fields.column(
        Text(ru="Дата продажи", en="Date of the sale"),
        kinds=("date", "datetime"),
        look=Look(section=_INPUT, when=_SALES),
    )
    amount: str = fields.column(
        Text(ru="Сумма", en="Amount"),
        kinds=("integer", "number", "decimal"),
        optional=True,
        help=Text(ru="Нужна для выручки.", en="Needed for revenue."),
        look=Look(section=_INPUT, when=_SALES),
    )
    returns: Literal["negative", "column", "none"] = fields.choice(
        Text(ru="Возвраты", en="Returns"),
        [
            Option("none", Text(ru="Их нет", en="There are none")),
            Option("negative", Text(ru="Сумма меньше нуля", en="The amount is negative")),
            Option("column", Text(ru="По значению столбца", en="By a column’s value")),
        ],
        "none",
        help=Text(
            ru="Возврат — не покупка: он не продлевает жизнь покупателя.",
            en="A return is not a purchase: it does not prolong a customer’s life.",
        ),
        look=Look(section=_INPUT, when=_SALES),
    )
    return_column: str = fields.column(
        Text(ru="Столбец с признаком возврата", en="Column that marks returns"),
        kinds=("text", "category", "boolean", "integer"),
        look=Look(section=_INPUT, when={"source": ["sales"], "returns": ["column"]}),
    )
    return_value: JsonScalar = fields.value(
        Text(ru="Значение у возврата", en="Its value at returns"),
        "Возврат",
        help=Text(
            ru="Регистр и пробелы по краям не важны. Для столбца «да/нет» возврат — «да».",
            en="Case and outer blanks do not count. In a yes/no column a return is yes.",
        ),
        look=Look(section=_INPUT, when={"source": ["sales"], "returns": ["column"]}),
    )
    revenue: Literal["net", "gross"] = fields.choice(
        Text(ru="Выручка", en="Revenue"),
        [
            Option("net", Text(ru="За вычетом возвратов", en="Less returns")),
            Option("gross", Text(ru="Только продажи", en="Sales only")),
        ],
        "net",
        style="segmented",
        look=Look(section=_INPUT, when={"source": ["sales"], "returns": ["negative", "column"]}),
    )
    last_purchase: str = fields.column(
        Text(ru="Дата последней покупки", en="Date of the last purchase"),
        kinds=("date", "datetime"),
        look=Look(section=_INPUT, when=_CUSTOMERS),
    )
    purchases: str = fields.column(
        Text(ru="Число покупок", en="Number of purchases"),
        kinds=("integer", "number", "decimal"),
        look=Look(section=_INPUT, when=_CUSTOMERS),
    )
    revenue_column: str = fields.column(
        Text(ru="Выручка покупателя", en="Revenue of the customer"),
        kinds=("integer", "number", "decimal"),
        optional=True,
        look=Look(section=_INPUT, when=_CUSTOMERS),
    )
    report_date: dt.date | None = fields.date(
        REPORT_DATE,
        help=Text(
            ru="На какой день считать. Продажи после неё не учитываются.",
            en="The day to count for. Sales after it do not count.",
        ),
        look=Look(section=_RULES),
    )
    active_days: int = fields.integer(
        Text(ru="Активные: покупали не раньше чем", en="Active: bought within"),
        90,
        minimum=1,
        look=Look(section=_RULES, unit=Text(ru="дн. назад", en="days")),
    )
    asleep_days: int = fields.integer(
        Text(ru="Уснувшие: не покупали дольше", en="Dormant: did not buy for more than"),
        180,
        minimum=2,
        help=Text(ru="Между порогами — засыпающие.", en="Between the two: falling asleep."),
        look=Look(section=_RULES, unit=_DAY),
    )
    regular_from: int = fields.integer(
        Text(ru="Постоянные: покупок не меньше", en="Regular: at least"),
        4,
        minimum=3,
        help=Text(
            ru="Одна покупка — новые, между ними — перспективные.",
            en="One purchase: new; in between: promising.",
        ),
        look=Look(section=_RULES, unit=Text(ru="", en="purchases")),
    )
    language: Literal["ru", "en"] = fields.choice(
        Text(ru="Язык названий", en="Language of names"),
        [
            Option("ru", Text(ru="русский", en="Russian")),
            Option("en", Text(ru="английский", en="English")),
        ],
        "ru",
        style="segmented",
        help=Text(
            ru="Сегментов и столбцов результата.", en="Of segments and of the result’s columns."
        ),
        look=Look(advanced=True),
    )
    prefix: str = fields.text(
        Text(ru="Приставка к именам новых столбцов", en="Prefix of new columns’ names"),
        help=Text(
            ru="Чтобы поставить рядом сегменты на две даты.",
            en="To put the segments of two dates side by side.",
        ),
        look=Look(advanced=True),
    )
